"""Archive: an outcome or a plan as JSON, for another installation and for the records.

Versioned: fields are added, never re-meant; `version` rises when one has to go. `parts` names what
an outcome of this version holds beside what the first had, for who reads both.
"""

import json
from dataclasses import asdict
from typing import Any

from workshop.plan.nouns import WholePlan, form_of
from workshop.plan.outline import numbered
from workshop.room.outcome import Outcome

VERSION = 1
PARTS = ("agenda", "ballots", "parked", "wording")


def render_outcome(outcome: Outcome) -> bytes:
    """Return a workshop's outcome: agenda, responses, themes, votes, statements, parking lot."""
    return _render("workshop.outcome", parts=list(PARTS), outcome=asdict(outcome))


def render_plan(whole: WholePlan) -> bytes:
    """Return a plan: its cover, its items with their numbers, and where they came from."""
    numbers = numbered(whole.items)
    items = [
        {
            "id": item.id,
            "kind": item.kind,
            "parent": item.parent,
            "place": item.place,
            "number": numbers.get(item.id),
            "version": item.version,
            "fields": form_of(item.fields),
            "sources": [asdict(source) for source in whole.sources_of(item.id)],
        }
        for item in whole.items
    ]
    return _render("workshop.plan", plan=asdict(whole.plan), items=items)


def _render(name: str, **content: Any) -> bytes:
    whole = {"format": name, "version": VERSION, **content}
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()
