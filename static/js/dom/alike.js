/** Alike: which phrases say the same in other spelling, so that they stack. `workshop/web/alike.py` holds the same rule;
 * the fixtures `alike.json` and `near.json` hold both to it. Touches no document. */

const LONG_WORD = 6 // letters; a slip of the keyboard in a shorter word may be another word

/** What near-identical texts share, for each: the letters of the first of them. @param {string[]} texts @returns {string[]} */
export function shared(texts) {
  const stands = new Map()
  const initials = new Map() // first letters of its words → what stands so far
  return texts.map((text) => {
    const said = alike(text)
    if (!stands.has(said)) {
      const first = said.split(' ').map((word) => [...word][0]).join(' ')
      const peers = initials.get(first) ?? []
      const peer = peers.find((/** @type {string} */ other) => isNear(said, other)) ?? said
      stands.set(said, peer)
      if (peer === said) initials.set(first, [...peers, said])
    }
    return stands.get(said)
  })
}

/** What near-identical phrases share: letters and digits, without case and accents. @param {string} text */
export const alike = (text) =>
  text.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').replace(/[^\p{L}\p{N}]+/gu, ' ').trim() || text

/** Whether phrases are of the same words, with the same first letters, but for plurals and a slip of the keyboard.
 * @param {string} key @param {string} other as many words */
function isNear(key, other) {
  if (Math.abs(key.length - other.length) > 4) return false
  const others = other.split(' ')
  const pairs = key.split(' ').map((word, at) => [word, others[at]]).filter(([one, two]) => one !== two)
  return pairs.length <= 2 && pairs.every(([one, two]) => isPlural(one, two) || isPlural(two, one) || isSlip(one, two))
}

/** Whether a word is another's plural, in English or Spanish. @param {string} one @param {string} many */
function isPlural(one, many) {
  if ([...one].length < 3) return false
  const changed = { y: 'ies', z: 'ces' }[one.at(-1) ?? '']
  return many === `${one}s` || many === `${one}es` || (changed !== undefined && many === one.slice(0, -1) + changed)
}

/** Whether one letter too many, missing, wrong or misplaced tells long words apart. First and last letter are the
 * same: there another letter means another word ("maestra"). @param {string} one @param {string} two */
function isSlip(one, two) {
  const [short, long] = [[...one], [...two]].sort((a, b) => a.length - b.length)
  if (long.length < LONG_WORD || long.length - short.length > 1 || /\p{Nd}/u.test(one + two)) return false
  if (short[0] !== long[0] || short.at(-1) !== long.at(-1)) return false
  const differs = short.findIndex((letter, n) => letter !== long[n])
  const at = differs < 0 ? short.length : differs
  const rest = (/** @type {string[]} */ letters, /** @type {number} */ from) => letters.slice(from).join('')
  if (short.length < long.length) return rest(short, at) === rest(long, at + 1)
  if (rest(short, at + 1) === rest(long, at + 1)) return true
  return short[at] === long[at + 1] && short[at + 1] === long[at] && rest(short, at + 2) === rest(long, at + 2)
}
