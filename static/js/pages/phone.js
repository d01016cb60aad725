/**
 * The phone: the page works as a form; here it becomes live. Nothing typed is lost, nobody is moved
 * to another question while writing, and every phrase says what became of it.
 */

import { connect } from '../live/connection.js'
import { openDrafts, openOutbox, storage } from '../live/outbox.js'
import { fill, keyed, part, slot } from '../dom/parts.js'
import { calledTheme, words } from '../dom/words.js'

const MAX_TEXT = 1_000 // letters, as people count them
const COUNT_FROM = 240
const ADVISE_FROM = 280
const LEFT_FROM = 900
const LONG = 60 // letters of a question, from which on it is set smaller
const LONGEST = 140
const QUIET = 500 // ms without a key, before somebody is warned; a warning that no longer holds goes at once
const PATIENCE = { waiting: 800, connecting: 3_000 } // ms; what is shorter is not worth a word

const TOP = 3 // phrases of a table under one question
const ICONS = { leaving: 'waiting', blocked: 'warn', sent: 'sent', held: 'held', hidden: 'none', redacted: 'sent', late: 'sent', sending: 'waiting', waiting: 'waiting', 'waiting-here': 'waiting', refused: 'warn' }
const MARKS = {
  // what such a command makes of a phrase, before the room has heard of it
  tag_response: ({ group }) => ({ group }),
  mark_top: ({ on }) => ({ top: on }),
  doubt_place: ({ on }) => ({ doubted: on !== false }),
}
const LEFT = { 4500: 'stale', 4501: 'elsewhere', 4504: 'gone', 4505: 'rehearsed' } // close codes that are for good
const TAKES = ['open', 'paused'] // states of a prompt that takes responses

const page = document.querySelector('main.phone')
const isTable = 'table' in page.dataset
const { base, room, seat } = page.dataset
const form = slot(page, 'write')
const box = slot(page, 'words')
const first = readFirst()
const places = storage('sessionStorage') // of this tab alone

let view = first.view
let mine = first.mine
let at = slot(page, 'vote').firstElementChild?.dataset.ballot ?? form.elements.prompt.value // the prompt or ballot on the page
let known = openPlaces().map(({ id }) => id) // open prompts and ballots that its owner has seen
let lingersAt = '' // the closed prompt under which its owner has just sent something
const lastOpen = new Map() // prompt → the seq at which it was last seen open
let network = 'live' // until we know better: the page itself has just come over it
let notice = 0 // timer
let pause = 0 // timer
let cautions = (/** @type {string} */ _text) => /** @type {string[]} */ ([]) // until somebody begins to write
let isOffline = false // and its owner is told so
let lost = '' // why nothing more can be said from this seat
let table = null // a table's list, once it has come
let heard = null // what shows others' words, once it has come
let vote = null // what makes a vote lively, once it has come
let over = '' // the ballot that closed while its owner was at it, until they move on
let wasUncast = false // a vote that was set and not cast when its ballot closed

const outbox = openOutbox({
  room,
  seat,
  send: (frame) => connection.send(frame),
  isLive: () => connection.state() === 'live',
  changed: showOwn,
  answered: ({ type }) => type.startsWith('withdraw') && announce(words('withdrawn')),
})
const drafts = openDrafts({ room, seat, adopted: takeOver, doubled: startAfresh })
const connection = connect({
  base,
  as: 'phone',
  first,
  mayRest: () => outbox.due().length === 0,
  on: {
    view(next) {
      const was = openBallot()?.id
      view = next
      show(openBallot()?.id !== was)
    },
    mine(next) {
      mine = next
      showOwn()
    },
    state: heardNetwork,
  },
})

resume()
form.addEventListener('submit', say)
box.addEventListener('input', written)
box.addEventListener('focus', learnCautions)
box.addEventListener('keydown', sendOnEnter)
box.addEventListener('focus', showSend)
const sight = globalThis.visualViewport ?? globalThis // less of it while the phone's keys are there
sight.addEventListener('resize', showSend)
slot(page, 'news-go').addEventListener('click', goOn)
slot(page, 'tabs').addEventListener('click', turnTo)
page.addEventListener('submit', changeOwn)
page.addEventListener('submit', order)
page.addEventListener('submit', leavePage)
page.addEventListener('click', takeBack)
slot(page, 'uncounted-seen').addEventListener('click', dropUncounted)
page.addEventListener('toggle', opened, true)
page.addEventListener('input', rewritten)
page.addEventListener('keydown', leaveEdit)
addEventListener('beforeunload', warn)
show()
if (isTable) openList()

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
  if (isBallot(at)) return comeBackFromVote()
  if (isNewlyWritten(box.value)) return written()
  const was = places.get(placeName())
  if (was && was !== at && (isOpen(was) || draftOf(was).text)) at = was
  putIntoBox(draftOf(at).text)
}

/** A vote is what the page came with; who was writing goes on, and is told of it as before. */
function comeBackFromVote() {
  const was = places.get(placeName())
  const mayStay = was && !isBallot(was) && isOpen(was) && draftOf(was).text
  if (mayStay) {
    known = known.filter((id) => id !== at)
    at = was
  }
  putIntoBox(draftOf(at).text)
}

/** Words of a tab that is gone. */
function takeOver(prompt) {
  if (isBallot(prompt)) return vote?.moved()
  if (prompt.endsWith(' lines')) return table?.moved()
  if (prompt === at && box.value.trim() === '') putIntoBox(draftOf(at).text)
  showTabs()
}

/** What stands in the box is being written in another tab. */
function startAfresh() {
  if (document.activeElement !== box) putIntoBox('')
}

/** The list of a table comes with code of its own; without it the form still works. */
async function openList() {
  try {
    const { openTable } = await import('../phone/table.js')
    table = openTable({ page, at: () => at, seen: seenHere, putAll: outbox.putAll, drafts, announce, cautionOf })
    showOwn()
  } catch {
    addEventListener('online', openList, { once: true })
  }
}

/** A browser puts back what stood in the box before a reload: that is a draft that we know. */
function isNewlyWritten(text) {
  return text.trim() !== '' && Object.keys(view.prompts).every((prompt) => draftOf(prompt).text !== text)
}

/** What a vote needs comes with the first one; until then, and without it, its form is a plain one. */
async function loadVote() {
  const file = await import('../phone/vote.js').catch(() => undefined)
  if (!file) return void setTimeout(showVote, PATIENCE.connecting)
  const votes = () => mine.votes
  const ballot = (/** @type {string} */ id) => view.ballots[id]
  vote ??= file.openVotes({ page, base, outbox, drafts, votes, ballot, isAway, announce, cautionOf, arrived: show })
  show()
}

function placeName() {
  return `place ${room} ${seat}`
}

/** @returns {{id: string, question: string, state: string, place: number}[]} in the agenda's order */
function openPrompts() {
  return placed(view.prompts).filter((prompt) => TAKES.includes(prompt.state))
}

/** @returns {{id: string, question: string, state: string, place: number}[]} what somebody may be at: prompts, then a ballot */
function openPlaces() {
  const ballot = openBallot()
  return [...openPrompts(), ...(ballot ? [{ ...ballot, question: words('vote-name') }] : [])]
}

/** The latest of them; where several open together, the first of those. */
function nextPlace() {
  const open = openPlaces()
  return [...open].reverse().find(({ together }) => !together) ?? open[0]
}

function openBallot() {
  return placed(view.ballots).find(({ state }) => state === 'open')
}

function isBallot(id) {
  return id.startsWith('b')
}

function isOpen(id) {
  return TAKES.includes((view.prompts[id] ?? view.ballots[id])?.state)
}

function isEnded() {
  return view.workshop.state === 'closed'
}

/** Somebody has words in the box, or changes some: nothing may move now. An empty box follows, and keeps the keys. */
function isBusy() {
  if (isBallot(at)) return Boolean(vote?.isBusy())
  const isChanging = slot(page, 'own').querySelector('.yours__edit[open]') !== null
  return box.value.trim() !== '' || isChanging || Boolean(table?.isBusy())
}

/** Stay where the reader is; follow the room only when that disturbs nobody. A vote calls all who are free. */
function follow(isCalled) {
  if (isEnded()) return
  const isFree = !isBusy() && lingersAt !== at
  if (isOpen(at)) lastOpen.set(at, connection.seq())
  if (isOpen(at) && !(isCalled && isFree && openBallot())) return
  if ((view.prompts[at] || isBallot(at)) && !isFree) return
  const was = at
  if (isBallot(was) && !isOpen(was) && vote?.isSet(was)) wasUncast = true
  const next = nextPlace()
  if (!next && !at) return
  move(next?.id ?? '')
  over = isBallot(was) && !isOpen(was) ? was : ''
  if (next) announce(words(isBallot(next.id) ? 'vote-open' : isBallot(was) ? 'vote-over' : 'now'))
  else if (isBallot(was)) announce(words('vote-over'))
}

/** @param {string} prompt its id, or '' for none */
function move(prompt) {
  at = prompt
  over = ''
  known = openPlaces().map(({ id }) => id)
  places.set(placeName(), at)
  putIntoBox(draftOf(at).text)
  table?.moved()
}

function goTo(prompt) {
  move(prompt)
  show()
  heading().focus()
}

/** The heading of what is on the page. */
function heading() {
  return slot(page, slot(page, 'vote').hidden ? 'question' : 'vote-title')
}

function goOn(event) {
  event.preventDefault()
  const next = newPrompt()
  if (next) goTo(next.id)
  else if (isBallot(at) && !lost) goTo(nextPlace()?.id ?? '')
  else location.assign(base)
}

function turnTo(event) {
  const link = event.target.closest('a')
  if (!link) return
  event.preventDefault()
  goTo(link.closest('[data-key]').dataset.key)
}

/** Return the latest prompt or ballot that opened since the reader chose theirs. */
function newPrompt() {
  return openPlaces().filter(({ id }) => !known.includes(id)).pop()
}

// ── showing ──────────────────────────────────────────────────────────────────

function show(isCalled = false) {
  follow(isCalled)
  fill(page, { title: view.workshop.title })
  showNews()
  showTabs()
  showPrompt()
  showVote()
  showHeard()
  showOwn()
}

function showPrompt() {
  const prompt = at ? view.prompts[at] : undefined
  const face = faceOf(prompt)
  const told = toldNow()
  const question = face === 'told' ? worded(told) : prompt && face !== 'ended' ? worded(prompt) : words(`ask-${face}`)
  const ask = slot(page, 'question')
  fill(page, { question })
  ask.classList.toggle('phone__ask--long', question.length > LONG)
  ask.classList.toggle('phone__ask--longest', question.length > LONGEST)
  const note = noteOf(face, told)
  fill(page, { note, told: told ? worded(told) : '', round: roundOf(prompt) })
  slot(page, 'told').hidden = !told || ['told', 'ended', 'vote'].includes(face)
  slot(page, 'round').hidden = !prompt?.wave || face === 'ended'
  slot(page, 'note').hidden = note === ''
  form.elements.prompt.value = at
  const isOver = face === 'ended' || lost !== ''
  const hadFocus = form.contains(document.activeElement)
  form.hidden = !prompt || face === 'done' || (isOver && box.value.trim() === '')
  if (hadFocus && form.hidden) heading().focus()
  box.readOnly = isOver
  if (isTable) slot(page, 'lines').hidden = form.hidden || isOver
  fill(page, { label: words(isOver ? 'unsent' : 'label') })
  slot(page, 'send').hidden = isOver
}

/** What stands under the heading: after a vote, what became of it. */
function noteOf(face, told) {
  if (over && !isBallot(at) && !isEnded()) return words(mine.votes[over] ? 'vote-counted' : 'vote-missed')
  if (face === 'told') return words(`told-${told.kind}`)
  return ['writing', 'begin', 'vote'].includes(face) ? '' : words(`note-${face}`)
}

/** Show the vote in the place of a question, or none. */
function showVote() {
  if (isBallot(at)) vote ? vote.show(at) : loadVote()
  const place = slot(page, 'vote')
  const element = place.firstElementChild
  const isHere = isBallot(at) && element?.dataset.ballot === at && !isEnded() && !lost
  const ask = slot(page, 'question')
  const hadFocus = isHere ? document.activeElement === ask || form.contains(document.activeElement) : place.contains(document.activeElement)
  place.hidden = !isHere
  ask.hidden = isHere
  if (isHere) fill(page, { 'in-round': element.dataset.round })
  slot(page, 'in-round').hidden = !isHere
  if (isOffline) showOffline()
  if (hadFocus && heading() !== document.activeElement) heading().focus({ preventScroll: true })
}

function faceOf(prompt) {
  if (isEnded()) return 'ended'
  if (isBallot(at)) return 'vote'
  if (prompt?.state === 'paused') return 'paused'
  if (prompt) return isOpen(at) ? 'writing' : isBusy() ? 'closed' : 'done'
  if (toldNow()) return 'told'
  return Object.keys(view.prompts).length > 0 ? 'between' : 'begin'
}

/** Return the step that the room is at, the latest on the agenda. */
function toldNow() {
  return placed(view.steps).filter((step) => TAKES.includes(step.state)).pop()
}

function roundOf(prompt) {
  if (!prompt?.wave) return ''
  const { number, of, most } = prompt.wave
  return most ? words('round', { n: most * (mine.headcount ?? 1), number, of }) : words('round.any', { number, of })
}

function showNews() {
  const next = isEnded() ? undefined : newPrompt()
  if (lost) return
  if (!next && isBallot(at) && !isOpen(at) && !isEnded()) return tellNews(words('vote-over'), words('understood'), base)
  tellNews(next ? words(isBallot(next.id) ? 'vote-open' : 'next') : '', words('go'), `${base}?prompt=${next?.id ?? ''}`)
}

function tellNews(sentence, button, address) {
  const news = slot(page, 'news')
  if (sentence && news.hidden) announce(sentence)
  fill(page, { 'news-text': sentence, 'news-go': button })
  slot(page, 'news-go').href = address
  news.hidden = sentence === ''
}

function showTabs() {
  const begun = placed(view.prompts).filter(({ id }) => !isOpen(id) && draftOf(id).text)
  const prompts = isEnded() ? [] : [...openPlaces().reverse(), ...begun].filter(({ id }) => id !== at)
  slot(page, 'prompts').hidden = prompts.length === 0 || !slot(page, 'news').hidden
  keyed(slot(page, 'tabs'), prompts.map((prompt) => [prompt.id, prompt]), {
    make: () => part('tab'),
    update(tab, prompt) {
      const link = slot(tab, 'link')
      fill(tab, { link: worded(prompt) })
      link.href = `${base}?prompt=${prompt.id}`
    },
  })
}

/** What others have said comes with code of its own, once phones are shown any of it. */
function showHeard() {
  const isAny = Object.keys(view.examples).length > 0 || Object.values(view.prompts).some(({ see }) => see)
  if (heard) heard.show(view, at)
  else if (isAny) loadHeard()
}

async function loadHeard() {
  const file = await import('../phone/heard.js').catch(() => undefined)
  if (!file) return void setTimeout(showHeard, PATIENCE.connecting)
  heard ??= file.openHeard({ page, placed, worded })
  showHeard()
}

function themesOf(prompt) {
  return placed(view.themes).filter((theme) => theme.prompt === prompt)
}

function worded(prompt) {
  return prompt.questions?.[document.documentElement.lang] ?? prompt.question
}

function placed(things) {
  return Object.entries(things)
    .map(([id, thing]) => ({ ...thing, id }))
    .sort((one, other) => one.place - other.place)
}

/** Let a screen reader say something that others see. */
function announce(sentence) {
  fill(page, { spoken: sentence })
}

// ── own phrases ──────────────────────────────────────────────────────────────

function showOwn() {
  const own = ownPhrases()
  const here = own.filter((phrase) => phrase.prompt === at)
  const elsewhere = own.filter((phrase) => phrase.prompt !== at)
  showPhrases('own', here)
  showPhrases('earlier-list', elsewhere)
  fill(page, { 'own-count': here.length, 'earlier-count': elsewhere.length })
  fill(page, { 'earlier-name': words(at ? 'yours-elsewhere' : 'yours') })
  slot(page, 'yours').hidden = here.length === 0
  for (const offer of ['hand-on', 'other-phone']) slot(page, offer).hidden = isEnded() // nothing more can be said from there
  slot(page, 'results').hidden = !view.workshop.results
  slot(page, 'earlier').hidden = elsewhere.length === 0
  if (isEnded()) slot(page, 'earlier').open = true
  table?.showBatches(here, !isEnded() && !lost)
  if (isBallot(at)) vote?.show(at)
  slot(page, 'uncounted').hidden = uncounted().length === 0 && !wasUncast
}

/** Votes that came when their ballot had closed. */
function uncounted() {
  return outbox.letters().filter(({ frame, refused }) => refused && frame.type === 'cast_vote' && !view.ballots[frame.ballot])
}

function dropUncounted() {
  wasUncast = false
  for (const { frame } of uncounted()) outbox.drop(frame.ref)
  showOwn()
  heading().focus()
}

function showPhrases(name, phrases) {
  const list = slot(page, name)
  const hadFocus = list.contains(document.activeElement)
  keyed(list, phrases.map((phrase) => [phrase.ref, phrase]), { make: makePhrase, update: showPhrase })
  if (hadFocus && !list.contains(document.activeElement)) heading().focus({ preventScroll: true })
}

function makePhrase(ref, phrase) {
  const element = part('response')
  if (phrase.isWaiting) element.dataset.new = ''
  return element
}

function showPhrase(element, phrase) {
  const edit = slot(element, 'edit')
  fill(element, { text: phrase.text, state: phrase.why || words(phrase.became) })
  slot(element, 'icon').className = `icon icon--${ICONS[phrase.why ? 'refused' : phrase.became]}`
  edit.hidden = !phrase.mayEdit && !edit.open // words begun before the closing are sent, or come back refused
  if (!edit.open) edit.querySelector('textarea').value = phrase.text
  slot(element, 'withdraw').hidden = !phrase.mayWithdraw
  table?.showMarks(element, phrase, Boolean(phrase.id) && !isEnded() && !lost)
  showPlace(element, phrase)
  for (const field of element.querySelectorAll('[name="response"]')) field.value = phrase.id ?? ''
  showAgain(element, phrase)
}

/** In which theme of the room it stands, where phones see that. */
function showPlace(element, phrase) {
  const theme = view.themes[phrase.theme]
  const standing = element.querySelector('[data-slot="place"]')
  if (standing) standing.hidden = !theme
  if (!theme) return
  if (!standing) element.append(part('place'))
  const may = phrase.state === 'shown' && !isEnded() && !lost
  slot(element, 'in').dataset.theme = theme.symbol
  fill(element, { 'in-theme': words('in-theme', { theme: calledTheme(theme) }) })
  slot(element, 'doubt').hidden = !may || Boolean(phrase.doubted)
  slot(element, 'told').hidden = !may || !phrase.doubted
  const others = themesOf(phrase.prompt).filter(({ id }) => id !== phrase.theme)
  keyed(slot(element, 'elsewhere'), others.map((other) => [other.id, other]), {
    make: () => part('other'),
    update(option, other) {
      option.value = other.id
      if (option.textContent !== calledTheme(other)) option.textContent = calledTheme(other)
    },
  })
}

/** A refused phrase goes back into the box; a refused change is only read. */
function showAgain(element, phrase) {
  const again = slot(element, 'again')
  const mayReturn = phrase.letter?.frame.type === 'submit_response' && !form.hidden && !box.readOnly
  const isChange = phrase.letter && phrase.letter.frame.type !== 'submit_response'
  again.hidden = !(phrase.mayKeep || (phrase.why && (mayReturn || isChange)))
  fill(element, { again: words(phrase.mayKeep ? 'keep' : isChange ? 'understood' : 'again') })
}

/** Return own phrases, the newest first: what the room has, changed by what still waits, then what is new. */
function ownPhrases() {
  const letters = outbox.letters()
  const said = placed(mine.responses).map((response) => withChange(response, letters))
  const refs = new Set(said.map(({ ref }) => ref))
  const waiting = letters
    .filter(({ frame }) => frame.type === 'submit_response' && !refs.has(frame.ref))
    .map(waitingPhrase)
  return [...said, ...waiting].filter((phrase) => !phrase.isLeaving || isAway()).reverse()
}

/** Whether what is said now has to wait. */
function isAway() {
  return network === 'waiting' || isOffline
}

function withChange(response, letters) {
  const about = letters.filter((letter) => isAbout(letter, response))
  const marks = about.filter(({ frame, refused }) => MARKS[frame.type] && !refused).map(({ frame }) => MARKS[frame.type](frame))
  const letter = about.filter(({ frame, refused }) => refused || !MARKS[frame.type]).pop()
  const change = letter?.then ?? letter?.frame
  const isRefused = Boolean(letter?.refused)
  const isLeaving = Boolean(change?.type.startsWith('withdraw')) && !isRefused && !lost
  const mayKeep = isLeaving && !letter.tried
  const mayChange = !isEnded() && !lost && !isRefused && !isLeaving // what was refused is read first
  const text = change?.type === 'edit_response' && !isRefused ? change.text : response.text
  return {
    ...Object.assign({}, response, ...marks),
    text,
    letter: isRefused || mayKeep ? letter : undefined,
    why: isRefused ? whyUnchanged(letter) : letter && lost ? whyNotSent(letter, lost) : '',
    became: isLeaving ? 'leaving' : letter && !isRefused ? onItsWay(letter) : became(response),
    isLeaving,
    mayKeep,
    mayEdit: mayChange && !response.redacted && isOpen(response.prompt),
    mayWithdraw: mayChange,
  }
}

function isAbout({ frame, then }, response) {
  if (frame.type === 'withdraw_batch') return frame.batch === response.batch
  return frame.response === response.id || (then && frame.ref === response.ref)
}

function waitingPhrase(letter) {
  const { frame, then, refused, isOwn } = letter
  const why = refused?.message ?? (isOwn ? lost : words('other-seat'))
  const isLeaving = then?.type === 'withdraw_response' && !why
  return {
    ref: frame.ref,
    prompt: frame.prompt,
    text: then?.text ?? frame.text,
    group: frame.group,
    batch: frame.batch,
    letter,
    why: why && whyNotSent(letter, why),
    became: isLeaving ? 'leaving' : onItsWay(letter),
    isWaiting: true,
    isLeaving,
    mayEdit: !why && !isLeaving,
    mayWithdraw: !lost && !isLeaving,
  }
}

/** What has left once may have arrived, although nobody has said so. */
function whyNotSent({ tried, refused }, why) {
  return tried && !refused ? words('maybe-sent', { why }) : notSent(why)
}

function notSent(why) {
  return words('not-sent', { why })
}

/** The words of a refused change are told: they stand nowhere else. */
function whyUnchanged({ frame, refused }) {
  return frame.text ? words('not-changed', { text: frame.text, why: refused.message }) : notSent(refused.message)
}

function onItsWay(letter) {
  if (letter.isBlocked) return 'blocked'
  if (!isAway()) return 'sending'
  return letter.isKept ? 'waiting' : 'waiting-here'
}

function became(response) {
  if (response.state === 'held' || response.state === 'hidden') return response.state
  if (response.redacted) return 'redacted'
  return response.late ? 'late' : 'sent'
}

/** Edit or withdraw, in place. */
function changeOwn(event) {
  const own = event.target
  if (!own.matches('[data-edit], [data-withdraw]')) return
  event.preventDefault()
  const ref = own.closest('[data-key]').dataset.key
  const response = own.elements.response.value
  if (own.matches('[data-withdraw]')) return withdraw(ref, response)
  const text = own.elements.text.value.trim()
  const over = letters(text) - MAX_TEXT
  own.querySelector('[data-refusal]').hidden = over <= 0
  if (over > 0) return fill(own, { refusal: words('over', { n: over }) })
  const edit = own.closest('details')
  edit.querySelector('summary').focus() // or it would be lost with the button
  edit.open = false
  if (!text) return
  if (!response) outbox.edit(ref, text)
  else if (text !== mine.responses[response]?.text) outbox.put({ type: 'edit_response', response, text, seen: seenOf(mine.responses[response]?.prompt) })
  if (at && !isOpen(at)) linger()
}

function withdraw(ref, response) {
  if (response) outbox.put({ type: 'withdraw_response', response, seen: connection.seq() })
  else outbox.withdraw(ref)
  if (!outbox.letters().some(({ frame }) => frame.ref === ref || frame.response === response)) announce(words('withdrawn'))
  else if (isAway()) announce(words('leaving'))
}

/** The small forms of a phrase: each is one command, sent like any other. */
function order(event) {
  const own = event.target
  if (!own.matches('[data-order]')) return
  event.preventDefault()
  const button = event.submitter ?? document.activeElement
  const { nonce, ...command } = Object.fromEntries(new FormData(own))
  if (button?.name) command[button.name] = button.value
  if ('on' in command) command.on = command.on === 'true'
  if (!command.theme) delete command.theme
  own.closest('details')?.removeAttribute('open')
  if (command.type === 'withdraw_batch') return takeBackBatch(command)
  const isFull = command.type === 'mark_top' && command.on && areMarked(command.response)
  fill(page, isTable ? { 'top-note': isFull ? words('top-full') : '' } : {})
  if (!isFull) outbox.put(command)
}

/** Whether as many phrases as may be are marked under the question of this one. */
function areMarked(response) {
  const { prompt } = mine.responses[response] ?? {}
  return ownPhrases().filter((phrase) => phrase.prompt === prompt && phrase.top).length >= TOP
}

function takeBackBatch(command) {
  const isOfIt = ({ frame, isOwn }) => isOwn && frame.type === 'submit_response' && frame.batch === command.batch
  for (const { frame } of outbox.letters().filter(isOfIt)) outbox.withdraw(frame.ref)
  if (Object.values(mine.responses).some(({ batch }) => batch === command.batch)) outbox.put(command)
  else announce(words('withdrawn'))
}

/** Forms that lead to another page need the network, and leave nothing behind. */
function leavePage(event) {
  const own = event.target
  const isHandOn = own.matches('[data-hand-on]')
  if (!isHandOn && !own.matches('[data-seat]')) return
  const isWaiting = isHandOn && outbox.letters().length > 0 // refused words too: the next person reads them not
  const refusal = isAway() ? words('needs-network') : isWaiting ? words('still-waiting') : ''
  fill(own, { [isHandOn ? 'hand-refusal' : 'seat-refusal']: refusal })
  own.querySelector('[data-refusal]').hidden = refusal === ''
  if (refusal) event.preventDefault()
  else if (isHandOn) drafts.forget()
}

function takeBack(event) {
  const again = event.target.closest('[data-slot="again"]')
  if (!again) return
  const ref = again.closest('[data-key]').dataset.key
  const phrase = ownPhrases().find((each) => each.ref === ref)
  if (!phrase?.letter) return
  if (phrase.letter.frame.type === 'submit_response') {
    putIntoBox([box.value.trim(), phrase.text].filter(Boolean).join('\n'))
    written()
    box.focus()
  }
  outbox.drop(phrase.letter.frame.ref)
}

/** An opened edit takes the focus to its words; only one is open at a time. */
function opened(event) {
  const edit = event.target
  if (!edit.matches('.yours__edit') || !edit.open) return
  for (const other of page.querySelectorAll('.yours__edit[open]')) if (other !== edit) other.open = false
  const field = edit.querySelector('textarea')
  field.focus()
  field.setSelectionRange(field.value.length, field.value.length)
}

/** The same caution for other words as for the first: after a moment without a key; what no longer holds goes at once. */
async function rewritten({ target }) {
  const own = target.closest('[data-edit]')
  if (!own) return
  clearTimeout(pause)
  const sentence = await cautionOf(target.value)
  const tell = () => {
    fill(own, { 'edit-caution': sentence })
    slot(own, 'edit-mark').hidden = sentence === ''
  }
  if (slot(own, 'edit-caution').textContent !== sentence) pause = setTimeout(tell, sentence ? QUIET : 0)
}

/** Escape leaves the words as they were. */
function leaveEdit(event) {
  const edit = event.key === 'Escape' && event.target.closest('.yours__edit[open]')
  if (!edit) return
  edit.open = false
  edit.querySelector('summary').focus()
  showOwn()
}

// ── writing ──────────────────────────────────────────────────────────────────

function say(event) {
  event.preventDefault()
  const text = box.value.trim()
  if (!text || letters(text) > MAX_TEXT || !at) return box.focus()
  outbox.put({ type: 'submit_response', prompt: at, text, seen: seenHere(), ...saidBy() })
  drafts.keep(at, '')
  putIntoBox('')
  if (isOpen(at)) return
  box.blur()
  linger()
}

/** What was begun under a closed question is sent: stay and see what becomes of it, with the way on at hand. */
function linger() {
  lingersAt = at
  show()
  slot(page, slot(page, 'news').hidden ? 'question' : 'news-go').focus()
}

/** Of which group the person was who said it; asked of tables alone, each time anew. */
function saidBy() {
  const chosen = form.querySelector('[name="group"]:checked')
  if (!chosen) return {}
  for (const chip of form.querySelectorAll('[name="group"]')) chip.checked = chip.defaultChecked
  return { group: chosen.value }
}

/** The seq at which these words were written: before the closing, when the question has closed meanwhile (R5). */
function seenHere() {
  return isOpen(at) ? connection.seq() : (draftOf(at).seen ?? seenOf(at))
}

/** The seq at which somebody last saw that a prompt was open; now, if it is. */
function seenOf(prompt) {
  return isOpen(prompt) ? connection.seq() : lastOpen.get(prompt)
}

function written() {
  const text = box.value
  drafts.keep(at, text.trim() ? JSON.stringify({ text, seen: seenHere() }) : '')
  showCount()
  clearTimeout(pause)
  if (slot(page, 'caution').textContent !== caution()) pause = setTimeout(showCaution, caution() ? QUIET : 0)
}

/** @returns {{text: string, seen?: number}} */
function draftOf(prompt) {
  return JSON.parse(drafts.text(prompt) || '{"text": ""}')
}

function putIntoBox(text) {
  if (box.value !== text) box.value = text
  showCount()
  showCaution()
}

/** The keys of a phone take half of its screen: the button stays above them. */
function showSend() {
  if (document.activeElement === box) slot(page, 'send').scrollIntoView({ block: 'nearest' })
}

function sendOnEnter(event) {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  say(event)
}

function showCount() {
  const n = letters(box.value.trim())
  const isOver = n > MAX_TEXT
  const place = isOver ? 'over-text' : 'count'
  const before = slot(page, place).textContent
  fill(page, { count: '', 'over-text': '', [place]: counted(n) })
  slot(page, 'over').hidden = !isOver
  box.setAttribute('aria-invalid', String(isOver))
  grow()
  const limit = [COUNT_FROM, ADVISE_FROM, LEFT_FROM, MAX_TEXT + 1].includes(n)
  if (limit && before !== counted(n)) announce(counted(n))
}

/** What to be careful about comes with the first touch of the box: a page is sooner there without it. */
async function learnCautions() {
  try {
    ;({ cautions } = await import('../dom/caution.js'))
    box.removeEventListener('focus', learnCautions)
    showCaution()
  } catch {
    // without a network it is asked for at the next touch; what is sent is screened all the same
  }
}

/** Warn of what a phrase may give away; whoever means it sends it all the same. It stands where it moves nothing in use. */
function showCaution() {
  clearTimeout(pause)
  const sentence = caution()
  fill(page, { caution: sentence })
  slot(page, 'caution-icon').hidden = sentence === ''
}

function caution() {
  return isEnded() ? '' : cautionIn(box.value)
}

/** The same for a line of a table's list. */
async function cautionOf(text) {
  await learnCautions()
  return cautionIn(text)
}

function cautionIn(text) {
  const found = cautions(text)
  if (found.length === 0) return ''
  return `${words(found.length > 1 ? 'caution.several' : `caution.${found[0]}`)} ${words('caution.free')}`
}

function counted(n) {
  if (n < COUNT_FROM || isEnded()) return ''
  if (n < ADVISE_FROM) return words('letters', { n })
  if (n < LEFT_FROM) return words('long', { n })
  return n <= MAX_TEXT ? words('left', { n: MAX_TEXT - n }) : words('over', { n: n - MAX_TEXT })
}

/** Return how many letters people see; a flag or a family is one. */
function letters(text) {
  const line = text.replace(/\s+/g, ' ')
  if (line.length < COUNT_FROM || !Intl.Segmenter) return [...line].length
  return [...new Intl.Segmenter(document.documentElement.lang, { granularity: 'grapheme' }).segment(line)].length
}

/** Where style sheets cannot let a box grow with its words, its rows do. */
function grow() {
  if (CSS.supports('field-sizing', 'content')) return
  box.rows = 2
  while (box.scrollHeight > box.clientHeight && box.rows < 12) box.rows += 1
}

// ── the network ──────────────────────────────────────────────────────────────

function heardNetwork(state, { code }) {
  const was = network
  network = state
  if (state === 'live') deliver()
  if (state === 'gone') leave(code)
  if (state !== was) {
    clearTimeout(notice)
    if (state in PATIENCE) notice = setTimeout(() => showNetwork(true), PATIENCE[state])
    else showNetwork(false)
  }
  showOwn()
}

/** Of two tabs the one that is looked at sends first, the other what is left. */
function deliver() {
  if (document.hidden) outbox.deliverLater()
  else outbox.deliver()
}

function showNetwork(isAway) {
  isOffline = isAway
  showOffline()
  slot(page, 'net-icon').hidden = !isAway
  slot(page, 'languages').hidden = isAway
  fill(page, { send: words(isAway ? 'send-later' : 'send') })
  showOwn()
}

function showOffline() {
  fill(page, { net: isOffline ? words(isBallot(at) ? 'offline-vote' : 'offline') : '' })
}

function leave(code) {
  const why = LEFT[code] ?? 'elsewhere'
  lost = words(why)
  tellNews(lost, words(why === 'stale' ? 'load-again' : 'join-again'), base)
  show()
}

/** Where a browser keeps nothing, what waits would be lost with the page. */
function warn(event) {
  if (outbox.due().every((letter) => letter.isKept)) return
  event.preventDefault()
  event.returnValue = true // browsers of before 2023 look at this alone
}
