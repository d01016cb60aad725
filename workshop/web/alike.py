"""Alike: which phrases say the same in other spelling, so that they stack.  Pure.

`static/js/dom/alike.js` holds the same rule for the browser; the fixtures `alike.json` and
`near.json` hold both to it.
"""

from collections.abc import Iterable

from workshop.room.text import alike

LONG_WORD = 6  # letters; a slip of the keyboard in a shorter word may be another word


def shared(texts: Iterable[str]) -> list[str]:
    """Return for each text what near-identical ones share: the letters of the first of them."""
    stands: dict[str, str] = {}
    initials: dict[str, list[str]] = {}  # first letters of its words → what stands so far
    found = []
    for text in texts:
        key = alike(text)
        if key not in stands:
            peers = initials.setdefault(" ".join(word[:1] for word in key.split(" ")), [])
            stands[key] = next((other for other in peers if is_near(key, other)), key)
            if stands[key] == key:
                peers.append(key)
        found.append(stands[key])
    return found


def is_near(key: str, other: str) -> bool:
    """Return True for phrases of the same words but for plurals and a slip of the keyboard."""
    if abs(len(key) - len(other)) > 4:
        return False
    both = zip(key.split(" "), other.split(" "), strict=True)
    pairs = [(one, two) for one, two in both if one != two]
    return len(pairs) <= 2 and all(
        is_plural(one, two) or is_plural(two, one) or is_slip(one, two) for one, two in pairs
    )


def is_plural(one: str, many: str) -> bool:
    """Return True where a word is another's plural, in English or Spanish."""
    if len(one) < 3:
        return False
    changed = {"y": "ies", "z": "ces"}.get(one[-1])
    return many in (f"{one}s", f"{one}es") or (changed is not None and many == one[:-1] + changed)


def is_slip(one: str, two: str) -> bool:
    """Return True for long words that one letter too many, missing, wrong or misplaced tells apart.

    First and last letter are the same: there another letter means another word ("maestra").
    """
    short, long = sorted((one, two), key=len)
    if len(long) < LONG_WORD or len(long) - len(short) > 1:
        return False
    if short[:1] != long[:1] or short[-1:] != long[-1:] or any(c.isdigit() for c in one + two):
        return False
    pairs = enumerate(zip(short, long, strict=False))
    at = next((n for n, pair in pairs if pair[0] != pair[1]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    return short[at + 1 :] == long[at + 1 :] or (
        short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    )
