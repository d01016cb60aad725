"""Wire: frames are read strictly, and what is written can be read."""

import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.errors import BadMessage, Refused
from workshop.live import wire
from workshop.room.contents import COMMANDS
from workshop.room.nouns import Answer
from workshop.room.respond import SubmitResponse
from workshop.room.theme import MergeThemes

REF = "reference"


def parse(**frame):
    return wire.parse(json.dumps(frame), wire.PHONE_LIMIT)


def test_a_command_becomes_the_dataclass_of_its_name():
    sent = parse(type="submit_response", ref=REF, prompt="p1", text="Strong band", seen=4)
    assert sent.command == SubmitResponse("p1", "Strong band", 4)
    assert sent.ref == REF


def test_lists_become_tuples():
    sent = parse(type="merge_themes", ref=REF, themes=["t1", "t2"], into="t1")
    assert sent.command == MergeThemes(("t1", "t2"), "t1")


def test_what_only_the_door_and_the_engine_send_is_no_frame():
    inside = {
        "make_workshop",
        "join_room",
        "move_seat",
        "set_tags",
        "set_results",
        "suggest_themes",
    }
    assert set(COMMANDS) - set(wire.OPEN_COMMANDS) == inside
    for kind in inside:
        with pytest.raises(BadMessage, match="bad_message"):
            parse(type=kind, ref=REF)


def test_every_command_takes_seen():
    for kind, command in wire.OPEN_COMMANDS.items():
        needed = {
            spec.name: [1]
            if "tuple[int" in str(spec.type)
            else ["t1"]
            if "tuple" in str(spec.type)
            else 1
            if spec.type in (int, int | None)
            else True
            if spec.type in (bool, bool | None)
            else "word"
            for spec in fields(command)
            if spec.name != "seen"
        }
        assert isinstance(parse(type=kind, ref=REF, seen=3, **needed), wire.Sent), kind


def test_C5_the_digest_tells_fields_apart_and_not_where_one_stood():
    first = parse(type="submit_response", ref=REF, prompt="p1", text="a", seen=1)
    later = parse(type="submit_response", ref=REF, prompt="p1", text="a", seen=9)
    other = parse(type="submit_response", ref=REF, prompt="p1", text="b", seen=1)
    assert first.digest == later.digest != other.digest


def test_a_form_says_the_same_as_a_frame():
    form = wire.parse_fields(
        {"type": ["merge_themes"], "themes": ["t1", "t2"], "into": ["t1"], "seen": ["7"]}, REF
    )
    frame = parse(type="merge_themes", ref=REF, themes=["t1", "t2"], into="t1", seen=7)
    assert form == frame


def test_an_empty_field_of_a_form_counts_as_left_out():
    sent = wire.parse_fields(
        {"type": ["submit_response"], "prompt": ["p1"], "text": [""], "seen": [""]}, REF
    )
    assert sent.command == SubmitResponse("p1", "", None)


def test_a_number_of_a_form_must_be_one():
    with pytest.raises(BadMessage):
        wire.parse_fields({"type": ["set_timer"], "prompt": ["p1"], "minutes": ["ten"]}, REF)


@pytest.mark.parametrize("words", ["\ud800", "band \udfff"])
@pytest.mark.parametrize("name", ["ref", "text"])
def test_L7_half_a_character_is_refused(name, words):
    values = {"type": "submit_response", "ref": REF, "prompt": "p1", "text": "x", name: words * 8}
    with pytest.raises(BadMessage):
        wire.parse_object(values)


def test_a_refusal_never_repeats_what_was_sent():
    with pytest.raises(BadMessage) as refused:
        parse(type="submit_response", ref=REF, prompt="p1", text=["my secret words"])
    assert "secret" not in str(refused.value.params)


def test_L8_the_limit_counts_bytes():
    frame = json.dumps({"type": "ping", "x": "é" * 60}, ensure_ascii=False)
    with pytest.raises(BadMessage, match="too_big"):
        wire.parse(frame, 100)


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_L7_whatever_is_no_frame_is_refused(raw):
    with pytest.raises(BadMessage, match="bad_message"):
        wire.parse(raw, wire.PHONE_LIMIT)


def test_L6_a_refusal_as_a_frame():
    frame = wire.refused(REF, Refused("too_fast", temporary=True), "Please wait.")
    assert json.loads(wire.encode(frame)) == {
        "type": "refused",
        "ref": REF,
        "code": "too_fast",
        "with": {},
        "temporary": True,
        "message": "Please wait.",
    }
    assert "ref" not in wire.refused(None, Refused("empty"), "")


def test_L5_an_ack_as_a_frame():
    assert wire.ack(REF, Answer(7, ("r1",), "digest")) == {
        "type": "ack",
        "ref": REF,
        "seq": 7,
        "made": ["r1"],
    }
    assert wire.ack(REF, Answer(7, (), "digest", skipped=2))["skipped"] == 2
