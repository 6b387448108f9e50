/** What all parts of the demo page share: the call, elements, notices, banners. */

const NOTICE_MS = 4000;
const BAD_NOTICE_MS = 10_000;

/**
 * `room` is null outside of a call; `ringing` is the call that brought us into it, null for a room that we chose;
 * `encrypted`: end to end; `title`: of the room, `caller`: who is calling us now, both in words.
 */
export const call = { room: null, ringing: null, speakerId: '', encrypted: false, title: '', caller: '' };

export function showTitle() {
  document.title = [call.caller, call.title, 'Sluice'].filter(Boolean).join(' · ');
}

export const $ = (id) => document.getElementById(id);

/** An element with properties, and children that are elements or text. */
export function make(tag, properties = {}, ...children) {
  const { dataset, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  Object.assign(element.dataset, dataset);
  element.append(...children);
  return element;
}

export function button(text, onClick, properties = {}) {
  const made = make('button', { type: 'button', textContent: text, ...properties });
  made.addEventListener('click', () => attempt(onClick));
  return made;
}

/** Replaces what `parent` holds, and puts the keyboard back to the element of the same key, else to `other`. */
export function keepFocus(parent, replace, other = null) {
  const focused = parent.contains(document.activeElement) && document.activeElement !== parent ? document.activeElement : null;
  replace();
  if (!focused || parent.contains(focused)) return;
  const same = [...parent.querySelectorAll('[data-key]')].find(({ dataset }) => dataset.key === focused.dataset.key);
  (same ?? other ?? parent.querySelector('button'))?.focus();
}

/** Tells something for a moment; `action` is `[text, function]`. */
export function notify(text, bad = false, action = null) {
  const notice = make('p', { className: bad ? 'notice bad' : 'notice' }, text);
  if (bad) notice.role = 'alert';
  if (action) {
    const done = async () => {
      notice.remove();
      await action[1]();
    };
    notice.append(' ', button(action[0], done));
  }
  $('notices').append(notice);
  setTimeout(() => notice.remove(), bad || action ? BAD_NOTICE_MS : NOTICE_MS);
  return notice;
}

/** Tells something for as long as it is so; a null text ends that. */
export function banner(key, text, ...actions) {
  const shown = $('banners').querySelector(`[data-key=${key}]`);
  if (shown?.dataset.text === (text ?? undefined)) return;
  shown?.remove();
  if (text) $('banners').append(make('p', { className: 'banner', dataset: { key, text } }, text, ...actions));
}

/** Runs something that the user asked for, and tells in words when it fails. */
export async function attempt(action) {
  try {
    await action();
  } catch (error) {
    notify(error.message, true);
  }
}

/** Runs an action on each click, one at a time; the keyboard stays where it is. */
export function onClick(id, action) {
  $(id).addEventListener('click', async () => {
    const hadFocus = document.activeElement === $(id);
    $(id).disabled = true;
    await attempt(action);
    $(id).disabled = false;
    if (hadFocus && document.activeElement === document.body) $(id).focus();
  });
}

export function own(source) {
  return [...(call.room?.publications.values() ?? [])].find((publication) => publication.source === source);
}

export function publicationOf(person, source) {
  return [...(person.publications?.values?.() ?? [])].find((publication) => publication.source === source);
}

export function initials(text) {
  return text.split(/\s+/).map((word) => [...word][0] ?? '').slice(0, 2).join('').toUpperCase() || '?';
}

/** Somebody of the call by id, possibly ourselves. */
export function personOf(id) {
  return id === call.room?.me.id ? call.room.me : call.room?.participants.get(id);
}

export const recall = (key) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};

export const remember = (key, value) => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Private windows may have no storage; nothing depends on it.
  }
};
