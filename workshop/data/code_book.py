"""Code book: what a district adds to the shipped lexicon, checked and merged with it.

The shipped codes stay as they are: a district adds cues to them, says that one is not used, and
adds codes of its own. Codes and cues are described in `lexicon/k12.yaml`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from workshop.data.lexicon import Code, Family, Lexicon, load_lexicon
from workshop.data.words import load_words
from workshop.errors import BadMessage, Refused
from workshop.room.text import graphemes, squeeze

MAX_CODES = 200  # of a district's own
MAX_CUES = 200  # that a district adds to one code, in all languages together
MAX_CUE = 80  # graphemes
MAX_NAME = 60  # graphemes; a code's name may become a theme's
MAX_DESCRIPTION = 240  # graphemes
FEWEST_CODES = 5  # that stay in use; fewer make no view
PROTOTYPES = 4  # cues of an own code, in each language, that stand for what it means
BEFORE_STAR = 3  # letters; "a*" would be nearly every word

# Where none of the shipped families fits.
OWN = Family("own", "Our own", {"es": "Propios"})

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\n\r,;]+")

Json = dict[str, Any]  # as it crosses to the engine
Cues = Mapping[str, tuple[str, ...]]  # language → words and phrases


@dataclass(frozen=True, slots=True)
class Addition:
    """What a district says of one code: a shipped one, or one of its own, which has a name."""

    code: str
    cues: Cues = field(default_factory=dict)
    is_used: bool = True
    name: str = ""
    names: Mapping[str, str] = field(default_factory=dict)  # language → name
    family: str = ""
    description: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the code itself is the district's."""
        return bool(self.name)


def load_book(name: str) -> Lexicon:
    """Load the shipped lexicon, and what `checked` reads, so that no save waits for files.

    Raises as `load_lexicon` does.
    """
    _glue()
    return load_lexicon(name)


# --- merging --------------------------------------------------------------------------------


def merged(shipped: Lexicon, additions: Iterable[Addition]) -> Lexicon:
    """Return the shipped lexicon with a district's additions.

    Cues for a code that the shipped book no longer has are passed over.
    """
    of_code = {addition.code: addition for addition in additions}
    known = {code.id for code in shipped.codes}
    own = [one for one in of_code.values() if one.is_own and one.code not in known]
    codes = [
        *(_widened(code, of_code.get(code.id)) for code in shipped.codes),
        *(_code(addition, shipped) for addition in own),
    ]
    used = {code.id for code in codes if code.id not in of_code or of_code[code.id].is_used}
    families = {*(family.id for family in shipped.families)}
    needed = {code.family for code in codes} - families
    return replace(
        shipped,
        families=(*shipped.families, *([OWN] if OWN.id in needed else [])),
        codes=tuple(
            replace(code, near=tuple(near for near in code.near if near in used))
            for code in codes
            if code.id in used
        ),
    )


def found_in(book: Lexicon, shipped: Lexicon, additions: Iterable[Addition]) -> list[Addition]:
    """Return what a file adds to the shipped lexicon and to a district's additions.

    Each goes on from what the district has said of its code; one without a code is new. A code of
    the same name is the same. Nothing is taken away by what a file leaves out.
    """
    additions = list(additions)
    of_code = {one.code: one for one in additions}
    of_name = {_folded(one.name): one for one in additions if one.is_own}
    found = []
    for code in book.codes:
        standing = find_code(shipped, code.id)
        before = of_code.get(code.id)
        if before is None and standing is None:
            before = of_name.get(_folded(code.name)) or _new(code, shipped)
        before = before or Addition(code.id)
        cues = {
            name: _more(before.cues.get(name, ()), code.cues.get(name, ()), standing, name)
            for name in shipped.languages
        }
        if any(cues[name] != tuple(before.cues.get(name, ())) for name in cues):
            found.append(replace(before, cues=cues))
    return found


def _new(code: Code, shipped: Lexicon) -> Addition:
    return Addition(
        "",
        name=code.name,
        names={key: name for key, name in code.names.items() if key in shipped.languages},
        family=code.family if code.family in {one.id for one in shipped.families} else OWN.id,
        description="" if code.description == code.name else code.description,
    )


def _more(
    before: tuple[str, ...], said: tuple[str, ...], standing: Code | None, language: str
) -> tuple[str, ...]:
    """Return the cues that there are, then those of `said` that nothing has yet."""
    seen = {_sameness(cue) for cue in before}
    seen |= {_sameness(cue) for cue in standing.cues.get(language, ())} if standing else set()
    more = []
    for cue in said:
        if _sameness(cue) not in seen:
            seen.add(_sameness(cue))
            more.append(cue)
    return (*before, *more)


def find_code(lexicon: Lexicon, code: str) -> Code | None:
    """Return a code of a lexicon."""
    return next((one for one in lexicon.codes if one.id == code), None)


def families_of(shipped: Lexicon) -> tuple[Family, ...]:
    """Return the families that a code of the district's own may belong to."""
    return (*shipped.families, OWN)


def _widened(code: Code, addition: Addition | None) -> Code:
    if addition is None:
        return code
    cues = {
        language: tuple(dict.fromkeys((*code.cues.get(language, ()), *added)))
        for language, added in addition.cues.items()
    }
    return replace(code, cues={**code.cues, **cues})


def _code(addition: Addition, shipped: Lexicon) -> Code:
    known = {family.id for family in families_of(shipped)}
    return Code(
        id=addition.code,
        name=addition.name,
        names=dict(addition.names),
        family=addition.family if addition.family in known else OWN.id,
        scope="both",
        near=(),
        description=addition.description or addition.name,
        cues={language: tuple(addition.cues.get(language, ())) for language in shipped.languages},
        hints={},
        # Nobody writes these for an own code; its first cues say best what phrases are like it.
        prototypes={
            language: tuple(cue.removesuffix("*") for cue in cues[:PROTOTYPES])
            for language, cues in addition.cues.items()
        },
    )


# --- what people type -----------------------------------------------------------------------


def checked(
    shipped: Lexicon, code: str, values: Mapping[str, str], others: Iterable[Addition]
) -> Addition:
    """Return what a form says of a code, put in order; `others` are the district's other codes.

    `values` are as `form_of` gives them; what is left out is empty. Raises BadMessage
    `unknown_field`; Refused `invalid_fields` with `fields`, {field: {"code": …, …}}: `empty`,
    `no_word`, `too_long` (limit), `unknown_choice`, `name_taken` (name), `no_cues`, `too_few_codes`
    (limit), and of cues `cue_too_long` (cue, limit), `cue_no_word`, `cue_star`, `cue_twice`,
    `cue_in_book` (cue), `too_many_cues` (limit).
    """
    standing = find_code(shipped, code)
    others = [one for one in others if one.code != code]
    fields = form_of(Addition(code), shipped)
    if unknown := values.keys() - fields.keys():
        raise BadMessage("unknown_field", field=sorted(unknown)[0][:40])
    typed = {**dict.fromkeys(fields, ""), **values}
    faults: dict[str, Json] = {}
    cues = _cues(shipped, standing, typed, faults)
    if standing is not None:
        found = Addition(code, cues, is_used=bool(typed["used"]))
        if not found.is_used and _count_used(shipped, others, without=code) < FEWEST_CODES:
            faults["used"] = {"code": "too_few_codes", "limit": FEWEST_CODES}
    else:
        found = _own(shipped, code, typed, cues, others, faults)
    if faults:
        raise Refused("invalid_fields", fields=faults)
    return found


def form_of(addition: Addition, shipped: Lexicon) -> dict[str, str]:
    """Return the fields of an addition as texts, a cue a line; one without a code is a new one."""
    cues = {f"cues_{name}": "\n".join(addition.cues.get(name, ())) for name in shipped.languages}
    if find_code(shipped, addition.code):
        return {**cues, "used": "yes" if addition.is_used else ""}
    others = [name for name in shipped.languages if name != "en"]
    return {
        "name": addition.name,
        **{f"name_{language}": addition.names.get(language, "") for language in others},
        "description": addition.description,
        "family": addition.family,
        **cues,
    }


def check_room_for_more(additions: Iterable[Addition]) -> None:
    """Raise Refused `too_many_codes` (limit) when a district has as many codes as it may."""
    if sum(one.is_own for one in additions) >= MAX_CODES:
        raise Refused("too_many_codes", limit=MAX_CODES)


def _own(
    shipped: Lexicon,
    code: str,
    typed: Mapping[str, str],
    cues: Cues,
    others: Iterable[Addition],
    faults: dict[str, Json],
) -> Addition:
    """Return a code of the district's own; what is wrong with it goes into `faults`."""
    texts = {key: squeeze(text) for key, text in typed.items() if not key.startswith("cues_")}
    names = {key[5:]: text for key, text in texts.items() if key.startswith("name_") and text}
    for key in ("name", *(f"name_{language}" for language in names)):
        fault = _fault_of_name(texts[key], _names_taken(shipped, others))
        if fault:
            faults[key] = fault
    if graphemes(texts["description"]) > MAX_DESCRIPTION:
        faults["description"] = {"code": "too_long", "limit": MAX_DESCRIPTION}
    if texts["family"] not in {family.id for family in families_of(shipped)}:
        faults["family"] = {"code": "unknown_choice"}
    first = f"cues_{shipped.languages[0]}"
    if not any(cues.values()) and not any(key.startswith("cues_") for key in faults):
        faults[first] = {"code": "no_cues"}
    return Addition(
        code,
        cues,
        name=texts["name"],
        names=names,
        family=texts["family"],
        description=texts["description"],
    )


def _fault_of_name(name: str, taken: set[str]) -> Json | None:
    if not name:
        return {"code": "empty"}
    if not _WORD.search(name):
        return {"code": "no_word"}
    if graphemes(name) > MAX_NAME:
        return {"code": "too_long", "limit": MAX_NAME}
    return {"code": "name_taken", "name": name} if _folded(name) in taken else None


def _names_taken(shipped: Lexicon, others: Iterable[Addition]) -> set[str]:
    named: list[Code | Addition] = [*shipped.codes, *(one for one in others if one.is_own)]
    return {_folded(name) for one in named for name in (one.name, *one.names.values())}


def _cues(
    shipped: Lexicon, standing: Code | None, typed: Mapping[str, str], faults: dict[str, Json]
) -> Cues:
    """Return the cues of each language; what is wrong with them goes into `faults`."""
    found: dict[str, tuple[str, ...]] = {}
    for language in shipped.languages:
        key = f"cues_{language}"
        cues = [cue for part in _BETWEEN.split(typed[key]) if (cue := squeeze(part))]
        in_book = standing.cues.get(language, ()) if standing else ()
        fault = next(filter(None, _faults_of(cues, {_sameness(cue) for cue in in_book})), None)
        if fault:
            faults[key] = fault
        found[language] = tuple(cues)
    if sum(map(len, found.values())) > MAX_CUES:
        longest = max(found, key=lambda language: len(found[language]))
        faults[f"cues_{longest}"] = {"code": "too_many_cues", "limit": MAX_CUES}
    return found


def _faults_of(cues: Iterable[str], in_book: set[str]) -> Iterable[Json | None]:
    seen: set[str] = set()
    for cue in cues:
        same = _sameness(cue)
        shown = cue if graphemes(cue) <= MAX_CUE else cue[:MAX_CUE] + "…"
        if graphemes(cue) > MAX_CUE:
            yield {"code": "cue_too_long", "cue": shown, "limit": MAX_CUE}
        elif not _can_be_found(cue):
            yield {"code": "cue_no_word", "cue": shown}
        elif not _is_starred_well(cue):
            yield {"code": "cue_star", "cue": shown, "limit": BEFORE_STAR}
        elif same in seen or same in in_book:
            yield {"code": "cue_twice" if same in seen else "cue_in_book", "cue": shown}
        seen.add(same)


def _can_be_found(cue: str) -> bool:
    """Whether a cue has a word; one of function words alone counts in capitals only."""
    words = [word.lower() for word in _WORD.findall(cue)]
    says = [word for word in words if cue.isupper() or word not in _glue()]
    return len("".join(says)) > 1  # "4-H" is one


def _is_starred_well(cue: str) -> bool:
    """Whether a star, if there is one, ends a single word that begins with enough letters."""
    if "*" not in cue:
        return True
    begun = cue.removesuffix("*")
    return cue.endswith("*") and begun.isalnum() and len(begun) >= BEFORE_STAR


def _sameness(cue: str) -> str:
    """Return what two cues share that are found in the same places; capitals are of their own."""
    return cue if cue.isupper() else _folded(cue)


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in bare if not unicodedata.combining(char))


def _count_used(shipped: Lexicon, others: Iterable[Addition], *, without: str) -> int:
    return sum(code.id != without for code in merged(shipped, others).codes)


@lru_cache(1)
def _glue() -> frozenset[str]:
    """Return the words that change nothing inside a phrase, so that they are no cue alone."""
    return load_words("en").glue | load_words("es").glue


# --- crossing to the engine -----------------------------------------------------------------


def told(additions: Iterable[Addition]) -> list[Json]:
    """Return additions as JSON, in the order of their codes: the same book is the same text.

    `theming.asked` reads it.
    """
    return [
        {
            "code": one.code,
            "cues": {language: list(cues) for language, cues in one.cues.items()},
            "used": one.is_used,
            "name": one.name,
            "names": dict(one.names),
            "family": one.family,
            "description": one.description,
        }
        for one in sorted(additions, key=lambda one: one.code)
    ]
