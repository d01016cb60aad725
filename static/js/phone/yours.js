/** Yours: one's own phrases on the page, with the small forms that change one, withdraw it or tell of it. */

import { placed } from './agenda.js'
import { ownPhrases } from './own.js'
import { fill, keyed, part, slot } from '../dom/parts.js'
import { calledTheme, words } from '../dom/words.js'

const TOP = 3 // phrases of a table under one question
const ICONS = { leaving: 'waiting', blocked: 'warn', sent: 'sent', held: 'held', hidden: 'none', redacted: 'sent', late: 'sent', sending: 'waiting', waiting: 'waiting', 'waiting-here': 'waiting', refused: 'warn' }

/**
 * @param {import('../pages/phone.js').Phone} phone
 * @param {ReturnType<import('./writing.js').openWriting>} writing
 */
export function openYours(phone, writing) {
  const { page, form, box, agenda, outbox, announce, isTable } = phone
  page.addEventListener('submit', changeOwn)
  page.addEventListener('submit', order)
  page.addEventListener('click', takeBack)
  page.addEventListener('toggle', opened, true)
  page.addEventListener('input', rewritten)
  page.addEventListener('keydown', leaveEdit)
  return { show, isChanging }

  /** Somebody changes a phrase. */
  function isChanging() {
    return slot(page, 'own').querySelector('.yours__edit[open]') !== null
  }

  // ── showing ────────────────────────────────────────────────────────────────

  function show() {
    const own = ownPhrases(phone)
    const here = own.filter((phrase) => phrase.prompt === phone.at)
    const elsewhere = own.filter((phrase) => phrase.prompt !== phone.at)
    showPhrases('own', here)
    showPhrases('earlier-list', elsewhere)
    fill(page, { 'own-count': here.length, 'earlier-count': elsewhere.length })
    fill(page, { 'earlier-name': words(phone.at ? 'yours-elsewhere' : 'yours') })
    slot(page, 'yours').hidden = here.length === 0
    slot(page, 'earlier').hidden = elsewhere.length === 0
    if (phone.isEnded()) slot(page, 'earlier').open = true
    phone.table?.showBatches(here, mayStill())
  }

  /** Something can still be said from here. */
  function mayStill() {
    return !phone.isEnded() && !phone.lost
  }

  function showPhrases(name, phrases) {
    const list = slot(page, name)
    const hadFocus = list.contains(document.activeElement)
    keyed(list, phrases.map((phrase) => [phrase.ref, phrase]), { make: makePhrase, update: showPhrase })
    if (hadFocus && !list.contains(document.activeElement)) phone.heading().focus({ preventScroll: true })
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
    phone.table?.showMarks(element, phrase, Boolean(phrase.id) && mayStill())
    showPlace(element, phrase)
    for (const field of element.querySelectorAll('[name="response"]')) field.value = phrase.id ?? ''
    showAgain(element, phrase)
  }

  /** In which theme of the room it stands, where phones see that. */
  function showPlace(element, phrase) {
    const theme = phone.view.themes[phrase.theme]
    const standing = element.querySelector('[data-slot="place"]')
    if (standing) standing.hidden = !theme
    if (!theme) return
    if (!standing) element.append(part('place'))
    const may = phrase.state === 'shown' && mayStill()
    slot(element, 'in').dataset.theme = theme.symbol
    fill(element, { 'in-theme': words('in-theme', { theme: calledTheme(theme) }) })
    slot(element, 'doubt').hidden = !may || Boolean(phrase.doubted)
    slot(element, 'told').hidden = !may || !phrase.doubted
    const others = placed(phone.view.themes).filter(({ id, prompt }) => prompt === phrase.prompt && id !== phrase.theme)
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

  // ── changing ───────────────────────────────────────────────────────────────

  /** Edit or withdraw, in place. */
  function changeOwn(event) {
    const own = event.target
    if (!own.matches('[data-edit], [data-withdraw]')) return
    event.preventDefault()
    const ref = own.closest('[data-key]').dataset.key
    const response = own.elements.response.value
    if (own.matches('[data-withdraw]')) return withdraw(ref, response)
    const text = own.elements.text.value.trim()
    const over = writing.beyond(text)
    own.querySelector('[data-refusal]').hidden = over <= 0
    if (over > 0) return fill(own, { refusal: words('over', { n: over }) })
    const edit = own.closest('details')
    edit.querySelector('summary').focus() // or it would be lost with the button
    edit.open = false
    if (!text) return
    const standing = phone.mine.responses[response]
    if (!response) outbox.edit(ref, text)
    else if (text !== standing?.text) outbox.put({ type: 'edit_response', response, text, seen: writing.seenOf(standing?.prompt) })
    if (phone.at && !agenda.isOpen(phone.at)) phone.linger()
  }

  function withdraw(ref, response) {
    if (response) outbox.put({ type: 'withdraw_response', response, seen: phone.seq() })
    else outbox.withdraw(ref)
    if (!outbox.letters().some(({ frame }) => frame.ref === ref || frame.response === response)) announce(words('withdrawn'))
    else if (phone.isAway()) announce(words('leaving'))
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
    const { prompt } = phone.mine.responses[response] ?? {}
    return ownPhrases(phone).filter((phrase) => phrase.prompt === prompt && phrase.top).length >= TOP
  }

  function takeBackBatch(command) {
    const isOfIt = ({ frame, isOwn }) => isOwn && frame.type === 'submit_response' && frame.batch === command.batch
    for (const { frame } of outbox.letters().filter(isOfIt)) outbox.withdraw(frame.ref)
    if (Object.values(phone.mine.responses).some(({ batch }) => batch === command.batch)) outbox.put(command)
    else announce(words('withdrawn'))
  }

  function takeBack(event) {
    const again = event.target.closest('[data-slot="again"]')
    if (!again) return
    const ref = again.closest('[data-key]').dataset.key
    const phrase = ownPhrases(phone).find((each) => each.ref === ref)
    if (!phrase?.letter) return
    if (phrase.letter.frame.type === 'submit_response') writing.putBack(phrase.text)
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

  function rewritten({ target }) {
    const own = target.closest('[data-edit]')
    if (own) writing.warn(own, target.value)
  }

  /** Escape leaves the words as they were. */
  function leaveEdit(event) {
    const edit = event.key === 'Escape' && event.target.closest('.yours__edit[open]')
    if (!edit) return
    edit.open = false
    edit.querySelector('summary').focus()
    phone.showOwn()
  }
}
