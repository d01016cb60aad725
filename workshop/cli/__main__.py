"""The command line as a program: `python -m workshop.cli`."""

from workshop.cli import main

main()
