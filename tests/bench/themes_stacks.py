"""Stacks: whether what says the same in other letters is one pile, and nothing else is."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from figures import Bench, Figure, at_least, at_most
from themes_data import SETS, Prompt, scenario_prompts, set_prompts

from workshop.theming import Themer
from workshop.theming.text import words

LONG = 7  # letters of a word in which a slip is made
LETTERS = "abcdefghijklmnopqrstuvwxyz"
KINDS = ("case", "typo", "plural")


def stacks(bench: Bench) -> Iterator[Figure]:
    """Measure near-duplicates made of the workshop phrases, and stacks that mix human labels."""
    prompts = scenario_prompts(bench.data)
    labelled = [p for name in SETS for p in set_prompts(bench.data, name)]
    labelled += set_prompts(bench.data, "school_bilingual")
    vocabulary = {word for p in (*prompts, *labelled) for text in p.texts for word in words(text)}
    made: Counter[str] = Counter()
    stacked: Counter[str] = Counter()
    missed: list[str] = []
    for prompt in prompts:
        for kind in KINDS:
            pairs = variants(prompt, kind, vocabulary)
            pile = piles([*prompt.texts, *(text for _, text in pairs)])
            made[kind] += len(pairs)
            for at, (row, text) in enumerate(pairs, len(prompt.texts)):
                stacked[kind] += pile[row] == pile[at]
                if pile[row] != pile[at]:
                    missed.append(f"{prompt.texts[row]} ~ {text}")
    wrong, right = wrongly_stacked(prompts)
    notes = [f"{kind:8} {stacked[kind]} of {made[kind]}" for kind in KINDS]
    notes += [f"not stacked: {one}" for one in random.Random(0).sample(missed, min(8, len(missed)))]
    notes += [f"wrongly stacked: {one} ~ {other}" for one, other in wrong[:8]]
    elsewhere, well = wrongly_stacked(labelled)
    notes.append(f"s1, s2: {len(wrong)} wrong of {len(wrong) + right} stacked pairs of phrases")
    notes.append(f"labelled sets: {len(elsewhere)} wrong of {len(elsewhere) + well} pairs, such as")
    notes += [f"    {one} ~ {other}" for one, other in elsewhere[:5]]
    share = sum(stacked.values()) / max(sum(made.values()), 1)
    yield Figure(
        "near-duplicates stacked / stacked pairs that are wrong",
        (
            at_least(share, 0.90, 0.97, ".1%"),
            at_most(len(wrong) / max(len(wrong) + right, 1), 0.01, None, ".1%"),
        ),
        tuple(notes),
    )


def variants(prompt: Prompt, kind: str, vocabulary: set[str]) -> list[tuple[int, str]]:
    """Return (row, text) of one other spelling for each phrase that has one."""
    chance = random.Random(kind)
    respelt = {"case": in_other_case, "typo": with_a_slip, "plural": in_other_number}[kind]
    found = []
    for row, text in enumerate(prompt.texts):
        other = respelt(text, vocabulary, chance)
        if other is not None and other != text:
            found.append((row, other))
    return found


def in_other_case(text: str, _: set[str], chance: random.Random) -> str | None:
    """Return the text in capitals, small letters or with capitals at the beginnings."""
    others = [one for one in (text.upper(), text.lower(), text.capitalize()) if one != text]
    return chance.choice(others) if others else None


def with_a_slip(text: str, vocabulary: set[str], chance: random.Random) -> str | None:
    """Return the text with one letter of a long word dropped, doubled or wrong."""
    long = [one for one in text.split() if one.isalpha() and one.isascii() and len(one) >= LONG]
    if not long:
        return None
    word = chance.choice(long)
    at = chance.randrange(1, len(word))
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + chance.choice(LETTERS) + word[at + 1 :],
    )
    slip = chance.choice(slips)
    return None if slip.lower() in vocabulary else text.replace(word, slip, 1)


def in_other_number(text: str, vocabulary: set[str], chance: random.Random) -> str | None:
    """Return the text with one word in the singular or plural that people also use."""
    pairs = [(one, other_number(one)) for one in text.split() if one.isalpha() and len(one) > 3]
    pairs = [(one, other) for one, other in pairs if other.lower() in vocabulary]
    if not pairs:
        return None
    one, other = chance.choice(pairs)
    return text.replace(one, other, 1)


def other_number(word: str) -> str:
    """Return the plural of an English word, or the singular of one that ends as plurals do."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("s"):
        return word if word.endswith(("ss", "us", "is")) else word[:-1]
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("ch", "sh", "x", "z")) else "s")


def piles(texts: Sequence[str]) -> list[int]:
    """Return the stack of each text; its own row where it is alone."""
    pile = list(range(len(texts)))
    for stack in Themer().fit(texts).stacks_:
        for row in stack:
            pile[row] = stack[0]
    return pile


def wrongly_stacked(prompts: Sequence[Prompt]) -> tuple[list[tuple[str, str]], int]:
    """Return stacked pairs of phrases with different human labels, and how many agree.

    Phrases of the very same words do not count: where a person labelled them differently, that
    is no fault of a stack.
    """
    wrong, right = [], 0
    for prompt in prompts:
        for stack in Themer().fit(prompt.texts).stacks_:
            for one, other in combinations(stack, 2):
                texts = prompt.texts[one], prompt.texts[other]
                if words(texts[0]) == words(texts[1]):
                    continue
                if prompt.labels[one] == prompt.labels[other]:
                    right += 1
                else:
                    wrong.append(texts)
    return wrong, right
