"""Stories: what people in the room need has a test that bears its id."""

import re
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]

# The musts and shoulds of participants, scribes, facilitators, co-facilitators and the wall; the
# import of surveys (FA18) is for later.
STORIES = (
    *(f"PA{number}" for number in range(1, 18)),
    *(f"TS{number}" for number in range(1, 6)),
    *(f"FA{number}" for number in (*range(1, 18), *range(19, 28))),
    *(f"CF{number}" for number in range(1, 6)),
    *(f"DI{number}" for number in range(1, 9)),
)


def told() -> set[str]:
    """Return the ids that stand in the names of tests: `test_R3_PA4_a_phrase_is_sent`."""
    found: set[str] = set()
    for path in (HOME / "tests").rglob("test_*.py"):
        for name in re.findall(r"def test_(\w+)", path.read_text()):
            found |= set(re.findall(r"(?:PA|TS|FA|CF|DI)\d+", name))
    return found


@pytest.mark.parametrize("story", STORIES)
def test_every_story_has_a_test(story: str) -> None:
    assert story in told()
