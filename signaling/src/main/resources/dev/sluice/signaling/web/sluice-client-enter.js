/** The way into a room: the join, and the wait to be let in. */

import { SluiceError } from './sluice-client-media.js';
import { openSocket, Signal } from './sluice-client-signal.js';

const givenUp = () => new SluiceError('DISCONNECTED', 'The join was given up.', { reason: 'left' });

/** Resolves to the session, and to what the server told of the room; `options.signal` gives it up on the way. */
export async function enter(options) {
  const { url = `${location.origin}/`, signal: abort } = options;
  let stop;
  const stopped = new Promise((_, reject) => {
    stop = () => reject(givenUp());
  });
  abort?.addEventListener('abort', stop);
  if (abort?.aborted) stop();
  try {
    const signal = await Promise.race([stopped, connect(url, abort)]);
    try {
      return await Promise.race([stopped, joinOver(signal, options)]);
    } catch (error) {
      signal.close();
      throw error;
    }
  } finally {
    abort?.removeEventListener('abort', stop);
  }
}

async function connect(url, abort) {
  const signal = new Signal(url, await openSocket(url));
  // Nobody waits for it any more.
  if (abort?.aborted) signal.close();
  return signal;
}

async function joinOver(signal, options) {
  const { room, identity, name, token, password, attributes, subscribe } = options;
  let joined = await signal.request('join', { room, identity, name, token, password, attributes, subscribe });
  if (!joined.participant) {
    options.onWaiting?.(joined.waiting);
    joined = await admission(signal);
  }
  signal.resumeWith(joined.resume);
  return { signal, joined };
}

/** Resolves when somebody lets us in from the waiting room. */
function admission(signal) {
  return new Promise((resolve, reject) => {
    const refuse = (code, text, reason) => reject(new SluiceError(code, text, { reason }));
    signal.onEvent = (event) => {
      if (event.type === 'admitted') resolve(event);
      else if (event.type === 'left') refuse('FORBIDDEN', 'You were not let in.', event.reason);
    };
    signal.onLost = () => refuse('DISCONNECTED', 'The connection to the server ended.', 'connection-lost');
  });
}
