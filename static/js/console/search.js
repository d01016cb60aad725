/** Search: what is typed is looked for as it is typed; Enter or a press goes there. */

import { fill, keyed, part, slot } from '../dom/parts.js'
import { both, calledTheme, words } from '../dom/words.js'
import { hits, search } from './board.js'
import { kindOf } from './say.js'

const MOST = 40 // results that are listed

/** The words that were typed stand out where they were found. @param {Element} place @param {string} text @param {string} typed */
function drawHits(place, text, typed) {
  place.replaceChildren(...hits(text, typed).map(([piece, isHit]) => {
    if (!isHit) return piece
    const mark = document.createElement('mark')
    mark.textContent = piece
    return mark
  }))
}

/**
 * @param {import('./state.js').State} state
 * @param {(key: string) => void} look brings a phrase or a theme into sight
 */
export function listenSearch(state, look) {
  const root = document.querySelector('[data-search]')
  const form = root?.querySelector('[data-search-form]')
  const list = root?.querySelector('[data-list="results"]')
  if (!(root instanceof HTMLElement) || !(form instanceof HTMLFormElement) || !list) return
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('q'))
  field.addEventListener('input', draw)
  root.addEventListener('beforetoggle', () => field.select()) // what is typed at once is not typed over later
  root.addEventListener('toggle', () => {
    if (root.matches(':popover-open')) draw()
  })
  root.addEventListener('keydown', (event) => {
    if (!['ArrowDown', 'ArrowUp'].includes(event.key)) return
    const stops = [field, ...list.querySelectorAll('a')]
    const to = stops[stops.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1)]
    if (to instanceof HTMLElement) to.focus()
    event.preventDefault()
    event.stopPropagation()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const first = list.querySelector('[data-key]')
    if (first instanceof HTMLElement) go(first.dataset.key)
  })
  list.addEventListener('click', (event) => {
    const chosen = event.target instanceof Element ? event.target.closest('[data-key]') : null
    if (!(chosen instanceof HTMLElement)) return
    event.preventDefault()
    event.stopPropagation()
    go(chosen.dataset.key)
  })

  function go(key) {
    root.hidePopover()
    if (key) look(key)
  }

  function draw() {
    const { view } = state
    if (!view.prompts) return
    const { themes, phrases } = search(view, field.value)
    const n = themes.length + phrases.length
    fill(root, { found: field.value.trim() === '' ? '' : n ? words('found', { n }) : words('found.none') })
    keyed(list, [...themes, ...phrases].slice(0, MOST).map((one) => [one.id, one]), {
      make: () => part('result'),
      update: (line, one) => {
        const kind = kindOf(view, one.prompt)
        const isTheme = one.id in view.themes
        const place = view.themes[one.theme] ? calledTheme(view.themes[one.theme]) : words('unsorted')
        drawHits(slot(line, 'text'), isTheme ? calledTheme(one) : both(one), field.value)
        fill(line, { where: isTheme ? words('found.theme', { kind }) : words('found.in', { place: one.parked ? words('face.parked') : place, kind }) })
        slot(line, 'link').href = `?prompt=${one.prompt}&${isTheme ? 'theme' : 'responses'}=${one.id}`
      },
    })
  }
}
