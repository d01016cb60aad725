/**
 * Votes and the parking lot: pages that the server draws whole. What changes in the room has them drawn anew, part by
 * part, around whoever is typing; what changes every second is written here.
 */

import { fill } from '../dom/parts.js'
import { words } from '../dom/words.js'
import { clock, secondsLeft } from './board.js'

const AT_ONCE = 150 // ms in which several changes are one
const TRY_AGAIN = 3_000 // ms after the server has not answered
const SCALE = 5 // of impact and of effort
const STEP = 20 // the grid's units between two of its steps
const EDGE = 10 // and from its edge to the first
const TYPED = 'input:not([type="hidden"]), textarea, select'

const pageOf = () => document.querySelector('[data-votes]')

let known = '' // what the page shows, as far as the server draws it
let timer = 0
let isLoading = false
let isPressed = false // a pointer is down: what is under it stays there, or the press would be lost

/** @param {import('./state.js').State} state */
export function drawVotes(state) {
  const page = pageOf()
  if (!(page instanceof HTMLElement)) return
  drawVoted(page, state.view)
  drawStepTimer(page, state)
  const seen = signature(state.view)
  if (seen === known) return
  const isFirst = known === ''
  known = seen
  if (!isFirst || state.seq() !== Number(page.dataset.seen)) freshenSoon()
}

/** Let the timer of the agenda's step run. @param {import('./state.js').State} state */
export function tickVotes(state) {
  const page = pageOf()
  if (page) drawStepTimer(page, state)
}

/** What the server draws out of a view: all that matters here but what counts up while a ballot is open. */
function signature({ ballots, themes, priorities, statements, parked, responses, prompts, steps, workshop }) {
  const standing = Object.entries(themes).map(([key, t]) => [key, t.name, t.aside, t.mixed, t.place])
  const polls = Object.entries(ballots).map(([key, ballot]) => [key, { ...ballot, voted: ballot.state === 'open' ? null : ballot.voted }])
  const told = Object.entries(responses).filter(([, r]) => r.prompt in ballots || r.parked)
  const running = Object.entries({ ...prompts, ...steps }).map(([key, line]) => [key, line.state])
  return JSON.stringify([polls, standing, priorities, statements, parked, told, running, workshop.state])
}

function drawVoted(page, view) {
  const place = page.querySelector('[data-voted]')
  const ballot = place && view.ballots[place.dataset.voted]
  if (!ballot || ballot.state !== 'open') return
  const { people, tables, at_tables: seated } = ballot.voted
  const all = Math.max(people, (view.crowd.people ?? 0) + Object.keys(ballot.by_hand ?? {}).length)
  fill(place, { voted: words('voted', { n: people, all }), tables: tables ? words('tables.of', { n: tables, people: seated }) : '' })
}

function drawStepTimer(page, { view, now }) {
  const place = page.querySelector('[data-step-timer]')
  if (!place || !view.prompts) return
  const line = view.prompts[place.dataset.stepTimer] ?? view.steps[place.dataset.stepTimer]
  const left = line ? secondsLeft(line, now()) : null
  place.hidden = left === null
  if (left !== null) fill(place, { clock: words(left < 0 ? 'clock.over' : 'clock.left'), left: clock(left) })
}

/** Listen for what is done on the page itself. */
export function listenVotes() {
  const page = pageOf()
  if (!page) return
  document.addEventListener('command:done', ({ target, detail }) => done(page, target, detail))
  page.addEventListener('change', drawUsual)
  page.addEventListener('input', typed)
  page.addEventListener('focusout', () => page.hasAttribute('data-stale') && freshenSoon())
  page.addEventListener('pointerdown', dragged)
  for (const type of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel']) addEventListener(type, pressed, true)
  drawUsual()
}

function done(page, form, { command }) {
  if (!(form instanceof HTMLFormElement)) return
  if (page.contains(form)) form.reset() // what was sent is nobody's draft any more
  const leads = form.querySelector('[data-leads]')
  if (leads instanceof HTMLInputElement) location.assign(leads.value)
  if (command.type === 'make_ballot' || command.type === 'repeat_ballot') {
    history.replaceState(null, '', location.pathname) // where the new one is in hand
    form.dataset.sent = 'yes'
    freshenSoon()
  }
}

/** A menu or a list that folds out may keep the end of a press for itself: the next move tells. @param {Event} event */
function pressed(event) {
  isPressed = event instanceof PointerEvent && (event.buttons & 1) === 1
}

/** Whoever types a wording means it, and not the one that was chosen. */
function typed({ target }) {
  const own = target instanceof HTMLTextAreaElement && target.name === 'text' && target.form?.querySelector('[name="sources"][type="radio"][value=""]')
  if (own instanceof HTMLInputElement && target.value.trim()) own.checked = true
  drawUsual()
}

/** How many dots are usual for as many options as are chosen. */
function drawUsual() {
  const form = pageOf()?.querySelector('form:has([data-usual])')
  const field = form?.querySelector('[data-usual]')
  if (!(field instanceof HTMLInputElement)) return
  const lines = form.elements.namedItem('text').value.split('\n').filter((line) => line.trim()).length
  const n = form.querySelectorAll('[name="sources"]:checked').length + lines
  const usual = field.dataset.usual?.split(',') ?? []
  const dots = usual[Math.min(n, usual.length - 1)]
  field.placeholder = dots
  fill(form, { usual: words('usual', { n, dots }) })
}

// ── drawn anew ───────────────────────────────────────────────────────────────

/** @param {number} [wait] ms */
function freshenSoon(wait = AT_ONCE) {
  clearTimeout(timer)
  timer = setTimeout(freshen, wait)
}

function freshen() {
  if (isLoading || isInUse()) return freshenSoon()
  isLoading = true
  const asked = new XMLHttpRequest()
  asked.open('GET', location.href)
  asked.responseType = 'document'
  asked.addEventListener('loadend', () => {
    isLoading = false
    const fresh = asked.response
    if (isInUse()) return freshenSoon()
    if (asked.status === 200 && fresh instanceof Document) take(fresh)
    else if (asked.status === 0 || asked.status === 429 || asked.status >= 500) freshenSoon(TRY_AGAIN)
  })
  asked.send()
}

/** Whether somebody presses something, or a form waits for its answer: what it is told next has to find it here. */
const isInUse = () => isPressed || Boolean(pageOf()?.querySelector('form[aria-busy]'))

/** @param {Document} fresh */
function take(fresh) {
  const page = pageOf()
  if (!page) return
  page.removeAttribute('data-stale')
  for (const standing of document.querySelectorAll('[data-fresh]')) {
    const found = fresh.querySelector(`[data-fresh="${standing.dataset.fresh}"]`)
    if (!found) continue
    if (isInHand(standing) && found.dataset.about === standing.dataset.about) page.setAttribute('data-stale', '')
    else replace(standing, document.importNode(found, true))
  }
  drawUsual()
}

/** Whether somebody has begun to fill something in, which is not taken out of their hands. */
function isInHand(part) {
  if (part.querySelector('[data-sent]')) return false
  if (document.activeElement?.matches(TYPED) && part.contains(document.activeElement)) return true
  return [...part.querySelectorAll(TYPED)].some((field) => {
    if (field instanceof HTMLSelectElement) return [...field.options].some((option, at) => option.selected !== (option.defaultSelected || (at === 0 && !field.querySelector('[selected]'))))
    return field.type === 'checkbox' || field.type === 'radio' ? field.checked !== field.defaultChecked : field.value !== field.defaultValue
  })
}

/** What an element is, among all of a part: two lines may each have their “Redact …”. @param {Element} one */
const identity = (one) => [one.localName, one.closest('[data-key]')?.getAttribute('data-key'), one.getAttribute('aria-labelledby'), (one.querySelector('summary') ?? one).textContent].join(' ')

/** Put one for the other; what was unfolded stays so, and scrolled, and the focus where it was. */
function replace(standing, fresh) {
  const isSame = standing.dataset.about === fresh.dataset.about
  const open = [...standing.querySelectorAll('details[open]')].map(identity)
  for (const fold of isSame ? fresh.querySelectorAll('details:not([open])') : []) {
    if (!open.includes(identity(fold))) continue
    fold.dataset.kept = 'yes'
    fold.open = true
  }
  const scrolled = [...standing.querySelectorAll('.bygroup__scroll')].map((box) => /** @type {const} */ ([box.getAttribute('aria-labelledby'), box.scrollLeft]))
  const focused = standing.contains(document.activeElement) ? document.activeElement : null
  const name = focused && identity(focused)
  standing.replaceWith(fresh)
  for (const [label, left] of scrolled) fresh.querySelector(`.bygroup__scroll[aria-labelledby="${label}"]`)?.scrollTo({ left, behavior: 'instant' })
  if (!focused) return
  const heir = [...fresh.querySelectorAll(focused.localName)].find((one) => identity(one) === name)
  const title = fresh.querySelector('[tabindex="-1"]')
  if (heir instanceof HTMLElement && isSame) heir.focus()
  else if (title instanceof HTMLElement) title.focus()
}

// ── impact and effort, by hand ───────────────────────────────────────────────

/** A number that is dragged fills in the form of its option; the form says why. @param {PointerEvent} event */
function dragged(event) {
  const point = event.target instanceof Element ? event.target.closest('.grid__point') : null
  const square = point?.closest('svg')
  if (!(point instanceof SVGElement) || !square || event.button !== 0) return
  event.preventDefault()
  point.setPointerCapture(event.pointerId)
  const at = (/** @type {PointerEvent} */ moved) => {
    const { left, top, width, height } = square.getBoundingClientRect()
    return { effort: step((moved.clientX - left) / width), impact: step(1 - (moved.clientY - top) / height) }
  }
  const move = (/** @type {PointerEvent} */ moved) => {
    const { effort, impact } = at(moved)
    const [x, y] = [EDGE + STEP * (effort - 1), 100 - EDGE - STEP * (impact - 1)]
    for (const [name, value] of [['cx', x], ['cy', y]]) point.querySelector('circle')?.setAttribute(String(name), String(value))
    for (const [name, value] of [['x', x], ['y', y]]) point.querySelector('text')?.setAttribute(String(name), String(value))
  }
  point.addEventListener('pointermove', move)
  point.addEventListener('pointerup', (last) => {
    point.removeEventListener('pointermove', move)
    offer(String(point.dataset.key), at(last))
  }, { once: true })
}

/** The step of a scale that a part of the square's side stands for. @param {number} part 0 to 1 */
const step = (part) => Math.min(SCALE, Math.max(1, Math.round((part * 100 - EDGE) / STEP) + 1))

function offer(key, { impact, effort }) {
  const fold = document.querySelector(`details[data-place="${CSS.escape(key)}"]`)
  const form = fold?.querySelector('form')
  if (!(fold instanceof HTMLDetailsElement) || !form) return
  const note = form.elements.namedItem('note')
  if (!fold.open) fold.addEventListener('toggle', () => note.focus(), { once: true }) // after what opens has taken it
  fold.open = true
  form.elements.namedItem('impact').value = String(impact)
  form.elements.namedItem('effort').value = String(effort)
  note.focus()
}
