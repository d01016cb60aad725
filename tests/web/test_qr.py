"""QR codes: the path fills the modules that the code has."""

import re

import segno

from workshop.web.qr import QUIET, qr_of

ADDRESS = "https://join.larkspur.example/w/KELP42"


def test_the_path_fills_exactly_the_dark_modules() -> None:
    code = qr_of(ADDRESS)
    filled = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", code.path)
        for step in range(int(length))
    }
    dark = {
        (x + QUIET, y + QUIET)
        for y, row in enumerate(segno.make(ADDRESS, micro=False, error="m").matrix)
        for x, module in enumerate(row)
        if module
    }
    assert filled == dark


def test_the_code_has_a_quiet_zone_around_it() -> None:
    code = qr_of(ADDRESS)
    assert code.path.startswith(f"M{QUIET} {QUIET}h7")
    assert (code.size - 2 * QUIET) % 4 == 1
