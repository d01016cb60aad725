"""Forms: bodies of requests become plain values, and a form sent twice is one command."""

import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from workshop.errors import BadMessage

MAX_FIELDS = 1000
MAX_FIELD = 64 * 1024  # bytes

_NONCE = re.compile(r"[A-Za-z0-9_-]{8,30}")


@dataclass(frozen=True, slots=True)
class Body:
    """What was sent: values by name, a list where a form names one twice."""

    fields: dict[str, Any]  # JSON may bring any plain value
    is_form: bool
    size: int = 0  # bytes, of JSON

    def text(self, name: str, otherwise: str = "") -> str:
        """Return one field as text without space around it, the last if there are several."""
        value = self.fields.get(name, otherwise)
        if isinstance(value, list):
            value = value[-1] if value else otherwise
        return value.strip() if isinstance(value, str) else otherwise

    def texts(self, name: str) -> list[str]:
        """Return every value of a field, in the form's order."""
        value = self.fields.get(name, [])
        values = value if isinstance(value, list) else [value]
        return [one.strip() for one in values if isinstance(one, str)]


async def read_body(request: Request) -> Body:
    """Read a form or a JSON object. Its size is limited by `guard`.

    Raises BadMessage `bad_message`: another type, files, broken JSON, too many fields.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        raw = await request.body()
        return Body(_parse_json(raw), is_form=False, size=len(raw))
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return Body(await _read_form(request), is_form=True)
    raise BadMessage("bad_message")


async def read_file(request: Request, name: str) -> tuple[str, bytes]:
    """Return the name and the content of the one file in a form; empty where none was chosen.

    Its size is limited by `guard`. Raises BadMessage `bad_message`.
    """
    try:
        async with request.form(max_files=1, max_fields=10, max_part_size=MAX_FIELD) as form:
            found = form.get(name)
            if not isinstance(found, UploadFile):
                raise BadMessage("bad_message")
            return found.filename or "", await found.read()
    except (HTTPException, UnicodeError) as error:
        raise BadMessage("bad_message") from error


def new_nonce() -> str:
    """Return what tells one rendering of a form from another, 16 characters."""
    return secrets.token_urlsafe(12)


def ref_of(fields: dict[str, Any], nonce: str) -> str:
    """Return the ref of a form of ours: its nonce and a digest of the rest, 49 characters.

    The same form sent twice is one command; Back and another text is another one.
    Raises BadMessage `bad_message` for a nonce that is none of ours.
    """
    if not _NONCE.fullmatch(nonce):
        raise BadMessage("bad_message")
    rest = {name: value for name, value in sorted(fields.items()) if name != "nonce"}
    digest = hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()
    return f"{nonce}.{digest[:32]}"


def _parse_json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body, parse_constant=_refuse_constant)
        # Half a surrogate pair may come as \ud800; nothing can keep, hash or answer it.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise BadMessage("bad_message") from error
    if not isinstance(value, dict):
        raise BadMessage("bad_message")
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are not JSON


async def _read_form(request: Request) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    try:
        form = await request.form(max_files=0, max_fields=MAX_FIELDS, max_part_size=MAX_FIELD)
    except (HTTPException, UnicodeError) as error:
        raise BadMessage("bad_message") from error
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            raise BadMessage("bad_message")
        if name not in fields:
            fields[name] = value
        elif isinstance(fields[name], list):
            fields[name].append(value)
        else:
            fields[name] = [fields[name], value]
    return fields
