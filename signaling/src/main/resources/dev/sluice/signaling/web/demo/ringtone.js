/** What is heard while it rings: two soft tones, again and again; quieter and longer for the one who calls. */

const TONES = {
  incoming: { hertz: [660, 880], gain: 0.12, everyMs: 2000 },
  outgoing: { hertz: [440, 440], gain: 0.05, everyMs: 4000 },
};
const TONE_SECONDS = 0.35;

let context = null;
let timer = 0;

/** 'incoming', 'outgoing', or null for silence. */
export function ring(kind) {
  clearInterval(timer);
  if (!kind || !globalThis.AudioContext) return;
  context ??= new AudioContext();
  // A page that nobody touched yet stays silent; the dialog is seen all the same.
  context.resume().catch(() => {});
  const play = () => sound(TONES[kind]);
  play();
  timer = setInterval(play, TONES[kind].everyMs);
}

function sound({ hertz, gain }) {
  if (context.state !== 'running') return;
  hertz.forEach((frequency, index) => {
    const start = context.currentTime + index * TONE_SECONDS;
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setTargetAtTime(gain, start, 0.03);
    volume.gain.setTargetAtTime(0, start + TONE_SECONDS * 0.7, 0.05);
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + TONE_SECONDS);
  });
}
