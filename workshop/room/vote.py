"""Vote: a seat says what it prefers, or how far it goes.  Rules B4–B6 and B9 in PROTOCOL.md.

What somebody says beside a vote is a response of its own, under the ballot: it is screened, held,
hidden and redacted as every other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from workshop.errors import NotFound, Refused
from workshop.room.ballot import FINE, LEVELS, SCALE, STARS
from workshop.room.nouns import Ballot, Response, Room, Vote, is_beside_vote
from workshop.room.paper import PaperTaken
from workshop.room.respond import (
    ResponseEdited,
    ResponseSubmitted,
    ResponseWithdrawn,
    heard,
    said_again,
    said_line,
)
from workshop.room.screen import URGENT
from workshop.room.text import squeeze
from workshop.room.when import Moment

MAX_BY_HAND = 500  # votes of one ballot that facilitators enter


@dataclass(frozen=True, slots=True)
class CastVote:
    """Vote, or vote differently: the whole vote each time, none of it to take it back.

    `choices` are "option:value"; of impact and effort "option:impact:effort", of pairs
    "option:option", the preferred one first.
    """

    ballot: str
    choices: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EnterVote:
    """Enter the vote of somebody without a phone, as it stands on paper."""

    ballot: str
    choices: tuple[str, ...] = ()
    reason: str = ""
    group: str | None = None


@dataclass(frozen=True, slots=True)
class RemoveVote:
    """Take back a vote that was entered by hand."""

    vote: str


@dataclass(frozen=True, slots=True)
class VoteCast:
    """A vote stands; one that was entered by hand has the seat of its paper form."""

    vote: str
    ballot: str
    seat: str
    choices: tuple[str, ...]
    group: str | None = None
    table: bool = False
    headcount: int = 1


@dataclass(frozen=True, slots=True)
class VoteRemoved:
    """A vote is gone."""

    vote: str


Said = ResponseSubmitted | ResponseEdited | ResponseWithdrawn
Events = list[VoteCast | VoteRemoved | PaperTaken | Said]


def cast(room: Room, command: CastVote, by: str, at: int) -> Events:
    """Cast, move or take back one's vote while the ballot is open (B4–B6, B9).

    Raises Refused `workshop_closed`, `ballot_not_open`, `ballot_closed`, `unknown_option`,
    `bad_choice`, `too_many_dots`, `too_high_stack`, `not_all_points`, `bad_rank`, `no_reason`,
    `too_long`, `redacted`; NotFound.
    """
    ballot = _open(room, command.ballot)
    choices = checked(ballot, command.choices)
    standing = vote_of(room, ballot.id, by)
    if not choices:
        gone = [] if standing is None else [VoteRemoved(standing.id)]
        return [*gone, *_unsaid(room, ballot, by)]
    said = _said(room, ballot, by, choices, command.reason)
    seat = room.seats[by]
    vote = VoteCast(
        vote=standing.id if standing else room.next_id("c"),
        ballot=ballot.id,
        seat=by,
        choices=choices,
        group=seat.group if seat.table is None else None,
        table=seat.table is not None,
        headcount=(seat.headcount or 1) if seat.table is not None else 1,
    )
    return [vote, *said]


def enter(room: Room, command: EnterVote, by: str, at: int) -> Events:
    """Enter a vote for somebody without a phone (B9).

    Raises Refused as `cast`, and `no_choice`, `too_many`, `unknown_group`.
    """
    ballot = _open(room, command.ballot)
    choices = checked(ballot, command.choices)
    if not choices:
        raise Refused("no_choice")
    if len(by_hand(room, ballot.id)) >= MAX_BY_HAND:
        raise Refused("too_many", limit=MAX_BY_HAND)
    group = command.group or None
    if group is not None and group not in room.workshop.groups:
        raise Refused("unknown_group")
    form = room.next_id("s")
    events: Events = [
        PaperTaken(form, by, group),
        VoteCast(room.next_id("c"), ballot.id, form, choices, group),
    ]
    words = _reason(ballot, choices, command.reason)
    if words:
        key = room.next_id("r")
        events.append(heard(room, key, form, ballot.id, words, None, typist=by))
    return events


def taken(room: Room, event: VoteCast, when: Moment) -> None:
    """Write the vote; a moved one stays the same."""
    values = {
        "choices": event.choices,
        "group": event.group,
        "table": event.table,
        "headcount": event.headcount,
        "at": when.at,
    }
    if event.vote in room.votes:
        for name, value in values.items():
            room.put(event.vote, name, value)
        return
    room.add(event.vote, ballot=event.ballot, seat=event.seat, **values)


def remove(room: Room, command: RemoveVote, by: str, at: int) -> Events:
    """Take back what was entered by hand, while the ballot is open. Raises as `cast`."""
    vote = room.votes.get(command.vote)
    if vote is None or room.seats[vote.seat].entered_by is None:
        raise NotFound("no_such_thing", key=command.vote[:40])  # whose vote exists is not told
    ballot = _open(room, vote.ballot)
    return [VoteRemoved(vote.id), *_unsaid(room, ballot, vote.seat)]


def removed(room: Room, event: VoteRemoved, when: Moment) -> None:
    """Drop it."""
    room.drop(event.vote)


# ── the rules of the kinds ─────────────────────────────────────────────────


def checked(ballot: Ballot, said: Iterable[str]) -> tuple[str, ...]:
    """Return a vote as it is kept: choices in the order of the options, without empty ones (B5).

    Raises Refused `unknown_option`, `bad_choice`, and what the kind's own rule raises.
    """
    if ballot.kind == "pairs":
        return _pairs(ballot, said)
    chosen: dict[str, tuple[int, ...]] = {}
    for one in said:
        option, *values = one.split(":")
        if option not in ballot.options or option in chosen:
            raise Refused("unknown_option")
        if not values or not all(value.isdecimal() and len(value) < 6 for value in values):
            raise Refused("bad_choice")
        chosen[option] = tuple(int(value) for value in values)
    width = 2 if ballot.kind == "impact_effort" else 1
    if any(len(values) != width for values in chosen.values()):
        raise Refused("bad_choice")
    if ballot.kind not in LEVELS:  # there zero is nothing; of a fist it is a vote
        chosen = {option: values for option, values in chosen.items() if any(values)}
    if chosen:
        _RULES[ballot.kind](ballot, chosen)
    given = ((option, chosen[option]) for option in ballot.options if option in chosen)
    return tuple(":".join([option, *map(str, values)]) for option, values in given)


def values_of(choices: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return what a kept vote says, by option."""
    split = [one.split(":") for one in choices]
    return {option: tuple(map(int, values)) for option, *values in split}


def pairs_of(choices: Iterable[str]) -> list[tuple[str, str]]:
    """Return a kept vote of pairs: the preferred option, then the other."""
    return [(better, other) for better, other in (one.split(":") for one in choices)]


_Rule = Callable[[Ballot, dict[str, tuple[int, ...]]], None]


def _dots(ballot: Ballot, chosen: dict[str, tuple[int, ...]]) -> None:
    stack, dots = int(ballot.rules["stack"]), int(ballot.rules["dots"])
    if any(value > stack for (value,) in chosen.values()):
        raise Refused("too_high_stack", limit=stack)
    if sum(value for (value,) in chosen.values()) > dots:
        raise Refused("too_many_dots", limit=dots)


def _rank(ballot: Ballot, chosen: dict[str, tuple[int, ...]]) -> None:
    ranks = sorted(value for (value,) in chosen.values())
    if ranks != list(range(1, len(ranks) + 1)) or len(ranks) > int(ballot.rules["top"]):
        raise Refused("bad_rank", limit=int(ballot.rules["top"]))


def _points(ballot: Ballot, chosen: dict[str, tuple[int, ...]]) -> None:
    points, spent = int(ballot.rules["points"]), sum(value for (value,) in chosen.values())
    if spent != points:
        raise Refused("not_all_points", points=points, spent=spent)


def _scale(most: int, least: int = 1) -> _Rule:
    def check(ballot: Ballot, chosen: dict[str, tuple[int, ...]]) -> None:
        if any(not least <= value <= most for values in chosen.values() for value in values):
            raise Refused("bad_choice")

    return check


_RULES: dict[str, _Rule] = {
    "dots": _dots,
    "rank": _rank,
    "points": _points,
    "impact_effort": _scale(SCALE),
    "stars": _scale(STARS),
    **{kind: _scale(most, least) for kind, (least, most) in LEVELS.items()},
}


def _pairs(ballot: Ballot, said: Iterable[str]) -> tuple[str, ...]:
    found: dict[frozenset[str], str] = {}
    for one in said:
        better, _, other = one.partition(":")
        if better not in ballot.options or other not in ballot.options:
            raise Refused("unknown_option")
        both = frozenset((better, other))
        if better == other or both in found:
            raise Refused("bad_choice")
        found[both] = one
    if len(found) > int(ballot.rules["pairs"]):
        raise Refused("bad_choice")
    return tuple(found.values())


def vote_of(room: Room, ballot: str, seat: str) -> Vote | None:
    """Return a seat's vote in a ballot, where there is one."""
    votes = (room.votes[key] for key in room.by_voter.get(seat, ()))
    return next((vote for vote in votes if vote.ballot == ballot), None)


def by_hand(room: Room, ballot: str) -> list[Vote]:
    """Return the votes that facilitators have entered, in their order."""
    votes = (room.votes[key] for key in room.by_ballot.get(ballot, ()))
    return [vote for vote in votes if room.seats[vote.seat].entered_by is not None]


# ── what is said beside a vote ─────────────────────────────────────────────


def concern_of(room: Room, ballot: str, seat: str) -> Response | None:
    """Return what a seat said beside its vote, where it stands."""
    found = (room.responses[key] for key in room.by_prompt.get(ballot, ()))
    return next((r for r in found if r.seat == seat and r.state != "withdrawn"), None)


def is_secret(room: Room, response: Response) -> bool:
    """Return True for what was said beside a vote that is still open (B4).

    How many have concerns is part of how it stands. Where somebody may be in danger it is none.
    """
    if not is_beside_vote(response) or URGENT in response.flags:
        return False
    ballot = room.ballots.get(response.prompt)
    return ballot is not None and ballot.state == "open"


def _said(room: Room, ballot: Ballot, by: str, choices: tuple[str, ...], reason: str) -> list[Said]:
    """Return what becomes of what was said beside a vote so far, and is said now (B6).

    It bears no group: among few people that would tell who voted how (B10).
    """
    words = _reason(ballot, choices, reason)
    if not words:
        return _unsaid(room, ballot, by)
    standing = concern_of(room, ballot.id, by)
    if standing is None:
        return [heard(room, room.next_id("r"), by, ballot.id, words, None)]
    if standing.text == words:
        return []
    if standing.redacted:
        raise Refused("redacted")
    return [said_again(room, standing, words, by)]


def _reason(ballot: Ballot, choices: tuple[str, ...], reason: str) -> str:
    """Return the words beside a vote: only a concern about a wording has some (B6).

    Raises Refused `no_reason` for an objection without a reason, `too_long`.
    """
    if ballot.kind not in FINE:
        return ""
    if all(value >= FINE[ballot.kind] for (value,) in values_of(choices).values()):
        return ""
    if squeeze(reason):
        return said_line(reason)
    if ballot.kind == "consent":
        raise Refused("no_reason")
    return ""


def _unsaid(room: Room, ballot: Ballot, by: str) -> list[Said]:
    standing = concern_of(room, ballot.id, by)
    return [] if standing is None else [ResponseWithdrawn(standing.id)]


def _open(room: Room, key: str) -> Ballot:
    ballot: Ballot = room.get(key, "b")
    if room.workshop.state == "closed":
        raise Refused("workshop_closed")
    if ballot.state == "ready":
        raise Refused("ballot_not_open")
    if ballot.state == "closed":
        raise Refused("ballot_closed")
    return ballot
