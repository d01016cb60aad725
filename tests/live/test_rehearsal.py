"""Rehearsals are wiped in the commit that opens what was rehearsed, and in no other."""

from contextlib import suppress

import pytest
from sqlmodel import Session

from tests.practice import Practice, draft_from, until
from tests.web.town import opened
from workshop.errors import Over
from workshop.live.turns import Call, Holder, Turn
from workshop.room.agenda import NextPrompt
from workshop.room.contents import FACILITATOR
from workshop.room.join import JoinRoom
from workshop.room.nouns import DOOR
from workshop.room.views import AUDIENCES
from workshop.store import journal, workshops


class PowerCut(Exception):
    """What ends a process before its commit."""


@pytest.fixture
def practice():
    with opened() as town:
        fay = town.make_user("Fay", "facilitator")
        yield Practice(town, town.sign_in(fay), draft_from(town, fay, "focus-group"))


def opening(practice: Practice) -> Turn:
    """Return a turn that opens the workshop itself, as the writer would run it."""
    fay = practice.read(lambda session: workshops.get(session, practice.district, practice.id))
    call = Call(NextPrompt(), str(fay.created_by), FACILITATOR, "opening-1", "", 1)
    holder = Holder(practice.id, practice.district, lambda news: None, lambda *a: None)
    return Turn(holder, lambda turn: None, [call])


def test_A17_a_crash_before_the_commit_leaves_a_draft_with_a_whole_rehearsal(practice):
    code = practice.practises()
    practice.asks(code)
    until(lambda: len(practice.said(code)) > 5)
    real, rehearsed = practice.journal(practice.id), practice.found(code).id
    written = len(practice.journal(rehearsed))
    with suppress(PowerCut), practice.house.database.transaction() as connection:
        session = Session(connection, join_transaction_mode="create_savepoint")
        opening(practice).run(session)
        session.commit()
        assert workshops.list_rehearsals(session, of=practice.id) == []
        raise PowerCut
    assert practice.journal(practice.id) == real
    assert len(practice.journal(rehearsed)) >= written
    assert (
        practice.read(lambda s: workshops.get(s, practice.district, practice.id)).state == "draft"
    )
    practice.fay.opens(f"/w/{code}/console").works()


def test_A17_after_the_commit_there_is_an_open_workshop_and_no_rehearsal(practice):
    code = practice.practises()
    rehearsed = practice.found(code).id
    with practice.house.database.transaction() as connection:
        session = Session(connection, join_transaction_mode="create_savepoint")
        opening(practice).run(session)
        session.commit()
    assert practice.journal(rehearsed) == []
    assert practice.read(lambda s: workshops.get(s, practice.district, practice.id)).state == "open"


def test_A17_what_was_on_its_way_into_a_wiped_room_is_refused_and_not_written(practice):
    code = practice.practises()
    made = practice.found(code)
    live = next(one for one in practice.house.rooms.inside() if one.workshop_id == made.id)
    practice.town.write(
        lambda session: workshops.end_rehearsal(session, made.district, practice.id)
    )
    told: list[object] = []
    late = JoinRoom(key="k" * 64, recovery="r" * 64)
    practice.fay.client.portal.call(
        lambda: live.send(late, by=DOOR, role=DOOR, ref="late-one", reply=told.append)
    )
    until(lambda: told)
    assert isinstance(told[0], Over)
    assert practice.journal(made.id) == []
    assert practice.read(lambda session: journal.last_seq(session, made.id)) == 0


def test_A17_a_wiped_room_keeps_no_words_in_memory(practice):
    code = practice.practises()
    practice.asks(code)
    until(lambda: practice.said(code))
    made = practice.found(code)
    live = next(one for one in practice.house.rooms.inside() if one.workshop_id == made.id)
    practice.fay.sends(f"/workshops/{practice.id}/rehearsal/end")
    until(lambda: live._holder.room is None)
    assert not any(live.view(audience).get("responses") for audience in AUDIENCES)


def test_FA24_a_room_without_a_rehearsal_costs_nothing(practice):
    practice.fay.opens(f"/w/{practice.code}/console").works()
    assert practice.house.rehearsals._running == {}
    assert practice.read(workshops.list_rehearsals) == []
