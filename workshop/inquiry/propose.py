"""Propose: which themes of several workshops may be one.  Offered with its why, never done.

Themes are alike when their names are, when the same words speak in their names and phrases, or when
a code book finds the same codes in them, whatever the words. Two themes of one prompt are never
proposed as one: the room itself has told them apart.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from workshop.inquiry.combine import Comparison, Ref
from workshop.room.outcome import Outcome, ThemeOutcome
from workshop.room.text import alike

# Cosine from which two themes are offered as one. On sample evenings dealt out to four groups more
# than 9 in 10 pairs offered are right; half of it finds a tenth more, and is wrong more often.
NEAR = 0.14
IN_NAME, IN_KEYWORDS, IN_PHRASES = 3.0, 1.5, 1.0  # how much a word counts where it stands
OF_CODE = 2.0  # how much a code counts beside a word: other words may have said it
CODE = "§"  # begins a code among words
WHY_WORDS, WHY_CODES = 4, 1  # as many of them say why

_ENDINGS = (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))
_KEPT = 3  # letters that stay when an ending goes


@dataclass(frozen=True, slots=True)
class Wording:
    """What the house knows about words, handed in by who can read its lists."""

    empty: frozenset[str] = frozenset()  # words that carry no theme
    means: Mapping[str, str] = field(default_factory=dict)  # word → what it says in English
    cues: Mapping[str, str] = field(default_factory=dict)  # words → the code that they tell


@dataclass(frozen=True, slots=True)
class Proposal:
    """Themes that may be one, the likeliest name, and why."""

    name: str
    refs: tuple[Ref, ...]
    into: str | None  # what is combined already, and would be added to
    words: tuple[str, ...]  # that they share
    codes: tuple[str, ...]  # of the code book, that they share; neither: they have the same name
    strength: float  # 0..1


@dataclass(slots=True)
class _Pile:
    """What is one already, or alone."""

    refs: tuple[Ref, ...]
    into: str | None
    names: frozenset[str]
    prompts: frozenset[tuple[str, str]]  # (workshop, prompt): taken by one theme of it
    bags: list[Mapping[str, float]]
    title: str
    size: int
    strengths: list[float] = field(default_factory=list)


def propose(
    comparison: Comparison, outcomes: Iterable[Outcome], wording: Wording
) -> tuple[Proposal, ...]:
    """Return what may belong together among the themes of one kind, the surest first."""
    texts = {
        Ref(outcome.workshop, quote.response): quote.text
        for outcome in outcomes
        for quote in outcome.quotes
    }
    speaks = _Speaker(wording)
    piles = _piles(comparison, texts, speaks)
    _weigh(piles)
    merged = _gather(piles)
    found = [
        Proposal(
            pile.title,
            pile.refs,
            pile.into,
            *(((), ()) if len(pile.names) == 1 else _shared(pile, speaks)),
            min(pile.strengths),
        )
        for pile in merged
        if pile.strengths
    ]
    return tuple(sorted(found, key=lambda one: (-one.strength, -len(one.refs), one.name)))


class _Speaker:
    """Reads texts as words without their forms, and remembers how each was written."""

    def __init__(self, wording: Wording) -> None:
        self._empty = frozenset(
            root_of(part) for word in wording.empty for part in alike(word).split()
        )
        self._means = {
            root_of(alike(word)): tuple(root_of(part) for part in alike(said).split())
            for word, said in wording.means.items()
        }
        self._written: dict[str, Counter[str]] = {}
        self._cues: dict[tuple[str, ...], str] = {}
        for cue, code in wording.cues.items():
            if not cue.isupper():  # what is a word only in capitals, letters alone cannot tell
                self._cues[tuple(map(root_of, alike(cue.rstrip("*")).split()))] = CODE + code

    def features(self, text: str) -> dict[str, float]:
        """Return the words of a text and the codes that it tells, with how much each counts."""
        return dict.fromkeys(self.words(text), 1.0) | dict.fromkeys(self.codes(text), OF_CODE)

    def codes(self, text: str) -> set[str]:
        roots = [root_of(word) for word in alike(text).split()]
        runs = (tuple(roots[a : a + n]) for a in range(len(roots)) for n in (1, 2, 3))
        return {self._cues[run] for run in runs if run in self._cues}

    def words(self, text: str) -> set[str]:
        found: set[str] = set()
        for written in re.findall(r"\w+", text.lower()):
            key = alike(written)
            root = root_of(key)
            if len(key) < 3 or root in self._empty:
                continue
            for meant in self._means.get(root, (root,)):
                if meant not in self._empty:
                    found.add(meant)
                    self._written.setdefault(meant, Counter())[written] += 1
        return found

    def written(self, root: str) -> str:
        (word, _), *_rest = self._written[root].most_common(1)
        return word


def root_of(word: str) -> str:
    """Return a word without the endings of number and gender; rough, and the same for both."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and not word.endswith("ss") and len(word) - len(ending) >= _KEPT:
            word = word.removesuffix(ending) + instead
            break
    return word[:-1] if len(word) > _KEPT and word[-1] in "aoe" else word


def _piles(comparison: Comparison, texts: Mapping[Ref, str], speaks: _Speaker) -> list[_Pile]:
    piles = []
    for one in comparison.combined:
        themes = [(part.asked.workshop, theme) for part in one.parts for theme in part.themes]
        if themes:
            pile = _pile(themes, texts, speaks, name=one.joined.name)
            pile.into, pile.size = one.joined.id, 1_000_000
            piles.append(pile)
    piles += [
        _pile([(loose.ref.workshop, loose.theme)], texts, speaks)
        for loose in comparison.loose
        if not loose.theme.mixed
    ]
    return piles


def _pile(
    themes: Sequence[tuple[str, ThemeOutcome]],
    texts: Mapping[Ref, str],
    speaks: _Speaker,
    name: str | None = None,
) -> _Pile:
    title = name or themes[0][1].name
    return _Pile(
        tuple(Ref(workshop, theme.id) for workshop, theme in themes) if name is None else (),
        None,
        frozenset({alike(title)}),
        frozenset((workshop, theme.prompt) for workshop, theme in themes),
        [_bag(workshop, theme, texts, speaks) for workshop, theme in themes],
        title,
        max(theme.crowd.people + theme.crowd.at_tables for _, theme in themes),
    )


def _bag(
    workshop: str, theme: ThemeOutcome, texts: Mapping[Ref, str], speaks: _Speaker
) -> dict[str, float]:
    said: Counter[str] = Counter()
    heavy: dict[str, float] = {}
    for key in theme.responses:
        found = speaks.features(texts.get(Ref(workshop, key), ""))
        said.update(found.keys())
        heavy |= found
    bag = {word: IN_PHRASES * heavy[word] * (1 + math.log(n)) for word, n in said.items()}
    for text, weight in ((" ".join(theme.keywords), IN_KEYWORDS), (theme.name, IN_NAME)):
        for word, n in speaks.features(text).items():
            bag[word] = bag.get(word, 0) + weight * n
    return bag


def _weigh(piles: Sequence[_Pile]) -> None:
    """Let a word count the more the fewer themes have it; make every bag of length 1."""
    bags = [bag for pile in piles for bag in pile.bags]
    among = Counter(word for bag in bags for word in bag)
    for pile in piles:
        weighed = []
        for bag in pile.bags:
            heavy = {w: n * math.log(1 + len(bags) / among[w]) for w, n in bag.items()}
            length = math.sqrt(sum(n * n for n in heavy.values())) or 1
            weighed.append({word: n / length for word, n in heavy.items()})
        pile.bags = list(weighed)


def _gather(piles: list[_Pile]) -> list[_Pile]:
    """Join the two nearest piles, again and again, as long as they are near enough."""
    standing = dict(enumerate(piles))
    near = {
        (a, b): n
        for a, b in combinations(standing, 2)
        if (n := _nearness(standing[a], standing[b])) >= NEAR
    }
    fresh = len(piles)
    while near:
        (a, b), strength = max(near.items(), key=lambda pair: (pair[1], -pair[0][0], -pair[0][1]))
        one = _united(standing.pop(a), standing.pop(b), strength)
        near = {pair: n for pair, n in near.items() if not {a, b} & set(pair)}
        for key, other in standing.items():
            if (n := _nearness(one, other)) >= NEAR:
                near[key, fresh] = n
        standing[fresh] = one
        fresh += 1
    return list(standing.values())


def _nearness(one: _Pile, other: _Pile) -> float:
    """Return how alike two piles are, 0 where they may not be joined: mean cosine, 1 by name."""
    if (one.into and other.into) or one.prompts & other.prompts:
        return 0.0
    if one.names & other.names:
        return 1.0
    pairs = [_cosine(a, b) for a in one.bags for b in other.bags]
    return sum(pairs) / len(pairs)


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    few, many = sorted((one, other), key=len)
    return sum(n * many[word] for word, n in few.items() if word in many)


def _united(one: _Pile, other: _Pile, strength: float) -> _Pile:
    large, small = (one, other) if one.size >= other.size else (other, one)
    return _Pile(
        large.refs + small.refs,
        large.into or small.into,
        large.names | small.names,
        large.prompts | small.prompts,
        large.bags + small.bags,
        large.title,
        large.size,
        [*large.strengths, *small.strengths, strength],
    )


def _shared(pile: _Pile, speaks: _Speaker) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words, and the codes, that speak in several themes, the weightiest first."""
    among = Counter(word for bag in pile.bags for word in bag)
    weight: dict[str, float] = {}
    for bag in pile.bags:
        for word, n in bag.items():
            if among[word] > 1:
                weight[word] = weight.get(word, 0) + n * among[word]
    found = sorted(weight, key=lambda word: (-weight[word], word))
    words = [speaks.written(word) for word in found if not word.startswith(CODE)]
    codes = [word.removeprefix(CODE) for word in found if word.startswith(CODE)]
    return tuple(words[:WHY_WORDS]), tuple(codes[:WHY_CODES])
