/** Votes: how the faces of a vote and of the parking lot are filled. What does not fit comes on further pages, which turn
 * in place. */

import { fill, keyed, part, slot } from '../dom/parts.js'
import { words } from '../dom/words.js'
import { drawTally } from '../elements/tally.js'
import { levelsOf, parkedOf, rowsOf } from './ballot.js'
import { fitLines, fitPage, fitSize } from './fit.js'
import { unbroken } from './picture.js'
import { language } from './say.js'
import { answersOf, askedOf, besideOf, gaveOf, hereOf, leadOf, rulesOf, shownNumber, textOf, verdictOf, votedOf, votersOf } from './vote-say.js'

const NAME_LINES = 3 // of an option among others
const PARKED_LINES = 3
const FEW = 4 // options that stand one below the other; `parts/wall_votes.html` knows it too
const ICONS = { consensus: 'good', concerns: 'warn', block: 'bad' }

/** @typedef {import('./picture.js').View} View */
/** @typedef {import('./ballot.js').Row} Row */
/** @typedef {import('./faces.js').Standing} Standing */
/** @typedef {import('./faces.js').Update} Update */

/** While it is open: the options, the rules, and how many have voted. @type {Update} */
export function vote(root, view, { vote: ballot }, standing) {
  if (!ballot) return
  ask(root, ballot)
  turnout(root, view, ballot)
  const rows = rowsOf(view, ballot, language())
  const lead = leadOf(view, ballot)
  fill(root, { lead })
  find(root, '[data-part="list"]').toggleAttribute('data-few', rows.length <= FEW)
  page(root, keyedBy(rows), standing, lead, { make: () => part('vote-option'), update: drawName, then: shorten(rows, standing) })
}

/** One wording, as large as it can stand. @type {Update} */
export function wording(root, view, { vote: ballot }) {
  if (!ballot) return
  fill(root, { lead: leadOf(view, ballot), question: unbroken(ballot.question ?? '') })
  find(root, '[data-part="question"]').toggleAttribute('hidden', !ballot.question)
  turnout(root, view, ballot)
  say(root, view, ballot)
}

/** The options by their place. @type {Update} */
export function ranking(root, view, { vote: ballot }, standing) {
  if (!ballot) return
  ask(root, ballot)
  find(root, '.wall-ranking').dataset.kind = ballot.kind
  const rows = rowsOf(view, ballot, language())
  const lead = leadOf(view, ballot)
  fill(root, { lead })
  page(root, keyedBy(rows), standing, lead, {
    make: () => part('vote-ranked'),
    update: (item, row) => drawRanked(item, row, ballot.kind),
    then: shorten(rows, standing),
  })
}

/** Impact and effort: where they stand, and what they are. @type {Update} */
export function matrix(root, view, { vote: ballot }, standing) {
  if (!ballot) return
  ask(root, ballot)
  const rows = rowsOf(view, ballot, language())
  const lead = leadOf(view, ballot)
  fill(root, { lead })
  const shown = page(root, keyedBy(rows), standing, lead, { make: () => part('vote-listed'), update: drawListed, then: shorten(rows, standing) })
  const spots = rows.slice(standing.start, standing.start + shown).filter(({ spot }) => spot)
  const places = spots.map(({ spot }) => `${spot?.impact} ${spot?.effort}`)
  keyed(find(root, '[data-part="rings"]'), keyedBy(spots.filter(({ placed }) => !placed)), {
    make: () => part('vote-ring'),
    update: (ring, { symbol, spot }) => {
      paint(ring, symbol)
      Object.assign(ring.dataset, { impactFrom: spot?.low, impact: spot?.high, effort: spot?.effort_low, effortTo: spot?.effort_high })
    },
  })
  keyed(find(root, '[data-part="spots"]'), keyedBy(spots), {
    make: () => part('vote-spot'),
    update: (item, { id, symbol, spot, mark = 0, placed = false }) => {
      paint(item, symbol)
      const at = spots.findIndex((one) => one.id === id)
      const nth = places.slice(0, at + 1).filter((place) => place === places[at]).length
      Object.assign(item.dataset, { impact: spot?.impact, effort: spot?.effort, nth })
      item.toggleAttribute('data-placed', placed)
      fill(item, { mark })
    },
  })
}

/** What came of a wording. @type {Update} */
export function levels(root, view, { vote: ballot }) {
  if (!ballot) return
  const { found, follows, verdict } = verdictOf(ballot)
  fill(root, { lead: leadOf(view, ballot), found, follows })
  find(root, '[data-part="icon"]').className = `icon icon--${ICONS[verdict] ?? 'none'}`
  const list = find(root, '[data-part="levels"]')
  list.dataset.kind = ballot.kind
  keyed(list, levelsOf(ballot).map((one) => [String(one.level), one]), {
    make: () => part('vote-level'),
    update: (row, { level, votes }) => {
      fill(row, { level: words(`vote.level.${ballot.kind}.${level}`), votes })
      drawTally(slot(row, 'strokes'), { count: votes, label: String(votes) })
    },
  })
  say(root, view, ballot)
}

/** What is put aside, who answers it, and by when. @type {Update} */
export function parked(root, view, _picture, standing) {
  const lines = parkedOf(view)
  find(root, '[data-part="none"]').toggleAttribute('hidden', lines.length > 0)
  page(root, lines, standing, '', {
    make: () => part('parked-line'),
    update: (item, line) => fill(item, { answers: answersOf(line) }),
    then: (items) => items.forEach((item, at) => fitLines(slot(item, 'text'), unbroken(lines[standing.start + at][1].text), PARKED_LINES)),
  })
}

/** Let as many stand as fit, and say which they are where there are more.
 * @template T
 * @param {HTMLElement} root @param {[string, T][]} entries @param {Standing} standing @param {string} lead
 * @param {Parameters<typeof fitPage<T>>[3]} how @returns {number} how many stand */
function page(root, entries, standing, lead, how) {
  if (standing.start >= entries.length) standing.start = 0
  const [all, list] = [entries.length, find(root, '[data-part="list"]')]
  const tell = (/** @type {number} */ shown) => {
    const some = words('vote.some', { first: standing.start + 1, last: standing.start + shown, all })
    fill(root, { lead: shown < all ? [lead, some].filter(Boolean).join(' · ') : lead })
    return shown
  }
  let shown = tell(fitPage(list, entries, standing.start, how))
  if (shown < all) shown = tell(fitPage(list, entries, standing.start, how)) // which page it is may take a line
  standing.standing = shown < all ? shown : 0
  return shown
}

/** @param {Row[]} rows @param {Standing} standing @returns {(items: HTMLElement[]) => void} */
const shorten = (rows, standing) => (items) =>
  items.forEach((item, at) => fitLines(slot(item, 'name'), unbroken(textOf(rows[standing.start + at])), NAME_LINES))

/** @param {HTMLElement} item @param {Row} row */
function drawName(item, { symbol }) {
  paint(item, symbol)
  find(item, '[data-part="symbol"]').toggleAttribute('hidden', !symbol)
}

/** @param {HTMLElement} item @param {Row} row @param {string} kind */
function drawRanked(item, row, kind) {
  drawName(item, row)
  const { place = 0, tied = false, number = 0, median } = row
  fill(item, { place, beside: besideOf(row), number: shownNumber(kind, number), voters: gaveOf(row) })
  fill(item, { median: kind === 'points' && median !== undefined ? words('vote.median', { n: median }) : '' })
  item.toggleAttribute('data-tied', tied)
  find(item, '[data-part="tie"]').toggleAttribute('hidden', !tied)
  if (row.gauge) drawGauge(slot(item, 'gauge'), row.gauge)
}

/** @param {HTMLElement} item @param {Row} row */
function drawListed(item, row) {
  drawName(item, row)
  item.toggleAttribute('data-placed', Boolean(row.placed))
  fill(item, { mark: row.mark ?? 0, beside: besideOf(row), field: row.spot ? words(`vote.field.${row.spot.field}`) : '' })
}

/** @param {Element} svg @param {import('./ballot.js').Gauge} gauge */
function drawGauge(svg, { width, height, soft, ink }) {
  const [pale, dark] = svg.querySelectorAll('path')
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
  pale.setAttribute('d', soft)
  dark.setAttribute('d', ink)
}

/** @param {HTMLElement} item @param {number} [symbol] */
function paint(item, symbol) {
  if (symbol) item.dataset.theme = String(symbol)
  else delete item.dataset.theme
}

/** @param {HTMLElement} root @param {View} ballot */
const ask = (root, ballot) => fill(root, { question: unbroken(askedOf(ballot)) })

/** @param {HTMLElement} root @param {View} view @param {View} ballot */
function turnout(root, view, ballot) {
  fill(root, { rules: rulesOf(ballot), voted: votedOf(view, ballot) })
  drawTally(slot(root, 'strokes'), { count: ballot.voted.people, of: hereOf(view, ballot), label: votersOf(view, ballot) })
}

/** The wording itself, exactly. @param {HTMLElement} root @param {View} view @param {View} ballot */
function say(root, view, ballot) {
  const [row] = rowsOf(view, ballot, language())
  const { text } = row ?? Object.values(ballot.options)[0]
  fill(root, { said: unbroken(textOf({ text })) })
  fitSize(find(root, '[data-fit]'))
}

/** @param {Row[]} rows @returns {[string, Row][]} */
const keyedBy = (rows) => rows.map((row) => [row.id, row])

/** @param {Element} root @param {string} selector @returns {HTMLElement} */
function find(root, selector) {
  const found = root.querySelector(selector)
  if (!(found instanceof HTMLElement)) throw new Error(`this vote has no ${selector}`)
  return found
}
