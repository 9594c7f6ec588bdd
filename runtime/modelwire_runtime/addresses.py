"""Where requests go: URLs, taken to pieces once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .errors import ConfigurationError

LAST_PORT = 65_535
PORTS = {"http": 80, "https": 443}
BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
HOST = rf"[a-z][a-z0-9_.-]*|{BYTE}(?:\.{BYTE}){{3}}"
TARGET = r"(?:[\w/.~:@!$&*+,;=?-]|%[0-9A-Fa-f]{2})+"
PLAIN = re.compile(rf"(https?)://({HOST})(?::(\d{{1,5}}))?(/(?!.*/\.){TARGET}|/)", re.ASCII)
"""A URL that is sent as it is written, as nearly all are; others are read by httpx, which takes a while to import."""


@dataclass(frozen=True, slots=True)
class Address:
    """A URL in the pieces of which connections and requests are made."""

    scheme: str
    host: str
    """By its name in ASCII, or its number."""
    port: int | None
    """None for the scheme's own."""
    target: str
    """The path and the query."""
    authority: str
    """What the header ``host`` says."""

    @property
    def origin(self) -> str:
        """Whom a connection leads to."""
        return f"{self.scheme}://{self.authority}"

    @property
    def place(self) -> tuple[str, int]:
        """The host and its port."""
        return self.host, self.port or PORTS[self.scheme]


@lru_cache(maxsize=1024)
def address_of(url: str) -> Address:
    """The address; raises :class:`ConfigurationError` where nothing can be sent to it."""
    plain = PLAIN.fullmatch(url)
    address = _read(*plain.groups()) if plain else _read_by_httpx(url)
    if (address.port or 0) > LAST_PORT:
        raise _unreachable(url, f"there are ports up to {LAST_PORT} only")
    return address


def _read(scheme: str, host: str, port: str | None, target: str) -> Address:
    number = int(port) if port else None
    if number in (None, PORTS[scheme]):
        return Address(scheme, host, None, target, host)
    return Address(scheme, host, number, target, f"{host}:{number}")


def _read_by_httpx(text: str) -> Address:
    import httpx

    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise _unreachable(text, error) from error
    return Address(url.scheme, url.raw_host.decode(), url.port, url.raw_path.decode(), url.netloc.decode())


def _unreachable(url: str, reason: object) -> ConfigurationError:
    return ConfigurationError(f"requests cannot be sent to {url.partition('?')[0]!r}: {reason}")
