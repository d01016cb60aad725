"""Oracle: a facilitator who knows the human themes and always takes the best single gesture.

A gesture is a merge, a move of several responses of one theme, a name with two examples after
which the engine sorts the rest, or an offer of the engine that is accepted. A real facilitator
is slower; what the count compares is engines.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from figures import score
from numpy.typing import NDArray
from themes_data import Prompt

from workshop.theming import Given, Steering, Themer

MOST_GESTURES = 60
NAMED_FIRST = 4  # labels with the most misplaced responses are tried as names
BATCHES = (2, 4, 8)  # surest offers of one kind that are accepted in one go
FEW = 6  # themes up to which any two may be merged
HANDS = {"name": 3}  # gestures that take more than one act: the name, the examples, the sorting


@dataclass(frozen=True, slots=True)
class Wall:
    """Where every response stands, and what of it a person did."""

    home: tuple[str | None, ...]  # theme id of each row
    fixed: frozenset[int] = frozenset()  # rows that a person moved
    names: Mapping[str, str] = field(default_factory=dict)  # themes that a person named
    kept: frozenset[str] = frozenset()  # themes that a person touched: a draft no more

    def steering(self, *, loosen: bool = False) -> Steering:
        """Return what the engine has to respect; `loosen`: the mere draft is open again."""
        stands = {
            row: theme
            for row, theme in enumerate(self.home)
            if theme is not None and (not loosen or theme in self.kept or row in self.fixed)
        }
        ids = dict.fromkeys([*self.names, *stands.values()])
        named = [
            Given(id=one, name=self.names.get(one, ""), named=one in self.names) for one in ids
        ]
        return Steering(
            themes=tuple(named),
            pinned={row: theme for row, theme in stands.items() if row in self.fixed},
            placed={row: theme for row, theme in stands.items() if row not in self.fixed},
        )

    def moved(self, rows: list[int], theme: str) -> "Wall":
        """Return the wall after a person moved these rows."""
        chosen = set(rows)
        home = tuple(theme if row in chosen else old for row, old in enumerate(self.home))
        return replace(self, home=home, fixed=self.fixed | chosen, kept=self.kept | {theme})

    def merged(self, source: str, target: str) -> "Wall":
        """Return the wall after two themes became one."""
        home = tuple(target if old == source else old for old in self.home)
        names = {one: name for one, name in self.names.items() if one != source}
        return replace(self, home=home, names=names, kept=self.kept | {target})


@dataclass(frozen=True, slots=True)
class Course:
    """What the oracle did: ARI after each gesture, from before the first, and its kind."""

    curve: tuple[float, ...]
    kinds: tuple[str, ...]
    selected: tuple[int, ...]  # how many responses each move took

    def gestures(self, goal: float) -> int | None:
        """Return after how many gestures the goal was reached; None: never."""
        return next((at for at, ari in enumerate(self.curve) if ari >= goal), None)

    def acts(self, goal: float) -> int | None:
        """Return the same with the parts of a gesture counted one by one."""
        reached = self.gestures(goal)
        return None if reached is None else sum(HANDS.get(k, 1) for k in self.kinds[:reached])


class Oracle:
    """Works on one prompt.

    `names`: whether it may name themes and have the rest sorted; `offers`: whether it may accept
    what the engine offers. With neither it works by merges and moves alone.
    """

    def __init__(
        self,
        prompt: Prompt,
        *,
        names: bool = False,
        offers: bool = True,
        seed: int = 0,
        **settings: object,
    ) -> None:
        """Draw the two examples that stand for each label."""
        self.prompt, self.names, self.offers, self.settings = prompt, names, offers, settings
        self.draw = random.Random(seed)
        rows: dict[str, list[int]] = defaultdict(list)
        for row, label in enumerate(prompt.labels):
            rows[label].append(row)
        self.rows = dict(rows)
        self.examples = {
            label: self.draw.sample(rows[label], min(2, len(rows[label]))) for label in prompt.known
        }

    def work(
        self, goal: float, *, names_first: bool = False, draft: NDArray[np.int64] | None = None
    ) -> Course:
        """Work from the first draft until the goal; with `names_first` all names come first.

        `draft`: somebody else's first draft; None: the engine's.
        """
        if draft is None:
            wall = self._read(self._fit(Steering()), Wall(home=()))
        else:
            wall = Wall(tuple(f"d{one}" if one >= 0 else None for one in draft.tolist()))
        curve, kinds, selected = [self.ari(wall)], [], []
        waiting = [one for one in self.prompt.known if len(self.rows[one]) >= 2]
        while curve[-1] < goal and len(kinds) < MOST_GESTURES:
            if names_first and waiting:
                kind, after = "name", self._named(wall, waiting.pop(0), loosen=True)
            else:
                offers = [(self.ari(one), -at, k, one) for at, (k, one) in self._reach(wall)]
                best, _, kind, after = max(offers, key=lambda offer: offer[:2])
                if best <= curve[-1] + 1e-6:
                    break
            if kind == "move":
                selected.append(len(after.fixed - wall.fixed))
            wall = after
            curve.append(self.ari(wall))
            kinds.append(kind)
        return Course(tuple(curve), tuple(kinds), tuple(selected))

    def ari(self, wall: Wall) -> float:
        """Return how near the wall is to the human themes."""
        ids = {theme: at for at, theme in enumerate(dict.fromkeys(wall.home))}
        found = [-1 if theme is None else ids[theme] for theme in wall.home]
        return score(self.prompt.labels, np.array(found, dtype=np.int64))[0]

    def _reach(self, wall: Wall) -> Iterator[tuple[int, tuple[str, Wall]]]:
        """Yield every gesture that is worth a try, numbered, with the wall after it."""
        found = [*self._merges(wall), *self._moves(wall)]
        if self.offers:
            found += self._accepted(wall)
        if self.names:
            found += self._names(wall)
        yield from enumerate(found)

    def _merges(self, wall: Wall) -> Iterator[tuple[str, Wall]]:
        held = self._held(wall)
        ids = [theme for theme in held if theme is not None]
        for at, one in enumerate(ids):
            for other in ids[at + 1 :]:
                if len(ids) <= FEW or _chief(held[one]) == _chief(held[other]):
                    yield "merge", wall.merged(other, one)

    def _moves(self, wall: Wall) -> Iterator[tuple[str, Wall]]:
        held = self._held(wall)
        for source, inside in held.items():
            for label in sorted(inside):
                if source is not None and label == _chief(inside):
                    continue
                target = self._home_of(label, held) or self._new(wall, label)
                pairs = zip(wall.home, self.prompt.labels, strict=True)
                rows = [row for row, pair in enumerate(pairs) if pair == (source, label)]
                if target != source:
                    yield "move", wall.moved(rows, target)

    def _accepted(self, wall: Wall) -> Iterator[tuple[str, Wall]]:
        """Yield what follows from accepting the engine's offers, the surest few of a kind."""
        themer = self._fit(wall.steering())
        by_kind: dict[tuple[str, str], list[int]] = defaultdict(list)
        for move in themer.propose_moves():
            by_kind[move.source, move.target].append(move.row)
        for (_, target), rows in by_kind.items():
            for size in BATCHES:
                if len(rows) >= size:
                    yield "accept", wall.moved(rows[:size], target)
        sorted_ = self._sort(wall, themer, None)
        if sorted_ != wall:
            yield "accept", sorted_
        for source, target in themer.propose_merges():
            yield "accept", wall.merged(source, target)

    def _names(self, wall: Wall) -> Iterator[tuple[str, Wall]]:
        named, held = set(wall.names.values()), self._held(wall)
        astray: Counter[str] = Counter()
        for theme, label in zip(wall.home, self.prompt.labels, strict=True):
            if label not in named and theme != (self._home_of(label, held) or ""):
                astray[label] += 1
        for label, _ in astray.most_common(NAMED_FIRST):
            for loosen in (False, True):
                yield "name", self._named(wall, label, loosen=loosen)

    def _named(self, wall: Wall, label: str, *, loosen: bool) -> Wall:
        """Name a theme, give two examples, sort the rest.

        `loosen`: of everything that nobody touched; else the engine's offers for this theme are
        taken, and what lies unsorted.
        """
        theme = self._home_of(label, self._held(wall)) or self._new(wall, label)
        wall = wall.moved(self.examples[label], theme)
        wall = replace(wall, names={**wall.names, theme: label})
        if loosen:
            wall = replace(wall, kept=wall.kept - {theme})
            return self._read(self._fit(wall.steering(loosen=True)), wall)
        themer = self._fit(wall.steering())
        home = list(wall.home)
        for move in themer.propose_moves():
            if move.target == theme:
                home[move.row] = theme
        return self._sort(replace(wall, home=tuple(home)), themer, theme)

    def _sort(self, wall: Wall, themer: Themer, theme: str | None) -> Wall:
        """Put what lies unsorted where the engine suggests, as "sort the rest" does."""
        home = list(wall.home)
        for offer in themer.suggest():
            stands = {one for one in wall.home if one is not None} | set(wall.names)
            fits = theme in (None, offer.theme) and offer.theme in stands
            if home[offer.row] is None and fits and offer.sure >= 0.5:
                home[offer.row] = offer.theme
        return replace(wall, home=tuple(home))

    def _fit(self, steering: Steering) -> Themer:
        return Themer(prompt=self.prompt.question, **self.settings).fit(self.prompt.texts, steering)

    def _read(self, themer: Themer, wall: Wall) -> Wall:
        ids = [theme.id for theme in themer.themes_]
        home = tuple(ids[at] if at >= 0 else None for at in themer.labels_.tolist())
        return replace(wall, home=home)

    def _held(self, wall: Wall) -> dict[str | None, Counter[str]]:
        """Return how many of each label every theme holds."""
        held: dict[str | None, Counter[str]] = {}
        for theme, label in zip(wall.home, self.prompt.labels, strict=True):
            held.setdefault(theme, Counter())[label] += 1
        return held

    def _home_of(self, label: str, held: Mapping[str | None, Counter[str]]) -> str | None:
        """Return the theme in which a label is the chief one and best kept together."""
        ids = [theme for theme in held if theme is not None and _chief(held[theme]) == label]
        return max(
            ids, key=lambda one: 1.5 * held[one][label] - 0.5 * held[one].total(), default=None
        )

    def _new(self, wall: Wall, label: str) -> str:
        used = {*wall.home, *wall.names}
        number = self.prompt.known.index(label)
        return next(one for at in range(99) if (one := f"n{number}.{at}") not in used)


def _chief(inside: Counter[str]) -> str:
    return min(inside, key=lambda label: (-inside[label], label))
