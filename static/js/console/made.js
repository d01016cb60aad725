/** Made: what was promoted, each with the way to its wording. */

import { fill, keyed, part, slot } from '../dom/parts.js'
import { words } from '../dom/words.js'

/** On a theme's card: what it became. @param {Element} list @param {import('./board.js').Thing[]} made */
export function drawMade(list, made) {
  keyed(list, made.map((one) => [one.id, one]), {
    make: () => part('made'),
    update: (line, one) => {
      fill(line, { kind: words(`promoted.${one.kind}`), title: one.title })
      Object.assign(slot(line, 'way'), { href: wayTo(one.id), title: one.title })
    },
  })
}

/** In a list of its own: the kind, and the title below it. @param {Element} list @param {import('./board.js').Thing[]} made */
export function drawAgreed(list, made) {
  keyed(list, made.map((one) => [one.id, one]), {
    make: () => part('agreed'),
    update: (line, one) => {
      fill(line, { kind: words(`promoted.${one.kind}`), title: one.withheld ? words('unread') : one.title })
      slot(line, 'title').href = wayTo(one.id)
    },
  })
}

/** @param {string} key */
const wayTo = (key) => `${location.pathname.replace(/\/held$/, '')}/promote/${key}`
