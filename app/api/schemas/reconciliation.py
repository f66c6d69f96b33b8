"""Shapes of reconciliations."""

from pydantic import BaseModel, Field

from app.api.schemas.common import AgencyRef, KnownThen, Moment, NextPage, Score, ScoreChange
from app.api.schemas.figures import ClaimOut
from app.domain.reconciliation import ClaimVerdict, Verdict


class FindingOut(BaseModel):
    """One published score beside ours."""

    agency: AgencyRef
    code: str = Field(description="total, a group or an indicator.", examples=["CKMB"])
    verdict: Verdict
    computed: Score | None = Field(description="What our counts give; null where counts are missing.")
    official: Score = Field(description="What was published.")
    difference: ScoreChange | None = Field(description="computed - official, in points.")
    details: Score | None = Field(
        description="Of a group: what its published indicators add up to, or the score published beside its details."
    )
    computed_as_of: Moment | None = Field(description="Date of the newest count used.")
    official_as_of: Moment
    missing: list[str] = Field(description="Measures (of a total: groups) that are missing.")


class SummaryOut(BaseModel):
    """All findings, whichever are listed. ``text`` says it in one sentence."""

    text: str
    text_vi: str
    agencies: int
    figures: int = Field(description="Published scores.")
    different: int
    counts_disagree: int
    stale: int
    count_missing: int
    equal: int
    stale_figures: list[str] = Field(description="Agency and column of each.", examples=[["H55 CKMB"]])
    counts_disagree_figures: list[str]
    different_figures: list[str]
    contradicted_claims: int
    unconfirmed_claims: int


class CohortFiguresOut(BaseModel):
    """What was published otherwise than claimed; null where nothing was, or the same."""

    rank: int | None = None
    ranked: int | None = None
    average: Score | None = None


class DisagreementOut(BaseModel):
    """Counts of one agency that should be the same."""

    agency: AgencyRef
    counts: dict[str, int] = Field(description="By measure.")


class OpenClaimOut(BaseModel):
    """A rank or an average that its sender, who does not cover the cohort, claims and nobody who does has confirmed.

    ``detail`` and ``detail_vi`` say it in words.
    """

    agency: AgencyRef
    code: str = Field(description="total, a group or an indicator.", examples=["TDGQ"])
    verdict: ClaimVerdict = Field(
        description="`contradicted`: somebody who covers the cohort published another figure. `unconfirmed`: nobody "
        "who does has published one."
    )
    claim: ClaimOut
    published: CohortFiguresOut
    detail: str
    detail_vi: str


class ReconciliationOut(BaseModel):
    period: str = Field(examples=["2026"])
    cohort: str | None = Field(description="null: all agencies of which something was published.")
    scorecard: str
    known_at: KnownThen
    summary: SummaryOut
    disagreeing_counts: list[DisagreementOut]
    claims: list[OpenClaimOut] = Field(description="Claimed ranks and averages that are not confirmed; at most 1000.")
    items: list[FindingOut]
    next: NextPage
