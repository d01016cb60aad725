"""Nouns: what a room is made of, and the room itself.

Consequences change the room only through `Room.put`, `Room.add` and `Room.drop`. Each change is
noted as (key, field, before, after) for the entry being folded; the notes are the touched keys of
a patch, the preview of a change and the undo.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, Literal, NamedTuple

from workshop.errors import NotFound
from workshop.room.screen import CONTACTS, Screened
from workshop.room.text import alike

WORKSHOP = "w"  # the key of the one Workshop in a room
MODES = ("open", "flagged", "all")  # of moderation: hold nothing, what is flagged, everything

# A browser would take these for the makings of an object: no key is ever called so (V7).
NEVER_KEYS = frozenset({"__proto__", "constructor", "prototype"})

# The fixed ids of those who act without a seat of the room.
DOOR = "door"  # joins; it stands before any seat
ENGINE = "engine"  # the theming engine
BALLOT_LETTER = "b"  # under such a key stands what was said beside a vote
FACILITATOR_LETTER = "u"  # users' ids begin with it, seats' with s


def is_person(by: str) -> bool:
    """Return True when a facilitator, not a seat or a program, stands behind `by`."""
    return by.startswith(FACILITATOR_LETTER)


@dataclass(slots=True)
class Workshop:
    """The workshop itself; exactly one in a room, under the key `w`."""

    id: str = WORKSHOP
    public_id: str = ""  # the id outside the room
    code: str = ""
    title: str = ""
    state: Literal["draft", "open", "closed"] = "draft"
    moderation: str = "flagged"  # open | flagged | all
    groups: dict[str, dict[str, str]] = field(default_factory=dict)  # id → {language: label}
    languages: tuple[str, ...] = ("en",)
    expected: dict[str, int] = field(default_factory=dict)  # group → people, where it was said
    population: dict[str, int] = field(default_factory=dict)  # the same, in the whole district
    population_as_of: str = ""  # YYYY-MM-DD
    tags: dict[str, dict[str, Any]] = field(default_factory=dict)  # lists, see tags.py
    face: str = "join"  # what the wall shows
    face_prompt: str | None = None
    face_theme: str | None = None
    face_statement: str | None = None  # a statement's or a priority's id
    face_step: str | None = None  # a line of the agenda that asks nothing
    face_ballot: str | None = None
    scheme: str = "system"  # of the walls: paper | chalkboard | system, as each computer has it
    opened_at: int | None = None  # milliseconds since 1970 UTC
    closed_at: int | None = None
    frozen_at: int | None = None  # of when a closed one's files speak: its closing, or later
    lead: str | None = None  # the person who drives wall and agenda, see lead.py
    results: int | None = None  # ms; until when participants may read what came of it
    rehearsal: int = 0  # simulated people of a rehearsal; 0: this is none


@dataclass(slots=True)
class Prompt:
    """A line of the agenda: under a key `p…` a question put to the room.

    Under `a…` it is a step that asks nothing, and `question` is what it says: see agenda.py.
    """

    id: str = ""
    kind: str = "open"
    question: str = ""
    questions: dict[str, str] = field(default_factory=dict)  # other languages → question
    state: str = "waiting"  # waiting | open | paused | closed
    place: int = 0
    minutes: int | None = None  # planned
    closes_at: int | None = (
        None  # ms; when the facilitator means to close; nothing closes by itself
    )
    left: int | None = None  # ms on a stopped timer
    opened_at: int | None = None
    closed_seq: int | None = None  # the seq that last closed it
    closed_at: int | None = None
    auto: bool = True  # accepts its first draft and confident newcomers by itself
    steered: bool = False  # a person has steered its themes
    asked: bool = False  # a facilitator waits for a draft
    wish: dict[str, Any] | None = None  # what kind of draft: {"themes": n} or {"view": "codes"}
    nothing: dict[str, Any] | None = None  # the wish, or {}, of a draft that changed nothing
    draft: dict[str, Any] | None = None  # the engine's offer, see suggest.py
    offered: int = 0  # the seq that last changed the offer
    phones_see: str = "nothing"  # nothing | themes
    stays: bool = False  # open while the agenda goes on
    together: bool = False  # opens with the line before it: stations, side by side
    late_names: bool = False  # its themes carry a letter until a person names them
    waves: tuple[int, ...] = ()  # how many phrases each may send in a wave, 0: as many as it likes
    wave: int = 0  # the one that runs, from 1; 0 before the first
    about: str | None = None  # the theme, priority or statement that a wording is asked for


@dataclass(slots=True)
class Seat:
    """A right to act in the room; not a person."""

    id: str = ""
    key: str = ""  # digest of the cookie's secret
    recovery: str = ""  # digest of the short recovery code
    group: str | None = None
    language: str = "en"
    table: int | None = None  # the table's number when it writes for a table
    headcount: int | None = None  # people at that table
    muted: bool = False  # what it sends is held; only the console knows
    joined_at: int = 0
    tags: tuple[str, ...] = ()  # what it chose of the workshop's lists: "list.option"
    entered_by: str | None = None  # who typed this paper form; nobody sits here


@dataclass(slots=True)
class Response:
    """One phrase from one seat."""

    id: str = ""
    seat: str = ""
    ref: str = ""
    prompt: str = ""
    text: str = ""
    state: str = "held"  # held | shown | hidden | withdrawn
    place: int = 0
    at: int = 0
    group: str | None = None  # the seat's group when it was sent
    flags: tuple[str, ...] = ()  # what the screening saw, see screen.FLAGS
    marks: tuple[tuple[int, int, str], ...] = ()  # where in the text, and which flag
    reason: str | None = None  # why it was hidden
    held_by: str | None = None  # the person who held it last; None where it was held as it came
    late: bool = False
    edited: bool = False
    redacted: bool = False
    theme: str | None = None
    placed_by: str | None = None  # ENGINE or a person's id
    pinned: bool = False
    aside: bool = False  # put back by a person: the engine may suggest, never place
    parked: bool = False  # on the parking lot, off the board
    apart: tuple[str, ...] = ()  # themes that a person took it out of
    suggested: str | None = None
    sure: float | None = None  # 0..1, of the suggestion or the engine's placement
    words: tuple[str, ...] = ()  # the words that speak for the suggestion or placement
    near: tuple[str, ...] = ()  # the responses that speak for it
    single: bool = False  # the engine finds no neighbours
    ideas: tuple[tuple[int, int], ...] = ()  # where the engine would split its text
    part_of: str | None = None  # the response that its words are a piece of, see part.py
    split: bool = False  # its parts stand for it on the board
    wave: int = 0  # of its prompt, when it was sent
    starred: bool = False  # picked out to be quoted on the wall
    batch: str | None = None  # what it was sent together with
    paper: bool = False  # typed from a paper form
    top: bool = False  # one of its table's top three
    doubted: str | None = None  # the theme in which its author says it is in the wrong place
    wanted: str | None = None  # the theme that its author would rather see it in
    translations: dict[str, str] = field(default_factory=dict)  # language → a facilitator's words


@dataclass(slots=True)
class Theme:
    """A group of responses with a name."""

    id: str = ""
    prompt: str = ""
    name: str = ""
    place: float = 0  # any number, see order.py
    symbol: int = 1  # 1..10: hue and symbol
    words: tuple[str, ...] = ()
    named: bool = False  # a person named it
    mixed: bool = False  # the engine could not find one thought in it
    machine: bool = False  # a language model worded its name, and no person has since
    origin: str = ENGINE  # ENGINE or a person's id
    aside: bool = False  # kept, off the wall
    merged_into: str | None = None  # followed by whoever still knows it


@dataclass(slots=True)
class Priority:
    """A theme that the group chose to act on."""

    id: str = ""
    title: str = ""
    statement: str = ""
    place: int = 0
    theme: str | None = None
    theme_name: str | None = None  # when it was promoted
    responses: tuple[str, ...] = ()  # what stood behind it when it was promoted
    versions: tuple[tuple[str, str], ...] = ()  # earlier (title, statement), the oldest first
    coined: str | None = None  # the prompt for which the engine made up `theme_name`


@dataclass(slots=True)
class Statement:
    """A worded statement; `kind` is one of promote.KINDS, but no priority."""

    id: str = ""
    kind: str = "value"
    title: str = ""
    text: str = ""
    place: int = 0
    theme: str | None = None
    theme_name: str | None = None
    responses: tuple[str, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()  # earlier (title, text), the oldest first
    coined: str | None = None  # the prompt for which the engine made up `theme_name`
    look_fors: str = ""  # of a competency: what it looks like, a line for each grade band


@dataclass(frozen=True, slots=True)
class Option:
    """What a ballot can be given to; `text` as it read when the ballot was declared."""

    text: str
    source: str | None = None  # a theme, priority or statement
    said: str | None = None  # the phrase that it repeats word for word
    coined: str | None = None  # the prompt for which the engine made up `text`


@dataclass(slots=True)
class Ballot:
    """A vote among options, or about one wording; see ballot.py."""

    id: str = ""
    kind: str = "dots"
    question: str = ""  # empty: the kind's own words
    options: dict[str, Option] = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=dict)  # declared before it opens
    placed: dict[str, Any] = field(default_factory=dict)  # option → impact, effort, note, by hand
    state: str = "ready"  # ready | open | closed
    round: int = 1
    again: str | None = None  # the round before it
    opened_at: int | None = None
    closed_at: int | None = None


@dataclass(slots=True)
class Vote:
    """What one seat gave in one ballot."""

    id: str = ""
    ballot: str = ""
    seat: str = ""
    choices: tuple[str, ...] = ()  # "option:value", see vote.py
    group: str | None = None  # of who voted, then
    table: bool = False
    headcount: int = 1  # people at the table
    at: int = 0


@dataclass(slots=True)
class Parked:
    """What is put aside for later, and who answers it; see park.py."""

    id: str = ""
    text: str = ""  # empty: what the phrase says
    response: str | None = None
    owner: str = ""
    reply_by: str = ""  # a day, YYYY-MM-DD


@dataclass(slots=True)
class Remark:
    """What a facilitator said to the others; on consoles only."""

    id: str = ""
    by: str = ""  # a person's id
    text: str = ""
    response: str | None = None  # the phrase that it is about
    at: int = 0
    read_by: tuple[str, ...] = ()


@dataclass(slots=True)
class Example:
    """What somebody could say under a prompt, and nobody did; see example.py."""

    id: str = ""
    prompt: str = ""
    text: str = ""


Thing = (
    Workshop
    | Prompt
    | Seat
    | Response
    | Theme
    | Priority
    | Statement
    | Remark
    | Example
    | Ballot
    | Vote
    | Parked
)

# A key's first letter tells what it names.
KINDS: dict[str, type[Thing]] = {
    "w": Workshop,
    "p": Prompt,
    "a": Prompt,
    "s": Seat,
    "r": Response,
    "t": Theme,
    "i": Priority,
    "v": Statement,
    "k": Remark,
    "e": Example,
    "b": Ballot,
    "c": Vote,
    "l": Parked,
}


class Note(NamedTuple):
    """One change of the room. Field `""` is the thing's existence, with bools before and after."""

    key: str
    field: str
    before: Any
    after: Any


class Hand(NamedTuple):
    """Whose steering changed a thing last."""

    seq: int
    by: str
    others: int = 0  # the seq of the latest change by anybody else
    other: str = ""  # who that was

    def then(self, seq: int, by: str) -> "Hand":
        """Return this after a further change."""
        if by == self.by:
            return Hand(seq, by, self.others, self.other)
        return Hand(seq, by, self.seq, self.by)

    def whose(self, person: str) -> str:
        """Return who made the latest change that was not this person's."""
        return self.other if person == self.by else self.by

    def not_by(self, person: str) -> int:
        """Return the seq of the latest change that was not this person's; 0 for none."""
        return self.others if person == self.by else self.seq


@dataclass(frozen=True, slots=True)
class Answer:
    """What an accepted command was told, kept for the same command sent again."""

    seq: int
    made: tuple[str, ...]
    digest: str
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A steering entry that its author may take back."""

    seq: int
    by: str
    type: str
    notes: tuple[Note, ...]
    root: str  # the command that it came of, through undo and redo


def is_beside_vote(response: Response) -> bool:
    """Return True for what was said beside a vote: it stands under a ballot (B6)."""
    return response.prompt.startswith(BALLOT_LETTER)


LIVE = ("shown", "held")  # states of a response that counts: neither hidden nor withdrawn
STEPS_KEPT = 50  # per person; at least 20 are promised


class Room:
    """What a workshop has said and decided; a fold of its journal."""

    __slots__ = (
        "answers",
        "as_said",
        "at_tables",
        "by_ballot",
        "by_key",
        "by_original",
        "by_prompt",
        "by_recovery",
        "by_seat",
        "by_theme",
        "by_typist",
        "by_voter",
        "changed",
        "counters",
        "forms",
        "groups",
        "held",
        "hidden",
        "notes",
        "papers",
        "phrases",
        "said",
        "screen",
        "sent",
        "seq",
        "skipped",
        "steps",
        "tables",
        "tagged",
        "things",
    )

    def __init__(self) -> None:
        """An empty room at seq 0."""
        self.seq = 0
        self.things: dict[str, dict[str, Any]] = {letter: {} for letter in KINDS}
        self.counters: dict[str, int] = {}
        self.notes: list[Note] = []  # of the entry being folded
        self.skipped = 0  # fields that the entry's undo had to leave alone
        self.answers: dict[tuple[str, str], Answer] = {}
        self.steps: dict[str, list[Step]] = {}
        self.changed: dict[str, Hand] = {}  # key → who steered it last
        self.by_theme: dict[str, dict[str, None]] = {}
        self.by_prompt: dict[str, dict[str, None]] = {}
        self.by_seat: dict[str, dict[str, None]] = {}
        self.by_original: dict[str, dict[str, None]] = {}  # all parts it ever had
        # (seat, prompt, what alike phrases share) → the phrases in which that seat says it
        self.as_said: dict[tuple[str, str, str], dict[str, None]] = {}
        self.said: dict[str, dict[str, int]] = {}  # prompt → seat → phrases that count
        self.sent: dict[str, dict[str, int]] = {}  # seat → prompt → phrases, withdrawn ones too
        self.phrases: dict[str, int] = {}  # prompt → phrases that count
        self.held = 0  # phrases that wait for a look
        self.hidden: dict[str, int] = {}  # seat → phrases that were hidden
        # How phrases are screened: handed in, for lists change while a room runs. No consequence
        # asks it.
        self.screen: Callable[[str], Screened] = CONTACTS
        self.tables = 0  # seats of tables
        self.at_tables = 0  # people at them
        self.groups: dict[str, int] = {}  # group → people who came by themselves
        self.tagged: dict[str, int] = {}  # tag → people who came by themselves
        self.forms = 0  # paper forms ever typed, each a seat of nobody's
        self.papers: dict[str, dict[str, int]] = {}  # prompt → paper form → phrases that count
        self.by_typist: dict[str, dict[str, None]] = {}  # who → the paper forms they typed
        self.by_ballot: dict[str, dict[str, None]] = {}  # ballot → its votes
        self.by_voter: dict[str, dict[str, None]] = {}  # seat → its votes
        self.by_key: dict[str, str] = {}  # digest of a cookie's secret → seat
        self.by_recovery: dict[str, str] = {}

    # ── reading ────────────────────────────────────────────────────────────

    @property
    def workshop(self) -> Workshop:
        """The workshop; a default one in an empty room."""
        found: Workshop | None = self.things["w"].get(WORKSHOP)
        return found if found is not None else Workshop()

    @property
    def prompts(self) -> dict[str, Prompt]:
        """Prompts by id."""
        return self.things["p"]

    @property
    def interludes(self) -> dict[str, Prompt]:
        """Lines of the agenda that ask nothing, by id."""
        return self.things["a"]

    @property
    def seats(self) -> dict[str, Seat]:
        """Seats by id."""
        return self.things["s"]

    @property
    def responses(self) -> dict[str, Response]:
        """Responses by id, withdrawn ones too."""
        return self.things["r"]

    @property
    def themes(self) -> dict[str, Theme]:
        """Themes by id, merged ones too."""
        return self.things["t"]

    @property
    def priorities(self) -> dict[str, Priority]:
        """Priorities by id."""
        return self.things["i"]

    @property
    def statements(self) -> dict[str, Statement]:
        """Statements by id."""
        return self.things["v"]

    @property
    def remarks(self) -> dict[str, Remark]:
        """Remarks by id."""
        return self.things["k"]

    @property
    def examples(self) -> dict[str, Example]:
        """Examples by id."""
        return self.things["e"]

    @property
    def ballots(self) -> dict[str, Ballot]:
        """Ballots by id."""
        return self.things["b"]

    @property
    def votes(self) -> dict[str, Vote]:
        """Votes by id."""
        return self.things["c"]

    @property
    def parked(self) -> dict[str, Parked]:
        """What is on the parking lot, by id."""
        return self.things["l"]

    def find(self, key: str) -> Any:
        """Return the thing named `key`, or None."""
        return self.things[key[0]].get(key) if key[:1] in self.things else None

    def get(self, key: str, letter: str) -> Any:
        """Return the thing named `key` of the kind `letter`; raise NotFound `no_such_thing`."""
        thing = self.things[letter].get(key)
        if thing is None:
            raise NotFound("no_such_thing", key=key[:40])
        return thing

    def next_id(self, letter: str, ahead: int = 0) -> str:
        """Return the id that the next thing of this kind will have; `ahead` skips that many."""
        return f"{letter}{self.counters.get(letter, 0) + 1 + ahead}"

    def follow(self, theme: str) -> str:
        """Return the theme that `theme` was merged into, and so on; itself if it was not."""
        seen = set()
        while theme not in seen:
            seen.add(theme)
            found = self.themes.get(theme)
            if found is None or found.merged_into is None:
                return theme
            theme = found.merged_into
        return theme

    # ── changing: only inside a fold ───────────────────────────────────────

    def add(self, key: str, /, **values: Any) -> None:
        """Bring a new thing into the room and set its fields."""
        self._exist(key, True)
        self._write(self.things[key[0]][key], values)

    def put(self, key: str, name: str, value: Any) -> None:
        """Set one field of one thing, and note what it was. `""` is the thing's existence."""
        if name == "":
            self._exist(key, bool(value))
            return
        self._write(self.things[key[0]][key], {name: value})

    def drop(self, key: str) -> None:
        """Take a thing out of the room; noted field by field, so that an undo brings it back."""
        blank = KINDS[key[0]](id=key)
        for spec in fields(blank):
            if spec.name != "id":
                self.put(key, spec.name, getattr(blank, spec.name))
        self._exist(key, False)

    def _write(self, thing: Thing, values: dict[str, Any]) -> None:
        """Set fields of one thing, all of them between two counts, and note those that change."""
        changed = {}
        for name, value in values.items():
            before = getattr(thing, name)
            if before is not value and (before != value or type(before) is not type(value)):
                changed[name] = before
        kind, key = type(thing), thing.id
        count: Callable[[Any, int], None] | None = None
        if kind is Response and not _COUNTED.isdisjoint(changed):
            count = self._keep
        elif kind is Seat and not _SEATED.isdisjoint(changed):
            count = self._seat
        if count is not None:
            count(thing, -1)
        indices = _INDICES.get(kind, {})
        for name, before in changed.items():
            value = values[name]
            if name in indices:
                self._index(thing, indices[name], before, value)
            setattr(thing, name, value)
            self.notes.append(Note(key, name, before, value))
        if count is not None:
            count(thing, 1)

    def saying(self, response: Response) -> tuple[str, str, str]:
        """Return who says what under which prompt, the same for near-identical words."""
        return response.seat, response.prompt, alike(response.text)

    def _exist(self, key: str, exists: bool) -> None:
        things = self.things[key[0]]
        if exists == (key in things):
            return
        if exists:
            things[key] = KINDS[key[0]](id=key)
            if key != WORKSHOP:
                self.counters[key[0]] = max(self.counters.get(key[0], 0), int(key[1:]))
        else:
            del things[key]
        self.notes.append(Note(key, "", not exists, exists))

    def _keep(self, response: Response, step: int) -> None:
        """Keep counts and look-ups of a response in step."""
        if response.text and response.seat:
            same = self.as_said.setdefault(self.saying(response), {})
            if step > 0:
                same[response.id] = None
            else:
                same.pop(response.id, None)
        self._count(response, step)

    def _count(self, response: Response, step: int) -> None:
        """Keep the counts in step: what was said counts once, however many cards it has."""
        if response.part_of or not response.seat:
            return
        if response.paper:
            self._count_paper(response, step)
            return
        sent = self.sent.setdefault(response.seat, {})
        sent[response.prompt] = sent.get(response.prompt, 0) + step
        if response.state == "hidden" and not is_beside_vote(response):
            self.hidden[response.seat] = self.hidden.get(response.seat, 0) + step
        if response.state not in LIVE:
            return
        self.held += step * (response.state == "held")
        seats = self.said.setdefault(response.prompt, {})
        seats[response.seat] = seats.get(response.seat, 0) + step
        if not seats[response.seat]:
            del seats[response.seat]
        self.phrases[response.prompt] = self.phrases.get(response.prompt, 0) + step

    def _count_paper(self, response: Response, step: int) -> None:
        """Count what stood on paper: phrases as all others, and forms beside phones."""
        if response.state not in LIVE:
            return
        self.held += step * (response.state == "held")
        _add_to(self.papers.setdefault(response.prompt, {}), response.seat, step)
        self.phrases[response.prompt] = self.phrases.get(response.prompt, 0) + step

    def _seat(self, seat: Seat, step: int) -> None:
        """Keep the counts of people, tables and paper forms in step."""
        if seat.entered_by is not None:
            self.forms += step
        elif seat.table is not None:
            self.tables += step
            self.at_tables += step * (seat.headcount or 0)
        else:
            for tag in seat.tags:
                _add_to(self.tagged, tag, step)
            if seat.group:
                _add_to(self.groups, seat.group, step)

    def _index(self, thing: Thing, index: str, before: Any, after: Any) -> None:
        """Keep a look-up in step with one field: of one thing for each value, or of many."""
        look_up = getattr(self, index)
        if index in _OF_ONE:
            look_up.pop(before, None)
            if after:
                look_up[after] = thing.id
            return
        if before:
            look_up[before].pop(thing.id, None)
        if after:
            look_up.setdefault(after, {})[thing.id] = None


def _add_to(counts: dict[str, int], key: str, step: int) -> None:
    """Change one count; what is counted no more is not there."""
    counts[key] = counts.get(key, 0) + step
    if not counts[key]:
        del counts[key]


_COUNTED = {"prompt", "seat", "text", "state", "part_of", "paper"}
_SEATED = {"group", "table", "headcount", "tags", "entered_by"}
_INDICES: dict[type, dict[str, str]] = {
    Response: {
        "theme": "by_theme",
        "prompt": "by_prompt",
        "seat": "by_seat",
        "part_of": "by_original",
    },
    Seat: {"key": "by_key", "recovery": "by_recovery", "entered_by": "by_typist"},
    Vote: {"ballot": "by_ballot", "seat": "by_voter"},
}
_OF_ONE = {"by_key", "by_recovery"}
