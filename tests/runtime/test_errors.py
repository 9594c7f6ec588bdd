"""What answers that are none become."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

from modelwire_runtime import errors
from modelwire_runtime.errors import (
    APIError,
    AuthenticationError,
    ContextLengthExceededError,
    InvalidRequestError,
    ModelNotFoundError,
    NotFoundError,
    OverloadedError,
    PermissionDeniedError,
    ProviderError,
    ProviderUnavailableError,
    QuotaExceededError,
    RateLimitError,
    RequestTooLargeError,
    ResponseParsingError,
    StreamInterruptedError,
    StructuredOutputError,
)
from modelwire_runtime.replies import ChatResponse
from modelwire_runtime.timing import Retry
from tests.runtime.colours import MakeFace
from tests.runtime.conftest import Serve
from tests.runtime.faults import DONE, Connection, always, completion, delta, once, streams

ONCE = Retry(attempts=1)


@pytest.mark.parametrize(
    ("status", "kind", "retryable"),
    [
        (400, InvalidRequestError, False),
        (401, AuthenticationError, False),
        (402, QuotaExceededError, False),
        (403, PermissionDeniedError, False),
        (404, NotFoundError, False),
        (405, InvalidRequestError, False),
        (408, ProviderUnavailableError, True),
        (409, InvalidRequestError, True),
        (413, RequestTooLargeError, False),
        (418, InvalidRequestError, False),
        (422, InvalidRequestError, False),
        (429, RateLimitError, True),
        (499, InvalidRequestError, False),
        (500, ProviderUnavailableError, True),
        (502, ProviderUnavailableError, True),
        (503, OverloadedError, True),
        (504, ProviderUnavailableError, True),
        (529, OverloadedError, True),
        (599, ProviderUnavailableError, True),
        (999, APIError, False),
        (302, NotFoundError, False),
        (304, NotFoundError, False),
    ],
)
@pytest.mark.parametrize(
    "body", [b'{"error": {"message": "because"}}', b"", b"<html><title>because</title>", b"\xff\xfe"]
)
def test_the_class_of_a_status(
    status: int, kind: type[APIError], retryable: bool, body: bytes, serve: Serve, face: MakeFace
) -> None:
    body = b"" if status == 304 else body
    with pytest.raises(ProviderError) as caught:
        face(serve(once(body, status, x_request_id="req-1")), retry=ONCE).chat()
    error = caught.value
    assert type(error) is kind
    assert (error.status_code, error.retryable, error.provider) == (status, retryable, "acme")
    assert error.request_id == "req-1"
    assert str(error).startswith("acme: ") and len(str(error).splitlines()) == 1


@pytest.mark.parametrize(
    ("body", "message", "code"),
    [
        ({"error": {"message": "no", "code": "c", "type": "t"}}, "no", "c"),
        ({"error": {"message": "no", "type": "t"}}, "no", "t"),
        ({"error": {"message": "no", "code": 400, "status": "INVALID_ARGUMENT"}}, "no", "INVALID_ARGUMENT"),
        ({"error": "no"}, "no", None),
        ({"detail": "no"}, "no", None),
        ({"detail": [{"loc": ["body", "x"], "msg": "no"}]}, "body.x: no", None),
        ({"detail": [None, 5, {"loc": 5, "msg": "no"}, {"loc": ["a", None], "msg": None}]}, "no; a.None", None),
        ({"message": "no", "code": 3280}, "no", "3280"),
        ({"object": "error", "message": "no", "type": "t", "code": None}, "no", "t"),
        (
            {"object": "error", "message": {"detail": [{"loc": ["body", "x"], "msg": "no"}]}, "type": "t"},
            "body.x: no",
            "t",
        ),
        ({"title": "Bad Request", "detail": "no", "status": 400}, "no", None),
        ({"error": "Bad Request", "message": "no", "status": 400}, "no", None),
        ({"message": "no", "code": "c", "detail": {"loc": ["body", "x"], "input": "1"}}, "no (body.x)", "c"),
        ({"statusCode": 400, "message": "no"}, "no", None),
        ([{"error": {"message": "no"}}], "no", None),
        ("no", "no", None),
        ([], "the provider answered with status 400 and no message", None),
        (None, "the provider answered with status 400 and no message", None),
        ({"error": None}, "the provider answered with status 400 and no message", None),
        ({"error": {"message": None}}, "the provider answered with status 400 and no message", None),
        (17, "the provider answered with status 400 and no message", None),
    ],
)
def test_the_shapes_of_an_error(body: Any, message: str, code: str | None, serve: Serve, face: MakeFace) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        face(serve(once(json.dumps(body).encode(), 400))).chat()
    assert (caught.value.message, caught.value.code, caught.value.body) == (message, code, body)


@pytest.mark.parametrize("body", [{"error": {"message": "no"}, "request_id": "r"}, {"error": {"request_id": "r"}}])
def test_an_error_may_name_its_request(body: Any, serve: Serve, face: MakeFace) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        face(serve(once(json.dumps(body).encode(), 400))).chat()
    assert caught.value.request_id == "r"


def test_a_code_counts_more_than_a_status(serve: Serve, face: MakeFace) -> None:
    body = b'{"error": {"message": "pay", "code": "insufficient_quota"}}'
    server = serve(always(body, 429))
    with pytest.raises(QuotaExceededError):
        face(server).chat()
    assert len(server.requests) == 1
    with pytest.raises(ModelNotFoundError):
        face(serve(once(b'{"error": {"message": "?", "code": "no_model"}}', 400))).chat()


@pytest.mark.parametrize("code", ["context_length_exceeded", "other"])
def test_how_much_too_long(code: str, serve: Serve, face: MakeFace) -> None:
    text = "The maximum context length is 128,000 tokens; your messages resulted in 130012."
    body = json.dumps({"error": {"message": text, "code": code}}).encode()
    with pytest.raises(ContextLengthExceededError) as caught:
        face(serve(once(body, 400))).chat()
    assert (caught.value.limit, caught.value.actual) == (128_000, 130_012)


def test_how_much_too_long_may_be_untold(serve: Serve, face: MakeFace) -> None:
    with pytest.raises(ContextLengthExceededError) as caught:
        face(serve(once(b'{"error": {"message": "long", "code": "context_length_exceeded"}}', 400))).chat()
    assert (caught.value.limit, caught.value.actual) == (None, None)


def test_a_redirect_is_not_followed_but_told(serve: Serve, face: MakeFace) -> None:
    server = serve(once(b"", 301, location="https://elsewhere.invalid/v1?token=abc"))
    with pytest.raises(NotFoundError, match=r"redirects to https://elsewhere\.invalid/v1, which") as caught:
        face(server).chat()
    assert "abc" not in str(caught.value) and "base_url" in str(caught.value)


def test_early_hints_are_passed_over(serve: Serve, face: MakeFace) -> None:
    def hinting(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n")
        connection.reply(completion())

    assert face(serve(hinting)).chat().text == "Hello!"


def test_switching_protocols_is_no_answer(serve: Serve, face: MakeFace) -> None:
    def switching(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n")

    with pytest.raises(ProviderError):
        face(serve(switching), retry=ONCE).chat()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>hello</html>",
        b'{"id": "x", "choices": [{"mess',
        b"[]",
        b"null",
        b'"text"',
        b'{"choices": []}',
        b'{"choices": null}',
        b'{"choices": [null]}',
        b'{"choices": 5}',
        b'{"choices": [{"message": "text"}]}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
    ],
)
def test_an_answer_that_is_none(body: bytes, serve: Serve, face: MakeFace) -> None:
    server = serve(always(body))
    with pytest.raises(ResponseParsingError, match="not what openai-chat says") as caught:
        face(server).chat()
    assert len(server.requests) == 1
    assert caught.value.status_code == 200 and len(str(caught.value)) < 1500


def test_an_error_in_a_success(serve: Serve, face: MakeFace) -> None:
    body = b'{"error": {"message": "long", "code": "context_length_exceeded"}}'
    with pytest.raises(ContextLengthExceededError):
        face(serve(always(body))).chat()
    old = b'{"object": "error", "message": "bad", "code": 400}'
    with pytest.raises(InvalidRequestError, match="bad"):
        face(serve(always(old)), retry=ONCE).chat()
    problem = b'{"title": "Service Unavailable", "detail": "busy", "status": 503}'
    with pytest.raises(OverloadedError, match="busy"):
        face(serve(always(problem)), retry=ONCE).chat()


def test_an_error_in_a_stream(serve: Serve, face: MakeFace) -> None:
    failing = b'data: {"error": {"message": "busy", "code": 503}}\n\n'
    streamed = face(serve(streams(delta("Hi"), failing))).stream()
    assert streamed.text == "Hi"
    assert type(streamed.error) is OverloadedError


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        ({"detail": "inference exception"}, ProviderUnavailableError, "inference exception"),
        ({"detail": {"error": "inference exception"}}, ProviderUnavailableError, "inference exception"),
        ({"errors": [{"message": "boom"}]}, ProviderUnavailableError, "boom"),
        ({"message": "no such key", "code": 401}, AuthenticationError, "no such key"),
        ({"title": "Service Unavailable", "detail": "busy", "status": 503}, OverloadedError, "busy"),
    ],
)
def test_an_error_of_any_shape_is_one_under_200_too(
    body: Any, kind: type[ProviderError], said: str, serve: Serve, face: MakeFace
) -> None:
    """Passed over, it would leave half an answer that looks whole."""
    text = json.dumps(body).encode()
    streamed = face(serve(streams(delta("Hi"), b"event: error\ndata: " + text + b"\n\n", DONE))).stream()
    assert streamed.text == "Hi" and type(streamed.error) is kind and said in str(streamed.error)
    with pytest.raises(kind, match=said):
        face(serve(always(text)), retry=ONCE).chat()
    assert type(face(serve(always(text)), retry=ONCE).stream().error) is kind


@pytest.mark.parametrize("pretty", [False, True])
def test_an_error_instead_of_a_stream(pretty: bool, serve: Serve, face: MakeFace) -> None:
    body = {"error": {"message": "long", "code": "context_length_exceeded"}}
    server = serve(always(json.dumps(body, indent=2 if pretty else None).encode(), content_type="application/json"))
    assert type(face(server).stream().error) is ContextLengthExceededError


@pytest.mark.parametrize("end", [b"", b'data: {"id": "x", "cho', b"data: [DO"])
def test_a_stream_without_its_end(end: bytes, serve: Serve, face: MakeFace) -> None:
    streamed = face(serve(streams(delta("Hel"), delta("lo"), *([end] if end else [])))).stream()
    assert isinstance(streamed.error, StreamInterruptedError)
    assert (streamed.text, streamed.error.partial.text) == ("Hello", "Hello")


def test_an_empty_stream(serve: Serve, face: MakeFace) -> None:
    assert isinstance(face(serve(streams())).stream().error, ResponseParsingError)


def test_garbled_json_in_a_stream(serve: Serve, face: MakeFace) -> None:
    streamed = face(serve(streams(delta("Hi"), b"data: {oops}\n\n", DONE))).stream()
    assert isinstance(streamed.error, ResponseParsingError) and streamed.text == "Hi"


def test_a_byte_order_mark_is_passed_over(serve: Serve, face: MakeFace) -> None:
    mark = b"\xef\xbb\xbf"
    reply = face(serve(always(mark + completion()))).chat()
    assert reply.text == "Hello!" and reply.raw["id"] == "chatcmpl-1"
    with pytest.raises(InvalidRequestError, match="acme: bad") as caught:
        face(serve(always(mark + b'{"error": {"message": "bad", "code": "x"}}', 400))).chat()
    assert (caught.value.message, caught.value.code) == ("bad", "x")


def test_a_body_that_is_not_what_its_encoding_says(serve: Serve, face: MakeFace) -> None:
    server = serve(always(b"this is not gzip", content_encoding="gzip"))
    with pytest.raises(ResponseParsingError, match="content-encoding"):
        face(server).chat()
    assert len(server.requests) == 1


KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ProviderError)]


@pytest.mark.parametrize("kind", KINDS)
def test_errors_travel(kind: type[ProviderError]) -> None:
    own: dict[str, Any] = {}
    if kind is StreamInterruptedError:
        own = {"partial": ChatResponse(id="1")}
    elif kind is StructuredOutputError:
        own = {"reply": ChatResponse(id="1")}
    error = kind(
        "a\nb",
        provider="acme",
        status_code=429,
        code="c",
        request_id="r",
        body={"x": [1]},
        retryable=True,
        delay=3,
        **own,
    )
    for same in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(same) is kind and vars(same) == vars(error) and str(same) == str(error)
        assert same.retry_delay() == 3


def test_a_message_can_be_shown_on_a_terminal() -> None:
    error = APIError("one\n\ttwo\x1b[31m\x00 three\u2028four" + "x" * 5000, code="c\nd", request_id="r\x1b")
    assert str(error).isprintable() and len(str(error)) < 1100
    assert str(error).startswith("one two\ufffd[31m\ufffd three four")


def test_every_error_says_what_it_is() -> None:
    for kind in KINDS:
        assert kind.__doc__ and kind.__name__ in (errors.__doc__ or "")
