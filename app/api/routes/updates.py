"""What has changed since one last asked."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from app.api.http.deps import MAX_ID, ServiceDep, Strict, next_page
from app.api.http.problems import documented
from app.api.http.rendering import json_response
from app.api.openapi.examples import example
from app.api.schemas.common import Moment, NextPage
from app.services.versions import updates
from app.storage.versions import SubjectChange

router = APIRouter(tags=["figures"])


class UpdateOut(BaseModel):
    """Something that changed, once, with the serial of its last change. What does not apply is null."""

    serial: int = Field(examples=[8])
    changed_at: Moment
    topic: Literal["figures", "register", "edition"] = Field(
        description="`figures`: counts or published results of a period; `register`: agencies; `edition`: one was "
        "published."
    )
    period: str | None = Field(examples=["2026-Q3"])
    agency: str | None = Field(
        description="The ministry or province of which, or below which, something changed.", examples=["H44"]
    )
    edition: int | None = Field(description="Id of the edition.")


class UpdatesOut(BaseModel):
    serial: int = Field(description="The newest serial: what to ask with as `updated_after` next time.", examples=[8])
    rules: str = Field(
        description="Stands for the version of the service, the scorecards and the measures. If it is another than "
        "last time, any figure may have changed: ask for everything again."
    )
    items: list[UpdateOut]
    next: NextPage


class UpdatesQuery(Strict):
    updated_after: int = Field(0, ge=0, le=MAX_ID, description="Only what changed after this serial.")
    limit: int = Field(1000, ge=1, le=1000, description="About so many items: what changed at once stands on one page.")


@router.get(
    "/v1/updates",
    response_model=UpdatesOut,
    responses={**example("updates"), **documented(422, 503)},
    summary="What changed",
)
def get_updates(query: Annotated[UpdatesQuery, Query()], service: ServiceDep, request: Request) -> Response:
    """What changed after a serial, by rising serials. A poller that keeps the newest serial it has seen is told
    everything, and nothing twice; see docs/do/polling.md."""
    serial, found, more = updates(service.database, query.updated_after, query.limit)
    following = next_page(request, updated_after=found[-1].serial) if more else None
    return json_response(
        UpdatesOut(serial=serial, rules=service.rules, items=[_view(each) for each in found], next=following)
    )


def _view(change: SubjectChange) -> UpdateOut:
    topic, *_, last = change.subject.split("/")
    return UpdateOut(
        serial=change.serial,
        changed_at=change.changed_at,
        topic=topic,
        period=change.subject.split("/")[1] if topic == "figures" else None,
        agency=None if topic == "edition" else last,
        edition=int(last) if topic == "edition" else None,
    )
