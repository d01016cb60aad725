"""Draft: what a workshop decided, as items that a plan can take in.

The one door between a workshop and a plan. It copies words and keeps where they came from.
"""

from dataclasses import dataclass

from workshop.plan.nouns import (
    FOUNDATION,
    KINDS,
    Competency,
    Fields,
    Goal,
    Priority,
    Quote,
    Source,
    Statement,
    Vote,
    mark_of,
    reads_as,
)
from workshop.room.outcome import Crowd, Outcome, PriorityOutcome, StatementOutcome

IDEA = "goal"  # the kind of a statement that waits for the plan
EXIT = "exit"  # a closing question is about the evening, not about the schools


@dataclass(frozen=True, slots=True)
class Draft:
    """An item that is offered to a plan; `source.key` is the same whenever it is brought."""

    kind: str
    fields: Fields
    source: Source
    more: tuple[Source, ...] = ()  # where several workshops stand behind it

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every workshop that stands behind it."""
        return (self.source, *self.more)

    def reads_as(self, vote: Vote) -> bool:
        """Return False where a vote was on other words than it would bring."""
        return reads_as(self.fields, vote)


def bring(outcome: Outcome) -> list[Draft]:
    """Return the workshop's priorities and statements as drafts, in the order of a plan.

    Pure: the same outcome gives the same drafts. Only phrases that are shown are quoted. What was
    made of a closing question is not brought, nor is an idea for a goal: a goal has a result, an
    owner and a priority above it, and those who write the plan word it.
    """
    quotes = _shown(outcome)
    drafts = [
        Draft(made.kind, _statement(made), _source(outcome, made, quotes))
        for made in outcome.shown_statements
        if made.kind in FOUNDATION and not _is_closing(outcome, made)
    ]
    drafts += [
        Draft("priority", _priority(made), _source(outcome, made, quotes))
        for made in outcome.shown_priorities
        if not _is_closing(outcome, made)
    ]
    # sorted() is stable: within a kind the room's order stays.
    return sorted(drafts, key=lambda draft: list(KINDS).index(draft.kind))


def goal_ideas(outcome: Outcome) -> list[Draft]:
    """Return the room's ideas for goals, to be read while somebody words one; none is brought."""
    quotes = _shown(outcome)
    return [
        Draft(made.kind, Goal(text=made.text), _source(outcome, made, quotes))
        for made in outcome.shown_statements
        if made.kind == IDEA
    ]


def _shown(outcome: Outcome) -> dict[str, Quote]:
    return {
        q.response: Quote(q.response, q.text, q.group) for q in outcome.quotes if q.state == "shown"
    }


def _priority(made: PriorityOutcome) -> Priority:
    return Priority(title=made.title, text=_unlike(made.statement, made.title))


def _statement(made: StatementOutcome) -> Statement | Competency:
    if made.kind == "competency":
        text = _unlike(made.text, made.title)
        return Competency(title=made.title, text=text, evidence=made.look_fors)
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
        votes=_votes(outcome, made),
        symbol=next((t.symbol for t in outcome.themes if t.id == made.theme), None),
        of=of_room(outcome, made.crowd),
    )


def of_room(outcome: Outcome, crowd: Crowd) -> tuple[tuple[str, int], ...]:
    """Return how many people of each of the crowd's groups were in the room."""
    told = {label for label, _ in crowd.groups}
    return tuple((label, people) for label, people in outcome.crowd.groups if label in told)


def _votes(outcome: Outcome, made: PriorityOutcome | StatementOutcome) -> tuple[Vote, ...]:
    """Return the closed votes on its theme and on its own words, in their order."""
    about = {made.id, made.theme} - {None}
    return tuple(
        Vote(
            kind=ballot.kind,
            question=ballot.question,
            round=ballot.round,
            place=option.place,
            options=len(ballot.options),
            score=option.score,
            people=ballot.people if ballot.levels else option.people,
            tables=ballot.tables if ballot.levels else option.tables,
            verdict=ballot.verdict,
            asked=mark_of(option.text) if ballot.levels and option.source == made.id else None,
        )
        for ballot in outcome.ballots
        if ballot.state == "closed" and ballot.votes
        for option in ballot.options
        if option.source in about
    )


def _is_closing(outcome: Outcome, made: PriorityOutcome | StatementOutcome) -> bool:
    """Return True for what came of a closing question."""
    closing = {prompt.id for prompt in outcome.prompts if prompt.kind == EXIT}
    prompts = {theme.prompt for theme in outcome.themes if theme.id == made.theme}
    prompts |= {quote.prompt for quote in outcome.quotes if quote.response in made.responses}
    return bool(prompts) and prompts <= closing
