"""Command line: one entry point, `workshop`; begin with commands."""

import gc

gc.disable()  # what is loaded stays: looking through it again and again is a tenth of a start
from workshop.cli.commands import main  # noqa: E402 (the collector rests first)

gc.freeze()
gc.enable()

__all__ = ["main"]
