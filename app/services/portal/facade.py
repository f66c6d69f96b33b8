"""Answers in the portal's language, from our figures as they stand now.

What the portal says and nobody reports to us is null. Only fields that are set here are answered: the portal has
some of a shape's fields in some of its answers only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias, TypeVar

from app.domain.agencies import Agency, Level
from app.domain.evaluation.columns import Column
from app.domain.evaluation.scores import Figure, Official
from app.domain.periods import Period
from app.domain.published_numbers import FULL_RATE
from app.domain.scorecard.scorecard import TOTAL, Fraction, Indicator, Scorecard
from app.domain.scorecard.scoring import Rule, percent, sum_scores
from app.readers.portal import shapes
from app.readers.portal.vocabulary import ONLINE_SERVICE, RADAR, TYPES
from app.services.evaluation.evaluate import Evaluator
from app.services.portal import facade_units
from app.services.portal.facade_units import Unit
from app.storage.database import Database
from app.storage.portal import procedures

SOURCE = "tthc766"
_FLAGGED = "DOSSIER_SYNC"
_ONLINE_TITLE = "Dịch vụ công trực tuyến và thanh toán trực tuyến"
_LEVELS = {Level.PROVINCE: "PROVINCE", Level.DEPARTMENT: "PROVINCE", Level.COMMUNE: "COMMUNE"}

ScoreCards: TypeAlias = shapes.ServiceResults[shapes.Country, list[shapes.RadarPoint], shapes.ScoredUnit]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ListPage:
    """A part of a list; ``number`` counts from 1."""

    number: int
    size: int

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size

    def of(self, items: Sequence[Item]) -> Sequence[Item]:
        return items[self.first : self.first + self.size]

    def described(self, total: int) -> shapes.Pagination:
        return shapes.Pagination(current_page=self.number, page_size=self.size, total=total)


def provinces(evaluator: Evaluator, period: Period) -> ScoreCards:
    """The averages of the country and the provinces in the order of their ranks; refuses ``no_scorecard``."""
    found = facade_units.country(evaluator, period)
    columns, scorecard = found.evaluation.columns, found.evaluation.scorecard
    return _service_results(
        _overview("Cả nước", None, _of_all(columns[TOTAL]), scorecard),
        _radar(scorecard, lambda group: _of_all(columns[group])),
        [_scored(unit, scorecard) for unit in found.units],
    )


def agencies_of(evaluator: Evaluator, period: Period, root: str) -> ScoreCards:
    """An agency and those below it by their totals; for the refusals see ``portal_units.family``."""
    found = facade_units.family(evaluator, period, root, TOTAL)
    figures, agency = found.parent.card.figures, found.parent.agency
    return _service_results(
        _overview(agency.name, agency.code, figures[TOTAL].score, found.scorecard),
        _radar(found.scorecard, lambda group: figures[group].score),
        [_scored(unit, found.scorecard) for unit in found.children],
    )


def transparency(
    evaluator: Evaluator, period: Period, root: str, page: ListPage
) -> shapes.MeasuredUnits[shapes.MeasuredUnit]:
    answer = _measured(evaluator, period, root, "CKMB", page)
    answer.monthly_chart = []
    return answer


def digitized(
    evaluator: Evaluator, period: Period, root: str, page: ListPage
) -> shapes.MeasuredUnits[shapes.MeasuredUnit]:
    return _measured(evaluator, period, root, "MDSH", page)


def satisfaction(
    evaluator: Evaluator, period: Period, root: str, page: ListPage
) -> shapes.MeasuredUnits[shapes.MeasuredUnit]:
    """Lists the fractions that are published and not scored, too: they are those of petitions."""
    return _measured(evaluator, period, root, "MDHL", page, unscored=True)


def formalities(database: Database, text: str, page: ListPage) -> shapes.Formalities:
    """Procedures whose code or name contains ``text``, by code."""
    with database.reading() as connection:
        found, total = procedures.page(connection, text, page.size, page.first)
    items = [
        shapes.Formality(
            id=each.id,
            code=each.code,
            name=each.name,
            state=each.state,
            department_id=each.department,
            applied_department_ids=list(each.applied),
        )
        for each in found
    ]
    return shapes.Formalities(formalities=items, pagination=page.described(total))


def _of_all(column: Column) -> Decimal | None:
    """The average, unless it is only over some of the provinces: these shapes cannot say so."""
    return column.average.value if column.average.averaged in (None, column.of) else None


def of_maximum(figure: Figure) -> Decimal | None:
    """A score in per cent of its maximum."""
    return None if figure.score is None else percent(figure.score, figure.max)


def rate(numerator: int | None, denominator: int | None, official: Official | None) -> Decimal | None:
    """The per cent that counts give, else the published ones; 0 where there were no cases, as on the portal."""
    if denominator == 0:
        return Decimal()
    if numerator is not None and denominator is not None:
        return percent(numerator, denominator)
    return official.rate if official else None


def _service_results(
    overview: shapes.Country, radar: list[shapes.RadarPoint], units: list[shapes.ScoredUnit]
) -> ScoreCards:
    return shapes.ServiceResults(
        overview=overview,
        growth_percent=None,
        radar=radar,
        donuts=shapes.Donuts(online_dossier=[], online_provision=[]),  # the codes of their parts are not known
        evaluation=units,
    )


def _overview(name: str, code: str | None, total: Decimal | None, scorecard: Scorecard) -> shapes.Country:
    return shapes.Country(
        department_name=name,
        department_code=code,
        total_score=total,
        total_max_score=scorecard.max,
        ratio=None if total is None else percent(total, scorecard.max),
    )


def _radar(scorecard: Scorecard, score: Callable[[str], Decimal | None]) -> list[shapes.RadarPoint]:
    """The points whose groups the scorecard has; one without the score of each of its groups has none."""
    titles = {group.code: group.title.vi for group in scorecard.groups} | {ONLINE_SERVICE: _ONLINE_TITLE}
    points = []
    for code, groups in RADAR.items():
        if not titles.keys() >= set(groups):
            continue
        known = [each for each in map(score, groups) if each is not None]
        total = sum_scores(known) if len(known) == len(groups) else None
        maximum = sum((scorecard.maxima[group] for group in groups), Decimal())
        ratio = None if total is None else percent(total, maximum)
        points.append(shapes.RadarPoint(code=code, name=titles[code], score=total, max_score=maximum, ratio=ratio))
    return points


def _scored(unit: Unit, scorecard: Scorecard) -> shapes.ScoredUnit:
    total = unit.card.figures[TOTAL]
    return shapes.ScoredUnit(
        department_id=unit.id,
        department_name=unit.agency.name,
        department_code=unit.agency.code,
        total_score=total.score,
        ratio=of_maximum(total),
        score_delta=unit.change,
        group_scores={group.code: unit.card.figures[group.code].score for group in scorecard.groups},
    )


def _measured(
    evaluator: Evaluator, period: Period, root: str, group: str, page: ListPage, *, unscored: bool = False
) -> shapes.MeasuredUnits[shapes.MeasuredUnit]:
    found = facade_units.family(evaluator, period, root, group)
    fractions = [
        *found.scorecard.groups_by_code[group].indicators,
        *(found.scorecard.unscored if unscored else ()),
    ]
    listed = enumerate(page.of(found.children), page.first + 1)
    return shapes.MeasuredUnits(
        overview=_measured_unit(found.parent, None, group, fractions),
        evaluation=[_measured_unit(unit, position, group, fractions) for position, unit in listed],
        pagination=page.described(len(found.children)),
        source=SOURCE,
    )


def _measured_unit(unit: Unit, position: int | None, group: str, fractions: Sequence[Fraction]) -> shapes.MeasuredUnit:
    figure = unit.card.figures[group]
    type_, level = _kind(unit.agency)
    return shapes.MeasuredUnit(
        stt=position,
        department_id=unit.id,
        department_name=unit.agency.name,
        department_type=type_,
        department_level=level,
        agency_level=None,
        total_score=figure.score,
        total_max_score=figure.max,
        ratio=of_maximum(figure),
        score_delta=unit.change,
        metrics=[_metric(unit, each) for each in fractions],
    )


def _kind(agency: Agency) -> tuple[str | None, str | None]:
    """The portal's words for an agency's type and level, as far as they are known: not those of ministries."""
    if not agency.code.startswith("H"):
        return None, None
    return TYPES.get(agency.level), _LEVELS.get(agency.level)


def _ratio(unit: Unit, fraction: Fraction, numerator: int | None, denominator: int | None) -> Decimal | None:
    """As the portal has it: 100 where marks are granted, null where no cases give no score."""
    if not isinstance(fraction, Indicator):
        return rate(numerator, denominator, None)
    outcome = unit.card.outcomes[fraction.code]
    if outcome.rule is Rule.GRANTED:
        return FULL_RATE
    if outcome.rule is Rule.NO_CASES and outcome.score is None:
        return None
    return rate(numerator, denominator, unit.card.figures[fraction.code].official)


def _metric(unit: Unit, fraction: Fraction) -> shapes.Metric:
    numerator, denominator = unit.sum(fraction.numerator), unit.sum(fraction.denominator)
    scored = isinstance(fraction, Indicator)
    figure = unit.card.figures[fraction.code] if scored else None
    metric = shapes.Metric(
        code=fraction.code,
        name=fraction.title.vi,
        numerator=numerator,
        denominator=denominator,
        ratio=_ratio(unit, fraction, numerator, denominator),
        score=figure.score if figure else None,
        max_score=figure.max if figure else None,
    )
    if fraction.code == _FLAGGED:
        flag = unit.quality(fraction.code)
        metric.data_quality_status = flag.status if flag else None
        metric.data_quality_message = flag.message if flag else None
    return metric
