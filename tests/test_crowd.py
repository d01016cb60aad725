"""The crowd: real sockets to a real server, which is killed in the middle."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served import Served, begin, workshop
from workshop.crowd import clients, door, lines
from workshop.crowd.evening import cost_between, figures_of
from workshop.crowd.lines import Line
from workshop.errors import BadMessage, NotFound, Refused

TEXTS = [f"We look after each other, in way number {number}" for number in range(120)]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("served") / "w.db", "--no-engine")
    server.start()
    yield server
    server.end(signal.SIGTERM)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    path = tmp_path / "texts.txt"
    path.write_text("\n".join(TEXTS), "utf-8")
    return path


@pytest.mark.faults
def test_nothing_is_lost_or_doubled_when_the_power_is_cut_in_the_burst(
    served: Served, texts: Path
) -> None:
    made = served.new("--open", "--moderation", "open")
    flags = ("--phones", 10, "--rate", 30, "--texts", texts, "--wall", made["wall_url"], "--json")
    running = begin("crowd", served.url, made["code"], *flags)
    served.wait_for(20)
    served.restart()
    told, complaint = running.communicate(timeout=90)
    assert running.returncode == 0, complaint
    report = json.loads(told)
    assert (report["joins"], report["sent"], report["acks"]) == (10, len(TEXTS), len(TEXTS))
    assert (report["losses"], report["duplicates"], report["refusals"]) == (0, 0, {})
    assert report["reconnects"] >= 10
    assert report["latency_ms"]["wall"]["seen"] == len(TEXTS)
    assert 0 < report["latency_ms"]["join"]["p50"] <= report["latency_ms"]["join"]["max"]
    kept = workshop(
        "export", made["code"], "--format", "json", "-o", "-", "--database", served.database
    )
    said = [quote["text"] for quote in json.loads(kept.out)["outcome"]["quotes"]]
    assert sorted(said) == sorted(TEXTS)


def test_it_waits_for_a_prompt_and_ends_after_its_seconds(served: Served, texts: Path) -> None:
    made = served.new()
    flags = ("--phones", 2, "--rate", 20, "--texts", texts, "--seconds", 1)
    found = workshop("crowd", served.url, made["code"], *flags)
    assert found.code == 0
    assert "2 of 2 phones joined" in found.out
    assert "0 of 120 texts sent, 0 acknowledged" in found.out


def test_a_code_that_nobody_has_is_told_kindly(served: Served, texts: Path) -> None:
    found = workshop("crowd", served.url, "NOSUCH", "--phones", 1, "--rate", 1, "--texts", texts)
    assert found.code == 1
    assert found.told == "No workshop has this code. Please check it and type it again.\n"


# --- the file -------------------------------------------------------------------------------


def test_a_scenario_is_read_with_its_kinds_and_groups(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    answer = {"text": "sports", "group": "Student", "theme": "Clubs"}
    path.write_text(json.dumps({"prompts": [{"kind": "vision", "responses": [answer]}]}))
    assert lines.read_lines(path) == (Line("sports", "vision", "Student", "Clubs"),)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "one\n\n two\n"),
        ("a.csv", "group,text\nStudent,one\nTeacher, two\n"),
        ("b.csv", "one\n two\n"),
        ("a.jsonl", '{"text": "one"}\n\n{"text": " two"}\n'),
        ("a.json", '["one", " two"]'),
    ],
)
def test_every_kind_of_file_is_read_in_order(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    assert [line.text for line in lines.read_lines(path)] == ["one", " two"]


@pytest.mark.parametrize(
    ("name", "content", "line", "problem"),
    [
        ("a.jsonl", b'{"text": "one"}\n{"text"\n', 2, "not_json"),
        ("a.jsonl", b'{"text": "one"}\n{"words": "two"}\n', 2, "no_text"),
        ("a.json", b'{"title": "no prompts"}', 1, "no_text"),
        ("a.txt", b"one\n\xff\n", 2, "not_utf8"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(
    tmp_path: Path, name: str, content: bytes, line: int, problem: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadMessage) as caught:
        lines.read_lines(path)
    assert caught.value.params == {"file": name, "line": line, "problem": problem}


def test_a_file_that_is_not_there_or_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no_such_file"):
        lines.read_lines(tmp_path / "none.txt")
    (tmp_path / "empty.txt").write_text("\n \n")
    with pytest.raises(BadMessage, match="no_texts"):
        lines.read_lines(tmp_path / "empty.txt")


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://here", "http://", "http://here:port"])
def test_an_address_must_be_one(url: str) -> None:
    with pytest.raises(Refused, match="bad_address"):
        door.address_of(url)


# --- what the server says of itself ----------------------------------------------------------

BEFORE = """# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.
process_cpu_seconds_total 2.5
process_resident_memory_bytes 9.1e+07
process_start_time_seconds 1.7e+09
workshop_connections{audience="phone"} 3.0
"""


def test_the_server_s_cost_is_what_it_says_afterwards_less_what_it_said_before() -> None:
    before = figures_of(BEFORE)
    after = {**before, "process_cpu_seconds_total": 4.0}
    expected = {"cpu_seconds": 1.5, "core_percent": 15.0, "memory_mb": 91.0}
    assert cost_between(before, after, 10.0) == expected


def test_a_server_that_says_nothing_or_was_started_anew_has_no_cost() -> None:
    before = figures_of(BEFORE)
    anew = {**before, "process_start_time_seconds": 1.8e9}
    assert cost_between({}, before, 10.0) is cost_between(before, {}, 10.0) is None
    assert cost_between(before, anew, 10.0) is None


# --- what becomes of it ---------------------------------------------------------------------


def test_groups_are_known_by_any_of_their_names() -> None:
    known = {"family": {"name": "Parent or family"}, "board": {"name": "Board member"}}
    said = [Line("a", group="Parent/Family"), Line("b", group="board"), Line("c", group="Martian")]
    found = lines.with_group_ids(said, known)
    assert [line.group for line in found] == ["family", "board", None]


def test_a_merge_patch_takes_away_what_is_null() -> None:
    patched = clients.merge({"p1": {"state": "open", "left": 3}}, {"p1": {"left": None}, "p2": {}})
    assert patched == {"p1": {"state": "open"}, "p2": {}}
