/**
 * Commands: forms are the API. One listener turns every `<form data-command>` into a command frame;
 * without it the browser posts the same form to the same address.
 *
 * A field is text; `data-type="int"`, `"bool"` or `"list"` says otherwise. An empty field is left out,
 * unless it is `required` or has `data-type="text"`. A refusal is shown in the form's `[data-refusal]`.
 * A form that offers words to be changed holds in `data-seen` the seq at which it took them, so that what
 * somebody else has said since is not overwritten unseen (C4); any other is sent with where the page stands.
 * When the answer is in, `command:done` is dispatched on the form, with `{ command, answer }`; a form
 * with `data-reset` is emptied, a dialog around it is closed.
 */

import { newRef, post } from '../live/connection.js'
import { words } from './words.js'

const OURS = new Set(['nonce', 'ref', 'seen', 'back']) // not the form's to say, or for a browser without script

/**
 * @typedef {object} Room such as a connection
 * @property {(command: Record<string, any>) => Promise<Record<string, any>>} send
 * @property {() => number} seq where the page stands; 0 when nobody has told it yet
 */

/**
 * Listen for the forms of a page.
 *
 * @param {Element|Document} root
 * @param {Room} room
 */
export function commands(root, room) {
  root.addEventListener('submit', (event) => {
    const form = event.target
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !form.matches('[data-command]')) return
    event.preventDefault()
    submit(form, event.submitter, room)
  })
}

async function submit(form, submitter, room) {
  if (form.hasAttribute('aria-busy')) return
  form.setAttribute('aria-busy', 'true')
  tell(form, '')
  const command = { ref: newRef(), seen: seenBy(form, room), ...commandOf(form, submitter) }
  try {
    const answer = await sendOrPost(form, command, room)
    lookAgain(form, answer, room)
    answered(form, command, answer)
  } catch (error) {
    if (!(error instanceof Error && error.message === 'offline')) throw error
    tell(form, words('offline'))
  } finally {
    form.removeAttribute('aria-busy')
  }
}

/** Without a live line the same command, with the same `ref`, is posted to where the form points. */
async function sendOrPost(form, command, room) {
  try {
    return await room.send(command)
  } catch (error) {
    if (!(error instanceof Error && error.message === 'offline')) throw error
    return post(form.getAttribute('action').replace(/\/commands$/, ''), command)
  }
}

/** The seq of a page's own markup counts until the page is told another. */
function seenBy(form, room) {
  return Number(form.dataset.seen ?? (room.seq() || form.elements.namedItem('seen')?.value || 0))
}

/** What is saved, or was read as somebody else's, is what the next change is made of. */
function lookAgain(form, answer, room) {
  if (form.dataset.seen === undefined) return
  if (answer.type === 'ack') form.dataset.seen = String(answer.seq)
  else if (answer.code === 'changed_meanwhile') form.dataset.seen = String(room.seq())
}

function answered(form, command, answer) {
  if (answer.type !== 'ack') return tell(form, answer.message)
  if (form.hasAttribute('data-reset')) form.reset()
  form.closest('dialog')?.close()
  form.dispatchEvent(new CustomEvent('command:done', { bubbles: true, detail: { command, answer } }))
}

/** Show a sentence in the form's own place for refusals. */
function tell(form, sentence) {
  const place = form.querySelector('[data-refusal]')
  if (!place) {
    if (sentence) throw new Error(`form "${form.elements.namedItem('type')?.value}" has no place for "${sentence}"`)
    return
  }
  place.textContent = sentence
  place.hidden = sentence === ''
}

/**
 * Return the command that a form stands for, without `ref` and `seen`.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLElement|null} [submitter] the button that was pressed; its name and value count
 */
export function commandOf(form, submitter) {
  const fields = new FormData(form)
  if (submitter?.name) fields.append(submitter.name, submitter.value)
  const command = {}
  for (const name of new Set(fields.keys())) {
    if (OURS.has(name)) continue
    const value = valueOf(fieldOf(form, submitter, name), fields.getAll(name))
    if (value !== undefined) command[name] = value
  }
  return command
}

function fieldOf(form, submitter, name) {
  if (submitter?.name === name) return submitter
  return form.querySelector(`[name="${CSS.escape(name)}"]`) ?? form.elements.namedItem(name)
}

function valueOf(field, values) {
  const last = String(values[values.length - 1])
  const type = field?.dataset?.type
  if (type === 'list') return values.map(String).filter((value) => value !== '')
  if (last === '') return field?.required || type === 'text' ? '' : undefined
  if (type === 'int') return Number.parseInt(last, 10)
  if (type === 'bool') return last === 'true' || last === 'on' || last === '1'
  return last
}
