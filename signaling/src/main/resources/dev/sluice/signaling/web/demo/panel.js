/** The panel beside the call, which shows people, the chat or statistics, one at a time. */

import { $ } from './page.js';

const TITLES = { people: 'People', chat: 'Chat', statistics: 'Statistics' };

let opener = null;

export const isOpen = (view) => !$('panel').hidden && $('panel').dataset.view === view;

/** Opens a view, or closes the panel when it shows that view already. */
export function togglePanel(view) {
  if (isOpen(view)) return closePanel();
  opener = document.activeElement;
  $('panel').dataset.view = view;
  $('panel').hidden = false;
  $('panel-title').textContent = TITLES[view];
  for (const each of Object.keys(TITLES)) $(`${each}-view`).hidden = each !== view;
  press();
  $('call').classList.add('with-panel');
  $('panel').dispatchEvent(new CustomEvent('shown', { detail: view }));
  (view === 'chat' ? $('message-text') : $('panel-close')).focus();
  return undefined;
}

export function closePanel() {
  if ($('panel').hidden) return;
  $('panel').hidden = true;
  $('call').classList.remove('with-panel');
  press();
  opener?.focus?.();
}

function press() {
  for (const view of ['people', 'chat']) $(`${view}-button`).setAttribute('aria-expanded', String(isOpen(view)));
}

$('panel-close').addEventListener('click', closePanel);
$('panel').addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') closePanel();
});
