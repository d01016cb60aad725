/** Cells: the themes in their places, the slips in them, and the tray. */

import { fill, keyed, part } from '../dom/parts.js'
import { calledTheme, words } from '../dom/words.js'
import { cells, nothing, offer, promoted, singles, sortable, stacks, stands, suggestion, tray } from './board.js'
import { listOf, setChosen, setFields, show } from './forms.js'
import { drawMade } from './made.js'
import { markOf, partOf } from './say.js'
import { handOn, isFlagged, namingOf } from './people.js'
import { aimed, inCells, inOrder, seenAs, stackOf } from './state.js'
import { weighed } from './weight.js'

const MOVE = 360 // ms
const ANIMATED = 40 // slips at once
const EDGE = 1 // px: places are whole numbers, heights are not
const OVERLAP = 24 // px of what was seen stay in sight

/** @param {import('./state.js').State} state */
export function drawBoard(state) {
  const board = document.querySelector('[data-board]')
  if (!board || !state.prompt) return
  const before = placesOf(board)
  const themes = cells(state.view, state.prompt)
  const byId = new Map(themes.map((theme) => [theme.id, theme]))
  const places = inCells(state, themes)
  document.querySelector('[data-middle]')?.toggleAttribute('data-unthemed', themes.length === 0)
  keyed(board, places.map((key) => [key, byId.get(key)]), {
    make: (key) => (byId.has(key) ? newCell(key) : newGap()),
    update: (element, theme) => theme && drawCell(element, theme, places.indexOf(theme.id) + 1, state),
  })
  drawTray(state)
  fly(before)
  measure(board)
}

/** Show whole slips only, and say in each cell how many are out of sight. @param {Element} board */
export function measure(board) {
  for (const cell of board.querySelectorAll('.theme')) {
    const list = cell.querySelector('.slips')
    if (!list) continue
    const from = list.scrollTop - EDGE
    const to = list.scrollTop + list.clientHeight + EDGE
    const cut = [...list.children].filter((slip) => {
      const top = slip.offsetTop - list.offsetTop
      return top < from || top + slip.offsetHeight > to
    })
    for (const slip of list.children) slip.toggleAttribute('data-cut', cut.includes(slip))
    // What scrolls can be scrolled by the arrow keys too, also by who never chooses a phrase.
    if (list.scrollHeight > list.clientHeight + 1) list.setAttribute('tabindex', '0')
    else list.removeAttribute('tabindex')
    fill(cell, { more: cut.length ? words('more', { n: cut.length }) : '' })
  }
}

/** Go on to what lies below, and from the end to the first again. @param {Element} list */
export function goOn(list) {
  const isAtEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - EDGE
  list.scrollTo({ top: isAtEnd ? 0 : list.scrollTop + list.clientHeight - OVERLAP })
}

function newCell(key) {
  const cell = part('cell')
  cell.dataset.drop = key
  cell.setAttribute('aria-labelledby', `name-${key}`)
  cell.querySelector('.slips').setAttribute('aria-labelledby', `name-${key}`)
  cell.querySelector('.theme__name').id = `name-${key}`
  return cell
}

function newGap() {
  const gap = document.createElement('div')
  gap.className = 'theme theme--gone'
  return gap
}

function drawCell(cell, theme, digit, state) {
  cell.dataset.theme = theme.symbol
  if (theme.id === state.theme && aimed(state).length === 0) cell.setAttribute('aria-current', 'true')
  else cell.removeAttribute('aria-current')
  cell.querySelector('.theme__link').href = `?prompt=${theme.prompt}&theme=${theme.id}`
  fill(cell, { naming: namingOf(theme.id), name: calledTheme(theme), people: theme.people, weigh: weighed(theme), digit: digit <= 10 ? digit % 10 : '' })
  drawMade(listOf(cell, 'made'), promoted(state.view, theme.id))
  const byId = new Map(theme.responses.map((r) => [r.id, r]))
  const all = inOrder(state, theme.id, theme.responses.map((r) => r.id))
  const order = stacked(all.map((key) => byId.get(key)), state)
  keyed(listOf(cell, 'slips'), [...order.map((key) => [key, byId.get(key)]), ...gaps(theme, state)], {
    make: (key) => (byId.has(key) ? newSlip('slip', key) : dashed()),
    update: (element, r) => drawSlip(element, r, state),
  })
}

/** Return the cards to be seen: of near-identical ones the first, unless somebody wants them one by one. */
function stacked(responses, state) {
  const hidden = new Set()
  for (const { id, ids, people } of stacks(responses)) {
    for (const key of ids) state.stacks.delete(key)
    for (const key of ids) state.people.delete(key)
    if (ids.length === 1) continue
    state.people.set(id, people)
    if (state.unstacked.has(id)) continue
    state.stacks.set(id, ids)
    ids.slice(1).forEach((key) => hidden.add(key))
  }
  return responses.map((r) => r.id).filter((key) => !hidden.has(key))
}

/** Bring the dashed gaps into sight, and what was in sight before back. @param {boolean} isOn */
export function showGaps(isOn) {
  for (const list of document.querySelectorAll('.board .slips')) {
    const gap = list.querySelector('[data-gap]')
    if (isOn && !gap) continue
    const first = gap?.previousElementSibling ?? gap // one of its own stays, so that no cell looks emptied
    list.scrollTo({ top: isOn ? first.offsetTop - list.offsetTop : 0 })
  }
}

/** Where cards would land, while "Sort the rest" is only shown. */
function gaps(theme, state) {
  if (!state.preview) return []
  return sortable(state.view, state.prompt)
    .filter((r) => suggestion(state.view, r)?.id === theme.id)
    .map((r) => [`gap-${r.id}`, { ...r, isGap: true }])
}

function dashed() {
  const slip = part('slip')
  slip.querySelector('input').remove()
  slip.setAttribute('data-gap', '')
  return slip
}

function newSlip(kind, key) {
  const slip = part(kind)
  slip.querySelector('.slip__box').value = key
  return slip
}

function drawSlip(slip, r, state) {
  fill(slip, { text: r.text })
  if (r.isGap) return
  slip.toggleAttribute('data-placed', r.placed === 'person')
  slip.toggleAttribute('data-held', r.state === 'held')
  drawHand(slip, r, state)
  show(slip, '[data-part="star"]', Boolean(r.starred))
  fill(slip, { mark: markOf(r) || partOf(state.view, r), by: r.placed === 'person' ? words('by.person') : '' })
  slip.querySelector('.slip__box').checked = state.chosen.has(r.id)
  drawStack(slip, r, state)
}

/** How many people said it, and the other cards of the stack for the form that moves what is chosen. */
function drawStack(slip, r, state) {
  const people = state.people.get(r.id) ?? 0
  const rest = stackOf(state, r.id).slice(1)
  const button = slip.querySelector('.slip__times')
  button.hidden = !state.people.has(r.id)
  button.setAttribute('aria-expanded', String(state.unstacked.has(r.id)))
  fill(slip, { times: people ? `×${people}` : '', said: people ? words('said.by', { n: people }) : '' })
  const place = slip.querySelector('[data-rest]')
  const wanted = state.chosen.has(r.id) ? rest : []
  if ([...place.children].map((field) => field.value).join() === wanted.join()) return
  place.replaceChildren(...wanted.map((value) => {
    const field = document.createElement('input')
    Object.assign(field, { type: 'hidden', name: 'responses', value })
    field.dataset.type = 'list'
    field.setAttribute('form', 'move')
    return field
  }))
}

/** Whose hand is on it, and whether somebody has pointed at it. */
function drawHand(slip, r, state) {
  const hand = handOn(r.id) || (isFlagged(state.view, r.id) ? words('mark.flagged') : '')
  fill(slip, { hand })
  slip.toggleAttribute('data-hand', hand !== '')
}

/** @param {import('./state.js').State} state */
function drawTray(state) {
  const place = document.querySelector('[data-tray]')
  const { view, prompt } = state
  const found = view.prompts[prompt]
  if (!place || !found) return
  const cards = tray(view, prompt)
  const alone = singles(view, prompt)
  const known = state.orders.get(`tray of ${prompt}`)
  const seen = new Set([...(known ?? []), ...(state.orders.get(`singles of ${prompt}`) ?? []), ...state.mineMoves])
  if (known) state.arrived += cards.filter((r) => !seen.has(r.id)).length
  place.toggleAttribute('data-empty', cards.length === 0 && alone.length === 0)
  drawCards(place, 'tray', cards, state)
  drawCards(place, 'singles', alone, state)
  show(place, '[data-singles]', alone.length > 0)
  setFields(place.querySelector('.tray__hands'), { prompt, on: found.auto ? 'false' : 'true' })
  const ready = sortable(view, prompt).length
  fill(place, {
    count: cards.length,
    alone: alone.length,
    new: state.arrived ? words('new', { n: state.arrived }) : '',
    ask: words(found.asked ? 'asked' : 'ask'),
    auto: words(found.auto ? 'auto.on' : 'auto.off'),
    sort: words('sort', { n: ready }),
    preview: state.preview ? words('preview', { n: ready }) : '',
  })
  const standing = stands(view, prompt)
  show(place, '[data-part="wishes"]', standing > 0)
  for (const field of place.querySelectorAll('[data-wish]')) field.value = String(Math.max(1, standing + Number(field.dataset.wish)))
  place.querySelector('[data-does="auto"]').setAttribute('aria-checked', String(found.auto))
  show(place, '[data-does="sort"]', ready > 0 && !state.preview)
  show(place, '[data-slot="empty"]', cards.length === 0)
  show(place, '[data-preview]', state.preview)
  const asked = nothing(view, prompt)
  fill(place, { nothing: asked ? words(`nothing.${asked}`) : '' })
  drawOffer(place.querySelector('[data-offer]'), view, prompt)
}

/** Draw one of the two lists of the tray; cards keep the order in which they came. */
function drawCards(place, list, cards, state) {
  const byId = new Map(cards.map((r) => [r.id, r]))
  const all = inOrder(state, `${list} of ${state.prompt}`, [...byId.keys()])
  const order = stacked(all.map((key) => byId.get(key)), state)
  keyed(listOf(place, list), order.map((key) => [key, byId.get(key)]), {
    make: (key) => newSlip('card', key),
    update: (element, r) => drawCard(element, r, state),
  })
}

function drawCard(card, r, state) {
  const to = suggestion(state.view, r)
  const no = words(r.ideas ? 'several' : r.single ? 'single' : 'unsuggested')
  fill(card, { text: r.text, mark: markOf(r) || partOf(state.view, r), to: to ? calledTheme(to) : '', no })
  drawHand(card, r, state)
  show(card, '[data-part="star"]', Boolean(r.starred))
  card.toggleAttribute('data-held', r.state === 'held')
  card.toggleAttribute('data-moving', state.preview && to !== null)
  card.querySelector('.slip__box').checked = state.chosen.has(r.id)
  card.querySelector('.tray__go').dataset.theme = to?.symbol ?? ''
  show(card, '[data-part="yes"]', to !== null)
  show(card, '[data-slot="no"]', to === null)
  setFields(card.querySelector('form'), { prompt: r.prompt })
  setChosen(card, stackOf(state, r.id))
  drawStack(card, r, state)
}

function drawOffer(place, view, prompt) {
  const found = offer(view, prompt)
  place.hidden = !found
  if (!found) return
  fill(place, { would: words('would', { cards: found.cards, all: found.all }) })
  setFields(place, { prompt })
  keyed(listOf(place, 'joins'), found.joins.map((join) => [join.key, join]), {
    make: () => part('join'),
    update: (element, join) => fill(element, { join: words('join', { theme: calledTheme(join.theme), into: calledTheme(join.into) }) }),
  })
  show(place, '[data-part="some"]', found.themes.length > 0)
  show(place, '[data-part="moves"]', found.moves > 0)
  show(place, '[data-part="machine"]', found.machine)
  keyed(listOf(place, 'offer'), found.themes.map((theme) => [theme.key, theme]), {
    make: (key) => {
      const line = part('offered')
      line.querySelector('input').value = key
      return line
    },
    update: (element, theme) => fill(element, {
      name: calledTheme(theme),
      cards: words('cards', { n: theme.cards }),
      was: theme.was ? words('was', { name: theme.was }) : '',
    }),
  })
}

/** Bring what this window has moved into sight. @param {import('./state.js').State} state */
export function bringIntoSight(state) {
  for (const key of state.mineMoves) slipOf(seenAs(state, key))?.scrollIntoView({ block: 'nearest' })
  state.mineMoves.clear()
}

/** @param {string} key @returns {HTMLElement|null} */
export function slipOf(key) {
  return document.querySelector(`.slip[data-key="${CSS.escape(key)}"]`)
}

function placesOf(board) {
  const slips = document.querySelectorAll('.slip[data-key]')
  return new Map([...slips].map((slip) => [slip.dataset.key, { parent: slip.parentElement, rect: slip.getBoundingClientRect() }]))
}

/** Show where slips went: only those that changed their list fly. */
function fly(before) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
  const moved = [...document.querySelectorAll('.slip[data-key]')].filter((slip) => {
    const was = before.get(slip.dataset.key)
    return was?.rect.width && was.parent !== slip.parentElement // what lay in a fold has no width
  })
  for (const slip of moved.slice(0, ANIMATED)) {
    const { rect } = before.get(slip.dataset.key)
    const now = slip.getBoundingClientRect()
    slip.animate([{ translate: `${rect.left - now.left}px ${rect.top - now.top}px` }, { translate: '0 0' }], {
      duration: MOVE,
      easing: 'cubic-bezier(0.2, 0.7, 0.2, 1)',
    })
  }
}
