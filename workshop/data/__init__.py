"""Data that people edit: lexicons and word lists, in YAML, checked with line-precise errors."""

from workshop.data.lexicon import Code, Family, Lexicon, load_lexicon
from workshop.data.words import Words, load_words

__all__ = ["Code", "Family", "Lexicon", "Words", "load_lexicon", "load_words"]
