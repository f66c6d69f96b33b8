"""The holes that figures of the National Public Service Portal have, and what it publishes beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from app.domain.agencies import parent_code
from app.domain.scorecard.scorecard import TOTAL, Scorecard, Unmeasured

_PUBLISHED_ONLY = "CLGQ"  # below the province
_SATISFACTION = "MDHL"  # ratings and petitions
_UNHEARD = 0.08  # of the communes have neither ratings nor petitions to report
_SILENT = 10  # every tenth agency by its number reports nothing; every second of these is not published either


@dataclass(frozen=True, slots=True)
class Holes:
    """The measures that nobody counts, that are not counted below the province, and that some communes lack."""

    everywhere: frozenset[str]
    below: frozenset[str]
    unheard: frozenset[str]
    all: frozenset[str]

    @classmethod
    def of(cls, scorecard: Scorecard) -> "Holes":
        indicators = scorecard.indicators.values()
        granted = {each for one in indicators if one.unmeasured is Unmeasured.FULL for each in one.measures}
        inherited = {each for one in indicators if one.inherited for each in one.measures}
        return cls(
            frozenset(granted),
            frozenset(granted | inherited | scorecard.measures_of[_PUBLISHED_ONLY]),
            scorecard.measures_of[_SATISFACTION],
            frozenset(scorecard.measures),
        )

    def of_agency(self, code: str, random: Random) -> frozenset[str]:
        """The measures that an agency does not report."""
        if parent_code(code) is None:
            return self.everywhere
        if _number(code) % _SILENT == 0:
            return self.all
        return self.below | self.unheard if random.random() < _UNHEARD else self.below

    def is_unpublished(self, code: str) -> bool:
        """Whether nothing is known of an agency."""
        return parent_code(code) is not None and _number(code) % (2 * _SILENT) == 0


def results_of(scorecard: Scorecard, code: str, random: Random) -> Iterator[dict[str, Any]]:
    """What is published of an agency: the score of each indicator with its rate, the sums, of provinces averages."""
    total = Decimal(0)
    for group in scorecard.groups:
        whole = Decimal(0)
        for indicator in group.indicators:
            rate = Decimal(random.randint(0, 1_000_000)).scaleb(-4)
            score = (indicator.max * rate / 100).quantize(Decimal("0.01"))
            whole += score
            yield _result(indicator.code, score, indicator.max, rate=rate)
        average = None if parent_code(code) else (group.max / 2).quantize(Decimal("0.01"))
        yield _result(group.code, whole, group.max, average=average, detail_score=whole)
        total += whole
    yield _result(TOTAL, total, scorecard.max)


def _result(column: str, score: Decimal, maximum: Decimal, **more: Decimal | None) -> dict[str, Any]:
    return {"code": column, "score": score, "max": maximum, "rate": None, "average": None, "detail_score": None} | more


def _number(code: str) -> int:
    return int(code.rpartition(".")[2])
