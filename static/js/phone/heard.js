/**
 * Heard: what a phone sees of others, where the facilitator lets phones see it: examples under the
 * question, and themes with their phrases. It comes with the first of them.
 */

import { fill, keyed, part, slot } from '../dom/parts.js'
import { both, calledTheme, words } from '../dom/words.js'

/** @typedef {{id: string} & Record<string, any>} Thing */

/**
 * @param {object} phone
 * @param {HTMLElement} phone.page
 * @param {(things: Record<string, any>) => Thing[]} phone.placed puts things in their order
 * @param {(prompt: Thing) => string} phone.worded says a question in the reader's language
 */
export function openHeard({ page, placed, worded }) {
  return { show }

  /** @param {Record<string, any>} view @param {string} at the prompt in hand */
  function show(view, at) {
    showExamples(placed(view.examples).filter((example) => example.prompt === at))
    showThemes(view)
  }

  /** @param {Thing[]} given by a facilitator */
  function showExamples(given) {
    slot(page, 'examples').hidden = given.length === 0
    keyed(slot(page, 'examples'), given.map((example) => [example.id, example]), {
      make: () => part('example'),
      update: (item, { text }) => fill(item, { text }),
    })
  }

  function showThemes(view) {
    const themesOf = (prompt) => placed(view.themes).filter((theme) => theme.prompt === prompt)
    const prompts = placed(view.prompts).filter((prompt) => prompt.see && themesOf(prompt.id).length > 0)
    keyed(slot(page, 'heard'), prompts.map((prompt) => [prompt.id, prompt]), {
      make: () => part('heard'),
      update(element, prompt) {
        fill(element, { question: worded(prompt) })
        keyed(slot(element, 'themes'), themesOf(prompt.id).map((theme) => [theme.id, theme]), {
          make: () => part('theme'),
          update: (place, theme) => showTheme(place, theme, view),
        })
      },
    })
  }

  function showTheme(element, theme, view) {
    const phrases = placed(view.responses).filter((response) => response.theme === theme.id)
    element.dataset.theme = theme.symbol
    fill(element, { name: calledTheme(theme), count: words('phrases', { n: phrases.length }) })
    keyed(slot(element, 'phrases'), phrases.map((phrase) => [phrase.id, phrase]), {
      make: () => part('phrase'),
      update: (item, phrase) => fill(item, { text: both(phrase) }),
    })
  }
}
