"""Patches between views."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.room.cast import through_json
from workshop.room.patch import difference, merge


def test_V1_a_difference_takes_away_and_adds() -> None:
    before = {"a": 1, "b": {"x": True, "y": 2}, "c": 3}
    after = {"a": 1, "b": {"y": 4}, "d": {}}
    patch = difference(before, after)
    assert patch == {"b": {"x": None, "y": 4}, "c": None, "d": {}}
    assert merge(before, patch) == after
    assert difference({"on": True}, {"on": 1}) == {"on": 1}


JSON = st.recursive(
    st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from("abc"), JSON), st.dictionaries(st.sampled_from("abc"), JSON))
def test_V1_a_difference_merged_is_what_came_after(before: Any, after: Any) -> None:
    assert merge(before, through_json(difference(before, after))) == after
