/**
 * Connection: the frames of one room, over whatever reaches the server.
 *
 * WebSocket first. Where that is blocked and plain HTTP answers: server-sent events with commands by
 * POST; where those do not flow either: polling. All three carry the same frames, and the handshake
 * is the recovery: each begins with the epoch and the seq at which this page stands.
 */

import { merge } from './merge.js'

const PING_EVERY = 15_000 // ms
const PING_SOON = 3_000 // ms; when a command waits for its answer
const DEAD_AFTER = 40_000 // ms without a word from the server
const ANSWER_WITHIN = 10_000 // ms without a word while a command waits
const WELCOME_WITHIN = 10_000 // ms
const WATCH_EVERY = 2_500 // ms
const POLL_EVERY = 2_500 // ms
const RETRY_MIN = 300 // ms
const RETRY_MAX = 10_000 // ms
const SLOW_DOWN = 5_000 // ms
const BLOCKED_AFTER = 2 // failures in a row while plain HTTP answered

const LOST = 1006 // close codes; the protocol has the rest
const TOO_FAST = 4429
const FOR_GOOD = 4500
const FROM_STATUS = { 401: 4501, 403: 4501, 404: 4504 } // HTTP's way of saying the same

/**
 * @typedef {Record<string, any>} Frame
 * @typedef {object} Line an open way to the server
 * @property {(command: Frame) => Promise<Frame>} send
 * @property {(code: number) => void} close
 * @typedef {object} Ends what a line is given
 * @property {string} base
 * @property {string} as
 * @property {() => {epoch: string|null, seq: number}} resume where this page stands
 * @property {(frame: Frame) => void} hear
 * @property {(code: number) => void} end called once
 */

/** Return a new `ref` for a command: 128 random bits. Works where there is no secure context. */
export function newRef() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Stay connected to a room until `close`.
 *
 * @param {object} options
 * @param {string} options.base such as `/w/KELP42`
 * @param {'phone'|'console'|'wall'} options.as
 * @param {{epoch: string, seq: number, view: Frame, mine: Frame}} [options.first] what the page was rendered from
 * @param {object} options.on
 * @param {(view: Frame, patch: Frame|null) => void} [options.on.view] null: all of it is new
 * @param {(mine: Frame, patch: Frame|null) => void} [options.on.mine]
 * @param {(lines: Frame) => void} [options.on.lines] who listens, and how well they are reached; consoles are told
 * @param {(state: 'connecting'|'live'|'waiting'|'gone', detail: Frame) => void} [options.on.state]
 *   detail of `live`: `role`, `seat`; of `waiting` and `gone`: the close `code`; `gone` never comes back
 */
export function connect({ base, as, first, on }) {
  const ways = [openSocket, openEvents, openPolling]
  let way = 0
  let blocked = 0
  let attempt = 0
  let turn = 0 // counts lines, so that an old one is not listened to
  let timer = 0
  let pause = 0 // ms; asked for by the server
  let skew = 0 // ms; the server's clock minus ours
  let state = 'connecting'
  let welcomed = false
  let line = /** @type {Line|null} */ (null)
  let view = first?.view ?? {}
  let mine = first?.mine ?? {}
  let stands = { epoch: first?.epoch ?? null, seq: first?.seq ?? 0 } // what the next hello says
  let coming = null // the epoch of a big welcome that is not whole yet
  let seen = first?.seq ?? 0

  globalThis.addEventListener('offline', cut)
  globalThis.addEventListener('online', comeBack)
  open()

  return {
    /**
     * Send a command; `ref` and `seen` are added when it has none.
     * Resolves with the `ack` or `refused` frame. Rejects with Error('offline') when there was no
     * answer: the same `ref` may be sent again.
     *
     * @param {Frame} command
     * @returns {Promise<Frame>}
     */
    send(command) {
      if (state !== 'live' || !line) return Promise.reject(new Error('offline'))
      return line.send({ ref: newRef(), seen, ...command })
    },
    /** The server's clock, milliseconds since 1970 UTC. */
    now: () => Date.now() + skew,
    /** The seq at which this page stands. */
    seq: () => seen,
    /** connecting, live, waiting or gone. */
    state: () => state,
    close() {
      globalThis.removeEventListener('offline', cut)
      globalThis.removeEventListener('online', comeBack)
      clearTimeout(timer)
      turn += 1
      line?.close(1000)
    },
  }

  function open() {
    clearTimeout(timer)
    welcomed = false
    turn += 1
    const own = turn
    line = ways[way]({
      base,
      as,
      resume: () => stands,
      hear: (frame) => own === turn && hear(frame),
      end: (code) => own === turn && ended(code),
    })
  }

  function cut() {
    line?.close(LOST)
  }

  function comeBack() {
    if (state !== 'waiting') return
    attempt = 0
    way = 0
    open()
  }

  /** @param {Frame} frame */
  function hear(frame) {
    if (frame.now) skew = frame.now - Date.now()
    if (frame.type === 'welcome') welcome(frame)
    else if (frame.type === 'patch') patched(frame)
    else if (frame.type === 'mine') {
      mine = merge(mine, frame.patch)
      on.mine?.(mine, frame.patch)
    } else if (frame.type === 'lines') on.lines?.(frame)
    else if (frame.type === 'bye') {
      pause = frame.retry_after ?? 0
      line?.close(frame.code)
    }
  }

  /** @param {Frame} frame */
  function welcome(frame) {
    const isFirst = !welcomed
    welcomed = true
    attempt = 0
    blocked = 0
    mine = frame.mine
    if (frame.view) {
      view = frame.view
      stand(frame)
      on.view?.(view, null)
    } else {
      frame.tail.forEach(patched)
      stand(frame)
    }
    on.mine?.(mine, null)
    if (isFirst) become('live', { role: frame.role, seat: frame.seat })
  }

  /** @param {Frame} frame a patch, or a step of a tail */
  function patched(frame) {
    view = merge(view, frame.patch)
    stand(frame)
    on.view?.(view, frame.patch)
  }

  /** Take the frame's seq. Part of a big welcome or change is nothing to come back to (L3). */
  function stand(frame) {
    seen = frame.seq
    if (frame.more) {
      coming = frame.epoch ?? coming ?? stands.epoch
      stands = { epoch: null, seq: 0 }
    } else {
      stands = { epoch: frame.epoch ?? coming ?? stands.epoch, seq: frame.seq }
      coming = null
    }
  }

  /** @param {number} code */
  async function ended(code) {
    turn += 1
    const own = turn
    line = null
    if (code >= FOR_GOOD) return become('gone', { code })
    if (code === TOO_FAST) pause = Math.max(pause, SLOW_DOWN)
    become('waiting', { code })
    if (welcomed) {
      if (ways[way] === openPolling) way = 0 // the network may have changed
    } else if (code !== TOO_FAST && ways[way] !== openPolling) {
      const status = await probe()
      if (own !== turn) return
      if (FROM_STATUS[status]) return become('gone', { code: FROM_STATUS[status] })
      if (status === 200) stepDown()
    }
    retry()
  }

  function stepDown() {
    blocked += 1
    if (blocked < BLOCKED_AFTER) return
    blocked = 0
    way += 1
    attempt = 0
  }

  /** Come back after a wait that grows, at a random moment in it: forty phones must not knock at once. */
  function retry() {
    const longest = Math.min(RETRY_MAX, 2 * RETRY_MIN * 2 ** attempt)
    attempt += 1
    timer = setTimeout(open, pause + RETRY_MIN + Math.random() * (longest - RETRY_MIN))
    pause = 0
  }

  /** Return the HTTP status at which the same frames are to be had, 0 when nobody answers. */
  async function probe() {
    try {
      const answer = await ask(eventsAddress({ base, as }, stands), { timeout: WELCOME_WITHIN })
      return answer.status
    } catch {
      return 0
    }
  }

  function become(next, detail) {
    state = next
    on.state?.(next, detail)
  }
}

// ── three ways ───────────────────────────────────────────────────────────────

/**
 * @param {Ends} ends
 * @returns {Line}
 */
function openSocket({ base, as, resume, hear, end }) {
  const address = new URL(`${base}/live`, location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  const waiting = new Map() // ref → [resolve, reject]
  const watch = watchdog({ ping: () => socket.send('{"type":"ping"}'), close, isWaiting: () => waiting.size > 0 })
  let isOver = false
  const socket = new WebSocket(address)
  socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', as, ...resume() }))
  socket.onclose = ({ code }) => close(code)
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data)
    watch.heard(frame)
    hear(frame)
    if (frame.type === 'ack' || frame.type === 'refused') answer(frame)
  }
  return { send, close }

  function send(command) {
    return new Promise((resolve, reject) => {
      waiting.set(command.ref, [resolve, reject])
      socket.send(JSON.stringify(command))
    })
  }

  /** What the server could not read it refuses without a ref; it can only be what waits alone. */
  function answer(frame) {
    const ref = frame.ref ?? (waiting.size === 1 ? waiting.keys().next().value : undefined)
    const [resolve] = waiting.get(ref) ?? []
    waiting.delete(ref)
    resolve?.(frame)
  }

  function close(code) {
    if (isOver) return
    isOver = true
    watch.stop()
    socket.close()
    for (const [, reject] of waiting.values()) reject(new Error('offline'))
    end(code)
  }
}

/**
 * @param {Ends} ends
 * @returns {Line}
 */
function openEvents({ base, as, resume, hear, end }) {
  const stop = new AbortController()
  const watch = watchdog({ ping: () => {}, close, isWaiting: () => false })
  let isOver = false
  listen().then(() => close(LOST), () => close(LOST))
  return { send: (command) => post(base, command), close }

  async function listen() {
    const address = eventsAddress({ base, as }, resume())
    const answer = await fetch(address, { headers: { Accept: 'text/event-stream' }, signal: stop.signal })
    if (!answer.ok) return close(FROM_STATUS[answer.status] ?? LOST)
    const reader = answer.body.getReader()
    const decoder = new TextDecoder()
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      watch.heard()
      blocks.forEach(take)
    }
  }

  function take(block) {
    const lines = block.split('\n').filter((line) => line.startsWith('data:'))
    if (lines.length === 0) return
    const frame = JSON.parse(lines.map((line) => line.slice(5).trimStart()).join('\n'))
    watch.heard(frame)
    hear(frame)
  }

  function close(code) {
    if (isOver) return
    isOver = true
    watch.stop()
    stop.abort()
    end(code)
  }
}

/**
 * @param {Ends} ends
 * @returns {Line}
 */
function openPolling({ base, as, resume, hear, end }) {
  let isOver = false
  let timer = 0
  poll()
  return { send, close }

  async function poll() {
    clearTimeout(timer)
    try {
      const answer = await ask(eventsAddress({ base, as }, resume()), { timeout: ANSWER_WITHIN })
      if (!answer.ok) return close(FROM_STATUS[answer.status] ?? LOST)
      const frames = await answer.json()
      if (!isOver) frames.forEach(hear)
    } catch {
      return close(LOST)
    }
    clearTimeout(timer)
    if (!isOver) timer = setTimeout(poll, POLL_EVERY * (0.75 + Math.random() / 2))
  }

  async function send(command) {
    const answer = await post(base, command)
    if (!isOver) poll() // what it changed is not told otherwise
    return answer
  }

  function close(code) {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    end(code)
  }
}

// ── what they share ──────────────────────────────────────────────────────────

/** End a line on which nothing is heard: a dead network closes no socket. */
function watchdog({ ping, close, isWaiting }) {
  let heardAt = Date.now()
  let isWelcome = false
  const timer = setInterval(look, WATCH_EVERY)
  return {
    heard(frame) {
      heardAt = Date.now()
      isWelcome ||= frame?.type === 'welcome'
    },
    stop: () => clearInterval(timer),
  }

  function look() {
    const quiet = Date.now() - heardAt
    if (quiet > limit()) close(LOST)
    else if (isWelcome && quiet > (isWaiting() ? PING_SOON : PING_EVERY)) ping()
  }

  function limit() {
    if (!isWelcome) return WELCOME_WITHIN
    return isWaiting() ? ANSWER_WITHIN : DEAD_AFTER
  }
}

function eventsAddress({ base, as }, { epoch, seq }) {
  const query = new URLSearchParams({ as, seq: String(seq) })
  if (epoch) query.set('epoch', epoch)
  return `${base}/events?${query}`
}

/** Send one command over plain HTTP; the answer is its `ack` or `refused`. Rejects with Error('offline'). */
export async function post(base, command) {
  try {
    const answer = await ask(`${base}/commands`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(command),
      timeout: ANSWER_WITHIN,
    })
    return await answer.json()
  } catch {
    throw new Error('offline')
  }
}

/** Fetch JSON, giving up after `timeout` ms. */
async function ask(address, { timeout, headers = {}, ...rest }) {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), timeout)
  try {
    return await fetch(address, { ...rest, headers: { Accept: 'application/json', ...headers }, signal: stop.signal })
  } finally {
    clearTimeout(timer)
  }
}
