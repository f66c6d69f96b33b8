"""Publishing editions, and reading them and their differences."""

import base64
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from app.api.http.cold_slots import ColdDep
from app.api.http.conditional import unless_known
from app.api.http.deps import (
    EditionId,
    EditionPath,
    NewestFirst,
    ServiceDep,
    Strict,
    next_page,
    parsed_by,
    text_schema,
    writer,
)
from app.api.http.idempotency import OnceDep
from app.api.http.problems import FaultOut, damage_in, documented
from app.api.http.rendering import json_response
from app.api.http.request_body import described_body, sent
from app.api.openapi.examples import SENT, example
from app.api.schemas.common import AgencyRef
from app.api.schemas.editions import (
    AverageDifferenceOut,
    DifferenceOut,
    DifferencesOut,
    EditionIn,
    EditionLinks,
    EditionOut,
    EditionPage,
    WithdrawalIn,
    WithdrawalOut,
)
from app.api.schemas.submissions import SubmittedBy
from app.domain.agencies import Cohort
from app.domain.editions import Difference
from app.domain.enums import Scope
from app.domain.errors import Fault
from app.domain.messages import as_record
from app.domain.periods import Period
from app.services.context import AppContext
from app.services.editions.editions import (
    EditionDifferences,
    compare,
    get_document,
    get_edition,
    list_editions,
    ranks_nobody,
)
from app.services.editions.publishing import Order, publish
from app.services.editions.withdrawal import withdraw
from app.services.keys import Author
from app.storage.editions import StoredEdition, Withdrawal

router = APIRouter(tags=["editions"])
_FOREVER = "public, max-age=31536000, immutable"


@router.post(
    "/v1/editions",
    status_code=201,
    response_model=EditionOut,
    responses={**example("edition", 201), **documented(401, 403, 408, 409, 413, 422, 503)},
    openapi_extra=described_body(EditionIn, SENT["editions"]),
    summary="Publish an edition",
)
def post_edition(
    author: Annotated[Author, Depends(writer(Scope.PUBLISH_WRITE))],
    order: Annotated[EditionIn, Depends(sent(EditionIn))],
    service: ServiceDep,
    once: OnceDep,
) -> Response:
    """Freeze the results of a cohort in a period: scores, ranks, averages, changes, the scorecard, the submissions.

    An edition never changes. Of a cohort's period one edition stands: a correction names it in `replaces` and says
    why. Results of the whole country need a key of the whole country.
    """

    def work() -> Response:
        stored = publish(service, Order(**{name: getattr(order, name) for name in EditionIn.model_fields}), author)
        headers = {"Location": service.address(f"/v1/editions/{stored.id}")}
        warnings = damage_in(order.reason, "reason")
        if ranks_nobody(service.database, stored):
            warnings.append(FaultOut.model_validate(as_record(Fault("edition_nobody_ranked"))))
        return json_response(edition_view(service, stored, warnings or None), 201, headers)

    return once(work)


@router.post(
    "/v1/editions/{id}/withdrawal",
    response_model=EditionOut,
    responses=documented(401, 403, 404, 408, 409, 413, 422, 503),
    openapi_extra=described_body(WithdrawalIn, SENT["withdrawal"]),
    summary="Withdraw an edition",
)
def post_withdrawal(
    id: EditionPath,
    author: Annotated[Author, Depends(writer(Scope.PUBLISH_WRITE))],
    order: Annotated[WithdrawalIn, Depends(sent(WithdrawalIn))],
    service: ServiceDep,
    once: OnceDep,
) -> Response:
    """Say that an edition no longer stands, and why. It stays readable, and its document and digest stay what they are.

    The edition that it had replaced does not stand again: publish one that replaces the withdrawn one.
    """

    def work() -> Response:
        stored = withdraw(service, id, order.reason, author)
        return json_response(edition_view(service, stored, damage_in(order.reason, "reason") or None))

    return once(work)


class _EditionListQuery(NewestFirst):
    period: Annotated[Period | None, parsed_by(Period.parse), text_schema("Only of this period.")] = None
    cohort: Annotated[Cohort | None, parsed_by(Cohort.parse), text_schema("Only of this cohort.")] = None


@router.get("/v1/editions", response_model=EditionPage, responses=documented(422, 503), summary="Published editions")
def get_editions(query: Annotated[_EditionListQuery, Query()], service: ServiceDep, request: Request) -> Response:
    """The newest first, also those that were replaced since."""
    known_at = query.past(service)
    found = list_editions(service.database, query.period, query.cohort, query.before, query.limit, known_at)
    following = query.following(request, [each.id for each in found])
    return json_response(EditionPage(items=[edition_view(service, each) for each in found], next=following))


@router.get("/v1/editions/{id}", response_model=EditionOut, responses=documented(404, 422, 503), summary="One edition")
def get_one_edition(id: EditionPath, service: ServiceDep) -> Response:
    """What an edition freezes, its digest, what it replaces and what replaced it. Its figures are read with
    `?edition=` at rankings, averages and scores."""
    return json_response(edition_view(service, get_edition(service.database, id)))


@router.get(
    "/v1/editions/{id}/document",
    responses={
        200: {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "The document"},
        304: {"description": "Not modified"},
        **documented(404, 422, 503),
    },
    response_class=Response,
    summary="The canonical document",
)
def get_edition_document(id: EditionPath, service: ServiceDep, request: Request) -> Response:
    """All that an edition froze, as canonical JSON (RFC 8785); the SHA-256 of these bytes is the edition's digest.

    Scores, ratios and rates are strings of decimal digits. See docs/do/editions.md. The digest is the `ETag` too.
    """
    etag = f'"{get_edition(service.database, id).digest}"'
    if known := unless_known(request, etag, {"Cache-Control": _FOREVER}):
        return known
    stored, document = get_document(service.database, id)
    digest = base64.b64encode(bytes.fromhex(stored.digest.removeprefix("sha256:"))).decode()
    headers = {"ETag": etag, "Repr-Digest": f"sha-256=:{digest}:", "Cache-Control": _FOREVER}
    return Response(document, headers=headers, media_type="application/json")


class _ChangesQuery(Strict):
    from_: EditionId | None = Field(
        None, alias="from", description="The edition to compare with; without it the one that this one replaces."
    )
    limit: int = Field(1000, ge=1, le=1000, description="At most so many items.")
    offset: int = Field(0, ge=0, le=1_000_000, description="Items to pass over.")


@router.get(
    "/v1/editions/{id}/changes",
    response_model=DifferencesOut,
    responses=documented(404, 422, 503),
    summary="What changed between editions",
)
async def get_edition_changes(
    id: EditionPath, query: Annotated[_ChangesQuery, Query()], service: ServiceDep, request: Request, cold: ColdDep
) -> Response:
    """Every score and rank, by agency and column, and every average that an edition states otherwise than another of
    the same cohort."""

    def make() -> Response:
        found = compare(service.database, id, query.from_)
        end = query.offset + query.limit
        following = next_page(request, offset=end) if end < len(found.items) else None
        return json_response(_differences_view(service, found, found.items[query.offset : end], following))

    return await cold(make)


def _differences_view(
    service: AppContext, found: EditionDifferences, listed: Sequence[Difference], following: str | None
) -> DifferencesOut:
    return DifferencesOut(
        before=edition_view(service, found.before),
        after=edition_view(service, found.after),
        reason=found.after.reason,
        averages=[
            AverageDifferenceOut(code=each.code, average_before=each.before, average=each.after)
            for each in found.averages
        ],
        items=[_difference_view(each) for each in listed],
        next=following,
    )


def edition_view(service: AppContext, found: StoredEdition, warnings: list[FaultOut] | None = None) -> EditionOut:
    return EditionOut(
        id=found.id,
        period=str(found.period),
        cohort=str(found.cohort),
        basis=found.basis,
        as_of=found.as_of,
        scorecard=found.scorecard,
        published_at=found.published_at,
        published_by=SubmittedBy(key=found.key_id, agency=found.key_agency),
        digest=found.digest,
        bytes=found.bytes,
        replaces=found.replaces,
        replaced_by=found.replaced_by,
        reason=found.reason,
        withdrawal=_withdrawal_view(found.withdrawal),
        links=EditionLinks(
            page=service.address(f"/editions/{found.id}"),
            letter=service.address(f"/v1/editions/{found.id}/letter/{{agency}}"),
            feed=service.address("/feeds/editions.atom"),
        ),
        document=service.address(f"/v1/editions/{found.id}/document"),
        warnings=warnings,
    )


def _withdrawal_view(found: Withdrawal | None) -> WithdrawalOut | None:
    if found is None:
        return None
    by = SubmittedBy(key=found.key_id, agency=found.key_agency)
    return WithdrawalOut(at=found.at, by=by, reason=found.reason)


def _difference_view(found: Difference) -> DifferenceOut:
    return DifferenceOut(
        agency=AgencyRef.of(found.agency),
        code=found.code,
        score_before=found.before.score,
        score=found.after.score,
        rank_before=found.before.rank,
        rank=found.after.rank,
    )
