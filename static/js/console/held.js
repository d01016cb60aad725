/** Held: one phrase in hand, to be shown, redacted or hidden; then the next comes up. */

import { fill, keyed, part, slot } from '../dom/parts.js'
import { words } from '../dom/words.js'
import { decided, held, isUrgent, marked, mayBeCut, redaction } from './board.js'
import { listOf, setFields, show } from './forms.js'
import { nameOf } from './people.js'
import { askedBy, whoSaid } from './say.js'

/** @param {import('./state.js').State} state */
export function drawHeldPage(state) {
  const page = document.querySelector('[data-held-page]')
  if (!page) return
  const { view } = state
  const waiting = held(view)
  if (!waiting.some((r) => r.id === state.hand)) state.hand = waiting[0]?.id ?? null
  fill(page, { title: waiting.length ? words('held', { n: waiting.length }) : words('held.none') })
  show(page, '[data-slot="some"]', waiting.length > 0)
  show(page, '[data-slot="none"]', waiting.length === 0)
  const list = listOf(page, 'held')
  const hadFocus = list.contains(document.activeElement)
  drawHeld(list, waiting, state.hand, view)
  if (hadFocus && !list.contains(document.activeElement)) focusHand(list)
  drawSeat(document.querySelector('[data-modes] [data-seat]'), waiting.find((r) => r.id === state.hand))
  drawDecided(page, view)
  for (const box of document.querySelectorAll('[data-modes] input[name="mode"]')) {
    if (document.activeElement !== box) box.checked = box.value === view.workshop.moderation
  }
}

/** @param {Element} list */
export function focusHand(list) {
  list.querySelector('[aria-current] [data-slot="text"]')?.focus()
}

/** @param {Element} list @param {Record<string, any>[]} waiting @param {string|null} hand @param {Record<string, any>} view */
export function drawHeld(list, waiting, hand, view) {
  keyed(list, waiting.map((r) => [r.id, r]), {
    make: () => part('held'),
    update: (item, r) => drawItem(item, r, r.id === hand, view),
  })
}

function drawItem(item, r, isInHand, view) {
  if (isInHand) item.setAttribute('aria-current', 'true')
  else item.removeAttribute('aria-current')
  drawMarks(slot(item, 'text'), r)
  fill(item, { flag: whyHeld(r), who: view.ballots[r.prompt] ? '' : whoSaid(view, r), beside: besideOf(view, r) })
  setFields(item, { response: r.id })
  item.toggleAttribute('data-urgent', isUrgent(r))
  slot(item, 'flag-icon').className = `icon icon--${isUrgent(r) ? 'warn' : 'held'}`
  const isCut = mayBeCut(r) && !isUrgent(r)
  item.toggleAttribute('data-folded', !isCut)
  show(item, '[data-part="safety"]', isUrgent(r))
  item.querySelector('[data-does="show"]').classList.toggle('button--first', !isCut && !isUrgent(r))
  item.querySelector('.held__redact').id = `redact-${r.id}`
  item.querySelector('[data-does="redact"]').setAttribute('form', `redact-${r.id}`)
  const card = item.querySelector('.card-safety')
  if (isUrgent(r) && !card.dataset.shown && document.querySelector('[data-held-page]')) card.open = true
  card.dataset.shown = 'yes' // whoever has folded it keeps it folded
  const field = item.querySelector('textarea')
  if (item.dataset.said === r.text) return
  const isServers = item.dataset.said === undefined && field.value !== ''
  item.dataset.said = r.text
  if (!isServers) field.value = redaction(r, words('removed'), words('removed.name'))
}

/** A concern says beside which vote it was said. */
function besideOf(view, r) {
  const ballot = view.ballots[r.prompt]
  return ballot ? words('beside', { asked: askedBy(ballot) }) : ''
}

/** What was marked in it, who held it, or that all is held. */
function whyHeld(r) {
  if (r.flags) return Object.keys(r.flags).map((flag) => words(`flag.${flag}`)).join(' · ')
  if (r.held_by) return words('held.by', { name: nameOf(r.held_by) })
  return words(r.muted ? 'held.muted' : 'held.came')
}

/** Lay the marker under what was flagged. */
function drawMarks(place, r) {
  if (place.textContent === r.text && place.querySelectorAll('mark').length === marked(r).filter(([, is]) => is).length) return
  place.replaceChildren(...marked(r).map(([piece, isFlagged]) => {
    if (!isFlagged) return piece
    const mark = document.createElement('mark')
    mark.textContent = piece
    return mark
  }))
}

/** Whose phrase is in hand, as far as anybody is told: how it has behaved, and its mute. */
export function drawSeat(section, r) {
  if (!section) return
  section.hidden = !r
  if (!r) return
  const too = r.hidden_too ? words('seat.hidden', { n: r.hidden_too }) : words('seat.none')
  fill(section, { said: r.muted ? words('seat.muted') : too, mute: words(r.muted ? 'mute.off' : 'mute.on') })
  setFields(section, { response: r.part_of ?? r.id, on: r.muted ? 'false' : 'true' })
}

function drawDecided(page, view) {
  const done = decided(view)
  show(page, '[data-part="done"]', done.length > 0)
  keyed(listOf(page, 'decided'), done.map((r) => [r.id, r]), {
    make: () => part('decision'),
    update: (line, r) => {
      fill(line, { text: r.text || words('unread'), what: whatBecame(r) })
      setFields(line, { response: r.id })
    },
  })
}

function whatBecame(r) {
  if (r.state === 'hidden' && r.reason === 'personnel') return words('hidden.personnel')
  if (r.state === 'hidden') return words('hidden.because', { reason: words(`reason.${r.reason}`) })
  return words(r.redacted ? 'decided.redacted' : 'decided.shown')
}
