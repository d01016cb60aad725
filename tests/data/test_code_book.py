"""Code book: what a district adds is checked, merged, and told without loss."""

from dataclasses import replace
from pathlib import Path

import pytest

from workshop.data.code_book import (
    FEWEST_CODES,
    MAX_CODES,
    MAX_CUE,
    MAX_CUES,
    OWN,
    Addition,
    check_room_for_more,
    checked,
    find_code,
    form_of,
    found_in,
    merged,
    told,
)
from workshop.data.lexicon import load_lexicon, yaml_of
from workshop.errors import BadMessage, Refused

K12 = load_lexicon("k12")
RODEO = Addition(
    "own_1",
    {"en": ("rodeo", "barrel racing"), "es": ("charreada",)},
    name="Rodeo",
    names={"es": "Rodeo y charrería"},
    family="activities",
    description="The rodeo club and the fair.",
)
MARIACHI = Addition("arts", {"en": ("mariachi",), "es": ("mariachi",)})
UNUSED = Addition("transport_food", {"en": (), "es": ()}, is_used=False)


def own(**values: str) -> dict[str, str]:
    return {"name": "Rodeo", "family": "activities", "cues_en": "rodeo", **values}


def faults(values: dict[str, str], code: str = "own_1", others=()) -> dict[str, str]:
    with pytest.raises(Refused, match="invalid_fields") as refusal:
        checked(K12, code, values, others)
    return {name: fault["code"] for name, fault in refusal.value.params["fields"].items()}


# ── merging ────────────────────────────────────────────────────────────────


def test_nothing_added_is_the_shipped_book():
    assert merged(K12, []) == K12


def test_cues_are_added_and_no_shipped_one_is_lost():
    arts = find_code(merged(K12, [MARIACHI]), "arts")
    shipped = find_code(K12, "arts")
    assert arts.cues["en"] == (*shipped.cues["en"], "mariachi")
    assert (arts.name, arts.hints) == (shipped.name, shipped.hints)


def test_a_cue_that_a_later_book_ships_too_stands_once():
    word = find_code(K12, "arts").cues["en"][0]
    both = merged(K12, [Addition("arts", {"en": (word,)})])
    assert find_code(both, "arts").cues["en"].count(word) == 1


def test_an_own_code_stands_in_its_family():
    rodeo = find_code(merged(K12, [RODEO]), "own_1")
    assert (rodeo.name, rodeo.family, rodeo.scope) == ("Rodeo", "activities", "both")
    assert rodeo.cues["es"] == ("charreada",)


def test_the_first_cues_of_an_own_code_say_what_phrases_are_like_it():
    many = replace(RODEO, cues={"en": ("rodeo*", "roping", "riding", "fair", "barn"), "es": ()})
    rodeo = find_code(merged(K12, [many]), "own_1")
    assert rodeo.prototypes["en"] == ("rodeo", "roping", "riding", "fair")


def test_a_code_that_fits_no_family_has_one_of_our_own():
    book = merged(K12, [Addition("own_1", {"en": ("rodeo",)}, name="Rodeo", family=OWN.id)])
    assert book.families == (*K12.families, OWN)
    assert find_code(book, "own_1").description == "Rodeo"


def test_what_is_not_used_is_left_out_and_nobody_is_near_it():
    book = merged(K12, [UNUSED])
    assert find_code(book, "transport_food") is None
    assert not any("transport_food" in code.near for code in book.codes)
    assert len(book.codes) == len(K12.codes) - 1


def test_cues_for_a_code_that_is_no_longer_shipped_are_passed_over():
    assert merged(K12, [Addition("gone", {"en": ("slate",)})]) == K12


@pytest.mark.parametrize("added", [[], [RODEO, MARIACHI, UNUSED]], ids=["shipped", "merged"])
def test_a_book_that_is_written_is_read_back(tmp_path: Path, added):
    book = merged(K12, added)
    path = tmp_path / "ours.yaml"
    path.write_text(yaml_of(book), encoding="utf-8")
    assert load_lexicon(path) == book


# ── files ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("added", [[], [RODEO, MARIACHI, UNUSED]], ids=["nothing", "much"])
def test_a_book_that_was_downloaded_adds_nothing(added):
    assert found_in(merged(K12, added), K12, added) == []


def test_what_a_file_leaves_out_is_not_taken_away():
    file = replace(K12, codes=K12.codes[:1])
    assert found_in(file, K12, [RODEO, MARIACHI]) == []


def test_a_file_adds_cues_and_codes_to_what_there_is():
    file = merged(K12, [replace(MARIACHI, cues={"en": ("Mariachi", "folklórico")}), RODEO])
    arts, rodeo = found_in(file, K12, [MARIACHI])
    assert arts.cues == {"en": ("mariachi", "folklórico"), "es": ("mariachi",)}
    assert rodeo == replace(RODEO, code="")


def test_a_code_of_the_same_name_is_the_same():
    file = merged(K12, [replace(RODEO, code="own_9", name="RODEO", cues={"en": ("roping",)})])
    assert found_in(file, K12, [RODEO]) == [
        replace(RODEO, cues={"en": (*RODEO.cues["en"], "roping"), "es": RODEO.cues["es"]})
    ]


def test_a_code_that_is_left_unused_stays_so():
    file = merged(K12, [Addition("transport_food", {"en": ("trolley",)})])
    (found,) = found_in(file, K12, [UNUSED])
    assert (found.is_used, found.cues["en"]) == (False, ("trolley",))


# ── what people type ───────────────────────────────────────────────────────


def test_what_is_typed_is_put_in_order():
    typed = own(name="  Rodeo   club ", name_es=" ", cues_en=" rodeo \n\n barrel  racing, 4-H;FFA*")
    found = checked(K12, "own_1", typed, [])
    assert (found.name, found.names) == ("Rodeo club", {})
    assert found.cues == {"en": ("rodeo", "barrel racing", "4-H", "FFA*"), "es": ()}


@pytest.mark.parametrize("addition", [RODEO, MARIACHI, UNUSED], ids=lambda one: one.code)
def test_a_form_that_nobody_touches_says_the_same(addition):
    assert checked(K12, addition.code, form_of(addition, K12), [addition]) == addition


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (own(name=" "), {"name": "empty"}),
        (own(name="!!!"), {"name": "no_word"}),
        (own(name="x" * 61), {"name": "too_long"}),
        (own(name="athletics"), {"name": "name_taken"}),
        (own(name_es="DEPORTES"), {"name_es": "name_taken"}),
        (own(description="x" * 241), {"description": "too_long"}),
        (own(family=""), {"family": "unknown_choice"}),
        (own(family="nowhere"), {"family": "unknown_choice"}),
        (own(cues_en=""), {"cues_en": "no_cues"}),
        (own(cues_en="rodeo\n???"), {"cues_en": "cue_no_word"}),
        (own(cues_en="🎉"), {"cues_en": "cue_no_word"}),
        (own(cues_en="of the"), {"cues_en": "cue_no_word"}),
        (own(cues_en="x"), {"cues_en": "cue_no_word"}),
        (own(cues_en="ro*"), {"cues_en": "cue_star"}),
        (own(cues_en="barrel rac*"), {"cues_en": "cue_star"}),
        (own(cues_en="ro*deo"), {"cues_en": "cue_star"}),
        (own(cues_en="x" * (MAX_CUE + 1)), {"cues_en": "cue_too_long"}),
        (own(cues_en="Café\ncafe"), {"cues_en": "cue_twice"}),
        (
            own(cues_en="\n".join(f"cue {n}" for n in range(MAX_CUES + 1))),
            {"cues_en": "too_many_cues"},
        ),
    ],
)
def test_rejects_what_makes_no_code(values, expected):
    assert faults(values) == expected


def test_everything_that_is_wrong_is_told_at_once():
    assert faults({"cues_es": "!"}) == {
        "name": "empty",
        "family": "unknown_choice",
        "cues_es": "cue_no_word",
    }


def test_a_name_is_taken_by_another_code_of_the_district_but_not_by_itself():
    assert faults(own(name="RODEO"), "own_2", [RODEO]) == {"name": "name_taken"}
    assert checked(K12, "own_1", own(), [RODEO]).name == "Rodeo"


def test_rejects_a_cue_that_the_code_has_already():
    assert faults({"used": "yes", "cues_en": "Band"}, "arts") == {"cues_en": "cue_in_book"}


def test_function_words_in_capitals_are_a_cue():
    assert checked(K12, "own_1", own(cues_en="IT"), []).cues["en"] == ("IT",)


def test_the_last_few_codes_stay_in_use():
    ids = [code.id for code in K12.codes]
    most = [Addition(code, is_used=False) for code in ids[FEWEST_CODES:]]
    assert faults({"used": ""}, ids[0], most) == {"used": "too_few_codes"}
    assert not checked(K12, ids[0], {"used": ""}, most[1:]).is_used


def test_rejects_a_field_that_a_code_has_not():
    with pytest.raises(BadMessage, match="unknown_field"):
        checked(K12, "arts", {"name": "Music"}, [])


def test_a_district_has_so_many_codes_and_no_more():
    many = [Addition(f"own_{n}", name=f"Code {n}") for n in range(MAX_CODES)]
    check_room_for_more([*many[1:], MARIACHI])
    with pytest.raises(Refused, match="too_many_codes"):
        check_room_for_more(many)


# ── crossing to the engine ─────────────────────────────────────────────────


def test_the_same_book_is_told_in_the_same_words():
    assert told([RODEO, MARIACHI]) == told([MARIACHI, RODEO])
    assert [part["code"] for part in told([RODEO, UNUSED, MARIACHI])] == [
        "arts",
        "own_1",
        "transport_food",
    ]
