// A new workshop: each row of the agenda says what is being typed behind it, its head how long it takes.

const steps = document.querySelector('.steps')
const total = document.querySelector('[data-total]')
if (!steps || !total) throw new Error('the page has no .steps or no [data-total]')

steps.addEventListener('input', ({ target }) => {
  const row = target.closest('[data-step]')
  if (row) tell(row)
  add()
})
for (const row of steps.querySelectorAll('[data-step]')) tell(row) // a browser that came back keeps what was typed
add()

/** Say how long the whole takes; what is no number counts nothing. */
function add() {
  const typed = [...steps.querySelectorAll('[name="minutes"]')].map(({ value }) => value.trim())
  const minutes = typed.filter((one) => /^\d{1,3}$/.test(one)).reduce((sum, one) => sum + Number(one), 0)
  total.textContent = total.dataset[minutes === 1 ? 'one' : 'other'].replace('{n}', minutes)
}

/** Say in the row what its fields hold. @param {HTMLElement} row */
function tell(row) {
  const field = (name) => row.querySelector(`[name="${name}"]`)
  const slot = (name) => row.querySelector(`[data-slot="${name}"]`)
  const said = { en: field('question_en').value.trim(), es: field('question_es').value.trim() }
  const kind = field('kind').selectedOptions[0]
  slot('kind').textContent = kind.textContent
  slot('question').textContent = said[row.dataset.language] || said.en || said.es
  slot('lacks-en').hidden = Boolean(said.en) || !said.es
  slot('lacks-es').hidden = Boolean(said.es) || !said.en
  row.toggleAttribute('data-tells', kind.parentElement === kind.closest('select').lastElementChild)
}
