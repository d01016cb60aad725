"""Templates: what a district may edit is checked to the line."""

from pathlib import Path

import pytest

from workshop.data.templates import HOME, Template, load_template, load_templates
from workshop.errors import BadMessage
from workshop.room.agenda import PROMPT_KINDS

WHOLE = """\
place: 9
title: {en: Staff meeting, es: Reunión}
about: {en: An hour.}
minutes: 60
moderation: open
groups:
  staff: {en: Staff}
prompts:
  - kind: strengths
    question:
      en: What should
        we protect?
  - kind: exit
    minutes: 4
    question: {en: "And now: what?"}
"""


def load(folder: Path, text: str) -> Template:
    path = folder / "staff-meeting.yaml"
    path.write_text(text, "utf-8")
    return load_template(path, kinds=PROMPT_KINDS)


def test_a_template_is_read_as_it_stands(tmp_path):
    template = load(tmp_path, WHOLE)
    assert template.name == "staff-meeting"
    assert template.title == {"en": "Staff meeting", "es": "Reunión"}
    assert [prompt.minutes for prompt in template.prompts] == [None, 4]
    assert template.prompts[0].question == {"en": "What should we protect?"}


def test_ours_come_in_their_places():
    assert list(load_templates(kinds=PROMPT_KINDS)) == [
        "focus-group",
        "vision-night",
        "planning-session",
        "blank",
    ]


@pytest.mark.parametrize("path", sorted(HOME.glob("*.yaml")), ids=lambda path: path.stem)
def test_ours_speak_both_languages(path):
    template = load_template(path, kinds=PROMPT_KINDS)
    spoken = [template.title, template.about, *template.groups.values()]
    spoken += [prompt.question for prompt in template.prompts]
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
        ("  - kind: exit", "  - kind: farewell", 13, "unknown_value"),
        ("    minutes: 4", "    minutes: 0", 14, "out_of_range"),
        ('{en: "And now: what?"}', "{en: And now: what?}", 15, "not_yaml"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, old, new, line, problem):
    assert old in WHOLE
    with pytest.raises(BadMessage) as refused:
        load(tmp_path, WHOLE.replace(old, new))
    assert refused.value.code == "bad_file"
    assert refused.value.params["file"] == "staff-meeting.yaml"
    assert (refused.value.params["line"], refused.value.params["problem"]) == (line, problem)
