"""Vectors: responses as rows of one matrix, from static word vectors and stems.

The word vectors are two files inside the wordllama package, which is never imported. Without
them characters stand in for meaning, and everything else stays as it is.
"""

import importlib.util
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from workshop.theming.gloss import BRIDGE, bridged, gloss
from workshop.theming.text import (
    REMEMBERED,
    clean,
    language_of,
    plain_words,
    stem,
    stems,
    stop_words,
    words,
)

if TYPE_CHECKING:
    from workshop.theming.encoder import Encoder
    from workshop.theming.lexicon import View

Matrix = NDArray[np.float64]
Tokens = tuple[tuple[int, float, str], ...]  # token, weight, root of the word it is part of

MEANING = 0.7  # share of the word vectors; the stems have the rest (THEMES.md 3)
ENCODED = 0.7  # share of a sentence encoder beside both, where there is one
NEIGHBOURS = 6
LEAN = 0.7  # how far a row leans on its neighbours
PLAIN = 0.3  # what praise and fillers ("good", "more") weigh beside other words
STOP = 0.8  # what function words weigh: in long replies they carry a little
ASKED = 0.5  # what the question's own words weigh, which most responses share
WIDE = 600  # rows above which stems are squeezed to NARROW columns
NARROW = 64
LONELY = 5.0  # a language spoken by few rows leans on the room's mean, as if by so many rows more
EXACT = 2_500  # rows above which a sample of so many stands for all
BLOCK = 512  # rows of a similarity matrix at a time: 20,000 fit in memory, and it is used again


def unit(rows: Matrix) -> Matrix:
    """Return the rows at length 1; a row of zeros stays zero."""
    length = np.sqrt(np.einsum("...d,...d->...", rows, rows))
    return np.asarray(rows / np.maximum(length, 1e-9)[..., None])


def added_up(rows: Matrix, group: NDArray[np.int64], n_groups: int) -> Matrix:
    """Return the rows of each group added up: (n, d) and (n,) to (n_groups, d)."""
    n_rows = len(group)
    member = sp.csr_matrix((np.ones(n_rows), (group, np.arange(n_rows))), shape=(n_groups, n_rows))
    return np.asarray(member @ rows)


_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True, eq=False)
class TokenTable:
    """A vector for each token of a vocabulary: (n_tokens, 256), without what all have in common."""

    vectors: NDArray[np.float32]
    tokenizer: Any  # Any: tokenizers ships no types

    def counts(self, texts: Sequence[str], asked: frozenset[str] = frozenset()) -> sp.csr_matrix:
        """Return how much of each token stands in each text: (n_texts, n_tokens).

        Words whose `root` is in `asked` count less, as do fillers and function words.
        """
        runs_of = [clean(text).split() for text in texts]
        number = {run: at for at, run in enumerate(dict.fromkeys(chain.from_iterable(runs_of)))}
        said = [[number[run] for run in runs] for runs in runs_of]
        found = [self._tokens(run) for run in number]
        weights = (w * (ASKED if word in asked else 1.0) for row in found for _, w, word in row)
        tokens = _rows([[i for i, _, _ in row] for row in found], weights, len(self.vectors))
        runs = _rows(said, None, len(number))
        table = runs @ tokens
        table.sort_indices()
        return table

    def knows(self, word: str) -> bool:
        """Whether the vocabulary holds the word whole, which rare words and typos are not."""
        return self.tokenizer.token_to_id("\u2581" + word) is not None

    @cached_property
    def _tokens(self) -> Any:  # Any: a cached function
        @lru_cache(REMEMBERED)
        def tokens(run: str) -> Tokens:
            """Read what stands between two spaces; no token of the vocabulary spans one."""
            found = self.tokenizer.encode(run, add_special_tokens=False)
            spans = [(*m.span(), m.group().lower()) for m in _WORD.finditer(run)]
            pieces = []
            for i, (_, end) in zip(found.ids, found.offsets, strict=True):
                if i < len(self.vectors):
                    word = next((word for start, stop, word in spans if start < end <= stop), "")
                    pieces.append((i, _weight(word), root(word)))
            return tuple(pieces)

        return tokens


def _rows(
    columns: Sequence[Sequence[int]], values: Iterable[float] | None, wide: int
) -> sp.csr_matrix:
    """Return a sparse matrix from the columns of each row; values default to 1, repeats add up."""
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.fromiter(chain.from_iterable(columns), dtype=np.int64, count=ends[-1])
    filled = np.ones(ends[-1]) if values is None else np.fromiter(values, float, count=ends[-1])
    return sp.csr_matrix((filled, flat, ends), shape=(len(columns), wide))


def root(word: str) -> str:
    """Return what a word has in common with its forms, near enough in any language."""
    return stem(word, "en")


def asked_words(prompt: str) -> frozenset[str]:
    """Return the roots of the words of a question, in English where its language has a gloss."""
    told = gloss(prompt, language_of(prompt) or BRIDGE)
    return frozenset(root(word) for word in words(told) if word not in stop_words())


def bare(text: str, asked: frozenset[str]) -> str:
    """Return a text without the question's own words, for an encoder, which cannot weigh words.

    The whole text where nothing of content would be left.
    """
    left = " ".join(_WORD.sub(lambda m: "" if root(m[0].lower()) in asked else m[0], text).split())
    return left if any(word not in stop_words() for word in words(left)) else text


def _weight(word: str) -> float:
    return PLAIN if word in plain_words() else STOP if word in stop_words() else 1.0


@lru_cache(1)
def find_table() -> TokenTable | None:
    """Return the token table that ships inside the wordllama package; None where it is absent."""
    spec = importlib.util.find_spec("wordllama")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    weights = home / "weights" / "l2_supercat_256.safetensors"
    vocabulary = home / "tokenizers" / "l2_supercat_tokenizer_config.json"
    if not (weights.is_file() and vocabulary.is_file()):
        return None
    try:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer
    except ImportError:
        return None
    tokenizer = Tokenizer.from_file(str(vocabulary))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    vectors = next(iter(load_file(weights).values())).astype(np.float32)
    return TokenTable(_own_part(vectors), tokenizer)


def _own_part(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return vectors minus their mean and their leading direction (Mu & Viswanath 2018).

    Both say how usual a token is, not what it means.
    """
    apart = vectors - vectors.mean(axis=0)
    _, directions = np.linalg.eigh(apart.T @ apart)
    leading = directions[:, -1:]
    return np.asarray(apart - apart @ leading @ leading.T)


class Space:
    """The space in which the responses to one prompt lie, learnt from them; rows of length 1.

    `table` None: characters instead of word vectors. `view`: a lexicon's codes beside the words.
    `encoder`: vectors of whole sentences beside both.
    """

    def __init__(
        self,
        table: TokenTable | None,
        *,
        prompt: str = "",
        random_state: int = 0,
        view: "View | None" = None,
        encoder: "Encoder | None" = None,
    ) -> None:
        """Store what the space is made of."""
        self.table = table
        self.encoder = encoder
        self._asked = asked_words(prompt)
        self.random_state = random_state
        self.view = view
        self.codes: Matrix | None = None  # of a view: (n_texts, n_codes), learnt with the texts
        self.kinship: Matrix | None = None  # (n_codes, n_codes)
        self._parts: dict[str, Any] = {}  # Any: scikit-learn ships no types
        self._centres: dict[str, dict[str, Matrix]] = {}  # part → language → mean
        self._idf: Matrix = np.zeros(1)

    def fit(self, texts: Sequence[str], languages: Sequence[str]) -> Matrix:
        """Learn weights and centres from the texts and return them: (n_texts, n_features)."""
        return self._join(texts, languages, learn=True)

    def transform(self, texts: Sequence[str], languages: Sequence[str]) -> Matrix:
        """Return further texts in the space that was learnt: (n_texts, n_features)."""
        return self._join(texts, languages, learn=False)

    def _centred(self, part: str, rows: Matrix, languages: Sequence[str], *, learn: bool) -> Matrix:
        """Return rows minus the mean of their language, so that none is a theme of its own."""
        if learn:
            self._centres[part] = _means(rows, languages)
        means = self._centres[part]
        place = {name: at for at, name in enumerate(means)}
        spoken = [place.get(name, place[""]) for name in languages]
        return unit(rows - np.array(list(means.values()))[spoken])

    def _join(self, texts: Sequence[str], languages: Sequence[str], *, learn: bool) -> Matrix:
        told = [gloss(text, name) for text, name in zip(texts, languages, strict=True)]
        centred = self._centred("words", self._meaning(told, learn=learn), languages, learn=learn)
        spoken = map(bridged, languages)
        stemmed = [stems(text, name) for text, name in zip(told, spoken, strict=True)]
        counted = self._tfidf("stems", stemmed, learn=learn)
        wording = unit(np.hstack([np.sqrt(MEANING) * centred, np.sqrt(1 - MEANING) * counted]))
        if self.encoder is not None:
            encoded = self.encoder.encode([bare(text, self._asked) for text in texts])
            encoded = self._centred("sentences", encoded, languages, learn=learn)
            wording = np.hstack([np.sqrt(ENCODED) * encoded, np.sqrt(1 - ENCODED) * wording])
            wording = unit(wording)
        if self.view is None:
            return wording
        codes = self.view.read(texts, languages, self._meaning, centred)
        if learn:
            codes = self.codes = self.view.settle(codes, wording)
            self.kinship = self.view.kinship(self._meaning)
        return self.view.join(wording, codes)

    def _meaning(self, texts: Sequence[str], *, learn: bool = False) -> Matrix:
        if self.table is None:
            return self._tfidf("characters", [clean(text).lower() for text in texts], learn=learn)
        counts = self.table.counts(texts, self._asked)
        if learn:
            seen = np.bincount(counts.indices, minlength=counts.shape[1])
            self._idf = np.log((1 + len(texts)) / (1 + seen)) + 1
        used = np.unique(counts.indices)
        weighted = self.table.vectors[used].astype(np.float64) * self._idf[used, None]
        return unit(np.asarray(counts[:, used] @ weighted))

    def _tfidf(self, part: str, texts: Sequence[Any], *, learn: bool) -> Matrix:
        # Any: texts as characters, or as tuples of stems
        rows = self._learn(part, texts) if learn else None
        vectorizer, squeeze = self._parts[part]
        if vectorizer is None:
            return np.zeros((len(texts), 1))
        if rows is None:
            rows = _counted(vectorizer, texts) if part == "stems" else vectorizer.transform(texts)
        return unit(rows @ squeeze.components_.T) if squeeze is not None else rows.toarray()

    def _learn(self, part: str, texts: Sequence[Any]) -> sp.csr_matrix | None:
        """Fit a vectorizer and, for wide rooms, what squeezes its columns; return the rows."""
        self._parts[part] = None, None
        if part == "stems":
            vectorizer = TfidfVectorizer(analyzer=tuple, sublinear_tf=True)
        else:
            vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        try:
            rows = vectorizer.fit_transform(texts)
        except ValueError:  # no text has a content word
            return None
        squeeze = None
        if len(texts) > WIDE and min(rows.shape) > NARROW + 1:
            squeeze = TruncatedSVD(NARROW, random_state=self.random_state)
            squeeze.fit(rows[leaders(len(texts), self.random_state)])
        self._parts[part] = vectorizer, squeeze
        return rows


def _counted(vectorizer: Any, texts: Sequence[Sequence[str]]) -> sp.csr_matrix:
    """Return TF-IDF rows of texts that are tuples of stems.

    As `vectorizer.transform` does, but without a millisecond of checks for each arrival.
    """
    known, idf = vectorizer.vocabulary_, vectorizer.idf_
    found = [Counter(known[stem] for stem in text if stem in known) for text in texts]
    ends = np.cumsum([0, *map(len, found)])
    columns = np.fromiter((at for row in found for at in row), dtype=np.int64, count=ends[-1])
    often = np.fromiter((n for row in found for n in row.values()), dtype=float, count=ends[-1])
    values = (1 + np.log(often)) * idf[columns]
    lengths = np.sqrt(np.add.reduceat(np.append(values**2, 0.0), ends[:-1]) if len(found) else [])
    lengths = np.where(np.diff(ends) > 0, lengths, 1.0)
    values = values / np.repeat(lengths, np.diff(ends))
    return sp.csr_matrix((values, columns, ends), shape=(len(found), len(idf)))


def _means(rows: Matrix, languages: Sequence[str]) -> dict[str, Matrix]:
    """Return the mean of each language, and under "" that of all."""
    # So few texts are nearly their own mean, and centring would leave nothing of them.
    differs = any(len(np.unique(part, axis=0)) > 2 for part in (rows[:BLOCK], rows))
    share = 1.0 if differs else 0.0
    means = {"": share * rows.mean(axis=0)}
    spoken = np.array(languages)
    for language in sorted(set(languages)):
        own = rows[spoken == language]
        leaning = LONELY if len(own) < len(rows) else 0.0
        means[language] = (share * own.sum(axis=0) + leaning * means[""]) / (len(own) + leaning)
    return means


def smooth(rows: Matrix, *, random_state: int = 0) -> Matrix:
    """Return each row leaning on its nearest rows (THEMES.md 1): (n, d), length 1.

    Above EXACT rows they lean on a sample of so many.
    """
    own = leaders(len(rows), random_state)
    reach = min(NEIGHBOURS, len(own) - 1)
    if reach < 1:
        return rows
    others = rows[own]
    # Whom a row leans on is found at half the precision, in half the time.
    roughly, among = rows.astype(np.float32), others.astype(np.float32)
    place = np.full(len(rows), -1, dtype=np.int64)
    place[own] = np.arange(len(own))
    leaned = np.empty_like(rows)
    for start in range(0, len(rows), BLOCK):
        part = slice(start, start + BLOCK)
        near, weight = nearest(roughly[part], among, reach, skip=place[part])
        leaned[part] = _leaned(rows[part], others[near], weight)
    return leaned


def leaders(n_rows: int, random_state: int) -> NDArray[np.int64]:
    """Return the rows that stand for all: every row, or a sample of EXACT, in order."""
    if n_rows <= EXACT:
        return np.arange(n_rows)
    return np.sort(np.random.default_rng(random_state).choice(n_rows, EXACT, replace=False))


def _leaned(rows: Matrix, near: Matrix, weight: Matrix) -> Matrix:
    total = np.maximum(weight.sum(axis=1, keepdims=True), 1e-9)
    mean = np.einsum("nk,nkd->nd", weight, near) / total
    return unit(rows + LEAN * mean * (weight[:, :1] > 0.05))


def nearest(
    rows: NDArray[np.floating[Any]],
    others: NDArray[np.floating[Any]],
    reach: int,
    *,
    skip: NDArray[np.int64] | None = None,
) -> tuple[NDArray[np.int64], Matrix]:
    """Return the `reach` nearest of the others for each row, and their cosines, best first.

    `skip` names for each row the one of the others that does not count, itself; -1 for none.
    Negative cosines count as 0.
    """
    # Rounded: threads add in different orders, and a tie must fall the same way every time.
    likeness = (rows @ others.T).astype(np.float32, copy=False)
    if skip is not None:
        itself = np.flatnonzero(skip >= 0)
        likeness[itself, skip[itself]] = -2.0
    near = np.empty((len(rows), min(reach, len(others))), dtype=np.int64)
    weight = np.empty(near.shape)
    every = np.arange(len(rows))
    for rank in range(near.shape[1]):  # a few passes are several times as fast as any sorting
        near[:, rank] = likeness.argmax(axis=1)
        weight[:, rank] = likeness[every, near[:, rank]]
        likeness[every, near[:, rank]] = -np.inf
    return near, np.clip(weight, 0.0, None)


def lean(rows: Matrix, others: Matrix) -> Matrix:
    """Return further rows leaning on their nearest others, as `smooth` does: (n, d), length 1."""
    reach = min(NEIGHBOURS, len(others))
    if reach < 1 or not len(rows):
        return rows
    near, weight = nearest(rows, others, reach)
    return _leaned(rows, others[near], weight)
