/** Say: small sentences about things of a view, in the reader's language. */

import { words } from '../dom/words.js'

/** @typedef {import('./board.js').Thing} Thing @typedef {import('./board.js').View} View */

/** @param {View} view @param {string} key */
export function groupName(view, key) {
  const group = view.workshop.groups[key]
  return group?.names?.[document.documentElement.lang] ?? group?.name ?? key
}

/** What a prompt asks, in the reader's language where it is there. @param {Thing} p */
export const questionOf = (p) => p.questions?.[document.documentElement.lang] ?? p.question

const SHORT = 80 // characters of what a vote asks, where it is only named

/** What a vote asks, in short. @param {Thing} ballot */
export function askedBy(ballot) {
  const options = Object.values(ballot.options).sort((a, b) => a.place - b.place)
  const asked = ballot.question ?? options.map(({ text }) => text || words('unread')).join('; ')
  return asked.length > SHORT ? `${asked.slice(0, SHORT)}…` : asked
}

/** Who said it, as far as the room knows. @param {View} view @param {Thing} r */
export function whoSaid(view, r) {
  const group = r.group ? groupName(view, r.group) : ''
  const place = r.paper ? words('paper') : r.headcount ? words('table.of', { number: r.table, people: r.headcount }) : r.table ? words('table', { number: r.table }) : ''
  const who = [place, group].filter(Boolean).join(' · ') || words('nobody')
  if (r.minute === undefined) return who
  return `${who} · ${r.minute ? words('minute', { minute: r.minute }) : words('minute.first')}`
}

/** @param {View} view @param {string} prompt */
export const kindOf = (view, prompt) => words(`kind.${(view.prompts[prompt] ?? view.steps[prompt])?.kind ?? 'open'}`)

/** @param {string} key @param {number} n 0 says nothing */
export const count = (key, n) => (n ? words(key, { n }) : '')

/** What a slip's corner says. @param {Thing} r */
export function markOf(r) {
  if (r.state === 'held') return words('mark.held')
  if (r.doubted) return words('mark.doubted')
  if (r.pinned) return words('mark.pinned')
  if (r.late) return words('mark.late')
  return r.top ? words('mark.top') : ''
}

/** Whether a phrase is a part of a longer one, or a second card of it. @param {View} view @param {Thing} r */
export function partOf(view, r) {
  return r.part_of ? words(view.responses[r.part_of]?.split ? 'part' : 'copy') : ''
}

/** Return a sentence where there is one. @param {string} key */
export function wordsIf(key) {
  const template = document.querySelector('template#words')
  const found = template instanceof HTMLTemplateElement ? template.content.querySelector(`data[value="${CSS.escape(key)}"]`) : null
  return found ? words(key) : ''
}
