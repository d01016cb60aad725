"""Promote: a theme or a phrase becomes a priority or a worded statement.  Rules P1–P6.

The room recommends; only the school board adopts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from workshop.errors import Refused
from workshop.room.agenda import worded
from workshop.room.nouns import Note, Priority, Room, Statement
from workshop.room.respond import LATER
from workshop.room.text import graphemes, squeeze
from workshop.room.theme import coined_for, is_live, live
from workshop.room.when import Moment

MAX_TITLE = 160
MAX_STATEMENT = 600
OFFERED = 60  # characters of a theme's name that a form offers as a title
MAX_LOOK_FORS = 1200  # graphemes: some lines, one for each grade band
# A goal idea waits for the plan: a goal there is a result that can be checked, with its owner.
COMPETENCY = "competency"
KINDS = ("priority", "mission", "vision", "value", "competency", "guardrail", "goal")


@dataclass(frozen=True, slots=True)
class PromoteTheme:
    """Make a theme a priority or a statement."""

    theme: str
    kind: str
    title: str = ""
    statement: str = ""
    seen: int | None = None
    look_fors: tuple[str, ...] | None = field(default=None, metadata=LATER)  # of a competency


@dataclass(frozen=True, slots=True)
class PromoteResponse:
    """Make one phrase a priority or a statement."""

    response: str
    kind: str
    title: str = ""
    statement: str = ""
    seen: int | None = None
    look_fors: tuple[str, ...] | None = field(default=None, metadata=LATER)  # of a competency


@dataclass(frozen=True, slots=True)
class EditPriority:
    """Word a priority differently."""

    priority: str
    title: str
    statement: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class EditStatement:
    """Word a statement differently; without `look_fors` those of a competency stay."""

    statement: str
    text: str
    title: str = ""
    seen: int | None = None
    look_fors: tuple[str, ...] | None = field(default=None, metadata=LATER)


@dataclass(frozen=True, slots=True)
class RemovePriority:
    """Take a priority back."""

    priority: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class RemoveStatement:
    """Take a statement back."""

    statement: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class PriorityMade:
    """The room has a priority."""

    priority: str
    title: str
    statement: str
    place: int
    theme: str | None
    theme_name: str | None
    responses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatementMade:
    """The room has a statement."""

    statement: str
    kind: str
    title: str
    text: str
    place: int
    theme: str | None
    theme_name: str | None
    responses: tuple[str, ...]
    look_fors: str = ""


@dataclass(frozen=True, slots=True)
class PriorityEdited:
    """A priority reads differently."""

    priority: str
    title: str
    statement: str


@dataclass(frozen=True, slots=True)
class StatementEdited:
    """A statement reads differently."""

    statement: str
    title: str
    text: str
    look_fors: str | None = None  # as they were


@dataclass(frozen=True, slots=True)
class PriorityRemoved:
    """A priority was taken back."""

    priority: str


@dataclass(frozen=True, slots=True)
class StatementRemoved:
    """A statement was taken back."""

    statement: str


def promote_theme(
    room: Room, command: PromoteTheme, by: str, at: int
) -> list[PriorityMade | StatementMade]:
    """Promote a theme with all the phrases in it (P1, P2).

    Raises Refused `unknown_kind`, `empty`, `too_long`, NotFound.
    """
    theme = live(room, command.theme)
    keys = tuple(key for key in room.by_theme.get(theme.id, ()) if is_live(room.responses[key]))
    title = command.title if squeeze(command.title) else theme.name
    made = _made(room, command.kind, title, command.statement, theme.id, theme.name, keys)
    return [_looked_for(made, command.look_fors)]


def promote_response(
    room: Room, command: PromoteResponse, by: str, at: int
) -> list[PriorityMade | StatementMade]:
    """Promote one phrase; without other words it keeps its own (P3).

    Raises Refused `unknown_kind`, `not_shown`, `empty`, `too_long`, NotFound.
    """
    response = room.get(command.response, "r")
    if response.state != "shown":
        raise Refused("not_shown")
    title = command.title if squeeze(command.title) else as_title(response.text)
    statement = command.statement if squeeze(command.statement) else response.text
    made = _made(room, command.kind, title, statement, None, None, (response.id,))
    return [_looked_for(made, command.look_fors)]


def priority_made(room: Room, event: PriorityMade, when: Moment) -> None:
    """Put the priority into the room."""
    room.add(
        event.priority,
        title=event.title,
        statement=event.statement,
        place=event.place,
        theme=event.theme,
        theme_name=event.theme_name,
        responses=event.responses,
        coined=coined_for(room, event.theme),
    )


def statement_made(room: Room, event: StatementMade, when: Moment) -> None:
    """Put the statement into the room."""
    room.add(
        event.statement,
        kind=event.kind,
        title=event.title,
        text=event.text,
        place=event.place,
        theme=event.theme,
        theme_name=event.theme_name,
        responses=event.responses,
        coined=coined_for(room, event.theme),
        look_fors=event.look_fors,
    )


def edit_priority(room: Room, command: EditPriority, by: str, at: int) -> list[PriorityEdited]:
    """Word it differently; its source stays (P4)."""
    priority = room.get(command.priority, "i")
    title = worded(command.title, MAX_TITLE)
    return [PriorityEdited(priority.id, title, _optional(command.statement))]


def priority_edited(room: Room, event: PriorityEdited, when: Moment) -> None:
    """Write the words; the others stay as an earlier version (P6)."""
    priority = room.priorities[event.priority]
    if (priority.title, priority.statement) != (event.title, event.statement):
        earlier = (*priority.versions, (priority.title, priority.statement))
        room.put(event.priority, "versions", earlier)
    room.put(event.priority, "title", event.title)
    room.put(event.priority, "statement", event.statement)


def edit_statement(room: Room, command: EditStatement, by: str, at: int) -> list[StatementEdited]:
    """Word it differently; its source stays (P4)."""
    statement = room.get(command.statement, "v")
    title = squeeze(command.title)[:MAX_TITLE] or statement.title
    text = worded(command.text, MAX_STATEMENT)
    is_competency = statement.kind == COMPETENCY and command.look_fors is not None
    look_fors = lines_of(command.look_fors or ()) if is_competency else None
    return [StatementEdited(statement.id, title, text, look_fors)]


def statement_edited(room: Room, event: StatementEdited, when: Moment) -> None:
    """Write the words; the others stay as an earlier version (P6)."""
    statement = room.statements[event.statement]
    if (statement.title, statement.text) != (event.title, event.text):
        earlier = (*statement.versions, (statement.title, statement.text))
        room.put(event.statement, "versions", earlier)
    room.put(event.statement, "title", event.title)
    room.put(event.statement, "text", event.text)
    if event.look_fors is not None:
        room.put(event.statement, "look_fors", event.look_fors)


def remove_priority(room: Room, command: RemovePriority, by: str, at: int) -> list[PriorityRemoved]:
    """Take it back; the theme stays (P5)."""
    return [PriorityRemoved(room.get(command.priority, "i").id)]


def priority_removed(room: Room, event: PriorityRemoved, when: Moment) -> None:
    """Drop it."""
    room.drop(event.priority)


def remove_statement(
    room: Room, command: RemoveStatement, by: str, at: int
) -> list[StatementRemoved]:
    """Take it back; the theme stays (P5)."""
    return [StatementRemoved(room.get(command.statement, "v").id)]


def statement_removed(room: Room, event: StatementRemoved, when: Moment) -> None:
    """Drop it."""
    room.drop(event.statement)


def as_title(text: str) -> str:
    """Return the words of a phrase as far as a title holds them."""
    return squeeze(text[:MAX_TITLE])


def reading(source: Priority | Statement) -> tuple[str, str]:
    """Return how a priority or statement reads: its title, and what it says."""
    return source.title, source.statement if isinstance(source, Priority) else source.text


def says(text: str, words: str) -> bool:
    """Return True when words are those of a phrase, whole or as far as a title holds them."""
    return words in (text, as_title(text))


def reword(room: Room, response: str, text: str) -> None:
    """Put other words wherever a phrase was promoted in its own, also where an undo leads (M5).

    To be called before the phrase itself is changed.
    """
    old = room.responses[response].text
    other = {old: text, as_title(old): as_title(text)}
    for source in promoted(room):
        if response in source.responses and source.theme is None:
            _say_otherwise(room, source, other)
    for ballot in room.ballots.values():
        options = {
            key: replace(option, text=other.get(option.text, option.text))
            if option.said == response
            else option
            for key, option in ballot.options.items()
        }
        room.put(ballot.id, "options", options)
    for item in room.parked.values():
        if item.response == response:
            room.put(item.id, "text", other.get(item.text, item.text))
    _undo_otherwise(room, other)


def rename_options(room: Room, names: dict[str, str]) -> None:
    """Call what ballots ask about otherwise, where the engine had named it in words that go (M5).

    To be called before the themes themselves are renamed.
    """
    for ballot in room.ballots.values():
        options = dict(ballot.options)
        for key, option in options.items():
            theme = room.themes.get(option.source or "")
            if theme is not None and theme.id in names and option.text == theme.name:
                options[key] = replace(option, text=names[theme.id])
        room.put(ballot.id, "options", options)


def rename_coined(room: Room, names: dict[str, str]) -> None:
    """Call otherwise what bears a name that the engine made up of words that go (M5).

    `names` are by address, an id or "b1.o2", an option of a ballot; see `traces.Traces.named`.
    """
    for address, name in names.items():
        key, _, option = address.partition(".")
        if option:
            options = room.ballots[key].options
            renamed = {**options, option: replace(options[option], text=name)}
            room.put(key, "options", renamed)
            continue
        source = room.find(key)
        other = other_name(source.theme_name or "", name)
        _say_otherwise(room, source, other)
        room.put(key, "theme_name", name)
        _undo_otherwise(room, other)


def other_name(old: str, name: str) -> dict[str, str]:
    """Return what is said for a theme's name from now on, whole or as far as a form offers it."""
    return {old: name, old[:OFFERED]: name[:OFFERED]}


def promoted(room: Room) -> list[Priority | Statement]:
    """Return the priorities, then the statements."""
    return [*room.priorities.values(), *room.statements.values()]


def _say_otherwise(room: Room, source: Priority | Statement, other: dict[str, str]) -> None:
    name = "statement" if isinstance(source, Priority) else "text"
    worded = getattr(source, name)
    room.put(source.id, "title", other.get(source.title, source.title))
    room.put(source.id, name, other.get(worded, worded))
    room.put(source.id, "versions", _versions(source.versions, other))
    if isinstance(source, Statement):
        room.put(source.id, "look_fors", _lines(source.look_fors, other))


def _undo_otherwise(room: Room, other: dict[str, str]) -> None:
    for by, steps in room.steps.items():
        room.steps[by] = [replace(s, notes=tuple(_other(n, other) for n in s.notes)) for s in steps]


_WORDS = {"title", "statement", "text", "theme_name"}


def _versions(
    versions: tuple[tuple[str, str], ...], other: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    return tuple((other.get(title, title), other.get(text, text)) for title, text in versions)


def _lines(lines: str, other: dict[str, str]) -> str:
    return "\n".join(other.get(line, line) for line in lines.split("\n"))


def _other(note: Note, other: dict[str, str]) -> Note:
    if note.field == "versions":
        was, now = (_versions(one or (), other) for one in (note.before, note.after))
        return note._replace(before=was, after=now)
    if note.field == "look_fors":
        return note._replace(
            before=_lines(note.before or "", other), after=_lines(note.after or "", other)
        )
    if note.field not in _WORDS:
        return note
    before, after = other.get(note.before, note.before), other.get(note.after, note.after)
    return note._replace(before=before, after=after)


def _made(
    room: Room,
    kind: str,
    title: str,
    statement: str,
    theme: str | None,
    theme_name: str | None,
    responses: tuple[str, ...],
) -> PriorityMade | StatementMade:
    if kind not in KINDS:
        raise Refused("unknown_kind")
    title = worded(title, MAX_TITLE)
    if kind == "priority":
        place = 1 + max((p.place for p in room.priorities.values()), default=0)
        key = room.next_id("i")
        text = _optional(statement)
        return PriorityMade(key, title, text, place, theme, theme_name, responses)
    place = 1 + max((s.place for s in room.statements.values()), default=0)
    key = room.next_id("v")
    text = worded(statement if squeeze(statement) else title, MAX_STATEMENT)
    return StatementMade(key, kind, title, text, place, theme, theme_name, responses)


def lines_of(typed: Iterable[str]) -> str:
    """Return what was typed as lines, each in order, without empty ones. Raises `too_long`."""
    said = (squeeze(line) for one in typed for line in one.splitlines())
    lines = "\n".join(line for line in said if line)
    if graphemes(lines) > MAX_LOOK_FORS:
        raise Refused("too_long", limit=MAX_LOOK_FORS)
    return lines


def _looked_for(
    made: PriorityMade | StatementMade, look_fors: tuple[str, ...] | None
) -> PriorityMade | StatementMade:
    """Return it with what a competency looks like; nothing else has that."""
    if not isinstance(made, StatementMade) or made.kind != COMPETENCY or not look_fors:
        return made
    return replace(made, look_fors=lines_of(look_fors))


def _optional(statement: str) -> str:
    text = squeeze(statement)
    if graphemes(text) > MAX_STATEMENT:
        raise Refused("too_long", limit=MAX_STATEMENT)
    return text
