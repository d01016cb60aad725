"""What a seat or a person sees of its own, beside what its audience sees.  Rules V1, V6."""

from collections.abc import Collection, Set

from workshop.room.doubt import is_doubted
from workshop.room.nouns import Response, Room, Vote, is_person
from workshop.room.paper import typed_by
from workshop.room.views import Object, View, put, sees_themes
from workshop.room.vote import concern_of

PAPERS_SHOWN = 3  # batches from paper that can be taken back


def mine(
    room: Room, by: str, role: str, was: View | None = None, keys: Set[str] = frozenset()
) -> View:
    """Return what a seat or a person sees of its own.

    With `was`, what it saw before these `keys` were touched: only they are looked at again.
    """
    if is_person(by):
        return _own_steering(room, by, role)
    seat = room.seats.get(by)
    own: View = {"responses": {}, "votes": {}, "rights": {"respond": True}}
    if seat is None:
        return own
    for name in ("group", "language", "table", "headcount"):
        put(own, name, getattr(seat, name))
    if seat.tags:
        own["tags"] = dict.fromkeys(seat.tags, True)
    _own_papers(room, by, own)
    said: Collection[str] = room.by_seat.get(by, {})
    if was is not None:
        own["responses"] = {k: v for k, v in was["responses"].items() if k not in keys}
        few, many = (said, keys) if len(said) < len(keys) else (keys, said)
        said = [key for key in few if key in many]
    for key in said:
        response = room.responses[key]
        is_said = response.part_of is None and response.prompt in room.prompts
        if response.state != "withdrawn" and is_said:
            own["responses"][key] = _own(room, response)
    own["votes"] = {
        vote.ballot: _own_vote(room, vote)
        for vote in (room.votes[key] for key in room.by_voter.get(by, ()))
    }
    return own


def _own_vote(room: Room, vote: Vote) -> Object:
    seen: Object = {"choices": {one: True for one in vote.choices}}
    said = concern_of(room, vote.ballot, vote.seat)
    if said is not None:
        seen["reason"] = said.text
    return seen


def _own(room: Room, response: Response) -> Object:
    own: Object = {
        "ref": response.ref,
        "prompt": response.prompt,
        "text": response.text,
        "state": response.state,
        "place": response.place,
    }
    if response.late:
        own["late"] = True
    if response.edited:
        own["edited"] = True
    if response.redacted:
        own["redacted"] = True
    put(own, "batch", response.batch)
    if response.top:
        own["top"] = True
    seat = room.seats.get(response.seat)
    if seat is not None and seat.table is not None:
        put(own, "group", response.group)
    if response.theme and sees_themes(room, response.prompt):
        own["theme"] = response.theme
        if is_doubted(response):
            own["doubted"] = True
    return own


def _own_papers(room: Room, by: str, own: Object) -> None:
    """Add the latest batches that somebody has typed from paper, as far as they still stand."""
    papers: dict[str, Object] = {}
    forms: dict[str, set[str]] = {}
    for response in typed_by(room, by):
        batch = response.batch or ""
        if batch not in papers and len(papers) == PAPERS_SHOWN:
            break
        if response.state == "withdrawn":
            continue
        paper = papers.setdefault(batch, {"prompt": response.prompt, "phrases": 0, "forms": 0})
        put(paper, "group", response.group)
        forms.setdefault(batch, set()).add(response.seat)
        paper["phrases"] += 1
        paper["forms"] = len(forms[batch])
    if papers:
        own["papers"] = papers


def _own_steering(room: Room, by: str, role: str) -> View:
    own: View = {"responses": {}, "votes": {}, "rights": {"steer": True}}
    if role == "facilitator":
        own["rights"]["lead"] = True
    steps = room.steps.get(by, ())
    step = next((s for s in reversed(steps) if s.type != "undo"), None)
    if step is not None:
        own["undo"] = {"entry": step.seq, "type": step.type}
    if steps and steps[-1].type == "undo":
        own["redo"] = {"entry": steps[-1].seq}
    _own_papers(room, by, own)
    return own


def holder(room: Room, seat: str) -> str:
    """Return who sees what this seat says as their own: of a paper form, who typed it."""
    found = room.seats.get(seat)
    return seat if found is None or found.entered_by is None else found.entered_by
