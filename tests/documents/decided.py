"""A whole evening in which the room has decided too: the ground for tests of what is taken home."""

from tests.plan.evening import Evening, a_whole_evening
from workshop.room.agenda import CloseWorkshop, OpenPrompt
from workshop.room.arrange import AddPrompt
from workshop.room.ballot import CloseBallot, MakeBallot, RepeatBallot
from workshop.room.moderate import HideResponse, ShowResponse
from workshop.room.park import Park
from workshop.room.promote import EditStatement
from workshop.room.vote import CastVote, EnterVote

CONCERN = "Every one needs a name for it"
SECRET = "Ms Rivera never listens"
HIDDEN = "nonsense on stilts"
PARKED = "Who pays for the buses?"
PLUS = "We were heard"
FIRST = "We value every student by knowing each one by name."
SECOND = "We value every student by knowing each one well."
OTHER = "Another way: <b>#strong[buses]</b>"


def a_decided_evening(title: str = "Vision night") -> Evening:
    """Dots on two themes and a line, two rounds of fist to five on a value, and a parking lot.

    Six families and five teachers vote, and a table of seven; one vote is entered by hand. One
    concern is shown and another hidden; of the phrases one is hidden and one redacted.
    """
    evening = a_whole_evening(title=title)
    families = [s.id for s in evening.room.seats.values() if s.group == "family"]
    teachers = [s.id for s in evening.room.seats.values() if s.group == "teacher"]
    (table,) = (s.id for s in evening.room.seats.values() if s.table)
    hidden = evening.says(families[4], HIDDEN)
    evening.do(HideResponse(hidden, "other"))

    def votes(seat: str, ballot: str, *choices: str, reason: str = "") -> None:
        evening.do(CastVote(ballot, choices, reason), seat, "participant")

    evening.do(
        MakeBallot("dots", "Which first?", ("t1", "t2"), text=OTHER, dots=3, stack=2, open=True)
    )
    for seat in families:
        votes(seat, "b1", "o1:2", "o2:1")
    for seat in teachers:
        votes(seat, "b1", "o2:2", "o1:1")
    votes(table, "b1", "o1:1", "o2:1", "o3:1")
    evening.do(EnterVote("b1", ("o3:1",), group="teacher"))
    evening.do(CloseBallot("b1"))

    evening.do(MakeBallot("fist", sources=("v1",), open=True))
    for seat in families:
        votes(seat, "b2", "o1:4")
    votes(teachers[0], "b2", "o1:1", reason=CONCERN)
    votes(teachers[1], "b2", "o1:2", reason=SECRET)
    evening.do(CloseBallot("b2"))  # before, nobody knows of a concern (B4)
    shown, secret = (key for key, r in evening.room.responses.items() if r.prompt == "b2")
    for key in (shown, secret):
        if evening.room.responses[key].state == "held":
            evening.do(ShowResponse(key))
    evening.do(HideResponse(secret, "other"))
    evening.do(EditStatement("v1", SECOND))
    evening.do(RepeatBallot("b2", open=True))
    for seat in (*families, *teachers):
        votes(seat, "b3", "o1:4")
    evening.do(CloseBallot("b3"))

    evening.do(Park(text=PARKED, owner="Transport", reply_by="2026-04-30"))
    evening.do(AddPrompt("What worked? What shall we change?", "exit"))
    evening.do(OpenPrompt("p3"))
    evening.says(families[0], PLUS, "p3")
    evening.redacts("r1", "[name removed] feels like they belong")
    return evening


def a_closed_evening() -> Evening:
    evening = a_decided_evening()
    evening.do(CloseWorkshop())
    return evening
