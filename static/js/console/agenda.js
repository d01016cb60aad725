/** Agenda: prompts in order, the timer of what runs, and the one next button. */

import { fill, keyed, part, slot } from '../dom/parts.js'
import { words } from '../dom/words.js'
import { clock, isUrgent, lines, mayOpenBeside, nextStep, secondsLeft } from './board.js'
import { setFields, show } from './forms.js'
import { kindOf, questionOf } from './say.js'

const REOPEN = { waiting: 'reopen.waiting', paused: 'reopen.paused', closed: 'reopen.closed', open: 'reopen.closed' }

/** @param {import('./state.js').State} state */
export function drawAgenda({ view, prompt, now }) {
  const list = document.querySelector('[data-agenda]')
  if (!list) return
  keyed(list, lines(view).map((p) => [p.id, p]), {
    make: () => part('step'),
    update: (element, p) => drawStep(element, p, p.id === prompt, now(), view),
  })
  const parked = document.querySelector('.agenda__places')
  if (parked) fill(parked, { parked: Object.keys(view.parked).length })
  const next = document.getElementById('next')
  if (next) drawNext(next, view)
  show(document, '[data-does="results"]', view.workshop.state === 'closed')
  show(document, '.console__more [data-does="open_workshop"]', view.workshop.state !== 'open')
  show(document, '.console__more [data-does="close_workshop"]', view.workshop.state === 'open')
}

/** What only tells something is known by its words: an agenda has many of them. */
const isTold = (p) => p.kind === 'information'
const asks = (p) => p.id.startsWith('p')

/** Let the timers run. @param {import('./state.js').State} state */
export function tick({ view, now }) {
  for (const element of document.querySelectorAll('[data-agenda] > [data-key]')) {
    const key = /** @type {HTMLElement} */ (element).dataset.key ?? ''
    const found = view.prompts[key] ?? view.steps[key]
    if (found) drawTimer(element, found, now())
  }
}

function drawStep(element, p, isChosen, now, view) {
  const runs = p.state === 'open' || p.state === 'paused'
  element.dataset.state = p.state === 'closed' ? 'done' : p.state
  element.toggleAttribute('data-chosen', isChosen)
  if (runs && !element.hasAttribute('aria-current')) element.scrollIntoView({ block: 'nearest' })
  if (runs) element.setAttribute('aria-current', 'step')
  else element.removeAttribute('aria-current')
  show(element, '[data-part="vote"]', p.kind === 'vote' || p.kind === 'ratify')
  const link = element.querySelector('.agenda__name')
  if (asks(p)) link.href = `${document.querySelector('[data-console]')?.dataset.base}/console?prompt=${p.id}`
  else link.removeAttribute('href') // there is no board to look at
  fill(element, { place: p.place, kind: isTold(p) ? questionOf(p) : words(`kind.${p.kind}`), note: noteOf(p), ask: questionOf(p) })
  slot(element, 'ask').hidden = isTold(p)
  if (!element.querySelector('.agenda__now')) return
  setFields(element, { prompt: p.id })
  fill(element, { reopen: words(REOPEN[p.state]) })
  show(element, '[data-does="pause_prompt"]', p.state === 'open')
  show(element, '[data-does="open_prompt"]', mayOpenBeside(view, p))
  show(element, '[data-does="go_to"]', !runs && view.workshop.state !== 'closed')
  const wave = p.state === 'open' && p.wave && p.wave.number < p.wave.of ? p.wave : null
  show(element, '[data-does="next_wave"]', wave !== null)
  if (wave) fill(element, { wave: words('wave', { number: wave.number + 1 }) })
  for (const field of element.querySelectorAll('[name="to"]')) field.value = p.id
  for (const field of element.querySelectorAll('[data-wave]')) field.value = wave?.number ?? ''
  show(element, '[data-does="close_prompt"]', runs)
  show(element, '.agenda__clock button', 'closes_at' in p)
  show(element, '.agenda__start button', p.state === 'open' && !('closes_at' in p))
  drawTimer(element, p, now)
}

function drawTimer(element, p, now) {
  const timer = element.querySelector('[data-timer]')
  if (!timer) return
  const left = secondsLeft(p, now)
  timer.hidden = left === null
  if (left !== null) fill(element, { clock: words(left < 0 ? 'clock.over' : 'clock.left'), left: clock(left) })
}

function noteOf(p) {
  if (p.state === 'waiting') return p.minutes ? words('minutes', { minutes: p.minutes }) : ''
  const isRunning = p.state === 'open' || p.state === 'paused'
  if (!asks(p) || (!p.phrases && !isRunning)) return ''
  return `${words('phrases', { n: p.phrases })} · ${words('answered', { n: p.answered })}`
}

function drawNext(form, view) {
  const step = nextStep(view)
  const type = form.elements.namedItem('type')
  type.value = step.type
  setFields(form, { prompt: step.prompt ?? '', after: step.after ?? '' })
  const kind = kindOf(view, step.opens ?? step.prompt ?? '')
  const isClosing = step.type === 'next_prompt' && step.closes.length > 0
  const key = step.type === 'open_workshop' && view.workshop.state === 'draft' ? 'open_workshop.draft' : step.type
  const note = isClosing ? words('note.next_prompt.closes', { kind: kindOf(view, step.closes[0]) }) : words(`note.${key}`)
  const label = view.steps[step.opens] ? 'next_step' : key
  fill(form, { label: words(`next.${label}`, { kind }), note })
  const hasKey = step.type === 'next_prompt' || step.type === 'close_prompt'
  const button = form.querySelector('button')
  if (hasKey) button.setAttribute('aria-keyshortcuts', 'N')
  else button.removeAttribute('aria-keyshortcuts')
  slot(form, 'label').nextElementSibling.hidden = !hasKey
}

/** The counts and the way back in the top bar. @param {import('./state.js').State} state */
export function drawTop({ view, mine, prompt, theme }) {
  const top = document.querySelector('[data-top]')
  if (!top) return
  fill(top, { joined: view.crowd.joined, answered: view.crowd.answered, held: view.crowd.held })
  drawDanger(slot(top, 'danger'), view)
  if (top.querySelector('[data-slot="face"]')) fill(top, { face: words(`face.${view.workshop.face}`) })
  drawWayBack(top, '[data-undo]', mine.undo)
  drawWayBack(top, '[data-redo]', mine.redo)
  if (mine.undo) fill(top, { undo: words(`undo.${mine.undo.type}`) })
  const faces = document.querySelector('[data-faces]')
  if (faces) drawFaces(faces, view, prompt, theme)
}

/** What may tell of danger is said once, when it comes. */
function drawDanger(icon, view) {
  const isNear = Object.values(view.responses).some((r) => r.state === 'held' && isUrgent(r))
  if (isNear && icon.hidden) fill(document.querySelector('[data-top]'), { news: words('danger') })
  icon.hidden = !isNear
}

function drawWayBack(top, selector, step) {
  const place = top.querySelector(selector)
  place.hidden = !step
  if (step) setFields(place, { entry: String(step.entry) })
}

function drawFaces(faces, view, prompt, theme) {
  setFields(faces, { prompt: prompt ?? '', theme: theme ?? '' })
  for (const button of faces.querySelectorAll('button[name="face"]')) {
    button.setAttribute('aria-pressed', String(button.value === view.workshop.face))
    if (button.value === 'theme') button.disabled = !theme
    if (button.value === 'ballot') button.disabled = !Object.values(view.ballots).some(({ state }) => state !== 'ready')
  }
  for (const button of faces.querySelectorAll('button[name="scheme"]')) {
    button.setAttribute('aria-pressed', String(button.value === (view.workshop.scheme ?? 'system')))
  }
  const see = view.prompts[prompt]?.see ?? 'nothing'
  for (const button of faces.querySelectorAll('button[name="see"]')) {
    button.setAttribute('aria-pressed', String(button.value === see))
  }
}

