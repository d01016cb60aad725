"""Board: what the console's pages show, read out of a published view.  Pure.

`static/js/console/board.js` reads the same things out of the same view in the browser; what a page
says at first and what it says after a patch must agree. Responses and themes are the view's own
objects with their `id` added.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from workshop.inquiry.representation import Finding, representation
from workshop.room.screen import CUT, URGENT
from workshop.web.alike import shared

View = Mapping[str, Any]
Thing = dict[str, Any]

MASKED_UNDER = 5  # people of a group; fewer are counted with others
QUOTES = 3


def is_on_wall(view: View, face: str, thing: str = "") -> bool:
    """Tell whether the wall shows a face; of one that is about one thing, whether about this."""
    workshop = view["workshop"]
    return workshop["face"] == face and (workshop.get(f"face_{face}") or "") == thing


def both(response: Mapping[str, Any]) -> str:
    """Return a phrase with what a facilitator says it means, each in its own direction."""
    text: str = response["text"]
    meant = [said for _, said in sorted(response.get("translation", {}).items()) if said != text]
    return " — ".join(f"\u2068{said}\u2069" for said in (text, *meant)) if meant else text


def search(view: View, typed: str) -> dict[str, list[Thing]]:
    """Return the `themes` and `phrases` in which every word that was typed occurs.

    In whatever case, with or without accents; a phrase is found by its translation too.
    """
    wanted = _folded(typed).split()
    themes = [t for t in with_ids(view["themes"]) if _holds(wanted, t["name"])]
    phrases = [
        r
        for r in _by_agenda(view)
        if r["state"] != "hidden"
        and "split" not in r
        and r["prompt"] in view["prompts"]  # what was said beside a vote stands with the vote
        and _holds(wanted, " ".join([r["text"], *r.get("translation", {}).values()]))
    ]
    return {"themes": themes, "phrases": phrases}


def _holds(wanted: list[str], text: str) -> bool:
    folded = _folded(text)
    return bool(wanted) and all(word in folded for word in wanted)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in plain if not unicodedata.category(sign).startswith("M"))


def hits(text: str, typed: str) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is one of the words that were typed."""
    folded, stands = "", []  # stands: which sign of the text a folded one comes of
    for n, sign in enumerate(text):
        plain = _folded(sign)
        folded += plain
        stands += [n] * len(plain)
    lettered, found = set(stands), set()
    for word in _folded(typed).split():
        at = folded.find(word)
        while at >= 0:
            found.update(stands[at : at + len(word)])
            at = folded.find(word, at + 1)
    pieces: list[tuple[str, bool]] = []
    for n, sign in enumerate(text):
        last, was_hit = pieces[-1] if pieces else ("", False)
        is_hit = n in found or (was_hit and n not in lettered)  # an accent goes with its letter
        if pieces and is_hit == was_hit:
            pieces[-1] = (last + sign, is_hit)
        else:
            pieces.append((sign, is_hit))
    return pieces


def with_ids(part: Mapping[str, Mapping[str, Any]]) -> list[Thing]:
    """Return the things of a part, each with its id, in order of place."""
    found = [{"id": key, **value} for key, value in part.items()]
    return sorted(found, key=lambda thing: (thing["place"], int(thing["id"][1:])))


def chosen_prompt(view: View, wanted: str | None) -> str | None:
    """Return the prompt to look at: the one wanted, else the open one, the latest, the first."""
    prompts = with_ids(view["prompts"])
    if wanted in view["prompts"]:
        return wanted
    begun = [p["id"] for p in prompts if p["state"] != "waiting"]
    now = running(view)
    return now[0] if now else begun[-1] if begun else prompts[0]["id"] if prompts else None


def running(view: View) -> list[str]:
    """Return the prompts that are open or paused, in order."""
    return [p["id"] for p in with_ids(view["prompts"]) if p["state"] in ("open", "paused")]


def lines(view: View) -> list[Thing]:
    """Return the agenda: prompts, and the steps that ask nothing."""
    return with_ids({**view["prompts"], **view["steps"]})


def may_open_beside(view: View, line: Mapping[str, Any]) -> bool:
    """Tell whether a line may go on, or be opened beside another that runs."""
    if not line.get("id") or line["state"] in ("paused", "open"):
        return line.get("state") == "paused"
    others = [one for one in lines(view) if one["state"] in ("open", "paused")]
    return line["id"] in view["prompts"] and bool(others)


def stations(view: View) -> list[Thing]:
    """Return the prompts that open side by side, in the order of the agenda."""
    agenda = lines(view)
    after = [*agenda[1:], {}]
    return [
        line
        for line, behind in zip(agenda, after, strict=True)
        if line["id"].startswith("p") and ("together" in line or "together" in behind)
    ]


def next_step(view: View) -> Thing:
    """Return what the one next button does: a command `type` with its fields, and what it changes.

    `closes` and `opens` are lines of the agenda. A workshop that is closed, or has no lines yet, is
    opened.
    """
    state, agenda = view["workshop"]["state"], lines(view)
    if state == "closed" or (state == "draft" and not agenda):
        return {"type": "open_workshop"}
    now = [line for line in agenda if line["state"] in ("open", "paused")]
    coming = next((line for line in agenda if line["state"] == "waiting"), None)
    if coming is not None:
        after = {"after": now[-1]["id"]} if now else {}
        closes = [line["id"] for line in now if _ends(line, coming)]
        return {"type": "next_prompt", **after, "closes": closes, "opens": coming["id"]}
    if now:
        return {"type": "close_prompt", "prompt": now[0]["id"], "closes": [now[0]["id"]]}
    return {"type": "close_workshop"}


def _ends(line: Thing, coming: Thing) -> bool:
    """Whether a line closes when the next one opens (A12)."""
    is_told = coming["kind"] == "information" and line["id"].startswith("p")
    return "stays" not in line and not is_told


def seconds_left(prompt: Mapping[str, Any], now: int) -> int | None:
    """Return what a prompt's timer shows, in seconds, negative past its end; None without one."""
    if "closes_at" in prompt:
        return int(-(-(prompt["closes_at"] - now) // 1000))
    return int(prompt["left"] // 1000) if "left" in prompt else None


def clock(seconds: int) -> str:
    """Return seconds as minutes and seconds: 6:20, and +0:15 past the end."""
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'+' if seconds < 0 else ''}{minutes}:{rest:02}"


def live_responses(view: View, prompt: str | None) -> list[Thing]:
    """Return the responses of a prompt that have a card: shown or held, not split or parked."""
    return [
        response
        for response in with_ids(view["responses"])
        if response["prompt"] == prompt
        and response["state"] != "hidden"
        and not response.keys() & {"split", "parked"}
    ]


def cells(view: View, prompt: str | None) -> list[Thing]:
    """Return the themes of a prompt that are not set aside, each with its `responses`."""
    responses = live_responses(view, prompt)
    return [
        {**theme, "responses": [r for r in responses if r.get("theme") == theme["id"]]}
        for theme in with_ids(view["themes"])
        if theme["prompt"] == prompt and "aside" not in theme
    ]


def stacks(responses: Iterable[Thing]) -> list[Thing]:
    """Return responses with near-identical ones as one: `id` of the first, all `ids`, `people`.

    `people` counts each once who said it (V10). What waits to be read is in no stack with others,
    nor what would go to another theme.
    """
    found: dict[tuple[str, str], Thing] = {}
    said = list(responses)
    for r, near in zip(said, shared(r["text"] for r in said), strict=True):
        key = (near, r.get("suggested", "")) if r["state"] == "shown" else (r["id"], r["id"])
        stack = found.setdefault(key, {"id": r["id"], "ids": [], "people": 0})
        stack["ids"].append(r["id"])
        stack["people"] += "again" not in r
    return [{**stack, "people": max(1, stack["people"])} for stack in found.values()]


def themes_aside(view: View, prompt: str | None) -> list[Thing]:
    """Return the themes of a prompt that were set aside."""
    found = with_ids(view["themes"])
    return [theme for theme in found if theme["prompt"] == prompt and "aside" in theme]


def tray(view: View, prompt: str | None) -> list[Thing]:
    """Return what lies unsorted under a prompt: what is new, or in doubt."""
    return [r for r in _loose(view, prompt) if not is_single(view, r)]


def singles(view: View, prompt: str | None) -> list[Thing]:
    """Return the single ideas of a prompt."""
    return [r for r in _loose(view, prompt) if is_single(view, r)]


def is_single(view: View, response: Mapping[str, Any]) -> bool:
    """Whether a loose response is a single idea and not in doubt (T23)."""
    is_alone = "single" in response and not response.keys() & {"aside", "ideas"}
    return is_alone and suggestion(view, response) is None


def _loose(view: View, prompt: str | None) -> list[Thing]:
    return [response for response in live_responses(view, prompt) if "theme" not in response]


def may_be_split(view: View, response: Mapping[str, Any]) -> bool:
    """Return True for a shown response with one card, which holds all of its words."""
    is_whole = response["state"] == "shown" and "part_of" not in response
    return is_whole and len(_cards(view, response)) == 1


def also(view: View, response: Mapping[str, Any]) -> list[str]:
    """Return the names of the themes in which other cards with all of its words stand."""
    return [
        view["themes"][key]["name"]
        for key in (card.get("theme") for card in _cards(view, response))
        if key in view["themes"] and key != response.get("theme")
    ]


def elsewhere(view: View, response: Mapping[str, Any]) -> list[Thing]:
    """Return the themes to which a response may go too: those in which no card of it stands."""
    if response["state"] != "shown" or "part_of" in response or "theme" not in response:
        return []
    taken = {card.get("theme") for card in _cards(view, response)}
    return [theme for theme in cells(view, response["prompt"]) if theme["id"] not in taken]


def _cards(view: View, response: Mapping[str, Any]) -> list[Thing]:
    """Return the cards with all of the words of a response, its own among them."""
    key = response.get("part_of", response["id"])
    if "split" in view["responses"].get(key, {}):
        return []
    return [r for r in with_ids(view["responses"]) if key in (r["id"], r.get("part_of"))]


def suggestion(view: View, response: Mapping[str, Any]) -> Thing | None:
    """Return the theme suggested for a response, with its id; None where it leads nowhere."""
    key = response.get("suggested")
    theme = view["themes"].get(key)
    if theme is None or "aside" in theme or theme["prompt"] != response["prompt"]:
        return None
    return {"id": key, **theme}


def sortable(view: View, prompt: str | None) -> list[Thing]:
    """Return what "Sort the rest like this" would move."""
    return [r for r in tray(view, prompt) if suggestion(view, r) and "pinned" not in r]


def offer(view: View, prompt: str | None) -> Thing | None:
    """Return a draft that waits: its `themes`, `joins`, `moves`, `cards` of `all`, `machine`.

    A theme has key, name, mixed, cards; `was` is the name of the standing one that it names anew.
    """
    found = view["prompts"].get(prompt)
    if found is None or "draft" not in found:
        return None
    draft = found["draft"]
    merges, moves = draft.get("merges", {}), draft.get("moves", {})
    plans = draft.get("themes", {})
    themes = [_offered(view, key, plan, list(moves.values())) for key, plan in plans.items()]
    merged = {r["id"] for r in live_responses(view, prompt) if r.get("theme") in merges}
    moved = merged | set(moves)
    fresh = {key for plan in plans.values() for key in plan["responses"]}
    return {
        "themes": themes,
        "joins": [_joining(view, plans, *merge) for merge in merges.items()],
        "moves": len(moved),
        "cards": len(moved | fresh),
        "all": len(live_responses(view, prompt)),
        "machine": any("machine" in plan for plan in plans.values()),
    }


def nothing(view: View, prompt: str | None) -> str | None:
    """Return what was asked for when there was nothing to offer; None where that is not so.

    `fewer` or `more` themes, those of the `codes`, `another` draft, or a `first` one; `one` where
    there can be no fewer.
    """
    found = view["prompts"].get(prompt, {}).get("nothing")
    if found is None:
        return None
    standing = stands(view, prompt)
    if "themes" in found and standing:
        return "more" if found["themes"] > standing else "fewer" if standing > 1 else "one"
    return "first" if not standing else "codes" if "view" in found else "another"


def stands(view: View, prompt: str | None) -> int:
    """Return how many themes of a prompt hold something."""
    return sum(1 for theme in cells(view, prompt) if theme["phrases"])


def _joining(view: View, plans: Mapping[str, Any], theme: str, into: str) -> Thing:
    to = view["themes"].get(into) or plans.get(into, {})
    return {"key": theme, "theme": _named(view["themes"].get(theme, {})), "into": _named(to)}


def _offered(view: View, key: str, plan: Thing, goals: list[str]) -> Thing:
    standing = view["themes"].get(plan.get("theme"), {}).get("name", plan["name"])
    was = {} if standing == plan["name"] else {"was": standing}
    cards = len(plan["responses"]) + goals.count(key)
    return {"key": key, **_named(plan), "cards": cards, **was}


def _named(theme: Thing) -> Thing:
    """Return what of a theme, or of a draft's, its name is made of."""
    return {"name": theme.get("name", ""), "mixed": bool(theme.get("mixed"))}


def held(view: View) -> list[Thing]:
    """Return what waits to be read: danger first, then by the agenda and by arrival."""
    waiting = [r for r in _by_agenda(view) if r["state"] == "held" and "part_of" not in r]
    return sorted(waiting, key=lambda r: not is_urgent(r))


def decided(view: View) -> list[Thing]:
    """Return what was hidden or redacted, or shown although it was marked; the latest first."""
    found = [
        r
        for r in _by_agenda(view)
        if "part_of" not in r
        if r["state"] == "hidden" or "redacted" in r or (r["state"] == "shown" and "flags" in r)
    ]
    return found[::-1]


def shares(view: View, counts: Mapping[str, int]) -> tuple[list[Thing], list[str]]:
    """Return people by group, and which groups are not told apart.

    Those of fewer than five; the smallest of the others joins them while they are fewer than five
    in all, for a console may be on the projector.
    A line is `{"group", "people", "of"}`; `group` is None for those that are counted together.
    """
    totals = view["crowd"].get("groups", {})
    here = [g for g in view["workshop"]["groups"] if totals.get(g, 0)]
    large = sorted((g for g in here if totals[g] >= MASKED_UNDER), key=lambda g: (totals[g], g))
    few = sum(totals[g] for g in here if g not in large)
    while large and 0 < few < MASKED_UNDER:
        few += totals[large.pop(0)]
    small = [g for g in here if g not in large]
    large = [g for g in here if g in large]
    lines: list[Thing] = [{"group": g, "people": counts.get(g, 0), "of": totals[g]} for g in large]
    if small:
        people = sum(counts.get(g, 0) for g in small)
        lines.append({"group": None, "people": people, "of": sum(totals[g] for g in small)})
    return lines, small


def here_now(view: View) -> tuple[list[Thing], list[str]]:
    """Return `shares` of everybody who is here, of how many are expected where somebody said so."""
    lines, small = shares(view, view["crowd"].get("groups", {}))
    for line in lines:
        if line["group"] is not None:
            line["expected"] = view["workshop"]["groups"][line["group"]].get("expected")
    return lines, small


def missing(view: View) -> tuple[Finding, ...]:
    """Return who is missing in the room, where the district's numbers were said (FA19)."""
    groups = view["workshop"]["groups"]
    known = {key: group["population"] for key, group in groups.items() if "population" in group}
    return representation(view["crowd"].get("groups", {}), known)


def quotes(responses: Iterable[Thing]) -> list[Thing]:
    """Return a few phrases that speak for a theme: shown ones that say a whole thing."""
    shown = [r for r in responses if r["state"] == "shown"]
    return sorted(shown, key=lambda r: (not 20 <= len(r["text"]) <= 140, r["place"]))[:QUOTES]


def agreed(view: View) -> list[Thing]:
    """Return the priorities, then the statements: `kind`, `title`, `text` and their source."""
    priorities = [
        {**p, "kind": "priority", "text": p["statement"]} for p in with_ids(view["priorities"])
    ]
    return [*priorities, *with_ids(view["statements"])]


def promoted(view: View, theme: str | None) -> list[Thing]:
    """Return the priorities and statements that were made of a theme (FA14)."""
    return [made for made in agreed(view) if theme is not None and made.get("theme") == theme]


def _by_agenda(view: View) -> list[Thing]:
    places = {key: prompt["place"] for key, prompt in view["prompts"].items()}
    return sorted(
        with_ids(view["responses"]), key=lambda r: (places.get(r["prompt"], 0), r["place"])
    )


# What the screening looks for (room/screen.py), to lay the marker under it.
_FLAGGED = re.compile(
    r"[^\s@]{1,64}@[^\s@]{1,190}\.[^\W\d_]{2,24}"
    r"|(?<![\w.])\+?\(?\d(?:[\s().\-/]{0,2}\d){6,14}(?!\w)"
    r"|(?<![\w@./])@[A-Za-z_][\w.]{1,30}"
)


def marked(response: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the text of a response in pieces, each with the flag that it was marked by, or ""."""
    text = response.get("text", "")
    pieces: list[tuple[str, str]] = []
    stands = 0
    for start, end, flag in _marks(response, text):
        if stands <= start < end <= len(text):
            pieces += [(text[stands:start], ""), (text[start:end], flag)]
            stands = end
    return [piece for piece in [*pieces, (text[stands:], "")] if piece[0]]


def _marks(response: Mapping[str, Any], text: str) -> list[tuple[int, int, str]]:
    """Return where something was marked; of what was screened before marks were kept, contacts."""
    if not response.get("flags"):
        return []
    if "marks" in response:
        found = response["marks"].items()
        return sorted((int(start), mark["to"], mark["flag"]) for start, mark in found)
    return [(*found.span(), "mail") for found in _FLAGGED.finditer(text)]


def may_be_cut(response: Mapping[str, Any]) -> bool:
    """Tell whether there is something to take out."""
    return any(flag in CUT for _, flag in marked(response))


def is_urgent(response: Mapping[str, Any]) -> bool:
    """Tell whether somebody may be in danger."""
    return URGENT in response.get("flags", ())


def is_danger_near(view: View) -> bool:
    """Tell whether a phrase waits that may tell of danger."""
    return any(is_urgent(r) and r["state"] == "held" for r in view["responses"].values())


def redaction(response: Mapping[str, Any], removed: str, name_removed: str) -> str:
    """Return the text without the names, contacts and abuse that were marked in it."""
    return "".join(
        piece if flag not in CUT else name_removed if flag == "name" else removed
        for piece, flag in marked(response)
    )


def may_be_starred(chosen: list[Thing]) -> bool:
    """Return True where the room may see one of these, so that the wall may quote it."""
    return any(response["state"] == "shown" and "split" not in response for response in chosen)


def are_starred(chosen: list[Thing]) -> bool:
    """Return True when all of these are picked out already."""
    return bool(chosen) and all("starred" in response for response in chosen)
