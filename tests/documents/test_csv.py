"""CSV: what a spreadsheet opens is whole, and text."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from tests.plan.evening import PHRASES, Evening, a_whole_evening
from workshop.documents.csv import render_responses, render_themes

STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def lines(written: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def test_every_response_is_a_row_with_where_and_when_it_was_said():
    evening = a_whole_evening()
    evening.redacts("r1", "[name removed] feels like they belong")
    evening.hides("r2")
    rows = lines(render_responses(evening.outcome()))
    assert len(rows) == len(PHRASES)
    assert rows[0] == {
        "workshop": "Vision night",
        "prompt": "strengths",
        "question": "What do we do well?",
        "response": "r1",
        "text": "[name removed] feels like they belong",
        "state": "shown",
        "group": "Parent or family",
        "table": "no",
        "minute": "7",
        "theme": "Every student known",
        "late": "no",
        "redacted": "yes",
        "reason": "",
        "single": "no",
        "paper": "no",
        "source": "phone",
    }
    assert (rows[1]["state"], rows[1]["reason"]) == ("hidden", "other")
    assert (rows[4]["table"], rows[4]["group"]) == ("yes", "")


def test_FA5_hidden_and_held_phrases_are_left_out_for_readers_outside_the_team():
    evening = a_whole_evening()
    evening.hides("r2")
    written = render_responses(evening.outcome(), shown_only=True)
    assert len(lines(written)) == len(PHRASES) - 1
    assert PHRASES[1].encode() not in written


def test_no_row_tells_whose_it_is():
    evening = a_whole_evening()
    outcome = evening.outcome()
    written = (render_responses(outcome) + render_themes(outcome)).decode()
    for seat in evening.room.seats.values():
        assert f'"{seat.id}"' not in written
        assert seat.key not in written


def test_a_theme_is_a_row_with_its_people_and_every_phrase():
    row = lines(render_themes(a_whole_evening().outcome()))[0]
    assert row["theme"] == "Every student known"
    assert (row["people"], row["tables"], row["at_tables"], row["phrases"]) == ("3", "1", "7", "4")
    assert row["groups"] == "Parent or family: 2; Teacher: 1"
    assert (row["aside"], row["mixed"]) == ("no", "no")
    assert row["quotes"].split("\n") == [PHRASES[0], PHRASES[1], PHRASES[4], PHRASES[5]]


def test_every_cell_is_quoted_and_lines_end_as_the_standard_says():
    written = render_responses(a_whole_evening().outcome()).decode()
    assert written.endswith('"\r\n')
    assert all(line.startswith('"') for line in written.split("\r\n")[:-1])


def test_excel_is_told_that_it_is_utf8_when_asked():
    outcome = a_whole_evening().outcome()
    assert render_responses(outcome, bom=True) == b"\xef\xbb\xbf" + render_responses(outcome)
    assert render_themes(outcome, bom=True) == b"\xef\xbb\xbf" + render_themes(outcome)


words = st.text(st.sampled_from("=+-@＝＋－＠ \t\u200b\ufeff'\"a1;\n"), min_size=1, max_size=6)


@given(words.filter(lambda text: any(char in "=+-@＝＋－＠'\"a1;" for char in text)))
def test_no_cell_starts_a_formula_and_no_word_is_lost(text):
    evening = Evening(title=text)
    phrase = evening.says(evening.joins(), text)
    evening.groups(text, phrase)
    said = evening.room.responses[phrase].text
    outcome = evening.outcome()
    (row,) = lines(render_responses(outcome))
    assert row["text"].removeprefix("'") == said.removeprefix("'")
    for row in lines(render_responses(outcome)) + lines(render_themes(outcome)):
        for cell in row.values():
            assert not cell.lstrip(" \u200b\ufeff").startswith(STARTS_A_FORMULA)
