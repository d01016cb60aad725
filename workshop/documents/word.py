"""Word: blocks as a document that people edit, print and keep with their records."""

from workshop.documents.blocks import Blocks, Bullet, Grid, Heading, Line
from workshop.documents.paper import Paper
from workshop.documents.reader import Reader

PAGES = "Page {page} of {pages}"
WORDING = "Intense Quote"  # Word's own style for words that stand by themselves


def render(blocks: Blocks, reader: Reader, *, title: str, author: str, at: int) -> bytes:
    """Return blocks as a .docx file; `at` is the instant that its properties tell."""
    paper = Paper(title=title, author=author, language=reader.language, at=at)
    paper.number_pages(reader.words(PAGES))
    for block in blocks:
        match block:
            case Heading():
                paper.heading(block.text, block.level)
            case Bullet():
                paper.bullet(block.text, block.aside)
            case Grid():
                if block.rows:
                    paper.table(block.caption, block.heads, block.rows, list(block.shares))
            case Line():
                style = WORDING if block.style == "wording" else None
                paper.line(block.text, style=style, bold=block.style == "strong")
    return paper.bytes()
