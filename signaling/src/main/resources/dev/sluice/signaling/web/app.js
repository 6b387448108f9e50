/** The demo page: a join form, and a call on top of sluice-client. */

import { join } from './sluice-client.js';

const $ = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? undefined;
const codec = query.get('codec') ?? undefined;
const NOTICE_MS = 4000;
const BAD_NOTICE_MS = 10_000;
/** Of a linear scale to 1. */
const SPEAKING_LEVEL = 0.02;
const SPEAKING_HOLD_MS = 600;
const SPEAKING_EVERY_MS = 150;
const ASPECT = 16 / 9;
const GAP_PX = 8;

const REASONS = {
  timeout: 'The server heard nothing from you for too long.',
  replaced: 'You joined from somewhere else.',
  removed: 'You were removed from the room.',
  refused: 'You were not let in.',
  'room-closed': 'The room was closed.',
  'server-closed': 'The server is shutting down.',
  'connection-lost': 'The connection to the server was lost.',
};
const STATES = { connecting: 'Connecting…', connected: 'Connected', disconnected: 'Connection interrupted…' };

let room = null;
/** By participant id, and by participant id with ':screen'. */
const tiles = new Map();
let speakerId = '';

// The join form

const recall = (key) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};
const remember = (key, value) => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Private windows may have no storage; nothing depends on it.
  }
};

$('name').value = query.get('name') ?? recall('sluice.name') ?? '';
$('room').value = query.get('room') ?? 'lobby';
$('with-microphone').checked = query.get('audio') !== '0';
$('with-camera').checked = query.get('video') !== '0';
$('join-form').addEventListener('submit', (event) => {
  event.preventDefault();
  enter();
});
if (query.get('join') === '1' && $('room').value) enter();
else $(($('name').value && 'room') || 'name').focus();

async function enter() {
  const name = $('name').value.trim() || 'Guest';
  $('join').disabled = true;
  $('join-error').hidden = true;
  try {
    room = await join({ room: $('room').value.trim(), name, token });
  } catch (error) {
    $('join-error').textContent = error.message;
    $('join-error').hidden = false;
    return;
  } finally {
    $('join').disabled = false;
  }
  remember('sluice.name', name);
  showCall();
  if ($('with-microphone').checked) attempt(publishMicrophone);
  if ($('with-camera').checked) attempt(publishCamera);
}

// The call

function showCall() {
  const address = new URL(location.href);
  address.searchParams.set('room', room.name);
  history.replaceState(null, '', address);
  document.title = `${room.name} · Sluice`;
  $('room-title').textContent = room.name;
  $('entrance').hidden = true;
  $('call').hidden = false;
  // A token is personal: a link that carries it is not for others.
  $('invite').hidden = token !== undefined;
  $('screen').hidden = !navigator.mediaDevices?.getDisplayMedia;
  listen(room);
  addPerson(room.me, true);
  for (const participant of room.participants.values()) addParticipant(participant);
  showConnection();
  showControls();
  $('microphone').focus();
}

function listen(joined) {
  const on = (type, listener) =>
    joined.addEventListener(type, ({ detail }) => {
      if (room === joined) listener(detail);
    });
  on('state', showConnection);
  on('participant-joined', ({ participant }) => {
    addParticipant(participant);
    notify(`${participant.name} joined.`);
  });
  on('participant-updated', ({ participant }) => showPerson(participant));
  on('participant-left', ({ participant }) => {
    removeTile(participant.id);
    removeTile(`${participant.id}:screen`);
    notify(`${participant.name} left.`);
  });
  on('publication-added', ({ participant }) => showPerson(participant));
  on('publication-updated', ({ participant }) => showPerson(participant));
  on('publication-removed', ({ participant, publication }) => {
    if (publication.source === 'screen') removeTile(`${participant.id}:screen`);
    showPerson(participant);
  });
  on('track', (detail) => play(detail));
  on('track-removed', ({ participant, publication }) => {
    if (publication.source === 'screen') removeTile(`${participant.id}:screen`);
    showPerson(participant);
  });
  on('local-publication-added', ({ publication }) => showOwn(publication));
  on('local-publication-removed', ({ publication }) => showOwn(publication));
  on('error', ({ error }) => notify(error.message, true));
  on('left', ({ reason }) => showEntrance(reason));
}

function showEntrance(reason) {
  room = null;
  for (const key of [...tiles.keys()]) removeTile(key);
  if ($('device-dialog').open) $('device-dialog').close();
  $('unblock').hidden = true;
  $('call').hidden = true;
  $('entrance').hidden = false;
  $('join-error').hidden = !REASONS[reason];
  $('join-error').textContent = REASONS[reason] ?? '';
  document.title = 'Sluice';
  $('join').focus();
}

function showConnection() {
  $('connection').dataset.state = room.state;
  $('connection').textContent = STATES[room.state] ?? '';
}

/** Runs something that the user asked for, and tells in words when it fails. */
async function attempt(action) {
  try {
    await action();
  } catch (error) {
    if (room) notify(error.message, true);
  }
  if (room) showControls();
}

function notify(text, bad = false) {
  const notice = document.createElement('p');
  notice.className = bad ? 'notice bad' : 'notice';
  if (bad) notice.role = 'alert';
  notice.textContent = text;
  $('notices').append(notice);
  setTimeout(() => notice.remove(), bad ? BAD_NOTICE_MS : NOTICE_MS);
}

// Tiles

function addParticipant(participant) {
  addPerson(participant, false);
  for (const publication of participant.publications.values()) {
    if (publication.track) {
      play({ participant, publication, stream: participant.streamOf(publication.source) });
    }
  }
  showPerson(participant);
}

function addPerson(person, own) {
  const tile = addTile(person.id, $('people'), own ? `${person.name} (you)` : person.name);
  tile.querySelector('.avatar').textContent = initials(person.name);
  tile.classList.toggle('own', own);
  tile.querySelector('video').muted = own;
}

function addTile(key, parent, name) {
  const tile = $('tile-template').content.firstElementChild.cloneNode(true);
  tile.querySelector('.name').textContent = name;
  tile.setAttribute('aria-label', name);
  if (speakerId) tile.querySelector('video').setSinkId(speakerId).catch(() => {});
  tiles.set(key, tile);
  parent.append(tile);
  arrange();
  return tile;
}

function removeTile(key) {
  const tile = tiles.get(key);
  if (!tile) return;
  tile.querySelector('video').srcObject = null;
  tile.remove();
  tiles.delete(key);
  arrange();
}

function initials(name) {
  return name.split(/\s+/).map((word) => [...word][0] ?? '').slice(0, 2).join('').toUpperCase() || '?';
}

function play({ participant, publication, stream }) {
  const isScreen = publication.source.startsWith('screen');
  const key = isScreen ? `${participant.id}:screen` : participant.id;
  const tile = tiles.get(key) ?? addTile(key, $('stage'), `${participant.name}'s screen`);
  const video = tile.querySelector('video');
  if (video.srcObject !== stream) video.srcObject = stream;
  if (publication.kind === 'video') revealWithNextFrame(tile, video);
  video.play().catch((error) => {
    if (error.name === 'NotAllowedError') $('unblock').hidden = false;
  });
  showPerson(participant);
}

/** A reused slot may still show its last picture, of somebody else: wait for a new one. */
function revealWithNextFrame(tile, video) {
  tile.classList.remove('playing');
  const reveal = () => {
    tile.dataset.framed = 'true';
    if (tile.dataset.dark !== 'true') tile.classList.add('playing');
  };
  delete tile.dataset.framed;
  if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(reveal);
  else video.addEventListener('playing', reveal, { once: true });
}

function showPerson(participant) {
  const tile = tiles.get(participant.id);
  if (!tile) return;
  const of = (source) => [...participant.publications.values()].find((each) => each.source === source);
  const microphone = of('microphone');
  const camera = of('camera');
  const dark = !camera?.track || camera.muted;
  tile.dataset.dark = dark;
  tile.classList.toggle('playing', !dark && tile.dataset.framed === 'true');
  tile.classList.toggle('muted', !microphone || microphone.muted);
  tile.querySelector('.name').textContent = participant.name;
  tile.querySelector('.trouble').textContent = participant.connection === 'disconnected' ? 'reconnecting…' : '';
}

function showOwn({ source, track }) {
  if (source === 'camera') {
    const tile = tiles.get(room.me.id);
    const published = own('camera');
    tile.querySelector('video').srcObject = published ? new MediaStream([track]) : null;
    tile.classList.toggle('playing', Boolean(published));
  }
  showControls();
}

/** Chooses the number of columns that makes tiles largest. */
function arrange() {
  const people = $('people');
  const onStage = $('stage').childElementCount > 0;
  $('stage').hidden = !onStage;
  $('call').classList.toggle('with-stage', onStage);
  const count = people.childElementCount;
  let best = 0;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const width = (people.clientWidth - GAP_PX * (columns - 1)) / columns;
    const height = (people.clientHeight - GAP_PX * (rows - 1)) / rows;
    best = Math.max(best, Math.min(width, height * ASPECT));
  }
  people.style.setProperty('--tile-width', `${Math.floor(best)}px`);
}

/** Rings those who speak, by the levels that come with their packets, and ourselves by our own microphone's. */
async function showSpeaking() {
  if (!room) return;
  const receivers = new Map(room.peerConnection.getReceivers().map((receiver) => [receiver.track, receiver]));
  for (const { id, publications } of room.participants.values()) {
    const microphone = [...publications.values()].find(({ source }) => source === 'microphone');
    const sources = receivers.get(microphone?.track)?.getSynchronizationSources() ?? [];
    ring(id, !microphone?.muted && sources.some(({ audioLevel }) => audioLevel > SPEAKING_LEVEL));
  }
  const microphone = own('microphone');
  const stats = microphone?.muted === false ? await microphone.transceiver.sender.getStats() : new Map();
  const level = [...stats.values()].find(({ type }) => type === 'media-source')?.audioLevel;
  if (room) ring(room.me.id, level > SPEAKING_LEVEL);
}

/** Rings a tile at once and lets go late, so that a pause between words does not flicker. */
function ring(id, speaking) {
  const tile = tiles.get(id);
  if (!tile) return;
  if (speaking) tile.dataset.spokeAt = Date.now();
  tile.classList.toggle('speaking', Date.now() - (tile.dataset.spokeAt ?? 0) < SPEAKING_HOLD_MS);
}

setInterval(() => showSpeaking().catch(() => {}), SPEAKING_EVERY_MS);
new ResizeObserver(arrange).observe($('people'));

// Controls

function own(source) {
  return [...(room?.publications.values() ?? [])].find((publication) => publication.source === source);
}

function publishMicrophone() {
  return room.publishMicrophone({ deviceId: usable('audioinput') });
}

function publishCamera() {
  return room.publishCamera({ deviceId: usable('videoinput'), codec });
}

/** The device chosen in the dialog; none before it was opened. */
function usable(kind) {
  return $(kind).value || undefined;
}

function showControls() {
  const microphone = own('microphone');
  press('microphone', microphone && !microphone.muted, 'Mute microphone', 'Unmute microphone');
  press('camera', own('camera'), 'Turn camera off', 'Turn camera on');
  press('screen', own('screen'), 'Stop sharing', 'Share screen');
  $('sharing').hidden = !own('screen');
  tiles.get(room.me.id)?.classList.toggle('muted', !microphone || microphone.muted);
}

function press(id, on, whenOn, whenOff) {
  $(id).setAttribute('aria-pressed', String(Boolean(on)));
  $(id).setAttribute('aria-label', on ? whenOn : whenOff);
  $(id).title = on ? whenOn : whenOff;
}

function onClick(id, action) {
  $(id).addEventListener('click', async () => {
    $(id).disabled = true;
    await attempt(action);
    $(id).disabled = false;
  });
}

onClick('microphone', () => {
  const microphone = own('microphone');
  return microphone ? room.mute(microphone, !microphone.muted) : publishMicrophone();
});
onClick('camera', () => {
  const camera = own('camera');
  return camera ? room.unpublish(camera) : publishCamera();
});
onClick('screen', () => (own('screen') ? stopSharing() : room.publishScreen()));
onClick('stop-sharing', stopSharing);
onClick('leave', () => room.leave());
onClick('invite', async () => {
  const link = `${location.origin}/?room=${encodeURIComponent(room.name)}`;
  try {
    await navigator.clipboard.writeText(link);
    notify('The link to this room is copied.');
  } catch {
    notify(link);
  }
});

async function stopSharing() {
  const shares = ['screen', 'screen-audio'].map(own).filter(Boolean);
  await Promise.all(shares.map((publication) => room.unpublish(publication)));
}

$('unblock').addEventListener('click', () => {
  $('unblock').hidden = true;
  for (const tile of tiles.values()) tile.querySelector('video').play().catch(() => {});
});

// Devices

onClick('devices', async () => {
  await listDevices();
  $('device-dialog').showModal();
});
navigator.mediaDevices?.addEventListener('devicechange', () => attempt(listDevices));

async function listDevices() {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const inUse = {
    audioinput: own('microphone')?.track.getSettings().deviceId,
    videoinput: own('camera')?.track.getSettings().deviceId,
    audiooutput: speakerId,
  };
  for (const kind of Object.keys(inUse)) {
    const choices = devices.filter((device) => device.kind === kind && device.deviceId);
    const options = choices.map(({ label, deviceId }, index) => new Option(label || `Device ${index + 1}`, deviceId));
    if (options.length === 0) options.push(new Option('Default', ''));
    const before = inUse[kind] || $(kind).value;
    $(kind).replaceChildren(...options);
    if (choices.some(({ deviceId }) => deviceId === before)) $(kind).value = before;
  }
  $('speaker-choice').hidden = !('setSinkId' in HTMLMediaElement.prototype);
}

for (const [kind, source] of [['audioinput', 'microphone'], ['videoinput', 'camera']]) {
  $(kind).addEventListener('change', () =>
    attempt(async () => {
      const publication = own(source);
      if (!publication) return;
      await room.useDevice(publication, $(kind).value);
      showOwn(publication);
    }),
  );
}
$('audiooutput').addEventListener('change', () =>
  attempt(async () => {
    speakerId = $('audiooutput').value;
    await Promise.all([...tiles.values()].map((tile) => tile.querySelector('video').setSinkId(speakerId)));
  }),
);
