/** The server's decisions in words. */

const KINDS = {
  LAYER_UP: 'goes up from {from} to {to}',
  LAYER_DOWN: 'goes down from {from} to {to}',
  THIN: 'leaves out frames: {to} instead of {from}',
  RESTORE: 'sends all frames again: {to}',
  PAUSE: 'is paused',
  RESUME: 'goes on with {to}',
  START: 'starts with {to}',
  STOP: 'stops',
  PROVE: 'might go up to {to}: padding shows whether it fits',
  PROOF_FAILED: 'stays: {to} would not fit',
  ESTIMATE: 'Estimate {estimate}',
  GATE_CLOSED: 'The queue is too long: less is sent',
  GATE_OPENED: 'The queue is short again',
  PROBE: 'Probe with {value}',
  PROBE_RESULT: 'The probe measured {value}',
};

const CAUSES = {
  HEADROOM: 'there is room',
  GATED: 'the queue was too long',
  DEEP_DEFICIT: 'far too little bandwidth',
  LASTING_DEFICIT: 'too little bandwidth for a while',
  DEMAND: 'asked for by size, visibility or mode',
  LAYERS_CHANGED: "the sender's layers changed",
  TOO_LITTLE_FOR_VIDEO: 'too little bandwidth for any video',
  START: 'at the start',
  INCREASE: 'the path is quiet',
  OVERUSE: 'delay grows',
  GATE: 'the queue is too long',
  LOSS: 'packets are lost',
  PROBE: 'a probe measured it',
  SILENCE: 'no feedback came',
  REMB: 'the browser said so',
  FURTHER: 'the one before got through',
  APPLICATION_LIMITED: 'little of the estimate is used',
  UNMET_DEMAND: 'streams wait for more',
  AFTER_DROP: 'the estimate fell',
};

const SOURCES = { camera: 'camera', screen: 'screen', microphone: 'microphone', 'screen-audio': 'screen sound' };

export const nameOf = (person, publication) => `${person.name}'s ${SOURCES[publication.source]}`;

/** A decision; `subject` is what it is about, '' for the whole path. */
export function inWords({ kind, cause, from, to, estimateBps, valueBps }, subject) {
  const values = { from: from || 'nothing', to: to || 'nothing', estimate: rate(estimateBps), value: rate(valueBps) };
  const what = (KINDS[kind] ?? kind).replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const why = kind.startsWith('GATE_') ? '' : `: ${causeInWords(cause, kind)}`;
  return `${subject && `${subject} `}${what}${why}.`;
}

export function causeInWords(cause, kind) {
  return kind === 'START' && cause === 'LAYERS_CHANGED' ? 'it came' : (CAUSES[cause] ?? cause);
}

export function rate(bps) {
  return bps >= 1e6 ? `${(bps / 1e6).toFixed(1)} Mbit/s` : `${Math.round(bps / 1000)} kbit/s`;
}
