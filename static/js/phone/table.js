/** Table: a list that is typed or pasted, looked at line by line, and sent as so many phrases. */

import { newRef } from '../live/connection.js'
import { fill, keyed, part, slot } from '../dom/parts.js'
import { words } from '../dom/words.js'

const MOST = 100 // lines at once
const MAX_TEXT = 1_000 // letters

/**
 * @param {object} phone
 * @param {HTMLElement} phone.page
 * @param {() => string} phone.at the prompt on the page
 * @param {() => number} phone.seen the seq at which words for it are written
 * @param {(commands: object[]) => void} phone.putAll
 * @param {{text: (prompt: string) => string, keep: (prompt: string, words: string) => void}} phone.drafts
 * @param {(sentence: string) => void} phone.announce
 * @param {(text: string) => Promise<string>} phone.cautionOf what somebody should know before such words are sent
 */
export function openTable({ page, at, seen, putAll, drafts, announce, cautionOf }) {
  const fold = slot(page, 'lines')
  const typed = slot(page, 'lines-text')
  const looking = fold.querySelector('[data-lines]')
  const sending = fold.querySelector('[data-send-lines]')
  const list = slot(page, 'lines-list')
  looking.addEventListener('submit', look)
  sending.addEventListener('submit', send)
  typed.addEventListener('input', () => drafts.keep(`${at()} lines`, typed.value.trim() ? typed.value : ''))
  slot(page, 'lines-back').addEventListener('click', back)
  list.addEventListener('click', leaveOut)
  list.addEventListener('input', changed)
  moved()
  return { moved, isBusy: () => typed.value.trim() !== '', showMarks, showBatches }

  /** Another prompt is on the page: its list, if one was begun. */
  function moved() {
    const before = drafts.text(`${at()} lines`)
    if (before || looking.elements.prompt.value !== at()) typed.value = before
    looking.elements.prompt.value = at()
    if (typed.value) fold.open = true
    show(false)
  }

  function look(event) {
    event.preventDefault()
    const lines = typed.value.split('\n').map((line) => line.trim()).filter(Boolean)
    if (lines.length === 0) return typed.focus()
    list.replaceChildren(...lines.slice(0, MOST).map(newLine))
    show(true)
    count()
    for (const line of list.children) caution(line)
    if (lines.length > MOST) announce(words('beyond', { n: MOST }))
    slot(page, 'lines-head').focus()
  }

  function newLine(text) {
    const line = part('line')
    line.querySelector('textarea').value = text
    line.querySelector('[data-drop-line]').hidden = false
    const who = line.querySelector('select')
    if (who) who.value = page.querySelector('[data-slot="said-by"] :checked')?.value ?? ''
    return line
  }

  function leaveOut(event) {
    const drop = event.target.closest('[data-drop-line]')
    if (!drop) return
    const line = drop.closest('li')
    const next = line.nextElementSibling ?? line.previousElementSibling
    line.remove()
    count()
    if (next) next.querySelector('textarea').focus()
    else back()
  }

  function changed(event) {
    count()
    caution(event.target.closest('li'))
  }

  async function caution(line) {
    const sentence = await cautionOf(line.querySelector('textarea').value)
    fill(line, { 'line-caution': sentence })
    slot(line, 'caution-mark').hidden = sentence === ''
  }

  function count() {
    const n = lines().length
    const head = [words('lines', { n })]
    if (typed.value.split('\n').filter((line) => line.trim()).length > MOST) head.push(words('beyond', { n: MOST }))
    fill(page, { 'lines-head': head.join(' '), 'lines-send': words('send-lines', { n }) })
  }

  /** @returns {{element: HTMLElement, text: string, group: string}[]} */
  function lines() {
    return [...list.children]
      .map((element) => ({
        element,
        text: element.querySelector('textarea').value.trim().replace(/\s+/g, ' '),
        group: element.querySelector('select')?.value ?? '',
      }))
      .filter(({ text }) => text)
  }

  function send(event) {
    event.preventDefault()
    const all = lines()
    const long = all.find(({ text }) => [...text].length > MAX_TEXT)
    for (const { element } of all) tell(element, '')
    if (long) return tooLong(long)
    if (all.length === 0) return back()
    const batch = newRef().slice(0, 16)
    putAll(all.map(({ text, group }) => ({ type: 'submit_response', prompt: at(), text, seen: seen(), group, batch })))
    const rest = typed.value.split('\n').filter((line) => line.trim()).slice(MOST).join('\n')
    typed.value = rest
    drafts.keep(`${at()} lines`, rest)
    show(false)
    fold.open = rest !== ''
    announce(words('sent-lines', { n: all.length }))
    slot(fold, 'lines').querySelector('summary').focus()
  }

  function tooLong({ element, text }) {
    tell(element, words('over', { n: [...text].length - MAX_TEXT }))
    element.querySelector('textarea').focus()
  }

  function tell(element, why) {
    fill(element, { why })
    slot(element, 'line-why').hidden = why === ''
    element.querySelector('textarea').setAttribute('aria-invalid', String(why !== ''))
  }

  function back() {
    show(false)
    typed.focus()
  }

  function show(isLooking) {
    looking.hidden = isLooking
    sending.hidden = !isLooking
  }

  /** What was sent together can be taken back together. */
  function showBatches(here, may) {
    const sizes = new Map()
    for (const { batch } of here) if (batch) sizes.set(batch, (sizes.get(batch) ?? 0) + 1)
    const several = [...sizes].filter(([, n]) => n > 1 && may)
    keyed(slot(page, 'batches'), several, {
      make(id) {
        const line = part('batch')
        line.querySelector('[name="batch"]').value = id
        return line
      },
      update: (line, n) => fill(line, { 'batch-count': words('batch', { n }) }),
    })
  }

  /** Of which group the person was who said it at the table, and whether it is one of its top three. */
  function showMarks(element, phrase, may) {
    fill(element, { who: phrase.group ? words(`group-${phrase.group}`) : '' })
    slot(element, 'who').hidden = !phrase.group
    const top = slot(element, 'top')
    top.hidden = !may
    top.elements.on.value = String(!phrase.top)
    slot(element, 'top-key').setAttribute('aria-pressed', String(Boolean(phrase.top)))
    const tag = element.querySelector('[data-slot="tag"]')
    if (!tag) return
    tag.hidden = !may
    for (const chip of tag.querySelectorAll('button')) chip.setAttribute('aria-pressed', String(chip.value === (phrase.group ?? '')))
  }
}
