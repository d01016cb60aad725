"""Wording: what a facilitator may look at once more before the room is asked.  Pure.

Advice, never a lock. The lists that words are held against are those of a language, and come from
`workshop/data/advice`; sentences are made at the edge.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from workshop.plan.echo import WORDS, folded
from workshop.plan.readable import grade
from workshop.room.screen import Screened

GAP = "…"  # what nobody has worded yet
EASY = 9  # years of school: what a statement for everybody asks at most
SEEN_IN = ("value", "competency")  # kinds that somebody should be able to see
HELD_AGAINST = ("value", "guardrail")  # kinds that somebody else could see otherwise
TOLD = ("name", "mail", "phone", "handle", "number")  # what leads to a person

FINE, LOOK, ASK = "fine", "look", "ask"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a wording of one kind may be, in words."""

    words: int
    title_least: int
    title_most: int


@dataclass(frozen=True, slots=True)
class Lexis:
    """Words to hold a wording against: a word, the beginning of one (`ask*`), or several words."""

    jargon: tuple[str, ...] = ()  # says less than it sounds
    buckets: tuple[str, ...] = ()  # names a drawer, not an insight
    pushes: tuple[str, ...] = ()  # says only: more of it
    seen: tuple[str, ...] = ()  # somebody can be seen doing it
    acts: tuple[str, ...] = ()  # is done
    people: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()  # of what people are, have and can
    wants: tuple[str, ...] = ()  # of what is lacking: no picture of how it shall be
    joins: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()  # a clause begins here
    nots: tuple[str, ...] = ()  # what follows shall not be
    self: tuple[str, ...] = ()  # speaks for one person
    follows: tuple[str, ...] = ()  # begins a sentence that belongs to the one before it


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing that was looked at: `fine`, worth a `look`, or a question to `ask` the room."""

    code: str
    state: str
    params: dict[str, str | int] = field(default_factory=dict)


def advise(
    kind: str,
    title: str,
    text: str,
    *,
    limits: Limits,
    lexis: Lexis,
    language: str,
    screen: Callable[[str], Screened],
) -> list[Advice]:
    """Return what there is to say of a title and a statement, in the order in which one reads it.

    Says nothing of what is not there yet. Never raises, whatever is written.
    """
    found: list[Advice] = []
    if title.strip():
        found += _of_title(title, limits, lexis)
    if WORDS.search(text):
        found += _of_text(text, limits, lexis, language)
        found += _of_people(f"{title}. {text}", screen)
        found += _questions(kind, text, lexis)
    return found


def _of_title(title: str, limits: Limits, lexis: Lexis) -> Iterator[Advice]:
    words = WORDS.findall(title)
    least, most = limits.title_least, limits.title_most
    if not least <= len(words) <= most:
        yield Advice("title_words", LOOK, {"n": len(words), "least": least, "most": most})
    telling = [word for word in words if len(word) > 3]  # neither "and" nor "our"
    said = [word for word in telling if not any(hits(word, lexis.pushes))]
    if telling and len(said) < 2 and all(any(hits(word, lexis.buckets)) for word in said):
        yield Advice("title_bucket", LOOK, {"title": " ".join(words)})


def _of_text(text: str, limits: Limits, lexis: Lexis, language: str) -> Iterator[Advice]:
    words = len(WORDS.findall(text))
    is_long = words > limits.words
    if is_long:
        yield Advice("too_many_words", LOOK, {"n": words, "most": limits.words})
    else:
        yield Advice("words", FINE, {"n": words})
    if GAP in text or "..." in text:
        yield Advice("gap", LOOK)
        return  # what is half said has neither one idea nor a reading level
    several = _second_idea(text, lexis)
    yield Advice("several_ideas", LOOK, {"words": several}) if several else Advice("one_idea", FINE)
    year = grade(text, language)
    if year is not None:
        yield Advice(
            "grade" if year <= EASY else "high_grade", FINE if year <= EASY else LOOK, {"n": year}
        )
    jargon = list(hits(text, lexis.jargon))
    if jargon:
        yield Advice("jargon", LOOK, {"words": _listed(jargon)})


def _of_people(text: str, screen: Callable[[str], Screened]) -> Iterator[Advice]:
    told = [text[m.start : m.end] for m in screen(text).marks if m.flag in TOLD]
    if told:
        yield Advice("names", LOOK, {"words": _listed(told)})


def _questions(kind: str, text: str, lexis: Lexis) -> Iterator[Advice]:
    if kind in SEEN_IN:
        seen = next(hits(text, lexis.seen), None)
        yield Advice("seen", FINE, {"words": seen}) if seen else Advice("not_seen", ASK)
    if kind in HELD_AGAINST:
        yield Advice("opposite", ASK)


def _second_idea(text: str, lexis: Lexis) -> str:
    """Return where a second idea begins: a second thing to do, a list of lists, a new sentence."""
    sentences = [one for one in re.split(r"(?<=[.!?])\s+", text.strip()) if WORDS.search(one)]
    for one in sentences[1:]:
        if not any(_begins(one, entry) for entry in lexis.follows):
            return _beginning(one)
    joined = [match for entry in lexis.joins for match in _found(text, entry)]
    joined.sort(key=lambda match: match.start())
    for match in joined:
        after = text[match.end() :]
        if any(_begins(after, entry) for entry in lexis.acts):
            return _beginning(text[match.start() :])
    return _beginning(text[joined[1].start() :]) if len(joined) > 1 else ""


def _beginning(text: str) -> str:
    return " ".join(WORDS.findall(text)[:3])


def _listed(words: list[str]) -> str:
    return ", ".join(dict.fromkeys(words))


# ── words of a list ────────────────────────────────────────────────────────


def hits(text: str, entries: tuple[str, ...]) -> Iterator[str]:
    """Yield the words of a text, as they are written, in which an entry of a list is found."""
    matches = [match for entry in entries for match in _found(text, entry)]
    for match in sorted(matches, key=lambda match: match.start()):
        yield match[0]


def begins(text: str, entries: tuple[str, ...]) -> bool:
    """Whether a text begins with an entry of a list."""
    return any(_begins(text, entry) for entry in entries)


def _begins(text: str, entry: str) -> bool:
    first = WORDS.search(text)
    return first is not None and any(
        match.start() == first.start() for match in _found(text[: first.start() + 80], entry)
    )


def _found(text: str, entry: str) -> Iterator[re.Match[str]]:
    """Yield where an entry stands, whatever its case, as whole words."""
    words = entry.removesuffix("*").split()
    if words and folded(words[0]) in folded(text):  # most are not there at all
        ending = r"[^\W_]*" if entry.endswith("*") else ""
        written = r"\s+".join(map(re.escape, words))
        yield from re.finditer(rf"(?i)(?<![^\W_]){written}{ending}(?![^\W_])", text)
