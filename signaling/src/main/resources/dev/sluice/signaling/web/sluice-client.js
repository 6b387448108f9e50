/**
 * sluice-client joins a Sluice room from a browser: one WebSocket, one peer connection, no dependencies.
 *
 *     import { join, openPhone } from '/sluice-client.js';
 *     const room = await join({ room: 'kitchen', name: 'Ada' });
 *     room.addEventListener('track', ({ detail }) => { video.srcObject = detail.stream; });
 *     await room.publishMicrophone();
 *     await room.publishCamera();
 *
 * Calls that ring, before anybody is in a room:
 *
 *     const phone = await openPhone({ identity: 'ada', name: 'Ada' });
 *     phone.addEventListener('incoming', ({ detail }) => ask().then(() => phone.accept(detail.call)));
 *     phone.addEventListener('connect', async ({ detail }) => { room = await join(detail.join); });
 *     await phone.call('bob', { media: 'video' });
 *
 * Types and every event stand in sluice-client.d.ts, the messages underneath in docs/PROTOCOL.md.
 */

import { captureDevice, SluiceError } from './sluice-client-media.js';
import { enter } from './sluice-client-enter.js';
import { Negotiator } from './sluice-client-negotiator.js';
import { pathOf } from './sluice-client-path.js';
import { leaveTimeForRepairs } from './sluice-client-playout.js';
import { Publisher } from './sluice-client-publisher.js';
import { Chat, Host, RemoteParticipant } from './sluice-client-room.js';
import { pause, retryDelays } from './sluice-client-signal.js';
import { tellStats } from './sluice-client-stats.js';
import { View } from './sluice-client-view.js';

export { openPhone, Phone } from './sluice-client-phone.js';
export { SluiceError };

const FIRST_PAIRS_LIMIT = 25;
const LEAVE_TIMEOUT_MS = 1_000;
const REJOIN_MS = 60_000;
/** Media that is interrupted for so long gets new candidates, and again and again until it is back. */
const MEND_MS = 4_000;
const MEND_AGAIN_MS = 10_000;
/** What another attempt to rejoin may mend. */
const PASSING = ['UNAVAILABLE', 'DISCONNECTED', 'LIMIT'];

/** Joins a room and resolves once the server has let us in. Media follows by itself. */
export async function join(options) {
  const { signal, joined } = await enter(options);
  return new Room(signal, joined, options);
}

/** A room that we are in. */
export class Room extends EventTarget {
  #options;
  #signal;
  #connection;
  #negotiator;
  #publisher;
  #state = 'connecting';
  /** What the state is while messages get through. */
  #media = 'connecting';
  #broken = false;
  #wasConnected = false;
  #mending = 0;
  #slots = new Map();
  /** By publication id. */
  #views = new Map();
  /** Aborted when we are out. */
  #out = new AbortController();
  #onPageHide = () => {
    this.#signal.request('leave').catch(() => {});
    this.#end('left');
  };

  constructor(signal, joined, options) {
    super();
    this.#options = options;
    this.participants = new Map();
    this.#publisher = new Publisher(options.transform, (type, detail) => this.#emit(type, detail));
    /** Who waits to be let in, by id; told only to those who may admit. */
    this.waiting = new Map();
    const request = (type, fields) => this.#signal.request(type, fields);
    this.chat = new Chat(request);
    this.host = new Host(request);
    globalThis.addEventListener?.('pagehide', this.#onPageHide);
    this.#begin(signal, joined);
  }

  /** 'connecting', 'connected', 'disconnected' (media is interrupted), 'reconnecting' (messages are) or 'left'. */
  get state() {
    return this.#state;
  }

  /** The peer connection, to read statistics from. */
  get peerConnection() {
    return this.#connection;
  }

  /** Our own publications, by id. */
  get publications() {
    return this.#publisher.publications;
  }

  publishMicrophone(options) {
    return this.#publisher.publishDevice('audio', 'microphone', options);
  }

  publishCamera(options) {
    return this.#publisher.publishDevice('video', 'camera', options);
  }

  /** Shares a screen, window or tab; resolves to its publications: the picture, and the sound when there is one. */
  publishScreen(options) {
    return this.#publisher.publishScreen(options);
  }

  /** Publishes any track under a source. A track marked `owned` is stopped with its publication. */
  publish(track, options) {
    return this.#publisher.publish(track, options);
  }

  unpublish(publication) {
    return this.#publisher.unpublish(publication);
  }

  /** Silences or darkens one of our publications, or brings it back. */
  mute(publication, muted) {
    return this.#publisher.mute(publication, muted);
  }

  /** Sends another track of the same kind under the same publication, without a new negotiation. */
  replaceTrack(publication, track, owned = false) {
    return this.#publisher.replaceTrack(publication, track, owned);
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

  /**
   * Plays a publication in an element, and keeps the server told how it is shown: hidden, small, or on the stage.
   * Returns a function that ends that.
   */
  attach(element, publication, { stage = publication.source === 'screen' } = {}) {
    const stream = publication.participant.streamOf(publication.source);
    if (element.srcObject !== stream) element.srcObject = stream;
    if (publication.kind !== 'video') return () => {};
    const { id } = publication;
    const tell = (settings) => this.setTrackSettings(publication, settings);
    if (!this.#views.has(id)) this.#views.set(id, new View(tell));
    this.#views.get(id).add(element, stage);
    return () => this.#views.get(id)?.remove(element);
  }

  /** What we want of somebody's video: { visible, stage?, maxHeight?, maxFps? }; holds until said otherwise. */
  async setTrackSettings({ id }, settings) {
    await this.#signal.request('track-settings', { ...settings, publication: id });
  }

  /** How much we want to receive: 'auto', 'saver' or 'audio-only'. */
  async setReceiveMode(mode) {
    await this.#signal.request('receive-mode', { mode });
  }

  /** The way that media goes now, as { via, address, port, relay? }; null while there is none. */
  async path() {
    return pathOf(await this.#connection.getStats());
  }

  /** What the server's side of our connection does now, and why. */
  async serverStats() {
    return (await this.#signal.request('stats', {})).stats;
  }

  async raiseHand(raised) {
    await this.#signal.request('hand', { raised });
  }

  /** An emoji for everybody to see now; nothing is kept. */
  async react(emoji) {
    await this.#signal.request('react', { emoji });
  }

  /** Changes our name, attributes, or both. */
  async describe({ name, attributes }) {
    await this.#signal.request('describe', { name, attributes });
  }

  /** Agrees to being recorded, or takes that back. */
  async consent(recording) {
    await this.#signal.request('consent', { recording });
  }

  /** Sends bytes (a Uint8Array) to the identities in `to`, or to everybody else. */
  async sendData(topic, bytes, { to } = {}) {
    const payload = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    await this.#signal.request('data', { topic, payload, to });
  }

  async leave() {
    if (this.#state === 'left') return;
    await this.#signal.request('leave', {}, LEAVE_TIMEOUT_MS).catch(() => {});
    this.#end('left');
  }

  /** Takes a session with the server as ours, the first or one after it. */
  #begin(signal, joined, announce = false) {
    this.me = joined.participant;
    this.info = joined.room;
    this.name = joined.room.name;
    this.limits = joined.limits ?? {};
    this.waiting.clear();
    for (const each of joined.waiting ?? []) this.waiting.set(each.id, each);
    this.#signal = signal;
    const { via, transform } = this.#options;
    this.#connection = new RTCPeerConnection({
      bundlePolicy: 'max-bundle',
      // A relay to the server's UDP candidates would be another way.
      iceServers: (via === 'udp' || via === 'tcp' ? null : joined.iceServers) ?? [],
      iceTransportPolicy: via === 'relay' ? 'relay' : 'all',
    });
    this.#connection.addEventListener('connectionstatechange', () => this.#connectionChanged());
    leaveTimeForRepairs(this.#connection);
    this.#negotiator = new Negotiator(this.#connection, signal, () => this.#publisher.sections(), via, transform);
    this.#publisher.use({ signal, connection: this.#connection, negotiator: this.#negotiator });
    tellStats(this.#connection, (mid) => this.#slots.get(mid)?.id ?? this.#publisher.sections()[mid], signal);
    for (const info of joined.participants) this.#addParticipant(info, announce);
    signal.onEvent = (event) => this.#handle(event);
    signal.onBroken = () => this.#linkChanged(true);
    signal.onResumed = () => this.#resumed();
    signal.onLost = () => this.#rejoin();
    this.#receive(this.#firstSections(this.#options.subscribe ?? 'all'));
  }

  #resumed() {
    this.#linkChanged(false);
    if (this.#media === 'disconnected') this.#mendMedia(0);
  }

  /** The session is gone, so another one is begun: the same identity, with the same publications. */
  async #rejoin() {
    this.#linkChanged(true);
    const { token, identity = token ? undefined : this.me.identity } = this.#options;
    const end = Date.now() + REJOIN_MS;
    for (const ms of retryDelays()) {
      await pause(ms);
      if (this.#state === 'left' || Date.now() > end) break;
      try {
        const next = await enter({ ...this.#options, identity, onWaiting: undefined, signal: this.#out.signal });
        if (this.#state === 'left') return next.signal.close();
        return await this.#beginAgain(next);
      } catch (error) {
        if (!PASSING.includes(error.code)) break;
      }
    }
    return this.#end('connection-lost');
  }

  async #beginAgain({ signal, joined }) {
    for (const id of [...this.participants.keys()]) this.#removeParticipant(id, 'rejoined');
    this.#connection.close();
    this.#media = 'connecting';
    this.#begin(signal, joined, true);
    this.#linkChanged(false);
    this.#emit('rejoined', {});
    await this.#publisher.startAgain();
  }

  #handle(event) {
    const who = event.participant?.id ?? event.participant;
    const participant = who === this.me.id ? this.me : this.participants.get(who);
    const handlers = {
      'participant-joined': () => this.#addParticipant(event.participant, true),
      'participant-updated': () => this.#updateParticipant(event.participant),
      'participant-left': () => this.#removeParticipant(who, event.reason),
      'publication-added': () => this.#addPublication(event.publication, true),
      'publication-updated': () => this.#updatePublication(event.publication),
      'publication-removed': () => this.#removePublication(who, event.publication),
      'sections-wanted': () => this.#receive(event),
      bind: () => this.#bind(event.mid, event.publication),
      'layers-wanted': () => this.#publisher.sendLayers(event),
      undecodable: () => this.#tellUndecodable(event),
      quality: () => this.#emit('quality', event),
      'audio-fallback': () => this.#emit('audio-fallback', { active: event.active }),
      speakers: () => this.#emit('speakers', { speakers: event.speakers }),
      'room-updated': () => this.#updateRoom(event.room),
      'waiting-joined': () => this.#updateWaiting(event.waiting.id, event.waiting),
      'waiting-left': () => this.#updateWaiting(event.waiting, null),
      'unmute-asked': () =>
        this.#emit('unmute-asked', {
          publication: this.publications.get(event.publication),
          by: this.participants.get(event.by),
        }),
      'message-sent': () => this.#emit('message', { message: event.message }),
      'message-deleted': () => this.#emit('message-deleted', { message: event.message, by: event.by }),
      'message-reaction': () => this.#emit('message-reaction', event),
      'typing-changed': () => this.#emit('typing', { participant, typing: event.typing }),
      reaction: () => this.#emit('reaction', { participant, emoji: event.emoji }),
      'data-received': () =>
        this.#emit('data', {
          participant,
          topic: event.topic,
          payload: Uint8Array.from(atob(event.payload), (character) => character.charCodeAt(0)),
        }),
      left: () => this.#putOut(event.reason),
    };
    handlers[event.type]?.();
  }

  #updateRoom(info) {
    this.info = info;
    this.#emit('room-updated', { room: info });
  }

  #updateWaiting(id, waiting) {
    if (waiting) this.waiting.set(id, waiting);
    else this.waiting.delete(id);
    this.#emit('waiting-updated', { joined: waiting });
  }

  #addParticipant(info, announce = false) {
    const participant = new RemoteParticipant().update(info);
    this.participants.set(participant.id, participant);
    if (announce) this.#emit('participant-joined', { participant });
    for (const publication of info.publications) this.#addPublication(publication, announce);
  }

  #updateParticipant(info) {
    if (info.id === this.me.id) {
      Object.assign(this.me, info);
      this.#emit('me-updated', { participant: this.me });
      return;
    }
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
    if (this.#publisher.update(info)) return;
    const publication = this.participants.get(info.participant)?.publications.get(info.id);
    if (!publication) return;
    publication.muted = info.muted;
    this.#emit('publication-updated', { participant: publication.participant, publication });
  }

  #removePublication(participantId, id) {
    if (participantId === this.me.id) {
      this.#publisher.stopped(id);
      return;
    }
    const participant = this.participants.get(participantId);
    const publication = participant?.publications.get(id);
    if (!publication) return;
    for (const [mid, bound] of this.#slots) if (bound === publication) this.#release(mid);
    participant.publications.delete(id);
    this.#views.get(id)?.close();
    this.#views.delete(id);
    this.#emit('publication-removed', { participant, publication });
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
    publication.undecodable = null;
    stream.addTrack(publication.track);
    this.#slots.set(mid, publication);
    this.#emit('track', { participant, publication, track: publication.track, stream });
  }

  #tellUndecodable({ publication: id, codec, error }) {
    const publication = [...this.#slots.values()].find((each) => each.id === id);
    if (!publication) return;
    publication.undecodable = error;
    this.#emit('undecodable', { participant: publication.participant, publication, codec, message: error });
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

  /** A guess at what the server will ask for, which saves a round trip. */
  #firstSections(subscribe) {
    const publishing = [...this.participants.values()].filter(({ publications }) => publications.size > 0).length;
    const pairs = subscribe === 'none' ? 1 : Math.min(Math.max(publishing, 1), FIRST_PAIRS_LIMIT);
    return { revision: 0, audio: pairs, video: pairs };
  }

  #connectionChanged() {
    const state = this.#connection.connectionState;
    if (state === 'connected') {
      this.#media = 'connected';
      this.#wasConnected = true;
    } else if (state === 'disconnected' || state === 'failed') {
      this.#media = 'disconnected';
      this.#mendMedia(state === 'failed' ? 0 : MEND_MS);
    }
    this.#linkChanged(this.#broken);
  }

  /** Restarts ICE after that time, if media is still interrupted then. */
  #mendMedia(ms) {
    clearTimeout(this.#mending);
    this.#mending = setTimeout(() => {
      if (this.#media !== 'disconnected' || this.#state === 'left') return;
      this.#mendMedia(MEND_AGAIN_MS);
      // While messages do not get through, an offer neither helps nor waits: the resume mends.
      if (this.#broken) return;
      this.#connection.restartIce();
      this.#negotiator.negotiate().catch(() => {});
    }, ms);
  }

  /** Who was put out for silence, but is here, comes again. */
  #putOut(reason) {
    if (reason !== 'timeout' || !this.#wasConnected) return this.#end(reason);
    this.#signal.close();
    return this.#rejoin();
  }

  #linkChanged(broken) {
    this.#broken = broken;
    this.#become(broken ? 'reconnecting' : this.#media);
  }

  #become(state, details = {}) {
    if (this.#state === state || this.#state === 'left') return;
    this.#state = state;
    this.#emit('state', { state, ...details });
  }

  #end(reason) {
    if (this.#state === 'left') return;
    this.#become('left', { reason });
    this.#out.abort();
    clearTimeout(this.#mending);
    globalThis.removeEventListener?.('pagehide', this.#onPageHide);
    this.#signal.close();
    this.#connection.close();
    this.#publisher.close();
    for (const view of this.#views.values()) view.close();
    this.#emit('left', { reason });
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
