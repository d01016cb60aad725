import numpy as np
import pytest

from tests.theming.conftest import BUSES, LUNCH, MUSIC
from workshop.theming.arrange import Arrangement, arrange, without_heaps
from workshop.theming.board import lay_out
from workshop.theming.steering import Given, Steering, constrain
from workshop.theming.vectors import find_table


def arranged(texts: list[str], steering: Steering) -> Arrangement:
    held = constrain(steering, len(texts))
    board = lay_out(texts, held, language="en", table=find_table(), random_state=0)
    return arrange(board, held.themes, 4, 0)


def test_loose_responses_join_the_standing_theme_they_fit():
    steering = Steering(
        themes=(Given("Buses", id="b"), Given("Lunch", id="l")), placed={0: "b", 1: "l"}
    )
    found = arranged([BUSES[0], LUNCH[0], BUSES[1], LUNCH[1]], steering)
    assert found.label[[found.board.item_of[2], found.board.item_of[3]]].tolist() == [0, 1]


def test_what_fits_no_standing_theme_and_holds_together_makes_a_new_one():
    found = arranged([*BUSES, *MUSIC], Steering(placed=dict.fromkeys(range(4), "buses")))
    assert found.n_themes == 2
    assert {int(found.label[found.board.item_of[row]]) for row in range(4, 8)} <= {1, -1}


def test_a_closed_theme_is_given_nothing():
    steering = Steering(themes=(Given("Buses", id="b", closed=True),), placed={0: "b"})
    found = arranged(BUSES, steering)
    assert found.fits == {}
    assert (found.label == 0).sum() == 1


CRISP = [*BUSES, *LUNCH, *MUSIC, "math help", "math tests", "math tutors", "more math"]
CRISP += ["a new roof", "roof repair", "roof leaks", "the roof", "cell phones", "phones in class"]
CRISP += ["ban phones", "phone rules"]
HEAP = ["Friday football", "less paper", "a dress code", "taxes"]


@pytest.mark.parametrize(("n_crisp", "stays"), [(6, False), (4, True)])
def test_a_small_heap_without_one_thought_is_no_theme_where_there_are_enough(
    n_crisp: int, stays: bool
):
    texts = [*CRISP[: 4 * n_crisp], *HEAP]
    board = lay_out(
        texts, constrain(Steering(), len(texts)), language="en", table=find_table(), random_state=0
    )
    found = np.empty(len(board.groups), dtype=np.int64)
    for row in board.rows:
        found[board.item_of[row]] = row // 4
    kept = without_heaps(board, np.arange(len(found)), found)
    heap = [board.item_of[4 * n_crisp + at] for at in range(4)]
    assert bool((kept[heap] >= 0).all()) is stays
    assert len(np.unique(kept[kept >= 0])) == n_crisp + stays
    assert (np.delete(kept, heap) >= 0).all()
