"""The scorecard: groups, indicators, maxima and formulas. The law itself is data in ``app/data/scorecards``."""

import fractions as exact
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from app.domain.agencies import Level
from app.domain.errors import Refusal
from app.domain.measures import Measure
from app.domain.periods import Period
from app.domain.scorecard.levers import Lever
from app.domain.scorecard.rounding import QUOTIENTS, Quotient, Rounding, RoundingRule, score_quotient

TOTAL = "total"
SCORE_DECIMALS = 2  # scores are held in hundredths of a point, and told so to everybody: no rule rounds finer


class NoCases(StrEnum):
    """What a denominator of 0 gives: no score (counted as 0 in the group), a score of 0, or full marks."""

    NULL = "null"
    ZERO = "zero"
    FULL = "full"


class Unmeasured(StrEnum):
    """What counts that nobody reported give: a missing score, or full marks granted until somebody reports."""

    MISSING = "missing"
    FULL = "full"


class EvidenceStatus(StrEnum):
    """Verified in every case that the rule knows; partly; marks that the portal grants without measuring; or inferred
    from others, where no figure tells."""

    VERIFIED = "verified"
    PARTLY = "partly"
    GRANTED = "granted"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Title:
    vi: str
    en: str


TOTAL_TITLE = Title("Tổng điểm", "Total")


@dataclass(frozen=True, slots=True)
class Evidence:
    """How well a rule is borne out by published figures, and what is not."""

    status: EvidenceStatus
    note: str


@dataclass(frozen=True, slots=True)
class Fraction:
    """A published ratio: the sum of some measures over the sum of others."""

    code: str
    title: Title
    sheet: str | None
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]

    @property
    def measures(self) -> tuple[str, ...]:
        return (*self.numerator, *self.denominator)


class Steps(NamedTuple):
    """From counts to a score, in whole numbers: a rounding rule put together with a maximum and a threshold.

    The share is rounded in units of which ``share_units`` are 1; of these ``factor / divisor`` is the score in units of
    its own last decimal, of which each is ``step`` hundredths of a point.
    """

    round_share: Quotient
    share_units: int
    round_score: Quotient
    factor: int
    divisor: int
    step: int


class Formula(NamedTuple):
    """What an indicator's score is computed with.

    In hundredths of a point: the maximum ``full``, what a denominator of 0 gives (``no_cases``), and what is
    ``granted`` while nobody reports.
    """

    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    steps: Steps
    full: int
    no_cases: int | None
    granted: int | None

    @property
    def measures(self) -> tuple[str, ...]:
        return (*self.numerator, *self.denominator)


@dataclass(frozen=True)
class Indicator(Fraction):
    """A fraction that earns points: ``max`` of them from a ratio of ``full_at`` on.

    ``inherited``: not measured below the province, whose counts its agencies share.
    ``rounding_evidence``: how well its rounding rule is borne out, where that is known apart from the formula.
    """

    max: Decimal
    full_at: Decimal
    no_cases: NoCases
    unmeasured: Unmeasured
    inherited: bool
    rounding: RoundingRule
    law: str
    evidence: Evidence
    rounding_evidence: Evidence | None = None

    @cached_property
    def formula(self) -> Formula:
        share, score = self.rounding.share, self.rounding.score
        share_units = 10**share.decimals
        factor = exact.Fraction(self.max.scaleb(score.decimals)) / exact.Fraction(self.full_at) / share_units
        full = int(self.max.scaleb(SCORE_DECIMALS))
        return Formula(
            self.numerator,
            self.denominator,
            Steps(
                QUOTIENTS[share.mode],
                share_units,
                score_quotient(self.rounding),
                factor.numerator,
                factor.denominator,
                10 ** (SCORE_DECIMALS - score.decimals),
            ),
            full,
            no_cases={NoCases.NULL: None, NoCases.ZERO: 0, NoCases.FULL: full}[self.no_cases],
            granted=full if self.unmeasured is Unmeasured.FULL else None,
        )


@dataclass(frozen=True)
class Group:
    """``headline``: the indicator whose rate is told as the group's; ``None`` for a group that has no rate."""

    code: str
    title: Title
    max: Decimal
    law: str
    indicators: tuple[Indicator, ...]
    headline: str | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """From which day on, and for which levels of agency, published figures bear the scorecard out."""

    first_day: date
    levels: frozenset[Level]
    figures: int
    note: str


@dataclass(frozen=True)
class Scorecard:
    """One state of the law. In force from ``first_day`` to ``last_day`` (``None``: until the next begins).

    ``measures``: what can be counted, by code; the fractions name some of them. ``average``: how the mean of a column
    is rounded. ``levers``: what can still move an indicator, by its code; where the file does not say, none.
    """

    series: str
    first_day: date
    last_day: date | None
    title: Title
    law: str
    max: Decimal
    verified: tuple[Verified, ...]
    groups: tuple[Group, ...]
    unscored: tuple[Fraction, ...]
    average: Rounding
    measures: Mapping[str, Measure]
    digest: str
    levers: Mapping[str, Lever] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.series}-{self.first_day}"

    @cached_property
    def groups_by_code(self) -> dict[str, Group]:
        return {group.code: group for group in self.groups}

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        return {indicator.code: indicator for group in self.groups for indicator in group.indicators}

    @cached_property
    def codes_by_group(self) -> dict[str, tuple[str, ...]]:
        """The codes of the indicators of every group."""
        return {group.code: tuple(each.code for each in group.indicators) for group in self.groups}

    @cached_property
    def indicators_of(self) -> dict[str, tuple[Indicator, ...]]:
        """The indicators under every column."""
        found = {TOTAL: tuple(self.indicators.values())} | {group.code: group.indicators for group in self.groups}
        return found | {code: (indicator,) for code, indicator in self.indicators.items()}

    @cached_property
    def measures_of(self) -> dict[str, frozenset[str]]:
        """The measures under every column."""
        return {
            column: frozenset(measure for indicator in indicators for measure in indicator.measures)
            for column, indicators in self.indicators_of.items()
        }

    @cached_property
    def titles(self) -> dict[str, Title]:
        """What every column is called: the total, each group, each indicator."""
        groups = {code: group.title for code, group in self.groups_by_code.items()}
        return {TOTAL: TOTAL_TITLE, **groups, **{code: each.title for code, each in self.indicators.items()}}

    @cached_property
    def fractions(self) -> tuple[Fraction, ...]:
        """All published ratios, scored or not."""
        return (*self.indicators.values(), *self.unscored)

    @cached_property
    def maxima(self) -> dict[str, Decimal]:
        """The maximum of every column that can be ranked: the total, each group, each indicator."""
        groups = {group.code: group.max for group in self.groups}
        return {TOTAL: self.max, **groups, **{code: each.max for code, each in self.indicators.items()}}

    def is_verified(self, level: Level, period: Period) -> bool:
        return any(each.first_day <= period.first_day and level in each.levels for each in self.verified)


@dataclass(frozen=True)
class Scorecards:
    """Every known scorecard, in order of its first day."""

    items: tuple[Scorecard, ...]

    def __iter__(self) -> Iterator[Scorecard]:
        return iter(self.items)

    def by_id(self, id_: str) -> Scorecard:
        for scorecard in self.items:
            if scorecard.id == id_:
                return scorecard
        raise Refusal("unknown_scorecard", value=id_, allowed=", ".join(each.id for each in self.items))

    def in_force(self, period: Period) -> Scorecard:
        """The scorecard in force on the period's last day, or ``Refusal`` with ``no_scorecard``."""
        for scorecard in reversed(self.items):
            if scorecard.first_day <= period.last_day:
                if scorecard.last_day is None or period.last_day <= scorecard.last_day:
                    return scorecard
                break
        raise Refusal("no_scorecard", value=period, first_day=self.items[0].first_day)
