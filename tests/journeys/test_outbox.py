"""The outbox: what was said is kept until it is acknowledged, in order, and sent again."""

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.journey

# An outbox with a scripted server: `answers` are given in turn, then every command is acknowledged.
OPEN = """async (script) => {
  const { openOutbox } = await import('/js/live/outbox.js')
  const sent = []
  const box = { live: true, answers: [] }
  const made = (seat = 's1') => openOutbox({
    room: 'w1',
    seat,
    isLive: () => box.live,
    changed: () => {},
    async send(frame) {
      sent.push(frame)
      const answer = box.answers.shift() ?? { type: 'ack' }
      if (answer === 'lost') throw new Error('offline')
      if (answer === 'filtered') throw Object.assign(new Error('offline'), { isBlocked: true })
      return { seq: 9, made: ['r' + sent.length], ...answer }
    },
  })
  const outbox = made()
  const say = (text) => outbox.put({ type: 'submit_response', prompt: 'p1', text, seen: 3 })
  const settle = () => new Promise((go) => setTimeout(go, 20))
  const told = () => sent.map(({ ref, seen, prompt, ...rest }) => rest)
  return await new Function('t', `return (async () => { ${script} })()`)(
    { outbox, box, sent, say, settle, told, made })
}"""


def run(bench: Page, script: str) -> Any:
    return bench.evaluate(OPEN, script)


def submitted(text: str) -> dict[str, str]:
    return {"type": "submit_response", "text": text}


def test_what_is_said_leaves_in_order_and_is_forgotten_when_acknowledged(bench: Page) -> None:
    told, left = run(
        bench,
        """t.say('one'); t.say('two'); t.say('three'); await t.settle()
           return [t.told(), t.outbox.letters().length]""",
    )
    assert told == [submitted("one"), submitted("two"), submitted("three")]
    assert left == 0


def test_without_network_everything_waits_and_outlives_the_page(bench: Page) -> None:
    waiting, told = run(
        bench,
        """t.box.live = false; t.say('one'); t.say('two'); await t.settle()
           const waiting = t.made().letters().map((letter) => letter.frame.text)
           t.box.live = true; await t.made().deliver(); await t.settle()
           return [waiting, t.told()]""",
    )
    assert waiting == ["one", "two"]
    assert told == [submitted("one"), submitted("two")]


def test_a_lost_answer_sends_the_same_ref_again(bench: Page) -> None:
    same, left = run(
        bench,
        """t.box.answers = ['lost']; t.say('once'); await t.settle()
           await t.outbox.deliver(); await t.settle()
           return [t.sent[0].ref === t.sent[1].ref, t.outbox.letters().length]""",
    )
    assert (same, left) == (True, 0)


def test_a_command_that_is_lost_beside_a_line_that_holds_is_sent_again(bench: Page) -> None:
    same, left = run(
        bench,
        """t.box.answers = ['lost']; t.say('once')
           for (let n = 0; n < 150 && t.sent.length < 2; n += 1) await t.settle()
           return [t.sent[0].ref === t.sent[1]?.ref, t.outbox.letters().length]""",
    )
    assert (same, left) == (True, 0)


def test_without_room_words_wait_in_memory_and_that_is_known(bench: Page) -> None:
    kept, told = run(
        bench,
        """const full = Storage.prototype.setItem
           Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }
           t.box.live = false; t.say('nowhere')
           Storage.prototype.setItem = full
           t.say('somewhere')
           const kept = t.outbox.letters().map(({ isKept }) => isKept)
           t.box.live = true; await t.outbox.deliver(); await t.settle()
           return [kept, t.told()]""",
    )
    assert kept == [False, True]
    assert told == [submitted("nowhere"), submitted("somewhere")]


def test_letters_of_another_seat_are_shown_and_never_sent(bench: Page) -> None:
    own, told, left = run(
        bench,
        """t.box.live = false; t.say('said before')
           const other = t.made('s2'); t.box.live = true
           const own = other.letters().map(({ isOwn }) => isOwn)
           await other.deliver(); await t.settle()
           const [{ frame: { ref } }] = other.letters(); other.drop(ref)
           return [own, t.told(), t.outbox.letters().length]""",
    )
    assert (own, told, left) == ([False], [], 0)


def test_a_temporary_refusal_is_tried_again_and_a_final_one_kept_to_read(bench: Page) -> None:
    refusals = run(
        bench,
        """t.box.answers = [{ type: 'refused', temporary: true }]; t.say('soon'); await t.settle()
           await t.outbox.deliver(); await t.settle()
           t.box.answers = [{ type: 'refused', temporary: false, message: 'Too late.' }]
           t.say('never'); t.say('still'); await t.settle()
           const kept = t.outbox.letters().map(({ refused }) => refused.message)
           return [t.told().map(({ text }) => text), kept]""",
    )
    assert refusals == [["soon", "soon", "never", "still"], ["Too late."]]


def test_what_never_left_is_changed_and_withdrawn_without_a_trace(bench: Page) -> None:
    told = run(
        bench,
        """t.box.live = false; t.say('typpo'); t.say('no')
           const [first, second] = t.outbox.letters().map(({ frame }) => frame.ref)
           t.outbox.edit(first, 'typo'); t.outbox.withdraw(second)
           t.box.live = true; await t.outbox.deliver(); await t.settle()
           return t.told()""",
    )
    assert told == [submitted("typo")]


@pytest.mark.parametrize(
    ("change", "follows"),
    [
        (
            "t.outbox.edit(ref, 'typo')",
            {"type": "edit_response", "response": "r2", "text": "typo"},
        ),
        ("t.outbox.withdraw(ref)", {"type": "withdraw_response", "response": "r2"}),
    ],
)
def test_a_change_of_what_may_have_arrived_follows_it(
    bench: Page, change: str, follows: dict[str, str]
) -> None:
    told = run(
        bench,
        f"""t.box.answers = ['lost']; t.say('typpo'); await t.settle()
            const [{{ frame: {{ ref }} }}] = t.outbox.letters()
            t.box.live = false; {change}
            t.box.live = true; await t.outbox.deliver(); await t.settle()
            return t.told()""",
    )
    assert told == [submitted("typpo"), submitted("typpo"), follows]


def test_what_a_filter_holds_back_holds_back_nothing_else(bench: Page) -> None:
    told, waiting = run(
        bench,
        """t.box.answers = ['filtered', 'filtered', 'filtered']
           t.say('not to its liking'); t.say('later')
           for (let n = 0; n < 3; n += 1) { await t.outbox.deliver(); await t.settle() }
           const left = t.outbox.letters().map(({ frame, isBlocked }) => [frame.text, isBlocked])
           return [t.told(), left]""",
    )
    assert told == [submitted("not to its liking")] * 3 + [submitted("later")]
    assert waiting == [["not to its liking", True]]


def test_a_portal_that_likes_nothing_changes_no_order(bench: Page) -> None:
    told = run(
        bench,
        """t.box.answers = Array.from({ length: 4 }, () => 'filtered')
           t.say('one'); t.say('two')
           for (let n = 0; n < 4; n += 1) { await t.outbox.deliver(); await t.settle() }
           return t.told().map(({ text }) => text)""",
    )
    assert told == ["one", "one", "one", "two", "one", "two"]


def test_two_tabs_have_a_draft_each_and_what_a_lost_tab_left_is_taken_over(bench: Page) -> None:
    found = run(
        bench,
        """const { openDrafts } = await import('/js/live/outbox.js')
           const wait = () => new Promise((go) => setTimeout(go, 400))
           const adopted = [], open = (tab) => {
             sessionStorage.setItem('tab w1 s1', tab)
             return openDrafts({
               room: 'w1',
               seat: 's1',
               adopted: (prompt) => adopted.push([tab, prompt]),
               doubled: () => adopted.push([tab, 'doubled']),
             })
           }
           localStorage.setItem('draft w1 s1 gone p2', 'of a lost tab')
           const one = open('a'); one.keep('p1', 'mine')
           await wait()
           const two = open('b'); two.keep('p1', 'other')
           await wait()
           const three = open('a')  // a copy of the first tab
           await wait()
           three.keep('p1', 'third')
           return [adopted, one.text('p1'), two.text('p1'), one.text('p2'), two.text('p2')]""",
    )
    assert found == [[["a", "p2"], ["a", "doubled"]], "mine", "other", "of a lost tab", ""]


def test_drafts_are_kept_by_prompt(bench: Page) -> None:
    drafts = run(
        bench,
        """const { openDrafts } = await import('/js/live/outbox.js')
           const open = () => openDrafts({ room: 'w1', seat: 's1', adopted() {}, doubled() {} })
           const drafts = open()
           drafts.keep('p1', 'half'); drafts.keep('p2', 'other'); drafts.keep('p2', '')
           return [open().text('p1'), open().text('p2')]""",
    )
    assert drafts == ["half", ""]
