/**
 * Writing: the box for words, with what it says of them while they are written, and their sending.
 * What is begun is a draft of its question, and waits there.
 */

import { fill, slot } from '../dom/parts.js'
import { words } from '../dom/words.js'

const MAX_TEXT = 1_000 // letters, as people count them
const COUNT_FROM = 240
const ADVISE_FROM = 280
const LEFT_FROM = 900
const QUIET = 500 // ms without a key, before somebody is warned; a warning that no longer holds goes at once

/** @param {import('../pages/phone.js').Phone} phone */
export function openWriting(phone) {
  const { page, form, box, agenda, outbox, drafts, announce } = phone
  const lastOpen = new Map() // prompt → the seq at which it was last seen open
  let pause = 0 // timer
  let cautions = (/** @type {string} */ _text) => /** @type {string[]} */ ([]) // until somebody begins to write
  form.addEventListener('submit', say)
  box.addEventListener('input', written)
  box.addEventListener('focus', learnCautions)
  box.addEventListener('keydown', sendOnEnter)
  box.addEventListener('focus', showSend)
  const sight = globalThis.visualViewport ?? globalThis // less of it while the phone's keys are there
  sight.addEventListener('resize', showSend)
  return { put, putBack, written, isNewly, draftOf, noteOpen, seenHere, seenOf, beyond, cautionOf, warn }

  function say(event) {
    event.preventDefault()
    const text = box.value.trim()
    const prompt = phone.at
    if (!text || beyond(text) > 0 || !prompt) return box.focus()
    outbox.put({ type: 'submit_response', prompt, text, seen: seenHere(), ...saidBy() })
    drafts.keep(prompt, '')
    put('')
    if (agenda.isOpen(prompt)) return
    box.blur()
    phone.linger()
  }

  function sendOnEnter(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    say(event)
  }

  /** Of which group the person was who said it; asked of tables alone, each time anew. */
  function saidBy() {
    const chosen = form.querySelector('[name="group"]:checked')
    if (!chosen) return {}
    for (const chip of form.querySelectorAll('[name="group"]')) chip.checked = chip.defaultChecked
    return { group: chosen.value }
  }

  // ── when it was written ────────────────────────────────────────────────────

  /** The question in hand is open now. */
  function noteOpen() {
    lastOpen.set(phone.at, phone.seq())
  }

  /** The seq at which these words were written: before the closing, when the question has closed meanwhile (R5). */
  function seenHere() {
    return agenda.isOpen(phone.at) ? phone.seq() : (draftOf(phone.at).seen ?? seenOf(phone.at))
  }

  /** The seq at which somebody last saw that a prompt was open; now, if it is. */
  function seenOf(prompt) {
    return agenda.isOpen(prompt) ? phone.seq() : lastOpen.get(prompt)
  }

  // ── what stands in the box ─────────────────────────────────────────────────

  function written() {
    const text = box.value
    drafts.keep(phone.at, text.trim() ? JSON.stringify({ text, seen: seenHere() }) : '')
    showCount()
    clearTimeout(pause)
    if (slot(page, 'caution').textContent !== caution()) pause = setTimeout(showCaution, caution() ? QUIET : 0)
  }

  /** @returns {{text: string, seen?: number}} */
  function draftOf(prompt) {
    return JSON.parse(drafts.text(prompt) || '{"text": ""}')
  }

  /** A browser puts back what stood in the box before a reload: that is a draft that we know. */
  function isNewly(text) {
    return text.trim() !== '' && Object.keys(phone.view.prompts).every((prompt) => draftOf(prompt).text !== text)
  }

  function put(text) {
    if (box.value !== text) box.value = text
    showCount()
    showCaution()
  }

  /** Words that did not go through stand behind those that were begun since. */
  function putBack(text) {
    put([box.value.trim(), text].filter(Boolean).join('\n'))
    written()
    box.focus()
  }

  /** The keys of a phone take half of its screen: the button stays above them. */
  function showSend() {
    if (document.activeElement === box) slot(page, 'send').scrollIntoView({ block: 'nearest' })
  }

  // ── how long it is ─────────────────────────────────────────────────────────

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

  function counted(n) {
    if (n < COUNT_FROM || phone.isEnded()) return ''
    if (n < ADVISE_FROM) return words('letters', { n })
    if (n < LEFT_FROM) return words('long', { n })
    return n <= MAX_TEXT ? words('left', { n: MAX_TEXT - n }) : words('over', { n: n - MAX_TEXT })
  }

  /** Return how many letters there are too many. */
  function beyond(text) {
    return letters(text) - MAX_TEXT
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

  // ── what it may give away ──────────────────────────────────────────────────

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
    return phone.isEnded() ? '' : cautionIn(box.value)
  }

  /** Return what somebody should know before such words are sent, wherever they stand. */
  async function cautionOf(text) {
    await learnCautions()
    return cautionIn(text)
  }

  function cautionIn(text) {
    const found = cautions(text)
    if (found.length === 0) return ''
    return `${words(found.length > 1 ? 'caution.several' : `caution.${found[0]}`)} ${words('caution.free')}`
  }

  /** The same caution for other words as for the first: after a moment without a key; what no longer holds goes at once. */
  async function warn(own, text) {
    clearTimeout(pause)
    const sentence = await cautionOf(text)
    const tell = () => {
      fill(own, { 'edit-caution': sentence })
      slot(own, 'edit-mark').hidden = sentence === ''
    }
    if (slot(own, 'edit-caution').textContent !== sentence) pause = setTimeout(tell, sentence ? QUIET : 0)
  }
}
