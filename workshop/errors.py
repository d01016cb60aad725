"""What can go wrong, as programs see it: a code and parameters.

The sentence for people is made from them at the edges, in the reader's language.
"""

from typing import Any


class WorkshopError(Exception):
    """A refusal with a `code` and `params`; `temporary` means: the same again may go through."""

    status = 500

    def __init__(self, code: str, *, temporary: bool = False, **params: Any) -> None:
        """Keep what happened; nothing here is a sentence."""
        super().__init__(code, params)
        self.code = code
        self.params = params
        self.temporary = temporary


class Refused(WorkshopError):
    """A rule said no."""

    status = 409


class BadMessage(WorkshopError):
    """The message has the wrong shape, type or size."""

    status = 400


class NotSignedIn(WorkshopError):
    """Nobody is known behind the request."""

    status = 401


class NotAllowed(WorkshopError):
    """Somebody is known, and may not do this."""

    status = 403


class NotFound(WorkshopError):
    """There is no such thing, or not for this reader."""

    status = 404


class Over(NotFound):
    """It was there, and is gone for good: who held on to it is told so."""

    status = 410


class Unavailable(WorkshopError):
    """The store or the server cannot answer now; nothing was accepted."""

    status = 503

    def __init__(self, code: str, **params: Any) -> None:
        """Every unavailability is temporary."""
        super().__init__(code, temporary=True, **params)
