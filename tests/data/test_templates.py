"""Templates: what a district may edit is checked to the line."""

from pathlib import Path

import pytest

from workshop.data.templates import (
    HOME,
    Template,
    load_template,
    load_templates,
    parse_template,
    write_template,
)
from workshop.errors import BadMessage
from workshop.room.agenda import PROMPT_KINDS, STEP_KINDS

KINDS = (*PROMPT_KINDS, *STEP_KINDS)
WHOLE = """\
place: 9
title: {en: Staff meeting, es: Reunión}
about: {en: An hour.}
minutes: 60
moderation: open
groups:
  staff: {en: Staff}
agenda:
  - kind: strengths
    text:
      en: What should
        we protect?
    waves: [2, 0]
    stays: true
  - kind: break
    minutes: 4
    text: {en: "And now: what?"}
"""


def load(folder: Path, text: str) -> Template:
    path = folder / "staff-meeting.yaml"
    path.write_text(text, "utf-8")
    return load_template(path, kinds=KINDS)


def test_a_template_is_read_as_it_stands(tmp_path):
    template = load(tmp_path, WHOLE)
    assert template.name == "staff-meeting"
    assert template.title == {"en": "Staff meeting", "es": "Reunión"}
    assert [step.minutes for step in template.agenda] == [None, 4]
    assert template.agenda[0].text == {"en": "What should we protect?"}
    assert template.agenda[0].waves == (2, 0)
    assert [step.stays for step in template.agenda] == [True, False]


def test_whoever_asks_what_worked_asks_beside_it_what_to_change():
    """Plus and delta: two plain lists that stand together, the last of an agenda."""
    found = load_templates(kinds=KINDS).values()
    closing = [[step for step in each.agenda if step.kind == "exit"] for each in found]
    asked = [steps for steps in closing if steps and "worked" in steps[0].text["en"]]
    assert len(asked) > 5
    for plus, delta in asked:
        assert "change" in delta.text["en"]
        assert (plus.together, delta.together) == (False, True)


TAGS = """\
tags:
  school:
    name: {en: School, es: Escuela}
    options:
      north: {en: North High}
  grade:
    name: {en: Grades}
    students: true
    options:
      k2: {en: K–2}
      g6: {en: 6–8}
"""


def test_PA3_a_template_may_ask_for_more_beside_the_group(tmp_path):
    template = load(tmp_path, WHOLE + TAGS)
    assert list(template.tags) == ["school", "grade"]
    assert template.tags["school"]["name"] == {"en": "School", "es": "Escuela"}
    assert template.tags["grade"]["students"] is True
    assert list(template.tags["grade"]["options"]) == ["k2", "g6"]
    assert parse_template(write_template(template), template.name, kinds=KINDS) == template


def test_PA3_a_list_that_cannot_be_is_refused_with_its_line(tmp_path):
    with pytest.raises(BadMessage, match="not_an_id"):
        load(tmp_path, WHOLE + TAGS.replace("k2:", "K–2:"))


@pytest.mark.parametrize("path", sorted(HOME.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_template_that_is_written_is_read_as_the_same(path):
    template = load_template(path, kinds=KINDS)
    assert parse_template(write_template(template), path.stem, kinds=KINDS) == template


@pytest.mark.parametrize("path", sorted(HOME.glob("*.yaml")), ids=lambda path: path.stem)
def test_FA1_the_steps_of_ours_fit_into_their_meeting(path):
    template = load_template(path, kinds=KINDS)
    planned = sum(step.minutes or 0 for step in template.agenda)
    assert planned <= template.minutes
    assert planned >= 0.8 * template.minutes or template.name == "blank"


@pytest.mark.parametrize("path", sorted(HOME.glob("*.yaml")), ids=lambda path: path.stem)
def test_DI2_what_ours_tell_the_room_can_be_read_from_its_last_row(path):
    told = [step for step in load_template(path, kinds=KINDS).agenda if step.kind in STEP_KINDS]
    assert all(len(words) <= 110 for step in told for words in step.text.values())


def test_ours_come_in_their_places():
    assert list(load_templates(kinds=KINDS)) == [
        "focus-group",
        "vision-night",
        "planning-session",
        "soar",
        "swot",
        "staff-meeting",
        "consensus-workshop",
        "nominal-group",
        "one-two-four-all",
        "gallery-walk",
        "blank",
    ]


@pytest.mark.parametrize("path", sorted(HOME.glob("*.yaml")), ids=lambda path: path.stem)
def test_ours_speak_both_languages(path):
    template = load_template(path, kinds=KINDS)
    spoken = [template.title, template.about, *template.groups.values()]
    spoken += [step.text for step in template.agenda]
    assert all(text.keys() == {"en", "es"} for text in spoken)


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("minutes: 60\n", "", 1, "missing_key"),
        ("minutes: 60", "minutes: sixty", 4, "not_a_number"),
        ("minutes: 60", "minutes: 6000", 4, "out_of_range"),
        ("minutes: 60", "hours: 1", 4, "unknown_key"),
        ("minutes: 60", "minutes: 60\nminutes: 61", 5, "double_key"),
        ("moderation: open", "moderation: none", 5, "unknown_value"),
        ("title: {en: Staff meeting, es: Reunión}", "title: Staff meeting", 2, "not_a_mapping"),
        ("about: {en: An hour.}", "about: {es: Una hora.}", 3, "missing_key"),
        ("about: {en: An hour.}", "about: {en: ''}", 3, "not_a_text"),
        ("  staff: {en: Staff}", "  the staff: {en: Staff}", 7, "not_an_id"),
        ("  - kind: break", "  - kind: farewell", 15, "unknown_value"),
        ("    stays: true", "    stays: perhaps", 14, "unknown_value"),
        ("    waves: [2, 0]", "    waves: [two]", 13, "not_a_number"),
        ("    minutes: 4", "    minutes: 0", 16, "out_of_range"),
        ('{en: "And now: what?"}', "{en: And now: what?}", 17, "not_yaml"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, old, new, line, problem):
    assert old in WHOLE
    with pytest.raises(BadMessage) as refused:
        load(tmp_path, WHOLE.replace(old, new))
    assert refused.value.code == "bad_file"
    assert refused.value.params["file"] == "staff-meeting.yaml"
    assert (refused.value.params["line"], refused.value.params["problem"]) == (line, problem)
