"""Views: what an audience sees of the room.  Rules V1–V10.

A view is a map of parts; a part is a flat object (`workshop`, `crowd`) or a map by id. An address
names one object in it: `("crowd",)` or `("themes", "t3")`. Absent is the only "none".
"""

from collections.abc import Callable, Iterable
from typing import Any

from workshop.room.ballot import open_one
from workshop.room.doubt import is_doubted
from workshop.room.moderate import is_personnel_matter
from workshop.room.nouns import (
    ENGINE,
    WORKSHOP,
    Ballot,
    Example,
    Option,
    Parked,
    Priority,
    Prompt,
    Remark,
    Response,
    Room,
    Statement,
    Theme,
    is_beside_vote,
)
from workshop.room.park import words_of
from workshop.room.tags import is_minor
from workshop.room.tally import Line, Tally, agreed, tally
from workshop.room.theme import is_live, shown_name
from workshop.room.unseen import is_unread, is_unseen
from workshop.room.vote import is_secret

PHONE, CONSOLE, WALL = "phone", "console", "wall"
AUDIENCES = (CONSOLE, WALL, PHONE)

FLAT = ("workshop", "crowd")
PAPERS_SHOWN = 3  # batches from paper that can be taken back

MAPS = (
    "prompts",
    "steps",
    "responses",
    "themes",
    "ballots",
    "priorities",
    "statements",
    "remarks",
    "examples",
    "parked",
)

Address = tuple[str, ...]
Object = dict[str, Any]
View = dict[str, Any]


# ── views ──────────────────────────────────────────────────────────────────


def view(room: Room, audience: str) -> View:
    """Return all that an audience sees."""
    return assemble(objects(room, audience, every_key(room)))


def assemble(found: dict[Address, Object | None]) -> View:
    """Return the view that these objects make; every part is present."""
    made: View = {part: {} for part in (*FLAT, *MAPS)}
    for address, value in found.items():
        if value is None:
            continue
        if len(address) == 1:
            made[address[0]] = value
        else:
            made[address[0]][address[1]] = value
    return made


def every_key(room: Room) -> list[str]:
    """Return the keys of all things that any audience may see."""
    return [
        WORKSHOP,
        *room.prompts,
        *room.interludes,
        *room.responses,
        *room.themes,
        *room.priorities,
        *room.statements,
        *room.remarks,
        *room.examples,
        *room.ballots,
        *room.parked,
    ]


def objects(room: Room, audience: str, keys: Iterable[str]) -> dict[Address, Object | None]:
    """Return what an audience sees of these things now; None where it sees nothing."""
    found: dict[Address, Object | None] = {}
    for key in keys:
        if key == WORKSHOP:
            found[("workshop",)] = _workshop(room, audience)
            found[("crowd",)] = _crowd(room, audience)
            continue
        part = _PARTS.get(key[0])
        if part is None:
            continue
        name, see = part
        thing = room.find(key)
        found[(name, key)] = None if thing is None else see(room, audience, thing)
    return found


# ── parts ──────────────────────────────────────────────────────────────────


def _workshop(room: Room, audience: str) -> Object:
    workshop = room.workshop
    seen: Object = {
        "id": workshop.public_id,
        "code": workshop.code,
        "title": workshop.title,
        "state": workshop.state,
    }
    put(seen, "rehearsal", workshop.rehearsal or None)
    put(seen, "results", workshop.results)
    if audience != PHONE:
        seen["face"] = workshop.face
        put(seen, "face_prompt", workshop.face_prompt)
        put(seen, "face_theme", workshop.face_theme)
        put(seen, "face_statement", workshop.face_statement)
        put(seen, "face_step", workshop.face_step)
        put(seen, "face_ballot", workshop.face_ballot)
        put(seen, "scheme", None if workshop.scheme == "system" else workshop.scheme)
        put(seen, "opened_at", workshop.opened_at)
    seen["groups"] = {
        key: {"name": labels.get("en") or next(iter(labels.values()), key), **_others(labels)}
        for key, labels in workshop.groups.items()
    }
    if audience == CONSOLE:
        for key, people in workshop.expected.items():
            seen["groups"][key]["expected"] = people
        for key, people in workshop.population.items():
            seen["groups"][key]["population"] = people
        put(seen, "population_as_of", workshop.population_as_of or None)
    if audience != WALL and workshop.tags:
        seen["tags"] = {key: _tag_list(said) for key, said in workshop.tags.items()}
    if audience == CONSOLE:
        seen["moderation"] = workshop.moderation
        put(seen, "lead", workshop.lead)
    return seen


def _tag_list(said: Object) -> Object:
    students = {"students": True} if said.get("students") else {}
    return {
        **_named(said["name"]),
        "options": {key: _named(names) for key, names in said["options"].items()},
        **students,
    }


def _named(labels: dict[str, str]) -> Object:
    return {"name": labels.get("en") or next(iter(labels.values())), **_others(labels)}


def _others(labels: dict[str, str]) -> Object:
    names = {language: label for language, label in labels.items() if language != "en"}
    return {"names": names} if names else {}


def _crowd(room: Room, audience: str) -> Object:
    """Count people, tables and phrases; not for phones, which another's phrase must not wake."""
    if audience == PHONE:
        return {}
    joined = len(room.seats) - room.forms
    open_now = [p.id for p in room.prompts.values() if p.state in ("open", "paused")]
    spoken = [room.said[prompt] for prompt in open_now if prompt in room.said]
    seen: Object = {
        "joined": joined,
        "answered": len(spoken[0]) if len(spoken) == 1 else len(set().union(*spoken)),
        "people": joined - room.tables,
        "tables": room.tables,
        "at_tables": room.at_tables,
        "phrases": sum(n for prompt, n in room.phrases.items() if prompt in room.prompts),
    }
    if audience == CONSOLE:
        seen["held"] = room.held - _held_in_secret(room)
        seen["groups"] = dict(room.groups)
        if room.tagged:
            seen["tags"] = dict(room.tagged)
    return seen


def _held_in_secret(room: Room) -> int:
    """Return how many of the phrases that wait are not to be known of while a vote is open (B4)."""
    now = open_one(room)
    said = [room.responses[key] for key in room.by_prompt.get(now.id, ())] if now else []
    return sum(response.state == "held" and is_secret(room, response) for response in said)


def _line(room: Room, audience: str, prompt: Prompt) -> Object | None:
    """Return what all lines of the agenda have, which is all of a step that asks nothing."""
    if audience != CONSOLE and prompt.state == "waiting":
        return None
    seen: Object = {
        "kind": prompt.kind,
        "question": prompt.question,
        "state": prompt.state,
        "place": prompt.place,
    }
    if prompt.questions:
        seen["questions"] = prompt.questions
    put(seen, "closes_at", prompt.closes_at)
    put(seen, "left", prompt.left)
    if audience == CONSOLE:
        put(seen, "minutes", prompt.minutes)
    return seen


def _prompt(room: Room, audience: str, prompt: Prompt) -> Object | None:
    seen = _line(room, audience, prompt)
    if seen is None:
        return None
    if prompt.wave:
        most = prompt.waves[prompt.wave - 1]
        seen["wave"] = {"number": prompt.wave, "of": len(prompt.waves), "most": most}
    if prompt.phones_see != "nothing":
        seen["see"] = prompt.phones_see
    if audience == PHONE:
        put(seen, "together", prompt.together or None)
        return seen
    said = room.said.get(prompt.id, {})
    seen["phrases"] = room.phrases.get(prompt.id, 0)
    seen["answered"] = len(said)
    put(seen, "papers", len(room.papers.get(prompt.id, ())) or None)
    if audience == CONSOLE:
        seen["auto"] = prompt.auto
        seen["steered"] = prompt.steered
        put(seen, "asked", prompt.asked or None)
        put(seen, "wish", prompt.wish)
        put(seen, "nothing", prompt.nothing)
        put(seen, "draft", prompt.draft)
        for name in ("stays", "together", "late_names"):
            put(seen, name, getattr(prompt, name) or None)
        if prompt.about is not None:
            seen["about"] = room.follow(prompt.about) if prompt.about[0] == "t" else prompt.about
        if prompt.waves:
            seen["waves"] = ", ".join(map(str, prompt.waves))
    return seen


def _response(room: Room, audience: str, response: Response) -> Object | None:
    if response.state == "withdrawn":
        return None
    if audience != CONSOLE and (response.state != "shown" or response.split):
        return None
    if is_beside_vote(response):
        return _beside_vote(room, audience, response)
    if audience == PHONE and not sees_themes(room, response.prompt):
        return None
    seen: Object = {
        "prompt": response.prompt,
        "text": response.text,
        "state": response.state,
        "place": response.place,
    }
    if is_personnel_matter(response):
        return _unread(response, seen)
    put(seen, "theme", response.theme)
    put(seen, "part_of", response.part_of)
    put(seen, "translation", _translation(room, response))
    if audience != PHONE:
        put(seen, "starred", response.starred or None)
        put(seen, "again", _is_again(room, audience, response) or None)
    if audience == CONSOLE:
        _console_response(room, response, seen)
    return seen


def _beside_vote(room: Room, audience: str, response: Response) -> Object | None:
    """Show what was said beside a vote once that is closed, and never what may tell whose it is.

    Not the group, the table, or what else its seat has sent: among few that is who voted how (B6).
    """
    is_open = room.ballots[response.prompt].state == "open"
    if audience == PHONE or is_secret(room, response) or (is_open and audience != CONSOLE):
        return None
    seen: Object = {
        "prompt": response.prompt,
        "text": response.text,
        "state": response.state,
        "place": response.place,
    }
    if is_personnel_matter(response):
        return _unread(response, seen)
    put(seen, "translation", _translation(room, response))
    if audience == CONSOLE:
        put(seen, "reason", response.reason)
        if response.state == "held":
            put(seen, "held_by", response.held_by)
        _marked(response, seen)
        for name in ("redacted", "parked"):
            put(seen, name, getattr(response, name) or None)
    return seen


def _unread(response: Response, seen: Object) -> Object:
    """Say that it is there and why it is hidden, and nothing that tells its words, or whose."""
    seen["text"] = ""
    put(seen, "part_of", response.part_of)
    put(seen, "reason", response.reason)
    return seen


def _is_again(room: Room, audience: str, response: Response) -> bool:
    """Return True where its author has said the same before: people count once (V10).

    At a table, and on paper, it may have been another person.
    """
    if response.paper or _is_table(room, response.seat):
        return False
    same = room.as_said.get(room.saying(response), ())
    return any(
        _counts(room.responses[key], audience) and not room.responses[key].split
        for key in same
        if int(key[1:]) < int(response.id[1:])
    )


def _translation(room: Room, response: Response) -> dict[str, str] | None:
    """Return what facilitators say it means; a second card says what the first does (X3)."""
    original = room.responses[response.part_of] if response.part_of else response
    if original is not response and original.split:
        return None
    return original.translations or None


def _console_response(room: Room, response: Response, seen: Object) -> None:
    opened = room.workshop.opened_at
    seen["minute"] = 0 if opened is None else max(0, (response.at - opened) // 60_000)
    put(seen, "group", response.group)
    _said_by(room, response, seen)
    put(seen, "reason", response.reason)
    if response.state == "held":
        put(seen, "held_by", response.held_by)
    _for_moderators(room, response, seen)
    for name in ("late", "edited", "redacted", "pinned", "aside", "single", "split", "parked"):
        put(seen, name, getattr(response, name) or None)
    if response.theme and response.placed_by:
        seen["placed"] = "engine" if response.placed_by == ENGINE else "person"
    if response.apart:
        seen["apart"] = dict.fromkeys(response.apart, True)
    if response.suggested and room.follow(response.suggested) in room.themes:
        seen["suggested"] = room.follow(response.suggested)
        put(seen, "sure", response.sure)
    if response.words:
        seen["words"] = ", ".join(response.words)
    if response.near:
        seen["near"] = dict.fromkeys(response.near, True)
    if response.ideas and not response.split:
        seen["ideas"] = "\n".join(response.text[start:end] for start, end in response.ideas)


def _for_moderators(room: Room, response: Response, seen: Object) -> None:
    """Say what the screening saw, and how its seat has behaved; never whose seat it is."""
    _marked(response, seen)
    seat = room.seats.get(response.seat)
    if response.part_of or seat is None:
        return
    put(seen, "muted", seat.muted or None)
    others = room.hidden.get(seat.id, 0) - (response.state == "hidden")
    put(seen, "hidden_too", others or None)


def _marked(response: Response, seen: Object) -> None:
    if response.flags:
        seen["flags"] = dict.fromkeys(response.flags, True)
    if response.marks:
        seen["marks"] = {str(start): {"to": to, "flag": flag} for start, to, flag in response.marks}


def _said_by(room: Room, response: Response, seen: Object) -> None:
    """Add where it came from, and what its author says of it since."""
    seat = room.seats.get(response.seat)
    is_told = not is_minor(room, response.group)
    if seat is not None and seat.table is not None and is_told and not is_minor(room, seat.group):
        seen["table"] = seat.table
        put(seen, "headcount", seat.headcount)
    original = room.responses.get(response.part_of or "", response)
    for name in ("paper", "top"):
        put(seen, name, getattr(original, name) or None)
    if is_doubted(response):
        seen["doubted"] = True
        if response.wanted and room.follow(response.wanted) in room.themes:
            seen["wanted"] = room.follow(response.wanted)


def _theme(room: Room, audience: str, theme: Theme) -> Object | None:
    if theme.merged_into is not None:
        return None
    if audience != CONSOLE and theme.aside:
        return None
    if audience == PHONE and not sees_themes(room, theme.prompt):
        return None
    seen: Object = {
        "prompt": theme.prompt,
        "name": shown_name(room, theme),
        "place": theme.place,
        "symbol": theme.symbol,
    }
    if seen["name"] == theme.name:  # else it is a neutral tag (T25)
        put(seen, "mixed", theme.mixed or None)
    if audience == PHONE:
        return seen
    keys = room.by_theme.get(theme.id, ())
    live = [r for k in keys if _counts(room.responses[k], audience) and (r := room.responses[k])]
    live.sort(key=lambda response: response.place)  # a seat's latest phrase tells its group
    seats = {response.seat: response for response in live}
    tables = {seat for seat in seats if _is_table(room, seat)}
    papers = {seat for seat in seats if room.seats[seat].entered_by is not None}
    seen["people"] = len(seats) - len(tables) - len(papers)
    seen["phrases"] = len(live)
    put(seen, "tables", len(tables) or None)
    put(seen, "at_tables", sum(room.seats[seat].headcount or 0 for seat in tables) or None)
    put(seen, "papers", len(papers) or None)
    if audience == CONSOLE:
        _weigh(room, live, seen)
        put(seen, "named", theme.named or None)
        put(seen, "machine", theme.machine or None)
        put(seen, "aside", theme.aside or None)
        if theme.words:
            seen["words"] = ", ".join(theme.words)
        groups: dict[str, int] = {}
        for seat, response in seats.items():
            if response.group and seat not in tables and seat not in papers:
                groups[response.group] = groups.get(response.group, 0) + 1
        seen["groups"] = groups
    return seen


def _weigh(room: Room, live: list[Response], seen: Object) -> None:
    """Add what speaks for a theme beside people: what tables put first, and who spoke through them.

    What was said once is counted once, however many cards it has.
    """
    originals = {r.part_of or r.id: room.responses[r.part_of or r.id] for r in live}
    told = [r for r in originals.values() if r.paper or _is_table(room, r.seat)]
    put(seen, "top", sum(r.top for r in told) or None)
    put(seen, "doubts", sum(is_doubted(r) for r in live) or None)
    voices: dict[str, int] = {}
    for response in told:
        if response.group:
            voices[response.group] = voices.get(response.group, 0) + 1
    if voices:
        seen["voices"] = voices


def _priority(room: Room, audience: str, priority: Priority) -> Object | None:
    if audience == PHONE or (audience == WALL and is_unseen(room, priority)):
        return None
    is_withheld = is_unread(room, priority)
    seen: Object = {
        "title": "" if is_withheld else priority.title,
        "statement": "" if is_withheld else priority.statement,
        "place": priority.place,
    }
    put(seen, "withheld", is_withheld or None)
    _sources(room, audience, priority, seen)
    return seen


def _statement(room: Room, audience: str, statement: Statement) -> Object | None:
    if audience == PHONE or (audience == WALL and is_unseen(room, statement)):
        return None
    is_withheld = is_unread(room, statement)
    seen: Object = {
        "kind": statement.kind,
        "title": "" if is_withheld else statement.title,
        "text": "" if is_withheld else statement.text,
        "place": statement.place,
    }
    put(seen, "withheld", is_withheld or None)
    if audience == CONSOLE and not is_withheld:
        put(seen, "look_fors", statement.look_fors or None)
    _sources(room, audience, statement, seen)
    return seen


def _sources(room: Room, audience: str, source: Priority | Statement, seen: Object) -> None:
    agreed = _agreed(room, source)
    if agreed is not None:
        seen["agreed"] = agreed
    if audience == CONSOLE:
        versions = {
            str(at + 1): {"title": title, "text": text}
            for at, (title, text) in enumerate(source.versions)
            if not is_unread(room, source, title, text)
        }
        put(seen, "versions", versions or None)
        put(seen, "theme", room.follow(source.theme) if source.theme else None)
        put(seen, "theme_name", source.theme_name)
        seen["phrases"] = len(source.responses)


def _agreed(room: Room, source: Priority | Statement) -> Object | None:
    """Return the last round in which the room was asked about just these words (P7)."""
    found = agreed(room, source)
    if found is None:
        return None
    ballot, verdict = found
    return {"ballot": ballot.id, "round": ballot.round, "verdict": verdict}


def _remark(room: Room, audience: str, remark: Remark) -> Object | None:
    """Show it to facilitators (N3)."""
    if audience != CONSOLE:
        return None
    seen: Object = {"by": remark.by, "text": remark.text, "at": remark.at}
    seen["place"] = int(remark.id[1:])
    put(seen, "response", remark.response)
    if remark.read_by:
        seen["read"] = dict.fromkeys(remark.read_by, True)
    return seen


def _ballot(room: Room, audience: str, ballot: Ballot) -> Object | None:
    """Show what is voted on; how it stands is nobody's before it closes (B4)."""
    if audience != CONSOLE and ballot.state == "ready":
        return None
    if audience == PHONE and ballot.state != "open":
        return None
    seen: Object = {
        "kind": ballot.kind,
        "state": ballot.state,
        "place": int(ballot.id[1:]),
        "round": ballot.round,
        "rules": dict(ballot.rules),
        "options": {
            key: _option(room, audience, option, int(key[1:]))
            for key, option in ballot.options.items()
        },
    }
    for key, placed in ballot.placed.items():  # none before it closes
        seen["options"][key]["placed"] = dict(placed)
    put(seen, "question", ballot.question or None)
    put(seen, "again", ballot.again)
    if audience == PHONE:
        return seen
    votes = [room.votes[key] for key in room.by_ballot.get(ballot.id, ())]
    seen["voted"] = {
        "people": sum(not vote.table for vote in votes),
        "tables": sum(vote.table for vote in votes),
        "at_tables": sum(vote.headcount for vote in votes if vote.table),
    }
    if audience == CONSOLE and ballot.state == "open":
        by_hand = [vote.id for vote in votes if room.seats[vote.seat].entered_by is not None]
        put(seen, "by_hand", dict.fromkeys(by_hand, True) or None)
    if ballot.state == "closed":
        seen["result"] = _result(tally(room, ballot))
        if audience == CONSOLE:
            said = [room.responses[key] for key in room.by_prompt.get(ballot.id, ())]
            put(seen, "concerns", sum(is_live(response) for response in said) or None)
    return seen


def _option(room: Room, audience: str, option: Option, place: int) -> Object:
    seen: Object = {"text": option.text, "place": place}
    put(seen, "source", option.source if audience != PHONE else None)
    source = room.find(option.source) if option.source else None
    if isinstance(source, Theme):
        seen["symbol"] = source.symbol
    if is_unread(room, option) or (audience != CONSOLE and is_unseen(room, option)):
        seen["text"] = ""
    return seen


def _result(found: Tally) -> Object:
    voters = found.voters
    seen: Object = {
        "people": voters.people,
        "tables": voters.tables,
        "at_tables": voters.at_tables,
        "papers": voters.papers,
        "apart": voters.apart,
        "groups": {group or "rest": size for group, size in voters.groups.items()},
        "options": {line.option: _counted(line) for line in found.lines},
    }
    if found.levels:
        seen["levels"] = {str(level): count for level, count in found.levels.items()}
        seen["table_levels"] = {str(level): n for level, n in found.table_levels.items()}
    put(seen, "verdict", found.verdict)
    return seen


def _counted(line: Line) -> Object:
    seen: Object = {"place": line.place, "voters": line.voters}
    put(seen, "score", line.score)
    put(seen, "tables", line.tables or None)
    if line.groups:
        seen["groups"] = {
            group or "rest": {"score": share.score, "voters": share.voters}
            for group, share in line.groups.items()
        }
    for name in _FIGURES:
        put(seen, name, getattr(line, name))
    return seen


_FIGURES = (
    "agreement",
    "only",
    "mean",
    "median",
    "low",
    "high",
    "effort",
    "effort_low",
    "effort_high",
)


def _parked(room: Room, audience: str, item: Parked) -> Object | None:
    """Show what is put aside; the wall does not hold what it may not show (K2)."""
    if audience == PHONE or is_unread(room, item):
        return None
    said = room.responses.get(item.response or "")
    if audience == WALL and said is not None:
        is_open = is_beside_vote(said) and room.ballots[said.prompt].state == "open"
        if is_open or is_unseen(room, item):
            return None
    seen: Object = {"text": words_of(room, item), "place": int(item.id[1:])}
    put(seen, "owner", item.owner or None)
    put(seen, "reply_by", item.reply_by or None)
    if audience == CONSOLE:
        put(seen, "response", item.response)
    return seen


def _example(room: Room, audience: str, example: Example) -> Object | None:
    """Show it while people may still say something of their own (E2)."""
    is_open = room.prompts[example.prompt].state in ("open", "paused")
    if audience != CONSOLE and not is_open:
        return None
    return {"prompt": example.prompt, "text": example.text, "place": int(example.id[1:])}


_PARTS: dict[str, tuple[str, Callable[[Room, str, Any], Object | None]]] = {
    "p": ("prompts", _prompt),
    "a": ("steps", _line),
    "r": ("responses", _response),
    "t": ("themes", _theme),
    "i": ("priorities", _priority),
    "v": ("statements", _statement),
    "k": ("remarks", _remark),
    "e": ("examples", _example),
    "b": ("ballots", _ballot),
    "l": ("parked", _parked),
}


def _counts(response: Response, audience: str) -> bool:
    return is_live(response) if audience == CONSOLE else response.state == "shown"


def _is_table(room: Room, seat: str) -> bool:
    found = room.seats.get(seat)
    return found is not None and found.table is not None


def sees_themes(room: Room, prompt: str) -> bool:
    """Return True while phones are shown the themes of this prompt."""
    found = room.prompts.get(prompt)
    return found is not None and found.phones_see == "themes" and found.state != "waiting"


def put(into: Object, name: str, value: Any) -> None:
    """Set a field, unless there is nothing to say: absent is the only "none" (V4)."""
    if value is not None:
        into[name] = value
