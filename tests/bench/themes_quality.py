"""Quality: how near the engine's themes come to a person's (THEMES.md 4, THEMES-workshops.md 2)."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from figures import Bench, Figure, Part, at_least, at_most, score, themes_shown
from numpy.typing import NDArray
from themes_data import SETS, Prompt, conversation, scenario_prompts, set_prompts
from themes_rivals import NOT_INSTALLED, SEEDS, bertopic, bertopic_placed, parabol, tfidf_kmeans

from workshop.data.lexicon import Code, Lexicon, load_lexicon
from workshop.theming import Themer

DRAWS = 4  # of the half of a lexicon that a new room knows
ROOM = range(60, 251)  # phrases for which the number of themes has a bar
FEWEST, MOST = 5, 9
LANGUAGES = ("en", "es")

Labels = NDArray[np.int64]
Group = Callable[[Prompt], Labels | None]


def phrases(bench: Bench) -> Iterator[Figure]:
    """Measure the workshop phrases: plain, with an encoder, with a lexicon and with half of it."""
    prompts = scenario_prompts(bench.data)
    rivals: dict[str, Group] = {
        "Parabol's way": lambda p: parabol(p.texts),
        "TF-IDF + KMeans, k by rule": lambda p: tfidf_kmeans(p.texts),
        "plain without word vectors": grouper(vectors="stems"),
    }
    found, notes = measure(prompts, grouper())
    notes += _bertopics(prompts, bench)
    notes += [_yardstick(name, prompts, group) for name, group in rivals.items()]
    yield _pair("workshop phrases, plain: ARI / AMI", found, (0.22, 0.31), (0.32, 0.40), notes)
    found, notes = None, ["no encoder was named (--encoder FOLDER)"]
    if bench.encoder:
        found, notes = measure(prompts, grouper(encoder=bench.encoder))
    yield _pair("  with a local encoder: ARI / AMI", found, (0.27, 0.35), (0.36, 0.44), notes)
    lexicon = load_lexicon("k12")
    found, notes = measure(prompts, grouper(lexicon=lexicon))
    yield Figure(
        "  with the K-12 lexicon: ARI", (at_least(found[0], 0.55, None, ".3f"),), tuple(notes)
    )
    halves = [measure(prompts, grouper(lexicon=halve(lexicon, d)))[0] for d in range(DRAWS)]
    figures = [half[0] for half in halves]
    drawn = " ".join(f"{one:.3f}" for one in figures)
    yield Figure(
        "  with a random half of its cues and hints: ARI",
        (at_least(float(np.mean(figures)), 0.46, 0.55, ".3f"),),
        (f"mean of {DRAWS} draws: {drawn}",),
    )


def count(bench: Bench) -> Iterator[Figure]:
    """Measure how many themes a room is shown, off-topic responses and all.

    Unsorted is what may belong to a theme and waits for a person. Apart from it are what nobody
    else says (single ideas) and what says nothing ("yes", "test 123").
    """
    rooms = [(p.name, p.question, p.texts) for p in scenario_prompts(bench.data, everything=True)]
    rooms += [
        (p.name, p.question, p.texts)
        for name in ("school_bilingual", *SETS[:3])
        for p in set_prompts(bench.data, name, most=ROOM[-1])
    ]
    for name in ("biodiversity_nz", "football_concussions"):
        rooms.append((name, "", tuple(conversation(bench.data, name))))
    rooms = [room for room in rooms if len(room[2]) in ROOM]
    notes, numbers, unsorted, single = [], [], [], []
    for name, question, texts in rooms:
        themer = Themer(prompt=question).fit(texts)
        found, empty, alone = themer.labels_, len(themer.empty_), len(themer.singles_)
        numbers.append(themes_shown(found))
        filled = len(texts) - empty
        unsorted.append((int(np.sum(found < 0)) - empty - alone) / filled)
        single.append(alone / filled)
        apart = f"  and {empty} that say nothing" if empty else ""
        notes.append(
            f"{name:24} n {len(texts):3}  themes {numbers[-1]}  unsorted {unsorted[-1]:5.1%}"
            f"  single {single[-1]:5.1%}{apart}"
        )
    yield Figure(
        "themes of 3+ for 60–250 phrases: fewest / most",
        (at_least(min(numbers), FEWEST, FEWEST, "d"), at_most(max(numbers), MOST, MOST, "d")),
    )
    yield Figure(
        "  of these phrases unsorted: mean / worst room",
        (
            at_most(float(np.mean(unsorted)), 0.15, 0.08, ".1%"),
            at_most(max(unsorted), 0.15, 0.08, ".1%"),
        ),
        tuple(notes),
    )
    yield Figure(
        "  single ideas, in a place of their own: mean / most",
        (at_most(float(np.mean(single)), 0.2, None, ".1%"), Part(max(single), show=".1%")),
    )


def sets(bench: Bench) -> Iterator[Figure]:
    """Measure the labelled sets, and whether BERTopic is behind on the same texts."""
    by_set = {name: set_prompts(bench.data, name) for name in SETS}
    by_set = {name: prompts for name, prompts in by_set.items() if prompts}
    if not by_set:
        yield Figure("labelled sets: not in --data", (Part(None),))
        return
    ours, notes = _over_sets(by_set, grouper())
    rivals: dict[str, Group] = {
        "Parabol's way": lambda p: parabol(p.texts),
        "TF-IDF + KMeans, k by rule": lambda p: tfidf_kmeans(p.texts),
    }
    for name, group in rivals.items():
        (ari, ami), _ = _over_sets(by_set, group)
        notes.append(f"{name:28} ARI {ari:.3f}  AMI {ami:.3f}")
    yield _pair("labelled sets: ARI / AMI", ours, (0.22, 0.38), (0.28, 0.45), notes)
    if bench.encoder:
        best, notes = _over_sets(by_set, grouper(encoder=bench.encoder))
        yield _pair("  with a local encoder: ARI / AMI", best, (None, None), (None, None), notes)
    theirs, notes = _over_sets(by_set, lambda p: bertopic(p.texts, bench.encoder))
    all_placed, more = _over_sets(by_set, placing_all)
    lead = (None, None)
    if theirs is not None:
        lead = (all_placed[0] - theirs[0], all_placed[1] - theirs[1])
        notes += [f"ours, all placed: ARI {all_placed[0]:.3f}  AMI {all_placed[1]:.3f}", *more]
        (ari, ami), more = _over_sets(by_set, lambda p: bertopic_placed(p.texts, bench.encoder))
        notes = [f"BERTopic as it is: ARI {theirs[0]:.3f}  AMI {theirs[1]:.3f}", *notes]
        notes += [f"BERTopic, outliers placed: ARI {ari:.3f}  AMI {ami:.3f}", *more]
    yield Figure(
        "  ahead of BERTopic (ours places all) by: ARI / AMI",
        tuple(at_least(one, 0.0, None, ".3f") for one in lead),
        tuple(notes),
    )


def spanish(bench: Bench) -> Iterator[Figure]:
    """Measure how much rarer Spanish phrases stand with their English kin than English ones do."""
    rooms = {
        "s1 and s2": scenario_prompts(bench.data),
        "school_bilingual": set_prompts(bench.data, "school_bilingual"),
    }
    lexicon = load_lexicon("k12")
    views: dict[str, Group] = {"plain": grouper(), "K-12 lexicon": grouper(lexicon=lexicon)}
    if bench.encoder:
        views["encoder"] = grouper(encoder=bench.encoder)
    for view, group in views.items():
        parts, notes = [], []
        for name, prompts in rooms.items():
            at_home: dict[str, list[bool]] = {language: [] for language in LANGUAGES}
            for prompt in prompts:
                stands = stands_at_home(prompt, group(prompt))
                for language, right in zip(prompt.languages, stands, strict=True):
                    at_home.get(language, []).append(right)
            if not at_home["es"]:
                parts.append(Part(None, *_gap_goals(view), "+.0f", upwards=False))
                continue
            english, own = (100 * float(np.mean(at_home[one])) for one in LANGUAGES)
            parts.append(Part(english - own, *_gap_goals(view), "+.0f", upwards=False))
            n = [len(at_home[one]) for one in LANGUAGES]
            notes.append(
                f"{name:18} English {english:.0f} % of {n[0]}, Spanish {own:.0f} % of {n[1]}"
            )
        title = f"Spanish behind English, points, {view}: s1 s2 / set"
        yield Figure(title, tuple(parts), tuple(notes))


def stands_at_home(prompt: Prompt, found: Labels) -> list[bool]:
    """Return for each response whether it is in the theme of most English ones of its label.

    A response does not count for itself.
    """
    english = [language == "en" for language in prompt.languages]
    held: dict[str, Counter[int]] = {label: Counter() for label in prompt.labels}
    for theme, label, counts in zip(found.tolist(), prompt.labels, english, strict=True):
        if counts and theme >= 0:
            held[label][theme] += 1
    stands = []
    for theme, label, counts in zip(found.tolist(), prompt.labels, english, strict=True):
        others = held[label].copy()
        if counts:
            others[theme] -= 1
        most = max(others.values(), default=0)
        stands.append(theme >= 0 and most > 0 and others[theme] == most)
    return stands


def halve(lexicon: Lexicon, draw: int) -> Lexicon:
    """Return the lexicon with about half of the cues and hints of every code, by chance."""
    chance = random.Random(draw)

    def kept(code: Code, part: str) -> dict[str, tuple[str, ...]]:
        spoken = getattr(code, part)
        return {
            language: tuple(phrase for phrase in found if chance.random() < 0.5)
            for language, found in sorted(spoken.items())
        }

    codes = [replace(c, cues=kept(c, "cues"), hints=kept(c, "hints")) for c in lexicon.codes]
    return replace(lexicon, codes=tuple(codes))


def grouper(**settings: object) -> Group:
    """Return a function that groups a prompt's texts under these settings of the Themer."""

    def group(prompt: Prompt) -> Labels:
        return Themer(prompt=prompt.question, **settings).fit(prompt.texts).labels_

    return group


def placing_all(prompt: Prompt) -> Labels:
    """Group a prompt's texts, each in its likeliest theme: nothing waits and nothing is single."""
    themer = Themer(prompt=prompt.question).fit(prompt.texts)
    number = {theme.id: at for at, theme in enumerate(themer.themes_)}
    found = themer.labels_.copy()
    for row, likely in themer.suggestions_.items():
        found[row] = number[likely.theme]
    return found


def measure(
    prompts: Sequence[Prompt], group: Group
) -> tuple[tuple[float, float] | None, list[str]]:
    """Return the means of ARI and AMI with a line for each prompt; None where nothing groups."""
    figures, notes = [], []
    for prompt in prompts:
        found = group(prompt)
        if found is None:
            return None, [NOT_INSTALLED]
        figures.append(score(prompt.labels, found))
        notes.append(
            f"{prompt.name:24} n {len(prompt.texts):3}  ARI {figures[-1][0]:.3f}"
            f"  AMI {figures[-1][1]:.3f}  themes {themes_shown(found):2}"
            f"  in none {np.mean(found < 0):5.1%}"
        )
    ari, ami = np.mean(figures, axis=0)
    return (float(ari), float(ami)), notes


def _over_sets(
    by_set: dict[str, list[Prompt]], group: Group
) -> tuple[tuple[float, float] | None, list[str]]:
    """Return the means over sets of the means over prompts, with a line for each set."""
    means, notes = [], []
    for name, prompts in by_set.items():
        found, details = measure(prompts, group)
        if found is None:
            return None, details
        means.append(found)
        notes.append(f"{name:28} ARI {found[0]:.3f}  AMI {found[1]:.3f}  prompts {len(prompts)}")
    ari, ami = np.mean(means, axis=0)
    return (float(ari), float(ami)), notes


def _yardstick(name: str, prompts: Sequence[Prompt], group: Group) -> str:
    found, notes = measure(prompts, group)
    if found is None:
        return notes[0]
    loose = np.mean([float(np.mean(group(prompt) < 0)) for prompt in prompts])
    return f"{name:28} ARI {found[0]:.3f}  AMI {found[1]:.3f}  in none {loose:.1%}"


def _bertopics(prompts: Sequence[Prompt], bench: Bench) -> list[str]:
    """Return BERTopic's figures as it is and with its outliers placed, means over seeds."""
    lines = []
    for name, group in (("as it is", bertopic), ("outliers placed", bertopic_placed)):
        runs = [[group(prompt.texts, bench.encoder, seed) for prompt in prompts] for seed in SEEDS]
        if runs[0][0] is None:
            return [NOT_INSTALLED]
        labelled = [pair for run in runs for pair in zip(prompts, run, strict=True)]
        ari, ami = np.mean([score(prompt.labels, found) for prompt, found in labelled], axis=0)
        loose = np.mean([np.mean(found < 0) for _, found in labelled])
        lines.append(
            f"BERTopic, {name:18} ARI {ari:.3f}  AMI {ami:.3f}  in none {loose:.1%}"
            f"  mean of {len(SEEDS)} seeds"
        )
    return lines


def _pair(
    name: str,
    found: tuple[float, float] | None,
    bars: tuple[float | None, float | None],
    aims: tuple[float | None, float | None],
    notes: Sequence[str],
) -> Figure:
    values = found or (None, None)
    goals = zip(values, bars, aims, strict=True)
    return Figure(name, tuple(at_least(v, bar, aim, ".3f") for v, bar, aim in goals), tuple(notes))


def _gap_goals(view: str) -> tuple[float | None, float | None]:
    return (15.0, 5.0) if view == "plain" else (None, None)
