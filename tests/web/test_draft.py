"""Draft: every template makes a workshop that the rules accept."""

import pytest

from workshop.errors import NotFound, Refused
from workshop.room.agenda import PromptPlan
from workshop.web.draft import Draft, Group, Step, draft_of, get_template, make_workshop, templates


def draft(**changes: object) -> Draft:
    values = {
        "template": "blank",
        "title": "Evening",
        "moderation": "open",
        "students": False,
        "steps": (Step("open", "10", {"en": "What now?", "es": "¿Y ahora?"}),),
        "groups": (Group("family", {"en": "Parent", "es": ""}),),
    }
    return Draft(**{**values, **changes})


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", templates())
def test_every_template_makes_a_workshop(name, language):
    template = get_template(name)
    command = make_workshop(draft_of(template, language), public_id="w1", code="KELP42")
    assert command.title == template.title[language]
    assert command.groups.keys() == template.groups.keys()
    assert len(command.prompts) == len(template.prompts) >= 1
    assert all("es" in prompt.questions for prompt in command.prompts)
    assert command.languages == ("en", "es")


def test_a_name_that_is_no_template_is_refused():
    with pytest.raises(NotFound):
        get_template("seance")


def test_the_focus_group_begins_with_strengths():
    assert [prompt.kind for prompt in get_template("focus-group").prompts][:2] == [
        "strengths",
        "opportunities",
    ]


def test_a_step_becomes_a_prompt_in_both_languages():
    command = make_workshop(draft())
    assert command.prompts == (PromptPlan("open", "What now?", {"es": "¿Y ahora?"}, 10),)


def test_minutes_may_be_left_open():
    command = make_workshop(draft(steps=(Step("open", "", {"en": "What now?"}),)))
    assert command.prompts[0].minutes is None


def test_new_groups_get_ids_of_their_own():
    groups = tuple(Group(id, {"en": id or "New"}) for id in ("a", "a", "", "no id", "b"))
    command = make_workshop(draft(groups=groups))
    assert list(command.groups) == ["a", "new_2", "new_3", "new_4", "b"]


def test_too_many_groups_are_refused():
    with pytest.raises(Refused) as refused:
        make_workshop(draft(groups=tuple(Group("", {"en": str(n)}) for n in range(25))))
    assert refused.value.code == "too_many_groups"
