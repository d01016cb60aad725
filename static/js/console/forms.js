/** Forms: what the parts of a console write into their forms and lists. */

/**
 * Write into the hidden fields of a part.
 *
 * @param {Element} root
 * @param {Record<string, string>} values by the field's name
 */
export function setFields(root, values) {
  for (const field of root.querySelectorAll('input[type="hidden"]')) {
    if (field instanceof HTMLInputElement && field.name in values) field.value = values[field.name]
  }
}

/** Name responses in every form of a part that is about what is chosen. @param {Element} root @param {string[]} keys */
export function setChosen(root, keys) {
  for (const place of root.querySelectorAll('[data-chosen-inputs]')) {
    place.replaceChildren(...keys.map((key) => {
      const field = document.createElement('input')
      Object.assign(field, { type: 'hidden', name: 'responses', value: key })
      field.dataset.type = 'list'
      return field
    }))
  }
}

/** Show or hide what matches. @param {Element} root @param {string} selector @param {boolean} isShown */
export function show(root, selector, isShown) {
  for (const found of root.querySelectorAll(selector)) if (found instanceof HTMLElement) found.hidden = !isShown
}

/** Return the list of a part. @param {Element} root @param {string} name @returns {Element} */
export function listOf(root, name) {
  const found = root.querySelector(`[data-list="${name}"]`)
  if (!found) throw new Error(`"${root.className}" has no list "${name}"`)
  return found
}
