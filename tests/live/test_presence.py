"""Presence: two at their consoles see each other's hands, and one of them leads."""

import time

import pytest

from tests.live.clients import new_ref
from workshop.live import presence, pulse


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Let nobody wait for it here."""
    monkeypatch.setattr(pulse, "EVERY", 0.1)


@pytest.fixture
def two(evening):
    """Fay, who leads, and Carl, who helps, each at a console."""
    return evening.console(), evening.console(evening.carl_cookies)


def told(talker, kind, wanted=lambda frame: True):
    """Wait until a frame of this kind is as wanted."""
    found = [frame for frame in talker.frames if frame["type"] == kind]
    while not found or not wanted(found[-1]):
        found.append(talker.until(kind))
    return found[-1]


def people(talker, wanted):
    """Wait until who is here, by name, is as wanted; return those by name."""

    def by_name(frame):
        return {person["name"]: person for person in frame["people"].values()}

    return by_name(told(talker, "people", lambda frame: wanted(by_name(frame))))


def both_here(found):
    return {name for name, person in found.items() if person.get("here")} == {"Fay", "Carl"}


def test_L16_CF2_consoles_see_who_is_here_and_what_they_have_in_hand(evening, two):
    fay, carl = two
    people(fay, both_here)
    phone, wall = evening.phone(), evening.wall()
    carl.send({"type": "at", "prompt": "p1", "theme": "t1", "chosen": ["r7"], "doing": "naming"})
    found = people(fay, lambda found: "chosen" in found.get("Carl", {}))["Carl"]
    assert found == {
        "name": "Carl",
        "here": True,
        "prompt": "p1",
        "theme": "t1",
        "chosen": {"r7": True},
        "doing": "naming",
    }
    carl.close()
    gone = people(fay, lambda found: not found["Carl"].get("here"))["Carl"]
    assert gone.keys() == {"name", "left"}
    phone.does("submit_response", prompt="p1", text="Strong band")
    wall.sees(lambda view: len(view["responses"]) == 1)
    assert "people" not in {frame["type"] for frame in (*phone.frames, *wall.frames)}


def test_L16_what_is_in_hand_is_kept_nowhere_and_only_consoles_say_it(evening, two):
    fay, carl = two
    before = evening.live.seq
    carl.send({"type": "at", "chosen": ["r1"]})
    people(fay, lambda found: "chosen" in found.get("Carl", {}))
    assert evening.live.seq == before
    phone = evening.phone()
    phone.send({"type": "at", "chosen": ["r1"]})
    assert phone.until("refused")["code"] == "not_for_role"
    carl.send({"type": "at", "chosen": ["x" * 41]})
    assert carl.until("refused")["code"] == "bad_message"


def test_L16_who_polls_is_here_too(evening, two):
    fay, carl = two
    people(fay, both_here)
    carl.close()
    people(fay, lambda found: not found["Carl"].get("here"))
    evening.server.call(lambda: evening.live.presence.meet(evening.server.furnished.carl))
    people(fay, both_here)


def test_L17_CF3_the_lead_is_taken_once_it_has_been_away_for_long(evening, two, monkeypatch):
    fay, carl = two
    people(carl, both_here)
    assert carl.does("take_lead")["code"] == "lead_is_here"
    fay.close()
    people(carl, lambda found: not found["Fay"].get("here"))
    refused = carl.does("take_lead")
    assert refused["code"] == "lead_was_here"
    assert 15 <= refused["with"]["seconds"] <= 20
    monkeypatch.setattr(presence, "AWAY_AFTER", 0)
    assert carl.does("take_lead")["type"] == "ack"
    assert carl.does("show_face", face="blank")["type"] == "ack"
    back = evening.console()
    assert back.view["workshop"]["lead"] == evening.server.furnished.carl
    assert back.does("show_face", face="count")["code"] == "not_lead"


def test_L17_CF3_the_lead_is_handed_to_somebody_who_is_here_and_asked_for(evening, two):
    fay, carl = two
    people(fay, both_here)
    assert fay.does("hand_over", to="u-nobody")["code"] == "not_here"
    carl.send({"type": "at", "asks": True})
    people(fay, lambda found: found["Carl"].get("asks"))
    assert fay.does("hand_over", to=evening.server.furnished.carl)["type"] == "ack"
    people(fay, lambda found: "asks" not in found["Carl"])
    assert carl.does("next_prompt")["type"] == "ack"
    assert fay.does("next_prompt")["code"] == "not_lead"


def test_C5_CF3_a_hand_over_sent_twice_is_answered_twice_the_same(evening, two):
    fay, carl = two
    people(fay, both_here)
    handing = {"type": "hand_over", "ref": new_ref(), "to": evening.server.furnished.carl}
    fay.send(handing)
    first = fay.until("ack")
    carl.close()
    people(fay, lambda found: not found["Carl"].get("here"))
    fay.send(handing)  # its answer was lost on the way
    assert fay.until("ack") == first


def test_L18_CF2_two_move_the_same_card_one_wins_and_both_are_told(evening, two):
    fay, carl = two
    phone = evening.phone()
    said = [phone.does("submit_response", prompt="p1", text=t)["made"][0] for t in ("Bus", "Band")]
    themes = [fay.does("make_theme", prompt="p1", name=name)["made"][0] for name in ("A", "B")]
    for talker in two:
        talker.sees(lambda view: len(view["themes"]) == 2)
    seen = fay.seq
    move = {"type": "move_responses", "seen": seen}
    carl.send({**move, "ref": new_ref(), "responses": [said[0]], "theme": themes[0]})
    carl.until("ack")
    fay.send({**move, "ref": new_ref(), "responses": [said[0]], "theme": themes[1]})
    assert fay.until("refused")["code"] == "changed_meanwhile"
    lost, won = told(fay, "met"), told(carl, "met")
    house = evening.server.furnished
    assert (lost["with"], lost["thing"], lost["lost"]) == (house.carl, said[0], True)
    assert (won["with"], won["did"], won["lost"]) == (house.fay, "move_responses", False)
    fay.send({**move, "ref": new_ref(), "responses": [said[1]], "theme": themes[1]})
    fay.until("ack")  # nothing else was in anybody's way
    placed = {said[0]: themes[0], said[1]: themes[1]}
    for talker in two:
        talker.sees(lambda v: {k: v["responses"][k].get("theme") for k in said} == placed)


@pytest.mark.whole  # on time only where it has the machine for itself
def test_CF4_a_remark_reaches_the_other_console_within_a_second(evening, two):
    fay, carl = two
    began = time.monotonic()
    carl.does("make_remark", text="Look at the safety flag")
    fay.sees(lambda view: [one["text"] for one in view["remarks"].values()])
    assert time.monotonic() - began < 1
    assert fay.does("read_remarks", remarks=["k1"])["type"] == "ack"
    carl.sees(lambda view: "read" in view["remarks"]["k1"])
