"""How the portal's numbers come about, where they are not simply a score or a count."""

from decimal import Decimal

from app.domain.evaluation.columns import Column
from app.domain.evaluation.scores import Card, Figure
from app.domain.scorecard.scoring import percent

ON_TIME = "DOSSIER_ON_TIME"


def of_maximum(figure: Figure) -> Decimal | None:
    """A score in per cent of its maximum."""
    return None if figure.score is None else percent(figure.score, figure.max)


def average(column: Column) -> Decimal | None:
    """The average, unless it is only over some of the provinces: these shapes cannot say so."""
    return column.average.value if column.average.averaged in (None, column.of) else None


def published_rate(card: Card, *columns: str) -> Decimal | None:
    """The per cent published with a column, or with the next of these."""
    rates = (official.rate for column in columns if (official := card.official(column)))
    return next((each for each in rates if each is not None), None)


def rate(numerator: int | None, denominator: int | None, published: Decimal | None) -> Decimal | None:
    """The per cent that counts give, else the published ones; 0 where there were no cases, as on the portal."""
    if denominator == 0:
        return Decimal()
    if numerator is not None and denominator is not None:
        return percent(numerator, denominator)
    return published
