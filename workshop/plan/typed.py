"""Typed: what people type into a plan's fields, put in order or refused by a code.

A refusal here is a pydantic error whose type is the code; `nouns` tells it field by field.
"""

import math
import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from workshop.room.text import graphemes, squeeze

MAX_LINE = 200  # graphemes: a title, a name, an owner
MAX_TEXT = 2000  # graphemes: one paragraph
FIRST_YEAR, LAST_YEAR = 2000, 2100
LARGEST = 1e12  # of a metric's numbers
DIRECTIONS = ("increase", "decrease", "maintain")

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+")


def _at_most(limit: int, *, required: bool = False) -> Callable[[Any], str]:
    def put_in_order(value: Any) -> str:
        text = squeeze(str(value)) if value is not None else ""
        if required and not text:
            raise PydanticCustomError("empty", "is empty")
        if graphemes(text) > limit:
            raise PydanticCustomError("too_long", "is too long", {"limit": limit})
        return text

    return put_in_order


def _lines(value: Any) -> str:
    lines = (squeeze(line) for line in str(value or "").splitlines())
    text = "\n".join(line for line in lines if line)
    if graphemes(text) > MAX_TEXT:
        raise PydanticCustomError("too_long", "is too long", {"limit": MAX_TEXT})
    return text


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    typed = str(value).strip()
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise PydanticCustomError("not_a_date", "is no date") from None
    if not 1900 <= day.year <= 2200:
        raise PydanticCustomError("not_a_date", "is no date")
    return day


def _number(value: Any) -> float | None:
    typed = "".join(str("" if value is None else value).split())
    if not typed:
        return None
    if _THOUSANDS.fullmatch(typed):
        typed = typed.replace(",", "")
    elif _DECIMAL_COMMA.fullmatch(typed):
        typed = typed.replace(",", ".")
    try:
        number = float(typed)
    except ValueError:
        raise PydanticCustomError("not_a_number", "is no number") from None
    if not math.isfinite(number) or abs(number) > LARGEST:
        raise PydanticCustomError("not_a_number", "is no number")
    return number


def _year(value: Any) -> int:
    typed = str("" if value is None else value).strip()
    if not typed:
        raise PydanticCustomError("empty", "is empty")
    within = {"first": FIRST_YEAR, "last": LAST_YEAR}
    if not typed.isdecimal() or not FIRST_YEAR <= int(typed) <= LAST_YEAR:
        raise PydanticCustomError("not_a_year", "is no year of a plan", within)
    return int(typed)


def _direction(value: Any) -> str:
    if value not in DIRECTIONS:
        raise PydanticCustomError("unknown_choice", "is no direction")
    return str(value)


Line = Annotated[str, BeforeValidator(_at_most(MAX_LINE))]
Title = Annotated[str, BeforeValidator(_at_most(MAX_LINE, required=True))]
Text = Annotated[str, BeforeValidator(_at_most(MAX_TEXT))]
Lines = Annotated[str, BeforeValidator(_lines)]
Sentence = Annotated[str, BeforeValidator(_at_most(MAX_TEXT, required=True))]
Day = Annotated[date | None, BeforeValidator(_day)]
Number = Annotated[float | None, BeforeValidator(_number)]
Year = Annotated[int, BeforeValidator(_year)]
Direction = Annotated[str, BeforeValidator(_direction)]


def not_before(first: date | None, second: date | None) -> date | None:
    """Return `second`, unless it lies before `first`: `ends_before_start`."""
    if first is not None and second is not None and second < first:
        raise PydanticCustomError("ends_before_start", "ends before it starts")
    return second
