"""Combined themes as a Word document."""

import io

from docx import Document

from tests.inquiry.test_combine import CARE, compare, compared, held, joined, three
from workshop.documents.columns import PROMPTS
from workshop.documents.combined_docx import render_comparisons
from workshop.documents.reader import Reader


def written(*comparisons, words=str):
    reader = Reader(words=words)
    body = render_comparisons(comparisons, reader, title="Our plan", district="Maple", at=0)
    return Document(io.BytesIO(body))


def texts(document) -> list[str]:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def tables(document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in t.rows] for t in document.tables]


def test_FA25_a_table_of_all_themes_then_each_with_its_workshops_and_words():
    document = written(compared(three(), CARE))
    whole, of_care = tables(document)
    assert whole == [["Theme", "People", "Heard in"], ["Theme c1", "16", "3 / 3"]]
    assert of_care == [["Workshop", "People"], ["w1", "6"], ["w2", "7"], ["w3", "3"]]
    said = texts(document)
    assert "Parent or family: 13 · Student: 3" in said
    assert "w2: Caring adults" in said
    assert "Staff 0 (Student)" in said


def test_FA25_smaller_workshops_stand_in_one_row():
    evenings = [*three(), held("w4", {"Care": ["student"] * 4})]
    _whole, of_care = tables(written(compared(evenings, joined("c1", ("w2", "t1"), ("w4", "t1")))))
    assert of_care[-1][0] == "Smaller workshops"
    assert "w4" not in [row[0] for row in of_care]


def test_nothing_combined_says_so():
    assert "No themes have been combined yet." in texts(written())
    assert "No themes have been combined yet." in texts(written(compared(three())))


def test_every_word_of_ours_is_translated():
    document = written(compared(three(), CARE), words=lambda text: "¡" + text)
    assert "¡Strengths" in texts(document)
    assert "¡Theme" in texts(document)
    assert "¡People are counted in each workshop they came to." in texts(document)


def test_every_kind_of_prompt_that_was_answered_has_its_name():
    assert {one.kind for one in compare([], [CARE])} <= PROMPTS.keys()
