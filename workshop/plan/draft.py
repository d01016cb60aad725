"""Draft: what a workshop decided, as items that a plan can take in.

The one door between a workshop and a plan. It copies words and keeps where they came from.
"""

from dataclasses import dataclass

from workshop.plan.nouns import (
    FOUNDATION,
    KINDS,
    Competency,
    Fields,
    Priority,
    Quote,
    Source,
    Statement,
)
from workshop.room.outcome import Outcome, PriorityOutcome, StatementOutcome


@dataclass(frozen=True, slots=True)
class Draft:
    """An item that is offered to a plan; `source.key` is the same whenever it is brought."""

    kind: str
    fields: Fields
    source: Source


def bring(outcome: Outcome) -> list[Draft]:
    """Return the workshop's priorities and statements as drafts, in the order of a plan.

    Pure: the same outcome gives the same drafts. Only phrases that are shown are quoted. An idea
    for a goal is none of them: a goal has a result, an owner and a priority above it, and those
    who write the plan word it.
    """
    quotes = {
        q.response: Quote(q.response, q.text, q.group) for q in outcome.quotes if q.state == "shown"
    }
    drafts = [
        Draft(made.kind, _statement(made), _source(outcome, made, quotes))
        for made in outcome.statements
        if made.kind in FOUNDATION
    ]
    drafts += [
        Draft("priority", _priority(made), _source(outcome, made, quotes))
        for made in outcome.priorities
    ]
    # sorted() is stable: within a kind the room's order stays.
    return sorted(drafts, key=lambda draft: list(KINDS).index(draft.kind))


def _priority(made: PriorityOutcome) -> Priority:
    return Priority(title=made.title, text=_unlike(made.statement, made.title))


def _statement(made: StatementOutcome) -> Statement | Competency:
    if made.kind == "competency":
        return Competency(title=made.title, text=_unlike(made.text, made.title))
    return Statement(text=made.text)


def _unlike(text: str, title: str) -> str:
    """Return `text`, or nothing where it only says the title again."""
    return "" if text == title else text


def _source(
    outcome: Outcome, made: PriorityOutcome | StatementOutcome, quotes: dict[str, Quote]
) -> Source:
    return Source(
        key=f"{outcome.workshop}:{made.id}",
        workshop=outcome.workshop,
        code=outcome.code,
        title=outcome.title,
        held_on=outcome.held_on,
        seq=outcome.seq,
        kind="theme" if made.theme else "response" if made.responses else "wording",
        theme=made.theme_name,
        crowd=made.crowd,
        quotes=tuple(quotes[key] for key in made.responses if key in quotes),
        labels=outcome.labels,
    )
