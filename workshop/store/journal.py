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
    """What a response says now, and how what was made of it alone reads: old wording → new one."""

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
    value of every `[response, "text", value]` that an undo wrote. Where the response alone became
    a priority or a statement, each wording of that which is in its `words` becomes what stands
    there. Nothing else is touched, however alike it reads. All in one pass.
    Returns how many entries changed.
    """
    of_workshop = (_of.district_id == district_id, _of.workshop_id == workshop_id)
    entries = select(_of.seq, _of.events).where(*of_workshop).order_by(_of.seq)
    if before is not None:
        entries = entries.where(_of.seq < before)
    changes = []
    made: dict[str, Mapping[str, str]] = {}  # priority or statement → other wordings
    for seq, stored in session.connection().execute(entries).all():
        named = set(_KEY.findall(stored))
        if named.isdisjoint(rewords) and named.isdisjoint(made):
            continue
        events = json.loads(stored)
        for response in named & rewords.keys():
            reword = rewords[response]
            events = _spoken(events, response, reword.text)
            if reword.words:
                made.update(dict.fromkeys(_made_of(events, response), reword.words))
        for key in named & made.keys():
            events = [_worded(event, key, made[key]) for event in events]
        encoded = _encode(events)
        if encoded != stored:
            changes.append({"in_seq": seq, "in_workshop": workshop_id, "events": encoded})
    if changes:
        # From a digest short words could be guessed; an empty one matches what is sent again.
        entry = (_of.workshop_id == bindparam("in_workshop"), _of.seq == bindparam("in_seq"))
        reworded = update(_entries).where(*entry).values(events=bindparam("events"), digest="")
        session.connection().execute(reworded, changes)
    return len(changes)


# Ids are letters and digits, so they stand in JSON as they are: of a response, a priority, a
# statement, wherever it stands in an entry.
_KEY = re.compile(r'"([riv]\d+)"')
_MADE = {"priority_made": "priority", "statement_made": "statement"}  # event → field of the id
_WORDINGS = {"i": ("title", "statement"), "v": ("title", "text")}  # fields that hold words


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


def _spoken(part: Any, response_id: str, text: str) -> Any:
    """Return a part of an event, of any JSON shape, with other words for a response."""
    match part:
        case dict():
            kept = {name: _spoken(value, response_id, text) for name, value in part.items()}
            if "text" in kept and response_id in (part.get("response"), part.get("id")):
                kept["text"] = text
            return kept
        case [str(key), "text", _] if key == response_id:
            return [key, "text", text]
        case list():
            return [_spoken(item, response_id, text) for item in part]
    return part


def _made_of(events: list[Any], response_id: str) -> list[str]:
    """Return what these events make of a response alone: priorities and statements."""
    return [
        event[_MADE[event["type"]]]
        for event in events
        if event["type"] in _MADE
        and event.get("theme") is None
        and response_id in event["responses"]
    ]


def _worded(event: dict[str, Any], key: str, words: Mapping[str, str]) -> dict[str, Any]:
    """Return an event with other wordings of the priority or statement `key`."""
    names = _WORDINGS[key[0]]
    changed = dict(event)
    if key in (event.get("priority"), event.get("statement")):
        changed |= {name: words.get(event[name], event[name]) for name in names if name in event}
    if "writes" in event:  # what an undo wrote: [key, field, value]
        changed["writes"] = [
            [*write[:2], words.get(write[2], write[2])]
            if write[0] == key and write[1] in names
            else write
            for write in event["writes"]
        ]
    return changed
