"""What a provider, or one of its models, can do."""

from enum import StrEnum


class Capability(StrEnum):
    """One thing that can be asked of a provider or a model.

    >>> client.provider.models.supports("gpt-5.4", Capability.VISION)
    True
    """

    CHAT = "chat"
    STREAMING = "streaming"
    TOOLS = "tools"
    PARALLEL_TOOLS = "parallel_tools"
    VISION = "vision"
    AUDIO_INPUT = "audio_input"
    AUDIO_OUTPUT = "audio_output"
    FILES = "files"
    JSON_OBJECT = "json_object"
    JSON_SCHEMA = "json_schema"
    REASONING = "reasoning"
    LOGPROBS = "logprobs"
    PROMPT_CACHING = "prompt_caching"
    WEB_SEARCH = "web_search"
    EMBEDDINGS = "embeddings"
    MODERATION = "moderation"
    IMAGE_GENERATION = "image_generation"
    IMAGE_EDIT = "image_edit"
    TRANSCRIPTION = "transcription"
    SPEECH = "speech"
    RERANK = "rerank"
    FIM = "fim"
    COUNT_TOKENS = "count_tokens"
    FILE_STORAGE = "file_storage"
    BATCHES = "batches"
    LIST_MODELS = "list_models"
