/** Votes: how the faces of a vote and of the parking lot are filled. What does not fit comes on further pages, which turn
 * in place. */

import { fill, keyed, part, slot } from '../dom/parts.js'
import { words } from '../dom/words.js'
import { drawTally } from '../elements/tally.js'
import { barOf, levelsOf, parkedOf, rowsOf } from './ballot.js'
import { fitPage, fits, fitSize, fitsWhole, fitWords } from './fit.js'
import { unbroken } from './picture.js'
import { language } from './say.js'
import { answersOf, askedOf, besideOf, gaveOf, hereOf, isEmpty, leadOf, letterOf, rulesOf, shownNumber, textOf, tight, verdictOf, votedOf, votersOf } from './vote-say.js'

// How options stand, in layout-wall-votes.css: as large as lets all stand, else on pages. Wide ones have the whole width.
const SIZES = ['large', 'usual', 'small', 'wide']
const TOP = 5 // of a ranking: they stand on one page where they fit
const FEW = 4 // options that stand one below the other; `parts/wall_votes.html` knows it too
const MANY = 40 // people on one level: above that bars say it, as strokes do no longer
const ICONS = { consensus: 'good', concerns: 'warn', block: 'bad' }

/** @typedef {import('./picture.js').View} View */
/** @typedef {import('./ballot.js').Row} Row */
/** @typedef {import('./faces.js').Standing} Standing */
/** @typedef {import('./faces.js').Update} Update */
/** How an entry is made and filled. Of some lists the first `least` stand together where they fit.
 * @template T @typedef {{ make: (id: string, value: T) => Element, update: (element: HTMLElement, value: T, id: string) => void, least?: number }} How */

/** While it is open: the options, the rules, and how many have voted. @type {Update} */
export function vote(root, view, { vote: ballot }, standing) {
  if (!ballot) return
  ask(root, ballot)
  turnout(root, view, ballot)
  const rows = rowsOf(view, ballot, language())
  const lead = leadOf(view, ballot)
  find(root, '[data-part="list"]').toggleAttribute('data-few', rows.length <= FEW)
  page(root, keyedBy(rows), standing, lead, { make: () => part('vote-option'), update: drawName }, SIZES)
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
  page(root, keyedBy(rows), standing, lead, {
    make: () => part('vote-ranked'),
    update: (item, row) => drawRanked(item, row, ballot.kind),
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
  const shown = page(root, keyedBy(rows), standing, lead, { make: () => part('vote-listed'), update: drawListed }, SIZES.slice(1))
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
    update: (item, line) => fill(item, { text: unbroken(line.text), answers: answersOf(line) }),
  }, SIZES.slice(1))
}

/** Let as many stand as fit with all of their words, and say which they are where there are more.
 * @template T
 * @param {HTMLElement} root @param {[string, T][]} entries @param {Standing} standing @param {string} lead
 * @param {How<T>} how @param {string[]} sizes from the largest; pages have one of the others
 * @returns {number} how many stand */
function page(root, entries, standing, lead, how, sizes) {
  if (standing.start >= entries.length) standing.start = 0
  const list = find(root, '[data-part="list"]')
  const saying = () => JSON.stringify([entries, standing.start, lead, list.clientWidth, list.clientHeight])
  const before = drawn.get(list)
  if (before?.said === saying()) return before.shown // who has voted changes more often than what is voted on
  const shown = draw(root, list, entries, standing, lead, how, sizes)
  drawn.set(list, { said: saying(), shown })
  return shown
}

/** @type {WeakMap<HTMLElement, { said: string, shown: number }>} list → what it shows, of which room */
const drawn = new WeakMap()

/** @template T
 * @param {HTMLElement} root @param {HTMLElement} list @param {[string, T][]} entries @param {Standing} standing @param {string} lead
 * @param {How<T>} how @param {string[]} sizes */
function draw(root, list, entries, standing, lead, { least = 1, ...how }, sizes) {
  const [all, left] = [entries.length, entries.length - standing.start]
  const fit = (/** @type {string} */ size, most = left) => {
    list.dataset.size = size
    const shown = fitPage(list, entries.slice(0, standing.start + most), standing.start, how)
    return shown > 1 || fitsWhole(list) ? shown : 0
  }
  fill(root, { lead: tight(lead) })
  standing.standing = 0
  if (standing.start === 0 && sizes.some((size) => fit(size) === all)) return all
  const tell = (/** @type {number} */ last) => fill(root, { lead: tight([lead, someOf(standing.start + 1, last, all)].filter(Boolean).join(' · ')) })
  tell(all) // which page it is may take a line
  const rooms = sizes.map((size, at) => (at ? fit(size) : 0))
  if (standing.start === 0) standing.size = bestOf(rooms) // all pages of one list look alike
  const at = rooms.findIndex((room, size) => room && size >= standing.size)
  const most = Math.max(1, rooms.at(at) ?? 0)
  const share = Math.max(least, Math.ceil(left / Math.ceil(left / most))) // the last page is as full as the others
  standing.standing = fit(sizes.at(at) ?? '', Math.min(share, most)) || 1
  if (at < 0) shorten(list)
  tell(standing.start + standing.standing)
  return standing.standing
}

/** Which of its sizes a list has on pages: that in which most stand. What is wide has little room for the drawing, so it
 * has to hold half as many again. @param {number[]} rooms of each size; the last is wide */
function bestOf(rooms) {
  const others = rooms.slice(0, -1)
  const most = Math.max(...others)
  return 2 * (rooms.at(-1) ?? 0) < 3 * most ? others.indexOf(most) : others.length
}

/** "1 to 5 of 8", on one line. @param {number} first @param {number} last @param {number} all */
const someOf = (first, last, all) => words(first === last ? 'vote.which' : 'vote.some', { first, last, all }).replaceAll(' ', '\u00a0')

/** One that is longer than a wall says as much as fits. @param {HTMLElement} list */
function shorten(list) {
  const said = find(list, '[data-slot="name"], [data-slot="text"]')
  fitWords(said, said.textContent ?? '', () => fits(list))
}

/** Where nobody has voted nothing is first. @param {HTMLElement} root @param {View} ballot */
function showNobody(root, ballot) {
  const isNobody = isEmpty(ballot)
  find(root, '.wall__main').toggleAttribute('data-nobody', isNobody)
  find(root, '[data-part="nobody"]').toggleAttribute('hidden', !isNobody)
}

/** @param {HTMLElement} item @param {Row} row */
function drawName(item, row) {
  const { symbol } = row
  paint(item, symbol)
  fill(item, { name: unbroken(textOf(row)) })
  find(item, '[data-part="symbol"]').toggleAttribute('hidden', !symbol)
}

/** @param {HTMLElement} item @param {Row} row @param {string} kind */
function drawRanked(item, row, kind) {
  drawName(item, row)
  const { place = 0, tied = false, number = 0, median } = row
  const isMeasured = number !== null
  fill(item, { place: isMeasured ? place : '', beside: besideOf(row), voters: tight(gaveOf(kind, row)) })
  fill(item, { number: isMeasured ? tight(shownNumber(kind, number)) : '' })
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
