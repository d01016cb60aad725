"""Packed: the pages of phones go out compressed, for many of them share one Wi-Fi.

Who sees how long a compressed answer is may guess, letter by letter, a secret that stands in it
beside words of their own (BREACH). A phone's page holds its seat's recovery code, and what others
say once themes are shown. To guess, somebody would have to make that phone load its page thousands
of times, with new words of theirs each time. No other site can: the cookie is sent by a visit that
people see and by nothing beneath it, no frame shows the page, and a seat says one phrase a second.
The length is blurred at random all the same, so that even then thousands become millions. The
pages of desks, with links that sign in and keys of walls, are not compressed, nor are events, which
must leave at once.
"""

import gzip
import io
import secrets

from starlette.requests import Request
from starlette.responses import Response

LEVEL = 6  # half a millisecond for a phone's page of 18 kB, which becomes 5 kB
BLUR = 64  # bytes at most that the length is off by


def pack(request: Request, response: Response) -> Response:
    """Compress a page for who can read that; the same response, for the caller to return."""
    response.headers["Vary"] = "Accept-Encoding"
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return response
    response.body = _blurred(bytes(response.body))
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.body))
    return response


def _blurred(body: bytes) -> bytes:
    """Return it as gzip whose header holds a file's name of any length, which nobody reads."""
    packed = io.BytesIO()
    name = "w" * secrets.randbelow(BLUR)
    with gzip.GzipFile(name, "wb", LEVEL, packed, mtime=0) as file:
        file.write(body)
    return packed.getvalue()
