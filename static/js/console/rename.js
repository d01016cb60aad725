/** Rename: a theme's name is rewritten in its place. Enter saves, Escape leaves it. */

import { part } from '../dom/parts.js'

const SHEET = matchMedia('(max-width: 60rem)') // what is chosen covers the board: its own form is at hand

let form = /** @type {HTMLElement|null} */ (null)

/**
 * Begin; false when the theme has no cell on this board, or none that can be seen.
 *
 * @param {string} theme @param {Record<string, any>} view @param {number} seq of the view
 */
export function rename(theme, view, seq) {
  const head = document.querySelector(`.board .theme[data-key="${CSS.escape(theme)}"] .theme__head`)
  if (!head || SHEET.matches) return false
  isRenaming(true)
  form = part('rename')
  form.dataset.seen = String(seq)
  form.querySelector('[name="theme"]').value = theme
  const field = form.querySelector('[name="name"]')
  field.value = view.themes[theme].name
  head.toggleAttribute('data-renaming', true) // what the field covers keeps its place, so that nothing moves
  head.append(form)
  form.addEventListener('command:done', () => isRenaming(true))
  form.addEventListener('focusout', leave)
  field.focus()
  field.select()
  return true
}

/** Tell whether a name is being rewritten; `end` leaves it as it was. @param {boolean} [end] */
export function isRenaming(end = false) {
  const was = form !== null
  if (!end || !form) return was
  const head = form.parentElement
  const standing = form
  form = null
  standing.remove()
  head?.removeAttribute('data-renaming')
  head?.querySelector('a')?.focus()
  return was
}

/** Looking elsewhere leaves the name as it was, unless the server is just being asked or has refused. */
function leave(event) {
  const target = event.currentTarget
  if (target !== form || target.contains(event.relatedTarget) || target.hasAttribute('aria-busy')) return
  if (!target.querySelector('[data-refusal]')?.hidden) return
  isRenaming(true)
}
