"""Drafts: what a model has read becomes an offer, in a real room beside the engine."""

import sys

import pytest

from tests.live.model import Model, gives, hangs_up, says, sorts, speaks, waits
from workshop.live import engine as engine_module
from workshop.live.drafter import Drafter, Group
from workshop.live.drafts import Drafts, reading_of
from workshop.live.engine import Engine
from workshop.room.moderate import HideResponse, RedactResponse
from workshop.room.suggest import AcceptDraft, DismissDraft
from workshop.room.theme import MoveResponses, PinResponses, RenameTheme

from .standing import Standing

# ── an answer to a question, as the room stands now ────────────────────────


def texts(**said):
    """Return a question's texts; each is said to stand in a theme, or more of it."""
    return [
        {"id": key, "text": key, **({"theme": more} if isinstance(more, str) else more or {})}
        for key, more in said.items()
    ]


def read(*groups, themes=(), **said):
    return reading_of(groups, {"texts": texts(**said), "themes": list(themes)})


T1, T2 = {"id": "t1", "name": "band · choir"}, {"id": "t2", "name": "bus · late"}


def test_loose_phrases_become_new_themes_and_what_is_alone_stays_single():
    reading = read(Group("Music", None, ("r1", "r2")), r1=None, r2=None, r3=None)
    assert reading["draft"] == {
        "themes": [{"key": "m1", "name": "Music", "responses": ["r1", "r2"], "machine": True}],
        "moves": [],
        "merges": [],
    }
    assert (reading["singles"], reading["placements"]) == (["r3"], {})


def test_a_group_that_is_mostly_a_standing_theme_is_that_theme_named_anew():
    reading = read(
        Group("Music", None, ("r1", "r2", "r4")),
        themes=[T1, T2],
        r1="t1",
        r2="t1",
        r3="t1",
        r4="t2",
    )
    assert reading["draft"] == {
        "themes": [{"key": "m1", "name": "Music", "responses": [], "machine": True, "theme": "t1"}],
        "moves": [{"response": "r4", "to": "m1"}],
        "merges": [{"from": "t2", "into": "m1"}],
    }


@pytest.mark.parametrize("why", [{"named": True}, {"machine": True}])
def test_a_theme_that_a_person_named_or_the_model_named_before_keeps_its_name(why):
    reading = read(Group("Music", "t1", ("r1", "r2")), themes=[{**T1, **why}], r1="t1", r2=None)
    assert reading["draft"]["themes"] == [
        {"key": "m1", "name": "band · choir", "responses": ["r2"], "theme": "t1"}
    ]


def test_what_a_person_placed_never_moves_nor_does_its_theme_go():
    fixed = {"theme": "t1", "fixed": True}
    reading = read(
        Group("New", None, ("r1", "r2", "r3", "r4")),
        themes=[T1, T2],
        r1=fixed,
        r2="t1",
        r3="t2",
        r4="t2",
    )
    assert [move["response"] for move in reading["draft"]["moves"]] == ["r2", "r3", "r4"]
    assert reading["draft"]["merges"] == [{"from": "t2", "into": "m1"}]


def test_what_a_person_put_back_is_only_suggested_and_never_where_it_was_taken_out_of():
    reading = read(
        Group("Music", "t1", ("r1", "r2", "r3")),
        Group("New", None, ("r4", "r5", "r6")),
        themes=[T1],
        r1="t1",
        r2={"aside": True},
        r3={"aside": True, "apart": ["t1"]},
        r4={"aside": True},
        r5=None,
        r6=None,
    )
    assert {key: one["theme"] for key, one in reading["placements"].items()} == {"r2": "t1"}
    assert reading["placements"]["r2"]["sure"] < 0.5
    assert [theme["responses"] for theme in reading["draft"]["themes"]] == [[], ["r5", "r6"]]


def test_a_theme_that_is_set_aside_or_gone_takes_nothing():
    aside = {**T1, "aside": True}
    reading = read(Group("Music", "t1", ("r1", "r2")), themes=[aside], r1=None, r2=None, r3="t1")
    assert "theme" not in reading["draft"]["themes"][0]
    assert reading["draft"]["moves"] == []


def test_of_two_groups_only_one_is_a_standing_theme():
    reading = read(
        Group("Choir", "t1", ("r3",)),
        Group("Band", None, ("r1", "r2")),
        themes=[T1],
        r1="t1",
        r2="t1",
        r3="t1",
    )
    assert [theme.get("theme") for theme in reading["draft"]["themes"]] == ["t1", None]


def test_an_empty_group_and_phrases_that_are_gone_are_nothing():
    reading = read(Group("Gone", None, ("r8", "r9")), Group("One", None, ("r1", "r9")), r1=None)
    assert reading["draft"] == {"themes": [], "moves": [], "merges": []}
    assert reading["singles"] == ["r1"]


# ── in a room ──────────────────────────────────────────────────────────────

PHRASES = (
    "Band plays for all",
    "Band of pride",
    "Choir sings",
    "Choir in every grade",
    "Bus comes late",
    "Bus drivers care",
    "Routes are long",
    "Lunch is short",
)
NAMES = {"Band": "Music for all", "Choir": "Music for all", "Bus": "Getting to school"}
NAMES["Routes"] = NAMES["Bus"]


def by_meaning(text):
    return NAMES.get(text.split()[0])


# A theming engine that drafts of what begins with the same word, and places nothing.
BY_FIRST_WORD = """
import json, sys
for line in sys.stdin:
    question = json.loads(line)
    found = {}
    for text in question["texts"]:
        if "theme" not in text:
            found.setdefault(text["text"].split()[0], []).append(text["id"])
    themes = [
        {"key": f"n{n}", "name": word, "responses": ids}
        for n, (word, ids) in enumerate(found.items(), 1) if len(ids) > 1
    ]
    singles = [ids[0] for ids in found.values() if len(ids) == 1]
    answer = {"id": question["id"], "ok": True, "singles": singles, "draft": {"themes": themes}}
    print(json.dumps(answer), flush=True)
"""


@pytest.fixture
def model():
    model = Model(sorts(by_meaning))
    yield model
    model.close()


@pytest.fixture
def night(evening, model, monkeypatch):
    """An evening whose room is watched by an engine and a model."""
    monkeypatch.setattr(engine_module, "FIRST_QUIET", 0.3)
    monkeypatch.setattr(engine_module, "QUIET", 0.2)
    engine = Engine((sys.executable, "-c", BY_FIRST_WORD))

    drafts = Drafts(evening.live, Drafter(model.url, "maple-7b", seconds=30))
    with evening.watched(engine, drafts):
        yield evening
        model.release.set()


def themes_of(view):
    """Return the themes by name with their responses."""
    return {
        theme["name"]: {k for k, r in view["responses"].items() if r.get("theme") == key}
        for key, theme in view["themes"].items()
    }


def offered(view, prompt="p1"):
    return view["prompts"][prompt].get("draft", {}).get("themes", {})


def is_models(view):
    return any("machine" in plan for plan in offered(view).values())


def says_all(evening, *phrases):
    ana = evening.phone()
    ana.answers_to([ana.sends("submit_response", prompt="p1", text=text) for text in phrases])
    return ana


BY_WORD = {"Band": {"r1", "r2"}, "Choir": {"r3", "r4"}, "Bus": {"r5", "r6"}}


def test_T4_the_engines_first_draft_stands_at_once_and_the_models_is_offered(night, model):
    model.acts = [waits(sorts(by_meaning))]
    fay = night.console()
    says_all(night, *PHRASES)
    fay.sees(lambda view: themes_of(view) == BY_WORD)
    assert model.asked.wait(60)
    model.release.set()
    fay.sees(is_models)
    assert themes_of(fay.view) == BY_WORD  # nothing moved by itself

    night.steers(AcceptDraft("p1"))
    fay.sees(lambda view: "Music for all" in themes_of(view))
    assert themes_of(fay.view) == {
        "Music for all": {"r1", "r2", "r3", "r4"},
        "Getting to school": {"r5", "r6", "r7"},
    }
    assert all(theme["machine"] for theme in fay.view["themes"].values())
    fay.does("undo")
    fay.sees(lambda view: themes_of(view) == BY_WORD)


def test_T3_what_people_did_while_it_read_stays(night, model):
    model.acts = [waits(sorts(by_meaning))]
    fay = night.console()
    says_all(night, *PHRASES)
    fay.sees(lambda view: themes_of(view) == BY_WORD)
    ids = {theme["name"]: key for key, theme in fay.view["themes"].items()}
    band, bus = ids["Band"], ids["Bus"]
    night.steers(RenameTheme(bus, "Our buses"))
    night.steers(PinResponses(("r1",)))
    night.steers(MoveResponses(("r3",), band))
    fay.sees(lambda view: view["responses"]["r3"]["theme"] == band)
    assert model.asked.wait(60)
    model.release.set()
    fay.sees(is_models)
    night.steers(AcceptDraft("p1"))
    fay.sees(lambda view: "draft" not in view["prompts"]["p1"])
    assert themes_of(fay.view) == {
        "Music for all": {"r1", "r2", "r3", "r4"},
        "Our buses": {"r5", "r6", "r7"},
    }
    assert fay.view["themes"][band]["name"] == "Music for all"
    assert fay.view["responses"]["r1"]["pinned"]


def test_the_models_offer_stays_while_others_respond(night, model):
    fay = night.console()
    ana = says_all(night, *PHRASES)
    fay.sees(is_models)
    draft = fay.view["prompts"]["p1"]["draft"]
    for phrase in ("Lunch at noon", "Lunch with friends", "Zebras"):
        ana.does("submit_response", prompt="p1", text=phrase)
    fay.sees(lambda view: view["responses"].get("r11", {}).get("single"))  # the engine has read
    assert fay.view["prompts"]["p1"]["draft"] == draft
    assert len(model.requests) == 1  # it is not asked for every phrase


def test_V3_an_offer_whose_names_repeat_what_was_hidden_is_made_anew(night, model):
    fay = night.console()
    says_all(night, *PHRASES)
    fay.sees(is_models)
    model.acts = [sorts(lambda text: "Music" if "Band" in text or "Choir" in text else None)]
    night.steers(HideResponse("r1"))  # nobody else has said "all"
    fay.sees(lambda view: {plan["name"] for plan in offered(view).values()} == {"Music"})
    assert len(model.requests) == 2


def test_T5_a_draft_that_is_asked_for_comes_from_the_engine_and_then_from_the_model(night, model):
    fay = night.console()
    says_all(night, *PHRASES)
    fay.sees(is_models)
    night.steers(DismissDraft("p1"))
    fay.sees(lambda view: not offered(view))
    fay.does("ask_draft", prompt="p1")
    fay.sees(is_models)
    assert len(model.requests) == 2
    assert not fay.view["prompts"]["p1"].get("asked")
    assert "nothing" not in fay.view["prompts"]["p1"], "the engine had none, the model was reading"


FAILING = {"not at all": hangs_up, "badly": speaks("no"), "refused": gives(b"", 500)}


@pytest.mark.parametrize("act", FAILING.values(), ids=FAILING)
def test_where_the_model_fails_the_engines_draft_stays(night, model, act, caplog):
    model.acts = [act]
    fay = night.console()
    fay.does("set_auto", prompt="p1", on=False)
    says_all(night, *PHRASES)
    fay.sees(lambda view: {plan["name"] for plan in offered(view).values()} == set(BY_WORD))
    settled(night)
    assert set(night.journal().prompts["p1"].draft["themes"]) == {"n1", "n2", "n3"}
    assert not any(record.exc_info for record in caplog.records)
    assert not any(phrase in caplog.text for phrase in PHRASES)


def settled(evening):
    """Wait for what the model has been asked."""
    watch = next(bound.__self__ for bound in evening.live.heard)

    async def wait():
        for task in list(watch._beside._running.values()):
            await task

    evening.server.on_loop(wait())


def test_M5_what_was_redacted_while_it_read_is_read_again(night, model):
    def in_its_words(asked):
        said = next(phrase["text"] for phrase in asked.phrases if "Choir" in phrase["text"])
        numbers = [phrase["n"] for phrase in asked.phrases]
        answer = says((said, numbers[:6]), ("The rest", numbers[6:]))
        (waits(answer) if "Low" in said else answer)(asked)

    model.acts = [in_its_words]
    fay = night.console()
    says_all(night, *PHRASES[:2], "Choir of Low", *PHRASES[3:])
    assert model.asked.wait(60)
    night.steers(RedactResponse("r3", "Choir of somebody"))
    model.release.set()
    fay.sees(is_models)
    names = {plan["name"] for plan in offered(fay.view).values()}
    assert any("Choir" in name for name in names)
    assert not any("Low" in name for name in names)
    assert len(model.requests) == 2


def test_other_prompts_do_not_wait_for_it(night, model):
    model.acts = [waits(sorts(by_meaning))]
    fay, ana = night.console(), says_all(night, *PHRASES)
    assert model.asked.wait(60)
    fay.does("open_prompt", prompt="p2")
    ana.answers_to(
        [ana.sends("submit_response", prompt="p2", text=f"{text}, soon") for text in PHRASES]
    )
    fay.sees(lambda view: any(theme["prompt"] == "p2" for theme in view["themes"].values()))


def test_it_stops_with_its_room(night, model):
    model.acts = [waits(sorts(by_meaning))]
    says_all(night, *PHRASES)
    assert model.asked.wait(60)
    watch = next(bound.__self__ for bound in night.live.heard)
    running = list(watch._beside._running.values())
    night.server.on_loop(watch.close())
    assert running
    assert all(task.cancelled() for task in running)


@pytest.mark.whole
def test_a_server_with_a_model_drafts_with_both(tmp_path_factory, model, monkeypatch):
    monkeypatch.setattr(engine_module, "FIRST_QUIET", 0.1)
    server = Standing(
        tmp_path_factory.mktemp("model"), engine=True, model_url=model.url, model_name="maple-7b"
    )
    evening = server.make_workshop()
    fay = evening.console()
    says_all(evening, *PHRASES)
    fay.sees(is_models)
    evening.close()
    server.close()
