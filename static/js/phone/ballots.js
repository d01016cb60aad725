/**
 * Ballots: what makes a vote's plain fields lively, for each of its kinds. The fields hold the vote;
 * what is tapped here is written into them, and what is shown here is read off them.
 */

import { fill, slot } from '../dom/parts.js'
import { words } from '../dom/words.js'

const BEFORE_NEXT = 250 // ms; one sees what one has chosen

/**
 * @typedef {object} Ballot
 * @property {HTMLElement} section
 * @property {HTMLFormElement} form
 * @property {string} kind
 * @property {Record<string, any>} rules
 * @property {() => void} changed to be called when a field has been written
 * @property {() => void} turned to be called when others of the fields are to be seen
 * @property {(sentence: string) => void} tell says what others see
 */

/** Return every option's row. @param {{form: HTMLFormElement}} ballot @returns {HTMLElement[]} */
function rowsOf({ form }) {
  return [...form.querySelectorAll('[data-option]')]
}

/** Return the one field of a row. @param {Element} row @returns {HTMLSelectElement|HTMLInputElement} */
function fieldOf(row) {
  return row.querySelector('select, .points__field')
}

function numberIn(row) {
  return Number(fieldOf(row).value) || 0
}

function nameOf(row) {
  return row.querySelector('[data-of]').textContent
}

/**
 * Return the choices in a form as the room reads them: `choice.o1=3` is o1:3, `choice.o1.1=4` with
 * `choice.o1.2=2` is o1:4:2; a value with a colon is a whole choice. `vote.py` reads forms the same way.
 *
 * @param {HTMLFormElement} form
 * @returns {string[]}
 */
export function choicesOf(form) {
  const whole = []
  const byOption = new Map()
  for (const [name, value] of new FormData(form)) {
    const [kind, option] = name.split('.')
    if (kind === 'choices' || (kind === 'choice' && value.includes(':'))) whole.push(value)
    else if (kind === 'choice') byOption.set(option, [...(byOption.get(option) ?? []), value.trim()])
  }
  const given = [...byOption].filter(([, values]) => values.some((value) => value && value !== '0'))
  return [...whole, ...given.map(([option, values]) => `${option}:${values.join(':')}`)].filter(Boolean)
}

/** Write choices into the fields of a form. @param {HTMLFormElement} form @param {string[]} choices */
export function putChoices(form, choices) {
  const given = new Map(choices.map((choice) => [choice.split(':')[0], choice.split(':').slice(1)]))
  for (const field of form.elements) {
    const [kind, option, at = '1'] = field.name.split('.')
    if (kind === 'choices') field.checked = choices.includes(field.value)
    if (kind !== 'choice') continue
    const value = given.get(option)?.[Number(at) - 1] ?? ''
    if (field.type !== 'radio') field.value = value
    else if (field.value.includes(':')) field.checked = choices.includes(field.value)
    else if (!option.startsWith('pair')) field.checked = field.value === value
  }
  for (const pair of form.querySelectorAll('[data-pair]')) {
    if (!pair.querySelector(':checked')) pair.querySelector('[value=""]').checked = true
  }
}

/** Say in words what a form holds, a line for each option. @param {{form: HTMLFormElement, kind: string}} ballot */
export function linesOf(ballot) {
  const { form, kind } = ballot
  if (kind === 'pairs') {
    const n = choicesOf(form).length
    return n ? [words('pairs-chosen', { n })] : []
  }
  const rows = rowsOf(ballot)
  if (rows.length === 0) {
    const key = form.querySelector('.fist__key :checked')?.closest('.fist__key')
    return key ? [`${key.querySelector('.fist__number').textContent} ${key.querySelector('.fist__said').textContent}`] : []
  }
  if (kind === 'rank') rows.sort((one, other) => numberIn(one) - numberIn(other))
  return rows.map((row) => [nameOf(row), saidIn(row)]).filter(([, said]) => said).map((line) => line.join(': '))
}

function saidIn(row) {
  const field = fieldOf(row)
  if (!field) return [...row.querySelectorAll('[data-said]:checked')].map(({ dataset }) => dataset.said).join(', ')
  if (!numberIn(row)) return ''
  return field instanceof HTMLSelectElement ? field.selectedOptions[0].textContent : field.value
}

// ── dots ─────────────────────────────────────────────────────────────────────

function dots(ballot) {
  const { rules, tell } = ballot
  const left = () => rules.dots - rowsOf(ballot).reduce((sum, row) => sum + numberIn(row), 0)
  ballot.form.addEventListener('click', step)
  return { show, left: () => words('dots-left', { n: left() }) }

  function step({ target }) {
    const button = target.closest('[data-step]')
    if (!button) return
    const row = button.closest('[data-option]')
    const by = Number(button.dataset.step)
    if (button.ariaDisabled === 'true' || button.getAttribute('aria-disabled') === 'true') {
      if (by > 0) tell(numberIn(row) >= rules.stack ? words('dots-most', { most: rules.stack }) : words('dots-left', { n: 0 }))
      return
    }
    fieldOf(row).value = String(numberIn(row) + by || '')
    ballot.changed()
  }

  function show() {
    const free = left()
    for (const row of rowsOf(ballot)) {
      const n = numberIn(row)
      const marks = slot(row, 'vote-dots')
      marks.setAttribute('aria-label', words('dots-on', { n, most: rules.stack }))
      if (rules.stack > 3) fill(row, { 'vote-number': n })
      else light(marks, n)
      const [less, more] = row.querySelectorAll('[data-step]')
      less.setAttribute('aria-disabled', String(n === 0))
      more.setAttribute('aria-disabled', String(n >= rules.stack || free <= 0))
    }
    const all = ballot.form.querySelector('[data-slot="vote-dots-left"]')
    if (all) [...all.children].forEach((dot, at) => dot.classList.toggle('dots__dot--used', at < rules.dots - free))
  }

  function light(marks, n) {
    for (const [at, dot] of [...marks.children].entries()) dot.toggleAttribute('data-on', at < n)
  }
}

// ── rank ─────────────────────────────────────────────────────────────────────

function rank(ballot) {
  const { rules, tell } = ballot
  const ranked = () => rowsOf(ballot).filter(numberIn).sort((one, other) => numberIn(one) - numberIn(other))
  ballot.form.addEventListener('click', click)
  return { show, left: () => words('ranks-given', { n: ranked().length, most: rules.top }) }

  function click({ target }) {
    const row = target.closest('[data-option]')
    const move = target.closest('[data-move]')
    if (move) shift(row, Number(move.dataset.move))
    else if (target.closest('[data-rank]')) give(row)
  }

  /** The next rank, or none any more: those behind it move up. */
  function give(row) {
    const order = ranked()
    if (!order.includes(row) && order.length >= rules.top) return tell(words('ranks-full'))
    write(order.includes(row) ? order.filter((each) => each !== row) : [...order, row])
  }

  function shift(row, by) {
    const order = ranked()
    const at = order.indexOf(row)
    const to = at + by
    if (at < 0 || to < 0 || to >= order.length) return
    ;[order[at], order[to]] = [order[to], order[at]]
    write(order)
    tell(`${nameOf(row)}: ${words('rank-is', { n: to + 1 })}`)
  }

  function write(order) {
    for (const row of rowsOf(ballot)) fieldOf(row).value = String(order.indexOf(row) + 1 || '')
    ballot.changed()
  }

  function show() {
    const last = ranked().length
    for (const row of rowsOf(ballot)) {
      const n = numberIn(row)
      fill(row, { 'vote-number': n || '', 'vote-rank': n ? words('rank-is', { n }) : words('rank-none') })
      row.querySelector('[data-rank]').setAttribute('aria-pressed', String(n > 0))
      const [up, down] = row.querySelectorAll('[data-move]')
      row.querySelector('.rank__moves').toggleAttribute('data-rests', n === 0)
      up.disabled = n === 0
      down.disabled = n === 0
      up.setAttribute('aria-disabled', String(n <= 1))
      down.setAttribute('aria-disabled', String(n >= last))
    }
  }
}

// ── points ───────────────────────────────────────────────────────────────────

function points(ballot) {
  const { rules } = ballot
  const left = () => rules.points - rowsOf(ballot).reduce((sum, row) => sum + numberIn(row), 0)
  ballot.form.addEventListener('click', add)
  ballot.form.addEventListener('input', ({ target }) => {
    const digits = target.value.replace(/\D/g, '')
    if (digits !== target.value) target.value = digits
  })
  return { show, left: told, lacks: () => (left() === 0 ? '' : words('points-why', { most: rules.points, left: told() })) }

  function told() {
    return left() < 0 ? words('points-over', { n: -left() }) : words('points-left', { n: left() })
  }

  /** Ten more, or what is left. */
  function add({ target }) {
    const button = target.closest('[data-points]')
    if (!button) return
    const field = fieldOf(button.closest('[data-option]'))
    const wanted = Number(button.dataset.points)
    const by = wanted > 0 ? Math.min(wanted, Math.max(left(), 0)) : wanted
    field.value = String(Math.max(0, (Number(field.value) || 0) + by) || '')
    ballot.changed()
  }

  function show() {
    for (const row of rowsOf(ballot)) {
      const [less, more] = row.querySelectorAll('[data-points]')
      less.setAttribute('aria-disabled', String(numberIn(row) === 0))
      more.setAttribute('aria-disabled', String(left() <= 0))
    }
  }
}

// ── stars; impact and effort ─────────────────────────────────────────────────

function scales(ballot) {
  const given = (row) => row.querySelectorAll('[data-said]:checked').length
  const all = (row) => row.querySelectorAll('.scale__row').length
  return { show() {}, left, lacks }

  function left() {
    const rows = rowsOf(ballot)
    return words('rated', { n: rows.filter((row) => given(row) === all(row)).length, most: rows.length })
  }

  function lacks() {
    const half = rowsOf(ballot).find((row) => given(row) > 0 && given(row) < all(row))
    if (!half) return ''
    return words('rated-half', { name: nameOf(half) })
  }
}

// ── pairs ────────────────────────────────────────────────────────────────────

function pairs(ballot) {
  const { form, section } = ballot
  const all = [...form.querySelectorAll('[data-pair]')]
  const isDecided = (pair) => Boolean(pair.querySelector('.pair__key :checked'))
  let at = Math.max(0, all.findIndex((pair) => !isDecided(pair)))
  form.addEventListener('click', click)
  return { show, left: () => words('pairs-done', { at: at + 1, most: all.length, n: all.filter(isDecided).length }) }

  function click(event) {
    const way = event.target.closest('[data-way]')
    if (way) return go(at + Number(way.dataset.way), true)
    // A finger has decided; a key on the radios may still be on its way.
    const isFinger = event.detail > 0 && event.target.closest('.pair__key')
    if (isFinger && event.target instanceof HTMLInputElement) setTimeout(() => go(at + 1, false), BEFORE_NEXT)
  }

  function go(to, byKey) {
    if (to < 0) return
    if (to >= all.length) return slot(section, 'vote-cast').focus()
    at = to
    ballot.turned()
    // "I cannot say" is chosen where nothing is, and not shown: it takes no focus.
    const chosen = all[at].querySelector('.pair__key :checked') ?? all[at].querySelector('input')
    if (byKey || document.activeElement === document.body) chosen.focus()
  }

  function show() {
    for (const [number, pair] of all.entries()) pair.hidden = number !== at
    const [back] = form.querySelectorAll('[data-way]')
    back.disabled = at === 0
    slot(form, 'vote-way').hidden = at === all.length - 1
    fill(form, { 'vote-way': words(isDecided(all[at]) ? 'pairs-next' : 'pairs-skip') })
  }
}

// ── fist to five, thumbs, consent ────────────────────────────────────────────

function agree(ballot) {
  const { form, kind } = ballot
  const reason = slot(form, 'vote-reason')
  const isBelow = () => Boolean(form.querySelector('.fist__key--below :checked'))
  const reveal = () => reason.scrollIntoView({ block: 'nearest' }) // the bar with the button would lie on it
  form.addEventListener('keydown', byDigit)
  form.addEventListener('change', ({ target }) => target !== reason && isBelow() && reveal())
  reason.addEventListener('focus', reveal)
  return {
    show() {
      reason.required = kind === 'consent' && isBelow()
    },
    button() {
      const chosen = form.querySelector('.fist__key :checked')
      return kind === 'fist' && chosen ? words('fist-send', { sign: chosen.dataset.sign }) : ''
    },
    lacks: () => (reason.required && !reason.value.trim() ? words('vote-object') : ''),
    reason: () => (isBelow() ? reason.value.trim() : ''),
  }

  /** The keys 0 to 5 choose, where the focus is on the levels. */
  function byDigit(event) {
    if (!event.target.matches('[type="radio"]') || event.ctrlKey || event.altKey || event.metaKey) return
    const key = [...form.querySelectorAll('.fist__key input')].find(({ dataset }) => dataset.sign === event.key)
    if (!key) return
    event.preventDefault()
    key.focus()
    key.click()
  }
}

const KINDS = { dots, rank, points, impact_effort: scales, stars: scales, pairs, fist: agree, thumbs: agree, consent: agree }

/**
 * Make a ballot lively.
 *
 * @param {Ballot} ballot
 * @returns {{show: () => void, left?: () => string, lacks?: () => string, button?: () => string, reason?: () => string}}
 *   what shows the fields as they are now; how much is left, in words; why it cannot be cast yet
 */
export function enliven(ballot) {
  return KINDS[ballot.kind](ballot)
}
