/** Faces: how each face of the wall is filled from the view. A face never moves what it has placed;
 * what turns, turns in place. */

import { fill, keyed, part, slot } from '../dom/parts.js'
import { calledTheme, words } from '../dom/words.js'
import { drawTally } from '../elements/tally.js'
import { agreedOf } from './ballot.js'
import { fits, fitSize, fitText, fitWave, fitWords } from './fit.js'
import { clock, phrasesOf, phrasesUnder, questionsOf, quotesOf, themesOf, unbroken } from './picture.js'
import { crowdOf, language, thanksOf, writtenBy } from './say.js'
import { levels, matrix, parked, ranking, vote, wording } from './votes.js'

const CELLS = 9 // themes at a time
const QUOTE_TURN = 8 // seconds
const WAVE_TURN = 20 // seconds
const LONG_NAME = 40 // characters of a theme's name; `parts/wall.html` knows it too
const QUOTE_LONGEST = 120 // characters; longer ones wait for the one theme

/** @typedef {import('./picture.js').View} View */
/** @typedef {import('./picture.js').Picture} Picture */
/** @typedef {import('./picture.js').Phrase} Phrase */
/** What a face remembers while it stands: where its wave begins, how many stand in it, which of its sizes, in which cells, whose quote turns next.
 * @typedef {{ seconds: number, start: number, standing: number, size: number, turn: number, cells: string[], quotes: Map<string, string> }} Standing */
/** @typedef {(root: HTMLElement, view: View, picture: Picture, standing: Standing, now: number) => void} Update */

/** @returns {Standing} */
export const standAnew = () => ({ seconds: 0, start: 0, standing: 0, size: 0, turn: 0, cells: [], quotes: new Map() })

/** Fill a face from the view. @type {Update} */
export function update(root, view, picture, standing, now) {
  const code = root.querySelector('[data-part="code"]')
  code?.toggleAttribute('hidden', !picture.codeShown)
  updates[picture.face]?.(root, view, picture, standing, now)
}

/** A second has passed: the timer counts, a quote turns, the next wave comes. @type {Update} */
export function beat(root, view, picture, standing, now) {
  standing.seconds += 1
  if (picture.face === 'timer' || picture.face === 'step') count(root, picture, now)
  if (standing.seconds % WAVE_TURN === 0 && turnWave(standing)) update(root, view, picture, standing, now)
  else if (picture.face === 'themes' && standing.seconds % QUOTE_TURN === 0) turnQuote(root, view, standing)
}

/** @type {Record<string, Update>} */
const updates = { join, count: counted, phrases, quotes, themes, theme, statement, step: timer, timer, thanks, vote, wording, ranking, matrix, levels, parked }

/** @type {Update} */
function join(root, { workshop, crowd }) {
  const here = crowd.joined ? words('in', { n: crowd.joined, crowd: crowdOf(crowd) }) : ''
  fill(root, { lead: workshop.title, here })
  drawTally(slot(root, 'strokes'), { count: crowd.joined, label: crowdOf(crowd) })
}

/** @type {Update} */
function counted(root, { crowd }, { prompt }) {
  const { from, tally } = writtenBy(crowd, prompt)
  ask(root, prompt)
  fill(root, { lead: words(`writing.${prompt.state}`), number: prompt.phrases.toLocaleString(language()) })
  emphasise(slot(root, 'from'), from, prompt.answered.toLocaleString(language()))
  drawTally(slot(root, 'strokes'), { count: prompt.answered, of: crowd.joined, label: tally })
  fitSize(find(root, '[data-fit]'))
}

/** @type {Update} */
function phrases(root, view, { prompt }, standing) {
  const said = phrasesUnder(view, view.workshop.face_prompt)
  showWave(root, said, standing, isInOneColumn)
  tellPhrases(root, prompt, said, standing, 'wrote')
  const examples = said.filter(([, { isExample }]) => isExample).length // which nobody counts
  if (examples) fill(root, { lead: words(examples === said.length ? 'examples' : 'wrote') })
}

/** A sentence with its number in bold. @param {HTMLElement} element @param {string} sentence @param {string} number */
function emphasise(element, sentence, number) {
  if (element.textContent === sentence) return
  const at = sentence.indexOf(number)
  const bold = document.createElement('b')
  bold.textContent = number
  element.replaceChildren(sentence.slice(0, at), bold, sentence.slice(at + number.length))
}

/** What is starred stands as large as it can. @type {Update} */
function quotes(root, view, { prompt }, standing) {
  const said = phrasesOf(view, (response) => response.prompt === view.workshop.face_prompt && response.starred)
  const list = find(root, '[data-part="list"]')
  for (const size of ['large', 'middle', 'usual']) {
    list.dataset.size = size
    showWave(root, said, standing, isInOneColumn)
    if (size !== 'usual' && standing.standing === said.length && isWhole(list, said)) break
  }
  tellPhrases(root, prompt, said, standing, 'quoted')
}

/** Whether every phrase stands with all of its words. @param {HTMLElement} list @param {[string, Phrase][]} said */
const isWhole = (list, said) => said.every(([, { text }], at) => slot(list.children[at], 'text').textContent === text)

/** @param {HTMLElement} root @param {View} prompt @param {[string, Phrase][]} said @param {Standing} standing @param {string} what */
function tellPhrases(root, prompt, said, standing, what) {
  const [question] = questionsOf(prompt, language())
  const first = standing.start + 1
  const last = standing.start + standing.standing
  const all = said.length
  fill(root, { question, lead: last - first + 1 < all ? words(`${what}.some`, { first, last, all }) : words(what) })
  showNothing(root, all === 0)
}

/** An empty face says what will stand there. @param {HTMLElement} root @param {boolean} isEmpty */
function showNothing(root, isEmpty) {
  find(root, '[data-part="none"]').toggleAttribute('hidden', !isEmpty)
  find(root, '[data-part="list"]').toggleAttribute('hidden', isEmpty)
}

/** @type {Update} */
function theme(root, view, { theme: shown }, standing) {
  if (!shown) return
  const counts = words('phrases', { n: shown.phrases })
  fill(root, { lead: words('theme.lead', { crowd: crowdOf(shown), phrases: counts }), name: unbroken(calledTheme(shown)) })
  const box = find(root, '[data-part="theme"]')
  box.dataset.theme = String(shown.symbol)
  box.toggleAttribute('data-long', shown.name.length > LONG_NAME)
  showWave(root, phrasesOf(view, (response) => response.theme === view.workshop.face_theme), standing)
}

/** A priority has a name and says why; of any other statement the wording is all.
 * @type {Update} */
function statement(root, _view, { said, kind }) {
  if (!said) return
  const isPriority = kind === 'priority'
  const why = isPriority ? said.statement : ''
  fill(root, { lead: words(`called.${kind}`), said: unbroken(isPriority ? said.title : said.text), why: unbroken(why) })
  show(root, 'why', why)
  const round = agreedOf(said)
  fill(root, { agreed: round ? words('vote.agreed', { n: round }) : '' })
  find(root, '[data-part="agreed"]').toggleAttribute('hidden', !round)
  const box = find(root, '[data-fit]')
  box.dataset.kind = kind
  fitSize(box)
}

/** @type {Update} */
function timer(root, _view, picture, _standing, now) {
  ask(root, picture.prompt)
  count(root, picture, now)
  fitSize(find(root, '[data-fit]'))
}

/** @type {Update} */
function thanks(root, view) {
  fill(root, { lead: view.workshop.title, summary: thanksOf(view) })
  find(root, '[data-part="results"]').hidden = !view.workshop.results
}

/** @type {Update} */
function themes(root, view, picture, standing) {
  const all = themesOf(view)
  if (standing.start >= all.length) standing.start = 0
  standing.cells = inCells(standing, all)
  standing.standing = all.length > CELLS ? CELLS : 0
  const shown = new Map(all)
  const page = /** @type {[string, View][]} */ (standing.cells.filter(Boolean).map((id) => [id, shown.get(id)]))
  const [question] = questionsOf(picture.prompt, language())
  const counts = words(page.some(([, one]) => one.tables) ? 'number.tables' : 'number.people')
  fill(root, { question, lead: `${words(`gathered.${picture.kind}`)} ${counts}` })
  const list = find(root, '[data-part="list"]')
  showNothing(root, all.length === 0)
  keyed(list, standing.cells.map((id, at) => [id || `gone-${at}`, id]), {
    make: (_key, id) => (id ? part('wall-theme') : document.createElement('li')),
    update: () => {},
  })
  for (const [id, one] of page) {
    const cell = find(list, `[data-key="${id}"]`) // measured, so it must lie in the grid already
    fillCell(cell, one, mayQuote(view, id), standing.quotes, id)
  }
}

/** A theme keeps its cell: one that goes leaves its place empty, and a new one takes the first empty place.
 * @param {Standing} standing @param {[string, View][]} all */
function inCells({ cells, start }, all) {
  const there = new Set(all.map(([id]) => id))
  const kept = cells.map((id) => (there.has(id) ? id : ''))
  for (const [id] of all.slice(start, start + CELLS)) {
    if (kept.includes(id)) continue
    const empty = kept.indexOf('')
    if (empty >= 0) kept[empty] = id
    else if (kept.length < CELLS) kept.push(id)
  }
  while (kept.length && !kept.at(-1)) kept.pop()
  return kept
}

/** @param {HTMLElement} cell @param {View} one @param {string[]} quotes @param {Map<string, string>} turned @param {string} id */
function fillCell(cell, one, quotes, turned, id) {
  cell.dataset.theme = String(one.symbol)
  const quote = slot(cell, 'quote')
  const before = turned.get(id) ?? quote.textContent ?? ''
  quote.textContent = ''
  const people = one.people + (one.papers ?? 0)
  fill(cell, { count: one.tables ? `${people} + ${one.tables}` : people, crowd: crowdOf(one) })
  fitWords(slot(cell, 'name'), unbroken(calledTheme(one)), () => fits(cell))
  // A quote that stands keeps its place while it is still one of the theme's.
  const wanted = quotes.includes(before) ? [before, ...quotes] : quotes
  turned.set(id, fitText(quote, cell, wanted))
}

/** One theme's quote gives way to its next, in place. @param {HTMLElement} root @param {View} view @param {Standing} standing */
function turnQuote(root, view, standing) {
  const cells = [...find(root, '[data-part="list"]').children]
  for (let tried = 0; tried < cells.length; tried += 1) {
    const cell = /** @type {HTMLElement} */ (cells[standing.turn++ % cells.length])
    const id = String(cell.dataset.key)
    if (!cell.hasAttribute('data-theme')) continue // an empty place
    const quotes = mayQuote(view, id)
    const now = standing.quotes.get(id) ?? ''
    const next = quotes.indexOf(now) + 1
    const chosen = fitText(slot(cell, 'quote'), cell, [...quotes.slice(next), ...quotes.slice(0, next)])
    standing.quotes.set(id, chosen)
    if (chosen !== now) return slot(cell, 'quote').animate?.({ opacity: [0, 1] }, { duration: calm() ? 0 : 360, easing: 'ease-out' })
  }
}

/** @param {View} view @param {string} id @returns {string[]} */
const mayQuote = (view, id) => quotesOf(view, id).filter((text) => text.length <= QUOTE_LONGEST)

/** @param {HTMLElement} root @param {[string, Phrase][]} said @param {Standing} standing @param {(item: Element) => boolean} [isWhole] */
function showWave(root, said, standing, isWhole) {
  if (standing.start >= said.length) standing.start = 0
  standing.standing = fitWave(find(root, '[data-part="list"]'), said, standing.start, (item, phrase) =>
    fill(item, { text: phrase.text, times: phrase.isExample ? words('example') : phrase.times > 1 ? `×${phrase.times}` : '' }), isWhole,
  )
}

/** Among others a phrase has its column, not the wall. */
const isInOneColumn = (/** @type {Element} */ item) => item.getClientRects().length < 2

/** The next wave begins where this one ended; after the last the first comes again. @param {Standing} standing */
function turnWave(standing) {
  const from = standing.start
  standing.start += standing.standing
  standing.cells = []
  return standing.standing > 0 && from !== standing.start
}

/** @param {HTMLElement} root @param {Picture} picture @param {number} now */
function count(root, { prompt }, now) {
  const left = prompt.closes_at === undefined ? prompt.left : prompt.closes_at - now
  const shown = left === undefined ? '' : clock(left)
  const lead = prompt.state === 'paused' ? words('paused') : left <= 0 ? words('time.up') : ''
  fill(root, { lead, left: shown })
  show(root, 'left', shown)
  find(root, '[data-part="left"]').toggleAttribute('data-long', shown.length > 5)
}

/** @param {HTMLElement} root @param {View} prompt */
function ask(root, prompt) {
  const [question, also, tag] = questionsOf(prompt, language())
  fill(root, { question, also })
  show(root, 'also', also)
  find(root, '[data-part="also"]').lang = tag
}

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches

/** @param {HTMLElement} root @param {string} name @param {string} text */
const show = (root, name, text) => find(root, `[data-part="${name}"]`).toggleAttribute('hidden', text === '')

/** @param {HTMLElement} root @param {string} selector @returns {HTMLElement} */
function find(root, selector) {
  const found = root.querySelector(selector)
  if (!(found instanceof HTMLElement)) throw new Error(`this face has no ${selector}`)
  return found
}
