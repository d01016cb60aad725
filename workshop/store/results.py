"""Results: links under which participants read what came of a workshop, without an account.

A link is a secret of 256 bits of which only the digest is kept.  A workshop has one at a time.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from workshop.errors import NotFound, Over
from workshop.store.tables import ResultsRow
from workshop.store.workshops import get as get_workshop

DAY = 24 * 3600 * 1000  # ms


@dataclass(frozen=True, slots=True)
class Results:
    """An open link, without its secret."""

    district: str
    workshop: str
    next_steps: str
    made_at: int  # milliseconds since 1970 UTC
    expires_at: int


def open_link(
    session: Session,
    district_id: str,
    workshop_id: str,
    *,
    digest: str,
    days: int,
    next_steps: str,
    by: str,
    at: int,
) -> Results:
    """Open a link for so many days; an earlier one ends. Raises NotFound `workshop`."""
    get_workshop(session, district_id, workshop_id)
    end_link(session, district_id, workshop_id, at=at)
    row = ResultsRow(
        digest=digest,
        district_id=district_id,
        workshop_id=workshop_id,
        next_steps=next_steps,
        made_at=at,
        made_by=by,
        expires_at=at + days * DAY,
    )
    session.add(row)
    session.flush()
    return _results(row)


def end_link(session: Session, district_id: str, workshop_id: str, *, at: int) -> None:
    """End the workshop's link, if there is one."""
    for row in session.exec(_standing(district_id, workshop_id)):
        row.revoked_at = at
    session.flush()


def say_next(session: Session, district_id: str, workshop_id: str, text: str, *, at: int) -> None:
    """Change what happens next, on the page of the open link. Raises NotFound `results`."""
    row = _open_row(session, district_id, workshop_id, at)
    if row is None:
        raise NotFound("results")
    row.next_steps = text
    session.flush()


def find_open(session: Session, district_id: str, workshop_id: str, *, at: int) -> Results | None:
    """Return the link that is open now, or None."""
    row = _open_row(session, district_id, workshop_id, at)
    return None if row is None else _results(row)


def read_link(session: Session, digest: str, *, at: int) -> Results:
    """Return what a link leads to. Raises NotFound `results`; Over `results_over` when it ended."""
    row = session.get(ResultsRow, digest)
    if row is None:
        raise NotFound("results")
    if row.revoked_at is not None or row.expires_at <= at:
        raise Over("results_over")
    return _results(row)


def _open_row(session: Session, district_id: str, workshop_id: str, at: int) -> ResultsRow | None:
    standing = session.exec(_standing(district_id, workshop_id))
    return next((row for row in standing if row.expires_at > at), None)


def _standing(district_id: str, workshop_id: str) -> SelectOfScalar[ResultsRow]:
    return select(ResultsRow).where(
        col(ResultsRow.district_id) == district_id,
        col(ResultsRow.workshop_id) == workshop_id,
        col(ResultsRow.revoked_at).is_(None),
    )


def _results(row: ResultsRow) -> Results:
    return Results(row.district_id, row.workshop_id, row.next_steps, row.made_at, row.expires_at)
