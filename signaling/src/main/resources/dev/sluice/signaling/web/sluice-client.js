/**
 * sluice-client joins a Sluice room from a browser: one WebSocket, one peer connection, no dependencies.
 *
 *     import { join } from '/sluice-client.js';
 *     const room = await join({ room: 'kitchen', name: 'Ada' });
 *     room.addEventListener('track', ({ detail }) => { video.srcObject = detail.stream; });
 *     await room.publishMicrophone();
 *     await room.publishCamera();
 *
 * Types and every event stand in sluice-client.d.ts, the messages underneath in docs/PROTOCOL.md.
 */

import {
  capture,
  captureDevice,
  codecPreferences,
  negotiateDependencyDescriptor,
  receivedCodecs,
  SluiceError,
  videoEncodings,
} from './sluice-client-media.js';

export { SluiceError };

const FIRST_PAIRS_LIMIT = 25;
const OPEN_TIMEOUT_MS = 10_000;
const REPLY_TIMEOUT_MS = 15_000;
const LEAVE_TIMEOUT_MS = 1_000;

/** Joins a room and resolves once the server has let us in. Media follows by itself. */
export async function join(options) {
  const { room, identity, name, token, subscribe } = options;
  const socket = await openSocket(new URL('ws', options.url ?? `${location.origin}/`));
  const signal = new Signal(socket);
  try {
    const joined = await signal.request('join', { room, identity, name, token, subscribe });
    return new Room(signal, joined, options);
  } catch (error) {
    signal.close();
    throw error;
  }
}

async function openSocket(url) {
  url.protocol = url.protocol.replace('http', 'ws');
  const socket = new WebSocket(url);
  try {
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onclose = reject;
      setTimeout(reject, OPEN_TIMEOUT_MS);
    });
    return socket;
  } catch {
    socket.close();
    throw new SluiceError('UNAVAILABLE', `No answer from ${url.host}. Is the server running?`);
  }
}

/** Requests with one reply each, and events, over an open WebSocket. */
class Signal {
  #socket;
  #nextId = 1;
  #pending = new Map();
  onEvent = () => {};
  onLost = () => {};

  constructor(socket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#received(JSON.parse(data));
    socket.onclose = () => {
      this.#abandon();
      this.onLost();
    };
  }

  request(type, fields = {}, timeoutMs = REPLY_TIMEOUT_MS) {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      return Promise.reject(new SluiceError('DISCONNECTED', `Not connected, so '${type}' was not sent.`));
    }
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const late = new SluiceError('UNAVAILABLE', `The server did not answer '${type}' in time.`);
      this.#pending.set(id, { resolve, reject });
      setTimeout(() => this.#pending.delete(id) && reject(late), timeoutMs);
      this.#socket.send(JSON.stringify({ id, type, ...fields }));
    });
  }

  close() {
    this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close(1000);
    this.#abandon();
  }

  #received(message) {
    if (message.type !== 'ok' && message.type !== 'error') return this.onEvent(message);
    const waiting = this.#pending.get(message.id);
    if (!waiting) return undefined;
    this.#pending.delete(message.id);
    if (message.type === 'ok') return waiting.resolve(message);
    return waiting.reject(new SluiceError(message.code, message.error, message.details));
  }

  #abandon() {
    for (const { reject } of this.#pending.values()) {
      reject(new SluiceError('DISCONNECTED', 'The connection to the server ended.'));
    }
    this.#pending.clear();
  }
}

/** Somebody else in the room. */
class RemoteParticipant {
  publications = new Map();
  /** Microphone and camera together, so that lips and voice stay in step. */
  stream = new MediaStream();
  /** The shared screen with its sound. */
  screenStream = new MediaStream();

  update({ id, identity, name, connection }) {
    return Object.assign(this, { id, identity, name, connection });
  }

  streamOf(source) {
    return source.startsWith('screen') ? this.screenStream : this.stream;
  }
}

/** A room that we are in. */
export class Room extends EventTarget {
  #signal;
  #connection;
  #negotiator;
  #state = 'connecting';
  #slots = new Map();
  #onPageHide = () => {
    this.#signal.request('leave').catch(() => {});
    this.#end('left');
  };

  constructor(signal, joined, { subscribe = 'all' }) {
    super();
    this.me = joined.participant;
    this.name = joined.room.name;
    this.limits = joined.limits ?? {};
    this.participants = new Map();
    this.publications = new Map();
    this.#signal = signal;
    for (const info of joined.participants) this.#addParticipant(info);
    this.#connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle', iceServers: joined.iceServers ?? [] });
    this.#connection.addEventListener('connectionstatechange', () => this.#connectionChanged());
    this.#negotiator = new Negotiator(this.#connection, signal, () => this.#sendingSections());
    signal.onEvent = (event) => this.#handle(event);
    signal.onLost = () => this.#end('connection-lost');
    globalThis.addEventListener?.('pagehide', this.#onPageHide);
    this.#receive(this.#firstSections(subscribe));
  }

  /** 'connecting', 'connected', 'disconnected' (media is interrupted) or 'left'. */
  get state() {
    return this.#state;
  }

  /** The peer connection, to read statistics from. */
  get peerConnection() {
    return this.#connection;
  }

  publishMicrophone(options = {}) {
    return this.#publishDevice('audio', 'microphone', options);
  }

  publishCamera(options = {}) {
    return this.#publishDevice('video', 'camera', options);
  }

  /** Shares a screen, window or tab; resolves to its publications: the picture, and the sound when there is one. */
  async publishScreen(options = {}) {
    const { audio: sound = true, frameRate = 15 } = options;
    const display = { video: { frameRate: { max: frameRate } }, audio: sound };
    const stream = options.stream ?? (await capture('getDisplayMedia', display, 'screen'));
    const owned = !options.stream;
    const [video] = stream.getVideoTracks();
    const [audio] = stream.getAudioTracks();
    video.contentHint = options.contentHint ?? 'detail';
    const picture = await this.publish(video, { ...options, owned, source: 'screen' });
    if (!audio) return [picture];
    audio.contentHint = 'music';
    return [picture, await this.publish(audio, { owned, source: 'screen-audio' })];
  }

  /** Publishes any track under a source. A track marked `owned` is stopped with its publication. */
  async publish(track, options) {
    const { source, owned = false } = options;
    let publication;
    try {
      const codecs = codecPreferences(track.kind, options.codec);
      const reply = await this.#signal.request('publish', { source, kind: track.kind });
      publication = { ...reply.publication, track, owned };
      this.publications.set(publication.id, publication);
      this.#addSender(publication, options, codecs);
      await this.#negotiator.negotiate();
    } catch (error) {
      if (publication) this.#withdraw(publication).catch(() => {});
      else if (owned) track.stop();
      throw error;
    }
    this.#watchEnd(publication, track);
    this.#emit('local-publication-added', { publication });
    return publication;
  }

  async unpublish(publication) {
    if (!this.publications.has(publication.id)) return;
    const done = this.#withdraw(publication);
    this.#emit('local-publication-removed', { publication });
    await done;
  }

  /** Silences or darkens one of our publications, or brings it back. */
  async mute(publication, muted) {
    publication.track.enabled = !muted;
    publication.muted = muted;
    await this.#signal.request('mute', { publication: publication.id, muted });
  }

  /** Sends another track of the same kind under the same publication, without a new negotiation. */
  async replaceTrack(publication, track, owned = false) {
    track.enabled = !publication.muted;
    await publication.transceiver.sender.replaceTrack(track);
    if (publication.owned) publication.track.stop();
    Object.assign(publication, { track, owned });
    this.#watchEnd(publication, track);
  }

  /** Switches a microphone or camera to another device. */
  async useDevice(publication, deviceId, options = {}) {
    const track = await captureDevice(publication.kind, { ...options, deviceId });
    await this.replaceTrack(publication, track, true);
  }

  async subscribe({ id }) {
    await this.#signal.request('subscribe', { publication: id });
  }

  async unsubscribe({ id }) {
    await this.#signal.request('unsubscribe', { publication: id });
  }

  /** What we want of somebody's video: { visible, stage?, maxHeight?, maxFps? }; holds until said otherwise. */
  async setTrackSettings({ id }, settings) {
    await this.#signal.request('track-settings', { ...settings, publication: id });
  }

  /** How much we want to receive: 'auto', 'saver' or 'audio-only'. */
  async setReceiveMode(mode) {
    await this.#signal.request('receive-mode', { mode });
  }

  /** What the server's side of our connection does now, and why. */
  async serverStats() {
    return (await this.#signal.request('stats', {})).stats;
  }

  async leave() {
    if (this.#state === 'left') return;
    await this.#signal.request('leave', {}, LEAVE_TIMEOUT_MS).catch(() => {});
    this.#end('left');
  }

  async #publishDevice(kind, source, options) {
    const track = options.track ?? (await captureDevice(kind, options));
    return this.publish(track, { ...options, source, owned: !options.track });
  }

  #handle(event) {
    const handlers = {
      'participant-joined': () => this.#addParticipant(event.participant, true),
      'participant-updated': () => this.#updateParticipant(event.participant),
      'participant-left': () => this.#removeParticipant(event.participant, event.reason),
      'publication-added': () => this.#addPublication(event.publication, true),
      'publication-updated': () => this.#updatePublication(event.publication),
      'publication-removed': () => this.#removePublication(event.participant, event.publication),
      'sections-wanted': () => this.#receive(event),
      bind: () => this.#bind(event.mid, event.publication),
      'layers-wanted': () => this.#sendLayers(event),
      quality: () => this.#emit('quality', event),
      'audio-fallback': () => this.#emit('audio-fallback', { active: event.active }),
      speakers: () => this.#emit('speakers', { speakers: event.speakers }),
      left: () => this.#end(event.reason),
    };
    handlers[event.type]?.();
  }

  #addParticipant(info, announce = false) {
    const participant = new RemoteParticipant().update(info);
    this.participants.set(participant.id, participant);
    if (announce) this.#emit('participant-joined', { participant });
    for (const publication of info.publications) this.#addPublication(publication, announce);
  }

  #updateParticipant(info) {
    const participant = this.participants.get(info.id)?.update(info);
    if (participant) this.#emit('participant-updated', { participant });
  }

  #removeParticipant(id, reason) {
    const participant = this.participants.get(id);
    if (!participant) return;
    for (const publication of participant.publications.keys()) this.#removePublication(id, publication);
    this.participants.delete(id);
    this.#emit('participant-left', { participant, reason });
  }

  #addPublication(info, announce = false) {
    const participant = this.participants.get(info.participant);
    if (!participant || participant.publications.has(info.id)) return;
    const publication = { ...info, participant, track: null };
    participant.publications.set(info.id, publication);
    if (announce) this.#emit('publication-added', { participant, publication });
  }

  #updatePublication(info) {
    const publication = this.participants.get(info.participant)?.publications.get(info.id);
    if (!publication) return;
    publication.muted = info.muted;
    this.#emit('publication-updated', { participant: publication.participant, publication });
  }

  #removePublication(participantId, id) {
    const participant = this.participants.get(participantId);
    const publication = participant?.publications.get(id);
    if (!publication) return;
    for (const [mid, bound] of this.#slots) if (bound === publication) this.#release(mid);
    participant.publications.delete(id);
    this.#emit('publication-removed', { participant, publication });
  }

  /** Stops sending the simulcast layers that nobody wants, and starts again those that somebody does. */
  async #sendLayers({ publication: id, highest }) {
    const sender = this.publications.get(id)?.transceiver?.sender;
    const parameters = sender?.getParameters();
    if (!parameters || parameters.encodings.length === 0) return;
    parameters.encodings.forEach((encoding, layer) => {
      encoding.active = layer <= highest;
    });
    await sender.setParameters(parameters).catch((error) => this.#emit('error', { error }));
  }

  #receive(sections) {
    const failed = (error) => this.#state !== 'left' && this.#emit('error', { error });
    this.#negotiator.receive(sections).catch(failed);
  }

  #bind(mid, info) {
    this.#release(mid);
    if (!info) return;
    this.#addPublication(info, true);
    const publication = this.participants.get(info.participant)?.publications.get(info.id);
    const transceiver = this.#connection.getTransceivers().find((each) => each.mid === mid);
    if (!publication || !transceiver) return;
    const { participant } = publication;
    const stream = participant.streamOf(publication.source);
    publication.track = transceiver.receiver.track;
    stream.addTrack(publication.track);
    this.#slots.set(mid, publication);
    this.#emit('track', { participant, publication, track: publication.track, stream });
  }

  #release(mid) {
    const publication = this.#slots.get(mid);
    if (!publication) return;
    const { participant, track } = publication;
    const stream = participant.streamOf(publication.source);
    this.#slots.delete(mid);
    stream.removeTrack(track);
    publication.track = null;
    this.#emit('track-removed', { participant, publication, track, stream });
  }

  #addSender(publication, options, codecs) {
    const { track } = publication;
    const init = { direction: 'sendonly' };
    if (track.kind === 'video') init.sendEncodings = videoEncodings(track, options);
    else if (options.maxBitrate) init.sendEncodings = [{ maxBitrate: options.maxBitrate }];
    publication.transceiver = this.#connection.addTransceiver(track, init);
    publication.transceiver.setCodecPreferences?.(codecs);
  }

  #sendingSections() {
    const sections = {};
    for (const { id, transceiver } of this.publications.values()) {
      if (transceiver?.mid) sections[transceiver.mid] = id;
    }
    return sections;
  }

  async #withdraw({ id, transceiver, owned, track }) {
    this.publications.delete(id);
    if (owned) track.stop();
    if (this.#state !== 'left') transceiver?.stop();
    await this.#signal.request('unpublish', { publication: id });
    await this.#negotiator.negotiate();
  }

  #watchEnd(publication, track) {
    track.addEventListener('ended', () => {
      if (publication.track === track) this.unpublish(publication).catch(() => {});
    });
  }

  /** A guess at what the server will ask for, which saves a round trip. */
  #firstSections(subscribe) {
    const publishing = [...this.participants.values()].filter(({ publications }) => publications.size > 0).length;
    const pairs = subscribe === 'none' ? 1 : Math.min(Math.max(publishing, 1), FIRST_PAIRS_LIMIT);
    return { revision: 0, audio: pairs, video: pairs };
  }

  #connectionChanged() {
    const state = this.#connection.connectionState;
    if (state === 'failed') {
      this.#connection.restartIce();
      this.#negotiator.negotiate().catch(() => {});
    }
    if (state === 'connected') this.#become('connected');
    else if (state === 'disconnected' || state === 'failed') this.#become('disconnected');
  }

  #become(state, details = {}) {
    if (this.#state === state || this.#state === 'left') return;
    this.#state = state;
    this.#emit('state', { state, ...details });
  }

  #end(reason) {
    if (this.#state === 'left') return;
    this.#become('left', { reason });
    globalThis.removeEventListener?.('pagehide', this.#onPageHide);
    this.#signal.close();
    this.#connection.close();
    for (const { owned, track } of this.publications.values()) if (owned) track.stop();
    this.publications.clear();
    this.#emit('left', { reason });
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** Makes offers, one at a time; whatever is asked for meanwhile goes into the next one. */
class Negotiator {
  #connection;
  #signal;
  #sendingSections;
  #revision = 0;
  #waiting = [];
  #running = false;

  constructor(connection, signal, sendingSections) {
    this.#connection = connection;
    this.#signal = signal;
    this.#sendingSections = sendingSections;
  }

  /** Resolves when an offer made after this call has been answered and applied. */
  negotiate() {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (!this.#running) this.#run();
    });
  }

  /** Sees to that many receive sections in all; there are never fewer than before, because the server reuses them. */
  async receive({ revision, audio, video }) {
    this.#revision = Math.max(revision, this.#revision);
    let audioMissing = audio - this.#receivers('audio');
    let videoMissing = video - this.#receivers('video');
    if (audioMissing <= 0 && videoMissing <= 0) return;
    while (audioMissing > 0 || videoMissing > 0) {
      if (audioMissing-- > 0) this.#addReceiver('audio');
      if (videoMissing-- > 0) this.#addReceiver('video');
    }
    await this.negotiate();
  }

  async #run() {
    this.#running = true;
    while (this.#waiting.length > 0) {
      // Lets every change of this task into the same offer.
      await Promise.resolve();
      const served = this.#waiting;
      this.#waiting = [];
      try {
        await this.#exchange();
        for (const { resolve } of served) resolve();
      } catch (error) {
        for (const { reject } of served) reject(error);
      }
    }
    this.#running = false;
  }

  async #exchange() {
    if (this.#connection.signalingState === 'closed') throw new SluiceError('DISCONNECTED', 'The room was left.');
    await this.#connection.setLocalDescription();
    try {
      const { sdp } = await this.#signal.request('offer', {
        sdp: this.#connection.localDescription.sdp,
        publications: this.#sendingSections(),
        revision: this.#revision,
      });
      await this.#connection.setRemoteDescription({ type: 'answer', sdp });
    } catch (error) {
      // What went wrong says more than a rollback that fails because of it.
      await this.#connection.setLocalDescription({ type: 'rollback' }).catch(() => {});
      throw error;
    }
  }

  #receivers(kind) {
    return this.#connection
      .getTransceivers()
      .filter(({ direction, receiver }) => direction === 'recvonly' && receiver.track.kind === kind).length;
  }

  #addReceiver(kind) {
    const transceiver = this.#connection.addTransceiver(kind, { direction: 'recvonly' });
    const codecs = receivedCodecs(kind);
    if (codecs.length > 0) transceiver.setCodecPreferences?.(codecs);
    if (kind === 'video') negotiateDependencyDescriptor(transceiver);
  }
}
