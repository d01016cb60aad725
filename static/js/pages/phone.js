/**
 * The phone: the page works as a form; here it becomes live. Nothing typed is lost, nobody is moved
 * to another question while writing, and every phrase says what became of it.
 */

import { connect } from '../live/connection.js'
import { openDrafts, openOutbox, storage } from '../live/outbox.js'
import { agendaOf, isBallot, placed, worded } from '../phone/agenda.js'
import { openNetwork } from '../phone/network.js'
import { openNews } from '../phone/news.js'
import { openQuestion } from '../phone/question.js'
import { openWriting } from '../phone/writing.js'
import { openYours } from '../phone/yours.js'
import { fill, slot } from '../dom/parts.js'
import { words } from '../dom/words.js'

const AGAIN = 3_000 // ms, until code that did not come is asked for again

/**
 * @typedef {object} Phone what its parts may ask of it, and tell it
 * @property {HTMLElement} page
 * @property {string} base where the page is
 * @property {boolean} isTable
 * @property {HTMLFormElement} form
 * @property {HTMLTextAreaElement} box
 * @property {Record<string, any>} view what the room shows
 * @property {Record<string, any>} mine what this seat has said
 * @property {string} at the prompt or ballot on the page, or ''
 * @property {string} over the ballot that closed while its owner was at it, until they move on
 * @property {string} lost why nothing more can be said from this seat
 * @property {any} table a table's list, once it has come
 * @property {any} outbox
 * @property {any} drafts
 * @property {ReturnType<typeof agendaOf>} agenda
 * @property {() => number} seq of what is shown
 * @property {() => boolean} isEnded
 * @property {() => boolean} isBusy
 * @property {() => boolean} isAway
 * @property {(sentence: string) => void} announce
 * @property {() => HTMLElement} heading
 * @property {(place: string) => void} goTo
 * @property {() => void} linger
 * @property {() => void} showOwn
 */

const page = document.querySelector('main.phone')
const { base, room, seat } = page.dataset
const first = readFirst()
const places = storage('sessionStorage') // of this tab alone

const outbox = openOutbox({
  room,
  seat,
  send: (frame) => connection.send(frame),
  isLive: () => connection.state() === 'live',
  changed: showOwn,
  answered: ({ type }) => type.startsWith('withdraw') && announce(words('withdrawn')),
})
const drafts = openDrafts({ room, seat, adopted: takeOver, doubled: startAfresh })

/** @type {Phone} */
const phone = {
  page,
  base,
  isTable: 'table' in page.dataset,
  form: slot(page, 'write'),
  box: slot(page, 'words'),
  view: first.view,
  mine: first.mine,
  at: slot(page, 'vote').firstElementChild?.dataset.ballot ?? slot(page, 'write').elements.prompt.value,
  over: '',
  lost: '',
  table: null,
  outbox,
  drafts,
  seq: () => connection.seq(),
  isEnded: () => phone.view.workshop.state === 'closed',
  isAway: () => network.isAway(),
  isBusy,
  announce,
  heading,
  goTo,
  linger,
  showOwn,
}
let lingersAt = '' // the closed prompt under which its owner has just sent something
let heard = null // what shows others' words, once it has come
let vote = null // what makes a vote lively, once it has come
let wasUncast = false // a vote that was set and not cast when its ballot closed

const agenda = (phone.agenda = agendaOf(phone))
const network = openNetwork(phone, { lose, changed: showOwn })
const writing = openWriting(phone)
const yours = openYours(phone, writing)
const news = openNews(phone, writing)
const question = openQuestion(phone)
const connection = connect({
  base,
  as: 'phone',
  first,
  mayRest: () => outbox.due().length === 0,
  on: {
    view(next) {
      const was = agenda.ballot()?.id
      phone.view = next
      show(agenda.ballot()?.id !== was)
    },
    mine(next) {
      phone.mine = next
      showOwn()
    },
    state: network.heard,
  },
})

resume()
page.addEventListener('submit', leavePage)
slot(page, 'uncounted-seen').addEventListener('click', dropUncounted)
show()
if (phone.isTable) openList()

// ── where we are ─────────────────────────────────────────────────────────────

function readFirst() {
  const { content, dataset } = document.querySelector('template#first')
  const read = (name) => JSON.parse(content.querySelector(`data[value="${name}"]`).textContent)
  return { epoch: dataset.epoch, seq: Number(dataset.seq), view: read('view'), mine: read('mine') }
}

/**
 * Come back to the question and the words that stood here before a reload or a change of language.
 * Words written before this file had come over a slow network stay, and so does their question.
 */
function resume() {
  if (isBallot(phone.at)) return comeBackFromVote()
  if (writing.isNewly(phone.box.value)) return writing.written()
  const was = places.get(placeName())
  if (was && was !== phone.at && (agenda.isOpen(was) || writing.draftOf(was).text)) phone.at = was
  showDraft()
}

/** A vote is what the page came with; who was writing goes on, and is told of it as before. */
function comeBackFromVote() {
  const was = places.get(placeName())
  const mayStay = was && !isBallot(was) && agenda.isOpen(was) && writing.draftOf(was).text
  if (mayStay) {
    news.unsee(phone.at)
    phone.at = was
  }
  showDraft()
}

/** Words of a tab that is gone. */
function takeOver(prompt) {
  if (isBallot(prompt)) return vote?.moved()
  if (prompt.endsWith(' lines')) return phone.table?.moved()
  if (prompt === phone.at && phone.box.value.trim() === '') showDraft()
  news.showTabs()
}

/** What stands in the box is being written in another tab. */
function startAfresh() {
  if (document.activeElement !== phone.box) writing.put('')
}

function showDraft() {
  writing.put(writing.draftOf(phone.at).text)
}

function placeName() {
  return `place ${room} ${seat}`
}

/** Somebody has words in the box, or changes some: nothing may move now. An empty box follows, and keeps the keys. */
function isBusy() {
  if (isBallot(phone.at)) return Boolean(vote?.isBusy())
  return phone.box.value.trim() !== '' || yours.isChanging() || Boolean(phone.table?.isBusy())
}

/** Stay where the reader is; follow the room only when that disturbs nobody. A vote calls all who are free. */
function follow(isCalled) {
  if (phone.isEnded()) return
  const was = phone.at
  const isFree = !isBusy() && lingersAt !== was
  if (agenda.isOpen(was)) writing.noteOpen()
  if (agenda.isOpen(was) && !(isCalled && isFree && agenda.ballot())) return
  if ((phone.view.prompts[was] || isBallot(was)) && !isFree) return
  const isOver = isBallot(was) && !agenda.isOpen(was)
  if (isOver && vote?.isSet(was)) wasUncast = true
  const next = agenda.next()
  if (!next && !was) return
  move(next?.id ?? '')
  phone.over = isOver ? was : ''
  if (next) announce(words(isBallot(next.id) ? 'vote-open' : isBallot(was) ? 'vote-over' : 'now'))
  else if (isBallot(was)) announce(words('vote-over'))
}

/** @param {string} place its id, or '' for none */
function move(place) {
  phone.at = place
  phone.over = ''
  news.seen()
  places.set(placeName(), place)
  showDraft()
  phone.table?.moved()
}

function goTo(place) {
  move(place)
  show()
  heading().focus()
}

/** What was begun under a closed question is sent: stay and see what becomes of it, with the way on at hand. */
function linger() {
  lingersAt = phone.at
  show()
  slot(page, slot(page, 'news').hidden ? 'question' : 'news-go').focus()
}

/** Nothing more can be said from this seat. */
function lose(why, button) {
  phone.lost = why
  news.tell(why, button, base)
  show()
}

/** Forms that lead to another page need the network, and leave nothing behind. */
function leavePage(event) {
  const own = event.target
  const isHandOn = own.matches('[data-hand-on]')
  if (!isHandOn && !own.matches('[data-seat]')) return
  const isWaiting = isHandOn && outbox.letters().length > 0 // refused words too: the next person reads them not
  const refusal = network.isAway() ? words('needs-network') : isWaiting ? words('still-waiting') : ''
  fill(own, { [isHandOn ? 'hand-refusal' : 'seat-refusal']: refusal })
  own.querySelector('[data-refusal]').hidden = refusal === ''
  if (refusal) event.preventDefault()
  else if (isHandOn) drafts.forget()
}

// ── showing ──────────────────────────────────────────────────────────────────

function show(isCalled = false) {
  follow(isCalled)
  fill(page, { title: phone.view.workshop.title })
  news.show()
  news.showTabs()
  question.show()
  showVote()
  showHeard()
  showOwn()
}

function showOwn() {
  yours.show()
  for (const offer of ['hand-on', 'other-phone']) slot(page, offer).hidden = phone.isEnded() // nothing more can be said from there
  slot(page, 'results').hidden = !phone.view.workshop.results
  if (isBallot(phone.at)) vote?.show(phone.at)
  slot(page, 'uncounted').hidden = uncounted().length === 0 && !wasUncast
}

/** The heading of what is on the page. */
function heading() {
  return slot(page, slot(page, 'vote').hidden ? 'question' : 'vote-title')
}

/** Let a screen reader say something that others see. */
function announce(sentence) {
  fill(page, { spoken: sentence })
}

// ── the vote ─────────────────────────────────────────────────────────────────

/** Show the vote in the place of a question, or none. */
function showVote() {
  if (isBallot(phone.at)) vote ? vote.show(phone.at) : loadVote()
  const place = slot(page, 'vote')
  const element = place.firstElementChild
  const isHere = isBallot(phone.at) && element?.dataset.ballot === phone.at && !phone.isEnded() && !phone.lost
  const ask = slot(page, 'question')
  const hadFocus = isHere ? document.activeElement === ask || phone.form.contains(document.activeElement) : place.contains(document.activeElement)
  place.hidden = !isHere
  ask.hidden = isHere
  if (isHere) fill(page, { 'in-round': element.dataset.round })
  slot(page, 'in-round').hidden = !isHere
  network.show()
  if (hadFocus && heading() !== document.activeElement) heading().focus({ preventScroll: true })
}

/** What a vote needs comes with the first one; until then, and without it, its form is a plain one. */
async function loadVote() {
  const file = await import('../phone/vote.js').catch(() => undefined)
  if (!file) return void setTimeout(showVote, AGAIN)
  const votes = () => phone.mine.votes
  const ballot = (/** @type {string} */ id) => phone.view.ballots[id]
  const { isAway } = network
  vote ??= file.openVotes({ page, base, outbox, drafts, votes, ballot, isAway, announce, cautionOf: writing.cautionOf, arrived: show })
  show()
}

/** Votes that came when their ballot had closed. */
function uncounted() {
  return outbox.letters().filter(({ frame, refused }) => refused && frame.type === 'cast_vote' && !phone.view.ballots[frame.ballot])
}

function dropUncounted() {
  wasUncast = false
  for (const { frame } of uncounted()) outbox.drop(frame.ref)
  showOwn()
  heading().focus()
}

// ── what comes later ─────────────────────────────────────────────────────────

/** The list of a table comes with code of its own; without it the form still works. */
async function openList() {
  try {
    const { openTable } = await import('../phone/table.js')
    const { seenHere: seen, cautionOf } = writing
    phone.table = openTable({ page, at: () => phone.at, seen, putAll: outbox.putAll, drafts, announce, cautionOf })
    showOwn()
  } catch {
    addEventListener('online', openList, { once: true })
  }
}

/** What others have said comes with code of its own, once phones are shown any of it. */
function showHeard() {
  const isAny = Object.keys(phone.view.examples).length > 0 || Object.values(phone.view.prompts).some(({ see }) => see)
  if (heard) heard.show(phone.view, phone.at)
  else if (isAny) loadHeard()
}

async function loadHeard() {
  const file = await import('../phone/heard.js').catch(() => undefined)
  if (!file) return void setTimeout(showHeard, AGAIN)
  heard ??= file.openHeard({ page, placed, worded })
  showHeard()
}
