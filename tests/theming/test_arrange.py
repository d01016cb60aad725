from tests.theming.conftest import BUSES, LUNCH, MUSIC
from workshop.theming.arrange import Arrangement, arrange
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
