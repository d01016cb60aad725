"""The tally: the server draws what the fixtures say; the browser is held to the same."""

import json
import re
from pathlib import Path
from typing import Any

import jinja2
import pytest

ROOT = Path(__file__).parents[2]
TALLIES = json.loads((ROOT / "tests" / "fixtures" / "tally.json").read_text())


def drawn(people: int, among: int) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT / "templates"), autoescape=True
    )
    return str(environment.get_template("parts/tally.html").module.tally(people, among, "people"))  # type: ignore[attr-defined]  # a macro


def strokes(html: str) -> int:
    return sum(path.count("M") for path in re.findall(r' d="([^"]*)"', html))


@pytest.mark.parametrize("tally", TALLIES, ids=lambda t: f"{t['people']} of {t['among']}")
def test_the_server_draws_the_fixture(tally: dict[str, Any]) -> None:
    html = drawn(tally["people"], tally["among"])
    assert re.findall(r' d="([^"]*)"', html) == [tally["rest"], tally["counted"]]
    assert f'viewBox="0 0 {tally["width"]} 23"' in html


def test_every_fifth_stroke_crosses_its_gate() -> None:
    assert strokes(drawn(5, 0)) == 5
    assert "M-2.0" in drawn(5, 0)


def test_more_than_forty_people_are_left_to_the_numeral() -> None:
    assert " hidden" in drawn(41, 62)
    assert strokes(drawn(9, 62)) == 9, "of a large room only those counted are drawn"
