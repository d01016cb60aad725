"""A theme's place is moved by hand: T28."""

from tests.room.cast import Evening, ana, engine, fay, tom
from tests.room.conftest import Given
from workshop.room.order import MoveTheme
from workshop.room.undo import Undo


def order(evening: Evening, audience: str = "console") -> list[str]:
    """Return the themes of an audience in the order of their places."""
    themes = evening.sees(audience)["themes"]
    return sorted(themes, key=lambda key: (themes[key]["place"], int(key[1:])))


def three(given: Given) -> Evening:
    names = [fay.makes(name) for name in ("Music", "Buses", "Food")]
    return given(fay.opens("p1"), ana.submits("Band"), *names, fay.opens_the_view())


def test_T28_FA7_a_theme_is_put_first_last_or_between_on_every_screen(given: Given) -> None:
    evening = three(given).when(tom.sends(MoveTheme("t3")))
    for audience in ("console", "wall", "phone"):
        assert order(evening, audience) == ["t3", "t1", "t2"]
    assert order(evening.when(tom.sends(MoveTheme("t3", "t1")))) == ["t1", "t3", "t2"]
    assert order(evening.when(tom.sends(MoveTheme("t1", "t2")))) == ["t3", "t2", "t1"]


def test_T28_where_it_stands_already_nothing_happens(given: Given) -> None:
    evening = three(given)
    for command in (MoveTheme("t1"), MoveTheme("t2", "t1"), MoveTheme("t2", "t2")):
        evening.when(fay.sends(command)).changes_nothing()


def test_T28_it_stays_among_those_of_its_own_prompt(given: Given) -> None:
    evening = three(given).when(fay.makes("Elsewhere", prompt="p2"))
    evening.when(fay.sends(MoveTheme("t4", "t1"))).refuses("other_prompt")
    evening.when(fay.sends(MoveTheme("t1", "t9"))).refuses("no_such_thing")
    evening.when(fay.sends(MoveTheme("t4"))).changes_nothing()


def test_T28_a_merged_theme_stands_for_the_one_it_went_into(given: Given) -> None:
    evening = three(given).when(fay.merges("t2", into="t3"), fay.sends(MoveTheme("t2")))
    assert order(evening) == ["t3", "t1"]
    assert order(evening.when(fay.sends(MoveTheme("t3", "t1")))) == ["t1", "t3"]


def test_T28_one_undo_takes_it_back_and_another_does_it_again(given: Given) -> None:
    evening = three(given).when(fay.sends(MoveTheme("t3")), fay.sends(Undo()))
    assert order(evening) == ["t1", "t2", "t3"]
    evening.when(fay.sends(Undo(evening.seq)))
    assert order(evening) == ["t3", "t1", "t2"]


def test_T28_what_comes_later_stands_behind_what_was_placed_by_hand(given: Given) -> None:
    evening = three(given).when(fay.sends(MoveTheme("t3")), fay.sends(MoveTheme("t1", "t2")))
    evening.when(ana.submits("Bus"), ana.submits("Choir"), engine.drafts())
    evening.when(engine.drafts(n1=("r3",)), fay.accepts_draft())
    evening.when(fay.makes("By hand"))
    assert order(evening)[:3] == ["t3", "t2", "t1"]
    assert len(order(evening)) == 5


def test_T28_C4_nobody_is_overruled_unseen_and_no_neighbour_is_in_the_way(given: Given) -> None:
    evening = three(given)
    seen = evening.seq
    evening.when(tom.sends(MoveTheme("t3")))
    evening.when(fay.sends(MoveTheme("t3", "t1", seen))).refuses("changed_meanwhile")
    evening.when(fay.renames("t1", "Choirs", seen=seen)).takes()
    evening.when(fay.sends(MoveTheme("t2", "t3", seen))).takes()
    assert order(evening) == ["t3", "t2", "t1"]


def test_T28_there_is_room_between_two_themes_however_often_something_goes_there(
    given: Given,
) -> None:
    evening = three(given)
    for n in range(90):
        evening.when(fay.sends(MoveTheme(("t2", "t1")[n % 2], ("t1", "t2")[n % 2])))
        assert order(evening) == [["t1", "t2", "t3"], ["t2", "t1", "t3"]][n % 2], n
    places = [theme["place"] for theme in evening.console["themes"].values()]
    assert len(set(places)) == 3
