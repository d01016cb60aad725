"""Combine: the themes of a project's workshops side by side, and those that are one theme.

A person is somebody in one workshop: nobody can know whether the same one came to another. What is
told apart here was told apart by the outcomes; a workshop of fewer than five people is counted
together with others, so that nobody's numbers can be found by subtraction either.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workshop.plan.draft import Draft, of_room
from workshop.plan.nouns import Priority, Quote, Source
from workshop.room.nouns import Room
from workshop.room.outcome import (
    SMALLEST_GROUP,
    Crowd,
    Outcome,
    ThemeOutcome,
    crowd_behind,
    freeze,
)

MOSTLY = 0.75  # of the people in one workshop: there it is strong, elsewhere hardly heard


@dataclass(frozen=True, slots=True)
class Ref:
    """A theme of one workshop."""

    workshop: str
    theme: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Themes that somebody has found to be one, as they are kept."""

    id: str
    kind: str  # of the prompts that they answer
    name: str
    place: int
    version: int
    parts: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """One workshop's outcome, and who in it stands behind what was joined."""

    outcome: Outcome
    # What was joined → the themes here that stand for it → what they were when they were joined.
    parts: Mapping[str, Mapping[str, tuple[str, ...]]]
    crowds: Mapping[str, Crowd]  # what was joined → the people here, each of them once


@dataclass(frozen=True, slots=True)
class Loose:
    """A theme that is not combined yet."""

    ref: Ref
    theme: ThemeOutcome
    is_told: bool  # whether it may be said how many people are behind it


@dataclass(frozen=True, slots=True)
class Asked:
    """A workshop in which a kind of prompt was put to the room."""

    workshop: str
    title: str
    code: str
    held_on: int | None
    is_running: bool  # what stands here stands so far
    is_told: bool  # its people are counted apart from those of other workshops
    questions: tuple[str, ...]
    loose: tuple[Loose, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one workshop adds to a combined theme."""

    asked: Asked
    themes: tuple[ThemeOutcome, ...]
    crowd: Crowd | None  # None where its people are counted together with others
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Combined:
    """A theme that was heard in several workshops, with the people behind it."""

    joined: Joined
    parts: tuple[Part, ...]
    crowd: Crowd  # in all; somebody who came to two workshops counts in each
    counts: Mapping[str, Crowd]  # by workshop that is told apart and asked, also where nobody is
    rest: Crowd | None  # of the workshops that are counted together
    only: str | None  # the workshop in which it is strong alone
    among: int  # workshops that asked

    @property
    def heard_in(self) -> int:
        """In how many workshops somebody said it."""
        return sum(1 for part in self.parts if any(theme.responses for theme in part.themes))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One kind of prompt, across the workshops of a project."""

    kind: str
    asked: tuple[Asked, ...]
    combined: tuple[Combined, ...]
    tells: bool = True  # False: so few people came in all that they are not counted
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # as in an outcome

    @property
    def apart(self) -> tuple[Asked, ...]:
        """The workshops whose people are counted by themselves."""
        return tuple(one for one in self.asked if one.is_told)

    @property
    def together(self) -> tuple[Asked, ...]:
        """The workshops whose people are counted together."""
        return tuple(one for one in self.asked if not one.is_told)

    @property
    def loose(self) -> tuple[Loose, ...]:
        """Every theme that is not combined yet."""
        return tuple(loose for one in self.asked for loose in one.loose)

    def group(self, label: str, language: str) -> str:
        """Return what a group is called in a language; its one label where no other is known."""
        return self.labels.get(label, {}).get(language, label)


# --- inside a workshop ----------------------------------------------------------------------


def hear(room: Room, joined: Sequence[Joined], workshop: str, language: str = "en") -> Heard:
    """Return what a room came to, and who stands behind each of its themes that were joined.

    A theme that was merged since is followed. Where two that were joined elsewhere have become one,
    the one that stands keeps its place, so that nobody is counted twice.
    Raises what `room.outcome.freeze` raises.
    """
    known = [(one.id, ref.theme) for one in joined for ref in one.parts if ref.workshop == workshop]
    standing = sorted(known, key=lambda pair: room.follow(pair[1]) != pair[1])
    taken: dict[str, str] = {}
    parts: dict[str, dict[str, tuple[str, ...]]] = {}
    for key, theme in standing:
        found = room.follow(theme)
        if found in room.themes and taken.setdefault(found, key) == key:
            behind = parts.setdefault(key, {})
            behind[found] = (*behind.get(found, ()), theme)
    crowds = {key: crowd_behind(room, themes, language) for key, themes in parts.items()}
    return Heard(freeze(room, language), parts, crowds)


# --- across the workshops -------------------------------------------------------------------


def compare(heard: Sequence[Heard], joined: Sequence[Joined]) -> tuple[Comparison, ...]:
    """Return a comparison for each kind of prompt, in the order in which the kinds were asked."""
    kinds: dict[str, None] = {}
    for one in heard:
        kinds |= dict.fromkeys(prompt.kind for prompt in one.outcome.prompts)
    kinds |= dict.fromkeys(one.kind for one in joined)
    found = [_compare(kind, heard, [one for one in joined if one.kind == kind]) for kind in kinds]
    return tuple(one for one in found if one.combined or one.loose)


def _compare(kind: str, heard: Sequence[Heard], joined: Sequence[Joined]) -> Comparison:
    ids = {one.id for one in joined}
    asking = [
        one
        for one in heard
        if ids & one.parts.keys()
        or any(p.kind == kind and p.responses for p in one.outcome.prompts)
    ]
    sizes = {one.outcome.workshop: _size(one.outcome.crowd) for one in asking}
    told = _told_apart(sizes)
    asked = {one.outcome.workshop: _asked(one, kind, told) for one in asking}
    combined = [_combine(one, asking, asked) for one in sorted(joined, key=lambda j: j.place)]
    return Comparison(
        kind,
        tuple(asked.values()),
        tuple(combined),
        tells=sum(sizes.values()) >= SMALLEST_GROUP,
        labels={label: names for one in asking for label, names in one.outcome.labels.items()},
    )


def _size(crowd: Crowd) -> int:
    return crowd.people + crowd.at_tables + crowd.papers


def _told_apart(sizes: Mapping[str, int]) -> frozenset[str]:
    """Return the workshops of five people or more, unless one has to hide those that are smaller.

    The same rule by which an outcome tells groups apart.
    """
    large = sorted((n, key) for key, n in sizes.items() if n >= SMALLEST_GROUP)
    small = sum(n for n in sizes.values() if n < SMALLEST_GROUP)
    while large and 0 < small < SMALLEST_GROUP:
        small += large.pop(0)[0]
    return frozenset(key for _, key in large)


def _asked(heard: Heard, kind: str, told: frozenset[str]) -> Asked:
    outcome = heard.outcome
    prompts = {prompt.id: prompt for prompt in outcome.prompts if prompt.kind == kind}
    taken = {theme for themes in heard.parts.values() for theme in themes}
    is_told = outcome.workshop in told
    loose = [
        Loose(Ref(outcome.workshop, theme.id), theme, is_told)
        for theme in outcome.themes
        if theme.prompt in prompts and theme.id not in taken and theme.responses and not theme.aside
    ]
    return Asked(
        outcome.workshop,
        outcome.title,
        outcome.code,
        outcome.held_on,
        outcome.state == "open",
        is_told,
        tuple(prompt.question for prompt in prompts.values()),
        tuple(sorted(loose, key=lambda one: (-one.theme.crowd.people, one.theme.place))),
    )


def _combine(joined: Joined, heard: Sequence[Heard], asked: Mapping[str, Asked]) -> Combined:
    behind = {one.outcome.workshop: one.crowds.get(joined.id, Crowd(0, 0, 0)) for one in heard}
    apart = {key: crowd for key, crowd in behind.items() if asked[key].is_told}
    together = [crowd for key, crowd in behind.items() if not asked[key].is_told]
    in_all = _add(behind.values())
    groups = _add(apart.values())  # in the others, a group may be told by subtraction
    return Combined(
        joined,
        tuple(_part(joined, one, asked) for one in heard if joined.id in one.parts),
        Crowd(
            in_all.people,
            in_all.tables,
            in_all.at_tables,
            groups.groups,
            groups.small,
            in_all.papers,
        ),
        apart,
        _without_groups(_add(together)) if together else None,
        _only(in_all, apart),
        len(heard),
    )


def _part(joined: Joined, heard: Heard, asked: Mapping[str, Asked]) -> Part:
    outcome, keys = heard.outcome, heard.parts[joined.id]
    standing = tuple(theme for theme in outcome.themes if theme.id in keys)
    behind = {key for theme in standing for key in theme.responses}
    one = asked[outcome.workshop]
    return Part(
        one,
        standing,
        heard.crowds[joined.id] if one.is_told else None,
        tuple(
            Quote(quote.response, quote.text, quote.group if one.is_told else None)
            for quote in outcome.quotes
            if quote.response in behind
        ),
    )


def _add(crowds: Iterable[Crowd]) -> Crowd:
    """Return several workshops' people together; groups of the same label are one group."""
    people = tables = at_tables = small = papers = 0
    groups: dict[str, int] = {}
    for crowd in crowds:
        people += crowd.people
        tables += crowd.tables
        at_tables += crowd.at_tables
        small += crowd.small
        papers += crowd.papers
        for label, n in crowd.groups:
            groups[label] = groups.get(label, 0) + n
    return Crowd(people, tables, at_tables, tuple(groups.items()), small, papers)


def _without_groups(crowd: Crowd) -> Crowd:
    return Crowd(crowd.people, crowd.tables, crowd.at_tables, papers=crowd.papers)


def _only(in_all: Crowd, apart: Mapping[str, Crowd]) -> str | None:
    """Return the workshop told apart in which nearly everybody stands behind it, if it is one."""
    whole = _size(in_all)
    most = max(apart, key=lambda key: _size(apart[key]), default=None)
    is_strong = most is not None and whole > 0 and _size(apart[most]) >= MOSTLY * whole
    return most if is_strong else None


# --- into a plan ----------------------------------------------------------------------------


def draft_of(combined: Combined, outcomes: Mapping[str, Outcome]) -> Draft:
    """Return a combined theme as a priority with a source for each of its workshops.

    A workshop whose people are counted together with others brings its words without a number.
    """
    sources = [
        _source(combined.joined.id, part, outcomes[part.asked.workshop]) for part in combined.parts
    ]
    first, *more = sources
    return Draft("priority", Priority(title=combined.joined.name, text=""), first, tuple(more))


def _source(key: str, part: Part, outcome: Outcome) -> Source:
    return Source(
        key=f"{outcome.workshop}:{key}",
        workshop=outcome.workshop,
        code=outcome.code,
        title=outcome.title,
        held_on=outcome.held_on,
        seq=outcome.seq,
        kind="theme",
        theme=" · ".join(theme.name for theme in part.themes),
        crowd=part.crowd or Crowd(0, 0, 0),
        quotes=part.quotes,
        labels=outcome.labels,
        symbol=part.themes[0].symbol if len(part.themes) == 1 else None,
        of=of_room(outcome, part.crowd) if part.crowd else (),
    )
