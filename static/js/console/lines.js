/** Lines: how many phones are connected, and what stands in their way; the server says it every two seconds where it changes. */

import { fill } from '../dom/parts.js'
import { words } from '../dom/words.js'

const ICONS = { slow: 'icon--warn', poor: 'icon--warn', busy: 'icon--warn', storage: 'icon--bad' }

/** @param {{ phones: number, walls: number, network?: 'good'|'slow'|'poor', server: 'good'|'busy'|'storage' }} lines */
export function drawLines({ phones, walls, network, server }) {
  const top = document.querySelector('[data-top]')
  if (!top) return
  const how = server === 'good' ? network ?? 'unknown' : server // what the server itself lacks weighs more
  const opener = /** @type {HTMLElement} */ (top.querySelector('[data-lines]'))
  const was = opener.dataset.lines
  opener.hidden = false
  opener.dataset.lines = how
  const icon = /** @type {HTMLElement} */ (opener.querySelector('.icon'))
  icon.hidden = !(how in ICONS)
  icon.className = `icon ${ICONS[how] ?? ''}`
  fill(top, { phones: words('lines.phones', { n: phones }), network: words(`lines.${how}`) })
  const told = document.getElementById('lines')
  if (told) fill(told, { connected: [words('lines.phones', { n: phones }), words('lines.walls', { n: walls })].join(' · '), reached: words(`lines.${how}.why`) })
  if (how !== was && (how in ICONS || (was ?? '') in ICONS)) fill(top, { news: words(`lines.${how}`) })
}

/** Say nothing while this page itself has no connection. */
export function hideLines() {
  const top = document.querySelector('[data-top]')
  if (!top) return
  top.querySelector('[data-lines]').hidden = true
  fill(top, { news: '' })
  document.getElementById('lines')?.hidePopover?.()
}
