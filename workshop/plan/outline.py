"""Outline: the items of a plan in reading order, with the numbers that people cite.

Priority `1`, goal `1.1`, strategy `1.1.A`, action step `1.1.A.1`; a metric and what stands before
the priorities have none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workshop.plan.nouns import KINDS, Item

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_UNNUMBERED = frozenset({"mission", "vision", "value", "competency", "guardrail", "metric"})


@dataclass(frozen=True, slots=True)
class Branch:
    """An item with its number, "" where it has none, and what stands under it."""

    item: Item
    number: str
    branches: tuple["Branch", ...] = ()

    def of_kind(self, kind: str) -> tuple["Branch", ...]:
        """Return the branches of a kind right under this one."""
        return tuple(branch for branch in self.branches if branch.item.kind == kind)


def outline(items: Iterable[Item]) -> tuple[Branch, ...]:
    """Return the items as a tree, kinds in reading order; what hangs under nothing is left out."""
    under: dict[str | None, list[Item]] = {}
    for item in sorted(items, key=_reading_order):
        under.setdefault(item.parent, []).append(item)
    return _branches(under, None, "")


def numbered(items: Iterable[Item]) -> dict[str, str]:
    """Return the number of each item by its id; those without a number are left out."""
    return {b.item.id: b.number for b in walk(outline(items)) if b.number}


def walk(branches: Iterable[Branch]) -> Iterator[Branch]:
    """Yield every branch, each before what stands under it."""
    for branch in branches:
        yield branch
        yield from walk(branch.branches)


def _reading_order(item: Item) -> tuple[int, int, str]:
    return list(KINDS).index(item.kind), item.place, item.id


def _branches(
    under: dict[str | None, list[Item]], parent: str | None, number: str
) -> tuple[Branch, ...]:
    counted: dict[str, int] = {}
    made = []
    for item in under.get(parent, ()):
        counted[item.kind] = counted.get(item.kind, 0) + 1
        own = _number(item.kind, counted[item.kind], number)
        made.append(Branch(item, own, _branches(under, item.id, own)))
    return tuple(made)


def _number(kind: str, count: int, above: str) -> str:
    if kind in _UNNUMBERED:
        return ""
    own = _letters(count) if kind == "strategy" else str(count)
    return f"{above}.{own}" if above else own


def _letters(count: int) -> str:
    """Return A, B, … Z, AA, AB, … for 1, 2, …"""
    letters = ""
    while count:
        count, rest = divmod(count - 1, 26)
        letters = _LETTERS[rest] + letters
    return letters
