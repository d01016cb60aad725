"""Missing: which groups of the district were not in the room, or few of them, in words (FA19)."""

from collections.abc import Iterator
from datetime import date

from workshop.documents.blocks import Block, Bullet, Heading, Line
from workshop.documents.reader import Reader
from workshop.inquiry.representation import Finding, representation
from workshop.room.outcome import Outcome

# Of each finding, as the console says it too; `%%` because catalogues fill in what they hold.
SENTENCES = {
    "under_represented": "{group}: {people} here, {room} %% of the room and {district} %% of the "
    "district. Under-represented.",
    "not_represented": "{group}: nobody here, {district} %% of the district. Not represented.",
    "represented": "{group}: {people} here, {room} %% of the room and {district} %% of the "
    "district.",
    "few": "{group}: fewer than five are here.",
    "kept_back": "{group}: not told, so that the few of another group cannot be found.",
}
SUGGESTION = "Hold a session where they are, at a time and in a language that suit them."
HEAD, AS_OF = "Who is missing", "The district's numbers are as of %(day)s."
MESSAGES = (*SENTENCES.values(), SUGGESTION, HEAD, AS_OF)


def missing(outcome: Outcome, reader: Reader) -> Iterator[Block]:
    """Tell it of each group, with what may be done; nothing where no numbers were said.

    A group that the outcome does not tell apart counts as few, so that no number of it is told.
    """
    counts = {one.label: 1 if one.here is None else one.here for one in outcome.district}
    found = representation(counts, {one.label: one.population for one in outcome.district})
    if not found:
        return
    say = reader.words
    yield Heading(say(HEAD), 2)
    for finding in found:
        yield Bullet(_said(finding, reader))
    if any(finding.suggestion for finding in found):
        yield Line(say(SUGGESTION))
    if outcome.district_as_of:
        day = reader.day(date.fromisoformat(outcome.district_as_of))
        yield Line(say(AS_OF) % {"day": day}, "note")


def _said(finding: Finding, reader: Reader) -> str:
    sentence = reader.words(SENTENCES[finding.code]).replace("%%", "%")
    return sentence.format(
        group=finding.group,
        people=reader.number(float(finding.people or 0)),
        room=finding.room_percent,
        district=finding.population_percent,
    )
