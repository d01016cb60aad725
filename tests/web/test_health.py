"""Health: alive, ready, and figures for whoever watches."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.live.standing import Standing


@pytest.fixture(scope="module")
def evening(tmp_path_factory):
    server = Standing(tmp_path_factory.mktemp("house"))
    evening = server.make_workshop()
    yield evening
    evening.close()
    server.close()


def figures(evening):
    """Return what is told, by name and labels."""
    answer = evening.browser().request("GET", "/metrics")
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.body.decode())
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_server_that_works_says_so(evening, path):
    assert evening.browser().request("GET", path).status == 200


def test_figures_follow_what_happens(evening):
    before = figures(evening)
    phone, console = evening.phone(), evening.console()
    assert phone.does("submit_response", prompt="p1", text="Band")["type"] == "ack"
    assert phone.does("close_prompt", prompt="p1")["type"] == "refused"
    after = figures(evening)
    assert after["workshop_rooms",] == 1
    assert after["workshop_connections", "phone"] == before["workshop_connections", "phone"] + 1
    assert after["workshop_connections", "console"] == 1
    assert after["workshop_connections_behind", "phone"] == 0
    gained = {name: after[name] - before[name] for name in after if name in before}
    assert gained["workshop_commands_total", "ack"] == 2  # who joins has sent one, too
    assert gained["workshop_commands_total", "refused"] == 1
    assert gained["workshop_commits_total",] >= 2
    assert gained["process_cpu_seconds_total",] >= 0
    assert after["process_resident_memory_bytes",] > 1e7
    phone.close()
    console.close()


def test_figures_hold_no_words_codes_or_people(evening):
    phone = evening.phone()
    phone.does("submit_response", prompt="p1", text="Extraordinarily private")
    told = evening.browser().request("GET", "/metrics").body.decode()
    for private in ("xtraordinar", evening.code, evening.id, "Fay", "Maple", "127.0.0.1"):
        assert private not in told
    phone.close()
