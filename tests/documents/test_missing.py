"""Who is missing: in words, beside who took part, and without the number of a few (FA19)."""

from tests.plan.evening import Evening
from workshop.documents.blocks import Bullet, Heading, Line
from workshop.documents.missing import SHARES, SUGGESTION, missing
from workshop.documents.reader import Reader


def an_evening(**came: int) -> Evening:
    """Return an evening to which so many of each group came; the district has far more."""
    evening = Evening(population={"family": 600, "teacher": 300, "student": 100})
    for group, people in came.items():
        for _ in range(people):
            evening.joins(group)
    return evening


def said(evening: Evening) -> list[str]:
    return [b.text for b in missing(evening.outcome(), Reader()) if isinstance(b, Bullet)]


def test_FA19_a_group_with_less_than_its_share_is_named_with_both_shares():
    families, teachers, students = said(an_evening(family=6, teacher=14))
    assert families == (
        "Parent or family: 6 here, 30 % of the room and 60 % of the district. Under-represented."
    )
    assert teachers.endswith("14 here, 70 % of the room and 30 % of the district.")
    assert students.endswith("nobody here, 10 % of the district. Not represented.")


def test_FA19_what_may_be_done_and_the_day_of_the_numbers_are_said_once():
    blocks = list(missing(an_evening(family=6, teacher=14).outcome(), Reader()))
    assert blocks[0] == Heading("Who is missing", 2)
    assert Line(SUGGESTION) in blocks
    assert blocks[-1] == Line("The district's numbers are as of 2026-10-01.", "note")


def test_FA19_how_many_the_few_are_changes_nothing_that_is_said():
    assert said(an_evening(family=9, teacher=8, student=1)) == said(
        an_evening(family=9, teacher=8, student=4)
    )


def test_FA19_a_group_kept_back_beside_a_few_is_not_called_few():
    """Eight teachers stand with the one student: neither sentence says which of them is few."""
    families, teachers, students = said(an_evening(family=9, teacher=8, student=1))
    assert "9 here" in families
    kept = "told with the small groups, so that nobody can be found among fewer than five."
    assert (teachers, students) == (f"Teacher: {kept}", f"Student: {kept}")
    told = list(missing(an_evening(family=9, teacher=8, student=1).outcome(), Reader()))
    assert Line(SHARES, "note") in told, "families are not all of the district"


def test_where_no_numbers_were_said_nothing_is():
    evening = Evening()
    evening.joins("family")
    assert list(missing(evening.outcome(), Reader())) == []
