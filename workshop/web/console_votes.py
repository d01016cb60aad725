"""Votes: what the console shows of ballots and of the parking lot, read out of a view.  Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from workshop.room.ballot import ABOUT, AMONG, KINDS, SCALE, usual_dots
from workshop.room.tally import quadrant
from workshop.web.board import Thing, View, with_ids
from workshop.web.board import cells as themes_of
from workshop.web.votes import Gauge, bar_of, gauge_of, levels_of, most_of

REST = "rest"  # in a result: all who are not told apart by a group
NUMBERS = ("dots", "stack", "top", "points", "pairs")  # rules of several options
LONGEST = 4_000  # characters of what an address puts into a field
SHARED = 0.5  # of the words of two names together, so that they read alike
MOST_PAIRS = 66  # comparisons that are offered on a form: all those of twelve options
FEW_STEPS = 100  # points on a form: above that only every so manieth is offered
FIELDS = ("quick_win", "big_bet", "fill_in", "avoid")
STEP = 20  # the grid's units between two steps of impact or effort
EDGE = 10  # and from its edge to the first step
BESIDE = 8
LETTERS = 26
MOST_OPTIONS = 60

_SOURCES = {"t": "themes", "i": "priorities", "v": "statements"}  # where an option's stands
_WORD = re.compile(r"[^\W\d_]{3,}")
_SMALL = frozenset(
    "and are for from has have not our that the their they this too who with you your all more "
    "con del las los que para por sus una uno nos mas muy como".split()
)


def in_hand(view: View, wanted: str | None) -> Thing | None:
    """Return the ballot to look at: the one wanted, else the open one, else the latest."""
    found = with_ids(view["ballots"])
    if wanted in view["ballots"]:
        return next(one for one in found if one["id"] == wanted)
    now = [one for one in found if one["state"] == "open"]
    return now[0] if now else found[-1] if found else None


def is_about(kind: str) -> bool:
    """Tell whether a method asks about one wording."""
    return kind in ABOUT


def chains(view: View) -> list[list[Thing]]:
    """Return all ballots, with those that are rounds of each other together; the latest first."""
    first = [one for one in with_ids(view["ballots"]) if one.get("again") not in view["ballots"]]
    return [rounds(view, one["id"]) for one in reversed(first)]


def rounds(view: View, ballot: str) -> list[Thing]:
    """Return all rounds that belong together with this one, the first first."""
    first = ballot
    while (before := view["ballots"][first].get("again")) in view["ballots"]:
        first = before
    keys, at = [first], 0
    while at < len(keys):
        keys += [key for key, one in view["ballots"].items() if one.get("again") == keys[at]]
        at += 1
    found = [one for one in with_ids(view["ballots"]) if one["id"] in keys]
    return sorted(found, key=lambda one: (one["round"], one["place"]))


def asked(ballot: Thing) -> str:
    """Return what a ballot asks: its question, else the one wording, else its options."""
    texts = [option["text"] for option in options(ballot) if option["text"]]
    return str(ballot.get("question") or "; ".join(texts))


def options(ballot: Thing) -> list[Thing]:
    """Return the options in the order in which they were declared."""
    return with_ids(ballot["options"])


def ranked(ballot: Thing) -> list[Thing]:
    """Return the options of a closed ballot by place, each with its figures as `came`.

    `tied` where others share its place.
    """
    counted = ballot.get("result", {}).get("options", {})
    found = [{**one, "came": counted.get(one["id"], {})} for one in options(ballot)]
    places = [one["came"].get("place", 0) for one in found]
    told = [{**one, "tied": places.count(one["came"].get("place", 0)) > 1} for one in found]
    return sorted(told, key=lambda one: one["came"].get("place", 0))


def groups_of(ballot: Thing) -> list[str]:
    """Return the groups that a result tells apart, all others last; `[]` where it tells none."""
    return sorted(ballot.get("result", {}).get("groups", {}), key=lambda key: key == REST)


def given(ballot: Thing, share: Thing) -> float:
    """Return what a group gave an option: in all, or of a scale each person's mean."""
    if ballot["kind"] in ("impact_effort", "stars"):
        return round(float(share["score"] / share["voters"]), 1)
    return float(share["score"])


def is_masked(view: View, ballot: Thing) -> bool:
    """Tell whether groups were too small to be told apart."""
    told = set(groups_of(ballot))
    return bool(view["workshop"].get("groups")) and (not told or REST in told)


def levels(ballot: Thing) -> list[tuple[int, int, int]]:
    """Return of a wording the levels from the highest: (level, votes, of these from tables)."""
    result = ballot.get("result", {})
    of_tables = result.get("table_levels", {})
    found = [(int(n), votes, of_tables.get(n, 0)) for n, votes in result.get("levels", {}).items()]
    return sorted(found, reverse=True)


def gauge(ballot: Thing, option: Thing) -> Gauge | None:
    """Return the drawing of the figure that an option of a closed ballot is ranked by.

    As the wall has it, but for points: here stands their sum. None where a grid shows all of them.
    """
    kind, came = ballot["kind"], option["came"]
    lines = ballot.get("result", {}).get("options", {}).values()
    if kind == "impact_effort" or not came:
        return None
    if kind == "points":
        return bar_of(came["score"], max([1, *(line["score"] for line in lines)]))
    return gauge_of(kind, came, most_of(kind, lines))


def bars(ballot: Thing) -> dict[int, Gauge]:
    """Return the bars of a wording's levels, where people are too many for strokes; else `{}`."""
    return {one.level: one.gauge for one in levels_of(ballot) if one.gauge}


def votes_in(ballot: Thing) -> int:
    """Return how many ballot papers were counted."""
    result = ballot.get("result", {})
    return int(result.get("people", 0) + result.get("tables", 0))


def turnout(view: View, ballot: Thing) -> tuple[int, int]:
    """Return how many people have voted, and of how many: who has no phone is one of them."""
    voted = int(ballot["voted"]["people"])
    by_hand = len(ballot.get("by_hand", {}))
    return voted, max(voted, view["crowd"].get("people", 0) + by_hand)


def concerns(view: View, ballot: str) -> list[Thing]:
    """Return what was said beside the votes of a ballot, in order of arrival."""
    return [r for r in with_ids(view["responses"]) if r["prompt"] == ballot and "part_of" not in r]


def step_now(view: View) -> Thing | None:
    """Return the line of the agenda that runs and is for voting."""
    lines = with_ids({**view["prompts"], **view["steps"]})
    now = [line for line in lines if line["state"] in ("open", "paused")]
    return next((line for line in now if line["kind"] in ("vote", "ratify")), None)


# ── before it opens ────────────────────────────────────────────────────────


def offered(view: View) -> list[tuple[str, list[Thing]]]:
    """Return by prompt the themes that may be voted on: those that are not set aside."""
    found = [(p["id"], themes_of(view, p["id"])) for p in with_ids(view["prompts"])]
    return [(prompt, themes) for prompt, themes in found if themes]


def ticked(view: View, prompt: str | None, sources: Iterable[str], kind: str) -> set[str]:
    """Return what is chosen at first: what was named, else the themes of the prompt in hand."""
    named = [key for key in sources if _stands(view, key)]
    if named or is_about(kind):
        return set(named[:1] if is_about(kind) else named)
    return {theme["id"] for theme in themes_of(view, prompt) if theme["phrases"]}


def _stands(view: View, key: str) -> bool:
    part = _SOURCES.get(key[:1])
    return part is not None and key in view[part]


def kind_of(wanted: str | None, sources: Iterable[str]) -> str:
    """Return the method at first: the one wanted; dots, or a fist for one statement."""
    if wanted in KINDS:
        return str(wanted)
    keys = list(sources)
    return "fist" if len(keys) == 1 and keys[0][:1] in "iv" else "dots"


def usual_numbers() -> list[int]:
    """Return how many dots each has, by how many options there are: 0 to `MOST_OPTIONS`."""
    return [usual_dots(n) for n in range(MOST_OPTIONS + 1)]


def near_pairs(themes: Iterable[Thing]) -> list[tuple[Thing, Thing]]:
    """Return themes of one prompt whose names read alike: they would split each other's votes."""
    known = [(theme, _words(theme["name"])) for theme in themes]
    return [
        (one, other)
        for at, (one, words) in enumerate(known)
        for other, others in known[at + 1 :]
        if one["prompt"] == other["prompt"] and _reads_like(words, others)
    ]


def near_offered(view: View) -> list[tuple[Thing, Thing]]:
    """Return the themes that may be voted on and read alike."""
    return near_pairs(theme for _, themes in offered(view) for theme in themes)


def pairs_before(view: View, ballot: Thing) -> list[tuple[Thing, Thing]]:
    """Return the options of a ballot that read alike and could be merged."""
    keys = [one.get("source") for one in options(ballot)]
    return near_pairs({**view["themes"][key], "id": key} for key in keys if key in view["themes"])


def again(ballot: Thing) -> str:
    """Return a ballot that has not opened as the query of the page on which it is made."""
    typed = [one["text"] for one in options(ballot) if "source" not in one]
    asked = [("new", "1"), ("kind", ballot["kind"]), ("question", ballot.get("question", ""))]
    asked += [("source", one["source"]) for one in options(ballot) if "source" in one]
    asked += [("text", "\n".join(typed))]
    asked += [(name, str(value)) for name, value in ballot["rules"].items() if name in NUMBERS]
    return urlencode([(name, value) for name, value in asked if value])


def asked_for(query: Mapping[str, str]) -> dict[str, str]:
    """Return what stands in the fields of a new ballot at first: `question`, `text` and numbers."""
    words = {name: query.get(name, "")[:LONGEST] for name in ("question", "text")}
    numbers = {name: query.get(name, "") for name in NUMBERS}
    return words | {name: n if n.isdecimal() and len(n) < 5 else "" for name, n in numbers.items()}


def _words(name: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return frozenset(_stem(word) for word in _WORD.findall(plain) if word not in _SMALL)


def _stem(word: str) -> str:
    """Return a word without what it shares with its other forms, in English or Spanish."""
    for ending, instead in (("ies", "y"), ("ces", "z"), ("ing", ""), ("s", ""), ("ed", "")):
        if len(word) > len(ending) + 2 and word.endswith(ending):
            word = word[: -len(ending)] + instead
            break
    return word.rstrip("e") if len(word) > 3 else word


def _reads_like(one: frozenset[str], other: frozenset[str]) -> bool:
    both = one & other
    if one == other:
        return bool(both)
    return len(both) > 1 and len(both) >= SHARED * len(one | other)  # one word is not enough


# ── a vote for somebody without a phone ────────────────────────────────────


def steps_of(ballot: Thing) -> list[str]:
    """Return what an option may be given, as the part of a choice after its option."""
    kind, rules = ballot["kind"], ballot["rules"]
    if kind == "points":
        most = int(rules["points"])
        return [str(n) for n in range(0, most + 1, max(1, -(-most // FEW_STEPS))) if n]
    most = int(rules.get("stack") or rules.get("top") or SCALE)
    if kind == "impact_effort":
        return [f"{i}:{e}" for i in range(1, SCALE + 1) for e in range(1, SCALE + 1)]
    return [str(n) for n in range(1, most + 1)]


def comparisons(ballot: Thing) -> list[tuple[Thing, Thing]]:
    """Return the pairs that a form offers."""
    found = options(ballot)
    pairs = [(one, other) for at, one in enumerate(found) for other in found[at + 1 :]]
    return pairs[:MOST_PAIRS]


# ── after it closed ────────────────────────────────────────────────────────


def now_reads(view: View, kind: str, option: Thing) -> str | None:
    """Return how an option's source reads now.

    None where it is gone, where its words are withheld (M9), or where there never was one.
    """
    key = option.get("source") or ""
    if not _stands(view, key) or "withheld" in view[_SOURCES[key[0]]][key]:
        return None
    if key[0] == "t":
        return str(view["themes"][key]["name"])
    if key[0] == "i":
        priority = view["priorities"][key]
        is_title = not is_about(kind) or not priority["statement"]
        return str(priority["title" if is_title else "statement"])
    statement = view["statements"][key]
    return str(statement["title" if statement["kind"] == "competency" else "text"])


def reworded(view: View, ballot: Thing) -> list[tuple[str, str]]:
    """Return what another round would ask in other words: (as it was, as it reads now)."""
    both = [(one["text"], now_reads(view, ballot["kind"], one)) for one in options(ballot)]
    return [(was, now) for was, now in both if now is not None and now != was]


def priority_of(view: View, option: Thing) -> str | None:
    """Return the priority that was made of an option's theme, or that it is."""
    key = option.get("source")
    if key in view["priorities"]:
        return str(key)
    made = [i["id"] for i in with_ids(view["priorities"]) if key and i.get("theme") == key]
    return str(made[0]) if made else None


def grid(ballot: Thing) -> list[Thing]:
    """Return the options of an impact/effort vote as points of a square of 100 by 100 units.

    `letter` names it; `x`, `y` where it stands; `rx`, `ry` half of the spread of the middle half of
    all votes, around `mx`, `my`; `field` one of FIELDS; `moved` where it was put elsewhere by hand.
    """
    points = [point for one in ranked(ballot) if (point := _point(one)) is not None]
    taken: dict[tuple[float, float], int] = {}
    for at, point in enumerate(points):
        point["letter"] = chr(ord("A") + at) if at < LETTERS else str(at + 1)
        place = (point["x"], point["y"])
        taken[place] = taken.get(place, 0) + 1
        point["x"] += BESIDE * (taken[place] - 1)  # those at one place stand side by side
    return points


def _point(option: Thing) -> Thing | None:
    came, placed = option["came"], option.get("placed", {})
    impact = placed.get("impact", came.get("median"))
    effort = placed.get("effort", came.get("effort"))
    if impact is None or effort is None:
        return None
    point = {**option, "impact": impact, "effort": effort, "field": quadrant(impact, effort)}
    point |= {"x": _at(effort), "y": 100 - _at(impact), "moved": bool(placed)}
    if "low" in came and "effort_low" in came:
        point |= {
            "mx": (_at(came["effort_low"]) + _at(came["effort_high"])) / 2,
            "my": 100 - (_at(came["low"]) + _at(came["high"])) / 2,
            "rx": (_at(came["effort_high"]) - _at(came["effort_low"])) / 2,
            "ry": (_at(came["high"]) - _at(came["low"])) / 2,
        }
    return point


def _at(value: float) -> float:
    return EDGE + STEP * (value - 1)


# ── the parking lot ────────────────────────────────────────────────────────


def parked(view: View) -> list[Thing]:
    """Return what is on the parking lot, in the order in which it came there."""
    return with_ids(view["parked"])


def methods(about: bool) -> tuple[str, ...]:
    """Return the methods that ask about one wording, or those that weigh several options."""
    return ABOUT if about else AMONG


def beside(view: View, response: Any) -> Thing | None:
    """Return the ballot beside whose votes a phrase was said."""
    key = response.get("prompt")
    found = view["ballots"].get(key)
    return None if found is None else {"id": key, **found}
