/**
 * Drag: slips and the heads of themes in the hand, by mouse or pen. Every drag has a button that does the same.
 */

/** @typedef {{ element: HTMLElement, keys: string[], onto?: string }} Taken */

const SLACK = 5 // px: a press that trembles is no drag

/**
 * @param {Element} root
 * @param {object} how
 * @param {(target: Element) => Taken|null} how.pick what a press takes up, and what it may be dropped `onto`
 * @param {(place: HTMLElement, taken: Taken) => void} how.drop
 */
export function drag(root, { pick, drop }) {
  root.addEventListener('pointerdown', (event) => {
    if (!(event instanceof PointerEvent) || event.button !== 0 || event.pointerType === 'touch') return
    const taken = event.target instanceof Element ? pick(event.target) : null
    if (taken) hold(event, taken, drop)
  })
}

/** @param {PointerEvent} start @param {Taken} taken @param {(place: HTMLElement, taken: Taken) => void} drop */
function hold(start, taken, drop) {
  const stop = new AbortController()
  const { signal } = stop
  let hand = /** @type {HTMLElement|null} */ (null)
  let place = /** @type {HTMLElement|null} */ (null)
  document.addEventListener('pointermove', move, { signal })
  document.addEventListener('pointerup', release, { signal })
  document.addEventListener('pointercancel', end, { signal })
  document.addEventListener('keydown', (event) => event.key === 'Escape' && end(), { signal })

  function move(/** @type {PointerEvent} */ event) {
    if (!hand && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < SLACK) return
    hand ??= lift(taken)
    hand.style.setProperty('--x', `${event.clientX + 8}px`)
    hand.style.setProperty('--y', `${event.clientY + 8}px`)
    const under = document.elementFromPoint(event.clientX, event.clientY)?.closest(taken.onto ?? '[data-drop]')
    hover(under instanceof HTMLElement ? under : null)
  }

  function hover(/** @type {HTMLElement|null} */ next) {
    if (next === place) return
    place?.removeAttribute('data-over')
    next?.setAttribute('data-over', '')
    place = next
  }

  function release() {
    const target = place
    const wasDragged = hand !== null
    end()
    if (!wasDragged) return
    document.addEventListener('click', eat, true) // the click that follows a drag is part of it
    setTimeout(() => document.removeEventListener('click', eat, true))
    if (target) drop(target, taken)
  }

  function end() {
    stop.abort()
    hover(null)
    hand?.remove()
    taken.element.removeAttribute('data-moving')
  }
}

function eat(/** @type {Event} */ event) {
  event.preventDefault()
  event.stopPropagation()
}

/** @param {Taken} taken */
function lift({ element, keys }) {
  const hand = /** @type {HTMLElement} */ (element.cloneNode(true))
  hand.removeAttribute('data-key')
  hand.querySelector('input')?.remove() // a form must not find it twice
  hand.classList.add('slip--hand')
  hand.dataset.theme = element.closest('[data-theme]')?.getAttribute('data-theme') ?? ''
  hand.setAttribute('aria-hidden', 'true')
  hand.setAttribute('inert', '')
  if (keys.length > 1) hand.dataset.more = String(keys.length)
  element.setAttribute('data-moving', '')
  document.body.append(hand)
  return hand
}
