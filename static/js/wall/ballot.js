/** Ballot: what the wall shows of a vote, open or closed. `workshop/web/votes.py` says the same for the first paint, and
 * the fixture `votes.json` holds both to it. Touches no document. */

/** @typedef {import('./picture.js').View} View */
/** @typedef {{ width: number, height: number, soft: string, ink: string }} Gauge */
/** @typedef {{ impact: number, effort: number, low: number, high: number, effort_low: number, effort_high: number, field: string }} Spot */
/** @typedef {{ id: string, text: string, symbol?: number, mark?: number, place?: number, tied?: boolean, number?: number|null, median?: number, low?: number, high?: number, effort?: number, people?: number, tables?: number, only?: string, placed?: boolean, note?: string, gauge?: Gauge, spot?: Spot|null, groups?: number[] }} Row */
/** @typedef {{ level: number, votes: number, tables: number }} Level */

const LEVELS = { fist: [0, 5], thumbs: [1, 3], consent: [0, 1] } // the lowest and the highest
const FINE = { fist: 3, thumbs: 2, consent: 1 } // from this level on a vote is no concern
const MIDDLE = 3 // of impact and effort
const MOST_DOTS = 30 // of one option: above that a bar says it
const FEWEST_DOTS = 12 // the room that a row has for dots, so that one dot is not a moon
const LONG_BAR = 200 // units of a drawing's width
const STAR = 'm0-56 14 37 39 2-30 24 10 38-33-21-33 21 10-38-30-24 39-2z'
const HALF_STAR = 'm0-56-14 37-39 2 30 24-10 38 33-21z'

export const isAbout = (/** @type {View} */ ballot) => ballot.kind in LEVELS

/** Which face shows it. @param {View} ballot */
export function faceOfBallot(ballot) {
  if (ballot.state === 'open') return isAbout(ballot) ? 'wording' : 'vote'
  if (isAbout(ballot)) return 'levels'
  return ballot.kind === 'impact_effort' ? 'matrix' : 'ranking'
}

/** The options: of a closed ballot by their place, else as they were declared.
 * @param {View} view @param {View} ballot @param {string} language @returns {Row[]} */
export function rowsOf(view, ballot, language) {
  const options = Object.entries(ballot.options).sort(([, one], [, other]) => one.place - other.place)
  const lines = ballot.result?.options ?? {}
  if (Object.keys(lines).length === 0) return options.map(([id, { text, symbol }]) => ({ id, text, symbol }))
  const most = mostOf(ballot.kind, Object.values(lines))
  return options
    .filter(([id]) => lines[id])
    .map(([id, option]) => rowOf(view, ballot, id, option, most, language))
    .sort((one, other) => (one.place ?? 0) - (other.place ?? 0))
    .map((row, at) => ({ ...row, mark: at + 1 }))
}

/** @param {View} view @param {View} ballot @param {string} id @param {View} option @param {number} most @param {string} language @returns {Row} */
function rowOf(view, { kind, result }, id, option, most, language) {
  const line = result.options[id]
  const placed = option.placed ?? {}
  return {
    id,
    text: option.text,
    symbol: option.symbol,
    place: line.place,
    tied: line.score !== undefined && Object.values(result.options).filter(({ place }) => place === line.place).length > 1,
    number: numberOf(kind, line),
    median: placed.impact ?? line.median,
    low: line.low,
    high: line.high,
    effort: placed.effort ?? line.effort,
    people: line.voters,
    tables: line.tables ?? 0,
    only: line.only ? groupName(view, line.only, language) : '',
    placed: Boolean(option.placed),
    note: placed.note ?? '',
    gauge: gaugeOf(kind, line, most),
    spot: kind === 'impact_effort' ? spotOf(line, option.placed) : null,
    groups: Object.keys(result.groups).map((group) => line.groups?.[group]?.voters ?? 0),
  }
}

/** What stands large beside an option: what it is ranked by, of points the mean to a tenth; null where nobody compared or
 * rated it. @param {string} kind @param {View} line @returns {number|null} */
const numberOf = (kind, line) => (kind === 'points' ? Math.floor((line.mean ?? 0) * 10 + 0.5) / 10 : line.score ?? null)

/** What a whole row stands for, the same for all options. @param {string} kind @param {View[]} lines */
export function mostOf(kind, lines) {
  if (kind === 'pairs') return 100
  const name = kind === 'points' ? 'high' : 'score'
  return Math.max(1, ...lines.map((line) => line[name] ?? 0))
}

/** The drawing of what an option was given: dots as long as they are few, else a bar; of stars the mean to a half; of
 * points the middle half of all votes and the median in it. @param {string} kind @param {View} line @param {number} most @returns {Gauge} */
export function gaugeOf(kind, line, most) {
  if (kind === 'stars') return stars(line.mean ?? 0)
  if (kind === 'points') return spread(line, most)
  if (kind === 'dots' && most <= MOST_DOTS) {
    const ink = Array.from({ length: line.score }, (_, k) => `M${10 * k + 1} 5a4 4 0 1 0 8 0 4 4 0 1 0-8 0z`).join('')
    return { width: 10 * Math.max(FEWEST_DOTS, most), height: 10, soft: '', ink }
  }
  return barOf(line.score ?? 0, most)
}

/** @param {number} value @param {number} most @returns {Gauge} */
export function barOf(value, most) {
  const length = along(value, most)
  return { width: LONG_BAR, height: 10, soft: '', ink: length ? `M0 1h${length}v8h-${length}z` : '' }
}

/** @param {number} mean @returns {Gauge} */
function stars(mean) {
  const halves = Math.floor(mean * 2 + 0.5)
  const at = [0, 1, 2, 3, 4].map((k) => `M${60 + 120 * k} 62`)
  const whole = Math.floor(halves / 2)
  const ink = at.slice(0, whole).map((one) => one + STAR).join('') + (halves % 2 ? at[whole] + HALF_STAR : '')
  return { width: 600, height: 120, soft: at.map((one) => one + STAR).join(''), ink }
}

/** @param {View} line @param {number} most @returns {Gauge} */
function spread(line, most) {
  if (line.median === undefined) return { width: LONG_BAR, height: 16, soft: '', ink: '' }
  const [low, middle, high] = [line.low, line.median, line.high].map((value) => along(value, most))
  const wide = Math.max(2, high - low)
  const tick = Math.min(Math.max(middle, 2), LONG_BAR - 2) - 2
  return { width: LONG_BAR, height: 16, soft: `M${low} 3h${wide}v10h-${wide}z`, ink: `M${tick} 0h4v16h-4z` }
}

const along = (/** @type {number} */ value, /** @type {number} */ most) => Math.floor((LONG_BAR * value) / most + 0.5)

/** Where an option stands in the field; null where nobody said so. @param {View} line @param {View} [placed] @returns {Spot|null} */
export function spotOf(line, placed) {
  const impact = placed?.impact ?? line.median
  const effort = placed?.effort ?? line.effort
  if (impact === undefined || effort === undefined) return null
  const ring = placed
    ? { low: impact, high: impact, effort_low: effort, effort_high: effort }
    : { low: line.low ?? impact, high: line.high ?? impact, effort_low: line.effort_low ?? effort, effort_high: line.effort_high ?? effort }
  const halves = Object.fromEntries(Object.entries({ impact, effort, ...ring }).map(([name, value]) => [name, Math.floor(2 * value - 1 + 0.5)]))
  return /** @type {Spot} */ ({ ...halves, field: fieldOf(impact, effort) })
}

/** @param {number} impact @param {number} effort */
function fieldOf(impact, effort) {
  if (impact > MIDDLE) return effort <= MIDDLE ? 'quick_win' : 'big_bet'
  return effort <= MIDDLE ? 'fill_in' : 'avoid'
}

/** The levels of a wording, the highest first; none while it is open. @param {View} ballot @returns {Level[]} */
export function levelsOf({ kind, result }) {
  if (!result?.levels) return []
  const [least, most] = LEVELS[kind]
  return Array.from({ length: most - least + 1 }, (_, k) => most - k).map((level) => ({
    level, votes: result.levels[level] ?? 0, tables: result.table_levels?.[level] ?? 0,
  }))
}

/** How many percent are no concern, never more than there are; and the levels that are, lowest first. @param {View} ballot */
export function foundOf(ballot) {
  const levels = levelsOf(ballot)
  const sum = (/** @type {Level[]} */ some) => some.reduce((all, { votes }) => all + votes, 0)
  const isFine = (/** @type {Level} */ { level }) => level >= FINE[ballot.kind]
  const votes = sum(levels)
  return {
    percent: votes ? Math.floor((100 * sum(levels.filter(isFine))) / votes) : 0,
    below: levels.filter((one) => !isFine(one) && one.votes).reverse(),
    verdict: ballot.result?.verdict ?? '',
  }
}

/** What a group is called; empty for all who are not told apart. @param {View} view @param {string} group @param {string} language */
export function groupName(view, group, language) {
  const found = view.workshop.groups?.[group]
  if (group === 'rest' || !found) return group === 'rest' ? '' : group
  return found.names?.[language] || found.name
}

/** What is on the parking lot, in its order. @param {View} view @returns {[string, View][]} */
export const parkedOf = (view) => Object.entries(view.parked ?? {}).sort(([, one], [, other]) => one.place - other.place)

/** The round in which the room agreed on just these words; 0 for none. @param {View|null} said @returns {number} */
export const agreedOf = (said) => (said?.agreed?.verdict === 'consensus' ? said.agreed.round : 0)
