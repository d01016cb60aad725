"""Paper: what makes a Word file a good one, whatever stands in it."""

import io

from docx import Document
from docx.oxml.ns import qn

from tests.plan.evening import EVENING
from workshop.documents.paper import WIDTH, Paper


def a_paper() -> Paper:
    return Paper(title="Maple", author="Maple Schools", language="en-US", at=EVENING)


def opened(paper: Paper):
    return Document(io.BytesIO(paper.bytes()))


def test_a_column_without_words_is_left_out_and_the_others_fill_the_width():
    paper = a_paper()
    paper.table(
        "Steps", ["Step", "Owner", "Due"], [("a", "", "May"), ("b", "", "")], [3.0, 1.0, 1.0]
    )
    (table,) = opened(paper).tables
    assert [cell.text for cell in table.rows[0].cells] == ["Step", "Due"]
    widths = [column.width.inches for column in table.columns]
    assert round(sum(widths), 2) == WIDTH
    assert round(widths[0] / widths[1], 2) == 3


def test_a_row_is_never_cut_by_the_end_of_a_page():
    paper = a_paper()
    paper.table("Steps", ["Step"], [("a",)], [1.0])
    rows = opened(paper).tables[0].rows
    assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in rows)


def test_what_xml_cannot_hold_is_left_out():
    paper = a_paper()
    paper.line("more\x00 mu\ufffesic\x1b 🎵")
    assert [p.text for p in opened(paper).paragraphs] == ["more music 🎵"]


def test_no_heading_is_pale():
    styles = opened(a_paper()).styles
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        assert str(styles[name].font.color.rgb) == "1F2A37"
