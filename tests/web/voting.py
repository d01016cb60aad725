"""Voting on a stage: seats cast their votes."""

import secrets

from tests.web.stage import Stage
from workshop.room.contents import PARTICIPANT
from workshop.room.vote import CastVote


def casts(stage: Stage, ballot: str, seat: str, *choices: str, reason: str = "") -> None:
    """Let a seat cast its whole vote."""
    command = CastVote(ballot, choices, reason)
    ref = secrets.token_hex(8)
    stage.wait(stage.room.command(command, by=seat, role=PARTICIPANT, ref=ref))
