import pytest

from tests.theming.conftest import BUSES, LUNCH, MUSIC
from workshop.theming.desk import answer

RODEO = ("Barrel racing at the fair", "Our rodeo team", "Roping and riding", "The rodeo grounds")
OUR_BOOK = [
    {
        "code": "own_1",
        "cues": {"en": ["rodeo", "barrel racing", "roping"], "es": []},
        "used": True,
        "name": "Rodeo",
        "names": {},
        "family": "own",
        "description": "",
    }
]
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


def test_what_a_workshop_is_about_names_no_theme():
    words = texts(["Fairview parks", "Fairview trails", "parks in Fairview", *LUNCH, *MUSIC])
    names = {theme["name"] for theme in group(words)["draft"]["themes"]}
    assert any("Fairview" in name for name in names)
    names = {t["name"] for t in group(words, about="Fairview 2050")["draft"]["themes"]}
    assert "Parks" in names
    assert not any("Fairview" in name for name in names)


def test_where_themes_stand_only_what_stands_nowhere_is_placed():
    words = texts([*BUSES, *LUNCH], **placed(0, 2, "tb"), **placed(4, 6, "tl"))
    found = group(words, THEMES)
    assert set(found["placements"]) <= {"r2", "r3", "r6", "r7"}
    assert found["placements"]["r3"]["theme"] == "tb"
    assert found["placements"]["r6"]["theme"] == "tl"
    assert set(found["placements"]["r3"]["near"]) <= {"r0", "r1"}


def test_newcomers_are_placed_on_the_board_that_was_kept():
    words = texts([*BUSES, *LUNCH], **placed(0, 4, "tb"), **placed(4, 8, "tl"))
    group(words, THEMES, keep="w1 p1")
    new = [{"id": "r20", "text": "the bus was late again"}, {"id": "r21", "text": "yes"}]
    found = answer({"id": 3, "do": "place", "keep": "w1 p1", "texts": new})
    assert set(found["placements"]) == {"r20"}
    assert found["placements"]["r20"]["theme"] == "tb"
    assert set(found["placements"]["r20"]["near"]) <= {"r0", "r1", "r2", "r3"}
    assert "bus" in found["placements"]["r20"]["words"]


def test_on_a_board_that_is_only_drafted_a_theme_is_called_by_its_key():
    drafted = group(texts([*BUSES, *LUNCH, *MUSIC]), keep="w1 p2")["draft"]["themes"]
    new = [{"id": "r20", "text": "the bus was late again"}]
    found = answer({"id": 3, "do": "place", "keep": "w1 p2", "texts": new})["placements"]
    [buses] = [one for one in drafted if "r0" in one["responses"]]
    assert found["r20"]["theme"] == buses["key"]


def test_where_no_board_is_kept_newcomers_wait():
    new = [{"id": "r20", "text": "the bus was late again"}]
    found = answer({"id": 3, "do": "place", "keep": "another", "texts": new})
    assert (found["ok"], found["placements"]) == (True, {})


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


def test_a_theme_comes_apart_into_named_parts_with_a_reason_for_each_response():
    words = texts([*BUSES, *LUNCH, *MUSIC], **placed(0, 8, "ta"), **placed(8, 12, "tm"))
    themes = [{"id": "ta"}, {"id": "tm"}]
    asked = {"id": 1, "do": "inside", "texts": words, "themes": themes, "theme": "ta"}
    found = answer(asked)
    assert sorted(sorted(part["responses"]) for part in found["parts"]) == [
        ["r0", "r1", "r2", "r3"],
        ["r4", "r5", "r6", "r7"],
    ]
    assert all(part["name"] for part in found["parts"])
    assert found["why"].keys() == {f"r{row}" for row in range(8)}
    assert {why["theme"] for why in found["why"].values()} == {"ta"}
    assert found["why"]["r1"]["runner_up"] == "tm"
    assert set(found["why"]["r1"]["near"]) <= {"r0", "r2", "r3"}
    assert answer({**asked, "theme": "tz"})["error"] == "unknown_theme"


def test_with_a_code_book_it_is_told_what_that_calls_a_theme():
    words = texts([*MUSIC, *RODEO], **placed(0, 4, "tm"), **placed(4, 8, "tr"))
    asked = {"id": 1, "do": "inside", "texts": words, "themes": [{"id": "tm"}, {"id": "tr"}]}
    music = {**asked, "theme": "tm"}
    assert "hint" not in answer(music)
    assert answer({**music, "lexicon": "k12"})["hint"]["name"] == "Music and arts"
    found = answer({**asked, "theme": "tr", "lexicon": "k12", "code_book": OUR_BOOK})
    assert found["hint"] == {"name": "Rodeo", "names": {}}


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


# ── fewer and more ─────────────────────────────────────────────────────────

BOARD = [
    {"id": "tb", "name": "Buses"},
    {"id": "tl", "name": "Lunch"},
    {"id": "tm", "name": "Music"},
]


def board() -> list[dict]:
    places = placed(0, 4, "tb") | placed(4, 8, "tl") | placed(8, 12, "tm")
    return texts([*BUSES, *LUNCH, *MUSIC], **places)


def test_fewer_themes_are_offered_as_joins_of_the_nearest():
    found = group(board(), BOARD, n_themes=2)
    assert found["draft"]["themes"] == []
    (join,) = found["draft"]["merges"]
    assert {join["from"], join["into"]} <= {"tb", "tl", "tm"}
    assert len(group(board(), BOARD, n_themes=1)["draft"]["merges"]) == 2


def test_a_theme_that_a_person_named_joins_no_other():
    named = [{**theme, "named": True} for theme in BOARD]
    assert group(board(), named, n_themes=1)["draft"]["merges"] == []
    one = [{**BOARD[0], "named": True}, *BOARD[1:]]
    assert all(join["from"] != "tb" for join in group(board(), one, n_themes=1)["draft"]["merges"])


def test_more_themes_are_offered_as_halves_of_those_that_stand():
    words = texts([*BUSES, *LUNCH, *MUSIC], **placed(0, 12, "ta"))
    found = group(words, [{"id": "ta", "name": "All"}], n_themes=3)
    assert [half["key"] for half in found["draft"]["themes"]] == ["n1", "n2"]
    assert all(half["name"] for half in found["draft"]["themes"])
    moves = found["draft"]["moves"]
    assert {move["from"] for move in moves} == {"ta"}
    assert [move["to"] for move in moves] == ["n1"] * 4 + ["n2"] * 4


def test_what_a_person_placed_leaves_no_theme():
    words = texts([*BUSES, *LUNCH], **placed(0, 8, "ta", fixed=True))
    found = group(words, [{"id": "ta", "name": "All"}], n_themes=2)
    assert found["draft"]["themes"] == []


def test_a_first_draft_has_as_many_themes_as_are_wanted():
    assert len(group(texts([*BUSES, *LUNCH, *MUSIC]), n_themes=2)["draft"]["themes"]) == 2


@pytest.mark.parametrize("n_themes", [0, -1, 61, "5", 2.5, True])
def test_rejects_a_number_of_themes_that_is_none(n_themes: object):
    words = texts([*BUSES, *LUNCH])
    refused = answer({"id": 1, "do": "group", "texts": words, "n_themes": n_themes})
    assert refused["with"] == {"field": "n_themes"}


# ── afresh, through the code book ──────────────────────────────────────────

ROOM = ["band and choir", "marching band", "music lessons", "keep our teachers", "teacher pay"]
ROOM += ["hire more staff", "counselors", "mental health support", "stress and anxiety"]


def code_book(words: list[dict], themes: list[dict]) -> dict:
    return group(words, themes, lexicon="k12", afresh=True)["draft"]


def test_a_board_is_drafted_anew_and_goes_on_with_the_themes_it_has():
    words = texts(ROOM, **placed(0, 5, "ta"), **placed(5, 9, "tb"))
    draft = code_book(words, [{"id": "ta", "name": "A"}, {"id": "tb", "name": "B"}])
    again = {theme["theme"] for theme in draft["themes"] if "theme" in theme}
    assert again == {"ta", "tb"}
    keys = {theme["key"] for theme in draft["themes"]}
    assert {move["to"] for move in draft["moves"]} <= keys
    assert all(theme["responses"] == [] for theme in draft["themes"])
    assert draft["merges"] == []


def test_a_theme_in_which_nothing_is_left_joins_where_most_of_it_went():
    words = texts(ROOM, **placed(0, 1, "ta"), **placed(1, 3, "tb"), **placed(3, 9, "tc"))
    themes = [{"id": key, "name": key} for key in ("ta", "tb", "tc")]
    draft = code_book(words, themes)
    going = {theme["theme"]: theme["key"] for theme in draft["themes"] if "theme" in theme}
    (merge,) = draft["merges"]
    assert (merge["from"], merge["into"]) == ("ta", going["tb"])


def test_what_people_named_or_placed_is_not_drafted_anew():
    words = texts(ROOM, **placed(0, 3, "ta", fixed=True), **placed(3, 9, "tb"))
    themes = [{"id": "ta", "name": "Sound", "named": True}, {"id": "tb", "name": "B"}]
    draft = code_book(words, themes)
    assert all(theme.get("theme") != "ta" for theme in draft["themes"])
    assert all(move["from"] != "ta" for move in draft["moves"])
    assert all(merge["from"] != "ta" for merge in draft["merges"])


def test_a_newcomer_is_still_suggested_a_theme_that_people_named():
    words = texts([*ROOM, "band concert"], **placed(0, 3, "ta"), **placed(3, 6, "tb"))
    themes = [{"id": "ta", "name": "Band", "named": True}]
    themes += [{"id": "tb", "name": "Teachers", "named": True}]
    found = group(words, themes, lexicon="k12", afresh=True)
    assert found["placements"]["r9"]["theme"] == "ta"


def test_joins_lead_to_where_they_end_and_leave_what_people_placed():
    found = group(board(), BOARD, n_themes=1)["draft"]["merges"]
    goals = {join["into"] for join in found}
    assert len(goals) == 1
    assert goals.isdisjoint(join["from"] for join in found)
    firm = placed(0, 4, "tb", fixed=True) | placed(4, 8, "tl") | placed(8, 12, "tm")
    merges = group(texts([*BUSES, *LUNCH, *MUSIC], **firm), BOARD, n_themes=1)["draft"]["merges"]
    assert {join["from"] for join in merges} == {"tl", "tm"}


def test_the_codes_of_a_district_come_with_the_question():
    words = texts([*BUSES, *LUNCH, *RODEO])

    def holds_all(**more: object) -> bool:
        themes = group(words, lexicon="k12", **more)["draft"]["themes"]
        return any({f"r{row}" for row in range(8, 12)} == set(t["responses"]) for t in themes)

    assert holds_all(code_book=OUR_BOOK)
    assert not holds_all()
    assert not holds_all(code_book=[])


@pytest.mark.parametrize("part", [1, {"code": "arts"}, {**OUR_BOOK[0], "cues": 3}])
def test_rejects_what_is_no_code_book(part):
    request = {"id": 1, "do": "group", "texts": [], "lexicon": "k12", "code_book": [part]}
    found = answer(request)
    assert (found["ok"], found["error"]) == (False, "bad_request")


def test_a_board_that_nobody_touched_is_drafted_anew_when_the_room_has_outgrown_it():
    early, late = [*BUSES[:2], *LUNCH[:2]], [*BUSES[2:], *LUNCH[2:], *MUSIC, *RODEO]
    standing = [{"id": "t1", "name": "Buses · lunch"}]
    words = texts([*early, *late], **placed(0, 4, "t1"))
    anew = group(words, standing, untouched=True)["draft"]
    assert len(anew["themes"]) >= 3
    assert {move["response"] for move in anew["moves"]} <= {"r0", "r1", "r2", "r3"}
    assert anew["moves"], "what was thrown together early comes apart, if somebody accepts it"
    assert not group(words, standing)["draft"]["moves"], "what a person did is not drafted away"


def test_what_lists_several_ideas_is_named_with_its_pieces():
    listed = "better food; later start times"
    assert group(texts([*BUSES, *LUNCH, listed]))["ideas"] == {"r8": listed.split("; ")}
