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

/** Return what a word has in common with its relatives; '' for one that carries nothing. @param {string} word */
export function stem(word) {
  const plain = word.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/['’].*$/u, '')
  if ([...plain].length < SHORT || COMMON.has(word.toLowerCase()) || COMMON.has(plain)) return ''
  const cut = plain.replace(ENDINGS, '')
  return [...cut].length < SHORT ? plain : cut
}

/**
 * Return a text in pieces, each with whether it is one of `known` stems.
 *
 * @param {string} text @param {Set<string>} known @returns {[string, boolean][]}
 */
export function pieces(text, known) {
  const found = /** @type {[string, boolean][]} */ ([])
  let stands = 0
  for (const match of text.matchAll(WORDS)) {
    const root = stem(match[0])
    if (!root || !known.has(root)) continue
    found.push([text.slice(stands, match.index), false], [match[0], true])
    stands = match.index + match[0].length
  }
  found.push([text.slice(stands), false])
  return found.filter(([piece]) => piece !== '')
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
  const roomStems = stemsOf(texts.join(' '))
  layer.hidden = false
  place.setAttribute('data-on', '')
  field.addEventListener('input', repeat)
  field.addEventListener('scroll', () => (layer.scrollTop = field.scrollTop))
  repeat()

  function repeat() {
    const said = pieces(field.value, roomStems)
    lay(layer, said)
    layer.append('\u200b') // a last empty line has a height too
    const own = stemsOf(field.value)
    sources.forEach((source, at) => lay(source, pieces(texts[at], own)))
    tell({ said: (field.value.match(WORDS) ?? []).length, own: said.filter(([, isOwn]) => isOwn).length })
  }
}

/** @param {string} text */
function stemsOf(text) {
  return new Set((text.match(WORDS) ?? []).map(stem).filter((root) => root !== ''))
}

/** @param {Element} place @param {[string, boolean][]} said */
function lay(place, said) {
  place.replaceChildren(...said.map(([piece, isMarked]) => {
    if (!isMarked) return piece
    const mark = document.createElement('mark')
    mark.textContent = piece
    return mark
  }))
}
