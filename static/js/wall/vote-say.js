/** Say votes: the sentences of a vote, for the wall and for its text. `parts/vote_words.html` has them for the first paint. */

import { words } from '../dom/words.js'
import { foundOf, isAbout } from './ballot.js'
import { crowdOf, language } from './say.js'

/** @typedef {import('./picture.js').View} View */
/** @typedef {import('./ballot.js').Row} Row */

/** What the room is asked. @param {View} ballot */
export const askedOf = (ballot) => ballot.question || words(`vote.asked.${ballot.kind}`)

export const textOf = (/** @type {{ text: string }} */ { text }) => text || words('vote.unseen')

/** The declared rules, in a sentence. @param {View} ballot */
export function rulesOf({ kind, rules }) {
  if (kind === 'dots') {
    const stacked = rules.stack < rules.dots ? words('vote.stacked', { n: rules.stack }) : ''
    return `${words('vote.dots', { n: rules.dots })} ${stacked}`.trim()
  }
  const rule = words(`vote.rule.${kind}`, { n: rules.top ?? rules.points ?? rules.pairs ?? 0 })
  if (!rules.agree) return rule
  return `${rule} ${words(`vote.enough.${kind}.${rules.agree}`, { share: rules.share ?? 0 })}`
}

/** How many people could vote; 0 where more have than have phones. @param {View} view @param {View} ballot */
export const hereOf = ({ crowd }, { voted }) => (voted.people <= (crowd.people ?? 0) ? crowd.people : 0)

/** Whether nobody has voted. @param {View} ballot */
export const isEmpty = ({ voted }) => voted.people + voted.tables === 0

/** "12 of 12 people", "28 of 31 people and 3 tables of 19 in all". @param {View} view @param {View} ballot */
export function votersOf(view, ballot) {
  const { voted } = ballot
  const here = hereOf(view, ballot)
  const people = here ? words('vote.people', { n: here, voted: voted.people }) : words('people', { n: voted.people })
  const tables = words('tables.of', { n: voted.tables, people: voted.at_tables })
  if (!voted.tables) return people
  return voted.people ? words('crowd.both', { people, tables }) : tables
}

/** @param {View} view @param {View} ballot */
export const votedOf = (view, ballot) => words('vote.voted', { crowd: votersOf(view, ballot) })

const roundOf = (/** @type {View} */ { round }) => words('vote.round', { n: round })

/** What stands above a vote. @param {View} view @param {View} ballot */
export function leadOf(view, ballot) {
  const { kind, state, round, rules, voted } = ballot
  if (state === 'open') return round > 1 || isAbout(ballot) ? `${roundOf(ballot)} · ${words(`vote.method.${kind}`)}` : words(`vote.method.${kind}`)
  if (isAbout(ballot)) return `${roundOf(ballot)} · ${votersOf(view, ballot)}`
  const crowd = crowdOf(voted)
  const dots = Object.values(ballot.result.options).reduce((sum, { score = 0 }) => sum + score, 0)
  const lead = isEmpty(ballot) ? words(`vote.method.${kind}`) : kind === 'dots' ? words('vote.dots.from', { n: dots, crowd }) : words(`vote.lead.${kind}`, { crowd, n: rules.top ?? rules.points ?? 0 })
  return round > 1 ? `${roundOf(ballot)} · ${lead}` : lead
}

/** What stands under an option: its one group, who placed it. @param {Row} row */
export function besideOf({ only, placed, note }) {
  const hand = placed ? (note ? words('vote.hand.for', { note }) : words('vote.hand')) : ''
  return [only && words('vote.only', { group: only }), hand].filter(Boolean).join(' · ')
}

/** "7 people", "7 people and 2 tables"; of what nobody compared or rated just that. @param {string} kind @param {Row} row */
export function gaveOf(kind, { people: n = 0, tables = 0, number }) {
  if (number === null) return words(`vote.unmeasured.${kind}`)
  const said = { people: words('people', { n }), tables: words('tables', { n: tables }) }
  if (!tables) return said.people
  return n ? words('crowd.both', said) : said.tables
}

const DECIMALS = { points: 1, stars: 2 } // all numbers of one list have as many

/** @param {string} kind @param {number} number */
export function shownNumber(kind, number) {
  if (kind === 'pairs') return words('vote.percent', { n: number })
  return number.toLocaleString(language(), { minimumFractionDigits: DECIMALS[kind] ?? 0 })
}

/** What an option is called in the field, as on the console. @param {number} [mark] from 1 */
export const letterOf = (mark = 0) => (mark && mark <= 26 ? String.fromCharCode(64 + mark) : String(mark))

/** A number stays on the line of what it counts. @param {string} text */
export const tight = (text) => text.replace(/(\p{N}) (?=[%\p{L}])/gu, '$1\u00a0')

/** What came of a wording: the fact, then what follows from it. @param {View} ballot @returns {{ found: string, follows: string, verdict: string }} */
export function verdictOf(ballot) {
  const { kind, rules } = ballot
  const { percent, below, verdict } = foundOf(ballot)
  if (!verdict) return { found: words('vote.nobody'), follows: '', verdict }
  const many = words(`vote.many.${kind}`, { percent })
  const needed = rules.share && below.length ? words('vote.needed', { share: rules.share }) : ''
  if (verdict === 'consensus') {
    const found = below.length ? many : words(`vote.everyone.${kind}`)
    return { found, follows: `${needed} ${words('vote.recommends')}`.trim(), verdict }
  }
  const levels = below.slice(verdict === 'block' ? 1 : 0).map(({ level, votes }) => words('vote.at', { n: votes, level })).join(', ')
  const concerns = levels && words('vote.concerns', { levels })
  const found = verdict === 'concerns' ? concerns : `${words(`vote.blocked.${kind}`, { n: below[0].votes })} ${concerns}`.trim()
  return { found, follows: `${needed ? `${many} ${needed} ` : ''}${words(`vote.speak.${kind}`)}`, verdict }
}

/** Who answers what is put aside, and by when. @param {View} line */
export function answersOf({ owner = '', reply_by: by = '' }) {
  const day = by && new Date(`${by}T12:00:00Z`).toLocaleDateString(language(), { dateStyle: 'long', timeZone: 'UTC' })
  return words(`parked.${owner && day ? 'both' : owner ? 'owner' : day ? 'day' : 'nobody'}`, { owner, day: day.replaceAll(' ', '\u00a0') })
}
