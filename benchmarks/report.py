"""Writes what was found as tables in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.environments import ROOT
from benchmarks.plot import plot
from benchmarks.results import Figure, Results
from benchmarks.rows import ROWS, STARTS

DOCUMENT = ROOT / "docs" / "performance.md"
PICTURE = DOCUMENT.with_suffix(".svg")
BEGIN, END = "<!-- Between these two lines `make bench ARGS=--record` writes. -->", "<!-- Up to here. -->"
PEERS = ("openai", "anthropic", "litellm", "any-llm", "aisuite", "httpx2", "pyreqwest", "aiohttp")
NOTHING = "-"
WIRES = ("Anthropic", "Gemini")
TITLES = {row.name: row.title for row in (*ROWS, *STARTS)}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the table: whose values it shows, in which unit, and what they should be at most."""

    title: str
    row: str
    quantity: str = "ratio"
    scale: float = 1
    unit: str = ""
    digits: int = 2
    goal: float
    fast_goal: float | None = None
    form: str = ""
    wire: str = ""

    @property
    def base(self) -> str:
        """What the ratios are to."""
        return f"httpx ({self.wire})" if self.wire else "httpx"

    @property
    def ours(self) -> str:
        """Our contestant."""
        what = self.form or self.wire
        return f"modelwire ({what})" if what else "modelwire"

    @property
    def fast(self) -> str:
        """Our contestant on the fast transport."""
        return "" if self.wire else f"modelwire[fast] ({self.form})" if self.form else "modelwire[fast]"

    def read(self, results: Results | None, name: str) -> Figure | None:
        """A contestant's value."""
        if results is None:
            return None
        if self.row == "footprint":
            told = results["footprint"].get(name)
            return None if told is None else _single(told[self.quantity])
        cell = results["rows"].get(self.row, {}).get(name, {})
        if self.quantity != "at-once":
            return _scaled(cell[self.quantity], self.scale) if self.quantity in cell else None
        alone = results["rows"].get("achat", {}).get(name)
        return _scaled(cell["cpu"], 1 / alone["cpu"]["median"]) if cell and alone else None


def _scaled(figure: Figure, by: float) -> Figure:
    low, median, high, best = figure["low"] * by, figure["median"] * by, figure["high"] * by, figure["best"] * by
    return {"median": median, "low": low, "high": high, "best": best}


def _single(value: float) -> Figure:
    return {"median": value, "low": value, "high": value, "best": value}


LINES = (
    Line(title="chat, blocking", row="chat", goal=0.75, fast_goal=0.35),
    Line(title="chat, async", row="achat", goal=0.60, fast_goal=0.25),
    Line(title="50 async at once, a call", row="achat-50", goal=0.40, fast_goal=0.08),
    Line(
        title="CPU a call at 500 at once ÷ at 1", row="achat-500", quantity="at-once", digits=1, goal=2, fast_goal=1.2
    ),
    Line(title="streamed chunk, blocking", row="stream", goal=1.0, fast_goal=0.55),
    Line(title="streamed chunk, async", row="astream", goal=0.95, fast_goal=0.55),
    Line(
        title="500 async streams: median first chunk",
        row="streams-500",
        quantity="first",
        scale=1e-6,
        unit="s",
        goal=0.9,
        fast_goal=0.25,
    ),
    Line(title="200-message history", row="history", goal=0.9, fast_goal=0.5),
    Line(title="1 MiB reply", row="reply-1mb", goal=0.5, fast_goal=0.25),
    Line(title="1 MiB image in the request", row="image-1mb", goal=1.1, fast_goal=0.9),
    Line(title="64 texts of 1536 dimensions embedded, as arrays", row="embed", goal=0.25, fast_goal=0.25),
    Line(title="64 texts of 1536 dimensions embedded, as lists", row="embed", goal=0.35, fast_goal=0.35, form="lists"),
    Line(
        title="second client of a process",
        row="open",
        quantity="cpu",
        scale=1e-3,
        unit="ms",
        goal=0.15,
        fast_goal=0.05,
    ),
    Line(title="import", row="import", quantity="cpu", scale=1e-3, unit="ms", digits=0, goal=15, fast_goal=15),
    Line(title="cold start to first reply", row="cold", goal=2.7, fast_goal=1.7),
    Line(title="memory after first call", row="cold", quantity="resident", unit="MB", digits=0, goal=50),
    Line(title="packages", row="footprint", quantity="packages", digits=0, goal=12),
    Line(title="on disk", row="footprint", quantity="disk", unit="MB", digits=0, goal=15),
    Line(title="growth a call", row="growth", quantity="bytes", unit="B", digits=0, goal=1, fast_goal=1),
    Line(
        title="500 async streams: growth",
        row="streams-500",
        quantity="grown",
        unit="MB",
        digits=0,
        goal=20,
        fast_goal=12,
    ),
    *(
        Line(title=f"{wire}: {TITLES[row]}", row=row, goal=goal, wire=wire)
        for wire in WIRES
        for row, goal in (("chat", 0.9), ("achat", 0.9), ("history", 0.9), ("stream", 1.1), ("astream", 1.1))
    ),
)


def written(value: Figure | None, line: Line, *, spread: bool = False) -> str:
    """A value as it stands in the table; with ``spread``, half of what lies between the quartiles."""
    if value is None:
        return NOTHING
    digits = max(line.digits - (abs(value["median"]) >= 10), 0)
    text = f"{value['median']:.{digits}f}".replace("-0", "0") if round(value["median"], digits) == 0 else ""
    text = text or f"{value['median']:.{digits}f}"
    half = (value["high"] - value["low"]) / 2
    if spread and half >= 0.5 * 10**-digits:
        text += f" ± {half:.{digits}f}"
    return f"{text} {line.unit}".rstrip()


def _ours(value: Figure | None, goal: float | None, line: Line) -> str:
    """A value of ours, bold where it reaches its goal."""
    text = written(value, line, spread=True)
    return f"**{text}**" if value and goal is not None and round(value["median"], line.digits) <= goal else text


def _goal(goal: float | None, line: Line) -> str:
    return "" if goal is None else f"≤ {goal:g} {line.unit}".rstrip()


def _base(results: Results, line: Line) -> str:
    """What ratios are to, in time; of what is no ratio, hand-written httpx's value."""
    if line.quantity != "ratio":
        return written(line.read(results, line.base), line)
    cell = results["rows"].get(line.row, {}).get(line.base)
    if not cell:
        return NOTHING
    time = cell["cpu"]["median"]
    return f"{time / 1000:.1f} ms" if time >= 2000 else f"{time:.0f} µs" if time >= 100 else f"{time:.1f} µs"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main_table(ours: Results, peers: Results | None = None) -> list[str]:
    """The table of the goals, but for the lines of which nothing was measured."""
    fast = any("modelwire[fast]" in cells for cells in ours["rows"].values())
    head = ["work", "raw httpx", *(PEERS if peers else ()), "floor", "goal", "modelwire"]
    head += ["goal, fast", "modelwire[fast]"] if fast else []
    lines = [_row(head), _row(["---"] * len(head))]
    for line in LINES:
        cells = [line.title, _base(ours, line)]
        if peers:
            mine = ("anthropic",) if line.wire == "Anthropic" else () if line.wire else PEERS
            cells += [written(line.read(peers, name) if name in mine else None, line) for name in PEERS]
        cells += [written(None if line.wire else line.read(ours, "floor"), line), _goal(line.goal, line)]
        cells.append(_ours(line.read(ours, line.ours), line.goal, line))
        if fast:
            cells += [_goal(line.fast_goal, line), _ours(line.read(ours, line.fast), line.fast_goal, line)]
        if {*cells[1:]} - {NOTHING, _goal(line.goal, line), _goal(line.fast_goal, line)}:
            lines.append(_row(cells))
    return lines


def details(results: Results) -> list[str]:
    """Every CPU time: its median, its spread, the best, and how the best compares."""
    head = ["work", "who", "median, µs", "spread", "best, µs", "ratio", "ratio of the best"]
    lines = [_row(head), _row(["---", "---", *["---:"] * 5])]
    for name, cells in results["rows"].items():
        for who, cell in cells.items():
            if "cpu" not in cell or "ratio" not in cell:
                continue
            cpu, ratio = cell["cpu"], cell["ratio"]
            spread = (cpu["high"] - cpu["low"]) / cpu["median"]
            times = [f"{cpu['median']:.4g}", f"{spread:.0%}", f"{cpu['best']:.4g}"]
            lines.append(_row([TITLES[name], who, *times, f"{ratio['median']:.2f}", f"{ratio['best']:.2f}"]))
    return lines


def dispatch(results: Results) -> list[str]:
    """The ways of coming to a call."""
    lines = [_row(["way", "median, µs", "spread", "best, µs", "to the first"]), _row(["---", *["---:"] * 4])]
    first = next(iter(results["dispatch"].values()), None)
    for way, told in results["dispatch"].items():
        assert first
        spread = f"{(told['high'] - told['low']) / told['median']:.0%}"
        times = [f"{told['median']:.0f}", spread, f"{told['best']:.0f}"]
        lines.append(_row([way, *times, f"{told['median'] / first['median']:.2f}"]))
    return lines


def generation(results: Results) -> list[str]:
    """The generator's time."""
    goals = {"12": 1, "50": 2, "150": 5}
    lines = [_row(["specs", "goal", "seconds", "best"]), _row(["---:"] * 4)]
    for number, told in results["generation"].items():
        half = (told["high"] - told["low"]) / 2
        seconds = f"{told['median']:.1f} ± {half:.1f}"
        lines.append(_row([number, f"≤ {goals[number]} s", seconds, f"{told['best']:.1f}"]))
    return lines


def versions(results: Results) -> str:
    """The packages that were measured, each with all its versions."""
    told = {item for foot in results["footprint"].values() for item in foot["versions"].items()}
    found: dict[str, list[str]] = {}
    for name, version in sorted(told):
        found.setdefault(name, []).append(version)
    return ", ".join(f"{name} {' and '.join(them)}" for name, them in found.items() if name != "modelwire")


def _told(what: str, results: Results) -> str:
    """Where and how a run was made."""
    return (
        f"{what}: `{results['command']}`, {results['date']}, {results['rounds']} rounds, on {results['machine']}, "
        f"Python {results['python']}; {versions(results)}."
    )


def sections(ours: Results, peers: Results | None) -> str:
    """All of what is written into the document."""
    parts = [
        "![CPU time in relation to hand-written httpx](performance.svg)",
        "\n".join(main_table(ours, peers)),
        _told("Ours, the floor and raw httpx", ours),
        *([_told("The others, each in relation to raw httpx of the same run", peers)] if peers else []),
        "## Ways of coming to a call",
        "\n".join(dispatch(ours)),
        "## The generator",
        "\n".join(generation(ours)),
        "## Every figure",
        "\n".join(details(ours)),
        *(["\n".join(details(peers))] if peers else []),
    ]
    return "\n\n".join(parts)


def record(ours: Results, peers: Results | None) -> None:
    """Write table and plot into the document."""
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{sections(ours, peers)}\n\n{END}{after}", "utf-8")
    PICTURE.write_text(plot(ours, peers), "utf-8")
