"""Load: very many sockets in one thread, so cheap that the server is what is measured."""

import base64
import itertools
import os
import select
import socket
import struct
from collections.abc import Callable, Sequence
from time import perf_counter

IN_FLIGHT = 64  # handshakes at a time
CHUNK = 1 << 18
TEXT, PING, PONG = 1, 9, 10

Hear = Callable[[int, bytes], None]  # which socket, which text


def masked(text: bytes) -> bytes:
    """Return a text message as a client sends it; the mask is of zeros, which masks nothing."""
    size = len(text)
    if size < 126:
        return struct.pack("!BB4x", 0x81, 0x80 | size) + text
    return struct.pack("!BBH4x", 0x81, 0xFE, size) + text


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


class Load:
    """Sockets that have shaken hands; `turn` reads whatever has come."""

    def __init__(self, port: int, path: str = "/") -> None:
        """Connect nothing yet."""
        self.sockets: list[socket.socket] = []
        self.bytes = 0
        self._port = port
        self._path = path
        self._epoll = select.epoll()
        self._at: dict[int, int] = {}  # descriptor → number
        self._rest: list[bytes] = []

    def join(self, cookies: Sequence[str], hello: bytes | None, hear: Hear | None = None) -> float:
        """Open a socket for each cookie, say hello, wait for an answer; return the seconds."""
        began = perf_counter()
        first = len(self.sockets)
        waiting: set[int] = set()
        answered = hear or (lambda at, text: None)

        def hear_first(at: int, text: bytes) -> None:
            waiting.discard(at)
            answered(at, text)

        coming = iter(cookies)
        while True:
            for cookie in itertools.islice(coming, max(0, IN_FLIGHT - len(waiting))):
                waiting.add(self._open(cookie, hello))
            if not waiting:
                break
            self.turn(1.0, hear_first if hello else None)
            if not hello:
                waiting.clear()
        assert len(self.sockets) == first + len(cookies)
        return perf_counter() - began

    def _open(self, cookie: str, hello: bytes | None) -> int:
        one = socket.create_connection(("127.0.0.1", self._port))
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {self._path} HTTP/1.1",
            f"Host: 127.0.0.1:{self._port}",
            f"Origin: http://127.0.0.1:{self._port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            *([f"Cookie: {cookie}"] if cookie else []),
        ]
        one.sendall("\r\n".join([*lines, "", ""]).encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += one.recv(4096)
        head, _, rest = head.partition(b"\r\n\r\n")
        assert b" 101 " in head, head
        if hello:
            one.sendall(masked(hello))
        one.setblocking(False)
        number = len(self.sockets)
        self.sockets.append(one)
        self._rest.append(rest)
        self._at[one.fileno()] = number
        self._epoll.register(one, select.EPOLLIN)
        return number

    def say(self, number: int, text: bytes) -> None:
        """Send a text on one of the sockets."""
        self.sockets[number].send(masked(text))

    def turn(self, seconds: float, hear: Hear | None = None) -> None:
        """Wait so long at most for something to come, and read it; without `hear` only count."""
        for descriptor, _ in self._epoll.poll(seconds):
            number = self._at[descriptor]
            try:
                data = self.sockets[number].recv(CHUNK)
            except BlockingIOError:
                continue
            if not data:
                self._epoll.unregister(descriptor)
                continue
            self.bytes += len(data)
            if hear is not None:
                self._split(number, data, hear)

    def _split(self, number: int, data: bytes, hear: Hear) -> None:
        data = self._rest[number] + data
        start, end = 0, len(data)
        while end - start >= 2:
            size, body = data[start + 1], start + 2
            if size == 126:
                if end - start < 4:
                    break
                size, body = int.from_bytes(data[start + 2 : start + 4], "big"), start + 4
            elif size == 127:
                if end - start < 10:
                    break
                size, body = int.from_bytes(data[start + 2 : start + 10], "big"), start + 10
            if end - body < size:
                break
            if data[start] & 15 == TEXT:
                hear(number, data[body : body + size])
            elif data[start] & 15 == PING:
                pong = struct.pack("!BB4x", 0x80 | PONG, 0x80 | size) + data[body : body + size]
                self.sockets[number].send(pong)
            start = body + size
        self._rest[number] = data[start:]

    def close(self) -> None:
        """Close every socket."""
        for one in self.sockets:
            one.close()
        self._epoll.close()
