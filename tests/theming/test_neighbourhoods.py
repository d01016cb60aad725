import numpy as np
import pytest

from workshop.theming.neighbourhoods import Neighbourhoods
from workshop.theming.vectors import Matrix, unit


def crowds(*places: int, size: int, spread: float = 0.2) -> Matrix:
    """Return `size` rows around each of these axes of twenty dimensions."""
    draw = np.random.default_rng(0)
    centres = np.repeat(np.eye(20)[list(places)], size, axis=0)
    return unit(centres + draw.normal(0, spread, centres.shape))


@pytest.mark.parametrize("size", [13, 60, 400, 3_000])
def test_a_neighbourhood_is_as_much_alike_as_is_usual_whatever_its_size(size: int):
    room = Neighbourhoods(crowds(0, 1, 2, size=size))
    assert room.share(np.arange(size)) == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("size", [13, 60, 400])
def test_what_is_drawn_from_everywhere_is_far_less_alike(size: int):
    room = Neighbourhoods(crowds(0, 1, 2, 3, size=size))
    assert room.share(np.arange(0, 4 * size, 4)) < 0.4


def test_a_small_theme_is_held_against_a_dozen_neighbours():
    room = Neighbourhoods(crowds(0, 1, size=20))
    assert room.share(np.arange(4)) > 0.75
    assert room.share(np.array([0, 1, 20, 21])) < 0.5


def test_one_response_alone_and_a_room_of_one_are_alike():
    rows = crowds(0, size=3)
    assert Neighbourhoods(rows).share(np.array([1])) == 1
    assert Neighbourhoods(rows[:1]).share(np.array([0])) == 1
    assert Neighbourhoods(rows[:0]).share(np.array([], dtype=int)) == 1


def test_where_nothing_is_alike_no_theme_is_less_so():
    assert Neighbourhoods(np.eye(5)).share(np.arange(3)) == 1
