// Publishes test media with @roamhq/wrtc by whip-whep's WHIPClient and plays it back by its WHEPClient: trickle, and an ICE
// restart in the middle. Arguments: the server's address, a room. Prints "playing VIDEO AUDIO" and "restarted VIDEO".

import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const [base, room, modules] = process.argv.slice(2);
const require = createRequire(pathToFileURL(modules + '/'));
const wrtc = require('@roamhq/wrtc');
const { WHIPClient } = await import(pathToFileURL(modules + '/node_modules/whip-whep/whip.js'));
const { WHEPClient } = await import(pathToFileURL(modules + '/node_modules/whip-whep/whep.js'));
const { RTCVideoSource, RTCVideoSink, RTCAudioSource, RTCAudioSink } = wrtc.nonstandard;
const version = (name) => require(name + '/package.json').version;
const WIDTH = 320;
const HEIGHT = 180;

const patches = [];
const plainFetch = globalThis.fetch;
globalThis.fetch = async (url, options = {}) => {
  const reply = await plainFetch(url, options);
  if (options.method === 'PATCH') patches.push(reply.status);
  return reply;
};

function media() {
  const video = new RTCVideoSource();
  const audio = new RTCAudioSource();
  const data = new Uint8ClampedArray(WIDTH * HEIGHT * 1.5);
  let frame = 0;
  const pictures = setInterval(() => {
    data.fill(20 + (frame++ * 7) % 200);
    video.onFrame({ width: WIDTH, height: HEIGHT, data });
  }, 66);
  let at = 0;
  const sound = setInterval(() => {
    const samples = new Int16Array(480);
    for (let i = 0; i < samples.length; i++) samples[i] = 8000 * Math.sin((at++ * 2 * Math.PI * 440) / 48000);
    audio.onData({ samples, sampleRate: 48000, bitsPerSample: 16, channelCount: 1, numberOfFrames: 480 });
  }, 10);
  const stop = () => [pictures, sound].forEach(clearInterval);
  return { tracks: [audio.createTrack(), video.createTrack()], stop };
}

async function until(what, condition) {
  const end = Date.now() + 45_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error('waited too long for ' + what);
    await sleep(50);
  }
}

console.log('version', version('@roamhq/wrtc'), version('whip-whep'));
const source = media();
const publisher = new wrtc.RTCPeerConnection({ bundlePolicy: 'max-bundle' });
for (const track of source.tracks) publisher.addTransceiver(track, { direction: 'sendonly' });
const whip = new WHIPClient();
await whip.publish(publisher, `${base}/whip/${room}`);

const counts = { video: 0, audio: 0 };
const player = new wrtc.RTCPeerConnection({ bundlePolicy: 'max-bundle' });
player.ontrack = ({ track }) => {
  if (track.kind === 'video') new RTCVideoSink(track).onframe = () => counts.video++;
  else new RTCAudioSink(track).ondata = () => counts.audio++;
};
for (const kind of ['audio', 'video']) player.addTransceiver(kind, { direction: 'recvonly' });
const whep = new WHEPClient();
await whep.view(player, `${base}/whep/${room}`);

await until('media', () => counts.video >= 30 && counts.audio >= 50);
console.log('playing', counts.video, counts.audio);
await whip.restart();
await whep.restart();
const before = counts.video;
await until('media after the restarts', () => counts.video >= before + 30);
console.log('restarted', counts.video - before);
console.log('patches', [...new Set(patches)].sort().join(' '));
await whep.stop();
await whip.stop();
source.stop();
process.exit(0);
