/** The messages of sluice-client: requests with one reply each, and events, over WebSockets that may break. */

import { SluiceError } from './sluice-client-media.js';

const OPEN_TIMEOUT_MS = 10_000;
const REPLY_TIMEOUT_MS = 15_000;
/** Silence after which we ask whether the socket still carries anything, and how long it has to show that. */
const IDLE_MS = 5_000;
const ECHO_TIMEOUT_MS = 6_000;
/** Less than a first attempt may take: the network may come back at any moment, which the next one finds. */
const RESUME_TIMEOUT_MS = 4_000;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 2_000;
const GOODBYE = 1000;
/** We go on over another socket; only 1000 and 1001 leave. */
const GIVEN_UP = 4002;

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** How long to wait before each attempt: at once, then longer and longer. */
export function* retryDelays(longestMs = LONGEST_RETRY_MS) {
  yield 0;
  for (let ms = FIRST_RETRY_MS; ; ms = Math.min(2 * ms, longestMs)) yield ms;
}

export async function openSocket(address, timeoutMs = OPEN_TIMEOUT_MS) {
  const url = new URL('ws', address);
  url.protocol = url.protocol.replace('http', 'ws');
  const socket = new WebSocket(url);
  try {
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onclose = reject;
      setTimeout(reject, timeoutMs);
    });
    return socket;
  } catch {
    socket.close();
    throw new SluiceError('UNAVAILABLE', `No answer from ${url.host}. Is the server running?`);
  }
}

/** One session with the server. When its socket breaks, it goes on over another one and loses nothing. */
export class Signal {
  #address;
  #socket = null;
  #nextId = 1;
  /** By id, in order: requests without a reply, sent or not. */
  #pending = new Map();
  #resume = null;
  #received = 0;
  #ended = false;
  /** Until the next question whether the socket lives, or until that counts as unanswered. */
  #silence = 0;
  #usedSince = 0;
  onEvent = () => {};
  /** The socket broke and is being replaced. */
  onBroken = () => {};
  /** It was replaced; nothing was missed. */
  onResumed = () => {};
  /** It cannot be replaced. */
  onLost = () => {};

  /** Back on a network, the old socket may hang without an end. */
  #onOnline = () => {
    if (this.#socket && this.#resume) this.#broke();
  };

  constructor(address, socket) {
    this.#address = address;
    this.#use(socket);
    globalThis.addEventListener?.('online', this.#onOnline);
  }

  /** From now on a broken socket is replaced, by what the reply to 'join' says. */
  resumeWith(resume) {
    this.#resume = resume;
  }

  /** Without a time limit of its own, a request waits as long as the socket is being replaced. */
  request(type, fields = {}, timeoutMs = 0) {
    if (this.#ended || (!this.#socket && !this.#resume)) {
      return Promise.reject(new SluiceError('DISCONNECTED', `Not connected, so '${type}' was not sent.`));
    }
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const text = JSON.stringify({ id, type, ...fields });
      this.#pending.set(id, { resolve, reject, text });
      this.#socket?.send(text);
      this.#expireLater(id, type, timeoutMs);
    });
  }

  #expireLater(id, type, timeoutMs) {
    setTimeout(() => {
      const hadTime = this.#socket && Date.now() - this.#usedSince >= REPLY_TIMEOUT_MS;
      if (timeoutMs > 0 || hadTime) this.#expire(id, type);
      else if (this.#pending.has(id)) this.#expireLater(id, type, 0);
    }, timeoutMs || REPLY_TIMEOUT_MS);
  }

  close() {
    const socket = this.#detach();
    socket?.close(GOODBYE);
    this.#finish();
  }

  #use(socket) {
    this.#socket = socket;
    this.#usedSince = Date.now();
    socket.onmessage = ({ data }) => {
      this.#listenOn();
      this.#onMessage(JSON.parse(data));
    };
    socket.onclose = () => this.#broke();
    this.#listenOn();
  }

  /** A socket may hang without an end: after some silence it has to show that it lives, or counts as broken. */
  #listenOn() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#silence = setTimeout(() => this.#broke(), ECHO_TIMEOUT_MS);
      this.request('ping', {}, ECHO_TIMEOUT_MS).catch(() => {});
    }, IDLE_MS);
  }

  #detach() {
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = null;
    if (socket) socket.onmessage = socket.onclose = null;
    return socket;
  }

  #onMessage(message) {
    if (message.n) this.#received = message.n;
    if (message.type !== 'ok' && message.type !== 'error') return this.onEvent(message);
    const waiting = this.#pending.get(message.id);
    if (!waiting) return undefined;
    this.#pending.delete(message.id);
    if (message.type === 'ok') return waiting.resolve(message);
    return waiting.reject(new SluiceError(message.code, message.error, message.details));
  }

  #expire(id, type) {
    const waiting = this.#pending.get(id);
    if (!waiting) return;
    this.#pending.delete(id);
    waiting.reject(new SluiceError('UNAVAILABLE', `The server did not answer '${type}' in time.`));
  }

  async #broke() {
    this.#detach()?.close(GIVEN_UP);
    if (!this.#resume) return this.#lose();
    this.onBroken();
    const end = Date.now() + this.#resume.seconds * 1000;
    for (const ms of retryDelays()) {
      await pause(ms);
      if (this.#ended) return undefined;
      if (Date.now() > end) break;
      try {
        if (await this.#tryResume()) return this.onResumed();
        break;
      } catch {
        // The network is not back yet.
      }
    }
    return this.#lose();
  }

  /** False when there is nothing to go on with. */
  async #tryResume() {
    const socket = await openSocket(this.#address, RESUME_TIMEOUT_MS);
    const reply = await this.#askToResume(socket).catch((error) => {
      socket.onmessage = socket.onclose = null;
      socket.close(GIVEN_UP);
      throw error;
    });
    if (reply.type !== 'ok' || this.#ended) {
      socket.onclose = null;
      socket.close(GOODBYE);
      return false;
    }
    this.#use(socket);
    for (const [id, { text }] of this.#pending) if (id > (reply.lastRequest ?? 0)) socket.send(text);
    return true;
  }

  #askToResume(socket) {
    return new Promise((resolve, reject) => {
      socket.onmessage = ({ data }) => resolve(JSON.parse(data));
      socket.onclose = reject;
      setTimeout(reject, RESUME_TIMEOUT_MS);
      const { token } = this.#resume;
      const id = this.#nextId++;
      socket.send(JSON.stringify({ id, type: 'resume', token, received: this.#received }));
    });
  }

  #lose() {
    if (this.#ended) return;
    this.#finish();
    this.onLost();
  }

  #finish() {
    this.#ended = true;
    globalThis.removeEventListener?.('online', this.#onOnline);
    for (const { reject } of this.#pending.values()) {
      reject(new SluiceError('DISCONNECTED', 'The connection to the server ended.'));
    }
    this.#pending.clear();
  }
}
