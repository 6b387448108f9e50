/** The chat, and reactions to its messages. */

import { $, attempt, button, call, make, notify } from './page.js';
import { isOpen, togglePanel } from './panel.js';

export const EMOJI = { heart: '❤️', like: '👍', fire: '🔥', clap: '👏', laugh: '😂', wow: '😮', sad: '😢', angry: '😡' };
const TYPING_MS = 3000;
const TIME = { hour: '2-digit', minute: '2-digit' };

/** By id, in order. */
const messages = new Map();
const typing = new Map();
let unread = 0;
let typingUntil = 0;

const isModerator = ({ role }) => ['host', 'co-host', 'moderator'].includes(role);

/** Emoji to choose from. */
export function emojiRow(onPick) {
  return Object.entries(EMOJI).map(([name, emoji]) => {
    const pick = button(emoji, () => onPick(name, emoji), { className: 'icon' });
    pick.setAttribute('aria-label', name);
    pick.title = name;
    return pick;
  });
}

export async function openChat() {
  forget();
  const { room } = call;
  const { messages: before } = await room.chat.history();
  if (call.room !== room) return;
  for (const message of before) if (!messages.has(message.id)) add(message);
  showReaders();
}

export function forget() {
  messages.clear();
  typing.clear();
  unread = 0;
  $('messages').replaceChildren();
  showUnread();
  showTyping();
}

export function receive(message) {
  add(message);
  for (const { id, identity } of call.room.participants.values()) if (identity === message.identity) typing.delete(id);
  showTyping();
  if (isOpen('chat') || message.identity === call.room.me.identity) return;
  unread++;
  showUnread();
  const reply = () => isOpen('chat') || togglePanel('chat');
  notify(`${message.name}: ${message.text}`, false, ['Reply', reply]).dataset.topic = 'chat';
}

function add(message) {
  const item = make('li', { dataset: { id: message.id } });
  messages.set(message.id, { ...message, item, reactions: new Map(Object.entries(message.reactions)) });
  const list = $('messages');
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  show(message.id);
  list.append(item);
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function show(id) {
  const { item, identity, name, to, text, at, reactions } = messages.get(id);
  const { me } = call.room;
  const isMine = identity === me.identity;
  const only = to ? ` to ${to === me.identity ? 'you' : nameOf(to)}` : '';
  const head = make('p', { className: 'head' }, make('b', {}, isMine ? 'You' : name), `${only} `);
  head.append(make('time', { dateTime: at }, new Date(at).toLocaleTimeString([], TIME)));
  const actions = make('p', { className: 'actions' }, ...chips(id, reactions), reactButton(id));
  if (isMine || isModerator(me)) actions.append(button('Delete', () => call.room.chat.delete({ id }), { className: 'small' }));
  item.replaceChildren(head, make('p', { className: 'text' }, text), actions);
}

function nameOf(identity) {
  return [...call.room.participants.values()].find((each) => each.identity === identity)?.name ?? identity;
}

function chips(id, reactions) {
  const { identity } = call.room.me;
  return [...reactions].map(([emoji, by]) => {
    const isMine = by.includes(identity);
    const chip = button(`${emoji} ${by.length}`, () => call.room.chat.react({ id }, emoji, !isMine), { className: 'small' });
    chip.setAttribute('aria-pressed', String(isMine));
    return chip;
  });
}

function reactButton(id) {
  const open = button('React', () => {
    const row = emojiRow((name) => call.room.chat.react({ id }, name));
    open.replaceWith(...row);
    row[0].focus();
  }, { className: 'small' });
  return open;
}

export function reacted({ message: id, emoji, identity, on }) {
  const message = messages.get(id);
  if (!message) return;
  const by = (message.reactions.get(emoji) ?? []).filter((each) => each !== identity);
  if (on) by.push(identity);
  if (by.length > 0) message.reactions.set(emoji, by);
  else message.reactions.delete(emoji);
  show(id);
}

export function deleted(id) {
  messages.get(id)?.item.remove();
  messages.delete(id);
}

export function types(participant, on) {
  if (!participant) return;
  if (on) typing.set(participant.id, participant.name);
  else typing.delete(participant.id);
  showTyping();
}

function showTyping() {
  const names = [...typing.values()];
  const verb = names.length > 1 ? 'are' : 'is';
  $('typing').textContent = names.length > 0 ? `${names.join(', ')} ${verb} typing…` : '';
}

function showUnread() {
  $('unread').textContent = unread || '';
  $('unread').hidden = unread === 0;
  $('chat-button').setAttribute('aria-label', unread > 0 ? `Chat, ${unread} unread` : 'Chat');
}

/** Whom one may write to. */
export function showReaders() {
  const { room } = call;
  const chosen = $('message-to').value;
  const others = [...room.participants.values()].map(({ identity, name }) => new Option(`Only ${name}`, identity));
  $('message-to').replaceChildren(new Option('Everybody', ''), ...others);
  if (others.some(({ value }) => value === chosen)) $('message-to').value = chosen;
  $('message-text').maxLength = room.info.chat.maxCharacters;
  $('message-text').disabled = $('send').disabled = room.me.chatMuted;
  $('message-text').placeholder = room.me.chatMuted ? 'The chat was taken from you' : 'Write a message';
  showSlowMode();
}

function showSlowMode() {
  const { info, me } = call.room;
  const seconds = String(info.chat.slowModeSeconds);
  const isKnown = [...$('slow-mode').options].some(({ value }) => value === seconds);
  if (!isKnown) $('slow-mode').append(new Option(`${seconds} s`, seconds));
  $('slow-mode').value = seconds;
  $('slow').hidden = !isModerator(me);
}

$('panel').addEventListener('shown', ({ detail }) => {
  if (detail !== 'chat') return;
  unread = 0;
  showUnread();
  for (const notice of document.querySelectorAll('.notice[data-topic=chat]')) notice.remove();
  $('messages').scrollTop = $('messages').scrollHeight;
});
$('slow-mode').addEventListener('change', async ({ target }) => {
  await attempt(() => call.room.host.slowMode(Number(target.value)));
  if (call.room) showSlowMode();
});
$('message-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = $('message-text').value.trim();
  if (!text) return;
  attempt(async () => {
    await call.room.chat.send(text, { to: $('message-to').value || null });
    $('message-text').value = '';
    typingUntil = 0;
  });
});
$('message-text').addEventListener('input', () => {
  if (Date.now() < typingUntil || !call.room) return;
  typingUntil = Date.now() + TYPING_MS;
  call.room.chat.typing(true).catch(() => {});
  setTimeout(() => call.room?.chat.typing(false).catch(() => {}), TYPING_MS);
});
