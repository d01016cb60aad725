import numpy as np

from workshop.theming.board import Board, lay_out
from workshop.theming.steering import Steering, constrain
from workshop.theming.vectors import find_table

TEXTS = ["Small classes", "idk", "small class!", "band", "choir"]


def laid_out(steering: Steering = Steering()) -> Board:  # noqa: B008  # frozen
    return lay_out(TEXTS, constrain(steering, 5), language=None, table=find_table(), random_state=0)


def test_rows_that_say_the_same_move_as_one():
    board = laid_out()
    assert board.item_of[0] == board.item_of[2]
    assert board.stacks == ((0, 2),)


def test_a_row_that_says_nothing_is_no_item():
    assert laid_out().item_of[1] == -1


def test_twins_that_a_person_told_apart_are_two_items():
    board = laid_out(Steering(apart=((0, 2),)))
    assert board.item_of[0] != board.item_of[2]
    others = np.arange(len(board.groups)) == board.item_of[2]
    assert not board.may_share(board.item_of[0], others)


def test_tied_rows_are_one_item_whatever_they_say():
    board = laid_out(Steering(together=((3, 4),), pinned={3: "music"}))
    assert board.item_of[3] == board.item_of[4]
    assert board.home(board.item_of[4]) == "music"
    assert board.rows_of([board.item_of[3]]) == [3, 4]
