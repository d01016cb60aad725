"""The small modules of a page: parts, lists that keep their elements, words, forms as commands."""

from typing import Any

import pytest
from playwright.sync_api import Error, Page

pytestmark = pytest.mark.journey

# Markup for the tests; pages get theirs from the server.
SET_UP = """(html) => {
  const { body } = new DOMParser().parseFromString(`<body>${html}`, 'text/html')
  document.body.replaceChildren(...body.childNodes)
}"""

CARD = '<template id="card"><li><b data-slot="name"></b><input></li></template><ul></ul>'


def run(bench: Page, script: str, html: str = "", argument: Any = None) -> Any:
    bench.evaluate(SET_UP, html)
    return bench.evaluate(script, argument)


def test_a_part_is_filled_with_text_never_with_markup(bench: Page) -> None:
    script = """async () => {
      const { part, fill } = await import('/js/dom/parts.js')
      const card = part('card')
      fill(card, { name: '<i>Ana</i>' })
      return card.querySelector('b').innerHTML
    }"""
    assert run(bench, script, CARD) == "&lt;i&gt;Ana&lt;/i&gt;"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("fill(part('card'), { nom: 'Ana' })", 'part "card" has no slot "nom"'),
        ("part('cart')", 'there is no template "cart"'),
    ],
)
def test_what_is_missing_is_named(bench: Page, call: str, message: str) -> None:
    script = f"""async () => {{
      const {{ part, fill }} = await import('/js/dom/parts.js')
      {call}
    }}"""
    with pytest.raises(Error, match=message):
        run(bench, script, CARD)


def test_a_list_keeps_its_elements_their_order_and_the_focus(bench: Page) -> None:
    script = """async () => {
      const { part, fill, keyed } = await import('/js/dom/parts.js')
      const list = document.querySelector('ul')
      const show = (names) => keyed(list, names.map((name) => [name, name]), {
        make: () => part('card'), update: (card, name) => fill(card, { name }),
      })
      const names = () => [...list.children].map((card) => card.textContent)
      show(['a', 'b', 'c'])
      const [, b] = list.children
      b.querySelector('input').focus()
      const seen = []
      for (const order of [['b', 'c', 'a'], ['x', 'a', 'b'], ['b'], ['c', 'b', 'y', 'a']]) {
        show(order)
        seen.push(names().join('') === order.join('') && b.contains(document.activeElement))
      }
      return seen
    }"""
    assert run(bench, script, CARD) == [True] * 4


def test_children_without_a_key_are_left_alone(bench: Page) -> None:
    script = """async () => {
      const { part, fill, keyed } = await import('/js/dom/parts.js')
      const list = document.querySelector('ul')
      keyed(list, [['a', 1]], { make: () => part('card'), update: () => {} })
      keyed(list, [], { make: () => part('card'), update: () => {} })
      return list.textContent
    }"""
    html = CARD.replace("<ul></ul>", "<ul><li>nothing here yet</li></ul>")
    assert run(bench, script, html) == "nothing here yet"


def test_words_have_a_form_for_each_number(bench: Page) -> None:
    html = """<template id="words"><data value="left.one">{n} letter</data>
      <data value="left.other">{n} letters of {all}</data>
      <data value="bye">Good bye</data></template>"""
    script = """async () => {
      const { words } = await import('/js/dom/words.js')
      return [words('left', { n: 1 }), words('left', { n: 1200, all: 'many' }), words('bye')]
    }"""
    assert run(bench, script, html) == ["1 letter", "1,200 letters of many", "Good bye"]
    with pytest.raises(Error, match='template "words" has no "hello"'):
        run(bench, "async () => (await import('/js/dom/words.js')).words('hello')", html)


FORM = """<form data-command action="/w/KELP42/commands" method="post">
  <input type="hidden" name="type" value="move_responses">
  <input type="hidden" name="nonce" value="n">
  <input type="hidden" name="seen" value="3"><input name="theme" value="">
  <input name="responses" value="r1" data-type="list">
  <input name="responses" value="r2" data-type="list">
  <input name="minutes" value="7" data-type="int">
  <textarea name="statement" data-type="text"></textarea>
  <p data-refusal hidden></p><button name="on" value="false" data-type="bool">Go</button></form>
  <template id="words"><data value="offline">No network.</data></template>"""

SENDS = """async ([answer, seq]) => {
  const { commands } = await import('/js/dom/commands.js')
  const sent = []
  const send = async (command) => {
    sent.push(command)
    if (!answer) throw new Error('offline')
    return answer
  }
  commands(document.body, { send, seq: () => seq })
  const form = document.querySelector('form')
  let done = 0
  form.addEventListener('command:done', () => { done += 1 })
  form.querySelector('button').click()
  while (form.hasAttribute('aria-busy')) await new Promise((go) => setTimeout(go, 5))
  const { ref, ...rest } = sent[0]
  const refusal = form.querySelector('[data-refusal]')
  const told = refusal.hidden ? '' : refusal.textContent
  return { ref: ref.length, rest, done, refusal: told, seen: form.dataset.seen }
}"""


def test_a_form_is_a_command_with_typed_fields(bench: Page) -> None:
    found = run(bench, SENDS, FORM, [{"type": "ack", "seq": 4, "made": []}, 0])
    assert found["rest"] == {
        "type": "move_responses",
        "seen": 3,
        "responses": ["r1", "r2"],
        "minutes": 7,
        "statement": "",
        "on": False,
    }
    assert (found["ref"], found["done"], found["refusal"]) == (32, 1, "")


def test_a_refusal_is_shown_in_the_form(bench: Page) -> None:
    answer = {"type": "refused", "code": "no_draft", "message": "There is no suggestion now."}
    found = run(bench, SENDS, FORM, [answer, 0])
    assert (found["done"], found["refusal"]) == (0, "There is no suggestion now.")


MINE = {"type": "ack", "seq": 9, "made": []}
CHANGED = {"type": "refused", "code": "changed_meanwhile", "message": "Somebody else."}
TOO_LONG = {"type": "refused", "code": "too_long", "message": "Too long."}


@pytest.mark.parametrize(
    ("answer", "seen"), [(MINE, "9"), (CHANGED, "7"), (TOO_LONG, "4")], ids=["ack", "C4", "other"]
)
def test_C4_words_that_are_changed_are_sent_with_the_seq_at_which_they_were_taken(
    bench: Page, answer: dict[str, Any], seen: str
) -> None:
    found = run(bench, SENDS, FORM.replace("<form", '<form data-seen="4"'), [answer, 7])
    assert (found["rest"]["seen"], found["seen"]) == (4, seen)


def test_any_other_command_is_sent_with_where_the_page_stands(bench: Page) -> None:
    assert run(bench, SENDS, FORM, [MINE, 7])["rest"]["seen"] == 7


def test_without_a_live_line_the_same_command_is_posted(bench: Page) -> None:
    posted: list[Any] = []

    def take(route: Any) -> None:  # playwright's Route
        posted.append(route.request.post_data_json)
        route.fulfill(json={"type": "ack", "ref": "x", "seq": 1, "made": []})

    bench.route("**/w/KELP42/commands", take)
    found = run(bench, SENDS, FORM, [None, 7])
    assert (found["done"], found["refusal"]) == (1, "")
    assert len(posted[0]["ref"]) == 32
    assert (posted[0]["type"], posted[0]["seen"]) == ("move_responses", 7)


def test_with_no_network_at_all_the_form_says_so(bench: Page) -> None:
    bench.route("**/w/KELP42/commands", lambda route: route.abort())
    assert run(bench, SENDS, FORM, [None, 0])["refusal"] == "No network."
