/**
 * Echo: the marker inside a text area. What one types is repeated in a layer beneath, with the words marked that
 * occur in what the room said; in the sources the same words are marked.
 */

const SHORT = 3 // letters: shorter words carry nothing over
const ENDINGS = /(?:ciones|aciones|ings?|ness|ments?|ers?|ies|ed|es|s|os|as|amos|ando|iendo|ado|ada)$/u
const COMMON = new Set(
  ('the and that this with for from have has had are was were will would could should can not but our your their them they ' +
    'you his her its who what when where which why how all any each every more most some such than then there these those ' +
    'into onto over under about also just very much many get got make made out one ' +
    'los las una uno unos unas del con por para que como más pero sus nos les este esta estos estas ese esa eso hay son ' +
    'ser está están fue muy sin sobre entre todo toda todos todas cada nuestro nuestra nuestros nuestras').split(' '),
)
const WORDS = /[\p{L}\p{M}\p{N}’']+/gu

// How much is meant: it is carried over with the word that it stands before.
const AMOUNTS = new Set('every each all any no more cada todo toda todos todas mas'.split(' '))

/** @typedef {{ stems: Set<string>, texts: string[] }} Heard the stems of what was said, and each text as the keys of its words in a row */

/** Return what a word has in common with its relatives; '' for one that carries nothing. @param {string} word */
export function stem(word) {
  const plain = folded(word).replace(/['’].*$/u, '')
  if ([...plain].length < SHORT || COMMON.has(word.toLowerCase()) || COMMON.has(plain)) return ''
  const cut = plain.replace(ENDINGS, '')
  return [...cut].length < SHORT ? plain : cut
}

/** @param {string} text */
const folded = (text) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')

/** What two spellings of a word share; of a common word that is all of it. @param {string} word */
const keyOf = (word) => stem(word) || folded(word)

/** Return what was said, ready to be looked for. @param {string[]} texts @returns {Heard} */
export function heard(texts) {
  const words = texts.map((text) => text.match(WORDS) ?? [])
  return {
    stems: new Set(words.flat().map(stem).filter((one) => one !== '')),
    texts: words.map((said) => ` ${said.map(keyOf).join(' ')} `),
  }
}

/**
 * Return a text in pieces, each with whether it is carried over from what was said. Words that were said one after the
 * other are one piece; `workshop/plan/echo.py` says which.
 *
 * @param {string} text @param {Heard} said @returns {[string, boolean][]}
 */
export function pieces(text, said) {
  const found = /** @type {[string, boolean][]} */ ([])
  const words = [...text.matchAll(WORDS)]
  const endOf = (/** @type {RegExpMatchArray} */ word) => word.index + word[0].length
  let stands = 0
  for (let at = 0; at < words.length; at += 1) {
    const end = endOfRun(text, words, at, said)
    if (end === at) continue
    const to = endOf(words[end - 1])
    found.push([text.slice(stands, words[at].index), false], [text.slice(words[at].index, to), true])
    stands = to
    at = end - 1
  }
  found.push([text.slice(stands), false])
  return found.filter(([piece]) => piece !== '')
}

/** Return the index after the last word of the longest run from here; `at` where there is none. */
function endOfRun(text, words, at, said) {
  const first = words[at][0]
  let best = said.stems.has(stem(first)) ? at + 1 : at
  if (best === at && !AMOUNTS.has(folded(first))) return at
  let run = ` ${keyOf(first)} `
  for (let end = at + 1; end < words.length; end += 1) {
    const next = words[end][0]
    run += `${keyOf(next)} `
    const before = words[end - 1]
    const between = text.slice(before.index + before[0].length, words[end].index)
    if (!/^\s+$/u.test(between) || !said.texts.some((one) => one.includes(run))) break
    if (stem(next)) best = end + 1
  }
  return best
}

/**
 * Keep the layer and the sources in step with what is typed.
 *
 * @param {Element} place holds `.echo__marks` and `.echo__text`
 * @param {Element[]} sources
 * @param {(counts: {said: number, own: number}) => void} tell how many words there are, and how many are the room's
 */
export function echo(place, sources, tell) {
  const layer = place.querySelector('.echo__marks')
  const field = place.querySelector('.echo__text')
  if (!(layer instanceof HTMLElement) || !(field instanceof HTMLTextAreaElement)) throw new Error('an echo needs its layer and its text')
  const texts = sources.map((source) => source.textContent ?? '')
  const room = heard(texts)
  layer.hidden = false
  place.setAttribute('data-on', '')
  field.addEventListener('input', repeat)
  field.addEventListener('scroll', () => (layer.scrollTop = field.scrollTop))
  repeat()

  function repeat() {
    const said = pieces(field.value, room)
    lay(layer, said)
    layer.append('\u200b') // a last empty line has a height too
    const own = heard([field.value])
    sources.forEach((source, at) => lay(source, pieces(texts[at], own)))
    tell({ said: countOf(field.value), own: said.reduce((all, [piece, isOwn]) => all + (isOwn ? countOf(piece) : 0), 0) })
  }
}

/** @param {string} text */
const countOf = (text) => (text.match(WORDS) ?? []).length

/** @param {Element} place @param {[string, boolean][]} said */
function lay(place, said) {
  place.replaceChildren(...said.map(([piece, isMarked]) => {
    if (!isMarked) return piece
    const mark = document.createElement('mark')
    mark.textContent = piece
    return mark
  }))
}
