"""Screen: what a phrase should be read for before the room reads it.

Local, small and cautious: it marks, and never changes or loses a word.
"""

import re

# One label of an address, then @, then a domain with a dot.
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.[^\W\d_]{2,24}")
# Seven digits or more, at most two separators between neighbours: 555-0134, (417) 555 0134, +1 …
_PHONE = re.compile(r"(?<![\w.])\+?\(?\d(?:[\s().\-/]{0,2}\d){6,14}(?!\w)")
_HANDLE = re.compile(r"(?<![\w@./])@[A-Za-z_][\w.]{1,30}")


def flags_of(text: str) -> tuple[str, ...]:
    """Return what `text` seems to hold, in this order: mail, phone, handle."""
    found = []
    has_at = "@" in text
    if has_at and _MAIL.search(text):
        found.append("mail")
    if _PHONE.search(text):
        found.append("phone")
    if has_at and _HANDLE.search(text):
        found.append("handle")
    return tuple(found)
