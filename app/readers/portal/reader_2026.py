"""The reader of what the portal has answered since 2026. Every vintage of the portal has a reader of its own.

It knows the six groups of Decision 766 as the portal shows them; the codes of indicators, their measures and
maxima come from the scorecard. It believes the unit that an answer names, not the one that was asked about.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.domain.errors import Fault, Refusal
from app.domain.published_numbers import RATE_DECIMALS, SCORE_DECIMALS, parse_decimal
from app.domain.quality import Quality
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.readers.portal import answers
from app.readers.portal.questions import PAGED, Endpoint
from app.readers.portal.units import Place, Reader, Reading, Result, UnitFigures
from app.readers.portal.vocabulary import CHILD_GROUPS, GROUPS, ONLINE, ONLINE_SERVICE, PAYMENT, PROGRESS, TYPES

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


def read_country(data: Any, path: str, scorecard: Scorecard) -> Reading:
    """Read ``service-results`` of the country: every province's published total and groups, and the averages.

    Refuses ``portal_field_missing`` and ``portal_field_retyped`` where the answer as a whole is not as known.
    """
    reader = Reader(path, scorecard)
    answer = reader.whole(answers.ReadServiceResults, data)
    country = reader.unit(answers.ReadCountry, answer.overview, ("overview",))
    if country and country.department_code is None:
        reader.reading.averages = _averages(country, answer.radar, reader)
    for _, unit in reader.units(answers.ProvinceCard, answer.evaluation, "evaluation"):
        reader.add(_province(unit, reader))
    return reader.reading


def read_children(data: Any, path: str, scorecard: Scorecard) -> Reading:
    """Read ``service-results`` of a root: the published totals of the units below it; refuses as ``read_country``."""
    reader = Reader(path, scorecard)
    answer = reader.whole(answers.ReadServiceResults, data)
    for _, unit in reader.units(answers.ReadCard, answer.evaluation, "evaluation"):
        reader.add(_card(unit))
    return reader.reading


def read_details(endpoint: Endpoint, data: Any, path: str, scorecard: Scorecard, *, country: bool) -> Reading:
    """Read one group's figures of a root and the units below it, or of all provinces; refuses as ``read_country``."""
    reader, form, group = Reader(path, scorecard), _FORMS[endpoint], GROUPS[endpoint]
    answer = reader.whole(form.answer, data)
    parent = getattr(answer, form.parent_at)
    if not country and (unit := reader.unit(form.parent, parent, (form.parent_at,))):
        reader.reading.parent = form.read(unit, group, (form.parent_at,), reader)
    model = form.listed if country else form.child
    for place, unit in reader.units(model, getattr(answer, form.children_at), form.children_at):
        reader.add(form.read(unit, group, place, reader))
    reader.reading.page = getattr(answer, "pagination", None)
    return reader.reading


def read_procedures(data: Any, path: str, scorecard: Scorecard) -> tuple[list[answers.ReadFormality], Reading]:
    """Read a page of procedures; refuses as ``read_country`` does."""
    reader = Reader(path, scorecard)
    answer = reader.whole(answers.ReadFormalities, data)
    found = [each for _, each in reader.units(answers.ReadFormality, answer.items, "items")]
    reader.reading.page = answer.pagination
    return found, reader.reading


def _averages(country: answers.ReadCountry, radar: Any, reader: Reader) -> dict[str, Decimal]:
    """The national averages. The radar has no word of CLGQ and TTTT apart."""
    listed = enumerate(radar) if isinstance(radar, list) else ()
    parts = [reader.part(answers.ReadRadarPoint, point, ("radar", position)) for position, point in listed]
    points = [part for part in parts if not isinstance(part, Fault)]
    reader.reading.parent_faults += [part for part in parts if isinstance(part, Fault)]
    found = {point.code: point.score for point in points if point.code in reader.groups}
    reader.note({point.code for point in points} - set(reader.groups) - {ONLINE_SERVICE}, "radar")
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


def _card(unit: answers.ReadCard) -> UnitFigures:
    sheet = _sheet(unit)
    sheet.level = CHILD_GROUPS.get(unit.child_group or "")
    sheet.results[TOTAL] = Result(unit.total_score)
    return sheet


def _province(unit: answers.ProvinceCard, reader: Reader) -> UnitFigures:
    """A province's card. Its groups' scores stand nowhere else as they were published."""
    sheet = _card(unit)
    for code, score in unit.group_scores.model_dump(by_alias=True).items():
        if code in reader.groups:
            sheet.results[code] = Result(score)
        else:
            reader.note({code}, "evaluation[].groupScores")
    return sheet


def _measured(unit: answers.ReadMeasuredUnit, group: str, place: Place, reader: Reader) -> UnitFigures | None:
    """A unit with its metrics. Of an indicator that has none the portal gives no figures here."""
    sheet = _sheet(unit)
    sheet.level = _LEVELS.get(unit.department_type or "")
    sheet.results[group] = Result(detail_score=unit.total_score, max=unit.total_max_score)
    missing = {indicator.code: indicator for indicator in reader.groups[group].indicators}
    codes, fault = set[str](), None
    for position, data in enumerate(unit.metrics):
        code = data.get("code") if isinstance(data, dict) else None
        at = (*place, "metrics", position)
        if not isinstance(code, str):
            nameless = reader.part(answers.CountedMetric, data, at)
            fault = fault or (nameless if isinstance(nameless, Fault) else None)
        elif code not in reader.fractions:
            reader.note({code[:64]}, "metrics")
        elif code in codes:
            fault = fault or reader.fault("portal_field_repeated", at, code)
        else:
            fault = fault or _enter(sheet, data, at, reader)
            codes.add(code)
            missing.pop(code, None)
    sheet.nulls.update(measure for indicator in missing.values() for measure in indicator.measures)
    if fault:
        reader.stop(place, unit.department_id, fault)
    return None if fault else sheet


def _enter(sheet: UnitFigures, data: Any, place: Place, reader: Reader) -> Fault | None:
    """Enter a metric, whose numerator and denominator are its indicator's two measures, unless it has a fault.

    One is that a measure which stands in two metrics has two values.
    """
    fraction = reader.fractions[data["code"]]
    scored = fraction.code in reader.scorecard.indicators
    model: type[answers.CountedMetric] = answers.ReadMetric if scored else answers.CountedMetric
    metric = reader.part(model, data, place)
    if isinstance(metric, Fault):
        return metric
    flag = _flag(metric) if isinstance(metric, answers.ReadMetric) else None
    for measure, count in zip(fraction.measures, (metric.numerator, metric.denominator), strict=True):
        if count is None:
            sheet.nulls.add(measure)
            continue
        if sheet.counts.setdefault(measure, count) != count:
            return reader.fault("portal_counts_differ", place, metric.code)
        if flag:
            sheet.flags[measure] = flag
    if isinstance(metric, answers.ReadMetric):
        sheet.results[metric.code] = Result(metric.score, metric.max_score, _rate(metric.ratio), quality=flag)
    return None


def _flag(metric: answers.ReadMetric) -> Quality | None:
    status = _plain(metric.data_quality_status)
    return Quality(status, _plain(metric.data_quality_message)) if status else None


def _plain(text: str | None) -> str | None:
    """A text as it is going to be stored: with single blanks, and ``None`` if it is empty."""
    return " ".join((text or "").split()) or None


def _progress(unit: answers.ProgressListed, group: str, place: Place, reader: Reader) -> UnitFigures | None:
    if not unit.model_fields_set & {"score", "total_score"}:
        reader.stop(place, unit.department_id, reader.fault("portal_field_missing", place, "score"))
        return None
    score = unit.score if unit.score is not None else unit.total_score
    maximum = unit.max_score if unit.max_score is not None else unit.total_max_score
    sheet = _counted(unit, PROGRESS)
    sheet.results[group] = Result(detail_score=score, max=maximum)
    (indicator,) = reader.groups[group].indicators
    sheet.results[indicator.code] = Result(score, maximum, _rate(unit.ratio))
    return sheet


def _online(unit: answers.ReadOnlineUnit, group: str, _place: Place, _reader: Reader) -> UnitFigures:
    sheet = _counted(unit, ONLINE if isinstance(unit, answers.ReadOnlineParent) else {})
    sheet.results[group] = Result(detail_score=unit.total_score, max=unit.total_max_score)
    return sheet


def _payment(unit: answers.PaymentListed, group: str, _place: Place, _reader: Reader) -> UnitFigures:
    sheet = _counted(unit, PAYMENT)
    sheet.results[group] = Result(detail_score=unit.total_score, max=unit.total_max_score)
    return sheet


@dataclass(frozen=True, slots=True)
class _EndpointReader:
    """How an endpoint's answer is made, and how one of its units is read; ``listed`` in the country's list."""

    answer: type[answers.ReadAnswer]
    parent: type[answers.ReadUnit]
    child: type[answers.ReadUnit]
    listed: type[answers.ReadUnit]
    read: Callable[[Any, str, Place, Reader], UnitFigures | None]
    parent_at: str = "parent"
    children_at: str = "children"


def _tree(
    parent: type[answers.ReadUnit],
    child: type[answers.ReadUnit],
    listed: type[answers.ReadUnit],
    read: Callable[[Any, str, Place, Reader], UnitFigures | None],
) -> _EndpointReader:
    return _EndpointReader(answers.ReadTree, parent, child, listed, read)


_MEASURED = _EndpointReader(
    answers.ReadMeasuredUnits,
    *(answers.ReadMeasuredUnit,) * 3,
    read=_measured,
    parent_at="overview",
    children_at="evaluation",
)
_FORMS = dict.fromkeys(PAGED, _MEASURED) | {
    Endpoint.PROGRESS: _tree(answers.ProgressListed, answers.ReadProgressUnit, answers.ProgressListed, _progress),
    Endpoint.ONLINE: _tree(answers.ReadOnlineParent, answers.ReadOnlineUnit, answers.ReadOnlineUnit, _online),
    Endpoint.PAYMENT: _tree(answers.ReadPaymentUnit, answers.ReadPaymentUnit, answers.PaymentListed, _payment),
}


def _sheet(unit: answers.ReadUnit) -> UnitFigures:
    return UnitFigures(unit.department_id, unit.department_name, unit.department_code)


def _counted(unit: answers.ReadUnit, fields: Mapping[str, str]) -> UnitFigures:
    """A sheet with the counts that stand in fields of their own; of a field that is not there, nothing."""
    sheet = _sheet(unit)
    for name, measure in fields.items():
        if name not in unit.model_fields_set:
            continue
        count = getattr(unit, name)
        if count is None:
            sheet.nulls.add(measure)
        else:
            sheet.counts[measure] = count
    return sheet


def _rate(ratio: Decimal | None) -> Decimal | None:
    """Per cent, to the decimals that are kept of a rate."""
    if ratio is None or ratio.adjusted() > _RATE_DIGITS:
        return ratio
    return ratio.quantize(_RATE, ROUND_HALF_UP).normalize()
