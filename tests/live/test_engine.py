"""Engine: the real theming engine as a child, what happens when it dies, and when it is asked."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from workshop.live import engine as engine_module
from workshop.live.engine import (
    Engine,
    Grown,
    Watch,
    first_draft_at,
    question_of,
    suggestions_of,
)
from workshop.room import views
from workshop.room.respond import SubmitResponse
from workshop.room.suggest import SuggestThemes

from .standing import Standing

PHRASES = (
    "The band and choir concerts bring everybody together",
    "Our marching band is the pride of the town",
    "Music teachers give students a stage",
    "The school orchestra plays with all its heart",
    "Buses arrive late every morning",
    "Bus drivers know every child by name",
    "Long bus rides tire our youngest",
    "More bus routes to the farms",
)

ENCODER = Path(__file__).parents[1] / "fixtures" / "encoder"

# A child that answers one line and is then silent; and one that ends at once.
SILENT = (sys.executable, "-c", "import sys\nfor line in sys.stdin: pass")
ENDED = (sys.executable, "-c", "")
ECHO = (
    sys.executable,
    "-c",
    "import json, os, sys\n"
    "for line in sys.stdin:\n"
    "    print(json.dumps({'id': json.loads(line)['id'], 'ok': True, 'pid': os.getpid()}),"
    " flush=True)\n",
)


# A child that answers a group only after it has been asked about newcomers.
BUSY = (
    sys.executable,
    "-c",
    "import json, sys\n"
    "held = []\n"
    "for line in sys.stdin:\n"
    "    asked = json.loads(line)\n"
    "    held.insert(0, {'id': asked['id'], 'ok': True, 'did': asked['do']})\n"
    "    if asked['do'] == 'place':\n"
    "        print(*map(json.dumps, held), sep='\\n', flush=True)\n",
)


def asking(command, *acts, deadline=5.0):
    """Run questions and what is done between them against one engine."""

    async def run():
        engine = Engine(command, deadline)
        try:
            return [await act(engine) for act in acts]
        finally:
            await engine.close()

    return asyncio.run(run())


async def ask(engine):
    return await engine.ask({"do": "group"})


async def kill(engine):
    engine._child.kill()
    await engine._child.wait()


def test_a_child_answers_and_stays():
    first, second = asking(ECHO, ask, ask)
    assert first["ok"]
    assert first["pid"] == second["pid"]
    assert second["id"] == first["id"] + 1


def test_newcomers_are_placed_while_a_group_is_worked_out():
    async def both(engine):
        group = asyncio.create_task(engine.ask({"do": "group"}))
        while not engine._waiting:
            await asyncio.sleep(0)
        return await asyncio.gather(group, engine.place({"do": "place"}))

    [(group, placed)] = asking(BUSY, both)
    assert (group["did"], placed["did"]) == ("group", "place")


def test_where_no_child_runs_newcomers_wait_for_the_next_question():
    async def place(engine):
        return await engine.place({"do": "place"})

    assert asking(ECHO, place) == [None]
    late, answer = asking(ECHO, ask, place)
    assert late["pid"] == answer["pid"]


def test_a_killed_child_is_replaced():
    first, _, second = asking(ECHO, ask, kill, ask)
    assert first["pid"] != second["pid"]


def test_a_late_child_is_killed_at_its_deadline():
    async def child(engine):
        return engine._child

    answer, left = asking(SILENT, ask, child, deadline=0.2)
    assert answer is None
    assert left is None


@pytest.mark.parametrize("command", [ENDED, ("/no/such/program",)])
def test_a_child_that_cannot_answer_costs_nothing_but_the_answer(command):
    assert asking(command, ask, ask) == [None, None]


def arriving(every, until):
    """Return when the first draft is made, in seconds, where a phrase comes so often."""
    grown, due, now, phrases = Grown(0.0, 0), float("inf"), 0.0, 0
    while now < min(due, until):
        now, phrases = now + every, phrases + 1
        if now < due:
            due, grown = first_draft_at({"state": "open", "phrases": phrases}, now, grown)
    return due


def test_the_first_draft_waits_for_most_of_what_will_come():
    assert 60 < arriving(every=1, until=600) < 120
    assert 60 < arriving(every=0.1, until=600) < 120
    assert 60 < arriving(every=3, until=600) < 150


def test_it_is_made_when_the_room_is_quiet_and_later_while_few_have_answered():
    few, _ = first_draft_at({"state": "open", "phrases": 8}, 100.0, Grown(0.0, 0))
    many, _ = first_draft_at({"state": "open", "phrases": 40}, 100.0, Grown(0.0, 0))
    closed, _ = first_draft_at({"state": "closed", "phrases": 8}, 100.0, Grown(0.0, 0))
    assert (few, many, closed) == (120.0, 105.0, 101.0)


def test_what_it_offers_becomes_a_command():
    answer = {
        "placements": {"r1": {"theme": "t1", "sure": 0.7}},
        "singles": ["r9"],
        "draft": {
            "themes": [{"key": "k1", "name": "Music", "keywords": ["band"], "responses": ["r2"]}],
            "moves": [{"response": "r3", "to": "t1"}],
            "merges": [{"from": "t2", "into": "t1"}],
        },
    }
    assert suggestions_of("p1", answer, 7) == SuggestThemes(
        prompt="p1",
        placements={"r1": {"theme": "t1", "sure": 0.7}},
        singles=("r9",),
        draft={
            "themes": {
                "k1": {
                    "name": "Music",
                    "words": ["band"],
                    "mixed": False,
                    "responses": {"r2": True},
                }
            },
            "moves": {"r3": "t1"},
            "merges": {"t2": "t1"},
        },
        seen=7,
    )


def test_the_question_carries_what_people_decided_and_nothing_hidden(evening):
    ana, fay = evening.phone(), evening.console()
    for phrase in PHRASES[:4]:
        ana.does("submit_response", prompt="p1", text=phrase)
    fay.does("make_theme", prompt="p1", name="Music", responses=["r1", "r2"])
    fay.does("move_responses", responses=["r2"])
    fay.does("hide_response", response="r4")
    fay.sees(lambda view: view["responses"].get("r4", {}).get("state") == "hidden")
    question = question_of(fay.view, "p1")
    assert question["prompt"] == fay.view["prompts"]["p1"]["question"]
    assert question["about"] == fay.view["workshop"]["title"]
    assert question["themes"] == [{"id": "t1", "name": "Music", "named": True}]
    by_id = {text["id"]: text for text in question["texts"]}
    assert list(by_id) == ["r1", "r2", "r3"]
    assert (by_id["r1"]["theme"], by_id["r1"]["fixed"]) == ("t1", True)
    assert (by_id["r2"]["aside"], by_id["r2"]["apart"]) == (True, ["t1"])


def test_the_question_carries_the_parts_of_what_was_split(evening):
    ana, fay = evening.phone(), evening.console()
    ana.does("submit_response", prompt="p1", text="Better food; later start")
    fay.does("split_response", response="r1", text="Better food\nlater start")
    fay.sees(lambda view: "r3" in view["responses"])
    texts = question_of(fay.view, "p1")["texts"]
    assert [(text["id"], text["text"]) for text in texts] == [
        ("r2", "Better food"),
        ("r3", "later start"),
    ]


def test_what_the_engine_would_split_goes_into_the_room_as_an_offer() -> None:
    pieces = {"r1": ["Better food", "later start"]}
    assert suggestions_of("p1", {"ideas": pieces}, 7).ideas == pieces


def test_the_question_carries_the_wish_of_whoever_asked(evening):
    fay = evening.console()
    fay.does("ask_draft", prompt="p1", themes=4)
    fay.sees(lambda view: view["prompts"]["p1"].get("wish") == {"themes": 4})
    question = question_of(evening.live.view("console"), "p1")
    assert question["n_themes"] == 4
    fay.does("ask_draft", prompt="p1", view="codes")
    fay.sees(lambda view: view["prompts"]["p1"].get("wish") == {"view": "codes"})
    question = question_of(evening.live.view("console"), "p1")
    assert (question["lexicon"], question["afresh"]) == ("k12", True)
    assert "n_themes" not in question


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(engine_module, "FIRST_QUIET", 0.1)
    monkeypatch.setattr(engine_module, "QUIET", 0.1)


# A child whose one theme is called after the first code that a district has added.
BY_CODE = (
    sys.executable,
    "-c",
    "import json, sys\n"
    "for line in sys.stdin:\n"
    "    asked = json.loads(line)\n"
    "    names = [code['name'] for code in asked.get('code_book', [])]\n"
    "    theme = {'key': 'n1', 'name': (names or ['plain'])[0], 'responses': ['r1']}\n"
    "    answer = {'id': asked['id'], 'ok': True, 'draft': {'themes': [theme]}}\n"
    "    print(json.dumps(answer), flush=True)\n",
)


# A child whose one theme is called after the number of texts that it had read before.
HAS_READ = (
    sys.executable,
    "-c",
    "import json, sys\n"
    "read = []\n"
    "for line in sys.stdin:\n"
    "    asked = json.loads(line)\n"
    "    told = asked.get('prompt') and asked.get('about')\n"
    "    read += asked['texts'] if asked['do'] == 'embed' and told else []\n"
    "    theme = {'key': 'n1', 'name': f'Knew {len(read)}', 'responses': ['r1']}\n"
    "    answer = {'id': asked['id'], 'ok': True, 'draft': {'themes': [theme]}}\n"
    "    print(json.dumps(answer), flush=True)\n",
)


def test_an_encoder_reads_phrases_as_they_come_before_there_is_a_draft(evening, monkeypatch):
    monkeypatch.setattr(engine_module, "FIRST_QUIET", 0.3)
    ana, fay = evening.phone(), evening.console()
    with evening.watched(Engine(HAS_READ, encoder=ENCODER)):
        for phrase in PHRASES:
            ana.does("submit_response", prompt="p1", text=phrase)
        fay.sees(lambda view: view["themes"])
    assert fay.view["themes"]["t1"]["name"] == f"Knew {len(PHRASES)}"


def test_a_question_about_codes_carries_the_book_as_it_is_then(evening, quick):
    ana, fay = evening.phone(), evening.console()
    fay.does("set_auto", prompt="p1", on=False)
    ana.does("submit_response", prompt="p1", text=PHRASES[0])
    book = [{"name": "Rodeo"}]

    async def read():
        return list(book)

    def asks(**wish):
        fay.does("ask_draft", prompt="p1", **wish)

    def drafted(name):
        fay.sees(
            lambda view: (
                [
                    theme["name"]
                    for theme in view["prompts"]["p1"].get("draft", {}).get("themes", {}).values()
                ]
                == [name]
            )
        )

    with evening.watched(Engine(BY_CODE), code_book=read):
        asks(view="codes")
        drafted("Rodeo")
        book[:] = [{"name": "County fair"}]
        asks(view="codes")
        drafted("County fair")
        asks()
        drafted("plain")


def test_T5_a_wish_made_while_the_engine_reads_is_answered_after_it(evening, quick, tmp_path):
    """The answer to what it was reading is that there is nothing; the wish is not over by that."""
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    held = (
        "import json, sys\n"
        "for line in sys.stdin:\n"
        "    asked = json.loads(line)\n"
        "    answer = {'id': asked['id'], 'ok': True}\n"
        "    if 'lexicon' in asked:\n"
        "        theme = {'key': 'n1', 'name': 'By codes', 'responses': ['r1']}\n"
        "        answer['draft'] = {'themes': [theme]}\n"
        "    else:\n"
        f"        open({str(gate)!r}).read()\n"
        "    print(json.dumps(answer), flush=True)\n"
    )
    ana, fay = evening.phone(), evening.console()
    fay.does("set_auto", prompt="p1", on=False)
    ana.does("submit_response", prompt="p1", text=PHRASES[0])
    with evening.watched(Engine((sys.executable, "-c", held))):
        fay.does("ask_draft", prompt="p1")
        with gate.open("w"):  # it is opened once the child reads
            fay.does("ask_draft", prompt="p1", view="codes")
            fay.sees(lambda view: view["prompts"]["p1"].get("wish"))
        fay.sees(lambda view: not view["prompts"]["p1"].get("asked"))
    themes = fay.view["prompts"]["p1"]["draft"]["themes"]
    assert [theme["name"] for theme in themes.values()] == ["By codes"]


# A child whose one theme says all that it was ever told.
HEARS = (
    sys.executable,
    "-c",
    "import json, sys\n"
    "heard = []\n"
    "for line in sys.stdin:\n"
    "    asked = json.loads(line)\n"
    "    heard += [one if isinstance(one, str) else one['text'] for one in asked['texts']]\n"
    "    read = [one['id'] for one in asked['texts'] if asked['do'] == 'group'][:1]\n"
    "    theme = {'key': 'n1', 'name': ' '.join(heard)[:90], 'responses': read}\n"
    "    answer = {'id': asked['id'], 'ok': True, 'draft': {'themes': [theme]}}\n"
    "    print(json.dumps(answer), flush=True)\n",
)


def test_what_worked_and_what_to_change_stays_a_plain_list(evening, quick):
    """And what was said beside a vote, or is parked, is read by people alone."""
    ana, fay = evening.phone(), evening.console()
    fay.does("add_prompt", question="What worked?", kind="exit")
    fay.does("open_prompt", prompt="p3")
    with evening.watched(Engine(HEARS, encoder=ENCODER)):
        for number in range(8):
            ana.does("submit_response", prompt="p3", text=f"Exit {number}")
        fay.does("make_ballot", kind="fist", text="So be it", open=True)
        ana.does("cast_vote", ballot="b1", choices=["o1:0"], reason="Concern")
        fay.does("close_ballot", ballot="b1")
        ana.does("submit_response", prompt="p1", text="Parked")
        fay.does("park", response="r10")
        for number in range(8):
            ana.does("submit_response", prompt="p1", text=f"Said {number}")
        fay.sees(lambda view: view["prompts"]["p1"].get("draft") or view["themes"])
        read = str([fay.view["themes"], fay.view["prompts"]["p1"].get("draft")])
        assert "Said 0" in read
        assert not [word for word in ("Exit", "Concern") if word in read]
        assert {theme["prompt"] for theme in fay.view["themes"].values()} == {"p1"}
        fay.does("ask_draft", prompt="p3")
        fay.sees(lambda view: "p3" in [theme["prompt"] for theme in view["themes"].values()])


def test_the_question_is_without_what_is_parked(evening):
    ana, fay = evening.phone(), evening.console()
    for phrase in PHRASES[:2]:
        ana.does("submit_response", prompt="p1", text=phrase)
    fay.does("park", response="r1")
    fay.sees(lambda view: "parked" in view["responses"].get("r1", {}))
    assert [text["id"] for text in question_of(fay.view, "p1")["texts"]] == ["r2"]


# ── with the real engine in a running server ───────────────────────────────


@pytest.fixture(scope="module")
def themed(tmp_path_factory):
    server = Standing(tmp_path_factory.mktemp("themed"), engine=True)
    yield server
    server.close()


@pytest.mark.whole
def test_T4_the_real_engine_drafts_themes_and_a_killed_child_is_no_loss(themed, quick):
    evening = themed.make_workshop()
    ana, fay = evening.phone(), evening.console()
    refs = [ana.sends("submit_response", prompt="p1", text=phrase) for phrase in PHRASES]
    assert {answer["type"] for answer in ana.answers_to(refs)} == {"ack"}
    fay.sees(lambda view: len(view["themes"]) >= 2)
    assert any(response.get("placed") == "engine" for response in fay.view["responses"].values())

    engine = next(watch._engine for watch in watches(evening))
    themed.on_loop(kill(engine))
    themes = dict(fay.view["themes"])
    refs = [
        ana.sends("submit_response", prompt="p1", text=f"{phrase}, says everybody")
        for phrase in PHRASES
    ]
    assert {answer["type"] for answer in ana.answers_to(refs)} == {"ack"}
    late = {f"r{number}" for number in range(9, 17)}
    fay.sees(
        lambda view: any(
            "suggested" in view["responses"][key] or "theme" in view["responses"][key]
            for key in late & set(view["responses"])
        )
    )
    assert set(themes) <= set(fay.view["themes"])
    assert views.view(evening.journal(), "console")["themes"].keys() == fay.view["themes"].keys()
    evening.close()


@pytest.mark.whole
def test_T5_a_draft_that_was_asked_for_comes_although_the_child_died(themed, quick):
    evening = themed.make_workshop()
    ana, fay = evening.phone(), evening.console()
    fay.does("set_auto", prompt="p1", on=False)
    refs = [ana.sends("submit_response", prompt="p1", text=phrase) for phrase in PHRASES]
    ana.answers_to(refs)
    engine = next(watch._engine for watch in watches(evening))
    fay.sees(lambda view: "draft" in view["prompts"]["p1"])
    engine._child.send_signal(signal.SIGSTOP)  # it will not answer what is asked now
    fay.does("ask_draft", prompt="p1")
    fay.sees(lambda view: view["prompts"]["p1"].get("asked"))
    themed.on_loop(kill_in_mid_question(engine))
    fay.sees(lambda view: not view["prompts"]["p1"].get("asked"))
    evening.close()


async def kill_in_mid_question(engine):
    while not engine._turn.locked():
        await asyncio.sleep(0.01)
    await kill(engine)


def watches(evening):
    """Return who watches a room for the engine."""
    return [bound.__self__ for bound in evening.live.heard if isinstance(bound.__self__, Watch)]


# ── a sentence encoder ─────────────────────────────────────────────────────


@pytest.mark.whole
def test_an_encoder_that_cannot_be_used_is_told_once_in_the_log(tmp_path, caplog):
    async def run():
        engine = Engine(encoder=tmp_path)
        try:
            return [await engine.ask({"do": "ping"}) for _ in range(3)]
        finally:
            await engine.close()

    assert all(answer["encoder"] == "no_model" for answer in asyncio.run(run()))
    assert [r.message for r in caplog.records] == ["the sentence encoder is not used: no_model"]


@pytest.mark.whole
def test_a_room_gets_its_sentence_vectors_in_the_background(tmp_path, quick, monkeypatch):
    monkeypatch.setattr(engine_module, "PART", 50)
    server = Standing(tmp_path, engine=True, encoder=ENCODER)
    evening = server.make_workshop()
    phrases = [f"{word} {n}" for n in range(60) for word in ("bus", "pizza")]
    say_all(evening, phrases)
    fay = evening.console()
    fay.sees(lambda view: view["themes"])
    (watch,) = watches(evening)
    texts = [{"id": f"r{n}", "text": phrase} for n, phrase in enumerate(phrases)]

    async def group(engine):
        return await engine.ask({"do": "group", "texts": texts})

    server.on_loop(read_on_arrival(watch))
    assert "waiting" not in server.on_loop(group(watch._engine))

    later = Engine(encoder=ENCODER)  # as after a start on a room that is full already

    with evening.watched(later) as again:
        server.on_loop(encoded(again))
        assert "waiting" not in server.on_loop(group(later))
    evening.close()
    server.close()


def say_all(evening, phrases):
    """Let tables say all of it at once."""
    for table in range(1, 5):
        evening.takes_seat(table=table, headcount=5)

    async def say():
        said = [
            evening.live.command(
                SubmitResponse("p1", phrase),
                by=f"s{n % 4 + 1}",
                role="participant",
                ref=f"said-{n}",
            )
            for n, phrase in enumerate(phrases)
        ]
        await asyncio.gather(*said)

    evening.server.on_loop(say())


async def read_on_arrival(watch):
    """Wait until what has come is read."""
    while watch._arrived or watch._reading is None or not watch._reading.done():
        await asyncio.sleep(0.01)


async def encoded(watch):
    """Wait until the vectors that were asked for are in."""
    while watch._encoding is None:
        await asyncio.sleep(0.01)
    await watch._encoding
