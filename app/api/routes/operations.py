"""Operations: is the process alive, is it ready to answer."""

from dataclasses import asdict
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app.api.http.deps import ServiceDep
from app.api.http.problems import documented
from app.api.http.rendering import json_response
from app.services.registers import check_ready

router = APIRouter(tags=["operations"])


class HealthOut(BaseModel):
    status: str = Field(examples=["ok"])


class ReadyOut(HealthOut):
    """With a replica, one of the two databases is enough to be ready for reading."""

    status: Literal["ok", "degraded"] = Field(
        description="`degraded`: a database is away; what the other one serves goes on.", examples=["ok"]
    )
    revision: str = Field(description="Revision of the database.", examples=["0002"])
    primary: bool = Field(
        description="Whether the database answers that is written to. If not, writes and requests with a key get 503.",
        examples=[True],
    )
    replica: bool | None = Field(
        description="Whether the replica answers; `null` if there is none. If not, all is read from the primary.",
        examples=[None],
    )


@router.get("/healthz", response_model=HealthOut, summary="Alive")
async def healthz() -> Response:
    """The process answers. Says nothing of the database."""
    return json_response(HealthOut(status="ok"))


@router.get("/readyz", response_model=ReadyOut, responses=documented(503), summary="Ready")
def readyz(service: ServiceDep) -> Response:
    """What is published can be read: the database, or of it and its replica one, answers and is at the newest revision.

    For a load balancer: while the primary is away, every process is as good as every other one.
    """
    found = check_ready(service.database, service.registers)
    whole = found.primary and found.replica is not False
    return json_response(ReadyOut(status="ok" if whole else "degraded", **asdict(found)))
