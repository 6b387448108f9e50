/** The demo page: a join form, and a call on top of sluice-client. */

import { join } from './sluice-client.js';
import * as chat from './demo/chat.js';
import { openCheck } from './demo/check-dialog.js';
import { pathInWords } from './demo/connection-check.js';
import { mayPublish, publishCamera, publishMicrophone, showControls, showFallback, showMode } from './demo/controls.js';
import * as encryption from './demo/encryption.js';
import { $, attempt, banner, call, notify, recall, remember, showTitle } from './demo/page.js';
import { closePanel } from './demo/panel.js';
import { otherOf, useCalls } from './demo/phone.js';
import { showKnock, showPeople } from './demo/people.js';
import { forgetStatistics } from './demo/statistics.js';
import * as tiles from './demo/tiles.js';

const query = new URLSearchParams(location.search);
// Browsers keep what stands behind # to themselves.
const secrets = new URLSearchParams(location.hash.slice(1));
const token = secrets.get('token') ?? undefined;

const REASONS = {
  timeout: 'The server heard nothing from you for too long.',
  replaced: 'You joined from somewhere else.',
  removed: 'You were removed from the room.',
  refused: 'You were not let in.',
  'room-closed': 'The call was ended for everybody.',
  'server-closed': 'The server is shutting down.',
  'connection-lost': 'The connection to the server was lost.',
};
const STATES = {
  connecting: 'Connecting…',
  connected: 'Connected',
  disconnected: 'Connection interrupted…',
  reconnecting: 'Reconnecting…',
};

const VIA = { udp: 'UDP', tcp: 'TCP', relay: 'relay' };
const PATH_EVERY_MS = 2000;

/** Ends the wait for being let in. */
let waiting = null;

// The join form

$('name').value = query.get('name') ?? recall('sluice.name') ?? '';
$('room').value = query.get('room') ?? 'lobby';
$('passphrase').value = secrets.get('passphrase') ?? '';
$('passphrase-label').hidden = !encryption.supported();
$('with-microphone').checked = query.get('audio') !== '0';
$('with-camera').checked = query.get('video') !== '0';
$('join-form').addEventListener('submit', (event) => {
  event.preventDefault();
  enter();
});
$('check').addEventListener('click', check);
$('check-again').addEventListener('click', check);
$('check-in-call').addEventListener('click', () => {
  $('more-menu').hidePopover();
  check();
});
// In a call it would join the same room once more, perhaps in our own place.
$('check-in-call').hidden = token !== undefined;
$('stop-waiting').addEventListener('click', () => waiting?.abort());
if (query.get('join') === '1' && $('room').value) enter();
else $(($('name').value && 'room') || 'name').focus();

function check() {
  openCheck({ token, room: $('room').value.trim() });
}

async function enter() {
  const name = $('name').value.trim() || 'Guest';
  $('join').disabled = true;
  $('join-error').hidden = true;
  waiting = new AbortController();
  try {
    const password = $('password').value || undefined;
    const { signal } = waiting;
    const room = $('room').value.trim();
    const passphrase = encryption.supported() && $('passphrase').value;
    const transform = passphrase ? await encryption.transformWith(passphrase, room) : undefined;
    call.encrypted = Boolean(passphrase);
    call.room = await join({ room, name, token, password, transform, signal, onWaiting: () => showWait(true) });
    call.ringing = null;
  } catch (error) {
    showRefusal(error);
    return;
  } finally {
    $('join').disabled = false;
    showWait(false);
  }
  remember('sluice.name', name);
  showCall();
  publish($('with-microphone').checked, $('with-camera').checked);
}

/** A call that was accepted: into its room, out of any other. */
async function enterCall(options, ringing) {
  waiting?.abort();
  await attempt(async () => {
    await call.room?.leave();
    call.room = await join(options);
    call.encrypted = false;
    call.ringing = ringing;
    showCall();
    publish(true, ringing.media === 'video');
  });
}

function publish(microphone, camera) {
  if (microphone && mayPublish('microphone')) attempt(publishMicrophone);
  if (camera && mayPublish('camera')) attempt(publishCamera);
}

function showWait(on) {
  $('wait').hidden = !on;
  $('join').hidden = on;
  if (on) $('stop-waiting').focus();
}

function showRefusal({ message, details }) {
  if (details?.reason === 'left') return;
  if (details?.password) {
    $('password-label').hidden = false;
    $('password').focus();
  }
  $('join-error').textContent = REASONS[details?.reason] ?? message;
  $('join-error').hidden = false;
}

// The call

function showCall() {
  const { room, ringing } = call;
  const title = ringing ? otherOf(ringing) : room.name;
  if (!ringing) {
    const address = new URL(location.href);
    address.searchParams.set('room', room.name);
    history.replaceState(null, '', address);
  }
  call.title = title;
  showTitle();
  $('room-title').textContent = title;
  $('entrance').hidden = true;
  $('call').hidden = false;
  // A token is personal: a link that carries it is not for others. Nor does one get others into a call of two.
  $('invite').hidden = token !== undefined || ringing !== null;
  $('encrypted').hidden = !call.encrypted;
  $('mode').value = 'auto';
  $('call').classList.remove('thin');
  showMode();
  listen(room);
  attempt(chat.openChat);
  showEverything();
  $('microphone').focus();
}

function showEverything() {
  const { room } = call;
  tiles.addPerson(room.me, true);
  for (const participant of room.participants.values()) tiles.addParticipant(participant);
  showConnection();
  showControls();
  showPeople();
  chat.showReaders();
}

function listen(joined) {
  const on = (type, listener) =>
    joined.addEventListener(type, ({ detail }) => {
      if (call.room === joined) listener(detail);
    });
  listenToPeople(on);
  listenToMedia(on);
  listenToRoom(on);
  on('state', showConnection);
  on('rejoined', () => {
    tiles.removeAll();
    showEverything();
    attempt(chat.catchUp);
    if ($('mode').value !== 'auto') attempt(() => joined.setReceiveMode($('mode').value));
  });
  on('error', ({ error }) => notify(error.message, true));
  on('left', ({ reason }) => showEntrance(reason));
}

function listenToPeople(on) {
  const quietly = () => call.room.state === 'reconnecting';
  on('participant-joined', ({ participant }) => {
    tiles.addParticipant(participant);
    showPeople();
    chat.showReaders();
    if (!quietly()) notify(`${participant.name} joined.`);
  });
  on('participant-updated', ({ participant }) => {
    tiles.showPerson(participant);
    showPeople();
    chat.showReaders();
  });
  on('me-updated', () => {
    showControls();
    showPeople();
    chat.showReaders();
  });
  on('participant-left', ({ participant }) => {
    tiles.removeParticipant(participant);
    chat.types(participant, false);
    showPeople();
    chat.showReaders();
    if (!quietly()) notify(`${participant.name} left.`);
  });
  on('quality', ({ participant, level }) => tiles.showQuality(participant, level));
  on('speakers', ({ speakers }) => tiles.showSpeakers(speakers));
}

function listenToMedia(on) {
  for (const type of ['publication-added', 'publication-updated']) {
    on(type, ({ participant }) => {
      tiles.showPerson(participant);
      showPeople();
    });
  }
  on('publication-removed', ({ participant, publication }) => {
    tiles.stop(participant, publication);
    showPeople();
  });
  on('track', ({ participant, publication }) => tiles.play(participant, publication));
  on('track-removed', ({ participant, publication }) => tiles.stop(participant, publication));
  on('local-publication-added', showControls);
  on('local-publication-removed', showControls);
  on('local-publication-updated', ({ publication }) => {
    showControls();
    if (publication.muted) notify(`Somebody who runs the room turned your ${publication.source} off.`);
  });
  on('undecodable', ({ participant, publication, message }) => {
    tiles.showPerson(participant);
    notify(`${participant.name}'s ${publication.source}: ${message}`);
  });
  on('audio-fallback', ({ active }) => showFallback(active));
}

function listenToRoom(on) {
  on('room-updated', () => {
    showControls();
    showPeople();
    chat.showReaders();
  });
  on('waiting-updated', ({ joined }) => showKnock(joined));
  on('unmute-asked', ({ publication, by }) => {
    if (!publication) return;
    const unmute = async () => {
      await call.room.mute(publication, false);
      showControls();
    };
    notify(`${by?.name ?? 'Somebody'} asks you to turn your ${publication.source} on.`, false, ['Turn on', unmute]);
  });
  on('message', ({ message }) => chat.receive(message));
  on('message-deleted', ({ message }) => chat.deleted(message));
  on('message-reaction', chat.reacted);
  on('typing', ({ participant, typing }) => chat.types(participant, typing));
  on('reaction', ({ participant, emoji }) => participant && tiles.showReaction(participant.id, emoji));
}

function showConnection() {
  const { state } = call.room;
  $('connection').dataset.state = state;
  $('connection').textContent = STATES[state] ?? '';
  showPath().catch(() => {});
  banner('link', state === 'reconnecting' ? 'The connection to the server was lost. Reconnecting…' : null);
}

/** Which way media goes: it may change at any time. */
async function showPath() {
  const { room } = call;
  if (room?.state !== 'connected') {
    $('connection').title = '';
    return;
  }
  const path = await room.path();
  if (call.room !== room || room.state !== 'connected' || !path) return;
  $('connection').textContent = `Connected: ${VIA[path.via]}`;
  $('connection').dataset.via = path.via;
  $('connection').title = `Media goes by ${pathInWords(path)}.`;
}

setInterval(() => showPath().catch(() => {}), PATH_EVERY_MS);

function showEntrance(reason) {
  const { ringing } = call;
  call.room = null;
  tiles.removeAll();
  chat.forget();
  forgetStatistics();
  closePanel();
  for (const dialog of document.querySelectorAll('dialog[open]:not(.ringing)')) dialog.close();
  for (const menu of document.querySelectorAll(':popover-open')) menu.hidePopover();
  $('banners').replaceChildren();
  $('unblock').hidden = true;
  $('call').hidden = true;
  $('entrance').hidden = false;
  const hungUp = ringing && reason === 'room-closed';
  if (hungUp) notify('The call has ended.');
  $('join-error').hidden = hungUp || !REASONS[reason];
  $('join-error').textContent = REASONS[reason] ?? '';
  call.title = '';
  showTitle();
  if (!document.querySelector('dialog[open]')) $(ringing ? 'callee' : 'join').focus();
}

useCalls(enterCall);
