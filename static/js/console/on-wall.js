/** On wall: a button that turns the wall to one thing says so while the wall shows it, whoever turned it there. */

import { isOnWall } from './board.js'

/** @param {Element|Document} root @param {import('./board.js').View} view */
export function drawOnWall(root, view) {
  for (const button of root.querySelectorAll('button[data-on-wall]')) {
    const fields = /** @type {HTMLButtonElement} */ (button).form?.elements
    const face = fields?.namedItem('face')?.value
    button.toggleAttribute('data-shown', isOnWall(view, face, fields?.namedItem(face)?.value))
  }
}
