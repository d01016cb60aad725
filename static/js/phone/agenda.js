/** Agenda: what is open in the room, so that somebody may be at it: questions, and the vote. */

import { words } from '../dom/words.js'

const TAKES = ['open', 'paused'] // states of a prompt that takes responses

/** @typedef {{id: string, question: string, state: string, place: number} & Record<string, any>} Place */

/** @param {import('../pages/phone.js').Phone} phone */
export function agendaOf(phone) {
  return { prompts, places, next, among, ballot, told, isOpen }

  /** @returns {Place[]} in the agenda's order */
  function prompts() {
    return placed(phone.view.prompts).filter((prompt) => TAKES.includes(prompt.state))
  }

  /** @returns {Place[]} what somebody may be at: prompts, then a ballot */
  function places() {
    const open = ballot()
    return [...prompts(), ...(open ? [{ ...open, question: words('vote-name') }] : [])]
  }

  /** The latest of them; where several open together, the first of those. */
  function next() {
    const open = places()
    return [...open].reverse().find(({ together }) => !together) ?? open[0]
  }

  /** Of questions that stand open together, return which one this is, and how many they are. */
  function among(id) {
    const all = placed(phone.view.prompts)
    let first = all.findIndex((prompt) => prompt.id === id)
    let end = first + 1
    while (first > 0 && all[first].together) first -= 1
    while (end < all.length && all[end].together) end += 1
    const open = all.slice(Math.max(first, 0), end).filter((prompt) => isOpen(prompt.id))
    return { number: 1 + open.findIndex((prompt) => prompt.id === id), of: open.length }
  }

  function ballot() {
    return placed(phone.view.ballots).find(({ state }) => state === 'open')
  }

  /** Return the step that the room is at, the latest on the agenda. */
  function told() {
    return placed(phone.view.steps).filter((step) => TAKES.includes(step.state)).pop()
  }

  function isOpen(id) {
    return TAKES.includes((phone.view.prompts[id] ?? phone.view.ballots[id])?.state)
  }
}

export function isBallot(id) {
  return id.startsWith('b')
}

/** Say a question in the reader's language. */
export function worded(prompt) {
  return prompt.questions?.[document.documentElement.lang] ?? prompt.question
}

/** Put things in their order. @param {Record<string, any>} things @returns {Place[]} */
export function placed(things) {
  return Object.entries(things)
    .map(([id, thing]) => ({ ...thing, id }))
    .sort((one, other) => one.place - other.place)
}
