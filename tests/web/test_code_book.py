"""The code book: shown to everybody of the district, changed by those who lead."""

import re

import pytest

from tests.web.town import ADDRESS, Page
from workshop.data.lexicon import load_lexicon
from workshop.web.guard import MAX_FILE

RODEO = {"name": "Rodeo", "family": "activities", "cues_en": "rodeo\nbarrel racing"}


# A book of one code, with a place for its family and its cue.
OURS = """\
id: ours
title: Ours
version: 1
languages: [en]
families: {{staff: {{name: Staff}}}}
codes:
- {{code: fair, name: Fair week, family: {family}, description: A week, cues: {{en: ["{cue}"]}}}}
"""


def uploads(browser, content: str) -> Page:
    origin = {"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin"}
    file = {"file": ("ours.yaml", content.encode(), "application/yaml")}
    return Page(browser.client.post("/code-book/file", files=file, headers=origin))


def version_of(page) -> str:
    return re.search(r'name="version" value="(\d+)"', page.html).group(1)


@pytest.fixture
def rodeo(fay) -> str:
    """The path of a code that Fay has added."""
    at = fay.sends("/code-book/add", **RODEO).location
    return f"/code-book/codes/{at.partition('#')[2]}"


def test_the_shipped_codes_are_shown_with_their_cues(fay):
    page = fay.opens("/code-book").works()
    page.shows("Programs and activities", "Athletics", "Deportes", "maestr*")
    page.hides("What your district has added")


def test_the_book_is_shown_in_the_readers_language(fay):
    fay.client.cookies.set("language", "es")
    fay.opens("/code-book").works().shows("Libro de códigos", "Programas y actividades", "pistas")


def test_a_code_is_added_and_changed(fay, rodeo):
    fay.opens("/code-book").works().shows("What your district has added", "rodeo, barrel racing")
    page = fay.opens(rodeo).works()
    changed = {**RODEO, "name_es": "Charrería", "cues_es": "charreada"}
    fay.sends(rodeo, version=version_of(page), **changed).leads_to(
        f"/code-book#{rodeo.rpartition('/')[2]}"
    )
    fay.opens("/code-book").works().shows("Charrería", "charreada")


def test_cues_are_added_to_a_shipped_code(fay):
    fay.sends("/code-book/codes/arts", version=0, used="yes", cues_en="mariachi").leads_to(
        "/code-book#arts"
    )
    fay.opens("/code-book").works().shows("Added here:", "mariachi")
    fay.opens("/code-book/codes/arts").works().shows("In the shipped book", "choir")


def test_a_shipped_code_is_left_unused_and_used_again(fay):
    fay.sends("/code-book/codes/arts", version=0)
    fay.opens("/code-book").works().shows("Not used here.")
    fay.sends("/code-book/codes/arts", version=1, used="yes")
    fay.opens("/code-book").works().hides("Not used here.", "What your district has added")


def test_what_is_refused_comes_back_with_what_is_wrong(fay):
    page = fay.sends("/code-book/add", name="", family="", cues_en="rodeo\n!!!")
    page.rejects(409, "Please look at what is marked below.", "Please write a few words first.")
    page.shows("Please choose one from the list.", "“!!!” has no word", "rodeo")
    fay.sends("/code-book/add", **{**RODEO, "cues_en": "Rodeo rodeo\nródeo rodeo"}).rejects(
        409, "“ródeo rodeo” stands here twice."
    )
    fay.sends("/code-book/codes/arts", version=0, used="yes", cues_en="Choir").rejects(
        409, "“Choir” is in the shipped book already."
    )
    fay.opens("/code-book").works().hides("What your district has added")


def test_two_people_see_both_texts(town, fay, rodeo):
    ana = town.sign_in(town.make_user("Ana", "administrator"))
    ana.sends(rodeo, version=1, **{**RODEO, "cues_en": "roping"})
    page = fay.sends(rodeo, version=1, **{**RODEO, "cues_en": "rodeo clown"})
    page.rejects(409, "Ana saved this while you were writing.", "Now in the book: roping")
    page.shows("rodeo clown", "Put mine in its place")
    fay.opens("/code-book").works().shows("roping").hides("rodeo clown")
    fay.sends(rodeo, version=version_of(page), **{**RODEO, "cues_en": "rodeo clown"})
    fay.opens("/code-book").works().shows("rodeo clown")


def test_a_removed_code_is_brought_back(fay, rodeo):
    page = fay.sends(f"{rodeo}/remove", version=1)
    fay.opens(page.location).works().shows("Removed.", "Bring it back").hides("barrel racing")
    fay.opens(rodeo).rejects(404, "There is no such code here.")
    fay.sends(f"{rodeo}/restore").leads_to(f"/code-book#{rodeo.rpartition('/')[2]}")
    fay.opens("/code-book").works().shows("barrel racing")


def test_who_saves_what_somebody_removed_is_told(fay, rodeo):
    fay.sends(f"{rodeo}/remove", version=1)
    page = fay.sends(rodeo, version=1, **{**RODEO, "cues_en": "roping"})
    page.rejects(409, "Somebody else has removed this code.", "roping")
    fay.sends(rodeo, version=version_of(page), **{**RODEO, "cues_en": "roping"})
    fay.opens("/code-book").works().shows("roping")


def test_a_removal_of_what_somebody_changed_is_refused(fay, rodeo):
    fay.sends(rodeo, version=1, **{**RODEO, "cues_en": "roping"})
    fay.sends(f"{rodeo}/remove", version=1).rejects(409, "Somebody else has just changed this.")


def test_a_code_whose_name_was_given_away_stays_removed(fay, rodeo):
    fay.sends(f"{rodeo}/remove", version=1)
    fay.sends("/code-book/add", **RODEO)
    fay.sends(f"{rodeo}/restore").rejects(409, "Another code is called “Rodeo”.")


def test_the_book_goes_out_as_a_file_that_the_command_line_reads(fay, rodeo, tmp_path):
    page = fay.opens("/code-book/k12.yaml").works()
    assert page.headers["content-disposition"] == 'attachment; filename="k12.yaml"'
    path = tmp_path / "ours.yaml"
    path.write_text(page.html, encoding="utf-8")
    ours, shipped = load_lexicon(path), load_lexicon("k12")
    assert len(ours.codes) == len(shipped.codes) + 1
    assert ours.codes[-1].cues["en"] == ("rodeo", "barrel racing")


def test_a_file_adds_what_it_has(fay, rodeo):
    file = fay.opens("/code-book/k12.yaml").html
    assert len(file) > 40_000  # a whole book goes through
    uploads(fay, file).leads_to("/code-book?taken=0")
    more = file.replace("- rodeo\n", "- rodeo\n    - roping\n", 1)
    page = uploads(fay, more)
    fay.opens(page.leads_to("/code-book?taken=1").location).works().shows(
        "The file added to 1 code.", "rodeo, barrel racing, roping"
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "Please choose a file first."),
        ("codes: [", "“ours.yaml”, line 1: this is not YAML."),
        ("id: ours\n", "“ours.yaml”, line 1: “languages” is missing."),
        (OURS.format(family="staff", cue="!!!"), "The code “Fair week” was not taken"),
        (OURS.format(family="fun", cue="fair"), "line 7: there is no family “fun” in the file."),
    ],
)
def test_what_is_wrong_with_a_file_is_told_and_nothing_is_taken(fay, content, sentence):
    page = uploads(fay, content)
    assert page.status in (400, 409)
    page.shows(sentence)
    fay.opens("/code-book").works().hides("What your district has added")


def test_a_file_that_is_too_big_is_refused(fay):
    uploads(fay, "# " + "x" * MAX_FILE).rejects(400, "That is more than can be sent at once.")


def test_rejects_a_file_that_is_none(fay):
    fay.sends("/code-book/file", file="words").rejects(400)
    fay.sends("/code-book/file").rejects(400)


def test_a_code_that_is_nowhere_is_not_found(fay):
    fay.opens("/code-book/codes/nowhere").rejects(404, "There is no such code here.")
    fay.sends("/code-book/codes/arts/remove", version=0).rejects(404)


def test_words_are_never_markup(fay):
    fay.sends("/code-book/add", **{**RODEO, "name": "<b>Rodeo</b>", "cues_en": "<i>rodeo</i>"})
    assert "<b>Rodeo" not in fay.opens("/code-book").works().html


def test_a_cofacilitator_reads_and_changes_nothing(town):
    ben = town.sign_in(town.make_user("Ben", "cofacilitator"))
    ben.opens("/code-book").works().shows("Athletics").hides(
        "Add a code", "Add cues", "Add from a file"
    )
    ben.opens("/code-book/add").rejects(403)
    ben.sends("/code-book/add", **RODEO).rejects(403)
    ben.sends("/code-book/codes/arts", version=0, used="yes").rejects(403)
    uploads(ben, "id: ours").rejects(403)


def test_a_stranger_is_asked_to_sign_in(town):
    assert town.browser().opens("/code-book").location.startswith("/sign-in")
    assert town.browser().opens("/code-book/k12.yaml").location.startswith("/sign-in")
