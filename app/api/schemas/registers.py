"""Shapes of the registers: agencies, scorecards, measures."""

from datetime import date

from pydantic import BaseModel, Field

from app.api.http.problems import FaultOut
from app.api.schemas.common import Exact, NextPage
from app.api.schemas.rounding import RoundingRuleOut
from app.domain.agencies import Level
from app.domain.measures import MeasureKind
from app.domain.scorecard.levers import Change
from app.domain.scorecard.scorecard import EvidenceStatus, NoCases, Unmeasured


class AgencyOut(BaseModel):
    code: str = Field(examples=["H44.01"])
    name: str
    level: Level
    parent: str | None
    cohort: str = Field(description="The cohort it is ranked in.", examples=["H44.departments"])
    statistical_code: str | None = Field(description="Code of the General Statistics Office.")
    valid_from: date | None = Field(description="First day; null if not known.")
    valid_to: date | None = Field(description="Last day; null if it still exists.")
    merged_into: str | None


class AgencyPage(BaseModel):
    items: list[AgencyOut]
    next: NextPage


class NameOut(BaseModel):
    name: str
    first_day: date | None = Field(description="First day of the name; null for the first known one.")


class AgencyDetail(AgencyOut):
    names: list[NameOut]


class RegistrationOut(BaseModel):
    dry_run: bool
    submission: int | None = Field(description="Its record among the submissions; null for a dry run.")
    changed: int = Field(description="How many are new or changed.")
    items: list[AgencyOut]
    warnings: list[FaultOut] = Field(description="What looks damaged and was stored all the same.")


class MeasureOut(BaseModel):
    code: str = Field(examples=["dossiers_received"])
    label: str
    label_en: str
    kind: MeasureKind = Field(
        description="A `flow` adds up over months; of a `stock` the latest stands; what is `reassessed` is judged "
        "anew at the end of every period, and what is `distinct` counts different things within it: months give no "
        "quarter of these."
    )
    additive: bool = Field(description="Whether the counts of the agencies below an agency add up to its own.")
    base: str | None = Field(
        description="The cases of which this counts all; measures with the same base should have the same count."
    )


class MeasureList(BaseModel):
    items: list[MeasureOut]
    next: NextPage


class VerifiedOut(BaseModel):
    first_day: date
    levels: list[Level]
    figures: int = Field(description="How many published scores it reproduces.")
    note: str


class ScorecardRef(BaseModel):
    id: str = Field(examples=["qd766-2022-06-23"])
    series: str
    first_day: date
    last_day: date | None = Field(description="null: until the next one begins.")
    title: str
    title_en: str
    law: str
    max: Exact
    digest: str = Field(description="SHA-256 of the scorecard's file.")
    verified: list[VerifiedOut]


class ScorecardList(BaseModel):
    items: list[ScorecardRef]
    next: NextPage


class FractionOut(BaseModel):
    code: str
    title: str
    title_en: str
    sheet: str | None
    numerator: list[str]
    denominator: list[str]


class LeverOut(BaseModel):
    change: Change = Field(
        description="recoverable: existing cases can be mended; new_cases: only cases to come help; lost: nothing."
    )
    done: str = Field(description="So many cases of it in words, in Vietnamese; {cases} stands for their number.")
    done_en: str
    done_en_one: str = Field(description="The same of a single case.")
    after_period: bool = Field(description="Recoverable cases can be mended after the period has ended, too.")
    papers: bool = Field(description="That takes work on papers only.")
    moves: list[str] = Field(description="Numerators of other indicators that the same case moves as well.")
    may_move: list[str] = Field(description="Those that it may move, depending on the case.")
    reason: str
    reason_en: str


class ScorecardIndicator(FractionOut):
    max: Exact
    full_at: Exact = Field(description="The ratio that already earns full marks.")
    no_cases: NoCases = Field(description="What a denominator of 0 gives.")
    unmeasured: Unmeasured = Field(description="What counts that nobody reported give.")
    inherited: bool = Field(description="Not measured below the province, whose counts its agencies share.")
    law: str
    evidence: EvidenceStatus
    evidence_note: str
    rounding: RoundingRuleOut
    lever: LeverOut | None = Field(description="What can still move the indicator; null where that is not said.")


class ScorecardGroup(BaseModel):
    code: str
    title: str
    title_en: str
    max: Exact
    law: str
    headline: str | None = Field(
        description="The indicator whose rate is told as the group's; null for a group that has no rate."
    )
    indicators: list[ScorecardIndicator]


class ScorecardDetail(ScorecardRef):
    groups: list[ScorecardGroup]
    unscored: list[FractionOut]
