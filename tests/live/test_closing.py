"""Closing: what is taken home stands still, and what may not be shown leaves it."""

from collections.abc import Iterator

import pytest

from tests.web.stage import Stage
from workshop.live.closing import freeze_closed, is_behind
from workshop.room.agenda import (
    CloseWorkshop,
    FreezeOutcome,
    OpenPrompt,
    OpenWorkshop,
    RenameWorkshop,
)
from workshop.room.arrange import EditPrompt
from workshop.room.moderate import HideResponse, HoldResponse, RedactResponse, ShowResponse
from workshop.room.outcome import Outcome
from workshop.room.park import Park
from workshop.room.part import SplitResponse
from workshop.room.promote import EditPriority, PromoteTheme
from workshop.room.show import ShowFace
from workshop.room.theme import MakeTheme, MoveResponses, RenameTheme
from workshop.room.undo import Undo

LATER = (
    RenameTheme("t1", "Another name"),
    MoveResponses(("r2",), "t2"),
    SplitResponse("r1", "late\nbus"),
    PromoteTheme("t2", "vision"),
    EditPriority("i1", "Other words", "Other words."),
    Park(text="Late"),
    RenameWorkshop("Another title"),
    EditPrompt("p1", "Another question?"),
)


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    theatre = Stage(tmp_path_factory.mktemp("closing"))
    yield theatre
    theatre.close()


@pytest.fixture
def closed(theatre: Stage) -> Stage:
    """Three phrases in two themes, of which one is a priority; the workshop has ended."""
    theatre.begins_anew()
    theatre.leads(OpenWorkshop())
    theatre.leads(OpenPrompt("p1"))
    said = [theatre.says(theatre.joins("g1"), f"late bus {number}") for number in range(3)]
    theatre.leads(MakeTheme("p1", "Buses", tuple(said[:2])))
    theatre.leads(MakeTheme("p1", "Time", tuple(said[2:])))
    theatre.leads(PromoteTheme("t1", "priority", "Buses that come", "We will be on time."))
    theatre.leads(CloseWorkshop())
    return theatre


def taken_home(stage: Stage) -> Outcome:
    return stage.write(lambda session: freeze_closed(session, stage.workshop.id))


def as_it_stands(stage: Stage) -> Outcome:
    return stage.wait(stage.room.outcome())


def shown(outcome: Outcome) -> list[str]:
    return [quote.text for quote in outcome.quotes if quote.state == "shown"]


def test_FA17_what_is_steered_after_the_closing_changes_nothing_that_is_taken_home(closed: Stage):
    before = taken_home(closed)
    assert before == as_it_stands(closed)
    for command in LATER:
        closed.leads(command)
    assert taken_home(closed) == before
    assert as_it_stands(closed) != before


def test_FA17_a_workshop_that_is_opened_and_closed_again_takes_the_changes_in(closed: Stage):
    closed.leads(RenameTheme("t1", "Another name"))
    closed.leads(OpenWorkshop())
    assert taken_home(closed) == as_it_stands(closed)
    closed.leads(CloseWorkshop())
    assert taken_home(closed).themes[0].name == "Another name"


def test_A19_FA17_a_closed_workshop_that_is_frozen_again_takes_the_changes_in(closed: Stage):
    ended = taken_home(closed).closed_at
    for command in LATER:
        closed.leads(command)
    assert is_behind(taken_home(closed), as_it_stands(closed))
    closed.leads(FreezeOutcome())
    frozen = taken_home(closed)
    assert frozen == as_it_stands(closed)
    assert frozen.themes[0].name == "Another name"
    assert (frozen.closed_at, frozen.frozen_at > ended) == (ended, True)
    closed.leads(RenameTheme("t1", "A third name"))
    assert taken_home(closed) == frozen


def test_A19_what_may_not_be_shown_any_more_leaves_nothing_to_be_taken_in(closed: Stage):
    closed.leads(HideResponse("r1", "other"))
    assert not is_behind(taken_home(closed), as_it_stands(closed))
    closed.leads(Undo())
    closed.leads(HoldResponse("r2"))
    closed.leads(ShowFace("blank"))
    closed.leads(RedactResponse("r3", "late ██ 2"))
    assert not is_behind(taken_home(closed), as_it_stands(closed))
    closed.leads(RenameTheme("t1", "Another name"))
    assert is_behind(taken_home(closed), as_it_stands(closed))
    closed.leads(Undo())
    assert not is_behind(taken_home(closed), as_it_stands(closed))


def test_FA5_what_is_hidden_held_or_redacted_later_leaves_what_is_taken_home(closed: Stage):
    closed.leads(RenameTheme("t1", "Another name"))
    closed.leads(HideResponse("r1", "other"))
    closed.leads(HoldResponse("r2"))
    closed.leads(RedactResponse("r3", "late ██ 2"))
    assert shown(taken_home(closed)) == ["late ██ 2"]
    assert "late bus 2" not in repr(taken_home(closed))
    closed.leads(ShowResponse("r2"))
    assert shown(taken_home(closed)) == ["late bus 1", "late ██ 2"]
    assert taken_home(closed).themes[0].name == "Buses"


def test_M5_a_name_that_the_engine_made_of_redacted_words_leaves_what_is_taken_home(
    theatre: Stage,
):
    """Also where a person has called the theme otherwise since, and made a vote of it."""
    theatre.begins_anew()
    theatre.leads(OpenWorkshop())
    theatre.leads(OpenPrompt("p1"))
    said = [theatre.says(theatre.joins("g1"), f"secretword band {n}") for n in range(3)]
    theatre.drafts_mixed("secretword · band", *said)
    theatre.leads(CloseWorkshop())
    assert "secretword" in repr(taken_home(theatre))
    theatre.leads(PromoteTheme("t1", "priority"))
    theatre.leads(RenameTheme("t1", "Music"))
    for phrase in said:
        theatre.leads(RedactResponse(phrase, "band"))
    assert "secretword" not in repr(taken_home(theatre))
    assert "Music" not in repr(taken_home(theatre))


def test_FA5_hiding_that_is_taken_back_is_taken_back_here_too(closed: Stage):
    before = shown(taken_home(closed))
    closed.leads(HideResponse("r1", "other"))
    closed.leads(Undo())
    assert shown(taken_home(closed)) == before


def test_FA5_what_was_split_after_the_closing_is_hidden_whole(closed: Stage):
    before = shown(taken_home(closed))
    closed.leads(SplitResponse("r1", "late\nbus"))
    closed.leads(HideResponse("r1", "other"))
    assert shown(taken_home(closed)) == before[1:], "its parts go with it"
    closed.leads(Undo())
    assert shown(taken_home(closed)) == before


def test_a_workshop_that_is_open_is_taken_as_it_stands(theatre: Stage):
    theatre.begins_anew()
    theatre.leads(OpenWorkshop())
    assert taken_home(theatre) == as_it_stands(theatre)
