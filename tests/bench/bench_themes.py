"""Print how well responses are grouped, on labelled sets. Never fails: figures are read by people.

python tests/bench/bench_themes.py --data DIR   where DIR holds scenarios/ and, perhaps, themes/
"""

import argparse
import json
import resource
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from workshop.data.lexicon import load_lexicon
from workshop.theming import Themer

UNLABELLED = {"Off-topic", "Unclear"}
SETS = ("argkp", "nhs_fft", "themefinder_gambling", "banking77", "hwu64")


def scenario_prompts(folder: Path, names: str = "s[12]_*.json") -> Iterator[tuple]:
    """Yield (name, question, texts, labels) of each prompt."""
    for path in sorted(folder.glob(names)):
        for prompt in json.loads(path.read_text())["prompts"]:
            rows = [r for r in prompt["responses"] if r["theme"] not in UNLABELLED]
            name = f"{path.name[:2]} {prompt['kind']}"
            yield name, prompt["question"], [r["text"] for r in rows], [r["theme"] for r in rows]


def set_prompts(path: Path) -> Iterator[tuple]:
    """Yield at most six prompts of a labelled set, at most 500 texts each."""
    by_prompt: dict[str, list[dict]] = {}
    for line in path.read_text().splitlines():
        row = json.loads(line)
        by_prompt.setdefault(row.get("prompt") or "", []).append(row)
    good = [(q, rows[:500]) for q, rows in by_prompt.items() if len(rows) >= 30]
    good = [(q, rows) for q, rows in good if len({r["label"] for r in rows}) >= 2]
    for question, rows in good[:6]:
        yield path.stem, question, [r["text"] for r in rows], [r["label"] for r in rows]


def score(labels: list[str], found: np.ndarray) -> tuple[float, float]:
    """Return ARI and AMI; every response without a theme counts as a theme of its own."""
    alone = found.max(initial=-1) + 1 + np.arange(len(found))
    full = np.where(found < 0, alone, found)
    return adjusted_rand_score(labels, full), adjusted_mutual_info_score(labels, full)


def measure(prompts: Iterator[tuple], *, quiet: bool = False, **settings: object) -> list[float]:
    """Group each prompt; print a line for each and return the means of ARI and AMI."""
    figures = []
    for name, question, texts, labels in prompts:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        themer = Themer(prompt=question, **settings).fit(texts)
        spent = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
        found = themer.labels_
        figures.append(score(labels, found))
        shown = sum(size >= 3 for theme, size in Counter(found.tolist()).items() if theme >= 0)
        if not quiet:
            print(
                f"  {name:20} n {len(texts):4}  ARI {figures[-1][0]:.3f}  AMI {figures[-1][1]:.3f}"
                f"  themes {shown:2}  unsorted {np.mean(found < 0):5.1%}  CPU {spent:.2f} s"
            )
    return np.mean(figures, axis=0).tolist()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[1] / "fixtures")
    data = parser.parse_args().data
    views = {
        "plain": {},
        "plain without word vectors": {"vectors": "stems"},
        "K-12 lexicon": {"lexicon": load_lexicon("k12")},
    }
    for view, settings in views.items():
        print(f"workshop phrases, {view}")
        ari, ami = measure(scenario_prompts(data / "scenarios"), **settings)
        print(f"  mean of s1 and s2: ARI {ari:.3f}  AMI {ami:.3f}   (BERTopic .09 / .13)")
    sets = [path for name in SETS if (path := data / "themes" / f"{name}.jsonl").is_file()]
    figures = [measure(set_prompts(path), quiet=True) for path in sets]
    for path, (ari, ami) in zip(sets, figures, strict=True):
        print(f"labelled set {path.stem:22} ARI {ari:.3f}  AMI {ami:.3f}")
    if figures:
        ari, ami = np.mean(figures, axis=0)
        print(f"mean of {len(sets)} sets: ARI {ari:.3f}  AMI {ami:.3f}")


if __name__ == "__main__":
    main()
