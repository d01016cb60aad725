/** The wall: a face, kept live. What this one screen does for itself stands in its strip. */

import { keys } from '../dom/keys.js'
import { fill, part } from '../dom/parts.js'
import { words } from '../dom/words.js'
import { connect } from '../live/connection.js'
import { beat, standAnew, update } from '../wall/faces.js'
import { keptTo, pictureOf } from '../wall/picture.js'
import { newSound } from '../wall/sound.js'
import { asked, drawStrip, keep, listenTo } from '../wall/strip.js'

const SECOND = 1_000 // ms
const ENDED = new Set([4501, 4504, 4505]) // close codes: its key was revoked, or the workshop, or the rehearsal, is gone
const SHEETS = { paper: 'light', chalkboard: 'dark' } // the room's word → the sheet's

const root = document.documentElement
const wall = document.querySelector('[data-wall]')
if (!(wall instanceof HTMLElement)) throw new Error('this page has no wall')

/** @type {import('../wall/picture.js').View|null} */
let view = null
let told = /** @type {import('../wall/picture.js').View|null} */ (null) // as it came
let standing = standAnew()
let changing = /** @type {ViewTransition|null} */ (null)
const sound = newSound()

const room = connect({
  base: String(wall.dataset.base),
  as: 'wall',
  on: {
    view(seen) {
      told = seen
      follow()
    },
    state(state, { code }) {
      if (state === 'live') tellSize()
      root.dataset.live = state
      if (state === 'gone' && ENDED.has(code)) end(code)
    },
  },
})

setInterval(() => {
  if (!view) return
  const picture = pictureOf(view)
  const left = picture.prompt.closes_at === undefined ? undefined : picture.prompt.closes_at - room.now()
  const { face_prompt: prompt, face_step: step } = view.workshop
  sound.hear(String(picture.face === 'step' ? step : prompt), left)
  if (!changing) beat(face(), view, picture, standing, room.now())
}, SECOND)

addEventListener('resize', draw)
addEventListener('resize', () => setTimeout(tellSize, SECOND))

listenTo({
  does: {
    scheme: turnScheme,
    async sound(button) {
      await sound.turn()
      button.setAttribute('aria-pressed', String(sound.isOn()))
    },
    full: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()),
  },
  stays: follow,
})
keys()

/** Show what the room shows, or what this screen stays on. */
function follow() {
  if (!told) return
  const { prompt, face: kept, scheme } = asked()
  view = keptTo(told, prompt, kept)
  const sheet = scheme || SHEETS[told.workshop.scheme]
  if (sheet) root.dataset.scheme = sheet
  else delete root.dataset.scheme
  drawStrip(told)
  draw()
}

/** This screen alone: the other of paper and chalkboard. */
function turnScheme() {
  const isDark = root.dataset.scheme ? root.dataset.scheme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  root.dataset.scheme = isDark ? 'light' : 'dark'
  keep({ scheme: root.dataset.scheme })
}

/** Nothing of the room may stay on the screen; why is said in words, and nothing is loaded again. @param {number} code */
function end(code) {
  view = told = null
  changing?.skipTransition()
  const ended = part('face-ended')
  fill(ended, { ended: words(`ended.${code}`) })
  face().replaceWith(ended)
  document.querySelector('[data-strip]')?.remove()
}

/** Let who checks the room before the doors open know how large this screen is. */
function tellSize() {
  room.tell({ type: 'at', screen: [innerWidth, innerHeight] })
}

/** Show what the room shows now: the same face is filled again, another one takes its place. */
function draw() {
  if (!view) return
  const picture = pictureOf(view)
  if (face().dataset.key === picture.key) update(face(), view, picture, standing, room.now())
  else if (picture.face === 'blank' || isCalm()) replace()
  else fade()
}

/** Blank is immediate, whatever is under way. */
function replace() {
  if (!view) return
  const picture = pictureOf(view)
  if (picture.face === 'blank') changing?.skipTransition()
  const next = part(`face-${picture.face}`)
  next.dataset.key = picture.key
  standing = standAnew()
  face().replaceWith(next)
  update(next, view, picture, standing, room.now())
}

/** One face fades into the next; what comes meanwhile is drawn when it has. */
function fade() {
  if (changing) return
  changing = document.startViewTransition(replace)
  const done = () => {
    changing = null
    draw()
  }
  changing.ready.catch(() => {}) // one that is cut short was never ready; it has finished all the same
  changing.finished.then(done, done)
}

const isCalm = () => !document.startViewTransition || matchMedia('(prefers-reduced-motion: reduce)').matches

/** @returns {HTMLElement} */
function face() {
  return /** @type {HTMLElement} */ (wall?.firstElementChild)
}
