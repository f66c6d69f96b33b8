"""Why an indicator has the score it has: the computation retold step by step, with its grounds."""

from dataclasses import dataclass
from decimal import Decimal

from app.domain.scorecard import Evidence, Scorecard
from app.domain.scoring import Count, Outcome, Rule


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the computation: its name, its formula with the numbers put in, and what came out."""

    name: str
    formula: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Trace:
    """The tree under one score. ``counts`` pairs each measure with the count used, ``None`` where it is missing."""

    rule: Rule
    counts: tuple[tuple[str, Count | None], ...]
    steps: tuple[Step, ...]
    law: str
    sheet: str | None
    evidence: Evidence
    scorecard: str


def explain(scorecard: Scorecard, outcome: Outcome) -> Trace:
    """Retell how ``outcome`` came about under ``scorecard``."""
    indicator = outcome.indicator
    return Trace(
        rule=outcome.rule,
        counts=tuple((code, outcome.counts.get(code)) for code in indicator.measures),
        steps=_steps(outcome),
        law=indicator.law,
        sheet=indicator.sheet,
        evidence=indicator.evidence,
        scorecard=scorecard.id,
    )


def _steps(outcome: Outcome) -> tuple[Step, ...]:
    indicator = outcome.indicator
    if outcome.rule is Rule.MISSING:
        return ()
    if outcome.rule is Rule.GRANTED:
        return (Step("granted", f"no counts reported: unmeasured = {indicator.unmeasured.value}", outcome.score),)
    sums = (
        Step("numerator", _sum(indicator.numerator, outcome), Decimal(outcome.numerator or 0)),
        Step("denominator", _sum(indicator.denominator, outcome), Decimal(outcome.denominator or 0)),
    )
    if outcome.rule is Rule.NO_CASES:
        return (*sums, Step("no_cases", f"denominator 0: no_cases = {indicator.no_cases.value}", outcome.score))
    return (
        *sums,
        Step("ratio", f"{outcome.numerator} / {outcome.denominator}, half up to 16 decimals", outcome.ratio),
        Step(
            "score",
            f"{outcome.ratio:f} x {indicator.max} / {indicator.full_at}, half up to 2 decimals",
            outcome.uncapped,
        ),
        Step("maximum", f"at most {indicator.max}, earned from a ratio of {indicator.full_at} on", outcome.score),
    )


def _sum(measures: tuple[str, ...], outcome: Outcome) -> str:
    return " + ".join(f"{code} ({outcome.counts[code].value})" for code in measures)
