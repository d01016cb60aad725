"""Health: whether the server answers, and figures for whoever watches it.

Counts alone: no text, no code, no address of anybody.
"""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workshop.errors import Unavailable
from workshop.room.views import AUDIENCES
from workshop.store import people
from workshop.web.house import House, house_of

SLOW = 1.0  # seconds that a commit may take before the database counts as away


async def alive(request: Request) -> Response:
    """Say that the process answers."""
    return JSONResponse({"alive": True})


async def ready(request: Request) -> Response:
    """Say that the database answers, as far as anybody has asked. Raises Unavailable `storage`."""
    house = house_of(request)
    await house.read(people.is_empty)
    if house.writer.is_failing or house.writer.seconds_in_commit > SLOW:
        raise Unavailable("storage")
    return JSONResponse({"ready": True})


async def metrics(request: Request) -> Response:
    """Return what Prometheus reads: the rooms, the writer, the process."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Rooms(house_of(request)))
    ProcessCollector(registry=registry)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_1_0_0)


class _Rooms(Collector):
    """Looks at the house when it is asked, so that nobody pays for it at any other time."""

    def __init__(self, house: House) -> None:
        self._house = house

    def collect(self) -> Iterator[Metric]:
        """Yield each figure."""
        rooms, writer = self._house.rooms.inside(), self._house.writer
        yield GaugeMetricFamily("workshop_rooms", "Workshops in memory.", len(rooms))
        open_ = GaugeMetricFamily(
            "workshop_connections", "Who listens to a workshop.", labels=["audience"]
        )
        behind = GaugeMetricFamily(
            "workshop_connections_behind",
            "Those of them that do not read, or are being brought up to date.",
            labels=["audience"],
        )
        for name in AUDIENCES:
            audiences = [live.hub.audience(name) for live in rooms]
            open_.add_metric([name], sum(len(one.members) for one in audiences))
            behind.add_metric([name], sum(one.behind for one in audiences))
        yield from (open_, behind)
        answers = CounterMetricFamily(
            "workshop_commands", "Commands that were answered.", labels=["answer"]
        )
        answers.add_metric(["ack"], sum(live.acked for live in rooms))
        answers.add_metric(["refused"], sum(live.refused for live in rooms))
        yield answers
        yield GaugeMetricFamily("workshop_jobs_waiting", "Jobs before the disk.", writer.waiting)
        yield CounterMetricFamily("workshop_commits", "Commits to the disk.", writer.commits)
        yield CounterMetricFamily(
            "workshop_commits_failed", "Commits that did not go through.", writer.failed_commits
        )
        yield GaugeMetricFamily(
            "workshop_log_bytes",
            "The database's write-ahead log.",
            self._house.database.waiting_bytes(),
        )


routes = [
    Route("/healthz", alive),
    Route("/readyz", ready),
    Route("/metrics", metrics),
]
