/**
 * Outbox: what a phone has said and nobody has acknowledged yet, kept through reload and loss of
 * network, by workshop and seat. Each letter has a key of its own, so that two tabs do not overwrite
 * each other; sending one twice is harmless, because its `ref` is known. Each sends the letters of
 * both, the older first, and shows them.
 */

import { newRef } from './connection.js'

const RETRY_MIN = 1_000 // ms
const RETRY_MAX = 15_000 // ms

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
 */
export function openOutbox({ room, seat, send, isLive, changed }) {
  const kept = storage('localStorage')
  const letterKey = (/** @type {string} */ ref) => `outbox ${room} ${seat} ${ref}`
  const draftKey = (/** @type {string} */ prompt) => `draft ${room} ${seat} ${prompt}`
  let isSending = false
  let attempt = 0
  let timer = 0

  globalThis.addEventListener('storage', ({ key }) => key?.startsWith(`outbox ${room} `) && otherTabChanged())
  return { letters, due, put, edit, withdraw, drop, deliver, deliverLater, draft, keepDraft }

  /** Return what waits, in the order of saying. @returns {Letter[]} */
  function letters() {
    const found = []
    for (const key of kept.keys()) {
      if (!key.startsWith(`outbox ${room} `)) continue
      const letter = JSON.parse(kept.get(key) ?? 'null')
      if (letter) found.push({ ...letter, isKept: kept.isLasting(key), isOwn: key.startsWith(letterKey('')) })
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
    const place = Math.max(Date.now(), ...letters().map((letter) => letter.place + 1))
    keep({ frame: { ref: newRef(), ...command }, place, tried: false, then: null, refused: null })
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
    try {
      for (;;) {
        const [letter] = due()
        if (!letter || !isLive()) break
        const answer = await deliverOne(letter)
        if (answer.temporary) return again()
        attempt = 0
      }
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
    const answer = await send(letter.frame)
    if (answer.type === 'ack') acknowledged(ref, answer)
    else if (!answer.temporary) change(ref, (found) => ({ ...found, refused: answer }))
    return answer
  }

  /** A change that waited for the phrase's id goes in the place of the phrase. */
  function acknowledged(ref, answer) {
    const letter = find(ref)
    kept.remove(letterKey(ref))
    if (letter?.then && answer.made?.length) {
      const frame = { ref: newRef(), seen: answer.seq, response: answer.made[0], ...letter.then }
      keep({ ...letter, frame, tried: false, then: null })
    }
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

  /** Return the words that were being written under a prompt. */
  function draft(prompt) {
    return kept.get(draftKey(prompt)) ?? ''
  }

  /** Keep the words that are being written. */
  function keepDraft(prompt, text) {
    if (text) kept.set(draftKey(prompt), text)
    else kept.remove(draftKey(prompt))
  }
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
