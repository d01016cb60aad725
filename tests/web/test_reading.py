"""Reading: the wall as text, whole where the picture shows a part."""

from typing import Any

from tests.web.test_faces import view
from workshop.web.faces import MOST_PHRASES, MOST_THEMES
from workshop.web.reading import reading


def crowded(**workshop: Any) -> dict[str, Any]:
    seen = view(**workshop)
    numbers = range(40)
    seen["responses"] = {
        f"r{n}": {"prompt": "p1", "text": f"{n}", "state": "shown", "place": n, "theme": f"t{n}"}
        for n in numbers
    }
    theme = {"prompt": "p1", "name": "T", "symbol": 1, "people": 1, "phrases": 1}
    seen["themes"] = {f"t{n}": {**theme, "place": n} for n in numbers}
    return seen


def test_all_phrases_stand_in_it() -> None:
    found = reading(crowded(face="phrases", face_prompt="p1"), language="en", now=0)
    assert len(found.picture.phrases) == MOST_PHRASES
    assert len(found.phrases) == 40


def test_all_themes_stand_in_it_with_all_of_their_phrases() -> None:
    found = reading(crowded(face="themes", face_prompt="p1"), language="en", now=0)
    assert len(found.picture.cards) == MOST_THEMES
    assert len(found.parts) == 40
    assert [phrase.text for phrase in found.parts[39].phrases] == ["39"]


def test_one_theme_has_its_own_phrases_only() -> None:
    seen = crowded(face="theme", face_prompt="p1", face_theme="t3")
    assert [phrase.text for phrase in reading(seen, language="en", now=0).phrases] == ["3"]


def test_what_is_not_on_the_wall_is_not_in_it() -> None:
    for face in ("count", "blank", "timer"):
        found = reading(crowded(face=face, face_prompt="p1"), language="en", now=0)
        assert (found.phrases, found.parts) == ([], [])
