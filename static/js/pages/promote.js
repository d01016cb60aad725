/** The pen: a theme or a phrase is worded, beside what the room said. */

import { echo } from '../dom/echo.js'
import { agreed } from '../console/board.js'
import { setFields } from '../console/forms.js'
import { wordsIf } from '../console/say.js'
import { commands } from '../dom/commands.js'
import { keys } from '../dom/keys.js'
import { fill, keyed, part, slot } from '../dom/parts.js'
import { toast } from '../dom/toast.js'
import { words } from '../dom/words.js'
import { connect } from '../live/connection.js'

const page = document.querySelector('[data-draft]')
if (!(page instanceof HTMLElement)) throw new Error('this page has no pen')

const room = connect({ base: String(page.dataset.base), as: 'console', on: { view: drawMade } })
commands(document, room)
keys()

const draft = document.getElementById('draft')
if (draft instanceof HTMLFormElement) startPen(draft)

document.addEventListener('command:done', (event) => {
  const { command, answer } = event.detail
  const text = wordsIf(`done.${command.type}`)
  if (text) toast(text, wordsIf(`undo.${command.type}`) ? answer.seq : null)
})

/** @param {HTMLFormElement} form */
function startPen(form) {
  form.dataset.seen = form.elements.namedItem('seen').value // its words came with the page
  const place = form.querySelector('[data-echo]')
  const sources = [...page.querySelectorAll('[data-sources] [data-slot="text"]')]
  echo(place, sources, ({ said, own }) => {
    fill(form, { said: said ? words('said', { count: said }) : '', own: own ? words('own', { count: own }) : '' })
    slot(form, 'legend').hidden = own === 0
  })
  form.addEventListener('change', () => {
    const kind = new FormData(form).get('kind')
    if (kind) fill(form, { make: words(`makes.${kind}`) })
  })
}

/** @param {Record<string, any>} view */
function drawMade(view) {
  const made = agreed(view)
  slot(page, 'none').hidden = made.length > 0
  keyed(page.querySelector('[data-list="made"]'), made.map((a) => [a.id, a]), {
    make: (_, a) => newItem(a),
    update: (element, a) => {
      const phrases = words('phrases', { n: a.phrases })
      const from = a.theme_name ? words('from', { theme: a.theme_name, phrases }) : phrases
      fill(element, { kind: words(`promoted.${a.kind}`), title: a.title, text: a.text === a.title ? '' : a.text, from })
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
