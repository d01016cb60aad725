"""Promoting: P1–P6, P8. What the room agreed on, P7, stands with the ballots."""

import pytest

from tests.room.cast import Evening, ana, ben, fay
from tests.room.conftest import Given
from workshop.room.promote import (
    COMPETENCY,
    KINDS,
    EditPriority,
    EditStatement,
    PromoteResponse,
    PromoteTheme,
    RemovePriority,
    RemoveStatement,
)


@pytest.fixture
def themed(given: Given) -> Evening:
    said = (ana.submits("Band"), ben.submits("Choir"), ben.submits("Call 417 555 0134"))
    return given(fay.opens("p1"), *said, fay.makes("Music", "r1", "r2"))


def test_P1_a_promoted_theme_keeps_its_name_and_phrases_as_its_source(themed: Evening) -> None:
    themed.when(fay.promotes("t1", title="Every child plays", statement="By 2030."))
    themed.when(fay.renames("t1", "Noise"), fay.moves("r1", to=None))
    priority = themed.console["priorities"]["i1"]
    assert (priority["title"], priority["statement"]) == ("Every child plays", "By 2030.")
    assert (priority["theme"], priority["theme_name"]) == ("t1", "Music")
    assert themed.room.priorities["i1"].responses == ("r1", "r2")


BANDS = ("Grades 3–5:  explains an idea", "", "Grades 9–12: listens first")
LINES = "Grades 3–5: explains an idea\nGrades 9–12: listens first"


def test_P8_a_competency_has_a_look_for_for_each_grade_band(themed: Evening) -> None:
    themed.when(fay.sends(PromoteTheme("t1", COMPETENCY, "Communicator", look_fors=BANDS)))
    assert themed.console["statements"]["v1"]["look_fors"] == LINES
    assert "look_fors" not in themed.wall["statements"]["v1"]
    themed.when(fay.sends(EditStatement("v1", "Listens.")))
    assert themed.room.statements["v1"].look_fors == LINES, "left out, they stay"
    themed.when(fay.sends(EditStatement("v1", "Listens.", look_fors=("Grades\nK–2: tells",))))
    assert themed.room.statements["v1"].look_fors == "Grades\nK–2: tells"
    themed.when(fay.undoes())
    assert themed.room.statements["v1"].look_fors == LINES
    themed.when(fay.sends(EditStatement("v1", "Listens.", look_fors=())))
    assert "look_fors" not in themed.console["statements"]["v1"]


def test_P8_nothing_else_has_look_fors_and_they_have_an_end(themed: Evening) -> None:
    themed.when(fay.sends(PromoteTheme("t1", "value", "Music", look_fors=BANDS)))
    themed.when(fay.sends(PromoteTheme("t1", "priority", "Music", look_fors=BANDS)))
    themed.when(fay.sends(EditStatement("v1", "We play.", look_fors=BANDS)))
    assert themed.room.statements["v1"].look_fors == ""
    long = PromoteTheme("t1", COMPETENCY, "Music", look_fors=("x" * 700, "y" * 700))
    themed.when(fay.sends(long)).refuses("too_long", limit=1200)


def test_M5_a_phrase_that_is_redacted_is_redacted_in_look_fors_too(themed: Evening) -> None:
    said = ("Band", "Grades 3–5: plays")
    themed.when(fay.sends(PromoteResponse("r1", COMPETENCY, "Music", "Plays.", look_fors=said)))
    themed.when(fay.sends(EditStatement("v1", "Plays.", look_fors=())), fay.undoes())
    themed.when(fay.redacts("r1", "[…]"))
    assert themed.room.statements["v1"].look_fors == "[…]\nGrades 3–5: plays"


def test_P4_consoles_see_the_source_as_the_theme_that_it_was_merged_into(themed: Evening) -> None:
    themed.when(fay.promotes("t1"), fay.promotes("t1", "value"), fay.makes("Sport"))
    themed.when(fay.merges("t1", into="t2"))
    made = [themed.console["priorities"]["i1"], themed.console["statements"]["v1"]]
    assert [(one["theme"], one["theme_name"]) for one in made] == [("t2", "Music")] * 2
    themed.when(fay.undoes())
    assert themed.console["priorities"]["i1"]["theme"] == "t1"


def test_P1_without_a_wording_a_priority_is_called_like_its_theme(themed: Evening) -> None:
    themed.when(fay.promotes("t1", title="  "))
    assert themed.wall["priorities"]["i1"]["title"] == "Music"


def test_P1_a_theme_that_is_gone_cannot_be_promoted(themed: Evening) -> None:
    themed.when(fay.removes("t1"), fay.promotes("t1")).refuses("no_such_thing")


@pytest.mark.parametrize("kind", KINDS)
def test_P2_a_kind_is_one_of_seven(themed: Evening, kind: str) -> None:
    assert len(KINDS) == 7
    themed.when(fay.promotes("t1", kind))
    part = "priorities" if kind == "priority" else "statements"
    assert len(themed.wall[part]) == 1


def test_P2_another_kind_is_refused(themed: Evening) -> None:
    themed.when(fay.promotes("t1", "slogan")).refuses("unknown_kind")
    themed.when(fay.promotes("r1", "slogan")).refuses("unknown_kind")


def test_P3_a_shown_phrase_may_be_promoted_with_its_own_words(themed: Evening) -> None:
    themed.when(fay.promotes("r1", "value"), fay.promotes("r1", "value", statement="We play."))
    texts = [statement["text"] for statement in themed.wall["statements"].values()]
    assert texts == ["Band", "We play."]
    assert themed.room.statements["v2"].responses == ("r1",)


def test_P3_what_is_not_shown_cannot_be_promoted(themed: Evening) -> None:
    themed.when(fay.promotes("r3", "value")).refuses("not_shown")
    themed.when(fay.hides("r1"), fay.promotes("r1", "value")).refuses("not_shown")
    themed.when(ben.withdraws("r2"), fay.promotes("r2", "value")).refuses("not_shown")


def test_P3_a_wording_has_its_limits(themed: Evening) -> None:
    themed.when(fay.promotes("t1", title="x" * 161)).refuses("too_long", limit=160)
    themed.when(fay.promotes("t1", statement="x" * 601)).refuses("too_long", limit=600)
    themed.when(fay.promotes("t1", "value", statement="x" * 601)).refuses("too_long", limit=600)


def test_P4_another_wording_keeps_the_source(themed: Evening) -> None:
    themed.when(fay.promotes("t1"), fay.promotes("r1", "value", title="Play"))
    themed.when(fay.sends(EditPriority("i1", "Sound", "All play.")))
    themed.when(fay.sends(EditStatement("v1", "We all play.")))
    priority, statement = themed.console["priorities"]["i1"], themed.console["statements"]["v1"]
    assert (priority["title"], priority["statement"]) == ("Sound", "All play.")
    assert (priority["theme_name"], priority["phrases"]) == ("Music", 2)
    assert (statement["title"], statement["text"]) == ("Play", "We all play.")
    assert themed.room.statements["v1"].responses == ("r1",)


def test_P4_no_wording_at_all_is_refused(themed: Evening) -> None:
    themed.when(fay.promotes("t1"), fay.sends(EditPriority("i1", " "))).refuses("empty")
    themed.when(fay.promotes("t1", "value"), fay.sends(EditStatement("v1", ""))).refuses("empty")
    themed.when(fay.sends(EditPriority("i9", "x"))).refuses("no_such_thing")


def test_P5_what_is_taken_back_leaves_its_theme(themed: Evening) -> None:
    themed.when(fay.promotes("t1"), fay.promotes("t1", "vision"))
    themed.when(fay.sends(RemovePriority("i1")), fay.sends(RemoveStatement("v1")))
    assert themed.console["priorities"] == themed.console["statements"] == {}
    assert themed.themes() == {"Music": {"r1", "r2"}}
    themed.when(fay.sends(RemoveStatement("v1"))).refuses("no_such_thing")


def test_P5_an_id_is_never_given_twice(themed: Evening) -> None:
    themed.when(fay.promotes("t1"), fay.sends(RemovePriority("i1")), fay.promotes("t1"))
    assert list(themed.console["priorities"]) == ["i2"]


def test_P3_a_promoted_phrase_that_is_hidden_later_leaves_the_wall(themed: Evening) -> None:
    themed.when(fay.promotes("r1"), fay.promotes("r1", "value"), fay.hides("r1"))
    assert themed.wall["priorities"] == themed.wall["statements"] == {}
    assert themed.console["priorities"]["i1"]["title"] == "Band"
    themed.when(fay.sends(EditPriority("i1", "All play", "Everybody.")))
    assert list(themed.wall["priorities"]) == ["i1"]
    themed.when(fay.shows("r1"))
    assert list(themed.wall["statements"]) == ["v1"]


def test_P6_earlier_wordings_are_kept_for_consoles(themed: Evening) -> None:
    themed.when(fay.promotes("r1", "value"), fay.promotes("t1", title="Music"))
    themed.when(
        fay.sends(EditStatement("v1", "We play")), fay.sends(EditStatement("v1", "We sing"))
    )
    themed.when(fay.sends(EditStatement("v1", "We sing")))
    themed.when(fay.sends(EditPriority("i1", "Music for all", "By 2030.")))
    versions = themed.console["statements"]["v1"]["versions"]
    assert [versions[key]["text"] for key in ("1", "2")] == ["Band", "We play"]
    first = {"title": "Music", "text": ""}
    assert themed.console["priorities"]["i1"]["versions"] == {"1": first}
    assert "versions" not in str([themed.wall, themed.phone])


def test_P6_an_undo_takes_its_version_back(themed: Evening) -> None:
    themed.when(fay.promotes("r1", "value"), fay.sends(EditStatement("v1", "We play")))
    themed.when(fay.undoes())
    assert themed.console["statements"]["v1"]["text"] == "Band"
    assert "versions" not in themed.console["statements"]["v1"]
