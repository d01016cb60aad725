"""Text: what a response says, as words, stems, language and a bag that forgets spelling."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from nltk.stem.snowball import SnowballStemmer
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from workshop.data.words import load_words

REMEMBERED = 50_000  # texts and words kept in memory; a very large workshop has 20,000 texts
SURE_MARGIN = 4.0  # log-odds below which a short text does not tell its language
CROWDED = 20  # words a letter apart from each other: no typos, and too many to compare
LONG = 7  # letters from which two words a letter apart are one
REPAIRED = range(5, 25)  # letters of a word that may be a typo
TELLING = 2  # function words of one language that tell it
WORD_LISTS = ("en", "es")
SNOWBALL = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
}

# Vowel signs and accents that stand by themselves belong to their letter, though to `re` they are
# none: without them Hindi, Thai or Tamil falls to pieces. So do joiners in Persian or Sinhala.
_SIGNS = "".join(
    c
    for c in map(chr, range(0x300, 0xFE00))
    if unicodedata.category(c)[0] == "M" and unicodedata.category(c) != "Me"
)
_JOINERS = "\u200c\u200d"
_RUN = rf"(?:[^\W_]+[{_SIGNS}{_JOINERS}]*)+"
_WORD = re.compile(rf"{_RUN}(?:'{_RUN})*")
# What nobody sees: controls, soft hyphens, directions, fillers, tags; and joiners in Latin words.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u115f\u1160\u180e\u200e\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
    r"|(?<![^\u0000-\u024f])[\u200b-\u200d]"
)
_HEAP = re.compile(r"[\u0300-\u036f]{4,}")  # no language writes so many accents on one letter
_MASH = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}|asdf|qwer|hjkl|zxcv")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_STRETCHED = re.compile(r"(.)\1{2,}")


def clean(text: str) -> str:
    """Return the text composed (NFC), with plain apostrophes and nothing that nobody sees.

    Lone surrogates go, and accents that are heaped up to cover the neighbours.
    """
    if text.isascii() and text.isprintable():
        return text  # most responses are plain already
    whole = _UNSEEN.sub("", text.encode("utf-8", "replace").decode("utf-8"))
    if not whole.isascii():
        whole = _HEAP.sub("", unicodedata.normalize("NFD", whole))
    return unicodedata.normalize("NFC", whole).replace("’", "'")


def fold(word: str) -> str:
    """Return the word without accents and joiners."""
    parts = unicodedata.normalize("NFKD", word)
    return "".join(c for c in parts if not unicodedata.combining(c) and c not in _JOINERS)


@lru_cache(REMEMBERED)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case."""
    return tuple(_WORD.findall(clean(text).lower()))


@lru_cache(1)
def stop_words() -> frozenset[str]:
    """Return the stop words of every language that has a list."""
    return frozenset(word for name in WORD_LISTS for word in load_words(name).stop)


@lru_cache(1)
def plain_words() -> frozenset[str]:
    """Return praise and fillers, which name nothing."""
    return frozenset(word for name in WORD_LISTS for word in load_words(name).plain)


@lru_cache(1)
def empty_words() -> frozenset[str]:
    """Return the words of which a response with nothing to group is made."""
    return frozenset(word for name in WORD_LISTS for word in load_words(name).empty)


@lru_cache(1)
def glue_words() -> frozenset[str]:
    """Return the words that may stand inside a phrase and change nothing."""
    return frozenset(word for name in WORD_LISTS for word in load_words(name).glue)


@lru_cache(1)
def vague_stems() -> frozenset[str]:
    """Return the stems of words that are too general to name a theme alone."""
    return frozenset(stem(word, name) for name in WORD_LISTS for word in load_words(name).vague)


@lru_cache(32)
def _stemmer(language: str) -> Callable[[str], str]:
    name = SNOWBALL.get(language)
    return SnowballStemmer(name).stem if name else str


@lru_cache(REMEMBERED)
def stem(word: str, language: str) -> str:
    """Return the stem of a word, without accents."""
    return fold(_stemmer(language)(word))


@lru_cache(REMEMBERED)
def stems(text: str, language: str) -> tuple[str, ...]:
    """Return the stems of the content words of a text."""
    return tuple(chain.from_iterable(_pieces(word, language) for word in words(text)))


@lru_cache(REMEMBERED)
def _pieces(word: str, language: str) -> tuple[str, ...]:
    """Return the stem of a content word, in pairs of letters where a script writes no spaces."""
    if word in stop_words() or (len(word) < 2 and word.isascii()):
        return ()
    root = stem(word, language)
    if len(root) < 3 or not _UNSPACED.search(root):
        return (root,)
    return tuple(root[at : at + 2] for at in range(len(root) - 1))


@lru_cache(1)
def _identifier() -> Any:  # Any: py3langid ships no types
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(WORD_LISTS))
    return identifier


@lru_cache(1)
def _own_words() -> dict[str, frozenset[str]]:
    """Return the function words and fillers that only one language has."""
    lists = {name: load_words(name) for name in WORD_LISTS}
    used = Counter(w for own in lists.values() for w in {*own.stop, *own.plain})
    return {
        name: frozenset(w for w in {*own.stop, *own.plain} if used[w] == 1)
        for name, own in lists.items()
    }


@lru_cache(1)
def _known_words() -> dict[str, frozenset[str]]:
    """Return for each language its own words and those whose English is another word."""
    known = {}
    for name, own in _own_words().items():
        foreign = {word for word, meaning in load_words(name).means.items() if word != meaning}
        known[name] = own | foreign | {f"{word}{end}" for word in foreign for end in ("s", "es")}
    return known


@lru_cache(REMEMBERED)
def language_of(text: str) -> str | None:
    """Return `en` or `es`, `other` for a text in another script, None when too short to tell.

    Function words of one language and none of another tell it, or that a list knows every word;
    else the letters do.
    """
    if not _LATIN.search(text):
        return "other" if any(c.isalpha() for c in text) else None
    spoken = frozenset(words(text))
    told = {name: len(spoken & own) for name, own in _own_words().items()}
    spoke = [name for name, often in told.items() if often]
    if len(spoke) == 1 and told[spoke[0]] >= TELLING:
        return spoke[0]
    whole = [name for name, known in _known_words().items() if spoken and spoken <= known]
    if len(whole) == 1:
        return whole[0]
    (best, first), (_, second) = _identifier().rank(clean(text))
    return str(best) if first - second >= SURE_MARGIN else None


def languages_of(texts: Sequence[str], language: str | None = None) -> list[str]:
    """Return the language of each text; the undecided speak the room's most usual one.

    With `language` every text is in that one.
    """
    if language:
        return [language] * len(texts)
    guesses = [language_of(text) for text in texts]
    sure = Counter(guess for guess in guesses if guess and guess != "other")
    usual = min(sure, key=lambda name: (-sure[name], name)) if sure else "en"
    return [guess or usual for guess in guesses]


@lru_cache(REMEMBERED)
def is_empty(text: str) -> bool:
    """Whether a response has nothing to group: stock words, digits, emojis or a keyboard mash."""
    content = [told for word in words(text) if (told := _telling(word))]
    return not content or (len(content) == 1 == len(words(text)) and _is_mash(content[0]))


@lru_cache(REMEMBERED)
def _telling(word: str) -> str:
    """Return a word that says something by itself, without its letters said over and over."""
    if word.isnumeric() or word in stop_words() or (len(word) < 2 and word.isascii()):
        return ""
    word = _STRETCHED.sub(r"\1", word)
    return "" if word in empty_words() or word in plain_words() else word


def _is_mash(word: str) -> bool:
    return len(word) > 4 and word.isascii() and _MASH.search(word) is not None


def stacks(
    texts: Sequence[str], languages: Sequence[str], knows: Callable[[str], bool] | None = None
) -> list[int]:
    """Return for each text the first row that says the same in the same words.

    Case, accents, order, endings, function words and fillers do not count. With `knows`, a word
    that it does not know is read as a word of the room one letter away that it knows, or that more
    people use.
    """
    repair = _repairs(texts, knows) if knows else {}
    first: dict[tuple[str, ...], int] = {}
    found = []
    for row, (text, language) in enumerate(zip(texts, languages, strict=True)):
        spoken = words(text)
        if not repair.keys().isdisjoint(spoken):
            spoken = tuple(repair.get(word, word) for word in spoken)
        found.append(first.setdefault(_bag(spoken, language) or ("", text.casefold()), row))
    return found


@lru_cache(REMEMBERED)
def _bag(spoken: tuple[str, ...], language: str) -> tuple[str, ...]:
    content = {part for word in spoken if (part := _content(word, language))}
    without = {root for root, is_plain in content if not is_plain}
    return tuple(sorted(without if len(without) >= 2 else {root for root, _ in content}))


@lru_cache(REMEMBERED)
def _content(word: str, language: str) -> tuple[str, bool] | None:
    """Return the stem of a word and whether it is praise or a filler; None for function words."""
    # Negation turns a phrase round, so it is content here though it is a stop word elsewhere.
    if _is_among(word, stop_words()) and word not in {"no", "not", "never", "sin"}:
        return None
    return stem(word, language), _is_among(word, plain_words())


def _is_among(word: str, listed: frozenset[str]) -> bool:
    """Whether a word, or what it is the plural of, is in a list."""
    return word in listed or (word.endswith("s") and word[:-1] in listed)


def _repairs(texts: Sequence[str], knows: Callable[[str], bool]) -> dict[str, str]:
    """Return unknown words of a usual length, each with the word of the room it stands for."""
    used = Counter(word for text in texts for word in set(words(text)) if len(word) in REPAIRED)
    unknown = [word for word in used if not knows(word)]
    near: dict[str, set[str]] = {shorter: set() for word in unknown for shorter in one_out(word)}
    for word in used:
        for shorter in one_out(word):
            if shorter in near:
                near[shorter].add(word)
    repairs = {}
    for word in unknown:
        pools = (near[shorter] for shorter in one_out(word))
        hits = {hit for pool in pools if len(pool) <= CROWDED for hit in pool}
        hits = {hit for hit in hits if knows(hit) or _is_likelier(hit, word, used)}
        if hits:
            repairs[word] = min(hits, key=lambda hit: (-used[hit], hit))
    return repairs


def _is_likelier(word: str, other: str, used: Counter[str]) -> bool:
    """Whether of two unknown words the first is what the other was meant to be.

    More people use it; of long words one stands for both, as one letter is no chance there.
    """
    if used[word] == used[other]:
        return len(other) >= LONG and word < other
    return used[word] > used[other]


def one_out(word: str) -> set[str]:
    """Return the word and what is left of it without any one letter: near words share one."""
    return {word[:i] + word[i + 1 :] for i in range(len(word))} | {word}
