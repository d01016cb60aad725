"""Word: blocks as a document that opens, with real headings and tables."""

import io

from docx import Document
from docx.oxml.ns import qn

from tests.documents.decided import CONCERN, HIDDEN, SECRET, a_closed_evening
from tests.plan.evening import EVENING
from workshop.documents.minutes import minutes
from workshop.documents.reader import Reader
from workshop.documents.word import render


def opened():
    outcome = a_closed_evening().outcome()
    reader = Reader(language="es")
    blocks = minutes(outcome, reader, district="Maple", at=EVENING)
    file = render(blocks, reader, title=outcome.title, author="Maple", at=EVENING)
    return Document(io.BytesIO(file))


def test_FA17_minutes_are_a_document_with_headings_and_tables():
    document = opened()
    titles = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert titles[:3] == ["Agenda", "Who took part", "Themes"]
    for table in document.tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
    assert document.core_properties.language == "es"


def test_what_is_shown_stands_there_and_what_is_not_does_not():
    text = "\n".join(paragraph.text for paragraph in opened().paragraphs)
    assert CONCERN in text
    assert SECRET not in text
    assert HIDDEN not in text


def test_the_wording_that_was_voted_on_stands_by_itself():
    styles = {p.text: p.style.name for p in opened().paragraphs}
    assert styles["We value every student by knowing each one well."] == "Intense Quote"


def test_a_vote_stands_with_its_table_and_the_few_phrases_of_a_theme_together():
    paragraphs = opened().paragraphs
    texts = [p.text for p in paragraphs]
    vote = paragraphs[
        texts.index("Fist to five · Round 2") : texts.index("What the room recommends")
    ]
    about = [p for p in vote if p.text and p.style.name != "Heading 2"]
    assert [bool(p.paragraph_format.keep_with_next) for p in about] == [True] * len(about)
    assert about[-1].text == "The room’s verdict: Consensus"
    bullets = [p for p in paragraphs if p.style.name == "List Bullet"]
    assert [bool(p.paragraph_format.keep_with_next) for p in bullets][:3] == [True, True, False]
