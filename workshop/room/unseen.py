"""Unseen: words that repeat a phrase which is not shown are not shown either.  Rules V3 and M9.

One rule for all that is made of one phrase alone: what was promoted of it, how that read before,
what was voted on, and what was parked. Views, files and plans ask here, and nowhere else.
"""

from workshop.room.moderate import is_personnel_matter
from workshop.room.nouns import Option, Parked, Priority, Response, Room, Statement
from workshop.room.promote import as_title, reading

Repeating = Priority | Statement | Option | Parked


def is_unseen(room: Room, thing: Repeating, *words: str) -> bool:
    """Return True while words repeat a phrase that is not shown (V3).

    They are the thing's own; of a priority or a statement also other `words` that it was known by.
    """
    return any(_original(room, r).state != "shown" for r in repeated(room, thing, *words))


def is_unread(room: Room, thing: Repeating, *words: str) -> bool:
    """Return True while they repeat a phrase whose words few may read (M9)."""
    return any(is_personnel_matter(_original(room, r)) for r in repeated(room, thing, *words))


def repeated(room: Room, thing: Repeating, *words: str) -> list[Response]:
    """Return the phrases, and parts of such, that these words repeat; shown or not."""
    if isinstance(thing, Option):
        return [room.responses[thing.said]] if thing.said else []
    if isinstance(thing, Parked):  # whatever it is called there: it is that phrase
        return [room.responses[thing.response]] if thing.response else []
    if thing.theme is not None:
        return []  # a theme's name is not one person's words
    behind = [room.responses[key] for key in thing.responses]
    return [one for one in behind if _is_in(room, one, thing, words or reading(thing))]


def _is_in(
    room: Room, response: Response, source: Priority | Statement, words: tuple[str, ...]
) -> bool:
    """Return True when words may be those of a phrase, whole or as far as a title holds them.

    All that was made of a withdrawn one alone may: once its words are blanked, nobody can tell.
    """
    if _original(room, response).state == "withdrawn":
        return True
    said = {response.text, as_title(response.text)}
    if response.edited or not response.text:
        # It may have been promoted in the words that it had before.
        said.update(source.versions[0] if source.versions else reading(source))
    return any(word in said for word in words if word)


def _original(room: Room, response: Response) -> Response:
    """Return what was sent: a part is shown as its original is (T19)."""
    return room.responses[response.part_of or response.id]
