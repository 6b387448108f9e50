/**
 * What the server's doctor does, from this browser: a real call each way that media can go, from one peer connection
 * through the server to another. Each finding names cause and remedy of what fails.
 */

import { join } from '../sluice-client.js';

const PATIENCE_MS = 12_000;
const POLL_MS = 100;
const PICTURE = { width: 160, height: 90, frameRate: 15 };

const NAMES = { udp: 'UDP', tcp: 'TCP', relay: 'TURN relay' };
const REMEDIES = {
  udp: 'Your network or the server’s firewall does not let UDP through to that port, or the server offers an address that is not its own for you (--advertise). TCP serves instead where it works, less well on bad lines.',
  tcp: 'Let that TCP port through to the server. A proxy that speaks HTTP only cannot pass media on: open the port beside it.',
  relay: 'Check that the TURN server runs, that it knows the same secret, and that its port is open from here.',
};

/**
 * Yields findings `{ grade: 'ok' | 'note' | 'bad' | 'skipped', what, detail, remedy }` as they are known. The last one,
 * `what: 'Result'`, sums up. `token` and `room` as in the page's link; without a token the check has a room of its own.
 */
export async function* checkConnection({ token, room }) {
  yield devices();
  const where = token ? { room, token } : { room: `connection-check-${random()}` };
  const hub = await signalling(where);
  yield hub.finding;
  if (hub.finding.grade === 'bad') return;
  const works = [];
  for (const via of ['udp', 'tcp', 'relay']) {
    const finding = via === 'relay' && !hub.turn ? noTurn() : await call({ ...where, via });
    if (finding.grade === 'ok') works.push(via);
    yield finding;
  }
  yield result(works);
}

const ok = (what, detail) => ({ grade: 'ok', what, detail, remedy: '' });
const bad = (what, detail, remedy) => ({ grade: 'bad', what, detail, remedy });
const note = (what, detail, remedy) => ({ grade: 'note', what, detail, remedy });
const noTurn = () => ({
  grade: 'skipped',
  what: NAMES.relay,
  detail: 'The server names no TURN server. Most networks need none.',
  remedy: '',
});

function devices() {
  if (navigator.mediaDevices?.getUserMedia) return ok('Page', 'It may ask for camera and microphone.');
  return note(
    'Page',
    'The browser gives it no camera and no microphone, because it did not come over HTTPS.',
    'Open it with https://, or on the server’s own machine with http://localhost.',
  );
}

async function signalling(where) {
  const what = 'Messages';
  try {
    const room = await join({ ...where, name: 'Connection check', subscribe: 'none', signal: AbortSignal.timeout(PATIENCE_MS) });
    const turn = room.peerConnection.getConfiguration().iceServers.length > 0;
    await room.leave();
    return { finding: ok(what, 'The server answers over a WebSocket.'), turn };
  } catch (error) {
    return { finding: bad(what, error.message, refusalRemedy(error)) };
  }
}

function refusalRemedy({ code, details }) {
  if (code === 'UNAVAILABLE') {
    return 'If the page itself loads, something on the way does not let WebSockets through: try another network, or let the proxy in front of the server pass on upgrades.';
  }
  if (code === 'UNAUTHORIZED') return 'Open the whole link that you were given; it carries a token.';
  if (details?.reason) return 'Somebody in the room has to let you in: check again then.';
  return 'The message says what to change.';
}

/** One call by one way: a made-up picture from one end to the other. */
async function call({ via, token, ...where }) {
  const ends = [];
  const picture = paint();
  const errors = [];
  const since = performance.now();
  const left = () => PATIENCE_MS - (performance.now() - since);
  try {
    const enter = async (name) => {
      const end = await join({ ...where, via, token, name, signal: AbortSignal.timeout(PATIENCE_MS) });
      ends.push(end);
      end.peerConnection.addEventListener('icecandidateerror', (error) => errors.push(error));
      return end;
    };
    const sender = await enter('Connection check');
    const sends = await publish(sender, picture.track);
    if (!(await until(() => sender.state === 'connected', left))) return unreachable(via, sender, errors);
    if (sends) {
      const seen = isPersonal(token) ? () => arrived(sender) : watch(await enter('Connection check, far end'), sender);
      if (!(await until(seen, left))) return dark(via);
    }
    const millis = Math.round(performance.now() - since);
    return ok(NAMES[via], `${sends ? 'Picture' : 'Connection'} after ${millis} ms, ${pathInWords(await sender.path())}.`);
  } catch (error) {
    return bad(NAMES[via], error.message, refusalRemedy(error));
  } finally {
    picture.stop();
    for (const end of ends) end.leave();
  }
}

/** False for those who may only watch. */
async function publish(sender, track) {
  try {
    await sender.publish(track, { source: 'camera', simulcast: false, maxBitrate: 150_000 });
    return true;
  } catch (error) {
    if (error.code === 'FORBIDDEN') return false;
    throw error;
  }
}

/** The server says that our packets came. */
async function arrived(sender) {
  const stats = await sender.peerConnection.getStats();
  return [...stats.values()].some(({ type, roundTripTime }) => type === 'remote-inbound-rtp' && roundTripTime > 0);
}

/** Frames of the sender's were decoded at the other end. */
function watch(viewer, sender) {
  return async () => {
    const theirs = viewer.participants.get(sender.me.id);
    const tracks = [...(theirs?.publications.values() ?? [])].map(({ track }) => track?.id);
    const stats = await viewer.peerConnection.getStats();
    return [...stats.values()].some(
      ({ type, trackIdentifier, framesDecoded }) => type === 'inbound-rtp' && tracks.includes(trackIdentifier) && framesDecoded > 0,
    );
  };
}

/** A token that says who we are lets in one of us only. */
function isPersonal(token) {
  try {
    const [, claims] = token.split('.');
    return Boolean(JSON.parse(atob(claims.replace(/-/g, '+').replace(/_/g, '/'))).sub);
  } catch {
    return false;
  }
}

function unreachable(via, { peerConnection }, errors) {
  const ends = offered(peerConnection);
  if (ends.length === 0 && via !== 'relay') {
    return note(NAMES[via], 'The server offers no address for it.', via === 'tcp' ? 'Start it with --tcp-port, for networks without UDP.' : 'Look at the server’s log for its addresses.');
  }
  const said = errors.map(({ url, errorCode, errorText }) => `${url}: ${errorCode} ${errorText}`.trim());
  const seconds = Math.round(PATIENCE_MS / 1000);
  const detail =
    via === 'relay'
      ? `No way through the TURN server within ${seconds} s${said.length > 0 ? ` (${[...new Set(said)].join('; ')})` : ''}.`
      : `No way to ${ends.join(', ')} within ${seconds} s.`;
  return bad(NAMES[via], detail, REMEDIES[via]);
}

const dark = (via) => bad(NAMES[via], 'Connected, but no picture came.', 'Look at the server’s log at this time, and report it.');

/** The server's candidates that were used. */
function offered({ remoteDescription }) {
  const lines = remoteDescription?.sdp.match(/^a=candidate:.*$/gm) ?? [];
  const ends = lines.map((line) => line.split(' ')).map((fields) => `${fields[4]} port ${fields[5]}`);
  return [...new Set(ends)];
}

function result(works) {
  if (works.length === 0) {
    return bad('Result', 'Calls do not work from here.', 'Try another network; the lines above say what whoever runs this network or the server can open.');
  }
  const ways = works.map((via) => NAMES[via]).join(', ');
  if (works.includes('udp')) return ok('Result', `Calls work from here, over ${ways}.`);
  return note('Result', `Calls work from here, but only over ${ways}.`, 'On lossy lines UDP would be better: see above.');
}

/** Where media goes, in words. */
export function pathInWords(path) {
  if (!path) return 'no path';
  const to = `to ${path.address} port ${path.port}`;
  return path.via === 'relay' ? `through the relay ${path.relay} ${to}` : `${NAMES[path.via]} ${to}`;
}

/** A picture that moves, without a camera. */
function paint() {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: PICTURE.width, height: PICTURE.height });
  const context = canvas.getContext('2d');
  let step = 0;
  const draw = () => {
    context.fillStyle = `hsl(${(step++ * 7) % 360} 60% 50%)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
  };
  draw();
  const timer = setInterval(draw, 1000 / PICTURE.frameRate);
  const [track] = canvas.captureStream(PICTURE.frameRate).getVideoTracks();
  const stop = () => {
    clearInterval(timer);
    track.stop();
  };
  return { track, stop };
}

/** Whether a condition, possibly a promise, comes true in time. */
async function until(condition, left) {
  while (left() > 0) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return false;
}

function random() {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
