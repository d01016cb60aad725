"""Downloads: a workshop's files, for those who work in it."""

import csv
import io
import json
import re

import pytest

from workshop.documents.home import EXCEL, FILES, WORD


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("responses.csv", "text/csv; charset=utf-8"),
        ("themes.csv", "text/csv; charset=utf-8"),
        ("ballots.csv", "text/csv; charset=utf-8"),
        ("statements.csv", "text/csv; charset=utf-8"),
        ("parking-lot.csv", "text/csv; charset=utf-8"),
        ("workbook.xlsx", EXCEL),
        ("minutes.docx", WORD),
        ("minutes.pdf", "application/pdf"),
        ("wall.pdf", "application/pdf"),
        ("archive.json", "application/json"),
    ],
)
def test_FA17_each_file_is_sent_to_be_saved(fay, at, name, kind):
    page = fay.opens(f"{at}/{name}").works()
    assert page.headers["content-type"] == kind
    assert re.fullmatch(
        rf'attachment; filename="\w{{6}}-{name}"', page.headers["content-disposition"]
    )
    assert page.headers["cache-control"] == "no-store"


def test_FA17_every_file_can_be_saved_from_the_workshops_page(fay, at):
    page = fay.opens(at).works().html
    for name in FILES:
        assert f'href="{at}/{name}"' in page


def test_a_spreadsheet_sees_the_words_as_they_are(fay, at):
    body = fay.client.get(f"{at}/responses.csv").content
    assert body.startswith(b"\xef\xbb\xbf")
    [columns] = csv.reader(io.StringIO(body.decode("utf-8-sig")))
    assert "text" in columns


def test_the_archive_holds_the_workshop(fay, at):
    assert "What now?" in json.dumps(fay.client.get(f"{at}/archive.json").json())


def test_rejects_who_has_no_right(town, at):
    assert town.browser().opens(f"{at}/responses.csv").location.startswith("/sign-in")
    ana = town.sign_in(town.make_user("Ana", "cofacilitator"))
    ana.opens(f"{at}/responses.csv").rejects(403)
    ana.opens(f"{at}/nothing.csv").rejects(404)
