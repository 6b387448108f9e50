/** The list of people, the waiting room, and what those who run the room may do. */

import { $, attempt, banner, button, call, keepFocus, make, notify, own, publicationOf } from './page.js';

const RANKS = { viewer: 0, participant: 1, moderator: 2, 'co-host': 3, host: 4 };

const rank = ({ role }) => RANKS[role] ?? 1;
const keepsOrder = () => rank(call.room.me) >= RANKS.moderator;
const runsRoom = () => rank(call.room.me) >= RANKS['co-host'];
const mayActOn = (person) => keepsOrder() && rank(call.room.me) > rank(person);

/** The menu of a person that is open now. */
let menuOf = null;

export function showPeople() {
  const { room } = call;
  const everybody = [room.me, ...room.participants.values()];
  everybody.sort((a, b) => (a.hand || Infinity) - (b.hand || Infinity) || 0);
  $('people-count').textContent = everybody.length;
  keepFocus($('person-list'), () => $('person-list').replaceChildren(...everybody.map(row)));
  showWaiting();
  showRoom();
}

function row(person) {
  const isMe = person === call.room.me;
  const item = make('li', {}, make('span', { className: 'who' }, isMe ? `${person.name} (you)` : person.name));
  if (person.role !== 'participant') item.append(make('span', { className: 'role' }, person.role));
  if (person.hand) item.append(make('span', { title: 'Hand raised', role: 'img', ariaLabel: 'hand raised' }, '✋'));
  const microphone = isMe ? own('microphone') : publicationOf(person, 'microphone');
  if (!microphone || microphone.muted) item.append(make('span', { className: 'quiet' }, 'muted'));
  if (!isMe && actionsOn(person).length > 0) {
    const open = make('button', { type: 'button', className: 'icon', textContent: '⋯' });
    open.setAttribute('aria-label', `Actions for ${person.name}`);
    open.setAttribute('aria-haspopup', 'true');
    open.dataset.key = `menu-${person.id}`;
    open.addEventListener('click', () => openMenu(person, open));
    item.append(open);
  }
  return item;
}

/** `[text, function]` of all that we may do to somebody now. */
function actionsOn(person) {
  const { host, me } = call.room;
  const actions = [];
  if (keepsOrder() && person.hand) actions.push(['Lower hand', () => host.lowerHand(person)]);
  if (!mayActOn(person)) return actions;
  const microphone = publicationOf(person, 'microphone');
  const camera = publicationOf(person, 'camera');
  const screen = publicationOf(person, 'screen');
  if (microphone?.muted) actions.push(['Ask to unmute', () => host.askToUnmute(microphone)]);
  else if (microphone) actions.push(['Mute', () => host.mute(microphone)]);
  if (camera && !camera.muted) actions.push(['Turn camera off', () => host.mute(camera)]);
  if (screen) actions.push(['Stop their share', () => host.stop(screen)]);
  const chat = person.chatMuted ? 'Give chat back' : 'Take chat away';
  actions.push([chat, () => host.muteChatter(person, !person.chatMuted)]);
  if (runsRoom()) {
    const given = Object.keys(RANKS).filter((role) => me.role === 'host' || RANKS[role] < rank(me));
    for (const role of given.reverse()) {
      if (role !== person.role) actions.push([`Make ${role}`, () => host.setRole(person, role)]);
    }
  }
  actions.push(['Remove', () => host.remove(person)]);
  return actions;
}

function openMenu(person, opener) {
  const menu = $('person-menu');
  menuOf = person;
  menu.setAttribute('aria-label', `Actions for ${person.name}`);
  menu.replaceChildren(
    ...actionsOn(person).map(([text, act]) => {
      const close = async () => {
        menu.hidePopover();
        await act();
      };
      return button(text, close, { className: text === 'Remove' ? 'bad' : '' });
    }),
  );
  menu.showPopover();
  const { right, bottom } = opener.getBoundingClientRect();
  menu.style.left = `${Math.max(8, right - menu.offsetWidth)}px`;
  menu.style.top = `${Math.max(8, Math.min(bottom + 4, innerHeight - menu.offsetHeight - 8))}px`;
  menu.querySelector('button')?.focus();
}

$('person-menu').addEventListener('toggle', ({ newState }) => {
  if (newState !== 'closed' || !menuOf) return;
  const opener = document.querySelector(`[data-key="menu-${menuOf.id}"]`);
  menuOf = null;
  if (document.activeElement === document.body) opener?.focus();
});

function showWaiting() {
  const { host, waiting } = call.room;
  const list = [...waiting.values()];
  $('waiting').hidden = list.length === 0;
  const rows = list.map((each) =>
    make(
      'li',
      {},
      make('span', { className: 'who' }, each.name),
      button('Admit', () => host.admit(each), { className: 'primary', ariaLabel: `Admit ${each.name}`, dataset: { key: `admit-${each.id}` } }),
      button('Refuse', () => host.refuse(each), { ariaLabel: `Refuse ${each.name}`, dataset: { key: `refuse-${each.id}` } }),
    ),
  );
  const next = rows[0]?.querySelector('button') ?? $('panel-close');
  keepFocus($('waiting-list'), () => $('waiting-list').replaceChildren(...rows), next);
  $('all-waiting').hidden = list.length < 2;
}

export function showKnock(joined) {
  showPeople();
  for (const notice of document.querySelectorAll('.notice[data-waiting]')) {
    if (!call.room.waiting.has(notice.dataset.waiting)) notice.remove();
  }
  if (!joined) return;
  const admit = () => call.room.waiting.has(joined.id) && call.room.host.admit(joined);
  notify(`${joined.name} waits to be let in.`, false, ['Admit', admit]).dataset.waiting = joined.id;
}

function showRoom() {
  const { info, me } = call.room;
  $('room-controls').hidden = !runsRoom();
  $('lock').checked = info.locked;
  $('waiting-room').checked = info.waitingRoom;
  $('sharing-allowed').checked = info.sharingAllowed;
  $('recording').checked = info.recording;
  $('recording').disabled = !info.recordingAllowed;
  $('new-password').placeholder = info.password ? 'New password, or empty for none' : 'Password';
  $('start').hidden = info.state !== 'scheduled';
  $('pause').hidden = info.state === 'scheduled';
  $('pause').textContent = info.state === 'paused' ? 'Go on' : 'Pause for all';
  $('end').hidden = me.role !== 'host';
  $('locked').hidden = !info.locked;
  const halted = { paused: 'The call is paused.', scheduled: 'The call has not started yet.' };
  banner('paused', halted[info.state] ?? null);
  const asks = info.recording && !me.recordingConsent;
  const agree = asks ? [button('I agree', () => call.room.consent(true))] : [];
  banner('recording', asks ? 'This call is being recorded. Do you agree?' : null, ...agree);
  $('recorded').hidden = !info.recording;
}

for (const [id, change] of [
  ['lock', (on) => call.room.host.lock(on)],
  ['waiting-room', (on) => call.room.host.change({ waitingRoom: on })],
  ['sharing-allowed', (on) => call.room.host.change({ sharingAllowed: on })],
  ['recording', (on) => call.room.host.record(on)],
]) {
  $(id).addEventListener('change', async ({ target }) => {
    await attempt(() => change(target.checked));
    if (call.room) showRoom();
  });
}
$('admit-all').addEventListener('click', () => attempt(() => call.room.host.admit()));
$('refuse-all').addEventListener('click', () => attempt(() => call.room.host.refuse()));
$('start').addEventListener('click', () => attempt(() => call.room.host.startSession()));
$('password-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const password = $('new-password').value;
  attempt(async () => {
    await call.room.host.change({ password });
    $('new-password').value = '';
    notify(password ? 'Who comes now is asked for the password.' : 'The room has no password.');
  });
});
$('pause').addEventListener('click', () =>
  attempt(() => (call.room.info.state === 'paused' ? call.room.host.resumeSession() : call.room.host.pauseSession())),
);
$('end').addEventListener('click', () => $('end-dialog').showModal());
$('end-dialog').addEventListener('close', () => {
  if ($('end-dialog').returnValue === 'end') attempt(() => call.room.host.endSession());
  $('end-dialog').returnValue = '';
});
