"""Word: the plan as a document that people edit, print and hand to the school board."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workshop.documents.ballots import METHODS, SCORES, SEPARATOR, UNMEASURED, VERDICTS
from workshop.documents.paper import Paper
from workshop.documents.reader import Reader
from workshop.plan.nouns import (
    FOUNDATION,
    ActionStep,
    Competency,
    Goal,
    Item,
    Metric,
    Source,
    Strategy,
    Vote,
    WholePlan,
)
from workshop.plan.outline import Branch, outline

_SECTIONS = {
    "mission": "Mission",
    "vision": "Vision",
    "value": "Values",
    "competency": "Profile of a graduate",
    "guardrail": "Guardrails",
}
_STEP_HEADS = ("Number", "Action step", "Owner", "Start", "Due", "Funding", "Evidence")
_STEP_SHARES = [1.0, 3.0, 1.6, 1.3, 1.3, 1.3, 2.0]
_METRIC_HEADS = ("Metric", "Unit", "Direction", "Baseline", "Measured on", "Target", "Reached by")
_METRIC_SHARES = [2.6, 1.4, 1.3, 1.2, 1.5, 1.1, 1.5]
_DIRECTIONS = {"increase": "Increase", "decrease": "Decrease", "maintain": "Maintain"}

# Every word of ours, for catalogues.
MESSAGES = (
    *_SECTIONS.values(),
    *_STEP_HEADS,
    *_METRIC_HEADS,
    *_DIRECTIONS.values(),
    "Metrics",
    "Action steps",
    "From the room",
    "People",
    "Tables",
    "People at tables",
    "Paper forms",
    "Small groups",
    "On an earlier wording",
    "See this in the plan",
    "Nothing has been written in this plan yet.",
    "Page {page} of {pages}",
)


def render_plan(
    whole: WholePlan, reader: Reader, *, district: str, at: int, address: str = ""
) -> bytes:
    """Return the plan as a .docx file.

    `district` is its name, `at` the instant that the properties tell, `address` the plan's own
    page, for the links that lead back from each item; without it there are none.
    """
    plan = whole.plan
    paper = Paper(title=plan.title, author=district, language=reader.language, at=at)
    paper.number_pages(reader.words("Page {page} of {pages}"))
    paper.heading(plan.title, 0)
    paper.line(SEPARATOR.join(filter(None, (district, f"{plan.start_year}–{plan.end_year}"))))
    _Story(paper, whole, reader, address).tell()
    return paper.bytes()


@dataclass(frozen=True, slots=True)
class _Story:
    """The plan, told from mission to action step."""

    paper: Paper
    whole: WholePlan
    reader: Reader
    address: str

    def tell(self) -> None:
        branches = outline(self.whole.items)
        for kind in FOUNDATION:
            self._foundation(kind, [b.item for b in branches if b.item.kind == kind])
        for branch in branches:
            if branch.item.kind == "priority":
                self._priority(branch)
        if not branches:
            self.paper.line(self._say("Nothing has been written in this plan yet."))

    def _foundation(self, kind: str, items: Sequence[Item]) -> None:
        if items:
            self.paper.heading(self._say(_SECTIONS[kind]), 1)
        for item in items:
            self.paper.heading(item.name, 2)
            if item.text != item.name:
                self.paper.line(item.text)
            for line in self._look_fors(item):
                self.paper.bullet(line, "")
            self._from_the_room(item, 3)

    def _look_fors(self, item: Item) -> list[str]:
        """Return what a competency looks like, a line for each grade band."""
        return item.fields.evidence.splitlines() if isinstance(item.fields, Competency) else []

    def _priority(self, branch: Branch) -> None:
        self.paper.heading(f"{branch.number} {branch.item.name}", 1)
        if branch.item.text:
            self.paper.line(branch.item.text, style="Intense Quote")
        self._from_the_room(branch.item, 2)
        for goal in branch.of_kind("goal"):
            self._goal(goal)

    def _goal(self, branch: Branch) -> None:
        fields = branch.item.fields
        assert isinstance(fields, Goal)
        self.paper.heading(f"{branch.number} {fields.text}", 2)
        self._facts(("Owner", fields.owner), ("Due", self._day(fields.due)))
        self._metrics(branch.of_kind("metric"))
        for strategy in branch.of_kind("strategy"):
            self._strategy(strategy)

    def _strategy(self, branch: Branch) -> None:
        fields = branch.item.fields
        assert isinstance(fields, Strategy)
        self.paper.heading(f"{branch.number} {fields.text}", 3)
        self._facts(("Owner", fields.owner))
        self._steps(branch.of_kind("action_step"))

    # --- from the room ---

    def _from_the_room(self, item: Item, level: int) -> None:
        sources = self.whole.sources_of(item.id)
        if not sources:
            return
        self.paper.heading(self._say("From the room"), level)
        for source in sources:
            self._source(item, source)
        if self.address:
            self.paper.link(f"{self.address}#{item.id}", self._say("See this in the plan"))

    def _source(self, item: Item, source: Source) -> None:
        if source.theme:
            self.paper.line(source.theme, bold=True)
        when = self.reader.day_of(source.held_on) if source.held_on is not None else ""
        self.paper.line(SEPARATOR.join(filter(None, (source.title, when))))
        self._counts(source)
        for vote in source.votes:
            about = () if item.reads_as(vote) else (self._say("On an earlier wording"),)
            self.paper.line(SEPARATOR.join((self._vote(vote), *about)))
        for quote in source.quotes:
            self.paper.bullet(quote.text, self._group(source, quote.group or ""))

    def _vote(self, vote: Vote) -> str:
        method = self._say(METHODS[vote.kind])
        which = f"{self._say('Round')} {vote.round}"
        if vote.verdict:
            return SEPARATOR.join((method, which, self._say(VERDICTS[vote.verdict])))
        rounds = (which,) if vote.round > 1 else ()
        if vote.score is None:
            unmeasured = self._say(UNMEASURED.get(vote.kind, "Nobody voted."))
            return SEPARATOR.join((method, *rounds, unmeasured))
        rank = f"{self._say('Rank')}: {vote.place}/{vote.options}"
        score = f"{self._say(SCORES[vote.kind])}: {self.reader.number(float(vote.score))}"
        return SEPARATOR.join((method, *rounds, rank, score))

    def _counts(self, source: Source) -> None:
        crowd = source.crowd
        if source.quotes and not (crowd.people or crowd.tables or crowd.papers):
            return  # words of a workshop so small that its people are not counted
        counts = [(self._say("People"), crowd.people)]
        if crowd.tables:
            counts.append((self._say("Tables"), crowd.tables))
            counts.append((self._say("People at tables"), crowd.at_tables))
        if crowd.papers:
            counts.append((self._say("Paper forms"), crowd.papers))
        self.paper.line(_told(counts))
        groups = [(self._group(source, label), people) for label, people in crowd.groups]
        if crowd.small:
            groups.append((self._say("Small groups"), crowd.small))
        if groups:
            self.paper.line(_told(groups))

    # --- tables ---

    def _steps(self, branches: Sequence[Branch]) -> None:
        rows = [
            (
                branch.number,
                step.text,
                step.owner,
                self._day(step.start),
                self._day(step.due),
                step.funding,
                step.evidence,
            )
            for branch in branches
            if isinstance(step := branch.item.fields, ActionStep)
        ]
        self._table("Action steps", _STEP_HEADS, rows, _STEP_SHARES)

    def _metrics(self, branches: Sequence[Branch]) -> None:
        rows = [
            (
                metric.title,
                metric.unit,
                self._say(_DIRECTIONS[metric.direction]),
                self._number(metric.baseline),
                self._day(metric.baseline_on),
                self._number(metric.target),
                self._day(metric.target_on),
            )
            for branch in branches
            if isinstance(metric := branch.item.fields, Metric)
        ]
        self._table("Metrics", _METRIC_HEADS, rows, _METRIC_SHARES)

    def _table(
        self,
        caption: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        shares: list[float],
    ) -> None:
        if rows:
            heads = [self._say(head) for head in heads]
            self.paper.table(self._say(caption), heads, rows, shares)

    # --- words ---

    def _say(self, message: str) -> str:
        return self.reader.words(message)

    def _group(self, source: Source, label: str) -> str:
        return source.group(label, self.reader.language)

    def _day(self, day: date | None) -> str:
        return self.reader.day(day) if day is not None else ""

    def _number(self, number: float | None) -> str:
        return self.reader.number(number) if number is not None else ""

    def _facts(self, *facts: tuple[str, str]) -> None:
        if told := [(self._say(label), value) for label, value in facts if value]:
            self.paper.line(_told(told))


def _told(facts: Sequence[tuple[str, str | int]]) -> str:
    return SEPARATOR.join(f"{label}: {value}" for label, value in facts)
