"""Plan rows: what goes into a row comes out of it."""

import pytest

from workshop.errors import Refused
from workshop.plan.nouns import KINDS, fields_of
from workshop.store.plan_rows import fields_in, hand
from workshop.store.tables import PlanItemRow

FILLED = {
    "title": "Absence",
    "text": "Fewer absences",
    "owner": "Principals",
    "start": "2026-08-01",
    "due": "2031-06-30",
    "funding": "Title I",
    "evidence": "A list",
    "unit": "%",
    "direction": "decrease",
    "baseline": "22.4",
    "baseline_on": "2026-05-31",
    "target": "12",
    "target_on": "2031-06-30",
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_one_table_holds_every_field_of_every_kind(kind):
    names = KINDS[kind].model_fields
    fields = fields_of(kind, {name: FILLED[name] for name in names})
    assert fields_in(PlanItemRow(kind=kind, **fields.model_dump())) == fields


def test_a_reason_is_put_in_order_and_kept_short():
    assert hand("u1", 1, "  the board \n asked ").reason == "the board asked"
    assert hand("u1", 1, " ").reason is None
    with pytest.raises(Refused, match="too_long"):
        hand("u1", 1, "x" * 2001)
