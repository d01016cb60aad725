"""Every journal ever shipped still replays (C6).

`tests/fixtures/journal/v1.jsonl` is a journal as it is stored, one entry a line; in
`v1.views.jsonl` stands what its screens showed at some of its entries. Lines are added, never
changed: after a new event was written into `more()`, run `python -m tests.room.test_old_journals`.
Only what a later rule withholds from a screen was taken out of its views (M9).
"""

import json
from pathlib import Path
from typing import Any

from tests.room.cast import (
    EVERYBODY,
    EVERYBODY_JOINS,
    THE_EVENING,
    Evening,
    Sent,
    ana,
    ben,
    cleo,
    door,
    engine,
    fay,
    four,
    replayed,
    through_json,
    tom,
)
from tests.room.test_tags import LISTS
from workshop.room import views
from workshop.room.agenda import FreezeOutcome, NextPrompt, NextWave, RenameWorkshop, SetTimer
from workshop.room.arrange import AddPrompt, CopyPrompt, EditPrompt, MovePrompt, RemovePrompt
from workshop.room.ballot import PlaceOption, RemoveBallot
from workshop.room.codec import decode
from workshop.room.contents import EVENTS, fold
from workshop.room.doubt import DismissDoubt, DoubtPlace
from workshop.room.example import AddExamples, RemoveExamples
from workshop.room.join import ChangeSeat, MoveSeat
from workshop.room.lead import HandOver, TakeLead
from workshop.room.moderate import SetModeration
from workshop.room.order import MoveTheme
from workshop.room.own import mine
from workshop.room.paper import EnterPaper
from workshop.room.park import EditParked, RemoveParked
from workshop.room.promote import EditPriority, EditStatement, RemovePriority, RemoveStatement
from workshop.room.remark import MakeRemark, ReadRemarks
from workshop.room.respond import SubmitResponse
from workshop.room.show import SetResults, SetScheme, ShowFace
from workshop.room.suggest import AskDraft, DismissDraft, SetAuto
from workshop.room.table import MarkTop, TagResponse, WithdrawBatch
from workshop.room.tags import SetTags
from workshop.room.translate import TranslateResponse

FOLDER = Path(__file__).parents[1] / "fixtures" / "journal"
JOURNAL = FOLDER / "v1.jsonl"
VIEWS = FOLDER / "v1.views.jsonl"


def more() -> list[Sent]:
    """Return an evening in which every event happens; what is new goes to its end."""
    return [
        THE_EVENING,
        *EVERYBODY_JOINS,
        door.sends(MoveSeat("recovery of s3", "new key", "new recovery")),
        cleo.sends(ChangeSeat("students", "es")),
        fay.opens_up(),
        fay.sends(RenameWorkshop("Vision night in May")),
        fay.sends(AddPrompt("What else?", "parking_lot", 3)),
        fay.sends(EditPrompt("p2", "What could be better?")),
        fay.goes_on(),
        fay.sends(SetTimer("p1", 10)),
        fay.pauses("p1"),
        fay.opens("p1"),
        ana.submits("Band"),
        ben.submits("Choir"),
        cleo.submits("Bus"),
        four.submits("Buses are late"),
        ana.submits("Write to low@school.org"),
        ben.submits("Ms. Low yells"),
        cleo.submits("Hm"),
        ana.edits("r1", "The band"),
        cleo.withdraws("r7"),
        engine.drafts(music=("r1",), travel=("r3", "r4")),
        engine.suggests(r2="t1"),
        fay.sends(SetModeration("all")),
        tom.shows("r5"),
        tom.holds("r4"),
        tom.hides("r5", "personnel"),
        tom.redacts("r6", "[…] yells"),
        tom.sends(AskDraft("p1")),
        engine.drafts({"r3": "t1"}, noise=("r6",)),
        tom.sends(DismissDraft("p1")),
        tom.sends(SetAuto("p1", False)),
        fay.makes("Tone", "r6"),
        fay.renames("t1", "Our music"),
        fay.moves("r2", to="t3"),
        fay.pins("r1"),
        fay.splits("t2", "r4", name="Late"),
        fay.sets_aside("t4"),
        fay.merges("t4", into="t2"),
        fay.makes("Nothing"),
        fay.removes("t5"),
        tom.renames("t2", "Getting here"),
        tom.undoes(),
        fay.turns_the_wall("themes"),
        fay.opens_the_view(),
        fay.promotes("t1", title="Every child plays"),
        fay.promotes("r1", "value"),
        fay.promotes("t2"),
        fay.promotes("t2", "vision"),
        fay.sends(EditPriority("i1", "All children play", "By 2030.")),
        fay.sends(EditStatement("v1", "We play together.")),
        fay.sends(RemovePriority("i2")),
        fay.sends(RemoveStatement("v2")),
        fay.closes("p1"),
        fay.closes_up(),
        fay.opens_up(),
        tom.shows("r4"),
        fay.cuts("r4", "Buses", "are late"),
        fay.joins_again("r4"),
        fay.copies("r1", to="t2"),
        fay.closes_up(),
        fay.opens_up(),
        fay.sends(AddPrompt("Talk in pairs", "information", 5, after="p1")),
        fay.sends(EditPrompt("p2", "What could be better?", "¿Qué podría mejorar?", waves=(2, 0))),
        fay.sends(MovePrompt("p3", after="p1")),
        fay.sends(CopyPrompt("a1")),
        fay.sends(RemovePrompt("a2")),
        fay.goes_on(),
        fay.sends(NextPrompt(to="a1")),
        fay.sends(NextPrompt("a1", to="p2")),
        ana.submits("Safer streets", "p2"),
        fay.sends(NextWave("p2", 1)),
        fay.closes_up(),
        fay.sends(SetScheme("chalkboard")),
        tom.stars("r1", "r3"),
        tom.unstars("r3"),
        fay.turns_the_wall("quotes"),
        tom.mutes("r2"),
        fay.opens_up(),
        fay.opens("p1"),
        door.sends(SetTags(LISTS)),
        ana.sends(ChangeSeat("families", "es", tags=("school.north",))),
        four.sends(SubmitResponse("p1", "Warm lunches", group="families", batch="b")),
        four.sends(SubmitResponse("p1", "More buses", batch="b")),
        fay.sends(SetModeration("open")),
        four.sends(TagResponse("r4", "students")),
        four.sends(MarkTop("r4")),
        fay.moves("r4", to="t2"),
        four.sends(DoubtPlace("r4", "t1")),
        tom.sends(DismissDoubt("r4")),
        fay.sends(EnterPaper("p1", "Choir\nLibrary\n\nGarden", "families")),
        four.sends(WithdrawBatch("b")),
        fay.closes_up(),
        tom.sends(TakeLead()),
        tom.sends(HandOver("u1")),
        tom.sends(MakeRemark("Look at this", "r1")),
        fay.sends(ReadRemarks(("k1",))),
        tom.sends(TranslateResponse("r1", "es", "La banda")),
        tom.sends(MoveTheme("t2")),
        fay.opens_up(),
        fay.opens("p1"),
        fay.sends(AddExamples("p1", "later buses\nsmaller classes")),
        fay.sends(RemoveExamples("p1")),
        fay.declares("dots", "t1", "t2", "v1", text="Safer streets", open=False),
        fay.sends(RemoveBallot("b1")),
        fay.declares("dots", "t1", "t2", "v1", text="Safer streets"),
        ana.votes("o1:2", "o4:1", on="b2"),
        ana.votes("o1:1", "o2:2", on="b2"),
        four.votes("o3:1", on="b2"),
        ben.votes("o3:1", on="b2"),
        ben.votes(on="b2"),
        tom.enters_vote("o2:1", on="b2", group="families"),
        fay.closes_ballot("b2"),
        fay.declares("fist", "v1", agree="share"),
        ben.votes("o1:2", on="b3", because="Who pays for it?"),
        four.votes("o1:4", on="b3"),
        fay.closes_ballot("b3"),
        fay.sends(EditStatement("v1", "We play and sing together.")),
        fay.repeats("b3"),
        ben.votes("o1:3", on="b4"),
        fay.closes_ballot("b4"),
        fay.declares("impact_effort", "t1", "t2"),
        ana.votes("o1:5:2", "o2:2:4", on="b5"),
        fay.closes_ballot("b5"),
        tom.sends(PlaceOption("b5", "o2", 4, 4, "Cheaper by now")),
        tom.parks("r3", owner="Dr. Lee"),
        fay.sends(EditParked("l1", "", "Dr. Lee", "2027-05-31")),
        tom.parks(text="Who decides?"),
        tom.sends(RemoveParked("l2")),
        fay.turns_the_wall("parked"),
        fay.sends(ShowFace("ballot", ballot="b2")),
        door.sends(SetResults(1_797_883_200_000)),
        # A name that the engine made up, taken by people, and one of its words redacted.
        four.submits("Zibby waters the beds", "p1"),
        engine.words(k1={"name": "Zibby · Beds", "words": ["zibby"], "responses": {"r18": True}}),
        fay.accepts_draft(),
        fay.promotes("t6"),
        fay.declares("dots", "t6", text="Lunch", open=False),
        fay.redacts("r18", "Somebody waters the beds"),
        fay.closes_up(),
        fay.sends(FreezeOutcome()),
    ]


def stored(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a file of JSON lines; none when there is no file."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def screens(evening: Evening) -> dict[str, Any]:
    """Return what everybody sees."""
    audiences = {name: views.view(evening.room, name) for name in views.AUDIENCES}
    own = {who.id: mine(evening.room, who.id, who.role) for who in EVERYBODY}
    return through_json({"seq": evening.room.seq, "views": audiences, "mine": own})


def extend() -> None:
    """Add what `more()` has at its end to the stored journal; lines that stand stay as they are."""
    entries = stored(JOURNAL)
    evening = Evening()
    evening.room = replayed(entries)
    evening.at = entries[-1]["at"] + 1_000 if entries else evening.at
    for audience in evening.audiences:
        audience.publish(evening.room, views.every_key(evening.room))
    evening.when(*more()[len(entries) :]).takes()
    if not evening.journal:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, lines in ((JOURNAL, evening.journal), (VIEWS, [screens(evening)])):
        with path.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def holds(now: Any, then: Any) -> bool:
    """Return True when all that was seen then is seen now; fields may have come since."""
    if isinstance(then, dict):
        return isinstance(now, dict) and all(
            key in now and holds(now[key], value) for key, value in then.items()
        )
    return bool(now == then)


def test_C6_every_event_has_been_stored_once() -> None:
    kinds = {event["type"] for entry in stored(JOURNAL) for event in entry["events"]}
    assert kinds == set(EVENTS), "write it into more() and run this module"


def test_C6_every_journal_ever_shipped_still_replays() -> None:
    then = {one["seq"]: one for one in stored(VIEWS)}
    evening = Evening()
    for entry in stored(JOURNAL):
        events = [decode(event, EVENTS) for event in entry["events"]]
        fold(
            evening.room,
            entry["seq"],
            entry["at"],
            entry["by"],
            entry["ref"],
            entry["digest"],
            entry["type"],
            events,
        )
        if entry["seq"] in then:
            assert holds(screens(evening), then.pop(entry["seq"]))
    assert then == {}
    assert evening.room.seq > 0


def test_C6_a_stored_journal_has_no_gaps() -> None:
    numbers = [entry["seq"] for entry in stored(JOURNAL)]
    assert numbers == list(range(1, len(more()) + 1))


if __name__ == "__main__":
    extend()
