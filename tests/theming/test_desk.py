import pytest

from tests.theming.conftest import BUSES, LUNCH, MUSIC
from workshop.theming.desk import answer

THEMES = [{"id": "tb", "name": "Buses", "named": True}, {"id": "tl", "name": "Lunch"}]


def texts(words: list[str], **of_rows: dict) -> list[dict]:
    """Return texts r0, r1, … with the fields given for some of them."""
    return [
        {"id": f"r{row}", "text": text, **of_rows.get(f"r{row}", {})}
        for row, text in enumerate(words)
    ]


def placed(first: int, last: int, theme: str, **more: object) -> dict[str, dict]:
    return {f"r{row}": {"theme": theme, **more} for row in range(first, last)}


def group(words: list[dict], themes: list[dict] | None = None, **more: object) -> dict:
    found = answer({"id": 1, "do": "group", "texts": words, "themes": themes or [], **more})
    assert found["ok"], found
    return found


def test_ping_says_which_vectors_are_used():
    assert answer({"id": 2, "do": "ping"}) == {
        "id": 2, "ok": True, "vectors": "static", "version": 1,
    }  # fmt: skip


def test_where_no_theme_stands_the_draft_is_the_whole_grouping():
    found = group(texts([*BUSES, *LUNCH, *MUSIC, "idk", "late bus every day"]))
    drafted = found["draft"]["themes"]
    assert found["placements"] == {}
    assert [theme["key"] for theme in drafted] == ["n1", "n2", "n3"]
    assert {r for theme in drafted for r in theme["responses"]} | {*found["singles"], "r12"} == {
        f"r{row}" for row in range(14)
    }
    assert found["empty"] == ["r12"]
    assert found["stacks"] == [["r3", "r13"]]
    for theme in drafted:
        assert set(theme["quotes"]) <= set(theme["responses"])
        assert theme["name"]


def test_where_themes_stand_only_what_stands_nowhere_is_placed():
    words = texts([*BUSES, *LUNCH], **placed(0, 2, "tb"), **placed(4, 6, "tl"))
    found = group(words, THEMES)
    assert set(found["placements"]) <= {"r2", "r3", "r6", "r7"}
    assert found["placements"]["r3"]["theme"] == "tb"
    assert found["placements"]["r6"]["theme"] == "tl"
    assert set(found["placements"]["r3"]["near"]) <= {"r0", "r1"}


def test_a_response_is_never_offered_a_theme_that_it_was_taken_out_of():
    words = texts([*BUSES, *LUNCH], **placed(0, 3, "tb"), **placed(4, 8, "tl"))
    assert group(words, THEMES)["placements"]["r3"]["theme"] == "tb"
    words[3] |= {"apart": ["tb"], "aside": True}
    found = group(words, THEMES)
    assert found["placements"].get("r3", {}).get("theme") != "tb"
    assert found["placements"].get("r3", {}).get("runner_up") != "tb"


def test_a_theme_set_aside_is_offered_nothing():
    words = texts([*BUSES, *LUNCH], **placed(0, 3, "tb"), **placed(4, 7, "tl"))
    found = group(words, [{**THEMES[0], "aside": True}, THEMES[1]])
    offered = [place["theme"] for place in found["placements"].values()]
    assert "tb" not in offered


def test_what_fits_no_standing_theme_is_drafted_as_a_new_one():
    words = texts([*BUSES, *LUNCH, *MUSIC], **placed(0, 4, "tb"), **placed(4, 8, "tl"))
    (drafted,) = group(words, THEMES)["draft"]["themes"]
    assert len(drafted["responses"]) >= 3
    assert set(drafted["responses"]) <= {"r8", "r9", "r10", "r11"}


def test_moves_are_offered_for_what_the_engine_placed_and_never_for_what_a_person_did():
    words = [*BUSES, *LUNCH, "bus stops", "late buses"]
    standing = placed(0, 4, "tb") | placed(4, 9, "tl") | placed(9, 10, "tb")
    moves = group(texts(words, **standing), THEMES)["draft"]["moves"]
    assert ("r8", "tl", "tb") in {(m["response"], m["from"], m["to"]) for m in moves}
    fixed = {row: {**fields, "fixed": True} for row, fields in standing.items()}
    assert group(texts(words, **fixed), THEMES)["draft"]["moves"] == []


def test_a_merge_keeps_the_theme_that_a_person_named():
    words = ["late buses", "buses late again", "late bus", "bus is late", *LUNCH]
    standing = placed(0, 2, "tn") | placed(2, 4, "tb") | placed(4, 8, "tl")
    themes = [*THEMES, {"id": "tn", "name": "Late"}]
    merges = group(texts(words, **standing), themes)["draft"]["merges"]
    assert merges == [{"from": "tn", "into": "tb"}]
    themes[2] |= {"named": True}
    assert group(texts(words, **standing), themes)["draft"]["merges"] == []


def test_the_lexicon_is_a_view_that_a_request_may_choose():
    assert group(texts([*BUSES, *LUNCH]), lexicon="k12")["draft"]["themes"]
    found = answer({"id": 1, "do": "group", "texts": [], "themes": [], "lexicon": "nowhere"})
    assert (found["ok"], found["error"]) == (False, "no_such_file")


def test_a_theme_is_split_in_two_named_parts():
    found = answer({"id": 1, "do": "split", "texts": texts([*BUSES, *LUNCH])})
    assert sorted(found["parts"]) == [["r0", "r1", "r2", "r3"], ["r4", "r5", "r6", "r7"]]
    assert len(found["names"]) == 2
    assert answer({"id": 1, "do": "split", "texts": texts(["a"])})["error"] == "too_few"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ([], "bad_request"),
        ({}, "unknown_request"),
        ({"do": ["group"]}, "unknown_request"),
        ({"do": "group"}, "bad_request"),
        ({"do": "group", "texts": [{"id": "r1", "text": 3}]}, "bad_request"),
        ({"do": "group", "texts": [1]}, "bad_request"),
        ({"do": "group", "texts": texts(["a"]) * 2}, "double_id"),
        ({"do": "group", "texts": [{"id": "r1", "text": "a", "theme": "t9"}]}, "unknown_theme"),
        ({"do": "group", "texts": [{"id": "r1", "text": "a", "apart": "t1"}]}, "bad_request"),
        ({"do": "group", "texts": [], "themes": [{"id": ""}]}, "double_id"),
    ],
)
def test_a_bad_request_is_answered_with_its_code(request_: object, code: str):
    found = answer(request_)
    assert (found["ok"], found["error"]) == (False, code)
