/** The connection check: a dialog with one line per finding, each as soon as it is known. */

import { $, make } from './page.js';
import { checkConnection } from './connection-check.js';

const MARKS = { ok: 'OK', note: 'Note', bad: 'Bad', skipped: 'Skipped' };

const RUNNING = 'Calling the server each way that there is; that takes up to a minute where some are closed.';

let running = false;

export async function openCheck(options) {
  if (!$('check-dialog').open) $('check-dialog').showModal();
  if (running) return;
  running = true;
  $('findings').replaceChildren();
  $('check-again').disabled = true;
  $('check-dialog').dataset.state = 'running';
  $('check-state').textContent = options.token ? `${RUNNING} It enters the room for a moment.` : RUNNING;
  try {
    for await (const finding of checkConnection(options)) show(finding);
  } finally {
    running = false;
    $('check-again').disabled = false;
    $('check-dialog').dataset.state = 'done';
    $('check-state').textContent = 'Done.';
  }
}

function show({ grade, what, detail, remedy }) {
  const line = make(
    'li',
    { dataset: { grade, what } },
    make('b', { className: `grade ${grade}` }, MARKS[grade]),
    make('span', {}, make('strong', {}, `${what}: `), detail, ...(remedy ? [make('span', { className: 'remedy' }, remedy)] : [])),
  );
  $('findings').append(line);
}
