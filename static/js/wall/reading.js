/** Reading: the wall as text, filled from the view. `workshop/web/reading.py` and `parts/wall_text.html` say the same
 * for the first paint. Nothing of it is announced by itself; `news` says what is worth a sentence. */

import { fill, keyed, part, slot } from '../dom/parts.js'
import { calledTheme, words } from '../dom/words.js'
import { agreedOf } from './ballot.js'
import { clock, phrasesOf, phrasesUnder, questionsOf, themesOf } from './picture.js'
import { readVote } from './read-votes.js'
import { crowdOf, language, thanksOf, writtenBy } from './say.js'
import { askedOf, isEmpty, leadOf as voteLead, rulesOf, textOf, verdictOf, votedOf } from './vote-say.js'

/** @typedef {import('./picture.js').View} View */
/** @typedef {import('./picture.js').Picture} Picture */
/** @typedef {import('./picture.js').Phrase} Phrase */
/** @typedef {{ heading: string, first?: string, second?: string, left?: string, also?: [string, string], phrases?: [string, Phrase][], themes?: [string, View][] }} Said */

/** Fill the text from the view, and return what it says.
 * @param {HTMLElement} root @param {View} view @param {Picture} picture @param {string} join @param {number} now */
export function read(root, view, picture, join, now) {
  const said = saidOf(view, picture, join, now)
  const { heading, first = '', second = '', left = '', also: [also, tag] = ['', 'en'], phrases = [], themes = [] } = said
  fill(root, { face: words(`face.${picture.face}`), heading, also, first, second, left })
  for (const name of ['also', 'first', 'second', 'left']) slot(root, name).hidden = slot(root, name).textContent === ''
  slot(root, 'also').lang = tag
  root.dataset.key = picture.key
  root.toggleAttribute('data-theme', Boolean(picture.theme))
  if (picture.theme) root.dataset.theme = picture.theme.symbol
  list(root, 'phrases', phrases)
  const parts = find(root, 'themes')
  parts.hidden = themes.length === 0
  keyed(parts, themes, { make: () => part('read-theme'), update: (element, theme, id) => drawTheme(element, theme, id, view) })
  readVote(find(root, 'vote'), view, picture)
  return { face: words(`face.${picture.face}`), heading, first, second }
}

/** @param {View} view @param {Picture} picture @param {string} join @param {number} now @returns {Said} */
function saidOf(view, picture, join, now) {
  const { workshop, crowd } = view
  const { prompt } = picture
  const [heading, ...also] = questionsOf(prompt, language())
  const asked = { heading, also }
  const here = (/** @type {View} */ response) => response.prompt === workshop.face_prompt
  switch (picture.face) {
    case 'join': return { heading: workshop.title, first: join, second: crowd.joined ? words('in', { n: crowd.joined, crowd: crowdOf(crowd) }) : '' }
    case 'count': return { ...asked, first: words(`writing.${prompt.state}`), second: `${prompt.phrases.toLocaleString(language())} ${writtenBy(crowd, prompt).from}` }
    case 'phrases': return { ...asked, ...listed(phrasesUnder(view, workshop.face_prompt), 'none.phrases', prompt.phrases) }
    case 'quotes': return { ...asked, ...listed(phrasesOf(view, (response) => here(response) && response.starred), 'none.quotes') }
    case 'themes': return { ...asked, ...themesSaid(themesOf(view), picture.kind) }
    case 'theme': return { heading: calledTheme(/** @type {any} */ (picture.theme)), phrases: phrasesOf(view, (response) => response.theme === workshop.face_theme), first: countsOf(picture.theme ?? {}) }
    case 'statement': return statementOf(picture)
    case 'step':
    case 'timer': return { ...asked, ...timerOf(prompt, now) }
    case 'vote':
    case 'wording':
    case 'ranking':
    case 'matrix':
    case 'levels': return voteOf(view, picture)
    case 'parked': return { heading: words('face.parked'), first: Object.keys(view.parked ?? {}).length ? '' : words('parked.none') }
    case 'thanks': return { heading: words('heading.thanks'), first: thanksOf(view) }
    default: return { heading: words('heading.blank') }
  }
}

/** @param {[string, Phrase][]} phrases @param {string} none @param {number} [n] */
function listed(phrases, none, n = phrases.reduce((sum, [, { times }]) => sum + times, 0)) {
  return { phrases, first: phrases.length ? words('phrases', { n }) : words(none) }
}

/** @param {[string, View][]} themes @param {string} kind */
function themesSaid(themes, kind) {
  const second = themes.length ? words('themes', { n: themes.length }) : words('none.themes')
  return { themes, first: words(`gathered.${kind}`), second }
}

/** @param {Picture} picture @returns {Said} */
function statementOf({ said, kind }) {
  const isPriority = kind === 'priority'
  const round = agreedOf(said)
  const second = [isPriority ? said?.statement : '', round ? words('vote.agreed', { n: round }) : ''].filter(Boolean).join(' ')
  return { heading: isPriority ? said?.title : said?.text, first: words(`called.${kind}`), second }
}

/** @param {View} view @param {Picture} picture @returns {Said} */
function voteOf(view, { face, vote }) {
  const ballot = /** @type {View} */ (vote)
  const isWording = face === 'wording' || face === 'levels'
  const heading = isWording ? textOf(Object.values(ballot.options)[0]) : askedOf(ballot)
  if (ballot.state !== 'open') {
    const { found, follows } = isWording ? verdictOf(ballot) : { found: isEmpty(ballot) ? words('vote.nobody') : '', follows: '' }
    return { heading, first: voteLead(view, ballot), second: `${found} ${follows}`.trim() }
  }
  const asked = isWording && ballot.question ? ` ${ballot.question}` : ''
  return { heading, first: `${voteLead(view, ballot)}.${asked} ${rulesOf(ballot)}`, second: votedOf(view, ballot) }
}

/** What is left of a timer, in ms; undefined without one. @param {View} prompt @param {number} now @returns {number|undefined} */
export const leftOf = (prompt, now) => (prompt.closes_at === undefined ? prompt.left : prompt.closes_at - now)

/** @param {View} prompt @param {number} now */
function timerOf(prompt, now) {
  const left = leftOf(prompt, now)
  const first = prompt.state === 'paused' ? words('paused') : left !== undefined && left <= 0 ? words('time.up') : ''
  return { first, left: left === undefined ? '' : clock(left) }
}

/** @param {View} theme */
const countsOf = (theme) => words('theme.lead', { crowd: crowdOf(theme), phrases: words('phrases', { n: theme.phrases }) })

/** @param {HTMLElement} element @param {View} theme @param {string} id @param {View} view */
function drawTheme(element, theme, id, view) {
  element.dataset.theme = theme.symbol
  fill(element, { name: calledTheme(/** @type {any} */ (theme)), count: countsOf(theme) })
  list(element, 'said', phrasesOf(view, (response) => response.theme === id))
}

/** @param {HTMLElement} root @param {string} name @param {[string, Phrase][]} phrases */
function list(root, name, phrases) {
  const place = find(root, name)
  place.hidden = phrases.length === 0
  keyed(place, phrases, {
    make: () => part('read-said'),
    update: (item, { text, times, isExample }) => fill(item, { text, times: isExample ? words('example') : times > 1 ? words('times', { n: times }) : '' }),
  })
}

/** @param {HTMLElement} root @param {string} name @returns {HTMLElement} */
function find(root, name) {
  const found = root.querySelector(`[data-part="${name}"]`)
  if (!(found instanceof HTMLElement)) throw new Error(`the text has no ${name}`)
  return found
}
