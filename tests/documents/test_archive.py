"""Archive: everything, as JSON that says what it is."""

import json

from tests.documents.plan import a_whole_plan
from tests.plan.evening import PHRASES, a_whole_evening
from workshop.documents.archive import render_outcome, render_plan


def test_an_outcome_is_whole_and_names_its_format():
    archived = json.loads(render_outcome(a_whole_evening().outcome()))
    assert (archived["format"], archived["version"]) == ("workshop.outcome", 1)
    outcome = archived["outcome"]
    assert [quote["text"] for quote in outcome["quotes"]] == list(PHRASES)
    assert [theme["name"] for theme in outcome["themes"]] == [
        "Every student known",
        "Strong academics",
    ]
    assert len(outcome["priorities"]) == 2
    assert len(outcome["statements"]) == 3


def test_no_seat_is_in_an_archive():
    evening = a_whole_evening()
    archived = render_outcome(evening.outcome()).decode()
    for seat in evening.room.seats.values():
        assert f'"{seat.id}"' not in archived


def test_a_plan_is_archived_with_numbers_and_sources():
    archived = json.loads(render_plan(a_whole_plan()))
    assert (archived["format"], archived["version"]) == ("workshop.plan", 1)
    items = {item["id"]: item for item in archived["items"]}
    assert items["i9"]["number"] == "1.1.A.1"
    assert items["i9"]["fields"]["due"] == "2026-10-31"
    (source,) = items["i4"]["sources"]
    assert source["theme"] == "Every student known"
    assert source["quotes"][0]["text"] == PHRASES[0]
    assert archived["plan"]["title"] == "Maple 2031"
