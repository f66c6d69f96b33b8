"""What a score would take, as tables at a terminal."""

from decimal import Decimal

from rich.box import SIMPLE_HEAD
from rich.table import Table

from app.api.schemas.opportunities import CasesOut, OpportunitiesOut
from app.api.schemas.pace import PaceItemOut, PaceOut
from app.api.schemas.robustness import MarginOut, RobustnessOut
from app.cli.printing import console
from app.domain.scorecard.levers import Change
from app.domain.what_if.opportunities import OpportunityState
from app.domain.what_if.pace import PaceAim, PaceReach

_NONE = "–"
_CHANGES = {
    Change.RECOVERABLE: "sửa được / recoverable",
    Change.NEW_CASES: "chỉ hồ sơ mới / new cases",
    Change.LOST: "không còn / lost",
}
_STATES = {
    OpportunityState.FULL: "đủ điểm / full",
    OpportunityState.CAPPED: "vượt ngưỡng / capped",
    OpportunityState.NO_CASES: "không phát sinh / no cases",
    OpportunityState.GRANTED: "được cho đủ điểm / granted",
    OpportunityState.SHARED: "số liệu của cả tỉnh / the province's",
    OpportunityState.UNKNOWN: "thiếu số liệu / missing",
}
_AIMS = {
    PaceAim.SCORE: "điểm đã chọn / asked for",
    PaceAim.AVERAGE: "trung bình / average",
    PaceAim.FULL: "điểm tối đa / full marks",
}
_REACHES = {
    PaceReach.OPEN: "",
    PaceReach.SAFE: "chắc chắn đạt / safe",
    PaceReach.OUT_OF_REACH: "không thể đạt / out of reach",
}


def print_opportunities(view: OpportunitiesOut) -> None:
    """Each indicator's room and what its steps take; in brackets what can no longer be done and would have taken."""
    table = _table(
        f"{view.agency.code} {view.agency.name}, {view.period}: {_shown(view.total.score)} / {view.total.max}",
        ("Chỉ số\nIndicator",),
        (
            "Điểm\nScore",
            "Còn\nRoom",
            f"+{view.gain}: sửa\nconverted",
            f"+{view.gain}: mới\nnew",
            "Tối đa: sửa\nFull: converted",
            "Tối đa: mới\nFull: new",
            "Điểm/1.000\nPoints/1,000",
        ),
    )
    table.add_column("Còn thay đổi được bằng\nWhat can move it")
    for item in view.items:
        steps = (item.next.converted, item.next.new, item.full.converted, item.full.new)
        numbers = (_of(item.score, item.max), _shown(item.room), *map(_cases, steps), _shown(item.per_thousand))
        table.add_row(item.code, *numbers, _STATES.get(item.state) or (_CHANGES[item.change] if item.change else _NONE))
    out = console()
    out.print(table)
    if view.ended:
        out.print("Kỳ đã kết thúc: số trong ngoặc là lẽ ra phải cần.", soft_wrap=True)
        out.print("The period has ended: a number in brackets is what it would have taken.", soft_wrap=True)
    else:
        out.print("Số trong ngoặc: nay không còn làm được. / In brackets: no longer possible.", soft_wrap=True)


def print_pace(view: PaceOut) -> None:
    """What the rest of the period must be like, a row for each indicator and target."""
    days = f"{view.first_day:%d/%m/%Y} – {view.last_day:%d/%m/%Y}"
    table = _table(
        f"{view.agency.code} {view.agency.name}, {view.period} ({days})",
        ("Chỉ số\nIndicator", "Mục tiêu\nTarget"),
        (
            "Điểm\nScore",
            "Cần\nTo reach",
            "Số liệu đến\nCounts up to",
            "Còn phát sinh\nFurther cases",
            "Phải tốt\nMust be good",
            "Tỷ lệ %\nShare %",
        ),
    )
    table.add_column("Kết luận\nVerdict")
    for item in view.items:
        if not item.targets:
            table.add_row(item.code, _NONE, _of(item.score, item.max), *[_NONE] * 5, _STATES[OpportunityState.UNKNOWN])
        for target in item.targets:
            table.add_row(
                item.code,
                _AIMS[target.aim],
                _of(item.score, item.max),
                str(target.score),
                f"{item.until:%d/%m/%Y}" if item.until else _NONE,
                _shown(item.expected),
                str(target.good),
                _shown(target.share),
                _verdict(item, target.reach),
            )
    console().print(table)


def _table(title: str, left: tuple[str, ...], right: tuple[str, ...]) -> Table:
    table = Table(title=title, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for heading in left:
        table.add_column(heading, no_wrap=heading == left[0])
    for heading in right:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _cases(step: CasesOut | None) -> str:
    if step is None:
        return _NONE
    return f"({step.cases})" if step.possible is False else str(step.cases)


def _verdict(item: PaceItemOut, reach: PaceReach) -> str:
    """Of what is out of reach it is told how far the agency can come, of what is safe how low it can end."""
    end = {PaceReach.SAFE: f" (≥ {item.least})", PaceReach.OUT_OF_REACH: f" (≤ {item.best})", PaceReach.OPEN: ""}[reach]
    return _REACHES[reach] + end


def _of(score: Decimal | None, most: Decimal) -> str:
    return f"{_shown(score)} / {most}"


def _shown(value: Decimal | int | None) -> str:
    return _NONE if value is None else str(value)


def print_robustness(view: RobustnessOut) -> None:
    """Each agency's rank with its margins, its spread over days and its sensitivity to weights."""
    table = Table(
        title=f"Thứ hạng chắc đến đâu / How firm ranks are: {view.cohort} {view.period}, "
        f"{view.ranked}/{view.of} được xếp hạng / ranked",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    table.add_column("#", justify="right")
    table.add_column("Cơ quan\nAgency")
    for heading in ("Điểm\nScore", "Kém hạng trên\nTo the next up"):
        table.add_column(heading, justify="right")
    table.add_column("Ít hồ sơ nhất\nFewest cases")
    for heading in ("Hơn hạng dưới\nTo the next down", "Qua các ngày\nOver days", "Nhạy với trọng số\nTo weights"):
        table.add_column(heading, justify="right")
    for each in view.items:
        weights, history = each.sensitivity_to_weights, each.history
        table.add_row(
            str(each.rank),
            each.agency.name,
            str(each.score),
            _gap(each.above),
            _cheapest(each.above),
            _gap(each.below),
            _range(history.best, history.worst),
            _range(weights.p5, weights.p95) if weights else _NONE,
        )
    out = console()
    out.print(table)
    drawn = view.weights
    about = f"{drawn.draws} × {drawn.least_factor}–{drawn.greatest_factor}, seed {drawn.seed}"
    out.print(f"Số ngày có số liệu thay đổi / Days on which figures changed: {view.days.compared}", soft_wrap=True)
    out.print(f"Nhạy với trọng số: hạng 5–95 % khi đổi trọng số nhóm ({about}); không phải độ tin cậy.", soft_wrap=True)
    out.print(f"To weights: ranks at 5–95 % as group weights are drawn ({about}); no confidence.", soft_wrap=True)


def _gap(margin: MarginOut | None) -> str:
    return _NONE if margin is None else str(margin.gap)


def _cheapest(margin: MarginOut | None) -> str:
    return _NONE if margin is None or margin.cheapest is None else f"{margin.cheapest.cases} {margin.cheapest.code}"


def _range(best: int, worst: int) -> str:
    return str(best) if best == worst else f"{best}–{worst}"
