"""The command line: what it prints, how it ends, and that it never shows a traceback."""

import csv
import io
import itertools
import json
import re
import signal
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest

from tests.live.model import Model, gives
from tests.served import Served, begin, workshop
from workshop.cli.checkup import Finding, check_up, look_at_model
from workshop.settings import read_settings

RESPONSES = [
    "caring teachers",
    "teachers who care",
    "our teachers care about kids",
    "band and choir",
    "the marching band",
    "choir and band concerts",
    "",
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("served") / "w.db", "--no-engine")
    server.start()
    yield server
    server.end(signal.SIGTERM)


def console_view(made: dict[str, Any]) -> dict[str, Any]:
    """Follow the link that works once, and read what the console sees."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    browser.open(made["console_url"])
    asked = Request(f"{made['join_url']}/events?as=console", headers={"Accept": "application/json"})
    return dict(json.load(browser.open(asked))[0]["view"])


# --- serve ----------------------------------------------------------------------------------


def test_the_first_run_link_is_printed_until_there_is_a_facilitator(served: Served) -> None:
    link = re.search(r"http://\S+/welcome\?token=\S+", served.printed)
    if link:  # else another test has made one already
        with urlopen(link[0]) as page:
            assert page.status == 200
    served.new()
    assert served.end(signal.SIGINT) == 0
    served.start()
    assert "/welcome" not in served.printed


def test_a_port_that_is_taken_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        flags = ("--host", "127.0.0.1", "--port", port, "--database", tmp_path / "w.db")
        found = workshop("serve", *flags)
    assert (found.code, found.out) == (1, "")
    assert found.told == (
        f"Port {port} is taken by another program. Please choose one with --port.\n"
    )


# --- new ------------------------------------------------------------------------------------


def test_new_makes_a_workshop_that_a_running_server_opens(served: Served) -> None:
    made = served.new("--title", "A night to listen", "--open", "--moderation", "all")
    assert list(made) == ["id", "code", "join_url", "console_url", "wall_url"]
    view = console_view(made)
    assert view["workshop"]["id"] == made["id"]
    assert (view["workshop"]["title"], view["workshop"]["state"]) == ("A night to listen", "open")
    assert view["workshop"]["moderation"] == "all"
    states = [prompt["state"] for prompt in view["prompts"].values()]
    assert (states[0], set(states[1:])) == ("open", {"waiting"})
    with build_opener(HTTPCookieProcessor(CookieJar())).open(made["wall_url"]) as wall:
        assert wall.url == f"{made['join_url']}/wall"


def test_new_works_before_any_server_ran_and_makes_one_facilitator(tmp_path: Path) -> None:
    flags = ("--template", "blank", "--database", tmp_path / "w.db", "--json")
    codes = {json.loads(workshop("new", *flags).out)["code"] for _ in range(3)}
    assert len(codes) == 3
    with closing(sqlite3.connect(tmp_path / "w.db")) as connection:
        assert connection.execute("SELECT count(*) FROM users").fetchone() == (1,)


# --- themes, export, doctor, demo -----------------------------------------------------------


def test_themes_prints_one_object_with_a_placement_for_each_row(tmp_path: Path) -> None:
    path = tmp_path / "said.txt"
    path.write_text("\n".join([*RESPONSES, ""]), "utf-8")
    found = workshop("themes", path, "--json")
    assert found.code == 0, found.told
    answer = json.loads(found.out)
    assert set(answer) == {"themes", "placements", "empty", "seconds"}
    assert len(answer["placements"]) == len(RESPONSES)
    assert answer["placements"][-1] is None
    assert set(answer["themes"][0]) == {"id", "name", "mixed", "keywords", "quotes", "size"}


def test_themes_shows_a_table_of_themes_with_quotes_and_what_stands_alone(tmp_path: Path) -> None:
    path = tmp_path / "said.txt"
    path.write_text("\n".join([*RESPONSES, "", "a planetarium on the moon"]), "utf-8")
    found = workshop("themes", path)
    assert (found.code, found.told) == (0, "")
    sizes = [int(line[:6]) for line in found.out.splitlines() if line[:6].strip()]
    *themes, single, empty, every = sizes
    assert themes == sorted(themes, reverse=True)
    assert sum(themes) + single + empty == every == len(RESPONSES) + 2
    assert "single" in found.out
    assert "“" in found.out


@pytest.mark.parametrize("content", [b"", b"text\n", b"\n \n"])
def test_themes_says_that_a_file_holds_no_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "said.csv"
    path.write_bytes(content)
    found = workshop("themes", path)
    assert (found.code, found.out) == (1, "")
    assert found.told == "There are no words in “said.csv”.\n"


def test_themes_writes_a_csv_that_no_spreadsheet_runs(tmp_path: Path) -> None:
    path, target = tmp_path / "said.txt", tmp_path / "sorted.csv"
    path.write_text("\n".join(["=1+1 buses", *RESPONSES]), "utf-8")
    found = workshop("themes", path, "-o", target)
    assert found.code == 0, found.told
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig"), newline="")))
    assert [row["row"] for row in rows] == [str(n) for n in range(len(RESPONSES))]
    assert rows[0]["text"] == "'=1+1 buses"
    assert any(row["theme"] for row in rows)
    assert workshop("themes", path, "-o", "-").raw == target.read_bytes()
    assert workshop("themes", path, "-o", tmp_path / "no" / "such.csv").code == 1


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("csv", b"\xef\xbb\xbf"),
        ("ballots-csv", b"\xef\xbb\xbf"),
        ("xlsx", b"PK"),
        ("minutes-docx", b"PK"),
        ("minutes-pdf", b"%PDF"),
        ("wall-pdf", b"%PDF"),
        ("json", b"{"),
    ],
)
def test_FA17_export_writes_a_file_and_says_which(tmp_path: Path, form: str, begins: bytes) -> None:
    where = ("--database", tmp_path / "w.db")
    made = json.loads(workshop("new", "--template", "blank", *where, "--json").out)
    target = tmp_path / "kept"
    found = workshop("export", made["code"], "--format", form, "-o", target, *where)
    assert (found.code, found.out) == (0, f"{target}\n")
    assert target.read_bytes().startswith(begins)


def test_export_of_a_plan_that_is_not_there_is_told_kindly(tmp_path: Path) -> None:
    where = ("--database", tmp_path / "w.db")
    made = json.loads(workshop("new", "--template", "blank", *where, "--json").out)
    found = workshop("export", made["id"], "--format", "docx", *where)
    assert (found.code, found.told.count("\n")) == (1, 1)


def test_a_backup_is_written_and_put_back(tmp_path: Path) -> None:
    where = ("--database", tmp_path / "w.db")
    made = json.loads(workshop("new", "--template", "blank", *where, "--json").out)
    copy = tmp_path / "copy.db"
    told = json.loads(workshop("backup", copy, *where, "--json").out)
    assert told == {"file": str(copy), "bytes": copy.stat().st_size}
    assert workshop("backup", copy, *where).code == 1  # it overwrites nothing
    (tmp_path / "w.db").unlink()
    restored = workshop("restore", copy, *where)
    assert (restored.code, "is in place" in restored.out) == (0, True)
    export = ("export", made["code"], "--format", "json", "-o", "-", *where)
    assert workshop(*export).code == 0
    missing = workshop("restore", tmp_path / "none.db", *where)
    assert (missing.code, missing.told.count("\n")) == (1, 1)


@pytest.mark.whole
def test_doctor_looks_at_everything_and_changes_nothing(tmp_path: Path) -> None:
    found = workshop("doctor", "--database", tmp_path / "w.db", "--json")
    assert found.code == 0, found.out
    answer = json.loads(found.out)
    names = [check["name"] for check in answer["checks"]]
    inside = ["python", "sqlite", "database", "themes", "encoder", "model"]
    assert names == [*inside, "disk", "open files", "port", "addresses"]
    assert not (tmp_path / "w.db").exists()


@pytest.mark.whole
@pytest.mark.parametrize(
    ("folder", "state", "told"),
    [
        ("encoder", "ok", "in use"),
        ("scenarios", "failed", "there is no model.onnx"),
    ],
)
def test_doctor_says_whether_an_encoder_is_in_use(folder: str, state: str, told: str) -> None:
    home = Path(__file__).parent / "fixtures" / folder
    findings = check_up(read_settings(encoder=home))
    found = next(finding for finding in findings if finding.name == "encoder")
    assert found.state == state
    assert told in found.told


def model_finding(**settings: object) -> Finding:
    return look_at_model(read_settings(**settings))


def test_doctor_says_whether_a_model_is_set_and_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert model_finding().told == "none is set; the engine drafts themes by itself"
    monkeypatch.setenv("WORKSHOP_MODEL_KEY", "sk-maple-4417")
    model = Model(gives(b'{"data": [{"id": "maple-7b:latest"}]}'))
    url = model.url
    found = model_finding(model_url=url, model_name="maple-7b")
    assert found == Finding("model", "ok", f"{url} answers, for “maple-7b”")
    assert model.requests[0]["headers"]["Authorization"] == "Bearer sk-maple-4417"
    found = model_finding(model_url=url, model_name="oak")
    assert found == Finding("model", "note", f"{url} answers, and has no “oak”")
    model.acts = [gives(b"sk-maple-4417", 401)]
    found = model_finding(model_url=url, model_name="maple-7b")
    assert (found.state, "status 401" in found.told) == ("note", True)
    assert "sk-maple" not in found.told
    model.close()
    found = model_finding(model_url=url, model_name="maple-7b")
    assert (found.state, "unreachable" in found.told) == ("note", True)


def test_serve_rejects_a_models_address_that_is_none() -> None:
    found = workshop("serve", "--model-url", "localhost:11434", "--model-name", "maple-7b")
    assert (found.code, found.out) == (2, "")
    assert found.told == (
        "The setting “model_url” does not fit:"
        " Please write an address like http://localhost:11434/v1.\n"
    )


def test_doctor_names_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "w.db"
    path.write_bytes(b"no database at all" * 100)
    findings = check_up(read_settings(database_url=str(path)))
    assert Finding("database", "failed", "storage corrupt") in itertools.islice(findings, 3)


@pytest.mark.whole
def test_the_demo_shows_two_workshops_and_a_crowd_and_leaves_nothing(tmp_path: Path) -> None:
    process = begin("demo", "--host", "127.0.0.1", "--port", 0)
    assert process.stdout is not None
    printed = ""
    while "The first link" not in printed:
        line = process.stdout.readline()
        assert line
        printed += line
    console, _wall, join = re.findall(r"http://\S+", printed)[:3]
    made = {"console_url": console, "join_url": join}
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    browser.open(made["console_url"])
    asked = Request(f"{join}/events?as=console&seq=0", headers={"Accept": "text/event-stream"})
    with browser.open(asked, timeout=30) as events:
        while b'"responses":{"r1"' not in events.readline():  # the crowd has begun to speak
            pass
    process.send_signal(signal.SIGINT)
    rest, complaints = process.communicate(timeout=30)
    assert (process.returncode, complaints) == (0, "")
    assert "nothing of it is kept" in rest


# --- asked for wrongly ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("serve", "--port", "ninety"), 2),
        (("serve", "--port", "70000"), 2),
        (("serve", "--database", "oracle://here"), 2),
        (("serve", "--colour", "blue"), 2),
        (("serve", "--tls-cert", "no-such.pem"), 2),
        (("new",), 2),
        (("new", "--template", "no-such-thing", "--database", ":memory:"), 2),
        (("new", "--template", "blank", "--moderation", "some"), 2),
        (("themes", "no-such-file.csv"), 1),
        (("export", "ABCDEF", "--format", "csv", "--database", "no-such-file.db"), 1),
        (("crowd", "here", "ABCDEF", "--phones", "1", "--rate", "1", "--texts", "none.txt"), 1),
        (("juggle",), 2),
    ],
)
def test_what_is_asked_for_wrongly_is_answered_kindly(
    arguments: tuple[str, ...], code: int
) -> None:
    found = workshop(*arguments)
    assert (found.code, found.out) == (code, "")
    assert found.told
    assert "Traceback" not in found.told


@pytest.mark.parametrize("command", ["serve", "demo", "new", "crowd", "themes", "export", "doctor"])
def test_every_command_explains_itself(command: str) -> None:
    found = workshop(command, "--help")
    assert found.code == 0
    assert found.out.startswith(f"Usage: workshop {command}")
