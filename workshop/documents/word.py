"""Word: blocks as a document that people edit, print and keep with their records."""

from workshop.documents.blocks import Blocks, Bullet, Grid, Heading, Line
from workshop.documents.paper import Paper
from workshop.documents.reader import Reader

PAGES = "Page {page} of {pages}"
FEW = 3  # phrases
WORDING = "Intense Quote"  # Word's own style for words that stand by themselves


def render(blocks: Blocks, reader: Reader, *, title: str, author: str, at: int) -> bytes:
    """Return blocks as a .docx file; `at` is the instant that its properties tell."""
    paper = Paper(title=title, author=author, language=reader.language, at=at)
    paper.number_pages(reader.words(PAGES))
    for at, block in enumerate(blocks):
        match block:
            case Heading():
                paper.heading(block.text, block.level)
            case Bullet():
                paper.bullet(block.text, block.aside, leads=_holds(blocks, at))
            case Grid():
                if block.rows:
                    paper.table(block.caption, block.heads, block.rows, list(block.shares))
            case Line():
                style = WORDING if block.style == "wording" else None
                bold = block.style == "strong"
                paper.line(block.text, style=style, bold=bold, leads=_leads(blocks, at))
    return paper.bytes()


def _leads(blocks: Blocks, at: int) -> bool:
    """Tell whether a line is about a table or a list that follows, or a wording with its people.

    Not the one between a heading and a list: LibreOffice would leave the heading behind.
    """
    block, after = blocks[at], blocks[at + 1 :]
    following = next((one for one in after if not isinstance(one, Line)), None)
    if isinstance(following, Bullet):
        return not (at and isinstance(blocks[at - 1], Heading))
    is_wording = isinstance(block, Line) and block.style == "wording"
    is_told = is_wording and isinstance(next(iter(after), None), Line)
    return is_told or isinstance(following, Grid)


def _holds(blocks: Blocks, at: int) -> bool:
    """Tell whether a phrase stays with the next one: the few of a theme are not torn apart."""
    first = last = at
    while first > 0 and isinstance(blocks[first - 1], Bullet):
        first -= 1
    while last + 1 < len(blocks) and isinstance(blocks[last + 1], Bullet):
        last += 1
    return at < last and last - first < FEW
