"""Faces: what the wall shows of its view, as plain values for the first paint.

`static/js/wall/` shows the same of the same view from then on; the fixture `tally.json` holds
both to it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from workshop.room.show import ABOUT_PROMPT
from workshop.room.text import alike
from workshop.web.alike import shared
from workshop.web.board import both
from workshop.web.votes import ParkedLine, Vote, agreed_of, face_of, parked_of, vote_of

MOST_THEMES = 9  # cells of the grid
MOST_PHRASES = 24  # the first paint; the browser measures what fits
SHORT, LONG = 3, 10  # words of a quote that is read at a glance and says something
WHOLE_WORD = 24  # letters of a word with hyphens that stays on one line
QUOTE = 60  # characters of a quote in a cell; the browser measures what fits
WHOLE_ROOM = ("blank", "thanks")  # what no second display keeps for itself
OF_VOTES = ("vote", "wording", "ranking", "matrix", "levels", "parked")  # are about no prompt

_HYPHEN = re.compile(r"([^\W_])-(?=[^\W_])")

View = dict[str, Any]  # the audience's view as `room/views.py` makes it


@dataclass(frozen=True, slots=True)
class Phrase:
    """Near-identical phrases as one: `key` is what they share, `text` the first one's words."""

    key: str
    text: str
    times: int
    is_example: bool = False  # nobody said it


@dataclass(frozen=True, slots=True)
class Card:
    """A theme in its cell."""

    id: str
    name: str
    mixed: bool  # holds no one thought: it is said before the name
    symbol: int
    people: int
    tables: int
    at_tables: int
    quote: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything one face needs; what a face does not use stays empty."""

    face: str = "blank"
    key: str = "blank"  # two pictures with one key are the same place, so that nothing jumps
    kind: str = "open"
    question: str = ""
    also: str = ""  # the question in a second language
    also_language: str = ""
    state: str = ""
    phrases_said: int = 0
    answered: int = 0
    joined: int = 0
    people: int = 0
    tables: int = 0
    at_tables: int = 0
    themes: int = 0
    name: str = ""  # of a theme or a priority; of any other statement its words
    mixed: bool = False  # of a theme: it holds no one thought
    symbol: int = 1
    text: str = ""  # a priority's statement
    code_shown: bool = False
    left: int | None = None  # milliseconds on the timer
    phrases: list[Phrase] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    results: bool = False  # participants may read what came of it
    vote: Vote | None = None
    parked: list[ParkedLine] = field(default_factory=list)
    agreed: int = 0  # of a statement: the round in which the room agreed on just these words

    @property
    def time(self) -> str:
        """The timer as it is read out; empty without one."""
        return "" if self.left is None else clock(self.left)


def kept_to(view: View, prompt: str, face: str) -> View:
    """Return the view as a second display takes it, which stays on one prompt.

    With a `face` of a prompt it stays on that too; else it follows what is shown of its prompt,
    and shows the count while something else is. What is for the whole room it shows as well.
    """
    workshop = view["workshop"]
    if workshop.get("face") in WHOLE_ROOM:
        return view
    own: dict[str, Any] = {"face_prompt": prompt}
    if face in ABOUT_PROMPT:
        own["face"] = face
    elif workshop.get("face_prompt") != prompt or workshop.get("face") not in (
        *ABOUT_PROMPT,
        "theme",
    ):
        own["face"] = "count"
    return {**view, "workshop": {**workshop, **own}}


def picture(view: View, *, language: str, now: int) -> Picture:
    """Return what the wall shows. `now` is in milliseconds; only the timer needs it."""
    workshop, crowd = view["workshop"], view["crowd"]
    face = _face(view)
    vote = vote_of(view, language) if face == "ballot" else None
    if vote is not None:
        face = face_of(vote)
    prompt = _about(view, face)
    question, also, also_language = _questions(prompt, language)
    theme = view["themes"].get(workshop.get("face_theme"), {}) if face == "theme" else {}
    said = _statement(view) if face == "statement" else {}
    counted = theme if face == "theme" else crowd
    return Picture(
        face=face,
        key=_key(face, workshop) if vote is None else f"ballot {vote.id} {vote.state}",
        kind=said.get("kind", "priority") if said else prompt.get("kind", "open"),
        question=unbroken(vote.question) if vote else question,
        also=also,
        also_language=also_language,
        state=prompt.get("state", ""),
        phrases_said=_phrases_said(face, prompt, theme, crowd),
        answered=prompt.get("answered", 0),
        joined=crowd.get("joined", 0),
        people=counted.get("people", 0) + counted.get("papers", 0),
        tables=counted.get("tables", 0),
        at_tables=counted.get("at_tables", 0),
        themes=sum(1 for t in view["themes"].values() if t["phrases"]),
        name=unbroken(theme.get("name") or said.get("text") or said.get("title", "")),
        mixed=theme.get("mixed", False),
        symbol=theme.get("symbol", 1),
        text=unbroken(said.get("statement", "")),
        code_shown=takes_phrases(view) and face not in ("join", "thanks", "blank"),
        left=_left(prompt, now),
        phrases=_phrases(view, face),
        cards=_cards(view) if face == "themes" else [],
        results="results" in view["workshop"],
        vote=vote,
        parked=parked_of(view, language) if face == "parked" else [],
        agreed=agreed_of(said),
    )


def _about(view: View, face: str) -> dict[str, Any]:
    """Return the line of the agenda that a face is about; `{}` for none."""
    workshop = view["workshop"]
    if face == "step":
        return dict(view["steps"][workshop["face_step"]])
    if face in OF_VOTES:
        return {}
    return dict(view["prompts"].get(workshop.get("face_prompt"), {}))


def question_in(prompt: dict[str, Any], language: str) -> str:
    """Return what a prompt asks, in a language where it is there."""
    return _questions(prompt, language)[0]


def takes_phrases(view: View) -> bool:
    """Whether something runs, a break too, so that who comes late still wants the code."""
    lines = [*view["prompts"].values(), *view.get("steps", {}).values(), *view["ballots"].values()]
    return any(line["state"] in ("open", "paused") for line in lines)


def gather(texts: Iterable[str]) -> list[Phrase]:
    """Return phrases with near-identical ones as one, in order of their first."""
    said = list(texts)
    found: dict[str, tuple[str, int]] = {}
    for text, key in zip(said, shared(said), strict=True):
        first, times = found.get(key, (text, 0))
        found[key] = (first, times + 1)
    return [Phrase(key, text, times) for key, (text, times) in found.items()]


def clock(left: int) -> str:
    """Return milliseconds as 6:20, or 2:05:00 from a hundred minutes on; never below 0:00."""
    seconds = max(0, -(-left // 1000))
    minutes = seconds // 60
    if minutes < 100:
        return f"{minutes}:{seconds % 60:02}"
    return f"{minutes // 60}:{minutes % 60:02}:{seconds % 60:02}"


# ── parts of a picture ─────────────────────────────────────────────────────


def _face(view: View) -> str:
    """Return the face to show: what it is about may be gone meanwhile."""
    workshop = view["workshop"]
    face: str = workshop.get("face", "join")
    if face == "theme" and workshop.get("face_theme") not in view["themes"]:
        face = "themes"
    if face == "statement" and not _statement(view):
        face = "join"
    if face == "step" and workshop.get("face_step") not in view["steps"]:
        face = "join"
    if face == "ballot" and workshop.get("face_ballot") not in view["ballots"]:
        face = "join"
    if face in ABOUT_PROMPT and workshop.get("face_prompt") not in view["prompts"]:
        face = "join"
    return face


def _key(face: str, workshop: dict[str, Any]) -> str:
    about = {
        "theme": workshop.get("face_theme"),
        "statement": workshop.get("face_statement"),
        "step": workshop.get("face_step"),
        "join": None,
        "thanks": None,
        "blank": None,
        "parked": None,
    }.get(face, workshop.get("face_prompt"))
    return f"{face} {about}" if about else face


def _statement(view: View) -> dict[str, Any]:
    about = view["workshop"].get("face_statement")
    found: dict[str, Any] = view["statements"].get(about) or view["priorities"].get(about) or {}
    return found


def _questions(prompt: dict[str, Any], language: str) -> tuple[str, str, str]:
    """Return the question in the wall's language, and in one other, with that one's tag."""
    said = unbroken(prompt.get("question", ""))
    others = {tag: unbroken(other) for tag, other in prompt.get("questions", {}).items()}
    if language in others:
        return others[language], said, ""
    for tag in sorted(others):
        if others[tag] != said:
            return said, others[tag], tag
    return said, "", ""


def _phrases_said(
    face: str, prompt: dict[str, Any], theme: dict[str, Any], crowd: dict[str, Any]
) -> int:
    about = {"theme": theme, "thanks": crowd}.get(face, prompt)
    count: int = about.get("phrases", 0)
    return count


def _left(prompt: dict[str, Any], now: int) -> int | None:
    if "closes_at" in prompt:
        return int(prompt["closes_at"]) - now
    left: int | None = prompt.get("left")
    return left


def _phrases(view: View, face: str) -> list[Phrase]:
    workshop = view["workshop"]
    if face == "phrases":
        return phrases_under(view, workshop["face_prompt"])[:MOST_PHRASES]
    if face == "quotes":
        said = texts_of(view, prompt=workshop["face_prompt"], starred=True)
        return meant(view, said)[:MOST_PHRASES]
    if face == "theme":
        return meant(view, texts_of(view, theme=workshop["face_theme"]))[: MOST_PHRASES // 4]
    return []


def phrases_under(view: View, prompt: str) -> list[Phrase]:
    """Return what a prompt shows: examples where there are any, then what people said."""
    examples = [(key, one) for key, one in view["examples"].items() if one["prompt"] == prompt]
    examples.sort(key=lambda found: found[1]["place"])
    given = [Phrase(key, unbroken(one["text"]), 1, is_example=True) for key, one in examples]
    return [*given, *meant(view, texts_of(view, prompt=prompt))]


def meant(view: View, texts: list[str]) -> list[Phrase]:
    """Return phrases with their translations; what one of them means, all that are alike mean."""
    told = {
        alike(r["text"]): r["translation"] for r in view["responses"].values() if "translation" in r
    }
    return [
        replace(one, text=unbroken(both({"text": one.text, "translation": told.get(one.key, {})})))
        for one in gather(texts)
    ]


def quotes_of(view: View, theme: str) -> list[str]:
    """Return what may stand for a theme, the best first, the same for the same words.

    Starred ones, then those of a few words, then what was said most often: it is nearest to what
    the theme is about. Between equals the first that came.
    """
    said = meant(view, texts_of(view, theme=theme))
    starred = {one.key for one in gather(texts_of(view, theme=theme, starred=True))}

    def rank(one: Phrase) -> tuple[bool, bool, int]:
        few = SHORT <= len(one.text.split()) <= LONG
        return one.key not in starred, not few, -one.times

    return [one.text for one in sorted(said, key=rank)]


def unbroken(text: str) -> str:
    """Return a text whose words with hyphens are not broken there, unless they are very long.

    Where lines are balanced a browser breaks at any hyphen: "low-" above "income".
    """
    return " ".join(
        _HYPHEN.sub("\\1-\u2060", word) if len(word) <= WHOLE_WORD else word
        for word in text.split(" ")
    )


def texts_of(
    view: View, *, prompt: str | None = None, theme: str | None = None, starred: bool = False
) -> list[str]:
    """Return the shown texts of a prompt or of a theme, in order of arrival; or its starred ones.

    A second card of one that is among them is left out: it was said once. So is what somebody says
    again where the same words stand already: people count once (V10).
    """
    found = {
        key: r
        for key, r in view["responses"].items()
        if (r["prompt"] == prompt if theme is None else r.get("theme") == theme)
        and (not starred or "starred" in r)
    }
    once = [key for key, r in found.items() if r.get("part_of") not in found]
    first = {alike(found[key]["text"]) for key in once if "again" not in found[key]}
    once = [k for k in once if "again" not in found[k] or alike(found[k]["text"]) not in first]
    return [found[key]["text"] for key in sorted(once, key=lambda key: int(key[1:]))]


def themes_of(view: View, prompt: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the themes of a prompt that hold something, by id, in their fixed order."""
    standing = [
        (key, theme)
        for key, theme in view["themes"].items()
        if theme["prompt"] == prompt and theme["phrases"]
    ]
    return sorted(standing, key=lambda found: (found[1]["place"], int(found[0][1:])))


def _cards(view: View) -> list[Card]:
    return [
        Card(
            id=key,
            name=unbroken(theme["name"]),
            mixed=theme.get("mixed", False),
            symbol=theme["symbol"],
            people=theme["people"] + theme.get("papers", 0),
            tables=theme.get("tables", 0),
            at_tables=theme.get("at_tables", 0),
            quote=next((t for t in quotes_of(view, key) if len(t) <= QUOTE), ""),
        )
        for key, theme in themes_of(view, view["workshop"]["face_prompt"])[:MOST_THEMES]
    ]
