"""Shapes of rankings, averages, cards and histories."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.api.schemas.common import (
    AgencyRef,
    Exact,
    KnownThen,
    Moment,
    NextPage,
    Rate,
    Ratio,
    Score,
    ScoreChange,
)
from app.api.schemas.rounding import RoundingRuleOut
from app.domain.evaluation.columns import Method
from app.domain.evaluation.scores import Basis, Source
from app.domain.scorecard.not_derived import NotDerived
from app.domain.scorecard.scorecard import EvidenceStatus
from app.domain.scorecard.scoring import DerivationMethod, Rule

Derived = Annotated[
    bool, Field(description="Whether counts under the score were not reported, but derived from months or children.")
]


class NotDerivedOut(BaseModel):
    """Why counts that there are, of months or of the agencies below, do not give those that are missing."""

    code: NotDerived
    detail: str
    detail_vi: str


class Head(BaseModel):
    """What every evaluated answer says of itself."""

    period: str = Field(examples=["2026-Q3"])
    cohort: str = Field(description="The agencies compared.", examples=["provinces"])
    basis: Basis = Field(description="What was asked for; each figure names its own basis.")
    scorecard: str = Field(description="Id of the scorecard in force.", examples=["qd766-2022-06-23"])
    verified: bool = Field(
        description="Whether published figures bear the scorecard out for this period and kind of agency."
    )
    as_of: Moment | None = Field(description="Date of the newest figure in the answer.")
    edition: int | None = Field(description="The edition that it was read from; null for all that is known now.")
    known_at: KnownThen


class RankingItem(BaseModel):
    rank: int | None = Field(description="Standard competition rank; null if not ranked.", examples=[19])
    ranked: int | None = Field(description="Among how many.", examples=[34])
    rank_basis: Source | None = Field(description="Counted here, or published.")
    agency: AgencyRef
    score: Score | None
    basis: Source | None = Field(description="What the score rests on; `mixed` has computed and official groups.")
    as_of: Moment | None
    score_change: ScoreChange | None = Field(description="Against the period before.")
    rank_change: int | None = Field(
        description="Places won (+) or lost (-) against the period before; null if the ranks cannot be compared."
    )
    groups: dict[str, Score | None] = Field(description="Scores of the groups by code.")
    missing: list[str] = Field(
        description="What the score lacks: groups for a total, else measures, or with basis=official itself."
    )
    derived: Derived
    not_derived: list[NotDerivedOut]


class RankingOut(Head):
    by: str = Field(description="total, a group or an indicator.", examples=["total"])
    ranked: int = Field(description="How many of the cohort have a score here.")
    of: int = Field(description="How many agencies the cohort has.")
    items: list[RankingItem]
    next: NextPage


class AverageItem(BaseModel):
    code: str
    title: str
    title_en: str
    max: Score
    average: Score | None
    method: Method | None
    basis: Source | None
    averaged: int | None = Field(description="Over how many agencies; null where a published average does not say.")


class AveragesOut(Head):
    method: Method | None = Field(description="How the average of the total was made.")
    total: Score | None
    total_basis: Source | None = Field(description="What the average of the total rests on.")
    averaged: int | None
    of: int
    groups: list[AverageItem]


class QualityOut(BaseModel):
    """What the publisher says of the quality of its own figure."""

    status: str = Field(examples=["TEMP_NATIONAL_REPORT_DENOMINATOR"])
    message: str | None


class CountOut(BaseModel):
    measure: str
    value: int | None = Field(description="null: nobody reported it, and it cannot be derived.")
    agency: str | None = Field(description="For which agency it counts: its own code or its province's.")
    period: str | None = Field(description="The period that it was reported for, or derived for.")
    submission: int | None = Field(description="null where it was derived.")
    as_of: Moment | None = Field(description="Its date; of a derived count that of the newest part.")
    quality: QualityOut | None
    derived: bool = Field(description="Not reported, but derived as `derivations` says.")


class PartOut(BaseModel):
    """A count from which another was derived."""

    agency: str
    period: str
    value: int
    submission: int | None = Field(description="null where it was derived itself.")


class DerivationOut(BaseModel):
    """What there was to derive a count from that nobody reported, and what was missing."""

    model_config = ConfigDict(serialize_by_alias=True)

    measure: str
    method: DerivationMethod = Field(
        description="The sum over `months`, the count of the `last_month`, or the sum over the `children`: the "
        "agencies directly below."
    )
    value: int | None = Field(description="null where anything is missing.")
    from_: list[PartOut] = Field(serialization_alias="from", description="At most 100.")
    from_total: int
    missing: list[str] = Field(
        description="Months or agencies without this count; at most 100.", examples=[["2026-08"]]
    )
    missing_total: int


class StepOut(BaseModel):
    name: str = Field(
        description="`derived`, `numerator`, `denominator`, `no_cases`, `granted`; `ratio`, or `percent` where the "
        "score is made of it; `product` and, on a tie, `double`, the number that decides it; `score`, `maximum`.",
        examples=["ratio"],
    )
    formula: str
    value: Exact | None


class TraceOut(BaseModel):
    """How a score came about, from the counts to the cut at the maximum."""

    counts: list[CountOut]
    steps: list[StepOut]
    law: str
    sheet: str | None = Field(description="Number in the portal's formula sheet.")
    evidence: EvidenceStatus
    evidence_note: str
    rounding: RoundingRuleOut
    scorecard: str


class OfficialOut(BaseModel):
    """A published result and the submission that it came with."""

    score: Score | None
    rate: Rate | None
    rank: int | None = Field(description="This, `ranked` and `average` only from senders who cover the cohort.")
    ranked: int | None
    average: Score | None
    detail_score: Score | None = Field(description="The score where it was published once more beside its details.")
    quality: QualityOut | None
    submission: int
    as_of: Moment
    cohort_submission: int | None = Field(
        description="The submission of `rank`, `ranked` and `average`, where it is older than the score's."
    )
    cohort_as_of: Moment | None = Field(description="The date of `cohort_submission`.")


class ClaimOut(BaseModel):
    """What was said of an agency's rank or the average by somebody who does not cover its cohort. It counts nowhere."""

    claimed_by: str = Field(description="The agency whose key sent it.", examples=["H31"])
    rank: int | None
    ranked: int | None
    average: Score | None
    submission: int
    as_of: Moment


class FigureOut(BaseModel):
    """One column of a card: the score, where it stands in the cohort, and what it rests on."""

    code: str
    title: str
    title_en: str
    score: Score | None
    max: Score
    basis: Source | None
    as_of: Moment | None
    rate: Rate | None = Field(description="The rate published with it.")
    official: OfficialOut | None = Field(description="What was published of it, whichever figure is shown.")
    claim: ClaimOut | None = Field(
        description="Rank and average as claimed by a sender who does not cover the cohort; never in an edition."
    )
    rank: int | None
    ranked: int | None
    rank_basis: Source | None
    average: Score | None
    average_method: Method | None
    averaged: int | None
    of: int
    missing: list[str]
    derived: Derived
    not_derived: list[NotDerivedOut]


class IndicatorOut(FigureOut):
    """An indicator, with what our own counts say of it, whichever figure is shown."""

    rule: Rule = Field(description="How the counts give a score.")
    numerator: int | None
    denominator: int | None
    ratio: Ratio | None
    quality: list[QualityOut] = Field(description="Flags of the counts used.")
    derivations: list[DerivationOut] = Field(
        description="How counts that nobody reported were derived, or what they lacked for that."
    )
    trace: TraceOut | None = Field(description="With `?trace=true`.")


class GroupOut(FigureOut):
    indicators: list[IndicatorOut]


class CardOut(Head):
    agency: AgencyRef
    total: FigureOut
    groups: list[GroupOut]


class HistoryItem(BaseModel):
    period: str
    scorecard: str
    verified: bool
    score: Score | None
    max: Score
    basis: Source | None
    as_of: Moment | None
    rank: int | None
    ranked: int | None
    rank_basis: Source | None
    of: int
    average: Score | None
    average_method: Method | None
    averaged: int | None
    missing: list[str]
    derived: Derived
    not_derived: list[NotDerivedOut]


class HistoryOut(BaseModel):
    agency: AgencyRef
    by: str
    basis: Basis
    known_at: KnownThen
    items: list[HistoryItem]
    next: NextPage
