"""The protocol and the code say the same."""

import ast
import re
from dataclasses import MISSING, fields

import pytest

from tests.house.source import HOME, modules, protocol, raised_codes, section, tree
from workshop.room.contents import COMMANDS, EVENTS, RULES
from workshop.room.views import FLAT, MAPS

NOT_FROM_CLIENTS = {
    "make_workshop",
    "join_room",
    "move_seat",
    "set_tags",
    "set_results",
    "suggest_themes",
}
FRAMES = {
    "hello",
    "ping",
    "pong",
    "welcome",
    "patch",
    "lines",
    "mine",
    "ack",
    "refused",
    "bye",
    "people",
    "met",
    "at",
}

# Rules of the live half are named by tests of their own package.
ELSEWHERE = "L"


def rows() -> dict[str, tuple[str, str, bool]]:
    """Return the table of commands: name → (fields, who, may be undone)."""
    found = {}
    for line in section("Commands").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 4:
            for name in re.findall(r"`(\w+)`", cells[0]):
                found[name] = (cells[1], cells[2], cells[3] == "yes")
    return found


def rules() -> set[str]:
    return set(re.findall(r"(?<![\w–])([A-Z]\d{1,2})(?= [\"`A-Z])", protocol()))


def named_rules() -> set[str]:
    """Return every rule that stands in a test's name: `test_T1_T3_…` names two."""
    found: set[str] = set()
    for path in (HOME / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                match = re.match(r"test_((?:[A-Z]\d{1,2}_)+)", node.name)
                found |= set(re.findall(r"[A-Z]\d{1,2}", match.group(1))) if match else set()
    return found


def test_the_protocol_numbers_its_rules() -> None:
    assert {"J1", "A9", "R9", "M7", "T22", "W4", "P5", "U5", "C7", "V10", "L12"} <= rules()


def test_every_rule_is_named_by_a_test() -> None:
    missing = {rule for rule in rules() - named_rules() if rule[0] not in ELSEWHERE}
    assert missing == set()


def test_every_rule_that_a_test_names_is_in_the_protocol() -> None:
    assert named_rules() - rules() == set()


def test_every_command_stands_in_the_table() -> None:
    assert rows().keys() | NOT_FROM_CLIENTS == COMMANDS.keys()
    for name in NOT_FROM_CLIENTS:
        assert f"`{name}`" in section("Commands")


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - NOT_FROM_CLIENTS))
def test_a_command_has_the_fields_senders_and_undo_of_the_table(name: str) -> None:
    columns, who, undoable = rows()[name]
    line = RULES[COMMANDS[name]]
    senders = {
        "participant": {"participant"},
        "facilitator": {"facilitator"},
        "both": {"facilitator", "cofacilitator"},
        "all": {"participant", "facilitator", "cofacilitator"},
    }
    assert line.who == senders[who]
    assert line.undoable == undoable
    needed = {f.name for f in fields(COMMANDS[name]) if f.default is MISSING}
    every = {f.name for f in fields(COMMANDS[name])}
    if "the id" in columns:
        columns = f"`{name.removeprefix('remove_')}`, {columns}"
    said = re.findall(r"`(\w+)(\??)`", columns)
    assert {field for field, _ in said} == every
    assert {field for field, maybe in said if not maybe} == needed


def test_every_event_stands_in_the_list() -> None:
    listed = section("Commands").partition("Events, in the journal only:")[2]
    assert set(re.findall(r"`(\w+)`", listed)) == EVENTS.keys()


def test_every_code_that_a_client_of_the_room_may_meet_is_in_the_protocol() -> None:
    met = {code for code, names in raised_codes().items() if any(map(is_of_the_room, names))}
    assert {code for code in met if f"`{code}`" not in protocol()} == set()


def is_of_the_room(module: str) -> bool:
    return module.partition(".")[0] in {"room", "live"}


@pytest.mark.parametrize("frame", sorted(FRAMES))
def test_every_frame_stands_in_the_protocol(frame: str) -> None:
    assert f"`{frame}`" in section("Frames")


def test_the_protocol_names_every_frame_that_the_wire_sends() -> None:
    sent = set()
    for name in modules():
        if name.startswith("live.") and name != "live.drafter":  # that talks to a model
            text = ast.unparse(tree(name))
            sent |= set(re.findall(r"'type': '(\w+)'", text)) | set(
                re.findall(r"tag='(\w+)'", text)
            )
    assert sent <= FRAMES
    used = set(re.findall(r'"type":"(\w+)"', section("Frames")))
    assert used <= FRAMES


def test_every_refusal_of_the_room_is_raised_by_some_test() -> None:
    tests = "".join(p.read_text(encoding="utf-8") for p in (HOME / "tests/room").glob("test_*.py"))
    of_the_room = {
        code
        for code, names in raised_codes().items()
        if any(name.startswith("room.") for name in names)
    }
    assert {code for code in of_the_room if f'"{code}"' not in tests} == set()


def test_every_part_of_a_view_stands_in_its_table() -> None:
    parts = section("Views").partition("| part |")[2]
    rows = parts.lstrip().split("\n\n")[0].splitlines()[2:]
    assert {re.match(r"\| `(\w+)` \| ", row)[1] for row in rows} == {*FLAT, *MAPS}
