"""Lexicons: what a field's words mean, as a second view on themes that a person may choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from workshop.data.reading import Mapped, find_file, parse_mapping, read_mapping

HOME = Path(__file__).parent / "lexicon"
SCOPES = ("school", "graduate", "both")
FIELDS = (
    *("code", "name", "family", "scope", "near", "description"),
    *("cues", "hints", "prototypes"),
)


@dataclass(frozen=True, slots=True)
class Family:
    """A broad group of codes."""

    id: str
    name: str
    names: Mapping[str, str]  # language -> name


@dataclass(frozen=True, slots=True)
class Code:
    """One meaning, with the words that stand for it. `cues`, `hints`, `prototypes` by language."""

    id: str
    name: str
    names: Mapping[str, str]  # language -> name
    family: str
    scope: str  # school, graduate or both
    near: tuple[str, ...]
    description: str
    cues: Mapping[str, tuple[str, ...]]
    hints: Mapping[str, tuple[str, ...]]
    prototypes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The codes of one field, in its families."""

    id: str
    title: str
    version: int
    languages: tuple[str, ...]
    families: tuple[Family, ...]
    codes: tuple[Code, ...]


def load_lexicon(name_or_path: str | Path) -> Lexicon:
    """Load a lexicon by its shipped name or from a file.

    Raises NotFound `no_such_file`, BadMessage `bad_file` (file, line, problem, found).
    """
    return _lexicon(read_mapping(find_file(name_or_path, HOME)))


def parse_lexicon(raw: bytes, file: str) -> Lexicon:
    """Read the content of a lexicon's file, which is called `file` in errors.

    Raises BadMessage `bad_file` (file, line, problem, found).
    """
    return _lexicon(parse_mapping(raw, file))


def _lexicon(page: Mapped) -> Lexicon:
    page.only("id", "title", "version", "languages", "families", "codes")
    languages = page.texts("languages")
    if not languages:
        raise page.wrong("missing_key", found="languages")
    families = tuple(_family(key, part) for key, part in page.mapped("families").items())
    parts = page.listed("codes")
    known = [part.text("code") for part in parts]
    for at, part in enumerate(parts):
        if known[at] in known[:at]:
            raise part.wrong("double_code", part.find("code"), found=known[at])
    codes = tuple(_code(part, languages, {f.id for f in families}, set(known)) for part in parts)
    return Lexicon(
        page.text("id"), page.text("title"), page.number("version"), languages, families, codes
    )


def yaml_of(lexicon: Lexicon) -> str:
    """Return a lexicon as the text of a file that `load_lexicon` reads."""
    page = {
        "id": lexicon.id,
        "title": lexicon.title,
        "version": lexicon.version,
        "languages": list(lexicon.languages),
        "families": {one.id: _named(one) for one in lexicon.families},
        "codes": [_written(one) for one in lexicon.codes],
    }
    return yaml.safe_dump(page, allow_unicode=True, sort_keys=False, width=120)


def _named(one: Family | Code) -> dict[str, str]:
    return {"name": one.name, **{f"name_{key}": name for key, name in one.names.items()}}


def _written(code: Code) -> dict[str, Any]:
    spoken = {"cues": code.cues, "hints": code.hints, "prototypes": code.prototypes}
    return {
        "code": code.id,
        **_named(code),
        "family": code.family,
        "scope": code.scope,
        "near": list(code.near),
        "description": code.description,
        **{
            key: {language: list(phrases) for language, phrases in by_language.items()}
            for key, by_language in spoken.items()
            if by_language
        },
    }


def _names(part: Mapped) -> dict[str, str]:
    """Return the names in other languages: name_es and the like."""
    return {key[5:]: part.text(key) for key in part.keys() if key.startswith("name_")}


def _family(key: str, part: Mapped) -> Family:
    part.only("name", *(k for k in part.keys() if k.startswith("name_")))
    return Family(key, part.text("name"), _names(part))


def _code(part: Mapped, languages: tuple[str, ...], families: set[str], known: set[str]) -> Code:
    names = [key for key in part.keys() if key.startswith("name_")]
    part.only(*FIELDS, *names)
    family, scope = part.text("family"), part.text("scope", "both")
    if family not in families:
        raise part.wrong("unknown_family", part.find("family"), found=family)
    if scope not in SCOPES:
        raise part.wrong("unknown_scope", part.find("scope"), found=scope)
    for near in part.texts("near"):
        if near not in known:
            raise part.wrong("unknown_code", part.find("near"), found=near)
    spoken = {key: _by_language(part, key, languages) for key in ("cues", "hints", "prototypes")}
    if not any(spoken["cues"].values()):
        raise part.wrong("no_cues", found=part.text("code"))
    return Code(
        id=part.text("code"),
        name=part.text("name"),
        names=_names(part),
        family=family,
        scope=scope,
        near=part.texts("near"),
        description=part.text("description"),
        **spoken,
    )


def _by_language(part: Mapped, key: str, languages: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    if part.find(key) is None:
        return {}
    spoken = part.mapped(key)
    spoken.only(*languages)
    return {language: spoken.texts(language) for language in languages}
