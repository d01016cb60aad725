"""Columns: people read them in their language, programs by names that stay."""

from tests.documents.decided import a_closed_evening
from workshop.documents import rows
from workshop.documents.columns import FIXED, NAMES, heads, told
from workshop.documents.reader import Reader
from workshop.documents.rows import RESPONSE_COLUMNS, response_rows

ALL = (
    rows.RESPONSE_COLUMNS,
    rows.THEME_COLUMNS,
    rows.BALLOT_COLUMNS,
    rows.STATEMENT_COLUMNS,
    rows.PARKED_COLUMNS,
    rows.CLOSING_COLUMNS,
)
LOUD = Reader(language="es", words=str.upper)


def test_every_column_has_a_name_for_people_and_no_name_is_left_over():
    columns = {column for columns in ALL for column in columns}
    assert columns == set(NAMES)
    assert set(FIXED) <= columns


def test_two_columns_of_one_table_never_have_the_same_name():
    for columns in ALL:
        assert len(set(heads(columns, {}, Reader()))) == len(columns)


def test_a_list_of_tags_is_called_what_the_workshop_calls_it():
    assert heads(("text", "tag_school"), {"school": "Escuela"}, LOUD) == ("WORDS", "Escuela")


def test_fixed_words_are_told_in_the_readers_language_and_no_others():
    row = response_rows(a_closed_evening().outcome())[0]
    was, now = (dict(zip(RESPONSE_COLUMNS, one, strict=True)) for one in (row, _told(row)))
    assert (was["state"], now["state"]) == ("shown", "SHOWN TO THE ROOM")
    assert (was["late"], now["late"]) == ("no", "NO")
    assert (was["prompt"], now["prompt"]) == ("strengths", "STRENGTHS")
    for typed in ("workshop", "question", "text", "theme", "group", "response", "minute"):
        assert now[typed] == was[typed]


def _told(row):
    return told(RESPONSE_COLUMNS, row, LOUD)
