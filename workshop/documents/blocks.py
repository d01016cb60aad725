"""Blocks: a document before it is Word or PDF, from top to bottom."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 0 is the title."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; `style` is plain, strong, wording (what was voted on) or note."""

    text: str
    style: str = "plain"


@dataclass(frozen=True, slots=True)
class Bullet:
    """An item of a list, with a word beside it about who or what."""

    text: str
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a head row; `shares` say how wide a column is beside the others.

    A column in which nothing stands is left out.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]

    def used(self) -> list[int]:
        """Return the columns in which something stands."""
        return [at for at in range(len(self.heads)) if any(row[at] for row in self.rows)]


Block = Heading | Line | Bullet | Grid
Blocks = Sequence[Block]
