"""A vision night, driven through the real room: the ground for tests of what comes after it."""

from workshop.ids import digest_of
from workshop.room import contents
from workshop.room.agenda import MakeWorkshop, OpenPrompt, OpenWorkshop, PromptPlan
from workshop.room.codec import snake
from workshop.room.join import JoinRoom
from workshop.room.moderate import HideResponse, RedactResponse
from workshop.room.nouns import Room
from workshop.room.outcome import Outcome, freeze
from workshop.room.promote import PromoteResponse, PromoteTheme
from workshop.room.respond import SubmitResponse
from workshop.room.theme import MakeTheme

EVENING = 1_773_351_000_000  # 12 March 2026, half past four in the afternoon, in Missouri
FAY = "ufay"

GROUPS = {
    "family": {"en": "Parent or family", "es": "Familia"},
    "teacher": {"en": "Teacher", "es": "Docente"},
    "student": {"en": "Student", "es": "Estudiante"},
}


class Evening:
    """A workshop under way; every method is a command that the room accepts."""

    def __init__(
        self,
        workshop: str = "wnight",
        title: str = "Vision night",
        *,
        population: dict[str, int] | None = None,
    ) -> None:
        self.room = Room()
        self._at = EVENING
        self._journal: list[tuple[object, ...]] = []
        self.do(
            MakeWorkshop(
                public_id=workshop,
                code="KELP42",
                title=title,
                groups=GROUPS,
                population=population,
                population_as_of="2026-10-01" if population else None,
                prompts=(
                    PromptPlan("strengths", "What do we do well?"),
                    PromptPlan("vision", "What shall be true in 2032?"),
                ),
            ),
            "door",
            "door",
        )
        self.do(OpenWorkshop())
        self.do(OpenPrompt("p1"))

    def do(self, command: object, by: str = FAY, role: str = "facilitator") -> tuple[str, ...]:
        """Let somebody send a command; return the ids of what it made."""
        self._at += 30_000
        events = contents.decide(self.room, command, by, role, self._at)
        ref = f"ref{self.room.seq}"
        kind = snake(type(command).__name__)
        entry = (self.room.seq + 1, self._at, by, ref, "digest", kind, events)
        self._journal.append(entry)
        contents.fold(self.room, *entry)
        return self.room.answers[(by, ref)].made

    def replayed(self) -> Room:
        """Return the room that the journal makes once more."""
        room = Room()
        for entry in self._journal:
            contents.fold(room, *entry)
        return room

    def joins(self, group: str | None = None, *, table: int | None = None, headcount=None) -> str:
        secret = f"secret {self.room.seq}"
        key, recovery = digest_of(secret), digest_of(secret + "?")
        command = JoinRoom(key, recovery, group, table=table, headcount=headcount)
        return self.do(command, "door", "door")[0]

    def says(self, seat: str, text: str, prompt: str = "p1") -> str:
        return self.do(SubmitResponse(prompt, text), seat, "participant")[0]

    def groups(self, name: str, *responses: str) -> str:
        return self.do(MakeTheme("p1", name, responses))[0]

    def promotes(self, theme: str, kind: str, title: str = "", statement: str = "") -> str:
        return self.do(PromoteTheme(theme, kind, title, statement))[0]

    def promotes_phrase(self, response: str, kind: str, title: str = "") -> str:
        return self.do(PromoteResponse(response, kind, title))[0]

    def hides(self, response: str) -> None:
        self.do(HideResponse(response))

    def redacts(self, response: str, text: str) -> None:
        self.do(RedactResponse(response, text))

    def outcome(self) -> Outcome:
        return freeze(self.room)


PHRASES = (
    "Every student feels like they belong",
    "nobody eats lunch alone",
    "=HYPERLINK('http://example.org';'growth')",
    "excelencia académica para todos",
    "- more counselors",
    "كل طالب معروف باسمه",
)


def a_whole_evening(workshop: str = "wnight", title: str = "Vision night") -> Evening:
    """Eleven people and a table say six phrases; two themes and a phrase are promoted."""
    evening = Evening(workshop, title)
    families = [evening.joins("family") for _ in range(6)]
    teachers = [evening.joins("teacher") for _ in range(5)]
    table = evening.joins(table=4, headcount=7)
    said = [
        evening.says(families[0], PHRASES[0]),
        evening.says(teachers[0], PHRASES[1]),
        evening.says(teachers[1], PHRASES[2]),
        evening.says(families[1], PHRASES[3]),
        evening.says(table, PHRASES[4]),
        evening.says(families[2], PHRASES[5]),
    ]
    belonging = evening.groups("Every student known", said[0], said[1], said[4], said[5])
    academics = evening.groups("Strong academics", said[2], said[3])
    evening.promotes(belonging, "priority", "Belonging", "We will know every student.")
    evening.promotes(academics, "priority")
    evening.promotes(belonging, "value", "", "We value every student by knowing each one by name.")
    evening.promotes(academics, "competency", "Curious", "A graduate asks good questions.")
    evening.promotes_phrase(said[1], "vision")
    return evening
