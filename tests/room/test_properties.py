"""Laws of the room, tried on evenings that nobody planned.

A script is a list of commands by several seats, two facilitators and an engine of no judgement;
many of them are nonsense. Each step of `Evening` already holds C1 and V1 and the codec.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.room.cast import (
    EVERYBODY,
    EVERYBODY_JOINS,
    THE_EVENING,
    Actor,
    Audience,
    Evening,
    Sent,
    ana,
    ben,
    cleo,
    contents_of,
    door,
    engine,
    fay,
    four,
    replayed,
    through_json,
    tom,
)
from workshop.room import agenda, join, moderate, promote, show, theme, undo, views
from workshop.room.nouns import ENGINE, Note, Room, is_person
from workshop.room.respond import EditResponse, SubmitResponse, WithdrawResponse
from workshop.room.text import graphemes, squeeze

quick = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
deep = settings(quick, max_examples=2_500, derandomize=False)

# Words that nobody else says; `{n}` becomes the number of the step.
WORDS = st.sampled_from(["word{n}x", "word{n}x", "word{n}x", "word{n}x@mail.org", " ", "same"])
NAMES = st.sampled_from(["name{n}y", "name{n}y", ""])


def ids(letter: str, most: int) -> st.SearchStrategy[str]:
    return st.integers(1, most + 1).map(lambda n: f"{letter}{n if n <= most else 99}")


PROMPT = st.sampled_from(["p1", "p1", "p1", "p2", "p3", "p9"])
RESPONSE = ids("r", 8)
THEME = ids("t", 6)
SOME = st.lists(RESPONSE, max_size=4).map(tuple)
SEEN = st.none() | st.integers(0, 60)
STEPS_BACK = st.none() | st.integers(1, 60)
SURE = st.sampled_from([0.0, 0.3, 0.5, 0.9, 1.0])


def by(who: st.SearchStrategy[Actor], command: type, **fields: Any) -> st.SearchStrategy[Sent]:
    return st.builds(lambda actor, said: actor.sends(said), who, st.builds(command, **fields))


SEATS = st.sampled_from([ana, ana, ben, cleo, four])
BOTH = st.sampled_from([fay, tom])
ANYBODY = st.sampled_from([ana, fay, tom, engine, door])

SPEAKING = st.one_of(
    by(SEATS, SubmitResponse, prompt=PROMPT, text=WORDS, seen=SEEN),
    by(SEATS, SubmitResponse, prompt=st.just("p1"), text=WORDS),
    by(SEATS, EditResponse, response=RESPONSE, text=WORDS, seen=SEEN),
    by(SEATS, WithdrawResponse, response=RESPONSE),
    by(
        SEATS,
        join.ChangeSeat,
        group=st.sampled_from([None, "staff", "aliens"]),
        table=st.none() | st.integers(0, 3),
    ),
)
LEADING = st.one_of(
    by(st.just(fay), agenda.OpenPrompt, prompt=PROMPT),
    by(st.just(fay), agenda.PausePrompt, prompt=PROMPT),
    by(st.just(fay), agenda.ClosePrompt, prompt=PROMPT),
    by(st.just(fay), agenda.NextPrompt, after=st.none() | PROMPT),
    by(st.just(fay), agenda.SetTimer, prompt=PROMPT, minutes=st.integers(0, 9)),
    by(st.just(fay), agenda.AdjustTimer, prompt=PROMPT, seconds=st.integers(-900, 900)),
    by(st.just(fay), agenda.StopTimer, prompt=PROMPT),
    by(st.just(fay), agenda.EditPrompt, prompt=PROMPT, question=NAMES),
    by(st.just(fay), agenda.AddPrompt, question=NAMES),
    by(st.just(fay), agenda.OpenWorkshop),
    by(st.just(fay), moderate.SetModeration, mode=st.sampled_from(["open", "flagged", "all", ""])),
    by(st.just(fay), show.OpenView, prompt=PROMPT, see=st.sampled_from(["themes", "nothing"])),
    by(
        st.just(fay),
        show.ShowFace,
        face=st.sampled_from(show.FACES),
        theme=st.none() | THEME,
        statement=st.none() | ids("i", 2),
    ),
)
MODERATING = st.one_of(
    by(BOTH, moderate.ShowResponse, response=RESPONSE, seen=SEEN),
    by(BOTH, moderate.HoldResponse, response=RESPONSE, seen=SEEN),
    by(BOTH, moderate.HideResponse, response=RESPONSE, reason=st.sampled_from(["other", "safety"])),
    by(BOTH, moderate.RedactResponse, response=RESPONSE, text=st.just("left{n}z")),
)
STEERING = st.one_of(
    by(BOTH, theme.MakeTheme, prompt=PROMPT, name=NAMES, responses=SOME),
    by(BOTH, theme.RenameTheme, theme=THEME, name=NAMES, seen=SEEN),
    by(BOTH, theme.MergeThemes, themes=st.tuples(THEME) | st.tuples(THEME, THEME), into=THEME),
    by(BOTH, theme.SplitTheme, theme=THEME, responses=SOME, name=NAMES),
    by(BOTH, theme.MoveResponses, responses=SOME, theme=st.none() | THEME, seen=SEEN),
    by(BOTH, theme.MoveResponses, responses=st.tuples(RESPONSE), theme=st.none() | THEME),
    by(BOTH, theme.PinResponses, responses=SOME, on=st.booleans()),
    by(BOTH, theme.SetThemeAside, theme=THEME, on=st.booleans()),
    by(BOTH, theme.RemoveTheme, theme=THEME),
    by(BOTH, theme.AskDraft, prompt=PROMPT),
    by(BOTH, theme.AcceptDraft, prompt=PROMPT, moves=st.booleans()),
    by(BOTH, theme.AcceptDraft, prompt=PROMPT, themes=st.just(("k1",))),
    by(BOTH, theme.DismissDraft, prompt=PROMPT),
    by(BOTH, theme.AcceptSuggestions, prompt=PROMPT, responses=SOME),
    by(BOTH, theme.SetAuto, prompt=PROMPT, on=st.booleans()),
    by(BOTH, undo.Undo, entry=STEPS_BACK),
    by(BOTH, undo.Undo),
)
PROMOTING = st.one_of(
    by(st.just(fay), promote.PromoteTheme, theme=THEME, kind=st.sampled_from(promote.KINDS)),
    by(st.just(fay), promote.PromoteResponse, response=RESPONSE, kind=st.just("priority")),
    by(st.just(fay), promote.PromoteResponse, response=RESPONSE, kind=st.just("value")),
    by(st.just(fay), promote.EditPriority, priority=ids("i", 2), title=NAMES),
    by(st.just(fay), promote.EditStatement, statement=ids("v", 2), text=NAMES),
    by(st.just(fay), promote.RemovePriority, priority=ids("i", 2)),
    by(st.just(fay), promote.RemoveStatement, statement=ids("v", 2)),
)
PLACEMENT = st.fixed_dictionaries(
    {"theme": st.none() | THEME, "sure": SURE},
    optional={"words": st.just(["because"]), "near": SOME.map(list)},
)
PLAN = st.fixed_dictionaries(
    {"responses": SOME.map(lambda keys: dict.fromkeys(keys, True))},
    optional={"name": st.just("plan{n}p"), "words": st.just(["w"]), "mixed": st.booleans()},
)
DRAFT = st.fixed_dictionaries(
    {},
    optional={
        "themes": st.dictionaries(st.sampled_from(["k1", "k2", "constructor"]), PLAN, max_size=3),
        "moves": st.dictionaries(RESPONSE, THEME, max_size=3),
        "merges": st.dictionaries(THEME, THEME, max_size=3),
    },
)
SUGGESTING = by(
    st.just(engine),
    theme.SuggestThemes,
    prompt=PROMPT,
    placements=st.dictionaries(RESPONSE, PLACEMENT, max_size=4),
    singles=SOME,
    draft=st.none() | DRAFT,
)
NONSENSE = by(ANYBODY, undo.Undo) | by(ANYBODY, SubmitResponse, prompt=PROMPT, text=WORDS)
COMMAND = st.one_of(
    SPEAKING, SPEAKING, STEERING, STEERING, STEERING, SUGGESTING, MODERATING, LEADING, PROMOTING
)
SCRIPT = st.lists(st.one_of(COMMAND, COMMAND, COMMAND, COMMAND, NONSENSE), max_size=45)


def numbered(value: Any, n: int) -> Any:
    """Return a command's value with the number of its step in its words."""
    if isinstance(value, str):
        return value.replace("{n}", str(n))
    if isinstance(value, dict):
        return {key: numbered(inner, n) for key, inner in value.items()}
    return value


def begun() -> Evening:
    """A room in which the first prompt is open and four phrases were said."""
    said = [who.submits(f"first{n}x") for n, who in enumerate((ana, ben, cleo, four))]
    return Evening().when(THE_EVENING, *EVERYBODY_JOINS, fay.opens("p1"), *said)


def acted(evening: Evening, script: list[Sent]) -> Iterator[Sent]:
    """Send each command of a script, refused or not, and yield it after it was sent."""
    for n, sent in zip(count(), script, strict=False):
        names = [name for name in type(sent.command).__dataclass_fields__]
        fields = {name: numbered(getattr(sent.command, name), n) for name in names}
        sent = replace(sent, command=replace(sent.command, **fields))
        evening.error = None
        evening.when(sent)
        evening.error = None
        yield sent


def everything_seen(evening: Evening) -> str:
    """Return all that anybody sees, as JSON."""
    own = [evening.mine(actor) for actor in EVERYBODY]
    return json.dumps([*[audience.view for audience in evening.audiences], *own])


# ── laws ───────────────────────────────────────────────────────────────────


def keep_the_merge_law(script: list[Sent], pauses: list[bool]) -> None:
    """V1, also where several turns make one patch."""
    evening = begun()
    slow = [Audience(name) for name in views.AUDIENCES]
    waiting: list[Note] = []
    for audience in slow:
        audience.publish(evening.room, views.every_key(evening.room))
    for n, _ in enumerate(acted(evening, script)):
        if evening.events:
            waiting += evening.room.notes
        if pauses and pauses[n % len(pauses)]:
            continue
        keys = views.touched(evening.room, waiting)
        waiting = []
        for audience in slow:
            audience.publish(evening.room, keys)
            assert audience.view == through_json(views.view(evening.room, audience.name))


def keep_the_journal_law(script: list[Sent]) -> None:
    """C2: what the journal holds makes the same room, with its answers and steps."""
    evening = begun()
    for _ in acted(evening, script):
        pass
    again = replayed(through_json(evening.journal))
    assert contents_of(again) == contents_of(evening.room)
    for audience in views.AUDIENCES:
        assert views.view(again, audience) == views.view(evening.room, audience)


def keep_words_where_they_belong(script: list[Sent]) -> None:
    """V2, V3, V6, M5."""
    evening = begun()
    phone = next(a for a in evening.audiences if a.name == views.PHONE)
    redacted: set[str] = set()
    for sent in _with_what_goes(evening, script, redacted):
        screens = json.dumps([evening.sees(views.WALL), phone.view])
        for response in evening.room.responses.values():
            if response.state != "shown" and response.text.startswith("word"):
                assert response.text not in screens, "V3"
        for actor in EVERYBODY:
            if not is_person(actor.id):
                own = evening.mine(actor)["responses"]
                assert all(evening.room.responses[key].seat == actor.id for key in own)
        seen = everything_seen(evening)
        assert not [seat for seat in evening.room.seats if f'"{seat}"' in seen], "V2"
        assert not [words for words in redacted if words in seen], "M5"
        assert not [words for words in redacted if words in str(evening.room.steps)], "M5"
        if isinstance(sent.command, SubmitResponse) and evening.events:
            prompt = evening.room.prompts[sent.command.prompt]
            if prompt.phones_see == "nothing":
                assert phone.view["responses"].keys() <= _open_to_phones(evening.room), "V6"


def _with_what_goes(evening: Evening, script: list[Sent], redacted: set[str]) -> Iterator[Sent]:
    """Act a script and collect the words that redactions took away."""
    texts = {r.id: r.text for r in evening.room.responses.values()}
    for sent in acted(evening, script):
        for event in evening.events:
            if isinstance(event, moderate.ResponseRedacted):
                old = texts[event.response]
                redacted |= {old} if old.startswith("word") else set()
        yield sent
        texts = {r.id: r.text for r in evening.room.responses.values()}


def _open_to_phones(room: Room) -> set[str]:
    return {r.id for r in room.responses.values() if room.prompts[r.prompt].phones_see != "nothing"}


def keep_the_hand_above_the_engine(script: list[Sent]) -> None:
    """T1, T3, T4: neither the engine nor a draft touches what a person has done."""
    evening = begun()
    before, auto = _by_hand(evening.room), _auto(evening.room)
    placed = _placed(evening.room)
    for sent in acted(evening, script):
        room = evening.room
        if isinstance(sent.command, theme.SuggestThemes):
            assert placed.items() <= _placed(room).items(), "T1"
            assert before == _by_hand(room), "T3"
            if evening.events and not auto[sent.command.prompt]:
                assert placed == _placed(room), "T4"
        if isinstance(sent.command, theme.AcceptDraft):
            assert before == _by_hand(room), "T3"
        before, auto, placed = _by_hand(room), _auto(room), _placed(room)
        _is_in_order(room)


def _placed(room: Room) -> dict[str, str]:
    return {r.id: r.theme for r in room.responses.values() if r.theme is not None}


def _auto(room: Room) -> dict[str, bool]:
    return {p.id: p.auto for p in room.prompts.values()}


def _by_hand(room: Room) -> dict[str, Any]:
    """Return all that people placed, pinned, put back or named."""
    by_hand: dict[str, Any] = {
        r.id: (r.theme, r.placed_by, r.pinned, r.aside)
        for r in room.responses.values()
        if r.pinned or r.aside or (r.theme and r.placed_by != ENGINE)
    }
    named = {t.id: (t.name, t.merged_into) for t in room.themes.values() if t.named}
    return {**by_hand, **named}


def _is_in_order(room: Room) -> None:
    """Hold what must be true of every room."""
    for response in room.responses.values():
        if response.theme is None:
            assert not response.pinned, "pinned in no theme"
            continue
        assert response.state != "withdrawn"
        assert room.themes[response.theme].merged_into is None, "in a theme that nobody sees"
        assert room.themes[response.theme].prompt == response.prompt
        assert not response.aside
        assert response.suggested is None
    for found in room.themes.values():
        assert found.prompt in room.prompts
        assert found.name
        assert room.follow(found.id) != found.id or found.merged_into is None, "a circle"
    assert views.NEVER_KEYS.isdisjoint(k for p in room.prompts.values() for k in _offered(p.draft))


def _offered(draft: dict[str, Any] | None) -> dict[str, Any]:
    themes: dict[str, Any] = (draft or {}).get("themes", {})
    return themes


def keep_undo_a_way_back(script: list[Sent], choice: int) -> None:
    """U2, U3: nobody's later change is lost, and a redo leads back."""
    evening = begun()
    for _ in acted(evening, script):
        pass
    room = evening.room
    steps = [step for steps in room.steps.values() for step in steps]
    if not steps:
        return
    step = sorted(steps, key=lambda one: one.seq)[choice % len(steps)]
    actor = fay if step.by == fay.id else tom
    was, later = _steered(evening), _later_by_others(room, step)
    evening.when(actor.undoes(step.seq)).takes()
    _is_in_order(room)
    for (key, name), value in later.items():
        assert getattr(room.find(key), name) == value, f"U2: {key}.{name} of another was lost"
    if room.steps[actor.id] and room.steps[actor.id][-1].seq == room.seq:
        evening.when(actor.undoes(room.seq)).takes()
        assert _steered(evening) == was, "U3"
        _is_in_order(room)


def _steered(evening: Evening) -> dict[str, Any]:
    """Return what steering has made of the room."""
    view = evening.sees(views.CONSOLE)
    names = ("theme", "state", "reason", "pinned", "aside", "placed", "apart")
    cards = {
        key: {name: card.get(name) for name in names} for key, card in view["responses"].items()
    }
    parts = ("themes", "priorities", "statements")
    return through_json({**{part: view[part] for part in parts}, "cards": cards})


def _later_by_others(room: Room, step: Any) -> dict[tuple[str, str], Any]:
    """Return what others wrote after a step, still standing, and otherwise than the step did."""
    own = {(note.key, note.field): note.after for note in step.notes}
    later: dict[tuple[str, str], Any] = {}
    for other in (s for by, steps in room.steps.items() if by != step.by for s in steps):
        for note in other.notes if other.seq > step.seq else ():
            thing, address = room.find(note.key), (note.key, note.field)
            opinion = ("suggested", "sure", "words", "near", "single")
            if thing is None or not note.field or note.field in opinion:
                continue
            if own.get(address) != note.after and getattr(thing, note.field) == note.after:
                later[address] = note.after
    return later


# ── in a few seconds, and (marked) in full length ──────────────────────────


@quick
@given(SCRIPT, st.lists(st.booleans(), max_size=7))
def test_V1_patches_make_the_view_of_any_evening(script: list[Sent], pauses: list[bool]) -> None:
    keep_the_merge_law(script, pauses)


@quick
@given(SCRIPT)
def test_C2_any_journal_gives_the_same_room_again(script: list[Sent]) -> None:
    keep_the_journal_law(script)


@quick
@given(SCRIPT)
def test_V3_words_stand_only_where_they_may(script: list[Sent]) -> None:
    keep_words_where_they_belong(script)


@quick
@given(SCRIPT)
def test_T1_T3_people_have_the_last_word(script: list[Sent]) -> None:
    keep_the_hand_above_the_engine(script)


@quick
@given(SCRIPT, st.integers(0, 40))
def test_U2_U3_any_step_can_be_taken_back_and_done_again(script: list[Sent], choice: int) -> None:
    keep_undo_a_way_back(script, choice)


@settings(quick, max_examples=300)
@given(st.text())
def test_R1_squeezing_twice_changes_nothing_more(text: str) -> None:
    once = squeeze(text)
    assert squeeze(once) == once
    assert graphemes(once) <= len(once)


JSON = st.recursive(
    st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
)


@settings(quick, max_examples=300)
@given(st.dictionaries(st.sampled_from("abc"), JSON), st.dictionaries(st.sampled_from("abc"), JSON))
def test_V1_a_difference_merged_is_what_came_after(before: Any, after: Any) -> None:
    assert views.merge(before, through_json(views.difference(before, after))) == after


@pytest.mark.faults
@deep
@given(SCRIPT, st.lists(st.booleans(), max_size=7), st.integers(0, 40))
def test_V1_C2_T3_U3_V3_in_full_length(script: list[Sent], pauses: list[bool], choice: int) -> None:
    keep_the_merge_law(script, pauses)
    keep_the_journal_law(script)
    keep_words_where_they_belong(script)
    keep_the_hand_above_the_engine(script)
    keep_undo_a_way_back(script, choice)
