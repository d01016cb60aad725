"""Sheet: the names of themes with ten of their cards, for a reader who does not know the engine."""

import random
from collections.abc import Iterator, Sequence

from figures import Bench, Figure, at_least
from themes_data import conversation, scenario_prompts

from workshop.theming import Themer

CARDS = 10
READER = """\
Each block is a theme: the name that the engine gave it, and cards drawn from it. Write G beside a
name that tells you what most of the cards are about, and B beside one that does not.
"""


def names(bench: Bench) -> Iterator[Figure]:
    """Write the sheet; a person judges it."""
    rooms = [(p.name, p.question, p.texts) for p in scenario_prompts(bench.data, everything=True)]
    statements = conversation(bench.data, "bowling_green")
    if statements:
        rooms.append(("bowling_green", "What should our city work on?", tuple(statements)))
    blocks = [READER]
    n_themes = 0
    for name, question, texts in rooms:
        block, number = sheet(name, question, texts)
        blocks.append(block)
        n_themes += number
    where = "name a file with --sheet"
    if bench.sheet:
        bench.sheet.write_text("\n".join(blocks), encoding="utf-8")
        where = f"written to {bench.sheet}"
    yield Figure(
        "names judged good by a reader",
        (at_least(None, 0.80, 0.95, ".0%"),),
        (f"no machine can score them; {n_themes} themes of {len(rooms)} rooms: {where}",),
    )


def sheet(name: str, question: str, texts: Sequence[str]) -> tuple[str, int]:
    """Return the page of one room, and how many themes are on it."""
    themer = Themer(prompt=question).fit(texts)
    lines = [f"# {name}: {question}", ""]
    for number, theme in enumerate(themer.themes_):
        rows = [row for row, label in enumerate(themer.labels_.tolist()) if label == number]
        cards = random.Random(number).sample(rows, min(CARDS, len(rows)))
        title = "Mixed" if theme.mixed else theme.name
        lines.append(f"[ ] {title}   ({theme.size} cards)")
        lines += [f"      - {' '.join(texts[row].split())}" for row in sorted(cards)]
        lines.append("")
    return "\n".join(lines), len(themer.themes_)
