/**
 * The way back: what is taken back is what was done last, also while that is on its way. The page knows of a step
 * only once it is answered; until then its button still names the step before, and would take back that one.
 */

/** @typedef {{ send: (command: Record<string, any>) => Promise<Record<string, any>> }} Line */

/**
 * Count what is under way over this line.
 *
 * @template {Line} T
 * @param {T} line
 * @returns {{ room: T, waits: (form: HTMLFormElement) => boolean }} the line, and whether a press of undo or redo has
 *   to wait; it is then done by itself, and dropped where what it waits for was refused or never came
 */
export function orderly(line) {
  const underWay = new Set()
  let presses = 0 // that wait
  let last = Promise.resolve()
  let due = /** @type {HTMLFormElement|null} */ (null) // has waited
  return { room: { ...line, send }, waits }

  function send(command) {
    const answer = line.send(command)
    const over = () => requestAnimationFrame(() => underWay.delete(answer)) // when the button names it
    underWay.add(answer)
    answer.then(over, over)
    return answer
  }

  function waits(form) {
    if (!form.closest('[data-undo], [data-redo]') || form === due || underWay.size + presses === 0) return false
    presses += 1
    last = last.then(() => inTurn(form)).finally(() => (presses -= 1))
    return true
  }

  async function inTurn(form) {
    const answers = await Promise.allSettled(underWay)
    if (answers.some((each) => each.status === 'rejected' || each.value.type !== 'ack')) return
    await new Promise(requestAnimationFrame)
    if (form.closest('[hidden]')) return
    due = form
    form.requestSubmit()
    due = null
  }
}
