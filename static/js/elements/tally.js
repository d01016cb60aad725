/** Tally: people counted in strokes, five to a gate. `templates/parts/tally.html` draws the same on
 * the server; `tests/fixtures/tally.json` holds both to it. */

const MOST = 40 // people: above that only the numeral speaks

const tenths = (/** @type {number} */ value) => (value / 10).toFixed(1)
const wobble = (/** @type {number} */ k, /** @type {number} */ salt) => ((k * 37 + salt * 53) % 13) - 6

/** @param {number} k from 0 @returns {string} the path of one stroke; every fifth crosses its gate */
function stroke(k) {
  const x = 350 * Math.floor(k / 5)
  if (k % 5 === 4) {
    return `M${tenths(x - 20)} ${tenths(170 + wobble(k, 1))}L${tenths(x + 290)} ${tenths(60 + wobble(k, 2))}`
  }
  const foot = x + 70 * (k % 5) + 20
  return `M${tenths(foot + wobble(k, 1))} ${tenths(20 + wobble(k, 2))}L${tenths(foot + wobble(k, 3))} ${tenths(210 + wobble(k, 4))}`
}

const strokes = (/** @type {number} */ first, /** @type {number} */ end) =>
  Array.from({ length: Math.max(0, end - first) }, (_, i) => stroke(first + i)).join('')

/** What to draw for `count` people of `of`: how wide, who has spoken, who has not.
 * @param {number} count @param {number} [of] */
export function tallyOf(count, of = 0) {
  const drawn = count <= MOST ? count : 0
  const all = of <= MOST ? Math.max(of, drawn) : drawn
  const width = Math.max(35 * Math.floor(all / 5) + 7 * (all % 5) - 1, 1)
  return { all, width, rest: strokes(drawn, all), counted: strokes(0, drawn) }
}

/** Draw into an `svg.tally` that the server made.
 * @param {Element} svg @param {{ count: number, of?: number, label: string }} people */
export function drawTally(svg, { count, of = 0, label }) {
  const { all, width, rest, counted } = tallyOf(count, of)
  const [pale, ink] = svg.querySelectorAll('path')
  if (!pale || !ink) throw new Error('a tally needs two paths')
  svg.setAttribute('viewBox', `0 0 ${width} 23`)
  svg.setAttribute('aria-label', label)
  svg.toggleAttribute('hidden', all === 0)
  pale.setAttribute('d', rest)
  ink.setAttribute('d', counted)
}
