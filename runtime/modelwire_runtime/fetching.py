"""Fetches the images, sound and files that a vendor does not fetch itself, if the user allowed it.

They are asked for as anybody would ask, without a key, a cookie or anything else of the provider's.  Only public https
addresses are: what is fetched is given to a vendor, so that an address inside one's own network, slipped in by whoever
wrote the message, must not be.  A name is not looked up for this: one that leads to a private address is not noticed.
"""

from __future__ import annotations

import ipaddress
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from .content import ContentKind
from .content_checks import Part
from .context import RawHeaders, header
from .errors import ConnectionFailedError, InvalidRequestError, ProviderError, RequestTimeoutError
from .exchange import CLOSE, READ, Call, Exchange, Send
from .protocols.data_uris import data_uri
from .provider import user_agent
from .requests import ChatRequest
from .transport import TransportError, WireRequest

if TYPE_CHECKING:
    from .transport import AsyncWireStream, WireStream

LARGEST = 20 * 1024 * 1024
"""The most bytes that one address may bring."""
LONGEST = 60.0
"""Seconds that one address may take."""
MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
PRIVATE_NAMES = ("localhost", "local", "internal", "lan", "home", "corp", "intranet", "arpa")
"""Ends of names that are no public ones."""
UNTOLD = ("", "application/octet-stream", "binary/octet-stream", "application/x-download")
"""Media types that tell nothing."""
MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypM4A", "audio/mp4"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
)
"""Where in a file which bytes tell what it is."""
SOUND_FORMATS = {
    "mpeg": "mp3",
    "x-wav": "wav",
    "wave": "wav",
    "vnd.wave": "wav",
    "x-flac": "flac",
    "mp4": "m4a",
    "x-m4a": "m4a",
}
"""What a media type of sound is called as a format, if not by its own name."""


class Media(NamedTuple):
    """What an address brought."""

    type: str
    data: str
    name: str

    @property
    def uri(self) -> str:
        """It as a data URI."""
        return data_uri(self.type, self.data)


PLACEHOLDERS: dict[ContentKind, Media] = {
    "image": Media("image/png", "AAAA", ""),
    "audio": Media("audio/wav", "AAAA", ""),
    "file": Media("application/pdf", "AAAA", ""),
}
"""What stands for what is still to be fetched, so that all else of a request can be checked before."""


@dataclass(slots=True)
class Fetches:
    """What must be fetched before a request, and what makes its body of that."""

    parts: Sequence[Part]
    body: Callable[[Sequence[Media]], bytes]


def with_media(request: ChatRequest, parts: Sequence[Part], fetched: Sequence[Media]) -> ChatRequest:
    """The request with the bytes in the place of addresses."""
    messages: list[Any] = list(request.messages)
    for part, media in zip(parts, fetched, strict=True):
        message = messages[part.message]
        content = list(message["content"])
        content[part.number] = _with_data(content[part.number], part.kind, media)
        messages[part.message] = {**message, "content": content}
    return replace(request, messages=messages)


def with_placeholders(request: ChatRequest, parts: Sequence[Part]) -> ChatRequest:
    """The request with something in the place of addresses."""
    return with_media(request, parts, [PLACEHOLDERS[part.kind] for part in parts])


def _with_data(part: dict[str, Any], kind: ContentKind, media: Media) -> dict[str, Any]:
    if kind == "image":
        return {**part, "image_url": {**part["image_url"], "url": media.uri}}
    if kind == "audio":
        told = media.type.partition("/")[2]
        given = part["input_audio"].get("format")
        return {**part, "input_audio": {"data": media.data, "format": given or SOUND_FORMATS.get(told, told)}}
    given = {key: value for key, value in part["file"].items() if key != "file_id"}
    named = {"filename": media.name} if media.name else {}
    return {**part, "file": {**named, **given, "file_data": media.uri}}


def fetch_media(call: Call[Any], fetches: Fetches) -> Exchange[None]:
    """Fetch everything, each address once, and put it into the call's body."""
    known: dict[tuple[str, ContentKind], Media] = {}
    for part in fetches.parts:
        if (part.address, part.kind) not in known:
            known[part.address, part.kind] = yield from _Fetch(call, part).run()
    call.body = fetches.body([known[part.address, part.kind] for part in fetches.parts])


class _Fetch:
    """Fetches one address."""

    def __init__(self, call: Call[Any], part: Part) -> None:
        self._call = call
        self._part = part
        self._until = call.clock() + LONGEST

    def run(self) -> Exchange[Media]:
        """Ask for it, follow redirects, read it and see what it is."""
        url = self._part.address
        for _ in range(MOST_REDIRECTS + 1):
            self._check_address(url)
            problem: ProviderError | None = None
            data, status = b"", 0
            headers: RawHeaders = ()
            try:
                stream: WireStream | AsyncWireStream = yield Send(self._request(url), stream=True)
                status, headers = stream.status, stream.headers
                if 200 <= status < 300:
                    data = yield from self._read(headers)
            except TransportError as failure:
                problem = self._failed(failure)
            except ProviderError as error:
                problem = error
            yield CLOSE
            if problem is not None:
                raise problem
            if status in REDIRECTS and (location := header(headers, "location")):
                url = urljoin(url, location)
            elif 200 <= status < 300:
                return self._media(url, data, headers)
            else:
                raise self._refused(f"the answer has status {status}; see whether the address is right and public")
        raise self._refused(f"more than {MOST_REDIRECTS} redirects")

    def _request(self, url: str) -> WireRequest:
        timeout, now = self._call.timeout, self._call.clock()
        left = max(min(self._until, self._call.deadline or self._until) - now, 0.001)
        connect = left if timeout.connect is None else min(timeout.connect, left)
        # Mostly a host is asked once: its connection is not kept.
        headers = (("accept", "*/*"), ("user-agent", user_agent()), ("connection", "close"))
        read = left if timeout.read is None else min(timeout.read, left)
        return WireRequest("GET", url, headers, b"", connect, read, foreign=True)

    def _read(self, headers: RawHeaders) -> Exchange[bytes]:
        length = header(headers, "content-length") or ""
        size = int(length) if length.isascii() and length.isdigit() else 0
        parts: list[bytes] = []
        self._check_size(size)
        size = 0
        while data := (yield READ):
            parts.append(data)
            size += len(data)
            self._check_size(size)
            self._call.check_deadline()
            if self._call.clock() > self._until:
                raise self._late(f"not read within {LONGEST:g} s")
        return b"".join(parts)

    def _check_size(self, size: int) -> None:
        if size > LARGEST:
            raise self._refused(
                f"it is larger than {LARGEST // 1024**2} MB; upload it to the vendor, or make it smaller"
            )

    def _check_address(self, url: str) -> None:
        redirected = "" if url == self._part.address else f"it redirects to {_shown(url)}: "
        try:
            address = urlsplit(url)
            host = address.hostname or ""
        except ValueError:
            raise self._refused(f"{redirected}that is no address") from None
        if address.scheme != "https":
            raise self._refused(f"{redirected}only https is fetched")
        if address.username or address.password:
            raise self._refused(f"{redirected}an address with a password is not fetched")
        if not _is_public(host):
            raise self._refused(f"{redirected}an address of a private network is not fetched; give the data instead")

    def _media(self, url: str, data: bytes, headers: RawHeaders) -> Media:
        told = (header(headers, "content-type") or "").partition(";")[0].strip().lower()
        kind, wanted = told, {"image": "image/", "audio": "audio/", "file": ""}[self._part.kind]
        if told in UNTOLD or not told.startswith(wanted):
            found = next((name for at, magic, name in MAGIC if data.startswith(magic, at)), "")
            kind = found or ("" if told in UNTOLD else told)
        if not data:
            raise self._refused("the answer is empty")
        if not kind:
            raise self._refused("neither its content-type nor its first bytes tell what it is; give a data URI")
        if not kind.startswith(wanted):
            raise self._refused(f"it is {kind}, and not {wanted}...; see whether the address leads to the file itself")
        name = unquote(urlsplit(url).path.rpartition("/")[2]) or f"file.{kind.rpartition('/')[2]}"
        return Media(kind, b64encode(data).decode(), name)

    def _refused(self, why: str) -> InvalidRequestError:
        return InvalidRequestError(self._told(why), provider=self._call.context.provider.id)

    def _late(self, why: str) -> RequestTimeoutError:
        return RequestTimeoutError(self._told(why), provider=self._call.context.provider.id, retryable=True)

    def _failed(self, failure: TransportError) -> ProviderError:
        self._call.check_deadline(failure)
        kind = RequestTimeoutError if failure.timed_out else ConnectionFailedError
        error = kind(self._told(str(failure)), provider=self._call.context.provider.id)
        error.__cause__ = failure.__cause__ or failure
        return error

    def _told(self, why: str) -> str:
        return f"{self._part.place}: {_shown(self._part.address)} could not be fetched: {why}"


def _shown(url: str) -> str:
    """An address without its query, which may hold a signature, and without a password."""
    scheme, separator, rest = url.partition("?")[0].partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{separator}{host.rpartition('@')[2]}{slash}{path}"[:200]


def _is_public(host: str) -> bool:
    """Whether a host is one that anybody can reach, as far as its name tells."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        labels = host.rstrip(".").lower().split(".")
        return len(labels) > 1 and labels[-1] not in PRIVATE_NAMES and not labels[-1].isdigit()
