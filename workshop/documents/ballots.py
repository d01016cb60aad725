"""Ballots: votes in words, with their rules, results by group and verdicts.

The same sentences and tables for every document in which a vote stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workshop.documents.blocks import Block, Bullet, Grid, Line
from workshop.documents.reader import Reader
from workshop.room.decided import BallotOutcome, OptionOutcome, Share
from workshop.room.outcome import Outcome

SEPARATOR = " · "

METHODS = {
    "dots": "Dot vote",
    "rank": "Ranking",
    "points": "Points to spend",
    "impact_effort": "Impact and effort",
    "stars": "Stars",
    "pairs": "Two at a time",
    "fist": "Fist to five",
    "thumbs": "Thumbs",
    "consent": "Consent",
}
RULES = {
    "dots": "Each voter had {dots} dots, at most {stack} on one option.",
    "rank": "Each voter ranked up to {top}. The first gets {top} points, each next one point less.",
    "points": "Each voter spent {points} points.",
    "impact_effort": "Each voter rated impact and effort from 1 to 5. The medians count.",
    "stars": "Each voter gave 1 to 5 stars. The mean counts.",
    "pairs": "Each voter compared up to {pairs} pairs. The score is the share of them won, in %.",
}
AGREED = {
    "all": "Agreed when everybody who votes can at least live with it.",
    "share": "Agreed when at least {share} % of the votes can at least live with it.",
}
CONSENTED = "Agreed when nobody who votes has an objection."
SCORES = {
    "dots": "Dots",
    "rank": "Points",
    "points": "Points",
    "stars": "Mean",
    "pairs": "Won, %",
    "impact_effort": "Impact minus effort",
}
LEVELS = {
    "fist": {
        5: "5: I will champion it",
        4: "4: I like it",
        3: "3: I can live with it",
        2: "2: I have a concern",
        1: "1: I have a serious concern",
        0: "0: Stop. I cannot support it",
    },
    "thumbs": {3: "Thumb up", 2: "Thumb sideways", 1: "Thumb down"},
    "consent": {1: "No objection", 0: "Objection"},
}
VERDICTS = {
    "consensus": "Consensus",
    "concerns": "Concerns remain",
    "block": "Blocked",
}
QUADRANTS = {
    "quick_win": "Quick win",
    "big_bet": "Big bet",
    "fill_in": "Fill-in",
    "avoid": "Avoid",
}
UNMEASURED = {"pairs": "Not compared", "stars": "Not rated", "impact_effort": "Not rated"}
GIVEN = ("dots", "points", "rank")  # methods in which a group's votes are added up
HEADS = ("Rank", "Option", "Score", "People", "Tables", "Mean", "Median", "Half lie between")
PLACED_HEADS = ("Rank", "Option", "Impact", "Effort", "Field", "People", "Tables", "Put by hand")

SPREAD = "Half of all votes lie between the two small numbers."
OUTWEIGHS = "The rank goes by impact minus effort."

MASKED = "Groups of fewer than five people are counted with all others."
GAVE = "What each group gave, and in brackets how many of it; at the top how many of it voted."
VOTED = "How many of each group voted for it; at the top how many of it voted."

MESSAGES = (
    *METHODS.values(),
    *RULES.values(),
    *AGREED.values(),
    CONSENTED,
    *SCORES.values(),
    *(words for levels in LEVELS.values() for words in levels.values()),
    *VERDICTS.values(),
    *QUADRANTS.values(),
    *UNMEASURED.values(),
    *HEADS,
    *PLACED_HEADS,
    SPREAD,
    OUTWEIGHS,
    MASKED,
    GAVE,
    VOTED,
    "(tie)",
    "All others",
    "By group",
    "Concerns and objections",
    "Concerns and objections not shown here",
    "Level",
    "Nobody voted.",
    "Of these, tables",
    "Paper forms",
    "People at tables",
    "Result",
    "Round",
    "Stands with one group alone",
    "The room’s verdict",
    "Votes",
    "[not shown]",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """What an option got in one respect: its name, the number, where half of all votes lie."""

    name: str
    number: str
    half: str = ""


def closed(outcome: Outcome) -> list[BallotOutcome]:
    """Return the votes that have a result, in their order."""
    return [ballot for ballot in outcome.ballots if ballot.state == "closed"]


def title_of(ballot: BallotOutcome, reader: Reader) -> str:
    """Return what was asked, or the method where nothing was; a further round says so."""
    asked = ballot.question or reader.words(METHODS[ballot.kind])
    if ballot.round == 1:
        return asked
    return f"{asked}{SEPARATOR}{reader.words('Round')} {ballot.round}"


def rule_of(ballot: BallotOutcome, reader: Reader) -> str:
    """Return by which rule it was counted, as it was declared before it opened."""
    if ballot.kind == "consent" and ballot.rules.get("agree") == "all":
        return reader.words(CONSENTED)
    if ballot.kind in RULES:
        return reader.words(RULES[ballot.kind]).format(**ballot.rules)
    return reader.words(AGREED[str(ballot.rules["agree"])]).format(**ballot.rules)


def verdict_of(verdict: str | None, reader: Reader) -> str:
    """Return what the declared rule makes of the votes."""
    return reader.words(VERDICTS[verdict]) if verdict else reader.words("Nobody voted.")


def text_of(option: OptionOutcome, reader: Reader) -> str:
    """Return what was voted on; what is not shown is named so."""
    return option.text or reader.words("[not shown]")


def tell(ballot: BallotOutcome, reader: Reader, outcome: Outcome) -> Iterator[Block]:
    """Yield a closed vote: rule, voters, result, groups, concerns."""
    say = reader.words
    yield Line(SEPARATOR.join((say(METHODS[ballot.kind]), rule_of(ballot, reader))), "note")
    yield Line(voters_of(ballot, reader))
    if ballot.levels:
        yield from _wording(ballot, reader)
    elif ballot.votes:
        yield _ranking(ballot, reader)
        yield from _by_group(ballot, reader, outcome)
    yield from _concerns(ballot, reader)


def voters_of(ballot: BallotOutcome, reader: Reader) -> str:
    """Return who voted: people, tables with those at them, and votes from paper."""
    if not ballot.votes:
        return reader.words("Nobody voted.")
    counts = [("People", ballot.people)]
    if ballot.tables:
        counts += [("Tables", ballot.tables), ("People at tables", ballot.at_tables)]
    if ballot.papers:
        counts.append(("Paper forms", ballot.papers))
    return SEPARATOR.join(f"{reader.words(name)}: {count}" for name, count in counts)


def named(label: str, outcome: Outcome, reader: Reader) -> str:
    """Return a group's name in the reader's language; that of all others for ""."""
    if not label:
        return reader.words("All others")
    return outcome.labels.get(label, {}).get(reader.language, label)


def level_of(ballot: BallotOutcome, level: int, reader: Reader) -> str:
    """Return what a level of agreement means."""
    return reader.words(LEVELS[ballot.kind][level])


def place_of(ballot: BallotOutcome, option: OptionOutcome, reader: Reader) -> str:
    """Return the rank of an option; ties are shown as ties, and what was not measured has none."""
    if option.place is None:
        return "–"
    is_tied = [one.place for one in ballot.options].count(option.place) > 1
    return f"{option.place} {reader.words('(tie)')}" if is_tied else str(option.place)


def only_of(option: OptionOutcome, outcome: Outcome, reader: Reader) -> str:
    """Return with which group alone an option stands, or nothing."""
    if not option.only:
        return ""
    said = reader.words("Stands with one group alone")
    return f"{said}: {named(option.only, outcome, reader)}"


def score_of(ballot: BallotOutcome, option: OptionOutcome, reader: Reader) -> str:
    """Return what an option is ranked by, with its unit."""
    if option.score is None:
        return number_of(ballot, option, reader)
    return f"{unit_of(ballot, reader)}: {number_of(ballot, option, reader)}"


def unit_of(ballot: BallotOutcome, reader: Reader) -> str:
    """Return what options are ranked by."""
    return reader.words(SCORES[ballot.kind])


def number_of(ballot: BallotOutcome, option: OptionOutcome, reader: Reader) -> str:
    """Return what an option is ranked by, without its unit; or that nobody measured it."""
    return _measured(ballot, option, option.score, reader)


def figures_of(ballot: BallotOutcome, option: OptionOutcome, reader: Reader) -> list[Figure]:
    """Return what an option got, with its spread, and beside it who voted for it."""
    say = reader.words
    half = _range(option.low, option.high, reader)
    if ballot.kind == "impact_effort":
        effort = _range(option.effort_low, option.effort_high, reader)
        got = [
            Figure(say("Impact"), _measured(ballot, option, option.median, reader), half),
            Figure(say("Effort"), _number(option.effort, reader), effort),
        ]
    else:
        got = [Figure(unit_of(ballot, reader), number_of(ballot, option, reader))]
        if ballot.kind == "stars":
            mean = _measured(ballot, option, option.mean, reader)
            got = [Figure(unit_of(ballot, reader), mean, half)]
        elif ballot.kind == "points":
            got.append(Figure(say("Mean"), _number(option.mean, reader), half))
    # Where it may not be told which of them came from tables, votes are counted together.
    who = "People" if ballot.apart else "Votes"
    got.append(Figure(say(who), str(option.people)))
    if ballot.apart and ballot.tables:
        got.append(Figure(say("Tables"), str(option.tables)))
    return got


def _measured(
    ballot: BallotOutcome, option: OptionOutcome, found: float | None, reader: Reader
) -> str:
    if option.score is None:
        return reader.words(UNMEASURED[ballot.kind])
    return _number(found, reader)


def spread_of(ballot: BallotOutcome, reader: Reader) -> str:
    """Return how the figures are to be read, where their name alone does not say it."""
    told = [OUTWEIGHS] if ballot.kind == "impact_effort" else []
    if ballot.kind in ("points", "stars", "impact_effort"):
        told.append(SPREAD)
    return " ".join(reader.words(sentence) for sentence in told)


def quadrant_of(option: OptionOutcome, reader: Reader) -> str:
    """Return which of the four fields of impact and effort it stands in, or nothing."""
    return reader.words(QUADRANTS[option.quadrant]) if option.quadrant else ""


def by_hand_of(option: OptionOutcome, reader: Reader) -> str:
    """Return where it was put by hand, and why, or nothing."""
    placed, say = option.placed or {}, reader.words
    if not placed:
        return ""
    where = f"{say('Impact')} {placed['impact']}, {say('Effort')} {placed['effort']}"
    told = f"{say('Put by hand')}: {where}"
    return SEPARATOR.join(str(part) for part in (told, placed.get("note", "")) if part)


def field(ballot: BallotOutcome, reader: Reader) -> Grid:
    """Return impact and effort of each option, and in which field that puts it."""
    rows = [
        (
            place_of(ballot, option, reader),
            text_of(option, reader),
            _number(option.median, reader),
            _number(option.effort, reader),
            quadrant_of(option, reader),
            str(option.people),
            str(option.tables or ""),
            _by_hand(option),
        )
        for option in ballot.options
    ]
    return Grid(
        reader.words("Result"),
        tuple(reader.words(head) for head in PLACED_HEADS),
        tuple(rows),
        (1.0, 3.2, 0.9, 0.9, 1.2, 0.9, 0.9, 1.6),
    )


# ── within ─────────────────────────────────────────────────────────────────


def _ranking(ballot: BallotOutcome, reader: Reader) -> Grid:
    if ballot.kind == "impact_effort":
        return field(ballot, reader)
    heads = list(HEADS)
    heads[2] = SCORES[ballot.kind]
    rows = [
        (
            place_of(ballot, option, reader),
            text_of(option, reader),
            number_of(ballot, option, reader),
            str(option.people),
            str(option.tables or ""),
            _number(option.mean, reader) if ballot.kind == "points" else "",
            _number(option.median, reader),
            _range(option.low, option.high, reader),
        )
        for option in ballot.options
    ]
    return Grid(
        reader.words("Result"),
        tuple(reader.words(head) for head in heads),
        tuple(rows),
        (1.0, 4.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.3),
    )


def _by_hand(option: OptionOutcome) -> str:
    placed = option.placed or {}
    if not placed:
        return ""
    where = f"{placed['impact']} / {placed['effort']}"
    return SEPARATOR.join(str(part) for part in (where, placed.get("note", "")) if part)


def _by_group(ballot: BallotOutcome, reader: Reader, outcome: Outcome) -> Iterator[Block]:
    groups = ballot.groups
    if not groups:
        yield Line(reader.words(MASKED), "note")
        return
    heads = [f"{named(label, outcome, reader)} ({people})" for label, people in groups]
    rows = []
    for option in ballot.options:
        shares = {share.label: share for share in option.groups}
        rows.append(
            (
                text_of(option, reader),
                *(_share(ballot, shares.get(label)) for label, _ in groups),
                only_of(option, outcome, reader),
            )
        )
    yield Grid(
        reader.words("By group"),
        (reader.words("Option"), *heads, " "),
        tuple(rows),
        (3.0, *(1.2 for _ in groups), 1.6),
    )
    told = GAVE if ballot.kind in GIVEN else VOTED
    yield Line(f"{reader.words(told)} {reader.words(MASKED)}", "note")


def _share(ballot: BallotOutcome, share: Share | None) -> str:
    """Return what a group gave and how many of it did; of means and shares only how many."""
    if share is None:
        return "0"
    if ballot.kind in GIVEN:
        return f"{share.score} ({share.people})"
    return str(share.people)


def _wording(ballot: BallotOutcome, reader: Reader) -> Iterator[Block]:
    say = reader.words
    for option in ballot.options:
        yield Line(text_of(option, reader), "wording")
    yield Line(f"{say('The room’s verdict')}: {verdict_of(ballot.verdict, reader)}", "strong")
    yield Grid(
        say("Result"),
        (say("Level"), say("Votes"), say("Of these, tables")),
        tuple(
            (level_of(ballot, level, reader), str(votes), _tables(ballot, level))
            for level, votes in sorted(ballot.levels.items(), reverse=True)
        ),
        (3.0, 1.0, 1.0),
    )


def _tables(ballot: BallotOutcome, level: int) -> str:
    return str(ballot.table_levels.get(level, 0)) if ballot.table_levels else ""


def _concerns(ballot: BallotOutcome, reader: Reader) -> Iterator[Block]:
    told = [concern for concern in ballot.concerns if concern.state == "shown"]
    if told:
        yield Line(f"{reader.words('Concerns and objections')}:", "note")
    for concern in told:
        yield Bullet(concern.text)
    unshown = sum(concern.state != "shown" for concern in ballot.concerns)
    if unshown:
        said = reader.words("Concerns and objections not shown here")
        yield Line(f"{said}: {unshown}", "note")


def _number(number: float | None, reader: Reader) -> str:
    return "" if number is None else reader.number(float(number))


def _range(low: float | None, high: float | None, reader: Reader) -> str:
    if low is None or high is None:
        return ""
    return f"{_number(low, reader)}–{_number(high, reader)}"


def order_of(ballots: Sequence[BallotOutcome], keys: Sequence[str]) -> list[BallotOutcome]:
    """Return the votes of these ids, in the order of the ids."""
    known = {ballot.id: ballot for ballot in ballots}
    return [known[key] for key in keys if key in known]
