"""PDF: tagged, with title, language, headings and real tables; what people typed is text."""

import io
import socket
from itertools import pairwise

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from tests.documents.decided import CONCERN, HIDDEN, OTHER, SECRET, a_closed_evening
from tests.plan.evening import EVENING, PHRASES, Evening, a_whole_evening
from workshop.documents import pdf
from workshop.documents.blocks import Bullet, Grid, Heading, Line
from workshop.documents.minutes import minutes
from workshop.documents.reader import Reader
from workshop.documents.wall import Card, Sheet, wall

READER = Reader(language="es")


def rendered(*blocks, title="Vision night") -> PdfReader:
    file = pdf.render_blocks(blocks, READER, title=title, author="Maple", at=EVENING + 123)
    return PdfReader(io.BytesIO(file))


@pytest.fixture(scope="module")
def minutes_pdf() -> PdfReader:
    outcome = a_closed_evening().outcome()
    return rendered(*minutes(outcome, READER, district="Maple", at=EVENING))


@pytest.fixture(scope="module")
def wall_pdf() -> PdfReader:
    outcome = a_closed_evening().outcome()
    sheets = wall(outcome, READER, district="Maple", at=EVENING)
    file = pdf.render_wall(sheets, READER, title=outcome.title, author="Maple", at=EVENING)
    return PdfReader(io.BytesIO(file))


def tags(reader: PdfReader) -> list[str]:
    """Return the names of the structure elements, in reading order."""
    found: list[str] = []

    def walk(node) -> None:
        node = node.get_object()
        if isinstance(node, ArrayObject):
            for one in node:
                walk(one)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def text_of(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def promises_ua(reader: PdfReader) -> bool:
    return b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_object().get_data()


@pytest.mark.parametrize("made", ["minutes_pdf", "wall_pdf"])
def test_FA27_a_pdf_says_its_title_and_language_and_keeps_to_the_standard(made, request):
    reader = request.getfixturevalue(made)
    root = reader.trailer["/Root"]
    assert reader.metadata.title == "Vision night"
    assert root["/Lang"] == "es"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert promises_ua(reader)


def test_FA17_minutes_have_headings_and_tables_with_head_rows(minutes_pdf):
    found = tags(minutes_pdf)
    assert found.count("/H1") == 1
    assert found.count("/H2") == 7
    assert {"/H3", "/H4", "/P", "/L", "/LI", "/Caption"} <= set(found)
    tables = found.count("/Table")
    assert tables == found.count("/THead") == 7
    assert found.count("/TH") >= 2 * tables


def test_FA27_the_wall_is_landscape_with_a_page_for_each_question(wall_pdf):
    box = wall_pdf.pages[0].mediabox
    assert box.width > box.height
    first_lines = [page.extract_text().split("\n")[0] for page in wall_pdf.pages]
    assert first_lines == [
        "Vision night",
        "What do we do well?",
        "What the room recommends",
        "Which first?",
        "Fist to five",
        "Fist to five · Round 2",
    ]
    assert tags(wall_pdf).count("/H1") == len(wall_pdf.pages)


@pytest.mark.parametrize("made", ["minutes_pdf", "wall_pdf"])
def test_FA5_what_is_not_shown_stands_in_no_pdf(made, request):
    text = text_of(request.getfixturevalue(made))
    assert HIDDEN not in text
    assert SECRET not in text
    assert (CONCERN in text) == (made == "minutes_pdf"), "the wall shows no concerns"


def test_what_people_typed_stays_text(minutes_pdf):
    assert OTHER in text_of(minutes_pdf)
    evil = '#read("/etc/passwd") $x$ *b* _i_ `c` <l> @r = h #sys.inputs \\ // [x] #(1+1)'
    reader = rendered(Heading(evil, 0), Line(evil), Bullet(evil, evil), title=evil)
    assert text_of(reader).count("#(1+1)") == 4
    assert reader.metadata.title == evil
    grid = Grid("c", ("a",), ((evil,),), (1.0,))
    assert "#(1+1)" in text_of(rendered(Heading("t", 0), grid))


@pytest.mark.parametrize("made", ["minutes_pdf", "wall_pdf"])
def test_FA27_headings_go_down_one_level_at_a_time_and_every_table_has_head_cells(made, request):
    found = tags(request.getfixturevalue(made))
    levels = [int(tag[2:]) for tag in found if tag[:2] == "/H" and tag[2:].isdigit()]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    heads = [at for at, tag in enumerate(found) if tag == "/THead"]
    assert heads
    assert all(found[at + 1 : at + 3] == ["/TR", "/TH"] for at in heads)


def test_FA17_minutes_are_read_aloud_in_the_order_in_which_they_stand(minutes_pdf):
    said = text_of(minutes_pdf)
    order = ("Agenda", "Who took part", "Themes", "Votes", "What the room recommends")
    places = [said.index(f"\n{heading}\n") for heading in (*order, "Parking lot", "At the end")]
    assert places == sorted(places)


def test_a_table_is_not_named_once_more_by_the_words_that_head_it():
    grid = Grid("Parking lot", ("What",), (("Buses",),), (1.0,))
    reader = rendered(Heading("Title", 0), Heading("Parking lot", 1), grid)
    assert text_of(reader).count("Parking lot") == 1


WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 4


def test_a_word_longer_than_its_column_goes_on_in_the_next_line():
    grid = Grid("c", ("a", "b"), ((WORD, WORD),), (1.0, 3.0))
    lines = text_of(rendered(Heading(WORD, 0), Bullet(WORD), grid)).split("\n")
    assert "".join(lines).replace("\u200b", "").count(WORD) >= 2
    assert max(len(line) for line in lines) < 110


def test_FA27_a_card_of_the_wall_names_a_theme_once():
    evening = a_whole_evening()
    sheets = wall(evening.outcome(), READER, district="Maple", at=EVENING)
    cards = {card.name: card.count for sheet in sheets for card in sheet.cards}
    assert cards["Strong academics"] == "People: 2"
    assert cards["Belonging"].startswith("Theme: Every student known · People: 3")


def test_FA27_themes_that_fit_no_page_go_on_overleaf():
    """Nothing is printed over something else, whatever is said and however much of it."""
    cards = [Card(f"Theme {n}", count="People: 9", quotes=[("what " * 30, "")]) for n in range(40)]
    sheets = [Sheet("What do we do well?", cards=cards), Sheet("Last")]
    file = pdf.render_wall(sheets, READER, title="t", author="a", at=EVENING)
    reader = PdfReader(io.BytesIO(file))
    assert len(reader.pages) > 3
    names: list[tuple[int, float, float]] = []
    for number, page in enumerate(reader.pages):

        def visit(text, at, _line, _font, _size, number=number):
            if text.startswith("Theme"):
                names.append((number, at[4], at[5]))

        page.extract_text(visitor_text=visit)
    assert len(set(names)) == len(cards)


def test_languages_are_set_with_fonts_of_our_own():
    said = ("ñandú ¿qué?", "Tiếng Việt", "Ελληνικά", "Русский", PHRASES[5])
    reader = rendered(Heading("Vision night", 0), *(Line(one) for one in said))
    assert promises_ua(reader)
    assert "Tiếng Việt" in text_of(reader)


@pytest.mark.parametrize("odd", ["你好", "🎉 party", "\U0010fffd", "a\x00b\u202eevil", "\ufffe"])
def test_a_sign_that_no_font_has_stops_nothing(odd):
    assert len(rendered(Heading("Title", 0), Line(f"before {odd} after")).pages) == 1


def test_an_evening_without_anything_makes_files_too():
    outcome = Evening().outcome()
    assert rendered(*minutes(outcome, READER, district="", at=EVENING)).pages
    assert pdf.render_wall(
        wall(outcome, READER, district="", at=EVENING), READER, title="", author="", at=EVENING
    )


def test_nothing_is_asked_of_the_network(monkeypatch):
    def refuse(*_given, **_more):
        raise AssertionError("a document asked the network")

    monkeypatch.setattr(socket, "socket", refuse)
    templates = "".join(path.read_text() for path in pdf.TEMPLATES.glob("*.typ"))
    assert "@preview" not in templates
    assert rendered(Heading("Title", 0)).pages


def test_the_same_content_makes_the_same_file():
    block = Heading("Title", 0)
    first, second = (
        pdf.render_blocks([block], READER, title="t", author="a", at=EVENING) for _ in range(2)
    )
    assert first == second
