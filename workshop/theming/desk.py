"""Desk: one request of the room in, one answer out.

A request is a JSON object with `do`: `ping`, `group`, `place`, `inside` or `embed`. An answer
repeats its `id`. Between requests it keeps vectors, and the boards that were grouped last under a
`keep`: `place` finds newcomers their theme on one of these, at once. `prompt` is the question, and
`about` what the workshop is about: words of both say little. Where the desk has a sentence
encoder, `group` uses it once the vectors of nearly all texts are there; until then it answers
without, and says in `waiting` how many lack theirs.
"""

import gc
from collections.abc import Callable, Mapping

from workshop import errors
from workshop.theming.arrange import LEAST_SURE
from workshop.theming.asked import (
    Json,
    Text,
    asked_of,
    check_themes,
    lexicon_of,
    number_of,
    steering_of,
    text_of,
    texts_of,
    themes_of,
)
from workshop.theming.encoder import Encoder, find_encoder
from workshop.theming.hint import hint_of
from workshop.theming.ideas import ideas
from workshop.theming.lexicon import View
from workshop.theming.redraft import afresh, divided, joined, placement_of
from workshop.theming.steering import Given
from workshop.theming.text import language_of
from workshop.theming.themer import READ, Theme, Themer
from workshop.theming.vectors import asked_words, bare, find_table

VERSION = 1  # of requests and answers
AT_ONCE = 100  # texts that `group` encodes by itself: about a second
OUTGROWN = 0.4  # share of responses in no theme from which a board is drafted anew; a first draft
# leaves a fifth, and small heaps besides
FEWEST_MORE = 12  # such responses
MOST_MOVES = 12  # offers that a person can look through
MOST_MERGES = 5
KEPT = 4  # boards

# Name → board, ids of its texts, keys of its drafted themes.
_kept: dict[str, tuple[Themer, tuple[str, ...], dict[str, str]]] = {}


def answer(request: object, encoder: str | None = None) -> Json:
    """Answer one decoded request; a bad one is answered too, never raised.

    `encoder` is the folder of a sentence encoder, where the operator has named one; where it cannot
    be used the answer says in `encoder` why.
    """
    if not isinstance(request, dict):
        return refuse(None, "bad_request")
    asked = request.get("id")
    try:
        does = TASKS.get(str(request.get("do")))
        if does is None:
            raise errors.BadMessage("unknown_request")
        return {"id": asked, "ok": True, **_without(encoder), **does(request, encoder)}
    except errors.WorkshopError as error:
        return refuse(asked, error.code, **error.params)


def refuse(asked: object, code: str, **params: object) -> Json:
    """Return the answer that says no."""
    with_ = {"with": params} if params else {}
    return {"id": asked, "ok": False, "error": code, **with_}


def _ping(_: Json, encoder: str | None) -> Json:
    """Load what the first group would wait for, and say which vectors are used."""
    language_of("warm")
    gc.freeze()  # the libraries stay: a draft need not look through them again and again
    found: Json = {"vectors": "static" if find_table() else "stems", "version": VERSION}
    return {**found, "encoder": "used"} if _encoder(encoder) else found


def _embed(request: Json, encoder: str | None) -> Json:
    """Work out the vectors of texts, so that a later `group` need not."""
    texts = request.get("texts")
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise errors.BadMessage("bad_request", field="texts")
    found = _encoder(encoder)
    if found is not None and texts:
        found.encode(_as_read(request, texts))
    return {}


def _as_read(request: Json, texts: list[str]) -> list[str]:
    """Return the texts as the encoder reads them."""
    asked = asked_words(asked_of(request))
    return [bare(text[:READ], asked) for text in texts]


def _encoder(folder: str | None) -> Encoder | None:
    """Return the encoder; None where there is none, or none that works."""
    return None if not folder or _without(folder) else find_encoder(folder)


def _without(folder: str | None) -> Json:
    """Say why an encoder that the operator has named cannot be used."""
    try:
        if folder:
            find_encoder(folder)
    except errors.Unavailable as error:
        return {"encoder": error.params["problem"]}
    return {}


def _group(request: Json, folder: str | None) -> Json:
    """Place what stands nowhere, and draft new themes of what fits nowhere."""
    texts, themes = texts_of(request), themes_of(request)
    check_themes(texts, themes)
    words, encoder = [one.text for one in texts], _encoder(folder)
    lacking = encoder.lacks(_as_read(request, words)) if encoder else []
    wanted = number_of(request, "n_themes")
    ready = folder if encoder and len(lacking) <= AT_ONCE else None
    if request.get("afresh") is True:
        return afresh(request, texts, themes, wanted, ready)
    themer = Themer(
        wanted if wanted and not themes else None,
        prompt=asked_of(request),
        lexicon=lexicon_of(request),
        encoder=ready,
    )
    themer.fit(words, steering_of(texts, themes))
    new = themer.themes_[len(themes) :]
    if not wanted:
        _keep(request, themer, texts, {theme.id: f"n{n}" for n, theme in enumerate(new, 1)})
    drafted = [_drafted(themer, theme, texts, n) for n, theme in enumerate(new, 1)]
    moves = _moves(themer, texts) if themes else []
    merges = _merges(themer, themes) if themes else []
    if wanted and themes:  # the board stands: what would bring it to so many, and nothing else
        drafted, moves = divided(themer, texts, wanted)
        merges = joined(themer, wanted)
    likely = _placements(themer, texts)
    untouched = request.get("untouched") is True  # by any person: else a new draft undoes theirs
    if themes and not wanted and untouched and _is_outgrown(themer, texts):
        again = afresh(request, texts, themes, None, ready)["draft"]
        drafted, moves, merges = again["themes"], again["moves"], again["merges"]
    offers = likely if themes else {}  # what is drafted has no id yet that could be suggested
    singles = [row for row in themer.singles_ if not texts[row].theme]
    return {
        "placements": offers,
        "singles": [texts[row].id for row in singles],
        "empty": [texts[row].id for row in themer.empty_],
        "ideas": {one.id: pieces for one in texts if (pieces := ideas(one.text))},
        "stacks": [[texts[row].id for row in stack] for stack in themer.stacks_],
        "draft": {
            "themes": drafted,
            "moves": moves,
            "merges": merges,
        },
        **({"waiting": len(lacking)} if len(lacking) > AT_ONCE else {}),
    }


def _is_outgrown(themer: Themer, texts: list[Text]) -> bool:
    """Whether far more responses stand in no theme than a first draft leaves over."""
    n_empty = len(themer.empty_)
    loose = sum(one.theme is None for one in texts) - n_empty
    return loose >= max(FEWEST_MORE, OUTGROWN * (len(texts) - n_empty))


def _inside(request: Json, folder: str | None) -> Json:
    """Return the sub-themes of one theme, and what put each of its responses there.

    With a `lexicon` also the name that it has for the theme, as a `hint`, if it has one.
    """
    texts = texts_of(request)
    themer = _standing(request, texts, folder)
    found = themer.parts(text_of(request, "theme"))
    inside = [row for row, one in enumerate(texts) if one.theme == request["theme"]]
    held = set(inside)  # the engine would put more in there, but here it is told from within
    parts = [(name, own) for name, rows in found if (own := [row for row in rows if row in held])]
    reasons = {row: themer.why(row) for row in inside}
    return {
        "parts": [
            {"name": name, "responses": [texts[row].id for row in rows]} for name, rows in parts
        ],
        "why": {texts[row].id: placement_of(why, texts) for row, why in reasons.items() if why},
        **_hint(request, [texts[row].text for row in inside]),
    }


def _hint(request: Json, inside: list[str]) -> Json:
    lexicon = lexicon_of(request)
    code = hint_of(View(lexicon), inside) if lexicon else None
    return {"hint": {"name": code.name, "names": dict(code.names)}} if code else {}


def _standing(request: Json, texts: list[Text], folder: str | None) -> Themer:
    """Return the board as it stands, with what its steering says."""
    themes = themes_of(request)
    check_themes(texts, themes)
    words, encoder = [one.text for one in texts], _encoder(folder)
    is_ready = encoder is not None and len(encoder.lacks(_as_read(request, words))) <= AT_ONCE
    themer = Themer(prompt=asked_of(request), encoder=folder if is_ready else None)
    return themer.fit(words, steering_of(texts, themes))


def _place(request: Json, _: str | None) -> Json:
    """Say where newcomers belong on the board that is kept; nowhere where none is."""
    kept = _kept.get(text_of(request, "keep"))
    texts = texts_of(request)
    if kept is None:
        return {"placements": {}}
    themer, ids, called = kept
    return {
        "placements": {
            texts[found.row].id: {
                "theme": called.get(found.theme, found.theme),
                "sure": found.sure,
                "runner_up": called.get(found.runner_up or "", found.runner_up),
                "words": list(found.words),
                "near": [ids[row] for row in found.near],
            }
            for found in themer.place([one.text for one in texts])
            if found.sure >= LEAST_SURE
        }
    }


def _keep(request: Json, themer: Themer, texts: list[Text], called: dict[str, str]) -> None:
    """Keep a board under the name that the request gives it; the oldest goes.

    `called` gives themes that are only drafted their keys.
    """
    name = text_of(request, "keep", default="")
    if name:
        _kept.pop(name, None)
        _kept[name] = themer, tuple(one.id for one in texts), called
        while len(_kept) > KEPT:
            del _kept[next(iter(_kept))]


TASKS: Mapping[str, Callable[[Json, str | None], Json]] = {
    "ping": _ping,
    "group": _group,
    "place": _place,
    "inside": _inside,
    "embed": _embed,
}


def _placements(themer: Themer, texts: list[Text]) -> Json:
    sure = [found for found in themer.suggest() if found.sure >= LEAST_SURE]
    return {texts[found.row].id: placement_of(found, texts) for found in sure}


def _rows(themer: Themer, theme: Theme) -> list[int]:
    number = themer.themes_.index(theme)
    return [row for row, label in enumerate(themer.labels_.tolist()) if label == number]


def _drafted(themer: Themer, theme: Theme, texts: list[Text], number: int) -> Json:
    return {
        "key": f"n{number}",
        "name": theme.name,
        "keywords": list(theme.keywords),
        "quotes": [texts[row].id for row in theme.quotes],
        "responses": [texts[row].id for row in _rows(themer, theme)],
        "mixed": theme.mixed,
    }


def _moves(themer: Themer, texts: list[Text]) -> list[Json]:
    return [
        {"response": texts[m.row].id, "from": m.source, "to": m.target, "sure": m.sure}
        for m in themer.propose_moves()[:MOST_MOVES]
    ]


def _merges(themer: Themer, themes: list[Given]) -> list[Json]:
    """Return merges of standing themes; never of two that people named."""
    standing = {theme.id: theme for theme in themes}
    offers = []
    for source, target in themer.propose_merges():
        if source not in standing or target not in standing:
            continue
        if standing[source].named:
            source, target = target, source
        if not standing[source].named:
            offers.append({"from": source, "into": target})
    return offers[:MOST_MERGES]
