/** Fit: what the wall shows is what fits, measured, because book faces differ in width. */

import { keyed, part } from '../dom/parts.js'

const SIZES = 6 // `data-size` 1 to 6, in layout-wall.css
const MOST = 48 // phrases that could stand on one wall

/** Whether nothing of a box reaches over its edge. @param {Element} box */
export const fits = (box) => box.scrollHeight <= box.clientHeight + 1 && box.scrollWidth <= box.clientWidth + 1

/** Give a box the largest letters with which its words fit. @param {HTMLElement} box */
export function fitSize(box) {
  for (let size = 1; size <= SIZES; size += 1) {
    box.dataset.size = String(size)
    if (fits(box)) return
  }
}

/** Fill a list with as many phrases as fit, from `start` on, and return how many they are.
 * @template T
 * @param {HTMLElement} list @param {[string, T][]} entries @param {number} start
 * @param {(element: HTMLElement, value: T) => void} update */
export function fitWave(list, entries, start, update) {
  let wave = entries.slice(start, start + MOST)
  const show = () => keyed(list, wave, { make: () => part('wall-phrase'), update })
  show()
  while (wave.length > 1 && !fits(list)) {
    wave = wave.slice(0, -1)
    show()
  }
  return wave.length
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

/** Shorten a text word by word until its box fits. @param {HTMLElement} element @param {Element} box @param {string} text */
export function fitWords(element, box, text) {
  element.textContent = text
  const said = text.split(' ')
  while (said.length > 1 && !fits(box)) {
    said.pop()
    element.textContent = `${said.join(' ')} …`
  }
}
