"""Events as the journal keeps them."""

import pytest

from workshop.room import codec
from workshop.room.codec import decode, encode, snake
from workshop.room.contents import EVENTS
from workshop.room.moderate import ResponseHidden
from workshop.room.undo import Undone


def test_a_class_is_written_in_snake_case() -> None:
    assert snake("SubmitResponse") == "submit_response"
    assert snake("Undo") == "undo"


def test_an_event_is_written_with_its_type_and_version() -> None:
    stored = encode(ResponseHidden("r1", "safety"))
    assert stored == {"type": "response_hidden", "v": 1, "response": "r1", "reason": "safety"}
    assert decode(stored, EVENTS) == ResponseHidden("r1", "safety")


def test_what_was_a_tuple_is_a_tuple_again_however_deep() -> None:
    stored = {"type": "undone", "entry": 4, "writes": [["r1", "words", ["a"]]], "skipped": 0}
    assert decode(stored, EVENTS) == Undone(4, (("r1", "words", ("a",)),), 0)


def test_an_event_from_the_future_is_not_read() -> None:
    with pytest.raises(KeyError):
        decode({"type": "votes_counted", "v": 1}, EVENTS)


def test_what_older_versions_wrote_is_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(codec.VERSIONS, "response_hidden", 3)
    monkeypatch.setitem(codec.UPCASTS, ("response_hidden", 1), lambda v: {"response": v["id"]})
    monkeypatch.setitem(codec.UPCASTS, ("response_hidden", 2), lambda v: {**v, "reason": "other"})
    old = {"type": "response_hidden", "v": 1, "id": "r1"}
    assert decode(old, EVENTS) == ResponseHidden("r1", "other")
    assert encode(ResponseHidden("r1", "other"))["v"] == 3
