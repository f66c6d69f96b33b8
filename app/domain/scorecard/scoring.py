"""From counts to scores, exactly: the only place where the arithmetic of the index stands.

1. ratio = numerator / denominator, rounded;
2. score = ratio x max / full_at, rounded and cut off at max;
3. group = the sum of its rounded indicator scores; total = the sum of its groups.

How it is rounded stands in the scorecard (``rounding.py``), as does what bears the rules out (``evidence``): some
indicators take the rounded per cent for the ratio, and the nearest binary double for the product. Everything is
computed in integers, scores in hundredths of a point; ``Decimal`` carries what is shown.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from app.domain.periods import Period
from app.domain.quality import Quality
from app.domain.scorecard.not_derived import NotDerived
from app.domain.scorecard.rounding import QUOTIENTS, Rounding, RoundingMode
from app.domain.scorecard.scorecard import SCORE_DECIMALS, Formula, Indicator, Steps

Points = int | None  # hundredths of a point; none for want of cases
RATES = Rounding(2, RoundingMode.HALF_UP)  # of per cents, which only tell what a score was computed from
PARTS = Rounding(3, RoundingMode.HALF_UP)  # of parts of a score, which are exact and only shown so
ZERO = Decimal(0).scaleb(-SCORE_DECIMALS)


class DerivationMethod(StrEnum):
    """From what a count that nobody reported is made: the sum over months or over the agencies directly below,
    or the count of the last month."""

    MONTHS = "months"
    LAST_MONTH = "last_month"
    CHILDREN = "children"


@dataclass(frozen=True, slots=True)
class Derivation:
    """What there was to derive one measure's count from, and which months or agencies lack theirs."""

    measure: str
    method: DerivationMethod
    parts: "tuple[Count, ...]"
    missing: tuple[str, ...]

    @property
    def value(self) -> int | None:
        """The derived count; ``None`` where a part is missing, for that is not a count of 0."""
        return None if self.missing else sum(part.value for part in self.parts)


@dataclass(frozen=True, slots=True)
class Count:
    """A count and where it comes from: the agency and the period that it was reported for, and the submission;
    or what it was ``derived`` from. ``as_of`` is its date, that of the newest part if it was derived."""

    value: int
    submission: int | None
    as_of: datetime
    agency: str
    period: Period
    quality: Quality | None = None
    derived: Derivation | None = None

    @property
    def qualities(self) -> tuple[Quality, ...]:
        """The flags of the count, or of all that it was derived from; each once."""
        if self.derived is None:
            return (self.quality,) if self.quality else ()
        return tuple(dict.fromkeys(each for part in self.derived.parts for each in part.qualities))


class Rule(StrEnum):
    """Which rule gave an indicator its score."""

    RATIO = "ratio"
    NO_CASES = "no_cases"
    GRANTED = "granted"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One indicator scored from counts, with all that explains it.

    ``score`` is ``None`` where a count is missing, and where there were no cases and the scorecard
    gives no score for that; the group then counts it as 0 in the second case only.
    ``uncapped`` is the score before the cut at the maximum. ``incomplete`` says of missing counts what there was
    to derive them from, ``not_derived`` why what there was did not give them.
    """

    indicator: Indicator
    rule: Rule
    counts: Mapping[str, Count]
    missing: tuple[str, ...] = ()
    numerator: int | None = None
    denominator: int | None = None
    ratio: Decimal | None = None
    uncapped: Decimal | None = None
    score: Decimal | None = None
    incomplete: tuple[Derivation, ...] = ()
    not_derived: tuple[NotDerived, ...] = ()

    @property
    def complete(self) -> bool:
        return self.rule is not Rule.MISSING

    @property
    def derived(self) -> bool:
        """Whether it rests on counts that nobody reported; it never rests on some of these and some reported."""
        count = next(iter(self.counts.values()), None)
        return count is not None and count.derived is not None

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        """How counts were derived, or what they lacked for that, in the order of the indicator's measures."""
        found = {each.measure: each for each in self.incomplete}
        found |= {code: count.derived for code, count in self.counts.items() if count.derived}
        return tuple(found[code] for code in dict.fromkeys(self.indicator.measures) if code in found)

    @property
    def as_of(self) -> datetime | None:
        """The date of the newest count used."""
        return max((count.as_of for count in self.counts.values()), default=None)


def score_indicator(
    indicator: Indicator,
    counts: Mapping[str, Count],
    incomplete: tuple[Derivation, ...] = (),
    not_derived: tuple[NotDerived, ...] = (),
) -> Outcome:
    """Score one indicator of one agency from its counts by measure code.

    ``incomplete``: derivations of counts for which something was reported, but not all that is needed; ``not_derived``:
    why something that was reported gives none.
    """
    used = {code: counts[code] for code in indicator.measures if code in counts}
    missing = tuple(code for code in indicator.measures if code not in used)
    formula = indicator.formula
    if missing:
        if formula.granted is not None and not (used or incomplete or not_derived):
            return Outcome(indicator, Rule.GRANTED, used, score=as_score(formula.granted))
        return Outcome(indicator, Rule.MISSING, used, missing, incomplete=incomplete, not_derived=not_derived)
    numerator = sum(used[code].value for code in indicator.numerator)
    denominator = sum(used[code].value for code in indicator.denominator)
    if denominator == 0:
        score = None if formula.no_cases is None else as_score(formula.no_cases)
        return Outcome(indicator, Rule.NO_CASES, used, (), numerator, denominator, score=score)
    (uncapped,) = _uncapped(formula.steps, (numerator,), (denominator,))
    return Outcome(
        indicator,
        Rule.RATIO,
        used,
        (),
        numerator,
        denominator,
        ratio=rounded_quotient(numerator, denominator, indicator.rounding.ratio),
        uncapped=as_score(uncapped),
        score=as_score(min(uncapped, formula.full)),
    )


def score_of(formula: Formula, numbers: Mapping[str, int]) -> Points:
    """The score of one agency from its counts by measure; ``KeyError`` where one is missing."""
    return score_column(formula, {measure: (numbers[measure],) for measure in formula.measures})[0]


def score_ratio(formula: Formula, numerator: int, denominator: int) -> Points:
    """The score of one pair of counts, in hundredths of a point; ``None`` as in ``score_column``."""
    if denominator == 0:
        return formula.no_cases
    (uncapped,) = _uncapped(formula.steps, (numerator,), (denominator,))
    return min(uncapped, formula.full)


def score_column(formula: Formula, numbers: Mapping[str, Sequence[int]]) -> list[Points]:
    """The scores of some agencies, in hundredths of a point, from a column of counts for each measure.

    ``None`` where there were no cases and the scorecard gives no score for that; ``KeyError`` for a measure without
    a column.
    """
    full, no_cases = formula.full, formula.no_cases
    over = _sum_counts([numbers[measure] for measure in formula.numerator])
    under = _sum_counts([numbers[measure] for measure in formula.denominator])
    if all(under):
        return [score if score < full else full for score in _uncapped(formula.steps, over, under)]
    scores = _uncapped(formula.steps, over, [each or 1 for each in under])
    return [min(score, full) if each else no_cases for score, each in zip(scores, under, strict=True)]


def _sum_counts(columns: Sequence[Sequence[int]]) -> Sequence[int]:
    return columns[0] if len(columns) == 1 else list(map(sum, zip(*columns, strict=True)))


def _uncapped(steps: Steps, over: Iterable[int], under: Iterable[int]) -> Iterator[int]:
    """The scores in hundredths of a point before the cut at the maximum; no denominator is 0."""
    round_share, share_units, round_score, factor, divisor, step = steps
    return (
        round_score(round_share(each * share_units, whole) * factor, divisor) * step
        for each, whole in zip(over, under, strict=True)
    )


def rounded_quotient(over: int, under: int, rounding: Rounding) -> Decimal:
    """``over / under``, rounded; ``under`` is positive, ``over`` not negative."""
    return Decimal(QUOTIENTS[rounding.mode](over * 10**rounding.decimals, under)).scaleb(-rounding.decimals)


def sum_scores(scores: Sequence[Decimal]) -> Decimal:
    return sum(scores, ZERO)


def mean_points(scores: Sequence[int], rounding: Rounding) -> int:
    """The plain mean of one or more scores, in hundredths of a point as they are."""
    step: int = 10 ** (SCORE_DECIMALS - rounding.decimals)
    return QUOTIENTS[rounding.mode](sum(scores), len(scores) * step) * step


def sum_points(scores: Iterable[Points]) -> int:
    """The sum of some scores in hundredths of a point; where there was no score for want of cases it is 0."""
    return sum(filter(None, scores))


def sum_columns(columns: Sequence[Sequence[Points]]) -> list[int]:
    """``sum_points`` of some agencies, from a column of scores for each summand."""
    return list(map(sum_points, zip(*columns, strict=True)))


@lru_cache(20_001)  # scores from 0 to 100, and how they change
def as_score(hundredths: int) -> Decimal:
    """A score of so many hundredths of a point."""
    return Decimal(hundredths).scaleb(-SCORE_DECIMALS)


def as_points(score: Decimal) -> int:
    """A score in hundredths of a point."""
    return int(score.scaleb(SCORE_DECIMALS))


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """How many per cent of ``whole``, which is positive, ``part`` is: rounded half up to 2 decimals."""
    return rounded_quotient(*(Fraction(part) / Fraction(whole) * 100).as_integer_ratio(), RATES)


def worth(indicator: Indicator, cases: int, denominator: int) -> Fraction:
    """The points that so many cases are worth before any rounding or cut: m / f × cases / denominator,
    with the maximum m and full marks from the ratio f on."""
    return Fraction(indicator.max) / Fraction(indicator.full_at) * Fraction(cases, denominator)


def shown_part(points: Fraction) -> Decimal:
    """A part of a score rounded half up to 3 decimals, of less than nothing as of the same with the other sign."""
    found = rounded_quotient(abs(points.numerator), points.denominator, PARTS)
    return -found if points < 0 and found else found
