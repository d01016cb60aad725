"""Two facilitators steer the same room, each with a screen that may lag behind.

What it means that no update is lost without a visible conflict: whoever writes over what somebody
else has done stood, when sending, at a seq (`seen`) at which that was on their screen; else the
command is refused as `changed_meanwhile` and their own screen tells them why. Three things need no
look at the other's work, and each keeps it: a merge carries what was placed along (T10), an undo
writes only over what is as its step left it (U2), and a response's state reaches its parts (T19).
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.live.standing import GROUPS, PROMPTS, Standing
from tests.live.test_turns import assert_in_step
from workshop.errors import WorkshopError
from workshop.live.rooms import Published
from workshop.live.turns import fold_entries
from workshop.room import codec, views
from workshop.room.agenda import MakeWorkshop, OpenPrompt
from workshop.room.contents import COMMANDS, FACILITATOR, PARTICIPANT, decide, fold
from workshop.room.join import JoinRoom
from workshop.room.nouns import DOOR, Room, is_person
from workshop.room.patch import merge
from workshop.room.respond import SubmitResponse
from workshop.room.touched import touched_keys
from workshop.store import journal, people
from workshop.store.journal import Entry
from workshop.web import auth

PHRASES = [f"Strong band {n}; kind drivers {n}" for n in range(1, 9)]
STEPS = 16  # of two facilitators in one room
FAY, FRED = "u1", "u2"
KINDS = ("priority", "vision", "value")

# What a person writes; counts and places follow from it.
WRITTEN = {
    "responses": ("theme", "pinned", "aside", "state", "reason", "text", "split"),
    "themes": ("name", "aside", "merged_into"),
    "priorities": ("title", "statement"),
    "statements": ("title", "text"),
    "parked": ("text", "owner", "reply_by"),
}


# ── the law ──────────────────────────────────────────────────────────────────


def cells(room):
    """Return what people have written in a room, by key and field; what is gone has none."""
    found = {}
    for part, names in WRITTEN.items():
        for key, thing in getattr(room, part).items():
            if part != "responses" or thing.state != "withdrawn" or not thing.part_of:
                found |= {(key, name): getattr(thing, name) for name in names}
    return found


@dataclass
class Witness:
    """Reads a journal entry by entry, and finds what was lost unseen.

    `seen` says where the sender of each entry stood, by (by, ref).
    """

    seen: dict[tuple[str, str], int | None]
    room: Room = field(default_factory=Room)
    wrote: dict[Any, tuple[int, str]] = field(default_factory=dict)  # cell → the latest writer
    made: dict[int, dict[Any, Any]] = field(default_factory=dict)  # seq → cell → what it wrote
    lost: list[str] = field(default_factory=list)

    def read(self, entries):
        before = cells(self.room)
        for entry in fold_entries(self.room, entries):
            now = cells(self.room)
            if is_person(entry.by):
                for cell in before.keys() | now.keys():
                    self._compare(entry, cell, before, now)
            before = now
        return self

    def _compare(self, entry, cell, before, now):
        if before.get(cell) == now.get(cell) and (cell in before) == (cell in now):
            return
        seq, who = self.wrote.get(cell, (0, entry.by))
        stood = self.seen.get((entry.by, entry.ref))
        was_seen = stood is not None and stood >= seq
        if cell in before and who != entry.by and not was_seen:
            if not self._is_kept(entry, cell, before, now):
                self.lost.append(
                    f"{who} wrote {cell} = {before[cell]!r} at {seq}; {entry.by} wrote"
                    f" {now.get(cell)!r} by {entry.type} at {entry.seq}, having seen {stood}"
                )
        self.wrote[cell] = (entry.seq, entry.by)
        self.made.setdefault(entry.seq, {})[cell] = now.get(cell)

    def _is_kept(self, entry, cell, before, now):
        key, name = cell
        if name in ("state", "reason") and self.room.responses[key].part_of is not None:
            return True
        if entry.type == "undo":
            step = self.made.get(entry.events[0]["entry"], {})
            return cell in step and before[cell] == step[cell]
        if entry.type == "merge_themes" and name == "theme" and before[cell] is not None:
            return self.room.follow(before[cell]) == now.get(cell)
        return False


# ── what they do ─────────────────────────────────────────────────────────────


@dataclass
class Facilitator:
    """Chooses what to do by what is on the screen, and by chance."""

    random: random.Random
    view: views.View = field(default_factory=dict)

    def next(self, number):
        """Return a command's kind and fields, or None where the screen offers nothing."""
        kind, make = self.random.choice(REPERTOIRE)
        fields = make(self, number)
        return None if fields is None or None in fields.values() else (kind, fields)

    def one(self, part, allowed=lambda thing: True):
        there = [key for key, thing in self.view[part].items() if allowed(thing)]
        return self.random.choice(there) if there else None

    def card(self):
        return self.one("responses", lambda thing: "split" not in thing)

    def cards(self):
        return tuple({card for _ in range(self.random.randint(1, 3)) if (card := self.card())})

    def merged(self, _):
        into, other = self.one("themes"), self.one("themes")
        return {"themes": (other,), "into": into} if into and other else None

    def moved(self, _):
        fields = {"responses": self.cards()}
        return fields | ({"theme": self.one("themes")} if self.random.random() < 0.8 else {})

    def split(self, number):
        theme = self.one("themes")
        inside = [k for k, one in self.view["responses"].items() if one.get("theme") == theme]
        return {"theme": theme, "responses": tuple(inside[:1]), "name": f"Part {number}"}

    def parted(self, _):
        card = self.one("responses", lambda thing: ";" in thing["text"])
        return card and {
            "response": card,
            "text": self.view["responses"][card]["text"].replace(";", "\n"),
        }

    def undone(self, _):
        return {"entry": self.random.choice([1, 2, 3])} if self.random.random() < 0.05 else {}


def on_one(part, aim, /, **more):
    """Return what makes the fields of a command that aims at one thing."""

    def make(who, number):
        named = {key: one.format(number) for key, one in more.items()}
        return {aim: who.one(part), **named}

    return make


def promoted(who, number):
    return {
        "theme": who.one("themes"),
        "kind": who.random.choice(KINDS),
        "title": f"Title {number}",
    }


REPERTOIRE = [
    ("make_theme", lambda who, n: {"prompt": "p1", "name": f"Theme {n}", "responses": who.cards()}),
    ("rename_theme", on_one("themes", "theme", name="Name {}")),
    ("rename_theme", on_one("themes", "theme", name="Name {}")),
    ("merge_themes", Facilitator.merged),
    ("split_theme", Facilitator.split),
    ("move_responses", Facilitator.moved),
    ("move_responses", Facilitator.moved),
    ("pin_responses", lambda who, n: {"responses": who.cards(), "on": who.random.random() < 0.7}),
    ("set_theme_aside", on_one("themes", "theme")),
    ("remove_theme", on_one("themes", "theme")),
    ("move_theme", lambda who, n: {"theme": who.one("themes"), "after": who.one("themes")}),
    ("promote_theme", promoted),
    ("promote_response", lambda who, n: {"response": who.card(), "kind": "value"}),
    ("edit_priority", on_one("priorities", "priority", title="Title {}", statement="So {}")),
    ("edit_statement", on_one("statements", "statement", title="Title {}", text="So {}")),
    ("remove_priority", on_one("priorities", "priority")),
    ("remove_statement", on_one("statements", "statement")),
    ("hide_response", on_one("responses", "response", reason="off_topic")),
    ("show_response", on_one("responses", "response")),
    ("hold_response", on_one("responses", "response")),
    ("split_response", Facilitator.parted),
    ("copy_response", lambda who, n: {"response": who.card(), "theme": who.one("themes")}),
    ("join_parts", on_one("responses", "response")),
    ("park", on_one("responses", "response", owner="Owner {}")),
    ("edit_parked", on_one("parked", "item", owner="Owner {}")),
    ("remove_parked", on_one("parked", "item")),
    ("undo", Facilitator.undone),
    ("undo", Facilitator.undone),
]


# ── by the rules alone ───────────────────────────────────────────────────────


class Table:
    """A room with its journal, and two screens that patches reach late."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.room = Room()
        self.entries = []
        self.seen = {}
        self.told = Counter()
        self._furnish()
        found = views.objects(self.room, views.CONSOLE, views.every_key(self.room))
        self.published = Published(found, self.room.seq)
        begin = self.published.view()
        self.screens = {by: Facilitator(self.random, begin) for by in (FAY, FRED)}
        self.stands = dict.fromkeys(self.screens, self.room.seq)
        self.coming = {by: [] for by in self.screens}  # patches on their way

    def _furnish(self):
        making = MakeWorkshop("w1", "CODE22", "Maple evening", groups=GROUPS, prompts=PROMPTS)
        self.enters(DOOR, DOOR, making)
        self.enters(FAY, FACILITATOR, OpenPrompt("p1"))
        self.enters(DOOR, DOOR, JoinRoom("key", "recovery"))
        for phrase in PHRASES:
            self.enters("s1", PARTICIPANT, SubmitResponse("p1", phrase))
        for number in range(1, 5):
            two = (f"r{2 * number - 1}", f"r{2 * number}")
            self.enters(FAY, FACILITATOR, COMMANDS["make_theme"]("p1", f"Begun {number}", two))

    def enters(self, by, role, command):
        """Let a command be decided and folded, as a turn does."""
        events = decide(self.room, command, by, role, 0)
        stored = tuple(codec.encode(event) for event in events)
        kind, ref = codec.snake(type(command).__name__), f"{by}-{self.room.seq + 1:06}"
        self.seen[(by, ref)] = getattr(command, "seen", None)
        fold(self.room, self.room.seq + 1, 0, by, ref, "", kind, events)
        self.entries.append(Entry(self.room.seq, 0, by, ref, "", kind, stored))

    def step(self, number):
        """Let one of the two do something, and let some of what has happened reach them."""
        by, who = self.random.choice(list(self.screens.items()))
        chosen = who.next(number)
        if chosen is not None:
            self.sends(by, *chosen)
        for late in self.screens:
            if self.random.random() < 0.4:
                self.catch_up(late, self.random.randint(1, 4))

    def sends(self, by, kind, fields):
        if kind != "undo":
            fields = {**fields, "seen": self.stands[by]}
        try:
            self.enters(by, FACILITATOR, COMMANDS[kind](**fields))
        except WorkshopError as error:
            self.told[error.code] += 1
            return
        self.told["ack"] += 1
        self.published.pending.update(
            views.objects(self.room, views.CONSOLE, touched_keys(self.room, self.room.notes))
        )
        patch = self.published.change(self.published.take(None))
        for coming in self.coming.values():
            coming.append((self.room.seq, patch))

    def catch_up(self, by, most=None):
        reached, self.coming[by] = (
            self.coming[by][:most],
            self.coming[by][most or len(self.coming[by]) :],
        )
        for seq, patch in reached:
            self.screens[by].view = merge(self.screens[by].view, patch)
            self.stands[by] = seq


def play(seed):
    """Let two facilitators steer; return what they were answered."""
    table = Table(seed)
    for number in range(STEPS):
        table.step(number)
    for by in table.screens:
        table.catch_up(by)
    witness = Witness(table.seen).read(table.entries)
    assert witness.lost == [], f"seed {seed}"
    shown = views.view(witness.room, views.CONSOLE)
    for screen in table.screens.values():
        assert screen.view == shown, f"seed {seed}"
    return table.told


def interleave(count):
    told = sum((play(seed) for seed in range(count)), Counter())
    print(f"{count} interleavings, {told.total()} commands: {dict(told)}")
    return told


def test_C4_nothing_is_lost_between_two_facilitators_unseen():
    told = interleave(300)
    assert told["ack"] > 1_000
    assert told["changed_meanwhile"] > 100  # they did meet


@pytest.mark.faults
def test_C4_nothing_is_lost_in_ten_thousand_interleavings():
    assert interleave(10_000)["changed_meanwhile"] > 3_000


# ── over sockets ─────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Standing(tmp_path_factory.mktemp("two"))
    yield server
    server.close()


@pytest.fixture(scope="module")
def freds_cookies(server):
    """Fred may lead every workshop of the district, as Fay does."""

    def come(session):
        at, district = server.clock(), server.furnished.district
        fred = people.create_user(
            session, district, email="fred@maple.example", name="Fred", role="facilitator", at=at
        )
        return auth.open_sign_in(session, district, fred.id, at)

    return {auth.COOKIE: server.write(come)}


class Desk:
    """A console on a socket, whose frames wait until somebody looks."""

    def __init__(self, talker, by, chance):
        self.talker = talker
        self.by = by
        self.chooses = Facilitator(chance)
        self.seen = {}  # (by, ref) → where it stood when sending

    def sends(self, number):
        """Do something on what is on the screen, and do not wait for the answer."""
        self.chooses.view = self.talker.view
        chosen = self.chooses.next(number)
        if chosen is not None:
            kind, fields = chosen
            stood = {} if kind == "undo" else {"seen": self.talker.seq}
            ref = self.talker.sends(kind, **fields, **stood)
            self.seen[(self.by, ref)] = stood.get("seen")

    def looks(self):
        """Read what has come so far."""
        self.talker.send({"type": "ping"})
        self.talker.until("pong")

    def answers(self):
        """Return the answer to each ref, when all have come."""
        while True:
            frames = [one for one in self.talker.frames if one["type"] in ("ack", "refused")]
            found = {frame["ref"]: frame for frame in frames}
            if all(ref in found for _, ref in self.seen):
                return {ref: found[ref] for _, ref in self.seen}
            self.talker.read()


def begin(evening, consoles):
    """Let there be phrases and themes, as at the table above."""
    phone = evening.phone()
    for phrase in PHRASES:
        phone.does("submit_response", prompt="p1", text=phrase)
    for number in range(1, 5):
        two = [f"r{2 * number - 1}", f"r{2 * number}"]
        consoles[0].does("make_theme", prompt="p1", name=f"Begun {number}", responses=two)
    for console in consoles:
        console.sees(lambda view: len(view["themes"]) == 4)


def play_over_sockets(server, freds_cookies, seed):
    """Let two facilitators steer over real sockets; return what they were answered."""
    chance = random.Random(seed)
    evening = server.make_workshop()
    consoles = evening.console(), evening.console(freds_cookies)
    begin(evening, consoles)
    desks = [Desk(one, one.frames[0]["seat"], chance) for one in consoles]
    for number in range(2 * STEPS):
        chance.choice(desks).sends(number)
        if chance.random() < 0.5:
            chance.choice(desks).looks()
    answers = {(desk.by, ref): one for desk in desks for ref, one in desk.answers().items()}
    with server.database.reader() as session:
        entries = journal.read(session, evening.id, limit=1_000)
    stands = {(entry.by, entry.ref): entry.seq for entry in entries}
    for who, answer in answers.items():
        assert stands.get(who) == answer.get("seq"), (seed, who, answer)
    witness = Witness(desks[0].seen | desks[1].seen).read(entries)
    assert witness.lost == [], f"seed {seed}"
    shown = views.view(witness.room, views.CONSOLE)
    for desk in desks:
        desk.talker.sees(lambda view: view == shown)
    assert_in_step(evening)
    evening.close()
    return Counter(answer.get("code", "ack") for answer in answers.values())


def test_C4_nothing_is_lost_over_sockets(server, freds_cookies):
    told = sum((play_over_sockets(server, freds_cookies, seed) for seed in range(6)), Counter())
    assert told["ack"] > 60
    assert told["changed_meanwhile"] > 6


@pytest.mark.faults
def test_C4_nothing_is_lost_over_sockets_at_length(server, freds_cookies):
    told = sum((play_over_sockets(server, freds_cookies, seed) for seed in range(25)), Counter())
    print(dict(told))
    assert told["changed_meanwhile"] > 100
