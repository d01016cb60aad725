/** Side: what is chosen: a theme, phrases, or, with nothing chosen, what waits. */

import { fill, keyed, part, slot } from '../dom/parts.js'
import { both, calledTheme, words } from '../dom/words.js'
import { drawTally } from '../elements/tally.js'
import { agreed, also, areStarred, cells, elsewhere, held, hereNow, liveResponses, missing, mayBeSplit, mayBeStarred, promoted, quotes, shares, suggestion, themesAside } from './board.js'
import { listOf, setChosen, setFields, show } from './forms.js'
import { drawHeld, drawSeat } from './held.js'
import { drawAgreed } from './made.js'
import { count, groupName, whoSaid } from './say.js'
import { aimed, inCells } from './state.js'
import { drawDoubt, drawTags, tablesOf, toldOf } from './weight.js'

const SAID = 5 // chosen phrases that are written out
const SCROLLS = 3 // from so many on their list scrolls, and keys must reach it

/** @param {import('./state.js').State} state */
export function drawSide(state) {
  const aside = document.querySelector('[data-aside]')
  if (!aside || !state.prompt) return
  const about = aimed(state).map((key) => ({ ...state.view.responses[key], id: key }))
  const theme = state.view.themes[state.theme] ? { ...state.view.themes[state.theme], id: state.theme } : null
  const kind = about.length ? 'phrases' : theme ? 'theme' : 'rest'
  const side = sideOf(aside, kind, kind === 'theme' ? state.theme : '')
  if (kind === 'phrases') drawPhrases(side, about, state)
  else if (theme && kind === 'theme') drawTheme(side, theme, state)
  else drawRest(side, state)
  drawMovers(aside, about.length > 0, state)
}

/** Return the side of this kind; another theme gets a fresh one, without what was typed for the last. */
function sideOf(aside, kind, key) {
  const standing = aside.querySelector('.side')
  if (standing.dataset.side === kind && (standing.dataset.about ?? key) === key) {
    standing.dataset.about = key
    return standing
  }
  aside.append(aside.querySelector('[data-move]')) // it goes on
  const side = part(`side-${kind}`)
  side.dataset.about = key
  standing.replaceWith(side)
  return side
}

function drawTheme(side, theme, state) {
  const { view } = state
  const responses = liveResponses(view, theme.prompt).filter((r) => r.theme === theme.id)
  side.dataset.theme = theme.symbol
  fill(side, {
    name: calledTheme(theme),
    people: words('people', { n: theme.people }),
    tables: tablesOf(theme),
    told: toldOf(view, theme),
    phrases: words('phrases', { n: theme.phrases }),
    placed: count('placed', responses.filter((r) => r.placed === 'person').length),
    words: theme.words ? words('why.share', { words: theme.words }) : '',
    aside: words(theme.aside ? 'back' : 'aside'),
  })
  show(side, '[data-part="machine"]', Boolean(theme.machine))
  setFields(side, { theme: theme.id, themes: theme.id, on: theme.aside ? 'false' : 'true' })
  slot(side, 'inside').href = pathOf('inside', theme.id)
  const promote = side.querySelector('[data-slot="promote"]')
  if (promote) promote.href = pathOf('promote', theme.id)
  drawName(side.querySelector('[name="name"]'), theme.name, state)
  const row = cells(view, theme.prompt)
  drawPlace(side, theme.id, row.map(({ id }) => id))
  drawOthers(side.querySelector('[data-others]'), row.filter((other) => other.id !== theme.id))
  drawShares(side, view, shares(view, theme.groups))
  drawQuotes(listOf(side, 'quotes'), quotes(responses), view)
  const made = promoted(view, theme.id)
  show(side, '[data-part="made"]', made.length > 0)
  drawAgreed(listOf(side, 'agreed'), made)
}

/** Where it would stand one place earlier or later; at an end of the row there is nowhere to go. */
function drawPlace(side, key, row) {
  const at = row.indexOf(key)
  show(side, '[data-does="earlier"]', at > 0)
  show(side, '[data-does="later"]', at >= 0 && at < row.length - 1)
  side.querySelector('[data-after="earlier"]').value = row[at - 2] ?? ''
  side.querySelector('[data-after="later"]').value = row[at + 1] ?? ''
}

/** The name that is offered follows the room until somebody begins to change it. */
function drawName(field, name, state) {
  if (field.closest('details').open) return
  if (field.value !== name) field.value = name
  field.form.dataset.seen = String(state.seq())
}

function drawOthers(select, others) {
  keyed(select, others.map((theme) => [theme.id, theme]), {
    make: () => document.createElement('option'),
    update: (option, theme) => {
      option.value = theme.id
      const name = calledTheme(theme)
      if (option.textContent !== name) option.textContent = name
    },
  })
}

function drawPhrases(side, about, state) {
  const { view } = state
  const keys = about.map((r) => r.id)
  const [r] = about
  const isOne = about.length === 1
  fill(side, { count: words('chosen', { n: about.length }) })
  const said = listOf(side, 'chosen')
  drawQuotes(said, about.slice(0, SAID), view)
  if (about.length >= SCROLLS) said.tabIndex = 0
  else said.removeAttribute('tabindex')
  setChosen(side, keys)
  setFields(side, { prompt: r.prompt, response: r.part_of ?? r.id })
  drawDoubt(side, isOne ? r : null, view)
  drawGather(side, about, state)
  drawPin(side, about)
  drawStar(side, about)
  show(side, '[data-part="why"]', isOne)
  show(side, '[data-part="one"]', isOne)
  fill(side, { why: isOne ? whyHere(view, r) : '' })
  const near = isOne ? Object.keys(r.near ?? {}).filter((key) => view.responses[key]?.text) : []
  drawQuotes(listOf(side, 'near'), near.map((key) => ({ ...view.responses[key], id: key })), view)
  drawWhole(side, isOne ? r : null, view)
  drawSeat(side.querySelector('[data-seat]'), isOne ? { ...view.responses[r.part_of], ...r } : undefined)
  show(side, '[data-part="cut"]', isOne && mayBeSplit(view, r))
  if (!isOne) return
  drawCut(side, r)
  drawTranslation(side, r)
  const others = elsewhere(view, r)
  show(side, '[data-part="copy"]', others.length > 0)
  drawOthers(side.querySelector('[data-part="copy"] select'), others)
  const promote = side.querySelector('[data-slot="promote"]')
  if (promote) {
    promote.href = pathOf('promote', r.id)
    promote.hidden = r.state !== 'shown'
  }
  show(side, '[data-does="show"]', r.state === 'held')
  show(side, '[data-does="hold"]', r.state === 'shown')
}

/** What a phrase was cut from, or where it stands too. */
function drawWhole(side, r, view) {
  const place = side.querySelector('[data-part="whole"]')
  const original = r && view.responses[r.part_of]
  const themes = r ? also(view, r) : []
  place.hidden = !original && themes.length === 0
  setFields(place, { response: r?.id ?? '' })
  show(place, 'button', Boolean(original))
  fill(place, {
    whole: original?.split ? words('whole', { text: original.text }) : themes.length ? words('also', { themes: themes.join(', ') }) : '',
    join: words(original?.split ? 'join.parts' : 'join.copy'),
  })
}

/** A line for each idea, as the engine would cut it; what somebody is typing stays. */
function drawCut(side, r) {
  const field = side.querySelector('[data-part="cut"] textarea')
  const offered = r.ideas ?? r.text
  if (field.dataset.about !== r.id || document.activeElement !== field) {
    if (field.dataset.offered !== offered || field.dataset.about !== r.id) field.value = offered
    Object.assign(field.dataset, { about: r.id, offered })
    field.rows = Math.min(8, offered.split('\n').length + 2)
  }
  fill(side, { cut: words(r.ideas ? 'cut.offered' : 'cut') })
}

/** What stands there in the language chosen; what somebody is typing stays. */
function drawTranslation(side, r) {
  const place = side.querySelector('[data-part="translate"]')
  show(side, '[data-part="translate"]', !r.part_of)
  const field = place.querySelector('textarea')
  const language = place.querySelector('select').value
  const stands = r.translation?.[language] ?? ''
  const about = `${r.id} ${language}`
  if (field.dataset.about === about && (field.dataset.stands === stands || document.activeElement === field)) return
  field.value = stands
  Object.assign(field.dataset, { about, stands })
}

/** Phrases of one theme are split off it; any others gather in a new one. */
function drawGather(side, about, state) {
  const form = side.querySelector('#gather')
  const from = new Set(about.map((r) => r.theme))
  const theme = from.size === 1 ? about[0].theme : null
  const all = theme ? Object.values(state.view.responses).filter((r) => r.theme === theme && r.state !== 'hidden') : []
  const isSplit = theme && all.length > about.length
  fill(side, { gather: words(isSplit ? 'split' : 'gather') })
  form.elements.namedItem('type').value = isSplit ? 'split_theme' : 'make_theme'
  for (const name of ['theme', 'prompt']) form.elements.namedItem(name).disabled = (name === 'theme') !== Boolean(isSplit)
  setFields(form, { theme: isSplit ? theme : '', prompt: about[0].prompt })
}

function drawPin(side, about) {
  const isPinned = about.every((r) => r.pinned)
  show(side, '[data-part="pin"]', about.every((r) => r.theme))
  setFields(side, { on: isPinned ? 'false' : 'true' })
  fill(side, { pin: words(isPinned ? 'unpin' : 'pin') })
}

/** What the room may see can be picked out for the wall. */
function drawStar(side, about) {
  const isStarred = areStarred(about)
  show(side, '[data-part="star"]', mayBeStarred(about))
  side.querySelector('[data-star]').value = isStarred ? 'false' : 'true'
  fill(side, { star: words(isStarred ? 'unstar' : 'star') })
}

function whyHere(view, r) {
  if (r.placed === 'person') return words('why.hand')
  const to = suggestion(view, r)
  const what = to && !r.theme ? words('sure', { theme: calledTheme(to) }) : words(r.theme ? 'why.engine' : r.single ? 'why.single' : 'why.none')
  return r.words ? `${what} ${words('why.words', { words: r.words })}` : what
}

function drawRest(side, state) {
  const { view } = state
  const waiting = held(view)
  show(side, '[data-part="held"]', waiting.length > 0)
  fill(side, { held: count('held', waiting.length) })
  drawHeld(listOf(side, 'held'), waiting.slice(0, 1), waiting[0]?.id ?? null, view)
  fill(side, { people: words('people', { n: view.crowd.people }), tables: tablesOf(view.crowd), papers: count('papers', view.prompts[state.prompt]?.papers ?? 0) })
  slot(side, 'type-paper').href = `${pathOf('paper', '').replace(/\/$/, '')}?prompt=${state.prompt}`
  drawTags(listOf(side, 'tags'), view)
  drawShares(side, view, hereNow(view))
  drawMissing(side, view)
  const made = agreed(view)
  show(side, '[data-slot="none"]', made.length === 0)
  drawAgreed(listOf(side, 'agreed'), made)
  keyed(listOf(side, 'aside'), themesAside(view, state.prompt).map((t) => [t.id, t]), {
    make: () => part('put-aside'),
    update: (line, t) => {
      line.dataset.theme = t.symbol
      fill(line, { name: calledTheme(t) })
      slot(line, 'name').href = `?prompt=${t.prompt}&theme=${t.id}`
    },
  })
}

function drawShares(side, view, { lines, small }) {
  keyed(listOf(side, 'shares'), lines.map((line) => [line.group ?? 'small', line]), {
    make: () => part('share'),
    update: (element, line) => {
      const of = line.expected || line.of
      element.toggleAttribute('data-expected', Boolean(line.expected))
      const label = words('of', { count: line.people, all: of })
      fill(element, { group: line.group ? groupName(view, line.group) : words('small'), count: line.expected ? label : line.people })
      drawTally(slot(element, 'tally'), { count: line.people, of, label })
    },
  })
  show(side, '[data-slot="small"]', small.length > 0)
  fill(side, { small: small.length ? words('small.who', { groups: small.map((g) => groupName(view, g)).join(', ') }) : '' })
}

function drawMissing(side, view) {
  const found = missing(view)
  show(side, '[data-part="missing"]', found.length > 0)
  keyed(listOf(side, 'missing'), found.map((one) => [one.group, one]), {
    make: () => part('missing-line'),
    update: (line, { group, code, people, room, district }) => {
      const said = words(`missing.${code}`, { group: groupName(view, group), people, room, district })
      fill(line, { said: code.endsWith('t_represented') || code.startsWith('under') ? `${said} ${words('missing.do')}` : said })
    },
  })
}

function drawQuotes(list, said, view) {
  keyed(list, said.map((r) => [r.id, r]), {
    make: () => part('quote'),
    update: (element, r) => fill(element, { text: both(r), who: whoSaid(view, r) }),
  })
}

/** The button twins of dragging, in the order of the cells. */
function drawMovers(aside, isOn, state) {
  const place = aside.querySelector('[data-move]')
  place.toggleAttribute('data-on', isOn)
  const acts = isOn && aside.querySelector('.side > .acts')
  if (acts && place.nextElementSibling !== acts) acts.before(place)
  const themes = new Map(cells(state.view, state.prompt).map((theme) => [theme.id, theme]))
  const places = inCells(state, [...themes.values()])
  keyed(listOf(place, 'movers'), places.filter((key) => themes.has(key)).map((key) => [key, themes.get(key)]), {
    make: () => part('mover'),
    update: (button, theme) => drawMover(button, theme, places.indexOf(theme.id) + 1),
  })
}

function drawMover(button, theme, at) {
  const digit = at <= 10 ? String(at % 10) : ''
  button.value = theme.id
  button.dataset.theme = theme.symbol
  if (digit) button.setAttribute('aria-keyshortcuts', digit)
  else button.removeAttribute('aria-keyshortcuts')
  fill(button, { name: calledTheme(theme), digit })
}

function pathOf(page, key) {
  return `${location.pathname.replace(/\/held$/, '')}/${page}/${key}`
}
