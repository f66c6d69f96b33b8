"""Operations: is the process alive, is it ready to answer."""

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app.api.deps import ServiceDep
from app.api.problems import documented
from app.api.rendering import json_response
from app.services.registers import check_ready

router = APIRouter(tags=["operations"])


class HealthOut(BaseModel):
    status: str = Field(examples=["ok"])


class ReadyOut(HealthOut):
    revision: str = Field(description="Revision of the database.", examples=["0002"])


@router.get("/healthz", response_model=HealthOut, summary="Alive")
async def healthz() -> Response:
    """The process answers. Says nothing of the database."""
    return json_response(HealthOut(status="ok"))


@router.get("/readyz", response_model=ReadyOut, responses=documented(503), summary="Ready")
def readyz(service: ServiceDep) -> Response:
    """The database answers and is at the newest revision."""
    return json_response(ReadyOut(status="ok", revision=check_ready(service.database, service.registers)))
