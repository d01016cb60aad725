"""Votes: what the wall shows of a ballot, open or closed, and of the parking lot.

`static/js/wall/ballot.js` says the same of the same view; the fixture `votes.json` holds both to
it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from math import floor
from typing import Any

from babel.dates import format_date

from workshop.room.ballot import ABOUT, FINE, LEVELS
from workshop.room.tally import quadrant
from workshop.web.fitting import first_page

View = dict[str, Any]

MOST_DOTS = 30  # of one option: above that a bar says it
MANY = 40  # people on one level: above that bars say it, as strokes do no longer
FEWEST_DOTS = 12  # the room that a row has for dots, so that one dot is not a moon
LONG_BAR = 200  # units of a drawing's width
STAR = "m0-56 14 37 39 2-30 24 10 38-33-21-33 21 10-38-30-24 39-2z"
HALF_STAR = "m0-56-14 37-39 2 30 24-10 38 33-21z"
REST = "rest"  # all who are not told apart by a group


@dataclass(frozen=True, slots=True)
class Gauge:
    """A drawing: `soft` behind `ink`, in units of `width` × `height`."""

    width: int
    height: int
    soft: str = ""
    ink: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an option stands among nine halves of impact and effort, and half of all votes."""

    impact: int  # 1–9: a half each from 1 to 5
    effort: int
    low: int
    high: int
    effort_low: int
    effort_high: int
    field: str  # quick_win, big_bet, fill_in, avoid


@dataclass(frozen=True, slots=True)
class Row:
    """An option; what a ballot that is open does not say stays empty."""

    id: str
    text: str
    symbol: int | None = None
    mark: int = 0  # its number in the list, by which it is found in the field
    place: int = 0
    tied: bool = False
    number: float | None = 0  # what it is ranked by, as people read it; None: nobody measured it
    median: float | None = None
    low: float | None = None
    high: float | None = None
    effort: float | None = None
    people: int = 0
    tables: int = 0
    only: str = ""  # the name of the one group that stands behind it
    placed: bool = False  # by hand
    note: str = ""
    gauge: Gauge = field(default_factory=lambda: Gauge(1, 1))
    spot: Spot | None = None
    nth: int = 1  # of those that stand on one spot
    groups: tuple[int, ...] = ()  # how many of each group, as `Vote.groups` names them


@dataclass(frozen=True, slots=True)
class Level:
    """How many are on one level of a wording."""

    level: int
    votes: int
    tables: int = 0
    gauge: Gauge | None = None  # where people are too many for strokes


@dataclass(frozen=True, slots=True)
class Vote:
    """A ballot as the wall shows it."""

    id: str
    kind: str
    state: str
    round: int
    question: str
    rules: dict[str, Any]
    people: int  # who have voted
    tables: int
    at_tables: int
    here: int  # people who could; 0 where more have voted than have phones
    rows: list[Row]
    total: int = 0  # dots
    levels: list[Level] = field(default_factory=list)
    verdict: str = ""
    percent: int = 0  # of votes that are no concern
    below: list[Level] = field(default_factory=list)  # the levels that are concerns, lowest first
    groups: list[tuple[str, int]] = field(default_factory=list)  # (name, people); "" all others
    apart: bool = True
    size: str = ""  # in which its options stand at first
    first: int = 0  # how many of them

    @property
    def is_about(self) -> bool:
        """Whether one wording is voted on, not one among several."""
        return self.kind in ABOUT

    @property
    def is_empty(self) -> bool:
        """Whether nobody has voted."""
        return self.people + self.tables == 0

    @property
    def share(self) -> int:
        """Percent that were declared to be enough; 0 where all have to."""
        return int(self.rules.get("share", 0))


@dataclass(frozen=True, slots=True)
class ParkedLine:
    """What is put aside, who answers it, and by which day, as the reader writes it."""

    id: str
    text: str
    owner: str = ""
    day: str = ""


def vote_of(view: View, language: str) -> Vote | None:
    """Return the ballot that the wall is turned to; None where it is gone."""
    key = view["workshop"].get("face_ballot")
    ballot = view["ballots"].get(key)
    if ballot is None:
        return None
    result = ballot.get("result", {})
    voted = ballot.get("voted", {})
    crowd = view["crowd"]
    here = crowd.get("people", 0)
    people = voted.get("people", 0)
    groups = result.get("groups", {})
    levels = levels_of(ballot)
    fine = FINE.get(ballot["kind"], 0)
    vote = Vote(
        id=key,
        kind=ballot["kind"],
        state=ballot["state"],
        round=ballot["round"],
        question=ballot.get("question", ""),
        rules=ballot["rules"],
        people=people,
        tables=voted.get("tables", 0),
        at_tables=voted.get("at_tables", 0),
        here=here if people <= here else 0,
        rows=rows_of(view, ballot, language),
        total=int(sum(one.get("score", 0) for one in result.get("options", {}).values())),
        levels=levels,
        verdict=result.get("verdict", ""),
        percent=percent_of(levels, fine),
        below=[one for one in reversed(levels) if one.level < fine and one.votes],
        groups=[(group_name(view, group, language), size) for group, size in groups.items()],
        apart=result.get("apart", True),
    )
    if vote.is_about:
        return vote
    size, first = first_page(face_of(vote), [row.text for row in vote.rows], vote.question)
    return replace(vote, size=size, first=first)


def face_of(vote: Vote) -> str:
    """Return which face shows it."""
    if vote.state == "open":
        return "wording" if vote.is_about else "vote"
    if vote.is_about:
        return "levels"
    return "matrix" if vote.kind == "impact_effort" else "ranking"


def rows_of(view: View, ballot: dict[str, Any], language: str) -> list[Row]:
    """Return the options, of a closed ballot by their place, else as they were declared."""
    options = sorted(ballot["options"].items(), key=lambda found: found[1]["place"])
    lines = ballot.get("result", {}).get("options")
    if not lines:
        return [Row(key, one["text"], one.get("symbol")) for key, one in options]
    most = most_of(ballot["kind"], lines.values())
    rows = [
        _row(view, ballot, (key, one, lines[key]), most, language)
        for key, one in options
        if key in lines
    ]
    rows.sort(key=lambda row: row.place)
    spots = [row.spot and (row.spot.impact, row.spot.effort) for row in rows]
    return [
        replace(row, mark=at + 1, nth=spots[: at + 1].count(spots[at]))
        for at, row in enumerate(rows)
    ]


def _row(
    view: View,
    ballot: dict[str, Any],
    found: tuple[str, dict[str, Any], dict[str, Any]],
    most: float,
    language: str,
) -> Row:
    key, option, line = found
    kind = ballot["kind"]
    result = ballot["result"]
    placed = option.get("placed", {})
    level = [one for one in result["options"].values() if one["place"] == line["place"]]
    only = line.get("only")
    return Row(
        id=key,
        text=option["text"],
        symbol=option.get("symbol"),
        place=line["place"],
        tied="score" in line and len(level) > 1,
        number=number_of(kind, line),
        median=placed.get("impact", line.get("median")),
        low=line.get("low"),
        high=line.get("high"),
        effort=placed.get("effort", line.get("effort")),
        people=line["voters"],
        tables=line.get("tables", 0),
        only=group_name(view, only, language) if only else "",
        placed=bool(placed),
        note=placed.get("note", ""),
        gauge=gauge_of(kind, line, most),
        spot=spot_of(line, placed) if kind == "impact_effort" else None,
        groups=tuple(
            line.get("groups", {}).get(group, {}).get("voters", 0) for group in result["groups"]
        ),
    )


def number_of(kind: str, line: dict[str, Any]) -> float | None:
    """Return what stands large beside an option: what it is ranked by, of points the mean.

    None where nobody compared or rated it.
    """
    if "score" not in line:
        return None
    number = float(line["score"])
    if kind == "points":
        number = floor(line.get("mean", 0) * 10 + 0.5) / 10
    return int(number) if number.is_integer() else number


# ── drawings ───────────────────────────────────────────────────────────────


def most_of(kind: str, lines: Iterable[dict[str, Any]]) -> float:
    """Return what a whole row stands for, the same for all options."""
    if kind == "pairs":
        return 100
    name = "high" if kind == "points" else "score"
    most: float = max([1, *(line.get(name, 0) for line in lines)])
    return most


def gauge_of(kind: str, line: dict[str, Any], most: float) -> Gauge:
    """Return the drawing of what an option was given.

    Dots as long as they are few, else a bar; of stars the mean to a half; of points the middle half
    of all votes and the median in it.
    """
    if kind == "stars":
        return _stars(line.get("mean", 0))
    if kind == "points":
        return _spread(line, most)
    score = line.get("score", 0)
    if kind == "dots" and most <= MOST_DOTS:
        ink = "".join(f"M{10 * k + 1} 5a4 4 0 1 0 8 0 4 4 0 1 0-8 0z" for k in range(int(score)))
        return Gauge(10 * max(FEWEST_DOTS, int(most)), 10, "", ink)
    return bar_of(score, most)


def bar_of(value: float, most: float) -> Gauge:
    """Return a bar that is as long as its row where `value` is `most`."""
    length = _along(value, most)
    return Gauge(LONG_BAR, 10, "", f"M0 1h{length}v8h-{length}z" if length else "")


def _stars(mean: float) -> Gauge:
    halves = floor(mean * 2 + 0.5)
    at = [f"M{60 + 120 * k} 62" for k in range(5)]
    ink = [f"{at[k]}{STAR}" for k in range(halves // 2)]
    ink += [f"{at[halves // 2]}{HALF_STAR}"] if halves % 2 else []
    return Gauge(600, 120, "".join(f"{one}{STAR}" for one in at), "".join(ink))


def _spread(line: dict[str, Any], most: float) -> Gauge:
    if "median" not in line:
        return Gauge(LONG_BAR, 16)
    low, middle, high = (_along(line[name], most) for name in ("low", "median", "high"))
    wide = max(2, high - low)
    tick = min(max(middle, 2), LONG_BAR - 2) - 2
    return Gauge(LONG_BAR, 16, f"M{low} 3h{wide}v10h-{wide}z", f"M{tick} 0h4v16h-4z")


def _along(value: float, most: float) -> int:
    return floor(LONG_BAR * value / most + 0.5)


def spot_of(line: dict[str, Any], placed: dict[str, Any]) -> Spot | None:
    """Return where an option stands in the field; None where nobody said so."""
    impact = placed.get("impact", line.get("median"))
    effort = placed.get("effort", line.get("effort"))
    if impact is None or effort is None:
        return None
    ring = {"low": impact, "high": impact, "effort_low": effort, "effort_high": effort}
    if not placed:
        ring = {name: line.get(name, at) for name, at in ring.items()}
    return Spot(
        impact=_half(impact),
        effort=_half(effort),
        **{name: _half(value) for name, value in ring.items()},
        field=quadrant(impact, effort),
    )


def _half(value: float) -> int:
    return floor(2 * value - 1 + 0.5)


# ── about one wording ──────────────────────────────────────────────────────


def levels_of(ballot: dict[str, Any]) -> list[Level]:
    """Return the levels of a wording, the highest first; none while it is open."""
    result = ballot.get("result", {})
    if not result.get("levels"):
        return []
    of_tables = result.get("table_levels", {})
    least, most = LEVELS[ballot["kind"]]
    levels = [
        Level(level, result["levels"].get(str(level), 0), of_tables.get(str(level), 0))
        for level in range(most, least - 1, -1)
    ]
    longest = max(one.votes for one in levels)
    if longest <= MANY:
        return levels
    return [replace(one, gauge=bar_of(one.votes, longest)) for one in levels]


def percent_of(levels: list[Level], fine: int) -> int:
    """Return how many percent are no concern, never more than there are."""
    votes = sum(one.votes for one in levels)
    return 100 * sum(one.votes for one in levels if one.level >= fine) // votes if votes else 0


# ── as tables ──────────────────────────────────────────────────────────────

COLUMNS = {
    "dots": ("place", "option", "dots"),
    "rank": ("place", "option", "score"),
    "points": ("place", "option", "mean", "median", "half"),
    "stars": ("place", "option", "mean", "half"),
    "pairs": ("place", "option", "won"),
    "impact_effort": ("option", "impact", "effort", "field"),
}


def columns_of(vote: Vote) -> list[str]:
    """Return the columns in which a closed vote is told as text."""
    columns = [*COLUMNS[vote.kind], "people"]
    if any(row.tables for row in vote.rows):
        columns.append("tables")
    if any(row.only or row.placed for row in vote.rows):
        columns.append("beside")
    return columns


# ── beside it ──────────────────────────────────────────────────────────────


def group_name(view: View, group: str, language: str) -> str:
    """Return what a group is called; empty for all who are not told apart."""
    found = view["workshop"].get("groups", {}).get(group)
    if group == REST or found is None:
        return "" if group == REST else group
    return str(found.get("names", {}).get(language) or found["name"])


def parked_of(view: View, language: str) -> list[ParkedLine]:
    """Return what is on the parking lot, in its order."""

    def day(said: str) -> str:
        return format_date(date.fromisoformat(said), "long", locale=language) if said else ""

    lines = sorted(view.get("parked", {}).items(), key=lambda found: found[1]["place"])
    return [
        ParkedLine(key, one["text"], one.get("owner", ""), day(one.get("reply_by", "")))
        for key, one in lines
    ]


def agreed_of(said: dict[str, Any]) -> int:
    """Return the round in which the room agreed on just these words; 0 for none."""
    agreed = said.get("agreed", {})
    return int(agreed["round"]) if agreed.get("verdict") == "consensus" else 0
