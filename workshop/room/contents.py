"""Contents: which command meets which rule, who may send it, and which event has which consequence.

This is the table of contents of the room; begin here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from workshop.errors import NotAllowed, NotFound, Refused
from workshop.room import (
    agenda,
    arrange,
    ballot,
    codec,
    doubt,
    example,
    join,
    lead,
    moderate,
    order,
    paper,
    park,
    part,
    promote,
    remark,
    respond,
    show,
    star,
    suggest,
    table,
    tags,
    theme,
    translate,
    undo,
    vote,
)
from workshop.room.nouns import (
    DOOR,
    ENGINE,
    STEPS_KEPT,
    Answer,
    Hand,
    Room,
    Step,
    is_beside_vote,
    is_person,
)
from workshop.room.when import Moment

PARTICIPANT, FACILITATOR, COFACILITATOR = "participant", "facilitator", "cofacilitator"
SEATED = frozenset({PARTICIPANT})
LEAD = frozenset({FACILITATOR})
STEER = frozenset({FACILITATOR, COFACILITATOR})
ANYBODY = SEATED | STEER
AT_THE_DOOR = frozenset({DOOR})
BY_ENGINE = frozenset({ENGINE})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: a rule, who may call on it, whether its author may take it back."""

    rule: Callable[[Room, Any, str, int], list[Any]]
    who: frozenset[str]
    undoable: bool = False


def _close_workshop(room: Room, command: Any, by: str, at: int) -> list[Any]:
    """Close the ballot that is open too (B3): votes belong to no line of the agenda."""
    events: list[Any] = agenda.close_workshop(room, command, by, at)
    return [*ballot.closing(room), *events] if events else []


RULES: dict[type, Line] = {
    agenda.MakeWorkshop: Line(agenda.make, AT_THE_DOOR),
    join.JoinRoom: Line(join.join, AT_THE_DOOR),
    join.MoveSeat: Line(join.move, AT_THE_DOOR),
    join.ChangeSeat: Line(join.change, SEATED),
    agenda.OpenWorkshop: Line(agenda.open_workshop, LEAD),
    agenda.CloseWorkshop: Line(_close_workshop, LEAD),
    agenda.FreezeOutcome: Line(agenda.freeze_outcome, LEAD),
    agenda.RenameWorkshop: Line(agenda.rename, LEAD),
    arrange.AddPrompt: Line(arrange.add, LEAD),
    arrange.EditPrompt: Line(arrange.edit, LEAD, undoable=True),
    arrange.MovePrompt: Line(arrange.move, LEAD, undoable=True),
    arrange.CopyPrompt: Line(arrange.copy, LEAD),
    arrange.RemovePrompt: Line(arrange.remove, LEAD, undoable=True),
    agenda.OpenPrompt: Line(agenda.open_prompt, LEAD),
    agenda.PausePrompt: Line(agenda.pause, LEAD),
    agenda.ClosePrompt: Line(agenda.close, LEAD),
    agenda.NextPrompt: Line(agenda.next_prompt, LEAD),
    agenda.NextWave: Line(agenda.next_wave, LEAD),
    agenda.SetTimer: Line(agenda.set_timer, LEAD),
    agenda.AdjustTimer: Line(agenda.adjust_timer, LEAD),
    agenda.StopTimer: Line(agenda.stop_timer, LEAD),
    respond.SubmitResponse: Line(respond.submit, SEATED),
    respond.EditResponse: Line(respond.edit, SEATED),
    respond.WithdrawResponse: Line(respond.withdraw, SEATED),
    table.TagResponse: Line(table.tag, SEATED),
    table.MarkTop: Line(table.mark_top, SEATED),
    table.WithdrawBatch: Line(table.withdraw_batch, SEATED),
    paper.EnterPaper: Line(paper.enter, ANYBODY),
    paper.WithdrawPaper: Line(paper.withdraw, ANYBODY),
    doubt.DoubtPlace: Line(doubt.doubt, SEATED),
    doubt.DismissDoubt: Line(doubt.dismiss, STEER, undoable=True),
    tags.SetTags: Line(tags.set_tags, AT_THE_DOOR),
    moderate.SetModeration: Line(moderate.set_mode, LEAD),
    moderate.ShowResponse: Line(moderate.show, STEER, undoable=True),
    moderate.HoldResponse: Line(moderate.hold, STEER, undoable=True),
    moderate.HideResponse: Line(moderate.hide, STEER, undoable=True),
    moderate.RedactResponse: Line(moderate.redact, STEER),
    moderate.MuteSeat: Line(moderate.mute, STEER, undoable=True),
    suggest.SuggestThemes: Line(suggest.suggest, BY_ENGINE),
    suggest.AskDraft: Line(suggest.ask, STEER),
    suggest.AcceptDraft: Line(suggest.accept_draft, STEER, undoable=True),
    suggest.DismissDraft: Line(suggest.dismiss, STEER),
    suggest.AcceptSuggestions: Line(suggest.accept_suggestions, STEER, undoable=True),
    suggest.SetAuto: Line(suggest.set_auto, STEER),
    theme.MakeTheme: Line(theme.make, STEER, undoable=True),
    theme.RenameTheme: Line(theme.rename, STEER, undoable=True),
    theme.MergeThemes: Line(theme.merge, STEER, undoable=True),
    theme.SplitTheme: Line(theme.split, STEER, undoable=True),
    theme.MoveResponses: Line(theme.move, STEER, undoable=True),
    theme.PinResponses: Line(theme.pin, STEER, undoable=True),
    theme.SetThemeAside: Line(theme.set_aside, STEER, undoable=True),
    theme.RemoveTheme: Line(theme.remove, STEER, undoable=True),
    order.MoveTheme: Line(order.move, STEER, undoable=True),
    part.SplitResponse: Line(part.split, STEER, undoable=True),
    part.CopyResponse: Line(part.copy, STEER, undoable=True),
    part.JoinParts: Line(part.join, STEER, undoable=True),
    show.ShowFace: Line(show.show, LEAD),
    show.OpenView: Line(show.open_view, LEAD),
    show.SetScheme: Line(show.set_scheme, LEAD),
    show.SetResults: Line(show.set_results, AT_THE_DOOR),
    example.AddExamples: Line(example.add, STEER, undoable=True),
    example.RemoveExamples: Line(example.remove, STEER, undoable=True),
    star.StarResponses: Line(star.star, STEER, undoable=True),
    promote.PromoteTheme: Line(promote.promote_theme, LEAD, undoable=True),
    promote.PromoteResponse: Line(promote.promote_response, LEAD, undoable=True),
    promote.EditPriority: Line(promote.edit_priority, LEAD, undoable=True),
    promote.EditStatement: Line(promote.edit_statement, LEAD, undoable=True),
    promote.RemovePriority: Line(promote.remove_priority, LEAD, undoable=True),
    promote.RemoveStatement: Line(promote.remove_statement, LEAD, undoable=True),
    ballot.MakeBallot: Line(ballot.make, LEAD),
    ballot.OpenBallot: Line(ballot.open_ballot, LEAD),
    ballot.CloseBallot: Line(ballot.close, LEAD),
    ballot.RepeatBallot: Line(ballot.repeat, LEAD),
    ballot.RemoveBallot: Line(ballot.remove, LEAD),
    ballot.PlaceOption: Line(ballot.place, STEER, undoable=True),
    vote.CastVote: Line(vote.cast, SEATED),
    vote.EnterVote: Line(vote.enter, STEER),
    vote.RemoveVote: Line(vote.remove, STEER),
    park.Park: Line(park.park, STEER, undoable=True),
    park.EditParked: Line(park.edit, STEER, undoable=True),
    park.RemoveParked: Line(park.remove, STEER, undoable=True),
    undo.Undo: Line(undo.undo, STEER),
    lead.TakeLead: Line(lead.take, STEER),
    lead.HandOver: Line(lead.hand_over, STEER),
    remark.MakeRemark: Line(remark.make, STEER),
    remark.ReadRemarks: Line(remark.read, STEER),
    translate.TranslateResponse: Line(translate.translate, STEER, undoable=True),
}

CONSEQUENCES: dict[type, Callable[[Room, Any, Moment], None]] = {
    agenda.WorkshopMade: agenda.made,
    join.SeatTaken: join.taken,
    join.SeatMoved: join.moved,
    join.SeatChanged: join.changed,
    agenda.WorkshopOpened: agenda.workshop_opened,
    agenda.WorkshopClosed: agenda.workshop_closed,
    agenda.OutcomeFrozen: agenda.outcome_frozen,
    agenda.WorkshopRenamed: agenda.renamed,
    agenda.PromptAdded: agenda.added,
    arrange.PromptEdited: arrange.edited,
    arrange.AgendaOrdered: arrange.ordered,
    arrange.PromptRemoved: arrange.removed,
    agenda.PromptOpened: agenda.opened,
    agenda.PromptPaused: agenda.paused,
    agenda.PromptClosed: agenda.closed,
    agenda.WaveBegun: agenda.wave_begun,
    agenda.TimerSet: agenda.timer_set,
    respond.ResponseSubmitted: respond.submitted,
    respond.ResponseEdited: respond.edited,
    respond.ResponseWithdrawn: respond.withdrawn,
    table.ResponseTagged: table.tagged,
    table.TopMarked: table.top_marked,
    paper.PaperTaken: paper.taken,
    doubt.PlaceDoubted: doubt.doubted,
    doubt.DoubtDismissed: doubt.dismissed,
    tags.TagsSet: tags.tags_set,
    moderate.ModerationSet: moderate.mode_set,
    moderate.ResponseShown: moderate.shown,
    moderate.ResponseHeld: moderate.held,
    moderate.ResponseHidden: moderate.hidden,
    moderate.ResponseRedacted: moderate.redacted,
    moderate.SeatMuted: moderate.muted,
    suggest.ThemesSuggested: suggest.suggested,
    suggest.ResponsesSorted: suggest.sorted_by_suggestion,
    suggest.DraftAsked: suggest.asked,
    suggest.DraftAccepted: suggest.draft_accepted,
    suggest.DraftDismissed: suggest.dismissed,
    suggest.AutoSet: suggest.auto_set,
    theme.ThemeMade: theme.theme_made,
    theme.ThemeRenamed: theme.theme_renamed,
    theme.ThemesMerged: theme.themes_merged,
    theme.ResponsesMoved: theme.responses_moved,
    theme.ResponsesPinned: theme.pinned,
    theme.ThemeSetAside: theme.theme_set_aside,
    theme.ThemeRemoved: theme.theme_removed,
    order.ThemeMoved: order.moved,
    part.ResponseSplit: part.was_split,
    part.ResponseCopied: part.copied,
    part.PartsJoined: part.joined,
    show.FaceShown: show.shown,
    show.ViewOpened: show.view_opened,
    show.SchemeSet: show.scheme_set,
    show.ResultsSet: show.results_set,
    star.ResponsesStarred: star.starred,
    promote.PriorityMade: promote.priority_made,
    promote.StatementMade: promote.statement_made,
    promote.PriorityEdited: promote.priority_edited,
    promote.StatementEdited: promote.statement_edited,
    promote.PriorityRemoved: promote.priority_removed,
    promote.StatementRemoved: promote.statement_removed,
    ballot.BallotMade: ballot.made,
    ballot.BallotOpened: ballot.opened,
    ballot.BallotClosed: ballot.closed,
    ballot.BallotRemoved: ballot.removed,
    ballot.OptionPlaced: ballot.placed,
    vote.VoteCast: vote.taken,
    vote.VoteRemoved: vote.removed,
    park.ParkedAside: park.parked,
    park.ParkedEdited: park.edited,
    park.ParkedRemoved: park.removed,
    undo.Undone: undo.undone,
    lead.LeadTaken: lead.taken,
    remark.RemarkMade: remark.made,
    remark.RemarksRead: remark.were_read,
    translate.ResponseTranslated: translate.translated,
    example.ExampleAdded: example.added,
    example.ExamplesRemoved: example.removed,
}

COMMANDS: dict[str, type] = {codec.snake(cls.__name__): cls for cls in RULES}
EVENTS: dict[str, type] = {codec.snake(cls.__name__): cls for cls in CONSEQUENCES}

# Of what only a facilitator may do, this drives neither the wall nor the agenda (F2).
_BESIDE = frozenset(
    {
        agenda.RenameWorkshop,
        agenda.FreezeOutcome,
        moderate.SetModeration,
        promote.PromoteTheme,
        promote.PromoteResponse,
        promote.EditPriority,
        promote.EditStatement,
        promote.RemovePriority,
        promote.RemoveStatement,
        ballot.RemoveBallot,
    }
)

# Fields that name what a steering command aims at; see `changed_meanwhile`.
_TARGETS = (
    *("theme", "themes", "into", "response", "responses", "priority", "statement"),
    *("item", "ballot"),
)
_OFFERS = (suggest.AcceptDraft,)  # their `themes` are keys in a draft, no themes yet

# What is done to a phrase that was said beside a vote; it has no place among the others (B6).
_TO_CONCERNS = (
    moderate.ShowResponse,
    moderate.HoldResponse,
    moderate.HideResponse,
    moderate.RedactResponse,
    park.Park,
    remark.MakeRemark,
    translate.TranslateResponse,
)

# What a command takes out of its place along with what it names.
_TAKES_ALONG: dict[type, Callable[[Room, Any], Iterable[str]]] = {
    theme.RemoveTheme: lambda room, command: theme.inside(room, command.theme),
    part.JoinParts: lambda room, command: part.joined_by(room, command.response)[1],
}


def may(command: type, role: str) -> bool:
    """Return True when `role` may send this command."""
    return role in RULES[command].who


def drives(command: type) -> bool:
    """Return True for what changes the wall or the agenda: of several facilitators, the lead's."""
    return RULES[command].who == LEAD and command not in _BESIDE


def decide(room: Room, command: Any, by: str, role: str, at: int) -> list[Any]:
    """Return the events that follow from a command; the room stays as it is.

    Raises NotAllowed `not_for_role`, and what the rule raises (Refused, NotFound); Refused
    `not_lead`, `beside_vote`, and `changed_meanwhile` when somebody else steered the command's
    target, or what it takes along, after its `seen`: `by` that person, the `thing` it was.
    """
    line = RULES[type(command)]
    if role not in line.who and not _leads(room, line, by, role):
        raise NotAllowed("not_for_role", role=role)
    is_driving = drives(type(command))
    if _takes_back_driving(room, command, by):
        lead.check(room, by)
        if role == COFACILITATOR and not _leads(room, RULES[agenda.NextPrompt], by, role):
            raise NotAllowed("not_for_role", role=role)
    elif is_driving:
        lead.check(room, by)
    if line.who <= STEER:
        _nothing_beside_votes(room, command)
    seen = getattr(command, "seen", None)
    if seen is not None and line.who <= STEER:
        _unchanged_since(room, command, by, seen)
    events = line.rule(room, command, by, at)
    return lead.begun(room, events, by) if is_driving else events


def _takes_back_driving(room: Room, command: Any, by: str) -> bool:
    step = undo.find_step(room, by, command.entry) if isinstance(command, undo.Undo) else None
    return step is not None and drives(COMMANDS[step.root])


def _leads(room: Room, line: Line, by: str, role: str) -> bool:
    """Return True where a co-facilitator leads, and so may what a facilitator may (F5)."""
    is_leading = room.workshop.state == "open" and room.workshop.lead == by
    return line.who == LEAD and role == COFACILITATOR and is_leading


def fold(
    room: Room, seq: int, at: int, by: str, ref: str, digest: str, kind: str, events: Iterable[Any]
) -> None:
    """Let one entry's events have their consequences; afterwards `room.notes` are its notes."""
    when = Moment(seq, at, by, ref)
    room.notes = []
    room.skipped = 0
    before = _steps_before(room, by, kind)
    for event in events:
        CONSEQUENCES[type(event)](room, event, when)
    room.seq = seq
    made = tuple(n.key for n in room.notes if n.field == "" and n.after and n.key != "w")
    room.answers[(by, ref)] = Answer(seq, made, digest, room.skipped)
    if is_person(by):
        _remember(room, seq, by, kind, before)


def _steps_before(room: Room, by: str, kind: str) -> dict[int, Step]:
    return {step.seq: step for step in room.steps.get(by, ())} if kind == "undo" else {}


def _remember(room: Room, seq: int, by: str, kind: str, before: dict[int, Step]) -> None:
    """Keep a person's steering for its undo, and whose hand was where last."""
    for note in room.notes:
        room.changed[note.key] = room.changed.get(note.key, Hand(0, by)).then(seq, by)
    root = kind
    if kind == "undo":
        taken_back = set(before) - {step.seq for step in room.steps.get(by, ())}
        was = before[taken_back.pop()] if taken_back else None
        kind = "redo" if was is not None and was.type == "undo" else "undo"
        root = was.root if was is not None else "undo"
    elif kind not in COMMANDS or not RULES[COMMANDS[kind]].undoable:
        return
    if room.notes:
        steps = room.steps.setdefault(by, [])
        steps.append(Step(seq, by, kind, tuple(room.notes), root))
        del steps[:-STEPS_KEPT]


def _nothing_beside_votes(room: Room, command: Any) -> None:
    """Keep to what may be done to what people said beside a vote.

    Raises NotFound while that vote is open: nobody is told that it is there. Refused `beside_vote`.
    """
    for key in _named(command, ("response", "responses")):
        response = room.responses.get(key)
        if response is None or not is_beside_vote(response):
            continue
        if vote.is_secret(room, response):
            raise NotFound("no_such_thing", key=key)
        if not isinstance(command, _TO_CONCERNS):
            raise Refused("beside_vote")


def _unchanged_since(room: Room, command: Any, by: str, seen: int) -> None:
    for key in _aims(room, command):
        for one in (key, room.follow(key)):
            hand = room.changed.get(one)
            if hand is not None and hand.not_by(by) > seen:
                raise Refused("changed_meanwhile", by=hand.whose(by), thing=key)


def _aims(room: Room, command: Any) -> Iterator[str]:
    yield from _named(command, () if isinstance(command, _OFFERS) else _TARGETS)
    along = _TAKES_ALONG.get(type(command))
    if along is not None:
        yield from along(room, command)


def _named(command: Any, fields: Iterable[str]) -> Iterator[str]:
    for name in fields:
        keys = getattr(command, name, None)
        yield from (keys,) if isinstance(keys, str) else keys or ()
