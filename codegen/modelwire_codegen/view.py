"""Decides how specs are written in Python.

Every naming and spelling decision is made here, in ordinary testable Python, so that templates only place the results.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .document import is_mapping
from .samples import credentials, current_model, option_given, quoted, settings_given
from .spec import (
    Auth,
    Catalog,
    Condition,
    Content,
    Evidence,
    Kind,
    Limit,
    Model,
    Option,
    Price,
    Quote,
    Rates,
    Route,
    Rule,
    Setting,
    Spec,
    Tables,
)
from .spelling import Source, call, comment, docstring, given, literal, rows

PUBLIC: Mapping[str, tuple[str, ...]] = {
    "auth": ("Secret", "TokenProvider"),
    "batch_results": ("AsyncBatchResults", "BatchResults"),
    "batches": (
        "Batch",
        "BatchCounts",
        "BatchItem",
        "BatchItemLike",
        "BatchList",
        "BatchProblem",
        "BatchResult",
    ),
    "capabilities": ("Capability",),
    "catalog": ("Catalog", "Cost", "CostLine", "Model", "Price", "Rates"),
    "context": ("CallContext", "RateLimit"),
    "content_streams": ("AsyncContentStream", "ContentStream"),
    "errors": (
        "APIError",
        "AuthenticationError",
        "BatchCancelledError",
        "BatchExpiredError",
        "ConfigurationError",
        "ConnectionFailedError",
        "ContentFilteredError",
        "ContextLengthExceededError",
        "InvalidRequestError",
        "ModelNotFoundError",
        "NotFoundError",
        "NotSupportedError",
        "OverloadedError",
        "PermissionDeniedError",
        "PriceUnknownError",
        "ProviderError",
        "ProviderUnavailableError",
        "QuotaExceededError",
        "RateLimitError",
        "RequestTimeoutError",
        "RequestTooLargeError",
        "ResponseParsingError",
        "StreamInterruptedError",
        "StructuredOutputError",
        "ToolError",
    ),
    "files": ("FileList", "FileUploadRequest", "StoredFile"),
    "fim": ("FimRequest",),
    "function_tools": ("as_tool",),
    "health": ("HealthStatus",),
    "hooks": ("CallEnd", "Hooks", "use_hooks"),
    "httptools_transport": ("AsyncHttptoolsTransport", "HttptoolsTransport"),
    "images": ("GeneratedImage", "ImageEditRequest", "ImageGenerationRequest", "ImageResponse"),
    "messages": ("MessageLike",),
    "moderation": ("Moderation", "ModerationRequest", "ModerationResponse"),
    "parameters": ("Adjustment",),
    "private": ("load_provider",),
    "provider": (
        "BatchesProvider",
        "ChatProvider",
        "CountTokensProvider",
        "EmbeddingsProvider",
        "FilesProvider",
        "FimProvider",
        "ImageEditProvider",
        "ImageGenerationProvider",
        "LLMProvider",
        "ModelsProvider",
        "ModerationProvider",
        "NoOptions",
        "RerankProvider",
        "SpeechProvider",
        "TranscriptionProvider",
    ),
    "replies": (
        "ChatChunk",
        "ChatResponse",
        "Choice",
        "Embedding",
        "EmbeddingsResponse",
        "Message",
        "ModelInfo",
        "ModelList",
        "ToolCall",
        "Usage",
    ),
    "requests": ("ChatRequest", "EmbeddingsRequest"),
    "rerank": ("RerankRequest", "RerankResponse", "RerankResult", "RerankUsage"),
    "speech": ("SpeechRequest", "SpeechResponse"),
    "stream_events": (
        "AnnotationAdded",
        "Finished",
        "ReasoningDelta",
        "RefusalDelta",
        "StreamEvent",
        "TextDelta",
        "ToolCallDelta",
        "ToolCallDone",
    ),
    "streams": ("AsyncChatStream", "ChatStream"),
    "structured": ("ParsedChat", "parse_reply", "response_format_for"),
    "telemetry": ("open_telemetry_hooks",),
    "timing": ("RequestContext", "Retry", "Timeout"),
    "token_counts": ("TokenCount",),
    "tool_runs": ("arun_tools", "run_tools"),
    "tools": ("Tool", "ToolChoice", "ToolLike"),
    "transcription": (
        "Transcription",
        "TranscriptionChunk",
        "TranscriptionRequest",
        "TranscriptionSegment",
        "TranscriptionUsage",
        "TranscriptionWord",
    ),
    "transcription_streams": ("AsyncTranscriptionStream", "TranscriptionStream"),
    "transport": ("AsyncTransport", "Transport", "WireRequest"),
    "uploads": ("FileLike",),
}
"""The names that ``modelwire`` hands on from the runtime, by the runtime's module."""

OWN: Mapping[str, tuple[str, ...]] = {
    "any_provider": ("Provider",),
    "async_client": ("AsyncClient",),
    "client": ("Client",),
    "completions": ("aclose", "acompletion", "aembedding", "close", "completion", "embedding"),
    "dispatch": ("create_provider",),
}
"""The names that ``modelwire`` hands on from its own modules, beside providers and ``ProviderType``."""

PROTOCOLS = {
    "anthropic-batches": "AnthropicBatches",
    "anthropic-files": "AnthropicFiles",
    "anthropic-messages": "AnthropicMessages",
    "batch-prediction-jobs": "BatchPredictionJobs",
    "cloud-storage-files": "CloudStorageFiles",
    "cohere-rerank": "CohereRerank",
    "discovery-engine-rank": "DiscoveryEngineRank",
    "document-scores": "DocumentScores",
    "fill-in-the-middle": "FillInTheMiddle",
    "gemini-batch-embeddings": "GeminiBatchEmbeddings",
    "gemini-batches": "GeminiBatches",
    "gemini-files": "GeminiFiles",
    "gemini-generate-content": "GeminiGenerateContent",
    "gemini-images": "GeminiImages",
    "gemini-predict-embeddings": "GeminiPredictEmbeddings",
    "gemini-speech": "GeminiSpeech",
    "imagen-predict": "ImagenPredict",
    "llama-chat": "LlamaChat",
    "llama-moderations": "LlamaModerations",
    "mistral-batches": "MistralBatches",
    "mistral-files": "MistralFiles",
    "model-list": "ModelListing",
    "openai-batches": "OpenAIBatches",
    "openai-chat": "OpenAIChat",
    "openai-embeddings": "OpenAIEmbeddings",
    "openai-files": "OpenAIFiles",
    "openai-image-edits": "OpenAIImageEdits",
    "openai-images": "OpenAIImages",
    "openai-moderations": "OpenAIModerations",
    "openai-responses": "OpenAIResponses",
    "openai-speech": "OpenAISpeech",
    "openai-transcriptions": "OpenAITranscriptions",
    "token-count": "TokenCounting",
}
OPERATIONS = {
    "chat": ("ChatProvider", "chat"),
    "embeddings": ("EmbeddingsProvider", "embeddings"),
    "moderation": ("ModerationProvider", "moderation"),
    "image_generation": ("ImageGenerationProvider", "image generation"),
    "image_edit": ("ImageEditProvider", "image edit"),
    "transcription": ("TranscriptionProvider", "transcription"),
    "speech": ("SpeechProvider", "speech"),
    "rerank": ("RerankProvider", "reranking"),
    "fim": ("FimProvider", "fill in the middle"),
    "count_tokens": ("CountTokensProvider", "token counts"),
    "files": ("FilesProvider", "files"),
    "batches": ("BatchesProvider", "batches"),
    "models": ("ModelsProvider", "list of models"),
}
"""The base class of each operation, and what it is called in prose."""

AUTH = {
    "bearer": ("BearerKey", "str | Secret | None", "credential"),
    "header": ("HeaderKey", "str | Secret | None", "credential"),
    "token-provider": ("TokenFromProvider", "TokenProvider | None", "token_source"),
    "google-credentials-file": ("GoogleCredentialsFile", "str | os.PathLike[str] | None", "credentials_path"),
    "google-default": ("GoogleDefault", "", ""),
    "azure-default": ("AzureDefault", "", ""),
    "none": ("NoAuth", "", ""),
}
"""The class of each scheme, and the type and the field of the argument that holds its credential."""

OPTION_TYPES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "object": "Mapping[str, Any]",
    "array": "list[Any]",
    "any": "Any",
}
OPTIONS = {
    "chat": "Options",
    "embeddings": "EmbeddingsOptions",
    "moderation": "ModerationOptions",
    "image_generation": "ImageGenerationOptions",
    "image_edit": "ImageEditOptions",
    "transcription": "TranscriptionOptions",
    "speech": "SpeechOptions",
    "rerank": "RerankOptions",
    "fim": "FimOptions",
    "files": "FilesOptions",
    "batches": "BatchesOptions",
}
"""What the names of the options of each operation end in that takes any."""
SUMMARY_WIDTH = 100
"""Characters of the line that says what a provider is."""
NO_OPTIONS = "NoOptions"
"""The options of an operation for which a provider has none, if it is not chat."""
KINDS = {
    "chat": ("chat",),
    "embeddings": ("embeddings",),
    "moderation": ("moderation",),
    "image_generation": ("image",),
    "image_edit": ("image",),
    "transcription": ("transcription",),
    "speech": ("speech",),
    "rerank": ("rerank",),
    "fim": ("completion",),
}
"""The kinds of models in a catalogue that each operation is for, where editors are to offer their names."""
MANY = "# Generated from specs/*.yaml. Do not edit: change the specs and run `make generate`."
ABOUT = (
    "One typed client for every provider of large language models.",
    "Importing this package imports no provider and no HTTP library: "
    "a name's module is imported when the name is first used.",
)
ABOUT_PRIVATE = (
    "Private providers for modelwire: {names}.",
    "Importing this package imports no provider: a name's module is imported when the name is first used.",
)


@dataclass(frozen=True)
class Member:
    """An attribute of a generated class: an argument of its constructor, or a key of its options."""

    name: Source
    type: Source
    value: Source
    doc: Source


@dataclass(frozen=True)
class OptionsView:
    """A typed dict: the options of an operation, or the keys of one of them."""

    name: Source
    doc: Source
    members: tuple[Member, ...]


@dataclass(frozen=True)
class RuleView:
    """A rule for some models: a comment that says where it is known from, and its arguments."""

    comment: Source
    keywords: Mapping[str, object]


@dataclass(frozen=True)
class RouteView:
    """A route: its protocol and path, further arguments, parameters and rules; these two may be shared by name."""

    protocol: Source
    path: str
    keywords: Mapping[str, object]
    only_for: tuple[RuleView, ...]
    parameters: Mapping[str, object] | Source
    rules: tuple[RuleView, ...] | Source
    options: Mapping[str, object]


@dataclass(frozen=True)
class ModelView:
    """A model: its id, and what is known of it."""

    id: str
    keywords: Mapping[str, object]


@dataclass(frozen=True)
class NamesView:
    """A type that editors complete from: the names of some models, and any other."""

    name: Source
    doc: Source
    names: Source


@dataclass(frozen=True)
class ProviderView:
    """What the templates may print about one provider."""

    header: Source
    file: str
    private: bool
    module: Source
    member: Source
    type_words: Source
    class_name: Source
    settings_class: Source
    public: Mapping[str, tuple[str, ...]]
    bases: tuple[Source, ...]
    error_classes: tuple[Source, ...]
    protocol_classes: tuple[Source, ...]
    id: str
    name: str
    aliases: tuple[str, ...]
    display_name: Source
    settings_given: Source
    module_doc: Source
    class_doc: Source
    settings_doc: Source
    catalogue_doc: Source
    settings: tuple[Member, ...]
    options: tuple[OptionsView, ...]
    facts: Mapping[str, object]
    shared_parameters: Mapping[Source, Mapping[str, object]]
    shared_rules: Mapping[Source, tuple[RuleView, ...]]
    endpoints: Mapping[str, tuple[RouteView, ...]]
    errors: Mapping[str, Source]
    messages: tuple[Source, ...]
    models: tuple[ModelView, ...]
    catalogue: Mapping[str, object]
    model_names: Mapping[str, tuple[str, ...]]
    model_names_doc: Source
    model_types: Mapping[str, NamesView]


@dataclass(frozen=True)
class FaceView:
    """What the template may print about a client of one colour, which can be given a provider's id."""

    module: str
    name: Source
    base: Source
    options: Source
    transport: Source
    manner: Source
    opened: Source


FACES = (
    FaceView(
        "client",
        Source("Client"),
        Source("BlockingClient"),
        Source("BlockingOptions"),
        Source("Transport"),
        Source("and waits for it"),
        Source("with"),
    ),
    FaceView(
        "async_client",
        Source("AsyncClient"),
        Source("NonblockingClient"),
        Source("NonblockingOptions"),
        Source("AsyncTransport"),
        Source("without blocking"),
        Source("async with"),
    ),
)


@dataclass(frozen=True)
class PackageView:
    """What the templates may print about all providers of a package together."""

    header: Source
    doc: Source
    closed: bool
    providers: tuple[ProviderView, ...]
    homes: Mapping[str, tuple[str, ...]]

    @property
    def model_types(self) -> tuple[NamesView, ...]:
        """The model strings of :func:`completion` and :func:`embedding`."""
        told = (("CompletionModel", "chat"), ("EmbeddingModel", "embeddings"))
        return tuple(
            _names(
                name,
                f"What `{OPERATIONS[operation][1]}` can be asked of",
                [f"{view.id}/{model}" for view in self.providers for model in view.model_names.get(operation, ())],
            )
            for name, operation in told
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Every public name."""
        own = {"ProviderType"} if self.closed else set[str]()
        return tuple(sorted(own.union(*self.homes.values()), key=_order))

    @property
    def modules(self) -> dict[str, str]:
        """The module of each public name that is imported when asked for."""
        module = {name: home for home, names in self.homes.items() for name in names}
        return {name: module[name] for name in self.names if name in module}


def view_package(providers: Iterable[ProviderView]) -> PackageView:
    """Decide how the modules that know all providers are written."""
    views = tuple(providers)
    homes = {f"modelwire_runtime.{module}": names for module, names in PUBLIC.items()}
    homes |= {f".{module}": names for module, names in OWN.items()}
    homes |= _homes(views)
    return PackageView(Source(MANY), docstring(*ABOUT), True, views, homes)


def view_private_package(providers: Iterable[ProviderView]) -> PackageView:
    """Decide how a package of private providers is written, which belong to no closed set."""
    views = tuple(providers)
    about, *more = ABOUT_PRIVATE
    doc = docstring(about.format(names=listed([view.name for view in views])), *more)
    return PackageView(_header([view.file for view in views]), doc, False, views, _homes(views))


def _homes(views: Iterable[ProviderView]) -> dict[str, tuple[str, ...]]:
    """The public names of providers, by module."""
    return {home: names for view in views for home, names in view.public.items() if names}


def view(spec: Spec, file: str, private: bool = False) -> ProviderView:
    """Decide how one spec is written in Python; ``file`` is where it came from.

    A private provider is no member of the closed set, so that it has no ``type``; its package may lie anywhere.
    """
    stem = spec.class_name.removesuffix("Provider")
    operations = [OPERATIONS[name] for name in spec.endpoints.every]
    summary = _summary(spec.name, [prose for _, prose in operations])
    kinds = [*spec.errors.codes.values(), *spec.errors.statuses.values(), *(m.kind for m in spec.errors.messages)]
    classes = {
        name: f"{stem}{OPTIONS[name]}"
        for name, routes in spec.endpoints.every.items()
        if name in OPTIONS and (name == "chat" or any(route.options for route in routes))
    }
    names = _model_names(spec.catalog, spec.endpoints.every)
    model_types = {
        name: _names(
            f"{stem}{OPTIONS[name].removesuffix('Options')}Model", f"{spec.name}'s models for {prose}", names[name]
        )
        for name, (_, prose) in OPERATIONS.items()
        if name in names
    }
    bases = [
        f"{OPERATIONS[name][0]}[{', '.join((classes.get(name, NO_OPTIONS), *_type_name(model_types, name)))}]"
        if name in OPTIONS
        else OPERATIONS[name][0]
        for name in spec.endpoints.every
    ]
    member = spec.id.upper()
    parameters = _shared(spec.endpoints.routes, "parameters")
    rules = _shared(spec.endpoints.routes, "rules")
    return ProviderView(
        header=_header([file])
        if private
        else Source(f"# Generated from {file}. Do not edit: change the spec and run `make generate`."),
        file=file,
        private=private,
        module=Source(spec.id),
        member=Source(member),
        type_words=literal([spec.id, *spec.aliases, Source(f"ProviderType.{member}")]),
        class_name=Source(spec.class_name),
        settings_class=Source(f"{stem}Settings"),
        public=_public(spec, private, (*classes.values(), f"{stem}Settings"), model_types.values()),
        bases=tuple(map(Source, bases)),
        error_classes=tuple(sorted({error_class(kind) for kind in kinds})),
        protocol_classes=tuple(sorted({Source(PROTOCOLS[route.protocol]) for route in spec.endpoints.routes})),
        id=spec.id,
        name=spec.name,
        aliases=spec.aliases,
        display_name=Source(docstring(spec.name)[3:-3]),
        settings_given=settings_given(spec),
        module_doc=docstring(summary, spec.docs),
        class_doc=docstring(summary, _provider_example(spec), indent=4),
        settings_doc=docstring(
            f"What `{spec.class_name}()` takes."
            if private
            else f'What `create_provider("{spec.id}")` and `{spec.class_name}()` take.',
            f">>> settings = {stem}Settings({settings_given(spec)})\n>>> {spec.class_name}(**settings).id\n{spec.id!r}",
            indent=4,
        ),
        catalogue_doc=docstring(f"Models and prices of {spec.name}.", "\n".join(_evidence(spec.catalog))),
        settings=tuple(_settings(spec)),
        options=tuple(
            options_view
            for name, options_class in classes.items()
            for options_view in _options(spec, stem, name, options_class)
        ),
        facts=given(_facts(spec, f".catalogues.{spec.id}" if private else f"modelwire.catalogues.{spec.id}")),
        shared_parameters={name: given(_tables(tables)) for name, tables in parameters.items()},
        shared_rules={name: tuple(map(_rule, shared)) for name, shared in rules.items()},
        endpoints={
            name: tuple(_route(route, name, parameters, rules) for route in routes)
            for name, routes in spec.endpoints.every.items()
        },
        errors={
            name: rows({word: _kind(kind) for word, kind in table.items()}, least=1)
            for name, table in (("codes", spec.errors.codes), ("statuses", spec.errors.statuses))
            if table
        },
        messages=tuple(
            call(
                "MessagePattern",
                message.pattern,
                _kind(message.kind),
                statuses=message.statuses,
                codes=message.codes,
            )
            for message in spec.errors.messages
        ),
        models=tuple(_model(model, spec.catalog.currency) for model in spec.catalog.models),
        catalogue=given(
            {
                "selection": spec.catalog.selection or "",
                "enforced": spec.catalog.enforced or "",
                "source": "; ".join(spec.catalog.source),
                "checked": spec.catalog.checked,
            }
        ),
        model_names=names,
        model_names_doc=docstring(f"Names of {spec.name}'s models, as types that editors complete from."),
        model_types=model_types,
    )


def _header(files: Sequence[str]) -> Source:
    """The first line of what is generated from private specs."""
    one, by = ("the spec" if len(files) == 1 else "the specs"), "by `python -m modelwire_codegen`"
    return comment(f"Generated from {listed(files)} {by}. Do not edit: change {one} and generate anew.")


def _provider_example(spec: Spec) -> str:
    """The provider created, and what its catalogue says of a model."""
    lines = [f">>> provider = {spec.class_name}({settings_given(spec)})"]
    model = current_model(spec)
    if model is None:
        return "\n".join([*lines, ">>> provider.name", repr(spec.name)])
    lines.append(f">>> model = provider.models[{quoted(model.id)}]")
    if model.price and model.price.input is not None:
        told = f"{model.price.input:f} {spec.catalog.currency}"
        return "\n".join([*lines, ">>> print(model.price.input, model.price.currency)  # per million tokens", told])
    return "\n".join([*lines, ">>> model.context_window", str(model.context)])


def _public(
    spec: Spec, private: bool, classes: tuple[str, ...], model_types: Iterable[NamesView]
) -> dict[str, tuple[str, ...]]:
    """The names that users import, by module; a private provider is one module, so that it can be executed."""
    types = tuple(str(one.name) for one in model_types)
    if private:
        return {f".{spec.id}": (spec.class_name, *classes, *types)}
    return {f".{spec.id}": (spec.class_name, *classes), f".model_names.{spec.id}": types}


def _model_names(catalog: Catalog, operations: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The ids and aliases of the models that each operation can be asked of, unless they were retired already."""
    read = catalog.checked or ""
    asked = [model for model in catalog.models if model.retired is None or model.retired > read]
    found = {
        operation: tuple(
            name for model in asked if model.kind in KINDS[operation] for name in (model.id, *model.aliases)
        )
        for operation in operations
        if operation in KINDS
    }
    return {operation: names for operation, names in found.items() if names}


def _names(name: str, what: str, names: Sequence[str]) -> NamesView:
    return NamesView(
        Source(name),
        docstring(
            f"{what}, as editors offer them; any other name may be given, too.",
            *([f">>> model: {name} = {quoted(names[0])}"] if names else []),
        ),
        literal(names),
    )


def _type_name(types: Mapping[str, NamesView], operation: str) -> tuple[str, ...]:
    """The type of the names of an operation's models, where any are known."""
    return (types[operation].name,) if operation in types else ()


def _facts(spec: Spec, catalogue: str) -> dict[str, object]:
    """What the provider is, as attributes of its class."""
    life = spec.lifecycle
    settable = {s.header: f"{{{name}}}" for name, s in spec.settings.items() if s.header}
    return {
        "id": spec.id,
        "name": spec.name,
        "docs": spec.docs,
        "status": call("Status", life.status, date=life.date, successor=life.successor)
        if life.status != "active"
        else "",
        "capabilities": call("frozenset", _capabilities(spec.capabilities, "{}")),
        "auth": _auth(spec.auth),
        "addresses": _addresses(spec),
        "strip_endings": spec.base_url.strip_endings,
        "free_names": spec.free_names or "",
        "telemetry_name": spec.telemetry.name if spec.telemetry else "",
        "priced_when": call("MappingProxyType", rows(spec.catalog.when)) if spec.catalog.when else "",
        "headers": call("MappingProxyType", rows(spec.headers | settable)) if spec.headers or settable else "",
        "replies": _replies(spec),
        "catalog": catalogue,
    }


def _replies(spec: Spec) -> Source:
    told = given(dict(spec.replies))
    return call("ReplyHeaders", **told) if told else Source("")


def _addresses(spec: Spec) -> tuple[Source, ...]:
    """The addresses, where they are more than one fixed text that is the default of ``base_url``."""
    if fixed_address(spec):
        return ()
    choices = [call("BaseURL", choice.url, when=choice.when) for choice in spec.base_url.choices]
    return (*choices, call("BaseURL", spec.base_url.url)) if spec.base_url.url else tuple(choices)


def fixed_address(spec: Spec) -> str | None:
    """The default of ``base_url``, where that is one fixed text."""
    url = spec.base_url.url
    return url if url and not spec.base_url.choices and "{" not in url else None


def _settings(spec: Spec) -> Iterable[Member]:
    """The arguments of the constructor: credentials, the address, and what the spec lists."""
    for name, entry in credentials(spec).items():
        _, kind, field = AUTH[entry.scheme]
        yield Member(Source(name), Source(kind), call(field, *entry.env), _described(credential_doc(entry)))
    address = "Address that the paths of the endpoints are appended to."
    yield Member(
        Source("base_url"),
        Source("str"),
        call("setting", *spec.base_url.env, default=fixed_address(spec)),
        _described(address),
    )
    for name, setting in spec.settings.items():
        yield Member(Source(name), setting_type(setting), _setting(setting), _described(setting.doc))


def credential_doc(entry: Auth) -> str:
    """What a credential is, and how it travels."""
    match entry.scheme:
        case "bearer":
            return "Credential, sent as a bearer token."
        case "header":
            return f"Credential, sent as {entry.header}."
        case "token-provider":
            return "Function that returns an access token; for an AsyncClient it may be a coroutine function."
        case _:
            return "Path of the credentials of a service account or a user, a JSON file of Google's."


def setting_type(setting: Setting) -> Source:
    """The type of a setting's value."""
    plain = {"string": "str", "boolean": "bool", "integer": "int", "mapping": "Mapping[str, str]"}[setting.type]
    kind = "tuple[str, ...]" if setting.list_header else literal(setting.enum) if setting.enum else plain
    always = setting.required or setting.default is not None
    return Source(kind if always else f"{kind} | None")


def _setting(setting: Setting) -> Source:
    kinds = {"string": "", "boolean": "bool", "integer": "int", "mapping": "Mapping"}
    return call(
        "setting",
        *setting.env,
        kind=Source("tuple" if setting.list_header else kinds[setting.type]),
        default=Source("{}") if setting.default == {} else setting.default,
        pattern=setting.pattern,
        choices=setting.enum,
        required=setting.required or None,
    )


def _options(spec: Spec, stem: str, operation: str, name: str) -> Iterable[OptionsView]:
    """The options of one operation over all of its routes, after the typed dicts of those that are objects."""
    options: dict[str, Option] = {}
    for route in spec.endpoints.every[operation]:
        for key, option in route.options.items():
            options.setdefault(key, option)
    shared: dict[str, Option] = {}
    for other in () if operation == "chat" else spec.endpoints.chat:
        shared |= other.options
    members: list[Member] = []
    for key, option in options.items():
        known = shared.get(key) == option
        inner: list[OptionsView] = []
        owner = stem if known or operation == "chat" else name.removesuffix("Options")
        kind = _option_type(option, key, f"{owner}{_camel(key)}", inner)
        if not known:
            yield from inner
        members.append(Member(Source(key), kind, Source(""), _described(option.doc)))
    what = "" if operation == "chat" else f" for {OPERATIONS[operation][1]}"
    doc = docstring(
        f"Parameters of {spec.name}{what} beside the unified ones; given to a call as `options=`.",
        _options_example(name, options, current_model(spec) if operation == "chat" else None),
        indent=4,
    )
    yield OptionsView(Source(name), doc, tuple(members))


def _options_example(name: str, options: Mapping[str, Option], model: Model | None) -> str:
    """One of the options, as a call is given it."""
    given = option_given(options)
    made = f"{name}({', '.join(f'{key}={_sample(value)}' for key, value in given.items())})"
    if model is None:
        return f">>> {made}\n{given!r}"
    asked = f"model={quoted(model.id)}, messages=messages, options=options"
    return f">>> options = {made}\n>>> ChatRequest({asked}).options\n{given!r}"


def _sample(value: object) -> str:
    return quoted(value) if isinstance(value, str) else repr(value)


def _option_type(option: Option, path: str, stem: str, inner: list[OptionsView]) -> Source:
    """The type of an option's value; the typed dicts that it needs are added to ``inner``."""
    kinds: list[str] = []
    for kind in option.types:
        if kind == "string" and option.enum:
            kinds.append(literal(option.enum))
        elif kind == "array" and option.items:
            kinds.append(f"list[{_option_type(option.items, path, stem, inner)}]")
        elif kind == "object" and option.fields:
            members = tuple(
                Member(
                    Source(key),
                    _option_type(field, f"{path}.{key}", f"{stem}{_camel(key)}", inner),
                    Source(""),
                    _described(field.doc) if field.doc else Source(""),
                )
                for key, field in option.fields.items()
            )
            inner.append(
                OptionsView(
                    Source(f"{stem}Option"), docstring(f"What the option `{path}` may hold.", indent=4), members
                )
            )
            kinds.append(f"{stem}Option")
        else:
            kinds.append(OPTION_TYPES[kind])
    return Source(" | ".join(kinds))


def _camel(name: str) -> str:
    """``budget_tokens`` and ``budgetTokens`` -> ``BudgetTokens``."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def option_call(option: Option) -> Source:
    """What an option may be, for the run time."""
    first, *more = option.types
    return call(
        "Option",
        (first, *more) if more else first,
        enum=option.enum,
        fields=rows({name: option_call(field) for name, field in option.fields.items()}) if option.fields else "",
        items=option_call(option.items) if option.items else "",
        header=option.header,
    )


def _described(doc: str) -> Source:
    return docstring(doc, indent=4)


def _shared(routes: Iterable[Route], what: Literal["parameters", "rules"]) -> dict[Source, Any]:
    """What several routes have in common, under a name made of the first one's protocol."""
    values = [(route.protocol.replace("-", "_"), getattr(route, what)) for route in routes]
    shared: dict[Source, Any] = {}
    for protocol, value in values:
        if value and value not in shared.values() and sum(value == other for _, other in values) > 1:
            name = f"_{protocol}_{what}"
            number = sum(other.startswith(name) for other in shared) + 1
            shared[Source(name if number == 1 else f"{name}_{number}")] = value
    return shared


def _name(value: Any, shared: Mapping[Source, Any]) -> Source | None:
    return next((name for name, other in shared.items() if other == value), None)


def _route(route: Route, operation: str, parameters: Mapping[Source, Any], rules: Mapping[Source, Any]) -> RouteView:
    method = route.method or ("GET" if operation in ("files", "batches", "models") else "POST")
    quirks = {name: _quirk(name, value) for name, value in route.quirks.items()}
    keywords: dict[str, object] = {
        "when": route.when,
        "models": route.models,
        "base_url": route.base_url,
        "stream_path": route.stream_path,
        "query": _query(route.query),
        "stream_query": _query(route.stream_query),
        "method": method if method != "POST" else "",
        "auth": _auth(route.auth),
        "headers": route.headers,
        "strip_model_prefix": route.strip_model_prefix,
        "extra_fields": call("ExtraFields", **dict(route.extra_fields)) if route.extra_fields else "",
        "content": _content(route.content) if route.content else "",
    }
    options = {"options": _rows({name: option_call(option) for name, option in route.options.items()})}
    return RouteView(
        protocol=call(PROTOCOLS[route.protocol], **quirks),
        path=route.path,
        keywords=given(keywords),
        only_for=tuple(map(_condition, route.only_for)),
        parameters=_name(route.parameters, parameters)
        or (given(_tables(route.parameters)) if route.parameters else {}),
        rules=_name(route.rules, rules) or tuple(map(_rule, route.rules)),
        options=given(options) if route.options else {},
    )


def _content(content: Content) -> Source:
    return call(
        "Content",
        image=content.image,
        audio=content.audio,
        file=content.file,
        tool_result=content.tool_result,
        native=content.native,
    )


def _quirk(name: str, value: Any) -> object:
    if name == "page":
        return _query(value)
    return rows(value) if is_mapping(value) and name != "next_page" else value


def _condition(condition: Condition) -> RuleView:
    return RuleView(comment(condition.why, *_evidence(condition), indent=20), given(_whom(condition)))


def _rule(rule: Rule) -> RuleView:
    keywords = {"why": rule.why, **_whom(rule), **_tables(rule)}
    return RuleView(comment(*_evidence(rule), indent=20), given(keywords))


def _whom(condition: Condition) -> dict[str, object]:
    return {
        "models": condition.models,
        "exclude": condition.exclude,
        "when": condition.when,
        "unless": condition.unless,
    }


def _tables(tables: Tables) -> dict[str, object]:
    return {
        "sent": tables.sent,
        "unsupported": tables.unsupported,
        "renamed": _rows(tables.renamed),
        "values": _rows(tables.values),
        "becomes": _rows(tables.becomes, depth=2),
        "limits": _rows({name: _limit(limit) for name, limit in tables.limits.items()}),
        "fixed": _rows(tables.fixed),
        "defaults": _rows(tables.defaults),
    }


def _rows(table: Mapping[Any, object], depth: int = 1) -> Source:
    return rows(table, depth) if table else Source("")


def _limit(limit: Limit) -> Source:
    return call("Limit", min=limit.min, max=limit.max, policy=limit.policy if limit.policy != "refuse" else "")


def _evidence(facts: Evidence) -> tuple[str, ...]:
    """Where facts come from, one line for each source, and when that was read."""
    read = [facts.checked or ""]
    if facts.confidence != "high":
        read.append(f"{facts.confidence} confidence")
    *others, last = facts.source
    return (*others, f"{last} ({', '.join(read)})")


def _query(query: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in query.items()}


def _auth(entries: Iterable[Auth]) -> tuple[Source, ...]:
    return tuple(
        call(
            AUTH[entry.scheme][0],
            *given({"": entry.setting}).values(),
            header=entry.header,
            scope=entry.scope,
            when=entry.when,
        )
        for entry in entries
    )


def _capabilities(words: Iterable[str], brackets: str) -> Source:
    members = [f"Capability.{word.upper()}" for word in words]
    comma = "," if brackets == "()" and len(members) == 1 else ""
    return Source(f"{brackets[0]}{', '.join(members)}{comma}{brackets[1]}")


def error_class(kind: Kind) -> Source:
    """``rate-limit`` -> ``RateLimitError``."""
    return Source("".join(word.capitalize() for word in kind.kind.split("-")) + "Error")


def _kind(kind: Kind) -> Source:
    cls = error_class(kind)
    return cls if kind.retryable is None else call("Kind", cls, retryable=kind.retryable)


def _model(model: Model, currency: str) -> ModelView:
    price = model.price
    sources = tuple(dict.fromkeys((*model.source, *(price.source if price else ()))))
    sure = ("low", "medium", "high")
    confidence = min((model.confidence, price.confidence if price else "high"), key=sure.index)
    keywords: dict[str, object] = {
        "kind": model.kind if model.kind != "chat" else "",
        "aliases": model.aliases,
        "context_window": model.context,
        "max_output": model.max_output,
        "dimensions": model.dimensions,
        "supports": _capabilities(model.supports, "()") if model.supports else "",
        "lacks": _capabilities(model.lacks, "()") if model.lacks else "",
        "released": model.released,
        "deprecated": model.deprecated,
        "retired": model.retired,
        "successor": model.successor,
        "price": _price(price, currency) if price else None,
        "source": "; ".join(sources),
        "checked": (price.checked if price else None) or model.checked,
        "confidence": confidence if confidence != "high" else "",
    }
    return ModelView(model.id, given(keywords))


def _price(price: Quote, currency: str) -> Source:
    changes = price.changes if isinstance(price, Price) else ()
    return call(
        "per_million",
        currency=currency if currency != "USD" else "",
        **_rates(price),
        tiers=tuple(call("Tier", tier.above, call("rates", **_rates(tier))) for tier in price.tiers),
        batch=call("rates", **_rates(price.batch)) if price.batch else None,
        hours=tuple(call("Hours", hours.days, hours.utc, call("rates", **_rates(hours))) for hours in price.hours),
        changes=tuple(call("Change", change.date, _price(change, currency)) for change in changes),
    )


def _rates(rates: Rates) -> dict[str, str]:
    """The rates, with the digits that the spec has."""
    order = [name for name in rates.model_fields_set if name in Rates.model_fields]
    order.sort(key=list(Rates.model_fields).index)
    return {name: f"{getattr(rates, name):f}" for name in order}


def _summary(name: str, operations: Sequence[str]) -> str:
    """What a provider is and does, in one line: as many of its operations as there is room for."""
    whole = f"{name}: {listed(operations)}."
    if len(whole) <= SUMMARY_WIDTH:
        return whole
    kept = 1
    while len(f"{name}: {', '.join(operations[: kept + 1])} and more.") <= SUMMARY_WIDTH:
        kept += 1
    return f"{name}: {', '.join(operations[:kept])} and more."


def listed(words: Sequence[str]) -> str:
    """``a, b and c``."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _order(name: str) -> tuple[bool, str]:
    """Classes before functions, as isort has it."""
    return name[0].islower(), name
