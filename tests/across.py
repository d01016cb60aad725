"""A project of four workshops, each with themes of its own in its own words."""

import json
from pathlib import Path

from tests.web.stage import NOON, Stage
from workshop.ids import digest_of
from workshop.live.turns import Call, enact
from workshop.live.wire import digest_of as digest_of_command
from workshop.room import contents
from workshop.room.agenda import CloseWorkshop, OpenPrompt
from workshop.room.join import JoinRoom
from workshop.room.nouns import DOOR
from workshop.room.respond import SubmitResponse
from workshop.room.theme import MakeTheme
from workshop.store.workshops import Workshop

HOUR = 3_600_000  # milliseconds
SCENARIO = Path(__file__).parent / "fixtures" / "scenarios" / "s1_focus_group_40.json"
# Title, how many came of each group, the language, whether it is over.
HELD = (
    ("Elementary families", {"g1": 9, "g2": 5}, "en", True),
    ("High school staff", {"g2": 8, "g3": 3}, "en", True),
    ("Familias de la escuela secundaria", {"g1": 7}, "es", False),
    ("Student council", {"g3": 3}, "en", True),
)
# What the first three call what is one theme, and whether the fourth speaks of it.
NAMES = {
    "Caring, dedicated staff": ("Caring teachers", "Staff who care", "Maestros que nos conocen"),
    "Arts, athletics and clubs": ("Music and sports", "Music and sports", "Música y deporte"),
    "Academic programs and rigor": ("Strong academics", "Academic programs", ""),
    "Close-knit, welcoming community feel": ("Welcoming community", "", "Una comunidad unida"),
    "Career and technical pathways": ("", "Career pathways", ""),
}
SPANISH = {
    "Caring, dedicated staff": (
        "Los maestros conocen a cada estudiante",
        "Maestros que ayudan después de clases",
        "La consejera siempre escucha",
    ),
    "Arts, athletics and clubs": ("La banda y el coro", "Los deportes para todos"),
    "Close-knit, welcoming community feel": ("Todos se conocen", "La comunidad ayuda"),
}
COUNCIL = {"Arts, athletics and clubs": ("Band and sports", ("The band", "Friday sports"))}


def hold_four(stage: Stage, title: str = "Listening across the district") -> list[Workshop]:
    """Hold the four in a project of their own; the stage leads the last one then."""
    stage.project = stage.write(lambda session: stage.new_project(session, title))
    said = json.loads(SCENARIO.read_text())["prompts"][0]["responses"]
    return [_hold(stage, at, said) for at in range(len(HELD))]


def _hold(stage: Stage, at: int, said: list[dict[str, str]]) -> Workshop:
    """Let everything of a workshop happen in one commit."""
    title, groups, language, is_over = HELD[at]
    stage.opens_another(title)
    people = [group for group, count in groups.items() for _ in range(count)]
    done: list[tuple[object, str, str]] = [(OpenPrompt("p1"), stage.fay, contents.FACILITATOR)]
    for n, group in enumerate(people):
        key, recovery = digest_of(f"{title} {n}"), digest_of(f"{title} {n}?")
        done.append((JoinRoom(key, recovery, group, language), DOOR, DOOR))
    count = 0
    for label, names in NAMES.items():
        name, texts = _theme(at, label, names, said)
        ids = tuple(f"r{count + n}" for n in range(1, len(texts) + 1))
        for text in texts:
            seat = f"s{count % len(people) + 1}"
            done.append((SubmitResponse("p1", text), seat, contents.PARTICIPANT))
            count += 1
        if ids:
            done.append((MakeTheme("p1", name, ids), stage.fay, contents.FACILITATOR))
    if is_over:
        done.append((CloseWorkshop(), stage.fay, contents.FACILITATOR))
    begun = NOON + at * HOUR
    calls = [
        Call(command, by, role, f"ref{n}", digest_of_command(command), begun + n * 1000)
        for n, (command, by, role) in enumerate(done)
    ]
    workshop = stage.workshop.id
    stage.write(lambda session: enact(session, stage.district, workshop, calls))
    stage.room.nudge()  # it reads what came into its journal
    return stage.workshop


def _theme(
    at: int, label: str, names: tuple[str, ...], said: list[dict[str, str]]
) -> tuple[str, tuple[str, ...]]:
    if at == 3:
        return COUNCIL.get(label, ("", ()))
    if not names[at]:
        return "", ()
    if at == 2:
        return names[at], SPANISH.get(label, ())
    of_it = [one["text"] for one in said if one["theme"] == label]
    return names[at], tuple(of_it[at::2][: 7 - 2 * at])
