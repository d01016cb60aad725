/** Tries: how a browser reaches the server, each way really tried. Resolves with milliseconds, rejects where it is blocked. */

const WITHIN = 8_000 // ms

/** @param {string} base @param {string|null} as who says hello; null: the door's "no" is an answer too @returns {Promise<number>} */
export function trySocket(base, as) {
  const began = performance.now()
  const address = new URL(`${base}/live`, location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  return inTime((resolve, reject) => {
    const socket = new WebSocket(address)
    let isOpen = false
    socket.onopen = () => {
      isOpen = true
      socket.send(JSON.stringify({ type: 'hello', ...(as ? { as } : {}), epoch: null, seq: 0 }))
    }
    socket.onmessage = () => {
      resolve(performance.now() - began)
      socket.close()
    }
    socket.onclose = ({ code }) => (isOpen && !as && code >= 4500 ? resolve(performance.now() - began) : reject(new Error('blocked')))
  })
}

/** The first piece of a long answer must come while it is still open. @param {string} base @returns {Promise<number>} */
export function tryEvents(base) {
  const began = performance.now()
  const stop = new AbortController()
  const tried = inTime(async (resolve, reject) => {
    try {
      const answer = await fetch(`${base}/events?as=console`, { headers: { Accept: 'text/event-stream' }, signal: stop.signal })
      if (!answer.ok || !answer.body) return reject(new Error('blocked'))
      await answer.body.getReader().read()
      resolve(performance.now() - began)
    } catch (error) {
      reject(error)
    }
  })
  return tried.finally(() => stop.abort())
}

/** @param {string} address answers with JSON @returns {Promise<number>} */
export async function tryRequest(address) {
  const began = performance.now()
  return inTime(async (resolve, reject) => {
    try {
      const answer = await fetch(address, { headers: { Accept: 'application/json' }, cache: 'no-store' })
      await answer.text()
      if (answer.status >= 500) reject(new Error('blocked'))
      else resolve(performance.now() - began)
    } catch (error) {
      reject(error)
    }
  })
}

/** @param {(resolve: (ms: number) => void, reject: (error: unknown) => void) => void} act @returns {Promise<number>} */
function inTime(act) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('late')), WITHIN)
    const over = (/** @type {(value: any) => void} */ then) => (/** @type {any} */ value) => {
      clearTimeout(timer)
      then(value)
    }
    act(over(resolve), over(reject))
  })
}
