"""The outcome: a workshop frozen, and nobody told apart in it."""

import json
from dataclasses import asdict

from tests.room.cast import Actor, Evening, Sent, ana, ben, door, engine, fay, four
from tests.room.conftest import Given
from workshop.room.outcome import crowd_behind, freeze
from workshop.room.suggest import SuggestThemes
from workshop.room.tags import SetTags


def seated(group: str | None, first: int, people: int) -> list[Sent]:
    return [Actor(f"s{n}", "participant").joins(group=group) for n in range(first, first + people)]


def crowded(given: Given) -> Evening:
    """Eleven families, six students, two of the staff, a table and one who does not say."""
    return given(*seated("families", 5, 10), *seated("students", 15, 5), *seated("staff", 20, 2))


def test_an_outcome_holds_what_was_said_and_decided(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), ben.submits("Choir"))
    evening.when(fay.makes("Music", "r1", "r2"), fay.promotes("t1"), fay.promotes("r1", "value"))
    outcome = freeze(evening.room)
    assert (outcome.seq, outcome.title, outcome.state) == (evening.seq, "Vision night", "open")
    assert [quote.text for quote in outcome.quotes] == ["Band", "Choir"]
    assert (outcome.themes[0].name, outcome.themes[0].responses) == ("Music", ("r1", "r2"))
    assert (outcome.priorities[0].theme_name, outcome.priorities[0].crowd.people) == ("Music", 2)
    assert outcome.statements[0].responses == ("r1",)


def test_what_came_of_a_theme_names_the_theme_that_it_was_merged_into(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), ben.submits("Choir"))
    evening.when(fay.makes("Band", "r1"), fay.makes("Choirs", "r2"), fay.makes("Music"))
    evening.when(fay.promotes("t1"), fay.promotes("t1", "value"), fay.promotes("r2", "vision"))
    evening.when(fay.merges("t1", into="t2"), fay.merges("t2", into="t3"))
    outcome = freeze(evening.room)
    assert [one.theme for one in outcome.priorities] == ["t3"]
    assert [one.theme for one in outcome.statements] == ["t3", None]
    assert outcome.priorities[0].theme_name == "Band", "as it was called when it was promoted"


def test_FA25_who_is_behind_several_themes_is_counted_once(given: Given) -> None:
    evening = crowded(given).when(fay.opens("p1"), ana.submits("Band"), ana.submits("Late bus"))
    evening.when(ben.submits("Bus"), fay.makes("Music", "r1"), fay.makes("Buses", "r2", "r3"))
    assert crowd_behind(evening.room, ("t1", "t2")).people == 2
    assert crowd_behind(evening.room, ("t1",)) == freeze(evening.room).themes[0].crowd
    assert crowd_behind(evening.room, ("t1",), "es").groups == (("Familias", 1),)


def test_what_is_in_no_theme_is_a_single_idea_or_unsorted(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), ben.submits("Choir"), ben.submits("Bus"))
    evening.when(engine.sends(SuggestThemes("p1", singles=("r1", "r2"))), fay.makes("Music", "r1"))
    assert [quote.single for quote in freeze(evening.room).quotes] == [False, True, False]


def test_a_theme_that_holds_no_one_thought_says_so(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), ben.submits("Bus"))
    plan = {"name": "Band · bus", "mixed": True, "responses": {"r1": True, "r2": True}}
    evening.when(engine.sends(SuggestThemes("p1", draft={"themes": {"n1": plan}})))
    assert [theme.mixed for theme in freeze(evening.room).themes] == [True]
    evening.when(fay.renames("t1", "A day"))
    assert [theme.mixed for theme in freeze(evening.room).themes] == [False]


def test_no_seats_id_is_in_it(given: Given) -> None:
    evening = crowded(given).when(fay.opens("p1"), ana.submits("Band"), four.submits("Bus"))
    text = json.dumps(asdict(freeze(evening.room)))
    assert not [seat for seat in evening.room.seats if f'"{seat}"' in text]


def test_a_group_under_five_people_is_never_told_apart(given: Given) -> None:
    crowd = freeze(crowded(given).room).crowd
    assert (crowd.people, crowd.tables, crowd.at_tables) == (20, 1, 6)
    # Two of the staff could be told by subtraction, so the six students join them.
    assert (crowd.groups, crowd.small) == ((("Families", 11),), 8)


def test_a_quote_names_only_groups_that_hide_somebody(given: Given) -> None:
    evening = crowded(given).when(fay.opens("p1"), ana.submits("Band"), ben.submits("Choir"))
    assert [quote.group for quote in freeze(evening.room).quotes] == ["Families", None]
    assert freeze(evening.room, "es").quotes[0].group == "Familias"


def test_a_group_that_is_told_apart_has_its_label_in_every_language(given: Given) -> None:
    outcome = freeze(crowded(given).room)
    assert outcome.labels == {"Families": {"en": "Families", "es": "Familias"}}


def test_only_what_is_shown_counts_and_what_is_withdrawn_is_gone(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), ben.submits("Choir"))
    evening.when(fay.makes("Music", "r1", "r2"), fay.hides("r1", "safety"), ben.withdraws("r2"))
    outcome = freeze(evening.room)
    assert [(quote.response, quote.reason) for quote in outcome.quotes] == [("r1", "safety")]
    assert outcome.themes[0].responses == ()
    assert outcome.prompts[0].responses == 0


def test_FA5_a_complaint_about_staff_stands_in_no_theme_of_an_outcome(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Fire the coach"), fay.makes("Sports", "r1"))
    evening.when(fay.hides("r1", "personnel"))
    (theme,) = freeze(evening.room).themes
    assert theme.responses == ()


SCHOOLS = {
    "school": {
        "name": {"en": "School", "es": "Escuela"},
        "options": {"north": {"en": "North", "es": "Norte"}, "south": {"en": "South"}},
    },
    "grade": {"name": {"en": "Grades"}, "options": {"k5": {"en": "K–5"}, "g6": {"en": "6–12"}}},
}


def tagged(given: Given, *chosen: tuple[str, int, tuple[str, ...]]) -> Evening:
    """Let people of a group come who chose these tags, and each say one thing."""
    evening = given(fay.opens("p1"), door.sends(SetTags(SCHOOLS)))
    first = 5
    for group, people, tags in chosen:
        seats = [Actor(f"s{n}", "participant") for n in range(first, first + people)]
        evening.when(*(seat.joins(group=group, tags=tags) for seat in seats))
        evening.when(*(seat.submits("Band") for seat in seats))
        first += people
    return evening


def tags_in(evening: Evening, language: str = "en") -> list[dict[str, str]]:
    return [dict(quote.tags) for quote in freeze(evening.room, language).quotes]


def test_PA3_a_quote_tells_what_five_people_chose_in_the_readers_language(given: Given) -> None:
    evening = tagged(given, ("families", 5, ("school.north", "grade.k5")))
    assert tags_in(evening, "es") == [{"school": "Norte", "grade": "K–5"}] * 5
    assert freeze(evening.room, "es").tags == {"school": "Escuela", "grade": "Grades"}


def test_PA3_what_fewer_than_five_chose_is_not_told_not_even_by_subtraction(given: Given) -> None:
    few = tagged(given, ("families", 9, ("school.north",)), ("families", 4, ("school.south",)))
    assert tags_in(few) == [{}] * 13, "the four could be told from the nine"


def test_PA3_group_and_tags_together_are_never_true_of_fewer_than_five(given: Given) -> None:
    evening = tagged(
        given,
        ("families", 6, ("school.north", "grade.k5")),
        ("families", 6, ("school.north", "grade.g6")),
        ("staff", 6, ("school.north",)),
        ("staff", 2, ("school.south",)),
    )
    north = [{"school": "North", "grade": "K–5"}] * 6 + [{"school": "North", "grade": "6–12"}] * 6
    assert tags_in(evening) == north + [{}] * 8


def test_M9_FA5_the_words_of_a_complaint_about_staff_stand_in_no_outcome(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Fire the coach"), ben.submits("Choir"))
    evening.when(fay.hides("r1", "personnel"), fay.hides("r2", "abusive"))
    texts = [quote.text for quote in freeze(evening.room).quotes]
    assert texts == ["[personnel matter]", "Choir"], "for any other reason the record keeps them"
