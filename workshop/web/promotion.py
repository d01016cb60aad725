"""Promotion: what the pen's page shows beside a wording, read out of a published view.  Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from workshop.data.advice import load_advice
from workshop.data.patterns import LANGUAGES, Kind, load_patterns
from workshop.data.words import load_words
from workshop.errors import NotFound
from workshop.plan.echo import WORDS, Heard, heard, kept, pieces
from workshop.plan.pattern import Piece, Said, clauses_of, first_draft, stem, text_of
from workshop.plan.wording import GAP, Advice, advise
from workshop.room.agenda import WORDING
from workshop.room.screen import Screened
from workshop.web import board
from workshop.web.board import Thing, View

Screen = Callable[[str], Screened]

LONGEST = 4_000  # characters of what is typed that is looked at


@dataclass(frozen=True, slots=True)
class Subject:
    """What is worded, what the room said of it, and what tables would make of it.

    `thing` names the command that its form sends (`order`), the field that names it (`field`) and
    the field of the statement (`text_field`). `said` are stacks, most said first: `id`, `ids`,
    `people`, `text`, `of` (groups), and the first `response`. `drafts` have `id`, `text`, its
    `pieces`, what they `kept`, `clauses`, `words` and the `response`; `asked` are the prompts in
    which they came. `versions` are its earlier wordings, the latest first, with the `pieces` in
    which they differ from what came after, and their `words`. `words` are what may be taken alone:
    each word, and what is carried over of the room's in one piece, each with whether it is.
    """

    thing: Thing
    prompt: str | None
    said: list[Thing]
    drafts: list[Thing]
    asked: list[Thing]
    versions: list[Thing]
    phrases: int


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form now, and the draft that somebody asked for."""

    kind: str
    title: str
    text: str
    language: str  # of the reader
    look_fors: str = ""  # a line for each grade band
    draft: list[Piece] = field(default_factory=list)
    draft_of: str = ""  # the pattern of the draft

    @property
    def drafted(self) -> str:
        """The draft as one text."""
        return text_of(self.draft)


def subject_of(view: View, key: str) -> Subject:
    """Return what is worded, with all that stands beside it. Raises NotFound `no_such_thing`."""
    thing, sources = _thing(view, key)
    said = _stacks(view, sources)
    asked = [
        prompt
        for prompt in board.with_ids(view["prompts"])
        if prompt["kind"] == WORDING and prompt.get("about") in _names_of(view, thing)
    ]
    theme = view["themes"].get(thing["theme"])
    prompt = theme["prompt"] if theme else sources[0]["prompt"] if sources else None
    return Subject(
        thing=thing,
        prompt=prompt if prompt in view["prompts"] else None,
        said=said,
        drafts=_drafts(view, asked, [one["text"] for one in said]),
        asked=asked,
        versions=_versions(thing, [one["text"] for one in said]),
        phrases=len(sources),
    )


def phrases_of(view: View, theme: str | None) -> list[Thing]:
    """Return the shown phrases of a theme."""
    return [
        response
        for response in board.with_ids(view["responses"])
        if theme is not None and response.get("theme") == theme and response["state"] == "shown"
    ]


def kinds(language: str) -> Mapping[str, Kind]:
    """Return the patterns of every kind in the reader's language, or in the first."""
    return load_patterns(_known(language))


def as_it_stands(subject: Subject, language: str) -> Typed:
    """Return the wording as the room has it."""
    thing = subject.thing
    kind = thing.get("kind", "priority")
    return Typed(kind, thing["title"], thing["text"], language, thing.get("look_fors", ""))


def typed(
    subject: Subject,
    *,
    kind: str,
    title: str,
    text: str,
    use: str,
    language: str,
    screen: Screen,
    look_fors: str = "",
) -> Typed:
    """Return a wording after a button was pressed that offers something for it.

    `use` is what the button says: `stem:PATTERN`, `draft:PATTERN`, `begin_draft:PATTERN`,
    `begin:RESPONSE`, `take:RESPONSE:NUMBER` of a clause, `word:RESPONSE:NUMBER` or, of an earlier
    wording, `word:nVERSION:NUMBER`; anything else changes nothing.
    """
    usual = kinds(language)
    kind = subject.thing.get("kind") or (kind if kind in usual else "priority")
    text, title = text[:LONGEST], title[:LONGEST]
    what, _, which = use.partition(":")
    pattern = next((one for one in usual[kind].patterns if one.id == which), None)
    draft: list[Piece] = []
    if pattern is not None and what == "stem":
        text = stem(pattern, _noun(subject))
    elif pattern is not None and what in ("draft", "begin_draft"):
        said = [Said(tuple(one["ids"]), one["text"]) for one in subject.said]
        lexis = load_advice(_known(language))
        draft = first_draft(pattern, _noun(subject), said, lexis=lexis, screen=screen)
        text = text_of(draft) if what == "begin_draft" else text
    elif what in ("begin", "take", "word"):
        text = _taken(subject, what, which, text)
    look_fors = look_fors[:LONGEST]
    return Typed(kind, title, text, language, look_fors, draft, which if draft else "")


def advice(typed: Typed, screen: Screen) -> list[Advice]:
    """Return what there is to say of a wording; its own language decides, not its reader's."""
    tongue = language_of_text(typed.text, _known(typed.language))
    return advise(
        typed.kind,
        typed.title,
        typed.text,
        limits=kinds(tongue)[typed.kind].limits,
        lexis=load_advice(tongue),
        language=tongue,
        screen=screen,
    )


def answer(subject: Subject, typed: Typed, screen: Screen) -> Thing:
    """Return all of it for the browser, which draws what the page says at first."""
    return {
        "text": typed.text,
        "advice": [
            {"code": one.code, "state": one.state, "with": one.params}
            for one in advice(typed, screen)
        ],
        "draft": [{"text": one.text, "sources": list(one.sources)} for one in typed.draft],
        "drafts": [
            {key: draft[key] for key in ("id", "text", "pieces", "kept", "clauses", "words")}
            for draft in subject.drafts
        ],
        "versions": [
            {key: one[key] for key in ("number", "title", "text", "pieces", "words")}
            for one in subject.versions
        ],
    }


def language_of_text(text: str, otherwise: str) -> str:
    """Return the language whose everyday words a text has most of."""
    words = [word.lower() for word in WORDS.findall(text)]
    counts = {one: sum(w in load_words(one).stop for w in words) for one in LANGUAGES}
    best = max(counts.values())
    return otherwise if counts[otherwise] == best else max(counts, key=lambda one: counts[one])


def compared(before: str, after: str) -> list[tuple[str, str]]:
    """Return an earlier wording against a later one, word by word: `same`, `del`, `ins` pieces."""
    old, new = before.split(), after.split()
    found: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            found.append(("same", " ".join(old[a:b])))
            continue
        found += [("del", " ".join(old[a:b]))] if b > a else []
        found += [("ins", " ".join(new[c:d]))] if d > c else []
    return found


# ── within ─────────────────────────────────────────────────────────────────


def _known(language: str) -> str:
    return language if language in LANGUAGES else LANGUAGES[0]


def _thing(view: View, key: str) -> tuple[Thing, list[Thing]]:
    if key in view["themes"]:
        theme = {"id": key, **view["themes"][key]}
        return _unmade(theme, "theme", theme["name"], key), phrases_of(view, key)
    response = view["responses"].get(key)
    if response is not None and response["state"] == "shown":
        said = {"id": key, **response}
        unmade = _unmade(said, "response", said["text"], None)
        return {**unmade, "text": said["text"]}, [said]
    made = next((one for one in board.agreed(view) if one["id"] == key), None)
    if made is None:
        raise NotFound("no_such_thing", key=key[:40])
    is_priority = made["kind"] == "priority"
    noun, text_field = ("priority", "statement") if is_priority else ("statement", "text")
    thing = {
        **made,
        "name": made.get("theme_name") or made["title"],
        "theme": made.get("theme"),
        **_look_of(view["themes"].get(made.get("theme"), {})),
        "made": True,
        "order": f"edit_{noun}",
        "field": noun,
        "text_field": text_field,
    }
    return thing, phrases_of(view, made.get("theme"))


def _look_of(theme: Mapping[str, Any]) -> Thing:
    """Return what tells a theme at first sight."""
    return {key: theme[key] for key in ("symbol", "people", "words") if key in theme}


def _unmade(thing: Thing, noun: str, name: str, theme: str | None) -> Thing:
    known: Thing = {k: thing[k] for k in ("id", "symbol", "people", "mixed", "words") if k in thing}
    return {
        "symbol": None,
        **known,
        "name": name,
        "title": name[:60] if noun == "theme" else "",
        "text": "",
        "theme": theme,
        "made": False,
        "order": f"promote_{noun}",
        "field": noun,
        "text_field": "statement",
    }


def _noun(subject: Subject) -> str:
    """Return what the theme is called; a phrase is no name."""
    return "" if subject.thing["field"] == "response" else str(subject.thing["name"])


def _stacks(view: View, sources: list[Thing]) -> list[Thing]:
    by_id = {one["id"]: one for one in sources}
    found = []
    for stack in board.stacks(sources):
        groups = [by_id[key].get("group") for key in stack["ids"]]
        first = by_id[stack["id"]]
        told = [group for group in dict.fromkeys(groups) if group in view["workshop"]["groups"]]
        found.append({**stack, "text": first["text"], "of": told, "response": first})
    # sorted() is stable: what was said as often stays in the order in which it came.
    return sorted(found, key=lambda stack: -stack["people"])


def _names_of(view: View, thing: Thing) -> set[str]:
    """Return the ids under which tables may have been asked: its own, its theme's, and what else
    was made of that theme.
    """
    theme = thing["theme"]
    made = [one["id"] for one in board.agreed(view) if theme and one.get("theme") == theme]
    return {thing["id"], *made, *([theme] if theme else [])}


def _drafts(view: View, asked: Iterable[Thing], said: list[str]) -> list[Thing]:
    prompts = {one["id"] for one in asked}
    lexis = {one: load_advice(one) for one in LANGUAGES}
    own = heard(said)
    return [
        {
            "id": r["id"],
            "text": r["text"],
            "pieces": pieces(r["text"], own),
            "kept": kept(r["text"], own),
            "clauses": clauses_of(r["text"], lexis[language_of_text(r["text"], LANGUAGES[0])]),
            "words": _words(r["text"], own),
            "response": r,
        }
        for r in board.with_ids(view["responses"])
        if r["prompt"] in prompts and r["state"] == "shown" and "split" not in r
        if "part_of" not in r
    ]


def _words(text: str, said: Heard) -> list[tuple[str, bool]]:
    """Return the words of a text, those that the room said in a row as one."""
    return [
        (word, own)
        for piece, own in pieces(text, said)
        for word in ([piece] if own else WORDS.findall(piece))
    ]


def _versions(thing: Thing, said: list[str]) -> list[Thing]:
    """Return earlier wordings, the latest first, each against the one that followed it."""
    own = heard(said)
    found: list[dict[str, Any]] = [
        {"number": int(key), **wording} for key, wording in thing.get("versions", {}).items()
    ]
    found.sort(key=lambda wording: int(wording["number"]))
    after = [*found[1:], {"title": thing["title"], "text": thing["text"]}]
    for wording, later in zip(found, after, strict=False):
        wording["pieces"] = compared(_whole(wording), _whole(later))
        wording["words"] = _words(wording["text"], own)
    return found[::-1]


def _whole(wording: Thing) -> str:
    title, text = wording["title"], wording["text"]
    return f"{title} — {text}" if text and text != title else str(title)


def _taken(subject: Subject, what: str, which: str, text: str) -> str:
    """Return a text that begins as a table's draft does, or with some of its words taken in.

    They go into the first gap, else to the end.
    """
    key, _, number = which.partition(":")
    known = {one["id"]: one for one in subject.drafts}
    if what == "word":
        known |= {f"n{one['number']}": one for one in subject.versions}
    if key not in known:
        return text
    if what == "begin":
        return str(known[key]["text"])
    found = known[key]["clauses"] if what == "take" else [word for word, _ in known[key]["words"]]
    if not number.isdecimal() or len(number) > 3 or int(number) >= len(found):
        return text
    words: str = found[int(number)]
    if GAP in text:
        return text.replace(GAP, words, 1)
    return f"{text} {words}".strip()
