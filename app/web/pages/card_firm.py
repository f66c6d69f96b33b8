"""How firm the rank of a card is: its spread over days, and its sensitivity to weights, each called what it is."""

from dataclasses import dataclass, field

from app.domain.evaluation.columns import Rank
from app.domain.what_if.robustness import Robustness
from app.web.i18n.format import Localizer


@dataclass(frozen=True, slots=True)
class RankFirmness:
    """``short`` stands beside the rank, empty where its sensitivity to weights is not known; ``sentences`` explain."""

    short: str = ""
    sentences: list[str] = field(default_factory=list)


def rank_firmness(found: Robustness | None, rank: Rank, code: str, say: Localizer) -> RankFirmness:
    """Of one agency and the rank that the card tells; nothing where nothing is known of how firm that is."""
    if found is None or rank.rank is None or found.ranks.get(code) != rank.rank:
        return RankFirmness()
    sentences, short, weights, days = [], "", found.weights.get(code), found.history.days
    if weights:
        ranks = _ranks(weights.p5, weights.p95)
        short = say("firm_short", ranks=ranks)
        sentences.append(say("firm_weights", draws=say.plain(found.drawing.draws), ranks=ranks))
    if len(days) > 1:
        spread = found.history.spreads[code]
        ranks, first, last = _ranks(spread.best, spread.worst), say.day(days[0]), say.day(days[-1])
        sentences.append(say("firm_history", days=len(days), first=first, last=last, ranks=ranks))
    return RankFirmness(short, sentences)


def _ranks(best: int, worst: int) -> str:
    return str(best) if best == worst else f"{best}–{worst}"
