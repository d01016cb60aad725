"""Redraft: a board that stands, drafted otherwise: fewer themes, more, or all of it afresh.

Each part of an answer is what the room takes as an offer; nothing is moved here.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from workshop.theming.arrange import LEAST_SURE
from workshop.theming.asked import Json, Text, asked_of, lexicon_of, steering_of
from workshop.theming.steering import Given
from workshop.theming.themer import Suggestion, Themer


def afresh(
    request: Json,
    texts: list[Text],
    themes: list[Given],
    wanted: int | None,
    encoder: str | None = None,
) -> Json:
    """Draft the whole board anew; only what people named or placed stays as it is."""
    fixed = {one.theme for one in texts if one.theme and one.fixed}
    kept = [theme for theme in themes if theme.named or theme.closed or theme.id in fixed]
    ids = {theme.id for theme in kept}
    themer = Themer(
        wanted, prompt=asked_of(request), lexicon=lexicon_of(request), encoder=encoder
    ).fit(
        [one.text for one in texts],
        steering_of([one if one.theme in ids else replace(one, theme=None) for one in texts], kept),
    )
    born = themer.themes_[len(kept) :]
    key_of = {theme.id: theme.id for theme in kept}
    key_of |= {theme.id: f"n{number}" for number, theme in enumerate(born, 1)}
    goal = {
        row: key_of[themer.themes_[label].id]
        for row, label in enumerate(themer.labels_.tolist())
        if label >= 0
    }
    again = _continued(texts, goal, [t.id for t in themes if t.id not in ids])
    drafted = [
        {
            "key": key,
            "name": theme.name,
            "keywords": list(theme.keywords),
            "mixed": theme.mixed,
            **({"theme": again[key]} if key in again else {}),
            "responses": [
                texts[row].id for row, to in goal.items() if to == key and not texts[row].theme
            ],
        }
        for theme in born
        for key in (key_of[theme.id],)
    ]
    moves = [
        {"response": texts[row].id, "from": texts[row].theme, "to": to}
        for row, to in goal.items()
        if texts[row].theme and to not in (texts[row].theme, *_same(again, to, texts[row].theme))
    ]
    emptied = [t.id for t in themes if t.id not in ids and t.id not in again.values()]
    return {
        "placements": {
            texts[found.row].id: placement_of(found, texts)
            for found in themer.suggest()
            if found.theme in ids and found.sure >= LEAST_SURE
        },
        "singles": [],
        "empty": [texts[row].id for row in themer.empty_],
        "stacks": [[texts[row].id for row in stack] for stack in themer.stacks_],
        "draft": {"themes": drafted, "moves": moves, "merges": _into(texts, goal, emptied)},
    }


def _same(again: Mapping[str, str], to: str, theme: str | None) -> tuple[str, ...]:
    """Return the key itself where it goes on as the theme in which a response stands."""
    return (to,) if again.get(to) == theme else ()


def _continued(texts: list[Text], goal: Mapping[int, str], standing: list[str]) -> dict[str, str]:
    """Return which standing theme each drafted one goes on with: the one most of it comes from."""
    shared = Counter((goal[row], texts[row].theme) for row in goal if texts[row].theme in standing)
    again: dict[str, str] = {}
    for (key, theme), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if theme is not None and key not in again and theme not in again.values():
            if key not in {one.theme for one in texts}:
                again[key] = theme
    return again


def _into(texts: list[Text], goal: Mapping[int, str], emptied: list[str]) -> list[Json]:
    """Return merges of themes that nothing is left in, each to where most of it went."""
    merges = []
    for theme in emptied:
        went = Counter(
            goal[row] for row, one in enumerate(texts) if one.theme == theme and row in goal
        )
        if went:
            most = min(went, key=lambda key: (-went[key], key))
            merges.append({"from": theme, "into": most})
    return merges


def joined(themer: Themer, wanted: int) -> list[Json]:
    """Return the merges that leave so many themes, each to where it ends."""
    into: dict[str, str] = {}
    for source, target in themer.propose_joins(wanted):
        into = {one: target if to == source else to for one, to in into.items()}
        into[source] = target
    return [{"from": source, "into": target} for source, target in into.items()]


def divided(themer: Themer, texts: list[Text], wanted: int) -> tuple[list[Json], list[Json]]:
    """Return the themes that divisions would make, empty, and the moves that would fill them."""
    themes, moves = [], []
    for number, (source, name, rows) in enumerate(themer.propose_divisions(wanted), 1):
        key = f"n{number}"
        themes.append({"key": key, "name": name, "responses": []})
        moves += [{"response": texts[row].id, "from": source, "to": key} for row in rows]
    return themes, moves


def placement_of(found: Suggestion, texts: list[Text]) -> Json:
    """Return where a response would go, and why."""
    return {
        "theme": found.theme,
        "sure": found.sure,
        "runner_up": found.runner_up,
        "words": list(found.words),
        "near": [texts[row].id for row in found.near],
    }
