"""Labels: what a theme is called, in the room's own words, and which responses speak for it."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from nltk.metrics import BigramAssocMeasures
from numpy.typing import NDArray

from workshop.theming.gloss import kin
from workshop.theming.text import (
    REMEMBERED,
    clean,
    plain_words,
    stop_words,
    vague_stems,
    words,
)
from workshop.theming.vectors import Matrix, unit

LONGEST = 4  # words in a name
WIDE = 60  # letters in a name: what a wall holds in two lines
KEYWORDS = 4
WIDEST = 40  # letters of a word in a name; what is longer is no word
QUOTES = 3
SPOKEN = range(2, 7)  # words of a response that can be a name
READABLE = range(3, 23)  # words of a response that speaks for a theme
ASKED = 0.05  # what a word of the question itself is worth in a name
VAGUE = 0.15  # what a word too general to name anything is worth alone
PHRASE = 0.7  # what a usual phrase is worth more than its words
WHOLE = 0.6  # a phrase around the best word scores so much of it to name in its place
BESIDE = 0.55  # a second word this close to the first stands beside it
SPEAKS_FOR = 0.5  # share of a theme that a name speaks for, else it says what else there is
PARTS = 3  # of a name
NEXT = 12  # the best words, of which a name is made
ASKED_OF = 200  # responses of a theme, of which a name has to speak for its share

_BREAKS = str.maketrans(dict.fromkeys('.,;:!?()"“”«»•/', "\n"))  # no phrase goes over them
_INSIDE = frozenset("a an and de del el en for in la las los of on para the to with y".split())

Key = tuple[str, ...]
Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a theme and the words that set it off, best first."""

    name: str
    keywords: tuple[str, ...]
    vague: bool = False  # nothing better was found than words that fit any theme
    share: float = 0.0  # of the responses, for which the name speaks
    parts: int = 1  # of which the name is made


@dataclass(frozen=True, slots=True)
class Tally:
    """In how many responses each key stands, and how people spelt it."""

    forms: dict[Key, dict[Gram, int]]
    everywhere: Counter[Key]
    inside: list[Counter[Key]]
    sizes: list[int]
    said: list[list[frozenset[str]]]  # of each theme: the stems of up to ASKED_OF responses
    n_texts: int
    n_words: int  # responses that hold each single word, added up


def label_themes(
    texts: Sequence[str],
    languages: Sequence[str],
    label: NDArray[np.int64],
    n_themes: int,
    *,
    prompt: str = "",
) -> list[Label]:
    """Name themes 0 to n_themes - 1; an empty theme has an empty name.

    Candidates are word groups that begin and end on a content word, scored by
    p_in * log(1 + p_in / p_out) (class-based TF-IDF), usual phrases above single words.
    """
    tally = _count(texts, languages, label, n_themes)
    asked = {kin(word, name) for name in set(languages) for word in words(prompt)}
    taken: set[str] = set()
    labels = []
    for theme in range(n_themes):
        found = _label(tally, theme, asked, taken)
        if tally.sizes[theme] and (not found.name or found.name.casefold() in taken):
            found = Label(_shortest(texts, languages, label, theme), found.keywords)
        taken.add(found.name.casefold())
        labels.append(found)
    return labels


def _shortest(
    texts: Sequence[str], languages: Sequence[str], label: NDArray[np.int64], theme: int
) -> str:
    """Return the beginning of a theme's shortest response, of the room's usual language if any."""
    usual = Counter(languages).most_common(1)[0][0]
    spoken = zip(texts, languages, label, strict=True)
    own = [(name != usual, clean(text)) for text, name, t in spoken if t == theme]
    _, text = min(own, key=lambda one: (one[0], len(one[1]), one[1]))
    return _written(" ".join(word[:WIDEST] for word in text.split()[:LONGEST]))


def _written(name: str) -> str:
    """Return a name with a capital, and no longer than a name may be."""
    if len(name) > WIDE:
        name = name[: WIDE + 1].rsplit(" ", 1)[0].removesuffix(" ·")
    return name[0].upper() + name[1:]


def _count(
    texts: Sequence[str], languages: Sequence[str], label: NDArray[np.int64], n_themes: int
) -> Tally:
    spoken = [grams(text, language) for text, language in zip(texts, languages, strict=True)]
    spelt: dict[Key, dict[Gram, int]] = defaultdict(dict)
    for (key, gram), often in Counter(chain.from_iterable(spoken)).items():
        spelt[key][gram] = often
    keys = [{key for key, _ in found} for found in spoken]
    everywhere = Counter(chain.from_iterable(keys))
    own = [[keys[row] for row in np.flatnonzero(label == theme)] for theme in range(n_themes)]
    inside = [Counter(chain.from_iterable(held)) for held in own]
    sizes = [len(held) for held in own]
    said = [
        [frozenset(key[0] for key in one if len(key) == 1) for one in held[:: _step(len(held))]]
        for held in own
    ]
    n_words = sum(often for key, often in everywhere.items() if len(key) == 1)
    return Tally(spelt, everywhere, inside, sizes, said, len(texts), max(n_words, 1))


def _step(size: int) -> int:
    """Return the step in which at most ASKED_OF of so many responses are looked at."""
    return max(-(-size // ASKED_OF), 1)


@lru_cache(REMEMBERED)
def grams(text: str, language: str) -> tuple[tuple[Key, Gram], ...]:
    """Return groups of up to four words that begin and end on a content word.

    Each behind its key: the stems of its content words, which both languages share.
    """
    found: list[tuple[Key, Gram]] = []
    for part in text.translate(_BREAKS).split("\n"):
        spoken = words(part)
        stemmed = [_root(word, language) for word in spoken]
        for start, first in enumerate(stemmed):
            if first is None:
                continue
            key: Key = ()
            for end, inner in enumerate(stemmed[start : start + LONGEST], start + 1):
                if inner is not None:
                    key += (inner,)
                    found.append((key, spoken[start:end]))
                elif spoken[end - 1] not in _INSIDE:
                    break
    return tuple(found)


@lru_cache(REMEMBERED)
def _root(word: str, language: str) -> str | None:
    """Return the stem of a content word that both languages share, None for any other word."""
    bare = word.isdigit() or (len(word) < 2 and word.isascii()) or len(word) > WIDEST
    if bare or word in stop_words() or word in plain_words():
        return None
    return kin(word, language)


def _label(tally: Tally, theme: int, asked: set[str], taken: set[str]) -> Label:
    ranked = sorted(
        ((-_score(tally, theme, key, asked), key) for key in tally.inside[theme]),
    )
    picked: list[tuple[float, Key]] = []
    for score, key in ranked:
        if score < 0 and not any(set(key) & set(other) for _, other in picked):
            picked.append((-score, key))
        if len(picked) == KEYWORDS:
            break
    if not picked:
        return Label("", ())
    picked[0] = _said_whole(picked[0], ranked)
    forms = [_spelling(tally.forms[key]) for _, key in picked]
    name = forms[0]
    if len(forms) > 1 and (_stands_beside(picked, forms) or name.casefold() in taken):
        said = _said_together(tally, theme, picked[0][1], picked[1][1])
        name = said or f"{forms[0]} · {forms[1]}"
    parts = picked[: 1 + (name != forms[0])]
    more, share = _what_else(tally, theme, [key for _, key in parts], ranked[:NEXT], asked)
    n_parts = len(parts) + len(more)
    for key in more:
        longer = f"{name} · {_spelling(tally.forms[key])}"
        name = longer if len(longer) <= WIDEST else name
    vague = all(part in vague_stems() for part in picked[0][1])
    return Label(_written(name), tuple(forms), vague, share, n_parts)


def _what_else(
    tally: Tally, theme: int, named: list[Key], ranked: Sequence[tuple[float, Key]], asked: set[str]
) -> tuple[list[Key], float]:
    """Return what a name must also say to speak for its share of a theme, and what share it is.

    Each the best of what stands in two further responses, by score and by how much is new.
    """
    said = tally.said[theme]
    silent = [words for words in said if not any(words.issuperset(key) for key in named)]
    dull = vague_stems() | asked
    more: list[Key] = []
    while len(silent) > (1 - SPEAKS_FOR) * len(said) and len(named) + len(more) < PARTS:
        spent = {word for key in (*named, *more) for word in key}
        fresh = [(s, key) for s, key in ranked if not spent & set(key) and not dull >= set(key)]
        new = {key: sum(words.issuperset(key) for words in silent) for _, key in fresh}
        fresh = [
            (score * new[key] / tally.inside[theme][key], key)
            for score, key in fresh
            if new[key] > 1
        ]
        if not fresh:
            break
        more.append(min(fresh)[1])
        silent = [words for words in silent if not words.issuperset(more[-1])]
    return more, 1 - len(silent) / len(said)


def _said_whole(best: tuple[float, Key], ranked: Sequence[tuple[float, Key]]) -> tuple[float, Key]:
    """Return the phrase in which the best word mostly stands, if there is one: it says more."""
    whole = [
        (-score, key)
        for score, key in ranked
        if len(key) > len(best[1]) and set(best[1]) < set(key) and -score >= WHOLE * best[0]
    ]
    return max(whole, default=best)


def _said_together(tally: Tally, theme: int, one: Key, other: Key) -> str:
    """Return the words between and around two keys where people say them as one."""
    both = [key for key in (one + other, other + one) if tally.inside[theme][key] > 1]
    return _spelling(tally.forms[both[0]]) if both else ""


def _stands_beside(picked: Sequence[tuple[float, Key]], forms: Sequence[str]) -> bool:
    """Whether the second best says nearly as much as a single word, and another thing."""
    (first, key), (second, _) = picked[:2]
    near = second > BESIDE * first and len(key) == 1
    return near and not (forms[0].startswith(forms[1]) or forms[1].startswith(forms[0]))


def _score(tally: Tally, theme: int, key: Key, asked: set[str]) -> float:
    size, often = tally.sizes[theme], tally.inside[theme][key]
    if often < 2 and size > 3:
        return 0.0
    inside = often / size
    outside = (tally.everywhere[key] - often + 0.5) / (tally.n_texts - size + 1)
    score = inside * math.log(1 + inside / outside)
    if len(key) > 1:
        score *= 1 + PHRASE * (len(key) - 1) * _bond(tally, key)
    if all(part in vague_stems() for part in key):
        score *= VAGUE
    return round(score * (ASKED if all(part in asked for part in key) else 1), 9)


def _bond(tally: Tally, key: Key) -> float:
    """Return how much more than chance holds a pair together, 0 to 2; 1 for longer keys."""
    if len(key) != 2:
        return 1.0
    apart = (tally.everywhere[key[:1]], tally.everywhere[key[1:]])
    both = min(tally.everywhere[key], *apart)
    ratio = BigramAssocMeasures.likelihood_ratio(both, apart, tally.n_words)
    return min(2.0, math.log1p(max(ratio, 0.0)) / 3)


def _spelling(forms: Mapping[Gram, int]) -> str:
    """Return the most used spelling; a plural wins a near tie: Jobs, not Job."""

    def rank(form: Gram) -> tuple[float, Gram]:
        return (-forms[form] * (1.6 if form[-1].endswith("s") else 1.0), form)

    return " ".join(sorted(forms, key=rank)[0])


def spokesman(
    texts: Sequence[str], languages: Sequence[str], vectors: Matrix, rows: NDArray[np.int64]
) -> str:
    """Return the most central of the rows that is short enough for a name; "" where none is.

    One of the room's usual language, if there is any.
    """
    short = [row for row in rows if len(words(texts[row])) in SPOKEN and "?" not in texts[row]]
    usual = Counter(languages).most_common(1)[0][0] if languages else ""
    short = [row for row in short if languages[row] == usual] or short
    if not short:
        return ""
    centre = unit(vectors[rows].sum(axis=0))
    near = np.round(vectors[short] @ centre, 9)
    return _written(" ".join(clean(texts[short[int(near.argmax())]]).split()).strip(" .,;:!¡"))


def speakers(texts: Sequence[str], vectors: Matrix, rows: NDArray[np.int64]) -> list[int]:
    """Return up to three of the rows, the most central that read well, no text twice."""
    if not len(rows):
        return []
    centre = unit(vectors[rows].sum(axis=0))
    dull = np.array([len(words(texts[row])) not in READABLE for row in rows])
    rank = np.round(vectors[rows] @ centre, 9) - 0.15 * dull
    chosen: dict[str, int] = {}
    for at in np.argsort(-rank, kind="stable"):
        chosen.setdefault(texts[rows[at]], int(rows[at]))
        if len(chosen) == QUOTES:
            break
    return list(chosen.values())
