/** Focus: what is drawn anew may take the focused element away; somebody on a keyboard must not be thrown to the top. */

const FOCUSABLE = 'a[href], button:not(:disabled), input:not([type="hidden"], :disabled), select, textarea, summary, [tabindex="0"]'

/** Remember where the focus is; call what is returned once all is drawn: where it is gone, it goes to what is nearest. */
export function guardFocus() {
  const around = /** @type {Element[]} */ ([])
  for (let at = document.activeElement; at && at !== document.body; at = at.parentElement) around.push(at)
  return () => {
    const now = document.activeElement
    if (around.length === 0 || (now && now !== document.body && canBeSeen(now))) return
    for (const place of around.filter(canBeSeen)) {
      const heir = [...place.querySelectorAll(FOCUSABLE)].find(canBeSeen)
      if (heir instanceof HTMLElement) return heir.focus()
    }
  }
}

/** What opens only for a moment gives the focus back to what opened it. @param {Element} details */
export function fold(details) {
  const summary = details.querySelector('summary')
  if (summary && details.contains(document.activeElement)) summary.focus()
  details.removeAttribute('open')
}

/** What lies in a closed fold has boxes, but nobody sees them. @param {Element} element */
export function canBeSeen(element) {
  const isFolded = element.closest('details:not([open]) > :not(summary)') !== null
  return element.isConnected && element.getClientRects().length > 0 && !isFolded
}
