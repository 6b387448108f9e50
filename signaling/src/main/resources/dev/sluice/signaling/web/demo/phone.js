/** Calls that ring: being there to be called, calling, and the dialogs of both. */

import { openPhone } from '../sluice-client.js';
import { $, attempt, button, call as shown, initials, make, notify, onClick, showTitle } from './page.js';
import { ring } from './ringtone.js';

const MISSED_KEPT = 5;
const TIME = { hour: '2-digit', minute: '2-digit' };
const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? undefined;

/** What the one who called reads when nobody came. */
const ENDS = {
  declined: (name) => `${name} declined.`,
  missed: (name) => `${name} did not answer.`,
  failed: (name) => `${name} cannot be reached.`,
};

let phone = null;
/** Asked to join a room: `(options, call, name)`. */
let onConnect = null;
/** The calls that the dialogs are about. */
let incoming = null;
let outgoing = null;
/** A call of ours is on its way to the server. */
let isDialling = false;
const missed = [];

export function useCalls(enter) {
  onConnect = enter;
  if (new URLSearchParams(location.search).get('phone') === '1' && $('name').value.trim()) open();
}

/** Whose call it is, from where we are. */
export const otherOf = ({ incoming: isIncoming, from, to }) => (isIncoming ? from.name : to.identity);

async function open() {
  const name = $('name').value.trim();
  $('phone-open').disabled = true;
  tell('Connecting…');
  try {
    phone = await openPhone({ identity: name, name, token });
  } catch (error) {
    tell(error.message, true);
    return;
  } finally {
    $('phone-open').disabled = false;
  }
  phone.addEventListener('incoming', showIncoming);
  phone.addEventListener('call', ({ detail }) => onCall(detail.call));
  phone.addEventListener('connect', ({ detail }) => onConnect(detail.join, detail.call));
  phone.addEventListener('state', ({ detail }) => showState(detail.error));
  showState();
}

function showState(error) {
  const isOpen = phone !== null && phone.state !== 'closed';
  $('phone-open').hidden = isOpen;
  $('phone-calls').hidden = !isOpen;
  $('phone-lead').hidden = isOpen;
  if (!isOpen) return tell(error?.message ?? '', Boolean(error));
  return tell(
    phone.state === 'open' ? `You are online as “${phone.identity}”.` : 'The connection was lost. Reconnecting…',
  );
}

function tell(text, bad = false) {
  $('phone-state').textContent = text;
  $('phone-state').hidden = !text;
  $('phone-state').classList.toggle('error', bad);
}

async function dial(identity, media) {
  if (!identity) return $('callee').focus();
  if (isDialling || outgoing) return undefined;
  isDialling = true;
  try {
    outgoing = await phone.call(identity, { media });
  } finally {
    isDialling = false;
  }
  $('called').textContent = initials(identity);
  $('outgoing-title').textContent = `Calling ${identity}`;
  showOutgoing();
  ring('outgoing');
  return $('outgoing').showModal();
}

function showOutgoing() {
  $('outgoing-state').textContent = outgoing.state === 'ringing' ? 'It rings…' : 'Waiting for them to come online…';
}

function onCall(call) {
  if (call.id === outgoing?.id) onOutgoing(call);
  if (call.id === incoming?.id && call.state !== 'ringing') endIncoming();
  if (call.incoming && ['missed', 'cancelled'].includes(call.state)) miss(call);
}

function onOutgoing(call) {
  outgoing = call;
  if (call.state === 'initiating' || call.state === 'ringing') return showOutgoing();
  outgoing = null;
  ring(null);
  $('outgoing').close();
  const words = ENDS[call.state]?.(call.to.identity);
  if (words) notify(words, false, ['Call again', () => dial(call.to.identity, call.media)]);
  return undefined;
}

/** The first of those that ring; the others wait for it. */
function showIncoming() {
  if (incoming) return;
  incoming = [...phone.calls.values()].find((each) => each.incoming && each.state === 'ringing') ?? null;
  if (!incoming) return;
  const { from, media } = incoming;
  const words = `${from.name} is calling`;
  $('caller').textContent = initials(from.name);
  $('incoming-title').textContent = words;
  $('incoming-kind').textContent = media === 'video' ? 'Video call' : 'Voice call';
  $('accept').title = media === 'video' ? 'Turns microphone and camera on' : 'Turns the microphone on';
  shown.caller = words;
  showTitle();
  $('incoming').showModal();
  ring('incoming');
  navigator.vibrate?.([300, 200, 300]);
}

function endIncoming() {
  incoming = null;
  ring(null);
  shown.caller = '';
  showTitle();
  $('incoming').close();
  showIncoming();
}

function miss({ id, from, media, startedAt }) {
  if (missed.some((each) => each.id === id)) return;
  missed.unshift({ id, from, media, startedAt });
  missed.length = Math.min(missed.length, MISSED_KEPT);
  showMissed();
  notify(`You missed a call from ${from.name}.`);
}

function showMissed() {
  $('missed').hidden = missed.length === 0;
  $('missed-list').replaceChildren(
    ...missed.map(({ from, media, startedAt }) => {
      const time = make('time', { dateTime: startedAt, className: 'quiet' }, new Date(startedAt).toLocaleTimeString([], TIME));
      const back = button('Call back', () => callBack(from.identity, media));
      back.setAttribute('aria-label', `Call ${from.name} back`);
      return make('li', {}, make('span', { className: 'who' }, from.name), time, back);
    }),
  );
}

async function callBack(identity, media) {
  await dial(identity, media);
  missed.splice(0, missed.length, ...missed.filter(({ from }) => from.identity !== identity));
  showMissed();
}

$('phone-open').addEventListener('click', () => {
  if ($('name').reportValidity()) open();
});
$('phone-close').addEventListener('click', () => {
  phone.close();
  $('phone-open').focus();
});
$('phone-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const media = event.submitter?.value === 'voice' ? 'voice' : 'video';
  attempt(() => dial($('callee').value.trim(), media));
});
// The call may have ended on its own just now.
onClick('accept', () => incoming && phone.accept(incoming));
onClick('decline', () => incoming && phone.decline(incoming));
onClick('cancel-call', () => outgoing && phone.cancel(outgoing));
// Escape does what the dialog's closing means; the server's word closes it.
for (const [dialog, act] of [
  ['incoming', 'decline'],
  ['outgoing', 'cancel-call'],
]) {
  $(dialog).addEventListener('cancel', (event) => {
    event.preventDefault();
    $(act).click();
  });
}
