"""Outcome: a workshop frozen at a seq, as everything after the workshop sees it.

It is what plans, documents and archives are made from. No seat's id is in it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from workshop.errors import Refused
from workshop.room.decided import (
    UNREAD,
    AgendaLine,
    BallotOutcome,
    ParkedOutcome,
    Wording,
    agenda_of,
    ballots_of,
    parked_of,
    told_in_ballots,
    wording_of,
    words_for_files,
)
from workshop.room.moderate import is_personnel_matter
from workshop.room.nouns import LIVE, Priority, Response, Room, Seat, Statement, is_beside_vote
from workshop.room.suggest import is_single
from workshop.room.theme import is_live

UNASKED = Wording()
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
    single: bool = False  # in no theme because nobody else said the like; else it is unsorted
    table: bool = False  # written by a table, not by one person
    late: bool = False
    redacted: bool = False
    reason: str | None = None  # why it is hidden or held
    minute: int = 0  # minutes after the workshop opened
    part_of: str | None = None  # the quote that its words are a piece of, or a copy
    paper: bool = False  # typed from a paper form
    tags: Mapping[str, str] = field(default_factory=dict)  # list → what its author chose of it


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many people and tables, by stakeholder group where it hides nobody."""

    people: int  # seats that stand for one person
    tables: int
    at_tables: int  # sum of the tables' headcounts
    groups: tuple[tuple[str, int], ...] = ()  # (label, people); groups under five are joined
    small: int = 0  # people of the joined small groups; 0 where even that would tell
    papers: int = 0  # paper forms that were typed in


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
    place: float
    keywords: tuple[str, ...]
    crowd: Crowd
    responses: tuple[str, ...]  # ids of shown responses, in order of arrival
    aside: bool = False
    mixed: bool = False  # it holds no one thought
    symbol: int | None = None  # 1–10: its hue and symbol


@dataclass(frozen=True, slots=True)
class PriorityOutcome:
    """A theme that the room chose to act on."""

    id: str
    title: str
    statement: str
    place: int
    theme: str | None  # the theme it came from, or what that was merged into
    theme_name: str | None  # its name when it was promoted
    crowd: Crowd
    responses: tuple[str, ...]
    wording: Wording = UNASKED


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
    wording: Wording = UNASKED
    look_fors: str = ""  # of a competency: a line for each grade band


@dataclass(frozen=True, slots=True)
class ExampleOutcome:
    """What a facilitator said that people could say; in no count, theme or statement."""

    id: str
    prompt: str
    text: str


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """How many of a group there are in the district, and how many of them were here."""

    label: str
    population: int
    here: int | None  # people who came by themselves; None where a group is not told apart


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
    examples: tuple[ExampleOutcome, ...] = ()
    # {label of a group: {language: label}}, of the groups that are told apart
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)  # lists beside the group → their names
    closed_at: int | None = None  # milliseconds since 1970 UTC
    frozen_at: int | None = None  # of when it speaks, once closed: the closing, or later (A19)
    agenda: tuple[AgendaLine, ...] = ()
    ballots: tuple[BallotOutcome, ...] = ()
    parked: tuple[ParkedOutcome, ...] = ()
    district: tuple[GroupOutcome, ...] = ()  # groups of which the district's number was said
    district_as_of: str = ""  # the day of those numbers, YYYY-MM-DD

    @property
    def shown_priorities(self) -> tuple[PriorityOutcome, ...]:
        """The priorities whose words anybody may read."""
        return tuple(one for one in self.priorities if not one.wording.unseen)

    @property
    def shown_statements(self) -> tuple[StatementOutcome, ...]:
        """The statements whose words anybody may read."""
        return tuple(one for one in self.statements if not one.wording.unseen)

    @property
    def is_final(self) -> bool:
        """Whether the workshop has ended; else this is what there is so far."""
        return self.state == "closed"


def freeze(room: Room, language: str = "en") -> Outcome:
    """Return the room as everything after it sees it; questions and groups named in `language`.

    Counts are of people, from responses that are shown. A group of fewer than five people in the
    room is never told apart, not even by subtraction: small groups are joined until they are five.
    Nor is what a quote's group and tags say together ever true of fewer than five. What was said
    beside a vote stands with the vote, and is in no prompt.
    Raises Refused `rehearsal_only`: nothing comes of a rehearsal (A16).
    """
    if room.workshop.rehearsal:
        raise Refused("rehearsal_only")
    told = _told_apart(room)
    tagged = _told_tags(room, told)
    labels = {
        key: names.get(language) or names.get("en") or key
        for key, names in room.workshop.groups.items()
    }

    def crowd(responses: Iterable[Response]) -> Crowd:
        return _crowd({response.seat for response in responses}, room, told, labels)

    def shown(keys: Iterable[str]) -> list[Response]:
        found = dict.fromkeys(_there(room, key) for key in keys)
        return [r for key in found if (r := room.responses[key]).state == "shown"]

    asked = [r for r in room.responses.values() if not is_beside_vote(r)]
    standing = [r for r in asked if r.state != "withdrawn"]
    said = [r for r in standing if r.part_of is None]
    workshop = room.workshop
    return Outcome(
        workshop=workshop.public_id,
        code=workshop.code,
        title=workshop.title,
        state=workshop.state,
        seq=room.seq,
        held_on=workshop.opened_at,
        crowd=_crowd(set(room.seats), room, told, labels),
        prompts=tuple(
            PromptOutcome(
                p.id,
                p.kind,
                p.questions.get(language, p.question),
                p.place,
                len(live),
                crowd(live),
            )
            for p in sorted(room.prompts.values(), key=lambda prompt: prompt.place)
            for live in [[r for r in said if r.prompt == p.id and is_live(r)]]
        ),
        quotes=tuple(
            replace(
                _quote(room, r, told, labels),
                tags={
                    name: _worded(workshop.tags[name]["options"][option], language)
                    for name, option in tagged.get(r.seat, {}).items()
                    if r.group == room.seats[r.seat].group  # else it was counted with others
                },
            )
            for r in standing
        ),
        themes=tuple(
            ThemeOutcome(
                t.id,
                t.prompt,
                t.name,
                t.place,
                t.words,
                crowd(live),
                tuple(r.id for r in live),
                t.aside,
                t.mixed,
                t.symbol,
            )
            for t in sorted(room.themes.values(), key=lambda theme: (theme.prompt, theme.place))
            if t.merged_into is None
            for live in [shown(sorted(room.by_theme.get(t.id, ()), key=_arrival))]
        ),
        priorities=tuple(
            PriorityOutcome(
                i.id,
                words_for_files(room, i, i.title),
                words_for_files(room, i, i.statement),
                i.place,
                *_sources(room, i),
                crowd(live),
                _ids(live),
                wording_of(room, i),
            )
            for i in sorted(room.priorities.values(), key=lambda priority: priority.place)
            for live in [shown(i.responses)]
        ),
        statements=tuple(
            StatementOutcome(
                v.id,
                v.kind,
                words_for_files(room, v, v.text),
                words_for_files(room, v, v.title),
                v.place,
                *_sources(room, v),
                crowd(live),
                _ids(live),
                wording_of(room, v),
                words_for_files(room, v, v.look_fors),
            )
            for v in sorted(room.statements.values(), key=lambda statement: statement.place)
            for live in [shown(v.responses)]
        ),
        district=_in_district(room, told, labels),
        district_as_of=workshop.population_as_of,
        examples=tuple(ExampleOutcome(e.id, e.prompt, e.text) for e in room.examples.values()),
        labels={
            labels[key]: dict(names)
            for key, names in workshop.groups.items()
            if key in told | told_in_ballots(room)
        },
        tags={key: _worded(asked["name"], language) for key, asked in workshop.tags.items()},
        closed_at=workshop.closed_at if workshop.state == "closed" else None,
        frozen_at=workshop.frozen_at if workshop.state == "closed" else None,
        agenda=agenda_of(room, language),
        ballots=ballots_of(room, labels),
        parked=parked_of(room),
    )


def crowd_behind(room: Room, themes: Iterable[str], language: str = "en") -> Crowd:
    """Return the people behind several themes, each of them once, told as an outcome tells them."""
    told = _told_apart(room)
    labels = {key: _worded(names, language) for key, names in room.workshop.groups.items()}
    keys = [key for theme in themes for key in room.by_theme.get(theme, ())]
    shown = [r for key in keys if (r := room.responses[key]).state == "shown"]
    return _crowd({response.seat for response in shown}, room, told, labels)


def _in_district(
    room: Room, told: frozenset[str], labels: dict[str, str]
) -> tuple[GroupOutcome, ...]:
    """Return the groups whose number in the district was said; that nobody came is no secret."""
    came = Counter(seat.group for seat in room.seats.values() if _is_one(seat))
    return tuple(
        GroupOutcome(labels[key], people, came[key] if key in told or not came[key] else None)
        for key, people in room.workshop.population.items()
    )


def _worded(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or names.get("en") or next(iter(names.values()))


def _sources(room: Room, source: Priority | Statement) -> tuple[str | None, str | None]:
    """Return the theme that stands for its own now, and what that was called when promoted."""
    theme = source.theme and room.follow(source.theme)
    return theme, source.theme_name


def _ids(responses: list[Response]) -> tuple[str, ...]:
    return tuple(response.id for response in responses)


def _there(room: Room, key: str) -> str:
    """Return the response, or its original where it is a part that stands no more."""
    response = room.responses[key]
    return response.part_of or key if response.state == "withdrawn" else key


def _arrival(key: str) -> int:
    return int(key[1:])


def _told_apart(room: Room) -> frozenset[str]:
    """Return the groups that may be named: five people or more, and no small group left alone."""
    return _large_enough(s.group for s in room.seats.values() if s.group and _is_one(s))


def _large_enough(said: Iterable[str]) -> frozenset[str]:
    """Return what at least five people said, and so that nobody can be told by subtraction.

    When those who said the rest are fewer than five, the smallest large one joins them.
    """
    sizes = Counter(said)
    large = sorted((n, key) for key, n in sizes.items() if n >= SMALLEST_GROUP)
    small = sum(n for n in sizes.values() if n < SMALLEST_GROUP)
    while large and 0 < small < SMALLEST_GROUP:
        small += large.pop(0)[0]
    return frozenset(key for _, key in large)


def _told_tags(room: Room, told: frozenset[str]) -> dict[str, dict[str, str]]:
    """Return what may be told of each seat: list → option, for people who came by themselves.

    List after list it divides those who are told alike so far, and tells what five of them chose.
    """
    found: dict[str, dict[str, str]] = {}
    alike: dict[tuple[str | None, ...], list[Seat]] = {}
    for seat in room.seats.values():
        if _is_one(seat):
            alike.setdefault((seat.group if seat.group in told else None,), []).append(seat)
    for name in room.workshop.tags:
        divided: dict[tuple[str | None, ...], list[Seat]] = {}
        for key, seats in alike.items():
            chosen = {seat.id: _chosen(room, seat, name) for seat in seats}
            large = _large_enough(option for option in chosen.values() if option)
            for seat in seats:
                option = chosen[seat.id] if chosen[seat.id] in large else None
                divided.setdefault((*key, option), []).append(seat)
                if option is not None:
                    found.setdefault(seat.id, {})[name] = option
        alike = divided
    return found


def _chosen(room: Room, seat: Seat, name: str) -> str | None:
    """Return what a seat has chosen of a list that still has it."""
    said = dict(tag.split(".", 1) for tag in seat.tags)
    return said.get(name) if said.get(name) in room.workshop.tags[name]["options"] else None


def _joined(room: Room, told: frozenset[str]) -> int:
    """Return how many people in the room belong to a group that is not told apart."""
    return sum(1 for s in room.seats.values() if s.group and s.group not in told and _is_one(s))


def _crowd(seats: set[str], room: Room, told: frozenset[str], labels: dict[str, str]) -> Crowd:
    people = tables = at_tables = small = papers = 0
    groups: dict[str, int] = {}
    for key in seats:
        seat = room.seats[key]
        if seat.entered_by is not None:
            papers += any(_counts(room.responses[r]) for r in room.by_seat.get(key, ()))
            continue
        if seat.table is not None:
            tables += 1
            at_tables += seat.headcount or 0
            continue
        people += 1
        if seat.group in told:
            groups[seat.group] = groups.get(seat.group, 0) + 1
        elif seat.group:
            small += 1
    if _joined(room, told) < SMALLEST_GROUP:
        small = 0
    in_order = [(labels[key], groups[key]) for key in labels if key in groups]
    return Crowd(people, tables, at_tables, tuple(in_order), small, papers)


def _counts(response: Response) -> bool:
    return response.state in LIVE and not is_beside_vote(response)


def _is_one(seat: Seat) -> bool:
    """Return True for the seat of somebody who came by themselves, with a phone."""
    return seat.table is None and seat.entered_by is None


def _quote(room: Room, response: Response, told: frozenset[str], labels: dict[str, str]) -> Quote:
    opened = room.workshop.opened_at or response.at
    return Quote(
        response=response.id,
        prompt=response.prompt,
        text=UNREAD if is_personnel_matter(response) else response.text,
        state=response.state,
        place=response.place,
        group=labels[response.group] if response.group in told else None,
        theme=response.theme,
        single=is_single(room, response),
        table=room.seats[response.seat].table is not None,
        late=response.late,
        redacted=response.redacted,
        reason=response.reason,
        minute=max(0, response.at - opened) // 60_000,
        part_of=response.part_of,
        paper=room.seats[response.seat].entered_by is not None,
    )
