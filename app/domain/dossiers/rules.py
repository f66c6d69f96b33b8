"""What the sources leave open of how dossiers count: named options, dated data beside the scorecard."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.errors import Refusal
from app.domain.periods import Period
from app.domain.scorecard.scorecard import Evidence


class Base(StrEnum):
    """Whose dossiers a period has: those received in it, or also those received before and still open when it began."""

    RECEIVED = "received"
    RECEIVED_OR_OPEN = "received_or_open"


class Precision(StrEnum):
    """What is compared with the promise: days in Vietnam, or minutes."""

    DATE = "date"
    MINUTE = "minute"


class ResultsBase(StrEnum):
    """Which dossiers must have an electronic result: all, or those of procedures that end in a document."""

    ALL = "all"
    NEEDING_DOCUMENT = "needing_document"


class CitizenData(StrEnum):
    """What is using population data: a verified account, a paper of the citizen's store or the population database; or
    the account only."""

    WIDE = "wide"
    VNEID = "vneid"


class SharedForReuse(StrEnum):
    """What is sharing: a paper taken from the citizen's store or the result laid into it; or the paper only."""

    WIDE = "wide"
    STORE = "store"


@dataclass(frozen=True, slots=True)
class DossierRules:
    """The options in force from ``first_day`` to ``last_day``; ``evidence``: how well each is borne out, by its name.

    ``digest``: of the file they stand in.
    """

    series: str
    first_day: date
    base: Base
    precision: Precision
    results_base: ResultsBase
    citizen_data: CitizenData
    shared_for_reuse: SharedForReuse
    evidence: Mapping[str, Evidence]
    digest: str
    last_day: date | None = None

    @property
    def id(self) -> str:
        return f"{self.series}-{self.first_day}"

    @property
    def options(self) -> dict[str, str]:
        """What was chosen, by the option's name: for whoever must know how a count was made."""
        return {name: str(getattr(self, name)) for name in self.evidence}


@dataclass(frozen=True, slots=True)
class DossierRulesHistory:
    """All rules, in order of their first days."""

    items: tuple[DossierRules, ...]

    def __iter__(self) -> Iterator[DossierRules]:
        return iter(self.items)

    def in_force(self, period: Period) -> DossierRules:
        """The rules in force on the period's last day. Refuses ``no_scorecard``: they stand beside it."""
        for rules in self.items:
            if rules.first_day <= period.last_day and (rules.last_day is None or period.last_day <= rules.last_day):
                return rules
        raise Refusal("no_scorecard", value=period, first_day=self.items[0].first_day)
