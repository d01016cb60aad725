"""Board: the responses as the engine sees them, in an order that does not depend on theirs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workshop.theming.clusters import Items
from workshop.theming.encoder import Encoder
from workshop.theming.lexicon import View
from workshop.theming.steering import Constraints
from workshop.theming.text import is_empty, languages_of, stacks
from workshop.theming.vectors import Matrix, Space, TokenTable, smooth, unit


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """Responses laid out for grouping.

    An item is what moves as one: rows tied by a person, or rows that say the same and that
    nobody told apart. Vectors stand in canonical order; `rows` leads back to the caller's.
    """

    texts: tuple[str, ...]  # of all rows, in the caller's order
    languages: tuple[str, ...]
    rows: tuple[int, ...]  # (n_filled,) rows that say something, in canonical order
    vectors: Matrix  # (n_filled, d), length 1
    space: Space
    items: Items  # smoothed vectors
    codes: Matrix | None  # (n_items, n_codes) what each item is about, where a lexicon is the view
    item_of: tuple[int, ...]  # (n_rows,) item of each row; -1 for a row that says nothing
    groups: tuple[frozenset[int], ...]  # constraint groups in each item
    stacks: tuple[tuple[int, ...], ...]  # rows that say the same, two and more
    constraints: Constraints

    def rows_of(self, items: Iterable[int]) -> list[int]:
        """Return the filled rows of these items, in canonical order."""
        wanted = set(items)
        return [row for row in self.rows if self.item_of[row] in wanted]

    def home(self, item: int) -> str | None:
        """Return the theme in which an item stands already."""
        homes = (self.constraints.home.get(group) for group in self.groups[item])
        return next((home for home in homes if home is not None), None)

    def is_firm(self, item: int) -> bool:
        """Whether a person placed it."""
        return not self.groups[item].isdisjoint(self.constraints.firm)

    def is_aside(self, item: int) -> bool:
        """Whether a person put the item back."""
        return not self.groups[item].isdisjoint(self.constraints.aside)

    def is_barred(self, item: int, theme: str) -> bool:
        """Whether a person took the item out of this theme."""
        barred = self.constraints.barred
        return any(theme in barred.get(group, ()) for group in self.groups[item])

    def may_share(self, item: int, others: NDArray[np.bool_]) -> bool:
        """Whether nobody told the item apart from any of the others: (n_items,)."""
        pairs = self.items.apart
        return not pairs or all((item, int(at)) not in pairs for at in np.flatnonzero(others))


def lay_out(
    texts: Sequence[str],
    constraints: Constraints,
    *,
    language: str | None,
    table: TokenTable | None,
    random_state: int,
    prompt: str = "",
    view: View | None = None,
    encoder: Encoder | None = None,
) -> Board:
    """Lay out responses under their constraints."""
    spoken = languages_of(texts, language)
    group, home = constraints.group, constraints.home
    order = sorted(range(len(texts)), key=lambda row: (texts[row], home.get(group[row], ""), row))
    rows = [row for row in order if not is_empty(texts[row])]
    own_texts, own_languages = [texts[r] for r in rows], [spoken[r] for r in rows]
    piles = _piles(rows, stacks(own_texts, own_languages, table.knows if table else None))
    item_of_group = _items(rows, piles, constraints)
    item_of = tuple(item_of_group.get(one, -1) for one in group)
    space = Space(table, prompt=prompt, random_state=random_state, view=view, encoder=encoder)
    vectors = space.fit(own_texts, own_languages) if rows else np.zeros((0, 1))
    item_of_row = [item_of[row] for row in rows]
    return Board(
        texts=tuple(texts),
        languages=tuple(spoken),
        rows=tuple(rows),
        vectors=vectors,
        space=space,
        items=_weigh(vectors, item_of_row, item_of_group, constraints, random_state),
        codes=None if space.codes is None else _sum(space.codes, item_of_row),
        item_of=item_of,
        groups=_groups(item_of_group),
        stacks=tuple(tuple(sorted(pile)) for pile in piles if len(pile) > 1),
        constraints=constraints,
    )


def _piles(rows: Sequence[int], first: Sequence[int]) -> list[list[int]]:
    piles: dict[int, list[int]] = {}
    for row, leader in zip(rows, first, strict=True):
        piles.setdefault(leader, []).append(row)
    return list(piles.values())


def _items(
    rows: Sequence[int], piles: Sequence[Sequence[int]], constraints: Constraints
) -> dict[int, int]:
    """Return the item of each constraint group that says something, in canonical order."""
    bundle: dict[int, int] = {}
    for pile in piles:
        _stack(list(dict.fromkeys(constraints.group[row] for row in pile)), constraints, bundle)
    number: dict[int, int] = {}
    item_of_group = {}
    for row in rows:
        group = constraints.group[row]
        leader = bundle.get(group, group)
        item_of_group[group] = number.setdefault(leader, len(number))
    return item_of_group


def _stack(groups: list[int], constraints: Constraints, bundle: dict[int, int]) -> None:
    """Bundle groups that say the same, where no person said anything about them."""
    touched = {one for pair in constraints.apart for one in pair}
    touched |= constraints.aside | constraints.home.keys() | constraints.barred.keys()
    free = [group for group in groups if group not in touched and group not in bundle]
    for group in free:
        bundle[group] = free[0]


def _weigh(
    vectors: Matrix,
    item_of_row: Sequence[int],
    item_of_group: dict[int, int],
    constraints: Constraints,
    random_state: int,
) -> Items:
    total = _sum(vectors, item_of_row)
    weight = np.bincount(np.array(item_of_row, dtype=np.int64), minlength=len(total)).astype(float)
    apart = frozenset(
        (item_of_group[a], item_of_group[b])
        for a, b in constraints.apart
        if a in item_of_group and b in item_of_group
    )
    return Items(smooth(unit(total), random_state=random_state), weight, apart)


def _sum(rows: Matrix, item_of_row: Sequence[int]) -> Matrix:
    """Return the rows of each item added up: (n_items, d)."""
    total = np.zeros((max(item_of_row, default=-1) + 1, rows.shape[1]))
    np.add.at(total, np.array(item_of_row, dtype=np.int64), rows)
    return total


def _groups(item_of_group: dict[int, int]) -> tuple[frozenset[int], ...]:
    found: dict[int, set[int]] = {}
    for group, item in item_of_group.items():
        found.setdefault(item, set()).add(group)
    return tuple(frozenset(found[item]) for item in range(len(found)))
