/** What we send: our publications, in this session with the server and in those that follow it. */

import { capture, captureDevice, codecPreferences, videoEncodings } from './sluice-client-media.js';

export class Publisher {
  /** By id. */
  publications = new Map();
  /** Of a session that was lost; in turn they become publications of the one after it. */
  #unstarted = new Set();
  #session;
  #transform;
  #emit;

  constructor(transform, emit) {
    this.#transform = transform;
    this.#emit = emit;
  }

  /** From now on publishes over `{ signal, connection, negotiator }`. */
  use(session) {
    for (const publication of this.publications.values()) {
      publication.transceiver = null;
      this.#unstarted.add(publication);
    }
    this.publications.clear();
    this.#session = session;
  }

  /** Publishes again what the session before had. When this one is lost too, the next goes on. */
  async startAgain() {
    const session = this.#session;
    for (const publication of [...this.#unstarted]) {
      if (this.#session !== session) return;
      if (this.#unstarted.has(publication)) await this.#startAgain(publication);
    }
  }

  async #startAgain(publication) {
    try {
      await this.#start(publication);
      if (!this.#unstarted.delete(publication)) {
        // Unpublished or removed meanwhile: where the server did not know of it yet, it does now.
        if (this.publications.has(publication.id)) await this.#withdraw(publication);
        return;
      }
      this.#emit('local-publication-added', { publication });
      if (publication.muted) await this.mute(publication, true);
    } catch (error) {
      if (error.code === 'DISCONNECTED') return;
      this.unpublish(publication).catch(() => {});
      this.#emit('error', { error });
    }
  }

  async publishDevice(kind, source, options = {}) {
    const track = options.track ?? (await captureDevice(kind, options));
    return this.publish(track, { ...options, source, owned: !options.track });
  }

  async publishScreen(options = {}) {
    const { audio: sound = true, frameRate = 15 } = options;
    const display = { video: { frameRate: { max: frameRate } }, audio: sound };
    const stream = options.stream ?? (await capture('getDisplayMedia', display, 'screen'));
    const owned = !options.stream;
    const [video] = stream.getVideoTracks();
    const [audio] = stream.getAudioTracks();
    video.contentHint = options.contentHint ?? 'detail';
    const starts = [this.publish(video, { ...options, owned, source: 'screen' })];
    if (audio) {
      audio.contentHint = 'music';
      starts.push(this.publish(audio, { owned, source: 'screen-audio' }));
    }
    const results = await Promise.allSettled(starts);
    const failed = results.find(({ status }) => status === 'rejected');
    if (!failed) return results.map(({ value }) => value);
    for (const { value } of results) if (value) this.unpublish(value).catch(() => {});
    throw failed.reason;
  }

  async publish(track, options) {
    const { source, owned = false } = options;
    const publication = { source, track, owned, options };
    try {
      await this.#start(publication);
    } catch (error) {
      if (this.publications.has(publication.id)) this.#withdraw(publication).catch(() => {});
      else this.#forget(publication);
      throw error;
    }
    if (this.publications.has(publication.id)) {
      this.#emit('local-publication-added', { publication });
      this.#watchEnd(publication, track);
    }
    return publication;
  }

  async unpublish(publication) {
    const isStarted = this.publications.has(publication.id);
    if (!isStarted && !this.#unstarted.has(publication)) return;
    const done = isStarted ? this.#withdraw(publication) : this.#forget(publication);
    this.#emit('local-publication-removed', { publication });
    await done;
  }

  async mute(publication, muted) {
    const set = (on) => {
      publication.track.enabled = !on;
      publication.muted = on;
    };
    set(muted);
    // The next session will be told.
    if (this.#unstarted.has(publication)) return;
    try {
      await this.#session.signal.request('mute', { publication: publication.id, muted });
    } catch (error) {
      // Whoever wants to be silent stays it, whatever the others believe.
      set(true);
      throw error;
    }
  }

  async replaceTrack(publication, track, owned) {
    track.enabled = !publication.muted;
    try {
      await publication.transceiver?.sender.replaceTrack(track);
    } catch (error) {
      if (owned) track.stop();
      throw error;
    }
    if (!this.publications.has(publication.id) && !this.#unstarted.has(publication)) {
      if (owned) track.stop();
      return;
    }
    track.enabled = !publication.muted;
    if (publication.owned) publication.track.stop();
    Object.assign(publication, { track, owned });
    this.#watchEnd(publication, track);
  }

  /** By mid, the publications that sections carry. */
  sections() {
    const sections = {};
    for (const { id, transceiver } of this.publications.values()) {
      if (transceiver?.mid) sections[transceiver.mid] = id;
    }
    return sections;
  }

  /** Stops sending the simulcast layers that nobody wants, and starts again those that somebody does. */
  async sendLayers({ publication: id, highest }) {
    const sender = this.publications.get(id)?.transceiver?.sender;
    const parameters = sender?.getParameters();
    if (!parameters || parameters.encodings.length === 0) return;
    parameters.encodings.forEach((encoding, layer) => {
      encoding.active = layer <= highest;
    });
    await sender.setParameters(parameters).catch((error) => this.#emit('error', { error }));
  }

  /** Somebody muted one of ours, or our own change comes back. False when it is none of ours. */
  update({ id, muted }) {
    const publication = this.publications.get(id);
    if (!publication) return false;
    publication.muted = muted;
    publication.track.enabled = !muted;
    this.#emit('local-publication-updated', { publication });
    return true;
  }

  /** Somebody else ended it. */
  stopped(id) {
    const publication = this.publications.get(id);
    if (!publication) return;
    this.#forget(publication);
    publication.transceiver?.stop();
    this.#session.negotiator.negotiate().catch(() => {});
    this.#emit('local-publication-removed', { publication });
  }

  close() {
    for (const publication of [...this.publications.values(), ...this.#unstarted]) this.#forget(publication);
  }

  async #start(publication) {
    const { source, track, options } = publication;
    const { signal, connection, negotiator } = this.#session;
    const codecs = codecPreferences(track.kind, options.codec, Boolean(this.#transform));
    const reply = await signal.request('publish', { source, kind: track.kind });
    Object.assign(publication, reply.publication, { muted: publication.muted ?? false });
    this.publications.set(publication.id, publication);
    this.#addSender(connection, publication, codecs);
    await negotiator.negotiate();
  }

  #addSender(connection, publication, codecs) {
    const { track, options } = publication;
    const init = { direction: 'sendonly' };
    if (track.kind === 'video') init.sendEncodings = videoEncodings(track, options);
    else if (options.maxBitrate) init.sendEncodings = [{ maxBitrate: options.maxBitrate }];
    publication.transceiver = connection.addTransceiver(track, init);
    publication.transceiver.setCodecPreferences?.(codecs);
    this.#transform?.(publication.transceiver.sender);
  }

  async #withdraw(publication) {
    const { signal, connection, negotiator } = this.#session;
    this.#forget(publication);
    if (connection.signalingState !== 'closed') publication.transceiver?.stop();
    await signal.request('unpublish', { publication: publication.id });
    await negotiator.negotiate();
  }

  #forget(publication) {
    this.publications.delete(publication.id);
    this.#unstarted.delete(publication);
    if (publication.owned) publication.track.stop();
  }

  #watchEnd(publication, track) {
    const end = () => {
      if (publication.track === track) this.unpublish(publication).catch(() => {});
    };
    // It may have ended while it was being published.
    if (track.readyState === 'ended') end();
    else track.addEventListener('ended', end);
  }
}
