"""Framing: a frame of ours as the bytes that a connection carries, made once for all of them."""

from collections.abc import Callable

from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame, Opcode

Form = Callable[[bytes], bytes]

WINDOW = 12  # bits; a phone needs 4 KiB to read what was compressed with it
WORTH_IT = 300  # bytes; what is smaller is not made smaller

# Begins anew with each message, so that it serves any peer that can read such messages at all.
_FORGETFUL = PerMessageDeflate(True, True, WINDOW, WINDOW)


def plain(frame: bytes) -> bytes:
    """Return the frame as it is, for whoever carries it in its own way."""
    return frame


def socket(frame: bytes) -> bytes:
    """Return a text message of WebSocket (RFC 6455), as a server sends it."""
    return Frame(Opcode.TEXT, frame).serialize(mask=False)


def compressed(frame: bytes) -> bytes:
    """Return a compressed text message (RFC 7692) that looks back at no other.

    So one compression serves every connection that has agreed to them; small ones stay as they are.
    """
    if len(frame) < WORTH_IT:
        return socket(frame)
    return Frame(Opcode.TEXT, frame).serialize(mask=False, extensions=[_FORGETFUL])
