"""One server for all of these tests, a workshop of its own for each."""

import pytest

from .standing import Standing


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    server = Standing(tmp_path_factory.mktemp("house"))
    yield server
    server.close()


@pytest.fixture
def evening(server):
    evening = server.make_workshop()
    yield evening
    evening.close()
