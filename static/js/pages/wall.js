/** The wall: a face, kept live. Key D turns the scheme. */

import { part } from '../dom/parts.js'
import { connect } from '../live/connection.js'
import { beat, standAnew, update } from '../wall/faces.js'
import { pictureOf } from '../wall/picture.js'

const SECOND = 1_000 // ms
const REVOKED = new Set([4501, 4504]) // close codes

const root = document.documentElement
const wall = document.querySelector('[data-wall]')
if (!(wall instanceof HTMLElement)) throw new Error('this page has no wall')

/** @type {import('../wall/picture.js').View|null} */
let view = null
let standing = standAnew()
let changing = /** @type {{ finished: Promise<void> }|null} */ (null)

const room = connect({
  base: String(wall.dataset.base),
  as: 'wall',
  on: {
    view(seen) {
      view = seen
      draw()
    },
    state(state, { code }) {
      root.dataset.live = state
      // Its key was revoked, or the workshop is gone: nothing of it may stay on the screen.
      if (state === 'gone' && REVOKED.has(code)) location.reload()
    },
  },
})

setInterval(() => {
  if (view && !changing) beat(face(), view, pictureOf(view), standing, room.now())
}, SECOND)

addEventListener('resize', draw)

addEventListener('keydown', (event) => {
  if (event.key.toLowerCase() !== 'd' || event.ctrlKey || event.metaKey || event.altKey) return
  const isDark = root.dataset.scheme ? root.dataset.scheme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  root.dataset.scheme = isDark ? 'light' : 'dark'
  const address = new URL(location.href)
  address.searchParams.set('scheme', root.dataset.scheme) // so that a reload keeps it
  history.replaceState(null, '', address)
})

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
  changing.finished.then(done, done)
}

const isCalm = () => !document.startViewTransition || matchMedia('(prefers-reduced-motion: reduce)').matches

/** @returns {HTMLElement} */
function face() {
  return /** @type {HTMLElement} */ (wall?.firstElementChild)
}
