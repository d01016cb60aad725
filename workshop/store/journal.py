"""Journal: what happened in a workshop, one entry for each accepted command."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlmodel import Session, SQLModel

from workshop.store.tables import EntryRow

# Core, not objects: a workshop is opened by reading all of it.
_entries = SQLModel.metadata.tables[str(EntryRow.__tablename__)]
_of = _entries.c


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted command: who (`by`) sent it when (`at`), and what came of it.

    `ref` is the client's name for it, `digest` tells whether the same fields came twice under
    that name. `events` are JSON objects.
    """

    seq: int
    at: int
    by: str
    ref: str
    digest: str
    type: str
    events: tuple[dict[str, Any], ...]


def last_seq(session: Session, workshop_id: str) -> int:
    """Return the number of the newest entry, 0 where there is none."""
    newest = select(func.max(_of.seq)).where(_of.workshop_id == workshop_id)
    return session.connection().scalar(newest) or 0


def read(session: Session, workshop_id: str, after: int = 0, limit: int = 2000) -> list[Entry]:
    """Return at most `limit` entries with a seq above `after`, in order."""
    newer = (
        select(_of.seq, _of.at, _of.by, _of.ref, _of.digest, _of.type, _of.events)
        .where(_of.workshop_id == workshop_id, _of.seq > after)
        .order_by(_of.seq)
        .limit(limit)
    )
    rows = session.connection().execute(newer)
    return [
        Entry(seq, at, by, ref, digest, kind, tuple(json.loads(events)))
        for seq, at, by, ref, digest, kind, events in rows
    ]


def append(session: Session, district_id: str, workshop_id: str, entries: Sequence[Entry]) -> None:
    """Add entries that follow the newest one without a gap.

    Raises ValueError for a seq that does not follow, and sqlalchemy's IntegrityError for a
    `ref` that the same `by` has used before.
    """
    expected = last_seq(session, workshop_id)
    for entry in entries:
        expected += 1
        if entry.seq != expected:
            raise ValueError(f"entry {entry.seq} where {expected} was expected")
    if entries:
        rows = [_row(district_id, workshop_id, entry) for entry in entries]
        session.connection().execute(insert(_entries), rows)


@dataclass(frozen=True, slots=True)
class Reword:
    """What a response says now, and what else said its old words: old text → new text."""

    text: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


def blank(
    session: Session,
    district_id: str,
    workshop_id: str,
    rewords: Mapping[str, Reword],
    *,
    before: int | None = None,
) -> int:
    """Put other words for responses in every entry, or in those with a seq below `before`.

    That is the field `text` of every object whose `response` or `id` is the response, and the
    value of every `[response, "text", value]` that an undo wrote. In an entry that names the
    response every other text that is in its `words` becomes what stands there. All in one pass.
    Returns how many entries changed.
    """
    of_workshop = (_of.district_id == district_id, _of.workshop_id == workshop_id)
    mentions = select(_of.seq, _of.events).where(*of_workshop)
    if len(rewords) == 1:
        # Ids are letters and digits, so they stand in JSON as they are.
        mentions = mentions.where(_of.events.contains(next(iter(rewords)), autoescape=True))
    if before is not None:
        mentions = mentions.where(_of.seq < before)
    changes = []
    for seq, stored in session.connection().execute(mentions).all():
        named = rewords.keys() & set(_RESPONSE.findall(stored))
        if not named:
            continue
        events = json.loads(stored)
        for response in named:
            reword = rewords[response]
            events = _reworded(events, response, reword.text, reword.words)
        encoded = _encode(events)
        if encoded != stored:
            changes.append({"in_seq": seq, "in_workshop": workshop_id, "events": encoded})
    if changes:
        # From a digest short words could be guessed; an empty one matches what is sent again.
        entry = (_of.workshop_id == bindparam("in_workshop"), _of.seq == bindparam("in_seq"))
        reworded = update(_entries).where(*entry).values(events=bindparam("events"), digest="")
        session.connection().execute(reworded, changes)
    return len(changes)


_RESPONSE = re.compile(r'"(r\d+)"')  # a response's id, wherever it stands in an entry


def _row(district_id: str, workshop_id: str, entry: Entry) -> dict[str, Any]:
    return {
        "workshop_id": workshop_id,
        "seq": entry.seq,
        "district_id": district_id,
        "at": entry.at,
        "by": entry.by,
        "ref": entry.ref,
        "digest": entry.digest,
        "type": entry.type,
        "events": _encode(entry.events),
    }


def _encode(events: Any) -> str:  # JSON of any shape
    return json.dumps(events, ensure_ascii=False, separators=(",", ":"))


def _reworded(part: Any, response_id: str, text: str, words: Mapping[str, str]) -> Any:
    """Return a part of an event, of any JSON shape, with other words for a response."""
    match part:
        case dict():
            kept = {
                name: _reworded(value, response_id, text, words) for name, value in part.items()
            }
            if "text" in kept and response_id in (part.get("response"), part.get("id")):
                kept["text"] = text
            return kept
        case [str(key), "text", _] if key == response_id:
            return [key, "text", text]
        case list():
            return [_reworded(item, response_id, text, words) for item in part]
    return words.get(part, part) if isinstance(part, str) else part
