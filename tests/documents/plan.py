"""A plan brought from a whole evening and written further, for documents to hold."""

from tests.plan.evening import a_whole_evening
from workshop.plan.draft import bring
from workshop.plan.nouns import Item, Plan, WholePlan, fields_of
from workshop.room.outcome import Outcome

PLAN = Plan("l1", "d1", "j1", "Maple 2031", 2026, 2031, 1, 1_773_351_000_000, "ufay")

GOAL = "Decrease chronic absenteeism from 22.4 % to 12 % by June 2031."
WRITTEN = (
    ("goal", "i4", {"text": GOAL, "owner": "Assistant Superintendent", "due": "2031-06-30"}),
    (
        "metric",
        "i6",
        {
            "title": "Chronic absence",
            "unit": "percent of students",
            "direction": "decrease",
            "baseline": "22.4",
            "baseline_on": "2026-05-31",
            "target": "12",
            "target_on": "2031-06-30",
        },
    ),
    ("strategy", "i6", {"text": "Connect every student with a trusted adult."}),
    (
        "action_step",
        "i8",
        {"text": "Match every student with an adult", "owner": "Principals", "due": "2026-10-31"},
    ),
    ("action_step", "i8", {"text": "Schedule advisory", "start": "2026-08-01"}),
)


def a_whole_plan(outcome: Outcome | None = None) -> WholePlan:
    items, sources, places = [], {}, {}

    def add(kind, parent, fields):
        places[kind, parent] = places.get((kind, parent), 0) + 1
        key = f"i{len(items) + 1}"
        items.append(Item(key, "l1", kind, parent, places[kind, parent], 1, fields))
        return key

    for draft in bring(outcome or a_whole_evening().outcome()):
        sources[add(draft.kind, None, draft.fields)] = (draft.source,)
    for kind, parent, values in WRITTEN if outcome is None else ():
        add(kind, parent, fields_of(kind, values))
    return WholePlan(PLAN, tuple(items), sources)
