"""Stability: the same input gives the same themes, and what stands hardly moves (THEMES.md 6)."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from figures import Bench, Figure, Part, at_least, at_most, score
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from themes_data import SETS, Prompt, crowd, scenario_prompts, set_prompts
from themes_rivals import NOT_INSTALLED, bertopic, has_bertopic
from themes_spawn import spawn

from workshop.theming import Themer

LARGE = 3_000  # responses, above the number that is grouped exactly
TWINS = 10  # responses that are said twice
ARRIVING = 50
MOST_TEXTS = 600
LEAST_TEXTS = 100  # one update at least

Labels = NDArray[np.int64]


def same(bench: Bench) -> Iterator[Figure]:
    """Compare the themes of the same rooms in processes that differ in what must not matter."""
    prompts = scenario_prompts(bench.data, everything=True)
    rooms = [_room(prompt, lexicon=view) for prompt in prompts for view in (False, True)]
    rooms += [_with_twins(_room(prompt)) for prompt in prompts]
    rooms += [_room(prompt) for prompt in set_prompts(bench.data, "nhs_fft")[:1]]
    large = crowd(bench.data, LARGE)
    blank = ("",) * LARGE
    rooms.append(_room(Prompt(f"{LARGE} responses", "", tuple(large), blank, blank)))
    first = spawn("digest", rooms)
    others = {
        "other hash seed": spawn("digest", rooms, hash_seed=4711),
        "two threads": spawn("digest", rooms, threads=2),
        "other order of equal texts": spawn("digest", [_other_twins(room) for room in rooms]),
        "any other order": spawn("digest", [_shuffled(room) for room in rooms]),
    }
    notes, alike = [], 0
    for what, found in others.items():
        differing = [name for name in first if found[name] != first[name]]
        alike += len(first) - len(differing)
        notes.append(f"{what:28} {', '.join(differing) or 'all rooms the same'}")
    share = alike / (len(first) * len(others))
    name = f"same themes for the same input, of {len(first)} rooms × {len(others)}"
    yield Figure(name, (at_least(share, 1.0, 1.0, ".0%"),), tuple(notes))


def stream(bench: Bench) -> Iterator[Figure]:
    """Measure what moves while responses arrive, and what the end is worth."""
    by_set = {
        name: set_prompts(bench.data, name, most=MOST_TEXTS, least=LEAST_TEXTS) for name in SETS
    }
    by_set = {name: prompts for name, prompts in by_set.items() if prompts}
    if not by_set:
        yield Figure("streaming: no sets in --data", (Part(None),))
        return
    ways: dict[str, Callable[[Prompt], Flow]] = {"": _anchored, "drafted afresh": _afresh}
    notes: list[str] = []
    flows = {
        way: {name: [flow(p) for p in prompts] for name, prompts in by_set.items()}
        for way, flow in ways.items()
    }
    ours = flows[""]
    for name, own in ours.items():
        notes.append(f"{name:24} {_summary({name: own})}")
    notes.append(f"drafted afresh, ids matched {_summary(flows['drafted afresh'])}")
    if has_bertopic():
        # One prompt a set: it takes seconds for every update.
        theirs = {name: [_fits_of_bertopic(p[0], bench)] for name, p in by_set.items()}
        notes.append(f"BERTopic refitted, ids matched {_summary(theirs)}")
    else:
        notes.append(NOT_INSTALLED)
    mean, worst, end, offline = _means(ours)
    yield Figure(
        "moved per update of 50 arrivals: mean / worst",
        (at_most(mean, 0.015, 0.005, ".1%"), at_most(worst, 0.02, 0.01, ".1%")),
        tuple(notes),
    )
    yield Figure("  ARI at the end of the stream, beside all at once", (Part(end), Part(offline)))


@dataclass(frozen=True, slots=True)
class Flow:
    """A stream: the share of the placed that moved at each update, and how good its end is."""

    moved: tuple[float, ...]
    ari: float
    offline: float  # ARI when all are grouped at once


def _anchored(prompt: Prompt) -> Flow:
    themer, moved = Themer(prompt=prompt.question), []
    before: list[str | None] = []
    for start in range(0, len(prompt.texts), ARRIVING):
        themer.partial_fit(prompt.texts[start : start + ARRIVING])
        ids = [theme.id for theme in themer.themes_]
        stands = [ids[at] if at >= 0 else None for at in themer.labels_.tolist()]
        if before:
            moved.append(_share_moved(before, stands))
        before = stands
    whole = Themer(prompt=prompt.question).fit(prompt.texts).labels_
    return Flow(
        tuple(moved), score(prompt.labels, themer.labels_)[0], score(prompt.labels, whole)[0]
    )


def _afresh(prompt: Prompt) -> Flow:
    return _refitted(prompt, lambda texts: Themer(prompt=prompt.question).fit(texts).labels_)


def _fits_of_bertopic(prompt: Prompt, bench: Bench) -> Flow:
    def group(texts: Sequence[str]) -> Labels:
        found = bertopic(tuple(texts), bench.encoder)
        return np.full(len(texts), -1) if found is None else found

    return _refitted(prompt, group)


def _refitted(prompt: Prompt, group: Callable[[Sequence[str]], Labels]) -> Flow:
    """Group anew at each update; a theme keeps its id where it has most of the same responses."""
    moved: list[float] = []
    before = found = np.zeros(0, dtype=np.int64)
    for end in range(ARRIVING, len(prompt.texts) + ARRIVING, ARRIVING):
        found = matched(before, group(prompt.texts[:end]))
        if len(before):
            moved.append(_share_moved(_stands(before), _stands(found)))
        before = found
    ari = score(prompt.labels, np.unique(found, return_inverse=True)[1])[0]
    return Flow(tuple(moved), ari, ari)


def matched(before: Labels, found: Labels) -> Labels:
    """Return `found` with the numbers of `before`, so that as few as can be seem to move."""
    own = np.unique(found[found >= 0])
    old = np.unique(before[before >= 0])
    shared = found[: len(before)]
    overlap = np.array([[np.sum((shared == n) & (before == o)) for o in old] for n in own])
    number = {int(n): int(max(before, default=-1)) + 1 + at for at, n in enumerate(own)}
    if overlap.size:
        for n, o in zip(*linear_sum_assignment(-overlap), strict=True):
            if overlap[n, o]:
                number[int(own[n])] = int(old[o])
    return np.array([number.get(one, -1) for one in found.tolist()], dtype=np.int64)


def _stands(found: Labels) -> list[str | None]:
    return [str(one) if one >= 0 else None for one in found.tolist()]


def _share_moved(before: Sequence[str | None], after: Sequence[str | None]) -> float:
    """Return the share of the responses that stood in a theme and no longer stand in it."""
    stood = [(old, new) for old, new in zip(before, after, strict=False) if old is not None]
    return sum(old != new for old, new in stood) / max(len(stood), 1)


def _means(flows: dict[str, list[Flow]]) -> tuple[float, float, float, float]:
    """Return moved on average, moved at worst, ARI and ARI offline; means over sets."""
    rows = [
        (
            np.mean([np.mean(flow.moved) for flow in own]),
            max(max(flow.moved) for flow in own),
            np.mean([flow.ari for flow in own]),
            np.mean([flow.offline for flow in own]),
        )
        for own in flows.values()
    ]
    moved, worst, ari, offline = zip(*rows, strict=True)
    return float(np.mean(moved)), max(worst), float(np.mean(ari)), float(np.mean(offline))


def _summary(flows: dict[str, list[Flow]]) -> str:
    moved, worst, ari, offline = _means(flows)
    return f"moved {moved:5.1%}, worst {worst:5.1%}; ARI {ari:.3f} (at once {offline:.3f})"


def _room(prompt: Prompt, *, lexicon: bool = False) -> dict:
    """Return what a child needs to know to group a prompt; `pinned` is a list of rows."""
    name = f"{prompt.name}{' lexicon' * lexicon}"
    given = {"name": name, "question": prompt.question, "texts": list(prompt.texts)}
    return given | {"lexicon": lexicon, "pinned": []}


def _with_twins(room: dict) -> dict:
    """Return the room with its first responses said once more, and half of them pinned."""
    texts = [*room["texts"], *room["texts"][:TWINS]]
    return room | {
        "name": f"{room['name']} twins",
        "texts": texts,
        "pinned": list(range(TWINS // 2)),
    }


def _other_twins(room: dict) -> dict:
    """Return the room with the twin of each pinned response pinned instead."""
    first_twin = len(room["texts"]) - TWINS
    return room | {"pinned": [first_twin + row for row in room["pinned"]]}


def _shuffled(room: dict) -> dict:
    order = list(range(len(room["texts"])))
    random.Random(1).shuffle(order)
    place = {row: at for at, row in enumerate(order)}
    return room | {
        "texts": [room["texts"][row] for row in order],
        "pinned": [place[row] for row in room["pinned"]],
    }
