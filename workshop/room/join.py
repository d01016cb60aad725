"""Join: somebody takes a seat.  Rules J1–J8 in PROTOCOL.md."""

from dataclasses import dataclass

from workshop.errors import NotFound, Refused
from workshop.room.nouns import Room
from workshop.room.tags import chosen
from workshop.room.when import Moment

MAX_SEATS = 5_000
MAX_TABLE = 999
MAX_HEADCOUNT = 99


@dataclass(frozen=True, slots=True)
class JoinRoom:
    """Take a new seat. Sent by the door on behalf of somebody who holds the secret."""

    key: str  # digest of the secret in the seat's cookie
    recovery: str  # digest of its recovery code
    group: str | None = None
    language: str = "en"
    table: int | None = None
    headcount: int | None = None
    tags: tuple[str, ...] = ()  # "list.option", at most one of each list


@dataclass(frozen=True, slots=True)
class MoveSeat:
    """Move a seat to another device, by its recovery code."""

    recovery: str
    new_key: str
    new_recovery: str


@dataclass(frozen=True, slots=True)
class ChangeSeat:
    """Correct what a seat said of itself; without a language it keeps the one it has."""

    group: str | None = None
    language: str | None = None
    table: int | None = None
    headcount: int | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeatTaken:
    """A seat was taken."""

    seat: str
    key: str
    recovery: str
    group: str | None
    language: str
    table: int | None
    headcount: int | None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeatMoved:
    """A seat has a new device; the old one holds nothing any more."""

    seat: str
    key: str
    recovery: str


@dataclass(frozen=True, slots=True)
class SeatChanged:
    """A seat said something else of itself."""

    seat: str
    group: str | None
    language: str
    table: int | None
    headcount: int | None
    tags: tuple[str, ...] = ()


def join(room: Room, command: JoinRoom, by: str, at: int) -> list[SeatTaken]:
    """Take a seat (J1–J4, J7).

    Raises Refused: `workshop_closed`, `room_full`, `unknown_group`, `bad_table`, `unknown_tag`.
    """
    if room.workshop.state == "closed":
        raise Refused("workshop_closed")
    if len(room.seats) - room.forms >= MAX_SEATS:
        raise Refused("room_full", limit=MAX_SEATS)
    group, table, headcount = _checked(room, command)
    language = _language(room, command.language)
    tags = chosen(room, command.tags, group)
    seat = room.next_id("s")
    return [
        SeatTaken(seat, command.key, command.recovery, group, language, table, headcount, tags),
    ]


def taken(room: Room, event: SeatTaken, when: Moment) -> None:
    """Put the seat into the room."""
    room.add(
        event.seat,
        key=event.key,
        recovery=event.recovery,
        group=event.group,
        language=event.language,
        table=event.table,
        headcount=event.headcount,
        joined_at=when.at,
        tags=event.tags,
    )


def move(room: Room, command: MoveSeat, by: str, at: int) -> list[SeatMoved]:
    """Give a seat to another device (J5). Raises NotFound `no_such_seat`."""
    seat = room.by_recovery.get(command.recovery)
    if seat is None:
        raise NotFound("no_such_seat")
    return [SeatMoved(seat, command.new_key, command.new_recovery)]


def moved(room: Room, event: SeatMoved, when: Moment) -> None:
    """Forget the old device and its code."""
    room.put(event.seat, "key", event.key)
    room.put(event.seat, "recovery", event.recovery)


def change(room: Room, command: ChangeSeat, by: str, at: int) -> list[SeatChanged]:
    """Correct what one's own seat said of itself (J6, J7). Raises Refused as `join` does."""
    group, table, headcount = _checked(room, command)
    language = _language(room, command.language or room.seats[by].language)
    tags = chosen(room, command.tags, group)
    return [SeatChanged(by, group, language, table, headcount, tags)]


def changed(room: Room, event: SeatChanged, when: Moment) -> None:
    """Write what the seat says of itself now; what it sent before keeps its group."""
    for name in ("group", "language", "table", "headcount", "tags"):
        room.put(event.seat, name, getattr(event, name))


def _checked(
    room: Room, command: JoinRoom | ChangeSeat
) -> tuple[str | None, int | None, int | None]:
    group = command.group or None
    if group is not None and group not in room.workshop.groups:
        raise Refused("unknown_group")
    if command.table is None:
        return group, None, None
    headcount = 1 if command.headcount is None else command.headcount
    if not (1 <= command.table <= MAX_TABLE and 1 <= headcount <= MAX_HEADCOUNT):
        raise Refused("bad_table", tables=MAX_TABLE, people=MAX_HEADCOUNT)
    return group, command.table, headcount


def _language(room: Room, wanted: str) -> str:
    languages = room.workshop.languages
    return wanted if wanted in languages else languages[0]
