/** Examples: what people could say under the prompt in hand, and the words that are offered to begin with. */

import { fill, keyed, part } from '../dom/parts.js'
import { listOf, setFields, show } from './forms.js'

const TAKES = new Set(['open', 'paused'])

/** @param {import('./state.js').State} state */
export function drawExamples({ view, prompt }) {
  const place = document.querySelector('[data-examples]')
  if (!(place instanceof HTMLElement) || !prompt) return
  const { state, kind } = view.prompts[prompt]
  const own = Object.entries(view.examples)
    .filter(([, example]) => example.prompt === prompt)
    .sort(([, one], [, other]) => one.place - other.place)
  keyed(listOf(place, 'examples'), own, {
    make: () => part('example'),
    update: (item, { text }) => fill(item, { text }),
  })
  place.hidden = own.length === 0 && !TAKES.has(state)
  show(place, '[data-part="remove"]', own.length > 0)
  show(place, '[data-part="add"]', TAKES.has(state))
  setFields(place, { prompt })
  offer(place, kind)
}

/** Offer words of this kind, where nobody has typed any. @param {HTMLElement} place @param {string} kind */
function offer(place, kind) {
  const box = place.querySelector('textarea')
  const offers = document.querySelector('template#offers')
  if (!box || !(offers instanceof HTMLTemplateElement) || box.value !== box.defaultValue) return
  const words = offers.content.querySelector(`data[value="${CSS.escape(kind)}"]`)?.textContent ?? ''
  if (box.defaultValue !== words) box.value = box.defaultValue = words
}
