"""Socket: the conversation over a WebSocket, as a browser has it."""

import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from workshop.ids import digest_of, new_secret, recovery_of
from workshop.live import conversation, socket, wire
from workshop.room import views
from workshop.room.join import MoveSeat
from workshop.room.nouns import DOOR
from workshop.web import auth

from .clients import in_background, new_ref
from .standing import Standing


@pytest.fixture(scope="module", params=[None, "websockets-sansio"], ids=["line", "endpoint"])
def server(request, tmp_path_factory):
    """Our own lines, and the plain endpoint that any other server calls: both say the same."""
    server = Standing(tmp_path_factory.mktemp("house"), ws=request.param)
    yield server
    server.close()


# ── coming in ──────────────────────────────────────────────────────────────


def test_L1_hello_comes_first_and_is_answered_by_welcome(evening):
    phone = evening.line(evening.seat_cookies(evening.takes_seat()))
    welcome = phone.hello("phone")
    assert phone.frames == [welcome]
    assert (welcome["as"], welcome["role"], welcome["seat"]) == ("phone", "participant", "s1")
    assert welcome["view"]["prompts"]["p1"]["state"] == "open"


@pytest.mark.parametrize("first", ["{}", '{"type":"ping"}', "not json", b"\xff\xfe", "[]"])
def test_L1_who_begins_with_anything_else_is_closed_for_good(evening, first):
    phone = evening.line(evening.seat_cookies(evening.takes_seat()))
    phone.send(first)
    assert phone.ends() == 4500


def test_L1_who_says_nothing_is_closed(evening, monkeypatch):
    monkeypatch.setattr(socket, "HELLO_WITHIN", 0.05)
    assert evening.line(evening.fay_cookies).ends() == 4500


def test_L1_as_left_out_means_the_first_that_a_cookie_proves(evening):
    seat = evening.seat_cookies(evening.takes_seat())
    everything = {**seat, **evening.fay_cookies, **evening.wall_cookies}
    assert evening.line(everything).hello()["as"] == "phone"
    assert evening.line({**evening.fay_cookies, **evening.wall_cookies}).hello()["as"] == "console"
    assert evening.line(evening.wall_cookies).hello()["as"] == "wall"
    assert evening.line(everything).hello("wall")["as"] == "wall"


def test_a_wall_has_no_seat_and_a_cofacilitator_may_not_lead(evening):
    assert "seat" not in evening.line(evening.wall_cookies).hello("wall")
    carl = evening.line(evening.carl_cookies).hello("console")
    assert carl["role"] == "cofacilitator"
    assert carl["mine"]["rights"] == {"steer": True}


@pytest.mark.parametrize("wanted", ["phone", "console", "wall", None])
def test_who_proves_nothing_is_closed_for_good(evening, wanted):
    stranger = evening.line()
    stranger.send({"type": "hello", **({"as": wanted} if wanted else {})})
    assert stranger.ends() == 4501


def test_another_workshops_seat_proves_nothing(evening, server):
    other = server.make_workshop()
    line = evening.line(other.seat_cookies(other.takes_seat()))
    line.send({"type": "hello", "as": "phone"})
    assert line.ends() == 4501


def test_a_code_of_no_workshop_is_closed_for_good(evening):
    evening.path = "/w/AAAAAA"
    assert evening.line().ends() == 4504


# ── commands ───────────────────────────────────────────────────────────────


def test_L5_ones_own_response_precedes_its_ack_and_is_in_the_journal(evening):
    phone = evening.phone()
    phone.heard()
    ack = phone.does("submit_response", prompt="p1", text="Strong band")
    kinds = [frame["type"] for frame in phone.frames]
    assert kinds == ["mine", "ack"]
    assert ack["made"] == ["r1"]
    assert phone.mine["responses"]["r1"]["ref"] == ack["ref"]
    assert evening.journal().seq >= ack["seq"]


def test_L6_a_refusal_says_why_and_whether_to_try_again(evening):
    phone = evening.phone()
    refused = phone.does("submit_response", prompt="p1", text="x" * 1001)
    assert refused["code"] == "too_long"
    assert refused["with"] == {"limit": 1000}
    assert refused["temporary"] is False
    assert "1000" in refused["message"] or "1,000" in refused["message"]


def test_C3_a_phone_may_not_steer_nor_a_cofacilitator_lead(evening):
    assert evening.phone().does("close_workshop")["code"] == "not_for_role"
    carl = evening.console(evening.carl_cookies)
    assert carl.does("close_workshop")["code"] == "not_for_role"
    assert carl.does("make_theme", prompt="p1", name="Music")["type"] == "ack"


def test_C5_a_known_ref_gets_its_first_answer_again(evening):
    phone = evening.phone()
    first = phone.does("submit_response", prompt="p1", text="Strong band")
    again = phone.does("submit_response", first["ref"], prompt="p1", text="Strong band", seen=1)
    assert again == first
    other = phone.does("submit_response", first["ref"], prompt="p1", text="Other words")
    assert other["code"] == "ref_reused"
    assert len(evening.journal().responses) == 1


def test_C5_a_ref_is_known_after_a_reconnect_and_only_to_its_seat(evening):
    secret = evening.takes_seat()
    first = evening.phone(secret).does("submit_response", prompt="p1", text="Strong band")
    assert (
        evening.phone(secret).does("submit_response", first["ref"], prompt="p1", text="Strong band")
        == first
    )
    other = evening.phone().does("submit_response", first["ref"], prompt="p1", text="Other words")
    assert other["made"] == ["r2"]


def test_C5_a_refusal_is_not_remembered(evening):
    phone, fay = evening.phone(), evening.console()
    fay.does("pause_prompt", prompt="p1")
    fay.does("close_prompt", prompt="p1")
    ref = new_ref()
    seen = evening.live.seq
    refused = phone.does("submit_response", ref, prompt="p1", text="Words", seen=seen)
    assert refused["code"] == "prompt_closed"
    fay.does("open_prompt", prompt="p1")
    assert phone.does("submit_response", ref, prompt="p1", text="Words", seen=seen)["made"]


def test_R5_words_typed_before_the_closing_come_in_late(evening):
    phone, fay = evening.phone(), evening.console()
    seen = phone.seq
    fay.does("next_prompt", after="p1")
    late = phone.does("submit_response", prompt="p1", text="Just typed", seen=seen)
    assert late["made"] == ["r1"]
    assert phone.mine["responses"]["r1"]["late"] is True
    refused = phone.does("submit_response", prompt="p1", text="Too late", seen=evening.live.seq)
    assert refused["code"] == "prompt_closed"


def test_L11_DI1_a_wall_that_sends_commands_is_refused_and_then_closed(evening):
    wall = evening.wall()
    assert wall.does("show_face", face="count")["code"] == "not_for_role"
    wall.sends("show_face", face="count")
    assert wall.ends() == 4501
    assert evening.journal().workshop.face != "blank"


def test_ping_is_answered_by_pong(evening):
    phone = evening.phone()
    phone.send({"type": "ping"})
    assert phone.until("pong")["now"] > 0


# ── frames of the wrong shape ──────────────────────────────────────────────


def test_L7_a_wrong_frame_is_refused_and_three_in_a_row_close(evening):
    phone = evening.phone()
    for _ in range(2):
        phone.send('{"type":"no_such"}')
        assert phone.until("refused")["code"] == "bad_message"
    phone.does("submit_response", prompt="p1", text="A good one between")
    for _ in range(3):
        phone.send("{")
    assert phone.ends() == 4500


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "join_room", "ref": "reference", "key": "k", "recovery": "r"},
        {"type": "suggest_themes", "ref": "reference", "prompt": "p1"},
        {"type": "submit_response", "ref": "short", "prompt": "p1", "text": "x"},
        {"type": "submit_response", "ref": "r" * 65, "prompt": "p1", "text": "x"},
        {"type": "submit_response", "prompt": "p1", "text": "x"},
        {"type": "submit_response", "ref": "reference", "prompt": "p1"},
        {"type": "submit_response", "ref": "reference", "prompt": "p1", "text": 5},
        {"type": "submit_response", "ref": "reference", "prompt": "p1", "text": "x", "by": "s2"},
        {"type": "submit_response", "ref": "reference", "prompt": "p1", "text": "x", "seen": -1},
        {"type": "submit_response", "ref": "reference", "prompt": "p1", "text": "\ud800"},
        {"type": "set_timer", "ref": "reference", "prompt": "p1", "minutes": 10**30},
        {"type": "undo", "ref": "reference", "entry": True},
    ],
)
def test_L7_what_the_protocol_does_not_name_is_refused(evening, frame):
    phone = evening.phone()
    phone.send(frame)
    refused = phone.until("refused")
    assert refused["code"] == "bad_message"
    assert "ref" not in refused
    assert evening.journal().responses == {}


def test_L8_a_phones_frame_has_at_most_16_kib_and_a_consoles_64(evening):
    phone, fay = evening.phone(), evening.console()
    big = "x" * (17 * 1024)
    phone.sends("submit_response", prompt="p1", text=big)
    refused = phone.until("refused")
    assert (refused["code"], refused["with"]) == ("too_big", {"limit": wire.PHONE_LIMIT})
    fay.sends("rename_workshop", title=big)
    assert fay.until("refused")["code"] == "too_long"


def test_L8_bytes_count_not_characters(evening):
    phone = evening.phone()
    text = "🎺" * 5_000  # 20 KB
    phone.send(
        json.dumps(
            {"type": "submit_response", "ref": new_ref(), "prompt": "p1", "text": text},
            ensure_ascii=False,
        )
    )
    assert phone.until("refused")["code"] == "too_big"


def test_L8_a_frame_beyond_everything_closes_with_1009(evening):
    phone = evening.phone()
    phone.send("x" * (wire.CONSOLE_LIMIT + 1))
    assert phone.ends() == 1009


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda part: (
        st.lists(part, max_size=4) | st.dictionaries(st.text(max_size=8), part, max_size=4)
    ),
    max_leaves=8,
)
_kinds = st.sampled_from([*wire.OPEN_COMMANDS, "hello", "ping", "join_room", "suggest_themes"])
_fields = st.dictionaries(
    st.sampled_from(
        [
            "ref",
            "prompt",
            "text",
            "seen",
            "response",
            "responses",
            "themes",
            "entry",
            "minutes",
            "on",
            "table",
            "into",
            "__proto__",
        ]
    ),
    _anything,
    max_size=6,
)
_near = st.builds(lambda kind, fields: {**fields, "type": kind}, _kinds, _fields)
_frames = st.one_of(
    _near.map(json.dumps),
    _anything.map(json.dumps),
    st.text(max_size=60),
    st.binary(max_size=60),
)


def test_L7_whatever_comes_breaks_nothing_and_changes_nothing(evening, caplog):
    before = evening.journal()
    cookies = evening.seat_cookies(evening.takes_seat())
    stood = evening.journal().seq
    lines, codes = [], set()

    def open_line():
        lines.append(evening.line(cookies))
        lines[-1].hello("phone")

    open_line()

    @settings(
        max_examples=300,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(_frames)
    def throw(frame):
        evening.server.clock.advance(2)  # no bucket runs dry
        try:
            lines[-1].send(frame)
            lines[-1].heard()
        except ConnectionClosed:
            codes.add(lines[-1].ends())
            open_line()

    throw()
    after = evening.journal()
    assert codes <= {4500}
    assert after.seq == stood
    assert views.view(after, "console")["prompts"] == views.view(before, "console")["prompts"]
    assert [record for record in caplog.records if record.exc_info] == []
    assert evening.phone().does("submit_response", prompt="p1", text="Still here")["made"]


# ── too fast ───────────────────────────────────────────────────────────────


def test_L9_a_seat_sends_thirty_at_once_and_one_a_second_after(evening, server):
    phone = evening.phone()
    with server.clock.standing_still():
        refs = [phone.sends("submit_response", prompt="p1", text=f"Phrase {n}") for n in range(31)]
        answers = phone.answers_to(refs)
        assert [answer["type"] for answer in answers] == ["ack"] * 30 + ["refused"]
        assert (answers[-1]["code"], answers[-1]["temporary"]) == ("too_fast", True)
        server.clock.advance(1)
        assert phone.does("submit_response", refs[-1], prompt="p1", text="Phrase 30")["made"]
        assert phone.does("submit_response", prompt="p1", text="And more")["code"] == "too_fast"


def test_L9_a_table_sends_more(evening, server):
    table = evening.phone(table=4, headcount=7)
    with server.clock.standing_still():
        refs = [table.sends("submit_response", prompt="p1", text=f"Phrase {n}") for n in range(121)]
        answers = table.answers_to(refs)
    assert [answer["type"] for answer in answers] == ["ack"] * 120 + ["refused"]


# ── what ends a conversation ───────────────────────────────────────────────


def test_J5_moving_a_seat_closes_the_old_device(evening, server):
    secret = evening.takes_seat()
    old, new = evening.phone(secret), new_secret()
    move = MoveSeat(digest_of(recovery_of(secret)), digest_of(new), digest_of(recovery_of(new)))
    server.on_loop(evening.live.command(move, by=DOOR, role=DOOR, ref=digest_of(new)))
    assert old.ends() == 4501
    back = evening.line(evening.seat_cookies(secret))
    back.send({"type": "hello", "as": "phone"})
    assert back.ends() == 4501
    assert evening.phone(new).does("submit_response", prompt="p1", text="From here")["made"]


def test_a_revoked_wall_is_closed(evening, server):
    wall = evening.wall()
    server.call(server.house.revoke, digest_of(evening.wall_secret))
    assert wall.ends() == 4501


def test_a_revoked_sign_in_closes_its_console_and_nobody_elses(evening, server):
    fay, carl = evening.console(), evening.console(evening.carl_cookies)
    server.call(server.house.revoke, digest_of(server.furnished.carls_secret))
    assert carl.ends() == 4501
    assert fay.does("set_moderation", mode="all")["type"] == "ack"


def test_nothing_is_taken_from_a_line_that_is_ended(evening, server):
    phone = evening.phone()
    server.call(evening.live.hub.end_all, 4501)
    try:
        phone.sends("submit_response", prompt="p1", text="From a device that was lost")
    except ConnectionClosed:
        pass
    phone.ends()
    assert evening.journal().responses == {}


def test_a_listener_who_goes_is_forgotten(evening):
    phone = evening.phone()
    assert evening.live.hub.count("phone") == 1
    phone.close()
    in_background(evening.console).join()
    other = evening.console()
    while evening.live.hub.count("phone"):
        other.heard()


def test_another_password_closes_what_is_open_at_every_other_browser(tmp_path):
    server = Standing(tmp_path)
    try:
        evening = server.make_workshop()
        opened = server.write(
            lambda session: auth.open_sign_in(
                session, evening.district, server.furnished.fay, server.clock()
            )
        )
        here, elsewhere = evening.console(), evening.console({auth.COOKIE: opened})
        new = {"new_password": "maple window eleven"}
        answer = evening.browser(evening.fay_cookies).submits("/account", **new)
        assert answer.status == 303
        assert (here.ends(), elsewhere.ends()) == (4501, 4501)
        evening.close()
    finally:
        server.close()


def test_L9_a_connection_that_floods_is_asked_to_come_back_later(evening, monkeypatch):
    monkeypatch.setattr(conversation, "BURST", 20)
    monkeypatch.setattr(conversation, "RATE", 1.0)
    phone = evening.phone()
    with suppress(ConnectionClosed):
        for _ in range(200):
            phone.send({"type": "ping"})
    assert phone.ends() == 4429
