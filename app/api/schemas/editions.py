"""Shapes of editions: what is ordered, what was published, how two differ."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.api.http.deps import AsOfQuery, EditionId, parsed_by, text_schema
from app.api.http.problems import FaultOut
from app.api.schemas.common import AgencyRef, Moment, NextPage, Score
from app.api.schemas.submissions import SubmittedBy
from app.domain.agencies import Cohort, Level
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.services.editions.publishing import MAX_REASON


class EditionIn(BaseModel):
    """What to freeze and announce."""

    model_config = ConfigDict(extra="forbid", strict=True)

    period: Annotated[Period, parsed_by(Period.parse), text_schema("Month, quarter or year.", examples=["2026"])]
    cohort: Annotated[
        Cohort, parsed_by(Cohort.parse), text_schema("provinces, ministries, H31.departments …", default="provinces")
    ] = Field(default_factory=lambda: Cohort(Level.PROVINCE))
    basis: Annotated[Basis, Field(strict=False)] = Basis.BEST
    as_of: AsOfQuery = Field(default_factory=lambda: None)  # a plain None would stand in the schema, where a text must
    replaces: EditionId | None = Field(None, description="Id of the edition that this one corrects.")
    reason: str | None = Field(
        None,
        max_length=MAX_REASON,
        description="Why; needed with `replaces`.",
        examples=["Thái Nguyên gửi lại số liệu"],
    )


class WithdrawalIn(BaseModel):
    """Why an edition is withdrawn."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: str = Field(max_length=MAX_REASON, examples=["Số liệu quý III của Gia Lai bị sai"])


class WithdrawalOut(BaseModel):
    """When an edition was withdrawn, by whom and why."""

    at: Moment
    by: SubmittedBy
    reason: str


class EditionLinks(BaseModel):
    """Where an edition can be read; addresses relative to this host."""

    page: str = Field(description="The page about it.", examples=["/editions/1"])
    letter: str = Field(
        description="The letter on it: a URI template (RFC 6570), `agency` is the code of an agency of the cohort.",
        examples=["/v1/editions/1/letter/{agency}"],
    )
    feed: str = Field(description="The Atom feed in which it stands.", examples=["/feeds/editions.atom"])


class EditionOut(BaseModel):
    id: int
    period: str = Field(examples=["2026"])
    cohort: str = Field(examples=["provinces"])
    basis: Basis
    as_of: Moment | None = Field(description="The date up to which figures were asked for; null for all there were.")
    scorecard: str = Field(examples=["qd766-2022-06-23"])
    published_at: Moment
    published_by: SubmittedBy
    digest: str = Field(description="SHA-256 over the bytes of the document.", examples=["sha256:9f86d081884c7d65…"])
    bytes: int = Field(description="Size of the document.")
    replaces: int | None = Field(description="The edition that this one corrects.")
    replaced_by: int | None = Field(description="The edition that corrects this one; null for the one that stands.")
    reason: str | None
    withdrawal: WithdrawalOut | None = Field(description="That it no longer stands; null unless it was withdrawn.")
    links: EditionLinks
    document: str = Field(
        description="Address of the canonical document, relative to this host.", examples=["/v1/editions/1/document"]
    )
    warnings: list[FaultOut] | None = Field(
        description="What looks wrong, such as a damaged `reason` or that nobody is ranked; told to whoever publishes, "
        "otherwise null."
    )


class EditionPage(BaseModel):
    items: list[EditionOut]
    next: NextPage


class DifferenceOut(BaseModel):
    """One agency in one column; a score or rank that only one edition has is null in the other."""

    agency: AgencyRef
    code: str = Field(description="total, a group or an indicator.")
    score_before: Score | None
    score: Score | None
    rank_before: int | None
    rank: int | None


class AverageDifferenceOut(BaseModel):
    code: str
    average_before: Score | None
    average: Score | None


class DifferencesOut(BaseModel):
    before: EditionOut
    after: EditionOut
    reason: str | None = Field(description="Why the later one was published.")
    averages: list[AverageDifferenceOut]
    items: list[DifferenceOut]
    next: NextPage
