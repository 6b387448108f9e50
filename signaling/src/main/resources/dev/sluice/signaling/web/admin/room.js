/** A room at a glance: everybody in it, and what is wrong with the call of each. */

import { make, show } from './elements.js';

export function roomView(onTrace) {
  const title = make('div', { className: 'title' });
  const people = make('ul', { className: 'people' });
  const download = make('button', { type: 'button' }, 'Download the trace');
  download.addEventListener('click', onTrace);
  const element = make('article', {}, make('div', { className: 'head' }, title, download), make('section', {}, make('h3', {}, 'How everybody is'), people));
  return { element, fill: (data) => fill(title, people, data) };
}

function fill(title, people, { room, participants, findings }) {
  const facts = [room.type, room.state, `${participants.length} in it`, room.waiting > 0 && `${room.waiting} waiting`, room.locked && 'locked'];
  show(title, make('h2', {}, room.name), make('p', { className: 'quiet' }, facts.filter(Boolean).join(' · ')));
  show(people, ...participants.map((person) => make('li', {}, person.name, ...summary(findings.get(person.id)))));
}

function summary(findings) {
  if (!findings) return [make('p', { className: 'quiet' }, 'No connection for media yet.')];
  if (findings.length === 0) return [make('p', { className: 'well' }, 'Well.')];
  return findings.map(({ sentence }) => make('p', { className: 'bad' }, sentence));
}
