/** News: what has opened or closed elsewhere while somebody is at something, and the ways there. */

import { isBallot, placed, worded } from './agenda.js'
import { fill, keyed, part, slot } from '../dom/parts.js'
import { words } from '../dom/words.js'

/**
 * @param {import('../pages/phone.js').Phone} phone
 * @param {ReturnType<import('./writing.js').openWriting>} writing
 */
export function openNews(phone, writing) {
  const { page, base, agenda } = phone
  let known = agenda.places().map(({ id }) => id) // open prompts and ballots that its owner has seen
  slot(page, 'news-go').addEventListener('click', goOn)
  slot(page, 'tabs').addEventListener('click', turnTo)
  return { show, showTabs, tell, seen, unsee }

  /** Whatever is open now is no news any more. */
  function seen() {
    known = agenda.places().map(({ id }) => id)
  }

  /** @param {string} place that is still to be told of */
  function unsee(place) {
    known = known.filter((id) => id !== place)
  }

  /** Return the latest prompt or ballot that opened since the reader chose theirs. */
  function latest() {
    return agenda.places().filter(({ id }) => !known.includes(id)).pop()
  }

  function goOn(event) {
    event.preventDefault()
    const next = latest()
    if (next) phone.goTo(next.id)
    else if (isBallot(phone.at) && !phone.lost) phone.goTo(agenda.next()?.id ?? '')
    else location.assign(base)
  }

  function turnTo(event) {
    const link = event.target.closest('a')
    if (!link) return
    event.preventDefault()
    phone.goTo(link.closest('[data-key]').dataset.key)
  }

  function show() {
    const next = phone.isEnded() ? undefined : latest()
    if (phone.lost) return
    const isOver = isBallot(phone.at) && !agenda.isOpen(phone.at) && !phone.isEnded()
    if (!next && isOver) return tell(words('vote-over'), words('understood'), base)
    tell(next ? words(isBallot(next.id) ? 'vote-open' : 'next') : '', words('go'), `${base}?prompt=${next?.id ?? ''}`)
  }

  function tell(sentence, button, address) {
    const news = slot(page, 'news')
    if (sentence && news.hidden) phone.announce(sentence)
    fill(page, { 'news-text': sentence, 'news-go': button })
    slot(page, 'news-go').href = address
    news.hidden = sentence === ''
  }

  /** The other open questions, and those under which words are still begun. */
  function showTabs() {
    const begun = placed(phone.view.prompts).filter(({ id }) => !agenda.isOpen(id) && writing.draftOf(id).text)
    const prompts = phone.isEnded() ? [] : [...agenda.places().reverse(), ...begun].filter(({ id }) => id !== phone.at)
    const { number, of } = agenda.among(phone.at)
    fill(page, { which: number && of > 1 ? words('which', { number, of }) : '' })
    slot(page, 'prompts').hidden = prompts.length === 0 || !slot(page, 'news').hidden
    keyed(slot(page, 'tabs'), prompts.map((prompt) => [prompt.id, prompt]), {
      make: () => part('tab'),
      update(tab, prompt) {
        const link = slot(tab, 'link')
        fill(tab, { link: worded(prompt) })
        link.href = `${base}?prompt=${prompt.id}`
      },
    })
  }
}
