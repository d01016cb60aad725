"""The law over real sockets: what a client merged, what the server shows and what the journal says.

Whatever people do, in whatever order, however often their lines break or the server restarts: the
three are one, for every audience and every seat. Whatever is sent again is answered as at first.
"""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.live.standing import Standing
from tests.live.test_turns import assert_in_step
from workshop.room import views
from workshop.room.own import mine

WORDS = st.sampled_from(
    ["Strong band; kind drivers", "Kind drivers", "mail@maple.example", "Größe 🎺", "x" * 900]
)
LETTERS = {"priority": "i", "statement": "v"}
PICK = st.integers(min_value=0, max_value=1_000)
BACK = st.sampled_from(["same", "old", "fresh", "future"])


class Evening(RuleBasedStateMachine):
    """Two phones and one of a table, two consoles and a wall in one workshop."""

    server: Standing

    @initialize()
    def begin(self):
        self.evening = self.server.make_workshop()
        said = ({}, {}, {"table": 4, "headcount": 5})
        ana, ben, four = [self.evening.seat_cookies(self.evening.takes_seat(**one)) for one in said]
        self.ways = {
            "ana": ("phone", ana),
            "ben": ("phone", ben),
            "four": ("phone", four),
            "fay": ("console", self.evening.fay_cookies),
            "carl": ("console", self.evening.carl_cookies),
            "wall": ("wall", self.evening.wall_cookies),
        }
        self.clients = {}
        for name, (as_, cookies) in self.ways.items():
            self.clients[name] = self.evening.line(cookies)
            self.clients[name].hello(as_)
        self.past = {name: (client.epoch, client.seq) for name, client in self.clients.items()}
        self.acked = []  # (name, kind, fields, answer)
        for number, name in enumerate(("ana", "ben", "four") * 2):
            self.submits(name, "p1", f"Strong band; kind drivers {number}")
        for number in range(1, 4):
            self.makes_a_theme("fay", [2 * number - 2, 2 * number - 1])

    def does(self, name, kind, /, **fields):
        self.server.clock.advance(2)  # nobody is too fast
        answer = self.clients[name].does(kind, **fields)
        assert answer["type"] == "ack" or answer["code"] not in ("bad_message", "internal"), answer
        if answer["type"] == "ack":
            self.acked.append((name, kind, fields, answer))
        return answer

    def a_response(self, pick):
        return f"r{pick % (len(self.evening.journal().responses) + 1) + 1}"

    def a_theme(self, pick):
        return f"t{pick % (len(self.evening.journal().themes) + 1) + 1}"

    # ── the room speaks ────────────────────────────────────────────────────

    @rule(
        who=st.sampled_from(["ana", "ben", "four"]),
        prompt=st.sampled_from(["p1", "p2"]),
        text=WORDS,
    )
    def submits(self, who, prompt, text):
        self.does(who, "submit_response", prompt=prompt, text=text, seen=self.clients[who].seq)

    @rule(who=st.sampled_from(["ana", "ben"]), pick=PICK, text=WORDS)
    def edits(self, who, pick, text):
        self.does(who, "edit_response", response=self.a_response(pick), text=text)

    @rule(who=st.sampled_from(["ana", "ben"]), pick=PICK)
    def withdraws(self, who, pick):
        self.does(who, "withdraw_response", response=self.a_response(pick))

    @rule(who=st.sampled_from(["ana", "ben"]), table=st.none() | st.integers(1, 9))
    def sits_down_elsewhere(self, who, table):
        self.does(who, "change_seat", group="staff", **({"table": table} if table else {}))

    @rule(who=st.sampled_from(["ana", "ben", "four"]), text=WORDS, how=BACK)
    def loses_the_answer(self, who, text, how):
        """A line breaks before the answer is read; the phone sends again under the same ref."""
        self.server.clock.advance(2)
        ref = self.clients[who].sends("submit_response", prompt="p1", text=text)
        self.comes_back(who, how)
        first = self.does(who, "submit_response", ref=ref, prompt="p1", text=text)
        again = self.does(who, "submit_response", ref=ref, prompt="p1", text=text)
        assert first == again

    @precondition(lambda self: getattr(self, "acked", None))
    @rule(pick=PICK)
    def sends_again(self, pick):
        """Whatever was acked is answered as at first, also after a restart (C5)."""
        name, kind, fields, answer = self.acked[pick % len(self.acked)]
        self.server.clock.advance(2)
        assert self.clients[name].does(kind, **{**fields, "ref": answer["ref"]}) == answer

    # ── it is steered ──────────────────────────────────────────────────────

    @rule(
        kind=st.sampled_from(["show_response", "hide_response", "hold_response"]),
        who=st.sampled_from(["fay", "carl"]),
        pick=PICK,
    )
    def moderates(self, who, kind, pick):
        self.does(who, kind, response=self.a_response(pick))

    @rule(pick=PICK)
    def redacts(self, pick):
        self.does("fay", "redact_response", response=self.a_response(pick), text="Somebody")

    @rule(who=st.sampled_from(["fay", "carl"]), picks=st.lists(PICK, max_size=3))
    def makes_a_theme(self, who, picks):
        chosen = sorted({self.a_response(pick) for pick in picks})
        self.does(who, "make_theme", prompt="p1", name="Music", responses=chosen)

    @rule(who=st.sampled_from(["fay", "carl"]), pick=PICK, to=st.none() | PICK)
    def moves(self, who, pick, to):
        theme = {} if to is None else {"theme": self.a_theme(to)}
        self.does(who, "move_responses", responses=[self.a_response(pick)], **theme)

    @rule(who=st.sampled_from(["fay", "carl"]), pick=PICK, is_stale=st.booleans())
    def renames(self, who, pick, is_stale):
        seen = 1 if is_stale else self.clients[who].seq
        self.does(who, "rename_theme", theme=self.a_theme(pick), name=f"Name {pick}", seen=seen)

    @rule(who=st.sampled_from(["fay", "carl"]), pick=PICK)
    def splits_a_theme(self, who, pick):
        theme = self.a_theme(pick)
        inside = list(self.evening.journal().by_theme.get(theme, ()))
        self.does(who, "split_theme", theme=theme, responses=inside[:1], name="Half")

    @rule(who=st.sampled_from(["fay", "carl"]), pick=PICK)
    def splits_a_response(self, who, pick):
        response = self.a_response(pick)
        room = self.evening.journal()
        text = room.responses[response].text if response in room.responses else ";"
        self.does(who, "split_response", response=response, text=text.replace(";", "\n"))

    @rule(who=st.sampled_from(["fay", "carl"]), pick=PICK, to=PICK)
    def copies(self, who, pick, to):
        self.does(who, "copy_response", response=self.a_response(pick), theme=self.a_theme(to))

    @rule(who=st.sampled_from(["fay", "carl"]), pick=PICK)
    def joins_parts(self, who, pick):
        self.does(who, "join_parts", response=self.a_response(pick))

    @rule(one=PICK, other=PICK)
    def merges(self, one, other):
        into = self.a_theme(other)
        self.does("fay", "merge_themes", themes=sorted({self.a_theme(one), into}), into=into)

    @rule(pick=PICK, kind=st.sampled_from(["remove_theme", "set_theme_aside"]))
    def puts_a_theme_away(self, pick, kind):
        self.does("fay", kind, theme=self.a_theme(pick))

    @rule(pick=PICK, kind=st.sampled_from(["priority", "value"]))
    def promotes(self, pick, kind):
        self.does("fay", "promote_theme", theme=self.a_theme(pick), kind=kind)

    @rule(pick=PICK)
    def promotes_a_phrase(self, pick):
        self.does("fay", "promote_response", response=self.a_response(pick), kind="vision")

    @rule(number=st.integers(1, 3), words=WORDS)
    def words_what_was_promoted(self, number, words):
        said = {"title": "Title", "statement": words}
        self.does("fay", "edit_priority", priority=f"i{number}", **said)
        self.does("fay", "edit_statement", statement=f"v{number}", text=words)

    @rule(number=st.integers(1, 3), kind=st.sampled_from(["priority", "statement"]))
    def takes_a_promotion_back(self, number, kind):
        self.does("fay", f"remove_{kind}", **{kind: f"{LETTERS[kind]}{number}"})

    @rule(who=st.sampled_from(["fay", "carl"]))
    def takes_back(self, who):
        self.does(who, "undo")

    @rule(see=st.sampled_from(["nothing", "themes"]))
    def opens_the_view(self, see):
        self.does("fay", "open_view", prompt="p1", see=see)

    @rule()
    def goes_on(self):
        self.does("fay", "next_prompt")

    @rule(kind=st.sampled_from(["open_prompt", "pause_prompt", "close_prompt"]))
    def turns_a_prompt(self, kind):
        self.does("fay", kind, prompt="p1")

    # ── it votes ───────────────────────────────────────────────────────────

    def a_ballot(self, pick):
        return f"b{pick % (len(self.evening.journal().ballots) + 1) + 1}"

    def the_open_one(self):
        ballots = self.evening.journal().ballots.values()
        return next((one.id for one in ballots if one.state == "open"), "b1")

    @rule(kind=st.sampled_from(["dots", "rank", "points", "stars", "impact_effort"]), pick=PICK)
    def declares_a_ballot(self, kind, pick):
        self.does("fay", "make_ballot", kind=kind, text="Buses\nLunch\nMusic", open=pick % 4 > 0)

    @rule(kind=st.sampled_from(["fist", "consent"]), number=st.integers(1, 3))
    def asks_about_a_wording(self, kind, number):
        self.does("fay", "make_ballot", kind=kind, sources=[f"v{number}"], open=True)

    @rule(
        who=st.sampled_from(["ana", "ben", "four"]),
        choices=st.sampled_from([["o1:1"], ["o1:1", "o2:2"], ["o2:100"], ["o1:5:1"], []]),
        reason=WORDS,
        is_open=st.sampled_from([True, True, True, False]),
        pick=PICK,
    )
    def votes(self, who, choices, reason, is_open, pick):
        ballot = self.the_open_one() if is_open else self.a_ballot(pick)
        self.does(who, "cast_vote", ballot=ballot, choices=choices, reason=reason)

    @rule(choices=st.sampled_from([["o1:1"], ["o2:1"]]), pick=PICK)
    def enters_and_removes_votes(self, choices, pick):
        self.does("carl", "enter_vote", ballot=self.the_open_one(), choices=choices)
        self.does("carl", "remove_vote", vote=f"c{pick % 9}")

    @rule(kind=st.sampled_from(["close_ballot", "close_ballot", "open_ballot", "repeat_ballot"]))
    def turns_a_ballot(self, kind):
        ballots = list(self.evening.journal().ballots.values())
        first = next((one.id for one in ballots if one.state == "closed"), "b1")
        ready = next((one.id for one in ballots if one.state == "ready"), "b1")
        named = {"close_ballot": self.the_open_one(), "open_ballot": ready, "repeat_ballot": first}
        self.does("fay", kind, ballot=named[kind])

    @rule(who=st.sampled_from(["fay", "carl"]), pick=PICK, is_own=st.booleans())
    def parks(self, who, pick, is_own):
        said = {"text": "Later"} if is_own else {"response": self.a_response(pick)}
        self.does(who, "park", **said, owner="Dr. Lee")
        self.does(who, "edit_parked", item=f"l{pick % 4}", reply_by="2027-05-31")

    @rule(who=st.sampled_from(["fay", "carl"]), number=st.integers(1, 3))
    def takes_it_off_the_lot(self, who, number):
        self.does(who, "remove_parked", item=f"l{number}")

    # ── lines break ────────────────────────────────────────────────────────

    @rule(who=st.sampled_from(["ana", "ben", "fay", "carl", "wall"]), how=BACK)
    def comes_back(self, who, how):
        was = self.clients[who]
        was.close()
        as_, cookies = self.ways[who]
        back = self.clients[who] = self.evening.line(cookies)
        if how == "same":
            back.view = was.view
            back.hello(as_, was.epoch, was.seq)
        elif how == "old":
            back.hello(as_, *self.past[who])
            if "tail" in back.frames[0]:  # its view of then is gone: it asks for all
                self.comes_back(who, "fresh")
        else:
            back.hello(as_, was.epoch if how == "future" else None, 2**40)
            assert "view" in back.frames[0]

    @precondition(lambda self: len(getattr(self, "acked", ())) > 3)
    @rule(is_it=st.integers(0, 3))
    def the_server_restarts(self, is_it):
        if is_it:  # seldom
            return
        self.server.restart()
        self.evening.enter()
        for name in self.clients:
            self.comes_back(name, "same")
            assert self.clients[name].epoch != self.past[name][0]

    @rule(how=st.sampled_from(["fay", "wall", "ana"]))
    def all_are_one(self, how):
        room = self.evening.journal()
        as_, _ = self.ways[how]
        self.clients[how].sees(lambda view: view == views.view(room, as_))

    @precondition(lambda self: hasattr(self, "evening"))
    @rule()
    def the_room_is_dropped(self):
        self.evening.live._holder.room = None  # as after a commit in doubt

    def teardown(self):
        if not hasattr(self, "evening"):
            return
        room = self.evening.journal()
        for name, client in self.clients.items():
            expected = views.view(room, self.ways[name][0])
            client.sees(lambda view, expected=expected: view == expected)
        carl, fay = self.server.furnished.carl, self.server.furnished.fay
        for name, by, role in (
            ("ana", "s1", "participant"),
            ("ben", "s2", "participant"),
            ("four", "s3", "participant"),
            ("fay", fay, "facilitator"),
            ("carl", carl, "cofacilitator"),
        ):
            self.clients[name].heard()
            own = mine(room, by, role)
            assert self.clients[name].mine == own == self.evening.live.mine(by, role), name
        assert_in_step(self.evening)
        self.evening.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Standing(tmp_path_factory.mktemp("machine"))
    yield server
    server.close()


def run(server, examples, steps):
    run_state_machine_as_test(
        type("Evening", (Evening,), {"server": server}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_V1_client_server_and_journal_are_one(server):
    run(server, examples=6, steps=30)


@pytest.mark.faults
def test_V1_client_server_and_journal_are_one_at_length(server):
    run(server, examples=70, steps=80)
