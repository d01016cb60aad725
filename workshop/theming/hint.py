"""Hint: what a code book calls a theme; told beside its name, never put in its place."""

from collections.abc import Sequence

import numpy as np

from workshop.data.lexicon import Code
from workshop.theming.lexicon import View
from workshop.theming.text import languages_of

SHARE = 1 / 3  # of a theme's phrases that speak of a code, so that its name may be told
FEWEST = 2  # phrases
SPOKEN = 0.5  # weight of a code's words in a phrase; a cue that four codes share has as much


def hint_of(view: View, texts: Sequence[str]) -> Code | None:
    """Return the code that most of the texts have cues of; None where too few have any.

    Of codes that as many texts speak of, the one with more cues in them.
    """
    if not texts:
        return None
    found = np.array(
        [view.cues(text, name) for text, name in zip(texts, languages_of(texts), strict=True)]
    )
    speaking = (found >= SPOKEN).sum(axis=0)
    best = int(np.lexsort((-found.sum(axis=0), -speaking))[0])
    if speaking[best] < max(FEWEST, SHARE * len(texts)):
        return None
    return view.lexicon.codes[best]
