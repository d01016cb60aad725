"""Ballots: how a simulated person votes, by the rules of any ballot."""

import itertools
import random
from collections.abc import Callable, Mapping

from workshop.room.ballot import SCALE, STARS
from workshop.room.views import Object

# Most can live with a wording; a few cannot.
_FIST = (5, 5, 5, 4, 4, 4, 4, 3, 3, 3, 3, 2, 2, 1)
_THUMBS = (3, 3, 3, 3, 3, 2, 2, 2, 1)
_CONSENT = (1,) * 15 + (0,)
_REASONS = (
    "Who pays for it?",
    "It says too little about our youngest.",
    "The word is too big for what we do.",
    "¿Quién lo va a hacer?",
)

Weights = Mapping[str, float]  # option → how much the room likes it
Choices = tuple[str, ...]


def chosen(ballot: Object, room: str, voter: str) -> tuple[Choices, str]:
    """Return the choices of one voter and what they say beside them; the same when asked again.

    `ballot` is as consoles see it. The room as a whole likes some options better than others.
    """
    liking = random.Random(room)
    weights = {option: liking.expovariate(1) + 0.1 for option in ballot["options"]}
    chance = random.Random(f"{room} {voter}")
    rules = ballot["rules"]
    about = {"fist": _FIST, "thumbs": _THUMBS, "consent": _CONSENT}.get(ballot["kind"])
    if about is not None:
        level = chance.choice(about)
        is_concern = level < {"fist": 3, "thumbs": 2, "consent": 1}[ballot["kind"]]
        return (f"o1:{level}",), chance.choice(_REASONS) if is_concern else ""
    return _AMONG[ballot["kind"]](weights, rules, chance), ""


def _dots(weights: Weights, rules: Object, chance: random.Random) -> Choices:
    given = dict.fromkeys(weights, 0)
    for _ in range(rules["dots"]):
        free = [option for option in given if given[option] < rules["stack"]]
        if free:
            given[_one(free, weights, chance)] += 1
    return tuple(f"{option}:{often}" for option, often in given.items() if often)


def _rank(weights: Weights, rules: Object, chance: random.Random) -> Choices:
    left = list(weights)
    ranked: list[str] = []
    while left and len(ranked) < rules["top"]:
        ranked.append(_one(left, weights, chance))
        left.remove(ranked[-1])
    return tuple(f"{option}:{rank}" for rank, option in enumerate(ranked, start=1))


def _points(weights: Weights, rules: Object, chance: random.Random) -> Choices:
    """Spend all points, in tenths of them: people deal out round numbers."""
    given = dict.fromkeys(weights, 0)
    left = rules["points"]
    while left:
        part = min(left, max(1, rules["points"] // 10))
        given[_one(list(given), weights, chance)] += part
        left -= part
    return tuple(f"{option}:{points}" for option, points in given.items() if points)


def _impact_effort(weights: Weights, rules: Object, chance: random.Random) -> Choices:
    places = {
        option: (1 + 4 * min(1.0, w / 2), 1 + 4 * (w * 7 % 1)) for option, w in weights.items()
    }
    return tuple(
        f"{option}:{_near(impact, SCALE, chance)}:{_near(effort, SCALE, chance)}"
        for option, (impact, effort) in places.items()
    )


def _stars(weights: Weights, rules: Object, chance: random.Random) -> Choices:
    return tuple(
        f"{option}:{_near(1 + 4 * min(1.0, weight / 2), STARS, chance)}"
        for option, weight in weights.items()
    )


def _pairs(weights: Weights, rules: Object, chance: random.Random) -> Choices:
    pairs = list(itertools.combinations(weights, 2))
    asked = chance.sample(pairs, min(len(pairs), rules["pairs"]))
    better = [(_one(list(pair), weights, chance), pair) for pair in asked]
    return tuple(f"{one}:{pair[1] if one == pair[0] else pair[0]}" for one, pair in better)


_AMONG: dict[str, Callable[[Weights, Object, random.Random], Choices]] = {
    "dots": _dots,
    "rank": _rank,
    "points": _points,
    "impact_effort": _impact_effort,
    "stars": _stars,
    "pairs": _pairs,
}


def _one(options: list[str], weights: Weights, chance: random.Random) -> str:
    return chance.choices(options, [weights[option] for option in options])[0]


def _near(value: float, most: int, chance: random.Random) -> int:
    return max(1, min(most, round(value + chance.uniform(-1.2, 1.2))))
