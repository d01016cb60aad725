"""Guesses: wrong join and recovery codes, counted so that nobody can try them all.

Only wrong ones count, so that a whole school behind one address joins freely.
"""

from collections import deque
from dataclasses import dataclass, field

WINDOW = 60_000  # ms
PER_ADDRESS = 30  # wrong guesses in a window
IN_ALL = 300
DELAY = 2.0  # seconds that everybody with a wrong code waits beyond that
ADDRESSES_KEPT = 10_000


@dataclass
class Guesses:
    """Wrong guesses of the last minute. Addresses are forgotten with them."""

    _all: deque[int] = field(default_factory=deque)
    _by_address: dict[str, deque[int]] = field(default_factory=dict)

    def wrong(self, address: str, at: int) -> float:
        """Count a wrong guess at `at` (ms); return the seconds to wait before answering it."""
        if len(self._by_address) >= ADDRESSES_KEPT:
            self._forget(at)
        mine = self._by_address.setdefault(address, deque())
        for times in (mine, self._all):
            times.append(at)
            # From a time to come: the clock was put back since.
            while not at - WINDOW < times[0] <= at:
                times.popleft()
        return DELAY if len(mine) > PER_ADDRESS or len(self._all) > IN_ALL else 0.0

    def _forget(self, at: int) -> None:
        old = [a for a, t in self._by_address.items() if not at - WINDOW < t[-1] <= at]
        for address in old:
            del self._by_address[address]
