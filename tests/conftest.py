"""What all tests share: their order, and how strictly they ask for a browser."""

import os

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is not a fault; what must be fast is measured in tests/bench/.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

REQUIRED = "WORKSHOP_JOURNEYS"  # "required": a journey without a browser fails; .ci/run says so


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what needs a browser last: Playwright leaves an event loop running in this thread."""
    items.sort(key=lambda item: "playwright" in getattr(item, "fixturenames", ()))


def no_browser() -> None:
    """Leave a journey out, or fail where journeys are required."""
    told = "no browser: install Chromium (Debian: apt install chromium) for the journeys"
    if os.environ.get(REQUIRED) == "required":
        pytest.fail(told)
    pytest.skip(told)
