"""Storage: the disk fills up, or somebody holds the file, while fifty phones send."""

import asyncio

import pytest

from tests.live.standing import Standing
from tests.live.test_turns import assert_in_step, full, locked

from .phones import Phone

PHONES = 50


@pytest.mark.parametrize("fault", [full, locked])
def test_the_room_recovers_without_a_restart_and_nothing_is_lost(tmp_path, fault):
    server = Standing(tmp_path, wait=0.05)
    evening = server.make_workshop()
    phones = [
        Phone(
            server.port,
            evening.path,
            evening.seat_cookies(evening.takes_seat(table=seat, headcount=4)),
            [f"Phrase {number} of seat {seat} " + "words " * 100 for number in range(4)],
        )
        for seat in range(1, PHONES + 1)
    ]
    asyncio.run(send_through(server, phones, fault))
    room = evening.journal()
    said = [(response.seat, response.text) for response in room.responses.values()]
    assert len(said) == len(set(said)) == PHONES * 4
    acked = [ack["made"][0] for phone in phones for ack in phone.acks.values()]
    assert sorted(acked) == sorted(room.responses)
    evening.console().sees(lambda view: len(view["responses"]) == PHONES * 4)
    assert_in_step(evening)
    evening.close()
    server.close()


async def send_through(server, phones, fault):
    """Let half the phones send, then all of them while the fault lasts for a second."""
    half = len(phones) // 2
    await asyncio.gather(*[phone.send_all() for phone in phones[:half]])
    trouble = fault(server)
    await asyncio.to_thread(trouble.__enter__)
    sending = [asyncio.create_task(phone.send_all()) for phone in phones[half:]]
    await asyncio.sleep(1)  # the fault lasts, and nobody is told that words are safe
    assert all(len(phone.acks) < 4 for phone in phones[half:])
    await asyncio.to_thread(trouble.__exit__, None, None, None)
    await asyncio.gather(*sending)
