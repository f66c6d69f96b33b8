"""What late dossiers cost: the points of timeliness, divided among them."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.domain.messages import Text
from app.domain.scorecard.rounding import Rounding, RoundingMode
from app.domain.scorecard.scorecard import Indicator
from app.domain.scorecard.scoring import rounded_quotient

INDICATOR, CASES, GOOD = "DOSSIER_ON_TIME", "dossiers_received", "dossiers_on_time"
_SHOWN = Rounding(3, RoundingMode.HALF_UP)
KINDS = {
    "done_late": Text("Xử lý xong quá hạn", "Done after the deadline"),
    "returned_late": Text("Trả kết quả quá hạn", "Returned after the deadline"),
    "ended_late": Text("Rút, dừng hoặc từ chối quá hạn", "Withdrawn, stopped or refused after the deadline"),
    "request_late": Text("Yêu cầu bổ sung khi đã quá hạn", "Papers requested after the deadline"),
    "requests_late": Text("Yêu cầu bổ sung nhiều lần, chưa kết thúc", "Papers requested more than once, still open"),
    "end_late": Text("Chưa kết thúc, đã quá hạn", "Still open, past the deadline"),
}
"""How a dossier is late, by the code of the reason that decided."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """``late`` dossiers of one agency, procedure and kind; ``exact``: the points that they cost."""

    agency: str
    procedure: str
    kind: str
    late: int
    exact: Fraction

    @property
    def points(self) -> Decimal:
        """As it is shown."""
        return shown_points(self.exact)


def shown_points(exact: Fraction) -> Decimal:
    """Points rounded half up to 3 decimals."""
    return rounded_quotient(exact.numerator, exact.denominator, _SHOWN)


def cost(indicator: Indicator, late: int, cases: int) -> Fraction:
    """The points that so many late dossiers of ``cases`` cost, exactly: m / f × late / cases, with the maximum m and
    full marks from the ratio f on. Where f is below 1, some of it is forgiven."""
    return Fraction(indicator.max) / Fraction(indicator.full_at) * Fraction(late, cases)
