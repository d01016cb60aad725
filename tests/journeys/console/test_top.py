"""The top bar: phones, the network, the timer."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.live.clients import Talker
from tests.web.stage import Stage
from workshop.live import pulse
from workshop.room.agenda import AdjustTimer, SetTimer
from workshop.web.identity import seat_cookie

pytestmark = [pytest.mark.journey, pytest.mark.whole]


def test_a_timer_past_its_end_says_so(console: Page, stage: Stage) -> None:
    stage.leads(SetTimer("p1", 5))
    step = console.locator("[data-agenda] > [aria-current]")
    expect(step).to_contain_text("Time left: 4:5")
    stage.leads(AdjustTimer("p1", -360))
    expect(step).to_contain_text("Over by: +0:0")


def test_the_top_says_how_many_phones_are_connected_and_what_stands_in_their_way(
    console: Page, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opener = console.locator("[data-lines]")
    expect(opener).to_contain_text("0 phones")
    monkeypatch.setattr(pulse, "EVERY", 0.1)
    port = int(stage.url.rpartition(":")[2])
    seats = [stage.joins(), stage.joins()]
    phones = [
        Talker(
            port,
            f"/w/{stage.workshop.code}/live",
            {seat_cookie(stage.workshop.id): stage.secrets[seat]},
        )
        for seat in seats
    ]
    for phone in phones:
        phone.hello("phone")
    expect(opener).to_contain_text("2 phones · connected")
    opener.click()
    told = console.locator("#lines")
    expect(told).to_contain_text("known within half a minute")
    with closing(sqlite3.connect(stage.house.database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # another program holds the file
        phones[0].sends("submit_response", prompt="p1", text="Strong band")
        expect(opener).to_contain_text("2 phones · server busy")
        expect(told).to_contain_text("it catches up by itself")
        expect(console.locator(".console__line")).to_contain_text("server busy")
    expect(opener).to_contain_text("2 phones · connected")
    console.context.set_offline(True)
    expect(told).to_be_hidden()  # nobody knows now
    expect(opener).to_be_hidden()
    console.context.set_offline(False)
    expect(opener).to_contain_text("2 phones · connected")
    for phone in phones:
        phone.close()
    expect(opener).to_contain_text("0 phones")
