"""Text: how words that people type are put in order before a rule reads them."""

import re
import unicodedata
from functools import lru_cache

MAX_MARKS = 4  # combining marks on one base; more is decoration that covers the neighbours
MAX_FORMATS = 8  # of what nobody sees, in a row; the flag of Scotland needs six

_JOINER = "\u200d"
# Kept although they are format characters: emoji and several scripts need them. Overrides and
# isolates go: they can make a phrase read as another one.
_KEPT_FORMATS = {_JOINER, "\u200c"}
_SKIN = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)


_NO_WORD = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=8192)
def alike(text: str) -> str:
    """Return what near-identical phrases share: letters and digits, without case and accents."""
    if text.isascii():
        return _NO_WORD.sub(" ", text.lower()).strip() or text
    plain = unicodedata.normalize("NFKD", text).lower()
    bare = "".join(c for c in plain if not unicodedata.category(c).startswith("M"))
    kept = "".join(c if unicodedata.category(c)[0] in "LN" else " " for c in bare)
    return " ".join(kept.split()) or text


def squeeze(text: str) -> str:
    """Return `text` in NFC, with white space squeezed, and without control characters.

    What would show nothing at all is returned as "".
    """
    if text.isascii() and text.isprintable():  # most phrases: nothing to compose or to leave out
        return " ".join(text.split())
    kept: list[str] = []
    marks = formats = 0
    says = False
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if char.isspace():
            marks = formats = 0
            kept.append(" ")
        elif category in ("Cc", "Cs"):
            continue
        elif category == "Cf":
            formats += _is_kept_format(char)
            if _is_kept_format(char) and formats <= MAX_FORMATS:
                kept.append(char)
        elif category in ("Mn", "Me"):
            marks += 1
            if marks <= MAX_MARKS:
                kept.append(char)
        else:
            marks = formats = 0
            says = True
            kept.append(char)
    return " ".join("".join(kept).split()) if says else ""


def _is_kept_format(char: str) -> bool:
    return char in _KEPT_FORMATS or 0xE0020 <= ord(char) <= 0xE007F  # tags of flags


@lru_cache(maxsize=4096)
def graphemes(text: str) -> int:
    """Return how many characters a person would count.

    Combining marks, joined emoji, skin tones and pairs of regional indicators count once; a close
    approximation of UAX #29 that needs no tables.
    """
    if text.isascii():
        return len(text)
    count = 0
    joined = False
    flag_open = False
    for char in text:
        point = ord(char)
        if char == _JOINER:
            joined = True
            continue
        if unicodedata.category(char) in ("Mn", "Me", "Cf") or point in _SKIN:
            continue
        if point in _FLAGS and flag_open:
            flag_open = False
            continue
        flag_open = point in _FLAGS
        is_joined = joined and unicodedata.category(char) in ("So", "Sm")  # letters never are
        joined = False
        count += not is_joined
    return count
