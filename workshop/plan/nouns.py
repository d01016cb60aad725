"""Nouns: what a plan is made of.

A plan is a tree of items. What may be written in an item follows from its kind; the fields are
declared here once, for forms and for tables. Ids are text, times milliseconds since 1970 UTC.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from pydantic import ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from sqlmodel import SQLModel

from workshop.errors import BadMessage, Refused
from workshop.plan.typed import (
    Day,
    Direction,
    Line,
    Lines,
    Number,
    Sentence,
    Text,
    Title,
    Year,
    not_before,
)
from workshop.room.outcome import Crowd
from workshop.room.text import squeeze

# --- what can be written, by kind -----------------------------------------------------------


class Cover(SQLModel):
    """A plan's title and its first and last year."""

    title: Title
    start_year: Year
    end_year: Year

    @field_validator("end_year")
    @classmethod
    def _after_start(cls, end: int, others: ValidationInfo) -> int:
        if end < others.data.get("start_year", end):
            raise PydanticCustomError("ends_before_start", "ends before it starts")
        return end


class Statement(SQLModel):
    """A mission, vision, value or guardrail: one worded sentence or a few."""

    text: Sentence


class Competency(SQLModel):
    """One line of the profile of a graduate: a name, and what it means."""

    title: Title
    text: Text = ""
    evidence: Lines = ""  # what it looks like: a line for each grade band


class Priority(SQLModel):
    """What the district chose to act on, and the sentence that says why it matters."""

    title: Title
    text: Text = ""


class Goal(SQLModel):
    """A result that can be checked, with the one accountable person."""

    text: Sentence
    owner: Line = ""
    due: Day = None


class Strategy(SQLModel):
    """The way chosen to reach a goal."""

    text: Sentence
    owner: Line = ""


class ActionStep(SQLModel):
    """One task with owner and dates."""

    text: Sentence
    owner: Line = ""
    start: Day = None
    due: Day = None
    funding: Line = ""
    evidence: Text = ""  # how it will be seen that it is done

    @field_validator("due")
    @classmethod
    def _after_start(cls, due: date | None, others: ValidationInfo) -> date | None:
        return not_before(others.data.get("start"), due)


class Metric(SQLModel):
    """What is measured: where it stands, and where it shall stand."""

    title: Title
    unit: Line = ""
    direction: Direction = "increase"
    baseline: Number = None
    baseline_on: Day = None
    target: Number = None
    target_on: Day = None

    @field_validator("target_on")
    @classmethod
    def _after_baseline(cls, target_on: date | None, others: ValidationInfo) -> date | None:
        return not_before(others.data.get("baseline_on"), target_on)


Fields = Statement | Competency | Priority | Goal | Strategy | ActionStep | Metric

# The kinds of items in the order in which a plan is read.
KINDS: dict[str, type[Fields]] = {
    "mission": Statement,
    "vision": Statement,
    "value": Statement,
    "competency": Competency,
    "guardrail": Statement,
    "priority": Priority,
    "goal": Goal,
    "metric": Metric,
    "strategy": Strategy,
    "action_step": ActionStep,
}
FOUNDATION = ("mission", "vision", "value", "competency", "guardrail")

# What each kind stands under; the others stand at the top.
PARENTS = {"goal": "priority", "metric": "goal", "strategy": "goal", "action_step": "strategy"}


# --- the plan and its items -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan's cover; its items are loaded with `WholePlan`."""

    id: str
    district: str
    project: str
    title: str
    start_year: int
    end_year: int
    version: int
    created_at: int
    created_by: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a plan; `fields` is the noun of its kind."""

    id: str
    plan: str
    kind: str
    parent: str | None
    place: int  # among the items of its kind under its parent
    version: int
    fields: Fields

    @property
    def name(self) -> str:
        """Its title, or its text where it has no title."""
        return getattr(self.fields, "title", "") or self.text

    @property
    def text(self) -> str:
        """Its text; a metric has none."""
        return getattr(self.fields, "text", "")

    def reads_as(self, vote: "Vote") -> bool:
        """Return False where a vote was on other words than the item has now."""
        return reads_as(self.fields, vote)


def reads_as(fields: Fields, vote: "Vote") -> bool:
    """Return False where a vote was on other words than these."""
    text, title = getattr(fields, "text", ""), getattr(fields, "title", "")
    return vote.asked is None or vote.asked in (mark_of(text), mark_of(title or text))


def mark_of(words: str) -> str:
    """Return what tells whether words have changed: a digest, no copy that a redaction misses."""
    return hashlib.sha256(squeeze(words).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Quote:
    """A phrase of the room behind an item."""

    response: str  # id in its workshop
    text: str
    group: str | None = None  # label of the stakeholder group; None where it would tell who


@dataclass(frozen=True, slots=True)
class Vote:
    """How the room voted on what an item came from, or on its words."""

    kind: str  # of the ballot
    question: str
    round: int
    place: int | None = None  # among the options, shared by those that are level
    options: int = 0
    score: float | None = None
    people: int = 0  # who gave it something; of a wording, who voted
    tables: int = 0
    verdict: str | None = None  # of a wording: consensus | concerns | block
    asked: str | None = None  # the mark of that wording, see `mark_of`


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item came from: a theme, a response or only wording, in one workshop.

    `key` is the same whenever the same thing of a workshop is brought.
    """

    key: str  # "<workshop>:<id of the priority or statement>"
    workshop: str
    code: str
    title: str  # of the workshop
    held_on: int | None
    seq: int  # at which the workshop was frozen
    kind: str  # theme | response | wording
    theme: str | None  # its name when it was promoted
    crowd: Crowd
    quotes: tuple[Quote, ...] = ()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # as in an outcome
    votes: tuple[Vote, ...] = ()  # in their order
    symbol: int | None = None  # of the theme, 1–10
    of: tuple[tuple[str, int], ...] = ()  # (label, people in the room) of the crowd's groups

    def here(self, label: str) -> int | None:
        """Return how many people of a group were in the room; None where nobody kept it."""
        return dict(self.of).get(label)

    def group(self, label: str, language: str) -> str:
        """Return what a group is called in a language; its one label where no other is known."""
        return self.labels.get(label, {}).get(language, label)


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one item, or of the cover, changed once.

    Field `""` is the item's existence: `new` is its name when it was added, `old` its name when it
    was removed. Field `place` is its number among its siblings.
    """

    id: int
    item: str | None  # None: the plan's cover
    field: str
    old: str
    new: str
    by: str | None
    by_name: str | None
    at: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class WholePlan:
    """A plan with everything in it."""

    plan: Plan
    items: tuple[Item, ...] = ()
    sources: Mapping[str, tuple[Source, ...]] = field(default_factory=dict)  # by item

    def of_kind(self, kind: str, parent: str | None = None) -> tuple[Item, ...]:
        """Return the items of a kind under `parent`, in order."""
        found = (i for i in self.items if i.kind == kind and i.parent == parent)
        return tuple(sorted(found, key=lambda item: item.place))

    def sources_of(self, item: str) -> tuple[Source, ...]:
        """Return where an item came from, oldest first."""
        return self.sources.get(item, ())


# --- from forms and to forms ----------------------------------------------------------------


def fields_of(kind: str, values: Mapping[str, Any]) -> Fields:
    """Return the noun of a kind from what a form says; texts, dates and numbers put in order.

    Raises BadMessage `unknown_kind`, `unknown_field`; Refused `invalid_fields` with
    `fields`, {field: {"code": …, …}}: `empty`, `too_long` (limit), `not_a_date`, `not_a_number`,
    `unknown_choice`, `ends_before_start`.
    """
    if kind not in KINDS:
        raise BadMessage("unknown_kind", kind=kind[:40])
    return _checked(KINDS[kind], values)


def cover_of(values: Mapping[str, Any]) -> Cover:
    """Return a cover from what a form says.

    Raises BadMessage `unknown_field`; Refused `invalid_fields` as `fields_of`, and `not_a_year`
    (first, last).
    """
    return _checked(Cover, values)


def form_of(fields: Fields | Cover | Plan) -> dict[str, str]:
    """Return what a form shows of the fields: text for every one, empty where there is none."""
    names = Cover.model_fields if isinstance(fields, Plan) else type(fields).model_fields
    return {name: _as_text(getattr(fields, name)) for name in names}


Noun = TypeVar("Noun", bound=SQLModel)


def _checked(noun: type[Noun], values: Mapping[str, Any]) -> Noun:
    unknown = sorted(set(values) - set(noun.model_fields))
    if unknown:
        raise BadMessage("unknown_field", field=unknown[0][:40])
    try:
        return noun.model_validate(dict(values))
    except ValidationError as error:
        faults = {str(one["loc"][0]): _fault(one["type"], one.get("ctx")) for one in error.errors()}
        raise Refused("invalid_fields", fields=faults) from None


def _fault(code: str, params: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"code": "empty" if code == "missing" else code, **(params or {})}


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
