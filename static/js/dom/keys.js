/**
 * Keys: one letter an action. Whatever has `aria-keyshortcuts` and can be seen is pressed by its key; what is open
 * on top (a popover, a dialog) goes first. With `data-always` the key works although nothing is seen. Letters are off while a field has focus, and where a person says so.
 */

import { canBeSeen } from './focus.js'

const SWITCH = 'letters' // in local storage: "off"
const LINES = 'textarea[data-line]' // a line that wraps instead of being cut: Enter sends it, as from any line
const FIELDS = 'textarea, select, [contenteditable], input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"])'

/** Listen for keys. @param {(event: KeyboardEvent) => boolean} [otherwise] is asked for what no button answers; true when it did */
export function keys(otherwise = () => false) {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target instanceof Element && event.target.matches(LINES) && event.key === 'Enter' && !event.isComposing) {
      event.preventDefault()
      event.target.closest('form')?.requestSubmit()
    }
    if (event.target instanceof Element && event.target.matches(FIELDS) && event.key !== 'Escape') return
    const isLetter = event.key.length === 1 && event.key !== ' '
    const isDone = isLetter ? areLettersOn() && press(event.key.toUpperCase()) : otherwise(event)
    if (isDone) event.preventDefault()
  })
}

/** Let a checkbox switch the letters. @param {HTMLInputElement} box */
export function lettersSwitch(box) {
  box.checked = areLettersOn()
  box.addEventListener('change', () => {
    try {
      localStorage.setItem(SWITCH, box.checked ? 'on' : 'off')
    } catch {
      // a browser that keeps nothing forgets the choice with the page
    }
    lettersOn = box.checked
  })
}

let lettersOn = stored()

function areLettersOn() {
  return lettersOn
}

function stored() {
  try {
    return localStorage.getItem(SWITCH) !== 'off'
  } catch {
    return true
  }
}

/** @param {string} key */
function press(key) {
  const wanted = `[aria-keyshortcuts~="${CSS.escape(key)}"]`
  const found = [...layer().querySelectorAll(`${wanted}:not(:disabled)`)].find(canBeSeen) ?? document.querySelector(`${wanted}[data-always]`)
  if (!(found instanceof HTMLElement) || found.closest('[inert]')) return false
  found.click()
  // The browser tells of what opened a moment later; the next letter, typed at once, belongs into it already.
  if (found.matches('summary')) found.parentElement?.dispatchEvent(new Event('toggle'))
  return true
}

/** What may be pressed: in the topmost thing that is open, else anywhere. */
function layer() {
  return [...document.querySelectorAll('dialog[open], [popover]:popover-open')].at(-1) ?? document
}
