"""Forms: plain values out of whatever was sent, and one command out of a form sent twice."""

import asyncio

import pytest
from starlette.requests import Request

from workshop.errors import BadMessage
from workshop.web.forms import Body, new_nonce, read_body, ref_of

FORM = "application/x-www-form-urlencoded"


def read(body: bytes, kind: str) -> Body:
    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "query_string": b"",
        "app": None,
        "headers": [(b"content-type", kind.encode())],
    }
    return asyncio.run(read_body(Request(scope, receive)))


def test_a_form_becomes_plain_values():
    body = read(b"text=m%C3%A1s+m%C3%BAsica&type=submit_response&empty=", FORM)
    assert body.fields == {"text": "más música", "type": "submit_response", "empty": ""}
    assert body.is_form


def test_a_field_that_comes_twice_becomes_a_list():
    body = read(b"responses=r1&responses=r2&responses=r3&theme=t1", FORM)
    assert body.fields == {"responses": ["r1", "r2", "r3"], "theme": "t1"}
    assert body.texts("responses") == ["r1", "r2", "r3"]
    assert body.texts("theme") == ["t1"]
    assert body.texts("nothing") == []


def test_text_has_no_space_around_it_and_is_never_a_list():
    body = read(b"name=+Fay+&name=+Ana+", FORM)
    assert body.text("name") == "Ana"
    assert body.text("missing", "none") == "none"


def test_a_form_of_parts_is_read_like_any_other():
    whole = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhello\r\n--x--\r\n'
    assert read(whole, "multipart/form-data; boundary=x").fields == {"text": "hello"}


def test_json_keeps_its_types():
    body = read(
        b'{"type":"pin_responses","responses":["r1"],"on":false,"seen":41}', "application/json"
    )
    assert body.fields == {"type": "pin_responses", "responses": ["r1"], "on": False, "seen": 41}
    assert not body.is_form
    assert body.text("seen") == ""


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"[1,2]", "application/json"),
        (b'"text"', "application/json"),
        (b'{"a":NaN}', "application/json"),
        (b"{", "application/json"),
        (b'{"a":"\xff"}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"a":' * 100_000, "application/json"),
        (b"text=hello", "text/plain"),
        (b"text=hello", ""),
        (b"a=1&" * 1001, FORM),
        (b"no boundary", "multipart/form-data"),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\nMZ\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_what_is_no_form_of_ours_is_refused(body, kind):
    with pytest.raises(BadMessage) as refused:
        read(body, kind)
    assert refused.value.code == "bad_message"


def test_the_same_form_sent_twice_has_the_same_ref():
    nonce = new_nonce()
    sent = {"type": "submit_response", "text": "more music", "nonce": nonce}
    assert ref_of(sent, nonce) == ref_of(dict(reversed(sent.items())), nonce)
    assert 8 <= len(ref_of(sent, nonce)) <= 64


def test_another_text_in_the_same_form_has_another_ref():
    nonce = new_nonce()
    assert ref_of({"text": "a", "nonce": nonce}, nonce) != ref_of(
        {"text": "b", "nonce": nonce}, nonce
    )


def test_every_rendering_has_its_own_nonce():
    assert len({new_nonce() for _ in range(100)}) == 100


@pytest.mark.parametrize("nonce", ["", "short", "x" * 31, "with space", "ünïcödé8", "a.b.c.d.e"])
def test_a_nonce_that_is_none_of_ours_is_refused(nonce):
    with pytest.raises(BadMessage):
        ref_of({"text": "a"}, nonce)


@pytest.mark.parametrize(
    "body", [rb'{"email": "\ud800"}', rb'{"a": ["\udfff x"]}', rb'{"\ud83d": 1}']
)
def test_half_a_surrogate_pair_is_no_text(body):
    with pytest.raises(BadMessage):
        read(body, "application/json")
