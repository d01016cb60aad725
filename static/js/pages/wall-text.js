/** The wall as text, kept live. A reader is told politely: another face at once, counts twice a minute, and how much
 * time is left at five minutes, at one, and at the end. */

import { words } from '../dom/words.js'
import { connect } from '../live/connection.js'
import { keptTo, pictureOf } from '../wall/picture.js'
import { leftOf, read } from '../wall/reading.js'

const SECOND = 1_000 // ms
const THROTTLE = 250 // ms; a burst of phrases is one change
const COUNTS_EVERY = 30 * SECOND
const MINUTE = 60 * SECOND
const MARKS = [5 * MINUTE, MINUTE, 0]
const RUNNING = new Set(['step', 'timer']) // faces on which time passes
const COUNTING = new Set(['count', 'vote', 'wording']) // and on which people are counted
const ENDED = new Set([4501, 4504, 4505]) // close codes

const main = /** @type {HTMLElement} */ (document.querySelector('[data-text]'))
const query = new URLSearchParams(location.search)

/** @type {import('../wall/picture.js').View|null} */
let view = null
let isDue = false
let shown = String(main.querySelector('[data-read]')?.getAttribute('data-key')) // what a reader has been told of
let counts = '' // the sentence with counts, as it stands
let counted = '' // and as it was last heard
let countedAt = performance.now()
let left = /** @type {{ of: string, ms: number }|null} */ (null)

const room = connect({
  base: String(main.dataset.base),
  as: 'wall',
  on: {
    view(seen) {
      view = keptTo(seen, query.get('prompt') ?? '', query.get('face') ?? '')
      if (!isDue) setTimeout(draw, THROTTLE)
      isDue = true
    },
    state(state, { code }) {
      document.documentElement.dataset.live = state
      tell('[data-line]', state === 'waiting' ? words('away') : '')
      if (state === 'gone' && ENDED.has(code)) end(code)
    },
  },
})

setInterval(() => {
  if (!view) return
  hearTimer()
  if (RUNNING.has(pictureOf(view).face)) draw()
  tellCounts()
}, SECOND)

function draw() {
  isDue = false
  const root = main.querySelector('[data-read]')
  if (!view || !(root instanceof HTMLElement)) return
  const picture = pictureOf(view)
  const said = read(root, view, picture, String(main.dataset.join), room.now())
  counts = COUNTING.has(picture.face) ? said.second : ''
  if (picture.key === shown) return
  shown = picture.key
  hold()
  news(`${words('shows', { face: said.face })}. ${said.heading}`)
}

/** A count that has changed is told, but not soon after the last. */
function tellCounts() {
  if (!counts || counts === counted || performance.now() - countedAt < COUNTS_EVERY) return
  hold()
  news(counts)
}

function hold() {
  counted = counts
  countedAt = performance.now()
}

/** How much time is left, where that is worth a sentence. */
function hearTimer() {
  if (!view) return
  const { face, prompt } = pictureOf(view)
  const of = String(face === 'step' ? view.workshop.face_step : view.workshop.face_prompt)
  const before = left
  const ms = leftOf(prompt, room.now())
  left = ms === undefined ? null : { of, ms }
  if (before?.of !== of || ms === undefined) return
  const passed = MARKS.filter((mark) => before.ms > mark && ms <= mark).at(-1)
  if (passed !== undefined) news(passed ? words('left', { n: passed / MINUTE }) : words('time.up'))
}

/** Nothing of the room may stay on the page; why is said in words. @param {number} code */
function end(code) {
  view = null
  main.replaceChildren()
  const heading = document.createElement('h1')
  heading.textContent = words(`ended.${code}`)
  main.append(heading)
  tell('[data-line]', words('again'))
}

/** @param {string} sentence */
const news = (sentence) => tell('[data-news]', sentence)

/** @param {string} place @param {string} sentence */
function tell(place, sentence) {
  const element = document.querySelector(place)
  if (element && element.textContent !== sentence) element.textContent = sentence
}
