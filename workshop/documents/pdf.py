"""PDF: tagged documents, to be read aloud as well as looked at (PDF/UA-1).

Typst sets them.  What people typed reaches it as JSON, so that it stays text; nothing is fetched,
and the fonts are those of two packages, the same everywhere.
"""

import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import typst

from workshop.documents.blocks import Block, Blocks, Bullet, Grid, Heading, Line
from workshop.documents.reader import Reader
from workshop.documents.wall import Card, Sheet
from workshop.documents.word import PAGES

TEMPLATES = Path(__file__).parent / "typst"
FONTS = (fontpkg_noto_sans.ROOT, fontpkg_noto_sans_arabic.ROOT)

# What is tried: PDF/UA with our own fonts, then with those of the system too, for a sign that ours
# do not have; at last a tagged file that does not promise the standard, with a box for the sign.
PLANS: tuple[tuple[bool, bool], ...] = ((True, False), (True, True), (False, True))

# What cannot be set although a phone can send it: no character at all, and marks that would turn
# the words around them.
_UNSETTABLE = ("Cc", "Cs", "Cn", "Co")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# A word longer than any column is wide goes on in the next line; real words are shorter.
_LONG, _PIECES, _PARTABLE = re.compile(r"[^\W_]{21,}"), re.compile(".{1,12}"), "\u200b"

Json = dict[str, Any]  # as the templates read it


def render_blocks(blocks: Blocks, reader: Reader, *, title: str, author: str, at: int) -> bytes:
    """Return blocks as a PDF; `at` is the instant that its properties tell."""
    told = list(_told(blocks))
    return _compile("minutes.typ", _document(reader, title, author, blocks=told), at)


def render_wall(
    sheets: Sequence[Sheet], reader: Reader, *, title: str, author: str, at: int
) -> bytes:
    """Return sheets as a PDF, each on a page of its own, landscape."""
    told = [_sheet(one) for one in sheets]
    return _compile("wall.typ", _document(reader, title, author, sheets=told), at)


def _document(reader: Reader, title: str, author: str, **content: Any) -> Json:
    return {
        "title": _settable(title),
        "author": _settable(author),
        "language": reader.language,
        "pages": reader.words(PAGES),
        **content,
    }


def _compile(template: str, document: Json, at: int) -> bytes:
    given = {"document": json.dumps(document, ensure_ascii=False)}
    for left, (is_promised, with_system) in zip(reversed(range(len(PLANS))), PLANS, strict=True):
        # A compiler of our own each time: one that is kept would keep every document in memory.
        with tempfile.TemporaryDirectory() as nowhere:
            compiler = typst.Compiler(
                str(TEMPLATES / template),
                root=str(TEMPLATES),
                font_paths=_fonts(with_system),
                package_path=nowhere,
                package_cache_path=nowhere,
                sys_inputs=given,
            )
            try:
                made = compiler.compile(
                    format="pdf",
                    pdf_standards=["ua-1"] if is_promised else [],
                    timestamp=datetime.fromtimestamp(at // 1000, UTC),  # it takes whole seconds
                )
            except typst.TypstError:
                if not left:
                    raise
                continue
        assert isinstance(made, bytes)
        return made
    raise AssertionError("the last plan raises or returns")


@cache
def _fonts(with_system: bool) -> typst.Fonts:
    """Return the fonts to set with; reading them takes longer than a document."""
    return typst.Fonts(include_system_fonts=with_system, font_paths=[str(one) for one in FONTS])


# ── as the templates read it ───────────────────────────────────────────────


def _told(blocks: Iterable[Block]) -> Iterable[Json]:
    """Yield blocks; bullets one after the other are one list.

    A table is not named once more by the words that head it.
    """
    bullets: list[Json] = []
    headed = ""
    for block in blocks:
        if isinstance(block, Bullet):
            bullets.append({**_words(block.text), "aside": _words(block.aside)})
            continue
        if bullets:
            yield {"kind": "list", "items": bullets}
            bullets = []
        match block:
            case Heading():
                yield {"kind": "heading", "level": block.level, **_words(block.text)}
                headed = block.text
            case Line():
                yield {"kind": "line", "style": block.style, **_words(block.text)}
            case Grid():
                if block.rows:
                    yield {"kind": "table", **_grid(block), "named": block.caption != headed}
    if bullets:
        yield {"kind": "list", "items": bullets}


def _grid(grid: Grid) -> Json:
    used = grid.used()
    return {
        "caption": _words(grid.caption),
        "heads": [_words(grid.heads[at]) for at in used],
        "rows": [[_words(row[at]) for at in used] for row in grid.rows],
        "shares": [grid.shares[at] for at in used],
    }


def _sheet(sheet: Sheet) -> Json:
    return {
        "heading": _words(sheet.heading),
        "lines": [_words(one) for one in sheet.lines],
        "notes": [_words(one) for one in sheet.notes],
        "cards": [_card(one) for one in sheet.cards],
        "tables": [_grid(one) for one in sheet.tables],
    }


def _card(card: Card) -> Json:
    return {
        "name": _words(card.name),
        "text": _words(card.text),
        "count": _words(card.count),
        "quotes": [{**_words(said), "aside": _words(who)} for said, who in card.quotes],
    }


def _words(text: str) -> Json:
    settable = _LONG.sub(lambda word: _PARTABLE.join(_PIECES.findall(word[0])), _settable(text))
    return {"text": settable, "rtl": _is_right_to_left(text)}


def _settable(text: str) -> str:
    return "".join(
        " " if sign == "\t" else sign
        for sign in text
        if sign in "\t\n" or not (unicodedata.category(sign) in _UNSETTABLE or sign in _TURNING)
    )


def _is_right_to_left(text: str) -> bool:
    """Tell by the first letter that has a direction, as browsers do."""
    strong = (way for char in text if (way := unicodedata.bidirectional(char)) in ("L", "R", "AL"))
    return next(strong, "L") != "L"
