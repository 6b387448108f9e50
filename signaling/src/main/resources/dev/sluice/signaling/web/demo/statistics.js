/** What the server does for us and why: small live charts, the layers of each picture, the newest decisions. */

import { $, call, make } from './page.js';
import { pathInWords } from './connection-check.js';
import { inWords, nameOfPublication } from './decisions.js';
import { isOpen } from './panel.js';

const EVERY_MS = 1000;
const SAMPLES = 60;
const WIDTH = 320;
const HEIGHT = 80;
const SVG = 'http://www.w3.org/2000/svg';
const MAX_DECISIONS = 30;

const LINES = {
  rates: [
    ['estimate', 'Estimate'],
    ['sent', 'Video sent'],
    ['acked', 'Acked'],
  ],
  delay: [['delay', 'Queue delay']],
};

/** One sample each second: rates in kbit/s, delay in ms, layers by publication id. */
let samples = [];
let isAsking = false;

export function forgetStatistics() {
  samples = [];
}

async function poll() {
  const { room } = call;
  if (isAsking || !room || room.state === 'reconnecting' || !isOpen('statistics')) return;
  isAsking = true;
  const [stats, path] = await Promise.all([room.serverStats(), room.path()]).finally(() => {
    isAsking = false;
  });
  if (call.room !== room) return;
  samples = [...samples, sample(stats)].slice(-SAMPLES);
  showPath(stats, path);
  chart('rates', 'kbit/s', 100);
  chart('delay', 'ms', 20);
  showSlots(stats.slots);
  layerChart(stats.slots);
  showDecisions(stats.decisions);
}

function sample(stats) {
  const layers = new Map(stats.slots.map((slot) => [slot.publicationId, rungOf(slot)]));
  const sent = stats.slots.reduce((sum, slot) => sum + (layerOf(slot)?.bps ?? 0), 0);
  return {
    estimate: stats.estimateBps / 1000,
    sent: sent / 1000,
    acked: stats.ackedBps / 1000,
    delay: stats.queueDelayMillis,
    layers,
  };
}

const layerOf = ({ sent, offered }) => offered.find(({ label }) => label === sent);

/** 0 for nothing, 1 for all that is offered. */
function rungOf({ sent, offered }) {
  return sent === null ? 0 : (offered.findIndex(({ label }) => label === sent) + 1) / Math.max(offered.length, 1);
}

function showPath({ path: servers, roundTripMillis, lossFraction, gated }, path) {
  const facts = [
    ['Path', pathInWords(path)],
    ['The server says', servers ?? 'none yet'],
    ['Round trip', `${Math.round(roundTripMillis)} ms`],
    ['Loss', `${(lossFraction * 100).toFixed(1)} %`],
    ['Queue gate', gated ? 'closed' : 'open'],
  ];
  $('path-facts').replaceChildren(...facts.flatMap(([key, value]) => [make('dt', {}, key), make('dd', {}, value)]));
}

function chart(id, unit, least) {
  const most = Math.max(least, ...samples.flatMap((each) => LINES[id].map(([key]) => each[key])));
  const lines = LINES[id].map(([key], index) => line(samples.map((each) => each[key] / most), index));
  drawing(id, lines);
  const newest = samples.at(-1);
  const words = LINES[id].map(([key, name]) => `${name} ${Math.round(newest[key])} ${unit}`);
  legend(id, words);
}

function layerChart(slots) {
  const shown = slots.filter(({ offered }) => offered.length > 0);
  const lines = shown.map(({ publicationId: id }, index) => line(samples.map(({ layers }) => layers.get(id) ?? 0), index));
  drawing('layers', lines);
  legend('layers', shown.map((slot) => `${nameOfPublication(slot.publicationId)}: ${slot.sent ?? 'nothing'}`));
}

function line(values, index) {
  const step = WIDTH / (SAMPLES - 1);
  const start = WIDTH - (values.length - 1) * step;
  const points = values.map((value, i) => `${(start + i * step).toFixed(1)},${(HEIGHT - 2 - value * (HEIGHT - 6)).toFixed(1)}`);
  const drawn = document.createElementNS(SVG, 'polyline');
  drawn.setAttribute('points', points.join(' '));
  drawn.setAttribute('class', `line line-${index % 6}`);
  return drawn;
}

function drawing(id, lines) {
  $(`${id}-chart`).replaceChildren(...lines);
}

/** Words that say what the lines show, for eyes and for screen readers. */
function legend(id, words) {
  $(`${id}-chart`).setAttribute('aria-label', `Last minute. Now: ${words.join(', ') || 'nothing'}`);
  $(`${id}-legend`).replaceChildren(
    ...words.map((text, index) => make('li', {}, make('i', { className: `line-${index % 6}` }), text)),
  );
}

function showSlots(slots) {
  $('slots').replaceChildren(
    ...slots.filter(({ offered }) => offered.length > 0).map((slot) => {
      const layer = layerOf(slot);
      const size = layer ? `${layer.height}p, ${Math.round(layer.fps)} fps, ${Math.round(layer.bps / 1000)} kbit/s` : 'nothing';
      const state = slot.paused ? 'paused for want of bandwidth' : size;
      return make('tr', {}, make('th', { scope: 'row' }, nameOfPublication(slot.publicationId)), make('td', {}, state));
    }),
  );
}

function showDecisions(decisions) {
  const newest = [...decisions].sort((a, b) => a.ageMillis - b.ageMillis).slice(0, MAX_DECISIONS);
  $('decisions').replaceChildren(
    ...newest.map((decision) =>
      make('li', {}, make('span', { className: 'quiet' }, `${(decision.ageMillis / 1000).toFixed(0)} s ago `), inWords(decision)),
    ),
  );
}

setInterval(() => poll().catch(() => {}), EVERY_MS);
$('panel').addEventListener('shown', () => poll().catch(() => {}));
