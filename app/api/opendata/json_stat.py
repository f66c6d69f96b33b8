"""Rankings and histories as JSON-stat 2.0 cubes of periods, agencies and columns.

The format asks to be served as ``application/json``; it is chosen with ``?format=json-stat``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fastapi import Response

from app.api.http.rendering import to_json
from app.api.schemas.json_stat import (
    CategoryOut,
    CubeAverageOut,
    DimensionOut,
    ExtensionOut,
    JsonStatOut,
    RoleOut,
    StatusLabelsOut,
    UnitOut,
)
from app.domain.agencies import Agency, Cohort, Level
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Basis, Card, Figure
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL, TOTAL_TITLE
from app.services.evaluation.evaluate import Ranking
from app.services.vietnamese import COHORTS, capital, short_period

RANK, RANKED, AVERAGE = "rank", "ranked", "average"
_TITLES = {
    RANK: "Thứ hạng",
    RANKED: "Số cơ quan được xếp hạng",
    AVERAGE: "Trung bình",
}
_POINTS = UnitOut(label="điểm", decimals=2)
_UNITS = {RANK: UnitOut(label="hạng", decimals=0), RANKED: UnitOut(label="cơ quan", decimals=0)}
_PLACES = frozenset({Level.PROVINCE, Level.DISTRICT, Level.COMMUNE})
_STATUSES = {
    "computed": "Tính từ số liệu báo cáo",
    "computed_derived": "Tính từ số liệu, trong đó có số liệu được tổng hợp từ các tháng hoặc đơn vị trực thuộc",
    "official": "Kết quả đã công bố",
    "mixed": "Có nhóm tính từ số liệu, có nhóm theo kết quả đã công bố",
    "mixed_derived": "Như mixed, trong đó có số liệu được tổng hợp",
    "missing": "Thiếu số liệu",
    "no_cases": "Không phát sinh",
    "unranked": "Không xếp hạng",
    "no_average": "Không có giá trị trung bình",
}
_BASES = {
    Basis.BEST: "Từng nhóm lấy điểm tính từ số liệu nếu đủ, nếu không thì lấy kết quả đã công bố.",
    Basis.COMPUTED: "Điểm tính từ số liệu.",
    Basis.OFFICIAL: "Kết quả đã công bố.",
}


@dataclass(frozen=True, slots=True)
class _CubeCell:
    """One value of a cube, and what it rests on or why it is empty."""

    value: Decimal | int | None
    status: str


@dataclass(frozen=True, slots=True)
class _CubeRow:
    """The cells of one agency in one period, by column; ranks and averages are those of the column ``by``."""

    evaluation: Evaluation
    card: Card
    by: str

    def cell(self, column: str) -> _CubeCell:
        standing = self.evaluation.columns[self.by]
        rank = standing.ranks[self.card.agency.code]
        match column:
            case "rank":
                return _CubeCell(rank.rank, rank.source or "unranked")
            case "ranked":
                return _CubeCell(rank.ranked, rank.source or "unranked")
            case "average":
                return _CubeCell(standing.average.value, standing.average.source or "no_average")
            case _:
                return _score(self.card.figures.get(column))


@dataclass(frozen=True, slots=True)
class _Cube:
    """What a cube is made of: a row for each period and agency, the agencies moving fastest."""

    label: str
    basis: Basis
    by: str
    evaluations: Sequence[Evaluation]
    agencies: Sequence[Agency]
    columns: Sequence[str]

    @property
    def rows(self) -> Iterator[_CubeRow]:
        for evaluation in self.evaluations:
            for agency in self.agencies:
                yield _CubeRow(evaluation, evaluation.cards[agency.code], self.by)


def ranking_cube(ranking: Ranking) -> JsonStatOut:
    """The whole cohort in one period, in the order of the ranking, with its averages."""
    evaluation, by = ranking.evaluation, ranking.by
    agencies = [card.agency for card in evaluation.standing(by)]
    scored = _scored([evaluation], by)
    label = f"Xếp hạng {_cohort_label(evaluation.cohort)}: {period_label(evaluation.period)}"
    cube = _Cube(label, evaluation.basis, by, [evaluation], agencies, [*scored, RANK, RANKED])
    averages = {code: evaluation.columns[code].average for code in scored}
    return _dataset(
        cube,
        _extension(
            cube,
            cohort=str(evaluation.cohort),
            of=len(agencies),
            averages={
                code: CubeAverageOut(value=each.value, method=each.method, basis=each.source, averaged=each.averaged)
                for code, each in averages.items()
            },
        ),
    )


def history_cube(agency: Agency, by: str, basis: Basis, evaluations: Sequence[Evaluation]) -> JsonStatOut:
    """One agency over the periods in which something is known of it, oldest first."""
    columns = [*_scored(evaluations, by), RANK, RANKED, AVERAGE]
    cube = _Cube(f"{agency.name}: điểm qua các kỳ", basis, by, evaluations, [agency], columns)
    return _dataset(cube, _extension(cube))


def cube_response(cube: JsonStatOut) -> Response:
    """JSON in which what a data set does not have is left out, as the format wants it."""
    return Response(to_json(cube, exclude_unset=True), media_type="application/json")


def period_label(period: Period) -> str:
    """A period in Vietnamese: ``Quý III/2026``."""
    return capital(short_period(period))


def _cohort_label(cohort: Cohort) -> str:
    name = f"các {COHORTS[cohort.level].vi}"
    return f"{name} thuộc {cohort.root}" if cohort.root else name


def _scored(evaluations: Iterable[Evaluation], by: str) -> list[str]:
    """The total, every group of these scorecards, and the column that is ranked by."""
    groups = (group.code for each in evaluations for group in each.scorecard.groups)
    return list(dict.fromkeys((TOTAL, *groups, by)))


def _score(figure: Figure | None) -> _CubeCell:
    """A column that a period's scorecard does not have is missing in it."""
    if figure is None or figure.score is None:
        return _CubeCell(None, "missing" if figure is None or figure.missing else "no_cases")
    return _CubeCell(figure.score, f"{figure.source}_derived" if figure.derived else str(figure.source))


def _dataset(cube: _Cube, extension: ExtensionOut) -> JsonStatOut:
    cells = [row.cell(column) for row in cube.rows for column in cube.columns]
    dates = [figure.as_of for row in cube.rows for figure in row.card.figures.values() if figure.as_of]
    laws = dict.fromkeys(each.scorecard.law for each in cube.evaluations)
    role = RoleOut(time=["period"], metric=["column"])
    if any(agency.level in _PLACES for agency in cube.agencies):
        role = RoleOut(time=["period"], geo=["agency"], metric=["column"])
    return JsonStatOut(
        **({"updated": max(dates)} if dates else {}),
        version="2.0",
        class_="dataset",
        label=cube.label,
        source="; ".join(laws),
        note=[_BASES[cube.basis], _note(cube)],
        id=["period", "agency", "column"],
        size=[len(cube.evaluations), len(cube.agencies), len(cube.columns)],
        role=role,
        dimension=_dimensions(cube),
        value=[cell.value for cell in cells],
        status=[cell.status for cell in cells],
        extension=extension,
    )


def _note(cube: _Cube) -> str:
    title = _titles(cube)[cube.by]
    return f"Thứ hạng và giá trị trung bình theo: {title}. Ô trống: xem status."


def _dimensions(cube: _Cube) -> dict[str, DimensionOut]:
    titles = _titles(cube)
    periods = {str(each.period): period_label(each.period) for each in cube.evaluations}
    agencies = {agency.code: agency.name for agency in cube.agencies}
    return {
        "period": DimensionOut(label="Kỳ", category=CategoryOut(index=list(periods), label=periods)),
        "agency": DimensionOut(label="Cơ quan", category=CategoryOut(index=list(agencies), label=agencies)),
        "column": DimensionOut(
            label="Chỉ tiêu",
            category=CategoryOut(
                index=list(cube.columns),
                label={column: titles[column] for column in cube.columns},
                unit={column: _UNITS.get(column, _POINTS) for column in cube.columns},
            ),
        ),
    }


def _titles(cube: _Cube) -> dict[str, str]:
    """What the columns are called, in the newest scorecard that has them."""
    found = {cube.by: cube.by, TOTAL: TOTAL_TITLE.vi, **_TITLES}
    for each in cube.evaluations:
        found |= {code: title.vi for code, title in each.scorecard.titles.items()}
    return found


def _extension(cube: _Cube, **of_ranking: Any) -> ExtensionOut:
    maxima = {code: value for each in cube.evaluations for code, value in each.scorecard.maxima.items()}
    return ExtensionOut(
        by=cube.by,
        basis=cube.basis,
        scorecards={str(each.period): each.scorecard.id for each in cube.evaluations},
        verified={str(each.period): each.verified for each in cube.evaluations},
        status=StatusLabelsOut(label=_STATUSES),
        max={column: maxima[column] for column in cube.columns if column in maxima},
        **of_ranking,
    )
