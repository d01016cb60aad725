"""Nouns: what people type is put in order, and refused kindly."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.errors import BadMessage, Refused
from workshop.plan.nouns import KINDS, ActionStep, Cover, Metric, cover_of, fields_of, form_of


def faults(kind: str, **values: str) -> dict:
    with pytest.raises(Refused) as refused:
        fields_of(kind, values)
    assert refused.value.code == "invalid_fields"
    return refused.value.params["fields"]


def test_a_metric_reads_numbers_and_dates_as_people_type_them():
    metric = fields_of(
        "metric",
        {
            "title": "  Chronic   absence ",
            "unit": "% of students",
            "direction": "decrease",
            "baseline": "22,4",
            "baseline_on": "2026-05-31",
            "target": " 12 ",
            "target_on": "",
        },
    )
    assert metric == Metric(
        title="Chronic absence",
        unit="% of students",
        direction="decrease",
        baseline=22.4,
        baseline_on=date(2026, 5, 31),
        target=12.0,
    )


def test_every_fault_is_named_by_its_field():
    found = faults("action_step", text=" ", owner="x" * 201, start="2030-01-01", due="2029-01-01")
    assert found == {
        "text": {"code": "empty"},
        "owner": {"code": "too_long", "limit": 200},
        "due": {"code": "ends_before_start"},
    }


def test_a_metric_cannot_be_reached_before_it_was_measured():
    found = faults("metric", title="x", baseline_on="2030-01-01", target_on="2029-01-01")
    assert found == {"target_on": {"code": "ends_before_start"}}


def test_a_direction_is_one_of_three():
    assert faults("metric", title="x", direction="up") == {"direction": {"code": "unknown_choice"}}


def test_an_unknown_kind_or_field_is_a_bad_message():
    with pytest.raises(BadMessage, match="unknown_kind"):
        fields_of("pillar", {})
    with pytest.raises(BadMessage, match="unknown_field"):
        fields_of("goal", {"text": "x", "title": "y"})


def test_a_cover_has_a_title_and_years_in_order():
    assert cover_of({"title": "Maple 2030", "start_year": "2026", "end_year": "2031"}) == Cover(
        title="Maple 2030", start_year=2026, end_year=2031
    )
    for years, code in [
        (("2031", "2026"), "ends_before_start"),
        (("2026", "next"), "not_a_year"),
        (("2026", "²⁰³¹"), "not_a_year"),
        (("2026", "20310"), "not_a_year"),
        (("2026", ""), "empty"),
    ]:
        with pytest.raises(Refused) as refused:
            cover_of({"title": "Maple", "start_year": years[0], "end_year": years[1]})
        assert refused.value.params["fields"]["end_year"]["code"] == code


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_form_of_any_kind_is_refused_with_what_is_missing(kind):
    assert {"code": "empty"} in faults(kind).values()


texts = st.text(min_size=1, max_size=40).filter(lambda text: len(text.split()) > 0)
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(text=texts, owner=st.text(max_size=20), due=st.none() | days, start=st.none() | days)
def test_what_a_form_shows_can_be_sent_back_unchanged(text, owner, due, start):
    try:
        step = ActionStep(text=text, owner=owner, due=due, start=start)
    except ValueError:
        return  # only invisible characters, or ends before it starts
    assert fields_of("action_step", form_of(step)) == step


@given(st.floats(-1e11, 1e11))
def test_a_number_survives_the_form(number):
    metric = Metric(title="x", baseline=number)
    assert fields_of("metric", form_of(metric)) == metric
