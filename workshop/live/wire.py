"""Wire: frames, strictly. Shape and types are checked here, limits and meaning by the rules."""

import hashlib
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from workshop.errors import BadMessage, WorkshopError
from workshop.room.codec import snake
from workshop.room.contents import COFACILITATOR, COMMANDS, FACILITATOR, PARTICIPANT, RULES
from workshop.room.nouns import Answer

PHONE_LIMIT = 16 * 1024  # bytes of a frame
CONSOLE_LIMIT = 64 * 1024
CLIENTS = {PARTICIPANT, FACILITATOR, COFACILITATOR}

_Ref = Annotated[str, msgspec.Meta(min_length=8, max_length=64)]
_Text = Annotated[str, msgspec.Meta(max_length=20_000)]
_Keys = Annotated[
    tuple[Annotated[str, msgspec.Meta(max_length=40)], ...], msgspec.Meta(max_length=5_000)
]
_Seq = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
_Number = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]  # what JavaScript holds exactly


class Hello(msgspec.Struct, tag="hello", forbid_unknown_fields=True):
    """The first frame of a client: who it is and where it stood."""

    as_: Literal["phone", "console", "wall"] | None = msgspec.field(default=None, name="as")
    epoch: str | None = None
    seq: _Seq = 0


class Ping(msgspec.Struct, tag="ping", forbid_unknown_fields=True):
    """Are you there?"""


_Key = Annotated[str, msgspec.Meta(max_length=40)]


_Pixels = Annotated[list[Annotated[int, msgspec.Meta(ge=1, le=32_000)]], msgspec.Meta(max_length=2)]


class At(msgspec.Struct, tag="at", forbid_unknown_fields=True):
    """What a console's person has in hand; told to the other consoles, and kept nowhere."""

    prompt: _Key = ""
    theme: _Key = ""
    chosen: Annotated[list[_Key], msgspec.Meta(max_length=100)] = []
    doing: Literal["", "naming", "moving", "wording"] = ""
    asks: bool = False  # for the lead
    screen: _Pixels = []  # a wall's: width and height


@dataclass(frozen=True, slots=True)
class Sent:
    """A command as a client sent it."""

    command: Any  # one of the dataclasses in RULES
    ref: str
    digest: str


def _field(name: str, hint: Any, spec: Any) -> tuple[Any, ...]:
    if name == "seen":
        hint = _Seq | None
    elif hint is str:
        hint = _Text
    elif hint is int:
        hint = _Number
    elif hint == int | None:
        hint = _Number | None
    elif hint == tuple[str, ...]:
        hint = _Keys
    elif hint == str | None:
        hint = _Text | None
    if spec.default is not MISSING:
        return name, hint, spec.default
    return name, hint


def _struct(kind: str, command: type) -> type[msgspec.Struct]:
    """Derive the strict frame of a command; `ref` and `seen` surround its own fields."""
    hints = get_type_hints(command)
    own = [_field(spec.name, hints[spec.name], spec) for spec in fields(command)]
    if all(field[0] != "seen" for field in own):
        own.append(("seen", _Seq | None, None))
    return msgspec.defstruct(
        command.__name__,
        [("ref", _Ref), *own],
        tag=kind,
        kw_only=True,
        forbid_unknown_fields=True,
    )


# Commands that come from outside, by their name on the wire.
OPEN_COMMANDS = {kind: cls for kind, cls in COMMANDS.items() if RULES[cls].who & CLIENTS}
_STRUCTS = {kind: _struct(kind, cls) for kind, cls in OPEN_COMMANDS.items()}
_Frame: Any = Hello | Ping | At
for _made in _STRUCTS.values():
    _Frame = _Frame | _made
# By the struct of a frame: the command, and its fields in their order.
_MADE_OF: dict[type, tuple[Any, tuple[str, ...]]] = {
    _STRUCTS[kind]: (cls, tuple(spec.name for spec in fields(cls)))
    for kind, cls in OPEN_COMMANDS.items()
}
_decoder = msgspec.json.Decoder(_Frame)
_encoder = msgspec.json.Encoder()


def parse(raw: bytes | str, limit: int) -> Hello | Ping | At | Sent:
    """Read one frame. Raises BadMessage `too_big`, `bad_message`."""
    # Text has come as UTF-8, of one to four bytes a character.
    if len(raw) > limit or (isinstance(raw, str) and len(raw.encode()) > limit):
        raise BadMessage("too_big", limit=limit)
    try:
        frame = _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise BadMessage("bad_message", problem=_problem(error)) from error
    kind = type(frame)
    return frame if kind in (Hello, Ping, At) else _sent(frame)


def parse_object(values: dict[str, Any]) -> Sent:
    """Read a command from a JSON object. Raises BadMessage `bad_message`."""
    struct = _STRUCTS.get(str(values.get("type")))
    if struct is None:
        raise BadMessage("bad_message", problem="type")
    try:
        _encoder.encode(values)  # half a surrogate pair may come as \ud800 and be kept nowhere
        return _sent(msgspec.convert(values, struct))
    except (msgspec.ValidationError, UnicodeError) as error:
        raise BadMessage("bad_message", problem=_problem(error)) from error


def parse_fields(values: dict[str, list[str]], ref: str) -> Sent:
    """Read a command from the fields of a form, where everything is text.

    An empty field counts as left out. Raises BadMessage `bad_message`.
    """
    kind = (values.get("type") or [""])[0]
    struct = _STRUCTS.get(kind)
    if struct is None:
        raise BadMessage("bad_message", problem="type")
    typed: dict[str, Any] = {"ref": ref}
    for info in msgspec.structs.fields(struct):
        given = [value for value in values.get(info.name, []) if value != ""]
        if info.name == "ref" or info.name not in values:
            continue
        if _is_many(info.type):
            typed[info.name] = given
        elif given:
            typed[info.name] = given[-1]
        elif info.required:
            typed[info.name] = ""
    try:
        frame = msgspec.convert(typed, struct, strict=False)
    except msgspec.ValidationError as error:
        raise BadMessage("bad_message", problem=_problem(error)) from error
    return _sent(frame)


def kind_of(command: Any) -> str:
    """Return what a command is called on the wire."""
    return snake(type(command).__name__)


def digest_of(command: Any) -> str:
    """Return what tells the same command from another under one ref; `seen` does not matter."""
    told = {
        name: value
        for name, is_later in _own_fields(command.__class__)
        if (value := getattr(command, name)) is not None or not is_later
    }
    raw = type(command).__name__.encode() + _encoder.encode(told)
    return hashlib.blake2b(raw, digest_size=8).hexdigest()


@cache
def _own_fields(command: type) -> tuple[tuple[str, bool], ...]:
    """Return the fields that tell commands apart, each with whether it came later.

    What was sent before a restart may be sent again after it, by a version with more fields.
    """
    return tuple(
        (spec.name, bool(spec.metadata.get("later")))
        for spec in fields(command)
        if spec.name != "seen"
    )


def encode(frame: dict[str, Any]) -> bytes:
    """Return a frame as JSON."""
    return _encoder.encode(frame)


def ack(ref: str, answer: Answer) -> dict[str, Any]:
    """Return the frame that says: it is on disk."""
    frame: dict[str, Any] = {
        "type": "ack",
        "ref": ref,
        "seq": answer.seq,
        "made": list(answer.made),
    }
    if answer.skipped:
        frame["skipped"] = answer.skipped
    return frame


def refused(ref: str | None, error: WorkshopError, message: str) -> dict[str, Any]:
    """Return the frame that says no, why, and whether to try again."""
    return {
        "type": "refused",
        **({"ref": ref} if ref is not None else {}),
        "code": error.code,
        "with": error.params,
        "temporary": error.temporary,
        "message": message,
    }


def patch(seq: int, change: Any, *, more: bool = False) -> dict[str, Any]:
    """Return the frame of a change; `more` while the rest of it or of a welcome is to come."""
    return {"type": "patch", "seq": seq, "patch": change, **({"more": True} if more else {})}


def _sent(frame: Any) -> Sent:
    cls, names = _MADE_OF[type(frame)]
    command = cls(*[getattr(frame, name) for name in names])
    return Sent(command, frame.ref, digest_of(command))


def _is_many(hint: Any) -> bool:
    return any(get_origin(each) is tuple for each in (hint, *get_args(hint)))


def _problem(error: Exception) -> str:
    """Return what is wrong, without any of the sender's words."""
    text = str(error)
    return text.split("`$")[-1].strip("`.") if "`$" in text else text.split(" - ")[0][:80]
