"""Code book: what a district adds to the shipped codes; never overwritten unseen.

A save names the version that its words were read at, as in `plan_items`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from workshop.data.code_book import (
    Addition,
    check_room_for_more,
    checked,
    find_code,
    form_of,
    found_in,
)
from workshop.data.lexicon import Lexicon
from workshop.errors import NotFound, Refused
from workshop.ids import new_id
from workshop.store.tables import CodeBookRow, UserRow


@dataclass(frozen=True, slots=True)
class Kept:
    """An addition as it is kept. Version 0: nothing has been said of a shipped code yet."""

    addition: Addition
    version: int
    changed_at: int | None = None
    changed_by: str | None = None  # name
    is_removed: bool = False


def additions(session: Session, district_id: str) -> list[Addition]:
    """Return what the district has added, the oldest first; nothing that was removed."""
    rows = session.exec(
        select(CodeBookRow)
        .where(col(CodeBookRow.district_id) == district_id, col(CodeBookRow.removed_at).is_(None))
        .order_by(col(CodeBookRow.made_at), col(CodeBookRow.code))
    )
    return [_addition(row) for row in rows]


def get_code(session: Session, district_id: str, shipped: Lexicon, code: str) -> Kept:
    """Return what the district says of a code, also of one that it has removed.

    Raises NotFound `code` for one that is neither shipped nor the district's.
    """
    row = session.get(CodeBookRow, (district_id, code))
    return _kept(session, row) if row else Kept(_unsaid(shipped, code), version=0)


def add_code(
    session: Session,
    district_id: str,
    shipped: Lexicon,
    *,
    values: Mapping[str, str],
    by: str,
    at: int,
) -> Kept:
    """Write a code of the district's own.

    Raises BadMessage `unknown_field`; Refused `too_many_codes`, and `invalid_fields` as
    `data.code_book.checked`.
    """
    others = additions(session, district_id)
    check_room_for_more(others)
    addition = checked(shipped, new_id("own_"), values, others)
    row = _begun(district_id, addition.code, at)
    return _save(session, row, addition, by=by, at=at)


def add_book(
    session: Session, district_id: str, shipped: Lexicon, book: Lexicon, *, by: str, at: int
) -> int:
    """Add what a file has and the district has not; return how many codes that touched.

    All of it or nothing. Raises Refused `too_many_codes`, and `bad_code` with the code's `name`
    and its first `fault`, as a field of `data.code_book.checked` has it.
    """
    standing = {one.code: one for one in additions(session, district_id)}
    found = found_in(book, shipped, standing.values())
    for addition in found:
        if not addition.code:
            check_room_for_more(standing.values())
        code = addition.code or new_id("own_")
        try:
            values = form_of(addition, shipped)
            wanted = checked(shipped, code, values, standing.values())
        except Refused as error:
            fault = next(iter(error.params["fields"].values()))
            raise Refused("bad_code", name=addition.name or code, fault=fault) from error
        row = session.get(CodeBookRow, (district_id, code)) or _begun(district_id, code, at)
        standing[code] = _save(session, row, wanted, by=by, at=at).addition
    return len(found)


def save_code(
    session: Session,
    district_id: str,
    shipped: Lexicon,
    code: str,
    *,
    version: int,
    values: Mapping[str, str],
    by: str,
    at: int,
) -> Kept:
    """Change what the district says of a code, if nobody else did since `version`.

    The same words sent twice are harmless. A code that was removed comes back when its own version
    is named. Raises NotFound `code`; BadMessage `unknown_field`; Refused `invalid_fields`,
    `too_many_codes`, `code_removed` with the `version` that brings it back, and
    `changed_meanwhile` with what is there now: `version`, `there` ({field: text}, as `form_of`
    gives it), `by_name` and `at` of the last change.
    """
    row = session.get(CodeBookRow, (district_id, code))
    now = _addition(row) if row else _unsaid(shipped, code)
    others = additions(session, district_id)
    wanted = checked(shipped, code, values, others)
    is_removed = row is not None and row.removed_at is not None
    if wanted == now and not is_removed:
        return _kept(session, row) if row else Kept(now, version=0)
    _refuse_if_changed(session, row, form_of(now, shipped), version)
    if is_removed:
        check_room_for_more(others)
    return _save(session, row or _begun(district_id, code, at), wanted, by=by, at=at)


def remove_code(
    session: Session,
    district_id: str,
    shipped: Lexicon,
    code: str,
    *,
    version: int,
    by: str,
    at: int,
) -> None:
    """Take a code of the district's own out of the book; `restore_code` brings it back.

    Raises NotFound `code`, also for a shipped one; Refused `changed_meanwhile` as `save_code`.
    """
    row = _get_own(session, district_id, code)
    if row.removed_at is not None:
        return
    _refuse_if_changed(session, row, form_of(_addition(row), shipped), version)
    row.removed_at = at
    _touch(row, by=by, at=at)
    session.flush()


def restore_code(
    session: Session, district_id: str, shipped: Lexicon, code: str, *, by: str, at: int
) -> None:
    """Bring a removed code back. One that stands is left alone.

    Raises NotFound `code`; Refused `too_many_codes`, and `invalid_fields` when its name has been
    given to another code meanwhile.
    """
    row = _get_own(session, district_id, code)
    if row.removed_at is None:
        return
    others, addition = additions(session, district_id), _addition(row)
    check_room_for_more(others)
    checked(shipped, code, form_of(addition, shipped), others)
    _save(session, row, addition, by=by, at=at)


def _get_own(session: Session, district_id: str, code: str) -> CodeBookRow:
    row = session.get(CodeBookRow, (district_id, code))
    if row is None or not row.name:
        raise NotFound("code")
    return row


def _unsaid(shipped: Lexicon, code: str) -> Addition:
    """Return that nothing is said of a shipped code. Raises NotFound `code` for another."""
    if find_code(shipped, code) is None:
        raise NotFound("code")
    return Addition(code, {language: () for language in shipped.languages})


def _begun(district_id: str, code: str, at: int) -> CodeBookRow:
    return CodeBookRow(
        district_id=district_id, code=code, cues="", made_at=at, changed_at=at, version=0
    )


def _save(session: Session, row: CodeBookRow, addition: Addition, *, by: str, at: int) -> Kept:
    row.is_used = addition.is_used
    row.name = addition.name
    row.names = json.dumps(dict(addition.names), ensure_ascii=False)
    row.family = addition.family
    row.description = addition.description
    row.cues = json.dumps(dict(addition.cues), ensure_ascii=False)
    row.removed_at = None
    _touch(row, by=by, at=at)
    session.add(row)
    session.flush()
    return _kept(session, row)


def _touch(row: CodeBookRow, *, by: str, at: int) -> None:
    row.version += 1
    row.changed_by, row.changed_at = by, at


def _addition(row: CodeBookRow) -> Addition:
    cues = json.loads(row.cues)
    return Addition(
        code=row.code,
        cues={language: tuple(words) for language, words in cues.items()},
        is_used=row.is_used,
        name=row.name,
        names=json.loads(row.names),
        family=row.family,
        description=row.description,
    )


def _kept(session: Session, row: CodeBookRow) -> Kept:
    by = session.get(UserRow, row.changed_by) if row.changed_by else None
    return Kept(
        _addition(row),
        version=row.version,
        changed_at=row.changed_at,
        changed_by=by.name if by else None,
        is_removed=row.removed_at is not None,
    )


def _refuse_if_changed(
    session: Session, row: CodeBookRow | None, there: dict[str, str], version: int
) -> None:
    if row is None or row.version == version:
        return
    kept = _kept(session, row)
    raise Refused(
        "code_removed" if kept.is_removed else "changed_meanwhile",
        version=row.version,
        there=None if kept.is_removed else there,
        by_name=kept.changed_by,
        at=row.changed_at,
    )
