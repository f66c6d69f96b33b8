"""Shapes of counts from dossiers beside the portal's."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field, WithJsonSchema

from app.api.schemas.common import AgencyRef, KnownThen, Moment, NextPage
from app.domain.count_reconciliation import CountVerdict
from app.domain.dossiers.causes import Ground
from app.domain.enums import Provenance

_PerCent = Annotated[
    Decimal,
    WithJsonSchema(
        {
            "type": "number",
            "description": "The difference in per cent of the portal's count, rounded half away from zero to two "
            "decimals.",
            "examples": [-5.15],
        },
        mode="serialization",
    ),
]


class ReportedCount(BaseModel):
    """A count with the submission that it comes from."""

    value: int
    submission: int
    as_of: Moment
    source: str | None = Field(description="Where it comes from, as its sender wrote it.")
    pull: int | None = Field(description="The pull from the portal that it was made of; null: as its sender said.")


class CountPair(BaseModel):
    """One measure of an agency as counted from dossiers, and as the portal has it: the newest of each."""

    agency: AgencyRef
    measure: str = Field(examples=["dossiers_on_time"])
    verdict: CountVerdict = Field(description="None says that either count is wrong.")
    dossiers: ReportedCount | None
    portal: ReportedCount | None
    difference: int | None = Field(description="dossiers - portal; null where one is missing.")
    per_cent: _PerCent | None = Field(description="null where one is missing, or the portal's count is 0.")
    rests_on: Provenance | None = Field(
        description="Which of the two stands, and gives the score; null: neither, but `other`."
    )
    other: ReportedCount | None = Field(description="The count that stands, if it is neither of the two.")
    causes: list[str] = Field(description="Known causes that may explain the difference; told in `causes` above.")


class KnownCause(BaseModel):
    code: str = Field(examples=["paused_sent_as_done"])
    ground: Ground = Field(
        description="What bears it out: figures that the portal published, its formula sheet, the public source of a "
        "vendor's system that sends dossiers, another public page; `left_open`: the sources do not decide."
    )
    text: str
    text_vi: str


class PortalBases(BaseModel):
    """On how many dossiers each part of the portal's answer about an agency rests: a note, no error."""

    agency: AgencyRef
    counts: dict[str, int] = Field(description="By measure.")
    text: str
    text_vi: str


class CountsSummary(BaseModel):
    """All counts that were asked about, whichever are listed. ``text`` says it in one sentence."""

    text: str
    text_vi: str
    agencies: int
    counts: int
    dossiers_larger: int
    portal_larger: int
    equal: int
    only_dossiers: int
    only_portal: int


class CountReconciliationOut(BaseModel):
    period: str = Field(examples=["2026-Q3"])
    agency: str | None = Field(description="Of this agency and those below it; null: of all.")
    cohort: str | None
    scorecard: str
    known_at: KnownThen
    summary: CountsSummary
    causes: list[KnownCause] = Field(description="Those that the items name.")
    bases: list[PortalBases] = Field(description="Of the agencies that the items are of.")
    items: list[CountPair]
    next: NextPage
