"""Stars: W6–W7."""

from tests.room.cast import ana, ben, fay, tom
from tests.room.conftest import Given
from workshop.room.star import StarResponses


def test_W6_FA22_what_is_starred_is_told_to_consoles_and_walls_alone(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), ben.submits("Bus"), fay.makes("M", "r1"))
    evening.when(fay.opens_the_view(), tom.stars("r1"))
    assert evening.console["responses"]["r1"]["starred"] is True
    assert evening.wall["responses"]["r1"]["starred"] is True
    assert "starred" not in evening.wall["responses"]["r2"]
    assert "starred" not in evening.phone["responses"]["r1"]
    evening.when(fay.unstars("r1", "r2"))
    assert "starred" not in evening.wall["responses"]["r1"]


def test_W6_only_what_the_room_may_see_is_starred(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), ben.submits("Bus"), fay.hides("r1"))
    evening.when(fay.stars("r1")).refuses("not_shown")
    evening.when(fay.stars("r9")).refuses("no_such_thing")
    evening.when(fay.sends(StarResponses(()))).refuses("nothing_to_do")
    evening.when(fay.stars("r1", "r2"))
    starred = [key for key, r in evening.console["responses"].items() if "starred" in r]
    assert starred == ["r2"], "of several, those that may be"


def test_W6_what_is_hidden_stands_among_no_quotes(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), fay.stars("r1"), fay.hides("r1"))
    assert "r1" not in evening.wall["responses"]


def test_W6_to_star_again_changes_nothing(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), fay.stars("r1"))
    evening.when(tom.stars("r1")).changes_nothing()


def test_W6_FA22_a_star_is_taken_back_by_whoever_gave_it(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), fay.makes("Arts", "r1"), fay.stars("r1"))
    evening.when(fay.undoes())
    assert "starred" not in evening.console["responses"]["r1"]
    assert evening.console["responses"]["r1"]["theme"] == "t1", "nothing else goes with it"
    evening.when(fay.undoes(evening.mine(fay)["redo"]["entry"]))
    assert evening.console["responses"]["r1"]["starred"] is True


def test_W6_a_star_says_nothing_of_themes(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), fay.stars("r1"))
    assert evening.console["prompts"]["p1"]["steered"] is False


def test_W7_other_words_have_no_star(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), ben.submits("Bus"))
    evening.when(fay.stars("r1", "r2"), ana.edits("r1", "Something else"), ben.withdraws("r2"))
    assert "starred" not in evening.wall["responses"]["r1"]
    assert not evening.room.responses["r2"].starred


def test_W7_words_that_a_facilitator_redacts_keep_it(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Ms. Low plays"), fay.stars("r1"))
    evening.when(fay.redacts("r1", "[…] plays"))
    assert evening.wall["responses"]["r1"]["starred"] is True
