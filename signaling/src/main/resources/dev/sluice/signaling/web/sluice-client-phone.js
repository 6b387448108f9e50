/** Calls that ring: somebody who is in no room calls others and is called, over a WebSocket that is opened again when it breaks. */

import { openSocket, pause, retryDelays, Signal } from './sluice-client-signal.js';

const LONGEST_RETRY_MS = 15_000;
/** What another attempt to come back may mend. */
const PASSING = ['UNAVAILABLE', 'DISCONNECTED', 'LIMIT'];

const isPending = ({ state }) => state === 'initiating' || state === 'ringing';
const isRinging = (call) => Boolean(call?.incoming) && isPending(call);

/** Says who we are; from then on we can be called. Resolves once the server knows. */
export async function openPhone(options = {}) {
  const { signal, reply } = await authenticate(options);
  return new Phone(signal, reply, options);
}

async function authenticate({ url, identity, name, token }) {
  const address = url ?? `${location.origin}/`;
  const signal = new Signal(address, await openSocket(address));
  try {
    return { signal, reply: await signal.request('authenticate', { identity, name, token }) };
  } catch (error) {
    signal.close();
    throw error;
  }
}

/** Somebody who can be called. */
export class Phone extends EventTarget {
  #options;
  #signal;
  #state = 'open';

  constructor(signal, reply, options) {
    super();
    this.#options = options;
    this.identity = reply.identity;
    this.name = reply.name;
    /** Those that are not over, by id. */
    this.calls = new Map();
    this.#use(signal, reply);
    const early = [...this.calls.keys()];
    // Whoever opened it listens by then.
    setTimeout(() => {
      for (const id of early) if (isRinging(this.calls.get(id))) this.#emit('incoming', { call: this.calls.get(id) });
    });
  }

  /** 'open', 'reconnecting' or 'closed'. */
  get state() {
    return this.#state;
  }

  /** Calls somebody: a 'voice' or a 'video' call. */
  async call(identity, { media = 'video' } = {}) {
    return this.#update((await this.#request('call', { identity, media })).call);
  }

  async accept({ id }) {
    await this.#request('accept', { call: id });
  }

  async decline({ id }) {
    await this.#request('decline', { call: id });
  }

  /** Gives up a call of ours that nobody answered yet. */
  async cancel({ id }) {
    await this.#request('cancel', { call: id });
  }

  /** Ends an active call, for both. */
  async hangUp({ id }) {
    await this.#request('hang-up', { call: id });
  }

  /** We can be called here no more; what we are calling is cancelled. */
  close() {
    this.#signal?.close();
    this.#become('closed');
  }

  #request(type, fields) {
    return this.#signal.request(type, fields);
  }

  #use(signal, { calls }) {
    this.#signal = signal;
    if (this.#state === 'closed') {
      signal.close();
      return;
    }
    signal.onEvent = (event) => {
      if (event.type === 'call-updated') this.#onUpdate(event);
    };
    signal.onLost = () => this.#reopen();
    this.#become('open');
    this.#forgetAllBut(calls);
    for (const call of calls) this.#update(call);
  }

  #onUpdate({ call: info, join }) {
    const call = this.#update(info);
    const { url } = this.#options;
    if (join) this.#emit('connect', { call, join: { url, ...join } });
  }

  #update(info) {
    const incoming = info.to.identity === this.identity;
    const call = { ...info, incoming };
    const isNew = !this.calls.has(call.id);
    if (isPending(call) || call.state === 'active') this.calls.set(call.id, call);
    else this.calls.delete(call.id);
    if (isNew && isRinging(call)) this.#emit('incoming', { call });
    this.#emit('call', { call });
    return call;
  }

  /** While we were away the others came to their end, which nobody told us. */
  #forgetAllBut(current) {
    const going = new Set(current.map(({ id }) => id));
    for (const call of [...this.calls.values()]) {
      if (going.has(call.id)) continue;
      const end = call.incoming ? 'missed' : 'cancelled';
      this.#update({ ...call, state: isPending(call) ? end : 'ended' });
    }
  }

  async #reopen() {
    if (this.#state === 'closed') return;
    this.#become('reconnecting');
    for (const ms of retryDelays(LONGEST_RETRY_MS)) {
      await pause(ms);
      if (this.#state === 'closed') return;
      try {
        const { signal, reply } = await authenticate({ ...this.#options, identity: this.identity });
        this.#use(signal, reply);
        return;
      } catch (error) {
        if (PASSING.includes(error.code)) continue;
        this.#become('closed', { error });
        this.#forgetAllBut([]);
        return;
      }
    }
  }

  #become(state, details = {}) {
    if (this.#state === state || this.#state === 'closed') return;
    this.#state = state;
    this.#emit('state', { state, ...details });
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
