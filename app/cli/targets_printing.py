"""Targets and the paths to them, as tables at a terminal."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from app.api.schemas.common import AgencyRef
from app.api.schemas.targets import PathOut, ReachOut, TargetsOut
from app.cli.printing import console
from app.domain.what_if.card_levers import Cases, WhyLeftOut
from app.domain.what_if.lever_choice import LeverSet

_MOST_NAMES = 3
_SETS = {
    LeverSet.ALL: "Mọi việc còn làm được / Everything that can still move",
    LeverSet.RECOVERABLE: "Chỉ bổ sung hồ sơ, TTHC đã có / Only existing cases that can be mended",
    LeverSet.PAPERS: "Chỉ việc trên giấy tờ / Only work on papers",
    LeverSet.CHOSEN: "Các chỉ số đã chọn / The chosen indicators",
}
_PAST = "Lẽ ra cần (không còn làm được) / What it would have taken (too late for some of it)"
_KINDS = {Cases.CONVERTED: "đã có / existing", Cases.NEW: "mới / new"}
_LEFT_OUT = {
    WhyLeftOut.COUNTS_UNKNOWN: "chưa có số đếm / counts unknown",
    WhyLeftOut.INHERITED: "số đếm chung của tỉnh / the province's counts",
    WhyLeftOut.CONTRADICTED: "điểm công bố vượt số đếm / published score above its counts",
}


def print_targets(view: TargetsOut) -> None:
    """How far the target is, the cheapest path by each set of levers, and what the answer takes for granted."""
    out = console()
    asked = "" if view.asked is None else f" {view.asked}"
    now = f"{view.score} / {view.max}" + (f", hạng / rank {view.rank}/{view.ranked}" if view.rank else "")
    out.print(f"{view.agency.code} {view.agency.name}, {view.period}, {view.by}: {now}", soft_wrap=True)
    out.print(
        f"Đích / Target: {view.target.value}{asked} = {view.goal}, còn thiếu / missing {view.gap}", soft_wrap=True
    )
    for reach in view.paths:
        _print_reach(out, _SETS[reach.levers], reach)
    if view.would_have_taken:
        _print_reach(out, _PAST, view.would_have_taken)
    for each in view.assumptions:
        out.print(f"- {each.detail_vi} / {each.detail}", soft_wrap=True)
    for left in view.left_out:
        out.print(f"- {left.code}: {_LEFT_OUT[left.reason]}", soft_wrap=True)


def _print_reach(out: Console, title: str, reach: ReachOut) -> None:
    if reach.path is None:
        out.print(f"\n{title}: không đạt, cao nhất / not reached, at most {reach.reach}", soft_wrap=True)
        return
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("Đến / Leads to", "Chỉ số / Indicator"):
        table.add_column(heading)
    for heading in ("Số lượng / Cases", "Điểm / Points"):
        table.add_column(heading, justify="right")
    table.add_column("Hồ sơ, TTHC / Cases are")
    passing = reach.to_pass if reach.to_pass != reach.path else None  # who is passed at once is not told twice
    for path in filter(None, (reach.path, passing)):
        for place, step in enumerate(path.steps):
            leads_to = _where(path) if place == 0 else ""
            table.add_row(leads_to, step.code, str(step.cases), f"+{step.gain}", _KINDS[step.kind])
    out.print(table)


def _where(path: PathOut) -> str:
    parts = [str(path.score)]
    if path.rank:
        parts.append(f"hạng / rank {path.rank}")
    if path.level_with:
        parts.append(f"ngang / level with {_names(path.level_with)}")
    if path.passed:
        parts.append(f"vượt / passes {_names(path.passed)}")
    return ", ".join(parts)


def _names(agencies: list[AgencyRef]) -> str:
    shown = ", ".join(each.name for each in agencies[:_MOST_NAMES])
    return f"{shown} … ({len(agencies)})" if len(agencies) > _MOST_NAMES else shown
