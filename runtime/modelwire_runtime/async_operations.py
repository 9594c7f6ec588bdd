"""The operations beside chat of the non-blocking client."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from typing_extensions import Unpack

from .calls import Manner, as_request
from .errors import NotFoundError, ProviderError
from .exchange import Call, streaming
from .health import HealthStatus
from .provider import (
    ChatProvider,
    EmbeddingsProvider,
    FimProvider,
    ImageEditProvider,
    ImageGenerationProvider,
    LLMProvider,
    ModelsProvider,
    ModerationProvider,
    RerankProvider,
    SpeechProvider,
    TranscriptionProvider,
)
from .replies import EmbeddingsResponse, ModelList
from .request_calls import health_calls, models_call, request_call, rerank_call, speech_call, transcription_call
from .requests import ChatParameters, ChatRequest, EmbeddingsParameters, EmbeddingsRequest, Request
from .timing import RequestContext, Retry

if TYPE_CHECKING:
    from .async_client import AsyncDriver
    from .content_streams import AsyncContentStream
    from .errands import Errand
    from .exchange import Flow
    from .fim import FimParameters, FimRequest
    from .images import (
        ImageEditParameters,
        ImageEditRequest,
        ImageGenerationParameters,
        ImageGenerationRequest,
        ImageResponse,
    )
    from .messages import MessageLike
    from .moderation import ModerationParameters, ModerationRequest, ModerationResponse
    from .provider import Endpoint
    from .replies import ChatResponse
    from .rerank import Document, RerankParameters, RerankRequest, RerankResponse
    from .speech import SpeechParameters, SpeechRequest, SpeechResponse
    from .streams import AsyncChatStream
    from .token_counts import TokenCount
    from .transcription import Transcription, TranscriptionParameters, TranscriptionRequest
    from .transcription_streams import AsyncTranscriptionStream
    from .uploads import FileLike

ProviderT = TypeVar("ProviderT", bound=LLMProvider, covariant=True)
OptionsT = TypeVar("OptionsT")
ModelT = TypeVar("ModelT", bound=str)
ReplyT = TypeVar("ReplyT")


class NonblockingOperations(Generic[ProviderT]):
    """What a client can ask beside chat, each where its provider can do it."""

    _provider: ProviderT
    _manner: Manner

    async def _run(self, call: Call[ReplyT]) -> ReplyT:
        raise NotImplementedError

    def _driver(self, call: Call[Any] | Errand, flow: Flow) -> AsyncDriver:
        raise NotImplementedError

    async def _ask(
        self,
        endpoint: Endpoint,
        kind: type[Request],
        request: Request | None,
        values: Mapping[str, Any],
        options: Any,
        context: RequestContext | None,
    ) -> Any:
        """The reply to a request, which was given whole or as keywords."""
        request = as_request(kind, request, values, self._provider.id)
        return await self._run(request_call(self._provider, endpoint, request, options, context, self._manner))

    @overload
    async def embeddings(
        self: NonblockingOperations[EmbeddingsProvider[OptionsT, ModelT]],
        request: EmbeddingsRequest,
        *,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
    ) -> EmbeddingsResponse: ...
    @overload
    async def embeddings(
        self: NonblockingOperations[EmbeddingsProvider[OptionsT, ModelT]],
        *,
        model: ModelT,
        input: str | Sequence[str],
        options: OptionsT | None = None,
        context: RequestContext | None = None,
        **parameters: Unpack[EmbeddingsParameters],
    ) -> EmbeddingsResponse: ...
    async def embeddings(
        self: NonblockingOperations[EmbeddingsProvider[Any]],
        request: EmbeddingsRequest | None = None,
        *,
        options: Any = None,
        context: RequestContext | None = None,
        **values: Any,
    ) -> EmbeddingsResponse:
        """Ask for the vectors of one or more texts.

        ``model`` and ``input`` are needed, a text or a list of them; any of :class:`EmbeddingsParameters` may follow,
        ``dimensions`` and so on.  One :class:`EmbeddingsRequest` may stand in their place.  ``options`` and ``context``
        are as of :meth:`chat_completion`.  The reply's ``arrays`` are the vectors.

        >>> reply = await async_client.embeddings(model="text-embedding-3-small", input=["red", "blue"])
        >>> reply.arrays[1]
        array('f', [0.5, 0.25])
        """
        reply: EmbeddingsResponse = await self._ask("embeddings", EmbeddingsRequest, request, values, options, context)
        return reply

    @overload
    async def moderation(
        self: NonblockingOperations[ModerationProvider[OptionsT]],
        request: ModerationRequest,
        *,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
    ) -> ModerationResponse: ...
    @overload
    async def moderation(
        self: NonblockingOperations[ModerationProvider[OptionsT]],
        *,
        input: str | Sequence[str] | Sequence[Mapping[str, Any]],
        options: OptionsT | None = None,
        context: RequestContext | None = None,
        **parameters: Unpack[ModerationParameters],
    ) -> ModerationResponse: ...
    async def moderation(
        self: NonblockingOperations[ModerationProvider[Any]],
        request: ModerationRequest | None = None,
        *,
        options: Any = None,
        context: RequestContext | None = None,
        **values: Any,
    ) -> ModerationResponse:
        """Ask whether one or more texts are harmful.

        ``input`` is needed, a text, a list of texts, or a list of content parts where the provider takes images, too;
        ``model`` may be left out where the provider has one of its own choice.  One :class:`ModerationRequest` may
        stand in their place.  ``options`` and ``context`` are as of :meth:`chat_completion`.

        >>> reply = await async_client.moderation(input="Hello!")
        >>> reply.flagged
        False
        """
        from .moderation import ModerationRequest

        reply: ModerationResponse = await self._ask("moderation", ModerationRequest, request, values, options, context)
        return reply

    @overload
    async def image_generation(
        self: NonblockingOperations[ImageGenerationProvider[OptionsT, ModelT]],
        request: ImageGenerationRequest,
        *,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
    ) -> ImageResponse: ...
    @overload
    async def image_generation(
        self: NonblockingOperations[ImageGenerationProvider[OptionsT, ModelT]],
        *,
        model: ModelT,
        prompt: str,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
        **parameters: Unpack[ImageGenerationParameters],
    ) -> ImageResponse: ...
    async def image_generation(
        self: NonblockingOperations[ImageGenerationProvider[Any]],
        request: ImageGenerationRequest | None = None,
        *,
        options: Any = None,
        context: RequestContext | None = None,
        **values: Any,
    ) -> ImageResponse:
        """Ask for images to be made of a description.

        ``model`` and ``prompt`` are needed; any of :class:`ImageGenerationParameters` may follow, ``n``, ``size`` and
        so on.  One :class:`ImageGenerationRequest` may stand in their place.  ``options`` and ``context`` are as of
        :meth:`chat_completion`.  The reply's ``data`` are the images, each with its ``content``.

        >>> reply = await async_client.image_generation(model="gpt-image-2", prompt="an otter", quality="low")
        >>> reply.data[0].content[1:4]
        b'PNG'
        """
        from .images import ImageGenerationRequest

        reply: ImageResponse = await self._ask(
            "image_generation", ImageGenerationRequest, request, values, options, context
        )
        return reply

    @overload
    async def image_edit(
        self: NonblockingOperations[ImageEditProvider[OptionsT, ModelT]],
        request: ImageEditRequest,
        *,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
    ) -> ImageResponse: ...
    @overload
    async def image_edit(
        self: NonblockingOperations[ImageEditProvider[OptionsT, ModelT]],
        *,
        model: ModelT,
        prompt: str,
        image: FileLike | Sequence[FileLike],
        options: OptionsT | None = None,
        context: RequestContext | None = None,
        **parameters: Unpack[ImageEditParameters],
    ) -> ImageResponse: ...
    async def image_edit(
        self: NonblockingOperations[ImageEditProvider[Any]],
        request: ImageEditRequest | None = None,
        *,
        options: Any = None,
        context: RequestContext | None = None,
        **values: Any,
    ) -> ImageResponse:
        """Ask for one or more images to be changed as a text says.

        ``model``, ``prompt`` and ``image`` are needed, a path, bytes, an open file, a tuple of name and content, or a
        list of such; files are read as they are sent.  Any of :class:`ImageEditParameters` may follow, ``mask`` and so
        on, or one :class:`ImageEditRequest` stand in their place.  ``options`` and ``context`` are as of
        :meth:`chat_completion`.  The reply's ``data`` are the images, each with its ``content``.

        >>> reply = await async_client.image_edit(model="gpt-image-2", prompt="add a hat", image=("otter.png", b"PNG"))
        >>> len(reply.data)
        1
        """
        from .images import ImageEditRequest

        reply: ImageResponse = await self._ask("image_edit", ImageEditRequest, request, values, options, context)
        return reply

    @overload
    async def transcription(
        self: NonblockingOperations[TranscriptionProvider[OptionsT, ModelT]],
        request: TranscriptionRequest,
        *,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
    ) -> Transcription: ...
    @overload
    async def transcription(
        self: NonblockingOperations[TranscriptionProvider[OptionsT, ModelT]],
        *,
        model: ModelT,
        file: FileLike,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
        **parameters: Unpack[TranscriptionParameters],
    ) -> Transcription: ...
    async def transcription(
        self: NonblockingOperations[TranscriptionProvider[Any]],
        request: TranscriptionRequest | None = None,
        *,
        options: Any = None,
        context: RequestContext | None = None,
        **values: Any,
    ) -> Transcription:
        """Ask for speech to be written down.

        ``model`` and ``file`` are needed, a path, bytes, an open file, or a tuple of name and content; a file is read
        as it is sent.  Any of :class:`TranscriptionParameters` may follow, or one :class:`TranscriptionRequest` stand
        in their place.  ``options`` and ``context`` are as of :meth:`chat_completion`.  The reply's ``text`` is what
        was said.

        >>> reply = await async_client.transcription(model="gpt-4o-transcribe", file=("hello.wav", b"RIFF..."))
        >>> reply.text
        'Good morning, Paris!'
        """
        from .transcription import TranscriptionRequest

        reply: Transcription = await self._ask("transcription", TranscriptionRequest, request, values, options, context)
        return reply

    @overload
    def transcription_stream(
        self: NonblockingOperations[TranscriptionProvider[OptionsT, ModelT]],
        request: TranscriptionRequest,
        *,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
    ) -> AsyncTranscriptionStream: ...
    @overload
    def transcription_stream(
        self: NonblockingOperations[TranscriptionProvider[OptionsT, ModelT]],
        *,
        model: ModelT,
        file: FileLike,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
        **parameters: Unpack[TranscriptionParameters],
    ) -> AsyncTranscriptionStream: ...
    def transcription_stream(
        self: NonblockingOperations[TranscriptionProvider[Any]],
        request: TranscriptionRequest | None = None,
        *,
        options: Any = None,
        context: RequestContext | None = None,
        **values: Any,
    ) -> AsyncTranscriptionStream:
        """Ask for speech to be written down, and take the text as it comes.

        The arguments are those of :meth:`transcription`.  What comes back is a context manager and an iterator of
        :class:`TranscriptionChunk`; ``text_stream()`` brings the text alone, ``response()`` the whole.

        >>> meeting = ("hello.wav", b"RIFF...")
        >>> async with async_client.transcription_stream(model="gpt-4o-transcribe", file=meeting) as stream:
        ...     [text async for text in stream.text_stream()]
        ['Good morning, ', 'Paris!']
        """
        from .transcription import TranscriptionRequest
        from .transcription_streams import AsyncTranscriptionStream

        request = as_request(TranscriptionRequest, request, values, self._provider.id)
        call = transcription_call(self._provider, request, options, context, self._manner)
        return AsyncTranscriptionStream(self._driver(call, streaming(call)), call.context)

    @overload
    async def speech(
        self: NonblockingOperations[SpeechProvider[OptionsT, ModelT]],
        request: SpeechRequest,
        *,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
    ) -> SpeechResponse: ...
    @overload
    async def speech(
        self: NonblockingOperations[SpeechProvider[OptionsT, ModelT]],
        *,
        model: ModelT,
        input: str,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
        **parameters: Unpack[SpeechParameters],
    ) -> SpeechResponse: ...
    async def speech(
        self: NonblockingOperations[SpeechProvider[Any]],
        request: SpeechRequest | None = None,
        *,
        options: Any = None,
        context: RequestContext | None = None,
        **values: Any,
    ) -> SpeechResponse:
        """Ask for a text to be read aloud, and wait for all of the sound.

        ``model`` and ``input`` are needed, and mostly ``voice``; any of :class:`SpeechParameters` may follow.  One
        :class:`SpeechRequest` may stand in their place.  ``options`` and ``context`` are as of :meth:`chat_completion`.
        The reply's ``content`` is the sound.

        >>> reply = await async_client.speech(model="gpt-4o-mini-tts", input="Hello!", voice="alloy")
        >>> reply.content[:3]
        b'ID3'
        """
        from .speech import SpeechRequest

        request = as_request(SpeechRequest, request, values, self._provider.id)
        return await self._run(speech_call(self._provider, request, options, context, self._manner))

    @overload
    def speech_stream(
        self: NonblockingOperations[SpeechProvider[OptionsT, ModelT]],
        request: SpeechRequest,
        *,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
    ) -> AsyncContentStream: ...
    @overload
    def speech_stream(
        self: NonblockingOperations[SpeechProvider[OptionsT, ModelT]],
        *,
        model: ModelT,
        input: str,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
        **parameters: Unpack[SpeechParameters],
    ) -> AsyncContentStream: ...
    def speech_stream(
        self: NonblockingOperations[SpeechProvider[Any]],
        request: SpeechRequest | None = None,
        *,
        options: Any = None,
        context: RequestContext | None = None,
        **values: Any,
    ) -> AsyncContentStream:
        """Ask for a text to be read aloud, and take the sound as it comes.

        The arguments are those of :meth:`speech`.  What comes back is a context manager and an iterator of bytes;
        ``write_to_file`` writes them to a file.

        >>> async with async_client.speech_stream(model="gpt-4o-mini-tts", input="Hello!", voice="alloy") as stream:
        ...     await stream.read()
        b'ID3 sound'
        """
        from .content_streams import AsyncContentStream
        from .speech import SpeechRequest

        request = as_request(SpeechRequest, request, values, self._provider.id)
        call = request_call(self._provider, "speech", request, options, context, self._manner)
        return AsyncContentStream(self._driver(call, streaming(call)), call.context)

    @overload
    async def rerank(
        self: NonblockingOperations[RerankProvider[OptionsT, ModelT]],
        request: RerankRequest,
        *,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
    ) -> RerankResponse: ...
    @overload
    async def rerank(
        self: NonblockingOperations[RerankProvider[OptionsT, ModelT]],
        *,
        model: ModelT,
        query: str,
        documents: Sequence[Document],
        options: OptionsT | None = None,
        context: RequestContext | None = None,
        **parameters: Unpack[RerankParameters],
    ) -> RerankResponse: ...
    async def rerank(
        self: NonblockingOperations[RerankProvider[Any]],
        request: RerankRequest | None = None,
        *,
        options: Any = None,
        context: RequestContext | None = None,
        **values: Any,
    ) -> RerankResponse:
        """Ask for documents in the order of how well they answer a query.

        ``model``, ``query`` and ``documents`` are needed; ``top_n`` says how many of the best to tell.  Documents are
        texts, or objects with a ``text`` and whatever else the provider takes.  One :class:`RerankRequest` may stand
        in their place.  ``options`` and ``context`` are as of :meth:`chat_completion`.

        >>> try:
        ...     await async_client.rerank(model="gpt-5.4", query="Who?", documents=["It was me.", "It rains."])
        ... except NotSupportedError as error:
        ...     print(error)
        openai: OpenAI has no rerank endpoint
        """
        from .rerank import RerankRequest

        request = as_request(RerankRequest, request, values, self._provider.id)
        return await self._run(rerank_call(self._provider, request, options, context, self._manner))

    @overload
    async def fim(
        self: NonblockingOperations[FimProvider[OptionsT, ModelT]],
        request: FimRequest,
        *,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
    ) -> ChatResponse: ...
    @overload
    async def fim(
        self: NonblockingOperations[FimProvider[OptionsT, ModelT]],
        *,
        model: ModelT,
        prompt: str,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
        **parameters: Unpack[FimParameters],
    ) -> ChatResponse: ...
    async def fim(
        self: NonblockingOperations[FimProvider[Any]],
        request: FimRequest | None = None,
        *,
        options: Any = None,
        context: RequestContext | None = None,
        **values: Any,
    ) -> ChatResponse:
        """Ask for the middle of a text, mostly of code, to be filled in, and wait for the whole of it.

        ``model`` and ``prompt``, what stands before the gap, are needed, and mostly ``suffix``, what stands after it;
        any of :class:`FimParameters` may follow.  One :class:`FimRequest` may stand in their place.  ``options`` and
        ``context`` are as of :meth:`chat_completion`.  The reply's ``text`` is what fills the gap.

        >>> try:
        ...     await async_client.fim(model="gpt-5.4", prompt="def f(", suffix="return a")
        ... except NotSupportedError as error:
        ...     print(error)
        openai: OpenAI has no fim endpoint
        """
        from .fim import FimRequest

        reply: ChatResponse = await self._ask("fim", FimRequest, request, values, options, context)
        return reply

    @overload
    def fim_stream(
        self: NonblockingOperations[FimProvider[OptionsT, ModelT]],
        request: FimRequest,
        *,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
    ) -> AsyncChatStream: ...
    @overload
    def fim_stream(
        self: NonblockingOperations[FimProvider[OptionsT, ModelT]],
        *,
        model: ModelT,
        prompt: str,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
        **parameters: Unpack[FimParameters],
    ) -> AsyncChatStream: ...
    def fim_stream(
        self: NonblockingOperations[FimProvider[Any]],
        request: FimRequest | None = None,
        *,
        options: Any = None,
        context: RequestContext | None = None,
        **values: Any,
    ) -> AsyncChatStream:
        """Ask for the middle of a text to be filled in, and take it as it comes.

        The arguments are those of :meth:`fim`; what comes back is as of :meth:`chat_completion_stream`.

        >>> try:
        ...     async_client.fim_stream(model="gpt-5.4", prompt="def f(")
        ... except NotSupportedError as error:
        ...     print(error)
        openai: OpenAI has no fim endpoint
        """
        from .assembly import Chunks
        from .fim import FimRequest
        from .streams import AsyncChatStream

        request = as_request(FimRequest, request, values, self._provider.id)
        call = request_call(self._provider, "fim", request, options, context, self._manner, stream=True)
        chunks = Chunks()
        return AsyncChatStream(self._driver(call, streaming(call, chunks)), call.context, chunks)

    @overload
    async def count_tokens(
        self: NonblockingOperations[ChatProvider[OptionsT, ModelT]],
        request: ChatRequest,
        *,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
    ) -> TokenCount: ...
    @overload
    async def count_tokens(
        self: NonblockingOperations[ChatProvider[OptionsT, ModelT]],
        *,
        model: ModelT,
        messages: Sequence[MessageLike],
        options: OptionsT | None = None,
        context: RequestContext | None = None,
        **parameters: Unpack[ChatParameters],
    ) -> TokenCount: ...
    async def count_tokens(
        self: NonblockingOperations[ChatProvider[Any]],
        request: ChatRequest | None = None,
        *,
        options: Any = None,
        context: RequestContext | None = None,
        **values: Any,
    ) -> TokenCount:
        """Ask how many tokens a request would have, without sending it; the arguments are those of a chat.

        Where the provider has an endpoint for that, it counts.  Elsewhere the count is an estimate by tiktoken (the
        extra ``tokens``), which says so: ``count.estimated``.  That counts text only: it raises
        :class:`NotSupportedError` for messages with images, sound or files, and :class:`ConfigurationError` where
        tiktoken or its encoding is missing.

        >>> count = await async_client.count_tokens(model="gpt-5.4", messages=messages)
        >>> count.tokens, count.estimated
        (8, False)
        """
        from .count_calls import count_call

        request = as_request(ChatRequest, request, values, self._provider.id)
        call, counted = count_call(self._provider, request, options, context, self._manner)
        if counted:
            count: TokenCount = await self._run(call)
            return count
        from .token_estimates import estimate_tokens_async

        return await estimate_tokens_async(request, call)

    async def list_models(
        self: NonblockingOperations[ModelsProvider], *, context: RequestContext | None = None
    ) -> ModelList:
        """Ask which models the key may use; reads every page.

        >>> listed = await async_client.list_models()
        >>> listed.ids
        ['gpt-5.4', 'text-embedding-3-small']
        """
        from .errands import Errand, every_page

        errand = Errand()
        flow = every_page(errand, lambda page: models_call(self._provider, page, context, self._manner))
        listed: ModelList = await self._driver(errand, flow).run()
        return listed

    async def health_check(
        self: NonblockingOperations[ModelsProvider], *, context: RequestContext | None = None
    ) -> HealthStatus:
        """Ask once for what costs nothing and shows whether address and key are right: mostly the list of models.

        >>> status = await async_client.health_check()
        >>> status.healthy
        True
        """
        calls = health_calls(self._provider, context, replace(self._manner, retry=Retry(attempts=1)))
        begun, error = time.perf_counter(), None
        for call in calls:
            try:
                await self._run(call)
                error = None
            except ProviderError as failure:
                error = failure
            if not isinstance(error, NotFoundError):  # as a gateway may answer that passes on the usual paths only
                break
        return HealthStatus(error is None, time.perf_counter() - begun, error, datetime.now(UTC))
