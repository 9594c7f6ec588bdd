"""The wire protocols: how a neutral request is said, and an answer understood."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .anthropic_batches import AnthropicBatches
    from .anthropic_files import AnthropicFiles
    from .anthropic_messages import AnthropicMessages
    from .batch_prediction_jobs import BatchPredictionJobs
    from .cloud_storage_files import CloudStorageFiles
    from .cohere_rerank import CohereRerank
    from .discovery_engine_rank import DiscoveryEngineRank
    from .document_scores import DocumentScores
    from .fill_in_the_middle import FillInTheMiddle
    from .gemini_batch_embeddings import GeminiBatchEmbeddings
    from .gemini_batches import GeminiBatches
    from .gemini_files import GeminiFiles
    from .gemini_generate_content import GeminiGenerateContent
    from .gemini_images import GeminiImages
    from .gemini_predict_embeddings import GeminiPredictEmbeddings
    from .gemini_speech import GeminiSpeech
    from .imagen import ImagenPredict
    from .llama_chat import LlamaChat
    from .llama_moderations import LlamaModerations
    from .mistral_batches import MistralBatches
    from .mistral_files import MistralFiles
    from .model_list import ModelListing
    from .openai_batches import OpenAIBatches
    from .openai_chat import OpenAIChat
    from .openai_embeddings import OpenAIEmbeddings
    from .openai_files import OpenAIFiles
    from .openai_images import OpenAIImageEdits, OpenAIImages
    from .openai_moderations import OpenAIModerations
    from .openai_responses import OpenAIResponses
    from .openai_speech import OpenAISpeech
    from .openai_transcriptions import OpenAITranscriptions
    from .token_count import TokenCounting

__all__ = [
    "AnthropicBatches",
    "AnthropicFiles",
    "AnthropicMessages",
    "BatchPredictionJobs",
    "CloudStorageFiles",
    "CohereRerank",
    "DiscoveryEngineRank",
    "DocumentScores",
    "FillInTheMiddle",
    "GeminiBatchEmbeddings",
    "GeminiBatches",
    "GeminiFiles",
    "GeminiGenerateContent",
    "GeminiImages",
    "GeminiPredictEmbeddings",
    "GeminiSpeech",
    "ImagenPredict",
    "LlamaChat",
    "LlamaModerations",
    "MistralBatches",
    "MistralFiles",
    "ModelListing",
    "OpenAIBatches",
    "OpenAIChat",
    "OpenAIEmbeddings",
    "OpenAIFiles",
    "OpenAIImageEdits",
    "OpenAIImages",
    "OpenAIModerations",
    "OpenAIResponses",
    "OpenAISpeech",
    "OpenAITranscriptions",
    "TokenCounting",
]

_MODULES = {
    "AnthropicBatches": "anthropic_batches",
    "AnthropicFiles": "anthropic_files",
    "AnthropicMessages": "anthropic_messages",
    "BatchPredictionJobs": "batch_prediction_jobs",
    "CloudStorageFiles": "cloud_storage_files",
    "CohereRerank": "cohere_rerank",
    "DiscoveryEngineRank": "discovery_engine_rank",
    "DocumentScores": "document_scores",
    "FillInTheMiddle": "fill_in_the_middle",
    "GeminiBatchEmbeddings": "gemini_batch_embeddings",
    "GeminiBatches": "gemini_batches",
    "GeminiFiles": "gemini_files",
    "GeminiGenerateContent": "gemini_generate_content",
    "GeminiImages": "gemini_images",
    "GeminiPredictEmbeddings": "gemini_predict_embeddings",
    "GeminiSpeech": "gemini_speech",
    "ImagenPredict": "imagen",
    "LlamaChat": "llama_chat",
    "LlamaModerations": "llama_moderations",
    "MistralBatches": "mistral_batches",
    "MistralFiles": "mistral_files",
    "ModelListing": "model_list",
    "OpenAIBatches": "openai_batches",
    "OpenAIChat": "openai_chat",
    "OpenAIEmbeddings": "openai_embeddings",
    "OpenAIFiles": "openai_files",
    "OpenAIImageEdits": "openai_images",
    "OpenAIImages": "openai_images",
    "OpenAIModerations": "openai_moderations",
    "OpenAIResponses": "openai_responses",
    "OpenAISpeech": "openai_speech",
    "OpenAITranscriptions": "openai_transcriptions",
    "TokenCounting": "token_count",
}


def __getattr__(name: str) -> object:
    """Import a protocol's module the first time its class is asked for."""
    if (module := _MODULES.get(name)) is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{module}", __name__), name)
