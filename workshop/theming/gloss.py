"""Gloss: a response of another language in English words, as far as a word list goes.

Word vectors and most sentence encoders know one language well. Word for word is poor English, but
what a response is about survives it, and both languages of a room meet in one theme.

>>> gloss("autobuses más limpios para los niños", "es")
'bus clean child'
>>> gloss("cleaner buses", "en")
'cleaner buses'
"""

from collections.abc import Mapping
from functools import lru_cache

from workshop.data.words import load_words
from workshop.theming.text import (
    REMEMBERED,
    WORD_LISTS,
    fold,
    plain_words,
    stem,
    stop_words,
    words,
)

BRIDGE = "en"  # the language in which all meet


@lru_cache(REMEMBERED)
def gloss(text: str, language: str) -> str:
    """Return the text with the words that its language's list knows in English.

    Function words go; other words stay. A text in a language without a list stays as it is.
    """
    if not _meanings(language):
        return text
    kept = (word for word in words(text) if word not in stop_words())
    return " ".join(_meaning(word, language) for word in kept) or text


def bridged(language: str) -> str:
    """Return the language of a text after `gloss`."""
    return BRIDGE if _meanings(language) else language


@lru_cache(REMEMBERED)
def kin(word: str, language: str) -> str:
    """Return what a word has in common with its other forms, and with its English kin.

    >>> kin("familias", "es") == kin("families", "en")
    True
    """
    return stem(_meaning(word, language) if _meanings(language) else word, bridged(language))


def _meaning(word: str, language: str) -> str:
    """Return what a word says in English, by itself or as a form of a word that does."""
    if word in plain_words():
        return word  # it weighs little, in any language
    meanings = _meanings(language)
    return meanings.get(fold(word)) or meanings.get(stem(word, language)) or word


@lru_cache(1 + len(WORD_LISTS))
def _meanings(language: str) -> Mapping[str, str]:
    """Return what words and stems mean; a word goes before a stem, and of one stem the shortest."""
    if language not in WORD_LISTS:
        return {}
    means = load_words(language).means
    forms = {fold(word) + end: told for word, told in means.items() for end in ("es", "s", "")}
    stems: dict[str, str] = {}
    for word, told in sorted(means.items(), key=lambda one: (len(one[0]), one[0])):
        stems.setdefault(stem(word, language), told)
    return {**stems, **forms}
