/**
 * Words: sentences that the server has rendered, in the reader's language, for the moments when the page speaks itself.
 *
 * A page may have more of its own in `<template data-words>`.
 *
 * `<template id="words"><data value="left.one">{n} letter left</data><data value="left.other">…</data></template>`
 */

/**
 * Return a sentence. With a number `n` the form `key.one`, `key.other` … of the page's language is taken, where there is one.
 *
 * @param {string} key
 * @param {Record<string, string|number>} [params] for `{name}` in the sentence
 */
export function words(key, params = {}) {
  const sentence = find(`${key}.${form(params.n)}`) ?? find(`${key}.other`) ?? find(key)
  if (sentence === undefined) throw new Error(`template "words" has no "${key}"`)
  return sentence.replace(/\{(\w+)\}/g, (all, name) => show(params[name] ?? all))
}

function find(key) {
  for (const template of document.querySelectorAll('template:is(#words, [data-words])')) {
    const found = template.content.querySelector(`data[value="${CSS.escape(key)}"]`)
    if (found) return found.textContent ?? ''
  }
  return undefined
}

function form(n) {
  return typeof n === 'number' ? new Intl.PluralRules(document.documentElement.lang).select(n) : ''
}

function show(value) {
  return typeof value === 'number' ? value.toLocaleString(document.documentElement.lang) : value
}

/** What a theme is called: one that holds no one thought says so. @param {{ name: string, mixed?: boolean }} theme */
export function calledTheme(theme) {
  return theme.mixed ? words('mixed', { name: theme.name }) : theme.name
}

/**
 * A phrase with what a facilitator says it means, each in its own direction.
 *
 * @param {{ text: string, translation?: Record<string, string> }} response @returns {string}
 */
export function both({ text, translation }) {
  const meant = Object.entries(translation ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, said]) => said).filter((said) => said !== text)
  return meant.length ? [text, ...meant].map((said) => `\u2068${said}\u2069`).join(' — ') : text
}
