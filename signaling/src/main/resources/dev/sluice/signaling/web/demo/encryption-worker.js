/**
 * Encrypts and decrypts coded frames with AES-GCM.
 *
 *     | clear | ciphertext and tag | IV, 12 bytes |
 *
 * Clear, but authenticated, stays what packetizers and servers read: the head of a VP8 frame (RFC 6386, section 9.1),
 * which tells keyframes and their size, and the first byte of an Opus packet.
 */

const IV_BYTES = 12;
const TAG_BYTES = 16;

onrtctransform = ({ transformer }) => {
  const { key, sends } = transformer.options;
  const transform = sends ? encryptor(key) : decryptor(key);
  transformer.readable
    .pipeThrough(new TransformStream({ transform }))
    .pipeTo(transformer.writable)
    .catch(() => {});
};

function encryptor(key) {
  // Unique under the key: a random half for each sender, a counter for its frames.
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const counter = new DataView(iv.buffer);
  let frames = 0;
  return async (frame, controller) => {
    const data = new Uint8Array(frame.data);
    counter.setUint32(IV_BYTES - 4, frames++);
    const used = iv.slice();
    const clear = data.subarray(0, clearBytes(frame, data));
    const parameters = { name: 'AES-GCM', iv: used, additionalData: clear };
    const secret = await crypto.subtle.encrypt(parameters, key, data.subarray(clear.length));
    frame.data = joined(clear, new Uint8Array(secret), used);
    controller.enqueue(frame);
  };
}

/** What does not decrypt is dropped: other people's frames, or what somebody changed on the way. */
function decryptor(key) {
  return async (frame, controller) => {
    const data = new Uint8Array(frame.data);
    const clear = data.subarray(0, clearBytes(frame, data));
    const end = data.length - IV_BYTES;
    if (end < clear.length + TAG_BYTES) return;
    const parameters = { name: 'AES-GCM', iv: data.subarray(end), additionalData: clear };
    try {
      const plain = await crypto.subtle.decrypt(parameters, key, data.subarray(clear.length, end));
      frame.data = joined(clear, new Uint8Array(plain));
    } catch {
      return;
    }
    controller.enqueue(frame);
  };
}

function clearBytes(frame, data) {
  if (!(frame instanceof RTCEncodedVideoFrame)) return Math.min(1, data.length);
  const isKeyframe = data.length > 0 && (data[0] & 1) === 0;
  return Math.min(isKeyframe ? 10 : 3, data.length);
}

function joined(...parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.buffer;
}
