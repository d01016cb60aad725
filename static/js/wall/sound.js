/** Sound: a soft tone a minute before a timer's end, and two at its end. Off until somebody switches it on, for a page
 * may not sound before a hand has touched it. */

const MINUTE = 60_000 // ms
const LATE = 10_000 // ms; who comes back later than that hears nothing of what has passed
const SOFT = 0.18 // of full volume
const MARKS = [{ at: MINUTE, tones: [587] }, { at: 0, tones: [587, 440] }] // Hz

export function newSound() {
  let context = /** @type {AudioContext|null} */ (null)
  let before = /** @type {{ prompt: string, left: number }|null} */ (null)
  return { isOn: () => context !== null, turn, hear }

  /** Switch it on, and let it be heard, or off. */
  async function turn() {
    if (context) {
      const ended = context
      context = null
      return ended.close()
    }
    context = new AudioContext()
    await context.resume()
    ring([587])
  }

  /** The timer stands here; undefined without one that runs. @param {string} prompt @param {number|undefined} left ms */
  function hear(prompt, left) {
    const was = before?.prompt === prompt ? before.left : left
    before = left === undefined ? null : { prompt, left }
    if (left === undefined || was === undefined) return
    const passed = MARKS.filter(({ at }) => was > at && left <= at && left > at - LATE).at(-1)
    if (passed) ring(passed.tones)
  }

  /** @param {number[]} tones */
  function ring(tones) {
    tones.forEach((pitch, nth) => context && sing(context, pitch, context.currentTime + nth * 0.7))
  }
}

/** One tone that comes and fades like a struck bar. @param {AudioContext} context @param {number} pitch @param {number} at seconds */
function sing(context, pitch, at) {
  const tone = context.createOscillator()
  const volume = context.createGain()
  tone.frequency.value = pitch
  volume.gain.setValueAtTime(0.0001, at)
  volume.gain.exponentialRampToValueAtTime(SOFT, at + 0.04)
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 1.6)
  tone.connect(volume).connect(context.destination)
  tone.start(at)
  tone.stop(at + 1.7)
}
