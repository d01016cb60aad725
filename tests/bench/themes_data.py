"""Data: prompts with human labels, unlabelled conversations, and crowds made of their phrases."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

UNLABELLED = frozenset({"Off-topic", "Unclear"})  # no themes: left out of every score
SETS = ("argkp", "nhs_fft", "themefinder_gambling", "banking77", "hwu64")
MOST_TEXTS = 500  # of a prompt of a labelled set
MOST_PROMPTS = 6  # of a labelled set
LEAST_TEXTS = 30
LONGEST = 25  # words of a phrase that a crowd repeats
REPEATED = 0.1  # share of a crowd that repeats a phrase word for word


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question and what was answered; `labels` are one person's themes, in the same order."""

    name: str
    question: str
    texts: tuple[str, ...]
    labels: tuple[str, ...]
    languages: tuple[str, ...]

    @property
    def known(self) -> list[str]:
        """The labels, once each, the largest first."""
        return sorted(set(self.labels), key=lambda one: (-self.labels.count(one), one))

    def only(self, rows: Sequence[int]) -> "Prompt":
        """Return the prompt with these rows."""
        texts, labels, languages = (
            tuple(column[row] for row in rows)
            for column in (self.texts, self.labels, self.languages)
        )
        return Prompt(self.name, self.question, texts, labels, languages)


def scenario_prompts(data: Path, *, everything: bool = False) -> list[Prompt]:
    """Return the prompts of s1 and s2; with `everything` the off-topic and the unclear too."""
    found = []
    for path in sorted((data / "scenarios").glob("s[12]_*.json")):
        for part in json.loads(path.read_text(encoding="utf-8"))["prompts"]:
            rows = [r for r in part["responses"] if everything or r["theme"] not in UNLABELLED]
            name = f"{path.name[:2]} {part['kind'].partition('_')[0]}"
            found.append(_prompt(name, part["question"], rows, "theme"))
    return found


def set_prompts(
    data: Path, name: str, *, most: int = MOST_TEXTS, least: int = LEAST_TEXTS
) -> list[Prompt]:
    """Return the first prompts of a labelled set; none where the set is not there."""
    by_prompt: dict[str, list[dict]] = {}
    for row in _lines(data / "themes" / f"{name}.jsonl"):
        by_prompt.setdefault(row.get("prompt") or "", []).append(row)
    good = [(asked, rows[:most]) for asked, rows in by_prompt.items() if len(rows) >= least]
    good = [(asked, rows) for asked, rows in good if len({r["label"] for r in rows}) >= 2]
    return [
        _prompt(f"{name} {number}", asked, rows, "label")
        for number, (asked, rows) in enumerate(good[:MOST_PROMPTS], 1)
    ]


def conversation(data: Path, name: str) -> list[str]:
    """Return the statements of an unlabelled conversation as they arrived."""
    return [row["text"] for row in _lines(data / "themes" / "conversations" / f"{name}.jsonl")]


def crowd(data: Path, n_texts: int, *, seed: int = 0) -> list[str]:
    """Return so many responses: phrases of all sets, some repeated, most of two halves of others.

    The beginning of one phrase goes with the end of another of the same prompt, as in a room
    where many say nearly the same.
    """
    draw = random.Random(seed)
    rooms = [prompt.texts for prompt in scenario_prompts(data, everything=True)]
    rooms += [p.texts for name in (*SETS, "school_bilingual") for p in set_prompts(data, name)]
    short = [[text for text in room if len(text.split()) <= LONGEST] for room in rooms]
    pools = [room for room in short if len(room) >= 2]
    whole = [text for room in pools for text in room]
    made = draw.sample(whole, min(len(whole), n_texts // 2))
    while len(made) < n_texts:
        if draw.random() < REPEATED:
            made.append(draw.choice(whole))
            continue
        one, other = (text.split() for text in draw.sample(draw.choice(pools), 2))
        made.append(" ".join([*one[: (len(one) + 1) // 2], *other[len(other) // 2 :]]))
    draw.shuffle(made)
    return made


def _prompt(name: str, question: str, rows: Sequence[dict], label: str) -> Prompt:
    return Prompt(
        name,
        question,
        tuple(row["text"] for row in rows),
        tuple(row[label] for row in rows),
        tuple(row.get("lang") or "en" for row in rows),
    )


def _lines(path: Path) -> Iterator[dict]:
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)
