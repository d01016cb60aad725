"""QR codes as a path, for an `<svg>` of ours; nothing is drawn as markup."""

from dataclasses import dataclass

import segno

QUIET = 4  # modules around it, as the standard asks


@dataclass(frozen=True, slots=True)
class QrCode:
    """A square of `size` × `size` units; `path` fills the dark modules."""

    size: int
    path: str


def qr_of(address: str) -> QrCode:
    """Return the QR code of an address."""
    code = segno.make(address, micro=False, error="m")
    rows = [list(row) for row in code.matrix]
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for x, length in _runs(row)
    )
    return QrCode(len(rows) + 2 * QUIET, path)


def _runs(row: list[int]) -> list[tuple[int, int]]:
    """Return the dark runs of a row as (start, length)."""
    runs: list[tuple[int, int]] = []
    start = None
    for x, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            runs.append((start, x - start))
            start = None
    return runs
