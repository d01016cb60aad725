/**
 * Board: what the console's pages show, read out of a view. Touches no page; `workshop/web/board.py` reads the
 * same things on the server, and a test holds the two together.
 *
 * @typedef {Record<string, any>} Thing
 * @typedef {Record<string, any>} View
 */

import { shared } from '../dom/alike.js'

const UNDER = 0.8 // of its share in the district: below it a group is under-represented
const MASKED_UNDER = 5 // people of a group; fewer are counted with others
const QUOTES = 3
const MINUTE = 60 // seconds

const number = (/** @type {string} */ key) => Number.parseInt(key.slice(1), 10)
const inPlace = (/** @type {Thing} */ a, /** @type {Thing} */ b) => a.place - b.place || number(a.id) - number(b.id)

/** Return the things of a part, each with its id, in order of place. @param {Record<string, Thing>} part */
export function withIds(part) {
  return Object.entries(part).map(([id, value]) => ({ ...value, id })).sort(inPlace)
}

/** Whether the wall shows a face; of one that is about one thing, whether about this. @param {View} view @param {string} face @param {string} [thing] */
export const isOnWall = ({ workshop }, face, thing = '') => workshop.face === face && (workshop[`face_${face}`] ?? '') === thing

const folded = (/** @type {string} */ text) => text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '')

/**
 * Return the themes and the phrases in which every word that was typed occurs, in whatever case, with or without
 * accents; a phrase is found by its translation too.
 *
 * @param {View} view @param {string} typed
 */
export function search(view, typed) {
  const wanted = folded(typed).split(/\s+/u).filter(Boolean)
  const holds = (/** @type {string} */ text) => wanted.length > 0 && wanted.every((word) => folded(text).includes(word))
  const said = (/** @type {Thing} */ r) => [r.text, ...Object.values(r.translation ?? {})].join(' ')
  return {
    themes: withIds(view.themes).filter((theme) => holds(theme.name)),
    phrases: byAgenda(view).filter((r) => r.state !== 'hidden' && !r.split && view.prompts[r.prompt] && holds(said(r))),
  }
}

/** Return a text in pieces, each with whether it is one of the words that were typed. @param {string} text @param {string} typed @returns {[string, boolean][]} */
export function hits(text, typed) {
  const signs = [...text]
  const stands = /** @type {number[]} */ ([]) // which sign of the text a folded one comes of
  const plain = signs.flatMap((sign, n) => {
    const letters = [...folded(sign)]
    stands.push(...letters.map(() => n))
    return letters
  })
  const found = new Set()
  for (const word of folded(typed).split(/\s+/u).filter(Boolean)) {
    const letters = [...word]
    for (let at = 0; at <= plain.length - letters.length; at += 1) {
      if (letters.every((letter, n) => plain[at + n] === letter)) letters.forEach((_, n) => found.add(stands[at + n]))
    }
  }
  return signs.reduce((pieces, sign, n) => {
    const last = pieces.at(-1)
    const isHit = found.has(n) || Boolean(last?.[1] && folded(sign) === '') // an accent goes with its letter
    if (last && last[1] === isHit) last[0] += sign
    else pieces.push([sign, isHit])
    return pieces
  }, /** @type {[string, boolean][]} */ ([]))
}

/** Return the prompts that are open or paused, in order. @param {View} view @returns {string[]} */
export function running(view) {
  return withIds(view.prompts).filter((p) => p.state === 'open' || p.state === 'paused').map((p) => p.id)
}

/** Return the agenda: prompts, and the steps that ask nothing. @param {View} view */
export function lines(view) {
  return withIds({ ...view.prompts, ...view.steps })
}

/** Whether a line may go on, or be opened beside another that runs. @param {View} view @param {Thing} line */
export function mayOpenBeside(view, line) {
  if (line.state === 'paused' || line.state === 'open') return line.state === 'paused'
  return line.id in view.prompts && lines(view).some(({ state }) => state === 'open' || state === 'paused')
}

/** Return what the one next button does: a command `type` with its fields, and what it changes. @param {View} view */
export function nextStep(view) {
  const { state } = view.workshop
  const agenda = lines(view)
  if (state === 'closed' || (state === 'draft' && agenda.length === 0)) return { type: 'open_workshop' }
  const now = agenda.filter((line) => line.state === 'open' || line.state === 'paused')
  const coming = agenda.find((line) => line.state === 'waiting')
  if (coming) {
    const after = now.length ? { after: now[now.length - 1].id } : {}
    return { type: 'next_prompt', ...after, closes: now.filter((line) => ends(line, coming)).map(({ id }) => id), opens: coming.id }
  }
  if (now.length) return { type: 'close_prompt', prompt: now[0].id, closes: [now[0].id] }
  return { type: 'close_workshop' }
}

/** Whether a line closes when the next one opens (A12). @param {Thing} line @param {Thing} coming */
function ends(line, coming) {
  const isTold = coming.kind === 'information' && line.id.startsWith('p')
  return !line.stays && !isTold
}

/** Return what a prompt's timer shows, in seconds, negative past its end. @param {Thing} prompt @param {number} now ms */
export function secondsLeft(prompt, now) {
  if ('closes_at' in prompt) return Math.ceil((prompt.closes_at - now) / 1000)
  return 'left' in prompt ? Math.floor(prompt.left / 1000) : null
}

/** Return seconds as minutes and seconds: 6:20, and +0:15 past the end. @param {number} seconds */
export function clock(seconds) {
  const all = Math.abs(seconds)
  return `${seconds < 0 ? '+' : ''}${Math.floor(all / MINUTE)}:${String(all % MINUTE).padStart(2, '0')}`
}

/** Return the responses of a prompt that have a card: shown or held, neither split nor parked. @param {View} view @param {string} prompt */
export function liveResponses(view, prompt) {
  return withIds(view.responses).filter((r) => r.prompt === prompt && r.state !== 'hidden' && !r.split && !r.parked)
}

/** Return the themes of a prompt that are not set aside, each with its `responses`. @param {View} view @param {string} prompt */
export function cells(view, prompt) {
  const responses = liveResponses(view, prompt)
  return withIds(view.themes)
    .filter((theme) => theme.prompt === prompt && !theme.aside)
    .map((theme) => ({ ...theme, responses: responses.filter((r) => r.theme === theme.id) }))
}

/**
 * Return responses with near-identical ones as one: `id` of the first, all `ids`, and how many `people` said it, each
 * once (V10). What waits to be read is in no stack with others, nor what would go to another theme.
 *
 * @param {Thing[]} responses @returns {{ id: string, ids: string[], people: number }[]}
 */
export function stacks(responses) {
  const found = new Map()
  const near = shared(responses.map((r) => r.text))
  responses.forEach((r, n) => {
    const key = r.state === 'shown' ? `${near[n]}\n${r.suggested ?? ''}` : r.id
    if (!found.has(key)) found.set(key, { id: r.id, ids: [], people: 0 })
    const stack = found.get(key)
    stack.ids.push(r.id)
    if (!r.again) stack.people += 1
  })
  return [...found.values()].map((stack) => ({ ...stack, people: Math.max(1, stack.people) }))
}

/** Return the themes of a prompt that were set aside. @param {View} view @param {string} prompt */
export function themesAside(view, prompt) {
  return withIds(view.themes).filter((theme) => theme.prompt === prompt && theme.aside)
}

/** Return what lies unsorted under a prompt: what is new, or in doubt. @param {View} view @param {string} prompt */
export function tray(view, prompt) {
  return liveResponses(view, prompt).filter((r) => !r.theme && !isSingle(view, r))
}

/** Return the single ideas of a prompt. @param {View} view @param {string} prompt */
export function singles(view, prompt) {
  return liveResponses(view, prompt).filter((r) => !r.theme && isSingle(view, r))
}

/** Tell whether a loose response is a single idea and not in doubt (T23). @param {View} view @param {Thing} response */
export function isSingle(view, response) {
  return Boolean(response.single && !response.aside && !response.ideas) && suggestion(view, response) === null
}

/** Whether a response is shown and has one card, with all of its words. @param {View} view @param {Thing} response */
export function mayBeSplit(view, response) {
  return response.state === 'shown' && !response.part_of && cardsOf(view, response).length === 1
}

/** Return the names of the themes in which other cards with all of its words stand. @param {View} view @param {Thing} response */
export function also(view, response) {
  const themes = cardsOf(view, response).map((card) => card.theme)
  return themes.filter((key) => view.themes[key] && key !== response.theme).map((key) => view.themes[key].name)
}

/** Return the themes to which a response may go too: those in which no card of it stands. @param {View} view @param {Thing} response */
export function elsewhere(view, response) {
  if (response.state !== 'shown' || response.part_of || !response.theme) return []
  const taken = new Set(cardsOf(view, response).map((card) => card.theme))
  return cells(view, response.prompt).filter((theme) => !taken.has(theme.id))
}

/** The cards with all of the words of a response, its own among them. @param {View} view @param {Thing} response */
function cardsOf(view, response) {
  const key = response.part_of ?? response.id
  if (view.responses[key]?.split) return []
  return withIds(view.responses).filter((r) => r.id === key || r.part_of === key)
}

/** Return the theme suggested for a response, or null. @param {View} view @param {Thing} response */
export function suggestion(view, response) {
  const theme = view.themes[response.suggested]
  if (!theme || theme.aside || theme.prompt !== response.prompt) return null
  return { ...theme, id: response.suggested }
}

/** Return what "Sort the rest like this" would move. @param {View} view @param {string} prompt */
export function sortable(view, prompt) {
  return tray(view, prompt).filter((r) => suggestion(view, r) && !r.pinned)
}

/** Return a draft that waits: its `themes` and `joins`, how many `cards` of `all` would move, whether by a `machine`. @param {View} view @param {string} prompt */
export function offer(view, prompt) {
  const found = view.prompts[prompt]
  if (!found?.draft) return null
  const { themes = {}, moves = {}, merges = {} } = found.draft
  const moved = new Set(Object.keys(moves))
  for (const r of liveResponses(view, prompt)) if (r.theme in merges) moved.add(r.id)
  const cards = new Set(moved)
  for (const plan of Object.values(themes)) Object.keys(plan.responses).forEach((key) => cards.add(key))
  return {
    themes: Object.entries(themes).map(([key, plan]) => offered(view, key, plan, Object.values(moves))),
    joins: Object.entries(merges).map(([key, into]) => ({
      key,
      theme: named(view.themes[key]),
      into: named(view.themes[into] ?? themes[into]),
    })),
    machine: Object.values(themes).some((plan) => plan.machine),
    moves: moved.size,
    cards: cards.size,
    all: liveResponses(view, prompt).length,
  }
}

/** Return what was asked for when there was nothing to offer, or null: `fewer`, `one`, `more`, `codes`, `another`, `first`. @param {View} view @param {string} prompt */
export function nothing(view, prompt) {
  const found = view.prompts[prompt]?.nothing
  if (!found) return null
  const standing = stands(view, prompt)
  if (found.themes > standing && standing) return 'more'
  if (found.themes && standing) return standing > 1 ? 'fewer' : 'one'
  if (!standing) return 'first'
  return found.view ? 'codes' : 'another'
}

/** Return how many themes of a prompt hold something. @param {View} view @param {string} prompt */
export function stands(view, prompt) {
  return cells(view, prompt).filter((theme) => theme.phrases).length
}

/** A theme of a draft; `was` is the name of the standing one that it names anew. */
function offered(view, key, plan, goals) {
  const standing = view.themes[plan.theme]?.name ?? plan.name
  const cards = Object.keys(plan.responses).length + goals.filter((goal) => goal === key).length
  return { key, ...named(plan), cards, was: standing === plan.name ? '' : standing }
}

/** What of a theme, or of a draft's, its name is made of. @param {Thing|undefined} theme */
const named = (theme) => ({ name: theme?.name ?? '', mixed: Boolean(theme?.mixed) })

/** Return what waits to be read: danger first, then in the order of the agenda and of arrival. @param {View} view */
export function held(view) {
  const waiting = byAgenda(view).filter((r) => r.state === 'held' && !r.part_of)
  return [...waiting.filter(isUrgent), ...waiting.filter((r) => !isUrgent(r))]
}

/** Whether somebody may be in danger. @param {Thing} response */
export const isUrgent = (response) => Boolean(response.flags?.safety)

/** Return what was hidden or redacted, or shown although it was marked; the latest first. @param {View} view */
export function decided(view) {
  return byAgenda(view)
    .filter((r) => !r.part_of && (r.state === 'hidden' || r.redacted || (r.state === 'shown' && r.flags)))
    .reverse()
}

/** Return people by group, and which groups are not told apart, as `workshop/web/board.py` does. @param {View} view @param {Record<string, number>} counts */
export function shares(view, counts) {
  const totals = view.crowd.groups ?? {}
  const here = Object.keys(view.workshop.groups).filter((g) => totals[g] > 0)
  const large = here.filter((g) => totals[g] >= MASKED_UNDER).sort((a, b) => totals[a] - totals[b] || (a < b ? -1 : 1))
  let few = here.filter((g) => !large.includes(g)).reduce((all, g) => all + totals[g], 0)
  while (large.length && few > 0 && few < MASKED_UNDER) few += totals[String(large.shift())]
  const small = here.filter((g) => !large.includes(g))
  const lines = here
    .filter((g) => large.includes(g))
    .map((g) => ({ group: /** @type {string|null} */ (g), people: counts[g] ?? 0, of: totals[g] }))
  const sum = (/** @type {Record<string, number>} */ of) => small.reduce((all, g) => all + (of[g] ?? 0), 0)
  if (small.length) lines.push({ group: null, people: sum(counts), of: sum(totals) })
  return { lines, small }
}

/** Return `shares` of everybody who is here, of how many are expected where somebody said so. @param {View} view */
export function hereNow(view) {
  const { lines, small } = shares(view, view.crowd.groups ?? {})
  return { lines: lines.map((line) => ({ ...line, expected: line.group && view.workshop.groups[line.group].expected })), small }
}

/** Return who is missing in the room, where the district's numbers were said; `workshop/inquiry/representation.py`
 * says the same. Shares are whole percent. @param {View} view */
export function missing(view) {
  const counts = view.crowd.groups ?? {}
  const known = Object.entries(view.workshop.groups).filter(([, { population }]) => population).map(([group, { population }]) => ({ group, population }))
  if (!Object.values(counts).some((people) => people > 0)) return []
  const few = Object.keys(counts).filter((g) => counts[g] > 0 && counts[g] < MASKED_UNDER)
  const large = Object.keys(counts).filter((g) => counts[g] >= MASKED_UNDER).sort((a, b) => counts[a] - counts[b] || (a < b ? -1 : 1))
  const kept = few.length === 1 ? large.slice(0, 1) : [] // so that the few cannot be found
  const isTold = ({ group }) => !few.includes(group) && !kept.includes(group)
  const sum = (of) => known.filter(isTold).reduce((all, one) => all + of(one), 0)
  const [room, district] = [sum(({ group }) => counts[group] ?? 0), sum(({ population }) => population)]
  return known.map((one) => {
    if (!isTold(one)) return { group: one.group, code: few.includes(one.group) ? 'few' : 'kept_back', people: 0, room: 0, district: 0 }
    const people = counts[one.group] ?? 0
    const [here, there] = [room ? people / room : 0, one.population / district]
    const code = people === 0 ? 'not_represented' : here / there < UNDER ? 'under_represented' : 'represented'
    return { group: one.group, code, people, room: Math.round(100 * here), district: Math.round(100 * there) }
  })
}

/** Return a few phrases that speak for a theme. @param {Thing[]} responses */
export function quotes(responses) {
  const isFit = (/** @type {Thing} */ r) => [...r.text].length >= 20 && [...r.text].length <= 140
  return responses
    .filter((r) => r.state === 'shown')
    .sort((a, b) => Number(isFit(b)) - Number(isFit(a)) || a.place - b.place)
    .slice(0, QUOTES)
}

/** Return the priorities, then the statements. @param {View} view */
export function agreed(view) {
  const priorities = withIds(view.priorities).map((p) => ({ ...p, kind: 'priority', text: p.statement }))
  return [...priorities, ...withIds(view.statements)]
}

/** Return the priorities and statements that were made of a theme. @param {View} view @param {string} theme */
export function promoted(view, theme) {
  return agreed(view).filter((made) => made.theme === theme)
}

const FLAGGED =
  /[^\s@]{1,64}@[^\s@]{1,190}\.\p{L}{2,24}|(?<![\p{L}\p{N}_.])\+?\(?\d(?:[\s().\-/]{0,2}\d){6,14}(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}_@./])@[A-Za-z_][\p{L}\p{N}_.]{1,30}/gu
const CUT = ['name', 'mail', 'phone', 'handle', 'link', 'number', 'profanity'] // flags whose words are taken out by themselves

/** Return the text of a response in pieces, each with the flag that it was marked by, or ''. @param {Thing} response @returns {[string, string][]} */
export function marked(response) {
  const text = [...(response.text ?? '')] // as people count letters, and as the marks do
  const pieces = /** @type {[string, string][]} */ ([])
  let stands = 0
  for (const [start, end, flag] of marksOf(response)) {
    if (stands > start || start >= end || end > text.length) continue
    pieces.push([text.slice(stands, start).join(''), ''], [text.slice(start, end).join(''), flag])
    stands = end
  }
  pieces.push([text.slice(stands).join(''), ''])
  return pieces.filter(([piece]) => piece !== '')
}

/** Where something was marked; of what was screened before marks were kept, contacts. @param {Thing} response @returns {[number, number, string][]} */
function marksOf(response) {
  if (!response.flags) return []
  const count = (/** @type {string} */ part) => [...part].length
  if (!response.marks) {
    return [...response.text.matchAll(FLAGGED)].map((found) => {
      const start = count(response.text.slice(0, found.index))
      return [start, start + count(found[0]), 'mail']
    })
  }
  return Object.entries(response.marks)
    .map(([start, mark]) => /** @type {[number, number, string]} */ ([Number(start), mark.to, mark.flag]))
    .sort((one, other) => one[0] - other[0])
}

/** Whether there is something to take out. @param {Thing} response */
export function mayBeCut(response) {
  return marked(response).some(([, flag]) => CUT.includes(flag))
}

/** Return the text without the names, contacts and abuse that were marked in it. @param {Thing} response @param {string} removed @param {string} nameRemoved */
export function redaction(response, removed, nameRemoved) {
  return marked(response)
    .map(([piece, flag]) => (!CUT.includes(flag) ? piece : flag === 'name' ? nameRemoved : removed))
    .join('')
}

/** @param {View} view */
function byAgenda(view) {
  const place = (/** @type {Thing} */ r) => view.prompts[r.prompt]?.place ?? 0
  return withIds(view.responses).sort((a, b) => place(a) - place(b) || inPlace(a, b))
}

/** Whether the room may see one of these, so that the wall may quote it. @param {Thing[]} chosen */
export const mayBeStarred = (chosen) => chosen.some((r) => r.state === 'shown' && !r.split)

/** Whether all of these are picked out already. @param {Thing[]} chosen */
export const areStarred = (chosen) => chosen.length > 0 && chosen.every((r) => r.starred)
