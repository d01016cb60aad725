// The invitation: once the wall stands in a window of its own, what comes next is the loud button.

for (const form of document.querySelectorAll('form[data-then]')) {
  const next = document.getElementById(form.dataset.then)
  if (!next) throw new Error(`the page has no #${form.dataset.then}`)
  form.addEventListener('submit', () => {
    form.querySelector('button').classList.remove('button--first')
    next.classList.add('button--first')
  })
}
