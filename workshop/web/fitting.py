"""Fitting: a guess at how options stand on the wall, before a script has measured it.

The sizes are those of `layout-wall-votes.css`, and what is chosen is what
`static/js/wall/votes.js` would choose, so that the first paint seldom jumps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

LINE = 1.6  # rem; of an option whose letters are not large
ASKED, LETTERS = 1.73, 72  # a line of the question, and its letters


@dataclass(frozen=True, slots=True)
class Look:
    """How a list stands in one of its sizes, on a screen of 16 to 9; lengths in rem."""

    size: str
    letters: int  # on a line
    around: float  # what a row takes beside its lines
    line: float = LINE
    least: float = 0  # the height of a row
    columns: int = 1

    def holds(self, texts: Sequence[str], height: float) -> int:
        """Return how many of the first texts stand in columns of a height."""
        column, used = 1, 0.0
        for at, text in enumerate(texts):
            row = max(self.least, ceil(max(1, len(text)) / self.letters) * self.line + self.around)
            if used + row > height:
                column, used = column + 1, 0.0
            if column > self.columns or row > height:
                return at
            used += row
        return len(texts)


FEW = 4  # open options that stand one below the other; `static/js/wall/votes.js` knows it too
OPEN = (
    Look("large", 24, 0.95, 2.08, columns=2),
    Look("usual", 33, 0.95, columns=2),
    Look("small", 33, 0.55, columns=2),
    Look("wide", 70, 0.55),
)
OPEN_FEW = (Look("large", 52, 0.95, 2.08), Look("usual", 70, 0.95), Look("small", 70, 0.55))
RANKED = (
    Look("large", 20, 1.85, 2.08, 4.5),
    Look("usual", 29, 0.95, least=3.6),
    Look("small", 29, 0.35, least=3.05),
    Look("wide", 64, 2.5),
)
LISTED = (Look("usual", 24, 0.85), Look("small", 24, 0.45), Look("wide", 46, 0.45))
TOP = 5  # of a ranking: they stand on one page where they fit

HEIGHTS = {"vote": 18.0, "ranking": 25.5, "matrix": 25.5}  # with the question


def first_page(face: str, texts: Sequence[str], question: str) -> tuple[str, int]:
    """Return in which size the options of a face stand at first, and how many of them."""
    few = OPEN_FEW if len(texts) <= FEW else OPEN
    looks = {"vote": few, "ranking": RANKED}.get(face, LISTED)
    height = HEIGHTS[face] - ASKED * ceil(max(1, len(question)) / LETTERS)
    rooms = [look.holds(texts, height) for look in looks]
    if len(texts) in rooms:
        return looks[rooms.index(len(texts))].size, len(texts)
    rooms[0] = 0
    most = max(rooms[:-1])
    chosen = rooms.index(most) if 2 * rooms[-1] < 3 * most else len(rooms) - 1
    pages = ceil(len(texts) / max(1, rooms[chosen]))
    share = max(TOP if face == "ranking" else 1, ceil(len(texts) / pages))
    return looks[chosen].size, max(1, min(share, rooms[chosen]))
