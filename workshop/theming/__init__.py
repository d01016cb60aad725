"""Theming: groups short responses into themes and says why. Knows nothing of the room.

`from workshop.theming import Themer` loads the numeric libraries; importing this package does not.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workshop.theming.steering import Given, Steering
    from workshop.theming.themer import Suggestion, Theme, Themer

__all__ = ["Given", "Steering", "Suggestion", "Theme", "Themer"]

_HOMES = {"Given": "steering", "Steering": "steering"}


def __getattr__(name: str) -> Any:  # Any: whichever public name was asked for (PEP 562)
    """Load a public name from its module when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES.get(name, 'themer')}"), name)
