"""Pattern: a sentence with slots, and what stands in them of a theme's own words.  Pure.

Nothing is invented: a stem holds what the theme is called, a first draft whole clauses that people
said, and what nobody has said stays a gap that can be seen.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from workshop.plan.echo import WORDS
from workshop.plan.wording import GAP, Lexis, begins, hits
from workshop.room.screen import Screened

SLOTS = ("name", "noun", "act", "acts", "not", "claim", "end")
LEAST, MOST = 2, 14  # words of a clause that can be quoted
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a statement of one kind is usually built; see `workshop/data/patterns`."""

    id: str
    frame: str
    hint: str

    @property
    def name(self) -> str:
        """The frame with its slots as gaps."""
        return _SLOT.sub(GAP, self.frame).replace(f"{GAP}.", GAP)


@dataclass(frozen=True, slots=True)
class Said:
    """What some people said in the same words."""

    ids: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a draft: of the frame, or a clause with the phrases that it comes from."""

    text: str
    sources: tuple[str, ...] = ()


def stem(pattern: Pattern, name: str) -> str:
    """Return the sentence to begin with: what the theme is called, and gaps."""
    is_named = False

    def filled(slot: re.Match[str]) -> str:
        nonlocal is_named
        if is_named or not name or slot[1] not in _NAMED:
            return GAP
        is_named = True
        return _NAMED[slot[1]](name)

    return _SLOT.sub(filled, pattern.frame)


def first_draft(
    pattern: Pattern,
    name: str,
    said: Iterable[Said],
    *,
    lexis: Lexis,
    screen: Callable[[str], Screened] = lambda text: Screened(),
) -> list[Piece]:
    """Return a sentence of the frame and clauses of phrases, those that were said most first.

    Every word outside the frame stands in one of the phrases that its piece names; where no clause
    fits a slot there is a gap. Clauses in which somebody speaks of oneself are left out, and
    phrases that ask something or that the screening marks.
    """
    every = list(said)
    clauses = [
        Piece(clause, one.ids)
        for one in every
        if not screen(one.text).marks and "?" not in one.text
        for clause in clauses_of(one.text, lexis)
        if _is_quotable(clause, lexis)
    ]
    pieces: list[Piece] = []
    stands = 0
    for slot in _SLOT.finditer(pattern.frame):
        pieces.append(Piece(pattern.frame[stands : slot.start()]))
        taken = {one.text for one in pieces}
        free = [clause for clause in clauses if inside(clause.text) not in taken]
        pieces += _filled(slot[1], name, free, every, lexis)
        stands = slot.end()
    return [one for one in [*pieces, Piece(pattern.frame[stands:])] if one.text]


def slots_of(frame: str) -> list[str]:
    """Return the names of the slots of a frame, in their order."""
    return _SLOT.findall(frame)


def text_of(pieces: Iterable[Piece]) -> str:
    """Return what the pieces say together."""
    return "".join(piece.text for piece in pieces)


def clauses_of(text: str, lexis: Lexis) -> list[str]:
    """Return a text in clauses, each in its own words, without the signs between them."""
    found = []
    for part in re.split(r"[.,;:!?¿¡…()\n]+(?=\s|$)|\s[-–—]+\s|[¿¡()]", text):
        turns = sorted(
            match.start()
            for entry in lexis.turns
            for match in re.finditer(rf"(?i)(?<![^\W_]){re.escape(entry)}(?![^\W_])", part)
        )
        edges = [0, *turns, len(part)]
        found += [part[a:b].strip() for a, b in pairwise(edges)]
    return [one for one in found if WORDS.search(one)]


def inside(text: str) -> str:
    """Return a phrase as it is written in the middle of a sentence."""
    first = text.split(" ", 1)[0]
    is_name = not first[1:].islower() or first == "I"
    return text if is_name else text[:1].lower() + text[1:]


def _with_gaps(name: str) -> str:
    return f"{GAP} {inside(name)} {GAP}"


# How a stem says what the theme is called, in the first slot that may.
_NAMED: dict[str, Callable[[str], str]] = {
    "name": str,
    "noun": inside,
    "act": _with_gaps,
    "claim": _with_gaps,
    "not": _with_gaps,
}


def _filled(
    slot: str, name: str, clauses: list[Piece], said: list[Said], lexis: Lexis
) -> Iterable[Piece]:
    if slot in ("name", "noun"):
        sources = _sources_of(name, said)
        return [Piece(name if slot == "name" else inside(name), sources)] if sources else [_GAP]
    fits = {
        "act": lambda one: one if begins(one.text, lexis.acts) else None,
        "acts": lambda one: one if _DOING.match(one.text) else None,
        "not": lambda one: _forbidden(one, lexis),
        "claim": lambda one: _of_people(one, lexis),
        "end": lambda one: None if any(hits(one.text, lexis.wants)) else _of_people(one, lexis),
    }[slot]
    found = next((fit for fit in map(fits, clauses) if fit is not None), None)
    if found is not None:
        return [Piece(inside(found.text), found.sources)]
    if slot in ("end", "not") or not clauses:
        return [_GAP]  # a clause that only stands nearby would say what nobody meant
    return [_GAP, Piece(" "), Piece(inside(clauses[0].text), clauses[0].sources)]


_GAP = Piece(GAP)
_DOING = re.compile(r"(?i)\w+(?:ing|[aáeé]ndo\w*)\b")


def _forbidden(clause: Piece, lexis: Lexis) -> Piece | None:
    """Return what a clause says shall not be, where that is something one does."""
    first = next((word for word in hits(clause.text, lexis.nots)), None)
    if first is None or not clause.text.startswith(first):
        return None
    rest = clause.text.removeprefix(first).strip()
    return Piece(rest, clause.sources) if begins(rest, lexis.acts) else None


def _of_people(clause: Piece, lexis: Lexis) -> Piece | None:
    """Return a clause that begins with people and says what they are, have or can."""
    if not begins(clause.text, lexis.people) or not any(hits(clause.text, lexis.verbs)):
        return None
    return clause


def _sources_of(name: str, said: list[Said]) -> tuple[str, ...]:
    """Return the phrases with the words of a name; none where one of them stands nowhere."""
    found: dict[str, None] = {}
    for word in WORDS.findall(name):
        one = next((s for s in said if word.casefold() in _casefolded(s.text)), None)
        if one is None:
            return ()
        found.update(dict.fromkeys(one.ids))
    return tuple(found)


def _casefolded(text: str) -> list[str]:
    return [word.casefold() for word in WORDS.findall(text)]


def _is_quotable(clause: str, lexis: Lexis) -> bool:
    return LEAST <= len(WORDS.findall(clause)) <= MOST and not any(hits(clause, lexis.self))
