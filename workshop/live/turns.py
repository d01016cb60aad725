"""Turns: one synchronous function and one commit.

lock → read entries newer than mine → fold → for each waiting command: decide, fold → append
→ commit → publish. A turn runs on the writer's thread; nobody but a turn reads the room.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from workshop.errors import Over, Refused, Unavailable, WorkshopError
from workshop.room import codec, contents, views
from workshop.room.agenda import CloseWorkshop
from workshop.room.moderate import RedactResponse, ResponseRedacted
from workshop.room.nouns import ENGINE, Answer, Note, Room
from workshop.room.own import mine
from workshop.room.promote import as_title, other_name
from workshop.room.respond import in_its_words
from workshop.room.screen import CONTACTS, Screened
from workshop.room.touched import touched_keys, touched_seats
from workshop.room.traces import Cleaning, gone_words
from workshop.store import database, journal, workshops
from workshop.store.journal import Entry
from workshop.store.writer import ENOUGH

log = logging.getLogger(__name__)

SLICE = 1_000  # entries folded before other rooms get a turn
MAX_CALLS = 5_000  # that may wait in a room; beyond it a refusal is kinder than a queue
MAX_TURN = 512  # calls of one turn, so that nobody waits for thousands of others
TRIES = 4  # of a turn whose commit was in doubt

Reply = Callable[[Answer | WorkshopError], None]
Along = Callable[[Session], object]


# Session, district, workshop, and names: a theme, or a priority or statement that was made of one
# → what the engine called it → how that reads now.
Rename = Callable[[Session, str, str, Mapping[str, Mapping[str, str]]], None]


def _nowhere(
    session: Session, district: str, workshop: str, names: Mapping[str, Mapping[str, str]]
) -> None:
    """Rename nothing: nobody else has taken a name over."""


def _nobody(result: Answer | WorkshopError) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Call:
    """A command and who sent it when; `reply` hears what came of it."""

    command: Any  # one of the dataclasses in contents.RULES
    by: str
    role: str
    ref: str
    digest: str
    at: int
    reply: Reply = _nobody
    refusal: Refused | None = None  # why it cannot be, as things stood when it came (L17)
    along: Along | None = None  # what is written beside the journal, in the same commit


@dataclass(slots=True)
class Publication:
    """What a committed turn lets out."""

    seq: int
    answers: list[tuple[Reply, Answer | WorkshopError]]
    objects: dict[str, dict[views.Address, views.Object | None]]  # by audience
    mine: dict[str, views.View]  # by seat or person
    seats: dict[str, tuple[str, str]]  # changed seats → digests of secret and recovery code
    forget: bool  # old words must not be sent to anybody who comes back
    words_gone: bool = False  # somebody's words were taken away, also by themselves


@dataclass(slots=True)
class Holder:
    """A room in memory and the calls that wait for it. `room` is None until it is read again."""

    workshop_id: str
    district_id: str
    publish: Callable[[Publication], None]  # called on the writer's thread
    redact: Callable[[Session, str, str, str, str], None]  # district, workshop, response, text
    screen: Callable[[str], Screened] = CONTACTS  # by the district's lists; they may change
    rename: Rename = _nowhere  # as store.combined.rename_coined and store.sources.rename_coined
    room: Room | None = None
    edition: tuple[int, int] | None = None  # of the file at which the room was read
    handed: int = 0  # the seq that the last publication stood at
    mine: dict[str, views.View] = field(default_factory=dict)  # own views as last published
    waiting: list[Call] = field(default_factory=list)
    queued: bool = False
    is_over: bool = False  # its journal is wiped
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, call: Call) -> bool:
        """Let a call wait; True when a turn must be put into the writer's queue.

        `are_enough` tells afterwards whether the turn is worth a commit of its own.
        Raises Unavailable `busy` when too many wait; Over `rehearsal_over`.
        """
        with self.lock:
            if self.is_over:
                raise Over("rehearsal_over")
            if len(self.waiting) >= MAX_CALLS:
                raise Unavailable("busy")
            self.waiting.append(call)
            needed = not self.queued
            self.queued = True
            return needed

    @property
    def are_enough(self) -> bool:
        """Whether just so many wait that the writer should not let them wait for others."""
        return len(self.waiting) == ENOUGH

    def take(self) -> tuple[list[Call], bool]:
        """Return the calls of one turn, and whether more wait and need another."""
        with self.lock:
            calls, self.waiting = self.waiting[:MAX_TURN], self.waiting[MAX_TURN:]
            self.queued = bool(self.waiting)
            return calls, self.queued


def fold_entries(room: Room, entries: Iterable[Entry]) -> Iterator[Entry]:
    """Fold stored entries; yield each, with its notes in `room.notes` meanwhile."""
    for entry in entries:
        events = [codec.decode(stored, contents.EVENTS) for stored in entry.events]
        contents.fold(
            room, entry.seq, entry.at, entry.by, entry.ref, entry.digest, entry.type, events
        )
        yield entry


def replay(session: Session, workshop_id: str) -> Room:
    """Return the room that the journal holds now."""
    room = Room()
    while entries := journal.read(session, workshop_id, after=room.seq, limit=SLICE):
        for _ in fold_entries(room, entries):
            pass
    return room


def enact(session: Session, district_id: str, workshop_id: str, commands: Iterable[Call]) -> None:
    """Run commands straight into a journal, inside the caller's transaction.

    For what happens before anybody listens: a workshop is made together with its row.
    Raises what a rule raises.
    """
    room = replay(session, workshop_id)
    entries = []
    for sent in commands:
        events = contents.decide(room, sent.command, sent.by, sent.role, sent.at)
        entries.append(_entry(room, sent, events))
    journal.append(session, district_id, workshop_id, entries)
    _keep_listed(session, district_id, workshop_id, room)


def _entry(room: Room, sent: Call, events: list[Any]) -> Entry:
    """Fold the events of an accepted command and return its entry."""
    kind = codec.snake(type(sent.command).__name__)
    stored = tuple(codec.encode(event) for event in events)
    seq = room.seq + 1
    contents.fold(room, seq, sent.at, sent.by, sent.ref, sent.digest, kind, events)
    return Entry(seq, sent.at, sent.by, sent.ref, sent.digest, kind, stored)


def _listed(room: Room) -> tuple[str, str]:
    """Return what lists of workshops show. Its row has a copy; the journal is the truth."""
    return room.workshop.state, room.workshop.title


def _keep_listed(session: Session, district_id: str, workshop_id: str, room: Room) -> None:
    workshops.set_state(session, district_id, workshop_id, room.workshop.state)
    workshops.rename(session, district_id, workshop_id, room.workshop.title)
    if room.workshop.state != "draft":
        # In the same commit: a crash leaves both as they were, or neither rehearsal nor draft.
        workshops.end_rehearsal(session, district_id, workshop_id)


def _old_words(room: Room, command: Any) -> dict[str, str]:
    """Return the responses whose old words must go from the journal with this command.

    With a redaction the words redacted; with the closing what authors have edited or withdrawn.
    """
    if isinstance(command, RedactResponse):
        said = in_its_words(room, command.response)
        return {key: room.responses[key].text for key in said}
    if isinstance(command, CloseWorkshop):
        return {
            key: response.text
            for key, response in room.responses.items()
            if response.edited or response.state == "withdrawn"
        }
    return {}


def _old_names(room: Room, events: list[Any]) -> dict[str, tuple[str, str]]:
    """Return what a redaction calls otherwise, by address: how it reads now, and from then on."""
    found = {}
    for event in events:
        for address, new in event.named.items() if isinstance(event, ResponseRedacted) else ():
            key, _, option = address.partition(".")
            thing = room.find(key)
            old = thing.options[option].text if option else thing.theme_name
            found[address] = (old, new)
    return found


_OF_WORDS = {"state", "redacted"}


def _ends_words(note: Note) -> bool:
    """Return True where words are shown to nobody any more, by whosever hand."""
    if note.key[0] != "r":
        return False
    if note.field == "state":
        return bool(note.before == "shown")
    return bool(note.field == "text" and note.before)


def _takes_words(note: Note) -> bool:
    """Return True where people took words off screens, or changed them for good (L12)."""
    if note.field == "state" and note.key[0] == "r":
        return bool(note.after == "hidden" or (note.before == "shown" and note.after == "held"))
    return bool(note.field == "redacted" and note.after)


class Turn:
    """A job of the writer: the calls of one room that wait, or those given."""

    def __init__(
        self,
        holder: Holder,
        put: Callable[["Turn"], None],
        calls: list[Call] | None = None,
        *,
        comes_first: bool = False,
    ) -> None:
        """`put` lets a turn wait once more; it may come from any thread.

        One that `comes_first` has been in its turn already: nobody who came later overtakes it.
        """
        self.comes_first = comes_first
        self._holder = holder
        self._put = put
        self._calls = calls
        self._tries = 0
        self._seq = 0  # of the room after its own entries
        self._answers: list[tuple[Reply, Answer | WorkshopError]] = []
        self._keys: set[str] = set()
        self._seats: set[str] = set()
        self._forget = False  # words have left a screen
        self._words_gone = False

    # ── on the writer's thread ─────────────────────────────────────────────

    def run(self, session: Session) -> None:
        """Read on, decide, fold, append."""
        holder = self._holder
        if self._calls is None:
            self._calls = self._take()
        self._answers, self._keys, self._seats, self._forget = [], set(), set(), False
        self._words_gone = False
        if holder.is_over:
            holder.mine.clear()
            raise Over("rehearsal_over")  # `failed` drops the room
        try:
            room = self._read_on(session)
            room.screen = holder.screen
            entries: list[Entry] = []
            for call in self._calls:
                self._call(session, room, call, entries)
            journal.append(session, holder.district_id, holder.workshop_id, entries)
        except Exception as error:
            holder.room = None  # half changed: the next turn of this batch must not look at it
            if isinstance(error, ValueError):  # it does not follow: was the journal wiped?
                last = journal.last_seq(session, holder.workshop_id)
                holder.is_over |= last == 0 < holder.handed
            raise
        self._seq = room.seq

    def committed(self) -> None:
        """Publish: from here on it may be seen."""
        holder = self._holder
        room = holder.room
        if room is None:  # a later turn of the batch failed and dropped it
            self._again(Turn(holder, self._put, self._calls))  # each ref is known by now
            return
        holder.handed = self._seq  # the room may stand further, by later turns of this batch
        try:
            news = publication(
                room,
                self._seq,
                self._answers,
                self._keys,
                self._seats,
                self._forget,
                was=holder.mine,
            )
        except Exception:
            log.exception("a view broke")
            holder.mine.clear()  # what was touched now is not in it
            for reply, answer in self._answers:
                reply(answer)  # it is on disk all the same
            return
        news.words_gone = self._words_gone
        holder.publish(news)

    def failed(self, error: Exception) -> None:
        """Drop the room; try the calls one by one, so that a bad one fails alone.

        Each keeps its place: what came meanwhile waits behind them already.
        """
        self._holder.room = None
        calls = self._calls or []
        if self._holder.is_over:
            for call in calls:
                call.reply(Over("rehearsal_over"))
            return
        log.exception("a turn of a workshop failed", exc_info=error)
        if len(calls) == 1:
            calls[0].reply(Unavailable("internal"))
            return
        for call in reversed(calls):
            self._again(Turn(self._holder, self._put, [call], comes_first=True))

    def in_doubt(self, error: Exception) -> None:
        """Drop the room; nobody is answered until the journal has been read again."""
        self._holder.room = None
        if self._calls is None:  # it never ran
            self._calls = self._take()
        self._tries += 1
        if self._tries < TRIES:
            self._again(self)
            return
        for call in self._calls:
            call.reply(Unavailable("storage"))

    @property
    def tries(self) -> int:
        """How often its commit was in doubt."""
        return self._tries

    def refuse(self, error: Unavailable) -> None:
        """Answer every call with the same refusal."""
        for call in self._calls if self._calls is not None else self._take():
            call.reply(error)

    # ── within ─────────────────────────────────────────────────────────────

    def _take(self) -> list[Call]:
        calls, more = self._holder.take()
        if more:
            self._again(Turn(self._holder, self._put))
        return calls

    def _again(self, turn: "Turn") -> None:
        try:
            self._put(turn)
        except Unavailable as error:
            turn.refuse(error)

    def _read_on(self, session: Session) -> Room:
        """Return the room with everything that was committed; note what was not published yet."""
        holder = self._holder
        edition = database.edition(session)
        if holder.room is not None and holder.edition == edition:
            return holder.room  # nobody else has written since
        room = holder.room or Room()
        while entries := journal.read(session, holder.workshop_id, after=room.seq, limit=SLICE):
            for entry in fold_entries(room, entries):
                if entry.seq > holder.handed:
                    self._note(room, entry.by)
                    self._forget = self._words_gone = True
        holder.room, holder.edition = room, edition
        return room

    def _call(self, session: Session, room: Room, call: Call, entries: list[Entry]) -> None:
        known = room.answers.get((call.by, call.ref))
        if known is not None:
            again = known.digest in ("", call.digest)  # empty: its words were redacted
            self._answers.append((call.reply, known if again else Refused("ref_reused")))
            return
        if call.refusal is not None:  # after what is known: the same again is answered as before
            self._answers.append((call.reply, call.refusal))
            return
        try:
            events = contents.decide(room, call.command, call.by, call.role, call.at)
        except WorkshopError as error:
            self._answers.append((call.reply, error))
            return
        except Exception:
            log.exception("a rule broke on %s", type(call.command).__name__)
            self._answers.append((call.reply, Unavailable("internal")))
            return
        if not events and call.by == ENGINE:
            self._answers.append((call.reply, Answer(room.seq, (), call.digest)))
            return
        self._accept(session, room, call, events, entries)

    def _accept(
        self, session: Session, room: Room, call: Call, events: list[Any], entries: list[Entry]
    ) -> None:
        before = _old_words(room, call.command)
        names = _old_names(room, events)
        was = _listed(room)
        entries.append(_entry(room, call, events))
        if call.along is not None:
            call.along(session)
        if _listed(room) != was:
            _keep_listed(session, self._holder.district_id, self._holder.workshop_id, room)
        self._note(room, call.by)
        self._answers.append((call.reply, room.answers[(call.by, call.ref)]))
        self._forget |= any(note.field in _OF_WORDS and _takes_words(note) for note in room.notes)
        self._words_gone |= self._forget or any(map(_ends_words, room.notes))
        if before:
            # What this batch has not written yet goes first, so that one statement finds it all.
            journal.append(session, self._holder.district_id, self._holder.workshop_id, entries)
            entries.clear()
            self._reword(session, room, call.command, before)
            self._rename(session, room, call.command, before, names)

    def _reword(self, session: Session, room: Room, command: Any, before: dict[str, str]) -> None:
        """Put what responses say now for what they said before, in the journal.

        A redaction goes on into what was made of the response, as in the room (M5), and into
        plans; what authors changed or took back is left in what others have worded since.
        """
        district, workshop = self._holder.district_id, self._holder.workshop_id
        if not isinstance(command, RedactResponse):
            texts = {
                key: "" if response.state == "withdrawn" else response.text
                for key in before
                for response in (room.responses[key],)
            }
            journal.blank(session, district, workshop, texts)
            return
        text = room.responses[command.response].text  # also for what was made of its parts
        words = {as_title(old): as_title(text) for old in before.values()}
        words |= dict.fromkeys(before.values(), text)
        journal.blank(session, district, workshop, dict.fromkeys(before, text), words=words)
        for key in before:
            self._holder.redact(session, district, workshop, key, text)

    def _rename(
        self,
        session: Session,
        room: Room,
        command: Any,
        before: dict[str, str],
        names: dict[str, tuple[str, str]],
    ) -> None:
        """Put what the engine had named in redacted words otherwise, wherever it is kept (M5)."""
        if not isinstance(command, RedactResponse):
            return
        of = (session, self._holder.district_id, self._holder.workshop_id)
        taken = {address: other_name(old, new) for address, (old, new) in names.items()}
        for address, other in taken.items():
            journal.rename(*of, address, other)
        said = room.responses[command.response]
        cleaning = Cleaning(said.prompt, gone_words(before[said.id], said.text))
        themes = [theme.id for theme in room.themes.values() if theme.prompt == said.prompt]
        journal.clean(*of, (said.prompt, *themes), cleaning.act)
        self._holder.rename(*of, {**taken, **cleaning.names})

    def _note(self, room: Room, by: str) -> None:
        self._keys |= touched_keys(room, room.notes)
        self._seats |= touched_seats(room, room.notes, by)


def publication(
    room: Room,
    seq: int,
    answers: list[tuple[Reply, Answer | WorkshopError]],
    keys: Iterable[str],
    seats: Iterable[str],
    forget: bool,
    was: dict[str, views.View],
) -> Publication:
    """Return what may be seen of a committed room: of these things, for these seats and persons.

    `seq` is where whoever takes it in stands: nothing up to there is left unsaid. `was` has the own
    views that were published before, and then these.
    """
    keys = list(keys)  # in their order: who comes first is shown all of it in that
    touched = set(keys)
    own = {by: mine(room, by, contents.FACILITATOR, was.get(by), touched) for by in seats}
    was.update(own)
    return Publication(
        seq=seq,
        answers=answers,
        objects={name: views.objects(room, name, keys) for name in views.AUDIENCES},
        mine=own,
        seats={
            seat: (room.seats[seat].key, room.seats[seat].recovery)
            for seat in seats
            if seat in room.seats
        },
        forget=forget,
    )
