"""Shapes of targets and the paths to them."""

from pydantic import BaseModel, Field

from app.api.schemas.common import AgencyRef, Score, ScoreChange
from app.api.schemas.what_if import WhatIfHead
from app.domain.what_if.assumptions import Assumption
from app.domain.what_if.card_levers import Cases, WhyLeftOut
from app.domain.what_if.goals import GoalKind
from app.domain.what_if.lever_choice import LeverSet


class IndicatorGainOut(BaseModel):
    code: str
    gain: ScoreChange


class PathStepOut(BaseModel):
    """So many cases of one kind, and what they give."""

    code: str = Field(description="The indicator whose lever it is.", examples=["PAYMENT_PROCEDURE_USED"])
    title: str
    title_en: str
    kind: Cases = Field(description="`converted`: existing cases made good; `new`: new cases, all of them good.")
    cases: int = Field(description="Dossiers, petitions or procedures.", examples=[15])
    effort: int = Field(description="Of one case: 1, or as asked.")
    gain: ScoreChange = Field(description="Of all indicators under `by` that these cases move.")
    moves: list[IndicatorGainOut] = Field(
        description="What each indicator under `by` gains; more than one where the same case counts in several."
    )
    derived: bool = Field(description="Whether some of the counts were not reported, but derived.")


class PathOut(BaseModel):
    """The steps with the least effort, and where they lead while all others stand still."""

    score: Score
    gain: ScoreChange = Field(description="At least what is missing: one case of few is worth more than a hundredth.")
    effort: int = Field(description="The sum of cases x effort.")
    rank: int | None = Field(description="Then; null where the ranks are published ones or there is none.")
    level_with: list[AgencyRef] = Field(description="Who has the same score then.")
    passed: list[AgencyRef] = Field(description="Who has as much or more now, and less then.")
    steps: list[PathStepOut]


class ReachOut(BaseModel):
    """What one set of levers can do."""

    levers: LeverSet
    reached: bool = Field(description="Whether these levers lead to the target.")
    reach: Score = Field(description="The highest score that they lead to.")
    path: PathOut | None = Field(description="The cheapest path to the target; to a rank, to draw level.")
    to_pass: PathOut | None = Field(
        description="To a rank: the cheapest path to one hundredth more, which passes who has that score."
    )


class LeftOutOut(BaseModel):
    code: str
    reason: WhyLeftOut = Field(
        description="`counts_unknown`; `inherited`: the counts are those of the whole province, which the agency "
        "cannot move; `contradicted`: the published score of its group is more than its counts allow."
    )


class AssumptionOut(BaseModel):
    """What the answer takes for granted."""

    code: Assumption
    detail: str
    detail_vi: str


class TargetsOut(WhatIfHead):
    ended: bool = Field(description="Whether the period has ended: then only what can still be mended is proposed.")
    by: str = Field(description="total, or a group.", examples=["total"])
    target: GoalKind = Field(description="What was asked for.")
    asked: str | None = Field(description="The rank, score or grade that was asked for.", examples=["27"])
    score: Score = Field(description="The score now.")
    max: Score
    rank: int | None
    ranked: int | None
    of: int
    goal: Score = Field(description="The score to reach.")
    gap: Score = Field(description="goal - score.")
    assumptions: list[AssumptionOut]
    increments: list[str] = Field(
        description="Which of `by` and its groups are published scores, to which gains are added: groups are sums of "
        "rounded parts."
    )
    left_out: list[LeftOutOut] = Field(description="Indicators under `by` that are no lever here.")
    paths: list[ReachOut] = Field(description="One for each set of levers that was asked for.")
    would_have_taken: ReachOut | None = Field(
        description="No proposal: the cheapest path of all these levers if every existing case could still be made "
        "good. null where that is possible today."
    )
