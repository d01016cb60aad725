"""The screening marks what a person should read first (M7)."""

import pytest

from workshop.room.screen import flags_of


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("We care for each other", ()),
        ("Write to low@school.k12.mo.us", ("mail",)),
        ("Call 555-0134", ("phone",)),
        ("Call (417) 555 0134!", ("phone",)),
        ("+1 417.555.0134", ("phone",)),
        ("Follow @ms_low", ("handle",)),
        ("Meet @ 5", ()),
        ("In 2019 and 2020", ()),
        ("85% of 1200 students", ()),
        ("Budget of $1,250,000", ()),
        ("a@b.org @c_d 555 0134", ("mail", "phone", "handle")),
    ],
)
def test_M7_marks_are_put_on_what_leads_to_a_person(text: str, flags: tuple[str, ...]) -> None:
    assert flags_of(text) == flags
