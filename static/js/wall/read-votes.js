/** Read votes: a vote and the parking lot as text, in tables. `parts/read_votes.html` says the same for the first paint. */

import { fill, keyed, part } from '../dom/parts.js'
import { words } from '../dom/words.js'
import { groupName, levelsOf, parkedOf, rowsOf } from './ballot.js'
import { language } from './say.js'
import { answersOf, besideOf, isEmpty, textOf } from './vote-say.js'

/** @typedef {import('./picture.js').View} View */
/** @typedef {import('./ballot.js').Row} Row */

const COLUMNS = {
  dots: ['place', 'option', 'dots'],
  rank: ['place', 'option', 'score'],
  points: ['place', 'option', 'mean', 'median', 'half'],
  stars: ['place', 'option', 'mean', 'half'],
  pairs: ['place', 'option', 'won'],
  impact_effort: ['option', 'impact', 'effort', 'field'],
}

/** Fill the part of the text that is about a vote. @param {HTMLElement} root @param {View} view @param {import('./picture.js').Picture} picture */
export function readVote(root, view, { face, vote }) {
  const lines = face === 'parked' ? parkedOf(view) : []
  const isClosed = face === 'ranking' || face === 'matrix'
  const among = vote && isClosed && !isEmpty(vote)
  const isList = face === 'vote' || (isClosed && !among)
  const rows = vote && face !== 'wording' && face !== 'levels' ? rowsOf(view, vote, language()) : []
  const groups = among ? Object.entries(vote.result.groups) : []
  root.hidden = !vote && lines.length === 0
  const list = find(root, 'options')
  list.hidden = !isList
  keyed(list, isList ? rows.map((row) => [row.id, row]) : [], { make: () => part('read-option'), update: (item, row) => fill(item, { text: textOf(row) }) })
  const columns = among ? columnsOf(vote.kind, rows) : []
  draw(root, 'result', columns.map((name) => words(`column.${name}`)), among ? rows.map((row) => columns.map((name) => cellOf(name, row, vote.kind))) : [], columns.indexOf('option'))
  draw(root, 'groups', groups.length ? [words('column.option'), ...groups.map(([group, n]) => headOf(view, group, n))] : [], groups.length ? rows.map((row) => [textOf(row), ...(row.groups ?? []).map(shown)]) : [])
  const levels = face === 'levels' && vote ? levelsOf(vote) : []
  draw(root, 'levels', levels.length ? ['level', 'votes', 'of_tables'].map((name) => words(`column.${name}`)) : [], levels.map(({ level, votes, tables }) => [words(`vote.level.${vote?.kind}.${level}`), shown(votes), shown(tables)]))
  draw(root, 'parked', lines.length ? ['parked', 'owner'].map((name) => words(`column.${name}`)) : [], lines.map(([, line]) => [line.text, answersOf(line)]))
  const note = /** @type {HTMLElement} */ (root.querySelector('[data-slot="masked"]'))
  note.hidden = !among
}

/** @param {string} kind @param {Row[]} rows */
function columnsOf(kind, rows) {
  const columns = [...COLUMNS[kind], 'people']
  if (rows.some(({ tables }) => tables)) columns.push('tables')
  if (rows.some(({ only, placed }) => only || placed)) columns.push('beside')
  return columns
}

/** @param {string} name @param {Row} row @param {string} kind @returns {string} */
function cellOf(name, row, kind) {
  switch (name) {
    case 'place': return row.number === null ? '–' : row.tied ? `${shown(row.place)} (${words('vote.tie')})` : shown(row.place)
    case 'option': return textOf(row)
    case 'half': return row.low === undefined ? '' : `${shown(row.low)}–${shown(row.high)}`
    case 'median':
    case 'impact': return shown(row.median)
    case 'effort': return shown(row.effort)
    case 'field': return row.spot ? words(`vote.field.${row.spot.field}`) : ''
    case 'people': return shown(row.people)
    case 'tables': return shown(row.tables)
    case 'beside': return besideOf(row)
    default: return row.number === null ? words(`vote.unmeasured.${kind}`) : shown(row.number)
  }
}

const shown = (/** @type {number|null|undefined} */ number) => (number === undefined ? '' : number.toLocaleString(language()))

/** @param {View} view @param {string} group @param {number} n */
function headOf(view, group, n) {
  const name = groupName(view, group, language())
  return words(name ? 'column.group' : 'column.others', { group: name, n })
}

const LONG = 16 // letters of a cell that words fill: it has room for some of them on each line
const drawn = new WeakMap() // table → what it says, so that what stands is left alone

/** @param {HTMLElement} root @param {string} name @param {string[]} heads @param {string[][]} rows @param {number} [first] the column that names a row */
function draw(root, name, heads, rows, first = 0) {
  const place = find(root, name)
  place.hidden = rows.length === 0
  const said = JSON.stringify([heads, rows])
  if (drawn.get(place) === said || rows.length === 0) return
  drawn.set(place, said)
  const [head, body] = [place.querySelector('thead tr'), place.querySelector('tbody')]
  head?.replaceChildren(...heads.map((text) => cell('th', text, 'col')))
  body?.replaceChildren(...rows.map((texts) => {
    const row = document.createElement('tr')
    row.append(...texts.map((text, at) => (at === first ? cell('th', text, 'row') : cell('td', text))))
    return row
  }))
}

/** @param {string} tag @param {string} text @param {string} [scope] */
function cell(tag, text, scope) {
  const made = document.createElement(tag)
  made.textContent = text
  if (tag === 'td' && text.length > LONG) made.dataset.long = ''
  if (scope) made.setAttribute('scope', scope)
  if (scope !== 'col') made.dir = 'auto'
  return made
}

/** @param {HTMLElement} root @param {string} name @returns {HTMLElement} */
function find(root, name) {
  const found = root.querySelector(`[data-part="${name}"]`)
  if (!(found instanceof HTMLElement)) throw new Error(`the text of a vote has no ${name}`)
  return found
}
