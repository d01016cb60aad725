"""Figures: a measured value beside its bar and its aim, and the scores of a grouping."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

WIDTHS = (58, 24, 16, 16)  # name, figure, bar, aim; the verdict ends the line
ABSENT = "–"


@dataclass(frozen=True, slots=True)
class Bench:
    """What a run was asked for."""

    data: Path
    encoder: str | None = None  # folder of a sentence encoder
    sheet: Path | None = None  # file for the names and their cards


@dataclass(frozen=True, slots=True)
class Part:
    """One value. `value` None: not measured here; `bar` None: a yardstick or for reference."""

    value: float | None
    bar: float | None = None
    aim: float | None = None
    show: str = ".2f"
    upwards: bool = True  # more is better

    def passes(self, goal: float | None) -> bool:
        """Whether the value is as good as the goal, as printed."""
        if goal is None or self.value is None:
            return goal is None
        value, goal = (float(f"{one:.4f}") for one in (self.value, goal))
        return value >= goal if self.upwards else value <= goal


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the table: values that belong together, and lines of detail below."""

    name: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """`reached` or `short`; `aim` where even that is met; a dash where there is no bar."""
        if all(part.bar is None for part in self.parts):
            return ABSENT
        if any(part.value is None for part in self.parts):
            return "not measured"
        if not all(part.passes(part.bar) for part in self.parts):
            return "short"
        aims = [part for part in self.parts if part.aim is not None]
        return "reached, aim too" if aims and all(p.passes(p.aim) for p in aims) else "reached"


def at_least(value: float | None, bar: float | None, aim: float | None, show: str = ".2f") -> Part:
    """Return a part of which more is better."""
    return Part(value, bar, aim, show)


def at_most(value: float | None, bar: float | None, aim: float | None, show: str = ".2f") -> Part:
    """Return a part of which less is better."""
    return Part(value, bar, aim, show, upwards=False)


def shown(value: float | None, show: str) -> str:
    """Return a value as the table prints it."""
    return ABSENT if value is None else f"{value:{show}}"


def line(*cells: str) -> str:
    """Return the cells as one line of the table."""
    padded = [cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=False)]
    return "  ".join([*padded, *cells[len(WIDTHS) :]]).rstrip()


def render_figure(figure: Figure) -> str:
    """Return a figure as a line of the table with its details below."""
    value = " / ".join(shown(part.value, part.show) for part in figure.parts)
    goals = []
    for name in ("bar", "aim"):
        parts = [(part, getattr(part, name)) for part in figure.parts]
        known = any(goal is not None for _, goal in parts)
        texts = [_goal(part, goal) for part, goal in parts]
        goals.append(" / ".join(texts) if known else ABSENT)
    first = line(figure.name, value, *goals, figure.verdict)
    return "\n".join([first, *(f"    {note}" for note in figure.notes)])


def score(labels: Sequence[str], found: NDArray[np.int64]) -> tuple[float, float]:
    """Return ARI and AMI; every response without a theme counts as a theme of its own."""
    alone = found.max(initial=-1) + 1 + np.arange(len(found))
    full = np.where(found < 0, alone, found)
    return adjusted_rand_score(labels, full), adjusted_mutual_info_score(labels, full)


def themes_shown(found: NDArray[np.int64]) -> int:
    """Return how many themes have three responses or more."""
    return int((np.bincount(found[found >= 0]) >= 3).sum())


def _goal(part: Part, goal: float | None) -> str:
    if goal is None:
        return ABSENT
    return f"{'≥' if part.upwards else '≤'} {shown(goal, part.show)}"
