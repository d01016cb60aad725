"""Steering: whatever a facilitator does to the themes is on the wall within a second."""

import time

import pytest

from tests.live.clients import Talker

WITHIN = 1.0  # seconds


@pytest.mark.whole  # on time only where it has the machine for itself
def test_FA7_each_step_is_on_the_wall_within_a_second_and_so_is_its_undo(evening):
    phone, fay, wall = evening.phone(), evening.console(), evening.wall()
    said = [
        phone.does("submit_response", prompt="p1", text=text)["made"][0]
        for text in ("Band", "Choir", "Bus")
    ]
    band, choir, bus = said

    def steps(command, wanted, **fields):
        began = time.monotonic()
        answer = fay.does(command, **fields)
        assert answer["type"] == "ack", answer
        wall.sees(wanted)
        assert time.monotonic() - began < WITHIN, command
        return (answer["made"] or [None])[0]

    def themes(*names):
        return lambda view: {t["name"] for t in view["themes"].values()} == set(names)

    def stands(response, theme):
        return lambda view: view["responses"][response].get("theme") == theme

    def first(theme):
        return lambda view: (
            theme == min(view["themes"], key=lambda key: view["themes"][key]["place"])
        )

    music = steps("make_theme", themes("Music"), prompt="p1", name="Music", responses=[band])
    town = steps("make_theme", themes("Music", "Town"), prompt="p1", name="Town")
    steps("rename_theme", themes("Tone", "Town"), theme=music, name="Tone")
    steps("move_responses", stands(choir, music), responses=[choir], theme=music)
    copy = steps("copy_response", lambda v: len(v["responses"]) == 4, response=band, theme=town)
    assert copy
    apart = steps(
        "split_theme", themes("Tone", "Town", "Sung"), theme=music, responses=[choir], name="Sung"
    )
    steps("merge_themes", themes("Tone", "Town"), themes=[apart], into=town)
    steps("move_theme", first(town), theme=town)
    steps("undo", first(music))
    steps("set_theme_aside", themes("Tone"), theme=town, on=True)
    steps("undo", themes("Tone", "Town"))
    steps("undo", themes("Tone", "Town", "Sung"))
    steps("undo", stands(choir, music))
    steps("move_responses", stands(bus, town), responses=[bus], theme=town)
    steps("remove_theme", themes("Town"), theme=music)
    assert isinstance(wall, Talker)
