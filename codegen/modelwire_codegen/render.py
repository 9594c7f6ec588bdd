"""Fills the templates: views in, unformatted Python source or a document out."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateRuntimeError, Undefined

from . import markdown
from .features import FeatureGuide
from .guide import Guide
from .language import LanguageGuide
from .spelling import Source, spell
from .view import FACES, PackageView, ProviderView, view_package, view_private_package

Files: TypeAlias = dict[PurePosixPath, str]
"""Generated files by their path in the output folder."""

PACKAGE = PurePosixPath("modelwire")
PER_PROVIDER = {
    "provider.py.jinja": "{module}.py",
    "catalogue.py.jinja": "catalogues/{module}.py",
    "model_names.py.jinja": "model_names/{module}.py",
}
PER_PACKAGE = {
    "any_provider.py.jinja": "any_provider.py",
    "completion_models.py.jinja": "completion_models.py",
    "completions.py.jinja": "completions.py",
    "dispatch.py.jinja": "dispatch.py",
    "model_names_package.py.jinja": "model_names/__init__.py",
    "program.py.jinja": "__main__.py",
}
PER_FACE = {"client.py.jinja": "{module}.py"}
PER_ANY_PACKAGE = {"package.py.jinja": "__init__.py", "catalogues.py.jinja": "catalogues/__init__.py"}
"""What a package of private providers has as well."""


def render(views: Sequence[ProviderView], templates: Path) -> Files:
    """The modules of each provider, and those that know all of them."""
    package = view_package(views)
    files = _render(views, package, PER_ANY_PACKAGE | PER_PACKAGE, templates)
    for name, output in PER_FACE.items():
        template = _environment(templates, spell).get_template(name)
        for face in FACES:
            files[PurePosixPath(output.format(module=face.module))] = template.render(package=package, face=face)
    return {PACKAGE / path: text for path, text in files.items()}


def render_private(views: Sequence[ProviderView], templates: Path) -> Files:
    """The modules of each private provider, and those that make them a package."""
    return _render(views, view_private_package(views), PER_ANY_PACKAGE, templates)


def _render(
    views: Sequence[ProviderView], package: PackageView, per_package: Mapping[str, str], templates: Path
) -> Files:
    environment = _environment(templates, spell)
    files: Files = {PurePosixPath("py.typed"): ""}
    for name, output in PER_PROVIDER.items():
        template = environment.get_template(name)
        texts = {output.format(module=view.module): template.render(provider=view) for view in views}
        files |= {PurePosixPath(path): text for path, text in texts.items() if text.strip()}
    for name, output in per_package.items():
        files[PurePosixPath(output)] = environment.get_template(name).render(package=package)
    return files


def render_guides(guide: Guide, features: FeatureGuide, language: LanguageGuide, templates: Path) -> Files:
    """The documents on all providers, on each of them, on what each can do, and on the language of specs."""
    environment = _environment(templates, markdown.spell)
    page = environment.get_template("provider.md.jinja")
    texts: dict[str, str] = {provider.page: page.render(provider=provider) for provider in guide.providers}
    for name, known in {"providers.md": guide, "features.md": features, "spec-language.md": language}.items():
        texts[name] = environment.get_template(f"{name}.jinja").render(guide=known)
    return {PurePosixPath(name): markdown.lay_out(text) for name, text in texts.items()}


@cache
def _environment(templates: Path, spell: Callable[[object], str]) -> Environment:
    """What every value of a template goes through ``spell`` in; its templates are compiled once."""

    def finalize(value: object) -> str:
        if isinstance(value, Undefined):
            return str(value)  # raises, and says what is undefined
        try:
            return spell(value)
        except TypeError as error:
            raise TemplateRuntimeError(str(error)) from error

    environment = Environment(
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"commas": _commas, "source": Source, "union": _union}
    return environment


def _commas(names: Sequence[str]) -> Source:
    return Source(", ".join(names))


def _union(names: Sequence[str]) -> Source:
    return Source(" | ".join(names))
