/**
 * People: who else is at a console and what they have in hand, who leads, and what facilitators tell each other off
 * the wall. What comes by `people` belongs to no seq; remarks and the lead stand in the view.
 */

import { fill, keyed, part, slot } from '../dom/parts.js'
import { toast } from '../dom/toast.js'
import { calledTheme, words } from '../dom/words.js'
import { clock, withIds } from './board.js'
import { listOf, setFields, show } from './forms.js'
import { isRenaming } from './rename.js'
import { kindOf } from './say.js'
import { aimed } from './state.js'

const READ_AFTER = 1_000 // ms that a remark must be in sight
const SHORT = 44 // characters of what is quoted in a sentence

/** @typedef {{ name: string, here?: boolean, left?: number, free?: number, prompt?: string, theme?: string, chosen?: Record<string, true>, doing?: string, asks?: boolean }} Person */

let people = /** @type {Record<string, Person>} */ ({})
let asks = false // for the lead
let told = '' // what this console last said that it has in hand
let ledBy = /** @type {string|null|undefined} */ (undefined)
let known = /** @type {Set<string>|null} */ (null) // remarks
let reading = 0 // timer
let send = /** @type {(command: Record<string, any>) => void} */ (() => {})
const asked = new Set() // who has asked for the lead, and was announced

const place = () => /** @type {HTMLElement|null} */ (document.getElementById('people'))
export const me = () => place()?.dataset.me ?? ''
const isFacilitator = () => place()?.hasAttribute('data-facilitator') ?? false

/** What somebody is called. @param {string} by */
export function nameOf(by) {
  return people[by]?.name || JSON.parse(place()?.dataset.names ?? '{}')[by] || words('people.nobody')
}

/** @param {{ people: Record<string, Person> }} frame */
export function peopleCame(frame) {
  people = frame.people
}

/** Whether this console drives the wall and the agenda now. @param {Record<string, any>} view */
export function drives(view) {
  const { lead, state } = view.workshop
  return isLeading(view) || (isFacilitator() && (!lead || state !== 'open'))
}

/** F5: who led a workshop leads it no more once it is closed. @param {Record<string, any>} view */
const isLeading = ({ workshop }) => workshop.state === 'open' && workshop.lead === me()

/** Whether this console may do what only a facilitator may. @param {Record<string, any>} view */
export const facilitates = (view) => isFacilitator() || isLeading(view)

/** Who else has a phrase in hand; '' for nobody. @param {string} response */
export function handOn(response) {
  const found = Object.entries(people).find(([by, p]) => by !== me() && p.here && p.chosen?.[response])
  return found ? words('hand.of', { name: nameOf(found[0]) }) : ''
}

/** Who else is renaming a theme; '' for nobody. @param {string} theme */
export function namingOf(theme) {
  const found = Object.entries(people).find(([by, p]) => by !== me() && p.here && p.doing === 'naming' && p.theme === theme)
  return found ? words('naming.by', { name: nameOf(found[0]) }) : ''
}

/** Whether a remark about a phrase waits to be read here. @param {Record<string, any>} view @param {string} response */
export function isFlagged(view, response) {
  return Object.values(view.remarks).some((one) => one.response === response && isUnread(one))
}

const isUnread = (one) => one.by !== me() && !one.read?.[me()]

/**
 * Say what this console has in hand, where that has changed.
 *
 * @param {import('./state.js').State} state @param {string[]} inHand being dragged @param {{ tell: (frame: Record<string, any>) => boolean }} room
 */
export function tellAt(state, inHand, room) {
  const chosen = (inHand.length ? inHand : aimed(state)).slice(0, 100)
  const naming = isRenaming() ? document.querySelector('.theme__rename')?.closest('.theme') : null
  const frame = {
    type: 'at',
    ...(state.prompt ? { prompt: state.prompt } : {}),
    ...(naming instanceof HTMLElement ? { theme: naming.dataset.key } : state.theme ? { theme: state.theme } : {}),
    ...(chosen.length ? { chosen } : {}),
    ...(naming ? { doing: 'naming' } : inHand.length ? { doing: 'moving' } : {}),
    ...(asks ? { asks } : {}),
  }
  const said = JSON.stringify(frame)
  if (said !== told && room.tell(frame)) told = said
}

/** A new line knows nothing of what was said on the last. */
export function forgetTold() {
  told = ''
}

/** Say who was faster. @param {{ with: string, thing: string, lost: boolean }} frame @param {Record<string, any>} view */
export function met(frame, view) {
  const said = view.responses?.[frame.thing]?.text ?? (view.themes?.[frame.thing] ? calledTheme(view.themes[frame.thing]) : '')
  const what = [...said].length > SHORT ? `${[...said].slice(0, SHORT).join('').trimEnd()}…` : said
  toast(words(frame.lost ? 'met.lost' : 'met.won', { name: nameOf(frame.with), what: what || '…' }))
}

/** @param {import('./state.js').State} state @param {() => void} tell say anew what is in hand */
export function drawPeople(state, tell) {
  const root = place()
  const { view } = state
  if (!root || !view.workshop) return
  const page = document.querySelector('[data-console]')
  page?.toggleAttribute('data-lead', drives(view))
  page?.toggleAttribute('data-facilitates', facilitates(view))
  document.getElementById('faces')?.toggleAttribute('inert', !drives(view)) // its key for "blank" works unseen
  followLead(view, tell)
  const others = Object.entries(people).filter(([by, p]) => by !== me() && (p.here || by === view.workshop.lead))
  drawOpener(state, others)
  keyed(listOf(root, 'people'), [[me(), people[me()] ?? { name: '', here: true }], ...others], {
    make: () => part('person'),
    update: (line, person, by) => drawPerson(line, person, by, state),
  })
  for (const [by, p] of others) announce(by, Boolean(p.asks), view)
  drawTake(root, state)
  drawRemarks(root, view)
  if (root.matches(':popover-open') && !reading) readSoon(state)
}

/** Let the seconds run in which somebody has been away. @param {import('./state.js').State} state */
export function tickPeople(state) {
  const root = place()
  if (!root || !state.view.workshop) return
  drawOpener(state, Object.entries(people).filter(([by, p]) => by !== me() && (p.here || by === state.view.workshop.lead)))
  if (!root.matches(':popover-open')) return
  for (const line of root.querySelectorAll('.person[data-key]')) {
    const person = people[line.dataset.key]
    if (person && !person.here) fill(line, { at: atOf(person, state) })
  }
  drawTake(root, state)
}

/** @param {HTMLElement} root the popover; what lies in it is read once it is in sight */
export function listenPeople(root, { state, send: sends, tell, look }) {
  send = sends
  root.addEventListener('toggle', () => {
    clearTimeout(reading)
    reading = 0
    if (!root.matches(':popover-open')) return
    drawPeople(state, tell)
    const list = listOf(root, 'remarks')
    list.scrollTop = list.scrollHeight
    readSoon(state)
  })
  root.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('button') : null
    if (button?.matches('[data-does="ask-lead"]')) {
      asks = !asks
      tell()
      drawTake(root, state)
    }
    if (button?.matches('[data-does="about"]')) {
      root.hidePopover()
      look(button.closest('.remark')?.dataset.about)
    }
  })
}

/** Read what is new while the list is open. */
function readSoon(state) {
  if (!Object.values(state.view.remarks).some(isUnread)) return
  reading = setTimeout(() => {
    reading = 0
    if (!place()?.matches(':popover-open') || document.hidden) return
    const remarks = withIds(state.view.remarks ?? {}).filter(isUnread).map((one) => one.id)
    if (remarks.length) send({ type: 'read_remarks', remarks })
  }, READ_AFTER)
}

function followLead(view, tell) {
  const lead = view.workshop.lead ?? null
  const was = ledBy
  ledBy = lead
  if (was === undefined || was === lead) return
  asked.clear()
  if (asks) {
    asks = false
    tell()
  }
  if (was !== null || lead !== me()) toast(lead === me() ? words('people.lead.mine') : words('people.lead.theirs', { name: nameOf(lead ?? '') }))
}

/** Say once that somebody asks for the lead, to the one who has it. */
function announce(by, doesAsk, view) {
  if (!doesAsk) asked.delete(by)
  else if (!asked.has(by) && view.workshop.lead === me()) {
    asked.add(by)
    toast(words('people.came', { name: nameOf(by) }))
  }
}

function drawOpener(state, others) {
  const { view } = state
  const opener = document.querySelector('[data-people-opener]')
  if (!opener) return
  const here = others.filter(([, p]) => p.here).map(([by]) => nameOf(by))
  fill(opener, { names: here.length ? here.join(', ') : words('people.alone') })
  const unread = Object.values(view.remarks).filter(isUnread).length
  const waits = others.some(([, p]) => p.asks) && view.workshop.lead === me()
  const place = slot(opener, 'unread')
  const said = unread ? words('people.unread', { n: unread }) : waits ? words('people.asks') : mayTake(state) ? words('people.take') : ''
  place.hidden = said === ''
  fill(opener, { unread: said })
}

function drawPerson(line, person, by, state) {
  const { lead } = state.view.workshop
  fill(line, {
    name: by === me() ? words('people.you', { name: nameOf(by) }) : nameOf(by),
    leads: by === lead ? words('people.leads') : '',
    at: by === me() ? '' : atOf(person, state),
  })
  const form = line.querySelector('form')
  form.hidden = lead !== me() || by === me() || !person.here || state.view.workshop.state === 'closed'
  setFields(form, { to: by })
  line.toggleAttribute('data-asking', Boolean(person.asks))
}

/** Where somebody is, and what they do there. @param {Person} person */
function atOf(person, { view, now }) {
  if (!person.here) return words('people.away', { time: clock(Math.max(0, Math.floor((now() - (person.left ?? now())) / 1000))) })
  const said = []
  if (person.asks) said.push(words('people.asks'))
  const theme = view.themes[person.theme ?? '']
  const chosen = Object.keys(person.chosen ?? {}).length
  if (person.doing === 'naming' && theme) said.push(words('people.naming', { theme: calledTheme(theme) }))
  else if (chosen) said.push(words('people.hand', { n: chosen }))
  else if (view.prompts[person.prompt ?? '']) said.push(words('people.on', { kind: kindOf(view, person.prompt) }))
  return said.join(' · ') || words('people.here')
}

/** Whether the lead has been away for so long that this console may take over. */
function mayTake({ view, now }) {
  const { lead, state } = view.workshop
  if (state === 'closed') return false
  const person = people[lead ?? '']
  return Boolean(lead) && lead !== me() && !person?.here && now() > (person?.free ?? Infinity)
}

function drawTake(root, state) {
  const { lead, state: stands } = state.view.workshop
  const name = nameOf(lead ?? '')
  const person = people[lead ?? '']
  const isFree = !lead || mayTake(state)
  const leads = lead === me()
  const isOver = stands === 'closed'
  fill(root, { rule: isOver ? words('people.lead.over') : leads ? words('people.lead.me') : lead ? words('people.lead.other', { name }) : words('people.lead.none') })
  show(root, '[data-part="take"]', !isOver && !leads && (Boolean(lead) || stands === 'open'))
  const take = /** @type {HTMLButtonElement} */ (root.querySelector('[data-does="take"]'))
  take.disabled = !isFree
  const why = !lead ? '' : isFree ? words('people.may', { name }) : words(person?.here ? 'people.here.wait' : 'people.wait', { name })
  fill(root, { wait: why })
  const ask = /** @type {HTMLElement} */ (root.querySelector('[data-does="ask-lead"]'))
  ask.hidden = leads || !person?.here
  ask.setAttribute('aria-pressed', String(asks))
}

function drawRemarks(root, view) {
  const remarks = withIds(view.remarks)
  const list = listOf(root, 'remarks')
  const wasAtEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 8
  keyed(list, remarks.map((one) => [one.id, one]), {
    make: () => part('remark'),
    update: (line, one) => drawRemark(line, one, view),
  })
  list.hidden = remarks.length === 0
  if (wasAtEnd) list.scrollTop = list.scrollHeight
  const fresh = known ? remarks.filter((one) => !known?.has(one.id) && one.by !== me()) : []
  known = new Set(remarks.map((one) => one.id))
  const last = fresh.at(-1)
  if (last && !root.matches(':popover-open')) toast(words('people.said', { name: nameOf(last.by), text: last.text || words('people.look') }))
}

function drawRemark(line, one, view) {
  const about = view.responses[one.response ?? '']
  const isRead = Object.keys(one.read ?? {}).length > 0
  fill(line, {
    who: one.by === me() ? words('people.you', { name: nameOf(one.by) }) : nameOf(one.by),
    when: new Date(one.at).toLocaleTimeString(document.documentElement.lang, { hour: 'numeric', minute: '2-digit' }),
    new: one.by === me() ? words(isRead ? 'people.read' : 'people.sent') : isUnread(one) ? words('people.new') : '',
    text: one.text || words(one.response && !about ? 'people.gone' : 'people.look'),
    about: about?.text ?? '',
  })
  line.toggleAttribute('data-unread', isUnread(one))
  line.dataset.about = one.response ?? ''
  show(line, '[data-does="about"]', Boolean(about))
}
