"""Print every figure of the Themes table beside its bar and its aim, and rivals in the same run.

python tests/bench/bench_themes.py --data DIR   where DIR holds scenarios/ and, perhaps, themes/

Figures are read by people: nothing here fails. For CPU figures set OMP_NUM_THREADS=1.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import themes_quality
import themes_sheet
import themes_speed
import themes_stability
import themes_stacks
import themes_steering
from figures import Bench, Figure, line, render_figure

SECTIONS: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "phrases": themes_quality.phrases,
    "named": themes_steering.named,
    "count": themes_quality.count,
    "gestures": themes_steering.gestures,
    "sets": themes_quality.sets,
    "same": themes_stability.same,
    "stream": themes_stability.stream,
    "kept": themes_steering.kept,
    "arrival": themes_speed.arrival,
    "draft": themes_speed.draft,
    "stacks": themes_stacks.stacks,
    "spanish": themes_quality.spanish,
    "names": themes_sheet.names,
}


def main() -> None:
    """Measure what was asked for, and print each figure as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    fixtures = Path(__file__).parents[1] / "fixtures"
    parser.add_argument("--data", type=Path, default=fixtures, help="scenarios/ and themes/")
    parser.add_argument("--encoder", help="folder of a sentence encoder: model and tokenizer")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, metavar="NAME", default=[*SECTIONS])
    parser.add_argument("--sheet", type=Path, help="file for names and cards, to be judged")
    asked = parser.parse_args()
    bench = Bench(asked.data, asked.encoder, asked.sheet)
    print(line("figure", "here", "bar", "aim", "verdict"))
    for name, section in SECTIONS.items():
        if name not in asked.only:
            continue
        started = perf_counter()
        try:
            for figure in section(bench):
                print(render_figure(figure), flush=True)
        except subprocess.SubprocessError as error:
            print(f"{name}: not measured: {error}")
        print(f"{name}: {perf_counter() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
