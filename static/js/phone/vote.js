/**
 * Vote: the open ballot in its place on the phone. What is set stays set while the room goes on and
 * when the page is loaded again; what is cast waits in the outbox like every phrase; the last one wins.
 */

import { choicesOf, enliven, linesOf, putChoices } from './ballots.js'
import { fill, slot } from '../dom/parts.js'
import { words } from '../dom/words.js'

const CALM = 700 // ms without a tap, before a screen reader is told how much is left
const AGAIN = 2_000 // ms, until a form that did not come is asked for again
const NOTHING = { choices: [], reason: '' }
const SPREAD = 600 // ms; a whole room hears of a ballot at the same moment

/**
 * @param {object} phone
 * @param {HTMLElement} phone.page
 * @param {string} phone.base
 * @param {any} phone.outbox
 * @param {{text: (prompt: string) => string, keep: (prompt: string, words: string) => void}} phone.drafts
 * @param {() => Record<string, any>} phone.votes the votes that the room has of this seat, by ballot
 * @param {(id: string) => any} phone.ballot as the room shows it, undefined when it is not open
 * @param {() => boolean} phone.isAway what is said now has to wait
 * @param {(sentence: string) => void} phone.announce
 * @param {(text: string) => Promise<string>} phone.cautionOf
 * @param {() => void} phone.arrived the form stands in its place
 */
export function openVotes({ page, base, outbox, drafts, votes, ballot, isAway, announce, cautionOf, arrived }) {
  const place = slot(page, 'vote')
  let on = '' // the ballot whose form is here
  let section = null
  let form = null
  let kind = null // its lively fields
  let isAsked = false
  let calm = 0 // timer
  let last = NOTHING // what stood when it was last looked at
  let isBack = false // its owner has taken it back, and set nothing since
  if (place.firstElementChild) enter(place.firstElementChild)
  return { show, isBusy, moved, isSet: (/** @type {string} */ id) => stands(id) && isSet() }

  /** Whether the form of this ballot is here. */
  function stands(id) {
    return on !== '' && on === id
  }

  /** Words that were begun are not taken from under anybody's fingers. */
  function isBusy() {
    const reason = section?.querySelector('[data-slot="vote-reason"]')
    return Boolean(reason?.value.trim()) && isSet() && kind.reason() !== ''
  }

  /** Show the ballot as it is, once its form has come. @param {string} id */
  function show(id) {
    if (id !== on) return ask(id)
    if (!section) return
    followOwn()
    showWords()
    showState()
  }

  /** Another tab has left what it had set. */
  function moved() {
    if (section) restore()
  }

  // ── its coming ─────────────────────────────────────────────────────────────

  async function ask(id) {
    if (isAsked || !ballot(id)) return
    isAsked = true
    try {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * SPREAD))
      await take(await formOf(`${base}/vote`))
    } catch {
      // it is asked for again
    } finally {
      isAsked = false
    }
    if (!stands(id) && ballot(id)) setTimeout(() => show(id), AGAIN)
  }

  async function take(came) {
    const found = came?.querySelector('[data-ballot]')
    if (!found) return
    await dress(came.querySelector('link'))
    document.getElementById('vote-words')?.remove()
    page.after(document.importNode(came.getElementById('vote-words'), true))
    place.replaceChildren(document.importNode(found, true))
    enter(place.firstElementChild)
    arrived()
  }

  function enter(element) {
    const own = document.getElementById('vote-words')
    document.getElementById('words').content.prepend(own.content.cloneNode(true)) // before those of the ballot before it
    section = element
    on = section.dataset.ballot
    last = standing() ?? NOTHING
    form = slot(section, 'vote-form')
    form.noValidate = true // what is missing is said in words of ours
    section.dataset.lively = ''
    const { kind: named, rules } = section.dataset
    kind = enliven({ section, form, kind: named, rules: JSON.parse(rules), changed, turned: showFields, tell: say })
    form.addEventListener('submit', cast)
    form.addEventListener('input', changed)
    section.querySelector('[data-vote-back]').addEventListener('submit', takeBack)
    if (slot(section, 'vote-refusal').hidden) restore()
    showFields()
    showState()
  }

  // ── what is set, and what is cast ──────────────────────────────────────────

  /** Show what was set and not cast, else what is cast. */
  function restore() {
    const draft = JSON.parse(drafts.text(on) || 'null')
    const refused = letters().filter((letter) => letter.refused).pop()?.frame
    put(draft ?? refused ?? standing() ?? NOTHING)
  }

  function put({ choices, reason = '' }) {
    putChoices(form, choices)
    const box = form.querySelector('[data-slot="vote-reason"]')
    if (box && box.value !== reason) box.value = reason
    showFields()
  }

  /** What was cast from elsewhere is shown where nothing else is set. */
  function followOwn() {
    const own = standing() ?? NOTHING
    if (own.choices.join(' ') === last.choices.join(' ') && own.reason === last.reason) return
    if (isSame(last) && !letters().some(({ refused }) => refused)) put(own)
    last = own
  }

  function letters() {
    return outbox.letters().filter(({ frame, isOwn }) => isOwn && frame.type === 'cast_vote' && frame.ballot === on)
  }

  /** The last that was cast, on its way or there; undefined if there is none. */
  function standing() {
    const letter = letters().filter(({ refused }) => !refused).pop()
    if (letter) return { choices: letter.frame.choices, reason: letter.frame.reason, letter }
    const own = votes()[on]
    return own && { choices: Object.keys(own.choices), reason: own.reason ?? '' }
  }

  function isSame({ choices, reason = '' }) {
    const key = (/** @type {string[]} */ list) => [...list].sort().join(' ')
    return key(choices) === key(choicesOf(form)) && reason === (kind.reason?.() ?? '')
  }

  /** Something is set that is not cast. */
  function isSet() {
    return !isSame(standing() ?? NOTHING)
  }

  function changed() {
    isBack = false
    slot(section, 'vote-refusal').hidden = true
    for (const { frame, refused } of letters()) if (refused) outbox.drop(frame.ref)
    const reason = form.querySelector('[data-slot="vote-reason"]')?.value ?? ''
    drafts.keep(on, isSet() ? JSON.stringify({ choices: choicesOf(form), reason, text: '' }) : '')
    showFields()
    showState()
    if (kind.left) say(kind.left())
    if (reason) caution(reason)
  }

  async function caution(reason) {
    const sentence = await cautionOf(reason)
    fill(section, { 'vote-caution': sentence })
    slot(section, 'vote-caution-icon').hidden = sentence === ''
  }

  function cast(event) {
    event.preventDefault()
    const choices = choicesOf(form)
    const why = choices.length === 0 ? words('vote-none') : kind.lacks?.()
    if (why && why === slot(form, 'vote-why').textContent) return announce(why) // it stands above the button
    if (why) return refuse(why)
    drafts.keep(on, '')
    slot(section, 'vote-refusal').hidden = true
    outbox.put({ type: 'cast_vote', ballot: on, choices, reason: kind.reason?.() ?? '' })
    showState()
    slot(section, 'vote-state-line').focus({ preventScroll: true })
    scrollTo({ top: 0 })
  }

  function takeBack(event) {
    event.preventDefault()
    drafts.keep(on, '')
    outbox.put({ type: 'cast_vote', ballot: on, choices: [], reason: '' })
    isBack = true
    put({ choices: [] })
    showState()
    say(words(isAway() ? 'vote-leaving' : 'vote-back'))
    slot(section, 'vote-title').focus()
  }

  function refuse(why) {
    fill(section, { 'vote-refusal-text': why })
    const place = slot(section, 'vote-refusal')
    if (place.hidden) requestAnimationFrame(() => place.scrollIntoView({ block: 'center' }))
    place.hidden = false
  }

  // ── showing ────────────────────────────────────────────────────────────────

  /** The words of an option may be taken off the phones while a ballot is open. */
  function showWords() {
    const now = ballot(on)
    for (const name of section.querySelectorAll('[data-of]')) {
      const text = now?.options[name.dataset.of]?.text
      if (text && name.textContent !== text) name.textContent = text
    }
  }

  function showFields() {
    kind.show()
    if (kind.left) fill(form, { 'vote-left': kind.left() })
    const why = section.dataset.kind === 'points' ? (kind.lacks?.() ?? '') : ''
    fill(form, { 'vote-why': why || (standing()?.choices.length && isSet() ? words('vote-other') : '') })
    const button = slot(form, 'vote-cast')
    button.setAttribute('aria-disabled', String(why !== ''))
    button.setAttribute('aria-describedby', 'vote-why')
  }

  function showState() {
    const own = standing()
    const isChanged = isSet()
    const waits = own?.letter
    const isLeaving = waits && own.choices.length === 0
    const refused = letters().filter((letter) => letter.refused).pop()
    const isOver = !ballot(on)
    if (!isChanged && own) drafts.keep(on, '')
    const isGone = isBack && !own && !isChanged
    slot(section, 'vote-in').hidden = !isGone && (!own || (isLeaving && !isAway()))
    section.querySelector('[data-vote-back]').hidden = isGone || Boolean(isLeaving) || isOver
    const state = isGone ? 'vote-back' : isLeaving ? 'vote-leaving' : !waits ? 'vote-in' : isAway() ? 'vote-waiting' : 'vote-sending'
    fill(section, { 'vote-state': words(state) })
    slot(section, 'vote-icon').className = `icon icon--${isGone ? 'none' : waits ? 'waiting' : 'sent'}`
    showSaid(isGone ? NOTHING : own, isChanged)
    if (refused && ballot(on)) refuse(refused.refused.message)
    const button = kind.button?.() || words(own && !isLeaving ? 'vote-change' : 'vote-cast')
    fill(form, { 'vote-cast': button })
    slot(section, 'vote-send').hidden = isOver || Boolean(own && !isLeaving && !isChanged)
  }

  /** What is cast, in words; while something else is set, what was cast stays told. */
  function showSaid(own, isChanged) {
    const list = slot(section, 'vote-said')
    if (isChanged || !own) return
    const lines = [...linesOf({ form, kind: section.dataset.kind }), own.reason].filter(Boolean)
    if ([...list.children].map((line) => line.textContent.trim()).join('\n') === lines.join('\n')) return
    list.replaceChildren(...lines.map(newLine))
  }

  function newLine(text) {
    const line = document.createElement('li')
    line.dir = 'auto'
    line.textContent = text
    return line
  }

  /** A screen reader hears the last of several quick taps. */
  function say(sentence) {
    clearTimeout(calm)
    calm = setTimeout(() => ballot(on) && announce(sentence), CALM) // a vote that closed meanwhile has had its word
  }
}

/** Return a page of ours, undefined when there is none. It is read, and runs nothing. @param {string} address */
function formOf(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest() // `fetch` gives text alone, and no text becomes markup here
    request.open('GET', address)
    request.responseType = 'document'
    request.onload = () => resolve(request.status === 200 ? request.responseXML : undefined)
    request.onerror = reject
    request.send()
  })
}

/** Bring the sheet of a vote along, once. @param {HTMLLinkElement} sheet */
function dress(sheet) {
  const address = sheet.getAttribute('href')
  if (document.querySelector(`link[href="${address}"]`)) return undefined
  return new Promise((resolve) => {
    const link = document.createElement('link')
    Object.assign(link, { rel: 'stylesheet', href: address, onload: resolve, onerror: resolve })
    document.head.append(link)
  })
}
