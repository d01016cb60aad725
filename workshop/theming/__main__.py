"""The engine as a program: `python -m workshop.theming [ENCODER]`, one JSON line in, one out.

What takes long is worked out on a thread beside, of very many texts on one that stands back for the
server; what is asked about newcomers is answered at once, so answers may come in another order than
requests.

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
from concurrent.futures import Future, ThreadPoolExecutor  # noqa: E402
from threading import Lock, get_native_id  # noqa: E402
from typing import BinaryIO  # noqa: E402

from workshop.theming.asked import Json  # noqa: E402
from workshop.theming.desk import answer, refuse  # noqa: E402

LONG = 1_000  # texts from which on an answer takes a second and more
POLITE = 5  # how far that stands back (nice); at 10 a busy machine leaves it a twentieth of a core
AT_ONCE = frozenset({"place"})  # what is answered while something longer is worked out


def read_line(line: bytes) -> object:
    """Return the request of a line, whatever it is; None where it is no JSON."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def answer_to(request: object, encoder: str | None = None) -> Json:
    """Answer a request, whatever is in it."""
    if request is None:
        return refuse(None, "bad_json")
    started = time.perf_counter()
    try:
        found = answer(request, encoder)
    except Exception as error:  # one bad line must not end the engine of every room
        # The type alone: a message may hold words of a response.
        print(f"theming: {type(error).__name__}", file=sys.stderr)
        found = refuse(request.get("id") if isinstance(request, dict) else None, "internal")
    return {**found, "seconds": round(time.perf_counter() - started, 4)} if found["ok"] else found


def serve(lines: BinaryIO, out: BinaryIO, encoder: str | None = None) -> None:
    """Answer line by line until the input ends or nobody reads the answers."""
    writing, working = Lock(), Lock()

    def work(request: object) -> None:
        with working:  # one at a time, on whichever thread
            say(request)

    def say(request: object) -> None:
        """Answer one request. Raises BrokenPipeError."""
        told = json.dumps(answer_to(request, encoder)).encode() + b"\n"
        with writing:
            out.write(told)
            out.flush()

    beside = ThreadPoolExecutor(1)
    behind = ThreadPoolExecutor(1, initializer=_stand_back)
    with beside, behind:
        for line in filter(bytes.strip, lines):
            request = read_line(line)
            if isinstance(request, dict) and request.get("do") in AT_ONCE:
                say(request)
            else:
                thread = behind if _is_long(request) else beside
                thread.submit(work, request).add_done_callback(_end_unread)


def _is_long(request: object) -> bool:
    texts = request.get("texts") if isinstance(request, dict) else None
    return isinstance(texts, list) and len(texts) > LONG


def _stand_back() -> None:
    """Let the server and who serves it go first on a busy machine, where the system allows it."""
    if sys.platform == "linux":  # elsewhere a thread has no priority of its own
        usual = os.getpriority(os.PRIO_PROCESS, 0)
        os.setpriority(os.PRIO_PROCESS, get_native_id(), usual + POLITE)


def _end_unread(told: "Future[None]") -> None:
    """End where nobody reads the answers any more."""
    if isinstance(told.exception(), BrokenPipeError):
        os._exit(0)


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
