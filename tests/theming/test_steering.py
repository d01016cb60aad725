import pytest

from workshop.errors import BadMessage
from workshop.theming.steering import Given, Steering, constrain, next_id


def test_rows_tied_in_a_chain_share_a_group():
    found = constrain(Steering(together=((0, 1), (3, 1))), 5)
    assert found.group[0] == found.group[1] == found.group[3]
    assert len(set(found.group)) == 3


def test_a_pinned_row_takes_its_whole_group_home():
    found = constrain(
        Steering(themes=(Given("Buses"),), pinned={1: "Buses"}, together=((0, 1),)), 3
    )
    assert found.home == {found.group[0]: "t1"}


def test_a_pin_to_a_theme_that_nobody_gave_makes_it():
    found = constrain(Steering(pinned={0: "lunch"}), 1)
    assert [theme.id for theme in found.themes] == ["lunch"]


def test_themes_without_an_id_are_numbered_past_those_that_have_one():
    found = constrain(Steering(themes=(Given("A"), Given("B", id="t1"), Given("C"))), 0)
    assert [theme.id for theme in found.themes] == ["t2", "t1", "t3"]
    assert next_id({"t1", "t2"}) == "t3"


@pytest.mark.parametrize(
    "steering",
    [
        Steering(pinned={0: "a", 1: "b"}, together=((0, 1),)),
        Steering(together=((0, 1), (1, 2)), apart=((2, 0),)),
        Steering(pinned={0: "a", 1: "a"}, apart=((0, 1),)),
        Steering(pinned={0: "a"}, aside=(0,)),
        Steering(themes=(Given("A", examples=(0,)), Given("B", examples=(0,)))),
    ],
)
def test_wishes_that_cannot_all_hold_are_refused(steering: Steering):
    with pytest.raises(BadMessage, match="steering_contradicts"):
        constrain(steering, 3)


@pytest.mark.parametrize("steering", [Steering(aside=(3,)), Steering(pinned={-1: "a"})])
def test_a_row_that_does_not_exist_is_refused(steering: Steering):
    with pytest.raises(BadMessage, match="steering_row"):
        constrain(steering, 3)


def test_two_themes_of_one_id_are_refused():
    with pytest.raises(BadMessage, match="steering_theme"):
        constrain(Steering(themes=(Given("A", id="x"), Given("B", id="x"))), 0)
