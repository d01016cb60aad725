"""Echo: which words of a text are the room's own.  Pure.

`static/js/dom/echo.js` holds the same rule for the browser, where the words are marked as somebody
types; the fixture `echo.json` holds both to it.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

SHORT = 3  # letters: shorter words carry nothing over
WORDS = re.compile(r"(?:[^\W_]|[\u0300-\u036f’'])+")
_ENDINGS = re.compile(
    r"(?:ciones|aciones|ings?|ness|ments?|ers?|ies|ed|es|s|os|as|amos|ando|iendo|ado|ada)$"
)
_COMMON = frozenset(
    (
        "the and that this with for from have has had are was were will would could should can "
        "not but our your their them they you his her its who what when where which why how all "
        "any each every more most some such than then there these those into onto over under "
        "about also just very much many get got make made out one "
        "los las una uno unos unas del con por para que como más pero sus nos les este esta estos "
        "estas ese esa eso hay son ser está están fue muy sin sobre entre todo toda todos todas "
        "cada nuestro nuestra nuestros nuestras"
    ).split()
)
# How much is meant: it is carried over with the word that it stands before.
_AMOUNTS = frozenset("every each all any no more cada todo toda todos todas mas".split())


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said: the roots of its words, and each text as the keys of its words in a row."""

    roots: frozenset[str]
    texts: tuple[str, ...]


def root(word: str) -> str:
    """Return what a word has in common with its relatives; "" for one that carries nothing."""
    low = word.lower()
    plain = re.split("['’]", folded(low), maxsplit=1)[0]
    if len(plain) < SHORT or low in _COMMON or plain in _COMMON:
        return ""
    cut = _ENDINGS.sub("", plain)
    return cut if len(cut) >= SHORT else plain


def folded(text: str) -> str:
    """Return a text in lower case and without accents."""
    plain = unicodedata.normalize("NFD", text.lower())
    return "".join(sign for sign in plain if not unicodedata.category(sign).startswith("M"))


def roots(texts: Iterable[str]) -> frozenset[str]:
    """Return the roots of all words in these texts."""
    found = (root(word) for text in texts for word in WORDS.findall(text))
    return frozenset(found) - {""}


def heard(texts: Iterable[str]) -> Heard:
    """Return what was said, ready to be looked for."""
    said = list(texts)
    keyed = (" ".join(map(_key, WORDS.findall(one))) for one in said)
    return Heard(roots(said), tuple(f" {one} " for one in keyed))


def pieces(text: str, said: Heard) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is carried over from what was said.

    Words that were said one after the other are one piece.
    """
    found: list[tuple[str, bool]] = []
    stands = 0
    for start, end in _runs(text, said):
        found += [(text[stands:start], False), (text[start:end], True)]
        stands = end
    return [piece for piece in [*found, (text[stands:], False)] if piece[0]]


def kept(text: str, said: Heard) -> list[str]:
    """Return what a text keeps of what was said, each once, in the order of the text."""
    return list(dict.fromkeys(" ".join(piece.split()) for piece, own in pieces(text, said) if own))


def _runs(text: str, said: Heard) -> Iterable[tuple[int, int]]:
    """Yield where the longest runs of words begin and end that stand in one text of what was said.

    A run ends with a word that carries something, and begins with one or with how much of it is
    meant ("every student"); a single word is a run by its root alone. No sign stands within.
    """
    words = list(WORDS.finditer(text))
    at = 0
    while at < len(words):
        end = _end_of_run(text, words, at, said)
        if end > at:
            yield words[at].start(), words[end - 1].end()
        at = max(end, at + 1)


def _end_of_run(text: str, words: list[re.Match[str]], at: int, said: Heard) -> int:
    """Return the index after the last word of the longest run from here; `at` where there is none.

    Whether a sign stands between two words tells what is between them.
    """
    first = words[at][0]
    best = at + 1 if root(first) in said.roots else at
    if best == at and folded(first) not in _AMOUNTS:
        return at
    run = f" {_key(first)} "
    for end in range(at + 1, len(words)):
        run += f"{_key(words[end][0])} "
        between = text[words[end - 1].end() : words[end].start()]
        if not between.isspace() or not any(run in one for one in said.texts):
            break
        if root(words[end][0]):
            best = end + 1
    return best


def _key(word: str) -> str:
    """Return what two spellings of a word share; of a common word that is all of it."""
    return root(word) or folded(word)
