/**
 * Caution: what a phrase may give away while it is being written: somebody's name, a way to reach them, or
 * something private about a child. Patterns and the commonest names only; the server knows far more, and holds
 * all that is warned of here (`tests/fixtures/cautions.json`, and a test that says so).
 */

// A word of several parts would need a look behind, which older phones cannot read: (^|[^\p{L}]) instead.
const START = '(?:^|[^\\p{L}\\p{N}])'
const END = '(?![\\p{L}\\p{N}])'
const WORD = "(\\p{L}[\\p{L}'’-]*)"
const ONE = '(?:my|our|his|her|their|a|that|this|mi|su|nuestr[oa]|un|una)'
const CHILD = '(?:(?:grand|step)?(?:son|daughter)|child|kid|student|boy|girl|niece|nephew|brother|sister|hij[oa]|niñ[oa]|niet[oa]|sobrin[oa]|alumn[oa]|herman[oa]|estudiante|muchach[oa])'
const CALLED = '(?:(?:is )?(?:named|called)|llamad[oa])'
const OFFICE = '(?:coach|principal|superintendent|nurse|officer|maestr[oa]|profesora?|directora?|entrenadora?)'
const TITLE = '(?:mrs?|ms|miss|dr|sra?|srta|señora?|señorita)'
const NTH = '(?:\\d{1,2}(?:st|nd|rd|th)(?: grade)?|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) grade|kindergarten|(?:primer|segundo|tercer|cuarto|quinto|sexto) grado)'

const CALLS = [
  `${TITLE}\\.? ${WORD}`,
  `${OFFICE} ${WORD}`,
  `${ONE} ${CHILD},? (?:${CALLED} )?${WORD}`,
  `${WORD},? (?:(?:is|was|who) )*(?:in|from|en) (?:the )?${NTH}${END}`,
].map((pattern) => new RegExp(START + pattern, 'giu'))
const ORDINARY = new Set(
  ('a and academy algebra art arts attendance band behavior bullying choir class classes club clubs communication corner council day discipline english everyone everything first for ' +
  'fridays government handbook health help history homework i in is kids language leadership learning led library life lunch math more music needs night no of office on or our parents ' +
  'king pay pe phonics portal position reading recess safety school schools science services seuss shortage social spanish sports staff student students success support teachers teaching technology ' +
  'testing the time to training tutoring week work writing ayuda clases de el en escuela estudiantes la las los matemáticas más música no para por que y').split(' '),
)
const NAMES = new Set(
  ('aaliyah aiden alejandro alexis alyssa amanda amelia andrew angela anthony ashley aubrey ava ayden benjamin braden brandon brayan brayden brenda brianna caleb cameron camila carlos ' +
  'chloe christopher connor daniel daniela danielle david deborah devin diego dylan eduardo elijah elizabeth emily emma ethan evan fernando gabriel gabriela gavin guillermo hailey hannah ' +
  'heather hector isabella isaiah jacob jamal james jasmine jason javier jayden jayla jaylen jennifer jeremiah jessica jonathan jorge jose joseph joshua juan julian justin kaitlyn kayla ' +
  'kaylee keisha kevin kimberly kyle liam logan lorenzo lucas luis mackenzie makayla malik marcus maria mateo matthew megan melissa miguel mikayla mohammed nathan nevaeh nicholas ' +
  'noah olivia oscar patricia pedro priscilla rachel rafael ricardo robert ryan samantha santiago sarah sebastian sergio sofia sophia stephanie steven thomas tiffany timothy tyler valeria ' +
  'vanessa veronica victor william xavier ximena zachary').split(' '),
)
const SCHOOL = new RegExp(`^ (?:\\p{Lu}\\p{L}+ )?(?:School|Elementary|Middle|High|Hall|Street|Park|Academy|County|Day|Escuela)${END}`, 'u')

const CONTACTS = [
  /[^\s@]{1,64}@[^\s@]{1,190}\.\p{L}{2,24}/u,
  /(?:^|[^\w.$])\+?\(?\d(?:[\s().\-/]{0,2}\d){6,14}(?!\w)/,
  /(?:^|[^\w@./])@[A-Za-z_][\w.]{1,30}/,
  /(?:https?:\/\/|www\.)\S{2}/i,
  /(?:^|[^\w@.])[a-z0-9][a-z0-9-]*\.(?:com|org|net|edu|gov|io|ly)(?![\w])/i,
  /\b(?:insta|instagram|snap|snapchat|tiktok|discord)\b\s*(?:is|es|:)\s*\S{3}/i,
  /\b(?:student|lunch) (?:id|number)\b[\s.:#]*(?:is\s+)?\d{4,10}\b/i,
]
const YEARS = /(?:19|20)\d\d\s?[-/]\s?(?:19|20)\d\d|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d/g

const PRIVATE = new RegExp(
  `${START}${ONE} ${CHILD}(?: [^.!?]{0,50})? (?:iep|autis\\p{L}*|adhd|tdah|dyslexi\\p{L}*|diabet\\p{L}*|anxiety|ansiedad|medication|suspended|suspendid[oa]|expelled|expulsad[oa]|` +
    `arrested|jail|undocumented|indocumentad[oa]|deported|pregnant|embarazada|homeless)${END}`,
  'iu',
)

/**
 * Return what to be careful about, of `name`, `contact` and `private`, in this order.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function cautions(text) {
  const line = text.replace(/\s+/g, ' ')
  const found = []
  if (names(line)) found.push('name')
  const numbers = line.replace(YEARS, ' ')
  if (CONTACTS.some((contact) => contact.test(numbers))) found.push('contact')
  if (PRIVATE.test(line)) found.push('private')
  return found
}

/** @param {string} line */
function names(line) {
  const isLoud = line === line.toUpperCase()
  const isName = (/** @type {RegExpMatchArray} */ found) => /^\p{Lu}\p{Ll}/u.test(found[1]) && !ORDINARY.has(found[1].toLowerCase()) && !isPlace(line, found)
  const isCalled = !isLoud && CALLS.some((call) => [...line.matchAll(call)].some(isName))
  return isCalled || [...line.matchAll(/\p{L}+/gu)].some((word) => NAMES.has(word[0].toLowerCase()) && !isPlace(line, word))
}

/** Lincoln School is nobody, nor is St. Joseph. @param {string} line @param {RegExpMatchArray} found */
function isPlace(line, found) {
  const at = found.index ?? 0
  return SCHOOL.test(line.slice(at + found[0].length)) || /(?:^| )(?:St\.?|Saint|San|Santa) $/.test(line.slice(0, at))
}
