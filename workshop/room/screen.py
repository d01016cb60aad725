"""Screen: what a phrase should be read for before the room reads it.

Local, small and cautious: it marks, and never changes or loses a word. Words are compared as they
sound, not as they are spelt to get past a list: without accents, look-alikes, digits for letters
and letters said again and again. Only whole words count, and the beginnings that a list names.
What a list has marked stands in the event, so that a replay needs no list.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import dropwhile
from typing import NamedTuple

# One label of an address, then @, then a domain with a dot.
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.[^\W\d_]{2,24}")
# Seven digits or more, at most two separators between neighbours: 555-0134, (417) 555 0134, +1 …
_PHONE = re.compile(r"(?<![\w.$])\+?\(?\d(?:[\s().\-/]{0,2}\d){6,14}(?!\w)")
_HANDLE = re.compile(r"(?<![\w@./])@[A-Za-z_][\w.]{1,30}")
_LINK = re.compile(
    r"(?i)\bhttps?://\S{2,300}|\bwww\.\S{2,300}"
    r"|(?<![\w@.])[a-z0-9][a-z0-9-]{0,60}\.(?:com|org|net|edu|gov|info|io|ly|me|tv|gg|us)\b(?:/\S*)?"
)
_NUMBER = re.compile(
    r"(?i)\b(?:student|lunch|school|alumn[oa]|estudiante|estudiantil)?\s*"
    r"(?:id|number|no|num|n[uú]mero|matr[ií]cula)\b[\s.:#]*(?:is|es|de\s+\w+)?[\s.:#]*(\d{4,10})\b"
)
_ACCOUNT = re.compile(
    r"(?i)\b(?:insta|instagram|snap|snapchat|tiktok|discord|telegram)\b\s*(?:is|es|:|=)\s*(\S{3,40})"
)
# Two years, or a day, are no phone number.
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-/]\s?(?:19|20)\d\d|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d")

FLAGS = (
    *("safety", "personnel", "name", "mail", "phone", "handle", "link", "number"),
    *("profanity", "protected", "listed"),
)
URGENT = "safety"  # somebody may be in danger: it is held in every mode, and read first

_WORD = re.compile(r"[\w$@!*|'’\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]+")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff_'’]")
_LEET = str.maketrans("0134578@$!|", "oieastbasii")
_LEET_L = str.maketrans("0134578@$!|", "oleastbasll")
_ALIKE = str.maketrans(
    "аеорсухіѕјԁɡкмтнвοαεικνρτυχıſսօ",
    "aeopcyxisjdgkmthboaeikvptuxisuo",
)
_AGAIN = re.compile(r"(.)\1{2,}")
_TWICE = re.compile(r"(.)\1+")
GAP, LONG_GAP = 3, 8  # words that `..` and `...` stand for at most
NEAR = 12  # words between somebody and what is said of them
KNOWN_MOST = 20_000  # words whose reading is kept


class Mark(NamedTuple):
    """Where in a text something was found: from one character up to another."""

    start: int
    end: int
    flag: str


class Screened(NamedTuple):
    """What a phrase seems to hold."""

    flags: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Lists:
    """Words to look for, of one language or of several together.

    An entry is a word, the beginning of one (`begin*`), or several words. In patterns a word may
    be one of several (`fire|sack`) or of a group (`<staff>`), be left out (`the?`), and `..` stands
    for up to three words, `...` for up to eight.
    """

    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    profanity: tuple[str, ...] = ()
    as_names: tuple[str, ...] = ()  # profane, but where they are written as a name
    safety: tuple[str, ...] = ()
    personnel: tuple[str, ...] = ()
    about: tuple[str, ...] = ()  # somebody: one person
    protected: tuple[str, ...] = ()  # what is nobody's business, when it is said of somebody
    sensitive: tuple[str, ...] = ()  # the same of whomever it is said
    titles: tuple[str, ...] = ()  # a name follows
    offices: tuple[str, ...] = ()  # a name follows, where it is written as one
    kin: tuple[str, ...] = ()
    called: tuple[str, ...] = ()  # "named": a name follows
    grades: tuple[str, ...] = ()  # what a pupil is in
    names: tuple[str, ...] = ()
    doubtful_names: tuple[str, ...] = ()  # names that are words too
    surnames: tuple[str, ...] = ()
    places: tuple[str, ...] = ()  # beside a name they make it that of a place
    ordinary: tuple[str, ...] = ()  # written large without being names
    listed: tuple[str, ...] = ()  # what a district wants to read first
    allow: tuple[str, ...] = ()  # never marked

    def with_more(self, other: "Lists") -> "Lists":
        """Return these and the others together."""
        values = {
            name: tuple(dict.fromkeys((*getattr(self, name), *getattr(other, name))))
            for name in self.__slots__
            if name != "groups"
        }
        keys = dict.fromkeys((*self.groups, *other.groups))
        groups = {key: (*self.groups.get(key, ()), *other.groups.get(key, ())) for key in keys}
        return Lists(groups=groups, **values)


def flags_of(text: str) -> tuple[str, ...]:
    """Return what leads to a person in `text`, as it is found without any list."""
    return CONTACTS(text).flags


# ── words ──────────────────────────────────────────────────────────────────


def plain(word: str) -> str:
    """Return a word as it is compared: small, without accents (ñ stays), look-alikes alike."""
    if not word.isascii():
        word = unicodedata.normalize("NFKC", word).lower().translate(_ALIKE)
        word = unicodedata.normalize("NFD", word.replace("ñ", "\0"))
        word = "".join(c for c in word if not unicodedata.combining(c)).replace("\0", "ñ")
        word = word.replace("’", "'")
    word = word.lower()
    if word.endswith("'s"):
        word = word[:-2]
    return _UNSEEN.sub("", word)


def spellings(word: str) -> Iterator[str]:
    """Yield what a plain word may stand for: itself, with digits as letters, without repeats."""
    core = word.strip("*!|")
    found = [core]
    if not core.isalpha() and any(c.isalpha() for c in core):
        tail = word.rstrip("!|")
        found += [one.translate(how) for one in (core, tail) for how in (_LEET, _LEET_L)]
    for one in dict.fromkeys(found):
        yield one
        if _AGAIN.search(one):
            yield _AGAIN.sub(r"\1\1", one)
        once = _TWICE.sub(r"\1", one)
        if once != one and len(once) >= 4:
            yield once


def _is_masked(word: str, other: str) -> bool:
    """Return True when a word is another one with stars for letters: f*ck."""
    return len(word) == len(other) and all(a in ("*", b) for a, b in zip(word, other, strict=True))


class _Words:
    """A set of words and of beginnings."""

    __slots__ = ("starts", "whole")

    def __init__(self, entries: Iterable[str]) -> None:
        words = [plain(entry.rstrip("*")) + "*" * entry.endswith("*") for entry in entries]
        self.whole = frozenset(word for word in words if not word.endswith("*"))
        self.starts = tuple(word[:-1] for word in words if word.endswith("*"))

    def __contains__(self, word: object) -> bool:
        return word in self.whole or (
            bool(self.starts) and isinstance(word, str) and word.startswith(self.starts)
        )


class _Step(NamedTuple):
    words: _Words
    is_optional: bool
    gap: int  # words that may lie before it


class _Pattern:
    """Several words in a row."""

    __slots__ = ("flag", "head", "rest")

    def __init__(self, flag: str, written: str, groups: Mapping[str, tuple[str, ...]]) -> None:
        steps: list[_Step] = []
        gap = 0
        for part in written.split():
            if part in ("..", "..."):
                gap = GAP if part == ".." else LONG_GAP
                continue
            names = part.removesuffix("?").split("|")
            entries = [w for n in names for w in (groups.get(n[1:-1], ()) if n[0] == "<" else (n,))]
            steps.append(_Step(_Words(entries), part.endswith("?"), gap))
            gap = 0
        self.flag = flag
        self.head = steps[0].words
        self.rest = tuple(steps[1:])

    def end(self, words: list[str], at: int) -> int:
        """Return where it ends when it begins at word `at`; -1 when it does not."""
        return _match(self.rest, words, at + 1)


def _match(steps: tuple[_Step, ...], words: list[str], at: int) -> int:
    if not steps:
        return at
    step, rest = steps[0], steps[1:]
    for here in range(at, min(at + step.gap + 1, len(words))):
        if words[here] in step.words:
            found = _match(rest, words, here + 1)
            if found >= 0:
                return found
    return _match(rest, words, at) if step.is_optional else -1


class _Reading(NamedTuple):
    """What a word is, wherever it stands."""

    word: str
    lead: int  # signs before it
    trail: int  # signs after it
    is_large: bool  # written as a name is
    is_profane: bool
    heads: tuple[_Pattern, ...]
    roles: frozenset[str]


class _Token(NamedTuple):
    start: int
    end: int
    reading: _Reading


_ROLES = (
    *("titles", "offices", "kin", "called", "names", "doubtful_names", "surnames", "places"),
    *("ordinary", "as_names", "grades"),
)


def _patterns(lists: Lists) -> Iterator[tuple[str, str]]:
    """Yield each pattern after the flag that it stands for."""
    several = [word for word in lists.profanity if len(word.split()) > 1]
    for flag, entries in (
        ("allow", lists.allow),
        ("safety", lists.safety),
        ("personnel", lists.personnel),
        ("profanity", several),
        ("about", lists.about),
        ("topic", lists.protected),
        ("protected", lists.sensitive),
        ("listed", lists.listed),
    ):
        yield from ((flag, written) for written in entries if written.split())


# ── the screening ──────────────────────────────────────────────────────────


class Screening:
    """Lists, ready to be held against phrases: `screening(text)`."""

    def __init__(self, lists: Lists) -> None:
        """Make them ready; what is read once is kept for the next time."""
        self._has_words = lists != Lists()
        single = [word for word in lists.profanity if len(word.split()) == 1]
        self._profane = _Words((*single, *lists.as_names))
        self._roles: dict[str, set[str]] = {}  # word → what it may be
        for role in _ROLES:
            for word in getattr(lists, role):
                self._roles.setdefault(plain(word), set()).add(role)
        self._heads: dict[str, list[_Pattern]] = {}  # first word → patterns
        self._starts: list[tuple[str, _Pattern]] = []  # beginning of a first word
        for flag, written in _patterns(lists):
            pattern = _Pattern(flag, written, lists.groups)
            for word in pattern.head.whole:
                self._heads.setdefault(word, []).append(pattern)
            self._starts += [(start, pattern) for start in pattern.head.starts]
        self._known: dict[str, _Reading] = {}

    def __call__(self, text: str) -> Screened:
        """Return what `text` seems to hold, the gravest first."""
        marks = _contacts(text)
        if self._has_words:
            marks = self._words(text, _further_contacts(text, marks))
        if not marks:
            return _NOTHING
        found = {mark.flag for mark in marks}
        return Screened(tuple(flag for flag in FLAGS if flag in found), _apart(marks))

    def _words(self, text: str, contacts: list[Mark]) -> list[Mark]:
        is_loud = text.isupper() and " " in text
        tokens = self._read(text, is_loud)
        words = [token.reading.word for token in tokens]
        hits = self._hits(words, tokens)
        allowed = {at for flag, start, end in hits if flag == "allow" for at in range(start, end)}
        marks = [mark for mark in contacts if not _is_within(mark, tokens, allowed)]
        marks += [
            Mark(tokens[start].start, tokens[end - 1].end, flag)
            for flag, start, end in (*hits, *_of_somebody(hits))
            if flag in FLAGS and (flag == URGENT or not allowed.issuperset(range(start, end)))
        ]
        for at, token in enumerate(tokens):
            if token.reading.is_profane and at not in allowed and not _is_name_here(tokens, at):
                marks.append(Mark(token.start, token.end, "profanity"))
        marks += [mark for mark in self._spelt_out(tokens)]
        for start, end in _names(tokens):
            if not allowed.intersection(range(start, end)):
                marks.append(Mark(tokens[start].start, tokens[end - 1].end, "name"))
        return marks

    def _read(self, text: str, is_loud: bool) -> list[_Token]:
        known, tokens = self._known, []
        for found in _WORD.finditer(text):
            written = found.group()
            reading = known.get(written)
            if reading is None:
                reading = self._look_up(written)
            if not reading.word:
                continue
            if is_loud and reading.is_large:
                reading = reading._replace(is_large=False)
            start, end = found.span()
            tokens.append(_Token(start + reading.lead, end - reading.trail, reading))
        return tokens

    def _look_up(self, written: str) -> _Reading:
        word = plain(written)
        bare = word.strip("*!|$@")
        read = bare or word
        core = written.strip("*!|$@'’_")
        lead = written.find(core) if core else 0
        reading = _Reading(
            word=read if any(c.isalnum() for c in read) else "",
            lead=lead,
            trail=len(written) - lead - len(core) if core else 0,
            is_large=core[:1].isupper() and not core[1:2].isupper(),
            is_profane=self._is_profane(word),
            heads=self._begun_by(word),
            roles=frozenset(self._roles.get(read, ())),
        )
        if len(self._known) >= KNOWN_MOST:
            self._known.clear()
        self._known[written] = reading
        return reading

    def _begun_by(self, word: str) -> tuple[_Pattern, ...]:
        found: dict[_Pattern, None] = {}
        for one in spellings(word):
            found.update(dict.fromkeys(self._heads.get(one, ())))
            found.update((p, None) for start, p in self._starts if one.startswith(start))
        return tuple(found)

    def _is_profane(self, word: str) -> bool:
        if "*" in word.strip("*") or (word.endswith("*") and len(word.rstrip("*")) == 1):
            return any(_is_masked(word, one) for one in self._profane.whole) or any(
                _is_masked(word[: len(one)], one) for one in self._profane.starts
            )
        return any(one in self._profane for one in spellings(word))

    def _hits(self, words: list[str], tokens: list[_Token]) -> list[tuple[str, int, int]]:
        hits = []
        for at, token in enumerate(tokens):
            for pattern in token.reading.heads:
                end = pattern.end(words, at)
                if end >= 0:
                    hits.append((pattern.flag, at, end))
        return hits

    def _spelt_out(self, tokens: list[_Token]) -> Iterator[Mark]:
        """Find what is said letter by letter: f u c k."""
        run: list[_Token] = []
        for token in (*tokens, None):
            if token is not None and len(token.reading.word) == 1:
                run.append(token)
                continue
            for at in range(len(run) - 2):
                said = "".join(one.reading.word for one in run[at:])
                if said in self._profane:
                    yield Mark(run[at].start, run[-1].end, "profanity")
                    break
            run = []


def _contacts(text: str) -> list[Mark]:
    """Find what leads to a person at once: addresses, phone numbers, handles."""
    marks = []
    if "@" in text:
        marks += [Mark(*found.span(), "mail") for found in _MAIL.finditer(text)]
        marks += [Mark(*found.span(), "handle") for found in _HANDLE.finditer(text)]
    if _DIGITS.search(text):
        marks += [
            Mark(*found.span(), "phone")
            for found in _PHONE.finditer(text)
            if not _YEARS.fullmatch(found.group().strip("+( "))
        ]
    return marks


def _further_contacts(text: str, marks: list[Mark]) -> list[Mark]:
    """Return what leads to a person in other ways too: links, accounts, numbers of pupils."""
    if "." in text or ":" in text:
        mails = [mark for mark in marks if mark.flag == "mail"]
        links = (Mark(*found.span(), "link") for found in _LINK.finditer(text))
        marks = marks + [link for link in links if not _overlaps(link, mails)]
    if _DIGITS.search(text):
        numbers = [Mark(*found.span(1), "number") for found in _NUMBER.finditer(text)]
        marks = [m for m in marks if m.flag != "phone" or not _overlaps(m, numbers)] + numbers
    if _NETWORK.search(text):
        marks = marks + [Mark(*found.span(1), "handle") for found in _ACCOUNT.finditer(text)]
    return marks


def _overlaps(mark: Mark, others: list[Mark]) -> bool:
    return any(mark.start < one.end and one.start < mark.end for one in others)


_DIGITS = re.compile(r"\d\d")
_NETWORK = re.compile(r"(?i)\b(?:insta|snap|tiktok|discord|telegram)")
_NOTHING = Screened()


def _of_somebody(hits: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Return what is nobody's business, where somebody is spoken of beside it."""
    people = [hit for hit in hits if hit[0] == "about"]
    return [
        ("protected", start, end)
        for flag, start, end in hits
        if flag == "topic"
        and any(start - NEAR <= one[2] and one[1] <= end + NEAR for one in people)
    ]


def _is_within(mark: Mark, tokens: list[_Token], allowed: set[int]) -> bool:
    inside = [
        at for at, token in enumerate(tokens) if token.start < mark.end and token.end > mark.start
    ]
    return bool(inside) and allowed.issuperset(inside)


def _apart(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return marks in their order that do not lie over each other; the gravest stays."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (_CUT.get(mark.flag, 2), FLAGS.index(mark.flag))):
        if all(mark.end <= one.start or one.end <= mark.start for one in kept):
            kept.append(mark)
    return tuple(sorted(kept))


# What is cut out goes before what is only pointed at, so that the point made stays; and a whole
# address before the name in it.
_CUT = dict.fromkeys(("mail", "phone", "handle", "link", "number"), 0)
_CUT |= {"name": 1, "profanity": 1}
CUT = frozenset(_CUT)


# ── names ──────────────────────────────────────────────────────────────────

_SAINTS = frozenset(("saint", "st", "san", "santa", "camp", "lake", "mount", "fort", "ft"))
_IN = frozenset(("in", "from", "en", "de", "del"))
_IS = frozenset(("is", "was", "es", "esta", "estaba", "who", "que", "the", "el", "la", "my", "mi"))
_NTH = re.compile(r"(?:[1-9]|1[0-2])(?:st|nd|rd|th|er|ro|do|to|mo|vo|no|°|º)|k")
_OF_ONE = frozenset(
    "my our his her their a that this the one mi su nuestro nuestra un una el la".split()
    + "ese esa este esta".split()
)


def _is_name_here(tokens: list[_Token], at: int) -> bool:
    """Return True where a word that may be profane is somebody's name: Dick Smith."""
    reading = tokens[at].reading
    if "as_names" not in reading.roles or not reading.is_large:
        return False
    after = tokens[at + 1].reading if at + 1 < len(tokens) else None
    before = tokens[at - 1].reading if at else None
    return bool(
        (after and after.is_large)
        or (before and (before.is_large or before.roles & {"titles", "offices", "kin"}))
    )


def _names(tokens: list[_Token]) -> Iterator[tuple[int, int]]:
    """Yield where somebody is named, from one word up to another."""
    at = 0
    while at < len(tokens):
        end = _name_at(tokens, at)
        if end > at and not _is_place(tokens, at, end):
            yield at, end
        at = max(end, at + 1)


def _name_at(tokens: list[_Token], at: int) -> int:
    """Return where the name ends that begins here; `at` itself where there is none."""
    reading = tokens[at].reading
    before = tokens[at - 1].reading if at else None
    is_open = reading.is_large and not reading.roles & {"ordinary", "places", "kin", "grades"}
    is_known = "names" in reading.roles and "doubtful_names" not in reading.roles
    after = _large_after(tokens, at)
    if before is not None and _calls_for_name(tokens, at):
        if is_known or is_open or "titles" in before.roles:
            return after
    if is_known:
        return after
    if not is_open:
        return at
    if "doubtful_names" in reading.roles and after > at + 1:
        if any("surnames" in token.reading.roles for token in tokens[at + 1 : after]):
            return after
    elif after == at + 2 and "surnames" in tokens[at + 1].reading.roles and "." not in reading.word:
        if "doubtful_names" not in tokens[at + 1].reading.roles:
            return after
    return at + 1 if _is_in_grade(tokens, at + 1) else at


def _calls_for_name(tokens: list[_Token], at: int) -> bool:
    """Return True after a title, an office, a relation or "named", of one person."""
    before, reading = tokens[at - 1], tokens[at].reading
    roles = before.reading.roles
    if tokens[at].start - before.end > 2:
        return False  # a sentence ends between them
    if "titles" in roles:
        return reading.word.isalpha() and len(reading.word) > 1 and _is_said_of(tokens, at)
    if "offices" in roles:
        return reading.is_large and "ordinary" not in reading.roles
    if "kin" in roles:
        one = tokens[at - 2].reading.word in _OF_ONE if at > 1 else before.reading.is_large
        return one and reading.is_large
    if "called" in roles:
        near = tokens[max(0, at - 5) : at - 1]
        return reading.is_large and any(token.reading.roles & {"kin", "offices"} for token in near)
    return False


def _is_said_of(tokens: list[_Token], at: int) -> bool:
    """Return False for a title that is a word: "miss the bus", "a dr visit"."""
    title, reading = tokens[at - 1].reading, tokens[at].reading
    return reading.is_large or (title.word in _SURE_TITLES and "ordinary" not in reading.roles)


_SURE_TITLES = frozenset(("mr", "mrs", "ms", "sr", "sra", "srta", "señor", "señora", "señorita"))


def _large_after(tokens: list[_Token], at: int) -> int:
    """Return where a name ends that goes on with a surname or an initial."""
    end = at + 1
    while end < len(tokens) and end < at + 3:
        token = tokens[end]
        if token.start - tokens[end - 1].end > 1 or not token.reading.is_large:
            break
        if token.reading.roles & {"ordinary", "places", "offices", "kin"}:
            break
        end += 1
    return end


def _is_in_grade(tokens: list[_Token], at: int) -> bool:
    """Return True where "in 5th grade", "who is in kindergarten" or "(2nd grade" follows."""
    near = [token.reading for token in tokens[at : at + 5]]
    if near and tokens[at].start - tokens[at - 1].end == 2:  # a bracket, or a comma
        return _NTH.fullmatch(near[0].word) is not None
    near = list(dropwhile(_is_linking, near))
    if not near or near[0].word not in _IN:
        return False
    near = list(dropwhile(_is_linking, near[1:]))
    return bool(near) and ("grades" in near[0].roles or _NTH.fullmatch(near[0].word) is not None)


def _is_linking(reading: _Reading) -> bool:
    return reading.word in _IS


def _is_place(tokens: list[_Token], start: int, end: int) -> bool:
    """Return True for a name that is a school's, a street's or a saint's."""
    if end < len(tokens) and "places" in tokens[end].reading.roles:
        return tokens[end].start - tokens[end - 1].end <= 1
    if any("places" in token.reading.roles for token in tokens[start + 1 : end]):
        return True
    return start > 0 and tokens[start - 1].reading.word in _SAINTS


CONTACTS = Screening(Lists())  # a room to which no lists were handed
