"""Publishing, correcting and withdrawing at the desk."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from app.api.http.cold_slots import ColdDep
from app.api.http.deps import parsed_by
from app.api.http.problems import status_of
from app.domain.agencies import Cohort
from app.domain.enums import Scope
from app.domain.errors import Refusal
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.services.desk.publication import cohort_roots, cohorts_of, confirm, draft, take_back, today_of
from app.services.editions.announcements import roots_of
from app.services.editions.editions import get_edition
from app.services.editions.opened import OpenedEditions
from app.services.editions.publishing import Order, check_covered
from app.services.evaluation.evaluate import Evaluator
from app.services.evaluation.ranking_context import known_periods
from app.services.evaluation.reconcile import reconcile_period
from app.web.desk.forms import Fields, FieldsDep
from app.web.desk.pages.problems import problem_lines
from app.web.desk.pages.publication import (
    Asked,
    PublicationPage,
    publication_page,
    withdrawal_page,
)
from app.web.desk.session import Desk, DeskDep, WritingDeskDep
from app.web.page_source import parse_edition

router = APIRouter(include_in_schema=False)


class PublicationQuery(BaseModel):
    """Which results; without them the newest of the first cohort that the key may publish."""

    period: Annotated[Period | None, parsed_by(Period.parse)] = None
    cohort: Annotated[Cohort | None, parsed_by(Cohort.parse)] = None
    done: str = ""


class EditionOfQuery(BaseModel):
    edition: Annotated[int, parsed_by(parse_edition)]


PublicationQueryDep = Annotated[PublicationQuery, Query()]
EditionOfDep = Annotated[EditionOfQuery, Query()]


@router.get("/cong-bo")
async def get_publication(query: PublicationQueryDep, desk: DeskDep, cold: ColdDep) -> Response:
    """What would be published, and what stands."""
    desk.author.require(Scope.PUBLISH_WRITE)
    return await cold(lambda: _shown(desk, query, {}, None))


@router.post("/cong-bo")
def post_publication(query: PublicationQueryDep, desk: WritingDeskDep, fields: FieldsDep) -> Response:
    """Publish what was seen, also as a correction."""
    desk.author.require(Scope.PUBLISH_WRITE)
    if query.period is None or query.cohort is None:
        raise Refusal("bad_request")
    try:
        confirm(desk.service, desk.author, _order(query.period, query.cohort, fields))
    except Refusal as refusal:
        return _shown(desk, query, fields, refusal)
    return desk.to(desk.at.desk("/cong-bo", period=query.period, cohort=str(query.cohort), done="published"))


@router.get("/cong-bo/rut")
def get_withdrawal(query: EditionOfDep, desk: DeskDep) -> Response:
    """Whether an edition is to be withdrawn, and why."""
    return _withdrawal(desk, query.edition, {}, None)


@router.post("/cong-bo/rut")
def post_withdrawal(query: EditionOfDep, desk: WritingDeskDep, fields: FieldsDep) -> Response:
    """Withdraw it."""
    desk.author.require(Scope.PUBLISH_WRITE)
    try:
        stored = take_back(desk.service, desk.author, query.edition, fields.get("reason", ""))
    except Refusal as refusal:
        return _withdrawal(desk, query.edition, fields, refusal)
    return desk.to(desk.at.desk("/cong-bo", period=stored.period, cohort=str(stored.cohort), done="withdrawn"))


def _order(period: Period, cohort: Cohort, fields: Fields) -> Order:
    """What the form confirms. A form without a fingerprint confirms nothing that there could be."""
    replaces = fields.get("replaces", "")
    return Order(
        period,
        cohort,
        replaces=parse_edition(replaces) if replaces else None,
        reason=fields.get("reason", "").strip() or None if replaces else None,
        allow_unranked=fields.get("unranked") == "yes",
        seen=fields.get("seen", ""),
    )


def _shown(desk: Desk, query: PublicationQuery, fields: Fields, refusal: Refusal | None) -> Response:
    asked = _asked(desk, query)
    if asked is None:
        return desk.page("no_cohort.html", {})
    view = _view(desk, asked)
    status = 200
    if refusal:
        reason = fields.get("reason", "")
        view, status = replace(view, problem=problem_lines(refusal, desk.say), reason=reason), status_of(refusal.code)
    elif query.done in ("published", "withdrawn"):
        view = replace(view, done=desk.say(f"desk_done_{query.done}"))
    return desk.page("publication.html", {"page": view}, status)


def _view(desk: Desk, asked: Asked) -> PublicationPage:
    service, found = desk.service, draft(desk.service, desk.author, asked.period, asked.cohort)
    limits = service.registers.offices.default.limits
    before = found.preview.replaced if found.preview else None
    opened: OpenedEditions = desk.request.app.state.editions
    replaced = opened.whole(before).evaluation if before else None
    reconciled = reconcile_period(service.database, service.registers, asked.period, asked.cohort)
    return publication_page(asked, found, replaced, reconciled, limits, desk.at)


def _withdrawal(desk: Desk, id_: int, fields: Fields, refusal: Refusal | None) -> Response:
    desk.author.require(Scope.PUBLISH_WRITE)
    stored = get_edition(desk.service.database, id_)
    check_covered(stored.cohort, desk.author)
    root = roots_of(desk.service, [stored]).get(stored.cohort.root or "")
    view = withdrawal_page(stored, root, desk.at)
    if refusal:
        view = replace(view, problem=problem_lines(refusal, desk.say), reason=fields.get("reason", ""))
    return desk.page("withdrawal.html", {"page": view}, status_of(refusal.code) if refusal else 200)


def _asked(desk: Desk, query: PublicationQuery) -> Asked | None:
    """Which results the page is about; ``None`` for a key that may publish none."""
    service = desk.service
    evaluator = Evaluator.asked(service, Basis.BEST)
    choices = cohorts_of(service, desk.author, query.period or today_of(service))
    cohort = query.cohort or next(iter(choices), None)
    if cohort is None:
        return None
    check_covered(cohort, desk.author)
    periods = known_periods(evaluator, cohort)
    period = query.period or next(iter(periods), None) or today_of(service)
    cohorts = choices if cohort in choices else [cohort, *choices]
    return Asked(
        period, cohort, periods if period in periods else [period, *periods], cohorts, cohort_roots(service, cohorts)
    )
