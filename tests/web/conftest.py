"""A house with a workshop in it, on a socket."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A server of its own for one test."""
    stage = Stage(tmp_path)
    yield stage
    stage.close()
