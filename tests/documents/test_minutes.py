"""Minutes: what happened, who took part, what was said, decided and put aside, and nothing else."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.decided import (
    CONCERN,
    FIRST,
    PARKED,
    PLUS,
    SECOND,
    a_closed_evening,
    a_decided_evening,
)
from tests.plan.evening import EVENING, Evening
from workshop.documents import ballots, minutes, missing, rows, wall, word
from workshop.documents.blocks import Block, Bullet, Grid, Heading, Line
from workshop.documents.reader import Reader
from workshop.room.ballot import CloseBallot, MakeBallot
from workshop.room.moderate import HideResponse, HoldResponse
from workshop.room.promote import KINDS, EditStatement
from workshop.room.vote import CastVote

READER = Reader()


def told(evening: Evening | None = None, reader: Reader = READER) -> list[Block]:
    outcome = (evening or a_closed_evening()).outcome()
    return minutes.minutes(outcome, reader, district="Maple Schools", at=EVENING)


def words(blocks: list[Block]) -> list[str]:
    """Return every text of a document, from top to bottom."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Heading() | Line():
                found.append(block.text)
            case Bullet():
                found += [block.text, block.aside]
            case Grid():
                found += [
                    block.caption,
                    *block.heads,
                    *(cell for row in block.rows for cell in row),
                ]
    return found


def under(blocks: list[Block], heading: str) -> list[Block]:
    """Return what stands under a heading, until one of its level or above."""
    at = next(k for k, b in enumerate(blocks) if isinstance(b, Heading) and b.text == heading)
    level = blocks[at].level
    end = next(
        (k for k, b in enumerate(blocks) if k > at and isinstance(b, Heading) and b.level <= level),
        len(blocks),
    )
    return blocks[at + 1 : end]


def test_FA17_minutes_tell_the_evening_in_its_order():
    blocks = told()
    assert [b.text for b in blocks if isinstance(b, Heading) and b.level < 2] == [
        "Vision night",
        "Agenda",
        "Who took part",
        "Themes",
        "Votes",
        "What the room recommends",
        "Parking lot",
        "At the end",
    ]


def test_FA17_minutes_say_when_they_were_made_and_whether_the_workshop_has_ended():
    assert any(text.startswith("As of 2026-03-12, 21:30 · KELP42/") for text in words(told()))
    so_far = "So far: the workshop has not ended."
    assert so_far in words(told(a_decided_evening()))
    assert so_far not in words(told())


def test_no_level_of_headings_is_skipped():
    levels = [block.level for block in told() if isinstance(block, Heading)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_theme_has_its_people_and_two_or_three_phrases():
    assert under(told(), "Every student known") == [
        Line("People: 3 · Tables: 1 · People at tables: 7 · Phrases: 4"),
        Bullet("[name removed] feels like they belong", "Parent or family"),
        Bullet("nobody eats lunch alone", "Teacher"),
        Bullet("- more counselors"),
    ]


def test_FA12_a_vote_has_rule_voters_result_and_groups():
    rule, voters, result, groups, masked = under(told(), "Which first?")
    assert rule.text == "Dot vote · Each voter had 3 dots, at most 2 on one option."
    assert voters.text == "People: 12 · Tables: 1 · People at tables: 7 · Paper forms: 1"
    assert result.rows[0][:5] == ("1", "Every student known", "18", "11", "1")
    assert groups.heads[1:3] == ("Parent or family (6)", "Teacher (6)")
    assert groups.rows[0][1:3] == ("12 (6)", "5 (5)")
    assert masked.text == f"{ballots.GAVE} {ballots.MASKED}"


def test_FA12_a_tie_shares_its_place():
    evening = a_decided_evening()
    seats = [s.id for s in evening.room.seats.values() if s.group == "family"]
    evening.do(MakeBallot("dots", "Tied?", ("t1", "t2"), dots=1, open=True))
    for seat, option in zip(seats[:2], ("o1", "o2"), strict=True):
        evening.do(CastVote("b4", (f"{option}:1",)), seat, "participant")
    evening.do(CloseBallot("b4"))
    grid = next(b for b in under(told(evening), "Tied?") if isinstance(b, Grid))
    assert [row[0] for row in grid.rows] == ["1 (tie)", "1 (tie)"]


@pytest.mark.parametrize(
    ("kind", "choice", "said"), [("pairs", "o1:o2", "Not compared"), ("stars", "o1:4", "Not rated")]
)
def test_PA16_what_nobody_compared_or_rated_has_no_rank_and_says_so(kind, choice, said):
    evening = a_decided_evening()
    lines = "Music\nBuses\nLunch"
    evening.do(MakeBallot(kind, "Which one?", text=lines, open=True))
    seat = next(iter(evening.room.seats))
    evening.do(CastVote("b4", (choice,)), seat, "participant")
    evening.do(CloseBallot("b4"))
    grid = next(b for b in under(told(evening), "Which one?") if isinstance(b, Grid))
    assert grid.rows[-1][:4] == ("–", "Lunch", said, "0")
    [row] = [row for row in rows.ballot_rows(evening.outcome()) if row[8] == "Lunch"]
    assert row[10:12] == ("", "")


def test_FA13_both_rounds_stand_with_their_words_distribution_verdict_and_concerns():
    first = under(told(), "Fist to five")
    assert Line(FIRST, "wording") in first
    assert Line("The room’s verdict: Concerns remain", "strong") in first
    grid = next(block for block in first if isinstance(block, Grid))
    assert [row[1] for row in grid.rows] == ["0", "6", "0", "1", "1", "0"]
    assert Bullet(CONCERN) in first
    assert Line("Concerns and objections not shown here: 1", "note") in first
    second = under(told(), "Fist to five · Round 2")
    assert Line(SECOND, "wording") in second
    made = under(told(), "Value · Every student known")
    assert Line("Round 2: Consensus", "strong") in made
    assert Bullet(f"Round 1: {FIRST}", "Concerns remain") in made


def test_FA15_the_parking_lot_has_owner_and_day():
    (grid,) = under(told(reader=Reader(day=lambda day: f"{day:%d %b %Y}")), "Parking lot")
    assert grid.rows == ((PARKED, "Transport", "30 Apr 2026"),)


def test_a_closing_question_is_a_list_and_no_theme():
    blocks = told()
    assert Bullet(PLUS, "Parent or family") in under(blocks, "At the end")
    assert "What worked? What shall we change?" not in words(under(blocks, "Themes"))


def test_the_room_recommends_and_nothing_is_called_approved_or_adopted():
    text = " ".join(words(told())).lower()
    assert "the room recommends" in text
    assert "approved" not in text
    assert text.count("adopt") == 1, "only the school board does"


def test_FA19_what_is_known_of_who_is_missing_stands_beside_who_took_part():
    evening = Evening(population={"family": 900, "teacher": 100})
    for _ in range(6):
        evening.joins("family")
    assert Heading("Who is missing", 2) in under(told(evening), "Who took part")


def test_every_word_of_ours_is_for_catalogues():
    asked: set[str] = set()

    def ask(message: str) -> str:
        asked.add(message)
        return message

    evening = a_decided_evening()
    told(evening, Reader(words=ask))
    told(Evening(population={"family": 900}), Reader(words=ask))
    wall.wall(evening.outcome(), Reader(words=ask), district="Maple", at=EVENING)
    known = {
        *minutes.MESSAGES,
        *missing.MESSAGES,
        *ballots.MESSAGES,
        *wall.MESSAGES,
        word.PAGES,
        " ",
    }
    assert asked <= known, asked - known


def test_FA14_a_competency_stands_with_what_it_looks_like_in_each_grade_band():
    evening = a_decided_evening()
    bands = ("Grades 3–5: asks why", "Grades 9–12: asks who says so")
    evening.do(EditStatement("v2", "A graduate asks.", look_fors=bands))
    blocks = under(told(evening), "Graduate competency · Curious")
    assert [block.text for block in blocks if isinstance(block, Bullet)][:2] == list(bands)
    row = next(row for row in rows.statement_rows(evening.outcome()) if row[1] == "v2")
    assert row[rows.STATEMENT_COLUMNS.index("look_fors")] == "\n".join(bands)


@pytest.mark.parametrize("kind", KINDS)
def test_FA14_whatever_the_room_made_stands_in_the_minutes(kind: str):
    evening = Evening()
    theme = evening.groups("Music", evening.says(evening.joins("teacher"), "more music"))
    evening.promotes(theme, kind, "A band in every school")
    assert "A band in every school" in " ".join(words(told(evening)))
    wall.wall(evening.outcome(), READER, district="Maple", at=EVENING)


names = st.sampled_from(["family", "teacher", "student", None])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(names, min_size=1, max_size=14),
    st.lists(st.sampled_from(["show", "hide", "hold", "personnel"]), min_size=14, max_size=14),
    st.lists(st.integers(0, 5), min_size=14, max_size=14),
)
def test_FA5_nothing_held_or_hidden_no_seat_and_no_small_group_is_ever_told(groups, fates, levels):
    evening = Evening()
    evening.groups("Theme")
    seats = [evening.joins(group) for group in groups]
    said = [evening.says(seat, f"phrase{at}end") for at, seat in enumerate(seats)]
    theme = evening.groups("Everything", *said)
    evening.promotes(theme, "value", "", "We value it.")
    evening.do(MakeBallot("fist", sources=("v1",), open=True))
    for at, seat in enumerate(seats):
        reason = f"reason{at}end" if levels[at] < 3 else ""
        evening.do(CastVote("b1", (f"o1:{levels[at]}",), reason), seat, "participant")
    evening.do(CloseBallot("b1"))
    reasons = {r.text: key for key, r in evening.room.responses.items() if r.prompt == "b1"}
    unshown = []
    for at, key in enumerate(said):
        reason = f"reason{at}end"
        for each, spoken in ((key, f"phrase{at}end"), (reasons.get(reason), reason)):
            if each is None or fates[at] == "show":
                continue
            unshown.append(spoken)
            why = "personnel" if fates[at] == "personnel" else "other"
            evening.do(HoldResponse(each) if fates[at] == "hold" else HideResponse(each, why))
    outcome = evening.outcome()
    texts = words(told(evening))
    for sheet in wall.wall(outcome, READER, district="Maple", at=EVENING):
        texts += [sheet.heading, *sheet.lines, *sheet.notes, *words(list(sheet.tables))]
        for card in sheet.cards:
            texts += [card.name, card.text, card.count, *(part for q in card.quotes for part in q)]
    whole = "\n".join(texts)
    assert not [text for text in unshown if text in whole]
    assert not [seat for seat in seats if seat in texts]
    labels = {"family": "Parent or family", "teacher": "Teacher", "student": "Student"}
    for group, label in labels.items():
        if 0 < groups.count(group) < 5:
            assert label not in whole


def test_P6_minutes_tell_earlier_wordings_only_where_they_were_voted_on():
    evening = a_decided_evening()
    evening.do(EditStatement("v3", "A draft that nobody voted on", "Together"))
    evening.do(EditStatement("v3", "What they agreed to write", "Together"))
    made = words(told(evening))
    assert "What they agreed to write" in made
    assert "A draft that nobody voted on" not in made
    assert f"Round 1: {FIRST}" in made
    kept = next(row for row in rows.statement_rows(evening.outcome()) if row[1] == "v3")
    assert "A draft that nobody voted on" in str(kept)
