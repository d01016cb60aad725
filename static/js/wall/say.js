/** Say: small sentences of the wall, in its language. */

import { words } from '../dom/words.js'

export const language = () => document.documentElement.lang

/**
 * "31 people", "a table of 7", "28 people and 3 tables of 19 in all"; what stood on paper is people's too.
 *
 * @param {{ people?: number, papers?: number, tables?: number, at_tables?: number }} counts
 */
export function crowdOf({ people: phones = 0, papers = 0, tables = 0, at_tables: seated = 0 }) {
  const people = phones + papers
  const both = { people: words('people', { n: people }), tables: words('tables.of', { n: tables, people: seated }) }
  if (!tables) return both.people
  return people ? words('crowd.both', both) : both.tables
}

/** What came of the evening; nothing where nothing was said. @param {import('./picture.js').View} view */
export function thanksOf({ crowd, themes }) {
  if (!crowd.phrases) return ''
  const n = Object.values(themes).filter((one) => one.phrases).length
  const said = { phrases: words('phrases', { n: crowd.phrases }), crowd: crowdOf(crowd), themes: words('themes', { n }) }
  return words(n ? 'thanks.themes' : 'thanks', said)
}

/** The numbers of a prompt while people write. @param {import('./picture.js').View} crowd @param {import('./picture.js').View} prompt */
export function writtenBy(crowd, prompt) {
  const said = { n: prompt.phrases, answered: prompt.answered, joined: crowd.joined, crowd: crowdOf(crowd) }
  return { from: words(crowd.tables ? 'from.seats' : 'from', said), tally: words(crowd.tables ? 'answered.seats' : 'answered', said) }
}
