"""Command line: one entry point, `workshop`; begin with commands."""

from workshop.cli.commands import main

__all__ = ["main"]
