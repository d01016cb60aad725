from pathlib import Path

import pytest

from workshop.data.lexicon import HOME, load_lexicon, parse_lexicon
from workshop.errors import BadMessage, NotFound

GOOD = """\
id: small
title: A small one
version: 1
languages: [en]
families:
  staff: {name: Staff, name_es: Personal}
codes:
- code: teachers
  name: Teachers
  family: staff
  scope: school
  near: [teachers]
  description: Who teaches.
  cues: {en: [teacher]}
  prototypes: {en: [our teachers]}
"""


def load(tmp_path: Path, content: str):
    path = tmp_path / "small.yaml"
    path.write_text(content)
    return load_lexicon(path)


def test_the_shipped_lexicon_loads():
    lexicon = load_lexicon("k12")
    assert (lexicon.id, len(lexicon.codes), len(lexicon.families)) == ("k12", 43, 11)
    assert lexicon.languages == ("en", "es")


def test_a_lexicon_of_ones_own_loads_from_its_path(tmp_path: Path):
    lexicon = load(tmp_path, GOOD)
    assert lexicon.families[0].names == {"es": "Personal"}
    assert lexicon.codes[0].cues == {"en": ("teacher",)}
    assert lexicon.codes[0].hints == {}


@pytest.mark.parametrize(
    ("old", "new", "problem", "line"),
    [
        ("title: A small one", "titel: x", "unknown_key", 2),
        ("version: 1", "version: one", "not_a_number", 3),
        ("languages: [en]", "languages: en", "not_a_list", 4),
        ("family: staff", "family: stuff", "unknown_family", 10),
        ("scope: school", "scope: all", "unknown_scope", 11),
        ("near: [teachers]", "near: [pupils]", "unknown_code", 12),
        ("cues: {en: [teacher]}", "cues: {en: []}", "no_cues", 8),
        ("cues: {en: [teacher]}", "cues: {fr: [prof]}", "unknown_key", 14),
        ("cues: {en: [teacher]}", "cues: [teacher]", "not_a_mapping", 14),
        ("  description: Who teaches.\n", "", "missing_key", 8),
        ("  name: Teachers", "  name: ''", "not_a_text", 9),
        ("  name: Teachers", "  name: A\n  name: B", "double_key", 10),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, problem: str, line: int
):
    with pytest.raises(BadMessage) as caught:
        load(tmp_path, GOOD.replace(old, new))
    assert caught.value.code == "bad_file"
    assert (caught.value.params["problem"], caught.value.params["line"]) == (problem, line)


def test_a_code_written_twice_is_refused(tmp_path: Path):
    twice = GOOD + GOOD[GOOD.index("- code") :]
    with pytest.raises(BadMessage) as caught:
        load(tmp_path, twice)
    assert (caught.value.params["problem"], caught.value.params["line"]) == ("double_code", 16)


def test_a_lexicon_that_is_nowhere_is_not_found():
    with pytest.raises(NotFound, match="no_such_file"):
        load_lexicon("nowhere")


def test_the_content_of_a_file_is_read_as_the_file():
    path = HOME / "k12.yaml"
    assert parse_lexicon(path.read_bytes(), path.name) == load_lexicon("k12")
    with pytest.raises(BadMessage) as caught:
        parse_lexicon(b"id: ours\n", "ours.yaml")
    assert (caught.value.params["file"], caught.value.params["line"]) == ("ours.yaml", 1)
