"""A spec as typed objects.

Shape, words and cross-references have been checked when these are built; see ``schema.py`` and ``check.py``.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from .document import is_list, is_mapping


class SpecModel(BaseModel):
    """Part of a spec."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


def _as_list(value: Any) -> Any:
    return value if is_list(value) else [value]


def _as_values(value: Any) -> Any:
    return () if value == "any" else value


def _as_kind(value: Any) -> Any:
    return value if is_mapping(value) else {"kind": value}


Number: TypeAlias = int | Decimal
Scalar: TypeAlias = bool | int | Decimal | str
When: TypeAlias = dict[str, bool | int | str | tuple[bool | int | str, ...]]
Table: TypeAlias = dict[str, dict[Scalar, Any]]
JsonType: TypeAlias = Literal["string", "integer", "number", "boolean", "object", "array", "any"]
Values: TypeAlias = Annotated[tuple[Scalar, ...], BeforeValidator(_as_values)]
"""Values of which one must be given; none are listed where any will do."""


class Evidence(SpecModel):
    """Where the facts of a group come from."""

    source: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = ()
    checked: str | None = None
    confidence: Literal["high", "medium", "low"] = "high"
    notes: str | None = None


class Lifecycle(Evidence):
    """Whether the provider is in service."""

    status: Literal["active", "deprecated", "retired"]
    date: str | None = None
    successor: str | None = None


class Choice(SpecModel):
    """An address that holds for some settings."""

    when: When
    url: str


class BaseURL(Evidence):
    """What the paths of endpoints are appended to."""

    url: str | None = None
    env: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    strip_endings: tuple[str, ...] = ()


class Auth(SpecModel):
    """A way to authenticate."""

    scheme: Literal[
        "bearer", "header", "token-provider", "google-credentials-file", "google-default", "azure-default", "none"
    ]
    setting: str | None = None
    header: str | None = None
    scope: str | None = None
    env: tuple[str, ...] = ()
    when: When = {}


class Setting(SpecModel):
    """An argument of the constructor."""

    doc: str
    type: Literal["string", "boolean", "integer", "mapping"] = "string"
    env: tuple[str, ...] = ()
    default: bool | int | str | dict[str, str] | None = None
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    required: bool = False
    header: str | None = None
    list_header: bool = False


class Replies(SpecModel):
    """What the headers of replies tell."""

    request_id: tuple[str, ...] = ()
    should_retry: str | None = None
    rate_limit: str | None = None
    retry_after: tuple[str, ...] = ()
    service_tier: str | None = None
    cache_write_1h: str | None = None


class Telemetry(Evidence):
    """How telemetry names the provider, where that is not its id."""

    name: str


class Limit(SpecModel):
    """The range of a number."""

    min: Number | None = None
    max: Number | None = None
    policy: Literal["clamp", "refuse"] = "refuse"


class Tables(Evidence):
    """What becomes of unified parameters."""

    sent: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()
    renamed: dict[str, str] = {}
    values: Table = {}
    becomes: Table = {}
    limits: dict[str, Limit] = {}
    fixed: dict[str, Any] = {}
    defaults: dict[str, Any] = {}


class Condition(Evidence):
    """Which models and requests something is for, and why."""

    why: str
    models: tuple[str, ...]
    exclude: tuple[str, ...] = Field(default=(), alias="except")
    when: dict[str, Values] = {}
    unless: dict[str, Values] = {}


class Rule(Condition, Tables):
    """What is different for some models."""


class Content(Evidence):
    """What messages may hold beside text."""

    image: tuple[str, ...]
    audio: tuple[str, ...]
    file: tuple[str, ...]
    tool_result: tuple[str, ...]
    native: tuple[str, ...] = ()


class Option(SpecModel):
    """A parameter of the provider's own."""

    types: Annotated[tuple[JsonType, ...], BeforeValidator(_as_list)] = Field(alias="type")
    doc: str = ""
    enum: tuple[str, ...] = ()
    fields: dict[str, "Option"] = {}
    items: "Option | None" = None
    header: str | None = None


class ExtraFields(SpecModel):
    """A header for bodies that hold more than a route's own fields."""

    known: tuple[str, ...]
    header: str
    value: str


class Route(Evidence):
    """One way to an operation; what is not named here is a quirk of the protocol."""

    model_config = ConfigDict(extra="allow")

    when: When = {}
    models: tuple[str, ...] = ()
    only_for: tuple[Condition, ...] = ()
    protocol: str
    like: str | None = None
    base_url: str = ""
    path: str
    stream_path: str | None = None
    query: dict[str, Scalar] = {}
    stream_query: dict[str, Scalar] = {}
    method: Literal["GET", "POST"] | None = None
    auth: tuple[Auth, ...] = ()
    headers: dict[str, str] = {}
    strip_model_prefix: tuple[str, ...] = ()
    extra_fields: ExtraFields | None = None
    parameters: Tables | None = None
    content: Content | None = None
    rules: tuple[Rule, ...] = ()
    options: dict[str, Option] = {}

    @property
    def quirks(self) -> dict[str, Any]:
        """What this provider's dialect of the protocol differs in."""
        return dict(self.model_extra or {})


Routes: TypeAlias = Annotated[tuple[Route, ...], BeforeValidator(_as_list)]


class Endpoints(SpecModel):
    """The operations."""

    chat: Routes = ()
    embeddings: Routes = ()
    moderation: Routes = ()
    image_generation: Routes = ()
    image_edit: Routes = ()
    transcription: Routes = ()
    speech: Routes = ()
    rerank: Routes = ()
    fim: Routes = ()
    count_tokens: Routes = ()
    files: Routes = ()
    batches: Routes = ()
    models: Routes = ()

    @property
    def every(self) -> dict[str, tuple[Route, ...]]:
        """The routes of each operation that is there."""
        return {name: routes for name in Endpoints.model_fields if (routes := getattr(self, name))}

    @property
    def routes(self) -> tuple[Route, ...]:
        """All routes."""
        return tuple(route for routes in self.every.values() for route in routes)


class Kind(SpecModel):
    """What a failure is."""

    kind: str
    retryable: bool | None = None


AnyKind: TypeAlias = Annotated[Kind, BeforeValidator(_as_kind)]


class Message(SpecModel):
    """A failure that only its message tells."""

    pattern: str
    statuses: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    kind: AnyKind


class Errors(Evidence):
    """What failures mean."""

    codes: dict[str, AnyKind] = {}
    statuses: dict[int, AnyKind] = {}
    messages: tuple[Message, ...] = ()


class Rates(SpecModel):
    """What each kind of token costs."""

    input: Decimal | None = None
    output: Decimal | None = None
    cached_input: Decimal | None = None
    cache_write: Decimal | None = None
    cache_write_1h: Decimal | None = None
    reasoning: Decimal | None = None
    audio_input: Decimal | None = None
    audio_output: Decimal | None = None
    image_input: Decimal | None = None
    image_output: Decimal | None = None
    per_request: Decimal | None = None
    per_image: Decimal | None = None
    per_second: Decimal | None = None
    per_character: Decimal | None = None
    per_search: Decimal | None = None


class Tier(Rates):
    """Rates of large requests."""

    above: int


class Hours(Rates):
    """Rates of times of the day."""

    days: tuple[str, ...]
    utc: tuple[str, ...]


class Quote(Rates):
    """What a model costs at a time."""

    tiers: tuple[Tier, ...] = ()
    batch: Rates | None = None
    hours: tuple[Hours, ...] = ()


class Change(Quote):
    """What a model costs from a day on."""

    date: str


class Price(Quote, Evidence):
    """What a model costs, now and later."""

    changes: tuple[Change, ...] = ()
    confirmed: str | None = None


class Model(Evidence):
    """A model."""

    id: str
    aliases: tuple[str, ...] = ()
    kind: str = "chat"
    context: int | None = None
    max_output: int | None = None
    dimensions: int | None = None
    supports: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    released: str | None = None
    deprecated: str | None = None
    retired: str | None = None
    successor: str | None = None
    price: Price | None = None


class Catalog(Evidence):
    """The provider's models."""

    currency: str
    when: When = {}
    unit: str
    selection: bool = False
    enforced: bool = False
    models: tuple[Model, ...]


class Spec(Evidence):
    """Everything one file says about one provider."""

    id: str
    name: str
    class_name: str = Field(alias="class")
    aliases: tuple[str, ...] = ()
    docs: str
    lifecycle: Lifecycle
    base_url: BaseURL
    auth: tuple[Auth, ...]
    settings: dict[str, Setting] = {}
    free_names: bool = False
    telemetry: Telemetry | None = None
    headers: dict[str, str] = {}
    replies: Replies = Replies()
    capabilities: tuple[str, ...]
    endpoints: Endpoints
    errors: Errors
    catalog: Catalog
