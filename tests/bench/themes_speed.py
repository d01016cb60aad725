"""Speed: CPU seconds, not wall seconds, of an arrival and of a first draft (THEMES.md 5)."""

from collections.abc import Callable, Iterator, Sequence
from statistics import quantiles
from time import process_time

from figures import Bench, Figure, at_most
from sklearn.feature_extraction.text import TfidfVectorizer
from themes_data import crowd
from themes_spawn import spawn

from workshop.theming import Themer

ROOM = 1_000  # responses that stand already
ARRIVALS = 1_000
WARM = 20  # first arrivals, not counted
DRAFTS = ((250, 0.5, 0.1), (1_000, 1.0, 0.3), (5_000, 2.0, 0.5), (20_000, 5.0, 2.0))


def arrival(bench: Bench) -> Iterator[Figure]:
    """Measure the placing of one response that nobody has seen before."""
    texts = list(dict.fromkeys(crowd(bench.data, 2 * (ROOM + ARRIVALS) + WARM, seed=1)))
    views: dict[str, dict[str, object]] = {"": {}}
    if bench.encoder:
        views[", with a local encoder"] = {"encoder": bench.encoder}
    counter = TfidfVectorizer(sublinear_tf=True).fit(texts[:ROOM])
    rival = _cuts(counter.transform, texts)
    for view, settings in views.items():
        cuts = _cuts(Themer(**settings).fit(texts[:ROOM]).predict, texts)
        goals = (None, None) if view else (2.0, 1.0)
        yield Figure(
            f"one arrival placed, CPU ms p50 / p99{view}",
            (at_most(cuts[49], None, None), at_most(cuts[98], *goals)),
            (
                f"{ARRIVALS:,} arrivals in a room of {ROOM:,}",
                f"scikit-learn's TF-IDF alone {rival[49]:.2f} / {rival[98]:.2f}",
            ),
        )


def _cuts(place: Callable[[list[str]], object], texts: Sequence[str]) -> list[float]:
    """Return the hundredths of the CPU milliseconds that each arrival takes."""
    spent = []
    for text in texts[ROOM : ROOM + ARRIVALS + WARM]:
        before = process_time()
        place([text])
        spent.append(1000 * (process_time() - before))
    return quantiles(spent[WARM:], n=100)


def draft(bench: Bench) -> Iterator[Figure]:
    """Measure the first draft of rooms of four sizes, each in a process of its own."""
    for n_texts, bar, aim in DRAFTS:
        found = spawn("draft", crowd(bench.data, n_texts, seed=2))
        yield Figure(
            f"draft of {n_texts:,} responses, cold, CPU s",
            (at_most(found["cpu"], bar, aim),),
            (
                f"TF-IDF + KMeans on the same texts {found['rival']:.2f} s of CPU",
                f"clock {found['wall']:.2f} s; memory {found['memory']:.0f} MB, of which"
                f" {found['idle']:.0f} before the draft; libraries and vectors loaded in"
                f" {found['load']:.1f} s of CPU before; {found['themes']:.0f} themes",
            ),
        )
