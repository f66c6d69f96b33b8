"""What if counts were others. A question, though it is posted: open as reads are, and nothing of it is stored."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, ValidationError

from app.api.http.cold_slots import ColdDep
from app.api.http.deps import CohortQuery, PeriodDep, ServiceDep, TableQuery
from app.api.http.problems import body_faults, body_refusal, documented
from app.api.http.request_body import described_body, read_body, refuse_repeated_members
from app.api.openapi.examples import SENT, answered
from app.api.routes.rankings import evaluator
from app.api.schemas.scenarios import ChangeIn, ScenarioIn, ScenarioOut
from app.api.views.scenarios import scenario_table, scenario_view
from app.api.views.tables import negotiated
from app.domain.errors import Faults, Location
from app.domain.what_if.changes import Change, check_number
from app.services.what_if.scenarios import scenario_of

router = APIRouter(tags=["what if"])


class ScenarioQuery(CohortQuery, TableQuery):
    pass


@dataclass(frozen=True, slots=True)
class AskedChanges:
    """The changes that could be read, each with its place, and the faults of the others."""

    changes: list[Change]
    faults: Faults


class _Envelope(BaseModel):
    model_config = ConfigDict(extra="forbid")

    changes: list[Any]


def asked(body: Annotated[bytes, Depends(read_body)]) -> AskedChanges:
    """A dependency: the changes of a body of JSON, whatever type the request names; refuses what is no list of them."""
    found = AskedChanges([], Faults())
    try:
        envelope = _Envelope.model_validate_json(body)
    except ValidationError as error:
        raise body_refusal(error.errors(), "scenario_invalid") from None
    refuse_repeated_members(body)
    check_number(len(envelope.changes))
    for number, each in enumerate(envelope.changes):
        where = f"/changes/{number}"
        try:
            change = ChangeIn.model_validate(each)
        except ValidationError as error:
            for fault in body_faults(error.errors(), where):
                found.faults.add(fault.code, fault.location, **fault.params)
        else:
            found.changes.append(Change(**change.model_dump(), where=Location(pointer=where)))
    return found


@router.post(
    "/v1/scenarios/{period}",
    response_model=ScenarioOut,
    responses={**answered("scenario"), **documented(404, 408, 413, 422, 503)},
    openapi_extra=described_body(ScenarioIn, SENT["scenarios"]),
    summary="What if counts were others",
)
async def post_scenario(
    period: PeriodDep,
    query: Annotated[ScenarioQuery, Query()],
    question: Annotated[AskedChanges, Depends(asked)],
    service: ServiceDep,
    request: Request,
    cold: ColdDep,
) -> Response:
    """The cards of the agencies whose counts change before and after, who passes whom, the new averages and ranks.

    Each change names an agency of the cohort, a measure, and `by` (so many more or fewer) or `to` (the new number); all
    other counts stay. It needs no key, nothing is stored, and it is checked like a submission. To a published group
    comes what its indicators with known counts win or lose (`increments`).
    """

    def make() -> Response:
        found = scenario_of(evaluator(service, query), period, query.cohort, question.changes, question.faults)
        view = scenario_view(found, query.past(service))
        return negotiated(request, query, view, lambda: scenario_table(found, query.locale))

    return await cold(make)
