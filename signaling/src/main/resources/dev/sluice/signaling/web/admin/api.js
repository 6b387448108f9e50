/** The admin API: the token is kept in this page's memory alone, and goes into a header. */

let token = '';

export function useToken(given) {
  token = given;
}

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function ask(path) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const response = await fetch(`/api/v1/${path}`, { headers, cache: 'no-store' });
  if (response.ok) return response;
  const { error } = await response.json().catch(() => ({}));
  throw new Refused(response.status, error ?? `The server answered ${response.status}.`);
}

const json = async (path) => (await ask(path)).json();
const at = (...parts) => parts.map(encodeURIComponent).join('/');

const PAGE = 200;
const MAX_PAGES = 5;

/** A list, as far as a page can show it. */
async function list(path, name) {
  const all = [];
  let after = null;
  for (let page = 0; page < MAX_PAGES && (page === 0 || after); page++) {
    const part = await json(`${path}?limit=${PAGE}${after ? `&after=${encodeURIComponent(after)}` : ''}`);
    all.push(...part[name]);
    after = part.next;
  }
  return all;
}

export const totals = async () => (await json('statistics')).now;
export const rooms = async () => (await json(`rooms?limit=${PAGE}`)).rooms;
/** Null when there is no such room. */
export const room = (name) => json(at('rooms', name)).catch((error) => (error.status === 404 ? null : Promise.reject(error)));
export const participants = (name) => list(`${at('rooms', name)}/participants`, 'participants');
export const explanation = async (name, participant) => (await json(`${at('rooms', name, 'participants', participant)}/explanation`)).findings;
export const statistics = (name, participant) => json(`${at('rooms', name, 'participants', participant)}/statistics?decisions=200`);
export const trace = async (name) => (await ask(`${at('rooms', name)}/trace`)).blob();
