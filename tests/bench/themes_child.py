"""Child: one measurement in a process of its own, printed as JSON.  Called by the bench.

python themes_child.py draft FILE       CPU seconds and memory of the first draft of a room
python themes_child.py digest FILE      what the themes of a room are, as one number
"""

import hashlib
import json
import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter, process_time

START = process_time()


def draft(texts: Sequence[str]) -> dict[str, float]:
    """Return what a first draft costs: seconds of CPU and of the clock, and memory in MB.

    Before it the libraries and the vectors are loaded, as the product does when it starts.
    """
    from workshop.theming import Themer
    from workshop.theming.desk import answer

    answer({"do": "ping"})
    loaded, idle, clock = process_time() - START, peak_memory(), perf_counter()
    before = process_time()
    themer = Themer().fit(texts)
    spent, waited, memory = process_time() - before, perf_counter() - clock, peak_memory()

    from themes_rivals import tfidf_kmeans

    before = process_time()
    tfidf_kmeans(tuple(texts))
    return {
        "load": loaded,
        "cpu": spent,
        "wall": waited,
        "rival": process_time() - before,
        "idle": idle,
        "memory": memory,
        "themes": len(themer.themes_),
    }


def digest(rooms: Sequence[dict]) -> dict[str, str]:
    """Return one number for the themes of each room: ids, names and texts, not rows."""
    from workshop.data.lexicon import load_lexicon
    from workshop.theming import Steering, Themer

    found = {}
    for room in rooms:
        lexicon = load_lexicon("k12") if room["lexicon"] else None
        steering = Steering(pinned=dict.fromkeys(room["pinned"], "Ours"))
        themer = Themer(prompt=room["question"], lexicon=lexicon).fit(room["texts"], steering)
        themes = [
            [t.id, t.name, sorted(room["texts"][row] for row in (themer.labels_ == n).nonzero()[0])]
            for n, t in enumerate(themer.themes_)
        ]
        found[room["name"]] = hashlib.sha256(json.dumps(themes).encode()).hexdigest()[:16]
    return found


def peak_memory() -> float:
    """Return the most memory that this process held, in MB.

    From /proc where there is one: `ru_maxrss` begins at what the parent held.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        lines = status.read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    print(json.dumps({"draft": draft, "digest": digest}[sys.argv[1]](given)))
