"""Suggest: what the engine thinks, and how a person takes it.  Rules T1–T7, T16, T23, T24.

A draft, kept at its prompt until somebody decides, is
`{"themes": {key: {"name", "words", "mixed"?, "machine"?, "theme"?, "responses": {response: True}}},
  "moves": {response: theme}, "merges": {theme: into}}`; absent parts are empty. A theme of a draft
with a `theme` is that standing one under another name; moves and merges lead to standing themes
or, by their keys, to those of the draft.
"""

from dataclasses import dataclass, field
from typing import Any

from workshop.errors import Refused
from workshop.room.nouns import ENGINE, NEVER_KEYS, Prompt, Response, Room
from workshop.room.part import MAX_PARTS, MIN_PARTS, find_pieces
from workshop.room.theme import (
    MAX_NAME,
    MAX_THEMES,
    carry_over,
    forget_doubt,
    free_symbol,
    is_live,
    is_on_board,
    live_themes,
    next_place,
    steer,
)
from workshop.room.when import Moment

DRAFT_VIEWS = ("", "codes")  # by wording, and by the code book of the field
CONFIDENT = 0.5  # how sure the engine must be before a newcomer is placed without a person


@dataclass(frozen=True, slots=True)
class SuggestThemes:
    """What the engine thinks. It never moves a placed card."""

    prompt: str
    placements: dict[str, dict[str, Any]] = field(default_factory=dict)
    singles: tuple[str, ...] = ()
    draft: dict[str, Any] | None = None
    seen: int | None = None
    keeps: bool = False  # what is offered stays, unless somebody has asked for a draft
    newcomers: bool = False  # of these placements alone: nothing else that stands is touched
    ideas: dict[str, list[str]] = field(default_factory=dict)  # response → pieces of its text
    awaits: bool = False  # another reads on: that there is nothing is not the last word
    wish: dict[str, Any] | None = None  # the prompt's when it was read


@dataclass(frozen=True, slots=True)
class AskDraft:
    """Ask the engine for a draft now: of so many themes, or through another view."""

    prompt: str
    themes: int | None = None
    view: str = ""


@dataclass(frozen=True, slots=True)
class AcceptDraft:
    """Take a draft: all of it, or only the themes named; its moves and merges or not."""

    prompt: str
    themes: tuple[str, ...] = ()  # keys in the draft; none means all
    moves: bool = True
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class DismissDraft:
    """Let a draft go."""

    prompt: str


@dataclass(frozen=True, slots=True)
class AcceptSuggestions:
    """Sort the rest like this: put what lies unsorted where the engine suggests."""

    prompt: str
    responses: tuple[str, ...] = ()  # none means all that have a suggestion
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class SetAuto:
    """Let a prompt accept confident newcomers by itself, or not."""

    prompt: str
    on: bool


@dataclass(frozen=True, slots=True)
class ThemesSuggested:
    """The engine's opinion has changed, by these differences."""

    prompt: str
    placements: dict[str, dict[str, Any]]
    singles: dict[str, bool]
    draft: dict[str, Any] | None
    ideas: dict[str, list[list[int]]] = field(default_factory=dict)  # where texts would be cut
    asked: bool = False  # somebody still waits for a draft
    nothing: bool = False  # somebody waited for a draft, and it would change nothing


@dataclass(frozen=True, slots=True)
class ResponsesSorted:
    """The engine's suggestion was accepted for these: response → theme."""

    prompt: str
    placements: dict[str, str]


@dataclass(frozen=True, slots=True)
class DraftAsked:
    """Somebody waits for a draft."""

    prompt: str
    wish: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class DraftAccepted:
    """A draft became themes: id → {name, words, mixed, machine?, symbol, place, responses}."""

    prompt: str
    themes: dict[str, dict[str, Any]]
    moves: dict[str, str]
    merges: dict[str, str]
    left: dict[str, Any] | None  # what of it was not taken and is still offered
    names: dict[str, dict[str, Any]] = field(default_factory=dict)  # standing ones: name, machine


@dataclass(frozen=True, slots=True)
class DraftDismissed:
    """A draft was let go."""

    prompt: str


@dataclass(frozen=True, slots=True)
class AutoSet:
    """A prompt accepts newcomers by itself, or not."""

    prompt: str
    on: bool


def suggest(
    room: Room, command: SuggestThemes, by: str, at: int
) -> list[ThemesSuggested | DraftAccepted | ResponsesSorted]:
    """Note the engine's differences; accept what the prompt accepts by itself (T1–T4, T24)."""
    prompt: Prompt = room.get(command.prompt, "p")
    placements = _news(room, prompt, command.placements)
    if command.newcomers:
        return _placed_alone(room, prompt, placements)
    singles = _singles(room, prompt, command, placements)
    ideas = _ideas(room, prompt, command.ideas)
    answers = command.wish == prompt.wish
    waits = prompt.asked and not answers
    is_late = command.seen is not None and command.seen < prompt.offered
    keeps = not answers or ((command.keeps or is_late) and not prompt.asked)
    draft = _sound(room, prompt, prompt.draft if keeps else command.draft)
    events: list[ThemesSuggested | DraftAccepted | ResponsesSorted] = []
    # What a model worded is never taken without a person (T16).
    machine = any("machine" in plan for plan in (draft or {}).get("themes", {}).values())
    takes = prompt.auto and draft is not None and not machine
    takes = takes and not live_themes(room, prompt.id)
    offered = None if takes else draft
    is_answered = prompt.asked and not waits
    nothing = is_answered and draft is None and not command.awaits
    if placements or singles or ideas or offered != prompt.draft or is_answered:
        events.append(
            ThemesSuggested(prompt.id, placements, singles, offered, ideas, waits, nothing)
        )
    if takes and draft is not None:
        events.append(_accepted(room, prompt, draft, tuple(draft.get("themes", {})), moves=True))
    else:
        events += _sorted(room, prompt, placements)
    return events


def _placed_alone(
    room: Room, prompt: Prompt, placements: dict[str, dict[str, Any]]
) -> list[ThemesSuggested | DraftAccepted | ResponsesSorted]:
    """Return what newcomers bring with them; the offer stands, and who asked still waits (T2)."""
    if not placements:
        return []
    singles = {key: False for key in placements if room.responses[key].single}
    told = ThemesSuggested(prompt.id, placements, singles, prompt.draft, asked=prompt.asked)
    return [told, *_sorted(room, prompt, placements)]


def _sorted(
    room: Room, prompt: Prompt, placements: dict[str, dict[str, Any]]
) -> list[ResponsesSorted]:
    """Return what a prompt that nobody has steered accepts by itself (T4)."""
    sure = {
        key: news["theme"]
        for key, news in placements.items()
        if news.get("theme")
        and news.get("sure", 0.0) >= CONFIDENT
        and not room.responses[key].aside
    }
    return [ResponsesSorted(prompt.id, sure)] if prompt.auto and sure else []


def suggested(room: Room, event: ThemesSuggested, when: Moment) -> None:
    """Write the suggestions and the offer."""
    for key, news in event.placements.items():
        room.put(key, "suggested", news.get("theme"))
        room.put(key, "sure", news.get("sure"))
        room.put(key, "words", tuple(news.get("words", ())))
        room.put(key, "near", tuple(news.get("near", ())))
    for key, single in event.singles.items():
        room.put(key, "single", single)
    for key, spans in event.ideas.items():
        room.put(key, "ideas", tuple((start, end) for start, end in spans))
    _offer(room, event.prompt, event.draft, when)
    room.put(event.prompt, "asked", event.asked)
    if event.nothing:
        room.put(event.prompt, "nothing", room.prompts[event.prompt].wish or {})
        room.put(event.prompt, "wish", None)


def sorted_by_suggestion(room: Room, event: ResponsesSorted, when: Moment) -> None:
    """Place them; the engine stands behind the placement, not a hand."""
    for key, theme in event.placements.items():
        _place(room, key, theme, ENGINE)
    steer(room, event.prompt, when)


def ask(room: Room, command: AskDraft, by: str, at: int) -> list[DraftAsked]:
    """Ask for a draft (T5). Raises Refused `unknown_view`, `too_many_themes`."""
    prompt: Prompt = room.get(command.prompt, "p")
    if command.view not in DRAFT_VIEWS:
        raise Refused("unknown_view")
    if command.themes is not None and not 1 <= command.themes <= MAX_THEMES:
        raise Refused("too_many_themes", limit=MAX_THEMES)
    wish: dict[str, Any] = {"view": command.view} if command.view else {}
    if command.themes is not None:
        wish["themes"] = command.themes
    return [DraftAsked(prompt.id, wish or None)]


def asked(room: Room, event: DraftAsked, when: Moment) -> None:
    """Note that somebody waits."""
    room.put(event.prompt, "asked", True)
    room.put(event.prompt, "wish", event.wish)
    room.put(event.prompt, "nothing", None)


def accept_draft(room: Room, command: AcceptDraft, by: str, at: int) -> list[DraftAccepted]:
    """Take a draft, all or some of it (T6). Raises Refused `no_draft`."""
    prompt: Prompt = room.get(command.prompt, "p")
    draft = _sound(room, prompt, prompt.draft)
    offered = draft.get("themes", {}) if draft else {}
    if draft is None or (command.themes and offered.keys().isdisjoint(command.themes)):
        raise Refused("no_draft")
    wanted = command.themes or tuple(offered)
    return [_accepted(room, prompt, draft, wanted, moves=command.moves)]


def draft_accepted(room: Room, event: DraftAccepted, when: Moment) -> None:
    """Make its themes, place its responses, and keep what was not taken."""
    for theme, plan in event.themes.items():
        room.add(
            theme,
            prompt=event.prompt,
            name=plan["name"],
            words=tuple(plan["words"]),
            mixed=plan["mixed"],
            machine=plan.get("machine", False),
            symbol=plan["symbol"],
            place=plan["place"],
        )
        for key in plan["responses"]:
            _place(room, key, theme, ENGINE)
    for theme, naming in event.names.items():
        room.put(theme, "name", naming["name"])
        room.put(theme, "machine", naming["machine"])
        room.put(theme, "mixed", naming.get("mixed", False))
        room.put(theme, "words", tuple(naming.get("words", ())))
    for key, theme in event.moves.items():
        _place(room, key, theme, ENGINE)
    for theme, into in event.merges.items():
        carry_over(room, (theme,), tuple(room.by_theme.get(theme, ())), into)
    _offer(room, event.prompt, event.left, when)
    room.put(event.prompt, "wish", None)
    room.put(event.prompt, "nothing", None)
    steer(room, event.prompt, when)


def dismiss(room: Room, command: DismissDraft, by: str, at: int) -> list[DraftDismissed]:
    """Let a draft go (T6)."""
    prompt: Prompt = room.get(command.prompt, "p")
    is_there = prompt.draft or prompt.wish or prompt.nothing is not None
    return [DraftDismissed(prompt.id)] if is_there else []


def dismissed(room: Room, event: DraftDismissed, when: Moment) -> None:
    """Forget the offer."""
    _offer(room, event.prompt, None, when)
    room.put(event.prompt, "wish", None)
    room.put(event.prompt, "nothing", None)


def accept_suggestions(
    room: Room, command: AcceptSuggestions, by: str, at: int
) -> list[ResponsesSorted]:
    """Sort the rest like this: only what lies unsorted and loose moves (T7)."""
    prompt: Prompt = room.get(command.prompt, "p")
    wanted = command.responses or tuple(room.by_prompt.get(prompt.id, ()))
    placements = {}
    for key in wanted:
        response: Response = room.get(key, "r")
        theme = _target(room, prompt, response.suggested)
        if theme and response.theme is None and not response.pinned and is_on_board(response):
            placements[key] = theme
    return [ResponsesSorted(prompt.id, placements)] if placements else []


def set_auto(room: Room, command: SetAuto, by: str, at: int) -> list[AutoSet]:
    """Switch what a prompt accepts by itself (T4)."""
    return [AutoSet(room.get(command.prompt, "p").id, command.on)]


def auto_set(room: Room, event: AutoSet, when: Moment) -> None:
    """Write the switch."""
    room.put(event.prompt, "auto", event.on)


def is_single(room: Room, response: Response) -> bool:
    """Return True for a response on the board that nobody else said the like of (T23).

    What is suggested somewhere, offered for splitting, or put back by a person is in doubt instead.
    """
    is_alone = response.single and response.theme is None and not response.split
    if not is_alone or response.aside or response.ideas:
        return False
    return _target(room, room.get(response.prompt, "p"), response.suggested) is None


# ── what of an opinion still holds ────────────────────────────────────────────


def _offer(room: Room, prompt: str, draft: dict[str, Any] | None, when: Moment) -> None:
    if draft != room.prompts[prompt].draft:
        room.put(prompt, "draft", draft)
        room.put(prompt, "offered", when.seq)


def _place(room: Room, key: str, theme: str, by: str) -> None:
    if room.responses[key].theme != theme:
        forget_doubt(room, key)
    room.put(key, "theme", theme)
    room.put(key, "placed_by", by)
    room.put(key, "aside", False)
    room.put(key, "suggested", None)
    room.put(key, "single", False)


def _target(room: Room, prompt: Prompt, theme: str | None) -> str | None:
    """Return the live theme of this prompt that a suggestion leads to, or None."""
    if theme is None:
        return None
    found = room.themes.get(room.follow(theme))
    if found is None or found.prompt != prompt.id or found.aside:
        return None
    return found.id


def _is_loose(room: Room, prompt: Prompt, key: str) -> bool:
    response = room.responses.get(key)
    return (
        response is not None
        and response.prompt == prompt.id
        and is_on_board(response)
        and response.theme is None
    )


def _news(
    room: Room, prompt: Prompt, placements: dict[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the suggestions that say something new of a loose response."""
    news: dict[str, dict[str, Any]] = {}
    for key, placement in placements.items():
        if not _is_loose(room, prompt, key):
            continue
        response = room.responses[key]
        theme = _target(room, prompt, placement.get("theme"))
        if _is_apart(room, response, theme):
            theme = None
        sure = round(float(placement.get("sure") or 0.0), 2)
        if theme == response.suggested and (theme is None or sure == response.sure):
            continue
        if theme is None:
            news[key] = {}
            continue
        words = [str(word)[:60] for word in placement.get("words", ())][:6]
        near = [n for n in placement.get("near", ()) if n in room.responses][:4]
        news[key] = {"theme": theme, "sure": sure, "words": words, "near": near}
    return news


def _singles(
    room: Room,
    prompt: Prompt,
    command: SuggestThemes,
    placements: dict[str, dict[str, Any]],
) -> dict[str, bool]:
    """Return which loose responses have become single ideas, and which no longer are."""
    now = set(command.singles)
    plans = (command.draft or {}).get("themes", {}).values()
    drafted = (key for plan in plans for key in plan.get("responses", ()))
    spoken_of = {*now, *command.placements, *drafted}
    changes = {}
    for key in sorted(spoken_of):
        if _is_loose(room, prompt, key) and room.responses[key].single != (key in now):
            changes[key] = key in now
    return changes


def _ideas(room: Room, prompt: Prompt, ideas: dict[str, list[str]]) -> dict[str, list[list[int]]]:
    """Return where responses would be split, as far as that is news and could be done (T22)."""
    news = {}
    for key, pieces in ideas.items():
        response = room.responses.get(key)
        if response is None or response.prompt != prompt.id or response.part_of:
            continue
        spans = find_pieces(response.text, pieces)
        if spans and spans != response.ideas and MIN_PARTS <= len(spans) <= MAX_PARTS:
            news[key] = [list(span) for span in spans]
    return news


def _sound(room: Room, prompt: Prompt, draft: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what of a draft may still be done, or None: people come first (T3)."""
    if not draft:
        return None
    plans = {
        key: plan
        for key, offered in draft.get("themes", {}).items()
        if key not in NEVER_KEYS
        if (plan := _sound_theme(room, prompt, offered)) is not None
    }
    plans = _once_each(plans)
    moves = {}
    for key, theme in draft.get("moves", {}).items():
        to = _leads(room, prompt, plans, theme)
        if to is not None and _may_move(room, prompt, key, _standing(room, plans, to)):
            moves[key] = to
    themes = {
        key: plan
        for key, plan in plans.items()
        if plan["responses"] or key in moves.values() or _names_anew(room, plan)
    }
    kept = {plan.get("theme") for plan in themes.values()}
    merges: dict[str, str] = {}
    for theme, into in draft.get("merges", {}).items():
        from_, to = _target(room, prompt, theme), _leads(room, prompt, themes, into)
        if from_ is None or to is None or from_ in kept or to in merges:
            continue
        if from_ in merges.values():  # what joined it was not asked about the next one
            continue
        end = _standing(room, themes, to)
        coming = [key for key, where in moves.items() if where == to]
        coming += () if to in room.themes else themes[to]["responses"]
        if from_ != end and end not in merges and _may_merge(room, from_, end, coming):
            merges[from_] = to
    sound = {
        name: part
        for name, part in (("themes", themes), ("moves", moves), ("merges", merges))
        if part
    }
    return sound or None


def _sound_theme(room: Room, prompt: Prompt, plan: dict[str, Any]) -> dict[str, Any] | None:
    """Return what of a draft's theme may still be done; None where the standing one is gone."""
    theme = _target(room, prompt, plan.get("theme"))
    if theme is None and plan.get("theme") is not None:
        return None
    name = str(plan.get("name", ""))[:MAX_NAME] or "…"
    return {
        "name": room.themes[theme].name if theme and room.themes[theme].named else name,
        "words": [str(word)[:60] for word in plan.get("words", ())][:6],
        "mixed": bool(plan.get("mixed")),
        **({"machine": True} if plan.get("machine") else {}),
        **({"theme": theme} if theme else {}),
        "responses": {
            key: True
            for key in plan.get("responses", {})
            if _may_be_placed(room, prompt, key) and not _is_apart(room, room.responses[key], theme)
        },
    }


def _once_each(plans: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return one plan for each standing theme: two may have been merged since they were made."""
    first: dict[str, str] = {}
    for key, plan in plans.items():
        first.setdefault(plan.get("theme", key), key)
    return {key: plan for key, plan in plans.items() if first[plan.get("theme", key)] == key}


def _names_anew(room: Room, plan: dict[str, Any]) -> bool:
    return "theme" in plan and room.themes[plan["theme"]].name != plan["name"]


def _leads(room: Room, prompt: Prompt, plans: dict[str, Any], theme: str) -> str | None:
    """Return the live theme of this prompt, or the key of the draft's theme, or None.

    Keys are the engine's: one that is also a theme's id is not led to.
    """
    return theme if theme in plans and theme not in room.themes else _target(room, prompt, theme)


def _standing(room: Room, plans: dict[str, Any], to: str) -> str | None:
    """Return the theme that `to` is now; None for one that the draft would make."""
    if to in room.themes:
        return to
    theme: str | None = plans[to].get("theme")
    return theme


def _may_move(room: Room, prompt: Prompt, key: str, to: str | None) -> bool:
    """Return True for a response that stands elsewhere, and not by a person's hand (T3)."""
    response = room.responses.get(key)
    return (
        response is not None
        and response.prompt == prompt.id
        and is_live(response)
        and response.theme not in (None, to)
        and response.placed_by == ENGINE
        and not response.pinned
        and not _is_apart(room, response, to)
    )


def _may_merge(room: Room, theme: str, into: str | None, coming: list[str]) -> bool:
    """Return True for a theme that no person named, placed or pinned anything in (T3).

    Nor may it meet a response that a person took out of it: `coming` are those on their way.
    """
    held = [room.responses[key] for key in room.by_theme.get(theme, ())]
    return (
        not room.themes[theme].named
        and all(
            response.placed_by == ENGINE
            and not response.pinned
            and not _is_apart(room, response, into)
            for response in held
        )
        and not any(_is_apart(room, room.responses[key], theme) for key in coming)
    )


def _is_apart(room: Room, response: Response, theme: str | None) -> bool:
    """Return True when a person took the response out of this theme, or of one now in it."""
    return theme is not None and any(room.follow(key) == theme for key in response.apart)


def _may_be_placed(room: Room, prompt: Prompt, key: str) -> bool:
    return _is_loose(room, prompt, key) and not room.responses[key].aside


def _accepted(
    room: Room, prompt: Prompt, draft: dict[str, Any], wanted: tuple[str, ...], *, moves: bool
) -> DraftAccepted:
    offered = draft.get("themes", {})
    plans = {
        key: plan
        for key, plan in offered.items()
        if key in wanted and (moves or plan["responses"] or "theme" in plan)
    }
    again = {key: plan for key, plan in plans.items() if "theme" in plan}
    themes, ids = _made_of(room, prompt, {k: p for k, p in plans.items() if k not in again})
    ids |= {key: plan["theme"] for key, plan in again.items()}
    going, left = _going(room, draft, ids)
    if not moves:
        left = {part: left.get(part, {}) | going.get(part, {}) for part in (*going, *left)}
        going = {}
    rest = {key: plan for key, plan in offered.items() if key not in ids}
    if rest:
        left["themes"] = rest
    placed = {key: plan["theme"] for plan in again.values() for key in plan["responses"]}
    return DraftAccepted(
        prompt.id,
        themes,
        {**placed, **going.get("moves", {})},
        going.get("merges", {}),
        left or None,
        {
            plan["theme"]: {
                "name": plan["name"],
                "machine": plan.get("machine", False),
                "mixed": plan["mixed"],
                "words": plan["words"],
            }
            for plan in again.values()
            if _names_anew(room, plan)
        },
    )


def _made_of(
    room: Room, prompt: Prompt, plans: dict[str, dict[str, Any]]
) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Return the themes that a draft makes, as many as there is room for, and key → id."""
    standing = live_themes(room, prompt.id)
    symbols = [theme.symbol for theme in standing]
    place = next_place(standing)
    themes: dict[str, dict[str, Any]] = {}
    ids: dict[str, str] = {}
    for key, plan in list(plans.items())[: max(0, MAX_THEMES - len(standing))]:
        symbols.append(free_symbol(symbols))
        ids[key] = room.next_id("t", ahead=len(themes))
        themes[ids[key]] = {
            "name": plan["name"],
            "words": plan["words"],
            "mixed": plan["mixed"],
            **({"machine": True} if plan.get("machine") else {}),
            "symbol": symbols[-1],
            "place": place + len(themes),
            "responses": list(plan["responses"]),
        }
    return themes, ids


def _going(
    room: Room, draft: dict[str, Any], ids: dict[str, str]
) -> tuple[dict[str, dict[str, str]], dict[str, Any]]:
    """Return the moves and merges that can be done now, and those to themes not taken yet."""
    going: dict[str, dict[str, str]] = {}
    left: dict[str, Any] = {}
    for part in ("moves", "merges"):
        for key, to in draft.get(part, {}).items():
            if to in room.themes:
                going.setdefault(part, {})[key] = to
            elif to in ids:
                going.setdefault(part, {})[key] = ids[to]
            else:
                left.setdefault(part, {})[key] = to
    return going, left
