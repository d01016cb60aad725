/** Pen: what stands beside a wording, drawn from what the server says of it. */

import { fill, keyed, part, slot } from '../dom/parts.js'
import { words } from '../dom/words.js'
import { whoSaid } from './say.js'

/** @typedef {Record<string, any>} Told */

/** @param {Element} form @param {Told[]} advice */
export function drawAdvice(form, advice) {
  keyed(form.querySelector('[data-list="advice"]'), advice.map((a) => [a.code, a]), {
    make: () => part('advice-item'),
    update: (element, a) => {
      element.dataset.state = a.state
      fill(element, { text: words(`advice.${a.code}`, { n: 2, ...a.with }) })
    },
  })
}

/** @param {Element} page @param {Told[]} drafts @param {Told} view */
export function drawDrafts(page, drafts, view) {
  const note = page.querySelector('[data-slot="none-drafted"]')
  if (note instanceof HTMLElement) note.hidden = drafts.length > 0
  keyed(page.querySelector('[data-list="drafts"]'), drafts.map((d) => [d.id, d]), {
    make: (id) => newDraft(id),
    update: (element, draft) => {
      const r = view.responses?.[draft.id]
      const kept = draft.kept.map((one) => `“${one}”`).join(', ')
      const who = r ? whoSaid(view, r) : slot(element, 'who').textContent ?? ''
      fill(element, { who, kept: kept ? words('kept', { words: kept }) : words('kept.none') })
      slot(element, 'text').replaceChildren(...draft.pieces.map(([piece, own]) => (own ? marked(piece) : piece)))
      const clauses = element.querySelector('[data-clauses]')
      if (!clauses || [...clauses.children].map((one) => one.textContent).join('\n') === draft.clauses.join('\n')) return
      clauses.replaceChildren(...draft.clauses.map((clause, at) => newClause(draft.id, clause, at)))
      drawSingly(element, draft.id, draft.words)
    },
  })
}

/** Its words one by one. @param {Element} element @param {string} id @param {[string, boolean][]} said */
function drawSingly(element, id, said) {
  const place = element.querySelector('[data-singly]')
  if (!place || (place.dataset.singly === id && [...place.children].map((one) => one.textContent).join('\n') === said.map(([word]) => word).join('\n'))) return
  place.dataset.singly = id
  place.replaceChildren(...said.map(([word, own], at) => {
    const button = /** @type {HTMLButtonElement} */ (part('single-item'))
    button.replaceChildren(own ? marked(word) : word)
    button.value = `word:${id}:${at}`
    return button
  }))
}

function newDraft(id) {
  const element = part('table-draft')
  const begin = element.querySelector('[data-use]')
  if (begin instanceof HTMLButtonElement) begin.value = `begin:${id}`
  return element
}

function newClause(id, text, at) {
  const button = /** @type {HTMLButtonElement} */ (part('clause-item'))
  button.textContent = text
  button.value = `take:${id}:${at}`
  return button
}

/**
 * A first draft: each clause is lit with the phrases that it comes from, and a list names them.
 *
 * @param {Element} form @param {Told[]} draft @param {string} pattern
 */
export function drawFirst(form, draft, pattern) {
  const place = form.querySelector('[data-part="first"]')
  if (!(place instanceof HTMLElement)) return
  place.hidden = false
  slot(place, 'draft').replaceChildren(...draft.map(({ text, sources }) => (sources.length ? marked(text, sources) : text)))
  place.querySelector('[data-list="from"]')?.replaceChildren(...draft.filter((one) => one.sources.length).map(newFrom))
  const begin = place.querySelector('[data-use]')
  if (begin instanceof HTMLButtonElement) begin.value = `begin_draft:${pattern}`
}

function newFrom({ text, sources }) {
  const element = part('from-item')
  fill(element, { text })
  const said = [...document.querySelectorAll('[data-ids]')].filter((one) => one.dataset.ids.split(' ').some((id) => sources.includes(id)))
  slot(element, 'from').replaceChildren(...said.flatMap((one, at) => {
    const link = document.createElement('a')
    Object.assign(link, { href: `#${one.id}`, textContent: `“${one.querySelector('[data-slot="text"]')?.textContent}”` })
    link.dataset.source = sources.find((id) => one.dataset.ids.split(' ').includes(id))
    return at ? [' · ', link] : [link]
  }))
  return element
}

/** @param {string} text @param {string[]} [sources] */
function marked(text, sources) {
  const mark = document.createElement('mark')
  mark.textContent = text
  if (sources) Object.assign(mark, { tabIndex: 0 }).dataset.sources = sources.join(' ')
  return mark
}

/** Earlier wordings, each against the one that followed it. @param {Element} page @param {Told[]} versions */
export function drawVersions(page, versions) {
  const place = page.querySelector('[data-part="versions"]')
  if (!(place instanceof HTMLElement)) return
  place.hidden = versions.length === 0
  keyed(place.querySelector('[data-list="versions"]'), versions.map((v) => [`n${v.number}`, v]), {
    make: () => part('version-item'),
    update: (element, v) => {
      fill(element, { number: words('version', { number: v.number }) })
      slot(element, 'pieces').replaceChildren(...v.pieces.flatMap(([what, text], at) => (at ? [' ', piece(what, text)] : [piece(what, text)])))
      drawSingly(element, `n${v.number}`, v.words)
      for (const field of element.querySelectorAll('input[type="hidden"]')) {
        if (field.name === 'title') field.value = v.title
        else if (field.dataset.type === 'text') field.value = v.text
      }
    },
  })
}

/** @param {string} what same, del, ins @param {string} text */
function piece(what, text) {
  if (what === 'same') return text
  const template = document.getElementById('changes')
  const found = template instanceof HTMLTemplateElement ? template.content.querySelector(what) : null
  if (!found) throw new Error(`template "changes" has no "${what}"`)
  const element = document.importNode(found, true)
  element.append(text)
  return element
}
