/**
 * Parts: what the server has rendered once, empty, inside `<template id>`; cloned here and filled with text.
 */

const names = new WeakMap() // element → id of its template, for errors

/**
 * Return a new element from `<template id="…">`.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function part(id) {
  const template = document.getElementById(id)
  if (!(template instanceof HTMLTemplateElement)) throw new Error(`there is no template "${id}"`)
  const root = template.content.firstElementChild
  if (!root) throw new Error(`template "${id}" is empty`)
  const element = /** @type {HTMLElement} */ (document.importNode(root, true))
  names.set(element, id)
  return element
}

/**
 * Return the element with `data-slot="…"` in a part, or the part itself.
 *
 * @param {Element} element
 * @param {string} name
 * @returns {HTMLElement}
 */
export function slot(element, name) {
  const found = element.matches(`[data-slot="${name}"]`) ? element : element.querySelector(`[data-slot="${name}"]`)
  if (!found) throw new Error(`part "${names.get(element) || element.id || element.localName}" has no slot "${name}"`)
  return /** @type {HTMLElement} */ (found)
}

/**
 * Write text into the slots of a part. What stands already is left alone, so that a reader's selection stays.
 *
 * @param {Element} element
 * @param {Record<string, string|number>} texts
 */
export function fill(element, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const target = slot(element, name)
    if (target.textContent !== String(text)) target.textContent = String(text)
  }
}

/**
 * Make a list show these entries in this order. Elements are kept by `data-key`: focus and selection stay
 * where they are, and children without a key are left alone.
 *
 * @template T
 * @param {Element} list
 * @param {[string, T][]} entries
 * @param {object} how
 * @param {(id: string, value: T) => Element} how.make a new element, not filled yet
 * @param {(element: HTMLElement, value: T, id: string) => void} how.update fills it; called for new ones too
 */
export function keyed(list, entries, { make, update }) {
  const focused = document.activeElement
  const standing = keyedChildren(list)
  const wanted = new Set(entries.map(([id]) => id))
  for (const [id, element] of standing) if (!wanted.has(id)) element.remove()
  let next = list.querySelector(':scope > [data-key]')
  for (const [id, value] of entries) {
    const element = standing.get(id) ?? make(id, value)
    element.dataset.key = id
    update(element, value, id)
    if (element === next) next = nextKeyed(next)
    else list.insertBefore(element, next)
  }
  if (focused !== document.activeElement && list.contains(focused)) focused.focus({ preventScroll: true })
}

/** @returns {Map<string, HTMLElement>} */
function keyedChildren(list) {
  return new Map([...list.children].filter((child) => child.dataset.key).map((child) => [child.dataset.key, child]))
}

function nextKeyed(element) {
  let next = element.nextElementSibling
  while (next && !next.dataset.key) next = next.nextElementSibling
  return next
}
