"""Clusters: an average-linkage tree over items of any weight, cut at a number of themes."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from workshop.theming.vectors import Matrix, added_up, leaders, unit

SMALLEST = 3  # responses in a theme
FEWEST, MOST = 3, 9  # themes that a room can take in
FORBIDDEN = 9.0  # a distance no two rows have (cosine distance is at most 2)
ROUNDS = 10  # of polishing
STRAY = 0.6  # of how well items usually stand in their clusters, under which one leaves its own
STRAYS = 0.2  # of the responses that may leave their clusters so
RIVAL = 0.5  # what likeness to the next cluster takes from likeness to one's own
LARGE = 250  # items above which nine themes may be too few
LADDER = (12, 16, 24, 32, 48, 64)  # numbers of themes that a large room may have
CROWD = 8  # items for each theme of a large room
CRISP = 0.3  # silhouette from which a large room has more than nine themes
ALONE = 1e-12  # of a squared length, what is left by rounding where nothing else is in a sum
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
        _merge(distance, size, active, one, other, apart=bool(items.apart))
    return sorted(merges)


def _distances(items: Items) -> Matrix:
    distance = items.vectors @ items.vectors.T
    np.subtract(1, distance, out=distance)
    np.clip(np.round(distance, 9, out=distance), 0, 2, out=distance)
    distance += distance.T
    distance /= 2
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


def _merge(
    distance: Matrix, size: Matrix, active: NDArray[np.bool_], one: int, other: int, *, apart: bool
) -> None:
    """Let `one` stand for both, at their weighted mean distance from all others.

    `apart`: whether any are kept apart.
    """
    both = (size[one] * distance[one] + size[other] * distance[other]) / (size[one] + size[other])
    if apart:
        both[(distance[one] == FORBIDDEN) | (distance[other] == FORBIDDEN)] = FORBIDDEN
        both[~active] = np.inf
    distance[one] = distance[:, one] = both  # infinite where it was: to itself, to what is merged
    distance[:, other] = np.inf
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


def cluster(items: Items, n_clusters: int | None, *, random_state: int = 0) -> NDArray[np.int64]:
    """Return the cluster of each item, (n,), from 0, -1 for strays; about `n_clusters` of three.

    None: as many as `how_many` says, and more in a large room whose themes are crisp.
    """
    own = leaders(len(items.vectors), random_state)
    label = np.full(len(items.vectors), -1, dtype=np.int64)
    label[own] = _cluster_exactly(items.only(own), n_clusters)
    others = np.setdiff1d(np.arange(len(label)), own)
    return loosen(items, settle(items, label, others)) if len(others) else label


def _cluster_exactly(items: Items, n_clusters: int | None) -> NDArray[np.int64]:
    merges, n_items = grow(items), len(items.vectors)
    shown = _shown_at(items, merges)
    wanted = how_many(int(items.weight.sum()))
    if n_items > LARGE:
        finer = [n for n in LADDER if n <= n_items // CROWD]
        cuts = [cut(merges, n_items, _pieces(shown, n)) for n in finer]
        crisp = [silhouette(items, found) for found in cuts]
        if max(crisp, default=0.0) >= CRISP:
            wanted = finer[int(np.argmax(crisp))]
    n_pieces = _pieces(shown, wanted)
    label = polish(items, cut(merges, n_items, n_pieces))
    while _shown(items, label) > wanted and n_pieces > 1:  # polished, a small one may have grown
        n_pieces -= 1
        label = polish(items, cut(merges, n_items, n_pieces))
    label = trim(items, label)  # before the walk, so that each of its steps keeps all other themes
    if n_clusters is not None:
        held = np.flatnonzero(label >= 0)
        label[held] = walk(items.only(held), label[held], n_clusters)
    return label


def walk(items: Items, label: NDArray[np.int64], n_clusters: int) -> NDArray[np.int64]:
    """Return the clusters joined or divided, one at a time, until `n_clusters` are shown.

    A join takes the two that are nearest on average; a division undoes the last join within the
    cluster where it was the farthest. So each step keeps all themes but those it names.
    """
    label = label.copy()
    while _shown(items, label) > n_clusters and (pair := _nearest_two(items, label)):
        label[label == pair[1]] = pair[0]
        label = np.unique(label, return_inverse=True)[1]
    while _shown(items, label) < n_clusters:
        parts = [halve(items, np.flatnonzero(label == one)) for one in np.unique(label)]
        halves = [half for half in parts if half is not None]
        if not halves:
            break
        label[max(halves, key=lambda half: half[0])[1]] = label.max() + 1
    return np.asarray(label, dtype=np.int64)


def _nearest_two(items: Items, label: NDArray[np.int64]) -> tuple[int, int] | None:
    """Return the two clusters of the smallest mean distance that may be one."""
    total = added_up(items.vectors * items.weight[:, None], label, int(label.max()) + 1)
    mean = total / np.bincount(label, weights=items.weight)[:, None]
    like = np.round(mean @ mean.T, 9)
    np.fill_diagonal(like, -np.inf)
    for one, other in items.apart:
        like[label[one], label[other]] = -np.inf
    if not np.isfinite(like).any():
        return None
    one, other = sorted(int(at) for at in np.unravel_index(like.argmax(), like.shape))
    return one, other


def halve(items: Items, inside: NDArray[np.int64]) -> tuple[float, NDArray[np.int64]] | None:
    """Undo the last join of a cluster that left two themes.

    Returns its height and the items of the smaller half; None where there are no two of three.
    """
    if len(inside) < 2:
        return None
    own = items.only(inside)
    sample = leaders(len(inside), 0)
    few = own.only(sample)
    merges = grow(few)
    apart = np.flatnonzero(_shown_at(few, merges) >= 2)
    if not len(apart):
        return None
    undone = len(sample) - int(apart[0])
    found = np.full(len(inside), -1, dtype=np.int64)
    found[sample] = dissolve(few, cut(merges, len(sample), int(apart[0])), least=-2.0)
    found = settle(own, found, np.flatnonzero(found < 0))
    smaller = int(np.bincount(found[found >= 0], weights=own.weight[found >= 0]).argmin())
    height = merges[undone][0] if undone < len(merges) else FORBIDDEN
    return height, inside[found == smaller]


def silhouette(items: Items, label: NDArray[np.int64]) -> float:
    """Return the mean silhouette by cosine distance, -1 to 1 (Rousseeuw 1987).

    The mean distance of a unit row to a cluster is 1 minus its product with the cluster's mean, so
    that no pair of rows is looked at.
    """
    rows = np.arange(len(label))
    member = (label[:, None] == np.arange(int(label.max()) + 1)[None, :]).astype(float)
    sizes = member.sum(axis=0)
    near = items.vectors @ (member.T @ items.vectors).T
    own_size = sizes[label]
    own = (own_size - near[rows, label]) / np.maximum(own_size - 1, 1)
    far = 1 - near / sizes
    far[rows, label] = np.inf
    other = far.min(axis=1)
    found = (other - own) / np.maximum(np.maximum(own, other), 1e-9)
    return float(np.mean(np.where(own_size > 1, found, 0.0)))


def polish(items: Items, label: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return clusters in which each item is with its nearest centre (spherical k-means)."""
    everything = np.arange(len(label))
    for _ in range(ROUNDS):
        better = settle(items, label, everything)
        if (better == label).all():
            break
        label = better
    return np.asarray(np.unique(label, return_inverse=True)[1], dtype=np.int64)


def _pieces(shown: NDArray[np.int64], n_clusters: int) -> int:
    """Return where the tree first shows `n_clusters` of three or more, else the most it has."""
    reached = shown[: DEEPEST * n_clusters + 1]
    enough = np.flatnonzero(reached >= n_clusters)
    return int(enough[0] if len(enough) else reached.argmax())


def _shown_at(items: Items, merges: list[Merge]) -> NDArray[np.int64]:
    """Return how many clusters of three or more there are at 0 … n_items pieces."""
    n_items = len(items.vectors)
    size = items.weight.astype(float).copy()
    root = np.arange(n_items)
    shown = np.zeros(n_items + 1, dtype=np.int64)
    count = int((size >= SMALLEST).sum())
    shown[n_items] = count
    for left, (_, one, other) in zip(range(n_items - 1, 0, -1), merges, strict=False):
        one, other = _root(root, one), _root(root, other)
        count -= int(size[one] >= SMALLEST) + int(size[other] >= SMALLEST)
        size[one] += size[other]
        root[other] = one
        count += int(size[one] >= SMALLEST)
        shown[left] = count
    return shown


def _root(root: NDArray[np.int64], item: int) -> int:
    while root[item] != item:
        root[item] = root[root[item]]
        item = int(root[item])
    return item


def _is_large(items: Items, label: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return for each cluster whether it has the responses of a theme."""
    return np.asarray(np.bincount(label, weights=items.weight) >= SMALLEST)


def _shown(items: Items, label: NDArray[np.int64]) -> int:
    return int(_is_large(items, label).sum())


def centres_of(items: Items, label: NDArray[np.int64]) -> Matrix:
    """Return the unit centre of each cluster 0…max: (n_clusters, d)."""
    return unit(totals_of(items, label))


def totals_of(items: Items, label: NDArray[np.int64]) -> Matrix:
    """Return the weighted sum of each cluster 0…max: (n_clusters, d)."""
    held = np.flatnonzero(label >= 0)
    shape = (int(label.max(initial=-1)) + 1, len(label))
    member = sp.csr_matrix((items.weight[held], (label[held], held)), shape=shape)
    return np.asarray(member @ items.vectors)


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
    settled = label.copy()
    settled[loose] = -1
    centres = centres_of(items, label)
    if len(centres):
        rows = items.vectors if len(loose) == len(label) else items.vectors[loose]
        _assign(items, settled, loose, np.round(rows @ centres.T, 9), least)
    return settled


def _assign(
    items: Items,
    settled: NDArray[np.int64],
    loose: NDArray[np.int64],
    likeness: Matrix,
    least: float = -2.0,
) -> None:
    """Put each loose item into its likeliest cluster: `likeness` is (n_loose, n_clusters)."""
    if not items.apart:
        best = likeness.argmax(axis=1)
        settled[loose] = np.where(likeness.max(axis=1) >= least, best, -1)
        return
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


def trim(items: Items, label: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return clusters whose strays are -1 and do not draw on their centres any more.

    Trimmed k-means (Cuesta-Albertos, Gordaliza and Matrán 1997): each item goes to the nearest
    centre, made without itself; the strays leave; until nothing changes.
    """
    label = np.where(_is_large(items, label)[label], label, -1)
    everything = np.arange(len(label))
    if (label < 0).all():
        return everything  # of a few responses each is a piece of its own
    for _ in range(ROUNDS):
        likeness = left_out(items, label)
        better = np.full_like(label, -1)
        _assign(items, better, everything, likeness)
        better = _without_strays(items, better, likeness)
        if (better == label).all():
            break
        label = better
    held = label >= 0
    label[held] = np.unique(label[held], return_inverse=True)[1]
    return label


def loosen(items: Items, label: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return clusters without their strays, -1 then."""
    return _without_strays(items, label, left_out(items, label)) if (label >= 0).any() else label


def left_out(items: Items, label: NDArray[np.int64]) -> Matrix:
    """Return the likeness of each item to each cluster without itself: (n_items, n_clusters).

    A cluster without any other is like nothing: -2.
    """
    held = np.flatnonzero(label >= 0)
    own, weight = label[held], items.weight[held]
    total = totals_of(items, label)
    length = np.linalg.norm(total, axis=1)
    nothing = np.maximum(ALONE * length**2, ALONE)[own]
    likeness = items.vectors @ total.T
    # Of a sum without one of its terms, the product and the length follow from those of the sum.
    with_all = likeness[held, own]
    itself = np.einsum("nd,nd->n", items.vectors, items.vectors)[held]
    others = length[own] ** 2 - 2 * weight * with_all + weight**2 * itself
    likeness /= np.maximum(length, 1e-9)
    without = (with_all - weight * itself) / np.sqrt(np.maximum(others, nothing))
    likeness[held, own] = np.where(others > nothing, without, 0.0)
    likeness[:, ~total.any(axis=1)] = -2.0
    return np.asarray(np.round(likeness, 9))


def _without_strays(items: Items, label: NDArray[np.int64], likeness: Matrix) -> NDArray[np.int64]:
    """Return clusters without those items that are less at home than is usual in this room.

    At home: likeness to the own cluster less RIVAL of that to the next one. Of the strays a fifth
    is where a person would put it, of all others more than half. They are STRAYS of the room at
    most, and no cluster falls under three responses by them.
    """
    held = np.flatnonzero(label >= 0)
    own = likeness[held, label[held]]
    next_ = likeness[held].copy()
    next_[np.arange(len(held)), label[held]] = -2.0
    next_ = next_.max(axis=1)
    at_home = np.round(own - RIVAL * np.where(next_ > -2.0, next_, 0.0), 9)
    size = np.bincount(label[held], weights=items.weight[held])
    loose = label.copy()
    least = STRAY * float(np.median(at_home))
    left = STRAYS * float(items.weight.sum()) - float(items.weight[label < 0].sum())
    for at in np.argsort(at_home, kind="stable"):
        item = held[at]
        left -= items.weight[item]
        if left < 0 or at_home[at] >= least:
            break
        if size[label[item]] - items.weight[item] >= SMALLEST:
            size[label[item]] -= items.weight[item]
            loose[item] = -1
    return loose
