"""Neighbourhoods: whether a theme is as much alike as any so many neighbours in its room."""

import numpy as np
from numpy.typing import NDArray

from workshop.theming.vectors import Matrix, leaders

AROUND = 12  # neighbours of a small theme's responses
ASKED = 250  # responses whose neighbours are looked at


class Neighbourhoods:
    """How alike the responses of a room usually are to those around them."""

    def __init__(self, vectors: Matrix) -> None:
        """`vectors`: the responses of a room, (n, d), length 1."""
        self.vectors = vectors
        own = vectors[leaders(len(vectors), 0)]
        asked = np.arange(0, len(own), -(-len(own) // ASKED) or 1)
        likeness = np.clip(np.round(own[asked] @ own.T, 6), 0.0, None)
        likeness[np.arange(len(asked)), asked] = -1.0
        likeness = -np.sort(-likeness, axis=1)[:, : max(len(own) - 1, 0)]
        self.scale = len(own) / max(len(vectors), 1)  # what stands for all is sparser
        mean = likeness.sum(axis=0) / max(len(asked), 1)
        self.around = np.cumsum(mean) / np.arange(1, len(mean) + 1)

    def share(self, inside: NDArray[np.int64]) -> float:
        """Return how alike the rows of a theme are, beside so many neighbours of any row."""
        n_rows = len(inside)
        if n_rows < 2 or not len(self.around):
            return 1.0
        # |sum|² counts each pair twice and each unit row once.
        total = float(np.linalg.norm(self.vectors[inside].sum(axis=0)) ** 2)
        alike = (total - n_rows) / (n_rows * (n_rows - 1))
        reach = int(max(n_rows - 1, AROUND) * self.scale)
        usual = float(self.around[min(max(reach, 1), len(self.around)) - 1])
        return alike / usual if usual > 0 else 1.0
