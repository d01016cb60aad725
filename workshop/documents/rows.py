"""Rows: an outcome as the lines of a table, for every format that has lines."""

from datetime import date

from workshop.room.decided import BallotOutcome, OptionOutcome
from workshop.room.outcome import Outcome, PriorityOutcome, StatementOutcome

RESPONSE_COLUMNS = (
    "workshop",
    "prompt",
    "question",
    "response",
    "text",
    "state",
    "group",
    "table",
    "minute",
    "theme",
    "late",
    "redacted",
    "reason",
    "single",
    "paper",
    "source",
)
THEME_COLUMNS = (
    "workshop",
    "theme",
    "prompt",
    "question",
    "people",
    "tables",
    "at_tables",
    "phrases",
    "groups",
    "small_groups",
    "keywords",
    "quotes",
    "aside",
    "mixed",
    "papers",
)
BALLOT_COLUMNS = (
    "workshop",
    "ballot",
    "method",
    "question",
    "round",
    "again",
    "rules",
    "option",
    "text",
    "source",
    "place",
    "score",
    "people",
    "tables",
    "groups",
    "agreement",
    "only",
    "mean",
    "median",
    "low",
    "high",
    "effort",
    "field",
    "by_hand",
    "levels",
    "verdict",
    "voters",
    "voting_tables",
    "people_at_tables",
    "papers",
    "concerns",
    "concerns_not_shown",
)
STATEMENT_COLUMNS = (
    "workshop",
    "id",
    "kind",
    "title",
    "text",
    "theme",
    "people",
    "tables",
    "at_tables",
    "phrases",
    "round",
    "verdict",
    "rounds",
    "earlier",
    "shown",
    "look_fors",
)
CLOSING_COLUMNS = ("question", "text", "state", "group", "minute")
PARKED_COLUMNS = ("workshop", "item", "text", "owner", "reply_by", "response", "state")

EXIT = "exit"  # the kind of a closing question: about the evening, not about the schools

Cell = str | int | float | date
Row = tuple[Cell, ...]


def response_columns(outcome: Outcome) -> tuple[str, ...]:
    """Return the columns of responses: the fixed ones, and one for each list of tags."""
    return (*RESPONSE_COLUMNS, *(f"tag_{key}" for key in outcome.tags))


def response_rows(outcome: Outcome, *, shown_only: bool = False) -> list[Row]:
    """Return a row for each response, prompt by prompt, in order of arrival.

    What was split or copied is one row, with its author's words and every theme they stand in.
    Held and hidden ones are told by their `state`; with `shown_only` they are left out, for
    readers outside of the planning team. What has no theme is a single idea, or unsorted. Minutes
    are whole, and no row tells whose it is: group and tags stand where at least five people are
    behind both together. What a facilitator gave as an example comes last, and its `source` says
    so.
    """
    prompts = {prompt.id: prompt for prompt in outcome.prompts}
    themes = _themes_of(outcome)
    said = [quote for quote in outcome.quotes if quote.part_of is None]
    quotes = sorted(said, key=lambda quote: (prompts[quote.prompt].place, quote.place))
    told: list[Row] = [
        (
            outcome.title,
            prompts[quote.prompt].kind,
            prompts[quote.prompt].question,
            quote.response,
            quote.text,
            quote.state,
            quote.group or "",
            _yes(quote.table),
            quote.minute,
            "; ".join(themes.get(quote.response, ())),
            _yes(quote.late),
            _yes(quote.redacted),
            quote.reason or "",
            _yes(quote.single),
            _yes(quote.paper),
            "paper" if quote.paper else "table" if quote.table else "phone",
            *(quote.tags.get(key, "") for key in outcome.tags),
        )
        for quote in quotes
        if quote.state == "shown" or not shown_only
    ]
    return told if shown_only else [*told, *_example_rows(outcome)]


def closing_rows(outcome: Outcome) -> list[Row]:
    """Return what was said of the evening itself, plus before delta: no themes, a plain list."""
    prompts = {prompt.id: prompt for prompt in outcome.prompts if prompt.kind == EXIT}
    said = [q for q in outcome.quotes if q.prompt in prompts and q.part_of is None]
    said.sort(key=lambda quote: (prompts[quote.prompt].place, quote.place))
    return [(prompts[q.prompt].question, q.text, q.state, q.group or "", q.minute) for q in said]


def _example_rows(outcome: Outcome) -> list[Row]:
    prompts = {prompt.id: prompt for prompt in outcome.prompts}
    empty = ("",) * (len(RESPONSE_COLUMNS) - 6)
    return [
        (
            outcome.title,
            prompts[example.prompt].kind,
            prompts[example.prompt].question,
            example.id,
            example.text,
            *empty,
            "example",
            *("" for _ in outcome.tags),
        )
        for example in outcome.examples
    ]


def theme_rows(outcome: Outcome) -> list[Row]:
    """Return a row for each theme: the people behind it, and every phrase on a line of its own."""
    prompts = {prompt.id: prompt for prompt in outcome.prompts}
    texts = {quote.response: quote.text for quote in outcome.quotes}
    themes = sorted(outcome.themes, key=lambda t: (prompts[t.prompt].place, t.place))
    return [
        (
            outcome.title,
            theme.name,
            prompts[theme.prompt].kind,
            prompts[theme.prompt].question,
            theme.crowd.people,
            theme.crowd.tables,
            theme.crowd.at_tables,
            len(theme.responses),
            "; ".join(f"{label}: {people}" for label, people in theme.crowd.groups),
            theme.crowd.small,
            ", ".join(theme.keywords),
            "\n".join(texts[key] for key in theme.responses),
            _yes(theme.aside),
            _yes(theme.mixed),
            theme.crowd.papers,
        )
        for theme in themes
    ]


def ballot_rows(outcome: Outcome) -> list[Row]:
    """Return a row for each option of each closed vote, in the order of their places.

    Of a wording there is one option, with the levels of its votes and the verdict. `score (people)`
    stands for each group that may be told apart.
    """
    return [
        _ballot_row(outcome, ballot, option)
        for ballot in outcome.ballots
        if ballot.state == "closed"
        for option in ballot.options
    ]


def _ballot_row(outcome: Outcome, ballot: BallotOutcome, option: OptionOutcome) -> Row:
    shown = [concern.text for concern in ballot.concerns if concern.state == "shown"]
    return (
        outcome.title,
        ballot.id,
        ballot.kind,
        ballot.question,
        ballot.round,
        ballot.again or "",
        "; ".join(f"{name}: {value}" for name, value in ballot.rules.items()),
        option.id,
        option.text,
        option.source or "",
        _known(option.place),
        _known(option.score),
        option.people,
        option.tables,
        "; ".join(
            f"{share.label or 'all others'}: {share.score} ({share.people})"
            for share in option.groups
        ),
        _known(option.agreement),
        option.only or "",
        _known(option.mean),
        _known(option.median),
        _known(option.low),
        _known(option.high),
        _known(option.effort),
        option.quadrant or "",
        "; ".join(f"{name}: {value}" for name, value in (option.placed or {}).items()),
        "; ".join(f"{level}: {votes}" for level, votes in sorted(ballot.levels.items())),
        ballot.verdict or "",
        ballot.people,
        ballot.tables,
        ballot.at_tables,
        ballot.papers,
        "\n".join(shown),
        len(ballot.concerns) - len(shown),
    )


def statement_rows(outcome: Outcome) -> list[Row]:
    """Return a row for each priority and each statement, with its rounds and earlier wordings."""
    return [
        *(_worded_row(outcome, one, "priority", one.statement) for one in outcome.priorities),
        *(_worded_row(outcome, one, one.kind, one.text) for one in outcome.statements),
    ]


def _worded_row(
    outcome: Outcome, made: PriorityOutcome | StatementOutcome, kind: str, text: str
) -> Row:
    wording = made.wording
    ballots = {ballot.id: ballot for ballot in outcome.ballots}
    rounds = [ballots[key] for key in wording.asked if key in ballots]
    return (
        outcome.title,
        made.id,
        kind,
        made.title,
        text,
        made.theme_name or "",
        made.crowd.people,
        made.crowd.tables,
        made.crowd.at_tables,
        len(made.responses),
        wording.agreed.round if wording.agreed else "",
        wording.agreed.verdict if wording.agreed else "",
        "; ".join(f"{ballot.round}: {ballot.verdict or 'nobody'}" for ballot in rounds),
        "\n".join(text or title for title, text in wording.versions),
        _yes(not wording.unseen),
        made.look_fors if isinstance(made, StatementOutcome) else "",
    )


def parked_rows(outcome: Outcome) -> list[Row]:
    """Return a row for each thing on the parking lot; days are days."""
    return [
        (
            outcome.title,
            item.id,
            item.text,
            item.owner,
            date.fromisoformat(item.reply_by) if item.reply_by else "",
            item.response or "",
            item.state,
        )
        for item in outcome.parked
    ]


def _known(number: float | None) -> Cell:
    return "" if number is None else number


def _themes_of(outcome: Outcome) -> dict[str, dict[str, None]]:
    """Return the names of the themes in which the words of each response stand."""
    names = {theme.id: theme.name for theme in outcome.themes}
    found: dict[str, dict[str, None]] = {}
    for quote in outcome.quotes:
        if quote.theme in names:
            found.setdefault(quote.part_of or quote.response, {})[names[quote.theme]] = None
    return found


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
