"""Results as a table, as JSON, and in docs/understand/performance.md."""

import json
import platform
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from bench.rounds import Fact, Result

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "docs" / "understand" / "performance.json"
PAGE = ROOT / "docs" / "understand" / "performance.md"
_TABLE = re.compile(r"(<!-- results: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def as_record(result: Result) -> dict[str, Any]:
    """A result as it is kept in JSON."""
    if isinstance(result, Fact):
        return asdict(result)
    return {
        **asdict(result),
        "target": str(result.target) if result.target else None,
        "ratio": round(result.ratio, 3),
        "spread": [round(min(result.ratios), 3), round(max(result.ratios), 3)],
        "met": result.is_met,
    }


def machine() -> dict[str, Any]:
    """Where and when it was measured."""
    return {
        "at": datetime.now(UTC).date().isoformat(),
        "cores": psutil.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "python": platform.python_version(),
        "system": platform.system(),
    }


def keep(results: Iterable[Result]) -> dict[str, Any]:
    """Put the results into docs/understand/performance.json in the place of earlier ones of their parts."""
    found = [as_record(each) for each in results]
    parts = {each["part"] for each in found}
    before = json.loads(KEPT.read_text()) if KEPT.exists() else {"results": []}
    results_ = [each for each in before["results"] if each["part"] not in parts] + found
    machines = {**before.get("machines", {}), **dict.fromkeys(sorted(parts), machine())}
    kept = {"machines": machines, "results": results_}
    KEPT.write_text(_as_lines(kept))
    if PAGE.exists():
        PAGE.write_text(fill(PAGE.read_text(), kept))
    return kept


def _as_lines(kept: Mapping[str, Any]) -> str:
    """JSON with a line for each result, so that a change shows as what it is."""
    lines = (json.dumps(each, ensure_ascii=False) for each in kept["results"])
    results = ",\n".join(lines)
    return f'{{"machines": {json.dumps(kept["machines"])},\n"results": [\n{results}\n]}}\n'


def fill(page: str, kept: Mapping[str, Any]) -> str:
    """The page with the table of each part in the place that is marked for it."""

    def table(match: re.Match[str]) -> str:
        own = [each for each in kept["results"] if each["part"] == match[2]]
        return f"{match[1]}{as_table(own)}{match[3]}"

    return _TABLE.sub(table, page)


def as_table(records: Iterable[Mapping[str, Any]]) -> str:
    """A table in Markdown: medians, the ratio with its spread over the rounds, the target."""
    lines = ["| | ours | against | theirs | ratio (spread) | target |", "|---|---|---|---|---|---|"]
    for each in records:
        unit = each["unit"]
        if "value" in each:
            figure = f"{_shown(each['value'])} {unit}".strip()
            lines.append(f"| {each['name']} | {figure} | | | | |")
            continue
        low, high = each["spread"]
        met = {True: "met", False: "**missed**", None: ""}[each["met"]]
        target = f"{each['target']}, {met}" if each["target"] else ""
        lines.append(
            f"| {each['name']} | {_shown(median(each['ours']))} {unit} | {each['against']} "
            f"| {_shown(median(each['theirs']))} {unit} | {each['ratio']:.2f} ({low:.2f} to {high:.2f}) | {target} |"
        )
    return "\n".join(lines) + "\n"


def _shown(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
