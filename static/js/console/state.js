/**
 * State: what one window of the console looks at. The room's own state is `view` and `mine`.
 *
 * @typedef {object} State
 * @property {Record<string, any>} view
 * @property {Record<string, any>} mine
 * @property {string|null} prompt the one on the board
 * @property {string|null} theme chosen
 * @property {string|null} made a theme to be chosen once it is there: the answer may come before its patch
 * @property {string|null} next a response that takes the focus once it is there
 * @property {Map<string, string|undefined>} chosen responses, with the theme each stood in when it was chosen
 * @property {string|null} looked the response that has the focus
 * @property {string|null} hand the held response in hand
 * @property {boolean} preview "Sort the rest" is shown and not done
 * @property {Map<string, string[]>} orders list → keys in the order in which they came here
 * @property {Map<string, number>} places of themes, as the room had them last
 * @property {Set<string>} mineMoves what this window has just moved: it is brought into sight
 * @property {Map<string, string[]>} stacks the first card of a stack → all of its cards
 * @property {Map<string, number>} people the first card of near-identical ones → how many said it
 * @property {Set<string>} unstacked first cards of stacks that are shown one by one
 * @property {number} arrived in the tray since somebody last looked
 * @property {() => number} now the server's clock, ms
 * @property {() => number} seq of the view
 */

/** @param {{prompt: string|null, theme: string|null, now: () => number, seq: () => number}} at @returns {State} */
export function newState({ prompt, theme, now, seq }) {
  return {
    view: {},
    mine: {},
    prompt,
    theme,
    made: null,
    next: null,
    chosen: new Map(),
    looked: null,
    hand: null,
    preview: false,
    orders: new Map(),
    places: new Map(),
    mineMoves: new Set(),
    stacks: new Map(),
    unstacked: new Set(),
    people: new Map(),
    arrived: 0,
    now,
    seq,
  }
}

/**
 * Return keys in the order in which they came: those known keep their place, new ones go to the end.
 *
 * @param {State} state @param {string} list @param {string[]} keys @returns {string[]}
 */
export function inOrder(state, list, keys) {
  const here = new Set(keys)
  const kept = (state.orders.get(list) ?? []).filter((key) => here.has(key))
  const known = new Set(kept)
  const order = [...kept, ...keys.filter((key) => !known.has(key))]
  state.orders.set(list, order)
  return order
}

/**
 * Return the cells of a board: a theme that goes leaves its place empty, a new one takes the first empty place. Once
 * somebody moves a theme they stand as the wall has them.
 *
 * @param {State} state @param {{ id: string, place: number }[]} themes in order of place
 * @returns {string[]} `gone-…` where nothing stands
 */
export function inCells(state, themes) {
  const list = `cells of ${state.prompt}`
  const keys = themes.map(({ id }) => id)
  const isMoved = themes.some(({ id, place }) => state.places.has(id) && state.places.get(id) !== place)
  for (const { id, place } of themes) state.places.set(id, place)
  const here = new Set(keys)
  const stood = isMoved ? keys : state.orders.get(list) ?? []
  const places = stood.map((key, at) => (here.has(key) ? key : `gone-${at}`))
  const known = new Set(places)
  for (const theme of keys) {
    if (known.has(theme)) continue
    const empty = places.findIndex((key) => key.startsWith('gone-'))
    if (empty < 0) places.push(theme)
    else places[empty] = theme
  }
  while (places.at(-1)?.startsWith('gone-')) places.pop()
  state.orders.set(list, places)
  return places
}

/** Return the card that is seen for one: of a stack the first. @param {State} state @param {string} key */
export function seenAs(state, key) {
  return [...state.stacks].find(([, keys]) => keys.includes(key))?.[0] ?? key
}

/** Return all the cards that one stands for. @param {State} state @param {string} key @returns {string[]} */
export const stackOf = (state, key) => state.stacks.get(key) ?? [key]

/** Return what an action is about: what is chosen, else what has the focus. @param {State} state @returns {string[]} */
export function aimed(state) {
  if (state.chosen.size) return [...state.chosen.keys()]
  return state.looked ? stackOf(state, state.looked) : []
}
