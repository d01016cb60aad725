"""Draft: every template makes a workshop that the rules accept."""

import pytest

from workshop.data.templates import parse_template, write_template
from workshop.errors import NotFound, Refused
from workshop.room.agenda import PROMPT_KINDS, PromptPlan
from workshop.web.draft import (
    KINDS,
    Draft,
    Group,
    Step,
    draft_of,
    get_template,
    make_workshop,
    template_of,
    templates,
)


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
    assert len(command.prompts) == len(template.agenda) >= 1
    assert all("es" in prompt.questions for prompt in command.prompts)
    assert command.languages == ("en", "es")


def test_a_name_that_is_no_template_is_refused():
    with pytest.raises(NotFound):
        get_template("seance")


def test_the_focus_group_asks_for_strengths_first():
    asked = [step.kind for step in get_template("focus-group").agenda if step.kind in PROMPT_KINDS]
    assert asked == ["strengths", "opportunities", "exit", "exit"]


def test_FA20_the_consensus_workshop_takes_cards_in_rounds_and_names_late():
    [asked, *_] = [
        p
        for p in make_workshop(draft_of(get_template("consensus-workshop"), "en")).prompts
        if p.kind in PROMPT_KINDS
    ]
    assert asked.waves == (2, 3, 0)
    assert asked.late_names


def test_FA23_the_gallery_walk_opens_four_stations_side_by_side():
    asked = [
        p
        for p in make_workshop(draft_of(get_template("gallery-walk"), "en")).prompts
        if p.kind in PROMPT_KINDS
    ]
    assert [p.together for p in asked] == [False, True, True, True, False, True]


@pytest.mark.parametrize("name", templates())
def test_FA1_what_is_kept_as_a_template_makes_the_same_agenda_again(name):
    made = make_workshop(draft_of(get_template(name), "en"))
    kept = parse_template(
        write_template(template_of(draft_of(get_template(name), "en"), "Ours")), "t", kinds=KINDS
    )
    assert make_workshop(draft_of(kept, "en")).prompts == made.prompts


@pytest.mark.parametrize("typed", ["two", "-1", "1000", "61", "1 1 1 1 1 1 1"])
def test_rounds_that_are_none_are_refused(typed):
    with pytest.raises(Refused) as refused:
        make_workshop(draft(steps=(Step("open", "", {"en": "What now?"}, waves=typed),)))
    assert refused.value.code == "bad_waves"


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
