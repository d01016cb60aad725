/** Weight: what speaks for a theme beside people, and what an author says of a phrase's place. */

import { fill, keyed, part, slot } from '../dom/parts.js'
import { calledTheme, words } from '../dom/words.js'
import { setFields, show } from './forms.js'
import { groupName } from './say.js'

const SMALL = 5 // people: fewer are not told apart

/** "and a table of 7". @param {{tables?: number, at_tables?: number}} counts */
export function tablesOf({ tables = 0, at_tables: people = 0 }) {
  return tables ? words('tables.of', { n: tables, people }) : ''
}

/** The line under a theme's counts. @param {import('./board.js').View} view @param {import('./board.js').Thing} theme */
export function toldOf(view, theme) {
  const voices = Object.entries(theme.voices ?? {}).map(([group, n]) => `${groupName(view, group)} ${n}`)
  return [
    theme.papers && words('papers', { n: theme.papers }),
    theme.top && words('weigh.top', { n: theme.top }),
    theme.doubts && words('weigh.doubts', { n: theme.doubts }),
    voices.length > 0 && words('weigh.voices', { groups: voices.join(', ') }),
  ].filter(Boolean).join(' · ')
}

/** In a cell, small. @param {import('./board.js').Thing} theme */
export function weighed(theme) {
  const { top, doubts } = theme
  return [top && words('cell.top', { count: top }), doubts && words('cell.doubts', { count: doubts })].filter(Boolean).join(' · ')
}

/** @param {Element} side @param {import('./board.js').Thing|null} r the phrase, when one is chosen */
export function drawDoubt(side, r, view) {
  const place = side.querySelector('[data-part="doubt"]')
  place.hidden = !r?.doubted
  if (!r?.doubted) return
  const wanted = view.themes[r.wanted]
  show(place, '[data-part="wanted"]', Boolean(wanted))
  show(place, '[data-part="unknown"]', !wanted)
  setFields(place, { responses: r.id, response: r.id, theme: wanted ? r.wanted : '' })
  fill(place, { wanted: wanted ? words('put.wanted', { theme: calledTheme(wanted) }) : '' })
}

/** What the workshop's own lists say of who is here. @param {Element} list */
export function drawTags(list, view) {
  const language = document.documentElement.lang
  keyed(list, Object.entries(view.workshop.tags ?? {}), {
    make: () => part('tag-line'),
    update(line, asked, key) {
      slot(line, 'asked').textContent = asked.names?.[language] ?? asked.name
      slot(line, 'chosen').textContent = chosenOf(asked, key, view.crowd.tags ?? {}, language)
    },
  })
}

function chosenOf(asked, key, counts, language) {
  const told = []
  let few = 0
  for (const [one, option] of Object.entries(asked.options)) {
    const n = counts[`${key}.${one}`] ?? 0
    if (n >= SMALL) told.push(`${option.names?.[language] ?? option.name} ${n}`)
    else few += n
  }
  if (few) told.push(words('tags.few', { count: few }))
  return told.join(', ') || words('tags.none')
}
