/** One participant: why its picture is bad, what it gets and sends, the last minutes, the decisions. */

import { causeInWords, inWords, nameOf, rate } from '../words.js';
import { chart, timeOf } from './charts.js';
import { make, show, table } from './elements.js';

const SWITCHES = ['LAYER_UP', 'LAYER_DOWN', 'THIN', 'RESTORE', 'PAUSE', 'RESUME', 'START', 'STOP'];
const MAX_SHOWN = 60;
/** As the browser client names the layers of a simulcast, lowest first. */
const RIDS = 'qhf';

const millis = (value) => `${Math.round(value)} ms`;
const percent = (fraction) => `${(fraction * 100).toFixed(1)} %`;
const clock = (at) => new Date(at).toLocaleTimeString([], { hour12: false });

/** The parts of the view, made once; `fill` brings them up to date. */
export function participantView(onTrace) {
  const parts = {};
  for (const name of ['title', 'why', 'facts', 'charts', 'received', 'sent', 'timeline']) parts[name] = make('div', { className: name });
  parts.why.setAttribute('aria-live', 'polite');
  const download = make('button', { type: 'button' }, 'Download the trace');
  download.addEventListener('click', onTrace);
  const element = make(
    'article',
    { className: 'participant' },
    make('div', { className: 'head' }, parts.title, download),
    section('Why is this picture bad?', parts.why, 'why-section'),
    section('Now', parts.facts),
    section('', parts.charts),
    section('What it receives', parts.received),
    section('What it sends', parts.sent),
    section('Decisions', parts.timeline),
  );
  return { element, fill: (data) => fill(parts, data) };
}

function section(title, content, className = '') {
  return make('section', { className }, title ? make('h3', {}, title) : null, content);
}

function fill(parts, { findings, statistics, people }) {
  const known = new Map(people.flatMap((person) => person.publications.map((each) => [each.id, { ...each, person }])));
  const call = { ...statistics, known, name: (id) => (known.has(id) ? nameOf(known.get(id).person, known.get(id)) : 'Something that ended') };
  const { name, role, connection, presence } = statistics.participant;
  show(parts.title, make('h2', {}, name), make('p', { className: 'quiet' }, [role, connection, presence === 'here' ? '' : presence].filter(Boolean).join(' · ')));
  show(parts.why, ...why(findings));
  show(parts.facts, facts(call));
  show(parts.charts, make('h3', {}, lately(call)), ...charts(call));
  show(parts.received, received(call));
  show(parts.sent, sent(call));
  show(parts.timeline, timeline(call));
}

function why(findings) {
  if (findings === null) return [make('p', { className: 'quiet' }, 'It has no connection for media yet.')];
  if (findings.length === 0) return [make('p', { className: 'well' }, 'It is not: nothing is wrong that the server or the browsers can see.')];
  return [make('ul', {}, ...findings.map(({ sentence, cause }) => make('li', { dataset: { cause } }, sentence)))];
}

function facts({ stats, client }) {
  const { latest } = client;
  const all = [
    ['Device', latest ? [latest.browser, latest.device].filter(Boolean).join(' on ') : 'says nothing of itself'],
    ...(stats
      ? [
          ['Path', stats.path ?? 'none'],
          ['Estimate to it', `${rate(stats.estimateBps)}${stats.gated ? ', held back: the queue is too long' : ''}`],
          ['Loss to it', percent(stats.lossFraction)],
          ['Round trip', millis(stats.roundTripMillis)],
          ['Queue on the way', millis(stats.queueDelayMillis)],
        ]
      : []),
  ];
  return make('dl', {}, ...all.map(([key, value]) => make('div', {}, make('dt', {}, key), make('dd', {}, value))));
}

function lately({ history }) {
  return history ? `The last ${timeOf([{ values: history.path.estimateBps ?? [] }], history.periodMillis)}` : 'The last minutes';
}

function charts({ history, client, name, known }) {
  if (!history) return [make('p', { className: 'quiet' }, 'Nothing yet.')];
  const { path } = history;
  const line = (title, values) => ({ name: title, values: values ?? [] });
  const shown = [
    chart({ title: 'To it', unit: rate, least: 100_000, lines: [line('estimate', path.estimateBps), line('video sent', path.sentBps), line('acked', path.ackedBps)] }),
    chart({ title: 'Loss to it', unit: (value) => `${(value / 10).toFixed(1)} %`, least: 50, lines: [line('lost', path.lossPermille)] }),
    chart({ title: 'Delay', unit: millis, least: 50, lines: [line('queue', path.queueDelayMillis), line('round trip', path.roundTripMillis)] }),
  ];
  if (history.received.length > 0) {
    const lines = history.received.map(({ publication, height }) => line(name(publication), height));
    shown.push(chart({ title: 'Height of pictures sent to it', unit: (value) => `${value}p`, least: 180, lines }));
  }
  const frozen = client.history.filter(({ publication }) => known.get(publication)?.kind === 'video');
  if (frozen.length > 0) {
    // A report each 5 s, beside samples each 2 s.
    const stretch = (values) => values.flatMap((value, i) => Array(i % 2 ? 2 : 3).fill(value)).slice(-150);
    const lines = frozen.map(({ publication, freezeMillis }) => line(name(publication), stretch(freezeMillis)));
    shown.push(chart({ title: 'Frozen, says its browser', unit: millis, least: 500, lines }));
  }
  if (history.sent.length > 0) {
    const lines = history.sent.map(({ publication, encoding, bps }) => line(`${name(publication)} ${encoding}`, bps));
    shown.push(chart({ title: 'From it', unit: rate, least: 100_000, lines }));
  }
  return shown;
}

function received({ stats, client, decisions, known, name }) {
  const videos = (stats?.slots ?? []).filter(({ publicationId }) => known.get(publicationId)?.kind === 'video');
  if (videos.length === 0) return make('p', { className: 'quiet' }, 'No video.');
  const rows = videos.map((slot) => {
    const seen = client.latest?.received.find(({ publication }) => publication === slot.publicationId);
    const latest = decisions.findLast(({ publication, kind }) => publication === slot.publicationId && SWITCHES.includes(kind));
    return [name(slot.publicationId), available(slot), slot.wanted ?? 'nothing', carried(slot), latest ? causeInWords(latest.cause, latest.kind) : '', ...asSeen(seen)];
  });
  return table('Video to it', ['Publication', 'Available', 'Wanted', 'Sent', 'Because', 'Shown', 'Dropped', 'Frozen', 'Jitter'], rows);
}

/** The best of each layer. */
function available({ offered }) {
  const best = new Map(offered.map((rung) => [rung.label.split('T')[0], rung]));
  return [...best.values()].map(({ label, height, bps }) => `${label}: ${height}p, ${rate(bps)}`).join('; ') || 'nothing';
}

function carried({ sent, paused, undecodable, offered }) {
  if (undecodable) return `nothing: it does not take ${undecodable}`;
  if (paused) return 'paused';
  const layer = offered.find(({ label }) => label === sent);
  if (!sent) return 'nothing';
  return layer ? `${sent}: ${layer.height}p, ${Math.round(layer.fps)} fps, ${rate(layer.bps)}` : sent;
}

/** What the browser says of a picture: shown, dropped, frozen, jitter. */
function asSeen(seen) {
  if (!seen) return ['', '', '', ''];
  const frozen = seen.freezes > 0 ? `${seen.freezes} × in ${(seen.freezeMillis / 1000).toFixed(1)} s` : 'no';
  return [`${seen.height}p, ${Math.round(seen.fps)} fps`, String(seen.framesDropped), frozen, `${millis(seen.jitterMillis)}, buffer ${millis(seen.jitterBufferMillis)}`];
}

function sent({ stats, client, known, name }) {
  const all = (stats?.encodings ?? []).filter(({ publicationId }) => known.has(publicationId));
  if (all.length === 0) return make('p', { className: 'quiet' }, 'Nothing.');
  const rows = all.map((encoding) => {
    const own = (client.latest?.sent ?? []).filter(({ publication }) => publication === encoding.publicationId);
    own.sort((a, b) => RIDS.indexOf(a.rid) - RIDS.indexOf(b.rid));
    const says = own[encoding.encoding];
    const limited = says && says.limitation !== 'none' ? `by ${says.limitation}` : 'no';
    const { muted } = known.get(encoding.publicationId);
    return [
      `${name(encoding.publicationId)}${own.length > 1 ? `, layer ${encoding.encoding}` : ''}${muted ? ', muted' : ''}`,
      rate(encoding.bps),
      percent(encoding.lossFraction),
      millis(encoding.jitterMillis),
      String(encoding.nacks),
      `${encoding.keyframes} of ${encoding.keyframeRequests} asked`,
      says?.height ? `${says.height}p, ${Math.round(says.fps)} fps` : '',
      says ? limited : '',
    ];
  });
  return table('From it', ['Publication', 'Rate', 'Lost', 'Jitter', 'NACKs', 'Keyframes', 'Encoded', 'Limited'], rows);
}

function timeline({ decisions, name }) {
  const newest = decisions.filter(({ kind }) => kind !== 'ESTIMATE' && !kind.startsWith('PROBE')).slice(-MAX_SHOWN).reverse();
  if (newest.length === 0) return make('p', { className: 'quiet' }, 'None yet.');
  const all = newest.map((each) => ({ at: each.at, words: inWords(each, each.publication ? name(each.publication) : '') }));
  const told = all.filter(({ words }, index) => words !== all[index - 1]?.words);
  return make('ol', { className: 'decisions', tabIndex: 0 }, ...told.map(({ at, words }) => make('li', {}, make('time', { dateTime: at }, clock(at)), words)));
}
