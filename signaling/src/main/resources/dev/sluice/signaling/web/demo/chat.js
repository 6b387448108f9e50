/** The chat, and reactions to its messages. */

import { $, attempt, button, call, keepFocus, make, notify } from './page.js';
import { isOpen, togglePanel } from './panel.js';

export const EMOJI = { heart: '❤️', like: '👍', fire: '🔥', clap: '👏', laugh: '😂', wow: '😮', sad: '😢', angry: '😡' };
const TYPING_MS = 3000;
const TIME = { hour: '2-digit', minute: '2-digit' };

/** By id. */
const messages = new Map();
const typing = new Map();
let unread = 0;
let typingUntil = 0;
/** When the newest message that we have was written. */
let newestAt = '';
/** Whom to write to; no identity: everybody. */
let reader = { identity: '', name: '' };

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
  showReaders();
  await catchUp();
}

/** Shows the messages anew, those too that we missed while we were away. */
export async function catchUp() {
  const { room } = call;
  const seenUntil = newestAt;
  const old = [...messages.keys()];
  const { messages: before } = await room.chat.history();
  if (call.room !== room) return;
  old.forEach(remove);
  for (const message of before) {
    const isNews = add(message) && seenUntil && message.at > seenUntil;
    if (isNews && message.identity !== room.me.identity && !isOpen('chat')) unread++;
  }
  showUnread();
}

export function forget() {
  messages.clear();
  $('messages').replaceChildren();
  typing.clear();
  unread = 0;
  newestAt = '';
  reader = { identity: '', name: '' };
  showUnread();
  showTyping();
}

function remove(id) {
  messages.get(id)?.item.remove();
  messages.delete(id);
}

export function receive(message) {
  if (!add(message)) return;
  for (const { id, identity } of call.room.participants.values()) if (identity === message.identity) typing.delete(id);
  showTyping();
  if (isOpen('chat') || message.identity === call.room.me.identity) return;
  unread++;
  showUnread();
  const reply = () => isOpen('chat') || togglePanel('chat');
  notify(`${message.name}: ${message.text}`, false, ['Reply', reply]).dataset.topic = 'chat';
}

/** Puts a message into its place; false when it is there already. */
function add(message) {
  if (messages.has(message.id)) return false;
  const item = make('li', { dataset: { id: message.id } });
  messages.set(message.id, { ...message, item, reactions: new Map(Object.entries(message.reactions)) });
  const list = $('messages');
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  show(message.id);
  // Live ones may come before the history does.
  const after = [...list.children].findLast(({ dataset }) => messages.get(dataset.id).order < message.order);
  if (after) after.after(item);
  else list.prepend(item);
  if (atEnd) list.scrollTop = list.scrollHeight;
  if (message.at > newestAt) newestAt = message.at;
  return true;
}

function show(id) {
  const { item, identity, name, to, text, at, reactions, isChoosing } = messages.get(id);
  const { me } = call.room;
  const isMine = identity === me.identity;
  const only = to ? ` to ${to === me.identity ? 'you' : nameOf(to)}` : '';
  const head = make('p', { className: 'head' }, make('b', {}, isMine ? 'You' : name), `${only} `);
  head.append(make('time', { dateTime: at }, new Date(at).toLocaleTimeString([], TIME)));
  const actions = make('p', { className: 'actions' }, ...chips(id, reactions), ...(isChoosing ? choices(id) : [reactButton(id)]));
  const remove = () => call.room.chat.delete({ id });
  if (isMine || isModerator(me)) actions.append(button('Delete', remove, { className: 'small', dataset: { key: 'delete' } }));
  const parts = [head, make('p', { className: 'text' }, text), actions];
  keepFocus(item, () => item.replaceChildren(...parts), actions.querySelector('[data-key=react]'));
}

const personBy = (wanted) => [...call.room.participants.values()].find(({ identity }) => identity === wanted);
const nameOf = (identity) => personBy(identity)?.name ?? identity;

function chips(id, reactions) {
  const { identity } = call.room.me;
  return [...reactions].map(([emoji, by]) => {
    const isMine = by.includes(identity);
    const chip = button(`${emoji} ${by.length}`, () => call.room.chat.react({ id }, emoji, !isMine), {
      className: 'small',
      dataset: { key: emoji },
    });
    chip.setAttribute('aria-pressed', String(isMine));
    return chip;
  });
}

function reactButton(id) {
  return button('React', () => choose(id, true), { className: 'small', dataset: { key: 'react' } });
}

function choices(id) {
  const row = emojiRow((name) => {
    choose(id, false);
    return call.room.chat.react({ id }, name);
  });
  row.forEach((pick, index) => (pick.dataset.key = index === 0 ? 'react' : `pick-${index}`));
  return row;
}

/** Shows what to react with, in place of the button, or that again; the keyboard goes along. */
function choose(id, on) {
  messages.get(id).isChoosing = on;
  show(id);
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
  const item = messages.get(id)?.item;
  if (!item) return;
  const hadFocus = item.contains(document.activeElement);
  remove(id);
  if (hadFocus) $('messages').focus();
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

/** Whom one may write to. A chosen one who left stays chosen, so that nothing meant for one is read by all. */
export function showReaders() {
  const { room } = call;
  const others = [...room.participants.values()].map(({ identity, name }) => new Option(`Only ${name}`, identity));
  const isGone = reader.identity && !others.some(({ value }) => value === reader.identity);
  if (isGone) others.push(new Option(`Only ${reader.name} (gone)`, reader.identity));
  $('message-to').replaceChildren(new Option('Everybody', ''), ...others);
  $('message-to').value = reader.identity;
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
$('message-to').addEventListener('change', ({ target }) => {
  const { identity = '', name = '' } = personBy(target.value) ?? {};
  // It may be one who is gone, chosen again.
  if (!target.value || identity) reader = { identity, name };
  showReaders();
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
    const { identity, name } = reader;
    if (identity && !personBy(identity)) throw new Error(`${name} is not in the room. Choose who is to read this.`);
    await call.room.chat.send(text, { to: identity || null });
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
