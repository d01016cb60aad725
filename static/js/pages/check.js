/** Check: tries from this browser, and asks again and again for walls and phones. */

import { fill, keyed, part } from '../dom/parts.js'
import { words } from '../dom/words.js'
import { tryEvents, tryRequest, trySocket } from '../live/tries.js'

const AGAIN = 2_000 // ms
const SLOW = 1_000 // ms
const APART = 5 // seconds between two clocks that nobody minds
const SMALL = { width: 1280, height: 720 }
const ICONS = { good: 'icon--good', warn: 'icon--warn', bad: 'icon--bad' }

const page = document.querySelector('[data-checks]')
if (!(page instanceof HTMLElement)) throw new Error('this page checks nothing')
const base = String(page.dataset.base)

tried('socket', trySocket(base, 'console'))
tried('events', tryEvents(base))
tried('polling', tryRequest(`${base}/events?as=console`))
look()

/** @param {string} key @param {Promise<number>} trying */
async function tried(key, trying) {
  try {
    const ms = Math.round(await trying)
    say(key, ms < SLOW ? 'good' : 'warn', words('works', { ms }), ms < SLOW ? '' : words('slow'))
  } catch {
    say(key, key === 'polling' ? 'bad' : 'warn', words('blocked'), words(`${key}.bad`))
  }
}

async function look() {
  const began = Date.now()
  try {
    const answer = await fetch(`${base}/console/check.json`, { headers: { Accept: 'application/json' } })
    if (answer.ok) draw(await answer.json(), (began + Date.now()) / 2)
  } catch {
    // the lines above say that nothing comes through; it is tried again
  }
  setTimeout(look, AGAIN)
}

function draw({ now, walls, reports, storage }, here) {
  const n = Math.round(Math.abs(now - here) / 1000)
  say('clock', n > APART ? 'warn' : 'good', words('clock.off', { n }), n > APART ? words('clock.advice') : '')
  const screens = walls.map(([width, height]) => (width ? `${width} × ${height}` : '?')).join(', ')
  const isSmall = walls.some(([width, height]) => width && (width < SMALL.width || height < SMALL.height))
  if (walls.length) say('wall', isSmall ? 'warn' : 'good', words('wall.screens', { screens }), isSmall ? words('wall.small') : '')
  else say('wall', 'warn', words('wall.none'), words('wall.open'))
  if (reports.length) {
    const blocked = reports.some(({ way }) => way === 'http')
    say('phone', blocked ? 'warn' : 'good', words('phones', { n: reports.length }), blocked ? words('socket.bad') : '')
  }
  if (storage !== 'good') say('storage', 'bad', '', '')
  keyed(page.querySelector('[data-list="reports"]'), reports.map((one) => [`at-${one.at}`, one]).reverse(), {
    make: () => part('report'),
    update: (line, { way, ms }) => fill(line, { text: words(`phone.${way}`, { ms: ms ?? 0 }) }),
  })
}

/** @param {string} key @param {'good'|'warn'|'bad'} state @param {string} told @param {string} advice */
function say(key, state, told, advice) {
  const line = page.querySelector(`[data-check="${key}"]`)
  if (!(line instanceof HTMLElement)) return
  line.dataset.state = state
  const status = /** @type {HTMLElement} */ (line.querySelector('.status'))
  status.dataset.status = state
  status.querySelector('.icon').className = `icon ${ICONS[state]}`
  fill(line, { state: words(state), ...(told ? { told } : {}), advice })
}
