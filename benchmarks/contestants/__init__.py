"""Who is measured."""

from benchmarks.contestants.by_hand import Aiohttp, Httpx, Httpx2, HttpxAnthropic, HttpxGemini, Pyreqwest
from benchmarks.contestants.contestant import Contestant
from benchmarks.contestants.floor import Sockets
from benchmarks.contestants.ours import Modelwire, ModelwireAnthropic, ModelwireFast, ModelwireGemini, ModelwireLists
from benchmarks.contestants.peers import AISuite, Anthropic, AnyLLM, LiteLLM, OpenAI

BY_HAND: tuple[type[Contestant], ...] = (Httpx, HttpxAnthropic, HttpxGemini)
"""What every ratio is to, one a wire."""
OURS: tuple[type[Contestant], ...] = (
    *BY_HAND,
    Modelwire,
    ModelwireFast,
    ModelwireLists,
    ModelwireAnthropic,
    ModelwireGemini,
    Sockets,
)
PEERS: tuple[type[Contestant], ...] = (
    *BY_HAND[:2],
    OpenAI,
    Anthropic,
    LiteLLM,
    AnyLLM,
    AISuite,
    Httpx2,
    Pyreqwest,
    Aiohttp,
)
ALL = {kind.name: kind for kind in (*OURS, *PEERS)}


def baseline(kind: type[Contestant]) -> type[Contestant]:
    """Hand-written httpx on the same wire."""
    return next(hand for hand in BY_HAND if hand.wire == kind.wire)


__all__ = ["ALL", "BY_HAND", "OURS", "PEERS", "Contestant", "baseline"]
