"""The shape of a rounding rule, as scorecards and traces name it."""

from pydantic import BaseModel, Field

from app.domain.scorecard.rounding import ProductRounding, RoundingMode
from app.domain.scorecard.scorecard import EvidenceStatus, Indicator


class RoundingOut(BaseModel):
    decimals: int
    mode: RoundingMode


class RoundingRuleOut(BaseModel):
    """How the score is rounded on its way: ratio or per cent, product, score."""

    name: str | None = Field(
        description="Name of the rule in the scorecard; null in editions from before rules had names.",
        examples=["percent_double"],
    )
    ratio: RoundingOut
    percent: RoundingOut | None = Field(
        description="If set, the score is made of 100 x numerator / denominator, rounded so, instead of the ratio."
    )
    product: ProductRounding = Field(
        description="What becomes of the product with the maximum before it is rounded to a score: nothing (`exact`), "
        "or the binary double nearest to it, whose exact value decides ties (`nearest_double`)."
    )
    score: RoundingOut
    evidence: EvidenceStatus | None = Field(
        description="How well published figures bear the rule out for this indicator; null where nothing is said apart "
        "from `evidence` of the indicator."
    )
    evidence_note: str

    @classmethod
    def of(cls, indicator: Indicator) -> "RoundingRuleOut":
        rule, evidence = indicator.rounding, indicator.rounding_evidence
        return cls(
            name=rule.name or None,
            ratio=RoundingOut(decimals=rule.ratio.decimals, mode=rule.ratio.mode),
            percent=RoundingOut(decimals=rule.percent.decimals, mode=rule.percent.mode) if rule.percent else None,
            product=rule.product,
            score=RoundingOut(decimals=rule.score.decimals, mode=rule.score.mode),
            evidence=evidence.status if evidence else None,
            evidence_note=evidence.note if evidence else "",
        )
