"""Journal: what happened in a workshop, one entry for each accepted command.

Each entry has a seal, a checksum of what it says, so that what a disk has altered is not told.
"""

import json
import logging
import re
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from zlib import crc32

from sqlalchemy import ColumnElement, bindparam, func, insert, or_, select, update
from sqlmodel import Session, SQLModel

from workshop.errors import Unavailable
from workshop.store.tables import EntryRow

log = logging.getLogger(__name__)

# Core, not objects: a workshop is opened by reading all of it.
_entries = SQLModel.metadata.tables[str(EntryRow.__tablename__)]
_of = _entries.c

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

_NEWEST = select(func.max(_of.seq)).where(_of.workshop_id == bindparam("workshop"))
_NEWER = (
    select(_of.seq, _of.at, _of.by, _of.ref, _of.digest, _of.type, _of.events, _of.seal)
    .where(_of.workshop_id == bindparam("workshop"), _of.seq > bindparam("after"))
    .order_by(_of.seq)
    .limit(bindparam("limit"))
)
_INSERT = insert(_entries)

# Of what a server of an earlier version writes that still runs while its file is brought forward.
_NO_SEAL = 0

# As `seal_of` sees an entry, in bytes: what is damaged may be no text any more.
_BROKEN = f"""
    SELECT 1 FROM entries WHERE seal IS NOT {_NO_SEAL} AND seal IS NOT crc32(CAST(
        workshop_id || char(31) || seq || char(31) || at || char(31) || "by" || char(31) || ref
        || char(31) || digest || char(31) || type || char(31) || events
    AS BLOB)) LIMIT 1
"""

_Where = tuple[ColumnElement[bool], ...]  # which entries

# What may repeat a response: how it begins, the field with its id, and those that hold its words.
_MADE: dict[str, tuple[str, tuple[str, ...]]] = {
    "priority_made": ("priority", ("title", "statement")),
    "statement_made": ("statement", ("title", "text")),
    "parked_aside": ("item", ("text",)),
}


_PROMOTED = ("title", "statement", "text")  # fields of what was promoted
_OF_ENGINE = ("suggest_themes", "accept_draft", "undo")  # entries that hold what it made up


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
    return session.connection().scalar(_NEWEST, {"workshop": workshop_id}) or 0


def read(session: Session, workshop_id: str, after: int = 0, limit: int = 2000) -> list[Entry]:
    """Return at most `limit` entries with a seq above `after`, in order.

    Raises Unavailable `storage` where one does not say what was written.
    """
    wanted = {"workshop": workshop_id, "after": after, "limit": limit}
    entries = []
    rows = session.connection().execute(_NEWER, wanted).all()
    for seq, at, by, ref, digest, kind, events, seal in rows:
        said = (workshop_id, seq, at, by, ref, digest, kind, events)
        if seal != _NO_SEAL and seal_of(*said) != seal:
            log.error("entry %d of workshop %s is damaged", seq, workshop_id)
            raise Unavailable("storage")
        entries.append(Entry(seq, at, by, ref, digest, kind, tuple(json.loads(events))))
    return entries


def authors(session: Session, workshop_id: str) -> list[str]:
    """Return who has written entries: seats, persons, the door and the engine."""
    written = select(_of.by).where(_of.workshop_id == workshop_id).distinct()
    return [by for (by,) in session.connection().execute(written.order_by(_of.by))]


def seal_of(*said: str | int) -> int:
    """Return the checksum of workshop, seq, at, by, ref, digest, type and events as they stand."""
    return crc32("\x1f".join(map(str, said)).encode())


def is_sealed(connection: sqlite3.Connection) -> bool:
    """Tell whether every entry of a file that has a seal still says what was written.

    SQLite vouches for how entries are kept, not for what they say.
    """
    columns = connection.execute("PRAGMA table_info(entries)")
    if "seal" not in {name for _, name, *_ in columns}:
        return True  # a new file, or one of an earlier version
    connection.create_function("crc32", 1, crc32, deterministic=True)
    return connection.execute(_BROKEN).fetchone() is None


def append(session: Session, district_id: str, workshop_id: str, entries: Sequence[Entry]) -> None:
    """Add entries that follow the newest one without a gap.

    Raises ValueError for a seq that does not follow, and sqlalchemy's IntegrityError for a
    `ref` that the same `by` has used before.
    """
    if not entries:
        return
    expected = last_seq(session, workshop_id)
    for entry in entries:
        expected += 1
        if entry.seq != expected:
            raise ValueError(f"entry {entry.seq} where {expected} was expected")
    rows = [_row(district_id, workshop_id, entry) for entry in entries]
    session.connection().execute(_INSERT, rows)


def blank(
    session: Session,
    district_id: str,
    workshop_id: str,
    texts: Mapping[str, str],
    *,
    words: Mapping[str, str] | None = None,
    before: int | None = None,
) -> int:
    """Put other words for responses in every entry, or in those with a seq below `before`.

    `texts` has what each response says from now on. That is the field `text` of every object
    whose `response` or `id` is the response, and the value of every `[response, "text", value]`
    that an undo wrote. Where a response alone became a priority or a statement, was parked or
    voted on, each wording of that which is in `words` becomes what stands there. Nothing else is
    touched, however alike it reads. All responses take one pass. What facilitators said beside a
    response, in remarks and translations, stays theirs: it is emptied where the response was
    redacted (`words`), or has been reworded or withdrawn since. Returns how many entries changed.
    """
    of: _Where = (_of.district_id == district_id, _of.workshop_id == workshop_id)
    if before is not None:
        of = (*of, _of.seq < before)

    forgotten = _forgotten(session, of, texts)

    def spoken(seq: int, events: Any, named: set[str]) -> Any:
        for response in named:
            is_over = words is not None or seq < forgotten.get(response, 0)
            events = [_said(event, response, texts[response], is_over) for event in events]
        return events

    changed = _change(session, of, texts, spoken)
    if words:
        for key, fields in _promotions(session, of, texts):
            reworded = partial(_reworded, key, fields, words)
            changed |= _change(session, of, (key,), lambda _seq, *said, to=reworded: to(*said))
        asked = partial(_asked, words)
        changed |= _change(session, of, texts, lambda _seq, *said: asked(*said))
    return len(changed)


def rename(
    session: Session, district_id: str, workshop_id: str, address: str, words: Mapping[str, str]
) -> int:
    """Put other words for a name that was taken over; return how many entries changed.

    Of a priority or statement, by its id, wherever it read so; of "b1.o2", an option of a ballot.
    """
    of: _Where = (_of.district_id == district_id, _of.workshop_id == workshop_id)
    key, _, option = address.partition(".")

    def renamed(_seq: int, events: Any, named: set[str]) -> Any:
        if not option:
            return _reworded(key, (*_PROMOTED, "theme_name"), words, events, named)
        return [
            {**event, "options": _option_called(event["options"], option, words)}
            if event["type"] == "ballot_made" and event["ballot"] == key
            else event
            for event in events
        ]

    return len(_change(session, of, (key,), renamed))


def clean(
    session: Session,
    district_id: str,
    workshop_id: str,
    keys: Collection[str],
    act: Callable[[dict[str, Any]], dict[str, Any]],
) -> int:
    """Let `act` put each event of the engine's, and of undoing, otherwise; where it names `keys`.

    Returns how many entries changed.
    """
    of: _Where = (
        _of.district_id == district_id,
        _of.workshop_id == workshop_id,
        or_(*(_of.type == kind for kind in _OF_ENGINE)),  # an IN cannot be run for many
    )
    changed = _change(session, of, keys, lambda _seq, events, _named: [act(one) for one in events])
    return len(changed)


# What stands beside a response in somebody else's words, and what ends it.
_BESIDE = {"remark_made", "response_translated"}
_OTHER_WORDS = {"response_edited", "response_withdrawn", "response_redacted"}


def _forgotten(session: Session, of: _Where, responses: Collection[str]) -> dict[str, int]:
    """Return the seq at which each response last came to other words."""
    found: dict[str, int] = {}
    for row, named in _naming(session, of, responses):
        for event in json.loads(row.events):
            if event.get("type") in _OTHER_WORDS and event.get("response") in named:
                found[event["response"]] = max(row.seq, found.get(event["response"], 0))
    return found


def _said(event: dict[str, Any], response: str, text: str, is_over: bool) -> dict[str, Any]:
    """Return an event with other words for a response, and none beside it where that is over."""
    if event.get("type") == "parked_aside":
        return event  # in words of whoever parked it: see `_promotions`
    if event.get("type") in _BESIDE:
        return {**event, "text": ""} if is_over and event.get("response") == response else event
    said: dict[str, Any] = _spoken(event, response, text)
    if is_over and event.get("type") == "undone":
        said["writes"] = [_untranslated(write, response) for write in said["writes"]]
    return said


def _untranslated(write: list[Any], response: str) -> list[Any]:
    return [response, "translations", {}] if write[:2] == [response, "translations"] else write


def _change(
    session: Session, of: _Where, keys: Collection[str], act: Callable[[int, Any, set[str]], Any]
) -> set[int]:
    """Let `act` rewrite the events of entries that name `keys`; return the seqs that changed."""
    changes = []
    for row, named in _naming(session, of, keys):
        events = _encode(act(row.seq, json.loads(row.events), named))
        if events != row.events:
            # From a digest short words could be guessed; an empty one matches what is sent again.
            said = (row.workshop_id, row.seq, row.at, row.by, row.ref, "", row.type, events)
            changes.append({"in_seq": row.seq, "events": events, "seal": seal_of(*said)})
    if changes:
        reworded = update(_entries).where(*of, _of.seq == bindparam("in_seq"))
        values = reworded.values(events=bindparam("events"), digest="", seal=bindparam("seal"))
        session.connection().execute(values, changes)
    return {change["in_seq"] for change in changes}


def _naming(
    session: Session, of: _Where, keys: Collection[str]
) -> Iterator[tuple[Any, set[str]]]:  # a row as SQLAlchemy gives it
    """Yield the entries that name any of `keys`, and which of them."""
    mentions = select(_entries).where(*of)
    if len(keys) == 1:
        # Ids are letters and digits, so they stand in JSON as they are.
        mentions = mentions.where(_of.events.contains(f'"{next(iter(keys))}"', autoescape=True))
    for row in session.connection().execute(mentions).all():
        named = set(_KEY.findall(row.events)).intersection(keys)
        if named:
            yield row, named


_KEY = re.compile(r'"([a-z]\d+)"')  # an id, wherever it stands in an entry


def _promotions(
    session: Session, of: _Where, responses: Collection[str]
) -> list[tuple[str, tuple[str, ...]]]:
    """Return what was made of one response alone: its id, and the fields that hold its words."""
    found = []
    for row, named in _naming(session, of, responses):
        for event in json.loads(row.events):
            made = _MADE.get(event["type"])
            sources = event.get("responses", (event.get("response"),))
            is_source = named.intersection(sources) and not event.get("theme")
            if made is not None and is_source:
                found.append((event[made[0]], made[1]))
    return found


def _row(district_id: str, workshop_id: str, entry: Entry) -> dict[str, Any]:
    said: dict[str, str | int] = {
        "workshop_id": workshop_id,
        "seq": entry.seq,
        "at": entry.at,
        "by": entry.by,
        "ref": entry.ref,
        "digest": entry.digest,
        "type": entry.type,
        "events": _encode(entry.events),
    }
    return {**said, "district_id": district_id, "seal": seal_of(*said.values())}


def _encode(events: Any) -> str:  # JSON of any shape
    return _json.encode(events)


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


def _reworded(
    key: str, fields: tuple[str, ...], words: Mapping[str, str], events: Any, _named: set[str]
) -> Any:
    """Return events with other wordings of the priority or statement `key`."""
    return [
        {
            name: [_rewritten(write, key, fields, words) for write in value]
            if name == "writes"
            else words.get(value, value)
            if name in fields and key in (event.get(one) for one, _ in _MADE.values())
            else value
            for name, value in event.items()
        }
        for event in events
    ]


def _rewritten(
    write: list[Any], key: str, fields: tuple[str, ...], words: Mapping[str, str]
) -> list[Any]:
    """Return what an undo wrote, `[key, field, value]`, with other words."""
    if write[0] == key and write[1] in fields:
        return [key, write[1], words.get(write[2], write[2])]
    if write[:2] == [key, "versions"]:
        return [key, "versions", [[words.get(one, one) for one in said] for said in write[2]]]
    return write


def _asked(words: Mapping[str, str], events: Any, named: set[str]) -> Any:
    """Return events in which no ballot asks about the words that `named` responses had."""
    return [
        {**event, "options": {key: _option(words, one, named) for key, one in asked.items()}}
        if event.get("type") == "ballot_made" and (asked := event["options"])
        else event
        for event in events
    ]


def _option_called(options: Any, key: str, words: Mapping[str, str]) -> Any:
    text = options[key]["text"]
    return {**options, key: {**options[key], "text": words.get(text, text)}}


def _option(words: Mapping[str, str], option: Any, named: set[str]) -> Any:
    is_it = option.get("said") in named
    return {**option, "text": words.get(option["text"], option["text"])} if is_it else option
