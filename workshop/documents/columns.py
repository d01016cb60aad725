"""Columns: what the columns of tables and the fixed words in them are called for people.

CSV files keep the names that programs rely on, in every language the same; a workbook is read by
people, in their language.
"""

from collections.abc import Mapping, Sequence

from workshop.documents.ballots import METHODS, QUADRANTS, VERDICTS
from workshop.documents.minutes import KINDS
from workshop.documents.reader import Reader
from workshop.documents.rows import Cell, Row

NAMES = {
    "again": "Round again of",
    "agreement": "Agreement across groups",
    "aside": "Is set aside",
    "at_tables": "People at tables",
    "ballot": "Number of the vote",
    "by_hand": "Put by hand",
    "concerns": "Concerns and objections",
    "concerns_not_shown": "Concerns and objections not shown here",
    "earlier": "Earlier wordings",
    "effort": "Effort",
    "field": "Field",
    "group": "Group",
    "groups": "Groups",
    "high": "Three quarters are up to",
    "id": "Number",
    "item": "Number",
    "keywords": "Keywords",
    "kind": "Kind",
    "late": "Sent late",
    "levels": "Votes on each level",
    "look_fors": "What it looks like, by grade band",
    "low": "A quarter is up to",
    "mean": "Mean",
    "median": "Median",
    "method": "Method",
    "minute": "Minutes after the beginning",
    "mixed": "Holds no one thought",
    "only": "Stands with one group alone",
    "option": "Option",
    "owner": "Who answers",
    "paper": "From paper",
    "papers": "Paper forms",
    "people": "People",
    "people_at_tables": "People at tables that voted",
    "phrases": "Phrases",
    "place": "Rank",
    "prompt": "Kind of question",
    "question": "Question",
    "quotes": "What was said",
    "reason": "Why it is hidden",
    "redacted": "Redacted",
    "reply_by": "Until",
    "response": "Phrase",
    "round": "Round",
    "rounds": "Rounds and verdicts",
    "rules": "Rules",
    "score": "Result",
    "shown": "May be shown",
    "single": "A single idea",
    "small_groups": "Small groups",
    "source": "Comes from",
    "state": "State",
    "table": "From a table",
    "tables": "Tables",
    "text": "Words",
    "theme": "Theme",
    "title": "Title",
    "verdict": "The room’s verdict",
    "voters": "People who voted",
    "voting_tables": "Tables that voted",
    "workshop": "Workshop",
}
_ANSWERS = {"yes": "yes", "no": "no"}
_STATES = {"shown": "shown to the room", "held": "held back", "hidden": "hidden from the room"}
_KINDS = {"priority": "Priority", **KINDS}
PROMPTS = {
    "strengths": "Strengths",
    "opportunities": "Opportunities",
    "aspirations": "Aspirations",
    "results": "Results",
    "vision": "Vision",
    "graduate_profile": "Portrait of a graduate",
    "values": "Values",
    "priorities": "Priorities",
    "strategies": "Strategies",
    "measures": "Measures",
    "parking_lot": "Parking lot",
    "warmup": "Warm-up",
    "exit": "Closing question",
    "wording": "Wording",
    "open": "Open question",
    "challenges": "Challenges",
    "threats": "Threats",
}
_REASONS = {
    "off_topic": "Off topic",
    "abusive": "Abusive",
    "personnel": "About a member of staff",
    "safety": "A question of safety",
    "names_somebody": "Names somebody",
    "other": "Another reason",
}
_WAYS = {"phone": "a phone", "table": "a table", "paper": "paper", "example": "an example"}
# Columns in which only such words stand; what people typed stands in none of them.
FIXED = {
    **dict.fromkeys(
        ("aside", "late", "mixed", "paper", "redacted", "shown", "single", "table"), _ANSWERS
    ),
    "field": QUADRANTS,
    "kind": _KINDS,
    "method": METHODS,
    "prompt": PROMPTS,
    "reason": _REASONS,
    "source": _WAYS,
    "state": _STATES,
    "verdict": VERDICTS,
}
MESSAGES = (*NAMES.values(), *(word for fixed in FIXED.values() for word in fixed.values()))


def heads(columns: Sequence[str], asked: Mapping[str, str], reader: Reader) -> tuple[str, ...]:
    """Return what the columns are called; `asked` names the lists of tags by their ids."""
    tags = {f"tag_{key}": name for key, name in asked.items()}
    return tuple(tags[one] if one in tags else reader.words(NAMES.get(one, one)) for one in columns)


def told(columns: Sequence[str], row: Row, reader: Reader) -> Row:
    """Return a row with its fixed words in the reader's language, and all else as it is."""
    return tuple(_told(one, cell, reader) for one, cell in zip(columns, row, strict=True))


def _told(column: str, cell: Cell, reader: Reader) -> Cell:
    known = FIXED.get(column, {})
    return reader.words(known[cell]) if isinstance(cell, str) and cell in known else cell
