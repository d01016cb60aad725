/** Toast: what just happened, with the way back. One at a time. */

import { part, slot } from './parts.js'

const STAYS = 8_000 // ms; longer while somebody points at it or has focus in it

let timer = 0

/**
 * @param {string} text
 * @param {number|null} [entry] the seq of a step that can be taken back
 */
export function toast(text, entry = null) {
  const place = document.querySelector('[data-toasts]')
  if (!place) throw new Error('this page has no place for toasts')
  const element = part('toast')
  slot(element, 'text').textContent = text
  const form = element.querySelector('form')
  if (entry === null) form?.remove()
  else form?.querySelector('[name="entry"]')?.setAttribute('value', String(entry))
  place.replaceChildren(element)
  leave(element)
}

/** Take a toast away that is no longer so. @param {string} text */
export function untoast(text) {
  for (const element of document.querySelectorAll('[data-toasts] > *')) if (slot(element, 'text').textContent === text) element.remove()
}

function leave(element) {
  clearTimeout(timer)
  timer = setTimeout(() => {
    if (element.matches(':hover, :focus-within')) leave(element)
    else element.remove()
  }, STAYS)
}
