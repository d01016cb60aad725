"""Paper: a Word file under way, with what makes it a good one.

Real headings, lists and tables; a language; numbered pages; right-to-left words the right way.
"""

import io
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Inches, Length, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

INK = RGBColor(0x1F, 0x2A, 0x37)  # the template's blue headings are too pale to read
WIDTH = 6.5  # inches between the margins of letter paper
CELL = Pt(10)  # letters of a table
LETTER, PADDING = 0.095, 0.16  # inches: a bold letter as wide as most, and a cell's two sides
LONGEST = 14  # letters of a word that a column makes room for; an address is broken
SHORT = 8  # rows of a table that no end of a page divides
MAX_PROPERTY = 255  # characters

# What XML cannot hold, although a phone can send it.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PAGE_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
_COLOURED_STYLES = ("Title", "Heading 1", "Heading 2", "Heading 3", "Intense Quote")


class Paper:
    """A Word file; write from top to bottom, then take its bytes."""

    def __init__(self, *, title: str, author: str, language: str, at: int) -> None:
        """Begin with its properties; `language` as BCP 47, `at` in milliseconds since 1970 UTC."""
        self._file = Document()
        self._set_language(language)
        for section in self._file.sections:
            beside = Emu(((section.page_width or Inches(8.5)) - Inches(WIDTH)) // 2)
            section.left_margin = section.right_margin = beside
        for style in _COLOURED_STYLES:
            self._file.styles[style].font.color.rgb = INK
        self._file.styles["Heading 3"].font.size = Pt(11)
        properties = self._file.core_properties
        properties.title = _writable(title)[:MAX_PROPERTY]
        properties.author = _writable(author)[:MAX_PROPERTY]
        properties.comments = ""
        properties.language = language
        properties.created = properties.modified = datetime.fromtimestamp(at / 1000, UTC)

    def bytes(self) -> bytes:
        """Return the file."""
        written = io.BytesIO()
        self._file.save(written)
        return written.getvalue()

    def heading(self, text: str, level: int) -> None:
        """Write a heading; level 0 is the title."""
        _write(self._file.add_heading(level=level), text)

    def line(
        self, text: str, *, style: str | None = None, bold: bool = False, leads: bool = False
    ) -> None:
        """Write a paragraph; one that leads stands on the page of what follows."""
        paragraph = self._file.add_paragraph(style=style)
        _write(paragraph, text, bold=bold)
        paragraph.paragraph_format.keep_with_next = leads or None  # None: as the style says

    def bullet(self, text: str, aside: str = "", *, leads: bool = False) -> None:
        """Write an item of a list, with a word beside it about who or what."""
        paragraph = self._file.add_paragraph(style="List Bullet")
        paragraph.paragraph_format.keep_with_next = leads or None
        _write(paragraph, text)
        if aside:
            paragraph.add_run(f" ({_writable(aside)})").italic = True

    def link(self, target: str, text: str) -> None:
        """Write a paragraph that leads to an address; it does not begin a page by itself."""
        self._file.paragraphs[-1].paragraph_format.keep_with_next = True
        paragraph = self._file.add_paragraph()
        run = paragraph.add_run(_writable(text))
        run.font.underline = True
        link = OxmlElement("w:hyperlink")
        to = self._file.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link.set(qn("r:id"), to)
        link.append(run._r)
        paragraph._p.append(link)

    def table(
        self, caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], shares: list[float]
    ) -> None:
        """Write a table whose head row stands on every page; a short one stays in one piece.

        `shares` say how wide a column is beside the others; a column without words is left out.
        """
        used = [at for at in range(len(heads)) if any(row[at] for row in rows)]
        table = self._file.add_table(rows=0, cols=len(used), style="Table Grid")
        _caption(table, caption)
        columns = [[row[at] for row in (heads, *rows)] for at in used]
        widths = [Inches(width) for width in _widths([shares[at] for at in used], columns)]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for row in (heads, *rows):
            for cell, at, width in zip(table.add_row().cells, used, widths, strict=True):
                cell.width = width  # Word reads the cells', others the columns'
                _write(cell.paragraphs[0], row[at], bold=row is heads, size=CELL)
        for written in table.rows[:-1] if len(rows) <= SHORT else table.rows[:1]:
            for cell in written.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
        for written in table.rows:
            written._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        self._file.add_paragraph()  # two tables one after the other would grow together

    def number_pages(self, pattern: str) -> None:
        """Write a footer; `{page}` and `{pages}` in the pattern become the numbers."""
        paragraph = self._file.sections[0].footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for part in re.split(r"(\{pages?\})", pattern):
            if part in _PAGE_FIELDS:
                field = OxmlElement("w:fldSimple")
                field.set(qn("w:instr"), _PAGE_FIELDS[part])
                field.append(paragraph.add_run("1")._r)  # for who does not count pages
                paragraph._p.append(field)
            elif part:
                paragraph.add_run(_writable(part))

    def _set_language(self, language: str) -> None:
        for declared in self._file.styles.element.iter(qn("w:lang")):
            declared.set(qn("w:val"), language)


def _widths(shares: Sequence[float], columns: Sequence[Sequence[str]]) -> list[float]:
    """Return how wide each column is, in inches: by its share, but no word of usual length breaks.

    Where even the words have no room beside one another, each has as much less.
    """
    longest = [max(len(word) for cell in cells for word in cell.split(" ")) for cells in columns]
    least = [PADDING + LETTER * min(LONGEST, letters) for letters in longest]
    narrow: set[int] = set()
    while sum(least) <= WIDTH:
        left = WIDTH - sum(least[at] for at in narrow)
        whole = sum(share for at, share in enumerate(shares) if at not in narrow)
        widths = [
            least[at] if at in narrow else left * share / whole for at, share in enumerate(shares)
        ]
        too_narrow = {at for at, width in enumerate(widths) if width < least[at] - 1e-9} - narrow
        if not too_narrow:
            return widths
        narrow |= too_narrow
    return [WIDTH * width / sum(least) for width in least]


def _caption(table: Table, caption: str) -> None:
    table.autofit = False
    said = OxmlElement("w:tblCaption")
    said.set(qn("w:val"), caption)
    table._tbl.tblPr.append(said)


def _write(
    paragraph: Paragraph, text: str, *, bold: bool = False, size: Length | None = None
) -> None:
    run = paragraph.add_run(_writable(text))
    run.font.size = size
    run.bold = bold or None  # None: as the style says
    if _is_right_to_left(text):
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        run.font.rtl = True


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _is_right_to_left(text: str) -> bool:
    """Tell by the first letter that has a direction, as browsers do."""
    strong = (way for char in text if (way := unicodedata.bidirectional(char)) in ("L", "R", "AL"))
    return next(strong, "L") != "L"
