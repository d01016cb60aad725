/** Question: what stands at the head of the page, and whether there is something to write. */

import { isBallot, worded } from './agenda.js'
import { fill, slot } from '../dom/parts.js'
import { words } from '../dom/words.js'

const LONG = 60 // letters of a question, from which on it is set smaller
const LONGEST = 140

/** @param {import('../pages/phone.js').Phone} phone */
export function openQuestion(phone) {
  const { page, form, box, agenda, isTable } = phone
  return { show }

  function show() {
    const prompt = phone.at ? phone.view.prompts[phone.at] : undefined
    const face = faceOf(prompt)
    const told = agenda.told()
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
    form.elements.prompt.value = phone.at
    const isOver = face === 'ended' || phone.lost !== ''
    const hadFocus = form.contains(document.activeElement)
    form.hidden = !prompt || face === 'done' || (isOver && box.value.trim() === '')
    if (hadFocus && form.hidden) phone.heading().focus()
    box.readOnly = isOver
    if (isTable) slot(page, 'lines').hidden = form.hidden || isOver
    fill(page, { label: words(isOver ? 'unsent' : 'label') })
    slot(page, 'send').hidden = isOver
  }

  function faceOf(prompt) {
    if (phone.isEnded()) return 'ended'
    if (isBallot(phone.at)) return 'vote'
    if (prompt?.state === 'paused') return 'paused'
    if (prompt) return agenda.isOpen(phone.at) ? 'writing' : phone.isBusy() ? 'closed' : 'done'
    if (agenda.told()) return 'told'
    return Object.keys(phone.view.prompts).length > 0 ? 'between' : 'begin'
  }

  /** What stands under the heading: after a vote, what became of it. */
  function noteOf(face, told) {
    const { over } = phone
    if (over && !isBallot(phone.at) && !phone.isEnded()) return words(phone.mine.votes[over] ? 'vote-counted' : 'vote-missed')
    if (face === 'told') return words(`told-${told.kind}`)
    return ['writing', 'begin', 'vote'].includes(face) ? '' : words(`note-${face}`)
  }

  function roundOf(prompt) {
    if (!prompt?.wave) return ''
    const { number, of, most } = prompt.wave
    return most ? words('round', { n: most * (phone.mine.headcount ?? 1), number, of }) : words('round.any', { number, of })
  }
}
