"""Lexicon: a second view on responses, by what a field's words mean (THEMES-workshops.md 4)."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from workshop.data.lexicon import Code, Lexicon
from workshop.theming.text import clean, fold, stem, stop_words
from workshop.theming.vectors import NEIGHBOURS, Matrix, nearest, unit

HINT = 1 / 3  # what a hint weighs beside a cue
LONGER = 0.35  # what each further word of a phrase adds
CUES = 4.0  # weight of cues beside prototypes
ENOUGH = 2.0  # cue weight above which more says nothing new
SHARP = 0.08  # temperature of the choice between codes
OUT_OF_SCOPE = 0.4
LENT = 0.5  # at most so much of a response's codes comes from its neighbours
FADE = 0.8  # how fast codes fade that few responses use
ROUNDS = 6
FAMILIES = 0.5  # share of the families in what codes say
VIEW = 0.75  # share of the codes beside the wording

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_OF_GRADUATES = re.compile(r"graduate\b|graduado|egresad|portrait|retrato|perfil d")

Stems = tuple[str, ...]
Cue = tuple[int, float]  # code, weight


@dataclass(eq=False)
class View:
    """The codes of a lexicon, ready to be found in responses."""

    lexicon: Lexicon
    question: str = ""
    _phrases: dict[str, dict[Stems, list[Cue]]] = field(init=False)
    _starts: dict[str, list[tuple[str, int, float]]] = field(init=False)
    _capitals: dict[str, list[Cue]] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the cues by how they are found."""
        self._phrases = {name: defaultdict(list) for name in self.lexicon.languages}
        self._starts = {name: [] for name in self.lexicon.languages}
        self._capitals = defaultdict(list)
        for number, code in enumerate(self.lexicon.codes):
            for language, cue, weight in _cues_of(code):
                self._keep(language, cue, (number, weight))

    def _keep(self, language: str, cue: str, found: Cue) -> None:
        if cue.isupper() and len(cue) <= 5:
            self._capitals[cue].append(found)
        elif cue.endswith("*") and " " not in cue:
            self._starts[language].append((fold(cue[:-1].lower()), *found))
        else:
            spoken = _words(cue.replace("*", ""))
            key = tuple(stem(w.lower(), language) for w in spoken if w.lower() not in stop_words())
            if key:
                self._phrases[language][key].append(found)

    def cues(self, text: str, language: str) -> Matrix:
        """Return the weight of each code's words in a text: (n_codes,)."""
        total = np.zeros(len(self.lexicon.codes))
        spoken = [w for w in _words(text) if w.lower() not in stop_words() or w in self._capitals]
        for word in spoken:
            for code, weight in self._capitals.get(word, ()):
                total[code] += weight
        if language in self._phrases:
            self._add_phrases(spoken, language, total)
        return total

    def _add_phrases(self, spoken: list[str], language: str, total: Matrix) -> None:
        """Add phrases, the longest first: it keeps its words from shorter ones."""
        phrases, free = self._phrases[language], [True] * len(spoken)
        roots = [stem(word.lower(), language) for word in spoken]
        for length in range(max(map(len, phrases), default=0), 0, -1):
            for start in range(len(roots) - length + 1):
                part = slice(start, start + length)
                found = phrases.get(tuple(roots[part])) if all(free[part]) else None
                if found:
                    free[part] = [False] * length
                    _add(found, 1 + LONGER * (length - 1), total)
        for word, is_free in zip(spoken, free, strict=True):
            if is_free:
                folded = fold(word.lower())
                starts = self._starts[language]
                _add([(code, w) for start, code, w in starts if folded.startswith(start)], 1, total)

    def scope(self) -> Matrix:
        """Return what each code is worth under this question: (n_codes,)."""
        wanted = "graduate" if _OF_GRADUATES.search(self.question.lower()) else "school"
        fits = [code.scope in {"both", wanted} for code in self.lexicon.codes]
        return np.where(fits, 1.0, OUT_OF_SCOPE)

    def prototypes(self) -> tuple[list[str], Matrix]:
        """Return short texts for all codes, and the code of each: (n_texts,)."""
        texts, codes = [], []
        for number, code in enumerate(self.lexicon.codes):
            spoken = [phrase for one in code.prototypes.values() for phrase in one]
            for text in (code.name, code.description, *code.names.values(), *spoken):
                texts.append(text)
                codes.append(number)
        return texts, np.array(codes)

    def read(
        self,
        texts: Sequence[str],
        languages: Sequence[str],
        meaning: Callable[[Sequence[str]], Matrix],
        centred: Matrix,
    ) -> Matrix:
        """Return how much each text is about each code: (n_texts, n_codes), rows of sum 1.

        `meaning` gives vectors of texts, `centred` are those of the texts minus their mean.
        """
        cues = np.array([self.cues(t, name) for t, name in zip(texts, languages, strict=True)])
        phrases, code_of = self.prototypes()
        known = meaning(phrases)
        likeness = centred @ unit(known - known.mean(axis=0)).T
        near = np.array(
            [
                np.sort(likeness[:, code_of == code], axis=1)[:, -2:].mean(axis=1)
                for code in range(len(self.lexicon.codes))
            ]
        ).T
        odds = near / SHARP + CUES * np.minimum(cues, ENOUGH)
        odds = np.exp(odds - odds.max(axis=1, keepdims=True)) * self.scope()
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))

    def settle(self, codes: Matrix, wording: Matrix) -> Matrix:
        """Return the codes of one room: neighbours lend theirs, stray ones fade."""
        reach = min(NEIGHBOURS, len(codes) - 1)
        if reach > 0:
            near, weight = nearest(wording, wording, reach, skip=np.arange(len(wording)))
            weight = weight**2
            total = weight.sum(axis=1, keepdims=True)
            lent = np.einsum("nk,nkc->nc", weight, codes[near]) / np.maximum(total, 1e-9)
            share = LENT * np.minimum(1, total / 0.5)
            codes = (1 - share) * codes + share * lent
        used = codes
        for _ in range(ROUNDS):
            used = codes * (used.mean(axis=0) + 0.002) ** FADE
            used /= used.sum(axis=1, keepdims=True)
        return used

    def join(self, wording: Matrix, codes: Matrix) -> Matrix:
        """Return wording, codes and their families as one matrix, rows of length 1."""
        ids = [family.id for family in self.lexicon.families]
        member = np.array([[code.family == one for one in ids] for code in self.lexicon.codes])
        families = np.sqrt(FAMILIES) * codes @ member.astype(float)
        said = unit(np.hstack([np.sqrt(1 - FAMILIES) * codes, families]))
        return unit(np.hstack([np.sqrt(1 - VIEW) * wording, np.sqrt(VIEW) * said]))


def _words(text: str) -> list[str]:
    return _WORD.findall(clean(text))


def _cues_of(code: Code) -> Iterator[tuple[str, str, float]]:
    for spoken, weight in ((code.cues, 1.0), (code.hints, HINT)):
        for language, phrases in spoken.items():
            for phrase in phrases:
                yield language, phrase, weight


def _add(found: Sequence[Cue], strength: float, total: Matrix) -> None:
    """Add cues that share their words with each other: the more codes, the less for each."""
    shared = max(sum(weight == 1 for _, weight in found), 1) ** 0.5
    for code, weight in found:
        total[code] += weight * strength / shared
