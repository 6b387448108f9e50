/** The people of a room, its chat, and what those who run it may do. */

/** Somebody else in the room. */
export class RemoteParticipant {
  publications = new Map();
  /** Microphone and camera together, so that lips and voice stay in step. */
  stream = new MediaStream();
  /** The shared screen with its sound. */
  screenStream = new MediaStream();

  update({ publications, ...facts }) {
    return Object.assign(this, facts);
  }

  streamOf(source) {
    return source.startsWith('screen') ? this.screenStream : this.stream;
  }
}

/** Written messages. Those of others, and our own, come as 'message' of the room. */
export class Chat {
  #request;

  constructor(request) {
    this.#request = request;
  }

  /** To everybody, or with `to` to one identity. */
  async send(text, { to = null } = {}) {
    return (await this.#request('chat', { text, to })).message;
  }

  async delete({ id }) {
    await this.#request('delete-message', { message: id });
  }

  async react({ id }, emoji, on = true) {
    await this.#request('react-message', { message: id, emoji, on });
  }

  /** Messages of before, oldest first: `{ messages, more }`. */
  async history({ before, count } = {}) {
    const { messages, more } = await this.#request('messages', { before, count });
    return { messages, more };
  }

  async typing(typing) {
    await this.#request('typing', { typing });
  }
}

/** What hosts, co-hosts and moderators may do; refused with FORBIDDEN to others. */
export class Host {
  #request;

  constructor(request) {
    this.#request = (type, fields) => request(type, fields).then(() => {});
  }

  mute({ id }) {
    return this.#request('mute-other', { publication: id });
  }

  askToUnmute({ id }) {
    return this.#request('ask-unmute', { publication: id });
  }

  stop({ id }) {
    return this.#request('stop-publication', { publication: id });
  }

  remove({ id }) {
    return this.#request('remove', { participant: id });
  }

  setRole({ id }, role) {
    return this.#request('set-role', { participant: id, role });
  }

  lowerHand({ id }) {
    return this.#request('lower-hand', { participant: id });
  }

  muteChatter({ id }, muted) {
    return this.#request('mute-chatter', { participant: id, muted });
  }

  /** One that waits, or all. */
  admit(waiting) {
    return this.#request('admit', { waiting: waiting?.id });
  }

  refuse(waiting) {
    return this.#request('refuse', { waiting: waiting?.id });
  }

  lock(locked) {
    return this.#request('lock', { locked });
  }

  startSession() {
    return this.#request('start-session');
  }

  pauseSession() {
    return this.#request('pause-session');
  }

  resumeSession() {
    return this.#request('resume-session');
  }

  /** The end for everybody. */
  endSession() {
    return this.#request('end-session');
  }

  /** Says that the room is being recorded, or no longer. */
  record(recording) {
    return this.#request('record', { recording });
  }

  slowMode(seconds) {
    return this.#request('slow-mode', { seconds });
  }

  change(settings) {
    return this.#request('settings', { settings });
  }
}
