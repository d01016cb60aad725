// The join sheet: a button that opens the browser's print dialog, where there is a script to do so.
const button = document.querySelector('[data-print]')
if (!button) throw new Error('the sheet has no [data-print] button')
button.hidden = false
button.addEventListener('click', () => window.print())
