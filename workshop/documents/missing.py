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
    # The number of all small groups stands beside this: which of them are few would tell too much.
    "apart": "{group}: told with the small groups, so that nobody can be found among fewer than "
    "five.",
}
SUGGESTION = "Hold a session where they are, at a time and in a language that suit them."
SHARES = "Percentages are among the groups whose numbers stand here."
HEAD, AS_OF = "Who is missing", "The district's numbers are as of %(day)s."
MESSAGES = (*SENTENCES.values(), SUGGESTION, SHARES, HEAD, AS_OF)


def missing(outcome: Outcome, reader: Reader) -> Iterator[Block]:
    """Tell it of each group, with what may be done; nothing where no numbers were said.

    A group that the outcome does not tell apart is not told apart here either.
    """
    counts = {one.label: 1 if one.here is None else one.here for one in outcome.district}
    apart = {one.label: "apart" for one in outcome.district if one.here is None}
    found = representation(counts, {one.label: one.population for one in outcome.district}, apart)
    if not found:
        return
    say = reader.words
    yield Heading(say(HEAD), 2)
    for finding in found:
        yield Bullet(_said(finding, reader))
    if any(finding.suggestion for finding in found):
        yield Line(say(SUGGESTION))
    if apart:
        yield Line(say(SHARES), "note")
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
