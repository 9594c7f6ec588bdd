"""Private providers, from spec files of the user's own.

A spec is rendered to the very module that ``python -m modelwire_codegen`` would write, and that is executed: nothing
else reads specs at run time.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from .errors import ConfigurationError
from .provider import LLMProvider, recreate

if TYPE_CHECKING:
    from .provider import (
        BatchesProvider,
        ChatProvider,
        CountTokensProvider,
        EmbeddingsProvider,
        FilesProvider,
        FimProvider,
        ImageEditProvider,
        ImageGenerationProvider,
        ModelsProvider,
        ModerationProvider,
        RerankProvider,
        SpeechProvider,
        TranscriptionProvider,
    )

    class LoadedProvider(
        ChatProvider[Any],
        EmbeddingsProvider[Any],
        ModerationProvider[Any],
        ImageGenerationProvider[Any],
        ImageEditProvider[Any],
        TranscriptionProvider[Any],
        SpeechProvider[Any],
        RerankProvider[Any],
        FimProvider[Any],
        CountTokensProvider,
        FilesProvider,
        BatchesProvider[Any],
        ModelsProvider,
    ):
        """What type checkers take a loaded provider for: able to do everything, set up with anything."""

        def __init__(self, **settings: Any) -> None: ...


class _Loaded(NamedTuple):
    """A class, and what its file held."""

    content: bytes
    kind: type[LLMProvider]


_LOADED: dict[Path, _Loaded] = {}
_LOCK = threading.Lock()


def load_provider(path: str | os.PathLike[str]) -> type[LoadedProvider]:
    """The class of the provider that a spec file describes, such as ``AcmeProvider``.

    It is the one that ``python -m modelwire_codegen`` would write into a package: take that where type checkers should
    know the settings and options.  As long as the file does not change, the class is the same one at each call.  What
    is wrong with the file is told line by line in the ``message`` of a :class:`ConfigurationError`.

    >>> load_provider("no-such-file.yaml")
    Traceback (most recent call last):
    ...
    modelwire_runtime.errors.ConfigurationError: ...no-such-file.yaml...
    """
    file = Path(path).absolute()
    try:
        content = file.read_bytes()
    except OSError:
        content = b""  # it is told below what is wrong
    with _LOCK:
        known = _LOADED.get(file)
        if known is None or known.content != content:
            known = _LOADED[file] = _Loaded(content, _load(Path(path), file))
    return cast("type[LoadedProvider]", known.kind)


def _load(shown: Path, file: Path) -> type[LLMProvider]:
    """The class, from what is rendered of the file."""
    try:
        from modelwire_codegen.document import SpecError
        from modelwire_codegen.private import render_file
    except ModuleNotFoundError as missing:
        raise ConfigurationError(
            f"load_provider needs {missing.name}, which comes with an extra: pip install 'modelwire[codegen]'"
        ) from missing
    try:
        rendered = render_file(shown)
    except SpecError as error:
        raise ConfigurationError(str(error)) from None
    name = f"modelwire.load_provider.{rendered.id}"
    kind: Any = _executed(rendered.provider, name, f"{file} as a module")[rendered.class_name]
    catalogue = _executed(rendered.catalogue, f"{name}.catalogue", f"{file} as a catalogue")

    def reduce(provider: LLMProvider) -> tuple[Any, ...]:
        """Pickles hold the file's path in place of the class, which no other process could import."""
        _, (_, settings, secrets) = LLMProvider.__reduce__(provider)
        return _recreate, (str(file), settings, secrets)

    kind.models = catalogue["MODELS"]
    kind.__reduce__ = reduce
    return cast("type[LLMProvider]", kind)


def _executed(text: str, name: str, shown: str) -> dict[str, Any]:
    """The names that a module's text defines; the module itself is kept nowhere."""
    names: dict[str, Any] = {"__name__": name}
    exec(compile(text, shown, "exec", dont_inherit=True), names)
    return names


def _recreate(path: str, settings: dict[str, Any], secrets: Iterable[str]) -> LLMProvider:
    """A provider from its pickle."""
    return recreate(cast("type[LLMProvider]", load_provider(path)), settings, secrets)
