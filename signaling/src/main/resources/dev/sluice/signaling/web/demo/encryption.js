/**
 * End-to-end encryption: a worker encrypts each coded frame before it is cut into packets, under a key made of a
 * passphrase that no server sees. Shows how an application does it with the `transform` of `join`.
 */

const ITERATIONS = 600_000;

/** One for all calls of the page: each transform brings its own key. */
let worker = null;

/** Whether this browser can. */
export const supported = () => typeof RTCRtpScriptTransform === 'function';

/** What `join` takes as `transform`. */
export async function transformWith(passphrase, room) {
  const key = await keyOf(passphrase, room);
  worker ??= new Worker(new URL('encryption-worker.js', import.meta.url));
  return (end) => {
    const sends = end instanceof RTCRtpSender;
    end.transform = new RTCRtpScriptTransform(worker, { key, sends });
  };
}

async function keyOf(passphrase, room) {
  const text = new TextEncoder();
  const secret = await crypto.subtle.importKey('raw', text.encode(passphrase), 'PBKDF2', false, ['deriveKey']);
  const salt = text.encode(`sluice ${room}`);
  const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ITERATIONS };
  return crypto.subtle.deriveKey(derivation, secret, { name: 'AES-GCM', length: 128 }, false, ['encrypt', 'decrypt']);
}
