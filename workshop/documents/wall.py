"""Wall: what the wall showed, on paper, to be sent the same evening.

A sheet for each question with its themes, then what the room recommends, then its votes.  Only what
is shown stands here, in words and counts that read in greyscale.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workshop.documents.ballots import (
    SEPARATOR,
    closed,
    field,
    level_of,
    place_of,
    rule_of,
    score_of,
    text_of,
    title_of,
    verdict_of,
    voters_of,
)
from workshop.documents.blocks import Grid
from workshop.documents.minutes import UNGROUPED, counts_of, headed, picked, weight_of
from workshop.documents.reader import Reader
from workshop.room.decided import BallotOutcome
from workshop.room.outcome import Outcome, PriorityOutcome, StatementOutcome

MESSAGES = (
    "Everybody who came",
    "From the room",
    "Other phrases",
    "Thank you for your words.",
    "Theme",
)


@dataclass(frozen=True, slots=True)
class Card:
    """A theme, a priority or a statement with the people behind it; quotes as (words, who)."""

    name: str
    text: str = ""
    count: str = ""
    quotes: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page."""

    heading: str
    lines: Sequence[str] = ()
    notes: Sequence[str] = ()
    cards: Sequence[Card] = ()
    tables: Sequence[Grid] = ()


def wall(outcome: Outcome, reader: Reader, *, district: str, at: int) -> list[Sheet]:
    """Return the sheets in their order; `at` is when they are made, in milliseconds since 1970."""
    return [
        _thanks(outcome, reader, district, at),
        *_questions(outcome, reader),
        *_recommended(outcome, reader),
        *(_vote(ballot, reader) for ballot in closed(outcome)),
    ]


def _thanks(outcome: Outcome, reader: Reader, district: str, at: int) -> Sheet:
    say = reader.words
    when = reader.day_of(outcome.held_on) if outcome.held_on is not None else ""
    lines = [SEPARATOR.join(filter(None, (district, when))), say("Thank you for your words.")]
    if not outcome.is_final:
        lines.append(say("So far: the workshop has not ended."))
    notes = [
        f"{say('Everybody who came')}: {counts_of(outcome.crowd, reader)}",
        say("The room recommends. Only the school board adopts."),
        f"{say('As of')} {reader.day_of(at)}, {reader.time_of(at)}",
    ]
    cards = [
        Card(prompt.question, count=f"{say('Phrases')}: {prompt.responses}")
        for prompt in outcome.prompts
        if prompt.responses and prompt.kind not in UNGROUPED
    ]
    return Sheet(outcome.title, lines, notes, cards)


def _questions(outcome: Outcome, reader: Reader) -> Iterator[Sheet]:
    say = reader.words
    shown = {quote.response: quote for quote in outcome.quotes if quote.state == "shown"}
    for prompt in outcome.prompts:
        if prompt.kind in UNGROUPED or not prompt.responses:
            continue
        themes = [
            theme
            for theme in outcome.themes
            if theme.prompt == prompt.id and theme.responses and not theme.aside
        ]
        themes.sort(key=lambda theme: (-weight_of(theme.crowd), theme.place))
        cards = [
            Card(
                theme.name,
                count=counts_of(theme.crowd, reader),
                quotes=[
                    (quote.text, _group(outcome, quote.group, reader))
                    for quote in picked(theme, shown)
                ],
            )
            for theme in themes
        ]
        loose = [
            q
            for q in shown.values()
            if q.prompt == prompt.id and q.theme is None and q.part_of is None
        ]
        notes = [
            f"{say('Phrases')}: {prompt.responses}{SEPARATOR}{counts_of(prompt.crowd, reader)}"
        ]
        if loose and themes:
            notes.append(f"{say('Other phrases')}: {len(loose)}")
        if not themes:
            cards = [Card(say("From the room"), quotes=[(quote.text, "") for quote in loose[:3]])]
        yield Sheet(prompt.question, notes=notes, cards=cards)


def _recommended(outcome: Outcome, reader: Reader) -> Iterator[Sheet]:
    cards = [
        Card(one.title, one.statement, _behind(one, reader)) for one in outcome.shown_priorities
    ]
    cards += [
        Card(headed(one, reader), one.text, _behind(one, reader))
        for one in outcome.shown_statements
    ]
    if cards:
        notes = [reader.words("The room recommends. Only the school board adopts.")]
        yield Sheet(reader.words("What the room recommends"), notes=notes, cards=cards)


def _behind(one: PriorityOutcome | StatementOutcome, reader: Reader) -> str:
    """Return theme and people; a word of ours leads, because the theme's may run leftwards."""
    is_told = one.theme_name and one.theme_name != one.title
    named = f"{reader.words('Theme')}: {one.theme_name}" if is_told else ""
    return SEPARATOR.join(filter(None, (named, counts_of(one.crowd, reader))))


def _vote(ballot: BallotOutcome, reader: Reader) -> Sheet:
    say = reader.words
    notes = [rule_of(ballot, reader), voters_of(ballot, reader)]
    if ballot.levels:
        rows = [
            (level_of(ballot, level, reader), str(votes))
            for level, votes in sorted(ballot.levels.items(), reverse=True)
        ]
        table = Grid(say("Result"), (say("Level"), say("Votes")), tuple(rows), (3.0, 1.0))
        lines = [text_of(option, reader) for option in ballot.options]
        lines.append(f"{say('The room’s verdict')}: {verdict_of(ballot.verdict, reader)}")
        return Sheet(title_of(ballot, reader), lines, notes, tables=[table])
    if ballot.kind == "impact_effort" and ballot.votes:
        return Sheet(title_of(ballot, reader), (), notes, tables=[field(ballot, reader)])
    ranked = [
        (
            place_of(ballot, option, reader),
            text_of(option, reader),
            score_of(ballot, option, reader),
        )
        for option in ballot.options
    ]
    heads = (say("Rank"), say("Option"), say("Result"))
    tables = [Grid(say("Result"), heads, tuple(ranked), (0.6, 4.0, 1.6))] if ballot.votes else []
    return Sheet(title_of(ballot, reader), (), notes, tables=tables)


def _group(outcome: Outcome, label: str | None, reader: Reader) -> str:
    if not label:
        return ""
    return outcome.labels.get(label, {}).get(reader.language, label)
