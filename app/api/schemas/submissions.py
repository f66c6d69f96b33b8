"""Shapes of submissions: what is sent, and what is answered."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from app.api.http.problems import FaultOut
from app.api.schemas.common import Moment, NextPage
from app.domain.enums import Kind, Provenance
from app.storage.submissions import Status


class SubmittedBy(BaseModel):
    key: str | None = Field(description="Public part of the key; null for the administrator.")
    agency: str | None = Field(description="The key's subtree; null for the whole country.")


class PullRef(BaseModel):
    id: int
    unit: str | None = Field(description="The province whose figures they are; null: the provinces' score cards.")


class SubmissionRef(BaseModel):
    id: int | None = Field(description="null for a dry run.", examples=[7])
    kind: Kind
    status: Status
    dry_run: bool
    received_at: Moment
    as_of: Moment | None
    source: str | None = Field(description="Where the figures come from, as the sender wrote it.")
    provenance: Provenance | None = Field(
        description="What counts come from: `dossiers` that were counted by the rules, or the `portal`. As the sender "
        "said, if `pull` is null; null where nobody said."
    )
    periods: list[str]
    digest: str = Field(description="SHA-256 of the bytes as they came.")
    media_type: str
    bytes: int
    rows: int
    figures: int = Field(
        description="Counts or results stored, agencies, procedures or services changed; 0 of a rejected submission."
    )
    errors_total: int
    submitted_by: SubmittedBy
    values_withheld: bool = Field(
        description="Whether `source`, and the values and unknown names in `errors`, are withheld: a rejected "
        "submission shows them to keys of its sender's subtree, for some time.",
    )
    pull: PullRef | None = Field(description="The pull from the national portal that it was made of.")


class SubmissionOut(SubmissionRef):
    errors: list[FaultOut]
    warnings: list[FaultOut] | None = Field(
        description="What looks damaged and was stored all the same; told to whoever sends, otherwise null."
    )


class SubmissionPage(BaseModel):
    items: list[SubmissionRef]
    next: NextPage


Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]


class _Sent(BaseModel):
    """What a client sends. Documentation only: the bytes are read by ``app.readers``, which names every fault."""

    model_config = ConfigDict(extra="forbid")


class StatisticsRow(_Sent):
    agency: str
    period: str | None = Field(None, description="Where it differs from the submission's.")
    measures: dict[str, int | None] = Field(description="Counts by measure; null is the same as leaving it out.")
    quality_status: str | None = Field(None, description="The publisher's flag of the counts in this row.")
    quality_message: str | None = Field(None, description="What the publisher says to it.")


class StatisticsIn(_Sent):
    period: str | None = None
    as_of: str | None = Field(
        None, description="Date of the figures, ISO 8601 with offset; now if left out, or up to a minute ahead."
    )
    source: str | None = None
    provenance: Provenance | None = Field(
        None, description="What the counts come from, if it is dossiers or the portal."
    )
    statistics: list[StatisticsRow]


class ResultRow(_Sent):
    agency: str
    code: str = Field(description="total, a group or an indicator.")
    period: str | None = None
    score: Number | None = Field(None, description="May be left out only where a rate is given.")
    max: Number | None = None
    rate: Number | None = Field(None, description="Per cent.")
    rank: int | None = None
    ranked: int | None = None
    average: Number | None = Field(None, description="The cohort's average published with it.")
    detail_score: Number | None = Field(None, description="The score published once more beside its details.")
    quality_status: str | None = Field(None, description="The publisher's flag of this result.")
    quality_message: str | None = Field(None, description="What the publisher says to it.")


class OfficialResultsIn(_Sent):
    period: str | None = None
    as_of: str | None = None
    source: str | None = None
    results: list[ResultRow]


class AgencyIn(_Sent):
    code: str
    name: str | None = None
    name_from: str | None = Field(None, description="First day of a new name; today if left out.")
    level: str | None = None
    statistical_code: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    merged_into: str | None = None


class AgenciesIn(_Sent):
    agencies: list[AgencyIn]
