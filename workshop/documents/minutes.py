"""Minutes: what happened in a workshop, who took part, what it said and what it recommends.

The room recommends; only the school board adopts.  Minutes hold only what is shown: what is held
or hidden is counted, and kept with the workshop.
"""

from collections.abc import Iterator
from datetime import date

from workshop.documents.ballots import (
    SEPARATOR,
    closed,
    order_of,
    tell,
    text_of,
    title_of,
    verdict_of,
)
from workshop.documents.blocks import Block, Bullet, Grid, Heading, Line
from workshop.documents.missing import missing
from workshop.documents.reader import Reader
from workshop.documents.rows import EXIT
from workshop.room.outcome import (
    Crowd,
    Outcome,
    PriorityOutcome,
    Quote,
    StatementOutcome,
    ThemeOutcome,
)

QUOTED = 3  # phrases under a theme
LISTED = 200  # phrases of a closing question
UNGROUPED = (EXIT, "wording")  # kinds whose answers are no themes: those are drafts of words

KINDS = {
    "mission": "Mission",
    "vision": "Vision",
    "value": "Value",
    "competency": "Graduate competency",
    "guardrail": "Guardrail",
    "goal": "Idea for a goal",
}
FEW_PHRASES = (
    "Themes that most people speak of come first. Under each stand up to three of its phrases, of "
    "different groups where there are some."
)
AGENDA_HEADS = ("Began", "Ended at", "Minutes planned", "What")
PARKED_HEADS = ("What", "Who answers", "Until")

MESSAGES = (
    *KINDS.values(),
    *AGENDA_HEADS,
    *PARKED_HEADS,
    "Agenda",
    "As of",
    FEW_PHRASES,
    "At the end",
    "By stakeholder group",
    "Group",
    "Groups of fewer than five people are counted together.",
    "Minutes of the workshop",
    "No vote has closed.",
    "Nobody has grouped what was said yet.",
    "Nothing has been chosen yet.",
    "Page {page} of {pages}",
    "Parking lot",
    "Paper forms",
    "People",
    "People at tables",
    "Phrases",
    "Phrases in no theme",
    "Phrases not shown here",
    "Priorities",
    "Small groups",
    "So far: the workshop has not ended.",
    "Statements",
    "Tables",
    "The room recommends. Only the school board adopts.",
    "Theme",
    "Themes",
    "Votes",
    "Who took part",
    "What the room recommends",
)


def minutes(
    outcome: Outcome,
    reader: Reader,
    *,
    district: str,
    at: int,
) -> list[Block]:
    """Return the minutes from top to bottom; `at` is when they are made, in ms since 1970 UTC."""
    return list(_Story(outcome, reader, district, at).tell())


class _Story:
    """One evening, told in its order."""

    def __init__(
        self,
        outcome: Outcome,
        reader: Reader,
        district: str,
        at: int,
    ) -> None:
        self.outcome, self.reader, self.district, self.at = outcome, reader, district, at
        self.say = reader.words
        self.shown = {q.response: q for q in outcome.quotes if q.state == "shown"}

    def tell(self) -> Iterator[Block]:
        yield from self._head()
        yield from self._agenda()
        yield from self._crowd()
        yield from self._themes()
        yield from self._votes()
        yield from self._recommended()
        yield from self._parked()
        yield from self._closing()

    def _head(self) -> Iterator[Block]:
        outcome, say = self.outcome, self.say
        yield Heading(outcome.title, 0)
        when = self.reader.day_of(outcome.held_on) if outcome.held_on is not None else ""
        yield Line(
            SEPARATOR.join(filter(None, (say("Minutes of the workshop"), self.district, when)))
        )
        if not outcome.is_final:
            yield Line(say("So far: the workshop has not ended."), "strong")
        made = f"{self.reader.day_of(self.at)}, {self.reader.time_of(self.at)}"
        yield Line(f"{say('As of')} {made}{SEPARATOR}{outcome.code}/{outcome.seq}", "note")
        yield Line(say("The room recommends. Only the school board adopts."))

    def _agenda(self) -> Iterator[Block]:
        rows = tuple(
            (
                self._time(line.opened_at),
                self._time(line.closed_at),
                str(line.minutes or ""),
                line.question,
            )
            for line in self.outcome.agenda
        )
        if rows:
            yield Heading(self.say("Agenda"), 1)
            yield self._grid("Agenda", AGENDA_HEADS, rows, (1.0, 1.0, 1.0, 5.0))

    def _crowd(self) -> Iterator[Block]:
        say, crowd = self.say, self.outcome.crowd
        yield Heading(say("Who took part"), 1)
        yield Line(self._counts(crowd))
        if crowd.groups:
            rows = [(self._group(label), str(people)) for label, people in crowd.groups]
            if crowd.small:
                rows.append((say("Small groups"), str(crowd.small)))
            yield self._grid("By stakeholder group", ("Group", "People"), tuple(rows), (3.0, 1.0))
        yield Line(say("Groups of fewer than five people are counted together."), "note")
        yield from missing(self.outcome, self.reader)

    def _themes(self) -> Iterator[Block]:
        say = self.say
        yield Heading(say("Themes"), 1)
        if any(theme.responses for theme in self.outcome.themes):
            yield Line(say(FEW_PHRASES), "note")
        told = False
        for prompt in self.outcome.prompts:
            if prompt.kind in UNGROUPED or not prompt.responses:
                continue
            told = True
            yield Heading(prompt.question, 2)
            yield Line(
                f"{say('Phrases')}: {prompt.responses}{SEPARATOR}{self._counts(prompt.crowd)}"
            )
            for theme in self._themes_of(prompt.id):
                yield from self._theme(theme)
            loose = [
                q
                for q in self.shown.values()
                if q.prompt == prompt.id and q.theme is None and q.part_of is None
            ]
            if loose:
                yield Line(f"{say('Phrases in no theme')}: {len(loose)}", "note")
        if not told:
            yield Line(say("Nobody has grouped what was said yet."))
        unshown = sum(q.state != "shown" for q in self.outcome.quotes if q.part_of is None)
        if unshown:
            yield Line(f"{say('Phrases not shown here')}: {unshown}", "note")

    def _themes_of(self, prompt: str) -> list[ThemeOutcome]:
        """Return a prompt's themes, those of most people first."""
        found = [
            theme
            for theme in self.outcome.themes
            if theme.prompt == prompt and not theme.aside and theme.responses
        ]
        return sorted(found, key=lambda theme: (-weight_of(theme.crowd), theme.place))

    def _theme(self, theme: ThemeOutcome) -> Iterator[Block]:
        yield Heading(theme.name, 3)
        counts = [self._counts(theme.crowd), f"{self.say('Phrases')}: {len(theme.responses)}"]
        yield Line(SEPARATOR.join(counts))
        for quote in picked(theme, self.shown):
            yield Bullet(quote.text, self._group(quote.group) if quote.group else "")

    def _votes(self) -> Iterator[Block]:
        yield Heading(self.say("Votes"), 1)
        found = closed(self.outcome)
        for ballot in found:
            yield Heading(title_of(ballot, self.reader), 2)
            yield from tell(ballot, self.reader, self.outcome)
        if not found:
            yield Line(self.say("No vote has closed."))

    def _recommended(self) -> Iterator[Block]:
        say = self.say
        yield Heading(say("What the room recommends"), 1)
        priorities = self.outcome.shown_priorities
        statements = self.outcome.shown_statements
        if priorities:
            yield Heading(say("Priorities"), 2)
        for made in priorities:
            yield Heading(made.title, 3)
            if made.statement:
                yield Line(made.statement, "wording")
            yield from self._became(made, made.title)
        if statements:
            yield Heading(say("Statements"), 2)
        for worded in statements:
            yield Heading(headed(worded, self.reader), 3)
            yield Line(worded.text, "wording")
            for line in worded.look_fors.splitlines():
                yield Bullet(line)
            yield from self._became(worded, worded.title)
        if not priorities and not statements:
            yield Line(say("Nothing has been chosen yet."))

    def _became(self, made: PriorityOutcome | StatementOutcome, title: str) -> Iterator[Block]:
        say, wording = self.say, made.wording
        if made.theme_name and made.theme_name != title:
            named = f"{say('Theme')}: {made.theme_name}"  # ours first: the name may run leftwards
            yield Line(SEPARATOR.join((named, self._counts(made.crowd))))
        elif made.responses:
            yield Line(self._counts(made.crowd))
        if wording.agreed is not None:
            verdict = verdict_of(wording.agreed.verdict, self.reader)
            yield Line(f"{say('Round')} {wording.agreed.round}: {verdict}", "strong")
        rounds = order_of(self.outcome.ballots, wording.asked)
        if len(rounds) > 1:
            for ballot in rounds:
                words = " / ".join(text_of(option, self.reader) for option in ballot.options)
                verdict = verdict_of(ballot.verdict, self.reader)
                yield Bullet(f"{say('Round')} {ballot.round}: {words}", verdict)

    def _parked(self) -> Iterator[Block]:
        items = [item for item in self.outcome.parked if item.state == "shown"]
        if not items:
            return
        yield Heading(self.say("Parking lot"), 1)
        rows = tuple((item.text, item.owner, self._day(item.reply_by)) for item in items)
        yield self._grid("Parking lot", PARKED_HEADS, rows, (4.0, 2.0, 1.5))

    def _closing(self) -> Iterator[Block]:
        prompts = [p for p in self.outcome.prompts if p.kind == EXIT and p.responses]
        if prompts:
            yield Heading(self.say("At the end"), 1)
        for prompt in prompts:
            yield Heading(prompt.question, 2)
            said = [q for q in self.shown.values() if q.prompt == prompt.id and q.part_of is None]
            for quote in said[:LISTED]:
                yield Bullet(quote.text, self._group(quote.group) if quote.group else "")
            left = prompt.responses - len(said[:LISTED])
            if left > 0:
                yield Line(f"{self.say('Phrases not shown here')}: {left}", "note")

    # --- words ---

    def _grid(
        self,
        caption: str,
        heads: tuple[str, ...],
        rows: tuple[tuple[str, ...], ...],
        shares: tuple[float, ...],
    ) -> Grid:
        return Grid(self.say(caption), tuple(self.say(head) for head in heads), rows, shares)

    def _counts(self, crowd: Crowd) -> str:
        return counts_of(crowd, self.reader)

    def _group(self, label: str) -> str:
        return self.outcome.labels.get(label, {}).get(self.reader.language, label)

    def _time(self, at: int | None) -> str:
        return self.reader.time_of(at) if at is not None else ""

    def _day(self, day: str) -> str:
        return day_of(day, self.reader)


# ── shared with other documents ────────────────────────────────────────────


def counts_of(crowd: Crowd, reader: Reader) -> str:
    """Return who stands behind something: people, tables with those at them, paper forms."""
    counts = [("People", crowd.people)]
    if crowd.tables:
        counts += [("Tables", crowd.tables), ("People at tables", crowd.at_tables)]
    if crowd.papers:
        counts.append(("Paper forms", crowd.papers))
    return SEPARATOR.join(f"{reader.words(name)}: {count}" for name, count in counts)


def weight_of(crowd: Crowd) -> int:
    """Return by how many a theme was said, to put themes in order: seats, whoever holds them."""
    return crowd.people + crowd.tables + crowd.papers


def picked(theme: ThemeOutcome, shown: dict[str, Quote], most: int = QUOTED) -> list[Quote]:
    """Return a few phrases of a theme, of as many groups as there are, in order of arrival."""
    found = [shown[key] for key in theme.responses if key in shown]
    first: dict[str, Quote] = {}
    texts: set[str] = set()
    for quote in found:
        if quote.text.casefold() in texts:
            continue
        texts.add(quote.text.casefold())
        first.setdefault(quote.group or f"{quote.response} of nobody", quote)
    of_groups = [quote for key, quote in first.items() if quote.group == key]
    rest = [quote for quote in found if quote not in of_groups]
    chosen: list[Quote] = []
    for quote in [*of_groups, *rest]:
        if len(chosen) < most and quote.text.casefold() not in {q.text.casefold() for q in chosen}:
            chosen.append(quote)
    return sorted(chosen, key=lambda quote: quote.place)


def headed(made: StatementOutcome, reader: Reader) -> str:
    """Return the heading of a statement: its kind, and its title where it has one of its own."""
    kind = reader.words(KINDS[made.kind])
    if made.title and made.title != made.text:
        return f"{kind}{SEPARATOR}{made.title}"
    return kind


def day_of(day: str, reader: Reader) -> str:
    """Return a day of YYYY-MM-DD as the reader writes it."""
    return reader.day(date.fromisoformat(day)) if day else ""
