import json
from pathlib import Path

import pytest

from tests.theming.conftest import BUSES, LUNCH, MUSIC, SCENARIOS
from workshop.errors import BadMessage, NotFound
from workshop.theming.shell import group_file, read_texts

ROOM = [*BUSES, "", *LUNCH, *MUSIC]


@pytest.fixture
def file(tmp_path: Path):
    """Return a function that writes a file and returns its path."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_every_row_has_a_placement_and_an_empty_line_has_none(file):
    found = group_file(file("room.txt", "\n".join(ROOM) + "\n"))
    ids = {theme["id"] for theme in found["themes"]}
    assert len(found["placements"]) == len(ROOM)
    assert found["placements"][4] is None
    assert {place for place in found["placements"] if place} == ids
    assert found["seconds"] >= 0
    for theme in found["themes"]:
        assert theme["size"] == found["placements"].count(theme["id"])
        assert set(theme["quotes"]) <= set(ROOM)
    json.dumps(found)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "late bus\n\nhot lunch\n"),
        ("a.csv", "text,group\nlate bus,staff\n,\nhot lunch,student\n"),
        ("a.csv", "\ufeffwho;Response\r\nfay;late bus\r\nana;\r\nbo;hot lunch\r\n"),
        ("a.csv", 'late bus\n""\nhot lunch\n'),
        ("a.tsv", "id\tsaid\n1\tlate bus\n2\t\n3\thot lunch\n"),
        ("a.jsonl", '{"text": "late bus"}\n{"text": ""}\n{"text": "hot lunch", "x": 1}\n'),
        ("a.jsonl", '{"text": "late bus"}\n\n{"text": "hot lunch"}'),
        ("a.json", '["late bus", "", "hot lunch"]'),
        ("a.csv", "id;¿Qué mejoraría?\n1;late bus\n2;\n3;hot lunch\n".encode("cp1252")),
        (
            "a.csv",
            "Marca temporal,¿Qué es lo que más le falta?\n1/2/26,late bus\n1/3/26,\n,hot lunch\n",
        ),
        ("a.csv", "What should we do better next year?\nlate bus\n\nhot lunch\n"),
        ("a.csv", "\ufefftext\r\nlate bus\r\n\r\nhot lunch\r\n".encode("utf-16-le")),
    ],
)
def test_text_csv_and_json_are_read_alike(file, name: str, content: str | bytes):
    assert read_texts(file(name, content))[0] == ["late bus", "", "hot lunch"]


def test_a_named_column_is_read(file):
    path = file("a.csv", 'id,what,why\n1,"bus, late",often\n2,lunch,"cold\nfood"\n')
    assert read_texts(path, "Why")[0] == ["often", "cold\nfood"]
    with pytest.raises(BadMessage, match="no_column"):
        read_texts(path, "who")


def test_a_scenario_brings_its_question():
    texts, asked = read_texts(SCENARIOS / "s1_focus_group_40.json", "opportunities")
    assert len(texts) == 100
    assert asked.startswith("Where do we have")


@pytest.mark.parametrize(
    ("name", "content", "problem", "line"),
    [
        ("a.txt", b"ok\n\x81\n", "not_utf8", 2),
        ("a.txt", b"ok\nPNG\x00\n", "not_text", 2),
        ("a.csv", b"\xff\xfet", "not_utf8", 1),
        ("a.jsonl", '{"text": "a"}\n{"text": \n', "not_json", 2),
        ("a.jsonl", '{"text": "a"}\n[1]\n', "not_an_object", 2),
        ("a.jsonl", '{"text": "a"}\n{"txt": "b"}\n', "no_text", 2),
        ("a.jsonl", '{"text": 1}\n', "no_text", 1),
        ("a.json", '{"prompts": 3}', "not_a_list", 1),
        ("a.csv", 'text\n"a\n', "not_csv", 2),
    ],
)
def test_a_bad_file_is_refused_with_its_line(file, name, content, problem: str, line: int):
    with pytest.raises(BadMessage) as caught:
        group_file(file(name, content))
    assert caught.value.code == "bad_file"
    assert (caught.value.params["problem"], caught.value.params["line"]) == (problem, line)


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path):
    with pytest.raises(NotFound, match="no_such_file"):
        group_file(tmp_path / "none.csv")


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl"])
@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_a_file_without_words_is_refused(file, name: str, content: str):
    with pytest.raises(BadMessage, match="no_texts"):
        group_file(file(name, content))


def test_it_tells_how_many_texts_it_groups_and_which_say_nothing(file):
    told: list[int] = []
    found = group_file(file("a.txt", "\n".join(ROOM)), begins=told.append)
    assert told == [len(ROOM)] == [len(found["texts"])]
    assert found["empty"] == [4]


def test_a_steering_file_is_obeyed(file):
    steer = {
        "themes": [{"id": "bus", "name": "Buses", "examples": [0, 1]}, {"name": "Food"}],
        "pinned": {"5": "Food", "8": "bus"},
        "together": [[2, 3]],
        "apart": [[6, 7]],
        "aside": [9],
    }
    path = file("room.txt", "\n".join(ROOM))
    found = group_file(path, steer=file("steer.json", json.dumps(steer)), lexicon="none")
    places = found["placements"]
    food = next(theme["id"] for theme in found["themes"] if theme["name"] == "Food")
    assert (places[0], places[1], places[5], places[8], places[9]) == (
        "bus",
        "bus",
        food,
        "bus",
        None,
    )
    assert places[2] == places[3]
    assert places[6] != places[7] or places[6] is None


@pytest.mark.parametrize(
    "steer",
    ["[]", '{"pins": []}', '{"aside": 3}', '{"aside": ["x"]}', '{"together": [[1]]}',
     '{"pinned": {"x": "a"}}', '{"themes": [{"examples": [1]}]}', '{"apart": [[true, 1]]}', "{"],
)  # fmt: skip
def test_a_bad_steering_file_is_refused(file, steer: str):
    with pytest.raises(BadMessage, match="bad_file"):
        group_file(file("room.txt", "a\nb"), steer=file("steer.json", steer))


def test_a_row_beyond_the_file_is_refused(file):
    with pytest.raises(BadMessage, match="steering_row"):
        group_file(file("room.txt", "a\nb"), steer=file("steer.json", '{"aside": [2]}'))
