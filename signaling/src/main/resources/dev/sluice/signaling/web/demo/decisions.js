/** The server's decisions in words, with the names of this call. */

import { inWords as say, nameOf } from '../words.js';
import { call, personOf } from './page.js';

export function nameOfPublication(id) {
  const people = [...(call.room?.participants.values() ?? [])];
  for (const person of people) {
    const publication = person.publications.get(id);
    if (publication) return nameOf(personOf(person.id), publication);
  }
  return 'Something that ended';
}

export function inWords(decision) {
  return say(decision, decision.publicationId ? nameOfPublication(decision.publicationId) : '');
}
