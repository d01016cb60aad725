/** The pen: a theme or a phrase is worded, beside what the room said. */

import { agreed } from '../console/board.js'
import { setFields } from '../console/forms.js'
import { drawOnWall } from '../console/on-wall.js'
import { drawDrafts, drawFirst, drawVersions, drawAdvice } from '../console/pen.js'
import { wordsIf } from '../console/say.js'
import { commands } from '../dom/commands.js'
import { echo } from '../dom/echo.js'
import { keys } from '../dom/keys.js'
import { fill, keyed, part, slot } from '../dom/parts.js'
import { toast } from '../dom/toast.js'
import { words } from '../dom/words.js'
import { connect } from '../live/connection.js'

const THINKS_AFTER = 350 // ms without a key

const page = document.querySelector('[data-draft]')
if (!(page instanceof HTMLElement)) throw new Error('this page has no pen')

let view = /** @type {Record<string, any>} */ ({})
let looked = ''
const room = connect({ base: String(page.dataset.base), as: 'console', on: { view: draw } })
commands(document, room)
keys()

const form = document.getElementById('draft')
const pen = form instanceof HTMLFormElement ? startPen(form) : null

document.addEventListener('command:done', (event) => {
  const { command, answer } = event.detail
  const text = wordsIf(`done.${command.type}`)
  if (text) toast(text, wordsIf(`undo.${command.type}`) ? answer.seq : null)
  if (command.type === 'show_face') toast(words('pen.shown'))
  pen?.done(event.target, command, answer)
  drawWall()
})

/** @param {HTMLFormElement} form */
function startPen(form) {
  form.dataset.seen = form.elements.namedItem('seen').value // its words came with the page
  const title = /** @type {HTMLTextAreaElement} */ (form.querySelector('#title'))
  const field = /** @type {HTMLTextAreaElement} */ (form.querySelector('#statement'))
  const restore = /** @type {HTMLElement} */ (form.querySelector('[data-does="restore"]'))
  const sources = [...page.querySelectorAll('[data-sources] [data-slot="text"]')]
  let timer = 0
  let asked = 0 // what was asked last; an older answer says nothing any more
  let stood = ''
  let then = '' // where to go once it is made or saved
  let taken = -1 // where the last single word ended; the next one follows it
  let saved = written()
  let sent = saved

  echo(form.querySelector('[data-echo]'), sources, ({ own }) => {
    fill(form, { own: own ? words('own', { count: own }) : '' })
    slot(form, 'legend').hidden = own === 0
  })
  for (const button of document.querySelectorAll('[data-then]')) button.hidden = false
  field.setSelectionRange(field.value.length, field.value.length) // what is taken comes after what stands there
  form.addEventListener('input', soon)
  form.addEventListener('input', () => drawWall())
  form.addEventListener('submit', () => (sent = written()))
  form.addEventListener('change', () => {
    const kind = new FormData(form).get('kind')
    if (kind) fill(document.body, { make: words(`makes.${kind}`) })
    ask()
  })
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (button?.matches('[data-use]')) {
      event.preventDefault()
      use(button)
    } else if (button === restore) write(stood)
    then = button?.dataset.then ?? (button?.type === 'submit' ? '' : then)
  })
  document.addEventListener('click', askRoom)
  document.addEventListener('submit', saveFirst, true)
  addEventListener('beforeunload', warn)
  page.addEventListener('pointerover', light)
  page.addEventListener('focusin', light)

  function written() {
    return `${title.value.trim()}\n${field.value.trim()}`
  }

  /** Words that nobody has saved. */
  function isUnsaved() {
    return written() !== saved
  }

  /** The room is asked about the words in the pen, not about those before them. */
  function askRoom(event) {
    const link = event.target instanceof Element && event.target.closest('[data-ask-room]')
    if (!link || !isUnsaved()) return
    event.preventDefault()
    then = 'vote'
    form.requestSubmit()
  }

  /** And the wall shows them. */
  function saveFirst(event) {
    if (!event.target.matches('.console__push form') || !isUnsaved()) return
    event.preventDefault()
    event.stopPropagation()
    then = 'wall'
    form.requestSubmit()
  }

  /** What was typed and not saved would be gone with the page. */
  function warn(event) {
    if (!isUnsaved()) return
    event.preventDefault()
    event.returnValue = true // browsers of before 2023 look at this alone
  }

  function soon() {
    clearTimeout(timer)
    timer = setTimeout(ask, THINKS_AFTER)
  }

  /** @param {HTMLElement} button puts something into the pen */
  async function use(button) {
    const [what] = button.value.split(':')
    if (what === 'take') return take(button.textContent ?? '')
    if (what === 'word') return takeWord(button.textContent ?? '')
    const told = await ask(button.value)
    if (!told) return
    if (what === 'draft') {
      drawFirst(form, told.draft, button.value.split(':')[1])
      slot(form, 'draft').focus()
    } else write(told.text)
  }

  /** A clause goes where one was writing: over what is selected, else over the first gap. @param {string} text */
  function take(text) {
    const { selectionStart: start, selectionEnd: end, value } = field
    const gap = value.indexOf('…')
    if (start === end && gap >= 0) return write(value.slice(0, gap) + text + value.slice(gap + 1))
    const space = start > 0 && !/\s$/u.test(value.slice(0, start)) ? ' ' : ''
    write(value.slice(0, start) + space + text + value.slice(end))
  }

  /**
   * A single word goes where the last one ended, else where one was writing or into the first gap. The focus stays where
   * it is: the next word is beside it.
   *
   * @param {string} word
   */
  function takeWord(word) {
    const { selectionStart, selectionEnd, value } = field
    const gap = selectionStart === selectionEnd && selectionStart !== taken ? value.indexOf('…') : -1
    const [start, end] = gap >= 0 ? [gap, gap + 1] : [selectionStart, selectionEnd]
    const before = start > 0 && !/\s$/u.test(value.slice(0, start)) ? ' ' : ''
    const after = /^[\p{L}\p{N}]/u.test(value.slice(end)) ? ' ' : ''
    put(value.slice(0, start) + before + word + after + value.slice(end))
    taken = start + before.length + word.length
    field.setSelectionRange(taken, taken)
    fill(form, { taken: words('taken', { words: word }) })
  }

  /** What is written can be put back. @param {string} text */
  function put(text) {
    stood = field.value
    field.value = text
    restore.hidden = stood === text || stood === ''
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }

  /** @param {string} text */
  function write(text) {
    put(text)
    taken = -1
    field.focus()
    const gap = text.indexOf('…')
    if (gap >= 0) field.setSelectionRange(gap, gap + 1)
    field.scrollIntoView({ block: 'nearest' })
  }

  /** Let the server look at what is written; it says nothing where there is no connection. */
  async function ask(use = '') {
    clearTimeout(timer)
    const mine = ++asked
    const kind = new FormData(form).get('kind') ?? ''
    const body = JSON.stringify({ kind, title: title.value, [field.name]: field.value, use })
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json' }
    const answer = await fetch(String(page.dataset.ask), { method: 'POST', headers, body }).catch(() => null)
    if (!answer?.ok) {
      if (use) toast(words('offline'))
      return null
    }
    const told = await answer.json()
    if (mine === asked) drawAdvice(form, told.advice)
    drawDrafts(page, told.drafts, view)
    drawVersions(page, told.versions)
    return told
  }

  return {
    ask,
    isUnsaved,
    /** @param {EventTarget|null} sender @param {Record<string, any>} command @param {Record<string, any>} answer */
    done(sender, command, answer) {
      const made = answer.made[0] ?? page.dataset.made
      if (sender === form) saved = sent
      if (sender === form && then === 'vote' && made) location.assign(page.dataset.vote + made)
      if (sender === form && then === 'wall') document.querySelector('.console__push form')?.requestSubmit()
      if (command.type === 'add_prompt' && sender instanceof Element) sender.closest('details')?.removeAttribute('open')
      if (!command.type.startsWith('edit_')) return
      if (sender !== form) {
        title.value = command.title
        form.dataset.seen = String(answer.seq)
        write(command[field.name] ?? '')
        saved = written()
      }
      ask()
    },
  }
}

/** What a clause comes from is lit beside it, while one points at it or has focus on it. @param {Event} event */
function light(event) {
  const place = event.target instanceof Element ? event.target.closest('[data-sources], [data-source]') : null
  const wanted = new Set((place?.getAttribute('data-sources') || place?.getAttribute('data-source') || '').split(' ').filter(Boolean))
  for (const said of page.querySelectorAll('[data-ids]')) {
    said.toggleAttribute('data-lit', said.dataset.ids.split(' ').some((id) => wanted.has(id)))
  }
}

/** @param {Record<string, any>} now */
function draw(now) {
  view = now
  drawMade()
  drawVerdict()
  drawWall()
  const drafts = drafted()
  if (looked !== drafts && looked) pen?.ask()
  looked = drafts
}

/** What tables have sent so far, so that a change is seen. */
function drafted() {
  const prompts = Object.entries(view.prompts).filter(([, prompt]) => prompt.kind === 'wording').map(([key]) => key)
  const said = Object.entries(view.responses).filter(([, r]) => prompts.includes(r.prompt))
  return `drafts ${said.map(([key, r]) => `${key} ${r.state} ${r.text}`).join('\n')}`
}

function drawVerdict() {
  const made = String(page.dataset.made ?? '')
  const verdict = page.querySelector('[data-slot="verdict"]')
  const stands = view.priorities[made] ?? view.statements[made]
  if (!verdict || !stands) return
  if (Boolean(stands.withheld) !== page.hasAttribute('data-withheld')) return begin()
  fill(page, {
    verdict: stands.agreed ? words(`verdict.${stands.agreed.verdict}`, { round: stands.agreed.round }) : '',
    asked: words(stands.agreed ? 'agreed.again' : 'agreed.never'),
  })
}

/** What stands in the pen is on the wall once it is saved, not before. */
function drawWall() {
  if (!view.workshop) return
  drawOnWall(document, view)
  if (pen?.isUnsaved()) page.parentElement?.querySelector('.console__push [data-on-wall]')?.removeAttribute('data-shown')
}

/** Words that are withheld now, or no longer, stand in the form: the page is fetched anew without them. */
function begin() {
  for (const field of page.querySelectorAll('#title, #statement')) if (field instanceof HTMLTextAreaElement) field.value = ''
  location.reload()
}

function drawMade() {
  const made = agreed(view)
  slot(page, 'none').hidden = made.length > 0
  keyed(page.querySelector('[data-list="made"]'), made.map((a) => [a.id, a]), {
    make: (_, a) => newItem(a),
    update: (element, a) => {
      const phrases = words('phrases', { n: a.phrases })
      const from = a.theme_name ? words('from', { theme: a.theme_name, phrases }) : phrases
      const [title, text] = a.withheld ? [words('unread'), words('withheld')] : [a.title, a.text === a.title ? '' : a.text]
      fill(element, { kind: words(`promoted.${a.kind}`), title, text, 'look-fors': a.look_fors ?? '', from })
    },
  })
}

function newItem(a) {
  const element = part('made-item')
  const path = `${page.dataset.console}/promote/${a.id}`
  for (const link of element.querySelectorAll('a')) link.href = path
  setFields(element, { statement: a.id })
  const remove = element.querySelector('form:last-child')
  const noun = a.kind === 'priority' ? 'priority' : 'statement'
  remove?.querySelector('[name="type"]')?.setAttribute('value', `remove_${noun}`)
  const field = remove?.querySelector('[name="priority"], [name="statement"]')
  if (field) Object.assign(field, { name: noun, value: a.id })
  return element
}
