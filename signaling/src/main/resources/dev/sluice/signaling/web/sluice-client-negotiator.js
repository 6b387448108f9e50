/** How sluice-client negotiates: what it offers, and when. */

import { negotiateDependencyDescriptor, receivedCodecs, SluiceError } from './sluice-client-media.js';

/** Makes offers, one at a time; whatever is asked for meanwhile goes into the next one. */
export class Negotiator {
  #connection;
  #signal;
  #sendingSections;
  #via;
  #transform;
  #revision = 0;
  #waiting = [];
  #running = false;

  /** `via` is 'udp' or 'tcp' where only the server's candidates of one protocol may be used. */
  constructor(connection, signal, sendingSections, via, transform) {
    this.#via = via;
    this.#transform = transform;
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
      await this.#connection.setRemoteDescription({ type: 'answer', sdp: onlyVia(this.#via, sdp) });
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
    this.#transform?.(transceiver.receiver);
  }
}

/** An answer with the candidates of one protocol only. */
function onlyVia(protocol, sdp) {
  if (protocol !== 'udp' && protocol !== 'tcp') return sdp;
  const other = new RegExp(`^a=candidate:\\S+ \\d+ (?!${protocol} ).*\\r\\n`, 'gim');
  return sdp.replace(other, '');
}
