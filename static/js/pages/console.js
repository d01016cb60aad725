/** The console: the board or the held phrases, kept live, and every action under one hand. */

import { bringIntoSight, drawBoard, goOn, measure, showGaps, slipOf } from '../console/cells.js'
import { drawAgenda, drawTop, tick } from '../console/agenda.js'
import { cells, isSingle, nextStep, nothing, running, sortable } from '../console/board.js'
import { drawExamples } from '../console/examples.js'
import { drawHeldPage, focusHand } from '../console/held.js'
import { drawLines, hideLines } from '../console/lines.js'
import { drawOnWall } from '../console/on-wall.js'
import { kindOf, questionOf, wordsIf } from '../console/say.js'
import { listenSearch } from '../console/search.js'
import { drawSide } from '../console/side.js'
import { drawVotes, listenVotes, tickVotes } from '../console/votes.js'
import { drawPeople, forgetTold, listenPeople, met, peopleCame, tellAt, tickPeople } from '../console/people.js'
import { keepFocus, nearest, pick, rove, slipsIn } from '../console/slips.js'
import { aimed, newState, seenAs, stackOf } from '../console/state.js'
import { orderly } from '../console/way-back.js'
import { isRenaming, rename } from '../console/rename.js'
import { commands } from '../dom/commands.js'
import { drag } from '../dom/drag.js'
import { fold, guardFocus } from '../dom/focus.js'
import { keys, lettersSwitch } from '../dom/keys.js'
import { fill } from '../dom/parts.js'
import { toast, untoast } from '../dom/toast.js'
import { words } from '../dom/words.js'
import { connect } from '../live/connection.js'

const SECOND = 1_000 // ms

const page = /** @type {HTMLElement|null} */ (document.querySelector('[data-console]'))
if (!page) throw new Error('this page has no console')
const isBoard = page.dataset.page === 'board'

const { room, waits } = orderly(connect({
  base: String(page.dataset.base),
  as: 'console',
  on: {
    view(view) {
      state.view = view
      draw()
    },
    mine(mine) {
      state.mine = mine
      draw()
    },
    lines: drawLines,
    people(frame) {
      peopleCame(frame)
      draw()
    },
    met: (frame) => met(frame, state.view),
    state(line) {
      if (line === 'live') forgetTold()
      if (line !== 'live') hideLines() // nobody knows now
      page.toggleAttribute('data-live', true)
      const place = page.querySelector('[data-slot="line"]')
      if (place instanceof HTMLElement) place.hidden = line === 'live' || line === 'connecting' || line === 'resting'
      if (line === 'gone') location.reload() // signed out, or no such workshop: the server says which
    },
  },
}))
const state = newState({ prompt: page.dataset.prompt || null, theme: page.dataset.themeChosen || null, now: () => room.now(), seq: () => room.seq() })
const ticked = slipsIn(page).filter((slip) => slip.checked).map((slip) => slip.value) // before this script was there

commands(document, room)
setInterval(() => state.view.prompts && (tick(state), tickVotes(state), tickPeople(state), tell()), SECOND)
listen()

let isDrawn = true

/** Draw once for all that arrives in a frame. */
function draw() {
  if (!isDrawn) return
  isDrawn = false
  requestAnimationFrame(() => {
    isDrawn = true
    drawNow()
  })
}

function drawNow() {
  if (!state.view.workshop || !state.mine.rights) return
  for (const key of ticked.splice(0)) state.chosen.set(key, state.view.responses[key]?.theme)
  forget()
  const guard = guardFocus()
  const giveFocus = keepFocus()
  drawTop(state)
  drawAgenda(state)
  drawBoard(state)
  drawSide(state)
  drawExamples(state)
  drawHeldPage(state)
  drawPeople(state, tell)
  drawVotes(state)
  drawOnWall(page, state.view)
  page.toggleAttribute('data-picking', aimed(state).length > 0)
  page.toggleAttribute('data-draft', state.view.workshop.state === 'draft')
  const asks = page.querySelector('[data-asks]')
  const prompt = state.view.prompts[state.prompt]
  if (asks && prompt) fill(asks, { kind: kindOf(state.view, state.prompt), question: questionOf(prompt) })
  if (nothing(state.view, state.prompt)) untoast(words('done.ask_draft'))
  giveFocus()
  guard()
  focusNext()
  rove(page)
  bringIntoSight(state)
  tell()
}

let inHand = /** @type {string[]} */ ([]) // what is being dragged

/** Tell the other consoles what this one has in hand. */
function tell() {
  tellAt(state, inHand, room)
}

function holdInHand(keys) {
  if (keys.length === inHand.length) return
  inHand = keys
  tell()
}

/** What was just cut goes on with its first part, chosen by now: the next digit sorts it. */
function focusNext() {
  const box = state.next && slipOf(state.next)?.querySelector('.slip__box')
  if (!(box instanceof HTMLElement)) return
  state.next = null
  box.focus()
}

/** Let go of what is no longer there. */
function forget() {
  const { view } = state
  if (!view.prompts[state.prompt]) state.prompt = running(view)[0] ?? Object.keys(view.prompts)[0] ?? null
  if (state.made && view.themes[state.made]) [state.theme, state.made] = [state.made, null]
  if (state.theme && !view.themes[state.theme]) state.theme = null
  if (state.next && view.responses[state.next]) state.chosen.set(state.next, view.responses[state.next].theme)
  const stands = (/** @type {string|null} */ key) => key !== null && view.responses[key] && view.responses[key].state !== 'hidden' && !view.responses[key].split && !view.responses[key].parked
  for (const [key, theme] of state.chosen) {
    // What has just gone elsewhere, by this hand or another's, is chosen no more.
    if (!stands(key) || view.responses[key].theme !== theme) state.chosen.delete(key)
  }
  if (!stands(state.looked)) state.looked = null
  if (state.preview && sortable(view, state.prompt).length === 0) state.preview = false
}

function listen() {
  document.addEventListener('command:done', (event) => done(event.detail.command, event.detail.answer))
  document.addEventListener('submit', before, true)
  document.addEventListener('click', clicked)
  document.addEventListener('change', changed)
  document.addEventListener('toggle', opened, true)
  document.addEventListener('focusin', focused)
  document.addEventListener('dblclick', renamed)
  addEventListener('resize', () => page.querySelector('[data-board]') && measure(page.querySelector('[data-board]')))
  // On a narrow page the wall's faces stand in the page: nothing is left over it.
  matchMedia('(max-width: 60rem)').addEventListener('change', () => document.querySelector('#faces:popover-open')?.hidePopover())
  page.querySelector('[data-board]')?.addEventListener('scroll', () => measure(page.querySelector('[data-board]')), { capture: true, passive: true })
  drag(page, { pick: taken, drop: dropped })
  for (const end of ['pointerup', 'pointercancel']) document.addEventListener(end, () => holdInHand([]))
  listenVotes()
  listenSearch(state, (key) => (state.view.themes[key] ? lookAtTheme(key) : lookAt(key)))
  const others = document.getElementById('people')
  if (others) listenPeople(others, { state, send: quietly, tell, look: lookAt })
  keys(otherKey)
  const mode = page.querySelector('[data-does="mode"]')
  if (mode instanceof HTMLElement) mode.hidden = true // a choice counts at once
  const letters = document.querySelector('[data-letters]')
  if (letters instanceof HTMLElement) {
    letters.hidden = false
    lettersSwitch(letters.querySelector('input'))
  }
}

function taken(target) {
  const found = pick(target, state)
  if (found && !found.onto) holdInHand(found.keys)
  return found
}

/** Send what nobody waits for. */
function quietly(command) {
  room.send(command).catch(() => {})
}

/** @param {string} key */
function lookAtTheme(key) {
  const { prompt } = state.view.themes[key]
  if (prompt !== state.prompt) see(prompt)
  choose(key)
  const cell = document.querySelector(`.board .theme[data-key="${CSS.escape(key)}"]`)
  cell?.scrollIntoView({ block: 'nearest' })
  const found = cell ?? document.querySelector('[data-aside] .side') // what is set aside has no cell
  found?.querySelector('.theme__link, .acts a, .acts summary')?.focus()
}

/** Bring a phrase into sight, chosen, wherever it is. @param {string|undefined} key */
function lookAt(key) {
  const { view } = state
  const found = key ? view.responses?.[key] : null
  if (!key || !found) return
  if (view.ballots[found.prompt]) return location.assign(`${page.dataset.base}/console/vote?ballot=${found.prompt}`)
  if (found.parked) return location.assign(`${page.dataset.base}/console/parked`)
  if (!isBoard) return location.assign(`${page.dataset.base}/console?prompt=${found.prompt}&responses=${key}`)
  if (found.prompt !== state.prompt) see(found.prompt)
  state.chosen.clear()
  drawNow()
  const seen = seenAs(state, key)
  if (!found.split && found.state !== 'hidden') for (const one of stackOf(state, seen)) state.chosen.set(one, view.responses[one].theme)
  const slip = slipOf(seen)
  slip?.closest('details')?.setAttribute('open', '') // single ideas may be folded away
  drawNow()
  const box = slip?.querySelector('.slip__box')
  if (box instanceof HTMLElement) box.focus()
  slip?.scrollIntoView({ block: 'nearest' })
}

// ── what happened ────────────────────────────────────────────────────────────

/** Say what a command has done, and follow where it leads. */
function done(command, answer) {
  const { type } = command
  if (type === 'read_remarks') return
  const next = type === 'next_prompt' ? command.to || opens : null
  if (next?.startsWith('p')) see(next)
  if (type === 'open_prompt') see(command.prompt)
  if (['move_responses', 'make_theme', 'split_theme', 'accept_suggestions'].includes(type)) putDown(command.responses)
  if (type === 'split_response') {
    putDown(answer.made)
    state.next = answer.made[0]
  }
  if (type === 'join_parts') putDown([state.view.responses[command.response]?.part_of ?? command.response])
  if (type === 'make_theme' || type === 'split_theme') state.made = answer.made[0] ?? null
  if (type === 'merge_themes') state.theme = command.into
  if (['show_face', 'open_view', 'set_scheme'].includes(type)) document.querySelector('#faces:popover-open')?.hidePopover()
  for (const act of document.querySelectorAll('details.act[open]:not(.console__more)')) fold(act)
  state.preview = false
  const text = sentence(command, answer)
  if (text) toast(text, wordsIf(`undo.${type}`) ? answer.seq : null)
  draw()
}

function sentence({ type, responses, open }, answer) {
  if (open && ['make_ballot', 'repeat_ballot'].includes(type)) return words('done.open_ballot')
  if (type === 'move_responses') return words('moved', { n: responses.length })
  if (answer.skipped) return words('skipped', { n: answer.skipped })
  return wordsIf(`done.${type}`)
}

/** Let go of all that is chosen, or of what has moved: on a slow line the next phrase is already chosen. @param {string[]} [moved] */
function putDown(moved = []) {
  if (moved.length === 0) state.chosen.clear()
  for (const key of moved) {
    state.mineMoves.add(key)
    state.chosen.delete(key)
  }
  if (moved.length === 0 || moved.includes(state.looked ?? '')) state.looked = null
}

/** Send what no form stands for. */
async function send(command) {
  try {
    const answer = await room.send(command)
    if (answer.type === 'ack') done(command, answer)
    else toast(answer.message)
  } catch (error) {
    if (!(error instanceof Error && error.message === 'offline')) throw error
    toast(words('offline'))
  }
}

let opens = /** @type {string|null} */ (null)

/** Before a form is sent. */
function before(event) {
  const form = event.target
  if (waits(form)) event.preventDefault()
  if (form.id === 'next' && state.view.workshop) opens = nextStep(state.view).opens ?? null
  if (form.id === 'sort' && isBoard && state.view.workshop) {
    event.preventDefault() // first it is only shown
    showPreview(true)
  }
  if (form.id === 'move') tickLooked()
  if (form.matches('.held__redact')) keepUnredacted(event, form)
  const offered = form.querySelectorAll('.offer__themes input')
  if (offered.length && ![...offered].some((box) => box.checked)) event.preventDefault() // none would mean all
}

/** With nothing ticked the phrase that has the focus is meant. */
function tickLooked() {
  const box = state.chosen.size === 0 && slipsIn(page).find((slip) => slip.value === state.looked)
  if (!box) return
  box.checked = true
  for (const key of stackOf(state, box.value)) state.chosen.set(key, state.view.responses[key]?.theme)
  drawNow() // the other cards of a stack stand in the form, too
}

/** To redact without changing a word is a slip of the hand: the words are offered instead. */
function keepUnredacted(event, form) {
  const field = form.elements.namedItem('text')
  const text = state.view.responses?.[form.elements.namedItem('response').value]?.text
  if (field.value.trim() !== text) return
  event.preventDefault()
  field.focus()
  field.select()
}

// ── choosing ─────────────────────────────────────────────────────────────────

/** @param {string} prompt */
function see(prompt) {
  state.prompt = prompt
  state.theme = null
  state.arrived = 0
  putDown()
  remember()
  draw()
}

function remember() {
  if (!isBoard || !state.prompt) return
  const query = new URLSearchParams({ prompt: state.prompt, ...(state.theme ? { theme: state.theme } : {}) })
  history.replaceState(null, '', `?${query}`)
}

/** @param {string|null} theme */
function choose(theme) {
  state.theme = theme
  state.chosen.clear()
  state.looked = null
  remember()
  drawNow()
}

function clicked(event) {
  const target = event.target instanceof Element ? event.target : null
  if (!target || event.defaultPrevented) return
  if (target.closest('.slip__pick')) chooseOnly(event)
  if (isPlain(event)) followInside(event, target)
  if (target.closest('.theme__more')) goOn(target.closest('.theme').querySelector('.slips'))
  if (target.closest('[data-does="leave"]')) showPreview(false)
  if (target.closest('[data-does="move"]')) sortNow()
  if (target.closest('[data-does="let-go"]')) {
    event.preventDefault()
    choose(null)
  }
  const times = target.closest('.slip__times')
  if (times) unstack(times.closest('.slip').dataset.key)
  const item = target.closest('.held__item')
  if (item && !item.hasAttribute('aria-current')) takeInHand(item.dataset.key)
  const summary = target.closest('summary[aria-keyshortcuts="R"]')
  if (summary && state.theme && rename(state.theme, state.view, room.seq())) {
    event.preventDefault()
    tell()
  }
}

/** Show near-identical cards one by one, or as one again. @param {string} key the first of them */
function unstack(key) {
  if (!state.unstacked.delete(key)) state.unstacked.add(key)
  for (const chosen of stackOf(state, key)) state.chosen.delete(chosen)
  drawNow()
}

const isPlain = (event) => event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey

/** Links inside the board change what is looked at, not the page. */
function followInside(event, target) {
  const link = target.closest('a')
  if (!link || !isBoard || isRenaming()) return
  const theme = new URL(link.href).searchParams.get('theme')
  const prompt = new URL(link.href).searchParams.get('prompt')
  if (link.matches('.agenda__name') && prompt) see(prompt)
  else if (link.matches('.theme__link, [data-list="aside"] a') && theme) choose(theme === state.theme && !aimed(state).length ? null : theme)
  else return
  event.preventDefault()
}

/** A mouse takes one phrase at a time; with Shift, Ctrl or a finger they add up. */
function chooseOnly(event) {
  const box = event.target.closest('.slip__pick').querySelector('input')
  if (event.target === box || !isPlain(event) || event.pointerType === 'touch') return
  for (const other of slipsIn(page)) if (other !== box && other.checked) untick(other)
}

function untick(box) {
  box.checked = false
  for (const key of stackOf(state, box.value)) state.chosen.delete(key)
}

function changed(event) {
  const box = event.target
  if (box.matches('.slip__box')) {
    for (const key of stackOf(state, box.value)) {
      if (box.checked) state.chosen.set(key, state.view.responses?.[key]?.theme)
      else state.chosen.delete(key)
    }
    state.looked = null
    drawNow() // at once: the next key is about it
  }
  if (box.matches('[data-language]')) drawNow()
  if (box.name === 'mode') box.form.requestSubmit()
}

function focused(event) {
  if (event.target.closest?.('[data-tray]')) state.arrived = 0
  if (event.target.matches?.('.slip__box')) rove(page)
  if (!event.target.matches?.('.slip__box:focus-visible')) return
  state.looked = event.target.value
  drawNow()
}

/** What opens takes the focus. */
function opened(event) {
  const details = event.target
  if (details instanceof HTMLElement && details.matches('[data-singles]')) return rove(page)
  if (!(details instanceof HTMLDetailsElement) || !details.open) return
  if (details.hasAttribute('data-kept')) return details.removeAttribute('data-kept') // nobody has opened it just now
  const asked = details.matches('.held__ask') ? details.closest('.held__item').querySelector('.held__redact') : details
  const field = asked.querySelector('input:not([type="hidden"]), textarea, select, form button')
  if (!(field instanceof HTMLElement) || field === document.activeElement) return
  field.focus()
  const isTyped = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement
  if (isTyped && !field.matches('[data-cuts]')) field.select() // what is only cut is not typed over
  details.scrollIntoView({ block: 'nearest' })
}

function renamed(event) {
  const cell = event.target.closest?.('.theme__head')?.closest('.theme')
  if (cell?.dataset.key) rename(cell.dataset.key, state.view, room.seq())
  tell()
}

// ── keys and hands ───────────────────────────────────────────────────────────

/** @param {KeyboardEvent} event @returns {boolean} */
function otherKey(event) {
  if (event.key === 'Escape') return letGo()
  const onSlip = event.target instanceof Element && event.target.matches('.slip__box')
  if (event.key === 'Enter') return onSlip
  if (!event.key.startsWith('Arrow')) return false
  if (!isBoard) return nextInHand(event.key)
  if (!onSlip && event.target !== document.body && !event.target.matches('.board')) return false
  const to = nearest(onSlip ? event.target : null, event.key, page)
  to?.focus()
  return true
}

/** Escape lets go of one thing: a preview, a small form, what is chosen. */
function letGo() {
  if (document.querySelector(':popover-open')) return false // it closes by itself
  const act = document.activeElement?.closest('details.act[open]')
  if (isRenaming()) return isRenaming(true)
  if (state.preview) showPreview(false)
  else if (act instanceof HTMLDetailsElement) {
    act.open = false
    act.querySelector('summary')?.focus()
  } else if (state.chosen.size || state.looked) {
    putDown()
    state.mineMoves.clear()
    draw()
  } else if (state.theme) choose(null)
  else return false
  return true
}

/** @param {boolean} isOn */
function showPreview(isOn) {
  state.preview = isOn
  drawNow()
  showGaps(isOn)
  const focus = isOn ? '[data-does="move"]' : '[data-does="sort"]'
  const button = page.querySelector(focus)
  if (button instanceof HTMLElement) button.focus()
}

function sortNow() {
  const responses = sortable(state.view, state.prompt).map((r) => r.id)
  send({ type: 'accept_suggestions', prompt: state.prompt, responses })
}

function dropped(place, { keys, onto }) {
  if (onto) return putAt(place, keys[0])
  const theme = place.dataset.drop
  const moving = keys.filter((key) => {
    const r = state.view.responses[key]
    if (r && !r.theme && isSingle(state.view, r) && !place.matches('[data-singles]')) return true // out of its own place
    return (r?.theme ?? '') !== theme
  })
  if (moving.length) send({ type: 'move_responses', responses: moving, ...(theme ? { theme } : {}) })
}

/** A theme takes the place of the one on which it is dropped. */
function putAt(place, theme) {
  const row = cells(state.view, state.prompt).map(({ id }) => id)
  const [from, to] = [row.indexOf(theme), row.indexOf(place.dataset.key)]
  const after = row[from < to ? to : to - 1]
  if (from !== to) send({ type: 'move_theme', theme, seen: room.seq(), ...(after ? { after } : {}) })
}

/** @param {string} key */
function nextInHand(key) {
  const items = [...page.querySelectorAll('[data-held-page] .held__item')]
  const at = items.findIndex((item) => item.hasAttribute('aria-current'))
  const to = items[at + (key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0)]
  if (!(to instanceof HTMLElement)) return false
  takeInHand(to.dataset.key)
  return true
}

function takeInHand(key) {
  state.hand = key
  drawNow()
  focusHand(page)
}
