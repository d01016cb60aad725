"""Clusters: an average-linkage tree over items of any weight, cut at a number of themes."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workshop.theming.vectors import Matrix, leaders, unit

SMALLEST = 3  # responses in a theme
FEWEST, MOST = 3, 9  # themes that a room can take in
FORBIDDEN = 9.0  # a distance no two rows have (cosine distance is at most 2)
DEEPEST = 8  # pieces for each theme wanted, beyond which a cut shows crumbs


def how_many(n_responses: int) -> int:
    """Return the number of themes to aim at: round(1.5 + log2 n), 3 to 9 (THEMES-workshops 2).

    Fewer where so many themes of three could not be filled.
    """
    wanted = int(np.clip(round(1.5 + np.log2(max(n_responses, 2))), FEWEST, MOST))
    return min(wanted, max(n_responses // SMALLEST, 2))


@dataclass(frozen=True, slots=True)
class Items:
    """What is grouped: `vectors` (n, d) of length 1, `weight` (n,) responses in each.

    `apart`: pairs of items that must not share a cluster.
    """

    vectors: Matrix
    weight: Matrix
    apart: frozenset[tuple[int, int]] = frozenset()

    def only(self, rows: NDArray[np.int64]) -> "Items":
        """Return the items of these rows, renumbered."""
        place = {int(row): i for i, row in enumerate(rows)}
        pairs = ((place.get(a), place.get(b)) for a, b in self.apart)
        apart = frozenset((a, b) for a, b in pairs if a is not None and b is not None)
        return Items(self.vectors[rows], self.weight[rows], apart)


Merge = tuple[float, int, int]


def grow(items: Items) -> list[Merge]:
    """Return the merges (height, one item, another) of the size-weighted average-linkage tree.

    Lowest first; `apart` items never meet, so there may be fewer than n - 1.
    """
    distance = _distances(items)
    size = items.weight.astype(float)
    active = np.ones(len(size), dtype=bool)
    merges: list[Merge] = []
    chain: list[int] = []
    for _ in range(len(size) - 1):
        one, other = _reciprocal(distance, active, chain)
        height = float(distance[one, other])
        if height < FORBIDDEN:
            merges.append((height, one, other))
        _merge(distance, size, active, one, other)
    return sorted(merges)


def _distances(items: Items) -> Matrix:
    distance = np.clip(np.round(1 - items.vectors @ items.vectors.T, 9), 0, 2)
    distance = (distance + distance.T) / 2
    for one, other in items.apart:
        distance[one, other] = FORBIDDEN
    np.fill_diagonal(distance, np.inf)
    return np.asarray(distance)


def _reciprocal(distance: Matrix, active: NDArray[np.bool_], chain: list[int]) -> tuple[int, int]:
    """Follow nearest neighbours until two have each other (Müllner 2011, figure 3)."""
    if not chain:
        chain.append(int(np.flatnonzero(active)[0]))
    while True:
        last = chain[-1]
        row = distance[last]
        best = int(row.argmin())
        if len(chain) > 1 and row[chain[-2]] <= row[best] + 1e-12:
            chain.pop()
            return chain.pop(), last
        chain.append(best)


def _merge(distance: Matrix, size: Matrix, active: NDArray[np.bool_], one: int, other: int) -> None:
    """Let `one` stand for both, at their weighted mean distance from all others."""
    both = (size[one] * distance[one] + size[other] * distance[other]) / (size[one] + size[other])
    both[(distance[one] == FORBIDDEN) | (distance[other] == FORBIDDEN)] = FORBIDDEN
    both[~active] = np.inf
    distance[one] = distance[:, one] = both
    distance[one, one] = np.inf
    distance[other] = distance[:, other] = np.inf
    active[other] = False
    size[one] += size[other]


def cut(merges: Iterable[Merge], n_items: int, n_clusters: int) -> NDArray[np.int64]:
    """Return the cluster of each item when the lowest merges have left `n_clusters`."""
    label = np.arange(n_items)
    left = n_items
    for _, one, other in merges:
        if left <= n_clusters:
            break
        label[label == label[other]] = label[one]
        left -= 1
    return np.asarray(np.unique(label, return_inverse=True)[1], dtype=np.int64)


def cluster(items: Items, n_clusters: int, *, random_state: int = 0) -> NDArray[np.int64]:
    """Return the cluster of each item, (n,), from 0; about `n_clusters` of three or more."""
    own = leaders(len(items.vectors), random_state)
    label = np.full(len(items.vectors), -1, dtype=np.int64)
    label[own] = _cluster_exactly(items.only(own), n_clusters)
    return settle(items, label, np.flatnonzero(label < 0))


def _cluster_exactly(items: Items, n_clusters: int) -> NDArray[np.int64]:
    """Cut where the tree first shows `n_clusters` of three or more, else the most it has."""
    merges, n_items = grow(items), len(items.vectors)
    best, most = cut(merges, n_items, 1), -1
    for n_pieces in range(1, min(n_items, DEEPEST * n_clusters) + 1):
        label = cut(merges, n_items, n_pieces)
        shown = int((np.bincount(label, weights=items.weight) >= SMALLEST).sum())
        if shown > most:
            best, most = label, shown
        if shown >= n_clusters:
            break
    return best


def centres_of(items: Items, label: NDArray[np.int64]) -> Matrix:
    """Return the unit centre of each cluster 0…max: (n_clusters, d)."""
    centres = np.zeros((int(label.max(initial=-1)) + 1, items.vectors.shape[1]))
    placed = label >= 0
    np.add.at(centres, label[placed], items.vectors[placed] * items.weight[placed, None])
    return unit(centres)


def settle(
    items: Items,
    label: NDArray[np.int64],
    loose: NDArray[np.int64],
    *,
    least: float = -2.0,
) -> NDArray[np.int64]:
    """Return `label` with each loose item in the cluster of the nearest centre.

    Not where the cosine is under `least`, nor beside an item it is kept apart from; -1 then.
    """
    centres = centres_of(items, label)
    settled = label.copy()
    settled[loose] = -1
    if not len(centres):
        return settled
    likeness = np.round(items.vectors[loose] @ centres.T, 9)
    order = np.argsort(-likeness.max(axis=1), kind="stable")
    enemies: dict[int, list[int]] = {}
    for one, other in items.apart:
        enemies.setdefault(one, []).append(other)
    for at in order:
        taken = {int(settled[other]) for other in enemies.get(int(loose[at]), ())}
        for best in np.argsort(-likeness[at], kind="stable"):
            if likeness[at, best] < least:
                break
            if int(best) not in taken:
                settled[loose[at]] = best
                break
    return settled


def dissolve(
    items: Items, label: NDArray[np.int64], *, least: float, smallest: int = SMALLEST
) -> NDArray[np.int64]:
    """Return clusters of at least `smallest` responses; members of others join them or are -1.

    A member joins where its cosine to a centre is `least` or more.
    """
    sizes = np.bincount(label[label >= 0], weights=items.weight[label >= 0])
    small = np.isin(label, np.flatnonzero(sizes < smallest)) | (label < 0)
    kept = np.full(len(label), -1, dtype=np.int64)
    kept[~small] = np.unique(label[~small], return_inverse=True)[1]
    return settle(items, kept, np.flatnonzero(small), least=least)
