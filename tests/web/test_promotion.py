"""The pen's page without any script, and what the server says of a wording."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import httpx2
import pytest

from tests import plain
from tests.web.stage import Stage
from workshop.room.agenda import OpenPrompt
from workshop.room.arrange import AddPrompt
from workshop.room.ballot import MakeBallot
from workshop.room.moderate import HideResponse
from workshop.room.promote import EditPriority, EditStatement, PromoteResponse, PromoteTheme
from workshop.room.theme import MakeTheme
from workshop.web import auth
from workshop.web.promotion import compared, language_of_text, subject_of

SAID = (
    ("g2", "mental health support"),
    ("g1", "hire counselors in every building"),
    ("g1", "Mental health support"),
    ("g3", "every student has someone to talk to"),
)


@pytest.fixture
def stage(house: Stage) -> Stage:
    """A workshop of its own for each of them, with a theme of four phrases."""
    house.begins_anew()
    house.leads(OpenPrompt("p1"))
    made = [house.says(house.joins(group), text) for group, text in SAID]
    house.leads(MakeTheme("p1", "Someone to talk to", tuple(made)))
    publish(house)
    return house


@pytest.fixture
def fay(stage: Stage) -> Iterator[httpx2.Client]:
    """Fay's browser, signed in."""
    with plain.client(
        base_url=f"{stage.url}/w/{stage.workshop.code}/console",
        headers={"Accept": "text/html"},
        cookies={auth.COOKIE: stage.sign_in},
        follow_redirects=True,
    ) as client:
        yield client


def publish(stage: Stage) -> None:
    """Let the console's pages be made of all that has happened; they have a pace."""
    stage.runs(lambda: stage.room.publish_now("console"))


def tables_draft(stage: Stage) -> str:
    """Let table 2 answer the facilitator's asking for a wording; return the response."""
    (asked,) = stage.leads(AddPrompt("We will …", "wording", about="t1", open=True))
    table = stage.joins(table=2, headcount=6)
    said = stage.says(table, "We will listen, so that every student has an adult.", asked)
    publish(stage)
    return said


def look(fay: httpx2.Client, key: str = "t1", **body: str) -> dict[str, Any]:
    answer = fay.post(f"/wording/{key}", json={"kind": "priority", "title": "", **body})
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def pressed(fay: httpx2.Client, use: str, **fields: str) -> str:
    """Return the page after a button was pressed where there is no script."""
    answer = fay.post("/wording/t1", data={"use": use, "kind": "priority", "title": "T", **fields})
    assert answer.status_code == 200
    return unescape(answer.text)


def statement_in(page: str) -> str:
    found = re.search(r'<textarea[^>]*id="statement"[^>]*>(.*?)</textarea>', page, re.S)
    assert found is not None
    return found[1]


def test_shows_what_was_said_most_first_with_its_groups(stage: Stage, fay: httpx2.Client) -> None:
    page = unescape(fay.get("/promote/t1").text)
    room = page[page.index("draft__room") : page.index('class="toasts"')]
    assert room.index("mental health support") < room.index("hire counselors")
    assert "×2 · Teachers, Families" in room
    assert "Goal idea" in page
    assert "The plan does not take it as a goal by itself" in page


def test_FA14_works_a_stem_and_the_advice_without_a_script(
    stage: Stage, fay: httpx2.Client
) -> None:
    page = pressed(fay, "stem:outcome")
    assert statement_in(page) == "We will … someone to talk to …, so that …."
    assert "A gap “…” is still open" in page
    page = pressed(fay, "check", title="Communication", statement="We will leverage synergies.")
    assert statement_in(page) == "We will leverage synergies."
    assert "“Communication” names a drawer" in page
    assert "Says less than it sounds: leverage, synergies" in page
    assert fay.get("/wording/t1").url.path.endswith("/promote/t1")


def test_FA14_works_a_first_draft_names_its_phrases(stage: Stage, fay: httpx2.Client) -> None:
    page = pressed(fay, "draft:outcome", statement="We will")
    assert statement_in(page) == "We will"
    first = page[page.index('data-slot="draft"') :]
    assert "hire counselors in every building" in first
    assert '<a href="#said-' in first
    drafted = pressed(fay, "begin_draft:outcome")
    assert statement_in(drafted).startswith("We will hire counselors in every building, so that")


def test_FA14_works_drafts_of_tables_are_taken_whole_or_in_part(
    stage: Stage, fay: httpx2.Client
) -> None:
    key = tables_draft(stage)
    page = unescape(fay.get("/promote/t1").text)
    assert "Table 2 of 6" in page
    assert "kept: “every student”" in page
    assert statement_in(pressed(fay, f"begin:{key}")).startswith("We will listen, so that")
    taken = pressed(fay, f"take:{key}:1", statement="We will hire, …")
    assert statement_in(taken) == "We will hire, so that every student has an adult"
    assert 'aria-label="Take single words"' in page
    assert "<mark>every student</mark></button>" in page
    one = pressed(fay, f"word:{key}:5", statement="We hire, so that … has")
    assert statement_in(one) == "We hire, so that every student has"
    wrongs = (f"take:{key}:9", "take:r99:0", "begin:", "take:²", "stem:none", f"word:{key}:9")
    for wrong in (*wrongs, "word:n1:0"):
        assert statement_in(pressed(fay, wrong, statement="We")) == "We"


def test_FA14_works_a_word_of_an_earlier_wording_is_taken_alone(
    stage: Stage, fay: httpx2.Client
) -> None:
    stage.leads(PromoteTheme("t1", "priority", "Wellbeing", "Mental health support for all."))
    stage.leads(EditPriority("i1", "Wellbeing", "We will listen."))
    publish(stage)
    body = {"title": "Wellbeing", "use": "word:n1:0"}
    answer = fay.post("/wording/i1", data={**body, "statement": "We will give …."})
    assert statement_in(unescape(answer.text)) == "We will give Mental health support."


def test_FA14_works_look_fors_are_kept_while_the_wording_is_looked_at_and_saved(
    stage: Stage, fay: httpx2.Client
) -> None:
    bands = "Grades 3–5: listens\nGrades 9–12: asks first"
    page = pressed(fay, "check", look_fors=bands)
    assert f'aria-describedby="look-fors-hint">{bands}</textarea>' in page
    form = {"type": "promote_theme", "theme": "t1", "kind": "competency", "nonce": "n" * 12}
    words = {"title": "Communicator", "statement": "Listens.", "look_fors": bands}
    fay.post(f"{stage.url}/w/{stage.workshop.code}/commands", data={**form, **words})
    publish(stage)
    made = unescape(fay.get("/promote/v1").text)
    assert made.count(bands) == 2  # in the form, and in the list of what was made
    cleared = {"type": "edit_statement", "statement": "v1", "nonce": "m" * 12}
    words = {"title": "Communicator", "text": "Listens.", "look_fors": ""}
    fay.post(f"{stage.url}/w/{stage.workshop.code}/commands", data={**cleared, **words})
    publish(stage)
    assert "look_fors" not in stage.view("console")["statements"]["v1"]


def test_a_program_is_told_codes_and_parameters(stage: Stage, fay: httpx2.Client) -> None:
    told = look(fay, statement="We will listen.", title="Communication")
    assert {"code": "title_bucket", "state": "look", "with": {"title": "Communication"}} in told[
        "advice"
    ]
    draft = look(fay, use="draft:outcome", statement="")["draft"]
    assert [one["sources"] for one in draft if one["sources"]]


def test_shows_earlier_wordings_against_what_followed(stage: Stage, fay: httpx2.Client) -> None:
    stage.leads(PromoteTheme("t1", "priority", "Wellbeing", "We will listen."))
    stage.leads(EditPriority("i1", "Wellbeing", "We will listen first."))
    publish(stage)
    page = unescape(fay.get("/promote/i1").text)
    assert "Earlier wordings" in page
    assert "Go back to this wording" in page
    assert 'name="statement" value="We will listen."' in page
    assert "The room has not been asked about these very words." in page
    assert "/console/vote?kind=fist&source=i1" in page
    (version,) = look(fay, "i1", statement="x")["versions"]
    assert version["pieces"][-2:] == [["del", "listen."], ["ins", "listen first."]]


def test_rejects_who_does_not_facilitate_and_what_is_not_there(
    stage: Stage, fay: httpx2.Client
) -> None:
    assert fay.post("/wording/t9", json={"statement": "x"}).status_code == 404
    assert fay.post("/wording/t1", content=b"x").status_code == 400
    anybody = httpx2.post(
        f"{stage.url}/w/{stage.workshop.code}/console/wording/t1", json={"statement": "x"}
    )
    assert anybody.status_code in (401, 403)


def test_wordings_are_compared_word_by_word() -> None:
    assert compared("We will listen", "We will really listen") == [
        ("same", "We will"),
        ("ins", "really"),
        ("same", "listen"),
    ]
    assert compared("", "New words") == [("ins", "New words")]


def test_a_text_tells_its_language_by_its_everyday_words() -> None:
    assert language_of_text("Vamos a escuchar a las familias", "en") == "es"
    assert language_of_text("We will listen to the families", "es") == "en"
    assert language_of_text("", "es") == "es"


def test_a_draft_for_another_theme_does_not_appear(stage: Stage) -> None:
    tables_draft(stage)
    stage.leads(MakeTheme("p1", "Another"))
    publish(stage)
    view = stage.view("console")
    assert len(subject_of(view, "t1").drafts) == 1
    assert subject_of(view, "t2").drafts == []


def test_M9_a_promoted_complaint_about_staff_shows_that_its_words_are_withheld(
    stage: Stage, fay: httpx2.Client
) -> None:
    said = stage.says(stage.joins("g1"), "The coach must go")
    stage.leads(PromoteResponse(said, "value"))
    stage.leads(EditStatement("v1", "Sport for all", "Sport"))
    stage.leads(EditStatement("v1", "The coach must go", "Sport"))
    stage.leads(MakeBallot("fist", sources=("v1",)))
    stage.leads(HideResponse(said, "personnel"))
    publish(stage)
    page = unescape(fay.get("/promote/v1").text)
    assert "Its words are withheld: they repeat a phrase" in page
    assert statement_in(page) == ""
    assert "[personnel matter]" in page
    assert "Show this text on the wall" not in page
    assert "fist&source=v1" not in page
    for path in ("", "/promote/v1", "/promote/t1", "/vote", "/vote?kind=fist", "/vote?ballot=b1"):
        assert "coach must go" not in fay.get(path).text, path
    heading = re.search(r'<h1 id="ballot-title"[^>]*>([^<]*)<', fay.get("/vote?ballot=b1").text)
    assert heading is not None
    assert heading[1] == "[personnel matter]"
    assert "coach must go" not in fay.get("/done").text
