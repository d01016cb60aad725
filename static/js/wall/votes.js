/** Votes: how the faces of a vote and of the parking lot are filled. What does not fit comes on further pages, which turn
 * in place. */

import { fill, keyed, part, slot } from '../dom/parts.js'
import { words } from '../dom/words.js'
import { drawTally } from '../elements/tally.js'
import { barOf, levelsOf, parkedOf, rowsOf } from './ballot.js'
import { fitLines, fitPage, fitSize } from './fit.js'
import { unbroken } from './picture.js'
import { language } from './say.js'
import { answersOf, askedOf, besideOf, gaveOf, hereOf, isEmpty, leadOf, letterOf, rulesOf, shownNumber, textOf, tight, verdictOf, votedOf, votersOf } from './vote-say.js'

// How large options stand, in layout-wall-votes.css, and on how many lines: as large as lets all stand whole, else as
// large as lets all stand; more than that come on pages.
const SIZES = /** @type {[string, number][]} */ ([['large', 3], ['usual', 5], ['small', 3]])
const MORE_LINES = [8, 6, 5, 4] // where a page has room for them
const TOP = 5 // of a ranking: they stand on one page where they fit
const PARKED_LINES = 3
const FEW = 4 // options that stand one below the other; `parts/wall_votes.html` knows it too
const MANY = 40 // people on one level: above that bars say it, as strokes do no longer
const ICONS = { consensus: 'good', concerns: 'warn', block: 'bad' }

/** @typedef {import('./picture.js').View} View */
/** @typedef {import('./ballot.js').Row} Row */
/** @typedef {import('./faces.js').Standing} Standing */
/** @typedef {import('./faces.js').Update} Update */
/** How an entry is made and filled, and how all that could stand are then shortened to so many lines: whether that left them whole.
 * Of some lists the first `least` stand together where they fit.
 * @template T @typedef {{ make: (id: string, value: T) => Element, update: (element: HTMLElement, value: T, id: string) => void, then: (items: HTMLElement[], lines: number) => boolean, least?: number }} How */

/** While it is open: the options, the rules, and how many have voted. @type {Update} */
export function vote(root, view, { vote: ballot }, standing) {
  if (!ballot) return
  ask(root, ballot)
  turnout(root, view, ballot)
  const rows = rowsOf(view, ballot, language())
  const lead = leadOf(view, ballot)
  fill(root, { lead })
  find(root, '[data-part="list"]').toggleAttribute('data-few', rows.length <= FEW)
  page(root, keyedBy(rows), standing, lead, { make: () => part('vote-option'), update: drawName, then: shorten(rows, standing) }, SIZES)
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
    least: TOP,
  }, SIZES)
  showNobody(root, ballot)
}

/** Impact and effort: where they stand, and what they are. @type {Update} */
export function matrix(root, view, { vote: ballot }, standing) {
  if (!ballot) return
  ask(root, ballot)
  const rows = rowsOf(view, ballot, language())
  const lead = leadOf(view, ballot)
  fill(root, { lead })
  const shown = page(root, keyedBy(rows), standing, lead, { make: () => part('vote-listed'), update: drawListed, then: shorten(rows, standing) }, SIZES.slice(1))
  showNobody(root, ballot)
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
      fill(item, { mark: letterOf(mark) })
    },
  })
}

/** What came of a wording. @type {Update} */
export function levels(root, view, { vote: ballot }) {
  if (!ballot) return
  const { found, follows, verdict } = verdictOf(ballot)
  fill(root, { lead: tight(leadOf(view, ballot)), found: tight(found), follows: follows.replaceAll(' %', '\u00a0%') })
  find(root, '[data-part="icon"]').className = `icon icon--${ICONS[verdict] ?? 'none'}`
  const list = find(root, '[data-part="levels"]')
  list.dataset.kind = ballot.kind
  const all = levelsOf(ballot)
  const most = Math.max(...all.map(({ votes }) => votes))
  keyed(list, all.map((one) => [String(one.level), one]), {
    make: () => part('vote-level'),
    update: (row, { level, votes }) => {
      fill(row, { level: words(`vote.level.${ballot.kind}.${level}`), votes: votes.toLocaleString(language()) })
      drawTally(slot(row, 'strokes'), { count: most > MANY ? 0 : votes, label: String(votes) })
      drawGauge(slot(row, 'gauge'), barOf(most > MANY ? votes : 0, most))
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
    then: (items) => {
      items.forEach((item, at) => fitLines(slot(item, 'text'), unbroken(lines[standing.start + at][1].text), PARKED_LINES))
      return true
    },
  })
}

/** Let as many stand as fit, and say which they are where there are more.
 * @template T
 * @param {HTMLElement} root @param {[string, T][]} entries @param {Standing} standing @param {string} lead
 * @param {How<T>} how @param {[string, number][]} [sizes] from the largest
 * @returns {number} how many stand */
function page(root, entries, standing, lead, how, sizes = [['usual', PARKED_LINES]]) {
  if (standing.start >= entries.length) standing.start = 0
  const [all, list] = [entries.length, find(root, '[data-part="list"]')]
  let isWhole = true
  const fit = (/** @type {[string, number]} */ [size, lines], /** @type {number} */ most = all) => {
    list.dataset.size = size
    const then = (/** @type {HTMLElement[]} */ items) => (isWhole = how.then(items, lines))
    return fitPage(list, entries.slice(0, standing.start + most), standing.start, { ...how, then })
  }
  fill(root, { lead: tight(lead) })
  for (const size of standing.start ? [] : sizes) { // all pages of one list have the same letters
    if (fit(size) < all || !(isWhole || size !== sizes[0])) continue
    standing.standing = 0
    return all
  }
  const [small] = sizes.slice(-1)
  const left = all - standing.start
  const tell = (/** @type {number} */ shown) => {
    const some = words('vote.some', { first: standing.start + 1, last: standing.start + shown, all }).replaceAll(' ', '\u00a0')
    fill(root, { lead: tight([lead, some].filter(Boolean).join(' · ')) })
    return shown
  }
  const most = tell(fit(small))
  const share = Math.max(how.least ?? 1, Math.ceil(left / Math.ceil(left / most))) // the last page is as full as the others
  let shown = tell(fit(small, share)) // which page it is may take a line
  const roomy = isWhole ? [] : MORE_LINES.filter((lines) => lines > small[1])
  if (!roomy.some((lines) => fit([small[0], lines], shown) === shown)) shown = tell(fit(small, shown))
  standing.standing = shown
  return shown
}

/** @param {Row[]} rows @param {Standing} standing @returns {(items: HTMLElement[], lines: number) => boolean} whether none is shortened */
const shorten = (rows, standing) => (items, lines) => {
  const names = items.map((_, at) => unbroken(textOf(rows[standing.start + at])))
  items.forEach((item, at) => fitLines(slot(item, 'name'), names[at], lines))
  return items.every((item, at) => slot(item, 'name').textContent === names[at])
}

/** Where nobody has voted nothing is first. @param {HTMLElement} root @param {View} ballot */
function showNobody(root, ballot) {
  const isNobody = isEmpty(ballot)
  find(root, '.wall__main').toggleAttribute('data-nobody', isNobody)
  find(root, '[data-part="nobody"]').toggleAttribute('hidden', !isNobody)
}

/** @param {HTMLElement} item @param {Row} row */
function drawName(item, { symbol }) {
  paint(item, symbol)
  find(item, '[data-part="symbol"]').toggleAttribute('hidden', !symbol)
}

/** @param {HTMLElement} item @param {Row} row @param {string} kind */
function drawRanked(item, row, kind) {
  drawName(item, row)
  const { place = 0, tied = false, number = 0, median } = row
  const shown = number === null ? '' : place
  fill(item, { place: shown, beside: besideOf(row), number: tight(shownNumber(kind, number)), voters: tight(gaveOf(kind, row)) })
  fill(item, { median: kind === 'points' && median !== undefined ? words('vote.median', { n: median }) : '' })
  item.toggleAttribute('data-tied', tied)
  find(item, '[data-part="tie"]').toggleAttribute('hidden', !tied)
  if (row.gauge) drawGauge(slot(item, 'gauge'), row.gauge)
}

/** @param {HTMLElement} item @param {Row} row */
function drawListed(item, row) {
  drawName(item, row)
  item.toggleAttribute('data-placed', Boolean(row.placed))
  fill(item, { mark: letterOf(row.mark), beside: besideOf(row), field: row.spot ? words(`vote.field.${row.spot.field}`) : '' })
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
  fill(root, { rules: tight(rulesOf(ballot)), voted: tight(votedOf(view, ballot)) })
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
