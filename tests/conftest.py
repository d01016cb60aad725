"""What all tests share: their order, and how strictly they ask for a browser."""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is not a fault; what must be fast is measured in tests/bench/.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

NO_BROWSER = "no browser; install Chromium (Debian: apt install chromium-headless-shell)"
REQUIRED = "WORKSHOP_JOURNEYS"  # "required": a journey without a browser fails; .ci/run says so
LONG = pytest.StashKey[list[str]]()  # journeys that have a command of their own


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Use half as many processes again as there are cores: tests wait for disks and pages."""
    return 3 * len(os.sched_getaffinity(0)) // 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files that need a browser last: Playwright leaves an event loop running in this thread.

    A process is given whole files, in this order, so what a file sets up is set up once.
    """
    browsed = {item.path for item in items if "playwright" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path in browsed)


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Remember the long journeys, so that they too can be named where there is no browser."""
    for item in items:
        if item.get_closest_marker("journey") and item.get_closest_marker("whole"):
            item.config.stash.setdefault(LONG, []).append(item.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the long journeys from a worker to the process that reports."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["long"] = session.config.stash.get(LONG, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take the long journeys from a worker; each of them has collected the same tests."""
    node.config.stash[LONG] = getattr(node, "workeroutput", {}).get("long", [])


def no_browser() -> None:
    """Leave a journey out, or fail where journeys are required."""
    if os.environ.get(REQUIRED) == "required":
        pytest.fail(NO_BROWSER)
    pytest.skip(NO_BROWSER)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the journeys that were left out, and say how to get a browser."""
    left_out = [
        report.nodeid
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report, pytest.TestReport) and NO_BROWSER in str(report.longrepr)
    ]
    if left_out:
        terminalreporter.section(f"{len(left_out)} journeys left out: {NO_BROWSER}")
        for name in sorted(left_out):
            terminalreporter.line(name)
        for name in terminalreporter.config.stash.get(LONG, []):
            terminalreporter.line(f"{name} (with `pytest -m whole`)")
