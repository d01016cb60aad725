"""Proposals on sample evenings dealt out to four focus groups: how many are right."""

import json
import random
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from workshop.data.code_book import load_book
from workshop.inquiry.combine import Heard, Ref, compare
from workshop.inquiry.propose import propose
from workshop.room.outcome import Crowd, Outcome, PromptOutcome, Quote, ThemeOutcome
from workshop.web.combine import _wording

SCENARIOS = Path(__file__).parents[1] / "fixtures" / "scenarios"
EVENINGS = ("s1_focus_group_40", "s2_vision_night_150")
UNSORTED = ("Off-topic", "Unclear")


def dealt_out(responses: list[dict[str, str]], seed: int) -> tuple[list[Outcome], dict[Ref, str]]:
    """Return four workshops, each theme named by its shortest phrase, and what it truly is."""
    chance = random.Random(seed)
    rooms: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in responses:
        if one["theme"] not in UNSORTED:
            rooms[chance.randrange(4)][one["theme"]].append(one["text"])
    truth = {}
    outcomes = []
    for key, themes in rooms.items():
        quotes: list[Quote] = []
        made = []
        for n, (label, texts) in enumerate(themes.items()):
            ids = [f"r{len(quotes) + k}" for k in range(len(texts))]
            quotes += [Quote(i, "p1", t, "shown", 0) for i, t in zip(ids, texts, strict=True)]
            name = min(texts, key=len)
            crowd = Crowd(len(texts), 0, 0)
            made.append(ThemeOutcome(f"t{n}", "p1", name, n, (), crowd, tuple(ids)))
            truth[Ref(f"w{key}", f"t{n}")] = label
        crowd = Crowd(len(quotes), 0, 0)
        prompt = PromptOutcome("p1", "strengths", "What?", 1, len(quotes), crowd)
        what = (crowd, (prompt,), tuple(quotes), tuple(made), (), ())
        outcomes.append(Outcome(f"w{key}", "KELP42", f"W{key}", "closed", 1, None, *what))
    return outcomes, truth


def test_FA25_nearly_every_pair_that_is_offered_is_right_and_most_right_ones_are_offered() -> None:
    wording = _wording(load_book("k12"))
    right = offered = true = 0
    for evening in EVENINGS:
        for prompt in json.loads((SCENARIOS / f"{evening}.json").read_text())["prompts"][:2]:
            outcomes, truth = dealt_out(prompt["responses"], seed=7)
            (comparison,) = compare([Heard(one, {}, {}) for one in outcomes], [])
            for one in propose(comparison, outcomes, wording):
                pairs = list(combinations(one.refs, 2))
                offered += len(pairs)
                right += sum(truth[a] == truth[b] for a, b in pairs)
            true += sum(truth[a] == truth[b] for a, b in combinations(truth, 2))
    print(f"{right} of {offered} offered pairs are right; {true} pairs are")
    assert right >= 0.9 * offered
    assert right >= 0.6 * true
