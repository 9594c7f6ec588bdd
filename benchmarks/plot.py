"""Draws ratios as bars, on a logarithmic scale, as SVG."""

from __future__ import annotations

from html import escape
from math import log10

from benchmarks.results import Results

WORK = {
    "chat": "chat, blocking",
    "achat": "chat, async",
    "achat-50": "50 async at once",
    "stream": "streamed chunk, blocking",
    "astream": "streamed chunk, async",
    "history": "200-message history",
    "reply-1mb": "1 MiB reply",
    "embed": "embeddings",
}
WHO = ("modelwire", "modelwire[fast]", "httpx2", "pyreqwest", "aiohttp", "openai", "litellm", "any-llm", "aisuite")
COLOURS = {"modelwire": "#1a7f64", "modelwire[fast]": "#66b89f"}
OTHER = "#9aa4b2"
LEAST, MOST = 0.02, 50.0
COLUMNS = 2
WIDTH, NAMES, BARS, BAR, GAP = 470, 110, 290, 14, 44


def plot(ours: Results, peers: Results | None) -> str:
    """A picture of CPU time in relation to hand-written httpx: one panel for each kind of work."""
    panels = [(title, _ratios(row, ours, peers)) for row, title in WORK.items()]
    height = max(len(ratios) for _, ratios in panels) * (BAR + 3) + GAP
    drawn = [
        f'<g transform="translate({10 + number % COLUMNS * WIDTH} {34 + number // COLUMNS * height})">'
        f"{_panel(title, ratios)}</g>"
        for number, (title, ratios) in enumerate(panels)
    ]
    rows = -(-len(panels) // COLUMNS)
    size = f'width="{COLUMNS * WIDTH + 20}" height="{rows * height + 40}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">',
            '<rect width="100%" height="100%" fill="white"/>',
            '<text x="10" y="20" font-size="14">CPU time in relation to hand-written httpx + json (the line); '
            "shorter is better; logarithmic</text>",
            *drawn,
            "</svg>\n",
        ]
    )


def _ratios(row: str, ours: Results, peers: Results | None) -> dict[str, float]:
    known = {**(peers["rows"].get(row, {}) if peers else {}), **ours["rows"].get(row, {})}
    return {name: known[name]["ratio"]["median"] for name in WHO if "ratio" in known.get(name, {})}


def _place(ratio: float) -> float:
    share = (log10(min(max(ratio, LEAST), MOST)) - log10(LEAST)) / (log10(MOST) - log10(LEAST))
    return NAMES + BARS * share


def _panel(title: str, ratios: dict[str, float]) -> str:
    parts = [f'<text x="0" y="12" font-weight="bold">{escape(title)}</text>']
    for number, (name, ratio) in enumerate(ratios.items()):
        top = 20 + number * (BAR + 3)
        length = _place(ratio) - NAMES
        colour = COLOURS.get(name, OTHER)
        parts += [
            f'<text x="{NAMES - 6}" y="{top + 11}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{NAMES}" y="{top}" width="{length:.1f}" height="{BAR}" fill="{colour}"/>',
            f'<text x="{NAMES + length + 5:.1f}" y="{top + 11}">{ratio:.2f}</text>',
        ]
    line, bottom = _place(1), 20 + len(ratios) * (BAR + 3)
    parts.append(f'<path d="M{line:.1f} 17V{bottom}" stroke="#333" stroke-dasharray="3 2"/>')
    return "".join(parts)
