"""What can go wrong, in one hierarchy for all providers.

* ProviderError
  + ConfigurationError            a setting is missing or wrong; before any I/O
  + NotSupportedError             this provider, model or route does not do that; before any I/O
  + PriceUnknownError             no price is known for this model
  + ConnectionFailedError         no answer came; retryable
    - RequestTimeoutError
  + ResponseParsingError          an answer came that is not what the protocol says
    - StructuredOutputError       the reply is not an instance of what was asked for
  + StreamInterruptedError        the stream ended without its terminator
  + ToolError                     a tool that the model called could not be run
  + APIError                      the provider said no
    - InvalidRequestError         400, 409, 422, 499 and other 4xx; local request mistakes too
      . ContextLengthExceededError
      . ContentFilteredError
    - AuthenticationError         401
    - PermissionDeniedError       403
    - NotFoundError               404
      . ModelNotFoundError
    - RequestTooLargeError        413
    - RateLimitError              429; retryable
      . QuotaExceededError        402, or a billing code at any status; not retryable
    - ProviderUnavailableError    408 and 5xx; retryable
      . OverloadedError           503, 529
    - BatchExpiredError           a batch ran out of time before this chat of it; retryable
    - BatchCancelledError         a batch was cancelled before this chat of it; retryable
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from .replies import ChatResponse, ToolCall

LONGEST_DELAY = 120.0
"""Seconds; :meth:`ProviderError.retry_delay` never says more."""
LONGEST_LINE = 1000
"""Characters of a message that ``str(error)`` shows; ``error.message`` holds all of it."""


class ProviderError(Exception):
    """Base of every error that modelwire raises.

    ``provider`` is the provider's id (empty where no provider is involved), ``message`` says what happened,
    ``status_code`` is the HTTP status (None where no answer came; for an error that came in an answer of status 200,
    the number that it names itself, or None), ``code`` the vendor's own word for it,
    ``request_id`` the vendor's id of the request, ``body`` what the vendor sent, parsed if it was JSON,
    ``retryable`` whether the same request may succeed later.

    >>> try:
    ...     Client("opnai")
    ... except ProviderError as error:
    ...     print(error.retryable, error.message.partition("?")[0])
    False there is no provider 'opnai'; did you mean 'openai'
    """

    _retryable: ClassVar[bool] = False
    _advice: ClassVar[str] = ""
    """What to do next, where the message is the vendor's and may not say."""

    def __init__(
        self,
        message: str,
        *,
        provider: str = "",
        status_code: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        body: Any = None,
        retryable: bool | None = None,
        delay: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.provider = provider
        self.status_code = status_code
        self.code = code
        self.request_id = request_id
        self.body = body
        self.retryable = self._retryable if retryable is None else retryable
        self._delay = delay

    def retry_delay(self) -> float | None:
        """Seconds that the provider asked to wait before the next try; None if it named none.

        Never more than :data:`LONGEST_DELAY`.
        """
        return None if self._delay is None else min(self._delay, LONGEST_DELAY)

    def __str__(self) -> str:
        where = ", ".join(
            part
            for part in (
                f"status {self.status_code}" if self.status_code is not None else "",
                f"code {self.code}" if self.code else "",
                f"request {self.request_id}" if self.request_id else "",
            )
            if part
        )
        text = _line(self.message)
        if len(text) > LONGEST_LINE:
            text = f"{text[:LONGEST_LINE]}..."
        prefix = f"{self.provider}: " if self.provider else ""
        advice = f"; {what}" if (what := self._what_to_do()) and self.status_code is not None else ""
        return f"{prefix}{text}{f' ({_line(where)})' if where else ''}{advice}"

    def _what_to_do(self) -> str:
        return self._advice

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.message, self.__dict__.copy())


def _line(text: str) -> str:
    """The text in one line, without what could steer a terminal."""
    text = " ".join(text.split())
    return (
        text
        if text.isprintable()
        else "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    )


def _restore(kind: type[ProviderError], message: str, state: dict[str, Any]) -> ProviderError:
    error = kind.__new__(kind, message)
    Exception.__init__(error, message)
    error.__dict__.update(state)
    return error


class ConfigurationError(ProviderError):
    """A setting is missing or wrong; raised before any I/O.

    ``missing`` are the settings that are, of credentials those of which one would do; ``extras`` the extras of this
    package that would do as well once they are installed.

    >>> Retry(attempts=0)
    Traceback (most recent call last):
    ...
    modelwire_runtime.errors.ConfigurationError: Retry: attempts must be at least 1, base and cap must not be negative
    """

    missing: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()


class NotSupportedError(ProviderError):
    """This provider, model or route does not do what was asked; raised before any I/O.

    >>> client.chat_completion(model="gpt-5.4", messages=messages, top_k=5)
    Traceback (most recent call last):
    ...
    modelwire_runtime.errors.NotSupportedError: openai: ...top_k...
    """


class PriceUnknownError(ProviderError):
    """No price is known for this model.

    >>> client.provider.calculate_cost("my-own", Usage(prompt_tokens=10))
    Traceback (most recent call last):
    ...
    modelwire_runtime.errors.PriceUnknownError: openai: no price is known for model 'my-own'; ...
    """


class ConnectionFailedError(ProviderError):
    """No answer came: the name did not resolve, the connection was refused, cut or lost.

    >>> nobody = OpenAIProvider(api_key="sk-1", base_url="http://127.0.0.1:1/v1")  # where nobody listens
    >>> with Client(nobody, retry=Retry(attempts=1)) as lonely:
    ...     lonely.chat_completion(model="gpt-5.4", messages=messages)
    Traceback (most recent call last):
    ...
    modelwire_runtime.errors.ConnectionFailedError: openai: ...
    """

    _retryable = True


class RequestTimeoutError(ConnectionFailedError):
    """No answer came in time.

    >>> issubclass(RequestTimeoutError, ConnectionFailedError), RequestTimeoutError("too late").retryable
    (True, True)
    """


class ResponseParsingError(ProviderError):
    """An answer came that is not what the protocol says: HTML, cut JSON, an empty 200.

    >>> error = ResponseParsingError("the answer is HTML", provider="openai", status_code=200, body="<html>")
    >>> print(error)
    openai: the answer is HTML (status 200)
    >>> error.body
    '<html>'
    """


class StructuredOutputError(ResponseParsingError):
    """The reply is not an instance of the type that was asked for; it is kept in ``reply``.

    >>> reply = ChatResponse.model_validate({"choices": [{"message": {"content": "I don't know."}}]})
    >>> try:
    ...     parse_reply(reply, dict[str, int])
    ... except StructuredOutputError as error:
    ...     print(error.reply.text)
    I don't know.
    """

    def __init__(self, message: str, *, reply: ChatResponse, **details: Any) -> None:
        super().__init__(message, **details)
        self.reply = reply


class StreamInterruptedError(ProviderError):
    """The stream ended without its terminator; ``partial`` is the reply so far.

    >>> sofar = ChatResponse.model_validate({"choices": [{"message": {"content": "Once upon a"}}]})
    >>> StreamInterruptedError("the connection was cut", provider="openai", partial=sofar).partial.text
    'Once upon a'
    """

    def __init__(self, message: str, *, partial: ChatResponse, **details: Any) -> None:
        super().__init__(message, **details)
        self.partial = partial


class ToolError(ProviderError):
    """A tool that the model called could not be run; ``call`` is what the model asked for.

    Raised in a tool it tells the model its message as it is.

    >>> def weather(location: str) -> str:
    ...     '''Tell the weather.'''
    ...     raise ToolError(f"no station in {location}: ask for a larger city")
    >>> reply = client.chat_completion(model="gpt-5.4", messages=messages, tools=[weather])
    >>> run_tools(reply, [weather], messages), messages[-1]["content"]
    (True, 'Error: no station in Paris: ask for a larger city')
    """

    def __init__(self, message: str, *, call: ToolCall | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.call = call


class APIError(ProviderError):
    """The provider said no.

    >>> raise RateLimitError("slow down", provider="openai", status_code=429, request_id="req_1")
    Traceback (most recent call last):
    ...
    modelwire_runtime.errors.RateLimitError: openai: slow down (status 429, request req_1); try again later
    """


class InvalidRequestError(APIError):
    """The request is wrong: 400, 409, 422, 499 and other 4xx, or a mistake found before any I/O.

    >>> try:
    ...     client.chat_completion(model="gpt-5.4", messages=[{"role": "usr", "content": "Hello!"}])
    ... except InvalidRequestError as error:
    ...     print(error.status_code, "'user'" in str(error))  # found before anything was sent
    None True
    """


class ContextLengthExceededError(InvalidRequestError):
    """The prompt does not fit the model's context window; ``limit`` and ``actual`` are tokens, where told.

    >>> print(ContextLengthExceededError("too long", provider="openai", status_code=400))
    openai: too long (status 400); shorten the messages or take a model with a larger context window
    """

    _advice = "shorten the messages or take a model with a larger context window"

    limit: int | None = None
    actual: int | None = None


class ContentFilteredError(InvalidRequestError):
    """The provider's content filter refused the request.

    >>> ContentFilteredError("refused", provider="azure", status_code=400, code="content_filter").code
    'content_filter'
    """


class AuthenticationError(APIError):
    """The key or token is missing, wrong or expired: 401.

    >>> print(AuthenticationError("Incorrect API key provided", provider="openai", status_code=401))
    openai: Incorrect API key provided (status 401); check the key, and that it belongs to this address
    """

    _advice = "check the key, and that it belongs to this address"


class PermissionDeniedError(APIError):
    """The key may not do this: 403.

    >>> print(PermissionDeniedError("not for you", provider="openai", status_code=403))
    openai: not for you (status 403); check what the key's project may use
    """

    _advice = "check what the key's project may use"


class NotFoundError(APIError):
    """There is nothing at this address, or no such object: 404.

    ``hint`` says what may be meant instead of the model that was asked for, where that is known.

    >>> print(NotFoundError("Not Found", provider="openai", status_code=404))
    openai: Not Found (status 404); check base_url and the model's name
    """

    _advice = "check base_url and the model's name"
    hint: str = ""

    def _what_to_do(self) -> str:
        return self.hint or self._advice


class ModelNotFoundError(NotFoundError):
    """The provider has no model of this name, or the key has no access to it.

    >>> print(ModelNotFoundError("no such model", provider="openai", status_code=404))
    openai: no such model (status 404); list_models() tells which models the key may use
    """

    _advice = "list_models() tells which models the key may use"


class RequestTooLargeError(APIError):
    """The request's body is larger than the provider takes: 413.

    >>> print(RequestTooLargeError("too large", provider="anthropic", status_code=413))
    anthropic: too large (status 413); send less, or files by address or id
    """

    _advice = "send less, or files by address or id"


class RateLimitError(APIError):
    """Too many requests or tokens in too short a time: 429.

    >>> error = RateLimitError("slow down", provider="openai", status_code=429, delay=2.5)
    >>> error.retryable, error.retry_delay()
    (True, 2.5)
    """

    _retryable = True
    _advice = "try again later"

    def _what_to_do(self) -> str:
        return f"try again in {self._delay:g} s" if self._delay and self.retryable else self._advice


class QuotaExceededError(RateLimitError):
    """The account's credit or limit is used up: 402, or a billing code at any status.  Trying again does not help.

    >>> QuotaExceededError("no credit left", provider="openai", status_code=429).retryable
    False
    """

    _retryable = False
    _advice = "check the account's plan and billing"


class ProviderUnavailableError(APIError):
    """The provider failed: 408 and 5xx.

    >>> ProviderUnavailableError("bad gateway", provider="openai", status_code=502).retryable
    True
    """

    _retryable = True
    _advice = "try again later"


class OverloadedError(ProviderUnavailableError):
    """The provider has no capacity at the moment: 503, 529.

    >>> isinstance(OverloadedError("busy", provider="anthropic", status_code=529), ProviderUnavailableError)
    True
    """


class BatchExpiredError(APIError):
    """A batch ran out of time before it came to this chat: what it asks for may go into another batch.

    >>> print(BatchExpiredError("not processed in time", provider="openai", code="batch_expired"))
    openai: not processed in time (code batch_expired)
    """

    _retryable = True


class BatchCancelledError(APIError):
    """A batch was cancelled before it came to this chat.

    >>> BatchCancelledError("cancelled before it was processed", provider="anthropic").retryable
    True
    """

    _retryable = True
