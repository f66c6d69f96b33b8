"""The registers: agencies, scorecards, measures."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field

from app.api.http.deps import (
    AgencyPath,
    KnownAt,
    KnownAtQuery,
    ServiceDep,
    UploadQuery,
    next_page,
    parsed_by,
    text_schema,
    writer,
)
from app.api.http.fault_workbooks import with_marks
from app.api.http.idempotency import OnceDep
from app.api.http.if_match import IfMatchDep, tagged
from app.api.http.problems import FaultOut, documented
from app.api.http.rendering import json_response
from app.api.http.request_body import BodyDep, FormatDep, delivery_of
from app.api.openapi.examples import SENT, example
from app.api.openapi.uploads import or_marked, request_body
from app.api.schemas.registers import (
    AgencyDetail,
    AgencyOut,
    AgencyPage,
    FractionOut,
    LeverOut,
    MeasureList,
    MeasureOut,
    NameOut,
    RegistrationOut,
    ScorecardDetail,
    ScorecardGroup,
    ScorecardIndicator,
    ScorecardList,
    ScorecardRef,
    VerifiedOut,
)
from app.api.schemas.rounding import RoundingRuleOut
from app.api.schemas.submissions import AgenciesIn
from app.domain.agencies import Agency, Cohort, Level, parent_code, parse_code
from app.domain.enums import Scope
from app.domain.scorecard.levers import Lever
from app.domain.scorecard.scorecard import Fraction, Indicator, Scorecard
from app.domain.time import day_of, in_past, parse_day
from app.services.agencies import get_detail, list_agencies, register
from app.services.context import AppContext
from app.services.if_match import Tags
from app.services.keys import Author
from app.services.submissions.parse_upload import Upload
from app.storage.agencies import Filter

router = APIRouter(tags=["registers"])


class _AgencyQuery(KnownAtQuery):
    level: Level | None = Field(None, description="Only agencies of this level.")
    within: Annotated[str | None, parsed_by(parse_code), text_schema("This agency and all below it.")] = None
    valid_on: Annotated[
        date | None, parsed_by(parse_day), text_schema("Only agencies that exist on this day; names are of this day.")
    ] = None
    after: Annotated[str | None, parsed_by(parse_code), text_schema("Only agencies with greater codes.")] = None
    limit: int = Field(1000, ge=1, le=5000, description="At most so many items.")


@router.get(
    "/v1/agencies",
    response_model=AgencyPage,
    responses={**tagged(200), **documented(422, 503)},
    summary="Registered agencies",
)
def get_agencies(query: Annotated[_AgencyQuery, Query()], service: ServiceDep, request: Request) -> Response:
    """By code: ministries, the 63 provinces of which 29 were merged into others on 1 July 2025, and all below them."""
    known_at = query.past(service)
    wanted = Filter(query.level, query.within, query.valid_on, query.after, known_at)
    found, tag = list_agencies(service.database, wanted, day_of(known_at or service.now()), query.limit)
    following = next_page(request, after=found[-1].code) if len(found) == query.limit else None
    page = AgencyPage(items=[agency_view(each) for each in found], next=following)
    return json_response(page, headers={"ETag": tag})


def _delivery(
    body: BodyDep, media_type: FormatDep, query: Annotated[UploadQuery, Query()], service: ServiceDep
) -> Upload:
    return delivery_of(body, media_type, query, service)


@router.post(
    "/v1/agencies",
    response_model=RegistrationOut,
    responses={**tagged(200), **or_marked(documented(401, 403, 408, 409, 412, 413, 415, 422, 429, 503))},
    openapi_extra=request_body(AgenciesIn, SENT["agencies"]),
    summary="Register agencies",
)
def post_agencies(
    author: Annotated[Author, Depends(writer(Scope.STATISTICS_WRITE))],
    delivery: Annotated[Upload, Depends(_delivery)],
    service: ServiceDep,
    wanted: IfMatchDep,
    once: OnceDep,
    request: Request,
) -> Response:
    """Register ministries, departments, communes (and, for periods until June 2025, districts), all or none.

    The parent follows from the code. What is not given stays as it was registered. With the `ETag` of `GET
    /v1/agencies` in `If-Match` nothing is registered if the register has changed since.
    """
    return with_marks(request, delivery, lambda: once(lambda: _register(service, delivery, author, wanted)))


def _register(service: AppContext, delivery: Upload, author: Author, wanted: Tags | None) -> Response:
    done = register(service.database, service.registers, delivery, author, service.now(), wanted)
    answer = RegistrationOut(
        dry_run=delivery.dry_run,
        submission=done.submission.id or None,
        changed=done.submission.figures,
        items=[agency_view(each) for each in done.agencies],
        warnings=[FaultOut.model_validate(each) for each in done.submission.warnings or ()],
    )
    return json_response(answer, headers={"ETag": done.tag})


@router.get(
    "/v1/agencies/{code}",
    response_model=AgencyDetail,
    responses={200: example("agency")[200] | tagged(200)[200], **documented(404, 422, 503)},
    summary="One agency",
)
def get_agency(code: AgencyPath, service: ServiceDep, known_at: Annotated[KnownAt, Query()] = None) -> Response:
    """One agency with all the names it has borne. Its `ETag` is that of the whole register."""
    now = service.now()
    known_at = in_past(known_at, now)
    found, tag = get_detail(service.database, code, day_of(known_at or now), known_at)
    names = [NameOut(name=name, first_day=day) for day, name in found.names]
    return json_response(AgencyDetail(**agency_view(found.agency).model_dump(), names=names), headers={"ETag": tag})


@router.get("/v1/measures", response_model=MeasureList, summary="What can be reported")
def get_measures(service: ServiceDep) -> Response:
    """Every measure that statistics may hold."""
    items = [
        MeasureOut(
            code=each.code,
            label=each.label_vi,
            label_en=each.label_en,
            kind=each.kind,
            additive=each.additive,
            base=each.base,
        )
        for each in service.registers.measures.values()
    ]
    return json_response(MeasureList(items=items, next=None))


@router.get("/v1/scorecards", response_model=ScorecardList, summary="The scorecards")
def get_scorecards(service: ServiceDep) -> Response:
    """Every known state of the law, by first day."""
    items = [ScorecardRef(**_reference(each)) for each in service.registers.scorecards]
    return json_response(ScorecardList(items=items, next=None))


@router.get(
    "/v1/scorecards/{id}", response_model=ScorecardDetail, responses=documented(404, 422), summary="One scorecard"
)
def get_scorecard(id: Annotated[str, Path(description="Id of the scorecard.")], service: ServiceDep) -> Response:
    """Groups, indicators, maxima, formulas, thresholds, rounding, the law they rest on and how well they are
    verified."""
    scorecard = service.registers.scorecards.by_id(id)
    groups = [
        ScorecardGroup(
            code=group.code,
            title=group.title.vi,
            title_en=group.title.en,
            max=group.max,
            law=group.law,
            headline=group.headline,
            indicators=[_indicator(each, scorecard.levers.get(each.code)) for each in group.indicators],
        )
        for group in scorecard.groups
    ]
    unscored = [FractionOut(**_fraction(each)) for each in scorecard.unscored]
    return json_response(ScorecardDetail(**_reference(scorecard), groups=groups, unscored=unscored))


def agency_view(agency: Agency) -> AgencyOut:
    return AgencyOut(
        code=agency.code,
        name=agency.name,
        level=agency.level,
        parent=parent_code(agency.code),
        cohort=str(Cohort.of(agency)),
        statistical_code=agency.statistical_code,
        valid_from=agency.valid_from,
        valid_to=agency.valid_to,
        merged_into=agency.merged_into,
    )


def _reference(scorecard: Scorecard) -> dict[str, Any]:
    return {
        "id": scorecard.id,
        "series": scorecard.series,
        "first_day": scorecard.first_day,
        "last_day": scorecard.last_day,
        "title": scorecard.title.vi,
        "title_en": scorecard.title.en,
        "law": scorecard.law,
        "max": scorecard.max,
        "digest": scorecard.digest,
        "verified": [
            VerifiedOut(first_day=each.first_day, levels=sorted(each.levels), figures=each.figures, note=each.note)
            for each in scorecard.verified
        ],
    }


def _fraction(fraction: Fraction) -> dict[str, Any]:
    return {
        "code": fraction.code,
        "title": fraction.title.vi,
        "title_en": fraction.title.en,
        "sheet": fraction.sheet,
        "numerator": list(fraction.numerator),
        "denominator": list(fraction.denominator),
    }


def _indicator(indicator: Indicator, lever: Lever | None) -> ScorecardIndicator:
    return ScorecardIndicator(
        **_fraction(indicator),
        max=indicator.max,
        full_at=indicator.full_at,
        no_cases=indicator.no_cases,
        unmeasured=indicator.unmeasured,
        inherited=indicator.inherited,
        law=indicator.law,
        evidence=indicator.evidence.status,
        evidence_note=indicator.evidence.note,
        rounding=RoundingRuleOut.of(indicator),
        lever=_lever(lever) if lever else None,
    )


def _lever(lever: Lever) -> LeverOut:
    return LeverOut(
        change=lever.change,
        done=lever.done.vi,
        done_en=lever.done.en,
        done_en_one=lever.done.en_one,
        after_period=lever.after_period,
        papers=lever.papers,
        moves=list(lever.moves),
        may_move=list(lever.may_move),
        reason=lever.reason_vi,
        reason_en=lever.reason_en,
    )
