"""What a workbook to fill in holds: every agency of a subtree, what is asked of them, what stood a period before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.domain.agencies import Agency, Level
from app.domain.enums import WITH_TEMPLATE, Kind
from app.domain.errors import Location, Refusal
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL, Group, Scorecard
from app.domain.time import day_of
from app.services.context import AppContext
from app.services.evaluation.evaluate import get_agency
from app.services.submissions.headings import level_name
from app.storage import agencies
from app.storage.agencies import Filter
from app.storage.database import Connection
from app.storage.figures import read as figures_read

MOST_AGENCIES = 1_000
_MOST_COLUMNS = 8  # to fill in on one worksheet: more cannot be read on a page
_OTHERS = "Khác"
_RESULT_LABELS = {
    "score": "Điểm",
    "rate": "Tỷ lệ (%)",
    "rank": "Xếp hạng",
    "ranked": "Số đơn vị xếp hạng",
    "average": "Điểm trung bình",
}
_REGISTER_LABELS = {
    "code": "Mã định danh",
    "name": "Tên cơ quan, đơn vị",
    "level": "Cấp",
    "statistical_code": "Mã thống kê",
    "valid_from": "Hoạt động từ ngày",
    "valid_to": "Hoạt động đến ngày",
    "merged_into": "Nhập vào (mã định danh)",
}

Value = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column to fill in. ``values``: by agency what stands in it; ``previous``: what stood the period before.

    ``most``: the largest number that it takes; ``None`` for text.
    """

    code: str
    label: str
    values: Mapping[str, Value] = field(default_factory=dict)
    previous: Mapping[str, Value] | None = None
    most: Decimal | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    tab: str
    title: str
    columns: Sequence[TemplateColumn]


@dataclass(frozen=True, slots=True)
class Template:
    """``period``: ``None`` for a list of agencies."""

    kind: Kind
    root: Agency
    period: Period | None
    agencies: Sequence[Agency]
    sheets: Sequence[TemplateSheet]

    @property
    def file_name(self) -> str:
        parts = ("tthc766", self.kind, self.root.code, self.period)
        return f"{'-'.join(str(part) for part in parts if part)}.xlsx"


def template_of(service: AppContext, kind: Kind, code: str, period: Period | None) -> Template:
    """The template of a kind of submission for an agency and all below it.

    Refuses ``unknown_value`` for a kind without one, ``unknown_agency``, ``field_missing`` for figures without a
    period, ``template_too_large``, and as ``Scorecards.in_force`` for a period without a scorecard.
    """
    if kind not in WITH_TEMPLATE:
        raise Refusal("unknown_value", value=kind, allowed=", ".join(WITH_TEMPLATE)).at(Location(parameter="kind"))
    if period is None and kind is not Kind.AGENCIES:
        raise Refusal("field_missing", field="period").at(Location(parameter="period"))
    day = period.last_day if period else day_of(service.now())
    with service.database.reading() as connection:
        root = get_agency(connection, code, day)
        within = agencies.page(connection, day, Filter(within=code, valid_on=day), MOST_AGENCIES + 1)
        if len(within) > MOST_AGENCIES:
            raise Refusal("template_too_large", agency=code, limit=MOST_AGENCIES)
        within.sort(key=_order)
        if period is None:
            within = [each for each in within if each.level is not Level.PROVINCE]
            return Template(kind, root, None, within, [_register_sheet(within)])
        make = _count_sheets if kind is Kind.STATISTICS else _result_sheets
        return Template(kind, root, period, within, make(service, connection, within, period))


def _order(agency: Agency) -> tuple[int, int, str]:
    """The province, its departments, its communes; ``H31.9`` before ``H31.101``."""
    levels = (Level.PROVINCE, Level.MINISTRY, Level.DEPARTMENT, Level.DISTRICT, Level.COMMUNE)
    return levels.index(agency.level), len(agency.code), agency.code


def _count_sheets(
    service: AppContext, connection: Connection, within: Sequence[Agency], period: Period
) -> list[TemplateSheet]:
    before = figures_read.counts(connection, period.previous, [each.code for each in within])
    left = dict(service.registers.measures)
    sheets = []

    def sheet(tab: str, title: str, codes: Sequence[str]) -> None:
        columns = [
            TemplateColumn(
                code,
                left.pop(code).label_vi,
                previous={agency: counts[code].value for agency, counts in before.items() if code in counts},
                most=Decimal(10**12),
                whole=True,
            )
            for code in codes
        ]
        if columns:
            sheets.append(TemplateSheet(tab, title, columns))

    for group in service.registers.scorecards.in_force(period).groups:
        parts = _parts(group, left)
        for number, codes in enumerate(parts, 1):
            sheet(f"{group.code} {number}" if len(parts) > 1 else group.code, group.title.vi, codes)
    sheet(_OTHERS, "Số liệu khác", list(left))
    return sheets


def _parts(group: Group, left: Collection[str]) -> list[list[str]]:
    """The measures of a group that have no worksheet yet, in as many parts as fit a page; an indicator's together."""
    parts: list[list[str]] = []
    taken: set[str] = set()
    for indicator in group.indicators:
        codes = [code for code in dict.fromkeys(indicator.measures) if code in left and code not in taken]
        taken.update(codes)
        if parts and len(parts[-1]) + len(codes) <= _MOST_COLUMNS:
            parts[-1] += codes
        elif codes:
            parts.append(codes)
    return parts


def _result_sheets(
    service: AppContext, connection: Connection, within: Sequence[Agency], period: Period
) -> list[TemplateSheet]:
    scorecard = service.registers.scorecards.in_force(period)
    before = figures_read.officials(connection, period.previous, [each.code for each in within])

    def column(code: str, name: str) -> TemplateColumn:
        told = {agency: getattr(found[code], name) for agency, found in before.items() if code in found}
        most = {"rate": Decimal(100), "rank": Decimal(100_000), "ranked": Decimal(100_000)}
        return TemplateColumn(
            f"{code}.{name}",
            _RESULT_LABELS[name],
            previous=told,
            most=most.get(name, scorecard.maxima[code]),
            whole=name in ("rank", "ranked"),
        )

    return [
        TemplateSheet(
            code,
            _titled(scorecard, code),
            [column(code, name) for name in _RESULT_LABELS if (code, name) != (TOTAL, "rate")],
        )
        for code in (TOTAL, *scorecard.groups_by_code)
    ]


def _titled(scorecard: Scorecard, code: str) -> str:
    return f"{scorecard.titles[code].vi} (tối đa {scorecard.maxima[code]:f} điểm)"


def _register_sheet(within: Sequence[Agency]) -> TemplateSheet:
    def value(agency: Agency, name: str) -> Value:
        return level_name(agency.level) if name == "level" else getattr(agency, name)

    columns = [
        TemplateColumn(name, label, {each.code: value(each, name) for each in within})
        for name, label in _REGISTER_LABELS.items()
    ]
    return TemplateSheet("Danh mục", "Cơ quan, đơn vị", columns)
