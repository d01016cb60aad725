"""Arrange: items into standing themes where they fit, into new ones where they gather."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workshop.theming.board import Board
from workshop.theming.clusters import FORBIDDEN, SMALLEST, Items, cluster, dissolve, how_many
from workshop.theming.lexicon import gather
from workshop.theming.match import Fit, Matcher, best_fit, learn, thin
from workshop.theming.neighbourhoods import Neighbourhoods
from workshop.theming.steering import Given
from workshop.theming.text import languages_of
from workshop.theming.vectors import lean

LEAST_SURE = 0.3  # under it a response stays a single idea rather than join a standing theme
ENOUGH = 5  # themes that a first draft keeps in any case
JOIN = 0.25  # cosine from which the member of a theme too small to keep joins another
CLOSE = 0.6  # mean cosine to its centre that a new theme needs beside standing ones
HEAP = 8  # responses under which a theme that holds no one thought is none
LOOSE = 0.62  # its likeness, over that of so many neighbours, under which it holds none
FIRM = 2.0  # what a person placed or named teaches so many times as much

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Arrangement:
    """Which theme each item of a board is in; themes by number, the given ones first."""

    board: Board
    given: tuple[Given, ...]
    label: Labels  # (n_items,), -1 for none
    n_themes: int
    open: tuple[int, ...]  # themes that may be given more
    fits: Mapping[int, Fit]  # for items that stood nowhere and are in no new theme
    matcher: Matcher | None
    taught: tuple[int, ...]  # item of each of the matcher's examples; -1 for a name

    def may_join(self, item: int, theme: int) -> bool:
        """Whether nothing a person did keeps the item out of the theme."""
        if theme < len(self.given) and self.board.is_barred(item, self.given[theme].id):
            return False
        # In most rooms nobody told anything apart, and then no theme need be looked through.
        return not self.board.items.apart or self.board.may_share(item, self.label == theme)


def arrange(board: Board, given: Sequence[Given], n_themes: int | None, seed: int) -> Arrangement:
    """Arrange the items of a board, towards `n_themes` themes in all; None: as the room has."""
    number = {theme.id: i for i, theme in enumerate(given)}
    homes = [board.home(item) for item in range(len(board.groups))]
    label = np.array([-1 if home is None else number[home] for home in homes], dtype=np.int64)
    if not given:
        return _first(board, label, n_themes, seed)
    matcher, taught = _teach(board, given, label, len(given))
    open_ = tuple(i for i, theme in enumerate(given) if not theme.closed)
    start = Arrangement(board, tuple(given), label, len(given), open_, {}, matcher, taught)
    placed, fits = _place(start)
    wanted = max((n_themes or how_many(len(board.rows))) - len(given), 1)
    full, n_born = _add(board, placed, len(given), wanted, seed)
    fits = {item: fit for item, fit in fits.items() if full[item] < len(given)}
    open_ += tuple(range(len(given), len(given) + n_born))
    return Arrangement(board, tuple(given), full, len(given) + n_born, open_, fits, matcher, taught)


def _first(board: Board, label: Labels, n_themes: int | None, seed: int) -> Arrangement:
    """Arrange where no theme stands yet."""
    full, n_born = _gather(board, label, n_themes, seed)
    matcher, taught = _teach(board, (), full, n_born)
    open_ = tuple(range(n_born))
    start = Arrangement(board, (), full, n_born, open_, {}, matcher, taught)
    fits = _fits(start, np.flatnonzero(full < 0))
    return Arrangement(board, (), full, n_born, open_, fits, matcher, taught)


def _teach(
    board: Board, given: Sequence[Given], label: Labels, n_themes: int
) -> tuple[Matcher | None, tuple[int, ...]]:
    """Learn the themes from what stands in them and from the names that people typed."""
    held = np.flatnonzero(label >= 0)
    firm = np.array([board.is_firm(int(item)) for item in held], dtype=bool)
    kept = thin(label[held], firm)
    held, firm = held[kept], firm[kept]
    named = [i for i, theme in enumerate(given) if theme.named and theme.name.strip()]
    if not len(held) and not (named and len(board.rows)):
        return None, ()
    weight = np.where(firm, FIRM, 1.0) * board.items.weight[held]
    examples = board.items.vectors[held]
    if named and len(board.rows):
        names = [given[i].name for i in named]
        vectors = lean(board.space.transform(names, languages_of(names)), board.items.vectors)
        examples = np.vstack([examples, vectors])
    theme = np.concatenate([label[held], np.array(named, dtype=np.int64)])
    weight = np.concatenate([weight, np.full(len(named), FIRM)])
    return learn(examples, theme, weight, n_themes), (*held.tolist(), *[-1] * len(named))


def _fits(start: Arrangement, items: Labels) -> dict[int, Fit]:
    """Return the best open theme of each item, as far as a person left it open."""
    if start.matcher is None or not len(items):
        return {}
    scores = start.matcher.score(start.board.items.vectors[items])
    fits = {}
    for at, item in enumerate(items.tolist()):
        allowed = [theme for theme in start.open if start.may_join(item, theme)]
        fit = best_fit(scores[at], allowed)
        if fit:
            fits[item] = fit
    return fits


def _place(start: Arrangement) -> tuple[Labels, dict[int, Fit]]:
    """Put loose items into standing themes, the surest first."""
    board, label = start.board, start.label.copy()
    fits = _fits(start, np.flatnonzero(label < 0))
    for item in sorted(fits, key=lambda item: (-fits[item].sure, item)):
        fit = fits[item]
        if fit.sure < LEAST_SURE or board.is_aside(item):
            continue
        if board.may_share(item, label == fit.theme):
            label[item] = fit.theme
    return label, fits


def _gather(board: Board, label: Labels, wanted: int | None, seed: int) -> tuple[Labels, int]:
    """Make the first themes of everything that nobody put aside; return how many as well."""
    loose = _loose(board, label)
    items = board.items.only(loose)
    if board.codes is not None and board.space.kinship is not None and len(loose):
        n_themes = wanted or how_many(int(items.weight.sum()))
        codes, kinship = board.codes[loose], board.space.kinship
        found = gather(codes, items.weight, kinship, n_themes, smallest=SMALLEST)
    else:
        found = dissolve(items, _clusters(items, wanted, seed), least=JOIN)
        if wanted is None:
            found = without_heaps(board, loose, found)
    return _number(label, loose, found, items.weight, 0)


def without_heaps(board: Board, loose: Labels, found: Labels) -> Labels:
    """Return clusters without the small ones that hold no one thought; a few remain in any case.

    What stood in them waits: better nothing on the wall than a heap of three thoughts.
    """
    n_themes = int(found.max(initial=-1)) + 1
    if n_themes <= ENOUGH:
        return found
    cluster_of = dict(zip(loose.tolist(), found.tolist(), strict=True))
    own = np.array([cluster_of.get(board.item_of[row], -1) for row in board.rows])
    around = Neighbourhoods(board.vectors)
    inside = [np.flatnonzero(own == one) for one in range(n_themes)]
    small = [one for one in range(n_themes) if len(inside[one]) < HEAP]
    heaps = sorted((around.share(inside[one]), one) for one in small)
    heaps = [(share, one) for share, one in heaps if share < LOOSE][: n_themes - ENOUGH]
    kept = found.copy()
    kept[np.isin(found, [one for _, one in heaps])] = -1
    held = kept >= 0
    kept[held] = np.unique(kept[held], return_inverse=True)[1]
    return kept


def _add(board: Board, label: Labels, first: int, wanted: int, seed: int) -> tuple[Labels, int]:
    """Make at most `wanted` themes, numbered from `first`, of what fits no standing one.

    Only of what holds together well: better none than a left-over.
    """
    loose = _loose(board, label)
    items = board.items.only(loose)
    n_loose = int(items.weight.sum())
    found = _clusters(items, min(how_many(n_loose), max(n_loose // SMALLEST, 1)), seed)
    found = dissolve(items, found, least=FORBIDDEN)
    close = [
        cluster_
        for cluster_ in range(int(found.max(initial=-1)) + 1)
        if _closeness(items, found == cluster_) >= CLOSE
    ]
    sizes = {one: float(items.weight[found == one].sum()) for one in close}
    kept = sorted(close, key=lambda one: (-sizes[one], one))[:wanted]
    number = {one: at for at, one in enumerate(sorted(kept))}
    found = np.array([number.get(int(one), -1) for one in found], dtype=np.int64)
    return _number(label, loose, found, items.weight, first)


def _loose(board: Board, label: Labels) -> Labels:
    free = [item for item in np.flatnonzero(label < 0).tolist() if not board.is_aside(item)]
    return np.array(free, dtype=np.int64)


def _clusters(items: Items, wanted: int | None, seed: int) -> Labels:
    if not len(items.weight):
        return np.zeros(0, dtype=np.int64)
    return cluster(items, wanted, random_state=seed)


def _closeness(items: Items, inside: NDArray[np.bool_]) -> float:
    weight = items.weight[inside]
    return float(np.linalg.norm(weight @ items.vectors[inside]) / weight.sum())


def _number(
    label: Labels, loose: Labels, found: Labels, weight: NDArray[np.float64], first: int
) -> tuple[Labels, int]:
    full = label.copy()
    full[loose] = np.where(found >= 0, _by_size(found, weight) + first, -1)
    return full, int(found.max(initial=-1)) + 1


def _by_size(found: Labels, weight: NDArray[np.float64]) -> Labels:
    """Return clusters renumbered: the largest first, then as they come."""
    if found.max(initial=-1) < 0:
        return found
    sizes = np.bincount(found[found >= 0], weights=weight[found >= 0])
    first = [int(np.flatnonzero(found == one)[0]) for one in range(len(sizes))]
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[np.lexsort((np.array(first), -sizes))] = np.arange(len(sizes))
    return np.where(found >= 0, rank[np.maximum(found, 0)], -1)
