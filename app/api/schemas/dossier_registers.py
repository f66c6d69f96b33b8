"""Shapes of the registers of procedures and online services."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from app.api.schemas.common import NextPage
from app.domain.dossiers.registers import Online, ProcedureLevel, TimeUnit


class _EntryOut(BaseModel):
    root: str | None = Field(description="The agency whose entry it is; null: the whole country's.", examples=["H31"])
    code: str
    name: str | None
    agencies: list[str] = Field(description="Codes of those that handle it; none where the register does not say.")
    first_day: date | None = Field(description="null: it always held.")
    last_day: date | None = Field(description="null: it still holds.")


class ProcedureOut(_EntryOut):
    needs_paper_result: bool | None = Field(description="It ends in a document; null: the register does not say.")
    has_fee: bool | None
    for_citizens: bool | None = Field(description="People apply for it.")
    level: ProcedureLevel | None
    max_time: int | None = Field(description="How many of `unit` it may take.")
    unit: TimeUnit | None
    online: Online | None


class ProcedurePage(BaseModel):
    items: list[ProcedureOut]
    next: NextPage


class ServiceOut(_EntryOut):
    procedure: str = Field(description="Code of the procedure that it is for.")
    status: str | None = Field(description="As whoever sent it calls it.")


class ServicePage(BaseModel):
    items: list[ServiceOut]
    next: NextPage


class _EntryIn(BaseModel):
    """What a client sends. Documentation only: the bytes are read by ``app.readers``, which names every fault."""

    model_config = ConfigDict(extra="forbid")

    code: str
    name: str | None = None
    agencies: list[str] | None = Field(None, description="In a table divided by blanks or commas.")
    first_day: str | None = Field(None, description="Part of what identifies the entry; without it it always held.")
    last_day: str | None = None


class ProcedureIn(_EntryIn):
    needs_paper_result: bool | None = None
    has_fee: bool | None = None
    for_citizens: bool | None = None
    level: str | None = Field(None, description="province, commune, both")
    max_time: int | None = Field(None, description="How many of `unit` it may take; they go together.")
    unit: str | None = Field(None, description="hour, day, working_day, month")
    online: str | None = Field(None, description="none, partial, full")


class ProceduresIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    procedures: list[ProcedureIn]


class ServiceIn(_EntryIn):
    procedure: str
    status: str | None = None


class ServicesIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    services: list[ServiceIn]
