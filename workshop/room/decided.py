"""Decided: what the room came to by voting, and what it put aside, for everything after it.

No seat's id is in it and nobody's vote; groups are told as tally.py tells them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from workshop.room.ballot import ABOUT
from workshop.room.moderate import is_personnel_matter
from workshop.room.nouns import Ballot, Option, Priority, Prompt, Response, Room, Statement
from workshop.room.park import words_of
from workshop.room.tally import REST, Line, Tally, agreed, quadrant, tally
from workshop.room.unseen import is_unread, is_unseen

UNREAD = "[personnel matter]"  # stands for the words of what few may read (M9)

Labels = Mapping[str, str]  # of a group, in the reader's language


@dataclass(frozen=True, slots=True)
class Share:
    """What one group gave to an option; label "" is all who are not told apart."""

    label: str
    score: int
    people: int


@dataclass(frozen=True, slots=True)
class OptionOutcome:
    """What was voted on, and what it was given; the figures are those of `tally.Line`."""

    id: str
    text: str  # as it read when the ballot was declared; empty where a phrase is not shown
    source: str | None = None  # the theme, priority or statement that it is
    place: int | None = None  # shared by those that are level; None of one wording, or unmeasured
    score: float | None = None  # None where nobody compared or rated it
    people: int = 0
    tables: int = 0
    groups: tuple[Share, ...] = ()
    agreement: float | None = None
    only: str | None = None  # label of the one group behind it
    mean: float | None = None
    median: float | None = None
    low: float | None = None
    high: float | None = None
    effort: float | None = None
    effort_low: float | None = None
    effort_high: float | None = None
    quadrant: str | None = None  # quick_win | big_bet | fill_in | avoid
    placed: Mapping[str, int | str] | None = None  # by hand: impact, effort, note


@dataclass(frozen=True, slots=True)
class Concern:
    """What somebody said beside a vote; there is nothing in it that tells who."""

    response: str
    text: str
    state: str  # held | shown | hidden
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class BallotOutcome:
    """A vote that has closed, or one that still runs: of that only what is asked is told."""

    id: str
    kind: str
    question: str
    state: str  # open | closed
    rules: Mapping[str, int | str]
    round: int
    again: str | None  # the round before it
    opened_at: int | None  # milliseconds since 1970 UTC
    closed_at: int | None
    options: tuple[OptionOutcome, ...]  # when closed, in the order of their places
    people: int = 0
    tables: int = 0
    at_tables: int = 0
    papers: int = 0  # of the people, those whose vote was entered by hand
    apart: bool = True  # what tables gave is told beside what people gave
    groups: tuple[tuple[str, int], ...] = ()  # (label, people who voted); "": all others
    levels: Mapping[int, int] = field(default_factory=dict)  # of a wording: level → votes
    table_levels: Mapping[int, int] = field(default_factory=dict)  # of these, from tables
    verdict: str | None = None  # consensus | concerns | block
    concerns: tuple[Concern, ...] = ()

    @property
    def votes(self) -> int:
        """How many ballot papers were given: one a person, one a table."""
        return self.people + self.tables


@dataclass(frozen=True, slots=True)
class Agreed:
    """The last round in which the room was asked about just these words."""

    ballot: str
    round: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What became of the words of a priority or a statement."""

    agreed: Agreed | None = None  # what the room said last of just these words
    asked: tuple[str, ...] = ()  # ids of the votes about its words, the first round first
    versions: tuple[tuple[str, str], ...] = ()  # earlier (title, text), the oldest first
    unseen: bool = False  # it repeats a phrase that is not shown, see unseen.py


@dataclass(frozen=True, slots=True)
class ParkedOutcome:
    """What was put aside for later, with who answers and until when."""

    id: str
    text: str
    owner: str
    reply_by: str  # YYYY-MM-DD, or empty
    response: str | None
    state: str  # of its phrase: held | shown | hidden; shown where there is none


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A line of the agenda, and when it ran."""

    id: str
    kind: str
    question: str
    place: int
    minutes: int | None  # planned
    opened_at: int | None  # milliseconds since 1970 UTC, when it began first
    closed_at: int | None  # when it ended last


def ballots_of(room: Room, labels: Labels) -> tuple[BallotOutcome, ...]:
    """Return the votes that were begun, in their order; only closed ones have a result (B4)."""
    return tuple(
        _ballot(room, ballot, labels) for ballot in room.ballots.values() if ballot.state != "ready"
    )


def told_in_ballots(room: Room) -> frozenset[str]:
    """Return the groups that are told apart in a closed vote."""
    closed = [ballot for ballot in room.ballots.values() if ballot.state == "closed"]
    return frozenset(g for one in closed for g in tally(room, one).voters.groups if g != REST)


def wording_of(room: Room, source: Priority | Statement) -> Wording:
    """Return what became of its words; earlier ones only where they repeat nothing unseen (P7)."""
    found = agreed(room, source)
    return Wording(
        agreed=None if found is None else Agreed(found[0].id, found[0].round, found[1]),
        asked=tuple(
            ballot.id
            for ballot in room.ballots.values()
            if ballot.state == "closed" and ballot.kind in ABOUT
            if any(option.source == source.id for option in ballot.options.values())
        ),
        versions=tuple(one for one in source.versions if not is_unseen(room, source, *one)),
        unseen=is_unseen(room, source),
    )


def words_for_files(room: Room, source: Priority | Statement, words: str) -> str:
    """Return what a file may say of it: not what few may read, where it repeats that (M9)."""
    return UNREAD if words and is_unread(room, source) else words


def parked_of(room: Room) -> tuple[ParkedOutcome, ...]:
    """Return the parking lot; a phrase that its author took back is not on it (K2)."""
    found = []
    for item in room.parked.values():
        said: Response | None = room.responses.get(item.response or "")
        if said is not None and said.state == "withdrawn":
            continue
        found.append(
            ParkedOutcome(
                item.id,
                UNREAD if is_unread(room, item) else words_of(room, item),
                item.owner,
                item.reply_by,
                item.response,
                said.state if said is not None else "shown",
            )
        )
    return tuple(found)


def agenda_of(room: Room, language: str) -> tuple[AgendaLine, ...]:
    """Return the agenda in its order and a language: what was asked, and the steps between."""
    lines: list[Prompt] = [*room.prompts.values(), *room.interludes.values()]
    return tuple(
        AgendaLine(
            one.id,
            one.kind,
            one.questions.get(language, one.question),
            one.place,
            one.minutes,
            one.opened_at,
            one.closed_at if one.state == "closed" else None,
        )
        for one in sorted(lines, key=lambda line: line.place)
    )


# ── within ─────────────────────────────────────────────────────────────────


def _ballot(room: Room, ballot: Ballot, labels: Labels) -> BallotOutcome:
    found = tally(room, ballot) if ballot.state == "closed" else None
    said = [room.responses[key] for key in room.by_prompt.get(ballot.id, ())]
    ours = BallotOutcome(
        id=ballot.id,
        kind=ballot.kind,
        question=ballot.question,
        state=ballot.state,
        rules=dict(ballot.rules),
        round=ballot.round,
        again=ballot.again,
        opened_at=ballot.opened_at,
        closed_at=ballot.closed_at,
        options=_options(room, ballot, found, labels),
    )
    if found is None:
        return ours
    voters = found.voters
    return replace(
        ours,
        people=voters.people,
        tables=voters.tables,
        at_tables=voters.at_tables,
        papers=voters.papers,
        apart=voters.apart,
        groups=tuple((labels.get(group, ""), size) for group, size in voters.groups.items()),
        levels=dict(found.levels),
        table_levels=dict(found.table_levels),
        verdict=found.verdict,
        concerns=tuple(_concern(one) for one in said if one.state != "withdrawn"),
    )


def _options(
    room: Room, ballot: Ballot, found: Tally | None, labels: Labels
) -> tuple[OptionOutcome, ...]:
    lines = {line.option: line for line in found.lines} if found is not None else {}
    order = [*lines, *(key for key in ballot.options if key not in lines)]
    return tuple(
        _option(room, ballot, key, ballot.options[key], lines.get(key), labels) for key in order
    )


def _option(
    room: Room, ballot: Ballot, key: str, option: Option, line: Line | None, labels: Labels
) -> OptionOutcome:
    text = "" if is_unseen(room, option) else option.text
    source = option.source
    placed = ballot.placed.get(key)
    if source and source[:1] == "t":
        source = room.follow(source)
    if line is None:
        return OptionOutcome(key, text, source)
    return OptionOutcome(
        id=key,
        text=text,
        source=source,
        place=None if line.score is None else line.place,
        score=line.score,
        people=line.voters,
        tables=line.tables,
        groups=tuple(
            Share(labels.get(group, ""), share.score, share.voters)
            for group, share in line.groups.items()
        ),
        agreement=line.agreement,
        only=labels.get(line.only) if line.only else None,
        mean=line.mean,
        median=line.median,
        low=line.low,
        high=line.high,
        effort=line.effort,
        effort_low=line.effort_low,
        effort_high=line.effort_high,
        quadrant=_quadrant(placed, line),
        placed=placed,
    )


def _quadrant(placed: Mapping[str, int | str] | None, line: Line) -> str | None:
    """Return what an option is by impact and effort, as it was put by hand or by the votes."""
    if placed:
        return quadrant(float(placed["impact"]), float(placed["effort"]))
    if line.effort is None or line.median is None:
        return None
    return quadrant(line.median, line.effort)


def _concern(response: Response) -> Concern:
    text = UNREAD if is_personnel_matter(response) else response.text
    return Concern(response.id, text, response.state, response.redacted)
