"""Paper forms: R13, R14."""

import pytest

from tests.room import cast
from tests.room.cast import Actor, Evening, Sent, ana, fay, four, tom
from tests.room.conftest import Given
from workshop.room import paper
from workshop.room.outcome import freeze
from workshop.room.paper import EnterPaper, WithdrawPaper

TWO_FORMS = "Band\n Smaller   classes\n\n \nLater buses\n"


def types(actor: Actor, text: str = TWO_FORMS, group: str | None = None, prompt="p1") -> Sent:
    return actor.sends(EnterPaper(prompt, text, group))


@pytest.fixture
def closed(given: Given) -> Evening:
    """A prompt that ana has answered and that has closed."""
    return given(fay.opens("p1"), ana.submits("Art"), fay.closes("p1"))


def test_R13_TS5_paper_is_typed_in_after_the_prompt_has_closed(closed: Evening) -> None:
    closed.when(types(fay, group="families"))
    said = [r for r in closed.console["responses"].values() if r.get("paper")]
    said.sort(key=lambda response: response["place"])
    assert [r["text"] for r in said] == ["Band", "Smaller classes", "Later buses"]
    assert all(r["group"] == "families" and "late" not in r for r in said)


def test_R13_TS5_each_form_is_somebody_counted_beside_phones(closed: Evening) -> None:
    closed.when(types(fay, group="families"), fay.makes("All", "r1", "r2", "r3", "r4"))
    for view in (closed.console, closed.wall):
        prompt, theme, crowd = view["prompts"]["p1"], view["themes"]["t1"], view["crowd"]
        assert (prompt["phrases"], prompt["answered"], prompt["papers"]) == (4, 1, 2)
        assert (theme["phrases"], theme["people"], theme["papers"]) == (4, 1, 2)
        assert (crowd["joined"], crowd["people"], crowd["phrases"]) == (4, 3, 4)
    assert closed.console["themes"]["t1"]["voices"] == {"families": 3}
    assert closed.console["themes"]["t1"]["groups"] == {"families": 1}, "ana alone"
    assert closed.console["crowd"]["groups"] == {"families": 1, "students": 1}


def test_R13_TS5_what_becomes_of_it_later_counts_a_form_too(closed: Evening) -> None:
    closed.when(types(fay, "Band; Art\nMusic"), fay.cuts("r2", "Band", "Art"))
    closed.when(fay.makes("All", "r3", "r4", "r4"))
    assert closed.console["themes"]["t1"]["papers"] == 1
    assert closed.console["responses"]["r4"]["paper"] is True
    found = freeze(closed.room)
    assert [q.paper for q in found.quotes if q.response == "r3"] == [True]
    assert found.crowd.people == 3
    assert found.crowd.papers == 1


def test_R13_TS5_a_scribe_types_forms_too_and_moderation_holds_them(closed: Evening) -> None:
    closed.when(types(four, "write to me@mail.org"))
    assert closed.console["responses"]["r2"]["state"] == "held"
    assert closed.mine(four)["responses"] == {}
    assert closed.mine(four)["papers"] == {"b2": {"prompt": "p1", "phrases": 1, "forms": 1}}


def test_R13_who_may_and_when(closed: Evening) -> None:
    closed.when(types(ana)).refuses("not_a_table")
    closed.when(types(fay, prompt="p2")).refuses("prompt_not_open")
    closed.when(types(fay, group="aliens")).refuses("unknown_group")
    closed.when(types(fay, " \n \n")).refuses("empty")
    closed.when(types(fay, "x" * 1001)).refuses("too_long")
    closed.when(types(fay, "x\n" * 301)).refuses("too_many", limit=300)
    closed.when(fay.closes_up(), types(fay)).refuses("workshop_closed")


def test_R13_a_prompt_takes_so_much_paper_and_no_more(closed: Evening, monkeypatch) -> None:
    monkeypatch.setattr(paper, "MAX_PAPER", 5)
    closed.when(types(fay)).takes()
    closed.when(types(four)).refuses("too_many", limit=5)


def test_R13_a_table_types_as_much_as_it_may_say_and_the_facilitator_more(
    closed: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "MAX_TABLE_RESPONSES", 4)
    closed.when(types(four)).takes()
    closed.when(types(four)).refuses("too_many", limit=4)
    closed.when(types(fay), types(fay)).takes()
    closed.when(four.sends(WithdrawPaper("b2")), types(four)).takes()


def test_R14_TS5_who_typed_it_takes_it_back_at_once(closed: Evening) -> None:
    closed.when(types(fay), types(fay, "One more"))
    assert closed.mine(fay)["papers"]["b2"]["forms"] == 2
    closed.when(tom.sends(WithdrawPaper("b2"))).refuses("no_such_batch")
    closed.when(fay.sends(WithdrawPaper("b2")))
    assert set(closed.mine(fay)["papers"]) == {"b5"}
    assert closed.wall["prompts"]["p1"]["papers"] == 1
    assert closed.wall["crowd"]["phrases"] == 2
    closed.when(fay.sends(WithdrawPaper("b2"))).changes_nothing()
    closed.when(fay.closes_up(), fay.sends(WithdrawPaper("b5"))).refuses("workshop_closed")


def test_the_latest_three_batches_can_be_taken_back(closed: Evening) -> None:
    closed.when(*(types(fay, f"idea {n}") for n in range(5)))
    assert list(closed.mine(fay)["papers"]) == ["b6", "b5", "b4"]


def test_a_form_is_nobodys_seat(closed: Evening) -> None:
    closed.when(types(fay))
    assert closed.room.seats["s5"].key == ""
    assert closed.room.by_key.get("") is None
    assert cast.ana.id in closed.room.seats
