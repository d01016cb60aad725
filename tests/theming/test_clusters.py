import numpy as np
import pytest

from workshop.theming.clusters import (
    Items,
    cluster,
    cut,
    dissolve,
    grow,
    halve,
    how_many,
    left_out,
    loosen,
    settle,
    trim,
)
from workshop.theming.vectors import unit


@pytest.mark.parametrize(
    ("n_responses", "n_themes"), [(6, 2), (12, 4), (20, 6), (60, 7), (100, 8), (250, 9), (9_999, 9)]
)
def test_the_number_of_themes_follows_the_number_of_responses(n_responses: int, n_themes: int):
    assert how_many(n_responses) == n_themes


def fan(*angles: float) -> np.ndarray:
    """Return unit vectors at these angles, in degrees."""
    turned = np.radians(angles)
    return np.stack([np.cos(turned), np.sin(turned)], axis=1)


def test_near_items_share_a_cluster():
    items = Items(fan(0, 1, 2, 90, 91, 92), np.ones(6))
    assert cluster(items, 2).tolist() == [0, 0, 0, 1, 1, 1]


def test_the_tree_is_that_of_average_linkage():
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    rows = unit(np.random.default_rng(3).normal(size=(40, 8)))
    distance = np.clip(1 - rows @ rows.T, 0, 2)
    np.fill_diagonal(distance, 0)
    heights = linkage(squareform(distance, checks=False), "average")[:, 2]
    merges = grow(Items(rows, np.ones(40)))
    assert np.allclose([height for height, _, _ in merges], heights)


def test_a_heavy_item_pulls_like_so_many_light_ones():
    rows = fan(0, 0, 0, 30, 75)
    light = cut(grow(Items(rows, np.ones(5))), 5, 2)
    heavy = cut(grow(Items(rows[2:], np.array([3.0, 1, 1]))), 3, 2)
    assert (light[2:] == light[2]).tolist() == (heavy == heavy[0]).tolist()


def test_items_kept_apart_never_meet():
    items = Items(fan(0, 0, 0), np.ones(3), frozenset({(0, 1), (1, 0)}))
    found = cluster(items, 1)
    assert found[0] != found[1]
    assert settle(items, np.array([0, -1, 0]), np.array([1])).tolist() == [0, -1, 0]


def test_the_members_of_a_small_cluster_join_the_nearest_or_stay_single():
    items = Items(fan(0, 1, 2, 20, 170), np.ones(5))
    found = dissolve(items, np.array([0, 0, 0, 1, 2]), least=0.25)
    assert found.tolist() == [0, 0, 0, 0, -1]


def test_what_is_unlike_the_rest_of_its_cluster_leaves_it():
    rows = fan(*[0] * 10, 85, *[120] * 9)
    label = np.array([0] * 11 + [1] * 9)
    assert loosen(Items(rows, np.ones(20)), label).tolist() == [0] * 10 + [-1] + [1] * 9


def test_said_by_many_it_is_no_stray():
    rows = fan(*[0] * 10, 85, *[120] * 9)
    heavy = np.array([1.0] * 10 + [6.0] + [1.0] * 9)
    assert (loosen(Items(rows, heavy), np.array([0] * 11 + [1] * 9)) >= 0).all()


def test_few_leave_and_no_cluster_falls_under_three():
    rows = fan(*[0] * 17, 89, 90, 91)
    label = np.array([0] * 17 + [1] * 3)
    assert loosen(Items(rows, np.ones(20)), label).tolist() == label.tolist()
    rows = fan(*[0] * 14, 84, 85, 86, 87, 88, 89)
    assert (loosen(Items(rows, np.ones(20)), np.zeros(20, dtype=int)) < 0).sum() == 4


def test_each_item_is_compared_with_its_cluster_as_if_it_were_not_in_it():
    random = np.random.default_rng(3)
    rows = unit(random.normal(size=(40, 5)))
    rows[5] = 0.0
    weight = random.integers(1, 2_000, 40).astype(float)
    label = random.integers(-1, 4, 40)
    label[7] = 5  # alone with a heavy weight; nobody is in 4
    found = left_out(Items(rows, weight), label)
    for item, theme in np.ndindex(found.shape):
        inside = np.flatnonzero(label == theme)
        others = inside[inside != item]
        expected = unit(weight[others] @ rows[others]) @ rows[item] if len(inside) else -2.0
        assert found[item, theme] == pytest.approx(expected, abs=1e-8)


def test_strays_do_not_draw_on_the_centres():
    rows = fan(*[0] * 8, 50, 52, *[120] * 8, 70, 68)
    label = np.array([0] * 10 + [1] * 10)
    found = trim(Items(rows, np.ones(20)), label)
    assert (found[[0, 10]] == [0, 1]).all()
    assert (found[[8, 9, 18, 19]] == -1).all()


def test_what_a_stray_made_of_its_cluster_is_mended_when_it_has_left():
    """Four stand with the wrong neighbours, because two far ones pull the right ones away."""
    rows = fan(*[0] * 6, *[35] * 4, *[80] * 8, -100, -110)
    label = np.array([0] * 6 + [1] * 12 + [0] * 2)
    found = trim(Items(rows, np.ones(20)), label)
    assert len(set(found[:10].tolist())) == 1
    assert (found[-2:] == -1).all()
    assert found[10] not in (found[0], -1)


def test_apart_stays_apart_while_strays_leave():
    rows = fan(*[0] * 6, *[90] * 6)
    items = Items(rows, np.ones(12), frozenset({(0, 1), (1, 0)}))
    found = trim(items, np.array([0] * 6 + [1] * 6))
    assert found[0] != found[1]


def test_fewer_than_three_of_each_are_no_clusters_to_trim():
    assert trim(Items(fan(0, 60, 120), np.ones(3)), np.array([0, 1, 1])).tolist() == [0, 1, 2]


def test_a_very_large_cluster_is_halved_by_a_sample_of_it():
    rows = unit(
        np.repeat(fan(0, 90), 2_000, axis=0) + np.random.default_rng(1).normal(0, 0.01, (4_000, 2))
    )
    half = halve(Items(rows, np.ones(4_000)), np.arange(4_000))
    assert half is not None
    assert set(half[1].tolist()) in ({*range(2_000)}, {*range(2_000, 4_000)})
