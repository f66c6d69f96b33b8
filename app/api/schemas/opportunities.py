"""Shapes of next steps and room."""

from pydantic import BaseModel, Field

from app.api.schemas.common import Exact, Moment, Score, ScoreChange
from app.api.schemas.what_if import WhatIfHead
from app.domain.evaluation.scores import Source
from app.domain.scorecard.levers import Change
from app.domain.what_if.opportunities import OpportunitySort, OpportunityState


class EffectOut(BaseModel):
    """What another indicator gains or loses."""

    code: str
    gain: ScoreChange | None = Field(description="null where its counts are not known.")


class CasesOut(BaseModel):
    """So many cases, and what they give."""

    cases: int = Field(description="Dossiers, petitions or procedures.", examples=[15])
    possible: bool | None = Field(
        description="Whether it can still be done today; false: it would have taken so many. null: the scorecard does "
        "not say."
    )
    gain: ScoreChange = Field(description="Of their own indicator: at least what was asked for.")
    group_gain: ScoreChange = Field(description="Of the group, with what surely moves in it.")
    group_score: Score | None = Field(description="The group's score then; null where it has none now.")
    total_gain: ScoreChange = Field(description="Of the total, with all that surely moves.")
    total_score: Score | None = Field(description="The total then; null where there is none now.")
    moves: list[EffectOut] = Field(description="Other indicators in which the same cases count as good, too.")
    lowers: list[EffectOut] = Field(
        description="Of new cases: other indicators in which they count as well, and what these lose where the new "
        "cases are good in nothing else. It is in no sum: cases as good as those so far change no ratio."
    )


class WaysOut(BaseModel):
    """Two ways to the same gain; null where no number of cases does it."""

    converted: CasesOut | None = Field(description="Existing cases made good.")
    new: CasesOut | None = Field(
        description="New cases, all of them good. null, too, where the denominator counts procedures, services or "
        "communes, which do not come in as cases do."
    )


class OpportunityOut(BaseModel):
    """One indicator: its room, and what the next step and full marks take."""

    code: str
    title: str
    title_en: str
    group: str
    state: OpportunityState = Field(
        description="`open`: points can be won. `full`: full marks; `capped`: the ratio is beyond them. `no_cases`. "
        "`granted`: the marks are granted without measuring. `shared`: the counts are those of the whole province, "
        "which the agency cannot move. `unknown`: counts are missing, named in `missing`."
    )
    numerator: int | None
    denominator: int | None
    derived: bool = Field(description="Whether the counts were not reported, but derived from months or children.")
    as_of: Moment | None = Field(description="Date of the newest count.")
    missing: list[str] = Field(description="Measures without a count.")
    score: Score | None = Field(description="What the counts give, where they are known; else what was published.")
    basis: Source | None = Field(description="What `score` rests on.")
    official: Score | None = Field(description="The published score, where the card shows that beside known counts.")
    max: Score
    room: Score | None = Field(description="max - score, which is 0 where there were no cases.")
    per_thousand: Exact | None = Field(
        description="Points that 1,000 existing cases made good are worth before rounding: 1,000 x max / (full_at x "
        "denominator), rounded half up to 6 decimals. Where points can be won."
    )
    change: Change | None = Field(
        description="The class of the lever: `recoverable`, existing cases can be made good; `new_cases`, only cases "
        "that are still to come help; `lost`, nothing does. null: the scorecard does not say."
    )
    after_period: bool | None = Field(description="Whether existing cases can be made good after the period, too.")
    papers: bool | None = Field(description="Whether that takes work on papers only.")
    reason: str | None
    reason_vi: str | None
    possible: bool | None = Field(description="Whether anything still helps today.")
    may_move: list[str] = Field(description="Other indicators that the same case may move; added up nowhere.")
    next: WaysOut = Field(description="For the gain that was asked for.")
    full: WaysOut = Field(description="For full marks.")


class GainBaseOut(BaseModel):
    """What gains are added to: the total or a group."""

    code: str
    title: str
    title_en: str
    score: Score | None
    max: Score
    basis: Source | None = Field(description="null: the score is not known, and none can be told after a gain.")
    increments: bool = Field(
        description="Whether it is a published score, to which gains of indicators with known counts are added, as "
        "groups are sums of rounded parts."
    )
    left_out: list[str] = Field(description="Indicators below it whose counts are not known: nothing is said of them.")


class OpportunitiesOut(WhatIfHead):
    ended: bool = Field(
        description="Whether the period has ended: new cases change nothing any more, and what is not possible reads "
        "as what it would have taken."
    )
    gain: Score = Field(description="Points that `next` is for.")
    sort: OpportunitySort
    total: GainBaseOut
    groups: list[GainBaseOut]
    items: list[OpportunityOut]
