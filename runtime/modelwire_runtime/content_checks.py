"""Holds the parts of messages against what a route and a model take, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from .capabilities import Capability
from .content import Content, ContentForm, ContentKind
from .data import is_listed, is_mapping, is_object
from .errors import InvalidRequestError, NotSupportedError
from .parameters import Adjustment, Unsupported, refuse
from .requests import ChatRequest
from .suggestions import suggest

if TYPE_CHECKING:
    from .provider import LLMProvider

KINDS: Mapping[str, ContentKind] = {"image_url": "image", "input_audio": "audio", "file": "file"}
"""The kind of each type of part that is no text."""
TEXTS = ("text", "refusal")
VIDEO = ("video", "video_url", "input_video")
"""Types of parts that there is no common one for; where a route takes video, it is as a part of the vendor's own."""
NEEDS: Mapping[ContentKind, Capability] = {
    "image": Capability.VISION,
    "audio": Capability.AUDIO_INPUT,
    "file": Capability.FILES,
}
"""What a model must be capable of."""
ELSEWHERE: Mapping[str, str] = {
    "image": "image_url",
    "input_image": "image_url",
    "audio": "input_audio",
    "audio_url": "input_audio",
    "document": "file",
    "document_url": "file",
    "input_file": "file",
    "input_text": "text",
    "output_text": "text",
}
"""What parts of other APIs are called here."""
CALLED: Mapping[ContentKind, str] = {"text": "text", "image": "an image", "audio": "sound", "file": "a file"}
MANY: Mapping[ContentKind, str] = {"text": "text", "image": "images", "audio": "sound", "file": "files"}
BY: Mapping[ContentForm, str] = {"url": "by address", "data": "as data", "id": "by the id of an uploaded one"}
DATA: Mapping[ContentKind, str] = {
    "image": "a data URI (data:image/png;base64,...)",
    "audio": "the bytes in base64",
    "file": "a data URI (data:application/pdf;base64,...)",
}


class Part(NamedTuple):
    """A part that is no text: where it stands, what it is and how it is given."""

    message: int
    number: int
    kind: ContentKind
    form: ContentForm
    address: str

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"messages[{self.message}].content[{self.number}]"


@dataclass(slots=True)
class Admission:
    """What came of the check: the messages, what was left out of them, and what must be fetched first."""

    request: ChatRequest
    adjustments: list[Adjustment]
    fetches: list[Part]


def admit(
    request: ChatRequest, provider: LLMProvider, content: Content, unsupported: Unsupported, fetch: bool
) -> Admission:
    """The request with what the route takes of its messages.

    Raises :class:`NotSupportedError` for a part that it does not take, or leaves that out if ``unsupported`` says so;
    a message of which nothing would be left is always refused.
    """
    checks = _Checks(provider, request.model, content, fetch)
    adjustments: list[Adjustment] = []
    fetches: list[Part] = []
    messages: list[Any] = list(request.messages)
    for index, message in enumerate(messages):
        parts = message.get("content") if is_object(message) else None
        if not is_listed(parts):
            continue
        kept: list[Any] = []
        for number, part in enumerate(parts):
            found, wrong = checks.look(index, number, message.get("role"), part)
            if wrong is None:
                kept.append(part)
                if found is not None and checks.needs_fetching(found):
                    fetches.append(found._replace(number=len(kept) - 1))
                continue
            what = f"messages[{index}].content[{number}] {wrong}"
            refuse("raise" if len(parts) == 1 else unsupported, provider.id, what, "", "it was left out")
            adjustments.append(Adjustment(f"messages[{index}].content[{number}]", "dropped", part["type"], None, what))
        if len(kept) < len(parts):
            if not kept:
                raise NotSupportedError(
                    f"messages[{index}]: nothing of its content can be sent: {adjustments[-1].reason}",
                    provider=provider.id,
                )
            messages[index] = {**message, "content": kept}
    if adjustments:
        request = replace(request, messages=messages)
    return Admission(request, adjustments, fetches)


class _Checks:
    """What one model on one route takes."""

    def __init__(self, provider: LLMProvider, model: str, content: Content, fetch: bool) -> None:
        self._provider = provider
        self._model = model
        self._content = content
        self._fetch = fetch

    def look(self, index: int, number: int, role: Any, part: Any) -> tuple[Part | None, str | None]:
        """The part, if it is one of images, sound or files, and what is wrong with it.

        What has no type or another shape is left to the checks of messages, which say so.
        """
        if not is_object(part) or not isinstance(kind := part.get("type"), str) or kind in TEXTS:
            return None, None
        if kind in self._content.native or "*" in self._content.native:
            if kind not in KINDS:
                return None, None
        elif kind in VIDEO:
            name = self._provider.name
            return None, f"is video, and {name} takes none here (model {self._model!r}); leave it out"
        elif kind not in KINDS:
            raise InvalidRequestError(
                f"messages[{index}].content[{number}].type is {kind!r}, which is not known here "
                f"({self._provider.name}); {self._meant(kind)}",
                provider=self._provider.id,
            )
        given = _given(kind, part)
        if given is None:
            if kind == "file":
                raise InvalidRequestError(
                    f"messages[{index}].content[{number}].file needs file_data (a data URI) or file_id",
                    provider=self._provider.id,
                )
            return None, None
        found = Part(index, number, KINDS[kind], *given)
        if kind == "image_url" and found.form == "data" and not _is_data_uri(found) and "*" not in self._content.native:
            raise InvalidRequestError(
                f"messages[{index}].content[{number}].image_url.url is no address (https://...) and no data URI: "
                "read a file yourself and give data:image/png;base64,...",
                provider=self._provider.id,
            )
        return found, self._wrong(found, role)

    def needs_fetching(self, part: Part) -> bool:
        """Whether a part is by address, where the route takes its bytes only."""
        return part.form == "url" and "url" not in self._forms(part.kind)

    def _wrong(self, part: Part, role: Any) -> str | None:
        kind, name = part.kind, self._provider.name
        if role == "tool" and kind not in self._content.tool_result:
            takes = _listed([MANY[taken] for taken in self._content.tool_result])
            return (
                f"is {CALLED[kind]}, and the result of a tool may hold {takes} only on {name} "
                f"(model {self._model!r}); say it in text, or give it in a user's message"
            )
        forms = self._forms(kind)
        if not forms:
            return f"is {CALLED[kind]}, and {name} takes none here (model {self._model!r}); leave it out"
        model = self._provider.listed_model(self._model)
        if model is not None and NEEDS[kind] in model.lacks:
            return f"is {CALLED[kind]}, and {name}'s model {self._model!r} takes none; use another model"
        if part.form in forms:
            return None
        if part.form == "url" and "data" in forms:
            if self._fetch:
                return None
            return (
                f"is {CALLED[kind]} {BY['url']}, which {name} does not fetch (model {self._model!r}); "
                f"give {DATA[kind]}, or let modelwire fetch it: Client(..., fetch_media=True)"
            )
        ways = " or ".join(BY[form] for form in forms)
        return f"is {CALLED[kind]} {BY[part.form]}; {name} takes it {ways} only (model {self._model!r})"

    def _forms(self, kind: ContentKind) -> tuple[ContentForm, ...]:
        return cast("tuple[ContentForm, ...]", getattr(self._content, kind))

    def _meant(self, kind: str) -> str:
        known = [*TEXTS, *KINDS, *self._content.native]
        return suggest(ELSEWHERE.get(kind, kind), known, f"use one of {', '.join(known)}")


def _given(kind: str, part: Mapping[str, Any]) -> tuple[ContentForm, str] | None:
    """How the bytes of a part are given, and the text that stands for them; None where it has another shape."""
    for form, text in _texts(kind, part.get(kind)):
        if isinstance(text, str) and text:
            head = text[:32].lower()
            if head.startswith(("https://", "http://")):
                return "url", text
            if "://" in head:
                return "id", text
            return form, text
    return None


def _is_data_uri(part: Part) -> bool:
    return part.address[:5].lower() == "data:"


def _texts(kind: str, inner: Any) -> Iterator[tuple[ContentForm, Any]]:
    """The texts that may stand for a part's bytes, each with the form that it is if it is no address."""
    if not is_mapping(inner):
        return
    if kind == "image_url":
        yield "data", inner.get("url")
    elif kind == "input_audio":
        yield "data", inner.get("data")
    else:
        yield "id", inner.get("file_id")
        yield "data", inner.get("file_data")


def _listed(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
