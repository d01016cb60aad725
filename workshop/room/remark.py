"""Remark: facilitators tell each other something that no phone and no wall sees.  Rules N1–N3."""

from dataclasses import dataclass

from workshop.errors import Refused
from workshop.room.agenda import worded
from workshop.room.nouns import Room
from workshop.room.when import Moment

MAX_REMARK = 400  # characters as people count them
MAX_REMARKS = 500  # in a workshop


@dataclass(frozen=True, slots=True)
class MakeRemark:
    """Say a line to the other facilitators, about a phrase or about nothing in particular."""

    text: str = ""
    response: str | None = None


@dataclass(frozen=True, slots=True)
class ReadRemarks:
    """Say that one has read these."""

    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemarkMade:
    """Somebody said something to the other facilitators."""

    remark: str
    text: str
    response: str | None


@dataclass(frozen=True, slots=True)
class RemarksRead:
    """Somebody has read these."""

    remarks: tuple[str, ...]


def make(room: Room, command: MakeRemark, by: str, at: int) -> list[RemarkMade]:
    """Say it (N1); a phrase may be pointed at without a word.

    Raises Refused `empty`, `too_long`, `too_many_remarks`, `withdrawn`; NotFound.
    """
    if len(room.remarks) >= MAX_REMARKS:
        raise Refused("too_many_remarks", limit=MAX_REMARKS)
    response = command.response or None
    if response is not None and room.get(response, "r").state == "withdrawn":
        raise Refused("withdrawn")
    is_bare = response is not None and not command.text.strip()
    text = "" if is_bare else worded(command.text, MAX_REMARK)
    return [RemarkMade(room.next_id("k"), text, response)]


def made(room: Room, event: RemarkMade, when: Moment) -> None:
    """Put it before the others."""
    room.add(
        event.remark,
        by=when.by,
        text=event.text,
        response=event.response,
        at=when.at,
    )


def read(room: Room, command: ReadRemarks, by: str, at: int) -> list[RemarksRead]:
    """Mark those that are not one's own and not read yet (N2). Raises NotFound."""
    found = [room.get(key, "k") for key in dict.fromkeys(command.remarks)]
    unread = tuple(one.id for one in found if by != one.by and by not in one.read_by)
    return [RemarksRead(unread)] if unread else []


def were_read(room: Room, event: RemarksRead, when: Moment) -> None:
    """Note who has read them."""
    for key in event.remarks:
        room.put(key, "read_by", (*room.remarks[key].read_by, when.by))
