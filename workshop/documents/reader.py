"""Reader: in which language a document speaks, and how it writes days and numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime


def plain_day_of(instant: int) -> str:
    """Return the UTC day of an instant as year-month-day."""
    return datetime.fromtimestamp(instant / 1000, UTC).date().isoformat()


def plain_time_of(instant: int) -> str:
    """Return the UTC time of day of an instant, in hours and minutes."""
    return f"{datetime.fromtimestamp(instant / 1000, UTC):%H:%M}"


def plain_number(number: float) -> str:
    """Return a number with a decimal point, and without it where it is whole."""
    return str(int(number)) if number.is_integer() else repr(number)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who will read: every word of ours goes through `words`, which translates.

    `day_of` and `time_of` take milliseconds since 1970 UTC: only the caller knows the zone.
    """

    language: str = "en"  # BCP 47
    words: Callable[[str], str] = str
    day: Callable[[date], str] = date.isoformat
    day_of: Callable[[int], str] = plain_day_of
    time_of: Callable[[int], str] = plain_time_of
    number: Callable[[float], str] = plain_number
