"""The figures of a table as the page writes them: a number, and a mark that says its basis."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.domain.comparable import is_withheld
from app.domain.evaluation.columns import Average, Method, Rank
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Card, Figure, Source
from app.domain.findings import FindingLimits
from app.domain.scorecard.scoring import Rule, percent
from app.web.i18n.format import NOTHING, Localizer

_SIGNS = {Source.OFFICIAL: "*", Source.MIXED: "†", "derived": "‡"}


@dataclass(frozen=True, slots=True)
class Cell:
    """``sign`` stands beside the number for the eye, ``mark`` for the ear."""

    text: str
    sign: str = ""
    mark: str = ""
    note: str = ""


def figure_cell(say: Localizer, figure: Figure) -> Cell:
    if figure.score is None:
        return Cell(NOTHING)
    source = "derived" if figure.derived else figure.source
    if source is None or source == Source.COMPUTED:
        return Cell(say.score(figure.score))
    return Cell(say.score(figure.score), _SIGNS[source], say(f"mark_{source}"))


def rate_of(card: Card, column: str) -> Decimal | None:
    """The ratio behind a score, in per cent: of the counts, or as it was published."""
    outcome, figure = card.outcomes.get(column), card.figures[column]
    counted = figure.source is Source.COMPUTED and outcome and outcome.rule is Rule.RATIO
    if counted and outcome and outcome.numerator is not None and outcome.denominator:
        return percent(outcome.numerator, outcome.denominator)
    return figure.official.rate if figure.official else None


def text_cell(say: Localizer, value: object) -> Cell:
    """Any other value: a number or a time as the language writes it."""
    match value:
        case None:
            return Cell(NOTHING)
        case Decimal():
            return Cell(say.score(value))
        case datetime():
            return Cell(say.moment(value))
        case int():
            return Cell(say.plain(value))
        case _:
            return Cell(str(value))


def average_cell(say: Localizer, average: Average, of: int) -> Cell:
    """An average; over a part of the cohort it says of how many, also where these are too few to tell it."""
    part = average.averaged and average.averaged < of
    note = say("averaged", averaged=average.averaged, of=of) if part else ""
    if average.value is None:
        return Cell(NOTHING, note=note)
    sign = "" if average.source in (Source.COMPUTED, None) else _SIGNS[average.source]
    if average.source is Source.OFFICIAL:
        mark = say("mark_official" if average.method is Method.PUBLISHED else "mark_average_official")
    else:
        mark = say("mark_mixed") if sign else ""
    return Cell(say.score(average.value), sign, mark, note)


def rank_cell(say: Localizer, rank: Rank, of: int) -> Cell:
    """``19/63``; among a part of the cohort it says of how many, of an unknown field only the rank."""
    if rank.rank is None:
        return Cell(NOTHING)
    if rank.ranked is None:
        return Cell(str(rank.rank))
    part = say("averaged", averaged=rank.ranked, of=of) if rank.ranked < of else ""
    return Cell(f"{rank.rank}/{rank.ranked}", note=part)


def method_text(say: Localizer, average: Average, of: int) -> str:
    """How the average of the total was made."""
    method = "none" if average.method is None or average.value is None else str(average.method)
    return say(f"method_{method}", averaged=average.averaged, of=of)


def withheld_texts(evaluation: Evaluation, codes: Iterable[str], limits: FindingLimits, say: Localizer) -> list[str]:
    """Why ranks, averages and bests are not told: of so few in the ``codes`` is there a score, the same number in one
    sentence."""
    codes = list(codes)
    few: dict[int, list[str]] = {}
    for code in codes:
        column = evaluation.columns[code]
        if is_withheld(column, limits):
            few.setdefault(column.ranked, []).append(code)
    cohort, of, share = say.cohort(evaluation.cohort), len(evaluation.cards), say.plain(limits.known_share)
    found = []
    for known, some in few.items():
        text = say("withheld", known=known, of=of, cohort=cohort, share=share)
        columns = ", ".join(say.column(evaluation.scorecard, code) for code in some)
        found.append(text if some == codes else f"{columns}: {text[:1].lower()}{text[1:]}")
    return found
