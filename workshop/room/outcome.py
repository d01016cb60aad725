"""Outcome: a workshop frozen at a seq, as everything after the workshop sees it.

It is what plans, documents and archives are made from. No seat's id is in it.
"""

from dataclasses import dataclass

SMALLEST_GROUP = 5  # people: below it a group is never told apart


@dataclass(frozen=True, slots=True)
class Quote:
    """One response as it may be read afterwards."""

    response: str  # id in its workshop
    prompt: str
    text: str
    state: str  # held | shown | hidden
    place: int
    group: str | None = None  # label of the stakeholder group; None where it would tell who
    language: str | None = None
    theme: str | None = None
    table: bool = False  # written by a table, not by one person
    late: bool = False
    redacted: bool = False
    reason: str | None = None  # why it is hidden or held
    minute: int = 0  # minutes after the workshop opened


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many people and tables, by stakeholder group where it hides nobody."""

    people: int  # seats that stand for one person
    tables: int
    at_tables: int  # sum of the tables' headcounts
    groups: tuple[tuple[str, int], ...] = ()  # (label, people); groups under five are joined
    small: int = 0  # people of the joined small groups; 0 where even that would tell


@dataclass(frozen=True, slots=True)
class PromptOutcome:
    """A prompt as it was put to the room."""

    id: str
    kind: str
    question: str
    place: int
    responses: int
    crowd: Crowd


@dataclass(frozen=True, slots=True)
class ThemeOutcome:
    """A theme with the people behind it."""

    id: str
    prompt: str
    name: str
    place: int
    keywords: tuple[str, ...]
    crowd: Crowd
    responses: tuple[str, ...]  # ids of shown responses, in order of arrival
    aside: bool = False


@dataclass(frozen=True, slots=True)
class PriorityOutcome:
    """A theme that the room chose to act on."""

    id: str
    title: str
    statement: str
    place: int
    theme: str | None  # the theme it came from
    theme_name: str | None  # its name when it was promoted
    crowd: Crowd
    responses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatementOutcome:
    """A worded statement: kind is mission, vision, value, competency or guardrail."""

    id: str
    kind: str
    text: str
    title: str
    place: int
    theme: str | None
    theme_name: str | None
    crowd: Crowd
    responses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A workshop frozen at `seq`."""

    workshop: str
    code: str
    title: str
    state: str
    seq: int
    held_on: int | None  # milliseconds since 1970 UTC when it was opened
    crowd: Crowd
    prompts: tuple[PromptOutcome, ...]
    quotes: tuple[Quote, ...]
    themes: tuple[ThemeOutcome, ...]
    priorities: tuple[PriorityOutcome, ...]
    statements: tuple[StatementOutcome, ...]
