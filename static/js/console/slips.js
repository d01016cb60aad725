/** Slips: finding them, by the eye and by the arrow keys. */

import { stackOf } from './state.js'

const BOX = '.slip__box'
const THEMES = '.board .theme[data-key]'
const ASIDE = 4 // a step sideways counts this much more than one ahead

/** @param {Element} root @returns {HTMLInputElement[]} */
export function slipsIn(root) {
  return /** @type {HTMLInputElement[]} */ ([...root.querySelectorAll(BOX)])
}

/** Slips that can be reached now: not those in a closed fold. @param {Element} root */
const reachable = (root) => slipsIn(root).filter((box) => !box.closest('details:not([open])'))

/** Of all slips one is on the way of the Tab key: the one that had the focus last. @param {Element} root */
export function rove(root) {
  const boxes = reachable(root)
  const focused = boxes.find((box) => box === document.activeElement)
  const on = focused ?? boxes.find((box) => box.tabIndex === 0 && box.hasAttribute('tabindex')) ?? boxes[0]
  for (const box of boxes) if (box.tabIndex !== (box === on ? 0 : -1) || !box.hasAttribute('tabindex')) box.tabIndex = box === on ? 0 : -1
}

/** Remember which slip has the focus, and who lies beside it; call what is returned once all is drawn. */
export function keepFocus() {
  const box = document.activeElement
  if (!(box instanceof HTMLInputElement) || !box.matches(BOX)) return () => {}
  const slip = box.closest('.slip')
  const beside = [slip?.nextElementSibling, slip?.previousElementSibling]
  return () => {
    if (box.isConnected) return
    // What went to another list leaves the focus to its neighbour: the next one to be sorted.
    const heir = beside.find((other) => other?.isConnected)?.querySelector(BOX) ?? document.querySelector(`${BOX}[value="${CSS.escape(box.value)}"]`)
    if (heir instanceof HTMLElement) heir.focus()
  }
}

/**
 * Return the slip that an arrow leads to; from nowhere, the first one.
 *
 * @param {Element|null} from @param {string} key such as `ArrowLeft` @param {Element} root
 */
export function nearest(from, key, root) {
  const boxes = reachable(root)
  if (!from) return boxes[0] ?? null
  const start = middle(from)
  let best = null
  let least = Infinity
  for (const box of boxes) {
    const { x, y } = middle(box)
    const far = distance(key, x - start.x, y - start.y)
    if (box !== from && far < least) [best, least] = [box, far]
  }
  return best
}

/** How far away something is for an arrow; Infinity when it lies elsewhere. */
function distance(key, x, y) {
  const [ahead, aside] = { ArrowLeft: [-x, y], ArrowRight: [x, y], ArrowUp: [-y, x], ArrowDown: [y, x] }[key] ?? [0, 0]
  return ahead > 2 ? ahead + ASIDE * Math.abs(aside) : Infinity
}

function middle(box) {
  const rect = box.closest('.slip').getBoundingClientRect()
  return { x: rect.left + rect.width / 2, y: rect.top + rect.height / 2 }
}

/**
 * Return what a press takes up: a theme by its head; of slips all that are chosen, when it is on one of those, else the
 * one. A theme goes only `onto` the place of another.
 *
 * @param {Element} target @param {import('./state.js').State} state
 */
export function pick(target, state) {
  const head = target.closest('.board .theme__head:not([data-renaming])')
  if (head instanceof HTMLElement) return { element: head, keys: [String(head.closest('.theme')?.dataset.key)], onto: THEMES }
  const element = target.closest('.slip[data-key]:not([data-gap])')
  if (!(element instanceof HTMLElement) || target.closest('form, button, a')) return null
  const key = String(element.dataset.key)
  return { element, keys: state.chosen.has(key) ? [...state.chosen.keys()] : stackOf(state, key) }
}
