"""Combined in Word: what several workshops said, to read, edit and hand to the planning team."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workshop.documents.columns import PROMPTS
from workshop.documents.paper import Paper
from workshop.documents.reader import Reader
from workshop.inquiry.combine import Combined, Comparison, Part
from workshop.room.outcome import Crowd

SEPARATOR = " · "
QUOTES = 5  # of a workshop, under a theme


def render_comparisons(
    comparisons: Sequence[Comparison], reader: Reader, *, title: str, district: str, at: int
) -> bytes:
    """Return every combined theme as a .docx file: a table of each kind, then theme by theme.

    `title` is the project's, `at` the instant that the properties tell.
    """
    say = reader.words
    paper = Paper(title=title, author=district, language=reader.language, at=at)
    paper.number_pages(say("Page {page} of {pages}"))
    paper.heading(title, 0)
    paper.line(SEPARATOR.join(filter(None, (district, say("Themes across the workshops")))))
    paper.line(say("People are counted in each workshop they came to."))
    story = _Story(paper, reader, reader.words)
    standing = [one for one in comparisons if one.combined]
    for comparison in standing:
        story.tell(comparison)
    if not standing:
        paper.line(say("No themes have been combined yet."))
    return paper.bytes()


@dataclass(frozen=True, slots=True)
class _Story:
    """One kind of prompt after the other."""

    paper: Paper
    reader: Reader
    say: Callable[[str], str]

    def tell(self, comparison: Comparison) -> None:
        say = self.say
        self.paper.heading(say(PROMPTS.get(comparison.kind, comparison.kind)), 1)
        heads = [say("Theme"), say("People"), say("Heard in")]
        rows = [
            (one.joined.name, self._people(comparison, one.crowd), f"{one.heard_in} / {one.among}")
            for one in comparison.combined
        ]
        self.paper.table(say("Themes across the workshops"), heads, rows, [4.0, 1.0, 1.0])
        for one in comparison.combined:
            self._theme(comparison, one)

    def _theme(self, comparison: Comparison, one: Combined) -> None:
        say = self.say
        self.paper.heading(one.joined.name, 2)
        rows = [
            (asked.title, self._people(comparison, one.counts[asked.workshop]))
            for asked in comparison.apart
        ]
        if one.rest is not None:
            rows.append((say("Smaller workshops"), self._people(comparison, one.rest)))
        if rows:
            heads = [say("Workshop"), say("People")]
            self.paper.table(one.joined.name, heads, rows, [4.0, 1.0])
        groups = [
            f"{comparison.group(label, self.reader.language)}: {people}"
            for label, people in one.crowd.groups
        ]
        if one.crowd.small:
            groups.append(f"{say('Smaller groups')}: {one.crowd.small}")
        if groups and comparison.tells:
            self.paper.line(SEPARATOR.join(groups))
        for part in one.parts:
            self._part(comparison, part)

    def _part(self, comparison: Comparison, part: Part) -> None:
        names = SEPARATOR.join(theme.name for theme in part.themes)
        self.paper.line(f"{part.asked.title}: {names}", bold=True)
        for quote in part.quotes[:QUOTES]:
            who = comparison.group(quote.group, self.reader.language) if quote.group else ""
            self.paper.bullet(quote.text, who)

    def _people(self, comparison: Comparison, crowd: Crowd) -> str:
        if not comparison.tells:
            return ""
        return self.reader.number(float(crowd.people + crowd.at_tables + crowd.papers))
