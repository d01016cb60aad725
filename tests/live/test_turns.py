"""Turns: one commit, and nothing seen before it.

Faults are real: a file that may not grow, a lock that another process holds, a rule that breaks.
"""

import asyncio
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests.practice import until
from workshop.errors import Unavailable, WorkshopError
from workshop.live import turns
from workshop.live.turns import Call, enact, replay
from workshop.room import codec, contents, views
from workshop.room.agenda import RenameWorkshop
from workshop.room.contents import FACILITATOR, PARTICIPANT, Line
from workshop.room.nouns import ENGINE, WORKSHOP
from workshop.room.respond import SubmitResponse
from workshop.room.suggest import SuggestThemes
from workshop.store import journal, workshops

from .clients import new_ref
from .standing import WAIT, Standing


@pytest.fixture
def own(tmp_path):
    """A server of its own, which does not wait long for locks."""
    server = Standing(tmp_path, wait=0.05)
    yield server
    server.close()


def sent(evening, *commands, by="s1", role=PARTICIPANT):
    """Send commands in one go, so that they meet in one turn; return what became of each."""

    async def send():
        return await asyncio.gather(
            *[
                evening.live.command(command, by=by, role=role, ref=new_ref())
                for command in commands
            ],
            return_exceptions=True,
        )

    return evening.server.on_loop(send())


def codes(answers):
    """Return the refusals' codes; None for an answer."""
    return [answer.code if isinstance(answer, WorkshopError) else None for answer in answers]


def assert_in_step(evening):
    """What was published is what the journal says."""
    room = evening.journal()
    for audience in views.AUDIENCES:
        shown = evening.live._published[audience]
        # Both at one moment: a publication that was due may come in between.
        published, pending = evening.server.call(lambda one: (one.view(), dict(one.pending)), shown)
        objects = views.objects(room, audience, views.every_key(room))
        assert all(objects.get(address) == value for address, value in pending.items())
        if not pending:
            assert published == views.view(room, audience)


@contextmanager
def full(server):
    """Let the file not grow, by the connection that writes."""

    def limit(pages):
        def set_limit(session):
            run = session.connection().exec_driver_sql
            wanted = pages or int(run("PRAGMA page_count").scalar_one())
            run(f"PRAGMA max_page_count={wanted}").all()

        server.write(set_limit)

    limit(None)
    yield
    limit(1_000_000)


@contextmanager
def locked(server):
    """Let another process hold the right to write."""
    holding = (
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=20)\n"
        "connection.execute('BEGIN IMMEDIATE')\n"
        "print('locked', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(server.database.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline() == b"locked\n"
        yield
        process.communicate()


LONG = "🌳" * 990  # more than a page of the file: not even one fits where none is left


# ── durable before visible ─────────────────────────────────────────────────


AT_NO_SEQ = {"lines", "people"}  # what consoles are told beside the room


@pytest.mark.parametrize("fault", [full, locked])
def test_L5_what_is_not_on_disk_is_neither_acked_nor_seen(own, fault):
    evening = own.make_workshop()
    secret = evening.takes_seat()
    ana, ben, fay, wall = evening.phone(secret), evening.phone(), evening.console(), evening.wall()
    events = evening.browser(evening.fay_cookies).listens(f"{evening.path}/events?as=console")
    events.read()
    for listener in (fay, wall, events):
        listener.sees(lambda view: view["crowd"]["joined"] == 2)
    for listener in (ana, ben, fay, wall):
        listener.heard()
    heard = len(events.frames)
    stood = evening.live.seq
    with fault(own):
        refs = [
            ana.sends("submit_response", prompt="p1", text=f"{number} {LONG}")
            for number in range(20)
        ]
        answers = ana.answers_to(refs)
        assert {answer["type"] for answer in answers} == {"refused"}
        assert {(a["code"], a["temporary"]) for a in answers} == {("storage", True)}
        assert [f["type"] for f in ana.heard() if f["type"] != "refused"] == []
        assert ben.heard() == wall.heard() == []
        assert {frame["type"] for frame in fay.heard()} <= AT_NO_SEQ
        assert evening.live.seq == stood
    own.clock.advance(30)  # a seat's bucket fills again
    again = [
        ana.does("submit_response", ref, prompt="p1", text=f"{number} {LONG}")
        for number, ref in enumerate(refs)
    ]
    assert [answer["made"] for answer in again] == [[f"r{n}"] for n in range(1, 21)]
    for listener in (fay, wall, events):
        listener.sees(lambda view: len(view["responses"]) == 20)
    told = [frame for frame in events.frames[heard:] if frame["type"] not in AT_NO_SEQ]
    assert {frame["type"] for frame in told} == {"patch"}
    assert all(frame["seq"] > stood for frame in told)
    assert_in_step(evening)
    events.close()


def test_a_lock_that_passes_costs_nobody_anything(own):
    evening = own.make_workshop()
    ana = evening.phone()
    with locked(own):
        ref = ana.sends("submit_response", prompt="p1", text="Strong band")
    assert ana.answer_to(ref)["made"] == ["r1"]
    assert len(evening.journal().responses) == 1


def test_reading_goes_on_while_nothing_can_be_written(own):
    evening = own.make_workshop()
    secret = evening.takes_seat()
    with locked(own):
        assert evening.phone(secret).view["workshop"]["title"] == "Maple evening"
        assert evening.browser().request("GET", "/readyz").status == 200


# ── rules and consequences that break ──────────────────────────────────────


@dataclass(frozen=True, slots=True)
class BreakRule:
    """A command whose rule breaks."""


@dataclass(frozen=True, slots=True)
class BreakRoom:
    """A command whose consequence breaks, after it has changed the room."""


@dataclass(frozen=True, slots=True)
class RoomBroken:
    """Half a change."""


def _broken_rule(room, command, by, at):
    raise RuntimeError("a rule broke")


def _broken_consequence(room, event, when):
    room.put(WORKSHOP, "title", "Never to be seen")
    raise RuntimeError("a consequence broke")


@pytest.fixture
def breaking(monkeypatch):
    """Two more lines in the room's table of contents."""
    both = frozenset({PARTICIPANT, FACILITATOR})
    monkeypatch.setitem(contents.RULES, BreakRule, Line(_broken_rule, both))
    monkeypatch.setitem(contents.RULES, BreakRoom, Line(lambda *_: [RoomBroken()], both))
    monkeypatch.setitem(contents.CONSEQUENCES, RoomBroken, _broken_consequence)
    monkeypatch.setitem(contents.EVENTS, codec.snake("RoomBroken"), RoomBroken)


def test_a_rule_that_breaks_is_refused_alone(evening, breaking):
    evening.takes_seat()
    answers = sent(
        evening, SubmitResponse("p1", "before"), BreakRule(), SubmitResponse("p1", "after")
    )
    assert codes(answers) == [None, "internal", None]
    assert [r.text for r in evening.journal().responses.values()] == ["before", "after"]
    assert_in_step(evening)


@pytest.mark.parametrize("place", range(4))
def test_a_consequence_that_breaks_is_refused_alone_and_leaves_no_trace(evening, breaking, place):
    evening.takes_seat()
    fay = evening.console()
    commands = [SubmitResponse("p1", f"phrase {number}") for number in range(3)]
    answers = sent(evening, *commands[:place], BreakRoom(), *commands[place:])
    assert codes(answers) == [None] * place + ["internal"] + [None] * (3 - place)
    assert [r.text for r in evening.journal().responses.values()] == [c.text for c in commands]
    fay.sees(lambda view: len(view["responses"]) == 3)
    assert "Never to be seen" not in str(fay.frames)
    assert_in_step(evening)


def test_nobody_overtakes_a_turn_that_breaks(evening, breaking, monkeypatch):
    evening.takes_seat()
    later = []

    def break_while_another_waits(room, event, when):
        if not later:
            command = SubmitResponse("p1", "after")
            come = evening.live.command(command, by="s1", role=PARTICIPANT, ref=new_ref())
            later.append(asyncio.run_coroutine_threadsafe(come, evening.server.loop))
            until(lambda: evening.live._holder.waiting)
        raise RuntimeError("a consequence broke")

    monkeypatch.setitem(contents.CONSEQUENCES, RoomBroken, break_while_another_waits)
    before, beside = SubmitResponse("p1", "before"), SubmitResponse("p1", "beside")
    assert codes(sent(evening, before, BreakRoom(), beside)) == [None, "internal", None]
    later[0].result(WAIT)
    said = [r.text for r in evening.journal().responses.values()]
    assert said == ["before", "beside", "after"]
    assert_in_step(evening)


def test_two_that_break_beside_each_other_are_refused_both(evening, breaking):
    evening.takes_seat()
    answers = sent(evening, BreakRoom(), SubmitResponse("p1", "between"), BreakRoom())
    assert codes(answers) == ["internal", None, "internal"]
    assert sent(evening, SubmitResponse("p1", "after"))[0].made == ("r2",)
    assert_in_step(evening)


def test_what_breaks_in_one_room_is_not_felt_in_another(server, evening, breaking):
    other = server.make_workshop()
    evening.takes_seat()
    other.takes_seat()

    async def both():
        return await asyncio.gather(
            evening.live.command(BreakRoom(), by="s1", role=PARTICIPANT, ref=new_ref()),
            other.live.command(
                SubmitResponse("p1", "calm"), by="s1", role=PARTICIPANT, ref=new_ref()
            ),
            return_exceptions=True,
        )

    assert codes(server.on_loop(both())) == ["internal", None]


# ── reading on ─────────────────────────────────────────────────────────────


def test_what_another_process_wrote_is_read_and_published(server, evening):
    fay = evening.console()
    evening.takes_seat()

    def write(session):
        command = SubmitResponse("p1", "From elsewhere")
        call = Call(command, "s1", PARTICIPANT, new_ref(), "", 0, print)
        enact(session, evening.district, evening.id, [call])

    server.write(write)
    server.call(evening.live.nudge)
    fay.sees(lambda view: "r1" in view["responses"])
    assert fay.view["responses"]["r1"]["text"] == "From elsewhere"
    assert_in_step(evening)


def test_C2_a_replay_gives_the_same_room(server, evening):
    evening.takes_seat()
    sent(evening, *[SubmitResponse("p1", f"phrase {n}") for n in range(20)])
    with server.database.reader() as session:
        room = replay(session, evening.id)
    assert [r.id for r in room.responses.values()] == [f"r{n}" for n in range(1, 21)]
    assert_in_step(evening)


# ── words that must go, and nothing else with them ─────────────────────────


@pytest.mark.parametrize("words", ["p1", "r1", "s1", "shown", "response_submitted", "staff"])
def test_C2_the_closing_takes_a_withdrawn_phrase_and_nothing_that_only_reads_alike(evening, words):
    ana, fay = evening.phone(group="staff"), evening.console()
    ana.does("submit_response", prompt="p1", text=words)
    fay.does("make_theme", prompt="p1", name=words, responses=["r1"])
    fay.does("promote_response", response="r1", kind="priority")
    ana.does("withdraw_response", response="r1")
    fay.does("close_workshop")
    room = evening.journal()
    assert room.responses["r1"].text == ""
    assert room.themes["t1"].name == room.priorities["i1"].title == words
    assert views.view(room, views.WALL)["priorities"] == {}
    assert_in_step(evening)


def test_C2_the_closing_takes_an_edited_phrase_and_leaves_what_was_made_of_it(evening):
    ana, fay = evening.phone(), evening.console()
    ana.does("submit_response", prompt="p1", text="Buses")
    fay.does("make_theme", prompt="p1", name="Buses", responses=["r1"])
    fay.does("promote_response", response="r1", kind="value")
    ana.does("edit_response", response="r1", text="Late buses")
    fay.does("close_workshop")
    room = evening.journal()
    assert room.themes["t1"].name == room.statements["v1"].title == "Buses"
    assert_in_step(evening)


@pytest.mark.parametrize(("kind", "noun"), [("priority", "priority"), ("value", "statement")])
def test_M5_redacted_words_do_not_come_back_with_a_restart(evening, kind, noun):
    old, key = "Zebra yells at us", "i1" if noun == "priority" else "v1"
    wording = ("title", "statement") if noun == "priority" else ("title", "text")
    ana, fay = evening.phone(), evening.console()
    ana.does("submit_response", prompt="p1", text=old)
    fay.does("promote_response", response="r1", kind=kind)
    fay.does(f"edit_{noun}", **{noun: key}, **dict(zip(wording, ("Tone", old), strict=True)))
    fay.does(f"edit_{noun}", **{noun: key}, **dict(zip(wording, ("Tone", "Calm"), strict=True)))
    fay.does("undo")
    fay.does("redact_response", response="r1", text="Somebody yells")
    room = evening.journal()
    assert "Zebra" not in str([room.priorities, room.statements, room.steps])
    assert_in_step(evening)


def test_lists_of_workshops_are_in_step_however_a_command_came(server, evening):
    fay = evening.console()
    fay.does("rename_workshop", title="Maple morning")
    fay.does("close_workshop")
    with server.database.reader() as session:
        row = workshops.get(session, evening.district, evening.id)
    assert (row.title, row.state) == ("Maple morning", "closed")


def test_a_server_that_ends_refuses_for_now(tmp_path):
    server = Standing(tmp_path)
    evening = server.make_workshop()
    server.house.writer.close(5)
    with pytest.raises(Unavailable, match="closing"):
        evening.steers(RenameWorkshop("Too late"))
    server.close()


def test_a_view_that_breaks_costs_nobody_an_answer(evening, monkeypatch):
    evening.takes_seat()

    def broken(room, audience, thing):
        raise RuntimeError("a view broke")

    with monkeypatch.context() as patched:
        patched.setitem(views._PARTS, "r", ("responses", broken))
        assert codes(sent(evening, SubmitResponse("p1", "unseen for now"))) == [None]
    assert codes(sent(evening, SubmitResponse("p1", "seen"))) == [None]
    evening.console().sees(lambda view: "r2" in view["responses"])
    assert len(evening.journal().responses) == 2


def test_what_is_written_along_with_a_command_is_there_with_it_or_not_at_all(server, evening):
    fay = evening.server.furnished.fay

    async def send(title, along):
        command = RenameWorkshop(title)
        return await evening.live.command(
            command, by=fay, role=FACILITATOR, ref=new_ref(), along=along
        )

    def break_(session):
        workshops.retire_code(session, evening.district, evening.id, at=1)
        raise RuntimeError("this is not written")

    with pytest.raises(Unavailable, match="internal"):
        server.on_loop(send("Not this", break_))
    assert evening.journal().workshop.title != "Not this"
    server.on_loop(
        send("This", lambda one: workshops.retire_code(one, evening.district, evening.id, at=1))
    )
    with server.database.reader() as session:
        row = workshops.get(session, evening.district, evening.id)
    assert (evening.journal().workshop.title, row.title, row.retired) == ("This", "This", True)


def test_one_who_cannot_take_an_answer_costs_the_others_nothing(server, evening):
    evening.takes_seat()

    async def send():
        def fall(answer):
            raise RuntimeError("gone")

        evening.live.send(
            SubmitResponse("p1", "one"), by="s1", role=PARTICIPANT, ref=new_ref(), reply=fall
        )
        command = SubmitResponse("p1", "two")
        return await evening.live.command(command, by="s1", role=PARTICIPANT, ref=new_ref())

    assert server.on_loop(send()).made == ("r2",)
    evening.console().sees(lambda view: len(view["responses"]) == 2)


def test_M5_T19_a_redaction_reaches_parts_and_what_was_made_of_them(evening):
    ana, fay = evening.phone(), evening.console()
    ana.does("submit_response", prompt="p1", text="More buses; Zebra yells")
    fay.does("split_response", response="r1", text="More buses\r\nZebra yells")
    fay.does("promote_response", response="r3", kind="value")
    fay.does("edit_statement", statement="v1", text="Calm")
    fay.does("undo")
    fay.does("redact_response", response="r1", text="More buses; […]")
    room = evening.journal()
    assert "Zebra" not in str([room.responses, room.statements, room.steps])
    assert (room.responses["r1"].split, room.statements["v1"].text) == (False, "More buses; […]")
    assert_in_step(evening)


def test_M5_redacted_words_leave_what_was_voted_on_and_the_parking_lot(evening):
    old = "Zebra yells at us"
    ana, ben, fay = evening.phone(), evening.phone(), evening.console()
    for text in (old, "Zebra again"):
        ana.does("submit_response", prompt="p1", text=text)
    fay.does("promote_response", response="r1", kind="value")
    fay.does("make_ballot", kind="fist", sources=["v1"], open=True)
    ana.does("cast_vote", ballot="b1", choices=["o1:1"], reason="Zebra is mean")
    ben.does("cast_vote", ballot="b1", choices=["o1:4"])
    fay.does("edit_statement", statement="v1", text="Calm")
    fay.does("undo")
    fay.does("close_ballot", ballot="b1")
    fay.does("park", response="r1", text=old)
    fay.does("park", response="r2")
    fay.does("edit_parked", item="l1", text="When?")
    fay.does("undo")
    for key in ("r1", "r2", "r3"):
        assert fay.does("redact_response", response=key, text="Somebody yells")["type"] == "ack"
    room = evening.journal()
    said = [room.ballots, room.parked, room.statements, room.responses, room.steps]
    assert "Zebra" not in str(said)
    assert room.ballots["b1"].options["o1"].text == room.statements["v1"].text == "Somebody yells"
    with evening.server.database.reader() as session:
        stored = journal.read(session, evening.id)
    assert "Zebra" not in str(stored)
    assert_in_step(evening)


def test_M5_a_name_that_the_engine_made_up_leaves_all_that_took_it(evening):
    ana, fay = evening.phone(), evening.console()
    for text in ("Zebra yells at us", "More music"):
        ana.does("submit_response", prompt="p1", text=text)
    plan = {"name": "Zebra · Tone", "words": ["zebra", "tone"], "responses": {"r1": True}}
    placed = {"r2": {"theme": "t1", "sure": 0.4, "words": ["zebra"], "near": ["r1"]}}
    for command in (
        SuggestThemes("p1", {}, draft={"themes": {"k1": plan}}),
        SuggestThemes("p1", placed),
    ):
        assert codes(sent(evening, command, by=ENGINE, role=ENGINE)) == [None]
    fay.does("promote_theme", theme="t1", kind="priority")
    fay.does("make_ballot", kind="dots", sources=["t1"], text="Lunch", open=True)
    fay.does("close_ballot", ballot="b1")
    fay.does("repeat_ballot", ballot="b1")
    fay.does("edit_priority", priority="i1", title="Calm")
    fay.does("undo")
    fay.does("rename_theme", theme="t1", name="Calm")
    fay.does("undo")
    fay.does("rename_theme", theme="t1", name="Calm rooms")
    fay.does("redact_response", response="r1", text="Somebody yells at us")
    room = evening.journal()
    said = [room.themes, room.ballots, room.priorities, room.responses, room.prompts, room.steps]
    assert "ebra" not in str(said)
    assert [one.options["o1"].text for one in room.ballots.values()] == ["Tone", "Tone"]
    assert (room.priorities["i1"].title, room.themes["t1"].name) == ("Tone", "Calm rooms")
    with evening.server.database.reader() as session:
        stored = journal.read(session, evening.id)
    assert "ebra" not in str(stored)
    assert_in_step(evening)


def test_B6_the_closing_takes_what_was_said_beside_votes_that_were_changed(evening):
    ana, fay = evening.phone(), evening.console()
    fay.does("make_ballot", kind="fist", text="So be it", open=True)
    ana.does("cast_vote", ballot="b1", choices=["o1:1"], reason="Zebra")
    ana.does("cast_vote", ballot="b1", choices=["o1:1"], reason="Quagga")
    ana.does("cast_vote", ballot="b1", choices=["o1:5"])
    fay.does("close_workshop")
    with evening.server.database.reader() as session:
        stored = str(journal.read(session, evening.id))
    assert "Zebra" not in stored
    assert "Quagga" not in stored
    assert_in_step(evening)


def test_more_than_one_turn_takes_are_taken_in_their_order(evening):
    fay = evening.server.furnished.fay
    titles = [RenameWorkshop(f"Title {n}") for n in range(2 * turns.MAX_TURN + 50)]
    assert set(codes(sent(evening, *titles, by=fay, role=FACILITATOR))) == {None}
    assert evening.journal().workshop.title == titles[-1].title
    assert_in_step(evening)


def test_when_too_many_wait_in_a_room_the_rest_is_refused_for_now(own, monkeypatch):
    monkeypatch.setattr(turns, "MAX_CALLS", 5)
    evening = own.make_workshop()
    fay = own.furnished.fay
    stand = threading.Event()
    own.house.writer.write(lambda _: stand.wait())  # the writer has something else to do

    async def ask():
        asked = [
            asyncio.ensure_future(
                evening.live.command(
                    RenameWorkshop(f"Title {n}"), by=fay, role=FACILITATOR, ref=new_ref()
                )
            )
            for n in range(9)
        ]
        await asyncio.sleep(0)  # all of them wait now
        stand.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    answers = own.on_loop(ask())
    assert codes(answers) == [None] * 5 + ["busy"] * 4
    assert all(one.temporary for one in answers[5:])
    assert evening.journal().workshop.title == "Title 4"
