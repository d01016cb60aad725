"""Ballot: the room decides between options, or says how far it goes with one wording.

Rules B1–B3, B7 and B8 in PROTOCOL.md. The rules of a ballot are declared before it opens. What is
counted of it stands in tally.py.
"""

from dataclasses import dataclass, field

from workshop.errors import Refused
from workshop.room.agenda import MAX_QUESTION, worded
from workshop.room.nouns import WORKSHOP, Ballot, Option, Priority, Room, Statement, Theme
from workshop.room.promote import other_name
from workshop.room.text import squeeze
from workshop.room.theme import coined_for, live, shown_name
from workshop.room.unseen import repeated
from workshop.room.when import Moment

# Among several options, and about one wording: the five ways to weigh, then the three to agree.
AMONG = ("dots", "rank", "points", "impact_effort", "stars", "pairs")
ABOUT = ("fist", "thumbs", "consent")
KINDS = (*AMONG, *ABOUT)

# How a wording is agreed on: by everybody, or by a share of those who vote.
AGREE = ("all", "share")
LEVELS = {"fist": (0, 5), "thumbs": (1, 3), "consent": (0, 1)}  # the lowest and the highest
FINE = {"fist": 3, "thumbs": 2, "consent": 1}  # from this level on a vote is no concern

MAX_OPTIONS = 60
MAX_OPTION = 600  # graphemes: a statement
MAX_BALLOTS = 60
MAX_DOTS = 20
MAX_POINTS = 1_000
MAX_PAIRS = 60
STARS = 5
SCALE = 5  # of impact and of effort


@dataclass(frozen=True, slots=True)
class MakeBallot:
    """Declare what is voted on and how; with `open` it opens at once.

    `sources` are ids of themes, priorities and statements; `text` has further options, one a line.
    """

    kind: str
    question: str = ""
    sources: tuple[str, ...] = ()
    text: str = ""
    dots: int | None = None  # of each voter
    stack: int | None = None  # dots on one option at most
    top: int | None = None  # how many are ranked
    points: int | None = None  # to be spent, all of them
    pairs: int | None = None  # how many comparisons each is asked for
    agree: str | None = None  # all | share
    share: int | None = None  # percent
    open: bool = False


@dataclass(frozen=True, slots=True)
class OpenBallot:
    """Let the room vote."""

    ballot: str


@dataclass(frozen=True, slots=True)
class CloseBallot:
    """End the vote and show what came of it."""

    ballot: str


@dataclass(frozen=True, slots=True)
class RepeatBallot:
    """Declare another round by the same rules: of these options, of all if none is named.

    A wording is asked about as it reads now.
    """

    ballot: str
    options: tuple[str, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class RemoveBallot:
    """Take back what has not opened yet."""

    ballot: str


@dataclass(frozen=True, slots=True)
class PlaceOption:
    """Say where an option stands on impact and effort, and why; no `impact`: as the room said."""

    ballot: str
    option: str
    impact: int | None = None
    effort: int | None = None
    note: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class BallotMade:
    """Options and rules are declared."""

    ballot: str
    kind: str
    question: str
    options: dict[str, dict[str, str]]  # option → {text, source, said?}
    rules: dict[str, int | str]
    round: int = 1
    again: str | None = None  # the round before it


@dataclass(frozen=True, slots=True)
class BallotOpened:
    """The room votes."""

    ballot: str


@dataclass(frozen=True, slots=True)
class BallotClosed:
    """Nobody votes any more."""

    ballot: str


@dataclass(frozen=True, slots=True)
class BallotRemoved:
    """It was taken back before it opened."""

    ballot: str


@dataclass(frozen=True, slots=True)
class OptionPlaced:
    """A facilitator has put an option where the talk put it; empty: where the votes did."""

    ballot: str
    option: str
    place: dict[str, int | str] = field(default_factory=dict)  # impact, effort, note


def make(
    room: Room, command: MakeBallot, by: str, at: int
) -> list[BallotMade | BallotClosed | BallotOpened]:
    """Declare a ballot (B1, B2); one that opens at once obeys B3.

    Who words a statement anew and asks the room again begins its next round (B7).

    Raises Refused `workshop_closed`, `unknown_kind`, `too_few_options`, `too_many_options`,
    `one_option`, `same_option`, `bad_rule`, `too_many_ballots`, `ballot_is_open`, `empty`,
    `too_long`; NotFound.
    """
    if command.kind not in KINDS:
        raise Refused("unknown_kind")
    options = _options(room, command)
    question = squeeze(command.question)
    before = _asked_before(room, command)
    made = BallotMade(
        ballot=_next(room),
        kind=command.kind,
        question=worded(question, MAX_QUESTION) if question else "",
        options=options,
        rules=_rules(command, len(options)),
        round=_round_after(room, before) if before else 1,
        again=before.id if before else None,
    )
    return [made, *(_opening(room, made.ballot) if command.open else [])]


def made(room: Room, event: BallotMade, when: Moment) -> None:
    """Put the ballot into the room."""
    room.add(
        event.ballot,
        kind=event.kind,
        question=event.question,
        options={
            key: Option(
                said["text"],
                said.get("source") or None,
                said.get("said"),
                _coined_for(room, said, event.again),
            )
            for key, said in event.options.items()
        },
        rules=event.rules,
        round=event.round,
        again=event.again,
    )


def open_ballot(room: Room, command: OpenBallot, by: str, at: int) -> list[BallotOpened]:
    """Open it (B3). Raises Refused `workshop_closed`, `ballot_is_open`, `ballot_closed`."""
    ballot = room.get(command.ballot, "b")
    if ballot.state == "open":
        return []
    if ballot.state == "closed":
        raise Refused("ballot_closed")
    return _opening(room, ballot.id)


def opened(room: Room, event: BallotOpened, when: Moment) -> None:
    """Open it, and turn the wall to it."""
    room.put(event.ballot, "state", "open")
    room.put(event.ballot, "opened_at", when.at)
    room.put(WORKSHOP, "face", "ballot")
    room.put(WORKSHOP, "face_ballot", event.ballot)


def close(room: Room, command: CloseBallot, by: str, at: int) -> list[BallotClosed]:
    """Close it; its totals are everybody's from now on (B4). Raises Refused `ballot_not_open`."""
    ballot = room.get(command.ballot, "b")
    if ballot.state == "closed":
        return []
    if ballot.state == "ready":
        raise Refused("ballot_not_open")
    return [BallotClosed(ballot.id)]


def closed(room: Room, event: BallotClosed, when: Moment) -> None:
    """Close it, and let the wall show what came of it."""
    room.put(event.ballot, "state", "closed")
    room.put(event.ballot, "closed_at", when.at)
    if room.workshop.state == "open":
        room.put(WORKSHOP, "face", "ballot")
        room.put(WORKSHOP, "face_ballot", event.ballot)


def repeat(
    room: Room, command: RepeatBallot, by: str, at: int
) -> list[BallotMade | BallotClosed | BallotOpened]:
    """Declare the next round; the one before it stays as it is (B7).

    Raises Refused as `make`, and `ballot_not_closed`.
    """
    before = room.get(command.ballot, "b")
    if before.state != "closed":
        raise Refused("ballot_not_closed")
    wanted = dict.fromkeys(command.options or before.options)
    unknown = [key for key in wanted if key not in before.options]
    if unknown:
        raise Refused("unknown_option")
    found: dict[str, dict[str, str]] = {}
    for key in wanted:  # themes that were merged since are one option
        one = _option(room, before, before.options[key])
        found.setdefault(one["text"].casefold(), one)
    if before.kind in AMONG and len(found) < 2:
        raise Refused("too_few_options", least=2)
    options = {f"o{at + 1}": one for at, one in enumerate(found.values())}
    made = BallotMade(
        ballot=_next(room),
        kind=before.kind,
        question=before.question,
        options=options,
        rules=_fitting(before, len(options)),
        round=_round_after(room, before),
        again=before.id,
    )
    return [made, *(_opening(room, made.ballot) if command.open else [])]


def remove(room: Room, command: RemoveBallot, by: str, at: int) -> list[BallotRemoved]:
    """Take it back before it opens. Raises Refused `has_begun`."""
    ballot = room.get(command.ballot, "b")
    if ballot.state != "ready":
        raise Refused("has_begun")
    return [BallotRemoved(ballot.id)]


def removed(room: Room, event: BallotRemoved, when: Moment) -> None:
    """Drop it."""
    room.drop(event.ballot)


def place(room: Room, command: PlaceOption, by: str, at: int) -> list[OptionPlaced]:
    """Put an option elsewhere than its votes do; both are shown (B8).

    Raises Refused `ballot_not_closed`, `unknown_option`, `bad_rule`, `too_long`.
    """
    ballot = room.get(command.ballot, "b")
    if ballot.kind != "impact_effort" or ballot.state != "closed":
        raise Refused("ballot_not_closed")
    if command.option not in ballot.options:
        raise Refused("unknown_option")
    if command.impact is None and command.effort is None:
        return [OptionPlaced(ballot.id, command.option)]
    placed: dict[str, int | str] = {}
    for name in ("impact", "effort"):
        value = getattr(command, name)
        if value is None or not 1 <= value <= SCALE:
            raise Refused("bad_rule", rule=name, least=1, most=SCALE)
        placed[name] = value
    note = squeeze(command.note)
    if note:
        placed["note"] = worded(note, MAX_QUESTION)
    return [OptionPlaced(ballot.id, command.option, placed)]


def placed(room: Room, event: OptionPlaced, when: Moment) -> None:
    """Write where it was put."""
    placed = {**room.ballots[event.ballot].placed, event.option: event.place}
    room.put(event.ballot, "placed", {key: place for key, place in placed.items() if place})


# ── reading ────────────────────────────────────────────────────────────────


def open_one(room: Room) -> Ballot | None:
    """Return the ballot that the room votes in now."""
    return next((one for one in room.ballots.values() if one.state == "open"), None)


def closing(room: Room) -> list[BallotClosed]:
    """Return the closing of what is open."""
    now = open_one(room)
    return [] if now is None else [BallotClosed(now.id)]


def rounds(room: Room, ballot: Ballot) -> list[Ballot]:
    """Return all rounds that belong together with this one, the first first."""
    first = ballot
    while first.again is not None and first.again in room.ballots:
        first = room.ballots[first.again]
    found, at = [first], 0
    while at < len(found):
        found += [one for one in room.ballots.values() if one.again == found[at].id]
        at += 1
    return sorted(found, key=lambda one: (one.round, int(one.id[1:])))


def source_text(room: Room, source: str) -> str | None:
    """Return how a theme, priority or statement reads now; None where it is gone."""
    thing = room.find(room.follow(source) if source[:1] == "t" else source)
    if thing is None:
        return None
    if isinstance(thing, Priority):
        return thing.title
    if isinstance(thing, Statement):
        return thing.title if thing.kind == "competency" else thing.text
    return shown_name(room, thing)


def wordings(source: Priority | Statement) -> tuple[str, ...]:
    """Return what the room may have been asked about when it was asked about this."""
    if isinstance(source, Priority):
        return (source.statement,) if source.statement else (source.title,)
    return (source.text, source.title) if source.kind == "competency" else (source.text,)


def usual_dots(options: int) -> int:
    """Return how many dots each has where nobody says: a third to a quarter of the options."""
    return max(3, round(options * 0.3))


# ── within ─────────────────────────────────────────────────────────────────


def _next(room: Room) -> str:
    if room.workshop.state == "closed":
        raise Refused("workshop_closed")
    if len(room.ballots) >= MAX_BALLOTS:
        raise Refused("too_many_ballots", limit=MAX_BALLOTS)
    return room.next_id("b")


def _opening(room: Room, ballot: str) -> list[BallotOpened]:
    if room.workshop.state != "open":
        raise Refused("workshop_closed" if room.workshop.state == "closed" else "not_open_yet")
    if open_one(room) is not None:
        raise Refused("ballot_is_open")
    return [BallotOpened(ballot)]


def _asked_before(room: Room, command: MakeBallot) -> Ballot | None:
    """Return the last closed vote of this kind about the same priority or statement (B7)."""
    if command.kind not in ABOUT or len(command.sources) != 1:
        return None
    earlier = [
        one
        for one in room.ballots.values()
        if one.kind == command.kind
        and one.state == "closed"
        and [option.source for option in one.options.values()] == [*command.sources]
    ]
    return max(earlier, key=lambda one: (one.round, int(one.id[1:])), default=None)


def _round_after(room: Room, before: Ballot) -> int:
    return 1 + max(one.round for one in rounds(room, before))


def _options(room: Room, command: MakeBallot) -> dict[str, dict[str, str]]:
    """Return the options in the order in which they were named (B1)."""
    said: list[dict[str, str]] = []
    for key in dict.fromkeys(room.follow(key) for key in command.sources):
        said.append(_from_source(room, key, whole=command.kind in ABOUT))
    for line in command.text.splitlines():
        if squeeze(line):
            said.append({"text": worded(line, MAX_OPTION), "source": ""})
    if command.kind in ABOUT:
        if len(said) != 1:
            raise Refused("one_option")
    elif len(said) < 2:
        raise Refused("too_few_options", least=2)
    if len(said) > MAX_OPTIONS:
        raise Refused("too_many_options", limit=MAX_OPTIONS)
    texts = [one["text"].casefold() for one in said]
    if len(set(texts)) < len(texts):
        raise Refused("same_option")
    return {f"o{at + 1}": one for at, one in enumerate(said)}


def _from_source(room: Room, key: str, *, whole: bool) -> dict[str, str]:
    letter = key[:1]
    if letter not in ("t", "i", "v"):
        room.get(key, "t")  # raises NotFound: nothing else is voted on
    if letter == "t":
        theme = live(room, key)
        return {"text": shown_name(room, theme), "source": theme.id}
    thing = room.get(key, letter)
    text = source_text(room, key) or ""
    if whole and isinstance(thing, Priority) and thing.statement:
        text = thing.statement
    return {"text": text, "source": thing.id, **_said(room, thing, text)}


def _said(room: Room, source: Priority | Statement, text: str) -> dict[str, str]:
    """Return the one phrase that a wording repeats: what becomes of it happens here too (B1)."""
    said = repeated(room, source, text)
    return {"said": said[0].id} if said else {}


def _coined_for(room: Room, said: dict[str, str], again: str | None) -> str | None:
    """Return for which prompt the engine made up an option's words, now or for the round before."""
    source = room.find(said.get("source") or "")
    found = None
    if isinstance(source, Theme):
        found = coined_for(room, source.id)
    elif source is not None and said["text"] in other_name(source.theme_name or "", ""):
        found = source.coined
    before = room.ballots[again].options.values() if again in room.ballots else ()
    return found or next((one.coined for one in before if one.text == said["text"]), None)


def _option(room: Room, ballot: Ballot, before: Option) -> dict[str, str]:
    """Return an option of a further round: a wording as it reads now."""
    if before.source is None or room.find(room.follow(before.source)) is None:
        said = {} if before.said is None else {"said": before.said}
        return {"text": before.text, "source": "", **said}
    return _from_source(room, before.source, whole=ballot.kind in ABOUT)


def _rules(command: MakeBallot, options: int) -> dict[str, int | str]:
    """Return the rules of a ballot, its kind's usual ones where none is given (B2)."""
    kind = command.kind
    if kind == "dots":
        dots = _within("dots", command.dots, usual_dots(options), 1, MAX_DOTS)
        return {"dots": dots, "stack": _within("stack", command.stack, min(2, dots), 1, dots)}
    if kind == "rank":
        return {"top": _within("top", command.top, min(5, options), 1, options)}
    if kind == "points":
        return {"points": _within("points", command.points, 100, 1, MAX_POINTS)}
    if kind == "pairs":
        most = min(MAX_PAIRS, options * (options - 1) // 2)
        return {"pairs": _within("pairs", command.pairs, min(15, most), 1, most)}
    if kind in AMONG:
        return {}
    agree = command.agree or "all"
    if agree not in AGREE:
        raise Refused("bad_rule", rule="agree", least=0, most=0)
    if agree == "all":
        return {"agree": agree}
    return {"agree": agree, "share": _within("share", command.share, 80, 1, 100)}


def _within(name: str, value: int | None, usual: int, least: int, most: int) -> int:
    if value is None:
        return min(usual, most)
    if not least <= value <= most:
        raise Refused("bad_rule", rule=name, least=least, most=most)
    return value


def _fitting(before: Ballot, options: int) -> dict[str, int | str]:
    """Return a round's rules as far as fewer options allow them."""
    rules = dict(before.rules)
    if "top" in rules:
        rules["top"] = min(int(rules["top"]), options)
    if "pairs" in rules:
        rules["pairs"] = min(int(rules["pairs"]), options * (options - 1) // 2)
    return rules
