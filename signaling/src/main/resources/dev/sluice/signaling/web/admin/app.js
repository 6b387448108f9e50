/** The admin page: rooms, their participants, and how the call of each is. */

import * as api from './api.js';
import { $, make, show } from './elements.js';
import { participantView } from './participant.js';
import { roomView } from './room.js';

const EVERY_MS = 2_000;
/** Of so many participants of a room it is asked how they are. */
const MAX_EXPLAINED = 30;

let shown = null;

/** The hash says what is looked at: `#room` or `#room/participant`. */
function selection() {
  const [room, participant] = location.hash.slice(1).split('/').map(decodeURIComponent);
  return { room: room || null, participant: participant || null };
}

const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;
const link = (...parts) => `#${parts.map(encodeURIComponent).join('/')}`;

async function poll() {
  const { room: name, participant } = selection();
  const [totals, rooms, room] = await Promise.all([api.totals(), api.rooms(), name === null ? null : api.room(name)]);
  const people = room ? await api.participants(room.name) : [];
  const findings = room ? await explanations(room.name, people) : new Map();
  const statistics = people.some(({ id }) => id === participant) ? await api.statistics(room.name, participant) : null;
  if (selection().room !== name || selection().participant !== participant) return;
  $('totals').textContent = `${count(totals.rooms, 'room', 'rooms')}, ${count(totals.participants, 'person', 'people')}`;
  $('no-rooms').hidden = rooms.length > 0;
  const listed = room && !rooms.some((each) => each.name === name) ? [room, ...rooms] : rooms;
  show($('rooms'), ...listed.map((each) => roomItem(each, name, participant, people, findings)));
  detail({ room, name, participant, people, findings, statistics });
}

async function explanations(room, people) {
  const asked = people.slice(0, MAX_EXPLAINED).map(async ({ id }) => [id, await api.explanation(room, id).catch(() => null)]);
  return new Map(await Promise.all(asked));
}

function roomItem(room, selected, participant, people, findings) {
  const current = room.name === selected;
  const head = make('a', { href: link(room.name) }, room.name, make('span', { className: 'quiet' }, String(room.participants)));
  if (current && !participant) head.setAttribute('aria-current', 'page');
  const list = current ? make('ul', {}, ...people.map((person) => personItem(room, person, participant, findings.get(person.id)))) : null;
  return make('li', {}, head, list);
}

function personItem(room, person, participant, findings) {
  const state = findings === undefined || findings === null ? 'unknown' : findings.length === 0 ? 'well' : 'bad';
  const words = { unknown: 'not known', well: 'well', bad: 'has trouble' }[state];
  const mark = make('i', { className: `mark ${state}`, role: 'img', ariaLabel: words, title: words });
  const item = make('a', { href: link(room.name, person.id) }, mark, person.name);
  if (person.id === participant) item.setAttribute('aria-current', 'page');
  return make('li', {}, item);
}

function detail({ room, name, participant, people, findings, statistics }) {
  if (statistics) {
    view(`person ${participant}`, () => participantView(() => download(name)));
    shown.fill({ findings: findings.get(participant) ?? null, statistics, people });
  } else if (room) {
    view(`room ${name}`, () => roomView(() => download(name)));
    shown.fill({ room, participants: people, findings });
  } else {
    view('nothing', () => ({ element: make('p', { className: 'quiet hint' }, name ? 'That room is closed.' : 'Choose a room.'), fill() {} }));
  }
}

/** Keeps what is shown while it is of the same thing. */
function view(key, create) {
  if (shown?.key === key) return;
  shown = { key, ...create() };
  $('detail').replaceChildren(shown.element);
}

async function download(room) {
  try {
    const url = URL.createObjectURL(await api.trace(room));
    const name = `trace-${room.replace(/[^\w-]+/g, '_')}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`;
    make('a', { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  } catch (error) {
    $('trouble').textContent = error.message;
  }
}

/** One poll after the other; a refusal asks for the token again. */
async function run() {
  try {
    await poll();
    $('trouble').textContent = '';
  } catch (error) {
    if (error.status === 401 || error.status === 403) return askForToken(error.message);
    $('trouble').textContent = error instanceof api.Refused ? error.message : 'The server does not answer.';
  }
  $('entrance').hidden = true;
  $('view').hidden = false;
  clearTimeout(timer);
  timer = setTimeout(run, EVERY_MS);
  return undefined;
}

let timer = null;
let tried = false;

function askForToken(message) {
  $('view').hidden = true;
  $('entrance').hidden = false;
  $('token-error').hidden = !tried;
  $('token-error').textContent = message;
  $('token').focus();
}

$('token-form').addEventListener('submit', (event) => {
  event.preventDefault();
  tried = true;
  api.useToken($('token').value.trim());
  $('token').value = '';
  run();
});

addEventListener('hashchange', () => {
  clearTimeout(timer);
  run();
});
run();
