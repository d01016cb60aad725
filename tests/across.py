"""A project of four workshops, each with themes of its own in its own words."""

import json
from pathlib import Path

from tests.web.stage import Stage
from workshop.room.agenda import CloseWorkshop, OpenPrompt
from workshop.room.theme import MakeTheme
from workshop.store.workshops import Workshop

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
    title, groups, language, is_over = HELD[at]
    stage.opens_another(title)
    stage.leads(OpenPrompt("p1"))
    for group, count in groups.items():
        for _ in range(count):
            stage.joins(group, language=language)
    turn = 0
    for label, names in NAMES.items():
        name, texts = _theme(at, label, names, said)
        keys = []
        for text in texts:
            keys.append(stage.says(stage.seats[turn % len(stage.seats)], text))
            turn += 1
        if keys:
            stage.leads(MakeTheme("p1", name, tuple(keys)))
    if is_over:
        stage.leads(CloseWorkshop())
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
