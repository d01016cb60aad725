import numpy as np
import pytest

from workshop.theming.vectors import Space, find_table, leaders, lean, nearest, smooth, unit

TEXTS = ["more buses", "late bus", "school lunch", "lunch line"]
ENGLISH = ["en"] * 4


@pytest.mark.parametrize("table", [find_table(), None])
def test_texts_become_rows_of_length_one(table):
    rows = Space(table).fit(TEXTS, ENGLISH)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)


@pytest.mark.parametrize("table", [find_table(), None])
def test_further_texts_lie_near_those_that_say_the_same(table):
    space = Space(table)
    rows = space.fit(TEXTS, ENGLISH)
    near, _ = nearest(space.transform(["a bus"], ["en"]), rows, 1)
    assert near[0, 0] in {0, 1}


def test_a_language_is_no_theme_of_its_own():
    texts = ["more buses", "school lunch", "más autobuses", "almuerzo escolar"]
    rows = Space(find_table()).fit(texts, ["en", "en", "es", "es"])
    assert abs(rows[:2].mean(axis=0) @ rows[2:].mean(axis=0)) < 0.2


def test_the_vocabulary_knows_words_and_not_typos():
    table = find_table()
    assert table is not None
    assert table.knows("communication")
    assert not table.knows("comunnication")


def test_neighbours_come_best_first_and_never_include_oneself():
    rows = unit(np.array([[1.0, 0.0], [1.0, 0.1], [0.0, 1.0]]))
    near, weight = nearest(rows, rows, 2, skip=np.arange(3))
    assert near[:, 0].tolist() == [1, 0, 1]
    assert (np.diff(weight, axis=1) <= 0).all()


def test_smoothing_draws_neighbours_together():
    rows = unit(np.array([[1.0, 0.2], [1.0, -0.2], [-1.0, 0.0]]))
    smoothed = smooth(rows)
    assert smoothed[0] @ smoothed[1] > rows[0] @ rows[1]
    assert np.allclose(lean(rows, np.zeros((0, 2))), rows)


def test_a_very_large_room_is_led_by_a_sample_that_is_always_the_same():
    assert len(leaders(10_000, 0)) == 2_500
    assert (leaders(10_000, 0) == leaders(10_000, 0)).all()
