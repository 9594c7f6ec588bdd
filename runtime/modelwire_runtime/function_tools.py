"""Functions and models as tools: their names, descriptions and schemas, and their arguments read from a call."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, is_dataclass
from functools import lru_cache, partial
from types import MethodType, SimpleNamespace
from typing import Annotated, Any, cast, get_args, get_origin, get_type_hints, is_typeddict
from weakref import WeakKeyDictionary

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model
from pydantic.errors import PydanticInvalidForJsonSchema, PydanticSchemaGenerationError, PydanticUserError
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema

from .docstrings import read_docstring
from .errors import InvalidRequestError
from .tools import FunctionDefinition, Tool
from .typed_dicts import readable

TAKEN_NAME = re.compile("[A-Za-z_][A-Za-z0-9_-]{0,63}")
"""Names of functions that every vendor takes."""
UNREADABLE = (PydanticInvalidForJsonSchema, PydanticSchemaGenerationError, PydanticUserError, TypeError, NameError)
NAMELESS = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD, inspect.Parameter.POSITIONAL_ONLY)


class _Schemas(GenerateJsonSchema):
    """JSON schemas without the titles that pydantic makes of names, and without defaults that JSON cannot hold."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Whether a field's name is to be its title."""
        return False

    def emit_warning(self, kind: Any, detail: str) -> None:
        """Say nothing of what is left out: a default that JSON cannot hold is still the function's."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a function or a model is as a tool.

    ``read`` makes of JSON text what the function is called with, or the model's instance, and raises pydantic's
    ``ValidationError``; ``is_async`` says whether calling the function begins something to be awaited.
    """

    tool: Tool
    read: Callable[[str], Any]
    is_model: bool = False
    is_async: bool = False


class FunctionTool(dict[str, Any]):
    """A :class:`Tool` that remembers the function or model it was made of, so that ``run_tools`` can call it."""

    __slots__ = ("function", "shape")

    def __init__(self, tool: Mapping[str, Any], function: Any, shape: Shape) -> None:
        super().__init__(tool)
        self.function = function
        self.shape = shape

    def __deepcopy__(self, memo: dict[int, Any]) -> FunctionTool:
        return FunctionTool(deepcopy(dict(self), memo), self.function, self.shape)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled, it is the dict that it is on the wire."""
        return dict, (dict(self),)


def as_tool(
    function_or_model: Any, *, name: str | None = None, description: str | None = None, strict: bool | None = None
) -> Tool:
    """The tool that a function, a pydantic model, a data class or a TypedDict makes.

    Name, description and the schema of the parameters come from the name, the docstring (Google's, NumPy's or Sphinx's
    style, for the parameters too) and the type hints, where ``Annotated[str, "what it is"]`` and pydantic's ``Field``
    describe as well.  What ``functools.partial`` has bound is not shown to the model.

    ``strict=True`` asks the vendor to hold the model to the schema, which is then said in the strict dialect: every
    parameter is required in it.  Left at None nothing is said of it, and defaults stay defaults.

    >>> def get_weather(city: str, days: int = 1) -> str:
    ...     '''Tell the weather.
    ...
    ...     Args:
    ...         city: The name of the city.
    ...     '''
    ...     return "sunny"
    >>> as_tool(get_weather)["function"]["parameters"]["properties"]["city"]
    {'description': 'The name of the city.', 'type': 'string'}
    """
    shape = shape_of(function_or_model, name)
    tool = deepcopy(shape.tool)
    if description is not None:
        tool["function"]["description"] = description
    if strict is not None:
        tool["function"]["strict"] = strict
    if strict:
        from .protocols.schema_dialects import STRICT, Unsayable, worded

        try:
            tool["function"]["parameters"] = worded(tool["function"].get("parameters", {}), STRICT).schema
        except Unsayable as problem:
            raise InvalidRequestError(
                f"the schema of {tool['function']['name']!r} cannot be strict, as that dialect cannot say this: "
                f"{problem}"
            ) from None
    return cast(Tool, FunctionTool(cast(Mapping[str, Any], tool), function_or_model, shape))


_shapes: WeakKeyDictionary[Any, dict[bool, Shape]] = WeakKeyDictionary()


def shape_of(function_or_model: Any, name: str | None = None) -> Shape:
    """What a function or a model is as a tool, worked out once; raises :class:`InvalidRequestError`."""
    if name is not None:
        return _made(function_or_model, name)
    if isinstance(function_or_model, type):
        return _model_shape(function_or_model)
    is_bound = isinstance(function_or_model, MethodType)
    key: Any = function_or_model.__func__ if is_bound else function_or_model
    try:
        known = _shapes.setdefault(key, {})
    except TypeError:  # it has no hash, or no place for a weak reference
        return _made(function_or_model, None)
    if (shape := known.get(is_bound)) is None:
        shape = known[is_bound] = _made(function_or_model, None)
    return shape


@lru_cache(maxsize=256)
def _model_shape(model: type[Any]) -> Shape:
    return _made(model, None)


def _made(given: Any, name: str | None) -> Shape:
    if not callable(given):
        raise InvalidRequestError(f"a tool is a function or a model, not {type(given).__name__}")
    name = _checked_name(_name(given) if name is None else name, given)
    return _of_model(given, name) if isinstance(given, type) else _of_function(given, name)


def _name(given: Any) -> str:
    if isinstance(given, partial):
        return _name(cast(Any, given).func)
    return str(getattr(given, "__name__", type(given).__name__))


def _checked_name(name: Any, given: Any) -> str:
    if isinstance(name, str) and TAKEN_NAME.fullmatch(name):
        return name
    what = "a lambda has no name" if name == "<lambda>" else f"{name!r} is no name that vendors take for a tool"
    kind = "model" if isinstance(given, type) else "function"
    raise InvalidRequestError(
        f"{what}: use as_tool({kind}, name=...) with letters, digits, _ and -, a letter first, 64 at most"
    )


# --- Models ----------------------------------------------------------------------------------------------------


def _of_model(model: type[Any], name: str) -> Shape:
    if not (issubclass(model, BaseModel) or is_dataclass(model) or is_typeddict(model)):
        raise InvalidRequestError(f"the class {model.__name__} is no pydantic model, data class or TypedDict")
    try:
        adapter: TypeAdapter[Any] = TypeAdapter(readable(model))
        schema = adapter.json_schema(schema_generator=_Schemas)
    except UNREADABLE as error:
        raise InvalidRequestError(f"no schema can be made of {model.__name__}: {_first_line(error)}") from error
    schema = _unfolded(schema)
    schema.pop("title", None)
    description = schema.pop("description", "")
    if not description and is_dataclass(model):  # before 2.13 pydantic leaves it out
        description = inspect.cleandoc(model.__doc__ or "")
    if description == f"{model.__name__}{_signature(model)}":  # what Python writes for a data class without words
        description = ""
    return Shape(_tool(name, description, schema), adapter.validate_json, is_model=True)


def _unfolded(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with its root in its place: that of a model which holds itself is a reference."""
    reference = schema.get("$ref")
    if reference is None:
        return schema
    root = schema["$defs"][reference.rpartition("/")[2]]
    return {**root, "$defs": schema["$defs"]}


def _signature(model: type[Any]) -> str:
    try:
        return str(inspect.signature(model)).replace(" -> None", "")
    except (TypeError, ValueError):
        return ""


# --- Functions -------------------------------------------------------------------------------------------------


def _of_function(function: Callable[..., Any], name: str) -> Shape:
    parameters = _parameters(function, name)
    hints = _hints(function, name)
    description, told = read_docstring(_docstring(function))
    # Fields have names of our own, as a parameter may have that of one of pydantic's methods.
    names = {f"p{number}": parameter for number, parameter in enumerate(parameters)}
    fields: dict[str, Any] = {}
    filled: set[str] = set()
    for field, (parameter, one) in zip(names, parameters.items(), strict=True):
        if parameter not in hints:
            raise InvalidRequestError(f"{_of(parameter, name)} has no type hint: write one, such as {parameter}: str")
        hint = _described_hint(readable(hints[parameter]), told.get(parameter))
        default = ... if one.default is inspect.Parameter.empty else one.default
        if isinstance(default, FieldInfo):
            hint, default = Annotated[hint, default], _default(default)
            filled.add(field)  # Python's own default would be the description
        fields[field] = (hint, Field(default, alias=parameter))
    try:
        model: type[BaseModel] = create_model(name, __config__=ConfigDict(extra="forbid"), **fields)
        schema = model.model_json_schema(schema_generator=_Schemas)
    except UNREADABLE as error:
        raise _unreadable(fields, list(parameters), name, error) from error
    empty: dict[str, Any] = {"type": "object", "properties": {}}
    schema = empty | schema
    schema.pop("title", None)

    def read(text: str) -> dict[str, Any]:
        found = model.model_validate_json(text)
        given = found.model_fields_set | filled
        return {parameter: getattr(found, field) for field, parameter in names.items() if field in given}

    return Shape(_tool(name, description, schema), read, is_async=inspect.iscoroutinefunction(_written(function)))


def _parameters(function: Callable[..., Any], name: str) -> dict[str, inspect.Parameter]:
    """The parameters that a model can give by name."""
    try:
        parameters = dict(inspect.signature(function).parameters)
    except (TypeError, ValueError) as error:
        raise InvalidRequestError(f"{name!r} does not tell its parameters: wrap it in a function with hints") from error
    for bound in function.keywords if isinstance(function, partial) else ():
        parameters.pop(bound, None)
    for one in parameters.values():
        if one.kind in NAMELESS:
            what = "is positional-only" if one.kind is one.POSITIONAL_ONLY else "takes any arguments"
            shown = str(one).partition(":")[0].partition("=")[0].strip()
            raise InvalidRequestError(f"{_of(shown, name)} {what}: a model gives named ones with a schema")
    return parameters


def _hints(function: Callable[..., Any], name: str) -> dict[str, Any]:
    """The hints of the parameters; that of the result is not looked at."""
    written: Any = inspect.unwrap(_written(function))
    try:
        hints = {key: hint for key, hint in getattr(written, "__annotations__", {}).items() if key != "return"}
        return get_type_hints(SimpleNamespace(__annotations__=hints), _names_of(written), include_extras=True)
    except Exception as error:  # a hint is code, which may do anything
        raise InvalidRequestError(
            f"the type hints of {name!r} cannot be read: {_first_line(error)}; define what they name where the "
            "function is defined, outside of functions and of TYPE_CHECKING"
        ) from error


def _written(function: Any) -> Any:
    """The function as it is written: what a partial one calls, and how an object is called."""
    while isinstance(function, partial):
        function = cast(Any, function).func
    if not inspect.isroutine(function):
        function = cast(Any, type(function)).__call__
    return getattr(cast(Any, function), "__func__", cast(Any, function))


def _docstring(function: Callable[..., Any]) -> str | None:
    """The words of the function, or those of the class of an object that can be called."""
    written = _written(function)
    if isinstance(function, partial) or inspect.isroutine(function):
        return inspect.getdoc(written)
    own = getattr(written, "__doc__", None)
    return inspect.cleandoc(own) if own else inspect.getdoc(type(function))


def _names_of(function: Any) -> dict[str, Any]:
    """What the hints of a function may name: all of its module, and what it uses of the functions around it."""
    names = dict(getattr(function, "__globals__", {}))
    if code := getattr(function, "__code__", None):
        for free, cell in zip(code.co_freevars, getattr(function, "__closure__", None) or (), strict=False):
            try:
                names[free] = cell.cell_contents
            except ValueError:  # it is not set yet
                continue
    return names


def _described_hint(hint: Any, told: str | None) -> Any:
    """The hint with a description: pydantic's own goes before a text beside it, and the docstring's comes last."""
    metadata: tuple[Any, ...] = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    if any(isinstance(item, FieldInfo) and item.description for item in metadata):
        return hint
    beside = (item if isinstance(item, str) else getattr(item, "documentation", None) for item in metadata)
    text = next((item for item in beside if isinstance(item, str)), told)
    return Annotated[hint, Field(description=text)] if text else hint


def _default(field: FieldInfo) -> Any:
    return ... if field.is_required() else field.get_default(call_default_factory=True)


def _unreadable(fields: Mapping[str, Any], names: list[str], name: str, error: Exception) -> InvalidRequestError:
    """What to raise for a function one of whose hints has no schema."""
    for parameter, (hint, _) in zip(names, fields.values(), strict=True):
        try:
            TypeAdapter(hint).json_schema()
        except UNREADABLE as own:
            return InvalidRequestError(f"{_of(parameter, name)} has a type that JSON cannot say: {_first_line(own)}")
    return InvalidRequestError(f"no schema can be made of the parameters of {name!r}: {_first_line(error)}")


def _of(parameter: str, name: str) -> str:
    return f"the parameter {parameter!r} of {name!r}"


def _tool(name: str, description: str, schema: dict[str, Any]) -> Tool:
    function: FunctionDefinition = {"name": name, "parameters": schema}
    if description:
        function = {"name": name, "description": description, "parameters": schema}
    return {"type": "function", "function": function}


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
