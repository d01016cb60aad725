/** Picture: what the wall shows of its view. `workshop/web/faces.py` says the same for the first
 * paint; `tests/fixtures/alike.json` holds both to it. Touches no document. */

const ABOUT_PROMPT = new Set(['count', 'phrases', 'themes', 'timer'])

/** @typedef {Record<string, any>} View */
/** @typedef {{ face: string, key: string, prompt: View, theme: View|null, said: View|null, kind: string, codeShown: boolean }} Picture */
/** @typedef {{ text: string, times: number }} Phrase */

/** What to show, and a key that stays the same while it is the same place.
 * @param {View} view @returns {Picture} */
export function pictureOf(view) {
  const { workshop } = view
  const face = faceOf(view)
  const said = face === 'statement' ? statementOf(view) : null
  const prompt = (face === 'step' ? view.steps[workshop.face_step] : view.prompts[workshop.face_prompt]) ?? {}
  const about = { theme: workshop.face_theme, statement: workshop.face_statement, step: workshop.face_step, join: '', thanks: '', blank: '' }[face] ?? workshop.face_prompt
  return {
    face,
    key: about ? `${face} ${about}` : face,
    prompt,
    theme: face === 'theme' ? view.themes[workshop.face_theme] : null,
    said: said ?? null,
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
  return ABOUT_PROMPT.has(face) && !view.prompts[workshop.face_prompt] ? 'join' : face
}

const statementOf = (/** @type {View} */ view) =>
  view.statements[view.workshop.face_statement] ?? view.priorities[view.workshop.face_statement]

const takesPhrases = (/** @type {View} */ view) =>
  Object.values(view.prompts).some((prompt) => prompt.state === 'open' || prompt.state === 'paused')

/** The question in the wall's language, and in one other with that one's tag.
 * @param {View} prompt @param {string} language @returns {[string, string, string]} */
export function questionsOf(prompt, language) {
  const others = prompt.questions ?? {}
  const said = prompt.question ?? ''
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
  const texts = found
    .filter(([, response]) => !keys.has(response.part_of))
    .sort(([a], [b]) => number(a) - number(b))
    .map(([, response]) => response.text)
  return gather(texts)
}

/** @param {string[]} texts @returns {[string, Phrase][]} */
export function gather(texts) {
  /** @type {Map<string, Phrase>} */
  const found = new Map()
  for (const text of texts) {
    const key = alike(text)
    found.set(key, { text: found.get(key)?.text ?? text, times: (found.get(key)?.times ?? 0) + 1 })
  }
  return [...found]
}

/** What near-identical phrases share: letters and digits, without case and accents. @param {string} text */
export const alike = (text) =>
  text.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').replace(/[^\p{L}\p{N}]+/gu, ' ').trim() || text

/** Milliseconds as 6:20, or 2:05:00 from a hundred minutes on; never below 0:00. @param {number} left */
export function clock(left) {
  const seconds = Math.max(0, Math.ceil(left / 1000))
  const minutes = Math.floor(seconds / 60)
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0')
  if (minutes < 100) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

const number = (/** @type {string} */ id) => Number(id.slice(1))
