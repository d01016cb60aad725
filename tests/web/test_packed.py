"""Pages of phones go out compressed, and their length tells nothing."""

import gzip
import re

from tests.web.town import Browser, Town


def code_of(fay: Browser, at: str) -> str:
    return re.search(r"/w/([A-Z0-9]{6})", fay.opens(at).html).group(1)


def asked(browser: Browser, path: str, accepts: str = "gzip") -> tuple[dict[str, str], bytes]:
    """Return the headers of a page, and its bytes as they came."""
    with browser.client.stream("GET", path, headers={"Accept-Encoding": accepts}) as response:
        return dict(response.headers), b"".join(response.iter_raw())


def test_a_phone_is_sent_a_compressed_page(town: Town, at: str, fay: Browser) -> None:
    path = f"/w/{code_of(fay, at)}"
    headers, body = asked(town.browser(), path)
    plain_headers, plain = asked(town.browser(), path, "identity")
    assert headers["content-encoding"] == "gzip"
    assert headers["vary"] == plain_headers["vary"] == "Accept-Encoding"
    assert int(headers["content-length"]) == len(body) < len(plain) / 2
    assert "content-encoding" not in plain_headers
    assert b"<main" in plain
    assert gzip.decompress(body).count(b"<main") == 1


def test_a_page_is_not_as_long_as_its_words_tell(town: Town, at: str, fay: Browser) -> None:
    browser, path = town.browser(), f"/w/{code_of(fay, at)}"
    pages = [asked(browser, path)[1] for _ in range(12)]
    named = [page for page in pages if page[3] == 8]  # RFC 1952: FLG.FNAME
    assert all(page[3] == 0 for page in pages if page not in named)
    assert len({page.index(b"\0", 10) for page in named}) > 1


def test_pages_of_desks_are_not_compressed(fay: Browser, at: str) -> None:
    for path in ("/home", at, f"/w/{code_of(fay, at)}/console"):
        headers, body = asked(fay, path)
        assert "content-encoding" not in headers
        assert b"<main" in body
