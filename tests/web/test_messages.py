"""Messages: every text in every language, every code with a sentence."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
from babel.messages.extract import extract

import workshop
from workshop.errors import NotFound
from workshop.web.assets import folder_of
from workshop.web.messages import SENTENCES, Messages, direction_of, name_of, read_messages

PACKAGE = Path(workshop.__file__).parent
NOON = 1_795_291_200_000
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "say": None}
ERRORS = ("Refused", "BadMessage", "NotFound", "NotAllowed", "NotSignedIn", "Unavailable")
# What the theming program tells the server about a request of the server's own.
BETWEEN_PROGRAMS = {PACKAGE / "theming"}


@pytest.fixture(scope="module")
def messages() -> Messages:
    return read_messages(folder_of("data/locale"), zone=UTC)


def texts() -> Iterator[tuple[str, str]]:
    """Every text that is marked for translation, with where it stands."""
    found = [(path, "jinja2.ext:babel_extract") for path in folder_of("templates").rglob("*.html")]
    found += [(path, "python") for path in PACKAGE.rglob("*.py")]
    for path, method in sorted(found):
        with path.open("rb") as file:
            for line, text, _comments, _context in extract(method, file, keywords=KEYWORDS):
                yield (text if isinstance(text, str) else text[0]), f"{path.name}:{line}"


def codes() -> set[str]:
    """Every code that our code raises."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        if BETWEEN_PROGRAMS & set(path.parents):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    found.add(code.value)
    return found


def test_every_text_is_translated(messages):
    spanish = messages.gettext("es")
    missing = {
        f"{text!r} ({where})"
        for text, where in texts()
        if text and spanish.gettext(text) == text and not same_in_spanish(spanish, text)
    }
    assert not missing, "\n".join(sorted(missing))


def same_in_spanish(spanish, text: str) -> bool:
    """Tell whether the catalogue says so itself, as for "Plan", or has it in two numbers."""
    return text in spanish._catalog or (text, 0) in spanish._catalog


def test_a_translation_keeps_the_parameters(messages):
    for text, translated in messages.gettext("es")._catalog.items():
        key = text if isinstance(text, str) else text[0]
        if key:
            assert placeholders(translated) == placeholders(key), translated


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


def test_every_code_that_is_raised_has_a_sentence():
    assert codes() <= SENTENCES.keys(), sorted(codes() - SENTENCES.keys())


def test_every_code_of_the_protocol_has_a_sentence():
    protocol = (PACKAGE / "room" / "PROTOCOL.md").read_text()
    rules = protocol[protocol.index("## Rules") : protocol.index("## Views")]
    named = set(re.findall(r"\(`([a-z_]+)`", rules)) | set(re.findall(r", `([a-z_]+)`\)", rules))
    named |= {"storage", "busy", "internal", "closing", "not_signed_in", "no_such_workshop"}
    known = {code for code in named if "_" in code or code in SENTENCES}
    assert known <= SENTENCES.keys(), sorted(known - SENTENCES.keys())


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_finished_and_kind(code, messages):
    for language in messages.languages:
        text = messages.gettext(language).gettext(SENTENCES[code])
        assert text.endswith((".", "%(problem)s"))
        assert "!" not in text
        assert "error" not in text.lower()
        assert len(text) <= 160


def test_a_sentence_writes_numbers_as_the_language_does(messages):
    assert "1,000" in messages.sentence("too_long", {"limit": 1000}, "en")
    assert "1.000" in messages.sentence("too_long", {"limit": 1000}, "es")


def test_an_unknown_code_and_a_missing_parameter_have_a_sentence_too(messages):
    assert messages.sentence("nobody_knows", {}, "en").endswith("try again.")
    assert messages.sentence("too_long", {}, "en").endswith("try again.")
    assert messages.sentence("too_long", {"limit": 5}, "xx").startswith("That is too long.")


def test_what_is_wrong_in_a_file_is_told_with_its_line(messages):
    wrong = {"file": "a.yaml", "line": 1204, "problem": "missing_key", "found": "kind"}
    assert messages.sentence("bad_file", wrong, "en") == "“a.yaml”, line 1204: “kind” is missing."
    assert messages.sentence("bad_file", wrong, "es") == "«a.yaml», línea 1204: falta «kind»."
    odd = {"file": "a.yaml", "line": 1, "problem": "no_tune"}
    assert messages.sentence("bad_file", odd, "en").endswith("does not fit here: no_tune.")


def test_words_with_percent_signs_stay_as_they_are(messages):
    wrong = {"file": "100%(s", "line": 3, "problem": "unknown_key", "found": "%d"}
    said = messages.sentence("bad_file", wrong, "en")
    assert "100%(s" in said
    assert "“%d”" in said


@pytest.mark.parametrize(
    ("wanted", "accepted", "language"),
    [
        ("es", "en", "es"),
        ("xx", "es", "es"),
        (None, "es-MX,es;q=0.9,en;q=0.8", "es"),
        (None, "en;q=0.8,es;q=0.9", "es"),
        (None, "fr,de;q=0.7,es;q=0.1", "es"),
        (None, "es;q=0,en", "en"),
        (None, "", "en"),
        (None, "*", "en"),
        (None, "es;q=much, ;;;,", "en"),
        (None, "ES-419", "es"),
    ],
)
def test_the_language_is_the_cookies_else_the_browsers(messages, wanted, accepted, language):
    assert messages.language_of(wanted, accepted) == language


def test_a_house_may_speak_another_language_first():
    spanish = read_messages(folder_of("data/locale"), zone=UTC, default="es")
    assert spanish.language_of(None, "fr") == "es"
    with pytest.raises(NotFound):
        read_messages(folder_of("data/locale"), zone=UTC, default="tlh")


def test_days_and_times_are_written_as_the_language_does(messages):
    assert messages.day(NOON, "en") == "Nov 21, 2026"
    assert messages.day(NOON, "es") == "21 nov 2026"
    assert messages.time(NOON, "es") == "20:00"
    assert messages.moment(NOON, "en").replace("\u202f", " ") == "Nov 21, 2026, 8:00 PM"
    assert messages.number(12345.5, "es") == "12.345,5"


def test_languages_name_themselves_and_know_their_direction():
    assert [name_of("es"), name_of("en")] == ["Español", "English"]
    assert [direction_of("es"), direction_of("ar")] == ["ltr", "rtl"]
