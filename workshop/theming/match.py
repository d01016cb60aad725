"""Match: which standing theme a response fits, how surely, and which themes are much alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workshop.theming.vectors import Matrix, unit

RIDGE = 0.5  # how far a single example is trusted
TAUGHT = 1_000  # examples that a matcher learns from, dealt out evenly to the themes
ALIKE = 0.75  # cosine of two centres above which a merge is offered

# Logistic weights of (best score, lead over the second, 1), fitted on the scenarios and three
# labelled sets with a tenth to nine tenths of the responses standing in their human themes; the
# last a little lower than fitted, because a wrong placement costs a room more than a missing one.
SURE = (1.8, 3.8, -1.7)


@dataclass(frozen=True, slots=True)
class Matcher:
    """Ridge regression from examples to themes (one against the rest, dual form)."""

    weights: Matrix  # (d, n_themes)
    blame: Matrix  # (n_examples, n_themes), the dual weights
    stiffness: Matrix  # (n_examples,), diagonal of the inverse kernel
    targets: Matrix  # (n_examples, n_themes)

    def score(self, rows: Matrix) -> Matrix:
        """Return how well each row fits each theme: (n_rows, n_themes), about 0 to 1."""
        return np.asarray(np.round(rows @ self.weights, 9))

    def score_left_out(self) -> Matrix:
        """Return the scores of the examples, each as if it had not been one."""
        return np.asarray(np.round(self.targets - self.blame / self.stiffness[:, None], 9))


def learn(examples: Matrix, theme: NDArray[np.int64], weight: Matrix, n_themes: int) -> Matcher:
    """Learn themes 0 to n_themes - 1 from examples (n, d) with their weights (n,)."""
    targets = (theme[:, None] == np.arange(n_themes)[None, :]).astype(float)
    kernel = examples @ examples.T + np.diag(RIDGE / weight)
    inverse = np.linalg.inv(kernel)
    blame = inverse @ targets
    return Matcher(examples.T @ blame, blame, np.diag(inverse).copy(), targets)


def thin(theme: NDArray[np.int64], firm: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return at most TAUGHT examples: an even share of each theme, what a person placed first."""
    if len(theme) <= TAUGHT:
        return np.arange(len(theme))
    share = max(TAUGHT // len(np.unique(theme)), 1)
    chosen: list[int] = []
    for one in np.unique(theme):
        own = np.flatnonzero(theme == one)
        own = own[np.argsort(~firm[own], kind="stable")]
        chosen += own[np.linspace(0, len(own) - 1, min(share, len(own))).astype(int)].tolist()
    return np.array(sorted(set(chosen)))


@dataclass(frozen=True, slots=True)
class Fit:
    """The theme that fits best, by number; `sure` is 0 to 1, from 0.5 on more right than wrong."""

    theme: int
    sure: float
    runner_up: int | None


def best_fit(scores: Matrix, allowed: Sequence[int]) -> Fit | None:
    """Return the best of the allowed themes for one row's scores (n_themes,)."""
    if not len(allowed):
        return None
    ranked = sorted(allowed, key=lambda theme: (-scores[theme], theme))
    best, second = ranked[0], ranked[1] if len(ranked) > 1 else None
    return Fit(best, sureness(scores, best, second), second)


def sureness(scores: Matrix, theme: int, other: int | None) -> float:
    """Return how sure one theme is beside the best other one, 0 to 1."""
    lead = scores[theme] - (scores[other] if other is not None else 0.0)
    odds = SURE[0] * scores[theme] + SURE[1] * lead + SURE[2]
    return round(float(1 / (1 + np.exp(-odds))), 3)


def alike(centres: Matrix) -> list[tuple[int, int]]:
    """Return pairs of themes (n_themes, d) whose centres nearly agree, the closest first."""
    likeness = np.round(unit(centres) @ unit(centres).T, 9)
    pairs = [(float(-likeness[a, b]), a, b) for a in range(len(centres)) for b in range(a)]
    return [(b, a) for closeness, a, b in sorted(pairs) if -closeness >= ALIKE]
