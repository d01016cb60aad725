"""Events: the same frames over server-sent events and by polling, and the door for commands."""

import pytest

from workshop.ids import digest_of, recovery_of
from workshop.live import events as events_module
from workshop.room.patch import merge

from .clients import new_ref
from .standing import Standing


def without_time(frame):
    return {name: value for name, value in frame.items() if name != "now"}


@pytest.fixture
def busy(evening):
    """An evening in which something has been said."""
    ana, fay = evening.phone(), evening.console()
    for number in range(3):
        ana.does("submit_response", prompt="p1", text=f"Phrase {number}")
    fay.sees(lambda view: len(view["responses"]) == 3 and view["crowd"]["phrases"] == 3)
    return evening


def ways(evening, as_):
    return {
        "phone": evening.seat_cookies(evening.takes_seat()) if as_ == "phone" else {},
        "console": evening.fay_cookies,
        "wall": evening.wall_cookies,
    }[as_]


@pytest.mark.parametrize("as_", ["phone", "console", "wall"])
def test_L10_events_and_polling_begin_with_the_same_frames_as_a_socket(busy, as_):
    cookies = ways(busy, as_)
    line = busy.line(cookies)
    line.hello(as_)
    browser = busy.browser(cookies)
    stream = browser.listens(f"{busy.path}/events?as={as_}")
    polled = browser.polls(f"{busy.path}/events?as={as_}")
    assert without_time(stream.read()) == without_time(line.frames[0])
    assert [without_time(frame) for frame in polled] == [without_time(f) for f in line.frames]
    stream.close()


def test_L10_the_same_frames_follow(busy):
    fay = busy.console()
    stream = busy.browser(busy.fay_cookies).listens(f"{busy.path}/events?as=console")
    stood = stream.read()["seq"]
    for _ in range(3):
        fay.does("make_theme", prompt="p1", name="Music")
    fay.sees(lambda view: len(view["themes"]) == 3)
    stream.sees(lambda view: len(view["themes"]) == 3)

    def followed(frames):
        """Leave out what belongs to no seq: who is here and who listens is told in its own time."""
        return [f for f in frames if f["type"] in ("patch", "mine") and f["seq"] > stood]

    told = followed(fay.frames)
    assert {frame["type"] for frame in told} == {"patch", "mine"}
    assert followed(stream.frames) == told
    stream.close()


def test_L10_an_id_is_where_a_reader_stands_and_last_event_id_leads_back_there(busy):
    browser = busy.browser(busy.fay_cookies)
    stream = browser.listens(f"{busy.path}/events?as=console")
    stream.read()
    fay = busy.console()
    fay.does("make_theme", prompt="p1", name="Music")
    fay.sees(lambda view: "t1" in view["themes"])
    stream.sees(lambda view: "t1" in view["themes"])
    for name, frame in zip(stream.ids, stream.frames, strict=True):
        moves = frame["type"] in ("welcome", "patch")
        assert name == (f"{stream.epoch}:{frame['seq']}" if moves else None)
    first = stream.ids[0]
    stream.close()
    back = browser.listens(f"{busy.path}/events?as=console&epoch=e0&seq=0", last=first)
    welcome = back.read()
    assert "view" not in welcome
    assert [step["seq"] for step in welcome["tail"]] == [fay.seq]
    back.close()


def test_L10_polling_goes_on_where_it_stood(busy):
    browser = busy.browser(busy.fay_cookies)
    first = browser.polls(f"{busy.path}/events?as=console")[0]
    fay = busy.console()
    fay.does("make_theme", prompt="p1", name="Music")
    fay.sees(lambda view: "t1" in view["themes"])
    (then,) = browser.polls(
        f"{busy.path}/events?as=console&epoch={first['epoch']}&seq={first['seq']}"
    )
    view = first["view"]
    for step in then["tail"]:
        view = merge(view, step["patch"])
    assert view == fay.view


@pytest.mark.parametrize(
    "last", ["", ":", "e1:", ":5", "e1:-5", "e1:²", "e1:" + "9" * 40, "x" * 200]
)
def test_a_last_event_id_of_any_shape_gets_the_whole_view(busy, last):
    stream = busy.browser(busy.fay_cookies).listens(f"{busy.path}/events", last=last)
    assert "view" in stream.read()
    stream.close()


def test_events_are_held_back_by_no_proxy(busy):
    stream = busy.browser(busy.fay_cookies).listens(f"{busy.path}/events")
    assert stream.status == 200
    assert stream.headers["Content-Type"].startswith("text/event-stream")
    assert "no-transform" in stream.headers["Cache-Control"]
    assert stream.headers["X-Accel-Buffering"] == "no"
    stream.close()


def test_a_silent_stream_beats(busy, monkeypatch):
    monkeypatch.setattr(events_module, "HEARTBEAT", 0.05)
    stream = busy.browser(busy.wall_cookies).listens(f"{busy.path}/events")
    stream.read()
    while not (line := stream._response.readline()).startswith(b":"):
        pass
    assert line == b": still here\n"
    stream.close()


def test_a_revoked_reader_is_told_goodbye_for_good(busy, server):
    stream = busy.browser(busy.wall_cookies).listens(f"{busy.path}/events")
    stream.read()
    server.call(server.house.revoke, digest_of(busy.wall_secret))
    assert stream.until("bye")["code"] == 4501
    stream.close()


def test_a_reader_who_goes_is_forgotten(busy):
    stream = busy.browser(busy.wall_cookies).listens(f"{busy.path}/events")
    stream.read()
    assert busy.live.hub.count("wall") == 1
    stream.close()
    fay = busy.console()
    while busy.live.hub.count("wall"):
        fay.heard()


def test_a_server_that_ends_says_goodbye_and_does_not_wait_for_its_readers(tmp_path):
    server = Standing(tmp_path)
    evening = server.make_workshop()
    stream = evening.browser(evening.fay_cookies).listens(f"{evening.path}/events")
    stream.read()
    phone = evening.phone()
    server.close()
    assert stream.until("bye") == {"type": "bye", "code": 4400, "retry_after": 1000}
    assert phone.ends() in (4400, 1012)
    stream.close()
    evening.close()


# ── over HTTP ──────────────────────────────────────────────────────────────


def submitting(**fields):
    return {"type": "submit_response", "ref": new_ref(), "prompt": "p1", "text": "Hi", **fields}


def test_an_ack_is_200_and_the_same_again(evening):
    ana = evening.browser(evening.seat_cookies(evening.takes_seat()))
    frame = submitting()
    first, again = [ana.posts(f"{evening.path}/commands", frame) for _ in range(2)]
    assert (first.status, first.json()["made"]) == (200, ["r1"])
    assert again.json() == first.json()


@pytest.mark.parametrize(
    ("frame", "status", "code"),
    [
        (submitting(text=" "), 409, "empty"),
        (submitting(text=5), 400, "bad_message"),
        (submitting(more=1), 400, "bad_message"),
        (submitting(text="\ud800"), 400, "bad_message"),
        (submitting(ref="\udfff" * 9), 400, "bad_message"),
        ({"type": "join_room"}, 400, "bad_message"),
        ({}, 400, "bad_message"),
        ({"type": "close_workshop", "ref": "reference"}, 403, "not_for_role"),
        (
            {"type": "withdraw_response", "ref": "reference", "response": "r9"},
            404,
            "no_such_response",
        ),
    ],
)
def test_a_refusal_has_its_status(evening, frame, status, code):
    ana = evening.browser(evening.seat_cookies(evening.takes_seat()))
    answer = ana.posts(f"{evening.path}/commands", frame)
    assert (answer.status, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 5_000])
def test_a_body_that_is_no_object_is_400(evening, body):
    ana = evening.browser(evening.seat_cookies(evening.takes_seat()))
    assert ana.posts(f"{evening.path}/commands", body).status == 400


@pytest.mark.parametrize("size", [17 * 1024, 70_000])
def test_L8_a_phones_body_beyond_the_limit_is_400(evening, size):
    ana = evening.browser(evening.seat_cookies(evening.takes_seat()))
    answer = ana.posts(f"{evening.path}/commands", submitting(text="x" * size))
    assert (answer.status, answer.json()["code"]) == (400, "too_big")


def test_L8_a_console_may_post_more(evening):
    fay = evening.browser(evening.fay_cookies)
    frame = {"type": "rename_workshop", "ref": new_ref(), "title": "x" * 17 * 1024}
    assert fay.posts(f"{evening.path}/commands", frame).json()["code"] == "too_long"


def test_a_stranger_is_401_and_a_wrong_code_404(evening):
    stranger = evening.browser()
    assert stranger.posts(f"{evening.path}/commands", submitting()).status == 401
    assert (
        stranger.request("GET", f"{evening.path}/events", Accept="application/json").status == 401
    )
    assert stranger.posts("/w/AAAAAA/commands", submitting()).status == 404


def test_L11_DI1_a_wall_that_posts_is_refused(evening):
    wall = evening.browser(evening.wall_cookies)
    answer = wall.posts(f"{evening.path}/commands", submitting())
    assert (answer.status, answer.json()["code"]) == (403, "not_for_role")


def test_what_comes_from_another_place_is_refused(evening):
    ana = evening.browser(evening.seat_cookies(evening.takes_seat()))
    body = b'{"type":"submit_response","ref":"reference","prompt":"p1","text":"x"}'
    answer = ana.request(
        "POST",
        f"{evening.path}/commands",
        body,
        **{"Content-Type": "application/json", "Origin": "http://elsewhere.example"},
    )
    assert answer.status == 403
    assert evening.journal().responses == {}


def test_a_form_leads_back_to_its_page_and_twice_is_once(evening):
    ana = evening.browser(evening.seat_cookies(evening.takes_seat()))
    form = {"type": "submit_response", "nonce": "abcdefgh1234", "prompt": "p1", "text": "Hello"}
    for _ in range(2):
        answer = ana.submits(f"{evening.path}/commands", **form)
        assert (answer.status, answer.headers["Location"]) == (303, evening.path)
    ana.submits(f"{evening.path}/commands", **{**form, "text": "Another phrase"})
    assert [r.text for r in evening.journal().responses.values()] == ["Hello", "Another phrase"]


def test_a_refused_form_keeps_the_words(evening):
    ana = evening.browser(evening.seat_cookies(evening.takes_seat()))
    answer = ana.submits(
        f"{evening.path}/commands",
        type="submit_response",
        nonce="abcdefgh1234",
        prompt="p2",
        text="Words <b>typed</b> long",
    )
    assert answer.status == 409
    assert b"Words &lt;b&gt;typed&lt;/b&gt; long" in answer.body


# ── the door ───────────────────────────────────────────────────────────────


def test_J1_a_form_sent_twice_takes_one_seat(evening):
    stranger = evening.browser()
    form = {"nonce": "abcdefgh1234", "group": "staff", "language": "es"}
    first, again = [stranger.submits(f"{evening.path}/join", **form) for _ in range(2)]
    assert first.status == again.status == 303
    assert first.cookies == again.cookies
    assert [seat.group for seat in evening.journal().seats.values()] == ["staff"]
    other = stranger.submits(f"{evening.path}/join", **{**form, "group": "students"})
    assert other.cookies != first.cookies
    cookie = first.headers["Set-Cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_J1_who_has_a_seat_keeps_it(evening):
    ana = evening.browser(evening.seat_cookies(evening.takes_seat()))
    assert ana.submits(f"{evening.path}/join", group="staff").cookies == {}
    assert len(evening.journal().seats) == 1


def test_J5_a_recovery_code_moves_the_seat_and_closes_the_old_device(evening):
    secret = evening.takes_seat()
    old = evening.phone(secret)
    answer = evening.browser().submits(f"{evening.path}/recover", recovery=recovery_of(secret))
    assert answer.status == 303
    assert old.ends() == 4501
    (name, moved) = next(iter(answer.cookies.items()))
    assert evening.line({name: moved}).hello("phone")["seat"] == "s1"
    wrong = evening.browser().submits(f"{evening.path}/recover", recovery=recovery_of(secret))
    assert wrong.status == 404
