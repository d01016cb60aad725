"""Lexicon: a second view on responses, by what a field's words mean (THEMES-workshops.md 4)."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workshop.data.lexicon import Code, Lexicon
from workshop.theming.text import REPAIRED, clean, fold, glue_words, one_out, stem
from workshop.theming.vectors import NEIGHBOURS, Matrix, nearest, unit

HINT = 0.22  # what a hint weighs beside a cue
TYPO = 0.8  # what a cue with one wrong letter weighs
LONGER = 0.35  # what each further word of a phrase adds
CUES = 4.0  # weight of cues beside prototypes
ENOUGH = 2.0  # cue weight above which more says nothing new
SHARP = 0.1  # temperature of the choice between codes
OUT_OF_SCOPE = 0.4
LENT = 0.3  # at most so much of a response's codes comes from its neighbours
FADE = 0.8  # how fast codes fade that few responses use
ROUNDS = 6
FAMILIES = 0.5  # share of the families in what codes say
VIEW = 0.75  # share of the codes beside the wording
KIN = (0.3, 0.3, 0.2)  # what draws codes together: one family, like prototypes, named as near
USUAL, CLOSEST = 0.5, 0.98  # quantiles of the likeness of prototypes that count as 0 and 1

# Cues in capitals that are everyday words in small letters: only the capitals are a cue.
EVERYDAY = frozenset({"act", "sat", "sel", "once", "pan", "son", "app", "ib", "ai", "el"})

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_OF_GRADUATES = re.compile(r"graduate\b|graduado|egresad|portrait|retrato|perfil d")

Stems = tuple[str, ...]
Cue = tuple[int, float]  # code, weight


@dataclass(eq=False)
class View:
    """The codes of a lexicon, ready to be found in responses.

    `knows` tells real words, which are never taken for typos of others.
    """

    lexicon: Lexicon
    question: str = ""
    knows: Callable[[str], bool] | None = None
    _phrases: dict[str, dict[Stems, list[Cue]]] = field(init=False)
    _starts: dict[str, list[tuple[str, int, float]]] = field(init=False)
    _capitals: dict[str, list[Cue]] = field(init=False)
    _near: dict[str, dict[str, set[str]]] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the cues by how they are found."""
        self._phrases = {name: defaultdict(list) for name in self.lexicon.languages}
        self._starts = {name: [] for name in self.lexicon.languages}
        self._near = {name: defaultdict(set) for name in self.lexicon.languages}
        self._capitals = defaultdict(list)
        for number, code in enumerate(self.lexicon.codes):
            for language, cue, weight in _cues_of(code):
                self._keep(language, cue, (number, weight))

    def _keep(self, language: str, cue: str, found: Cue) -> None:
        if cue.isupper() and cue.lower() in EVERYDAY | glue_words():
            self._capitals[cue].append(found)
        elif cue.endswith("*") and " " not in cue:
            self._starts[language].append((fold(cue[:-1].lower()), *found))
        else:
            spoken = [word.lower() for word in _words(cue.replace("*", ""))]
            key = tuple(stem(word, language) for word in spoken if word not in glue_words())
            if key:
                self._phrases[language][key].append(found)
            if len(key) == 1 and len(key[0]) in REPAIRED:
                for shorter in one_out(key[0]):
                    self._near[language][shorter].add(key[0])

    def cues(self, text: str, language: str) -> Matrix:
        """Return the weight of each code's words in a text: (n_codes,).

        Read in its language; in the others where that finds nothing, as short texts mislead.
        """
        spoken = [w for w in _words(text) if w.lower() not in glue_words() or w in self._capitals]
        usual = sorted(self.lexicon.languages, key=lambda name: name != language)
        total = np.zeros(len(self.lexicon.codes))
        for name in usual:
            self._add_phrases(spoken, name, total)
            if total.any():
                break
        for word in spoken:
            for code, weight in self._capitals.get(word, ()):
                total[code] += weight
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
        for word, root, is_free in zip(spoken, roots, free, strict=True):
            if is_free:
                folded = fold(word.lower())
                starts = self._starts[language]
                begun = [(code, w) for start, code, w in starts if folded.startswith(start)]
                _add(begun, 1, total)
                meant = None if begun else self._typo(word.lower(), root, language)
                if meant:
                    _add(phrases[(meant,)], TYPO, total)

    def _typo(self, word: str, root: str, language: str) -> str | None:
        """Return the one cue that is a letter away from a word that is none."""
        if self.knows is None or len(root) not in REPAIRED or self.knows(word):
            return None
        near = {hit for shorter in one_out(root) for hit in self._near[language].get(shorter, ())}
        near = {hit for hit in near if hit[0] == root[0] and abs(len(hit) - len(root)) <= 1}
        return near.pop() if len(near) == 1 else None

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

    def kinship(self, meaning: Callable[[Sequence[str]], Matrix]) -> Matrix:
        """Return how near each two codes are for planners: (n_codes, n_codes), 0 to 1."""
        phrases, code_of = self.prototypes()
        known = meaning(phrases)
        known = unit(known - known.mean(axis=0))
        codes = self.lexicon.codes
        means = unit(np.array([known[code_of == at].mean(axis=0) for at in range(len(codes))]))
        like = means @ means.T
        usual, closest = np.quantile(like[np.triu_indices(len(codes), 1)], (USUAL, CLOSEST))
        like = np.clip((like - usual) / max(closest - usual, 1e-9), 0, 1)
        family = np.array([[one.family == other.family for other in codes] for one in codes])
        near = np.array(
            [[two.id in one.near or one.id in two.near for two in codes] for one in codes]
        )
        kin = KIN[0] * family + KIN[1] * like + KIN[2] * near
        np.fill_diagonal(kin, 1.0)
        return np.asarray(np.clip(kin, 0, 1))


def gather(
    codes: Matrix, weight: Matrix, kinship: Matrix, n_themes: int, *, smallest: int
) -> NDArray[np.int64]:
    """Return the theme of each item, (n,), from 0: codes joined to `n_themes` groups.

    `codes` (n, n_codes) say in how many responses each item is about each code. Codes that few
    responses use join their kin first (Ward's cost on their mass), so that a theme is a readable
    set of codes. A theme under `smallest` responses gives its items to their next best.
    """
    group = _join(codes.sum(axis=0), 1 - kinship, n_themes)
    about = np.zeros((len(codes), int(group.max()) + 1))
    np.add.at(about.T, group, codes.T)
    label = about.argmax(axis=1)
    while True:
        sizes = np.bincount(label, weights=weight, minlength=about.shape[1])
        small = (sizes > 0) & (sizes < smallest)
        if not small.any() or (sizes >= smallest).sum() == 0:
            return np.asarray(np.unique(label, return_inverse=True)[1], dtype=np.int64)
        about[:, sizes < smallest] = 0.0
        label = about.argmax(axis=1)


def _join(mass: Matrix, distance: Matrix, n_groups: int) -> NDArray[np.int64]:
    """Return the group of each code, joined pair by pair where it costs least."""
    group, mass, distance = np.arange(len(mass)), mass.astype(float), distance.astype(float)
    active = list(range(len(mass)))
    while len(active) > n_groups:
        own = mass[active]
        cost = np.outer(own, own) / (own[:, None] + own[None, :] + 1e-12)
        cost = np.round(cost * distance[np.ix_(active, active)], 9)
        np.fill_diagonal(cost, np.inf)
        one, other = (active[at] for at in sorted(np.unravel_index(cost.argmin(), cost.shape)))
        total = mass[one] + mass[other] + 1e-12
        both = (mass[one] * distance[one] + mass[other] * distance[other]) / total
        distance[one] = distance[:, one] = both
        mass[one] += mass[other]
        group[group == other] = one
        active.remove(other)
    return np.asarray(np.unique(group, return_inverse=True)[1], dtype=np.int64)


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
        total[code] += weight * strength / (shared if weight == 1 else 1)
