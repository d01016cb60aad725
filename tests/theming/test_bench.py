"""The bench of the engine measures what it says. Its figures themselves are read by people."""

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from workshop.data.lexicon import load_lexicon

HOME = Path(__file__).parents[1]

Bench = Callable[[str], ModuleType]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Return a function from a name to the module of the bench."""
    monkeypatch.syspath_prepend(str(HOME / "bench"))
    return importlib.import_module


@pytest.fixture
def prompt(bench: Bench, room: list[str]) -> object:
    """Return twelve responses with three human labels, one in Spanish."""
    labels = [label for label in ("buses", "lunch", "music") for _ in range(4)]
    languages = [*["en"] * 11, "es"]
    columns = tuple(room), tuple(labels), tuple(languages)
    return bench("themes_data").Prompt("small", "What next?", *columns)


@pytest.mark.parametrize(
    ("value", "verdict"), [(0.1, "short"), (0.3, "reached"), (0.5, "reached, aim too")]
)
def test_a_figure_is_held_against_its_bar_and_its_aim(
    bench: Bench, value: float, verdict: str
) -> None:
    figures = bench("figures")

    figure = figures.Figure("themes", (figures.at_least(value, 0.3, 0.5),))

    assert figure.verdict == verdict
    assert figures.render_figure(figure).endswith(verdict)


def test_what_was_not_measured_is_neither_reached_nor_short(bench: Bench) -> None:
    figures = bench("figures")

    figure = figures.Figure("themes", (figures.at_most(None, 2.0, 1.0),))

    assert figure.verdict == "not measured"


def test_a_response_without_a_theme_scores_as_a_theme_of_its_own(bench: Bench) -> None:
    score = bench("figures").score

    alone = score(["a", "a", "b"], np.array([0, 0, -1]))
    astray = score(["a", "a", "b", "b"], np.array([0, 0, -1, -1]))

    assert alone == (1.0, 1.0)
    assert astray[0] < 1


def test_half_a_lexicon_keeps_every_code(bench: Bench) -> None:
    whole, halve = load_lexicon("k12"), bench("themes_quality").halve

    half = halve(whole, 0)

    sizes = [sum(len(p) for c in one.codes for p in c.cues.values()) for one in (whole, half)]
    assert [code.id for code in half.codes] == [code.id for code in whole.codes]
    assert 0.4 < sizes[1] / sizes[0] < 0.6
    assert half == halve(whole, 0)
    assert half != halve(whole, 1)


def test_a_crowd_is_as_large_as_asked_and_the_same_again(bench: Bench) -> None:
    crowd = bench("themes_data").crowd

    texts = crowd(HOME / "fixtures", 700)

    assert len(texts) == 700
    assert texts == crowd(HOME / "fixtures", 700)
    assert texts != crowd(HOME / "fixtures", 700, seed=1)


def test_a_phrase_is_at_home_where_most_others_of_its_label_are(
    bench: Bench, prompt: object
) -> None:
    found = np.array([0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 0])

    stands = bench("themes_quality").stands_at_home(prompt, found)

    assert [row for row, right in enumerate(stands) if not right] == [3, 11]


def test_a_theme_keeps_its_number_where_most_of_it_stays(bench: Bench) -> None:
    before = np.array([0, 0, 0, 1, 1, -1])

    found = bench("themes_stability").matched(before, np.array([1, 1, 0, 0, 0, 2, 2]))

    assert found.tolist()[:5] == [0, 0, 1, 1, 1]
    assert found[5] not in (0, 1)


def test_a_shuffled_room_pins_the_same_texts(bench: Bench, prompt: object) -> None:
    stability = bench("themes_stability")
    room = stability._with_twins(stability._room(prompt))

    others = [stability._shuffled(room), stability._other_twins(room)]

    pinned = [sorted(one["texts"][row] for row in one["pinned"]) for one in (room, *others)]
    assert pinned[0] == pinned[1] == pinned[2]
    assert sorted(others[0]["texts"]) == sorted(room["texts"])


def test_the_oracle_repairs_a_bad_draft_by_moves(bench: Bench, prompt: object) -> None:
    oracle = bench("themes_oracle").Oracle(prompt, offers=False)
    draft = np.array([0, 0, 0, 1, 1, 1, 1, 0, 2, 2, 2, 2])

    course = oracle.work(0.99, draft=draft)

    assert course.kinds == ("move", "move")
    assert course.gestures(0.99) == 2
    assert course.gestures(0.0) == 0


def test_the_oracle_names_themes_and_has_the_rest_sorted(bench: Bench, prompt: object) -> None:
    oracle = bench("themes_oracle").Oracle(prompt, names=True)

    course = oracle.work(1.1, names_first=True)

    assert course.kinds[:3] == ("name", "name", "name")
    assert course.acts(course.curve[1]) in {0, 3}


@pytest.mark.parametrize(
    ("one", "other"),
    [("bus", "bus"), ("teachers", "teacher"), ("city", "cities"), ("class", "class")],
)
def test_words_have_another_number(bench: Bench, one: str, other: str) -> None:
    assert bench("themes_stacks").other_number(one) == other


def test_a_slip_changes_one_letter(bench: Bench, prompt: object) -> None:
    made = bench("themes_stacks").variants(prompt, "typo", set())

    for row, text in made:
        assert abs(len(text) - len(prompt.texts[row])) <= 1
    assert made


def test_a_person_is_not_overruled(bench: Bench) -> None:
    prompts = bench("themes_data").scenario_prompts(HOME / "fixtures")

    undone = list(bench("themes_steering").undone_by_engine(prompts[0], 0))

    assert {what for what, _ in undone} >= {"pinned", "named", "set aside", "apart"}
    assert not any(broken for what, broken in undone if what in {"pinned", "named"})


def test_the_command_prints_a_table_and_a_sheet(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    sheet = tmp_path / "sheet.txt"
    monkeypatch.setattr(sys, "argv", ["bench", "--only", "names", "--sheet", str(sheet)])

    bench("bench_themes").main()

    printed = capsys.readouterr().out.splitlines()
    assert printed[0].split() == ["figure", "here", "bar", "aim", "verdict"]
    assert printed[1].endswith("not measured")
    assert sheet.read_text(encoding="utf-8").count("[ ] ") >= 20
