"""Reader: what is written when nobody says how."""

from datetime import date

from tests.plan.evening import EVENING
from workshop.documents.reader import Reader


def test_plain_days_and_numbers_are_the_same_everywhere():
    reader = Reader()
    assert reader.words("From the room") == "From the room"
    assert reader.day(date(2031, 6, 30)) == "2031-06-30"
    assert reader.day_of(EVENING) == "2026-03-12"
    assert (reader.number(12.0), reader.number(22.4)) == ("12", "22.4")
