"""The phone's warnings: on the same fixture as the screening, and never of what is not held."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.room.test_screen import SCREENING, lines

CASES = json.loads((Path(__file__).parents[1] / "fixtures" / "cautions.json").read_text())
CONTACTS = {"mail", "phone", "handle", "link", "number"}
FLAGS = {"name": {"name"}, "contact": CONTACTS, "private": {"protected"}}

CAUTIONS = """async (texts) => {
  const { cautions } = await import('/js/dom/caution.js')
  return texts.map(cautions)
}"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40] or "nothing")
def test_PA15_the_screening_marks_what_the_phone_warns_of(case: dict) -> None:
    flags = set(SCREENING(case["text"]).flags)
    for caution in case["cautions"]:
        assert flags & FLAGS[caution], caution
    assert case["cautions"] or not flags


@pytest.mark.journey
def test_PA15_the_phone_warns_of_what_the_fixture_says_and_of_nothing_that_is_not_held(
    bench: Page,
) -> None:
    hostile = [line.split("\t")[1] for line in lines("hostile.txt")]
    texts = [*(case["text"] for case in CASES), *hostile, *lines("innocent.txt")]
    found = dict(zip(texts, bench.evaluate(CAUTIONS, texts), strict=True))
    assert [found[case["text"]] for case in CASES] == [case["cautions"] for case in CASES]
    warned = [text for text in texts if found[text]]
    assert [text for text in warned if not SCREENING(text).flags] == []
    assert sum(1 for text in hostile if found[text]) > 60
