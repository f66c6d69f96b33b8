"""Score cards and procedures in the portal's language, from our figures as they stand now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar

from app.domain.scorecard.scorecard import TOTAL
from app.domain.scorecard.scoring import percent, sum_scores
from app.readers.portal.vocabulary import ONLINE_SERVICE, RADAR
from app.services.evaluation.evaluate import Evaluator
from app.services.portal import facade_answers as answers
from app.services.portal import facade_months
from app.services.portal import facade_words as words
from app.services.portal.facade_numbers import average, of_maximum
from app.services.portal.facade_units import Found, Scope, Unit, find
from app.storage.database import Database
from app.storage.portal import procedures
from app.storage.portal.procedures import Procedure

Item = TypeVar("Item")
Provinces: TypeAlias = answers.ServiceResults[answers.ScoredUnit]
Children: TypeAlias = answers.ServiceResults[answers.ChildUnit]


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

    def described(self, total: int) -> answers.Pagination:
        pages = -(-total // self.size)
        return answers.Pagination(total=total, current_page=self.number, page_size=self.size, total_pages=pages)


def service_results(evaluator: Evaluator, scope: Scope) -> Provinces | Children:
    """The averages of the country and its provinces, or an agency and those below it, by their totals.

    For the refusals see ``facade_units.find``.
    """
    with evaluator.database.reading():  # so that the charts are of the same moment as the rest
        found = find(evaluator, scope, TOTAL)
        months = facade_months.months(evaluator, found)
    shared: dict[str, Any] = {
        "overview": _overview(found),
        "growth_percent": None,  # the growth of what, and since when, is not known
        "radar": _radar(found),
        "donuts": facade_months.donuts(found),
        "monthly_chart": facade_months.scores(months),
        "dossier_chart": facade_months.dossiers(months),
    }
    units = sorted(found.listed, key=_place)
    if found.parent is None:
        groups = found.scorecard.groups_by_code
        return Provinces(evaluation=[_province(unit, groups) for unit in units], **shared)
    return Children(evaluation=[_child(unit) for unit in units], **shared)


def formalities(database: Database, text: str, page: ListPage) -> answers.Formalities:
    """Procedures whose code or name contains ``text``, by code."""
    with database.reading() as connection:
        found, total = procedures.page(connection, text, page.size, page.first)
    return answers.Formalities(items=[_formality(each) for each in found], pagination=page.described(total))


def _formality(procedure: Procedure) -> answers.Formality:
    """Who publishes a procedure is not kept: in every captured answer it was who announced it."""
    return answers.Formality(
        id=procedure.id,
        code=procedure.code,
        name=procedure.name,
        state=procedure.state,
        department_id=procedure.department,
        publishing_department_ids=[procedure.department] if procedure.department else [],
        applied_department_ids=list(procedure.applied),
    )


def _score(found: Found, column: str) -> Decimal | None:
    """The agency's score, or the average of the country."""
    return found.parent.card.score(column) if found.parent else average(found.evaluation.columns[column])


def _overview(found: Found) -> answers.Country:
    total, maximum = _score(found, TOTAL), found.scorecard.max
    return answers.Country(
        department_name=found.parent.name if found.parent else words.COUNTRY,
        department_code=found.parent.agency.code if found.parent else None,
        total_score=total,
        total_max_score=maximum,
        ratio=None if total is None else percent(total, maximum),
    )


def _radar(found: Found) -> list[answers.RadarPoint]:
    """The points of whose groups each has a score."""
    scorecard = found.scorecard
    titles = {code: title.vi for code, title in scorecard.titles.items()} | {ONLINE_SERVICE: words.ONLINE_SERVICE_NAME}
    points = []
    for code, groups in RADAR.items():
        known = [score for group in groups if group in scorecard.maxima and (score := _score(found, group)) is not None]
        if len(known) == len(groups):
            score, maximum = sum_scores(known), sum((scorecard.maxima[group] for group in groups), Decimal())
            ratio = percent(score, maximum)
            points.append(answers.RadarPoint(code=code, name=titles[code], score=score, max_score=maximum, ratio=ratio))
    return points


def _place(unit: Unit) -> tuple[int, int, str]:
    """Departments before communes, those with more points first."""
    group = words.CHILD_GROUPS.index(words.kind_of(unit.agency).child_group)
    return group, -(unit.card.points(TOTAL) or 0), unit.agency.code


def _province(unit: Unit, groups: Iterable[str]) -> answers.ScoredUnit:
    return answers.ScoredUnit(**_scored(unit), group_scores={code: unit.card.score(code) for code in groups})


def _child(unit: Unit) -> answers.ChildUnit:
    return answers.ChildUnit(**_scored(unit), child_group=words.kind_of(unit.agency).child_group)


def _scored(unit: Unit) -> dict[str, Any]:
    total = unit.card.figures[TOTAL]
    return {
        "department_id": unit.id,
        "department_name": unit.name,
        "department_code": unit.agency.code,
        "total_score": total.score,
        "ratio": of_maximum(total),
        "score_delta": unit.change,
    }
