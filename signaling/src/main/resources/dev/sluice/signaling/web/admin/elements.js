/** What all parts of the admin page share. */

export const $ = (id) => document.getElementById(id);

/** An element with properties, and children that are elements or text; null ones are left out. */
export function make(tag, properties = {}, ...children) {
  const { dataset, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  Object.assign(element.dataset, dataset);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Puts in place what is there already only if it is different, so that neither focus nor selection is lost. */
export function show(parent, ...children) {
  const fresh = make('div', {}, ...children);
  if (parent.innerHTML !== fresh.innerHTML) parent.replaceChildren(...fresh.childNodes);
}

/** A table with a row header each; cells are text or elements. */
export function table(caption, heads, rows) {
  return make(
    'div',
    { className: 'scroll' },
    make(
      'table',
      {},
      make('caption', {}, caption),
      make('thead', {}, make('tr', {}, ...heads.map((head) => make('th', { scope: 'col' }, head)))),
      make('tbody', {}, ...rows.map(([head, ...cells]) => make('tr', {}, make('th', { scope: 'row' }, head), ...cells.map((cell) => make('td', {}, cell))))),
    ),
  );
}
