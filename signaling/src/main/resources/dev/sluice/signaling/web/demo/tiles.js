/** The tiles: one for each person and for each shared screen. */

import { $, call, initials, make, own, publicationOf } from './page.js';

/** Of a linear scale to 1. */
const SPEAKING_LEVEL = 0.02;
const SPEAKING_HOLD_MS = 600;
const SPEAKING_EVERY_MS = 150;
const REACTION_MS = 3000;
const ASPECT = 16 / 9;
const GAP_PX = 8;

/** By participant id, and by participant id with ':screen'. */
const tiles = new Map();
/** By tile key and source: ends what `room.attach` began. */
const attached = new Map();
/** Told by the server; null until it tells for the first time. */
let speaking = null;

export const allVideos = () => [...tiles.values()].map((tile) => tile.querySelector('video'));

export function addParticipant(participant) {
  addPerson(participant, false);
  for (const publication of participant.publications.values()) {
    if (publication.track) play(participant, publication);
  }
  showPerson(participant);
}

export function addPerson(person, isOwn) {
  const tile = tiles.get(person.id) ?? addTile(person.id, $('people'), person.name);
  tile.classList.toggle('own', isOwn);
  tile.querySelector('video').muted = isOwn;
  name(tile, person, isOwn);
}

function name(tile, person, isOwn) {
  const text = isOwn ? `${person.name} (you)` : person.name;
  tile.querySelector('.name').textContent = text;
  tile.setAttribute('aria-label', text);
  tile.querySelector('.avatar').textContent = initials(person.name);
  tile.querySelector('.hand').hidden = !person.hand;
}

function addTile(key, parent, label) {
  const tile = $('tile-template').content.firstElementChild.cloneNode(true);
  tile.querySelector('.name').textContent = label;
  tile.setAttribute('aria-label', label);
  if (call.speakerId) tile.querySelector('video').setSinkId(call.speakerId).catch(() => {});
  tiles.set(key, tile);
  parent.append(tile);
  arrange();
  return tile;
}

export function removeParticipant({ id }) {
  removeTile(id);
  removeTile(`${id}:screen`);
}

export function removeAll() {
  for (const key of [...tiles.keys()]) removeTile(key);
  speaking = null;
}

function removeTile(key) {
  const tile = tiles.get(key);
  if (!tile) return;
  detach(key);
  tile.querySelector('video').srcObject = null;
  tile.remove();
  tiles.delete(key);
  arrange();
}

function detach(key) {
  attached.get(key)?.end();
  attached.delete(key);
}

const keyOf = (participant, { source }) => (source.startsWith('screen') ? `${participant.id}:screen` : participant.id);

export function play(participant, publication) {
  const key = keyOf(participant, publication);
  const tile = tiles.get(key) ?? addTile(key, $('stage'), `${participant.name}'s screen`);
  const video = tile.querySelector('video');
  const before = attached.get(key);
  if (publication.kind === 'audio') {
    call.room.attach(video, publication);
  } else if (before?.publication !== publication) {
    detach(key);
    attached.set(key, { publication, end: call.room.attach(video, publication) });
  }
  if (publication.kind === 'video') revealWithNextFrame(tile, video);
  video.play().catch((error) => {
    if (error.name === 'NotAllowedError') $('unblock').hidden = false;
  });
  showPerson(participant);
}

export function stop(participant, publication) {
  if (publication.source === 'screen') removeTile(`${participant.id}:screen`);
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

export function showPerson(participant) {
  const tile = tiles.get(participant.id);
  if (!tile) return;
  const microphone = publicationOf(participant, 'microphone');
  const camera = publicationOf(participant, 'camera');
  const dark = !camera?.track || camera.muted;
  tile.dataset.dark = dark;
  tile.classList.toggle('playing', !dark && tile.dataset.framed === 'true');
  tile.classList.toggle('muted', !microphone || microphone.muted);
  name(tile, participant, false);
  const away = participant.connection === 'disconnected' || participant.presence === 'reconnecting';
  const unplayable = [camera, microphone].filter((each) => each?.undecodable).map((each) => each.source);
  const trouble = unplayable.length ? `your browser cannot play this ${unplayable.join(' and ')}` : '';
  tile.querySelector('.trouble').textContent = away ? 'reconnecting…' : trouble;
}

export function showSelf() {
  const tile = tiles.get(call.room.me.id);
  if (!tile) return;
  const camera = own('camera');
  const microphone = own('microphone');
  const video = tile.querySelector('video');
  if (video.srcObject?.getVideoTracks()[0] !== camera?.track) {
    video.srcObject = camera ? new MediaStream([camera.track]) : null;
  }
  tile.classList.toggle('playing', Boolean(camera) && !camera.muted);
  tile.classList.toggle('muted', !microphone || microphone.muted);
  name(tile, call.room.me, true);
}

/** 'excellent', 'good', 'poor' or 'lost'. */
export function showQuality(id, level) {
  const sign = tiles.get(id)?.querySelector('.quality');
  if (!sign) return;
  sign.dataset.level = level;
  sign.setAttribute('aria-label', `connection ${level}`);
  sign.querySelector('title').textContent = `Connection: ${level}`;
}

export function showReaction(id, emoji) {
  const tile = tiles.get(id);
  if (!tile) return;
  const shown = make('span', { className: 'reaction', textContent: emoji });
  tile.append(shown);
  setTimeout(() => shown.remove(), REACTION_MS);
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

export function showSpeakers(speakers) {
  speaking = new Set(speakers.map(({ participant }) => participant));
}

/** Rings those who speak: as the server says or, until it does, by the levels that come with their packets. */
async function ringSpeakers() {
  const { room } = call;
  if (!room) return;
  const receivers = new Map(room.peerConnection.getReceivers().map((receiver) => [receiver.track, receiver]));
  for (const participant of room.participants.values()) {
    const microphone = publicationOf(participant, 'microphone');
    const sources = receivers.get(microphone?.track)?.getSynchronizationSources() ?? [];
    const heard = !microphone?.muted && sources.some(({ audioLevel }) => audioLevel > SPEAKING_LEVEL);
    ring(participant.id, speaking?.has(participant.id) ?? heard);
  }
  const microphone = own('microphone');
  const stats = microphone?.muted === false ? await microphone.transceiver.sender.getStats() : new Map();
  const level = [...stats.values()].find(({ type }) => type === 'media-source')?.audioLevel;
  if (call.room) ring(call.room.me.id, speaking?.has(call.room.me.id) ?? level > SPEAKING_LEVEL);
}

/** Rings a tile at once and lets go late, so that a pause between words does not flicker. */
function ring(id, isSpeaking) {
  const tile = tiles.get(id);
  if (!tile) return;
  if (isSpeaking) tile.dataset.spokeAt = Date.now();
  tile.classList.toggle('speaking', Date.now() - (tile.dataset.spokeAt ?? 0) < SPEAKING_HOLD_MS);
}

setInterval(() => ringSpeakers().catch(() => {}), SPEAKING_EVERY_MS);
new ResizeObserver(arrange).observe($('people'));
