"""Vote: the open ballot on a phone, as a form that works without a script.

Its options stand in another order on every phone, so that none gains by standing first. A phone
that is live asks for the same form when a ballot opens, and code of its own makes it lively.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from workshop.room.ballot import ABOUT, FINE

Object = dict[str, Any]  # a part of a view, see PROTOCOL.md

FIELD = "choice."  # of a form: choice.o1 is one value of an option, choice.o1.2 the second of two


def open_ballot(view: Object) -> Object | None:
    """Return the ballot that the room votes in now, with its `id`, or None."""
    found = view.get("ballots", {}).items()
    return next(({**each, "id": key} for key, each in found if each["state"] == "open"), None)


def form_of(
    ballot: Object,
    mine: Object,
    seat: str,
    posted: tuple[list[str], str] | None = None,
    refusal: str = "",
) -> Object:
    """Return a ballot as a seat's form shows it, filled with its vote, or with what was posted.

    `options` stand in this seat's order, each with `values`, what is given to it as text;
    `pairs` are lists of two sides, of a ballot of pairs; `said` is the vote that stands.
    """
    cast = mine.get("votes", {}).get(ballot["id"])
    said = list(cast["choices"]) if cast else []
    choices, reason = posted or (said, cast.get("reason", "") if cast else "")
    order = shuffled(ballot["options"], f"{seat} {ballot['id']}")
    options = [_option(ballot, key, choices) for key in order]
    standing = [_option(ballot, key, said) for key in order]
    is_pairs = ballot["kind"] == "pairs"
    return {
        **ballot,
        "options": options,
        "about": options[0] if ballot["kind"] in ABOUT else {},
        "fine": FINE.get(ballot["kind"]),
        "pairs": _pairs(options, int(ballot["rules"]["pairs"]), choices) if is_pairs else [],
        "said": sorted((each for each in standing if any(each["values"])), key=_rank_of(ballot)),
        "said_pairs": len(said) if is_pairs else 0,
        "reason": reason,
        "is_in": cast is not None,
        "refusal": refusal,
    }


def shuffled(options: Iterable[str], of: str) -> list[str]:
    """Return ids in an order that is another for each `of` and the same whenever it is asked."""
    return sorted(options, key=lambda key: hashlib.sha256(f"{of} {key}".encode()).digest())


def choices_of(fields: Object) -> list[str]:
    """Return the choices in the fields of a form: whole ones, and those in a field for each value.

    `choice.o1=3` is o1:3, `choice.o1.1=4` with `choice.o1.2=2` is o1:4:2, and where one of two is
    missing its place stays empty, which the room refuses. A value with a colon is a whole choice.
    """
    whole = [value for value in _texts(fields.get("choices")) if value]
    by_option: dict[str, list[str]] = {}
    for name, sent in fields.items():
        if not name.startswith(FIELD):
            continue
        value = (_texts(sent) or [""])[-1]
        if ":" in value:
            whole.append(value)
        else:
            by_option.setdefault(name.split(".")[1], []).append(value)
    return whole + [f"{key}:{':'.join(values)}" for key, values in by_option.items() if any(values)]


# ── within ─────────────────────────────────────────────────────────────────


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one.strip() for one in values if isinstance(one, str)]


def _option(ballot: Object, key: str, choices: list[str]) -> Object:
    given = {one.partition(":")[0]: one.split(":")[1:] for one in choices}
    values = given.get(key, []) if ballot["kind"] != "pairs" else []
    return {**ballot["options"][key], "id": key, "values": [*values, "", ""][:2]}


def _rank_of(ballot: Object) -> Any:  # a key for `sorted`
    is_rank = ballot["kind"] == "rank"
    return lambda option: int(option["values"][0]) if is_rank else 0


def _pairs(options: list[Object], asked: int, choices: list[str]) -> list[Object]:
    """Return as many pairs as are asked for; each option stands in about as many as every other.

    Options sit in a circle: each round is n/2 pairs without an option twice, then all but the first
    move on by one, until everybody has met.
    """
    circle: list[Object | None] = [*options, *([None] if len(options) % 2 else [])]
    found: list[list[Object]] = []
    for turn in range(len(circle) - 1):
        half = len(circle) // 2
        for at, (one, other) in enumerate(zip(circle[:half], reversed(circle), strict=False)):
            if one is not None and other is not None:
                found.append([one, other] if (turn + at) % 2 else [other, one])
        circle = [circle[0], circle[-1], *circle[1:-1]]
    return [_pair(sides, choices) for sides in found[:asked]]


def _pair(sides: list[Object], choices: list[str]) -> Object:
    one, other = sides
    values = (f"{one['id']}:{other['id']}", f"{other['id']}:{one['id']}")
    return {
        "sides": [
            {**side, "value": value, "is_better": value in choices}
            for side, value in zip(sides, values, strict=True)
        ]
    }
