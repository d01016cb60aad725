"""Steering: what names, examples and gestures are worth, and that none of them is undone."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from figures import Bench, Figure, at_least, at_most
from themes_data import Prompt, scenario_prompts, set_prompts
from themes_oracle import Course, Oracle
from themes_rivals import tfidf_kmeans, tfidf_sort

from workshop.theming import Given, Steering, Themer

DRAWS = 8
SUREST = 0.6
EXAMPLES = 2
ROOM = range(60, 151)  # responses of a prompt of argkp that the oracle works on
ARRIVING = 10  # responses at a time, after a person began to work


def named(bench: Bench) -> Iterator[Figure]:
    """Measure names with two examples each, then "sort the rest"."""
    prompts = scenario_prompts(bench.data)
    views: dict[str, dict[str, object]] = {"light": {}}
    if bench.encoder:
        views["encoder"] = {"encoder": bench.encoder}
    for view, settings in views.items():
        # (bar, aim) of all, (bar, aim) of the surest
        bars = ((0.55, 0.70), (0.70, 0.85)) if view == "light" else ((None, None), (None, None))
        runs = [sort_the_rest(p, draw, settings) for p in prompts for draw in range(DRAWS)]
        right, surest, placed, forced = np.mean(runs, axis=0)
        notes = [f"placed {placed:.1%} of the rest; {forced:.2f} right if each had its best theme"]
        rival = np.mean([by_tfidf(prompt, draw) for prompt in prompts for draw in range(DRAWS)])
        notes.append(f"TF-IDF, nearest name or example: {rival:.2f} right of all")
        for at, prompt in enumerate(prompts):
            own = np.mean(runs[at * DRAWS : (at + 1) * DRAWS], axis=0)
            notes.append(f"{prompt.name:24} {own[0]:.2f} / {own[1]:.2f}  placed {own[2]:.1%}")
        yield Figure(
            f"named + {EXAMPLES} examples, {view}: right of placed / surest",
            (at_least(right, *bars[0]), at_least(surest, *bars[1])),
            tuple(notes),
        )


def sort_the_rest(
    prompt: Prompt, draw: int, settings: dict[str, object]
) -> tuple[float, float, float, float]:
    """Return right among placed, right among the surest, share placed, right if all are placed."""
    shown = examples(prompt, draw)
    themes = tuple(Given(name=label, examples=tuple(shown[label])) for label in prompt.known)
    themer = Themer(prompt=prompt.question, **settings).fit(prompt.texts, Steering(themes=themes))
    given = {theme.id: prompt.known[at] for at, theme in enumerate(themer.themes_[: len(themes)])}
    taught = {row for own in shown.values() for row in own}
    rest = [row for row in range(len(prompt.texts)) if row not in taught]
    placed = [row for row in rest if 0 <= themer.labels_[row] < len(themes)]
    right = [prompt.known[themer.labels_[row]] == prompt.labels[row] for row in placed]
    offers = [one for one in themer.suggest() if one.theme in given]
    hits = [given[one.theme] == prompt.labels[one.row] for one in offers]
    surest = hits[: int(SUREST * len(rest))]
    return (
        float(np.mean(right)),
        float(np.mean(surest)),
        len(placed) / len(rest),
        sum(hits) / len(rest),
    )


def by_tfidf(prompt: Prompt, draw: int) -> float:
    """Return the share of the rest that is right by the nearest name or example, all placed."""
    shown = examples(prompt, draw)
    found = tfidf_sort(prompt.texts, shown)
    taught = {row for own in shown.values() for row in own}
    rest = [row for row in range(len(prompt.texts)) if row not in taught]
    return float(np.mean([found[row] == prompt.labels[row] for row in rest]))


def examples(prompt: Prompt, draw: int) -> dict[str, list[int]]:
    """Return the rows that a person gives as examples of each label, by chance."""
    chance = random.Random(draw)
    rows: dict[str, list[int]] = {label: [] for label in prompt.known}
    for row, label in enumerate(prompt.labels):
        rows[label].append(row)
    return {label: chance.sample(own, min(EXAMPLES, len(own))) for label, own in rows.items()}


def gestures(bench: Bench) -> Iterator[Figure]:
    """Measure how many gestures an oracle needs from the first draft."""
    prompts = scenario_prompts(bench.data)
    views: dict[str, dict[str, object]] = {"light": {}}
    if bench.encoder:
        views["encoder"] = {"encoder": bench.encoder}
    ways = {"best gesture each time": False, "all names first": True}
    for view, settings in views.items():
        notes, means = [], []
        for way, names_first in ways.items():
            courses = [
                Oracle(prompt, names=True, **settings).work(0.7, names_first=names_first)
                for prompt in prompts
            ]
            means.append(_mean(courses, 0.7))
            notes += [f"{way}: {shown_mean(courses, 0.7)}", *_courses(prompts, courses, 0.7)]
        if view == "light":
            notes += _by_hand(prompts, 0.7)
        goals = (25, 12) if view == "light" else (None, None)
        best = min((one for one in means if one is not None), default=None)
        yield Figure(
            f"gestures to ARI .7 on s1 and s2, {view}",
            (at_most(best, *goals, ".1f"),),
            tuple(notes),
        )
    rooms = [p for p in set_prompts(bench.data, "argkp", least=ROOM[0]) if len(p.texts) in ROOM]
    for view, settings in views.items():
        goals = (14, 8) if view == "light" else (None, None)
        courses = [Oracle(prompt, names=False, **settings).work(0.9) for prompt in rooms]
        notes = [shown_mean(courses, 0.9), *_courses(rooms, courses, 0.9)] if rooms else []
        if view == "light" and rooms:
            notes += _by_hand(rooms, 0.9)
        name = f"gestures to ARI .9, argkp n ≈ 100, {view}"
        yield Figure(name, (at_most(_mean(courses, 0.9), *goals, ".1f"),), tuple(notes))


def _by_hand(prompts: Sequence[Prompt], goal: float) -> list[str]:
    """Return how far merges and moves alone lead, from our draft and from a rival's."""
    ours = [Oracle(prompt, offers=False).work(goal) for prompt in prompts]
    theirs = [
        Oracle(prompt, offers=False).work(goal, draft=tfidf_kmeans(prompt.texts))
        for prompt in prompts
    ]
    return [
        f"merges and moves alone, our draft: {shown_mean(ours, goal)}",
        f"the same from TF-IDF + KMeans: {shown_mean(theirs, goal)}",
    ]


def kept(bench: Bench) -> Iterator[Figure]:
    """Count what a person did that the engine undid while responses arrived and on a new draft."""
    checked: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for prompt in scenario_prompts(bench.data):
        for draw in range(DRAWS):
            for what, undone in undone_by_engine(prompt, draw):
                checked[what] += 1
                broken[what] += undone
    rows = {
        "what a person placed, pinned or named, moved later": ("pinned", "named"),
        "  other wishes not kept": ("set aside", "taken out", "together", "apart"),
    }
    for name, wishes in rows.items():
        notes = [f"{one:10} {broken[one]} of {checked[one]} checks" for one in wishes]
        number = sum(broken[one] for one in wishes)
        yield Figure(name, (at_most(number, 0, 0, "d"),), tuple(notes))


def undone_by_engine(prompt: Prompt, draw: int) -> Iterator[tuple[str, bool]]:
    """Yield for each thing a person did, after each update, whether it no longer holds."""
    chance = random.Random(draw)
    half = len(prompt.texts) // 2
    themer = Themer(prompt=prompt.question).fit(prompt.texts[:half])
    ids = [theme.id for theme in themer.themes_]
    rows = chance.sample(range(half), min(half, 30))
    pinned = {row: chance.choice(ids) for row in rows[:10]}
    aside = tuple(rows[10:14])
    barred = {
        row: frozenset({ids[themer.labels_[row]]})
        for row in rows[14:20]
        if themer.labels_[row] >= 0
    }
    together, apart = ((rows[20], rows[21]), (rows[22], rows[23])), ((rows[24], rows[25]),)
    # Two themes bear names that a person typed; the others are a draft that stands.
    themes = tuple(
        Given(id=one, name=f"Our own {one}" if at < 2 else "", named=at < 2)
        for at, one in enumerate(ids)
    )
    steering = Steering(
        themes=themes, pinned=pinned, aside=aside, barred=barred, together=together, apart=apart
    )

    def undone() -> Iterator[tuple[str, bool]]:
        at = {row: _id(themer, row) for row in rows}
        yield from (("pinned", at[row] != theme) for row, theme in pinned.items())
        yield from (("set aside", at[row] is not None) for row in aside)
        yield from (("taken out", at[row] in themes_) for row, themes_ in barred.items())
        yield from (("together", at[a] != at[b]) for a, b in together)
        yield from (("apart", at[a] == at[b] and at[a] is not None) for a, b in apart)
        names = {theme.id: theme.name for theme in themer.themes_}
        yield from (("named", names.get(t.id) != t.name) for t in themes if t.named)

    themer.partial_fit([], steering)
    yield from undone()
    for start in range(half, len(prompt.texts), ARRIVING):
        themer.partial_fit(prompt.texts[start : start + ARRIVING])
        yield from undone()
    themer.fit(prompt.texts, steering)
    yield from undone()


def shown_mean(courses: Sequence[Course], goal: float) -> str:
    """Return the mean of gestures and of single acts, and how many prompts got there."""
    there = [course for course in courses if course.gestures(goal) is not None]
    if not there:
        return f"0 of {len(courses)} reached ARI {goal}"
    made = float(np.mean([course.gestures(goal) for course in there]))
    acts = float(np.mean([course.acts(goal) for course in there]))
    return (
        f"{made:.1f} gestures ({acts:.1f} acts, a name with examples as three),"
        f" {len(there)} of {len(courses)} reached"
    )


def _mean(courses: Sequence[Course], goal: float) -> float | None:
    """Return the mean number of gestures; None where a prompt never gets there."""
    found = [course.gestures(goal) for course in courses]
    if not found or any(one is None for one in found):
        return None
    return float(np.mean([one for one in found if one is not None]))


def _courses(prompts: Sequence[Prompt], courses: Sequence[Course], goal: float) -> list[str]:
    notes = []
    for prompt, course in zip(prompts, courses, strict=True):
        steps = (0, 5, 10, 20)
        curve = " ".join(f"{course.curve[min(at, len(course.curve) - 1)]:.2f}" for at in steps)
        kinds = ", ".join(
            f"{kind} {course.kinds.count(kind)}" for kind in sorted(set(course.kinds))
        )
        per_move = float(np.mean(course.selected)) if course.selected else 0.0
        notes.append(
            f"{prompt.name:24} n {len(prompt.texts):3}  {_or_never(course.gestures(goal)):>5}"
            f"  ARI at 0/5/10/20: {curve}  {kinds}; {per_move:.1f} responses a move"
        )
    return notes


def _or_never(number: int | None) -> str:
    return "never" if number is None else str(number)


def _id(themer: Themer, row: int) -> str | None:
    label = int(themer.labels_[row])
    return themer.themes_[label].id if label >= 0 else None
