"""Framing: what is framed once is read by whoever agreed to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Opcode
from websockets.protocol import Protocol, Side

from workshop.live import framing


def read(*messages, extensions=()):
    """Return what a browser's side makes of these bytes, one after the other on one connection."""
    browser = Protocol(Side.CLIENT)
    browser.extensions = list(extensions)
    browser.receive_data(b"".join(messages))
    frames = browser.events_received()
    assert all(frame.opcode == Opcode.TEXT and frame.fin for frame in frames)
    return [bytes(frame.data) for frame in frames]


frames = st.lists(st.text(max_size=2_000).map(str.encode), max_size=6)


@given(frames)
def test_a_framed_text_is_read_as_it_was(texts):
    assert read(*map(framing.socket, texts)) == texts


@pytest.mark.parametrize("no_takeover", [True, False])
def test_a_compressed_frame_stands_for_itself_among_others(no_takeover):
    agreed = PerMessageDeflate(no_takeover, no_takeover, framing.WINDOW, framing.WINDOW)
    long, other, short = b'{"name":"Caring"}' * 60, b'{"name":"Learning"}' * 90, b"short"
    written = [framing.compressed(long), framing.socket(long), framing.compressed(short)]
    written += [framing.compressed(other), framing.compressed(long)]
    assert read(*written, extensions=[agreed]) == [long, long, short, other, long]
    assert len(framing.compressed(long)) < len(long) / 4


def test_what_is_small_is_not_compressed():
    assert framing.compressed(b"x" * 50) == framing.socket(b"x" * 50)
