"""Ideas: whether a response lists several, and where one ends and the next begins.

It is only ever an offer, so it would rather miss a list than cut one thought in two.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from workshop.theming.text import is_empty, stems, stop_words, words

MOST_LETTERS = 1_000  # of a response that is looked at
MOST = 8  # a response with more is a text to be read, not a list
SHORT = 5  # words of a sentence that is hardly more than a name
LONGEST = 16  # words of one that wishes for something

# With these a wish begins.
_WISHES = frozenset(
    """
    more less fewer better smaller bigger larger longer shorter cheaper faster safer cleaner newer
    healthier higher lower earlier later need needs no stop add improve provide offer hire keep
    make give allow reduce increase build fix create bring please
    más mas menos mejor mejores mayor menor menores falta faltan necesitamos queremos contratar
    mejorar agregar añadir ofrecer dar reducir aumentar construir arreglar crear tener
    """.split()
)
_WANTING = frozenset("need needs want would necesitamos queremos".split())
# Who speaks of themselves tells a story, and its sentences belong together.
_SELF = frozenset("i me my mine we us our you your yo mi mis nos nuestro nuestra tú tu".split())
# These lead back to what was said just before: no thought of its own begins with them, …
_BACK = frozenset(
    """
    it its this that these those they them their he she his her him who which so because since but
    then otherwise therefore however thus there if when while where as especially such including
    eg ie etc not should could would can will is are was were has have had
    eso esto esos esas ellos ellas ello él ella su sus pero porque pues así entonces si cuando
    donde como ya especialmente incluyendo
    """.split()
)
# … nor holds one of these, after another thought.
_MEANT = frozenset("it this that these those them eso esto ello".split())
_AND = re.compile(r"^(?:and|also|plus|y|e|también)\s+", re.IGNORECASE)
_LISTED = re.compile(r"(?:^|\s)(?:[-*•·–]|\(?(\d{1,2})[.)])\s+")
_SENTENCE = re.compile(r"(?<!\b\w)(?<!\b\w\w)[.!?…]+\s+")  # not behind Mr. and St.
_EDGE = " \t\n,;:.!…/-*•·–"
_COMMA = re.compile(r"\s*,\s*(?:(?:and|y|e)\s+)?|\s+(?:and|y|e)\s+")


def ideas(text: str) -> list[str]:
    """Return the pieces of a response that lists several ideas; none when it does not.

    Each is as it stands in the text, in its order, without what parted them.

    >>> ideas("Smaller classes; better lunches; more counselors in the high school")
    ['Smaller classes', 'better lunches', 'more counselors in the high school']
    >>> ideas("More buses, better food and cleaner bathrooms")
    ['More buses', 'better food', 'cleaner bathrooms']
    >>> ideas("music, art and drama for everybody")
    []
    >>> ideas("Más baños, mejores comidas y clases pequeñas")
    ['Más baños', 'mejores comidas', 'clases pequeñas']
    """
    if len(text) > MOST_LETTERS:
        return []
    for parted in (_lines, _marked, _semicolons, _slashes, _sentences, _commas):
        pieces = parted(text)
        if 2 <= len(pieces) <= MOST:
            return pieces
    return []


def _lines(text: str) -> list[str]:
    pieces = _thoughts(text.splitlines())
    return pieces if _all(lambda piece: len(words(piece)) <= LONGEST, pieces) else []


def _marked(text: str) -> list[str]:
    """Return what stands behind bullets or numbers."""
    found = list(_LISTED.finditer(text))
    numbers = [int(mark[1]) for mark in found if mark[1]]
    if not found or found[0].start() > 0 or numbers not in ([], [*range(1, len(found) + 1)]):
        return []
    return _thoughts(_LISTED.sub("\n", text).splitlines())


def _semicolons(text: str) -> list[str]:
    pieces = _thoughts(text.split(";"))
    return pieces if len(pieces) > 2 or _all(_is_wish, pieces) else []


def _slashes(text: str) -> list[str]:
    pieces = _thoughts(re.split(r"\s+/+\s+", text))
    return pieces if len(pieces) > 2 and _all(_is_wish, pieces) else []


def _sentences(text: str) -> list[str]:
    if "?" in text:
        return []
    pieces = _thoughts(_SENTENCE.split(text))
    return pieces if _all(_is_wish, pieces) else []


def _commas(text: str) -> list[str]:
    """Return the items of a list of three and more, all of them plain and alike.

    Where the last one says more, as "for everybody", that may be said of all.
    """
    if text.count(",") < 2 and not re.search(r",.*\s(?:and|y|e)\s", text):
        return []
    pieces = _thoughts(_COMMA.split(text))
    return pieces if len(pieces) > 2 and _all(_is_plain, pieces) else []


def _thoughts(parts: Sequence[str]) -> list[str]:
    """Return the parts that say something, or nothing where one leads back to another."""
    found = [_AND.sub("", part.strip(_EDGE), count=1).strip(_EDGE) for part in parts]
    found = [part for part in found if part]
    if any(is_empty(part) or words(part)[0].split("'")[0] in _BACK for part in found):
        return []
    if any(not _MEANT.isdisjoint(words(part)) for part in found[1:]):
        return []
    said = [set(stems(part, "en")) for part in found]
    if any(one & other for one, other in pairwise(said)):
        return []  # the same thing is spoken of twice
    return found


def _all(fits: Callable[[str], bool], pieces: Sequence[str]) -> bool:
    return all(fits(piece) for piece in pieces)


def _is_wish(piece: str) -> bool:
    """Whether a sentence wishes for something, or is hardly more than its name."""
    said = words(piece)
    if said[0] in _WISHES or (said[0] in _SELF and said[1:2] and said[1] in _WANTING):
        return len(said) <= LONGEST
    return len(said) <= SHORT and not any(word.split("'")[0] in _SELF for word in said)


def _is_plain(piece: str) -> bool:
    """Whether an item is a thing with how it should be, and nothing else."""
    said = words(piece)
    return 2 <= len(said) <= 4 and not any(
        word in stop_words() and word not in _WISHES for word in said
    )
