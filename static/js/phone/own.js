/** Own: what became of each phrase from this seat: what the room has, changed by what still waits, then what is new. */

import { placed } from './agenda.js'
import { words } from '../dom/words.js'

const MARKS = {
  // what such a command makes of a phrase, before the room has heard of it
  tag_response: ({ group }) => ({ group }),
  mark_top: ({ on }) => ({ top: on }),
  doubt_place: ({ on }) => ({ doubted: on !== false }),
}

/** @typedef {Record<string, any>} Phrase what became of it in one word, why, and what may be done with it */

/** @param {import('../pages/phone.js').Phone} phone @returns {Phrase[]} the newest first */
export function ownPhrases(phone) {
  const letters = phone.outbox.letters()
  const said = placed(phone.mine.responses).map((response) => withChange(response, letters))
  const refs = new Set(said.map(({ ref }) => ref))
  const waiting = letters
    .filter(({ frame }) => frame.type === 'submit_response' && !refs.has(frame.ref))
    .map(waitingPhrase)
  return [...said, ...waiting].filter((phrase) => !phrase.isLeaving || phone.isAway()).reverse()

  function withChange(response, letters) {
    const { lost } = phone
    const about = letters.filter((letter) => isAbout(letter, response))
    const marks = about.filter(({ frame, refused }) => MARKS[frame.type] && !refused).map(({ frame }) => MARKS[frame.type](frame))
    const letter = about.filter(({ frame, refused }) => refused || !MARKS[frame.type]).pop()
    const change = letter?.then ?? letter?.frame
    const isRefused = Boolean(letter?.refused)
    const isLeaving = Boolean(change?.type.startsWith('withdraw')) && !isRefused && !lost
    const mayKeep = isLeaving && !letter.tried
    const mayChange = !phone.isEnded() && !lost && !isRefused && !isLeaving // what was refused is read first
    const text = change?.type === 'edit_response' && !isRefused ? change.text : response.text
    return {
      ...Object.assign({}, response, ...marks),
      text,
      letter: isRefused || mayKeep ? letter : undefined,
      why: isRefused ? whyUnchanged(letter) : letter && lost ? whyNotSent(letter, lost) : '',
      became: isLeaving ? 'leaving' : letter && !isRefused ? onItsWay(letter) : became(response),
      isLeaving,
      mayKeep,
      mayEdit: mayChange && !response.redacted && phone.agenda.isOpen(response.prompt),
      mayWithdraw: mayChange,
    }
  }

  function waitingPhrase(letter) {
    const { frame, then, refused, isOwn } = letter
    const why = refused?.message ?? (isOwn ? phone.lost : words('other-seat'))
    const isLeaving = then?.type === 'withdraw_response' && !why
    return {
      ref: frame.ref,
      prompt: frame.prompt,
      text: then?.text ?? frame.text,
      group: frame.group,
      batch: frame.batch,
      letter,
      why: why && whyNotSent(letter, why),
      became: isLeaving ? 'leaving' : onItsWay(letter),
      isWaiting: true,
      isLeaving,
      mayEdit: !why && !isLeaving,
      mayWithdraw: !phone.lost && !isLeaving,
    }
  }

  function onItsWay(letter) {
    if (letter.isBlocked) return 'blocked'
    if (!phone.isAway()) return 'sending'
    return letter.isKept ? 'waiting' : 'waiting-here'
  }
}

function isAbout({ frame, then }, response) {
  if (frame.type === 'withdraw_batch') return frame.batch === response.batch
  return frame.response === response.id || (then && frame.ref === response.ref)
}

/** What has left once may have arrived, although nobody has said so. */
function whyNotSent({ tried, refused }, why) {
  return tried && !refused ? words('maybe-sent', { why }) : notSent(why)
}

function notSent(why) {
  return words('not-sent', { why })
}

/** The words of a refused change are told: they stand nowhere else. */
function whyUnchanged({ frame, refused }) {
  return frame.text ? words('not-changed', { text: frame.text, why: refused.message }) : notSent(refused.message)
}

function became(response) {
  if (response.state === 'held' || response.state === 'hidden') return response.state
  if (response.redacted) return 'redacted'
  return response.late ? 'late' : 'sent'
}
