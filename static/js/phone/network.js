/** Network: whether what is said can leave now, what the page says of that, and when it is over for good. */

import { isBallot } from './agenda.js'
import { fill, slot } from '../dom/parts.js'
import { words } from '../dom/words.js'

const PATIENCE = { waiting: 800, connecting: 3_000 } // ms; what is shorter is not worth a word
const LEFT = { 4500: 'stale', 4501: 'elsewhere', 4504: 'gone', 4505: 'rehearsed' } // close codes that are for good

/**
 * @param {import('../pages/phone.js').Phone} phone
 * @param {{lose: (why: string, button: string) => void, changed: () => void}} on nothing more can be said from
 *   this seat, with the way on; what is on its way is shown anew
 */
export function openNetwork(phone, { lose, changed }) {
  const { page, outbox } = phone
  let network = 'live' // until we know better: the page itself has just come over it
  let notice = 0 // timer
  let isOffline = false // and its owner is told so
  addEventListener('beforeunload', warn)
  return { heard, isAway, show }

  function heard(state, { code }) {
    const was = network
    network = state
    if (state === 'live') deliver()
    if (state === 'gone') leave(code)
    if (state !== was) {
      clearTimeout(notice)
      if (state in PATIENCE) notice = setTimeout(() => tell(true), PATIENCE[state])
      else tell(false)
    }
    changed()
  }

  /** Whether what is said now has to wait. */
  function isAway() {
    return network === 'waiting' || isOffline
  }

  /** Of two tabs the one that is looked at sends first, the other what is left. */
  function deliver() {
    if (document.hidden) outbox.deliverLater()
    else outbox.deliver()
  }

  function leave(code) {
    const why = LEFT[code] ?? 'elsewhere'
    lose(words(why), words(why === 'stale' ? 'load-again' : 'join-again'))
  }

  function tell(isAway) {
    isOffline = isAway
    show()
    slot(page, 'net-icon').hidden = !isAway
    slot(page, 'languages').hidden = isAway
    fill(page, { send: words(isAway ? 'send-later' : 'send') })
    changed()
  }

  /** Say that there is no network, and what can be done without: writing, or voting. */
  function show() {
    fill(page, { net: isOffline ? words(isBallot(phone.at) ? 'offline-vote' : 'offline') : '' })
  }

  /** Where a browser keeps nothing, what waits would be lost with the page. */
  function warn(event) {
    if (outbox.due().every((letter) => letter.isKept)) return
    event.preventDefault()
    event.returnValue = true // browsers of before 2023 look at this alone
  }
}
