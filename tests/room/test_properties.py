"""Laws of the room, tried on evenings that nobody planned.

Several seats, two facilitators and an engine of no judgement improvise. Each step of `Evening`
already holds C1 and V1 and the codec.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.room.cast import (
    EVERYBODY,
    EVERYBODY_JOINS,
    THE_EVENING,
    Actor,
    Audience,
    Evening,
    Sent,
    ana,
    ben,
    cleo,
    contents_of,
    door,
    engine,
    fay,
    four,
    replayed,
    through_json,
    tom,
)
from workshop.room import (
    agenda,
    arrange,
    ballot,
    doubt,
    join,
    moderate,
    order,
    paper,
    park,
    part,
    promote,
    show,
    star,
    suggest,
    table,
    theme,
    translate,
    undo,
    views,
    vote,
)
from workshop.room.nouns import ENGINE, KINDS, NEVER_KEYS, Note, Room, is_person
from workshop.room.own import mine
from workshop.room.respond import SubmitResponse, standing_parts
from workshop.room.text import graphemes, squeeze
from workshop.room.theme import is_live
from workshop.room.touched import touched_keys, touched_seats

quick = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # a seed has no smaller form that means the same
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# By hand it searches anew each time; a build must not fail by chance.
deep = settings(quick, max_examples=600, derandomize="CI" in os.environ)

# Each number is one command: it seeds the choice among all that could be said in that room.
SCRIPT = st.lists(st.integers(0, 2**24), min_size=30, max_size=60)


class Improvised:
    """Chooses a command for a room; mostly one that makes sense there, sometimes nonsense."""

    def __init__(self, room: Room, number: int, step: int) -> None:
        self.room = room
        self.random = Random(number)
        self.step = step

    def command(self) -> Sent:
        """Return somebody with something to say."""
        weights = [weight for weight, _ in _REPERTOIRE]
        _, make = self.random.choices(_REPERTOIRE, weights)[0]
        return make(self)

    # ── choices ────────────────────────────────────────────────────────────

    def one(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def key(self, letter: str) -> str:
        """Return the id of something of this kind, seldom one that is not there."""
        there = list(self.room.things[letter])
        return self.one(*there) if there and self.random.random() > 0.04 else f"{letter}99"

    def keys(self, letter: str, most: int = 3) -> tuple[str, ...]:
        return tuple(self.key(letter) for _ in range(self.random.randint(0, most)))

    def prompt(self) -> str:
        return "p1" if self.random.random() < 0.8 else self.key("p")

    def words(self) -> str:
        """Return words that nobody else says; seldom some that are screened, or none."""
        listed = f", word{self.step}y; word{self.step}z"
        ending = self.one("", "", "", "@mail.org", listed, listed)
        return f"word{self.step}x{ending}" if self.random.random() > 0.03 else " "

    def name(self) -> str:
        return f"name{self.step}y" if self.random.random() > 0.03 else ""

    def seen(self) -> int | None:
        return self.one(None, None, self.random.randint(0, self.room.seq))

    def seat(self) -> Actor:
        return self.one(ana, ben, cleo, four)

    def both(self) -> Actor:
        return self.one(fay, tom)

    def own(self) -> tuple[Actor, str]:
        """Return a seat and mostly a response of its own."""
        seat = self.seat()
        there = list(self.room.by_seat.get(seat.id, ()))
        return seat, self.one(*there) if there and self.random.random() > 0.1 else self.key("r")

    def entry(self, by: Actor) -> int | None:
        """Return a step of one's own, or none for the latest; seldom any number."""
        steps = [step.seq for step in self.room.steps.get(by.id, ())]
        return self.one(None, *steps, self.random.randint(0, 99))

    # ── what can be said ───────────────────────────────────────────────────

    def stars(self) -> Sent:
        return self.both().sends(
            star.StarResponses(self.keys("r"), self.one(True, True, False), self.seen())
        )

    def submits(self) -> Sent:
        return self.seat().submits(self.words(), self.prompt(), self.seen())

    def edits(self) -> Sent:
        seat, key = self.own()
        return seat.edits(key, self.words(), self.seen())

    def withdraws(self) -> Sent:
        seat, key = self.own()
        return seat.withdraws(key)

    def changes(self) -> Sent:
        group = self.one(None, "staff", "students", "aliens")
        return self.seat().sends(join.ChangeSeat(group, table=self.one(None, None, 0, 3)))

    def leads(self) -> Sent:
        prompt = self.key("p")
        return fay.sends(
            self.one(
                agenda.OpenPrompt(prompt),
                agenda.OpenPrompt("p1"),
                agenda.PausePrompt(prompt),
                agenda.ClosePrompt(prompt),
                agenda.NextPrompt(self.one(None, prompt)),
                agenda.SetTimer(prompt, self.one(0, 1, 5)),
                agenda.AdjustTimer(prompt, self.one(-900, 60)),
                agenda.StopTimer(prompt),
                agenda.NextPrompt(to=prompt),
                agenda.NextWave(prompt),
                arrange.EditPrompt(prompt, self.name(), stays=self.one(True, False)),
                arrange.AddPrompt(self.name(), self.one("open", "break", "group", "ratify")),
                arrange.AddPrompt(self.name(), after=prompt),
                arrange.MovePrompt(prompt, self.one(None, "p1", "a1")),
                arrange.CopyPrompt(prompt),
                arrange.RemovePrompt(prompt),
                agenda.RenameWorkshop(self.name()),
                moderate.SetModeration(self.one("open", "flagged", "all", "")),
                show.OpenView(prompt, self.one("themes", "nothing")),
                show.OpenView("p1", self.one("themes", "nothing")),
                show.ShowFace(self.one(*show.FACES), None, self.key("t"), self.key("i")),
            )
        )

    def moderates(self) -> Sent:
        key = self.key("r")
        return self.both().sends(
            self.one(
                moderate.ShowResponse(key, self.seen()),
                moderate.HoldResponse(key, self.seen()),
                moderate.HideResponse(key, self.one("other", "safety"), self.seen()),
                moderate.MuteSeat(key, self.one(True, False), self.seen()),
                moderate.RedactResponse(key, f"left{self.step}z"),
            )
        )

    def places(self) -> Sent:
        theme_ = self.one(None, self.key("t"), self.key("t"))
        return self.both().sends(
            self.one(
                theme.MakeTheme(self.prompt(), self.name(), self.keys("r")),
                theme.MoveResponses((self.key("r"),), theme_, self.seen()),
                theme.MoveResponses(self.keys("r"), theme_),
                theme.PinResponses(self.keys("r"), self.one(True, True, False)),
                suggest.AcceptSuggestions(self.prompt(), self.keys("r", 1)),
                translate.TranslateResponse(self.key("r"), self.one("en", "es"), self.name()),
            )
        )

    def arranges(self) -> Sent:
        key = self.key("t")
        held = tuple(self.room.by_theme.get(key, ()))
        some = held[: self.random.randint(0, len(held))]
        return self.both().sends(
            self.one(
                theme.RenameTheme(key, self.name(), self.seen()),
                theme.MergeThemes((self.key("t"), *self.keys("t", 1)), key, self.seen()),
                theme.MergeThemes((self.key("t"),), key),
                theme.SplitTheme(key, some, self.name()),
                theme.SetThemeAside(key, self.one(True, False)),
                theme.RemoveTheme(key),
                order.MoveTheme(key, self.one(None, self.key("t")), self.seen()),
            )
        )

    def parts(self) -> Sent:
        said = [r for r in self.room.responses.values() if r.state == "shown" and not r.split]
        whole = [r for r in said if not r.part_of]
        listing = self.one(self.key("r"), *[r.id for r in whole if ";" in r.text])
        text = self.room.responses[listing].text if listing in self.room.responses else "w, w"
        pieces = text.replace(";", ",").split(", ")
        some = "\n".join([*pieces[self.random.randint(0, 1) :], *self.one((), (), ("other",))])
        placed = self.one(self.key("r"), *[r.id for r in whole if r.theme])
        parted = self.one(self.key("r"), *[r.id for r in said if r.part_of])
        return self.both().sends(
            self.one(
                part.SplitResponse(listing, some, self.seen()),
                part.SplitResponse(listing, some),
                part.CopyResponse(placed, self.key("t"), self.seen()),
                part.CopyResponse(placed, self.key("t")),
                part.JoinParts(parted, self.seen()),
            )
        )

    def decides(self) -> Sent:
        return self.both().sends(
            self.one(
                suggest.AskDraft(self.prompt()),
                suggest.AskDraft(self.prompt(), themes=self.random.randint(1, 9)),
                suggest.AcceptDraft("p1"),
                suggest.AcceptDraft("p1", moves=False),
                suggest.AcceptDraft("p1", ("k1",)),
                suggest.DismissDraft(self.prompt()),
                suggest.SetAuto(self.prompt(), self.one(True, False)),
            )
        )

    # ── votes and the parking lot ──────────────────────────────────────────

    def ballots(self) -> Sent:
        """Declare, open, close or go on, so that a ballot is mostly open."""
        key, kind = self.key("b"), self.one(*ballot.KINDS)
        about = kind in ballot.ABOUT
        sources = self.one((), (self.key(self.one("t", "i", "v")),), (self.key("v"),))
        more = f"word{self.step}o" if about and not sources else "" if about else "x\ny"
        declared = ballot.MakeBallot(kind, "", sources, more, open=self.one(True, True, False))
        open_now = next((one.id for one in self.room.ballots.values() if one.state == "open"), key)
        return self.one(fay, fay, fay, tom).sends(
            self.one(
                declared,
                declared,
                ballot.OpenBallot(key),
                ballot.CloseBallot(open_now),
                ballot.RepeatBallot(key, self.one((), ("o1", "o2"), ("o2",)), open=True),
                ballot.RemoveBallot(key),
                self.placed(key),
            )
        )

    def placed(self, key: str) -> ballot.PlaceOption:
        weighed = [one.id for one in self.room.ballots.values() if one.kind == "impact_effort"]
        where = self.one((None, None), (self.random.randint(1, 5), self.random.randint(1, 5)))
        named = self.one(key, *weighed)
        return ballot.PlaceOption(named, self.one("o1", "o2"), *where, self.name(), self.seen())

    def votes(self) -> Sent:
        """Vote in what is open, mostly by its rules."""
        now = [one for one in self.room.ballots.values() if one.state == "open"]
        one = now[0] if now else self.room.ballots.get(self.key("b"))
        key, kind = (one.id, one.kind) if one else ("b99", "dots")
        some = {
            "rank": (("o1:1", "o2:2"), ("o2:1",)),
            "points": (("o1:100",), ("o2:40", "o1:60")),
            "impact_effort": (("o1:5:1",), ("o1:2:2", "o2:4:1")),
            "pairs": (("o1:o2",), ("o2:o1",)),
        }.get(kind, (("o1:1",), ("o1:2",), ("o1:0",), ("o1:3",)))
        choices = self.one(*some, *some, *some, (), ("o9:1",))
        why = self.one("", self.words())
        entered = [v.id for v in self.room.votes.values() if v.seat not in ("s1", "s2", "s3", "s4")]
        by_seat = self.seat().sends(vote.CastVote(key, choices, why))
        return self.one(
            by_seat,
            by_seat,
            by_seat,
            self.both().sends(vote.EnterVote(key, choices, why, self.one(None, "staff"))),
            self.both().sends(vote.RemoveVote(self.one(*entered, self.key("c")))),
        )

    def parking(self) -> Sent:
        item = self.key("l")
        text = self.one("", "", self.name())
        return self.both().sends(
            self.one(
                park.Park(self.key("r"), text, seen=self.seen()),
                park.Park(self.key("r")),
                park.Park(None, text, owner=self.name()),
                park.EditParked(item, text, self.name(), "2027-05-31", self.seen()),
                park.RemoveParked(item, self.seen()),
                park.RemoveParked(item),
            )
        )

    def undoes(self) -> Sent:
        actor = self.both()
        return actor.undoes(self.entry(actor))

    def promotes(self) -> Sent:
        kind = self.one(*promote.KINDS)
        return fay.sends(
            self.one(
                promote.PromoteTheme(self.key("t"), kind),
                promote.PromoteResponse(self.key("r"), kind),
                promote.EditPriority(self.key("i"), self.name()),
                promote.EditStatement(self.key("v"), self.name()),
                promote.RemovePriority(self.key("i")),
                promote.RemoveStatement(self.key("v")),
            )
        )

    def suggests(self) -> Sent:
        placements = {key: self._placement() for key in self.keys("r", 4)}
        draft = self.one(None, self._draft(), self._draft())
        prompt = self.prompt()
        wish = self.room.prompts[prompt].wish if prompt in self.room.prompts else None
        return engine.sends(
            suggest.SuggestThemes(
                prompt,
                placements,
                self.keys("r", 2),
                draft,
                keeps=self.one(False, True),
                newcomers=self.one(False, False, True),
                ideas={key: self._pieces(key) for key in self.keys("r", 2)},
                wish=self.one(wish, wish, None),
            )
        )

    def _pieces(self, key: str) -> list[str]:
        found = self.room.responses.get(key)
        return self.one(found.text.replace(";", ",").split(", ") if found else [], ["a", "b"])

    def _placement(self) -> dict[str, Any]:
        sure = self.one(0.0, 0.4, 0.5, 1.0)
        near = list(self.keys("r"))
        return self.one({}, {"theme": self.key("t"), "sure": sure, "words": ["w"], "near": near})

    def _draft(self) -> dict[str, Any]:
        names = self.one((), ("k1",), ("k1", "k2"), ("constructor", "k2"))
        plan = {"name": f"plan{self.step}p", "words": ["w"], "mixed": self.one(True, False)}
        again = self.one({}, {"machine": True}, {"machine": True, "theme": self.key("t")})
        leads = (self.key("t"), "k1", self.key("t"), "k2")
        return {
            "themes": {
                n: {**plan, **again, "responses": dict.fromkeys(self.keys("r"), True)}
                for n in names
            },
            "moves": {key: self.one(*leads) for key in self.keys("r")},
            "merges": {key: self.one(*leads) for key in self.keys("t", 2)},
        }

    def says_nonsense(self) -> Sent:
        stranger = self.one(ana, fay, tom, engine, door)
        return stranger.sends(
            self.one(undo.Undo(), suggest.AskDraft("p1"), agenda.OpenPrompt("p1"))
        )

    def tells(self) -> Sent:
        """Say what only tables, authors and typists say."""
        seat, key = self.own()
        batch = self.one("b1", "b2", *[r.batch for r in self.room.responses.values() if r.batch])
        group = self.one(None, "", "staff", "students")
        return self.one(seat, four).sends(
            self.one(
                SubmitResponse("p1", self.words(), group=group, batch="b1"),
                table.TagResponse(key, group),
                table.MarkTop(key, self.one(True, True, False)),
                table.WithdrawBatch(batch),
                doubt.DoubtPlace(key, self.one(None, self.key("t")), self.one(True, True, False)),
                doubt.DoubtPlace(key),
                paper.EnterPaper(self.prompt(), f"{self.words()}\n\nword{self.step}p", group),
                paper.WithdrawPaper(batch),
            )
        )

    def answers(self) -> Sent:
        typed = f"word{self.step}q\nword{self.step}s"
        batch = self.one("b1", *[r.batch for r in self.room.responses.values() if r.paper])
        return self.both().sends(
            self.one(
                doubt.DismissDoubt(self.key("r"), self.seen()),
                paper.EnterPaper(self.prompt(), typed, self.one(None, "staff")),
                paper.WithdrawPaper(batch),
            )
        )


_REPERTOIRE: list[tuple[int, Callable[[Improvised], Sent]]] = [
    (6, Improvised.submits),
    (2, Improvised.edits),
    (1, Improvised.withdraws),
    (1, Improvised.changes),
    (4, Improvised.leads),
    (4, Improvised.moderates),
    (9, Improvised.places),
    (7, Improvised.arranges),
    (6, Improvised.parts),
    (3, Improvised.decides),
    (6, Improvised.undoes),
    (3, Improvised.promotes),
    (5, Improvised.suggests),
    (1, Improvised.says_nonsense),
    (2, Improvised.stars),
    (5, Improvised.tells),
    (2, Improvised.answers),
    (3, Improvised.ballots),
    (5, Improvised.votes),
    (3, Improvised.parking),
]


def begun() -> Evening:
    """A room in which the first prompt is open and four phrases were said."""
    said = [who.submits(f"first{n}x") for n, who in enumerate((ana, ben, cleo, four))]
    return Evening().when(THE_EVENING, *EVERYBODY_JOINS, fay.opens("p1"), *said)


def acted(evening: Evening, script: list[int]) -> Iterator[Sent]:
    """Improvise an evening, and yield each command after it was sent, refused or not."""
    for step, number in enumerate(script):
        sent = Improvised(evening.room, number, step).command()
        evening.error = None
        evening.when(sent)
        evening.error = None
        yield sent


def everything_seen(evening: Evening) -> str:
    """Return all that anybody sees, as JSON."""
    own = [evening.mine(actor) for actor in EVERYBODY]
    return json.dumps([*[audience.view for audience in evening.audiences], *own])


# ── laws ───────────────────────────────────────────────────────────────────


def keep_the_merge_law(script: list[int], pauses: list[bool]) -> None:
    """V1, also where several turns make one patch."""
    evening = begun()
    slow = [Audience(name) for name in views.AUDIENCES]
    waiting: list[Note] = []
    for audience in slow:
        audience.publish(evening.room, views.every_key(evening.room))
    for n, _ in enumerate(acted(evening, script)):
        if evening.events:
            waiting += evening.room.notes
        if pauses and pauses[n % len(pauses)]:
            continue
        keys = touched_keys(evening.room, waiting)
        waiting = []
        for audience in slow:
            audience.publish(evening.room, keys)
            assert audience.view == through_json(views.view(evening.room, audience.name))


def keep_the_law_of_own_views(script: list[int], pauses: list[bool]) -> None:
    """V1: an own view that is looked at again only where it was touched is the own view."""
    evening = begun()
    own = {actor.id: evening.mine(actor) for actor in EVERYBODY}
    keys, seats = set[str](), set[str]()
    for n, sent in enumerate(acted(evening, script)):
        if evening.events:
            keys |= touched_keys(evening.room, evening.room.notes)
            seats |= touched_seats(evening.room, evening.room.notes, sent.by)
        if pauses and pauses[n % len(pauses)]:
            continue
        for actor in EVERYBODY:
            if actor.id in seats:
                was = own[actor.id]
                own[actor.id] = mine(evening.room, actor.id, actor.role, was, keys)
            assert own[actor.id] == evening.mine(actor)
        keys, seats = set(), set()


def keep_the_journal_law(script: list[int]) -> None:
    """C2: what the journal holds makes the same room, with its answers and steps."""
    evening = begun()
    for _ in acted(evening, script):
        assert _counted(evening.room) == _counts_kept(evening.room), "T18"
    again = replayed(through_json(evening.journal))
    assert contents_of(again) == contents_of(evening.room)
    for audience in views.AUDIENCES:
        assert views.view(again, audience) == views.view(evening.room, audience)


def _counted(room: Room) -> list[Any]:
    """Count anew what the room counts as it changes."""
    said = [r for r in room.responses.values() if is_live(r) and r.part_of is None]
    seats: dict[str, Counter[str]] = {}
    papers: dict[str, Counter[str]] = {}
    for response in said:
        count = papers if response.paper else seats
        count.setdefault(response.prompt, Counter())[response.seat] += 1
    tables = [seat for seat in room.seats.values() if seat.table is not None]
    sent: dict[str, Counter[str]] = {}
    for response in room.responses.values():
        if response.seat and response.part_of is None and not response.paper:
            sent.setdefault(response.seat, Counter())[response.prompt] += 1
    return [
        {seat: dict(own) for seat, own in sent.items()},
        sum(response.state == "held" for response in said),
        {prompt: dict(own) for prompt, own in seats.items()},
        dict(Counter(response.prompt for response in said)),
        len(tables),
        sum(seat.headcount or 0 for seat in tables),
        dict(
            Counter(
                s.group
                for s in room.seats.values()
                if s.table is None and s.group and s.entered_by is None
            )
        ),
        {prompt: dict(own) for prompt, own in papers.items()},
        sum(seat.entered_by is not None for seat in room.seats.values()),
    ]


def _counts_kept(room: Room) -> list[Any]:
    """Return what the room says of itself; what is counted as none may be left out."""
    said = {prompt: dict(seats) for prompt, seats in room.said.items() if seats}
    phrases = {prompt: often for prompt, often in room.phrases.items() if often}
    sent = {
        seat: {p: often for p, often in own.items() if often} for seat, own in room.sent.items()
    }
    sent = {seat: own for seat, own in sent.items() if own}
    counts = [sent, room.held, said, phrases, room.tables, room.at_tables, dict(room.groups)]
    papers = {prompt: dict(forms) for prompt, forms in room.papers.items() if forms}
    return [*counts, papers, room.forms]


def keep_words_where_they_belong(script: list[int]) -> None:
    """V2, V3, V6, M5."""
    evening = begun()
    phone = next(a for a in evening.audiences if a.name == views.PHONE)
    redacted: set[str] = set()
    for sent in _with_what_goes(evening, script, redacted):
        screens = json.dumps([evening.sees(views.WALL), phone.view])
        for response in evening.room.responses.values():
            is_gone = response.state == "withdrawn" and response.part_of is not None
            if response.state != "shown" and response.text.startswith("word") and not is_gone:
                assert response.text not in screens, "V3"
        for actor in EVERYBODY:
            if not is_person(actor.id):
                own = evening.mine(actor)["responses"]
                assert all(evening.room.responses[key].seat == actor.id for key in own)
                assert all(evening.room.responses[key].part_of is None for key in own), "T18"
        seen = everything_seen(evening)
        assert not [seat for seat in evening.room.seats if f'"{seat}"' in seen], "V2"
        assert not [words for words in redacted if words in seen], "M5"
        assert not [words for words in redacted if words in str(evening.room.steps)], "M5"
        if isinstance(sent.command, SubmitResponse) and evening.events:
            prompt = evening.room.prompts[sent.command.prompt]
            if prompt.phones_see == "nothing":
                assert phone.view["responses"].keys() <= _open_to_phones(evening.room), "V6"


def _with_what_goes(evening: Evening, script: list[int], redacted: set[str]) -> Iterator[Sent]:
    """Act a script and collect the words that redactions took away."""
    texts = _texts(evening.room)
    for sent in acted(evening, script):
        for event in evening.events:
            if isinstance(event, moderate.ResponseRedacted):
                redacted |= {old for old in texts[event.response] if old.startswith("word")}
        yield sent
        texts = _texts(evening.room)


def _texts(room: Room) -> dict[str, set[str]]:
    """Return what each response says, whole and in parts."""
    texts: dict[str, set[str]] = {}
    for response in room.responses.values():
        texts.setdefault(response.part_of or response.id, set()).add(response.text)
    return texts


def _open_to_phones(room: Room) -> set[str]:
    asked = (r for r in room.responses.values() if r.prompt in room.prompts)
    return {r.id for r in asked if room.prompts[r.prompt].phones_see != "nothing"}


def keep_the_hand_above_the_engine(script: list[int]) -> None:
    """T1, T3, T4: neither the engine nor a draft touches what a person has done."""
    evening = begun()
    before, auto = _by_hand(evening.room), _auto(evening.room)
    placed = _placed(evening.room)
    for sent in acted(evening, script):
        room = evening.room
        if isinstance(sent.command, suggest.SuggestThemes):
            assert placed.items() <= _placed(room).items(), "T1"
            assert before == _by_hand(room), "T3"
            if evening.events and not auto[sent.command.prompt]:
                assert placed == _placed(room), "T4"
        if isinstance(sent.command, suggest.AcceptDraft):
            assert before == _by_hand(room), "T3"
        before, auto, placed = _by_hand(room), _auto(room), _placed(room)
        _is_in_order(room)


def _placed(room: Room) -> dict[str, str]:
    return {r.id: r.theme for r in room.responses.values() if r.theme is not None}


def _auto(room: Room) -> dict[str, bool]:
    return {p.id: p.auto for p in room.prompts.values()}


def _by_hand(room: Room) -> dict[str, Any]:
    """Return all that people placed, pinned, put back or named."""
    by_hand: dict[str, Any] = {
        r.id: (r.theme, r.placed_by, r.pinned, r.aside)
        for r in room.responses.values()
        if r.pinned or r.aside or (r.theme and r.placed_by != ENGINE)
    }
    named = {t.id: (t.name, t.merged_into) for t in room.themes.values() if t.named}
    return {**by_hand, **named}


def _is_in_order(room: Room) -> None:
    """Hold what must be true of every room."""
    for response in room.responses.values():
        if response.theme is None:
            assert not response.pinned, "pinned in no theme"
            continue
        assert response.state != "withdrawn"
        assert room.themes[response.theme].merged_into is None, "in a theme that nobody sees"
        assert room.themes[response.theme].prompt == response.prompt
        assert not response.aside
        assert response.suggested is None
    _parts_are_in_order(room)
    for found in room.themes.values():
        assert found.prompt in room.prompts
        assert found.name
        assert room.follow(found.id) != found.id or found.merged_into is None, "a circle"
    assert NEVER_KEYS.isdisjoint(k for p in room.prompts.values() for k in _offered(p.draft))


def _parts_are_in_order(room: Room) -> None:
    """Hold what must be true of parts and their originals (T17–T20)."""
    for response in room.responses.values():
        standing = standing_parts(room, response.id)
        assert response.parked == (park.parked_as(room, response.id) is not None), "K1"
        assert not response.parked or (response.theme is None and not standing), "K1"
        assert not response.split or (standing and response.theme is None), "split into nothing"
        assert not response.pinned or not response.split
        for one in standing:
            assert (one.state, one.reason) == (response.state, response.reason), "T19"
            assert (one.seat, one.prompt) == (response.seat, response.prompt), "T18"
            assert one.text in response.text, "T17"
            assert (one.text == response.text) != response.split, "T17, T20"
            assert not one.split
            assert one.part_of == response.id


def _offered(draft: dict[str, Any] | None) -> dict[str, Any]:
    themes: dict[str, Any] = (draft or {}).get("themes", {})
    return themes


def keep_undo_a_way_back(script: list[int], choice: int) -> None:
    """U2, U3: nobody's later change is lost, and a redo leads back."""
    evening = begun()
    for _ in acted(evening, script):
        pass
    room = evening.room
    steps = [step for steps in room.steps.values() for step in steps]
    if not steps:
        return
    step = sorted(steps, key=lambda one: one.seq)[choice % len(steps)]
    actor = fay if step.by == fay.id else tom
    was, later = _steered(evening), _later_by_others(room, step)
    evening.when(actor.undoes(step.seq)).takes()
    _is_in_order(room)
    for (key, name), value in later.items():
        assert getattr(room.find(key), name) == value, f"U2: {key}.{name} of another was lost"
    if room.steps[actor.id] and room.steps[actor.id][-1].seq == room.seq:
        evening.when(actor.undoes(room.seq)).takes()
        assert _steered(evening) == was, "U3"
        _is_in_order(room)


def _steered(evening: Evening) -> dict[str, Any]:
    """Return what steering has made of the room."""
    view = evening.sees(views.CONSOLE)
    names = ("theme", "state", "reason", "pinned", "aside", "placed", "apart", "parked")
    cards = {
        key: {name: card.get(name) for name in names} for key, card in view["responses"].items()
    }
    parts = ("themes", "priorities", "statements", "parked")
    return through_json({**{part: view[part] for part in parts}, "cards": cards})


def _later_by_others(room: Room, step: Any) -> dict[tuple[str, str], Any]:
    """Return what others wrote after a step, still standing, and otherwise than the step did."""
    made = {note.key for note in step.notes if not note.field and note.after}
    own = {
        **{(key, name): value for key in made for name, value in _blank(key).items()},
        **{(note.key, note.field): note.after for note in step.notes},
    }
    later: dict[tuple[str, str], Any] = {}
    for other in (s for by, steps in room.steps.items() if by != step.by for s in steps):
        for note in other.notes if other.seq > step.seq else ():
            thing, address = room.find(note.key), (note.key, note.field)
            opinion = ("suggested", "sure", "words", "near", "single", "ideas")
            if thing is None or not note.field or note.field in opinion:
                continue
            follows = getattr(thing, "part_of", None) and note.field in ("state", "reason")
            if follows:
                continue  # a part is held, hidden and shown as its original is
            if own.get(address) != note.after and getattr(thing, note.field) == note.after:
                later[address] = note.after
    return later


def _blank(key: str) -> dict[str, Any]:
    """Return what a thing is as made, where the step that makes it says nothing else."""
    made = KINDS[key[0]](id=key)
    return {spec.name: getattr(made, spec.name) for spec in fields(made)}


# ── in a few seconds, and (marked) in full length ──────────────────────────


@quick
@given(SCRIPT, st.lists(st.booleans(), max_size=7))
def test_V1_patches_make_the_view_of_any_evening(script: list[int], pauses: list[bool]) -> None:
    keep_the_merge_law(script, pauses)


@quick
@given(SCRIPT, st.lists(st.booleans(), max_size=7))
def test_V1_an_own_view_is_what_was_touched_since(script: list[int], pauses: list[bool]) -> None:
    keep_the_law_of_own_views(script, pauses)


@quick
@given(SCRIPT)
def test_C2_any_journal_gives_the_same_room_again(script: list[int]) -> None:
    keep_the_journal_law(script)


@quick
@given(SCRIPT)
def test_V3_words_stand_only_where_they_may(script: list[int]) -> None:
    keep_words_where_they_belong(script)


@quick
@given(SCRIPT)
def test_T1_T3_people_have_the_last_word(script: list[int]) -> None:
    keep_the_hand_above_the_engine(script)


@quick
@given(SCRIPT, st.integers(0, 40))
def test_U2_U3_any_step_can_be_taken_back_and_done_again(script: list[int], choice: int) -> None:
    keep_undo_a_way_back(script, choice)


@settings(quick, max_examples=300)
@given(st.text())
def test_R1_squeezing_twice_changes_nothing_more(text: str) -> None:
    once = squeeze(text)
    assert squeeze(once) == once
    assert graphemes(once) <= len(once)


@pytest.mark.faults
@deep
@given(SCRIPT, st.lists(st.booleans(), max_size=7), st.integers(0, 40))
def test_V1_C2_T3_U3_V3_in_full_length(script: list[int], pauses: list[bool], choice: int) -> None:
    keep_the_merge_law(script, pauses)
    keep_the_law_of_own_views(script, pauses)
    keep_the_journal_law(script)
    keep_words_where_they_belong(script)
    keep_the_hand_above_the_engine(script)
    keep_undo_a_way_back(script, choice)
