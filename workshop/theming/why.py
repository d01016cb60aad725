"""Why: what a response shares with the theme it is put in, as words and as responses."""

import math
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from workshop.theming.text import plain_words, stem, stop_words, words
from workshop.theming.vectors import BLOCK, Matrix, nearest

SHOWN = 3
FAR = 0.15  # cosine below which a response is no reason


def shared_words(
    text: str, language: str, inside: Counter[str], everywhere: Counter[str], n_inside: int
) -> tuple[str, ...]:
    """Return up to three words of the text that its theme uses more than the rest does.

    `inside` and `everywhere` count the responses that hold a stem.
    """
    ranked: dict[str, float] = {}
    for word in words(text):
        root = stem(word, language)
        if word in stop_words() or word in plain_words() or not inside[root]:
            continue
        share = inside[root] / n_inside
        other = (everywhere[root] - inside[root] + 0.5) / (n_inside + 1)
        ranked[word] = share * math.log1p(share / other)
    best = sorted(ranked, key=lambda word: (-round(ranked[word], 9), word))
    return tuple(best[:SHOWN])


def near_rows(asked: Matrix, vectors: Matrix, rows: NDArray[np.int64]) -> list[tuple[int, ...]]:
    """Return up to three of the rows that lie nearest to each vector: (n_asked, d) to n_asked."""
    if not len(rows):
        return [()] * len(asked)
    found = []
    others = vectors[rows]
    for start in range(0, len(asked), BLOCK):
        order, likeness = nearest(asked[start : start + BLOCK], others, SHOWN)
        found += [
            tuple(int(rows[at]) for at, like in zip(*pair, strict=True) if like >= FAR)
            for pair in zip(order, likeness, strict=True)
        ]
    return found
