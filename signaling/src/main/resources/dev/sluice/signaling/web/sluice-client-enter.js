/** The way into a room: the join, and the wait to be let in. */

import { SluiceError } from './sluice-client-media.js';
import { openSocket, Signal } from './sluice-client-signal.js';

/** Resolves to the session, and to what the server told of the room. */
export async function enter(options) {
  const address = options.url ?? `${location.origin}/`;
  const signal = new Signal(address, await openSocket(address));
  try {
    const { room, identity, name, token, password, attributes, subscribe } = options;
    let joined = await signal.request('join', { room, identity, name, token, password, attributes, subscribe });
    if (!joined.participant) {
      options.onWaiting?.(joined.waiting);
      joined = await admission(signal, options.signal);
    }
    signal.resumeWith(joined.resume);
    return { signal, joined };
  } catch (error) {
    signal.close();
    throw error;
  }
}

/** Resolves when somebody lets us in from the waiting room. */
function admission(signal, abort) {
  return new Promise((resolve, reject) => {
    const refuse = (code, text, reason) => reject(new SluiceError(code, text, { reason }));
    signal.onEvent = (event) => {
      if (event.type === 'admitted') resolve(event);
      else if (event.type === 'left') refuse('FORBIDDEN', 'You were not let in.', event.reason);
    };
    signal.onLost = () => refuse('DISCONNECTED', 'The connection to the server ended.', 'connection-lost');
    const giveUp = () => refuse('DISCONNECTED', 'The join was given up.', 'left');
    if (abort?.aborted) giveUp();
    abort?.addEventListener('abort', giveUp);
  });
}
