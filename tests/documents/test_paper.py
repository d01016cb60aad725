"""Paper: what makes a Word file a good one, whatever stands in it."""

import io

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Inches

from tests.plan.evening import EVENING
from workshop.documents.paper import SHORT, WIDTH, Paper


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


def test_no_word_of_usual_length_is_broken_by_a_narrow_column():
    paper = a_paper()
    heads = ["Medida", "Unidad", "Dirección", "Punto de partida", "Objetivo", "Alcanzado para"]
    row = ("Chronic absence", "percent of students", "Disminuir", "22,4", "12", "junio de 2031")
    paper.table("Medidas", heads, [row], [2.6, 1.4, 0.5, 1.2, 0.5, 0.5])
    widths = [column.width.inches for column in opened(paper).tables[0].columns]
    words = [max(map(len, f"{head} {cell}".split())) for head, cell in zip(heads, row, strict=True)]
    assert round(sum(widths), 2) == WIDTH
    assert all(width >= 0.09 * letters for width, letters in zip(widths, words, strict=True))


def test_an_address_leaves_the_other_columns_their_share():
    paper = a_paper()
    paper.table("Steps", ["Step", "Due"], [("https://" + "x" * 300, "May")], [3.0, 1.0])
    widths = [column.width.inches for column in opened(paper).tables[0].columns]
    assert round(widths[0] / widths[1], 2) == 3


def test_tables_end_where_the_lines_do():
    section = opened(a_paper()).sections[0]
    left = section.page_width - section.left_margin - section.right_margin
    assert round(left / Inches(1), 2) == WIDTH


def test_a_row_is_never_cut_by_the_end_of_a_page():
    paper = a_paper()
    paper.table("Steps", ["Step"], [("a",)], [1.0])
    rows = opened(paper).tables[0].rows
    assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in rows)


def keeps(row) -> bool:
    return all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells)


def test_a_short_table_stays_in_one_piece_and_of_a_long_one_the_head_with_its_first_row():
    paper = a_paper()
    for length in (SHORT, SHORT + 1):
        paper.table("Steps", ["Step"], [(str(n),) for n in range(length)], [1.0])
    short, long = opened(paper).tables
    assert [keeps(row) for row in short.rows] == [True] * SHORT + [False]
    assert [keeps(row) for row in long.rows] == [True] + [False] * (SHORT + 1)


def test_many_columns_of_long_words_all_have_some_room():
    paper = a_paper()
    heads = ["Disappointments"] * 6
    paper.table("Steps", heads, [("x",) * 6], [9.0, *[0.1] * 5])
    widths = [column.width.inches for column in opened(paper).tables[0].columns]
    assert round(sum(widths), 2) == WIDTH
    assert max(widths) - min(widths) < 0.01


def test_a_link_does_not_begin_a_page_by_itself():
    paper = a_paper()
    paper.bullet("more music")
    paper.link("https://maple.example/plans/1", "See this in the plan")
    assert opened(paper).paragraphs[0].paragraph_format.keep_with_next


def test_what_xml_cannot_hold_is_left_out():
    paper = a_paper()
    paper.line("more\x00 mu\ufffesic\x1b 🎵")
    assert [p.text for p in opened(paper).paragraphs] == ["more music 🎵"]


def test_no_heading_is_pale():
    styles = opened(a_paper()).styles
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        assert str(styles[name].font.color.rgb) == "1F2A37"
