"""Why an indicator has the score it has: the computation retold step by step, with its grounds."""

from dataclasses import dataclass
from decimal import Decimal

from app.domain.scorecard.scorecard import Evidence, Scorecard
from app.domain.scorecard.scoring import Count, Derivation, DerivationMethod, Outcome, Rule

_NAMED = 12  # so many parts of a derived count are named one by one: the months of a year


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


def origin(derivation: Derivation) -> str:
    """What a count was derived from in a few words: ``months 2026-07..2026-09``, ``2 of 3 months, missing 2026-08``."""
    things = "months" if derivation.method is DerivationMethod.MONTHS else "agencies directly below"
    there, missing = len(derivation.parts), derivation.missing
    if derivation.method is DerivationMethod.LAST_MONTH:
        return f"last month, missing {missing[0]}" if missing else f"last month {derivation.parts[0].period}"
    if missing:
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        return f"{there} of {there + len(missing)} {things}, missing {', '.join(missing[:_NAMED])}{more}"
    if derivation.method is DerivationMethod.CHILDREN:
        return f"{there} {things}"
    first, last = derivation.parts[0].period, derivation.parts[-1].period
    return f"month {first}" if first == last else f"months {first}..{last}"


def _derived(derivation: Derivation) -> Step:
    if derivation.value is None or len(derivation.parts) > _NAMED:
        formula = f"{derivation.measure} from {origin(derivation)}"
    else:
        values = " + ".join(str(part.value) for part in derivation.parts)
        formula = f"{derivation.measure} = {values} ({_names(derivation)})"
    return Step("derived", formula, None if derivation.value is None else Decimal(derivation.value))


def _names(derivation: Derivation) -> str:
    if derivation.method is DerivationMethod.CHILDREN:
        return ", ".join(part.agency for part in derivation.parts)
    kind = "months" if derivation.method is DerivationMethod.MONTHS else "last month"
    return f"{kind} {', '.join(str(part.period) for part in derivation.parts)}"


def _steps(outcome: Outcome) -> tuple[Step, ...]:
    return (*(_derived(each) for each in outcome.derivations), *_scoring(outcome))


def _scoring(outcome: Outcome) -> tuple[Step, ...]:
    indicator, rounding = outcome.indicator, outcome.indicator.rounding
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
        Step("ratio", f"{outcome.numerator} / {outcome.denominator}, {rounding.ratio}", outcome.ratio),
        Step(
            "score",
            f"{outcome.ratio:f} x {indicator.max} / {indicator.full_at}, {rounding.score}",
            outcome.uncapped,
        ),
        Step("maximum", f"at most {indicator.max}, earned from a ratio of {indicator.full_at} on", outcome.score),
    )


def _sum(measures: tuple[str, ...], outcome: Outcome) -> str:
    return " + ".join(f"{code} ({outcome.counts[code].value})" for code in measures)
