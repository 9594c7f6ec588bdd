"""``modelwire doctor``: who is set up, who answers, and what is wrong in words."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeAlias

import typer

from ..async_client import NonblockingClient
from ..errors import ConfigurationError, ProviderError
from ..health import HealthStatus
from ..provider import LLMProvider, ModelsProvider
from ..timing import Timeout
from . import readiness, terminal
from .options import BaseURLOption, JsonOption, ProviderOption, SetOption, SpecOption, offered, settings_given
from .wording import in_our_words

State: TypeAlias = Literal["ok", "set up", "failed", "wrong", "not set up", "retired"]
BAD: Sequence[State] = ("failed", "wrong")


@dataclass(kw_only=True)
class Finding:
    """What there is to say of one provider."""

    kind: type[LLMProvider]
    state: State
    what: str = ""
    base_url: str = ""
    health: HealthStatus | None = None
    variables: dict[str, bool] = field(default_factory=dict[str, bool])


def doctor(
    ctx: typer.Context,
    provider: ProviderOption = None,
    spec: SpecOption = None,
    offline: Annotated[bool, typer.Option("--offline", help="Look at the environment only; ask nobody.")] = False,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, help="How long to wait for each provider.")
    ] = 10,
    base_url: BaseURLOption = None,
    setting: SetOption = None,
    json: JsonOption = False,
) -> int:
    """Find out who is set up and answers.

    Each that is set up is asked once for something that costs nothing, mostly its list of models. Keys are never shown.
    Ends with 1 if one that is set up does not work, or the one that was named.
    """
    offer = offered(ctx)
    kinds = [offer.one(provider, spec)] if provider or spec else list(offer.kinds())
    named = provider is not None or spec is not None
    if (base_url is not None or setting) and not named:
        raise ConfigurationError("--base-url and --set are for one provider: name it with --provider")
    findings = examined(
        kinds, settings_given(kinds[0], base_url, setting) if named else {}, named, None if offline else timeout
    )
    if json:
        terminal.write_json([_described(finding) for finding in findings])
    else:
        _show(findings)
    return int(any(finding.state in BAD or (named and finding.state == "not set up") for finding in findings))


def examined(
    kinds: Sequence[type[LLMProvider]], given: dict[str, Any], named: bool, timeout: float | None
) -> list[Finding]:
    """What there is to say of each provider; those that are set up are asked at once, unless there is no timeout."""
    findings: list[Finding] = []
    ready: list[tuple[Finding, LLMProvider]] = []
    for kind in kinds:
        finding = Finding(kind=kind, state="not set up", variables=readiness.variables(kind))
        findings.append(finding)
        try:
            provider = readiness.create(kind, given)
        except ConfigurationError as error:
            finding.what = error.message.removeprefix(readiness.NOT_SET_UP.format(kind.name))
            if readiness.has_key(kind):
                finding.state = "wrong"
        else:
            finding.state, finding.base_url = "set up", provider.base_url
            ready.append((finding, provider))
        if kind.status.state == "retired" and not named:
            finding.state = "retired"
            finding.what = readiness.out_of_service(kind)
    if timeout is not None:
        asyncio.run(_ask([(finding, one) for finding, one in ready if finding.state == "set up"], timeout))
    return findings


async def _ask(ready: Sequence[tuple[Finding, LLMProvider]], seconds: float) -> None:
    await asyncio.gather(*(_ask_one(finding, provider, seconds) for finding, provider in ready))


async def _ask_one(finding: Finding, provider: LLMProvider, seconds: float) -> None:
    if not isinstance(provider, ModelsProvider) or not provider.endpoints.models:
        finding.what = "it has no call that costs nothing, so it was not asked"
        return
    async with NonblockingClient(provider, timeout=Timeout(connect=seconds, total=seconds)) as client:
        try:
            health = await client.health_check()
        except ProviderError as error:  # what is wrong before anything is sent
            finding.state, finding.what = "failed", _told(error)
            return
    finding.health = health
    finding.state = "ok" if health.healthy else "failed"
    finding.what = _told(health.error) if health.error else ""


def _told(error: ProviderError) -> str:
    """An error without the provider's id, which stands in the column before."""
    return in_our_words(str(error).removeprefix(f"{error.provider}: "))


def _show(findings: Sequence[Finding]) -> None:
    terminal.write_table(
        ("provider", "state", "ms", "what"),
        (
            (
                finding.kind.id,
                finding.state,
                f"{finding.health.latency * 1000:.0f}" if finding.health else "",
                "; ".join(_words(finding)),
            )
            for finding in findings
        ),
        numbers=("ms",),
    )


def _words(finding: Finding) -> Iterator[str]:
    """What is wrong, or else what was found: address, variables that are set."""
    if finding.what:
        yield finding.what
    if finding.base_url:
        yield finding.base_url
    if finding.state not in ("not set up", "retired"):
        found = [name for name, is_set in finding.variables.items() if is_set]
        if found:
            yield f"{', '.join(found)} {'is' if len(found) == 1 else 'are'} set"


def _described(finding: Finding) -> dict[str, Any]:
    health = finding.health
    error = health.error if health else None
    return {
        "provider": finding.kind.id,
        "state": finding.state,
        "what": finding.what,
        "base_url": finding.base_url or None,
        "variables": {name: "set" if is_set else "unset" for name, is_set in finding.variables.items()},
        "latency_ms": round(health.latency * 1000, 1) if health else None,
        "error": error and {"type": type(error).__name__, "status_code": error.status_code, "code": error.code},
    }
