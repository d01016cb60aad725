"""Word: the plan opens, reads in order, and holds what people said."""

import io
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.decided import a_decided_evening
from tests.documents.plan import GOAL, PLAN, a_whole_plan
from tests.plan.evening import EVENING, PHRASES, Evening
from workshop.documents.docx import MESSAGES, render_plan
from workshop.documents.reader import Reader
from workshop.plan.nouns import Competency, Item, WholePlan
from workshop.room.ballot import CloseBallot, MakeBallot, RepeatBallot
from workshop.room.paper import EnterPaper
from workshop.room.vote import CastVote


def written(whole=None, reader=None, address=""):
    whole = whole or a_whole_plan()
    file = render_plan(
        whole, reader or Reader(), district="Maple Schools", at=EVENING, address=address
    )
    return Document(io.BytesIO(file))


def headings(document) -> list[tuple[int, str]]:
    return [
        (0 if p.style.name == "Title" else int(p.style.name[-1]), p.text)
        for p in document.paragraphs
        if p.style.name == "Title" or p.style.name.startswith("Heading")
    ]


def texts(document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_headings_are_the_outline_of_the_plan():
    assert headings(written()) == [
        (0, "Maple 2031"),
        (1, "Vision"),
        (2, "nobody eats lunch alone"),
        (3, "From the room"),
        (1, "Values"),
        (2, "We value every student by knowing each one by name."),
        (3, "From the room"),
        (1, "Profile of a graduate"),
        (2, "Curious"),
        (3, "From the room"),
        (1, "1 Belonging"),
        (2, "From the room"),
        (2, f"1.1 {GOAL}"),
        (3, "1.1.A Connect every student with a trusted adult."),
        (1, "2 Strong academics"),
        (2, "From the room"),
    ]


def test_no_level_of_headings_is_skipped():
    levels = [level for level, _ in headings(written())]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_under_a_priority_stand_its_theme_the_people_and_every_phrase():
    document = written(reader=Reader(day_of=lambda instant: "12 March 2026"))
    said = texts(document)
    begin = said.index("1 Belonging")
    assert said[begin + 1 : begin + 11] == [
        "We will know every student.",
        "From the room",
        "Every student known",
        "Vision night · 12 March 2026",
        "People: 3 · Tables: 1 · People at tables: 7",
        "Parent or family: 2 · Teacher: 1",
        f"{PHRASES[0]} (Parent or family)",
        f"{PHRASES[1]} (Teacher)",
        PHRASES[4],
        f"{PHRASES[5]} (Parent or family)",
    ]
    bullets = [p.text for p in document.paragraphs if p.style.name == "List Bullet"]
    assert all(any(phrase in bullet for bullet in bullets) for phrase in PHRASES)


def test_groups_are_named_in_the_documents_language():
    said = texts(written(reader=Reader(language="es")))
    assert "Familia: 2 · Docente: 1" in said
    assert f"{PHRASES[0]} (Familia)" in said


def test_action_steps_are_a_table_whose_head_row_repeats():
    document = written(reader=Reader(day=lambda day: f"{day:%d %b %Y}"))
    steps = document.tables[1]
    assert [[cell.text for cell in row.cells] for row in steps.rows] == [
        ["Number", "Action step", "Owner", "Start", "Due"],
        ["1.1.A.1", "Match every student with an adult", "Principals", "", "31 Oct 2026"],
        ["1.1.A.2", "Schedule advisory", "", "01 Aug 2026", ""],
    ]
    repeats = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in steps.rows]
    assert repeats == [True, False, False]
    assert steps._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Action steps"


def test_metrics_stand_under_their_goal():
    cells = [cell.text for cell in written().tables[0].rows[1].cells]
    assert cells == [
        "Chronic absence",
        "percent of students",
        "Decrease",
        "22.4",
        "2026-05-31",
        "12",
        "2031-06-30",
    ]


def test_the_document_says_its_language_title_and_maker():
    document = written(reader=Reader(language="es"))
    properties = document.core_properties
    assert (properties.title, properties.author) == ("Maple 2031", "Maple Schools")
    assert (properties.language, properties.comments) == ("es", "")
    assert properties.created == datetime.fromtimestamp(EVENING / 1000, UTC)
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "es"


def test_pages_are_numbered_in_the_readers_order_of_words():
    document = written(
        reader=Reader(words=lambda s: s.replace("Page {page} of", "Página {page} de"))
    )
    footer = document.sections[0].footer.paragraphs[0]
    fields = [field.get(qn("w:instr")) for field in footer._p.iter(qn("w:fldSimple"))]
    assert footer.text == "Página  de "
    assert fields == ["PAGE", "NUMPAGES"]


def test_every_word_of_ours_is_translated():
    asked = set()

    def words(message: str) -> str:
        asked.add(message)
        return "¡" + message

    written(reader=Reader(words=words), address="https://maple.example/plans/l1")
    written(WholePlan(PLAN), Reader(words=words))
    whole = a_whole_plan(_many_small_groups())
    document = written(whole, Reader(words=words))
    assert any("¡People: 14" in text and "¡Paper forms: 2" in text for text in texts(document))
    assert asked <= set(MESSAGES)
    assert asked >= set(MESSAGES) - {
        "Mission",
        "Guardrails",
        "Increase",
        "Maintain",
        "Small groups",
        "On an earlier wording",
    }


def test_an_empty_plan_says_so():
    assert "Nothing has been written in this plan yet." in texts(written(WholePlan(PLAN)))


def test_a_reader_can_go_back_to_the_plan_from_what_was_said():
    document = written(address="https://maple.example/plans/l1")
    links = [r.target_ref for r in document.part.rels.values() if r.is_external]
    assert "https://maple.example/plans/l1#i4" in links
    assert "See this in the plan" in [p.text for p in document.paragraphs]


def test_words_from_right_to_left_run_that_way():
    arabic = next(p for p in written().paragraphs if PHRASES[5] in p.text)
    assert arabic._p.pPr.find(qn("w:bidi")) is not None
    assert arabic.runs[0].font.rtl
    latin = next(p for p in written().paragraphs if PHRASES[0] in p.text)
    assert latin._p.pPr.find(qn("w:bidi")) is None


def _many_small_groups():
    evening = Evening()
    seats = [evening.joins(group) for group in ("family", "teacher", "student", None) * 3]
    seats += [evening.joins("family") for _ in range(2)]
    said = [evening.says(seat, "longer lunch") for seat in seats]
    said += evening.do(EnterPaper("p1", "a longer lunch\n\nlonger lunches"))
    theme = evening.groups("Lunch", *(key for key in said if key.startswith("r")))
    evening.promotes(theme, "priority")
    return evening.outcome()


phrases = st.lists(
    st.text(min_size=1, max_size=30).filter(lambda text: any(c.isalnum() for c in text)),
    min_size=1,
    max_size=4,
)


@pytest.mark.whole
@settings(max_examples=25)  # each writes a whole file
@given(phrases)
def test_whatever_people_say_the_file_opens_and_holds_it(said):
    evening = Evening()
    seat = evening.joins()
    responses = [evening.says(seat, text) for text in said]
    evening.promotes(evening.groups("Lunch", *responses), "priority")
    bullets = [
        p.text
        for p in written(a_whole_plan(evening.outcome())).paragraphs
        if p.style.name == "List Bullet"
    ]
    said_aloud = [evening.room.responses[key] for key in responses]
    kept = [response.text for response in said_aloud if response.state == "shown"]
    assert bullets == [text.replace("\ufffe", "").replace("\uffff", "") for text in kept]


def test_a_goal_tells_its_owner_and_date_and_a_strategy_without_either_nothing():
    said = texts(written(reader=Reader(day=lambda day: f"{day:%d %b %Y}")))
    assert (
        said[said.index(f"1.1 {GOAL}") + 1] == "Owner: Assistant Superintendent · Due: 30 Jun 2031"
    )
    strategy = said.index("1.1.A Connect every student with a trusted adult.")
    assert said[strategy + 1] == ""  # what keeps the table after it apart from the next one


def test_a_competency_lists_what_it_looks_like_in_each_grade_band():
    fields = Competency(title="Curious", text="Asks.", evidence="Grades 3–5: asks why\nK–2: looks")
    item = Item("l1", "l0", "competency", None, 1, 1, fields)
    listed = [p for p in written(WholePlan(PLAN, (item,))).paragraphs if "List" in p.style.name]
    assert [p.text for p in listed] == ["Grades 3–5: asks why", "K–2: looks"]


def test_FA12_under_an_item_stands_how_the_room_voted():
    evening = a_decided_evening()
    evening.do(RepeatBallot("b1", ("o1", "o2"), open=True))
    evening.do(CastVote("b4", ("o1:1",)), next(iter(evening.room.seats)), "participant")
    evening.do(CloseBallot("b4"))
    said = texts(written(a_whole_plan(evening.outcome())))
    assert "Dot vote · Rank: 1/3 · Dots: 18" in said
    assert "Dot vote · Round 2 · Rank: 1/2 · Dots: 1" in said
    assert "Fist to five · Round 2 · Consensus" in said
    (first,) = (line for line in said if line.startswith("Fist to five · Round 1"))
    assert first.endswith(" · On an earlier wording")


def test_PA16_under_an_item_stands_that_nobody_compared_it():
    evening = a_decided_evening()
    evening.do(MakeBallot("pairs", sources=("t1", "t2"), text="Music", open=True))
    evening.do(CastVote("b4", ("o2:o3",)), next(iter(evening.room.seats)), "participant")
    evening.do(CloseBallot("b4"))
    said = texts(written(a_whole_plan(evening.outcome())))
    assert "Two at a time · Not compared" in said
