"""Echo: which words of a text are the room's own.  Pure.

`static/js/dom/echo.js` holds the same rule for the browser, where the words are marked as somebody
types; the fixture `echo.json` holds both to it.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable

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


def pieces(text: str, known: Collection[str]) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether its word has one of the known roots."""
    found: list[tuple[str, bool]] = []
    stands = 0
    for match in WORDS.finditer(text):
        if (own := root(match[0])) and own in known:
            found += [(text[stands : match.start()], False), (match[0], True)]
            stands = match.end()
    return [piece for piece in [*found, (text[stands:], False)] if piece[0]]


def kept(text: str, said: Iterable[str]) -> list[str]:
    """Return what a text keeps of what was said: its longest runs of words that stand there too.

    A run begins and ends with a word that carries something, and is looked for word by word.
    """
    heard = [" ".join(map(_key, WORDS.findall(one))) for one in said]
    words = WORDS.findall(text)
    known = roots(heard)
    found: list[str] = []
    at = 0
    while at < len(words):
        end = _end_of_run(words, at, heard) if root(words[at]) in known else at
        if end > at:
            found.append(" ".join(words[at:end]))
        at = max(end, at + 1)
    return list(dict.fromkeys(found))


def _end_of_run(words: list[str], at: int, heard: list[str]) -> int:
    """Return where the longest run from here ends; one word is a run by its root alone."""
    best, end = at + 1, at + 2
    while end <= len(words):
        run = " ".join(map(_key, words[at:end]))
        if not any(f" {run} " in f" {one} " for one in heard):
            break
        if root(words[end - 1]):
            best = end
        end += 1
    return best


def _key(word: str) -> str:
    """Return what two spellings of a word share; of a common word that is all of it."""
    return root(word) or folded(word)
