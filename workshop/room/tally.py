"""Tally: what came of a ballot.  Rules B4, B7 and B10–B12 in PROTOCOL.md.

A ballot paper counts once, whoever holds it: a person's phone, a table's, or paper. People, tables
and paper are told apart beside the totals.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf, prod
from statistics import fmean, median, quantiles

from workshop.room.ballot import ABOUT, FINE, LEVELS, SCALE, wordings
from workshop.room.nouns import Ballot, Priority, Room, Statement, Vote
from workshop.room.vote import pairs_of, values_of

SMALLEST_GROUP = 5  # people: below it a group is never told apart
REST = ""  # the name of all who are not told apart by a group

CONSENSUS, CONCERNS, BLOCK = "consensus", "concerns", "block"

# Strong in one group only: at least so many of it gave to the option, and of all others at most
# half as large a share. Below that it is chance in a room of fifty.
STRONG = 0.4
WEAK = 0.5


@dataclass(frozen=True, slots=True)
class Voters:
    """Who voted: papers count with people, for one person stands behind each."""

    people: int
    tables: int
    at_tables: int
    papers: int  # of the people, those whose vote was entered by hand
    groups: dict[str, int]  # people by group, where that may be told; REST: all others
    apart: bool = True  # what tables gave is told beside what people gave; else with it


@dataclass(frozen=True, slots=True)
class Share:
    """What one group gave to an option."""

    score: int
    voters: int


@dataclass(frozen=True, slots=True)
class Line:
    """What an option was given; `place` is shared by those that are level."""

    option: str
    place: int
    score: float | None  # None where nobody compared or rated it: those come last
    voters: int  # people who gave it something
    tables: int
    groups: dict[str, Share] = field(default_factory=dict)
    agreement: float | None = None  # 0–1, across groups: see `agreement`
    only: str | None = None  # the group that alone stands behind it
    mean: float | None = None
    median: float | None = None
    low: float | None = None  # the quartiles: half of all votes lie between
    high: float | None = None
    effort: float | None = None  # median, with its quartiles
    effort_low: float | None = None
    effort_high: float | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a ballot; lines in the order of their places."""

    voters: Voters
    lines: tuple[Line, ...]
    levels: dict[int, int] = field(default_factory=dict)  # of a wording: level → votes
    table_levels: dict[int, int] = field(default_factory=dict)  # of these, from tables
    verdict: str | None = None  # of a wording: consensus | concerns | block


def tally(room: Room, ballot: Ballot) -> Tally:
    """Count a ballot. It says what everybody may know, so the caller asks whether it is closed."""
    votes = [room.votes[key] for key in room.by_ballot.get(ballot.id, ())]
    votes.sort(key=lambda vote: int(vote.id[1:]))
    groups = told_apart(votes)
    voters = _voters(room, votes, groups)
    if ballot.kind in ABOUT:
        return _about(ballot, votes, voters)
    given = _given(ballot, votes)
    scores = {option: _score(ballot, option, given) for option in ballot.options}
    order = sorted(ballot.options, key=lambda option: (-_rank(scores[option]), int(option[1:])))
    lines = tuple(_line(ballot, option, scores, given, votes, groups) for option in order)
    return Tally(voters, lines)


def told_apart(votes: Iterable[Vote]) -> dict[str, str]:
    """Return the group in which each person's vote is told: by the vote's id; REST for all others.

    A group of fewer than five is not told, nor is one that could be found by subtraction: when all
    others together are fewer than five, the smallest of the told groups joins them. Tables stand
    beside all groups, and so have no group here, unless they or all people are fewer than five.
    """
    votes = list(votes)
    apart = tables_apart(votes)
    people = [vote for vote in votes if not vote.table or not apart]
    sizes: dict[str, int] = {}
    for vote in people:
        if vote.group:
            sizes[vote.group] = sizes.get(vote.group, 0) + 1
    large = sorted(
        ((size, group) for group, size in sizes.items() if size >= SMALLEST_GROUP),
        key=lambda pair: (pair[0], pair[1]),
    )
    others = len(people) - sum(size for size, _ in large)
    while large and 0 < others < SMALLEST_GROUP:
        others += large.pop(0)[0]
    told = {group for _, group in large}
    return {vote.id: vote.group if vote.group in told else REST for vote in people}


def tables_apart(votes: Iterable[Vote]) -> bool:
    """Return True where it may be told what tables gave and what people with phones gave."""
    votes = list(votes)
    at_tables = sum(vote.headcount for vote in votes if vote.table)
    people = sum(not vote.table for vote in votes)
    return not 0 < at_tables < SMALLEST_GROUP and not (at_tables and 0 < people < SMALLEST_GROUP)


def agreement(shares: Iterable[Share], sizes: Iterable[int]) -> float:
    """Return how far groups agree on an option, from 0 to 1.

    The product over groups of (1 + those for it) / (2 + all of the group): group-informed consensus
    as Polis has it (Small and others, Recerca 26(2), 2021). Its root by the number of groups is
    taken, so that a room of five groups can be read beside one of two.
    """
    parts = [(1 + s.voters) / (2 + size) for s, size in zip(shares, sizes, strict=True)]
    return prod(parts) ** (1 / len(parts)) if parts else 0.0


def agreed(room: Room, source: Priority | Statement) -> tuple[Ballot, str] | None:
    """Return the last round in which the room was asked about just these words, and its verdict."""
    words = wordings(source)
    asked = [
        ballot
        for ballot in room.ballots.values()
        if ballot.state == "closed" and ballot.kind in ABOUT
        for option in ballot.options.values()
        if option.source == source.id and option.text in words
    ]
    asked.sort(key=lambda one: (one.closed_at or 0, int(one.id[1:])), reverse=True)
    for ballot in asked:
        found = tally(room, ballot).verdict
        if found is not None:  # else nobody voted
            return ballot, found
    return None


# ── among options ──────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Given:
    """What a vote gave an option: its score, and the effort, or how often it was compared."""

    vote: str
    score: float
    effort: int = 0


def _given(ballot: Ballot, votes: Iterable[Vote]) -> dict[str, list[_Given]]:
    """Return what each option was given, vote by vote."""
    given: dict[str, list[_Given]] = {option: [] for option in ballot.options}
    for vote in votes:
        if ballot.kind == "pairs":
            compared = pairs_of(vote.choices)
            wins = [better for better, _ in compared]
            for option in dict.fromkeys(one for pair in compared for one in pair):
                met = sum(option in pair for pair in compared)
                given[option].append(_Given(vote.id, wins.count(option), met))
            continue
        for option, values in values_of(vote.choices).items():
            score = values[0]
            if ballot.kind == "rank":  # Borda's count: the first of three gets three points
                score = int(ballot.rules["top"]) + 1 - score
            effort = values[1] if len(values) > 1 else 0
            given[option].append(_Given(vote.id, score, effort))
    return given


def _score(ballot: Ballot, option: str, given: dict[str, list[_Given]]) -> float | None:
    """Return what options are ranked by; None where nothing was measured.

    A sum; of stars the mean; of impact and effort, how far the one outweighs the other; of pairs
    the percentage won, by the rule of succession, so that one lucky meeting is not the best.
    """
    scores = [one.score for one in given[option]]
    if not scores:
        return None if ballot.kind in ("pairs", "stars", "impact_effort") else 0
    if ballot.kind == "pairs":
        met = sum(one.effort for one in given[option])
        return round(100 * (sum(scores) + 1) / (met + 2))
    if ballot.kind == "stars":
        return round(fmean(scores), 2)
    if ballot.kind == "impact_effort":
        return median(scores) - median(one.effort for one in given[option])
    return sum(scores)


def _rank(score: float | None) -> float:
    return -inf if score is None else score


def _line(
    ballot: Ballot,
    option: str,
    scores: dict[str, float | None],
    given: dict[str, list[_Given]],
    votes: list[Vote],
    groups: dict[str, str],
) -> Line:
    ours = [one for one in given[option] if one.score or ballot.kind != "pairs"]
    shares, sizes = _shares(ours, groups)
    names = [group for group in sizes if group != REST] and list(sizes)
    spread = {}
    if ballot.kind in ("points", "stars", "impact_effort") and votes:
        # Who gave nothing of a hundred gave zero; who gave no stars said nothing.
        values = [one.score for one in ours]
        if ballot.kind == "points":
            values += [0.0] * (len(votes) - len(values))
        spread = _spread(values, "")
        if ballot.kind == "impact_effort":
            spread |= _spread([one.effort for one in ours], "effort")
    return Line(
        option=option,
        place=1 + sum(_rank(score) > _rank(scores[option]) for score in scores.values()),
        score=scores[option],
        voters=sum(one.vote in groups for one in ours),
        tables=sum(one.vote not in groups for one in ours),
        groups={name: shares[name] for name in names},
        agreement=round(agreement([shares[n] for n in names], [sizes[n] for n in names]), 3)
        if names
        else None,
        only=_only(shares, sizes, names),
        **spread,
    )


def _shares(ours: list[_Given], groups: dict[str, str]) -> tuple[dict[str, Share], dict[str, int]]:
    sizes: dict[str, int] = {}
    for group in groups.values():
        sizes[group] = sizes.get(group, 0) + 1
    shares = {}
    for name in sizes:
        of_it = [one for one in ours if groups.get(one.vote) == name]
        shares[name] = Share(int(sum(one.score for one in of_it)), len(of_it))
    return shares, dict(sorted(sizes.items(), key=lambda pair: (pair[0] == REST, pair[0])))


def _only(shares: dict[str, Share], sizes: dict[str, int], names: list[str]) -> str | None:
    """Return the one group that stands behind an option, where all others do not (B12)."""
    for name in names:
        if name == REST:
            continue
        others = sum(sizes.values()) - sizes[name]
        if not others:
            return None
        share = shares[name].voters / sizes[name]
        rest = (sum(s.voters for s in shares.values()) - shares[name].voters) / others
        if share >= STRONG and rest <= WEAK * share:
            return name
    return None


def _spread(values: list[float] | list[int], name: str) -> dict[str, float | None]:
    """Return mean, median and quartiles; `name` is in front of all but the mean and median."""
    if not values:
        return {}
    low, middle, high = (
        quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0]] * 3
    )
    if name:
        return {name: float(middle), f"{name}_low": float(low), f"{name}_high": float(high)}
    return {
        "mean": round(fmean(values), 2),
        "median": float(middle),
        "low": float(low),
        "high": float(high),
    }


# ── about one wording ──────────────────────────────────────────────────────


def _about(ballot: Ballot, votes: list[Vote], voters: Voters) -> Tally:
    least, most = LEVELS[ballot.kind]
    levels = dict.fromkeys(range(most, least - 1, -1), 0)
    of_tables = dict(levels)
    for vote in votes:
        for (level,) in values_of(vote.choices).values():
            levels[level] += 1
            of_tables[level] += vote.table and voters.apart
    return Tally(
        voters,
        (),
        levels=levels,
        table_levels={level: votes for level, votes in of_tables.items() if votes},
        verdict=verdict(ballot, levels),
    )


def verdict(ballot: Ballot, levels: dict[int, int]) -> str | None:
    """Return what the declared rule makes of a vote (B11); None where nobody voted.

    Consensus: all, or the declared share of all votes, can at least live with it. Else block,
    where somebody cannot support it at all, or has an objection; else concerns.
    """
    votes = sum(levels.values())
    if not votes:
        return None
    fine = sum(count for level, count in levels.items() if level >= FINE[ballot.kind])
    share = 100 if ballot.rules.get("agree") == "all" else int(ballot.rules["share"])
    if 100 * fine >= share * votes:
        return CONSENSUS
    lowest = LEVELS[ballot.kind][0]
    return BLOCK if levels[lowest] else CONCERNS


# ── who voted ──────────────────────────────────────────────────────────────


def _voters(room: Room, votes: list[Vote], groups: dict[str, str]) -> Voters:
    sizes: dict[str, int] = {}
    for group in groups.values():
        sizes[group] = sizes.get(group, 0) + 1
    is_told = any(group != REST for group in sizes)
    return Voters(
        people=sum(not vote.table for vote in votes),
        tables=sum(vote.table for vote in votes),
        at_tables=sum(vote.headcount for vote in votes if vote.table),
        papers=sum(room.seats[vote.seat].entered_by is not None for vote in votes),
        groups=dict(sorted(sizes.items(), key=lambda p: (p[0] == REST, p[0]))) if is_told else {},
        apart=tables_apart(votes),
    )


def quadrant(impact: float, effort: float) -> str:
    """Return what an option is by its impact and effort: the four fields of DOMAIN 1.6."""
    middle = (1 + SCALE) / 2
    if impact > middle:
        return "quick_win" if effort <= middle else "big_bet"
    return "fill_in" if effort <= middle else "avoid"
