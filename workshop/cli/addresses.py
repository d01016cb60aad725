"""Addresses: where a server of this machine can be reached, and by whom."""

import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from ipaddress import ip_address

from workshop.settings import Settings

ANY = ("0.0.0.0", "::", "")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SIOCGIFADDR = 0x8915  # Linux: the IPv4 address of an interface
# Nothing is sent there; choosing a way out tells which of our addresses others see.
_ELSEWHERE = ("192.0.2.1", 9)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where to open what; each an address without a slash at its end."""

    here: str  # on this machine
    phones: tuple[str, ...]  # for other devices; empty where none can reach it

    @property
    def for_phones(self) -> str:
        """The first of those, or nothing."""
        return self.phones[0] if self.phones else ""


def addresses_of(settings: Settings, port: int) -> Addresses:
    """Return the addresses of a server that listens on `port`."""
    scheme = "https" if settings.tls_cert else "http"

    def url(host: str) -> str:
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"

    public = (settings.public_url.rstrip("/"),) if settings.public_url else ()
    if settings.host in ANY:
        return Addresses(url("localhost"), public + tuple(url(one) for one in lan_addresses()))
    if settings.host in LOOPBACK:
        return Addresses(url(settings.host), public)
    return Addresses(url(settings.host), (*public, url(settings.host)))


def lan_addresses() -> list[str]:
    """Return this machine's IPv4 addresses, the one that leads out first."""
    found = [*_way_out(), *_of_interfaces(), *_of_name()]
    return [one for one in dict.fromkeys(found) if _is_reachable(one)]


def _is_reachable(address: str) -> bool:
    known = ip_address(address)
    return not (known.is_loopback or known.is_link_local or known.is_unspecified)


def _way_out() -> Iterator[str]:
    with suppress(OSError), closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        probe.connect(_ELSEWHERE)
        yield probe.getsockname()[0]


def _of_interfaces() -> Iterator[str]:
    if sys.platform != "linux":
        return
    import fcntl  # not everywhere

    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        for _index, name in socket.if_nameindex():
            with suppress(OSError):  # an interface without an IPv4 address
                asked = struct.pack("256s", name.encode()[:15])
                yield socket.inet_ntoa(fcntl.ioctl(probe, _SIOCGIFADDR, asked)[20:24])


def _of_name() -> Iterator[str]:
    with suppress(OSError):
        for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            yield str(found[4][0])
