/** Small line charts of the last minutes. */

import { make } from './elements.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 320;
const HEIGHT = 96;
const MARGIN = 3;
/** How many samples a chart may be wide, as more come in. */
const SPANS = [30, 75, 150];

function svg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

const spanOf = (lines) => SPANS.find((span) => lines.every(({ values }) => values.length <= span)) ?? SPANS.at(-1);

/** How long ago the left edge is, for samples each `periodMillis`. */
export function timeOf(lines, periodMillis) {
  const minutes = (spanOf(lines) * periodMillis) / 60_000;
  return minutes === 1 ? 'minute' : `${minutes} minutes`;
}

/**
 * A figure of lines over the last minutes.
 *
 * `lines` are `{ name, values }`, oldest first, null where there was nothing; `unit` turns a value into words; `least` is
 * the smallest height of the scale.
 */
export function chart({ title, lines, unit, least }) {
  const most = Math.max(least, ...lines.flatMap(({ values }) => values.filter((value) => value !== null)));
  const drawing = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' });
  drawing.append(svg('line', { class: 'grid', x1: 0, x2: WIDTH, y1: HEIGHT / 2, y2: HEIGHT / 2 }));
  const span = spanOf(lines);
  lines.forEach(({ values }, index) => drawing.append(path(values, most, index, span)));
  const words = lines.map(({ name, values }) => `${name} ${latest(values) === null ? '—' : unit(latest(values))}`);
  drawing.setAttribute('aria-label', `${title}, last minutes. Now: ${words.join(', ') || 'nothing'}. At most ${unit(most)}.`);
  return make(
    'figure',
    { className: 'chart' },
    make('figcaption', {}, title, make('span', { className: 'quiet' }, unit(most))),
    drawing,
    make('ul', { className: 'legend' }, ...words.map((text, index) => make('li', {}, make('i', { className: `line-${index % 6}` }), text))),
  );
}

const latest = (values) => values.at(-1) ?? null;

/** Now is on the right; gaps stay gaps. */
function path(values, most, index, span) {
  const step = WIDTH / (span - 1);
  const start = WIDTH - (values.length - 1) * step;
  let pen = 'M';
  let drawn = '';
  values.forEach((value, i) => {
    if (value === null) {
      pen = 'M';
      return;
    }
    const y = HEIGHT - MARGIN - (value / most) * (HEIGHT - 2 * MARGIN);
    drawn += `${pen}${(start + i * step).toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
  });
  return svg('path', { d: drawn, class: `line line-${index % 6}` });
}
