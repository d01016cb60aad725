"""The pages of a plan, as facilitators of its district use them, without any script."""

import io
import re
import secrets
import zipfile
from collections.abc import Iterator
from html import unescape

import httpx2
import pytest

from tests import plain
from tests.web.stage import Stage
from tests.web.voting import casts
from workshop.room import contents
from workshop.room.agenda import OpenPrompt, OpenWorkshop
from workshop.room.ballot import CloseBallot, MakeBallot, RepeatBallot
from workshop.room.moderate import RedactResponse
from workshop.room.promote import EditPriority, PromoteTheme
from workshop.room.theme import MakeTheme
from workshop.room.vote import CastVote
from workshop.store import people, workshops
from workshop.web import auth

COVER = {"title": "Larkspur 2031", "start_year": "2027", "end_year": "2031"}
BELONG = "We will create schools where every student is safe."


@pytest.fixture
def fay(stage: Stage) -> Iterator[httpx2.Client]:
    """A facilitator's browser."""
    with browser(stage, stage.sign_in) as client:
        yield client


def browser(stage: Stage, secret: str) -> httpx2.Client:
    return plain.client(
        base_url=stage.url,
        headers={"Accept": "text/html", "Origin": stage.url},
        cookies={auth.COOKIE: secret},
        follow_redirects=True,
    )


def begin(stage: Stage, fay: httpx2.Client) -> str:
    """Return the address of a new plan."""
    answer = fay.post("/plans/new", data={**COVER, "project": stage.project})
    assert answer.status_code == 200
    return str(answer.url.path)


def add(fay: httpx2.Client, plan: str, kind: str, under: str = "", **fields: str) -> str:
    """Write an item; return its id."""
    answer = fay.post(f"{plan}/add", data={"kind": kind, "under": under, **fields})
    assert answer.status_code == 200, text_of(answer)
    return str(answer.url.fragment)


def promote_belonging(stage: Stage, phrases: int = 6) -> list[str]:
    """Let people say phrases, and promote their theme to a priority; return the phrases' ids."""
    stage.leads(OpenPrompt("p1"))
    for n in range(7):
        stage.joins("g1" if n < 6 else "g2")
    said = [stage.says(stage.seats[n], f"everyone belongs {n}") for n in range(phrases)]
    theme = stage.leads(MakeTheme("p1", "Belonging here", tuple(said)))[0]
    stage.leads(PromoteTheme(theme, "priority", title="Belonging", statement=BELONG))
    stage.leads(PromoteTheme(theme, "value", statement="We value each other."))
    return said


def text_of(answer: httpx2.Response) -> str:
    """Return what a reader reads."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def version_on(page: httpx2.Response) -> str:
    found = re.search(r'name="version" value="(\d+)"', page.text)
    assert found is not None
    return found.group(1)


# --- who may ------------------------------------------------------------------------------------


def test_requires_a_facilitator_of_the_district(stage: Stage, fay: httpx2.Client) -> None:
    plan = begin(stage, fay)
    with plain.client(base_url=stage.url, headers={"Accept": "text/html"}) as stranger:
        for path in (plan, f"{plan}/edit", f"{plan}/plan.docx", "/plans/new"):
            answer = stranger.get(path)
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/sign-in")


def test_rejects_a_cofacilitator(stage: Stage, fay: httpx2.Client) -> None:
    plan = begin(stage, fay)
    ben = stage.write(
        lambda session: people.create_user(
            session,
            stage.district,
            email="ben@larkspur.example",
            name="Ben",
            role="cofacilitator",
            at=0,
        )
    )
    secret = stage.write(
        lambda session: auth.open_sign_in(session, stage.district, ben.id, stage.house.now())
    )
    with browser(stage, secret) as bens:
        assert bens.get(plan).status_code == 403


def test_rejects_a_plan_that_is_not_there(fay: httpx2.Client) -> None:
    assert fay.get("/plans/l0").status_code == 404


# --- beginning ----------------------------------------------------------------------------------


def test_works_a_plan_begins_in_a_project_and_says_what_to_do(
    stage: Stage, fay: httpx2.Client
) -> None:
    assert "Our five years" in fay.get(f"/plans/new?project={stage.project}").text
    page = text_of(fay.get(begin(stage, fay)))
    assert "Larkspur 2031" in page
    assert "Larkspur Valley · 2027–2031" in page
    assert "Nothing has been written in this plan yet." in page


def test_rejects_years_that_end_before_they_begin_and_keeps_the_words(
    stage: Stage, fay: httpx2.Client
) -> None:
    answer = fay.post("/plans/new", data={**COVER, "end_year": "2020", "project": stage.project})
    assert answer.status_code == 409
    assert ">Larkspur 2031</textarea>" in answer.text
    assert "This lies before the beginning." in text_of(answer)
    assert re.search(r'id="end_year"[^>]*aria-invalid="true"', answer.text)


def test_works_another_title_with_a_check_of_its_version(stage: Stage, fay: httpx2.Client) -> None:
    plan = begin(stage, fay)
    fay.post(f"{plan}/cover", data={**COVER, "title": "Ours", "version": "1"})
    answer = fay.post(f"{plan}/cover", data={**COVER, "title": "Mine", "version": "1"})
    assert answer.status_code == 409
    assert ">Mine</textarea>" in answer.text
    assert "Now in the plan: Ours" in text_of(answer)


# --- from the room ------------------------------------------------------------------------------


def test_shows_what_a_workshop_would_bring_before_anything_changes(
    stage: Stage, fay: httpx2.Client
) -> None:
    promote_belonging(stage)
    plan = begin(stage, fay)
    assert "Strengths and opportunities" in text_of(fay.get(f"{plan}/bring"))
    preview = text_of(fay.get(f"{plan}/bring?workshop={stage.workshop.id}"))
    assert BELONG in preview
    assert "6 people · 6 phrases" in preview
    assert "Bring 2 lines into the plan" in preview
    assert BELONG not in text_of(fay.get(plan))


def test_shows_the_words_of_the_room_beside_a_priority(stage: Stage, fay: httpx2.Client) -> None:
    promote_belonging(stage)
    plan = begin(stage, fay)
    page = text_of(fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id}))
    assert "1 Belonging" in page
    assert "From the room Belonging here" in page
    assert "6 people, Strengths and opportunities" in page
    assert "everyone belongs 0" in page
    assert "everyone belongs 5" not in page
    assert "All 6 phrases" in page
    assert "From the room: 6 people" in page, "beside the value too"


def test_shows_no_group_of_fewer_than_five(stage: Stage, fay: httpx2.Client) -> None:
    promote_belonging(stage, phrases=7)
    plan = begin(stage, fay)
    page = text_of(fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id}))
    assert "Teachers" not in page, "one teacher would be told by it"


def test_shows_groups_in_the_readers_language(stage: Stage, fay: httpx2.Client) -> None:
    for _ in range(4):
        stage.joins("g2")
    promote_belonging(stage)
    plan = begin(stage, fay)
    page = fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id})
    link = re.search(r'href="([^"]+/phrases)"', page.text)
    assert link is not None
    for path in (plan, f"{plan}/edit", link.group(1)):
        assert "Families 2 of 6 Teachers 4 of 5" in text_of(fay.get(path))
        spanish = text_of(fay.get(path, headers={"Accept-Language": "es"}))
        assert "Familias 2 de 6 Docentes 4 de 5" in spanish
        assert "Families" not in spanish


def test_shows_all_phrases_on_a_page_of_their_own(stage: Stage, fay: httpx2.Client) -> None:
    promote_belonging(stage)
    plan = begin(stage, fay)
    page = fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id})
    link = re.search(r'href="([^"]+/phrases)"', page.text)
    assert link is not None
    phrases = text_of(fay.get(link.group(1)))
    assert all(f"everyone belongs {n}" in phrases for n in range(6))


def test_works_bringing_again_adds_nothing_and_keeps_the_plans_words(
    stage: Stage, fay: httpx2.Client
) -> None:
    promote_belonging(stage)
    plan = begin(stage, fay)
    fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id})
    stage.leads(EditPriority("i1", "Another name"))
    preview = text_of(fay.get(f"{plan}/bring?workshop={stage.workshop.id}"))
    assert "Came before; its words in the plan stay" in preview
    page = text_of(fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id}))
    assert page.count(BELONG) == 1
    assert "Another name" not in page


def test_works_two_workshops_come_into_one_plan(stage: Stage, fay: httpx2.Client) -> None:
    promote_belonging(stage)
    plan = begin(stage, fay)
    fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id})
    stage.opens_another("Vision night")
    stage.leads(OpenPrompt("p1"))
    said = stage.says(stage.joins(), "music for everyone")
    theme = stage.leads(MakeTheme("p1", "Music", (said,)))[0]
    stage.leads(PromoteTheme(theme, "priority", title="Arts"))
    page = text_of(fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id}))
    assert "1 Belonging" in page
    assert "2 Arts" in page
    assert "1 person, Vision night" in page


def test_rejects_a_workshop_of_another_project(stage: Stage, fay: httpx2.Client) -> None:
    plan = begin(stage, fay)
    other = stage.write(
        lambda session: workshops.create(
            session,
            stage.district,
            project=stage.new_project(session, "Another effort"),
            title="Elsewhere",
            template="blank",
            by=stage.fay,
            at=0,
        )
    )
    assert fay.post(f"{plan}/bring", data={"workshop": other.id}).status_code == 404


def test_shows_a_redaction_where_the_phrase_was_quoted(stage: Stage, fay: httpx2.Client) -> None:
    said = promote_belonging(stage)
    plan = begin(stage, fay)
    fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id})
    stage.leads(RedactResponse(said[0], "[a name] belongs"))
    page = text_of(fay.get(plan))
    assert "everyone belongs 0" not in page
    assert "[a name] belongs" in page


# --- by hand ------------------------------------------------------------------------------------


def test_works_goals_strategies_steps_and_metrics_stand_under_a_priority(
    stage: Stage, fay: httpx2.Client
) -> None:
    plan = begin(stage, fay)
    priority = add(fay, plan, "priority", title="Belonging")
    goal = add(fay, plan, "goal", priority, text="Attendance to 95 %", due="2031-06-30")
    add(fay, plan, "metric", goal, title="Attendance", baseline="91,5", target="95", unit="%")
    strategy = add(fay, plan, "strategy", goal, text="Call home on the first day")
    add(fay, plan, "action_step", strategy, text="Write the script", owner="Counselors")
    page = text_of(fay.get(plan))
    assert "1.1 Attendance to 95 %" in page
    assert "Due June 30, 2031" in page
    assert "Baseline 91.5 %" in page
    assert "1.1.A Call home on the first day" in page
    assert "Write the script Counselors" in page


def test_rejects_a_number_that_is_none_and_keeps_the_words(
    stage: Stage, fay: httpx2.Client
) -> None:
    plan = begin(stage, fay)
    goal = add(fay, plan, "goal", add(fay, plan, "priority", title="A"), text="B")
    form = {"kind": "metric", "under": goal, "title": "Attendance", "target": "many"}
    answer = fay.post(f"{plan}/add", data=form)
    assert answer.status_code == 409
    assert 'value="many"' in answer.text
    assert "Please write a number, like 12 or 22.4." in text_of(answer)


def test_rejects_a_goal_that_stands_under_nothing(stage: Stage, fay: httpx2.Client) -> None:
    plan = begin(stage, fay)
    assert fay.get(f"{plan}/add?kind=goal").status_code == 404
    assert fay.get(f"{plan}/add?kind=wish").status_code == 400


def test_works_two_people_at_once_lose_no_word(stage: Stage, fay: httpx2.Client) -> None:
    plan = begin(stage, fay)
    item = f"{plan}/items/{add(fay, plan, 'value', text='We value all.')}"
    version = version_on(fay.get(item))
    fay.post(item, data={"text": "We value each one.", "version": version})
    answer = fay.post(item, data={"text": "We value everybody.", "version": version})
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Fay saved this while you were writing." in page
    assert "Now in the plan: We value each one." in page
    assert ">We value everybody.</textarea>" in answer.text
    again = fay.post(item, data={"text": "We value everybody.", "version": version_on(answer)})
    assert "We value everybody." in text_of(again)
    assert "We value each one." in text_of(fay.get(item)), "in its history"


def test_shows_who_changed_what_and_why(stage: Stage, fay: httpx2.Client) -> None:
    plan = begin(stage, fay)
    item = f"{plan}/items/{add(fay, plan, 'mission', text='We teach.')}"
    change = {"text": "We teach and learn.", "version": "1", "reason": "The board asked"}
    fay.post(item, data=change)
    for page in (text_of(fay.get(item)), text_of(fay.get(f"{plan}/history"))):
        assert "We teach. We teach and learn." in page
        assert "The board asked" in page
        assert "Fay" in page


def test_works_what_was_removed_comes_back_with_what_stood_under_it(
    stage: Stage, fay: httpx2.Client
) -> None:
    plan = begin(stage, fay)
    priority = add(fay, plan, "priority", title="Belonging")
    add(fay, plan, "goal", priority, text="Attendance to 95 %")
    item = f"{plan}/items/{priority}"
    assert "Remove it with the 1 line under it" in text_of(fay.get(item))
    removed = fay.post(f"{item}/remove", data={"version": "1", "under": "all"})
    assert "Attendance" not in text_of(fay.get(plan))
    assert "Bring it back" in text_of(removed)
    fay.post(f"{item}/restore")
    assert "1.1 Attendance to 95 %" in text_of(fay.get(plan))


def test_rejects_removing_more_than_was_seen(stage: Stage, fay: httpx2.Client) -> None:
    plan = begin(stage, fay)
    priority = add(fay, plan, "priority", title="Belonging")
    add(fay, plan, "goal", priority, text="Attendance to 95 %")
    answer = fay.post(f"{plan}/items/{priority}/remove", data={"version": "1"})
    assert answer.status_code == 409
    assert "Attendance to 95 %" in text_of(fay.get(plan))


def test_works_lines_change_places(stage: Stage, fay: httpx2.Client) -> None:
    plan = begin(stage, fay)
    add(fay, plan, "priority", title="Arts")
    sports = add(fay, plan, "priority", title="Sports")
    fay.post(f"{plan}/items/{sports}/move", data={"to": "up"})
    page = text_of(fay.get(plan))
    assert "1 Sports" in page
    assert "2 Arts" in page


def test_shows_only_the_ways_that_a_line_can_move(stage: Stage, fay: httpx2.Client) -> None:
    plan = begin(stage, fay)
    first = add(fay, plan, "priority", title="Arts")
    assert "Move" not in text_of(fay.get(f"{plan}/items/{first}"))
    last = add(fay, plan, "priority", title="Sports")
    assert "Move up" not in text_of(fay.get(f"{plan}/items/{first}"))
    assert "Move down" in text_of(fay.get(f"{plan}/items/{first}"))
    assert "Move down" not in text_of(fay.get(f"{plan}/items/{last}"))


def test_shows_what_a_goal_still_lacks_while_one_edits(stage: Stage, fay: httpx2.Client) -> None:
    plan = begin(stage, fay)
    goal = add(fay, plan, "goal", add(fay, plan, "priority", title="A"), text="B", owner="Fay")
    page = text_of(fay.get(f"{plan}/edit"))
    assert "No due date yet No metric yet" in page
    assert "No owner yet" not in page
    assert "No due date yet" not in text_of(fay.get(plan)), "readers are not advised"
    add(fay, plan, "metric", goal, title="Attendance")
    assert "No metric yet" not in text_of(fay.get(f"{plan}/edit"))


def test_rejects_an_item_of_another_plan(stage: Stage, fay: httpx2.Client) -> None:
    plan, other = begin(stage, fay), begin(stage, fay)
    item = add(fay, other, "mission", text="Theirs")
    assert fay.get(f"{plan}/items/{item}").status_code == 404
    change = {"text": "Ours", "version": "1"}
    assert fay.post(f"{plan}/items/{item}", data=change).status_code == 404
    assert fay.post(f"{plan}/items/{item}/restore").status_code == 404


def test_handles_markup_as_words(stage: Stage, fay: httpx2.Client) -> None:
    plan = begin(stage, fay)
    add(fay, plan, "mission", text="<script>alert(1)</script> we learn")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; we learn" in fay.get(plan).text


# --- to keep ------------------------------------------------------------------------------------


def test_works_the_plan_as_a_word_document(stage: Stage, fay: httpx2.Client) -> None:
    promote_belonging(stage)
    plan = begin(stage, fay)
    fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id})
    answer = fay.get(f"{plan}/plan.docx")
    assert answer.headers["content-disposition"].startswith(
        'attachment; filename="Larkspur 2031.docx"'
    )
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        document = packed.read("word/document.xml").decode()
    assert BELONG in document
    assert "everyone belongs 0" in document


def test_works_the_plan_as_an_archive(stage: Stage, fay: httpx2.Client) -> None:
    plan = begin(stage, fay)
    add(fay, plan, "mission", text="We learn.")
    archive = fay.get(f"{plan}/plan.json").json()
    assert archive["items"][0]["fields"]["text"] == "We learn."


def test_shows_itself_in_spanish(stage: Stage, fay: httpx2.Client) -> None:
    plan = begin(stage, fay)
    page = fay.get(f"{plan}/edit", headers={"Accept-Language": "es"})
    assert "Escribir la misión" in page.text


def test_FA12_from_the_room_says_how_the_room_voted(stage: Stage, fay: httpx2.Client) -> None:
    stage.leads(OpenWorkshop())
    promote_belonging(stage)
    made = stage.leads(MakeBallot("dots", sources=("t1", "i1"), open=True))[0]
    votes(stage, made, "o1:2")
    plan = begin(stage, fay)
    fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id})
    assert "Dot vote: rank 1 of 2, score 10, 5 people" in text_of(fay.get(plan))
    spanish = text_of(fay.get(plan, headers={"Accept-Language": "es"}))
    assert "puesto 1 de 2, resultado 10, 5 personas" in spanish
    again = stage.leads(RepeatBallot(made, open=True))[0]
    votes(stage, again, "o1:1")
    fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id})
    told = text_of(fay.get(plan))
    assert "Dot vote: rank 1 of 2, score 10, 5 people" in told
    assert "Dot vote, round 2: rank 1 of 2, score 5, 5 people" in told


def test_PA16_from_the_room_says_that_nobody_compared_it(stage: Stage, fay: httpx2.Client) -> None:
    stage.leads(OpenWorkshop())
    promote_belonging(stage)
    made = stage.leads(MakeBallot("pairs", sources=("i1",), text="Music\nBuses", open=True))[0]
    votes(stage, made, "o2:o3")
    plan = begin(stage, fay)
    fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id})
    assert "Two at a time · Not compared" in text_of(fay.get(plan))


def test_FA14_a_competencys_look_fors_are_read_changed_and_kept_in_their_lines(
    stage: Stage, fay: httpx2.Client
) -> None:
    promote_belonging(stage)
    bands = ("Grades 3–5: asks why", "Grades 9–12: asks who says so")
    stage.leads(PromoteTheme("t1", "competency", "Curious", "Asks.", look_fors=bands))
    plan = begin(stage, fay)
    page = fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id})
    assert all(f'<li dir="auto">{line}</li>' in page.text for line in bands)
    edit = fay.get(f"{plan}/edit").text
    item = re.findall(r'href="([^"]+)">Edit<span class="hidden-text">: Curious', edit)[0]
    form = fay.get(item)
    assert "What it looks like, by grade band" in form.text
    lines = "Grades 3–5:  wonders\r\n\r\nGrades 6–8: asks why"
    values = {"title": "Curious", "text": "Asks.", "evidence": lines}
    saved = fay.post(item, data={"version": version_on(form), **values})
    assert '<li dir="auto">Grades 3–5: wonders</li><li dir="auto">Grades 6–8' in saved.text


def test_FA12_the_rounds_on_a_value_stand_beside_it_before_anything_is_unfolded(
    stage: Stage, fay: httpx2.Client
) -> None:
    stage.leads(OpenWorkshop())
    promote_belonging(stage)
    made = stage.leads(MakeBallot("fist", sources=("v1",), open=True))[0]
    for seat in stage.seats[:5]:
        casts(stage, made, seat, "o1:1" if seat == stage.seats[0] else "o1:4")
    stage.leads(CloseBallot(made))
    again = stage.leads(RepeatBallot(made, open=True))[0]
    for seat in stage.seats[:6]:
        casts(stage, again, seat, "o1:4")
    stage.leads(CloseBallot(again))
    plan = begin(stage, fay)
    page = fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id})
    unfolded = page.text.partition('<section class="priority"')[0].split("</details>")[-1]
    assert "Fist to five, round 1: Concerns remain, 5 people" in unfolded
    assert "Fist to five, round 2: Consensus, 6 people" in unfolded
    assert page.text.count('data-status="warn"') == 1
    assert '<i class="symbol" data-theme="1"' in page.text


def test_FA12_the_rooms_ideas_for_goals_stand_beside_a_goal_with_their_votes(
    stage: Stage, fay: httpx2.Client
) -> None:
    stage.leads(OpenWorkshop())
    promote_belonging(stage)
    stage.leads(PromoteTheme("t1", "goal", statement="An adult who knows each child."))
    votes(stage, stage.leads(MakeBallot("fist", sources=("v2",), open=True))[0], "o1:4")
    plan = begin(stage, fay)
    new = f"{plan}/add?kind=goal&under="
    fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id})
    edit = fay.get(f"{plan}/edit").text
    above = re.search(r"add\?kind=goal&amp;under=(\w+)", edit)[1]
    page = fay.get(new + above)
    for words in (
        "Ideas for a goal",
        "An adult who knows each child.",
        "Belonging here",
        "Fist to five, round 1: Consensus, 5 people",
    ):
        assert words in text_of(page)
    assert "Ideas para una meta" in fay.get(new + above, headers={"Accept-Language": "es"}).text
    goal = add(fay, plan, "goal", above, text="By 2030 every child has an adult at school.")
    assert "An adult who knows each child." in fay.get(f"{plan}/items/{goal}").text
    assert "An adult who knows each child." not in fay.get(plan).text, "it is none of the plan's"
    assert "Ideas for a goal" not in fay.get(f"{plan}/items/{above}").text


def test_M5_a_name_that_the_engine_made_up_of_redacted_words_leaves_the_plan(
    stage: Stage, fay: httpx2.Client
) -> None:
    stage.leads(OpenWorkshop())
    stage.leads(OpenPrompt("p1"))
    said = [stage.says(stage.joins("g1"), f"zibby band {n}") for n in range(2)]
    stage.drafts_mixed("zibby · band", *said)
    stage.leads(PromoteTheme("t1", "priority"))
    stage.leads(PromoteTheme("t1", "value", statement="Zibby is for everybody."))
    plan = begin(stage, fay)
    page = fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id})
    assert "zibby · band" in page.text
    for phrase in said:
        stage.leads(RedactResponse(phrase, "the band"))
    for where in (plan, f"{plan}/history", f"{plan}/plan.json"):
        page = fay.get(where)
        assert "zibby" not in page.text
        assert "band" in page.text
    assert "Zibby is for everybody." in fay.get(plan).text, "that a person has worded"


def test_FA13_a_round_on_words_that_have_changed_says_so(stage: Stage, fay: httpx2.Client) -> None:
    stage.leads(OpenWorkshop())
    promote_belonging(stage)
    made = stage.leads(MakeBallot("fist", sources=("v1",), open=True))[0]
    votes(stage, made, "o1:4")
    plan = begin(stage, fay)
    page = fay.post(f"{plan}/bring", data={"workshop": stage.workshop.id})
    assert "Fist to five, round 1: Consensus, 5 people" in page.text
    assert "on an earlier wording" not in page.text
    edit = fay.get(f"{plan}/edit").text
    item = re.findall(rf'href="({plan}/items/[^"]+)"', edit)[0]
    form = fay.get(item)
    saved = fay.post(item, data={"version": version_on(form), "text": "Nobody is a guest here."})
    assert "Consensus, 5 people · on an earlier wording" in saved.text
    spanish = fay.get(plan, headers={"Accept-Language": "es"}).text
    assert "sobre una redacción anterior" in spanish


def votes(stage: Stage, ballot: str, choice: str) -> None:
    """Let five people choose the same, and close it."""
    for seat in stage.seats[:5]:
        ref = secrets.token_hex(8)
        vote = CastVote(ballot, (choice,))
        stage.wait(stage.room.command(vote, by=seat, role=contents.PARTICIPANT, ref=ref))
    stage.leads(CloseBallot(ballot))
