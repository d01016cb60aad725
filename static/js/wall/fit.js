/** Fit: what the wall shows is what fits, measured, because book faces differ in width. */

import { keyed, part, slot } from '../dom/parts.js'

const SIZES = 6 // `data-size` 1 to 6, in layout-wall.css
const MOST = 48 // phrases that could stand on one wall
const MOST_LINES = 24 // options that could

/** Whether nothing of a box reaches over its edge. @param {Element} box */
export const fits = (box) => box.scrollHeight <= box.clientHeight + 1 && box.scrollWidth <= box.clientWidth + 1

/** Whether a list holds all of its entries, each in one column. @param {Element} list */
export const fitsWhole = (list) => fits(list) && [...list.children].every((item) => item.getClientRects().length === 1)

/** How many of the first of its items lie inside a list. @param {Element} list @param {Element[]} items */
function inside(list, items) {
  const edge = list.getBoundingClientRect()
  const isOver = ({ bottom, right, left }) => bottom > edge.bottom + 1 || right > edge.right + 1 || left < edge.left - 1
  const first = items.findIndex((item) => [...item.getClientRects()].some((box, part) => part > 0 || isOver(box)))
  return first < 0 ? items.length : first
}

/** Whether columns hold all of a list: one that is too many stands beside them. @param {Element} list */
const holds = (list) => list.scrollWidth <= list.clientWidth + 1

/** Give a box the largest letters with which its words fit. @param {HTMLElement} box */
export function fitSize(box) {
  for (let size = 1; size <= SIZES; size += 1) {
    box.dataset.size = String(size)
    if (fits(box)) return
  }
}

/** Fill a list with as many phrases as fit, from `start` on, and return how many they are. Only what does not fit
 * by itself is shortened: where `isWhole` says no, and a phrase for which even smaller letters are too large.
 * @param {HTMLElement} list @param {[string, { text: string }][]} entries @param {number} start
 * @param {(element: HTMLElement, value: any) => void} update
 * @param {(item: Element) => boolean} [isWhole] */
export function fitWave(list, entries, start, update, isWhole = () => true) {
  const wave = entries.slice(start, start + MOST)
  list.removeAttribute('data-dense')
  keyed(list, wave, { make: () => part('wall-phrase'), update })
  const items = [...list.children]
  items.forEach((item, at) => fitWords(slot(item, 'text'), wave[at][1].text, () => isWhole(item)))
  while (items.length > 1 && !holds(list)) items.pop()?.remove()
  list.toggleAttribute('data-dense', !holds(list))
  if (items.length) fitWords(slot(items[0], 'text'), slot(items[0], 'text').textContent ?? '', () => holds(list))
  return items.length
}

/** Fill a list with as many entries as fit, from `start` on, but at least with one, and return how many they are.
 * @template T
 * @param {HTMLElement} list @param {[string, T][]} entries @param {number} start
 * @param {{ make: (id: string, value: T) => Element, update: (element: HTMLElement, value: T, id: string) => void }} how */
export function fitPage(list, entries, start, how) {
  keyed(list, entries.slice(start, start + MOST_LINES), how)
  const items = [...list.children]
  for (const one of items.splice(Math.max(1, inside(list, items)))) one.remove() // all at once: each measure costs a layout
  while (items.length > 1 && !fitsWhole(list)) items.pop()?.remove()
  return items.length
}

/** Put the first of some texts into an element with which its box fits, else nothing.
 * @param {HTMLElement} element @param {Element} box @param {string[]} texts @returns {string} */
export function fitText(element, box, texts) {
  for (const text of texts) {
    element.textContent = text
    if (fits(box)) return text
  }
  element.textContent = ''
  return ''
}

/** Shorten a text, at a word, as much as it takes to fit; within its only word where that alone is too long.
 * @param {HTMLElement} element @param {string} text @param {() => boolean} isFitting */
export function fitWords(element, text, isFitting) {
  element.textContent = text
  if (isFitting()) return
  const said = text.split(' ')
  if (fitParts(element, said, isFitting, (kept) => `${kept.join(' ').replace(/[,;:.]+$/, '')} …`)) return
  fitParts(element, lettersOf(said[0]), isFitting, (kept) => `${kept.join('')}…`)
}

/** What a reader takes for one letter, emoji and accents too. @param {string} word */
const lettersOf = (word) => [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)].map(({ segment }) => segment)

/** @param {HTMLElement} element @param {string[]} said @param {() => boolean} isFitting @param {(kept: string[]) => string} join */
function fitParts(element, said, isFitting, join) {
  let [kept, most] = [1, Math.max(1, said.length - 1)]
  const cut = (/** @type {number} */ many) => join(said.slice(0, many))
  while (kept < most) { // halves: a thousand letters are measured eight times, not two hundred
    const many = Math.ceil((kept + most) / 2)
    element.textContent = cut(many)
    if (isFitting()) kept = many
    else most = many - 1
  }
  element.textContent = cut(kept)
  return isFitting()
}
