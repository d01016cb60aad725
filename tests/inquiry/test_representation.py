"""Who is missing: room and district side by side, and nobody found among a few."""

from hypothesis import given
from hypothesis import strategies as st

from workshop.inquiry.representation import (
    FEW,
    HOLD_A_SESSION,
    KEPT_BACK,
    NOT_REPRESENTED,
    REPRESENTED,
    UNDER_REPRESENTED,
    representation,
)

DISTRICT = {"families": 6_000, "students": 3_000, "staff": 600, "community": 2_400}
NUMBERS = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9_000), min_size=1)
COUNTS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 60))
FEWER = st.integers(1, 4)


def codes(counts: dict[str, int]) -> dict[str, str]:
    return {one.group: one.code for one in representation(counts, DISTRICT)}


def test_FA19_a_group_below_four_fifths_of_its_share_is_under_represented() -> None:
    counts = {"families": 12, "students": 20, "staff": 20, "community": 0}
    assert codes(counts) == {
        "families": UNDER_REPRESENTED,
        "students": REPRESENTED,
        "staff": REPRESENTED,
        "community": NOT_REPRESENTED,
    }


def test_FA19_room_and_district_stand_side_by_side() -> None:
    [one, other] = representation({"a": 8, "b": 12}, {"a": 500, "b": 500})
    assert (one.people, one.room_share, one.population_share) == (8, 0.4, 0.5)
    assert one.ratio == 0.8
    assert (one.code, one.suggestion) == (REPRESENTED, ""), "just enough is enough"
    assert other.ratio == 1.2
    [less, _] = representation({"a": 7, "b": 13}, {"a": 500, "b": 500})
    assert (less.code, less.suggestion) == (UNDER_REPRESENTED, HOLD_A_SESSION)


def test_FA19_fewer_than_five_are_never_told_and_not_found_by_subtraction() -> None:
    found = representation({"families": 3, "students": 20, "staff": 9}, DISTRICT)
    told = {one.group: (one.code, one.people) for one in found}
    assert told["families"] == (FEW, None)
    assert told["staff"] == (KEPT_BACK, None)
    assert told["students"] == (REPRESENTED, 20)


def test_FA19_only_groups_whose_number_is_known_are_told() -> None:
    assert [one.group for one in representation({"x": 9, "a": 7}, {"a": 5, "b": 0})] == ["a"]
    assert representation({}, {"a": 5}) == ()


@given(COUNTS, NUMBERS, st.lists(FEWER, min_size=7, max_size=7))
def test_FA19_nothing_told_determines_a_group_of_one_to_four(
    counts: dict[str, int], numbers: dict[str, int], others: list[int]
) -> None:
    other = {
        group: fewer if 0 < people < 5 else people
        for (group, people), fewer in zip(counts.items(), others, strict=False)
    }
    assert representation(counts, numbers) == representation(other, numbers)


@given(COUNTS, NUMBERS)
def test_FA19_one_group_alone_is_never_the_only_one_that_is_not_told(
    counts: dict[str, int], numbers: dict[str, int]
) -> None:
    told = {one.group for one in representation(counts, numbers) if one.people is not None}
    here = {group for group, people in counts.items() if people}
    few = {group for group in here if counts[group] < 5}
    assert not few & told
    assert not few or here == few or len(here - told) > 1
