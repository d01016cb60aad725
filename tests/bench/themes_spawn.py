"""Spawn: a measurement in a process of its own, with so many threads and this hash seed."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

CHILD = Path(__file__).with_name("themes_child.py")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
PATIENCE = 300  # seconds


def spawn(what: str, given: object, *, threads: int = 1, hash_seed: int = 0) -> Any:
    """Return what the child prints.  Raises CalledProcessError and TimeoutExpired."""
    # Any: JSON whose shape the caller asked for
    home = str(Path(__file__).parents[2])
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    settings = {name: str(threads) for name in THREADS}
    settings |= {"PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": os.pathsep.join(paths)}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "given.json"
        file.write_text(json.dumps(given), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, str(CHILD), what, str(file)],
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            check=True,
            timeout=PATIENCE,
        )
    return json.loads(done.stdout)
