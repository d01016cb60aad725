"""Identity: as whom a connection speaks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """A proven right to act or to look."""

    by: str  # seat, person, or `wall`
    role: str  # participant | facilitator | cofacilitator | wall
    audience: str  # phone | console | wall
    language: str
    proof: str  # digest of the secret that proves it; its connections end when that is revoked
    name: str = ""  # of who steers
