"""Tables of what a score would take, for a person at a terminal."""

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.table import Table

from app.api.schemas.contributions import ContributionOut, ContributionsOut
from app.cli.printing import console
from app.domain.agencies import Agency
from app.domain.scorecard.scorecard import TOTAL
from app.domain.what_if.scenarios import AgencyChange, Scenario, average_after

_NONE = "–"
_MOST_PARTS = 20


def print_scenario(found: Scenario) -> None:
    """Each agency whose counts change, before and after; whom it passes; and the averages."""
    out = console()
    for change in found.agencies:
        out.print(_agency(found, change))
        for title, agencies in (
            ("Vượt / Passes", change.passed),
            ("Đồng hạng / Level with", change.level),
            ("Bị vượt bởi / Passed by", change.passed_by),
        ):
            if agencies:
                out.print(f"{title}: {_names(agencies)}", soft_wrap=True)
        if any(each.increments for each in change.figures):
            out.print(
                "* Điểm công bố, cộng phần tăng, giảm của các chỉ số đã biết số liệu.\n"
                "* A published score, with what its indicators with known counts win or lose.",
                soft_wrap=True,
            )
    averages = _table("Trung bình / Averages", "", "Trước / Before", "Sau / After")
    for code in (TOTAL, *found.before.scorecard.codes_by_group):
        new = average_after(found.after, code)
        old = found.before.columns[code].average.value
        averages.add_row(code, _shown(old), _shown(new.value))
    out.print(averages)
    out.print("Các cơ quan khác giữ nguyên số liệu. / All others stand still.", soft_wrap=True)


def _agency(found: Scenario, change: AgencyChange) -> Table:
    ranked = found.after.columns[TOTAL]
    title = (
        f"{change.agency.code} {change.agency.name}, {found.before.period}, "
        f"{ranked.ranked}/{ranked.of} được xếp hạng / ranked"
    )
    headings = ("Trước / Before", "Sau / After", "Thay đổi / Change", "Hạng trước / Rank", "Hạng sau / New rank")
    table = _table(title, "", *headings)
    for each in change.figures:
        mark = "*" if each.increments else ""
        moved = _NONE if each.change is None else f"{each.change:+}" if each.change else str(each.change)
        ranks = (_shown(each.rank_before.rank), _shown(each.rank_after.rank))
        table.add_row(each.code, _shown(each.before), f"{_shown(each.after)}{mark}", moved, *ranks)
    return table


def print_contributions(view: ContributionsOut) -> None:
    """Each indicator's loss, and the agencies below that have it."""
    out = console()
    out.print(f"{view.agency.code} {view.agency.name}, {view.period}", soft_wrap=True)
    for item in view.items:
        if item.reason:
            out.print(f"{item.code}: {item.detail_vi} / {item.detail}", soft_wrap=True)
        else:
            out.print(_indicator(item))


def _indicator(item: ContributionOut) -> Table:
    title = f"{item.code}: {item.score}/{item.max}, mất / lost {item.lost}"
    table = _table(title, "", "Cơ quan / Agency", "Chưa đạt / Bad", "Số trường hợp / Cases", "Điểm mất / Lost")
    costly = [part for part in item.parts if part.bad]
    for part in costly[:_MOST_PARTS]:
        table.add_row(part.agency.code, part.agency.name, str(part.bad), str(part.cases), str(part.points))
    rest = costly[_MOST_PARTS:]
    if rest:
        points = sum(part.points for part in rest)
        table.add_row("", f"{len(rest)} cơ quan khác / others", str(sum(part.bad for part in rest)), "", str(points))
    if item.unlisted:
        table.add_row(
            "",
            "Không thuộc cơ quan nào ở trên / In no listed agency",
            str(item.unlisted.bad),
            "",
            _shown(item.unlisted.points),
        )
    if item.forgiven:
        table.add_row("", "Mức đạt điểm tối đa dưới 100% / Full marks below 100%", "", "", str(item.forgiven))
    table.add_row("", "Làm tròn / Rounding", "", "", _shown(item.rounding))
    return table


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, title_justify="left")
    for heading in headings:
        is_text = not heading or "Agency" in heading
        table.add_column(heading, justify="left" if is_text else "right", no_wrap=not heading)
    return table


def _names(agencies: Iterable[Agency]) -> str:
    return ", ".join(each.name for each in agencies)


def _shown(value: object) -> str:
    return _NONE if value is None else str(value)
