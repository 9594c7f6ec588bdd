"""How the cases of operations beside chat, embeddings and lists are asked for, and what must come out.

A case is asked for by a method of the client with its arguments; `comes_out` tells what the reply holds, by dotted
paths. The recorded request says the rest: `test_operations.py` has the replay server hold ours against it.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from modelwire import BatchCounts, Moderation, RerankResult, RerankUsage, TranscriptionUsage
from modelwire_runtime.replies import PromptTokensDetails
from tests.wire.vendors.openai import WEATHER


def _none() -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Operated:
    """One case: the method, what it is given beside the model, and what comes out."""

    method: str
    arguments: Mapping[str, Any]
    comes_out: Mapping[str, Any]
    settings: Mapping[str, Any] = field(default_factory=_none)
    adjustments: frozenset[str] = frozenset()


PNG: Final = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
QUERY: Final = "What is the capital of France?"
BERLIN, PARIS = "Berlin is the capital of Germany.", "Paris is the capital of France."
HELLO: Final[Mapping[str, Any]] = {"custom_id": "a", "messages": [{"role": "user", "content": "Hello!"}]}
BATCHED: Final[dict[str, Any]] = {"metadata": {"team": "docs"}}
OPERATED: Final[Mapping[str, Operated]] = {
    "openai/moderations": Operated(
        method="moderation",
        arguments={"input": "I want to..."},
        comes_out={
            "id": "modr-970d409ef3bef3b70c73d8232df86e7d",
            "model": "omni-moderation-latest",
            "flagged": True,
            "results": [
                Moderation(
                    flagged=True,
                    categories={"violence": True, "hate": False},
                    category_scores={"violence": 0.99, "hate": 0.0},
                    category_applied_input_types={"violence": ["text"], "hate": []},
                )
            ],
            "request_id": "req_0123456789abcdef",
        },
    ),
    "openai/audio_transcription": Operated(
        method="transcription",
        arguments={
            "file": ("a.wav", b"RIFF....WAVE", "audio/wav"),
            "language": "en",
            "temperature": 0.1,
            "timestamp_granularities": ["word"],
        },
        comes_out={
            "text": "Imagine the wildest idea.",
            "usage": TranscriptionUsage(14, 45, 59, PromptTokensDetails(audio_tokens=14)),
            "cost.total": Decimal("0.000485"),
        },
    ),
    "openai/images_generate": Operated(
        method="image_generation",
        arguments={
            "prompt": "A cute baby sea otter",
            "n": 1,
            "output_format": "png",
            "quality": "low",
            "size": "1024x1024",
        },
        comes_out={
            "data.0.content": bytes(3),
            "created": 1713833628,
            "usage.prompt_tokens": 50,
            "usage.prompt_tokens_details.image_tokens": 40,
            "usage.completion_tokens_details.image_tokens": 50,
            "cost.total": Decimal("0.00197"),
        },
    ),
    "openai/images_edit": Operated(
        method="image_edit",
        arguments={"prompt": "x", "image": ("a.png", PNG, "image/png")},
        comes_out={"data.0.content": bytes(3), "cost": None},
    ),
    "azure_openai/image_generate": Operated(
        method="image_generation", arguments={"prompt": "x"}, comes_out={"data.0.b64_json": "AAAA", "cost": None}
    ),
    "azure_openai/audio_transcription": Operated(
        method="transcription", arguments={"file": ("a.wav", b"RIFF", "audio/wav")}, comes_out={"text": "hi"}
    ),
    "azure_openai/audio_speech": Operated(
        method="speech",
        arguments={"input": "hi", "voice": "alloy"},
        comes_out={"content": b"ID3", "content_type": "audio/mpeg"},
    ),
    "mistral/audio_transcription": Operated(
        method="transcription",
        arguments={"file": ("a.wav", b"RIFF", "audio/x-wav"), "language": "en"},
        comes_out={
            "text": "hi",
            "language": None,
            "model": "voxtral-mini-latest",
            "usage": TranscriptionUsage(4, 6, 10, seconds=3),
            "cost.total": Decimal("0.00015"),
        },
    ),
    "mistral/composed_audio_speech": Operated(
        method="speech",
        arguments={"input": "hi", "voice": "en_paul_neutral", "response_format": "mp3"},
        comes_out={"content": b"ID3fake", "content_type": "audio/mpeg", "cost.total": Decimal("0.000032")},
    ),
    "openrouter/composed_image_generation": Operated(
        method="image_generation",
        arguments={"prompt": "an otter", "n": 1, "aspect_ratio": "16:9", "options": {"resolution": "2K"}},
        comes_out={
            "data.0.content": bytes(3),
            "data.0.media_type": "image/png",
            "usage.completion_tokens_details.image_tokens": 1120,
            "cost.total": Decimal("0.0672"),
        },
    ),
    "openrouter/composed_audio_transcription": Operated(
        method="transcription",
        arguments={"file": ("a.wav", b"RIFF", "audio/wav"), "language": "en", "response_format": "verbose_json"},
        comes_out={"text": "hi", "duration": 1.2, "segments.0.speaker": "A", "cost.total": Decimal("0.0002")},
    ),
    "gemini/composed_image_generation": Operated(
        method="image_generation",
        arguments={"prompt": "an otter", "aspect_ratio": "16:9", "size": "2K"},
        comes_out={
            "data.0.content": bytes(3),
            "data.0.media_type": "image/png",
            "usage.total_tokens": 1684,
            "cost.total": Decimal("0.100802"),
        },
    ),
    "gemini/composed_audio_speech": Operated(
        method="speech",
        arguments={"input": "hi", "voice": "Kore"},
        comes_out={"content": bytes(range(4)), "content_type": "audio/l16;rate=24000"},
    ),
    "vertex/images_generate": Operated(
        method="image_generation",
        arguments={"prompt": "an otter", "n": 1, "aspect_ratio": "1:1"},
        comes_out={"data.0.content": bytes(3), "data.0.media_type": "image/png", "cost": None},
    ),
    "deepinfra/composed_image_edit": Operated(
        method="image_edit",
        arguments={
            "prompt": "add a hat",
            "image": [("a.png", b"PNG1"), ("b.png", b"PNG2")],
            "mask": ("m.png", b"MASK"),
            "size": "1024x1024",
        },
        comes_out={"data.0.content": bytes(3)},
    ),
    "openai/audio_speech": Operated(
        method="speech",
        arguments={"input": "hi", "voice": "alloy", "response_format": "mp3"},
        comes_out={"content": b"ID3fakeaudio", "content_type": "audio/mpeg"},
    ),
    "openai/files_upload": Operated(
        method="upload_file",
        arguments={"file": ("b.jsonl", b'{"custom_id":"1"}\n', "application/octet-stream"), "purpose": "batch"},
        comes_out={"id": "file-abc123", "filename": "b.jsonl", "bytes": 120000, "created_at": 1677610602},
    ),
    "mistral/files_upload": Operated(
        method="upload_file",
        arguments={
            "file": ("b.jsonl", b"{}\n", "application/octet-stream"),
            "purpose": "batch",
            "options": {"visibility": "workspace"},
        },
        comes_out={"id": "497f6eca-6276-4993-bfeb-53cbbbba6f09", "bytes": 10, "purpose": "batch", "created_at": 1},
    ),
    "mistral/composed_files_list": Operated(
        method="list_files",
        arguments={},
        comes_out={"ids": ["497f6eca-6276-4993-bfeb-53cbbbba6f09"], "data.0.content_type": "application/jsonl"},
    ),
    "azure_openai/composed_files_upload": Operated(
        method="upload_file",
        arguments={"file": ("b.jsonl", b"{}", "application/jsonl"), "purpose": "batch"},
        comes_out={"id": "file-1", "bytes": 1234, "status": "processed"},
    ),
    "deepinfra/composed_files_upload": Operated(
        method="upload_file",
        arguments={
            "file": ("requests.jsonl", b"{}", "application/jsonl"),
            "purpose": "batch",
            "options": {"expires_after": {"anchor": "created_at", "seconds": 604_800}},
        },
        comes_out={"id": "file_abc123", "bytes": 120_000, "expires_at": 1_680_202_602},
    ),
    "deepseek/composed_files_upload": Operated(
        method="upload_file",
        arguments={
            "file": ("image.jpg", b"JPG", "image/jpeg"),
            "purpose": "user_data",
            "options": {"expires_after": {"anchor": "created_at", "seconds": 3600}},
        },
        comes_out={"id": "file-api-1", "expires_at": 1_700_003_600},
    ),
    "moonshot/composed_files_upload": Operated(
        method="upload_file",
        arguments={"file": ("xlnet.pdf", b"PDF", "application/pdf"), "purpose": "file-extract"},
        comes_out={"id": "clg681objj8g9m7n4je0", "purpose": "file-extract", "status": "ok"},
    ),
    "anthropic/composed_files_upload": Operated(
        method="upload_file",
        arguments={"file": ("a.pdf", b"PDF", "application/pdf"), "options": {"expires_in_seconds": 3600}},
        comes_out={
            "id": "file_011CNha8iCJcU1wXNR6q4V8w",
            "bytes": 3,
            "created_at": 1_793_491_200,
            "expires_at": 1_793_494_800,
            "content_type": "application/pdf",
            "downloadable": False,
            "request_id": "req_1",
        },
    ),
    "anthropic/composed_files_list": Operated(
        method="list_files", arguments={"limit": 2}, comes_out={"ids": ["file_011CNha8iCJcU1wXNR6q4V8w"]}
    ),
    "openrouter/composed_files_upload": Operated(
        method="upload_file",
        arguments={"file": ("a.txt", b"hi", "text/plain")},
        comes_out={"id": "file_1", "content_type": "text/plain", "downloadable": False},
    ),
    "openrouter/composed_files_list": Operated(method="list_files", arguments={}, comes_out={"ids": ["file_1"]}),
    "gemini/composed_files_list": Operated(
        method="list_files",
        arguments={},
        comes_out={
            "ids": ["abc-123"],
            "data.0.bytes": 3,
            "data.0.expires_at": 1_793_664_000,
            "data.0.status": "ACTIVE",
            "data.0.uri": "https://generativelanguage.googleapis.com/v1beta/files/abc-123",
            "data.0.downloadable": False,
        },
    ),
    "openai/composed_batch_create": Operated(
        method="create_batch",
        arguments=BATCHED | {"requests": [{**HELLO, "model": "gpt-5.4"}]},
        comes_out={"id": "batch_abc123", "status": "queued", "metadata": {"team": "docs"}, "expires_at": 1711557933},
    ),
    "openai/composed_batch_retrieve": Operated(
        method="retrieve_batch",
        arguments={"batch": "batch_abc123"},
        comes_out={
            "status": "completed",
            "counts": BatchCounts(100, succeeded=95, failed=5),
            "ended_at": 1711493163,
            "output_file_id": "file-cvaTdG",
            "error_file_id": "file-HOWS94",
        },
    ),
    "openai/composed_batch_cancel": Operated(
        method="cancel_batch", arguments={"batch": "batch_abc123"}, comes_out={"status": "cancelling"}
    ),
    "openai/composed_batch_list": Operated(
        method="list_batches", arguments={"limit": 2}, comes_out={"ids": ["batch_abc123"]}
    ),
    "azure_openai/composed_v1_batch_create": Operated(
        method="create_batch",
        arguments=BATCHED | {"requests": [{**HELLO, "model": "dep-1"}]},
        comes_out={
            "id": "batch_fe3f047a-de39-4068-9008-346795bfc1db",
            "status": "queued",
            "native_status": "Validating",
            "created_at": 1721409237,
            "counts": BatchCounts(),
            "model": "dep-1",
        },
    ),
    "azure_openai/composed_batch_create": Operated(
        method="create_batch",
        arguments=BATCHED | {"requests": [{**HELLO, "model": "dep-1"}]},
        comes_out={"status": "queued", "endpoint": "/chat/completions"},
    ),
    "anthropic/composed_batch_create": Operated(
        method="create_batch",
        arguments={"requests": [{**HELLO, "model": "claude-sonnet-5", "max_tokens": 64}]},
        comes_out={
            "id": "msgbatch_013Zva2CMHLNnXjNJJKqJ2EF",
            "status": "in_progress",
            "counts": BatchCounts(1),
            "created_at": 1727203044,
        },
    ),
    "anthropic/composed_batch_retrieve": Operated(
        method="retrieve_batch",
        arguments={"batch": "msgbatch_013Zva2CMHLNnXjNJJKqJ2EF"},
        comes_out={"status": "expired", "counts": BatchCounts(100, succeeded=95, failed=3, expired=2)},
    ),
    "anthropic/composed_batch_cancel": Operated(
        method="cancel_batch",
        arguments={"batch": "msgbatch_013Zva2CMHLNnXjNJJKqJ2EF"},
        comes_out={"status": "cancelling", "native_status": "canceling"},
    ),
    "anthropic/composed_batch_list": Operated(
        method="list_batches", arguments={"limit": 2}, comes_out={"ids": ["msgbatch_013Zva2CMHLNnXjNJJKqJ2EF"]}
    ),
    "mistral/composed_batch_create": Operated(
        method="create_batch",
        arguments=BATCHED | {"requests": [{**HELLO, "model": "mistral-small-latest"}]},
        comes_out={
            "id": "5a2d7a60-0000-4000-8000-000000000001",
            "status": "queued",
            "input_file_id": "497f6eca-6276-4993-bfeb-53cbbbba6f09",
        },
    ),
    "mistral/composed_batch_retrieve": Operated(
        method="retrieve_batch",
        arguments={"batch": "5a2d7a60-0000-4000-8000-000000000001"},
        comes_out={"status": "completed", "counts": BatchCounts(3, succeeded=2, failed=1), "ended_at": 1711471600},
    ),
    "mistral/composed_batch_cancel": Operated(
        method="cancel_batch",
        arguments={"batch": "5a2d7a60-0000-4000-8000-000000000001"},
        comes_out={"status": "cancelling"},
    ),
    "mistral/composed_batch_list": Operated(
        method="list_batches",
        arguments={"limit": 2},
        comes_out={"ids": ["5a2d7a60-0000-4000-8000-000000000001"]},
    ),
    "gemini/composed_batch_retrieve": Operated(
        method="retrieve_batch",
        arguments={"batch": "batches/b1"},
        comes_out={
            "id": "b1",
            "status": "completed",
            "counts": BatchCounts(3, succeeded=2, failed=1),
            "ended_at": 1_793_491_800,
            "model": "gemini-3.8-flash",
            "input_file_id": "abc-123",
            "output_file_id": "batch-b1",
        },
    ),
    "gemini/composed_batch_list": Operated(
        method="list_batches", arguments={"limit": 2}, comes_out={"ids": ["b1"], "data.0.status": "completed"}
    ),
    "gemini/composed_batch_cancel": Operated(
        method="cancel_batch",
        arguments={"batch": "b1"},
        comes_out={"status": "cancelled", "counts": BatchCounts(3), "problems.0.code": "1"},
    ),
    "vertex/composed_batch_retrieve": Operated(
        method="retrieve_batch",
        arguments={"batch": "projects/p/locations/l/batchPredictionJobs/456"},
        settings={"bucket": "my-bucket"},
        comes_out={
            "id": "456",
            "status": "completed",
            "counts": BatchCounts(3, succeeded=2, failed=1),
            "created_at": 1_793_491_200,
            "ended_at": 1_793_491_800,
            "model": "gemini-3.8-flash",
            "metadata": {"team": "docs"},
            "input_file_id": "gs://my-bucket/in/batch.jsonl",
            "output_file_id": "gs://my-bucket/in/prediction-model-2026-11-01T00:01:00.000000Z/predictions.jsonl",
        },
    ),
    "vertex/composed_batch_list": Operated(
        method="list_batches",
        arguments={"limit": 2},
        settings={"bucket": "my-bucket"},
        comes_out={"ids": ["456"], "data.0.status": "completed"},
    ),
    "vertex/composed_batch_cancel": Operated(
        method="cancel_batch",
        arguments={"batch": "456"},
        settings={"bucket": "my-bucket"},
        comes_out={"status": "cancelled", "counts": BatchCounts(), "problems.0.code": "1"},
    ),
    "vertex/composed_files_list": Operated(
        method="list_files",
        arguments={"limit": 2},
        settings={"project": "my-proj"},
        comes_out={
            "ids": ["in/a.pdf"],
            "data.0.filename": "a.pdf",
            "data.0.bytes": 3,
            "data.0.created_at": 1_793_491_200,
            "data.0.uri": "gs://my-bucket/in/a.pdf",
        },
    ),
    "meta_llama/moderations": Operated(
        method="moderation",
        arguments={"input": "x"},
        comes_out={
            "model": "Llama-Guard-4",
            "flagged": True,
            "results": [Moderation(flagged=True, categories={"violence": True})],
            "request_id": "req-1",
        },
    ),
    "deepseek/fim_beta": Operated(
        method="fim",
        arguments={"prompt": "def f(", "suffix": "return a", "max_tokens": 16},
        comes_out={"text": "a):", "finish_reason": "stop", "usage.total_tokens": 126, "model": "deepseek-v4-flash"},
    ),
    "openrouter/composed_rerank": Operated(
        method="rerank",
        arguments={
            "query": QUERY,
            "documents": [BERLIN, {"text": PARIS, "image": "https://example.com/paris.png"}],
            "top_n": 2,
            "user": "u-1",
            "options": {"provider": {"allow_fallbacks": False}, "session_id": "s-1"},
        },
        comes_out={
            "id": "gen-rerank-1",
            "results.0": RerankResult(1, 0.98, {"text": PARIS, "image": "https://example.com/paris.png"}),
            "results.1": RerankResult(0, 0.12, BERLIN),
            "usage": RerankUsage(1, 150, Decimal("0.001")),
            "cost.total": Decimal("0.001"),
            "request_id": "gen-rerank-1",
        },
    ),
    "openai_compatible/composed_rerank": Operated(
        method="rerank",
        arguments={"query": QUERY, "documents": [BERLIN, PARIS], "top_n": 1},
        comes_out={"results": [RerankResult(1, 0.99, PARIS)], "usage.total_tokens": 56, "cost": None},
    ),
    "azure_ai/composed_rerank": Operated(
        method="rerank",
        arguments={
            "query": QUERY,
            "documents": [BERLIN, {"text": PARIS}],
            "top_n": 1,
            "max_tokens_per_doc": 512,
            "options": {"priority": 1},
        },
        comes_out={
            "results": [RerankResult(1, 0.812034, {"text": PARIS})],
            "usage.search_units": 1,
            "cost.total": Decimal("0.0025"),
            "request_id": "req-1",
        },
    ),
    "vertex/composed_rerank": Operated(
        method="rerank",
        arguments={"query": QUERY, "documents": [BERLIN, {"title": "Paris", "text": PARIS}], "top_n": 2},
        comes_out={
            "results": [RerankResult(1, 0.98, {"title": "Paris", "text": PARIS}), RerankResult(0, 0.64, BERLIN)],
            "usage.search_units": 1,
            "cost.total": Decimal("0.001"),
        },
    ),
    "deepinfra/composed_rerank": Operated(
        method="rerank",
        arguments={
            "query": QUERY,
            "documents": [BERLIN, PARIS],
            "top_n": 1,
            "options": {"instruction": "Find capitals"},
        },
        comes_out={
            "results": [RerankResult(1, 0.9485635161399841, PARIS)],
            "usage.total_tokens": 348,
            "cost.total": Decimal("0.00000348"),
        },
    ),
    "anthropic/count_tokens": Operated(
        method="count_tokens",
        arguments={
            "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "hi"}],
            "tools": [{"type": "function", "function": {"name": "get_weather", "parameters": WEATHER}}],
        },
        comes_out={"tokens": 403, "estimated": False, "method": "anthropic"},
    ),
    "vertex_anthropic/count_tokens": Operated(
        method="count_tokens",
        arguments={"messages": [{"role": "user", "content": "hi"}]},
        comes_out={"tokens": 403, "method": "vertex_ai"},
    ),
    "gemini/count_tokens": Operated(
        method="count_tokens",
        arguments={"messages": [{"role": "user", "content": "Hello!"}]},
        comes_out={"tokens": 3, "method": "gemini"},
    ),
    "moonshot/token_count_raw": Operated(
        method="count_tokens",
        arguments={"messages": [{"role": "user", "content": "x"}]},
        comes_out={"tokens": 80, "method": "moonshot"},
    ),
}
"""By case."""
