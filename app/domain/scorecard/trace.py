"""Why an indicator has the score it has: the computation retold step by step, with its grounds."""

from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from fractions import Fraction

from app.domain.scorecard.not_derived import NOT_DERIVED
from app.domain.scorecard.rounding import ProductRounding, nearest_double
from app.domain.scorecard.scorecard import Evidence, Scorecard
from app.domain.scorecard.scoring import Count, Derivation, DerivationMethod, Outcome, Rule, rounded_quotient

_NAMED = 12  # so many parts of a derived count are named one by one: the months of a year
_ALL_DIGITS = Context(prec=800, traps=[Inexact])  # a double has at most 767


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


@dataclass(frozen=True, slots=True)
class Tie:
    """A product that lies exactly between two scores, and the binary double nearest to it, which decides."""

    product: Decimal
    double: Decimal

    @property
    def side(self) -> str:
        """Where the double lies: ``below`` the product, ``on`` it, ``above`` it."""
        return "below" if self.double < self.product else "on" if self.double == self.product else "above"


def tie_of(outcome: Outcome) -> Tie | None:
    """The tie that the score was made from, where the product was taken to the nearest double."""
    rule = outcome.indicator.rounding
    if outcome.rule is not Rule.RATIO or rule.product is not ProductRounding.NEAREST_DOUBLE:
        return None
    product = _product(outcome)
    if (product * 10**rule.score.decimals).denominator != 2:
        return None
    return Tie(_finite(product), _finite(Fraction(*nearest_double(*product.as_integer_ratio()))))


def _share(outcome: Outcome) -> Decimal:
    return rounded_quotient(outcome.numerator or 0, outcome.denominator or 1, outcome.indicator.rounding.share)


def _product(outcome: Outcome) -> Fraction:
    return Fraction(_share(outcome)) * Fraction(outcome.indicator.max) / Fraction(outcome.indicator.full_at)


def _finite(value: Fraction) -> Decimal:
    """With all its decimals; raises ``Inexact`` where they never end."""
    return _ALL_DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))


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
    obstacles = (Step("not_derived", NOT_DERIVED[each].en, None) for each in outcome.not_derived)
    return (*(_derived(each) for each in outcome.derivations), *obstacles, *_scoring(outcome))


def _scoring(outcome: Outcome) -> tuple[Step, ...]:
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
        *_to_the_score(outcome),
        Step("maximum", f"at most {indicator.max}, earned from a ratio of {indicator.full_at} on", outcome.score),
    )


def _to_the_score(outcome: Outcome) -> tuple[Step, ...]:
    """From the counts to the score before the cut at the maximum, as the indicator's rounding rule has it."""
    indicator, rule = outcome.indicator, outcome.indicator.rounding
    counts = f"{outcome.numerator} / {outcome.denominator}"
    if rule.percent is None:
        share = Step("ratio", f"{counts}, {rule.ratio}", outcome.ratio)
        product = f"{outcome.ratio:f} x {indicator.max} / {indicator.full_at}"
    else:
        percent = _share(outcome).scaleb(2)
        share = Step("percent", f"100 x {counts}, {rule.percent}", percent)
        product = f"{percent:f} x {indicator.max} / (100 x {indicator.full_at})"
    if rule.product is ProductRounding.EXACT:
        return share, Step("score", f"{product}, {rule.score}", outcome.uncapped)
    score = Step("score", f"the product as the nearest binary double, {rule.score}", outcome.uncapped)
    return share, *_product_steps(outcome, product), score


def _product_steps(outcome: Outcome, product: str) -> tuple[Step, ...]:
    """The product and, where it is a tie, the double that decides: anywhere else the double gives the same."""
    try:
        value = _finite(_product(outcome))
    except Inexact:
        return (Step("product", product, None),)
    step, tie = Step("product", product, value), tie_of(outcome)
    if tie is None:
        return (step,)
    return step, Step("double", f"a tie: the binary double nearest to {tie.product:f} lies {tie.side} it", tie.double)


def _sum(measures: tuple[str, ...], outcome: Outcome) -> str:
    return " + ".join(f"{code} ({outcome.counts[code].value})" for code in measures)
