"""The browser reads the same board as the server."""

import json

import pytest
from playwright.sync_api import Page

from tests.journeys.console.hands import (
    engine,
    settled,
    suggests,
)
from tests.web.stage import Stage
from workshop.room.ballot import MakeBallot
from workshop.room.moderate import SetModeration
from workshop.room.part import CopyResponse, SplitResponse
from workshop.room.suggest import AskDraft, SuggestThemes
from workshop.room.translate import TranslateResponse
from workshop.web import board

pytestmark = [pytest.mark.journey, pytest.mark.whole]

FACES = (("ballot", "b1"), ("ballot", "b2"), ("statement", "v1"), ("parked", ""))


def test_the_browser_reads_the_same_board_as_the_server(
    bench: Page, stage: Stage, phrases: list[str]
) -> None:
    stage.leads(SetModeration("flagged"))
    stage.says(stage.seats[2], "write to ana@school.org or call (417) 555 0134")
    stage.says(stage.seats[1], "🙂 my son Orrin cries")
    stage.says(stage.seats[1], "i want to die")
    suggests(stage, {phrases[5]: "t1"})
    stage.leads(SplitResponse(phrases[0], "more music\nart"))
    stage.leads(CopyResponse(phrases[1], "t2"))
    stage.leads(AskDraft("p1", themes=1))
    engine(stage, SuggestThemes("p1", singles=(phrases[3], phrases[5])))
    stage.leads(TranslateResponse(phrases[1], "es", "Más música para todos"))
    stage.leads(MakeBallot("fist", text="We listen.", open=True))
    seen = settled(stage)
    said = board.with_ids(seen["responses"])
    mine = {
        "also": [board.also(seen, r) for r in said],
        "elsewhere": [board.elsewhere(seen, r) for r in said],
        "may": [board.may_be_split(seen, r) for r in said],
        "next": board.next_step(seen),
        "cells": board.cells(seen, "p1"),
        "tray": board.tray(seen, "p1"),
        "singles": board.singles(seen, "p1"),
        "nothing": board.nothing(seen, "p1"),
        "sortable": board.sortable(seen, "p1"),
        "held": board.held(seen),
        "decided": board.decided(seen),
        "agreed": board.agreed(seen),
        "shares": list(board.shares(seen, {"g1": 1})),
        "marked": [[list(piece) for piece in board.marked(r)] for r in board.held(seen)],
        "redaction": [board.redaction(r, "[…]", "[name]") for r in board.held(seen)],
        "cut": [board.may_be_cut(r) for r in board.held(seen)],
        "stacks": board.stacks(board.live_responses(seen, "p1")),
        "beside": [board.may_open_beside(seen, line) for line in board.lines(seen)],
        "hits": [[list(p) for p in board.hits(r["text"], "MÚS the é")] for r in said],
        "wall": [board.is_on_wall(seen, *one) for one in FACES],
        "search": [board.search(seen, typed) for typed in ("MÁS musica", "clas", "art")],
    }
    theirs = bench.evaluate(
        """async ([view, faces]) => {
          const b = await import('/js/console/board.js')
          const { lines, small } = b.shares(view, { g1: 1 })
          const said = b.withIds(view.responses)
          return {
            also: said.map((r) => b.also(view, r)),
            elsewhere: said.map((r) => b.elsewhere(view, r)),
            may: said.map((r) => b.mayBeSplit(view, r)),
            next: b.nextStep(view), cells: b.cells(view, 'p1'), tray: b.tray(view, 'p1'),
            singles: b.singles(view, 'p1'), nothing: b.nothing(view, 'p1'),
            sortable: b.sortable(view, 'p1'), held: b.held(view), decided: b.decided(view),
            agreed: b.agreed(view), shares: [lines, small], marked: b.held(view).map(b.marked),
            redaction: b.held(view).map((r) => b.redaction(r, '[…]', '[name]')),
            cut: b.held(view).map(b.mayBeCut),
            stacks: b.stacks(b.liveResponses(view, 'p1')),
            beside: b.lines(view).map((line) => b.mayOpenBeside(view, line)),
            hits: said.map((r) => b.hits(r.text, 'MÚS the é')),
            wall: faces.map(([face, thing]) => b.isOnWall(view, face, thing)),
            search: ['MÁS musica', 'clas', 'art'].map((typed) => b.search(view, typed)),
          }
        }""",
        [seen, FACES],
    )
    assert json.loads(json.dumps(mine)) == theirs
