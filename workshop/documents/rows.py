"""Rows: an outcome as the lines of a table, for every format that has lines."""

from workshop.room.outcome import Outcome

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

Row = tuple[str | int, ...]


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
