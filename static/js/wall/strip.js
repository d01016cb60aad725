/** Strip: what concerns this one screen. It is seen while the mouse moves or the keyboard is in it. */

import { keyed } from '../dom/parts.js'
import { questionsOf } from './picture.js'
import { language } from './say.js'

const AWAKE = 4_000 // ms after the last move

/** @typedef {import('./picture.js').View} View */

/** What the address asks of this screen. @returns {{ prompt: string, face: string, scheme: string }} */
export function asked() {
  const query = new URLSearchParams(location.search)
  return { prompt: query.get('prompt') ?? '', face: query.get('face') ?? '', scheme: query.get('scheme') ?? '' }
}

/** Keep what was chosen in the address, so that a reload keeps it. @param {Record<string, string>} wishes */
export function keep(wishes) {
  const address = new URL(location.href)
  for (const [name, value] of Object.entries(wishes)) {
    if (value) address.searchParams.set(name, value)
    else address.searchParams.delete(name)
  }
  history.replaceState(null, '', address)
}

/** Let the strip be used. @param {{ does: Record<string, (button: HTMLElement) => void>, stays: () => void }} on */
export function listenTo(on) {
  const strip = stripOf()
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (strip.querySelectorAll('[data-does]'))) {
    button.hidden = false
    button.addEventListener('click', () => on.does[String(button.dataset.does)](button))
  }
  const show = strip.querySelector('[data-part="show"]')
  if (show instanceof HTMLElement) show.hidden = true // a choice counts at once
  strip.addEventListener('change', () => {
    const { prompt, face } = chosen(strip)
    keep({ prompt, face: prompt ? face : '' })
    drawText(strip)
    on.stays()
  })
  for (const move of ['pointermove', 'pointerdown', 'focusin']) addEventListener(move, wake, { passive: true })
  wake()
}

let asleep = 0 // timer

function wake() {
  document.documentElement.toggleAttribute('data-awake', true)
  clearTimeout(asleep)
  asleep = setTimeout(() => document.documentElement.toggleAttribute('data-awake', false), AWAKE)
}

/** What a screen may stay on: the prompts that the room has seen. @param {View} view */
export function drawStrip(view) {
  if (document.activeElement instanceof HTMLSelectElement) return // somebody is choosing
  const strip = stripOf()
  const stays = asked()
  const [prompts, faces] = strip.querySelectorAll('select')
  const seen = Object.entries(view.prompts).sort(([, one], [, other]) => one.place - other.place)
  const pattern = prompts.dataset.stays ?? ''
  keyed(prompts, seen, {
    make: () => document.createElement('option'),
    update: (option, prompt, id) => {
      const question = pattern.replace('{question}', short(questionsOf(prompt, language())[0]))
      if (option.textContent !== question) option.textContent = question
      Object.assign(option, { value: id })
    },
  })
  prompts.value = view.prompts[stays.prompt] ? stays.prompt : ''
  faces.value = stays.face
  faces.closest('label')?.toggleAttribute('hidden', !stays.prompt)
  drawText(strip)
}

/** The same, as text. @param {HTMLElement} strip */
function drawText(strip) {
  const address = new URL(location.href)
  address.search = ['text', address.search.slice(1)].filter(Boolean).join('&')
  for (const link of [strip.querySelector('[data-text]'), document.querySelector('.skip')]) if (link instanceof HTMLAnchorElement) link.href = address.href
}

function chosen(strip) {
  const [prompts, faces] = strip.querySelectorAll('select')
  return { prompt: prompts.value, face: faces.value }
}

const short = (/** @type {string} */ text) => (text.length > 40 ? `${text.slice(0, 39)}…` : text)

/** @returns {HTMLElement} */
function stripOf() {
  const strip = document.querySelector('[data-strip]')
  if (!(strip instanceof HTMLElement)) throw new Error('this wall has no strip')
  return strip
}
