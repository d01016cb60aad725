"""Setup: a workshop out of a template, with what a facilitator changed."""

import re

import pytest

from tests.web.town import NOON
from workshop.store import people, workshops
from workshop.web.draft import get_template, templates


def form(**changes: object) -> dict[str, object]:
    """Return the form as the page of a small workshop sends it."""
    return {
        "template": "focus-group",
        "title": "Families of Larkspur",
        "project": "",
        "project_title": "Plan 2032",
        "minutes": ["10", "5"],
        "kind": ["strengths", "open"],
        "question_en": ["What should we protect?", ""],
        "question_es": ["¿Qué debemos proteger?", ""],
        "moderation": "flagged",
        "group": ["family", ""],
        "group_en": ["Parent", "Neighbour"],
        "group_es": ["Familia", ""],
        **changes,
    }


def view(town, page) -> dict[str, object]:
    """Return what the console of the workshop shows that was just made."""
    district = town.write(lambda session: people.first_district(session).id)
    workshop = page.location.rpartition("/")[2]
    live = town.portal.portal.call(town.app.state.house.rooms.enter, district, workshop)
    return live.view("console")


@pytest.mark.parametrize("name", templates())
def test_FA1_every_template_fills_the_form(fay, name):
    page = fay.opens(f"/workshops/new?template={name}").works()
    assert page.html.count('name="question_en"') == len(get_template(name).agenda)
    assert page.html.count('aria-current="true"') == 1


def test_the_form_begins_with_the_first_template(fay):
    fay.opens("/workshops/new").works().shows("What are the greatest strengths of our schools")


def test_a_template_that_is_not_there_is_not_found(fay):
    fay.opens("/workshops/new?template=../secret").rejects(404, "There is no such template.")


def test_a_workshop_is_made_with_its_project(town, fay):
    page = fay.sends("/workshops/new", **form())
    fay.opens(page.location).works().shows("Families of Larkspur", "Plan 2032", "Not begun")
    [workshop] = town.write(
        lambda session: workshops.list_for_district(session, people.first_district(session).id)
    )
    assert (workshop.title, workshop.created_at) == ("Families of Larkspur", NOON)


def test_what_was_left_empty_is_left_out(town, fay):
    page = fay.sends("/workshops/new", **form())
    shown = view(town, page)
    assert [prompt["question"] for prompt in shown["prompts"].values()] == [
        "What should we protect?"
    ]
    assert {group["name"] for group in shown["workshop"]["groups"].values()} == {
        "Parent",
        "Neighbour",
    }
    assert shown["workshop"]["moderation"] == "flagged"


def test_where_students_take_part_everything_is_held(town, fay):
    page = fay.sends("/workshops/new", **form(students="yes", moderation="open"))
    assert view(town, page)["workshop"]["moderation"] == "all"


def test_a_question_may_be_in_spanish_only(town, fay):
    sent = form(question_en=["", ""], question_es=["¿Qué debemos proteger?", ""])
    page = fay.sends("/workshops/new", **sent)
    [prompt] = view(town, page)["prompts"].values()
    assert prompt["question"] == "¿Qué debemos proteger?"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "Please write a few words first."),
        ({"title": "x" * 161}, "That is too long."),
        ({"project_title": ""}, "Please write a few words first."),
        ({"minutes": ["0", "5"]}, "Please give whole minutes"),
        ({"minutes": ["ten", "5"]}, "Please give whole minutes"),
        ({"minutes": ["100" + "9" * 5000, "5"]}, "Please give whole minutes"),
        ({"kind": ["cheering", "open"]}, "Please choose a kind"),
        ({"question_en": ["x" * 401, ""]}, "That is too long."),
        ({"question_es": ["x" * 401, "¿Qué debemos proteger?"]}, "That is too long."),
        ({"moderation": "none"}, "three ways to check"),
        ({"group_en": ["x" * 61, ""]}, "That is too long."),
        ({"expected": ["0", ""]}, "whole numbers of people from 1 to 9,999"),
        ({"expected": ["forty", ""]}, "whole numbers of people from 1 to 9,999"),
        (
            {"tags": "", "tags_en": "School", "tags_es": "", "options_en": "", "options_es": ""},
            "give each a name and 1 to 60 options",
        ),
        (
            {
                "tags": "",
                "tags_en": "School",
                "tags_es": "",
                "options_en": "North\nSouth",
                "options_es": "Norte",
            },
            "“School” has 1 lines in one language and 2 in the other.",
        ),
    ],
)
def test_rejects_what_the_rules_refuse_and_makes_nothing(fay, changes, sentence):
    page = fay.sends("/workshops/new", **form(**changes)).rejects(409, sentence)
    assert "¿Qué debemos proteger?" in page.html  # nothing typed is lost
    fay.opens("/home").works().shows("Make a workshop").hides("Plan 2032")


def test_one_more_question_and_one_more_group(fay):
    page = fay.sends("/workshops/new", **form(add="step")).works()
    assert 'id="question-en-3"' in page.html
    page = fay.sends("/workshops/new", **form(add="group")).works()
    assert 'id="group-en-3"' in page.html
    assert 'value="Families of Larkspur"' in page.html


def test_plus_and_delta_are_added_with_one_button(fay):
    page = fay.sends("/workshops/new", **form(add="plus_delta")).works()
    page.shows("What worked well today?", "¿Qué deberíamos cambiar la próxima vez?")
    assert page.html.count('name="together" value="4" checked') == 1


def test_a_question_moves_up_and_its_row_is_open(fay):
    sent = form(question_en=["First?", "Second?"], earlier="1")
    page = fay.sends("/workshops/new", **sent).works()
    assert page.html.index("Second?") < page.html.index("First?")
    assert page.html.count("autofocus") == 1
    before, _, after = page.html.partition("autofocus")
    assert "First?" not in before
    assert after.startswith(">Second?</textarea>")


def test_FA1_says_what_is_not_in_the_other_language_yet(fay):
    page = fay.opens("/workshops/new").works()
    assert not re.search(r'data-slot="lacks-es">', page.html)
    sent = form(question_en=["First?", "Second?"], question_es=["", "¿Dos?"], add="step")
    page = fay.sends("/workshops/new", **sent).works()
    assert len(re.findall(r'data-slot="lacks-es">Not in Spanish yet', page.html)) == 1


def test_FA1_says_how_many_of_a_group_are_expected(town, fay):
    made = fay.sends("/workshops/new", **form(expected=["40", ""]))
    groups = view(town, made)["workshop"]["groups"]
    assert [group.get("expected") for group in groups.values()] == [40, None]
    again = fay.opens(f"/workshops/new?like={made.location.rpartition('/')[2]}").works()
    assert 'name="expected" value="40"' in again.html


LISTS = {
    "tags": ["", ""],
    "tags_en": ["School", "Grades"],
    "tags_es": ["Escuela", ""],
    "options_en": ["North\nSouth", "K–5"],
    "options_es": ["Norte\nSur", ""],
    "tags_students": ["2"],
}


def test_FA1_PA3_lists_beside_the_group_are_made_as_typed(town, fay):
    shown = view(town, fay.sends("/workshops/new", **form(**LISTS)))["workshop"]["tags"]
    assert [asked["name"] for asked in shown.values()] == ["School", "Grades"]
    assert [one["names"]["es"] for one in shown["school"]["options"].values()] == ["Norte", "Sur"]
    assert [asked.get("students", False) for asked in shown.values()] == [False, True]


def test_FA1_PA3_lists_are_added_moved_and_removed_without_a_script(fay):
    page = fay.sends("/workshops/new", **form(**LISTS, add="tags")).works()
    assert page.html.count('name="tags_en"') == 3
    page = fay.sends("/workshops/new", **form(**LISTS, earlier_tags="1")).works()
    assert page.html.index('value="Grades"') < page.html.index('value="School"')
    page = fay.sends("/workshops/new", **form(**LISTS, remove_tags="1")).works()
    assert 'value="School"' not in page.html
    assert 'name="tags_students" value="1" checked' in page.html


def test_rejects_another_districts_project(fay):
    fay.sends("/workshops/new", **form(project="j0")).rejects(404, "There is no such project.")


def test_rejects_a_cofacilitator(town):
    ana = town.sign_in(town.make_user("Ana", "cofacilitator"))
    ana.opens("/workshops/new").rejects(403)
    ana.sends("/workshops/new", **form()).rejects(403)


def test_a_place_that_is_no_place_moves_nothing(fay):
    page = fay.sends("/workshops/new", **form(earlier="9" * 5_000))
    assert page.status == 303


def test_FA1_a_step_that_asks_nothing_is_added_and_a_step_is_removed(fay):
    page = fay.sends("/workshops/new", **form(add="information")).works()
    assert page.html.count('value="information" selected') == 1
    page = fay.sends("/workshops/new", **form(remove="1")).works()
    assert "¿Qué debemos proteger?" not in page.html


def test_FA1_how_a_question_runs_is_kept_with_its_own_row(town, fay):
    sent = form(
        kind=["strengths", "break"],
        question_en=["What should we protect?", "A break"],
        waves=["2, 0", ""],
        stays=["1"],
        late_names=["1", "2"],
    )
    shown = view(town, fay.sends("/workshops/new", **sent))
    [prompt], [step] = shown["prompts"].values(), shown["steps"].values()
    assert (prompt["waves"], prompt["stays"], prompt["late_names"]) == ("2, 0", True, True)
    assert step["kind"] == "break"
    assert not step.keys() & {"stays", "late_names", "waves"}


def test_FA1_a_workshop_is_cloned_with_its_agenda_and_without_its_data(town, fay):
    made = fay.sends("/workshops/new", **form(waves=["3", ""])).location.rpartition("/")[2]
    page = fay.opens(f"/workshops/new?like={made}").works()
    assert "¿Qué debemos proteger?" in page.html
    assert 'value="Neighbour"' in page.html
    assert 'value="3"' in page.html
    assert page.html.count('name="question_en"') == 1


def test_FA1_a_workshop_is_kept_as_a_template_and_made_of_it(town, fay):
    made = fay.sends("/workshops/new", **form()).location
    page = fay.sends(f"{made}/template", title="Our evening")
    offered = fay.opens(page.location).works().shows("Your own", "Our evening")
    assert "¿Qué debemos proteger?" in offered.html
    name = page.location.rpartition("=")[2]
    fay.sends(f"/templates/{name}/drop").leads_to("/workshops/new")
    fay.opens("/workshops/new").works().hides("Our evening")
    fay.opens(page.location).rejects(404, "There is no such template.")


def test_rejects_a_template_without_a_name_or_by_who_only_helps(town, fay):
    made = fay.sends("/workshops/new", **form()).location
    fay.sends(f"{made}/template", title=" ").rejects(409, "Please write a few words first.")
    ana = town.sign_in(town.make_user("Ana", "cofacilitator"))
    ana.sends(f"{made}/template", title="Mine").rejects(403)
    ana.sends("/templates/a1/drop").rejects(403)
    fay.opens("/workshops/new?like=w0").rejects(404)
