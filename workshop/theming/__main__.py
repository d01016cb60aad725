"""The engine as a program: `python -m workshop.theming [ENCODER]`, one JSON line in, one out.

ENCODER is the folder of a sentence encoder; see `desk`.

It is a child of the server, so that numeric libraries never load there. Started by itself it ends
when its input ends. Words of responses go to the answers and nowhere else.
"""

import os

# Before numpy is imported: one thread for this child, whatever the machine offers.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import json  # noqa: E402  # after the environment, as all below
import sys  # noqa: E402
import time  # noqa: E402
from typing import BinaryIO  # noqa: E402

from workshop.theming.asked import Json  # noqa: E402
from workshop.theming.desk import answer, refuse  # noqa: E402


def answer_line(line: bytes, encoder: str | None = None) -> Json:
    """Answer one line, whatever is in it."""
    started = time.perf_counter()
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        return refuse(None, "bad_json")
    try:
        found = answer(request, encoder)
    except Exception as error:  # one bad line must not end the engine of every room
        # The type alone: a message may hold words of a response.
        print(f"theming: {type(error).__name__}", file=sys.stderr)
        found = refuse(request.get("id"), "internal")
    return {**found, "seconds": round(time.perf_counter() - started, 4)} if found["ok"] else found


def serve(lines: BinaryIO, out: BinaryIO, encoder: str | None = None) -> None:
    """Answer line by line until the input ends or nobody reads the answers."""
    for line in lines:
        if line.strip():
            out.write(json.dumps(answer_line(line, encoder)).encode() + b"\n")
            out.flush()


def main() -> None:
    """Serve standard input; whatever else prints, prints to standard error."""
    out = sys.stdout.buffer
    sys.stdout = sys.stderr
    try:
        serve(sys.stdin.buffer, out, sys.argv[1] if len(sys.argv) > 1 else None)
    except (BrokenPipeError, KeyboardInterrupt):
        # The server went away; nothing is left to flush to.
        os._exit(0)


if __name__ == "__main__":
    main()
