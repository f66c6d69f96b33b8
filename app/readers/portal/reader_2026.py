"""The reader of what the portal has answered since 2026. Every vintage of the portal has a reader of its own.

It knows the six groups of Decision 766 as the portal shows them; the codes of indicators, their measures and
maxima come from the scorecard.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pydantic import BaseModel

from app.domain.errors import Fault, Refusal
from app.domain.published_numbers import RATE_DECIMALS, SCORE_DECIMALS, parse_decimal
from app.domain.quality import Quality
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.readers.portal import shapes
from app.readers.portal.questions import PAGED, Endpoint
from app.readers.portal.units import Place, Reader, Reading, Result, UnitFigures
from app.readers.portal.vocabulary import GROUPS, ONLINE, ONLINE_SERVICE, PAYMENT, PROGRESS, TYPES

_LEVELS = {word: level for level, word in TYPES.items()}
_RATE = Decimal(1).scaleb(-RATE_DECIMALS)
_RATE_DIGITS = 9  # before the decimal point; what is longer is no rate, and is refused where it is taken in


def reads(scorecard: Scorecard) -> bool:
    """Whether this vintage speaks of the scorecard's groups, and of its indicators as the portal does."""
    groups = scorecard.groups_by_code
    if set(groups) != set(GROUPS.values()) or len(groups[GROUPS[Endpoint.PROGRESS]].indicators) != 1:
        return False
    measured = [each for endpoint in PAGED for each in groups[GROUPS[endpoint]].indicators]
    return all(len(each.numerator) == len(each.denominator) == 1 for each in (*measured, *scorecard.unscored))


def read_cards(data: Any, path: str, scorecard: Scorecard) -> Reading:
    """Read ``service-results``: the published total and groups of every unit, and the country's averages.

    Refuses ``portal_field_missing`` and ``portal_field_retyped`` where the answer as a whole is not as known.
    """
    reader = Reader(path, scorecard)
    answer = reader.whole(shapes.ServiceResults[Any, Any, Any], data)
    country = reader.unit(shapes.Country, answer.overview, ("overview",))
    if country and country.department_code is None:
        reader.reading.averages = _averages(country, answer.radar, reader)
    for place, unit in reader.units(shapes.ScoredUnit, answer.evaluation, "evaluation"):
        reader.add(_card(unit, place, reader))
    return reader.reading


def read_details(endpoint: Endpoint, data: Any, path: str, scorecard: Scorecard) -> Reading:
    """Read one group's figures of a province and of its agencies; refuses as ``read_cards`` does."""
    reader, form, group = Reader(path, scorecard), _FORMS[endpoint], GROUPS[endpoint]
    answer = reader.whole(form.answer, data)
    if unit := reader.unit(form.parent, getattr(answer, form.parent_at), (form.parent_at,)):
        reader.reading.parent = form.read(unit, group, (form.parent_at,), reader)
    for place, unit in reader.units(form.child, getattr(answer, form.children_at), form.children_at):
        reader.add(form.read(unit, group, place, reader))
    return reader.reading


def read_procedures(data: Any, path: str, scorecard: Scorecard) -> tuple[list[shapes.Formality], Reading]:
    """Read a page of procedures. What surrounds their list is not known: it is the one list that there is."""
    lists = [data] if isinstance(data, list) else [each for each in data.values() if isinstance(each, list)]
    if len(lists) != 1:
        raise Refusal("portal_field_missing", path=path, field="formalities", more_vi="", more_en="")
    reader = Reader(path, scorecard)
    return [found for _, found in reader.units(shapes.Formality, lists[0], "formalities")], reader.reading


def _averages(country: shapes.Country, radar: Any, reader: Reader) -> dict[str, Decimal]:
    """The national averages. The radar has no word of CLGQ and TTTT apart."""
    listed = radar if isinstance(radar, list) else [radar]
    points = [reader.unit(shapes.RadarPoint, point, ("radar",)) for point in listed]
    found = {point.code: point.score for point in points if point and point.code in reader.groups}
    reader.note({point.code for point in points if point} - set(reader.groups) - {ONLINE_SERVICE}, "radar")
    found[TOTAL] = country.total_score
    return {code: score for code, score in found.items() if score is not None and _is_average(code, score, reader)}


def _is_average(code: str, score: Decimal, reader: Reader) -> bool:
    """Whether it is a score; one that is none is told, and harms nobody."""
    try:
        parse_decimal(format(score, "f"), SCORE_DECIMALS, reader.scorecard.maxima[code])
    except Refusal as refusal:
        reader.reading.parent_faults.append(refusal.fault)
        return False
    return True


def _card(unit: shapes.ScoredUnit, place: Place, reader: Reader) -> UnitFigures | None:
    absent = next((code for code in reader.groups if code not in unit.group_scores), None)
    if absent:
        reader.stop(place, unit.department_id, reader.fault("portal_field_missing", (*place, "groupScores"), absent))
        return None
    reader.note(set(unit.group_scores) - set(reader.groups), "evaluation[].groupScores")
    sheet = UnitFigures(unit.department_id, unit.department_name, unit.department_code)
    sheet.results[TOTAL] = Result(unit.total_score)
    for code in reader.groups:
        sheet.results[code] = Result(unit.group_scores[code])
    return sheet


def _measured(unit: shapes.MeasuredUnit, group: str, place: Place, reader: Reader) -> UnitFigures | None:
    codes = [metric.code for metric in unit.metrics]
    fault = _metrics_fault(codes, group, (*place, "metrics"), reader)
    level = _LEVELS.get(unit.department_type or "")
    sheet = UnitFigures(unit.department_id, unit.department_name, level=level)
    sheet.results[group] = Result(detail_score=unit.total_score, max=unit.total_max_score)
    for position, metric in enumerate(unit.metrics):
        if metric.code in reader.fractions and not _enter(sheet, metric, reader):
            fault = reader.fault("portal_counts_differ", (*place, "metrics", position), metric.code)
    if fault:
        reader.stop(place, unit.department_id, fault)
    reader.note(set(codes) - set(reader.fractions), "metrics")
    return None if fault else sheet


def _metrics_fault(codes: Sequence[str], group: str, place: Place, reader: Reader) -> Fault | None:
    """Every indicator of the group must be there, and none twice."""
    for indicator in reader.groups[group].indicators:
        if indicator.code not in codes:
            return reader.fault("portal_field_missing", place, indicator.code)
    twice = next((code for code in codes if codes.count(code) > 1), None)
    return reader.fault("portal_field_repeated", place, twice) if twice else None


def _enter(sheet: UnitFigures, metric: shapes.Metric, reader: Reader) -> bool:
    """Enter a metric, whose numerator and denominator are its indicator's two measures.

    ``False`` if a measure that stands in two metrics has two values.
    """
    fraction = reader.fractions[metric.code]
    status, message = _plain(metric.data_quality_status), _plain(metric.data_quality_message)
    flag = Quality(status, message) if status else None
    for measure, count in zip(fraction.measures, (metric.numerator, metric.denominator), strict=True):
        if count is None:
            sheet.nulls.add(measure)
            continue
        if sheet.counts.setdefault(measure, count) != count:
            return False
        if flag:
            sheet.flags[measure] = flag
    if metric.code in reader.scorecard.indicators:
        sheet.results[metric.code] = Result(metric.score, metric.max_score, _rate(metric.ratio), quality=flag)
    return True


def _plain(text: str | None) -> str | None:
    """A text as it is going to be stored: with single blanks, and ``None`` if it is empty."""
    return " ".join((text or "").split()) or None


def _progress(unit: shapes.ProgressUnit, group: str, place: Place, reader: Reader) -> UnitFigures | None:
    if not unit.model_fields_set & {"score", "total_score"}:
        reader.stop(place, unit.department_id, reader.fault("portal_field_missing", place, "score"))
        return None
    score = unit.score if unit.score is not None else unit.total_score
    sheet = _counted(unit, PROGRESS)
    sheet.results[group] = Result(detail_score=score, max=unit.max_score)
    (indicator,) = reader.groups[group].indicators
    sheet.results[indicator.code] = Result(score, unit.max_score, _rate(unit.ratio))
    return sheet


def _online(unit: shapes.OnlineUnit, group: str, _place: Place, _reader: Reader) -> UnitFigures:
    sheet = _counted(unit, ONLINE if isinstance(unit, shapes.OnlineParent) else {})
    sheet.results[group] = Result(detail_score=unit.total_score, max=unit.total_max_score)
    return sheet


def _payment(unit: shapes.PaymentUnit, group: str, _place: Place, _reader: Reader) -> UnitFigures:
    sheet = _counted(unit, PAYMENT)
    sheet.results[group] = Result(detail_score=unit.total_score, max=unit.total_max_score)
    return sheet


@dataclass(frozen=True, slots=True)
class _EndpointReader:
    """How an endpoint's answer is made, and how one of its units is read."""

    answer: type[BaseModel]
    parent: type[BaseModel]
    child: type[BaseModel]
    read: Callable[[Any, str, Place, Reader], UnitFigures | None]
    parent_at: str = "parent"
    children_at: str = "children"


_MEASURED = _EndpointReader(
    shapes.MeasuredUnits[Any], shapes.MeasuredUnit, shapes.MeasuredUnit, _measured, "overview", "evaluation"
)
_TREE = shapes.Tree[Any, Any]
_FORMS = dict.fromkeys(PAGED, _MEASURED) | {
    Endpoint.PROGRESS: _EndpointReader(_TREE, shapes.ProgressUnit, shapes.ProgressUnit, _progress),
    Endpoint.ONLINE: _EndpointReader(_TREE, shapes.OnlineParent, shapes.OnlineUnit, _online),
    Endpoint.PAYMENT: _EndpointReader(_TREE, shapes.PaymentUnit, shapes.PaymentUnit, _payment),
}


def _counted(unit: shapes.TreeUnit, fields: Mapping[str, str]) -> UnitFigures:
    """A sheet with the counts that stand in fields of their own."""
    counts = {measure: getattr(unit, name) for name, measure in fields.items()}
    given = {measure: count for measure, count in counts.items() if count is not None}
    nulls = set(counts) - set(given)
    return UnitFigures(unit.department_id, unit.department_name, unit.department_code, counts=given, nulls=nulls)


def _rate(ratio: Decimal | None) -> Decimal | None:
    """Per cent, to the decimals that are kept of a rate."""
    if ratio is None or ratio.adjusted() > _RATE_DIGITS:
        return ratio
    return ratio.quantize(_RATE, ROUND_HALF_UP).normalize()
