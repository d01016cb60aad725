"""Readable: how many years of school a text asks of its reader.  Pure.

Two published formulas. The libraries that have them bring a dictionary of syllables that is
downloaded, or hyphenation, which breaks words elsewhere than a voice does.
"""

import re
from math import ceil

from workshop.plan.echo import WORDS, folded

LOWEST, HIGHEST = 1, 16  # years of school

# Where the ease of a Spanish text ends, and the year of school that goes with it: the table of
# Fernández Huerta, whose "pre-university" and "university" are told as years here.
_EASE = ((90, 4), (80, 5), (70, 6), (60, 8), (50, 11), (30, 13))
_ENDS = re.compile(r"[.!?;:…]+(?=\s|$)")
_SILENT = re.compile(r"(?:[^laeiouy]es|[^aeiouydt]ed|[^aeiouyl]e|[aeiouy]le)$")
_GROUPS = re.compile(r"[aeiouy]+")
_APART = re.compile(r"i(?:a|o|u)(?!u)|eo|ua(?!r)|[^q]ui(?=n|t)|[yeo]ing|ie(?=nc|t)|crea")
_TOGETHER = re.compile(r"[cst]i(?:on|a|ou)|gi(?:on|ou)|every|some(?=[bdhotw])")
_STRONG, _WEAK = "aeoáéóíú", "iuüy"


def grade(text: str, language: str) -> int | None:
    """Return the year of school that a text asks for, 1–16; None where there is nothing to read.

    English: Kincaid et al. 1975, "Derivation of new readability formulas", 0.39 · words a sentence
    + 11.8 · syllables a word − 15.59. Spanish: Fernández Huerta 1959, "Medidas sencillas de
    lecturabilidad", in the form that Law 2011 put right, 206.84 − 60 · syllables a word − 1.02 ·
    words a sentence, with its own table of years. Few words make it rough.
    """
    words = [word for word in WORDS.findall(text) if any(map(str.isalpha, word))]
    if not words:
        return None
    sentences = [one for one in _ENDS.split(text) if WORDS.search(one)]
    length = len(words) / max(1, len(sentences))
    if language == "es":
        rate = sum(map(syllables_es, words)) / len(words)
        ease = 206.84 - 60 * rate - 1.02 * length
        return next((year for least, year in _EASE if ease >= least), HIGHEST)
    rate = sum(map(syllables_en, words)) / len(words)
    return max(LOWEST, min(HIGHEST, ceil(0.39 * length + 11.8 * rate - 15.59 - 0.5)))


def syllables_en(word: str) -> int:
    """Return about how many syllables an English word has: groups of vowels, less silent ones."""
    plain = folded(word).replace("'", "").replace("’", "")
    groups = len(_GROUPS.findall(plain))
    groups += len(_APART.findall(plain)) - len(_TOGETHER.findall(plain))
    if groups > 1 and _SILENT.search(plain) and not re.search(r"[^aeiouy]le$", plain):
        groups -= 1
    return max(1, groups)


def syllables_es(word: str) -> int:
    """Return how many syllables a Spanish word has: strong vowels stand apart, weak ones lean."""
    low = re.sub(r"(?<=[qg])u(?=[eiéí])", "", word.lower())
    low = re.sub(r"y(?=[aeiouáéíóú])", "ll", low)  # before a vowel it is a consonant
    count = 0
    before = ""
    for letter in low:
        if letter in _STRONG:
            # Two strong ones are two syllables, and so is a weak one with an accent.
            count += before not in _WEAK or before == ""
        elif letter in _WEAK:
            count += before == "" or before not in _STRONG + _WEAK
        before = letter if letter in _STRONG + _WEAK else ""
        if letter in "íú":
            before = letter
    return max(1, count)
