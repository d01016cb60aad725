"""Logs: what an operator reads, and what must never stand there."""

import asyncio
import io
import json
import logging
import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from tests.live.standing import Standing
from tests.live.test_turns import LONG, full
from workshop import logs
from workshop.errors import Unavailable
from workshop.store.database import Database

WORDS = "Strong band of Ana in KELP42"


@pytest.fixture
def as_before() -> Iterator[None]:
    """Leave logging as the other tests want it."""
    root, ours = logging.getLogger(), logging.getLogger("workshop")
    kept = root.handlers, root.level, ours.level
    yield
    root.handlers, level, ours_level = kept
    root.setLevel(level)
    ours.setLevel(ours_level)


@pytest.fixture
def out(as_before: None) -> io.StringIO:
    out = io.StringIO()
    logs.begin("json", out)
    return out


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_of_json_has_the_event_and_its_figures(out: io.StringIO) -> None:
    logging.getLogger("workshop.live.pulse").info("workshop is live", extra={"phones": 38})
    [line] = lines(out)
    assert str(line.pop("at")).endswith("Z")
    assert line == {
        "level": "info",
        "logger": "workshop.live.pulse",
        "event": "workshop is live",
        "phones": 38,
    }


def test_of_an_error_its_kind_and_place_are_told_and_not_its_words(out: io.StringIO) -> None:
    try:
        try:
            int(WORDS)
        except ValueError as cause:
            raise Unavailable("storage") from cause
    except Unavailable:
        logging.getLogger("workshop.live").exception("a rule broke on %s", "SubmitResponse")
    [line] = lines(out)
    assert line["event"] == "a rule broke on SubmitResponse"
    assert line["failed"] == "Unavailable (storage) from ValueError"
    trace = str(line["trace"])
    assert trace.startswith("tests/test_logs.py:")
    assert trace.endswith("test_of_an_error_its_kind_and_place_are_told_and_not_its_words")
    assert "Ana" not in out.getvalue()


def test_of_other_libraries_only_what_they_do_not_fill_in(out: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").warning('%s - "WebSocket %s"', "10.0.0.7", "/w/KELP42")
    logging.getLogger("asyncio").error("Fatal error on transport\npeer: 10.0.0.7")
    assert [line["event"] for line in lines(out)] == [
        '%s - "WebSocket %s"',
        "Fatal error on transport",
    ]


def test_of_a_callback_that_broke_neither_what_it_was_given_nor_its_file(out: io.StringIO) -> None:
    async def break_it() -> None:
        asyncio.get_running_loop().call_soon(json.loads, WORDS)
        await asyncio.sleep(0)

    asyncio.run(break_it())
    [line] = lines(out)
    assert line["event"] == "Exception in callback loads"
    assert line["failed"] == "JSONDecodeError"
    assert "Ana" not in out.getvalue()


def test_figures_of_other_libraries_are_not_told(out: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").warning("Somebody came", extra={"peer": "10.0.0.7"})
    [line] = lines(out)
    assert set(line) == {"event", "level", "logger", "at"}


def test_what_others_say_in_the_name_of_the_system_may_hold_an_address(out: io.StringIO) -> None:
    error = OSError(111, "Connect call failed ('10.0.0.7', 8000)")
    logging.getLogger("workshop.live").error("no", exc_info=error)
    [line] = lines(out)
    assert line["failed"] == "ConnectionRefusedError"


def test_what_the_system_says_of_a_file_stays(out: io.StringIO) -> None:
    log = logging.getLogger("workshop.store")
    for error in (OSError(28, "No space left on device", "ana.db"), sqlite3.Error(WORDS)):
        log.error("no", exc_info=error)
    assert [line["failed"] for line in lines(out)] == ["OSError (No space left on device)", "Error"]
    assert "ana" not in out.getvalue()


def test_for_people_it_tells_only_what_went_wrong(as_before: None) -> None:
    out = io.StringIO()
    logs.begin("text", out)
    log = logging.getLogger("workshop.live.pulse")
    log.info("workshop is live", extra={"phones": 38})
    log.warning("the theming engine gave no answer: %s", "TimeoutError")
    [line] = out.getvalue().splitlines()
    assert "the theming engine gave no answer: TimeoutError" in line
    assert "\x1b" not in line


def test_a_server_that_cannot_write_tells_neither_words_nor_codes(
    tmp_path: object, out: io.StringIO
) -> None:
    server = Standing(tmp_path, wait=0.05)  # type: ignore[arg-type]  # pytest's path
    evening = server.make_workshop()
    phone = evening.phone()
    with full(server):
        phone.does("submit_response", prompt="p1", text=WORDS + LONG[:900])
    evening.close()
    server.close()
    said = lines(out)
    events = [line["event"] for line in said]
    assert events[0] == "server is ready"
    assert "workshop is read" in events
    assert "nothing of a batch of 1 was written" in events
    assert events[-1] == "server ends"
    [wrong, *_] = [line for line in said if "failed" in line]
    assert wrong["failed"] == "OperationalError from OperationalError (SQLITE_FULL)"
    for secret in (WORDS, "Ana", evening.code, "127.0.0.1", str(server.port)):
        assert secret not in out.getvalue(), secret


def test_a_statement_that_fails_is_told_without_what_it_was_given(out: io.StringIO) -> None:
    database = Database.open(":memory:")
    try:
        with database.reader() as session:
            session.connection().execute(text("SELECT :words FROM nowhere"), {"words": WORDS})
    except OperationalError:
        logging.getLogger("workshop.store").exception("it broke")
    finally:
        database.close()
    assert "Ana" not in out.getvalue()
