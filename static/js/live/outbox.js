/**
 * Outbox: what a phone has said and nobody has acknowledged yet, kept through reload and loss of
 * network, by workshop and seat. Each letter has a key of its own, so that two tabs do not overwrite
 * each other; sending one twice is harmless, because its `ref` is known. Each sends the letters of
 * both, the older first, and shows them. Beside it the drafts: what is being written and not said yet.
 */

import { newRef } from './connection.js'

const RETRY_MIN = 1_000 // ms
const RETRY_MAX = 15_000 // ms
const HERE_WITHIN = 300 // ms; a tab that lives has said so by then
const BLOCKED_AFTER = 2 // times; then what comes later need not wait for it

/**
 * @typedef {Record<string, any>} Frame
 * @typedef {object} Letter
 * @property {Frame} frame the command, with its `ref` and the `seen` of the moment it was said
 * @property {number} place order of sending
 * @property {boolean} tried it has left once: the server may know it
 * @property {Frame|null} then what its author wants changed as soon as it has an id
 * @property {Frame|null} refused the refusal, when the same again would not go through
 * @property {boolean} isKept it outlives the page
 * @property {boolean} isOwn false: written from a seat that this phone had before; it is not sent
 * @property {boolean} isBlocked something on the way answers in the server's place, again and again
 */

/**
 * Open the outbox of one seat.
 *
 * @param {object} options
 * @param {string} options.room
 * @param {string} options.seat
 * @param {(frame: Frame) => Promise<Frame>} options.send rejects when there is no network
 * @param {() => boolean} options.isLive what cannot leave now has not left
 * @param {() => void} options.changed called after each change
 * @param {(frame: Frame) => void} [options.answered] called when a command is on disk
 */
export function openOutbox({ room, seat, send, isLive, changed, answered = () => {} }) {
  const kept = storage('localStorage')
  const letterKey = (/** @type {string} */ ref) => `outbox ${room} ${seat} ${ref}`
  let isSending = false
  let attempt = 0
  const blocked = new Map() // ref → how often something answered in the server's place
  let timer = 0

  globalThis.addEventListener('storage', ({ key }) => key?.startsWith(`outbox ${room} `) && otherTabChanged())
  return { letters, due, put, putAll, edit, withdraw, drop, deliver, deliverLater }

  /** Return what waits, in the order of saying. @returns {Letter[]} */
  function letters() {
    const found = []
    for (const key of kept.keys()) {
      if (!key.startsWith(`outbox ${room} `)) continue
      const letter = JSON.parse(kept.get(key) ?? 'null')
      if (!letter) continue
      const isBlocked = (blocked.get(letter.frame.ref) ?? 0) > BLOCKED_AFTER
      found.push({ ...letter, isKept: kept.isLasting(key), isOwn: key.startsWith(letterKey('')), isBlocked })
    }
    return found.sort((one, other) => one.place - other.place)
  }

  /** Return what is still to be sent, the oldest first. @returns {Letter[]} */
  function due() {
    return letters().filter((letter) => letter.isOwn && !letter.refused)
  }

  /** It sends at once what it has written; what it leaves behind is sent here. */
  function otherTabChanged() {
    changed()
    if (due().length > 0) deliverLater()
  }

  /** Keep a command until it is acknowledged, and try to send it. @param {Frame} command */
  function put(command) {
    putAll([command])
  }

  /** Keep several, in their order. @param {Frame[]} commands */
  function putAll(commands) {
    const place = Math.max(Date.now(), ...letters().map((letter) => letter.place + 1))
    commands.forEach((command, at) => {
      keep({ frame: { ref: newRef(), ...command }, place: place + at, tried: false, then: null, refused: null })
    })
    changed()
    deliver()
  }

  /** Say a phrase that still waits differently. */
  function edit(ref, text) {
    change(ref, (letter) =>
      letter.tried
        ? { ...letter, then: { type: 'edit_response', text } } // its ref already stands for the old words
        : { ...letter, frame: { ...letter.frame, text } },
    )
    deliver()
  }

  /** Take a phrase back that still waits. */
  function withdraw(ref) {
    const letter = find(ref)
    if (!letter) return drop(ref) // of another seat
    if (!letter.tried || letter.refused) return drop(ref)
    change(ref, (found) => ({ ...found, then: { type: 'withdraw_response' } }))
    deliver()
  }

  /** Forget a letter. */
  function drop(ref) {
    for (const key of kept.keys()) if (key.startsWith(`outbox ${room} `) && key.endsWith(` ${ref}`)) kept.remove(key)
    changed()
  }

  /** Send what waits, one after the other, until it is empty or the network is gone. */
  async function deliver() {
    if (isSending || !isLive()) return
    isSending = true
    clearTimeout(timer)
    const passed = new Set() // what is held back on the way holds nothing else back
    try {
      for (;;) {
        const letter = due().find(({ frame }) => !passed.has(frame.ref))
        if (!letter || !isLive()) break
        const answer = await deliverOne(letter)
        if (answer.temporary) return again()
        if (answer.isBlocked) passed.add(letter.frame.ref)
        else attempt = 0
      }
      if (passed.size > 0) again()
    } catch (error) {
      if (!(error instanceof Error && error.message === 'offline')) throw error
      if (isLive()) again() // a command can be lost beside a line that holds
    } finally {
      isSending = false
      changed()
    }
  }

  /** @param {Letter} letter */
  async function deliverOne(letter) {
    const { ref } = letter.frame
    keep({ ...letter, tried: true })
    changed()
    const answer = await send(letter.frame).catch((error) => heldBack(ref, error))
    if (answer.isBlocked) return answer
    if (answer.type === 'ack') acknowledged(ref, answer)
    else if (!answer.temporary) change(ref, (found) => ({ ...found, refused: answer }))
    return answer
  }

  /** A filter may not like one phrase; a captive portal likes none: that is no network. */
  function heldBack(ref, error) {
    if (!error.isBlocked) throw error
    blocked.set(ref, (blocked.get(ref) ?? 0) + 1)
    if (blocked.get(ref) <= BLOCKED_AFTER) throw error
    return { isBlocked: true }
  }

  /** A change that waited for the phrase's id goes in the place of the phrase. */
  function acknowledged(ref, answer) {
    const letter = find(ref)
    kept.remove(letterKey(ref))
    if (letter?.then && answer.made?.length) {
      const frame = { ref: newRef(), seen: answer.seq, response: answer.made[0], ...letter.then }
      keep({ ...letter, frame, tried: false, then: null })
    }
    blocked.delete(ref)
    if (letter) answered(letter.frame)
    changed()
  }

  /** It was in vain: wait longer each time. */
  function again() {
    deliverLater()
    attempt += 1
  }

  /** Deliver in a moment. */
  function deliverLater() {
    clearTimeout(timer)
    const longest = Math.min(RETRY_MAX, 2 * RETRY_MIN * 2 ** attempt)
    timer = setTimeout(deliver, RETRY_MIN + Math.random() * (longest - RETRY_MIN))
  }

  /** @returns {Letter|undefined} */
  function find(ref) {
    return JSON.parse(kept.get(letterKey(ref)) ?? 'null') ?? undefined
  }

  function change(ref, how) {
    const letter = find(ref)
    if (!letter) return
    keep(how(letter))
    changed()
  }

  /** @param {Letter} letter */
  function keep({ frame, place, tried, then, refused }) {
    kept.set(letterKey(frame.ref), JSON.stringify({ frame, place, tried, then, refused }))
  }
}

/**
 * Open the drafts of one seat: words that are being written, kept by prompt through reload and loss of the
 * page. Each tab has its own, so that two tabs do not write over each other; what a tab that is gone has
 * left behind, the next one takes over.
 *
 * @param {object} options
 * @param {string} options.room
 * @param {string} options.seat
 * @param {(prompt: string) => void} options.adopted words of a tab that is gone are here now
 * @param {() => void} options.doubled this tab is a copy of one that lives: what it shows is the other's
 */
export function openDrafts({ room, seat, adopted, doubled }) {
  const kept = storage('localStorage')
  const own = storage('sessionStorage')
  const place = `draft ${room} ${seat} `
  let tab = own.get(`tab ${room} ${seat}`) ?? newRef().slice(0, 8)
  own.set(`tab ${room} ${seat}`, tab)
  const others = new Set()
  const channel = openChannel(place, heard)
  channel?.postMessage({ asks: tab })
  setTimeout(lookRound, HERE_WITHIN)
  return { text, keep, forget }

  /** Return the words that were being written here under a prompt. */
  function text(prompt) {
    return kept.get(key(prompt)) ?? ''
  }

  /** Keep the words that are being written. */
  function keep(prompt, words) {
    if (words) kept.set(key(prompt), words)
    else kept.remove(key(prompt))
  }

  /** Forget whatever anybody was writing from this seat. */
  function forget() {
    for (const each of kept.keys()) if (each.startsWith(place)) kept.remove(each)
  }

  function key(prompt) {
    return `${place}${tab} ${prompt}`
  }

  function heard({ asks, here }) {
    if (asks) channel.postMessage({ here: tab })
    if (here) others.add(here)
  }

  /** A browser that copies a tab copies its name; and what no living tab writes is taken over. */
  function lookRound() {
    if (others.has(tab)) {
      tab = newRef().slice(0, 8)
      own.set(`tab ${room} ${seat}`, tab)
      doubled()
    }
    for (const each of kept.keys().filter((one) => one.startsWith(place))) {
      const [writer, ...prompt] = each.slice(place.length).split(' ')
      if (writer !== tab && !others.has(writer)) adopt(each, prompt.join(' '))
    }
  }

  function adopt(from, prompt) {
    if (!prompt || text(prompt)) return
    const words = kept.get(from)
    kept.remove(from)
    if (!words) return
    keep(prompt, words)
    adopted(prompt)
  }
}

/** Speak with the other tabs of this browser, where it can. */
function openChannel(name, heard) {
  if (typeof BroadcastChannel === 'undefined') return null
  const channel = new BroadcastChannel(name)
  channel.onmessage = ({ data }) => heard(data)
  return channel
}

/**
 * Open a storage; memory where a browser has none to give, or no room left.
 *
 * @param {'localStorage'|'sessionStorage'} name
 */
export function storage(name) {
  const memory = new Map()
  const lasting = find()
  return {
    keys: () => [...new Set([...memory.keys(), ...Object.keys(lasting ?? {})])],
    get: (key) => memory.get(key) ?? lasting?.getItem(key) ?? null,
    isLasting: (key) => !memory.has(key),
    set(key, text) {
      try {
        if (!lasting) throw new Error('no storage')
        lasting.setItem(key, text)
        memory.delete(key)
      } catch {
        memory.set(key, text)
      }
    },
    remove(key) {
      memory.delete(key)
      lasting?.removeItem(key)
    },
  }

  function find() {
    try {
      return globalThis[name]
    } catch {
      return null
    }
  }
}
