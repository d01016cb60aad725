/** A phone says how it came: by socket, or only by plain requests. */

import { fill } from '../dom/parts.js'
import { words } from '../dom/words.js'
import { tryRequest, trySocket } from '../live/tries.js'

const page = document.querySelector('[data-phone-check]')
if (!(page instanceof HTMLElement)) throw new Error('this page tries nothing')
const base = String(page.dataset.base)

come()

async function come() {
  let way = 'socket'
  let ms = 0
  try {
    ms = Math.round(await trySocket(base, null))
  } catch {
    way = 'http'
    ms = Math.round(await tryRequest(`${base}/check`).catch(() => 0))
  }
  fill(page, { told: words(way, { ms }) })
  const answer = await fetch(`${base}/check`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ way, ms }),
  }).catch(() => null)
  fill(page, { more: words(answer?.ok ? 'told' : 'untold') })
}
