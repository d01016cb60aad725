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
const SLEPT_AFTER = 10_000 // ms between two looks of the watch: its timers stood still
const ALIVE_WITHIN = 4_000 // ms; when it is asked after a sleep
const BEAT = 20_000 // ms in which events that flow are heard of
const POLL_EVERY = 2_500 // ms
const TOLD_WITHIN = 1_000 // ms after an answer
const REST_AFTER = 20_000 // ms without anybody looking at the page
const RETRY_MIN = 300 // ms
const RETRY_MAX = 10_000 // ms
const SLOW_DOWN = 5_000 // ms
const WAIT_MOST = 60_000 // ms that a server, or what answers in its place, may ask for
const STEADY_AFTER = 10_000 // ms; a line that held so long was a good one
const BLOCKED_AFTER = 2 // failures in a row while plain HTTP answered
const SEEK_FIRST = 15_000 // ms until a better way is looked for; then twice as long each time
const SEEK_MOST = 600_000 // ms

const LOST = 1006 // close codes; the protocol has the rest
const TOO_FAST = 4429
const FOR_GOOD = 4500
const FROM_STATUS = { 401: 4501, 403: 4501, 404: 4504, 410: 4505 } // HTTP's way of saying the same

/**
 * @typedef {Record<string, any>} Frame
 * @typedef {object} Line an open way to the server
 * @property {(command: Frame) => Promise<Frame>} send
 * @property {(frame: Frame) => boolean} [tell] say what nobody answers
 * @property {() => void} check ask whether it is still alive; it ends soon when it is not
 * @property {(code: number) => void} close
 * @typedef {object} Ends what a line is given
 * @property {string} base
 * @property {string} as
 * @property {() => {epoch: string|null, seq: number}} resume where this page stands
 * @property {(frame: Frame) => void} hear
 * @property {(code: number, wait?: number) => void} end called once; `wait`: ms that the server asks for
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
 * @param {() => boolean} [options.mayRest] whether the line may be let go while nobody looks at the
 *   page, so that of several tabs one is connected; without it never
 * @param {object} options.on
 * @param {(view: Frame, patch: Frame|null) => void} [options.on.view] null: all of it is new
 * @param {(mine: Frame, patch: Frame|null) => void} [options.on.mine]
 * @param {(lines: Frame) => void} [options.on.lines] who listens, and how well they are reached; consoles are told
 * @param {(people: Frame) => void} [options.on.people] who is at the other consoles; consoles are told
 * @param {(met: Frame) => void} [options.on.met] somebody else was faster, or slower
 * @param {(state: 'connecting'|'live'|'waiting'|'resting'|'gone', detail: Frame) => void} [options.on.state]
 *   detail of `live`: `role`, `seat`; of `waiting` and `gone`: the close `code`; `gone` never comes back
 */
export function connect({ base, as, first, mayRest, on }) {
  const ways = [openSocket, openEvents, openPolling]
  const over = new AbortController()
  let way = 0
  let blocked = 0
  let attempt = 0
  let turn = 0 // counts lines, so that an old one is not listened to
  let timer = 0
  let resting = 0 // timer
  let seeking = 0 // timer
  let seekAfter = SEEK_FIRST
  let pause = 0 // ms; asked for by the server
  let isTold = false // the server said when to come back
  let ahead = Date.now() - performance.now() // ms; the server's clock before one that nobody sets
  let state = 'connecting'
  let welcomed = false
  let steadyFrom = instant()
  let line = /** @type {Line|null} */ (null)
  let view = first?.view ?? {}
  let mine = first?.mine ?? {}
  let stands = { epoch: first?.epoch ?? null, seq: first?.seq ?? 0 } // what the next hello says
  let coming = null // the epoch of a big welcome that is not whole yet
  let seen = first?.seq ?? 0

  listenTo(globalThis, 'offline', cut)
  listenTo(globalThis, 'online', comeBack)
  listenTo(globalThis, 'pagehide', (event) => event.persisted && rest())
  listenTo(globalThis, 'pageshow', (event) => event.persisted && wake())
  listenTo(document, 'visibilitychange', looked)
  listenTo(document, 'resume', () => document.hidden || wake())
  open()
  if (document.hidden) looked()

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
    /**
     * Say something that nobody answers and nothing keeps; false where no line carries it.
     *
     * @param {Frame} frame
     * @returns {boolean}
     */
    tell(frame) {
      return state === 'live' && Boolean(line?.tell?.(frame))
    },
    /** The server's clock, milliseconds since 1970 UTC. */
    now: () => Math.round(performance.now() + ahead),
    /** The seq at which this page stands. */
    seq: () => seen,
    /** connecting, live, waiting, resting or gone. */
    state: () => state,
    close() {
      over.abort()
      clearTimeout(resting)
      letGo()
    },
  }

  function listenTo(target, type, listener) {
    target.addEventListener(type, listener, { signal: over.signal })
  }

  function open() {
    letGo()
    welcomed = false
    const own = turn
    line = ways[way]({
      base,
      as,
      resume: () => stands,
      hear: (frame) => own === turn && hear(frame),
      end: (code, wait) => own === turn && ended(code, wait),
    })
  }

  /** Be on no line and wait for none, whatever was told. */
  function letGo() {
    clearTimeout(timer)
    clearTimeout(seeking)
    isTold = false
    pause = 0
    turn += 1
    line?.close(1000)
    line = null
  }

  function cut() {
    line?.close(LOST)
  }

  /** There is a network again, perhaps another one. */
  function comeBack() {
    if (state === 'live') return line?.check()
    if (state !== 'waiting' && state !== 'connecting') return
    attempt = blocked = way = 0
    seekAfter = SEEK_FIRST
    open()
  }

  // ── who looks ──────────────────────────────────────────────────────────────

  function looked() {
    clearTimeout(resting)
    if (!document.hidden) wake()
    else if (mayRest) resting = setTimeout(restOrStay, REST_AFTER)
  }

  function restOrStay() {
    if (!document.hidden) return
    if (mayRest?.()) rest()
    else resting = setTimeout(restOrStay, REST_AFTER)
  }

  /** Let the line go until somebody looks at the page. */
  function rest() {
    if (state === 'gone' || state === 'resting') return
    letGo()
    become('resting', {})
  }

  /** Somebody looks at the page, or its timers go on: be on a line that is alive. */
  function wake() {
    if (state === 'live') line?.check()
    else if (state !== 'gone' && !isTold) {
      attempt = 0
      if (state === 'resting') become('connecting', {})
      open()
    }
  }

  // ── what is heard ──────────────────────────────────────────────────────────

  /** @param {Frame} frame */
  function hear(frame) {
    if (frame.now) ahead = frame.now - performance.now()
    if (frame.type === 'welcome') welcome(frame)
    else if (frame.type === 'patch') patched(frame)
    else if (frame.type === 'mine') {
      mine = merge(mine, frame.patch)
      on.mine?.(mine, frame.patch)
    } else if (frame.type === 'lines') on.lines?.(frame)
    else if (frame.type === 'people') on.people?.(frame)
    else if (frame.type === 'met') on.met?.(frame)
    else if (frame.type === 'bye') {
      pause = frame.retry_after ?? 0
      line?.close(frame.code)
    }
  }

  /** @param {Frame} frame */
  function welcome(frame) {
    const isFirst = !welcomed
    welcomed = true
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
    if (!isFirst) return
    steadyFrom = instant()
    if (way > 0) seekLater()
    become('live', { role: frame.role, seat: frame.seat })
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

  // ── when a line ends ───────────────────────────────────────────────────────

  /**
   * @param {number} code
   * @param {number} [wait] ms
   */
  async function ended(code, wait = 0) {
    turn += 1
    const own = turn
    clearTimeout(seeking)
    line = null
    pause = Math.max(pause, wait, code === TOO_FAST ? SLOW_DOWN : 0)
    if (code >= FOR_GOOD) return become('gone', { code })
    const wasSteady = welcomed && elapsed(steadyFrom) > STEADY_AFTER
    if (wasSteady) attempt = blocked = 0
    if (wasSteady && way === 0) seekAfter = SEEK_FIRST
    const mayBeBlocked = welcomed ? code === LOST && !wasSteady : code !== TOO_FAST
    become('waiting', { code })
    if (mayBeBlocked && ways[way] !== openPolling && navigator.onLine) {
      const found = await probe()
      if (own !== turn) return
      if (found.code) return become('gone', { code: found.code })
      if (found.told) stepDown()
      pause = Math.max(pause, found.wait)
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
    const longest = Math.min(RETRY_MAX, 2 * RETRY_MIN * 1.5 ** attempt)
    attempt += 1
    isTold = pause > 0
    timer = setTimeout(open, pause + RETRY_MIN + Math.random() * (longest - RETRY_MIN))
    pause = 0
  }

  /** Ask plain HTTP for the same frames. */
  async function probe() {
    try {
      return framesOf(await ask(eventsAddress({ base, as }, stands), { timeout: WELCOME_WITHIN }))
    } catch {
      return { told: null, code: 0, wait: 0 }
    }
  }

  // ── a better way ───────────────────────────────────────────────────────────

  function seekLater() {
    clearTimeout(seeking)
    seeking = setTimeout(seek, seekAfter * (0.75 + Math.random() / 2), 0)
    seekAfter = Math.min(SEEK_MOST, 2 * seekAfter)
  }

  /**
   * Try a better way beside the one that works, and change over once it has said welcome.
   *
   * @param {number} better index of a way
   */
  function seek(better) {
    if (better >= way) return seekLater()
    let own = turn
    let isChosen = false
    const other = ways[better]({
      base,
      as,
      resume: () => stands,
      hear(frame) {
        if (own !== turn || !(isChosen || frame.type === 'welcome')) return other.close(1000)
        if (!isChosen) {
          letGo()
          own = turn
          isChosen = true
          line = other
          way = better
          steadyFrom = instant()
          if (way > 0) seekLater()
        }
        hear(frame)
      },
      end(code, wait) {
        if (own !== turn) return
        if (isChosen) ended(code, wait)
        else seek(better + 1)
      },
    })
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
  const watch = watchdog({ ping: () => socket.send('{"type":"ping"}'), beat: 0, close, isWaiting: () => waiting.size > 0 })
  let isOver = false
  const socket = new WebSocket(address)
  socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', as, ...resume() }))
  socket.onclose = ({ code }) => close(code)
  socket.onmessage = ({ data }) => {
    if (isOver) return
    const frame = JSON.parse(data)
    watch.heard(frame)
    hear(frame)
    if (frame.type === 'ack' || frame.type === 'refused') answer(frame)
  }
  return { send, tell, check: watch.check, close }

  function tell(frame) {
    if (socket.readyState !== WebSocket.OPEN) return false
    socket.send(JSON.stringify(frame))
    return true
  }

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
  const watch = watchdog({ ping: () => {}, beat: BEAT, close, isWaiting: () => false })
  const waiting = new Set() // [seq, resolve]
  let told = 0 // the highest seq that was heard of
  let isOver = false
  listen().then(() => close(LOST), () => close(LOST))
  return { send, check: watch.check, close }

  /** What a command changed comes before its answer (L5), also where they come by two ways. */
  async function send(command) {
    const answer = await post(base, command)
    if (answer.seq > told) {
      await new Promise((resolve) => {
        waiting.add([answer.seq, resolve])
        setTimeout(resolve, TOLD_WITHIN) // known before, say: nothing comes
      })
    }
    return answer
  }

  async function listen() {
    const address = eventsAddress({ base, as }, resume())
    const answer = await fetch(address, { headers: { Accept: 'text/event-stream' }, signal: stop.signal })
    if (!answer.ok) return close(LOST, waitOf(answer)) // whether for good is asked next, for JSON
    const reader = answer.body.getReader()
    const decoder = new TextDecoder()
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      if (isOver) return
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
    told = Math.max(told, frame.seq ?? 0)
    for (const each of waiting) {
      const [seq, resolve] = each
      if (seq > told) continue
      waiting.delete(each)
      resolve()
    }
  }

  function close(code, wait) {
    if (isOver) return
    isOver = true
    watch.stop()
    stop.abort()
    end(code, wait)
  }
}

/**
 * @param {Ends} ends
 * @returns {Line}
 */
function openPolling({ base, as, resume, hear, end }) {
  let isOver = false
  let timer = 0
  let isDue = false
  let asking = Promise.resolve()
  poll()
  return { send, check: poll, close }

  /** Ask as soon as nobody is asking; who comes meanwhile waits for the same asking. */
  function poll() {
    clearTimeout(timer)
    if (!isDue) asking = asking.then(askOnce)
    isDue = true
    return asking
  }

  async function askOnce() {
    isDue = false
    if (isOver) return
    try {
      const answer = await ask(eventsAddress({ base, as }, resume()), { timeout: ANSWER_WITHIN })
      const { told, code, wait } = framesOf(answer)
      if (!told) return close(code || LOST, wait)
      for (const frame of told) if (!isOver) hear(frame)
    } catch {
      return close(LOST)
    }
    clearTimeout(timer)
    if (!isOver) timer = setTimeout(poll, POLL_EVERY * (0.75 + Math.random() / 2))
  }

  async function send(command) {
    const answer = await post(base, command)
    await poll() // what it changed is not told otherwise, and comes before its answer (L5)
    return answer
  }

  function close(code, wait) {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    end(code, wait)
  }
}

// ── what they share ──────────────────────────────────────────────────────────

/**
 * End a line on which nothing is heard: a dead network closes no socket. Where timers stood still,
 * silence means nothing: it is asked first.
 *
 * @param {object} line
 * @param {() => void} line.ping
 * @param {number} line.beat ms in which it is heard of without being asked; 0 where it answers
 * @param {(code: number) => void} line.close
 * @param {() => boolean} line.isWaiting whether a command waits for its answer
 */
function watchdog({ ping, beat, close, isWaiting }) {
  let heardAt = instant()
  let lookedAt = instant()
  let isWelcome = false
  let asked = 0 // timer
  const timer = setInterval(look, WATCH_EVERY)
  return { heard, check, stop }

  function heard(frame) {
    heardAt = instant()
    clearTimeout(asked)
    asked = 0
    isWelcome ||= frame?.type === 'welcome'
  }

  function look() {
    const hasSlept = elapsed(lookedAt) > SLEPT_AFTER
    lookedAt = instant()
    if (asked) return
    if (hasSlept && isWelcome) return check()
    const quiet = elapsed(heardAt)
    if (quiet > limit()) close(LOST)
    else if (isWelcome && quiet > (isWaiting() ? PING_SOON : PING_EVERY)) ping()
  }

  function check() {
    if (!isWelcome || asked || elapsed(heardAt) < beat) return
    ping()
    asked = setTimeout(() => close(LOST), ALIVE_WITHIN)
  }

  function limit() {
    if (!isWelcome) return WELCOME_WITHIN
    return isWaiting() ? ANSWER_WITHIN : DEAD_AFTER
  }

  function stop() {
    clearInterval(timer)
    clearTimeout(asked)
  }
}

/** @returns {[number, number]} this moment by two clocks, in ms */
function instant() {
  return [Date.now(), performance.now()]
}

/** Return the ms since: one clock can be set back, the other stands still while some phones sleep. */
function elapsed([date, ticks]) {
  return Math.max(Date.now() - date, performance.now() - ticks)
}

function eventsAddress({ base, as }, { epoch, seq }) {
  const query = new URLSearchParams({ as, seq: String(seq) })
  if (epoch) query.set('epoch', epoch)
  return `${base}/events?${query}`
}

/**
 * Send one command over plain HTTP; the answer is its `ack` or `refused`. Rejects with Error('offline'),
 * which has `isBlocked` where somebody answered in the server's place.
 */
export async function post(base, command) {
  const answer = await ask(`${base}/commands`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(command),
    timeout: ANSWER_WITHIN,
  }).catch(() => null)
  if (!answer?.told?.type) {
    const isBlocked = answer !== null && answer.status < 500 // not from us: the page of a filter, say
    throw Object.assign(new Error('offline'), { isBlocked })
  }
  return answer.told
}

/**
 * Fetch JSON, whole, giving up after `timeout` ms.
 *
 * @returns {Promise<{status: number, told: any, wait: number}>} `told`: null where it is no JSON;
 *   `wait`: ms that the server asks for
 */
async function ask(address, { timeout, headers = {}, ...rest }) {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), timeout)
  try {
    const answer = await fetch(address, { ...rest, headers: { Accept: 'application/json', ...headers }, signal: stop.signal })
    const text = await answer.text()
    return { status: answer.status, told: parsed(text), wait: waitOf(answer) }
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Read an answer: `told` only where it is frames, `code` only where we say no for good. What a captive
 * portal says, or a proxy behind which we start anew, is neither.
 */
function framesOf({ status, told, wait }) {
  const isFrames = status === 200 && Array.isArray(told)
  const code = told?.type === 'refused' ? FROM_STATUS[status] ?? 0 : 0
  return { told: isFrames ? told : null, code, wait }
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** @returns {number} ms that an answer asks for before the next */
function waitOf(answer) {
  const seconds = Number(answer.headers.get('Retry-After'))
  return Math.min(WAIT_MOST, 1_000 * seconds || 0)
}
