"""Steering: what people decided about themes, as hard constraints on the engine.

Rows are numbered from 0. A theme is called by its id; `Given` themes without one are numbered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from workshop.errors import BadMessage

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Given:
    """A theme that stands already: typed by a person, or accepted from an earlier draft."""

    name: str = ""  # empty: the engine may name it
    id: str = ""  # empty: numbered when the themes are fitted
    examples: tuple[int, ...] = ()  # rows that a person says belong here
    named: bool = True  # a person typed the name, so it is an example too
    closed: bool = False  # set aside: keeps what it has and is given nothing


@dataclass(frozen=True, slots=True)
class Steering:
    """What must hold whatever the words say.

    `pinned` rows were fixed by a person, `placed` rows merely stand there; neither moves.
    `together` and `apart` are pairs of rows, `aside` rows stand in no theme, and a row is never
    given to a theme that `barred` names for it.
    """

    themes: tuple[Given, ...] = ()
    pinned: Mapping[int, str] = field(default_factory=dict)
    placed: Mapping[int, str] = field(default_factory=dict)
    together: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()
    aside: tuple[int, ...] = ()
    barred: Mapping[int, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Constraints:
    """Steering made consistent for `n_rows` rows.

    Rows that must share a theme share a number in `group`; everything else is said of groups.
    """

    themes: tuple[Given, ...]  # each with an id
    group: tuple[int, ...]  # (n_rows,)
    home: Mapping[int, str]  # group -> theme it stands in
    firm: frozenset[int]  # groups that a person placed
    apart: frozenset[Pair]  # pairs of groups, both ways round
    aside: frozenset[int]  # groups that stand in no theme
    barred: Mapping[int, frozenset[str]]  # group -> themes it may not join


def constrain(steering: Steering, n_rows: int) -> Constraints:
    """Check steering against `n_rows` rows and against itself.

    Raises BadMessage: `steering_row` for a row that does not exist, `steering_theme` for two
    themes of one id, `steering_contradicts` for wishes that cannot all hold.
    """
    themes = _with_ids(steering)
    fixed, homes = _homes(steering, themes)
    _check_rows(steering, homes, n_rows)
    group = _join(steering.together, n_rows)
    home = _homes_of_groups(homes, group)
    apart = _apart(steering.apart, group, home)
    firm = frozenset(group[row] for row in fixed)
    aside = frozenset(group[row] for row in steering.aside)
    for row in steering.aside:
        if group[row] in home:
            raise BadMessage("steering_contradicts", rows=[row])
    barred: dict[int, frozenset[str]] = {}
    for row, ids in steering.barred.items():
        barred[group[row]] = barred.get(group[row], frozenset()) | ids
    return Constraints(themes, tuple(group), home, firm, apart, aside, barred)


def _with_ids(steering: Steering) -> tuple[Given, ...]:
    """Return the given themes and those that pins name, each with an id of its own."""
    taken = [theme.id for theme in steering.themes if theme.id]
    if len(set(taken)) < len(taken):
        raise BadMessage("steering_theme", theme=next(i for i in taken if taken.count(i) > 1))
    used, themes = set(taken), []
    for theme in steering.themes:
        theme_id = theme.id or next_id(used)
        used.add(theme_id)
        themes.append(replace(theme, id=theme_id))
    called = used | {theme.name for theme in themes}
    for wanted in dict.fromkeys((*steering.pinned.values(), *steering.placed.values())):
        if wanted not in called:
            themes.append(Given(name=wanted, id=wanted))
    return tuple(themes)


def next_id(used: Iterable[str]) -> str:
    """Return the first of t1, t2, … that is not used."""
    taken = set(used)
    return next(f"t{i}" for i in range(1, len(taken) + 2) if f"t{i}" not in taken)


def _homes(steering: Steering, themes: tuple[Given, ...]) -> tuple[set[int], dict[int, str]]:
    """Return the rows that a person placed, and the theme of every row that has one."""
    ids = {theme.name: theme.id for theme in reversed(themes)}
    ids |= {theme.id: theme.id for theme in themes}
    homes = {row: ids[wanted] for row, wanted in steering.placed.items()}
    fixed: dict[int, str] = {}
    wishes = [(row, theme.id) for theme in themes for row in theme.examples]
    wishes += [(row, ids[wanted]) for row, wanted in steering.pinned.items()]
    for row, theme_id in wishes:
        if fixed.setdefault(row, theme_id) != theme_id:
            raise BadMessage("steering_contradicts", rows=[row])
    return set(fixed), homes | fixed


def _check_rows(steering: Steering, homes: Mapping[int, str], n_rows: int) -> None:
    rows = [*homes, *steering.aside, *steering.barred]
    rows += [row for pair in (*steering.together, *steering.apart) for row in pair]
    for row in rows:
        if not 0 <= row < n_rows:
            raise BadMessage("steering_row", row=row, rows=n_rows)


def _join(pairs: Iterable[Pair], n_rows: int) -> list[int]:
    """Return for each row the smallest row that it is tied to."""
    root = list(range(n_rows))

    def find(row: int) -> int:
        while root[row] != row:
            root[row] = root[root[row]]
            row = root[row]
        return row

    for one, other in pairs:
        low, high = sorted((find(one), find(other)))
        root[high] = low
    return [find(row) for row in range(n_rows)]


def _homes_of_groups(homes: Mapping[int, str], group: list[int]) -> dict[int, str]:
    home: dict[int, str] = {}
    for row in sorted(homes):
        if home.setdefault(group[row], homes[row]) != homes[row]:
            raise BadMessage("steering_contradicts", rows=[group[row], row])
    return home


def _apart(pairs: Iterable[Pair], group: list[int], home: Mapping[int, str]) -> frozenset[Pair]:
    found: set[Pair] = set()
    for one, other in pairs:
        a, b = group[one], group[other]
        if a == b or (a in home and home[a] == home.get(b)):
            raise BadMessage("steering_contradicts", rows=[one, other])
        found |= {(a, b), (b, a)}
    return frozenset(found)
