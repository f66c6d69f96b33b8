"""A scenario in the shape of its answer, and as a table."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fastapi import Response

from app.api.http.rendering import Locale, csv_response
from app.api.schemas.common import AgencyRef
from app.api.schemas.scenarios import (
    AgencyChangeOut,
    AverageChangeOut,
    CountChangeOut,
    FigureChangeOut,
    PlaceOut,
    ScenarioOut,
)
from app.api.views.what_if import evaluation_head
from app.domain.agencies import Agency
from app.domain.evaluation.evaluation import Evaluation
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.domain.what_if.scenarios import AgencyChange, FigureChange, Scenario, average_after, rank_after

_COLUMNS = (
    "agency", "name", "code", "title", "max", "before", "after", "change", "basis", "derived", "increments",
    "left_out", "rank_before", "rank_before_basis", "rank_after", "average_before", "average_after", "average_method",
)  # fmt: skip


def scenario_view(found: Scenario, known_at: datetime | None) -> ScenarioOut:
    """``known_at``: the moment of the past that was asked about."""
    before, after = found.before, found.after
    scorecard = before.scorecard
    columns = (TOTAL, *scorecard.codes_by_group)
    return ScenarioOut(
        **evaluation_head(before, known_at),
        as_of=before.as_of,
        ranked=after.columns[TOTAL].ranked,
        of=after.columns[TOTAL].of,
        agencies=[_agency(each, scorecard) for each in found.agencies],
        averages=[_average(before, after, code) for code in columns],
        ranking=[_place(before, after, card.agency) for card in after.standing(TOTAL)],
    )


def _agency(change: AgencyChange, scorecard: Scorecard) -> AgencyChangeOut:
    figures = [_figure(each, scorecard) for each in change.figures]
    return AgencyChangeOut(
        agency=AgencyRef.of(change.agency),
        counts=[
            CountChangeOut(measure=each.measure, before=each.before, after=each.after, derived=each.derived)
            for each in change.counts
        ],
        total=figures[0],
        groups=[each for each in figures if each.code in scorecard.groups_by_code],
        indicators=[each for each in figures if each.code in scorecard.indicators],
        passed=_references(change.passed),
        level=_references(change.level),
        passed_by=_references(change.passed_by),
    )


def _references(agencies: Iterable[Agency]) -> list[AgencyRef]:
    return [AgencyRef.of(each) for each in agencies]


def _figure(figure: FigureChange, scorecard: Scorecard) -> FigureChangeOut:
    title = scorecard.titles[figure.code]
    return FigureChangeOut(
        code=figure.code,
        title=title.vi,
        title_en=title.en,
        max=figure.max,
        before=figure.before,
        after=figure.after,
        change=figure.change,
        basis=figure.source,
        derived=figure.derived,
        increments=figure.increments,
        left_out=list(figure.left_out),
        rank_before=figure.rank_before.rank,
        rank_before_basis=figure.rank_before.source,
        rank_after=figure.rank_after.rank,
    )


def _average(before: Evaluation, after: Evaluation, code: str) -> AverageChangeOut:
    old, new = before.columns[code].average.value, average_after(after, code)
    change = None if old is None or new.value is None else new.value - old
    return AverageChangeOut(
        code=code, before=old, after=new.value, change=change, method=new.method, averaged=new.averaged
    )


def _place(before: Evaluation, after: Evaluation, agency: Agency) -> PlaceOut:
    code = agency.code
    return PlaceOut(
        agency=AgencyRef.of(agency),
        before=before.cards[code].score(TOTAL),
        after=after.cards[code].score(TOTAL),
        rank_before=before.columns[TOTAL].ranks[code].rank,
        rank_after=rank_after(after, TOTAL, code).rank,
    )


def scenario_table(found: Scenario, locale: Locale) -> Response:
    """A row for every figure of an agency whose counts change, and for the total of every other one whose rank
    does."""
    return csv_response(_COLUMNS, list(_rows(found, locale)), locale)


def _rows(found: Scenario, locale: Locale) -> Iterable[dict[str, Any]]:
    for change in found.agencies:
        for figure in change.figures:
            yield _row(found, change.agency, _figure(figure, found.before.scorecard).model_dump(), locale)
    changed = {each.agency.code for each in found.agencies}
    for card in found.after.standing(TOTAL):
        place = _place(found.before, found.after, card.agency)
        if card.agency.code not in changed and place.rank_before != place.rank_after:
            yield _row(found, card.agency, _of_other(found, place), locale)


def _of_other(found: Scenario, place: PlaceOut) -> dict[str, Any]:
    """The total of an agency whose own counts stay."""
    scorecard, figure = found.after.scorecard, found.after.cards[place.agency.code].figures[TOTAL]
    title, rank = scorecard.titles[TOTAL], found.before.columns[TOTAL].ranks[place.agency.code]
    return {
        **place.model_dump(),
        "code": TOTAL,
        "title": title.vi,
        "title_en": title.en,
        "max": figure.max,
        "change": None if place.before is None or place.after is None else place.after - place.before,
        "basis": figure.source,
        "derived": figure.derived,
        "increments": False,
        "left_out": [],
        "rank_before_basis": rank.source,
    }


def _row(found: Scenario, agency: Agency, figure: dict[str, Any], locale: Locale) -> dict[str, Any]:
    average = _average(found.before, found.after, figure["code"])
    return {
        **figure,
        "agency": agency.code,
        "name": agency.name,
        "title": figure["title" if locale == "vi" else "title_en"],
        "average_before": average.before,
        "average_after": average.after,
        "average_method": average.method,
    }
