"""What late dossiers cost: the points of timeliness, divided among them."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.domain.messages import Text
from app.domain.scorecard.scoring import shown_part

INDICATOR, CASES, GOOD = "DOSSIER_ON_TIME", "dossiers_received", "dossiers_on_time"
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
        return shown_part(self.exact)
