"""When: the moment in which an event became a fact."""

from typing import NamedTuple


class Moment(NamedTuple):
    """The entry around an event."""

    seq: int
    at: int  # milliseconds since 1970 UTC
    by: str
    ref: str
