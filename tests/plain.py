"""A browser without a page, over plain http."""

import ssl
from typing import Any

import httpx2

# A server of the tests has no certificate, and reading those of the machine takes 0.03 s a client.
NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def client(**more: Any) -> httpx2.Client:  # whatever httpx takes
    """Return a client that trusts no certificate: it speaks with servers of the tests."""
    return httpx2.Client(verify=NOBODY, **more)
