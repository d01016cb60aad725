"""Sources: what a workshop brought into a plan, and the words behind each item."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from sqlmodel import Session, col, delete, select

from workshop.errors import Refused
from workshop.ids import new_id
from workshop.plan.draft import Draft
from workshop.plan.nouns import Quote, Source, Vote
from workshop.room.outcome import Crowd
from workshop.store.plan_rows import append_item, get_plan_row, hand
from workshop.store.tables import (
    EntryRow,
    PlanChangeRow,
    PlanItemRow,
    PlanQuoteRow,
    PlanRow,
    PlanSourceRow,
)

REDACTION = "redact_response"  # the type of a journal's entry
BESIDE = " · "  # between the names of a combined theme's parts
TELLING = 40  # characters: a title this long that begins a phrase is that phrase, cut off


@dataclass(frozen=True, slots=True)
class Brought:
    """How many items a workshop added to a plan, and how many it had brought before."""

    new: int
    kept: int


def bring_in(
    session: Session, district_id: str, plan_id: str, drafts: Iterable[Draft], *, by: str, at: int
) -> Brought:
    """Take a workshop's drafts into a plan; bringing again is harmless.

    A draft that was brought before adds no item and touches no words of the plan, also when they
    were edited or removed since; its people and quotes are brought up to date.
    Raises NotFound `plan`; Refused `redacted_meanwhile`, temporary, when the workshop has redacted
    words since it was frozen: freeze it again.
    """
    plan = get_plan_row(session, district_id, plan_id, to_write=True)
    drafts = list(drafts)
    for frozen in {(source.workshop, source.seq) for d in drafts for source in d.sources}:
        _nothing_redacted_since(session, district_id, *frozen)
    new = kept = 0
    for draft in drafts:
        rows = {source.key: _find_source(session, plan_id, source.key) for source in draft.sources}
        item = next((row.item_id for row in rows.values() if row is not None), None)
        new, kept = (new + 1, kept) if item is None else (new, kept + 1)
        if item is None:
            item = append_item(
                session, plan, kind=draft.kind, parent=None, fields=draft.fields, by=hand(by, at)
            ).id
        for source in draft.sources:
            row = rows[source.key]
            if row is None:
                row = _add(session, plan, item, source, at=at)
            elif source.seq < row.seq:
                continue
            row.sqlmodel_update(_columns(source))
            _quote(session, row, source.quotes)
    session.flush()
    return Brought(new, kept)


def drop_sources(
    session: Session, district_id: str, plan_id: str, ending: str, *, keep: Iterable[str]
) -> None:
    """Take away where an item no longer comes from: sources whose key has an `ending`, but some.

    The item stays. Raises NotFound `plan`.
    """
    plan = get_plan_row(session, district_id, plan_id, to_write=True)
    session.exec(
        delete(PlanSourceRow).where(
            col(PlanSourceRow.plan_id) == plan.id,
            col(PlanSourceRow.key).endswith(ending, autoescape=True),
            col(PlanSourceRow.key).not_in(list(keep)),
        )
    )


def load_sources(session: Session, plan_id: str) -> dict[str, tuple[Source, ...]]:
    """Return where the items of a plan came from, by item, oldest first."""
    quotes: dict[str, list[Quote]] = {}
    for quote in session.exec(
        select(PlanQuoteRow)
        .join(PlanSourceRow, col(PlanSourceRow.id) == col(PlanQuoteRow.source_id))
        .where(col(PlanSourceRow.plan_id) == plan_id)
        .order_by(col(PlanQuoteRow.place))
    ):
        told = Quote(quote.response_id, quote.text, quote.group_label)
        quotes.setdefault(quote.source_id, []).append(told)
    sources: dict[str, tuple[Source, ...]] = {}
    for row in session.exec(
        select(PlanSourceRow)
        .where(col(PlanSourceRow.plan_id) == plan_id)
        .order_by(col(PlanSourceRow.brought_at), col(PlanSourceRow.key))
    ):
        source = _source(row, tuple(quotes.get(row.id, ())))
        sources[row.item_id] = (*sources.get(row.item_id, ()), source)
    return sources


def blank_quotes(
    session: Session, district_id: str, workshop_id: str, response_id: str, text: str
) -> None:
    """Put `text` where a redacted response is quoted, in every plan of the district, for good.

    Where a plan's item is that phrase, promoted as it was, its words and their history change
    too.
    """
    quotes = session.exec(
        select(PlanQuoteRow, PlanSourceRow)
        .join(PlanSourceRow, col(PlanSourceRow.id) == col(PlanQuoteRow.source_id))
        .where(
            col(PlanQuoteRow.district_id) == district_id,
            col(PlanQuoteRow.workshop_id) == workshop_id,
            col(PlanQuoteRow.response_id) == response_id,
            col(PlanQuoteRow.text) != text,
        )
    ).all()
    for quote, source in quotes:
        if source.kind == "response":
            _blank_item(session, source.item_id, quote.text, text)
        quote.text = text
    session.flush()


def rename_coined(
    session: Session, district_id: str, workshop_id: str, names: Mapping[str, Mapping[str, str]]
) -> None:
    """Call otherwise what the engine had named in words that were redacted, for good.

    `names` are of that workshop: the id of a theme, a priority or a statement → what the engine had
    called it → how that reads now. An item that bears just such a name takes the other, and so does
    its history; what somebody has worded stays.
    """
    themes = {old: new for key, one in names.items() if key[:1] == "t" for old, new in one.items()}
    rows = select(PlanSourceRow).where(
        col(PlanSourceRow.district_id) == district_id,
        col(PlanSourceRow.workshop_id) == workshop_id,
    )
    for source in session.exec(rows):
        key = source.key.rpartition(":")[2]
        other = names.get(key, {}) if key[:1] in "iv" else themes
        if other:
            source.theme = source.theme and _named_without(source.theme, other)
            _reword_item(session, source.item_id, partial(_called, other=other))
    session.flush()


def _nothing_redacted_since(session: Session, district_id: str, workshop: str, seq: int) -> None:
    """Refuse words that were replaced for good after they were copied."""
    redaction = select(EntryRow.seq).where(
        col(EntryRow.district_id) == district_id,
        col(EntryRow.workshop_id) == workshop,
        col(EntryRow.seq) > seq,
        col(EntryRow.type) == REDACTION,
    )
    if session.exec(redaction.limit(1)).first() is not None:
        raise Refused("redacted_meanwhile", temporary=True)


def _find_source(session: Session, plan_id: str, key: str) -> PlanSourceRow | None:
    return session.exec(
        select(PlanSourceRow).where(
            col(PlanSourceRow.plan_id) == plan_id, col(PlanSourceRow.key) == key
        )
    ).first()


def _add(session: Session, plan: PlanRow, item: str, source: Source, *, at: int) -> PlanSourceRow:
    row = PlanSourceRow(
        id=new_id("o"),
        district_id=plan.district_id,
        plan_id=plan.id,
        item_id=item,
        brought_at=at,
        **_columns(source),
    )
    session.add(row)
    session.flush()  # its quotes refer to it
    return row


def _quote(session: Session, row: PlanSourceRow, quotes: tuple[Quote, ...]) -> None:
    session.exec(delete(PlanQuoteRow).where(col(PlanQuoteRow.source_id) == row.id))
    session.add_all(
        PlanQuoteRow(
            source_id=row.id,
            response_id=quote.response,
            district_id=row.district_id,
            workshop_id=row.workshop_id,
            place=place,
            text=quote.text,
            group_label=quote.group,
        )
        for place, quote in enumerate(quotes, start=1)
    )


def _columns(source: Source) -> dict[str, Any]:  # of several types
    return {
        "key": source.key,
        "workshop_id": source.workshop,
        "workshop_code": source.code,
        "workshop_title": source.title,
        "held_on": source.held_on,
        "seq": source.seq,
        "kind": source.kind,
        "theme": source.theme,
        "people": source.crowd.people,
        "tables": source.crowd.tables,
        "at_tables": source.crowd.at_tables,
        "small": source.crowd.small,
        "groups": json.dumps(
            {
                "people": source.crowd.groups,
                "labels": source.labels,
                "papers": source.crowd.papers,
                "votes": [asdict(vote) for vote in source.votes],
                "symbol": source.symbol,
                "of": source.of,
            },
            ensure_ascii=False,
        ),
    }


def _source(row: PlanSourceRow, quotes: tuple[Quote, ...]) -> Source:
    kept = json.loads(row.groups)
    if isinstance(kept, list):  # from before a label was kept in every language
        kept = {"people": kept, "labels": {}}
    papers = kept.get("papers", 0)  # from before, nobody counted them
    groups = tuple((label, people) for label, people in kept["people"])
    return Source(
        key=row.key,
        workshop=row.workshop_id,
        code=row.workshop_code,
        title=row.workshop_title,
        held_on=row.held_on,
        seq=row.seq,
        kind=row.kind,
        theme=row.theme,
        crowd=Crowd(row.people, row.tables, row.at_tables, groups, row.small, papers),
        quotes=quotes,
        labels=kept["labels"],
        votes=tuple(Vote(**vote) for vote in kept.get("votes", ())),  # before, none were kept
        symbol=kept.get("symbol"),
        of=tuple((label, people) for label, people in kept.get("of", ())),
    )


def _blank_item(session: Session, item_id: str, old: str, text: str) -> None:
    _reword_item(session, item_id, lambda words: _without(words, old, text))


def _reword_item(session: Session, item_id: str, other: Callable[[str], str]) -> None:
    """Put other words into an item and its history; it has another version if it reads anew."""
    row = session.get_one(PlanItemRow, item_id)
    words = (row.title, row.text, row.evidence)
    row.title, row.text, row.evidence = map(other, words)
    row.version += words != (row.title, row.text, row.evidence)
    history = select(PlanChangeRow).where(col(PlanChangeRow.item_id) == item_id)
    for change in session.exec(history):
        change.old, change.new = other(change.old), other(change.new)


def _called(words: str, other: Mapping[str, str]) -> str:
    """Return words with another name on each line that is a name and nothing else."""
    return "\n".join(other.get(line, line) for line in words.split("\n"))


def _named_without(theme: str, other: Mapping[str, str]) -> str:
    """Return the names of themes, one or several beside each other, as they read now."""
    told = f"{BESIDE}{theme}{BESIDE}"
    for old, new in other.items():
        told = told.replace(f"{BESIDE}{old}{BESIDE}", f"{BESIDE}{new}{BESIDE}")
    return told.removeprefix(BESIDE).removesuffix(BESIDE)


def _without(words: str, old: str, text: str) -> str:
    if old in words:
        return words.replace(old, text)
    is_cut_off = len(words) >= TELLING and old.startswith(words)
    return text[: len(words)] if is_cut_off else words
