/** Picture: what the wall shows of its view. `workshop/web/faces.py` says the same for the first
 * paint. Touches no document. */

import { alike, shared } from '../dom/alike.js'
import { both } from '../dom/words.js'
import { faceOfBallot } from './ballot.js'

const ABOUT_PROMPT = new Set(['count', 'phrases', 'quotes', 'themes', 'timer'])
const WHOLE_ROOM = new Set(['blank', 'thanks']) // what no second display keeps for itself
const OF_VOTES = new Set(['vote', 'wording', 'ranking', 'matrix', 'levels', 'parked']) // are about no prompt
const [SHORT, LONG] = [3, 10] // words of a quote that is read at a glance and says something
const WHOLE_WORD = 24 // letters of a word with hyphens that stays on one line

/** @typedef {Record<string, any>} View */
/** @typedef {{ face: string, key: string, prompt: View, theme: View|null, said: View|null, vote: View|null, kind: string, codeShown: boolean }} Picture */
/** @typedef {{ text: string, times: number, isExample?: boolean }} Phrase */

/** The view as a second display takes it, which stays on one prompt, and on a face where one is named; else it
 * follows what is shown of its prompt. What is for the whole room it shows as well.
 * @param {View} view @param {string} prompt @param {string} face @returns {View} */
export function keptTo(view, prompt, face) {
  const { workshop } = view
  if (!prompt || WHOLE_ROOM.has(workshop.face)) return view
  const isShown = workshop.face_prompt === prompt && (ABOUT_PROMPT.has(workshop.face) || workshop.face === 'theme')
  const own = ABOUT_PROMPT.has(face) ? face : isShown ? workshop.face : 'count'
  return { ...view, workshop: { ...workshop, face_prompt: prompt, face: own } }
}

/** What to show, and a key that stays the same while it is the same place.
 * @param {View} view @returns {Picture} */
export function pictureOf(view) {
  const { workshop } = view
  const wanted = faceOf(view)
  const vote = wanted === 'ballot' ? view.ballots[workshop.face_ballot] : null
  const face = vote ? faceOfBallot(vote) : wanted
  const said = face === 'statement' ? statementOf(view) : null
  const prompt = OF_VOTES.has(face) ? {} : ((face === 'step' ? view.steps[workshop.face_step] : view.prompts[workshop.face_prompt]) ?? {})
  const about = { theme: workshop.face_theme, statement: workshop.face_statement, step: workshop.face_step, join: '', thanks: '', blank: '', parked: '' }[face] ?? workshop.face_prompt
  return {
    face,
    key: vote ? `ballot ${workshop.face_ballot} ${vote.state}` : about ? `${face} ${about}` : face,
    prompt,
    theme: face === 'theme' ? view.themes[workshop.face_theme] : null,
    said: said ?? null,
    vote,
    kind: said ? (said.kind ?? 'priority') : (prompt.kind ?? 'open'),
    codeShown: takesPhrases(view) && !['join', 'thanks', 'blank'].includes(face),
  }
}

/** What it is about may be gone meanwhile. @param {View} view @returns {string} */
function faceOf(view) {
  const { workshop } = view
  let face = workshop.face ?? 'join'
  if (face === 'theme' && !view.themes[workshop.face_theme]) face = 'themes'
  if (face === 'statement' && !statementOf(view)) face = 'join'
  if (face === 'step' && !view.steps[workshop.face_step]) face = 'join'
  if (face === 'ballot' && !view.ballots[workshop.face_ballot]) face = 'join'
  return ABOUT_PROMPT.has(face) && !view.prompts[workshop.face_prompt] ? 'join' : face
}

const statementOf = (/** @type {View} */ view) =>
  view.statements[view.workshop.face_statement] ?? view.priorities[view.workshop.face_statement]

const takesPhrases = (/** @type {View} */ view) =>
  [...Object.values(view.prompts), ...Object.values(view.steps ?? {}), ...Object.values(view.ballots)].some(({ state }) => state === 'open' || state === 'paused')

/** The question in the wall's language, and in one other with that one's tag.
 * @param {View} prompt @param {string} language @returns {[string, string, string]} */
export function questionsOf(prompt, language) {
  const others = Object.fromEntries(Object.entries(prompt.questions ?? {}).map(([tag, other]) => [tag, unbroken(other)]))
  const said = unbroken(prompt.question ?? '')
  if (others[language]) return [others[language], said, 'en']
  const tag = Object.keys(others).sort().find((one) => others[one] !== said)
  return tag ? [said, others[tag], tag] : [said, '', 'en']
}

/** The themes to show, in their fixed order. @param {View} view @returns {[string, View][]} */
export const themesOf = (view) =>
  Object.entries(view.themes)
    .filter(([, theme]) => theme.prompt === view.workshop.face_prompt && theme.phrases)
    .sort(([a, one], [b, other]) => one.place - other.place || number(a) - number(b))

/** The shown phrases that `belongs` says, near-identical ones as one, in order of their first; a second card of one
 * that is among them is left out.
 * @param {View} view @param {(response: View) => boolean} belongs @returns {[string, Phrase][]} */
export function phrasesOf(view, belongs) {
  const found = Object.entries(view.responses).filter(([, response]) => belongs(response))
  const keys = new Set(found.map(([key]) => key))
  const once = found.filter(([, response]) => !keys.has(response.part_of))
  // What somebody says again, where the same words stand already, is not said by one more (V10).
  const first = new Set(once.filter(([, r]) => !r.again).map(([, r]) => alike(r.text)))
  const texts = once
    .filter(([, r]) => !r.again || !first.has(alike(r.text)))
    .sort(([a], [b]) => number(a) - number(b))
    .map(([, response]) => response.text)
  // A translation of one of them is said for all that are alike.
  const meant = new Map(found.filter(([, r]) => r.translation).map(([, r]) => [alike(r.text), r.translation]))
  return gather(texts).map(([key, phrase]) => [key, { ...phrase, text: unbroken(both({ text: phrase.text, translation: meant.get(key) })) }])
}

/** What a prompt shows: examples where there are any, then what people said.
 * @param {View} view @param {string} prompt @returns {[string, Phrase][]} */
export function phrasesUnder(view, prompt) {
  const given = Object.entries(view.examples)
    .filter(([, example]) => example.prompt === prompt)
    .sort(([, one], [, other]) => one.place - other.place)
    .map(([key, { text }]) => /** @type {[string, Phrase]} */ ([key, { text: unbroken(text), times: 1, isExample: true }]))
  return [...given, ...phrasesOf(view, (response) => response.prompt === prompt)]
}

/** What may stand for a theme, the best first: starred ones, then those of a few words, then what was said most
 * often, for it is nearest to what the theme is about; between equals the first that came.
 * @param {View} view @param {string} theme @returns {string[]} */
export function quotesOf(view, theme) {
  const isOf = (/** @type {View} */ response) => response.theme === theme
  const starred = new Set(phrasesOf(view, (response) => isOf(response) && response.starred).map(([key]) => key))
  const rank = (/** @type {[string, Phrase]} */ [key, { text, times }]) => {
    const many = text.trim().split(/\s+/).length
    return [Number(!starred.has(key)), Number(many < SHORT || many > LONG), -times]
  }
  return phrasesOf(view, isOf)
    .map((said) => ({ text: said[1].text, rank: rank(said) }))
    .sort(({ rank: one }, { rank: other }) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2])
    .map(({ text }) => text)
}

/** A text whose words with hyphens are not broken there, unless they are very long: where lines are balanced a browser
 * breaks at any hyphen, "low-" above "income". @param {string} text */
export const unbroken = (text) =>
  text.split(' ').map((word) => ([...word].length > WHOLE_WORD ? word : word.replace(/([\p{L}\p{N}])-(?=[\p{L}\p{N}])/gu, '$1-\u2060'))).join(' ')

/** @param {string[]} texts @returns {[string, Phrase][]} */
export function gather(texts) {
  /** @type {Map<string, Phrase>} */
  const found = new Map()
  const keys = shared(texts)
  texts.forEach((text, n) => {
    const { text: first, times } = found.get(keys[n]) ?? { text, times: 0 }
    found.set(keys[n], { text: first, times: times + 1 })
  })
  return [...found]
}

/** Milliseconds as 6:20, or 2:05:00 from a hundred minutes on; never below 0:00. @param {number} left */
export function clock(left) {
  const seconds = Math.max(0, Math.ceil(left / 1000))
  const minutes = Math.floor(seconds / 60)
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0')
  if (minutes < 100) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

const number = (/** @type {string} */ id) => Number(id.slice(1))
