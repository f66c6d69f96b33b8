"""Editions: what was announced, frozen, and how two of them differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.domain.agencies import Agency
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.score_changes import ScoreChange
from app.domain.scorecard.scoring import Count

Changes = Mapping[str, Mapping[str, ScoreChange]]  # by column, and by agency


@dataclass(frozen=True, slots=True)
class Used:
    """A submission whose figures stand in an edition."""

    id: int
    digest: str
    as_of: datetime
    source: str | None


@dataclass(frozen=True, slots=True)
class Edition:
    """What an edition freezes: a cohort in a period on one basis, with its changes against the period before.

    ``asked_as_of``: the date up to which figures were asked for, ``None`` for all there were. ``replaces`` is the
    digest of the edition that this one corrects, and ``reason`` says why.
    """

    evaluation: Evaluation
    changes: Changes
    published_at: datetime
    asked_as_of: datetime | None
    replaces: str | None
    reason: str | None
    submissions: tuple[Used, ...]

    def changes_of(self, agency: str) -> dict[str, ScoreChange]:
        """How an agency of the cohort moved since the period before, by column."""
        return {code: by_agency[agency] for code, by_agency in self.changes.items()}


@dataclass(frozen=True, slots=True)
class FrozenStanding:
    """A score and a rank in one column; ``None`` where there is none."""

    score: Decimal | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What one edition says otherwise than another of one agency in one column (the total, a group, an indicator)."""

    agency: Agency
    code: str
    before: FrozenStanding
    after: FrozenStanding


@dataclass(frozen=True, slots=True)
class AverageDifference:
    code: str
    before: Decimal | None
    after: Decimal | None


def submissions_of(evaluation: Evaluation) -> set[int]:
    """The ids of the submissions whose figures stand in an evaluation."""
    found: set[int] = set()
    for card in evaluation.cards.values():
        officials = [figure.official for figure in card.figures.values() if figure.official]
        found.update(each.submission for each in officials)
        found.update(each.cohort_submission for each in officials if each.cohort_submission is not None)
        for outcome in card.outcomes.values():
            for count in outcome.counts.values():
                found.update(_submissions(count))
            found.update(each for part in outcome.incomplete for count in part.parts for each in _submissions(count))
    return found


def _submissions(count: Count) -> Iterator[int]:
    if count.submission is not None:
        yield count.submission
    if count.derived is not None:
        for part in count.derived.parts:
            yield from _submissions(part)


def differences(before: Evaluation, after: Evaluation) -> tuple[list[Difference], list[AverageDifference]]:
    """What ``after`` says otherwise: by agency and column, and of the averages by column.

    An agency or a column that only one of the two has is compared with nothing.
    """
    codes = list(dict.fromkeys([*after.scorecard.maxima, *before.scorecard.maxima]))
    cards = {**before.cards, **after.cards}
    found = [
        Difference(cards[agency].agency, code, old, new)
        for agency in sorted(cards)
        for code in codes
        if (old := _standing(before, agency, code)) != (new := _standing(after, agency, code))
    ]
    averages = [
        AverageDifference(code, mean_before, mean_after)
        for code in codes
        if (mean_before := _average(before, code)) != (mean_after := _average(after, code))
    ]
    return found, averages


def _standing(evaluation: Evaluation, agency: str, code: str) -> FrozenStanding:
    if agency not in evaluation.cards or code not in evaluation.scorecard.maxima:
        return FrozenStanding()
    return FrozenStanding(
        evaluation.cards[agency].figures[code].score,
        evaluation.columns[code].ranks[agency].rank,
    )


def _average(evaluation: Evaluation, code: str) -> Decimal | None:
    return evaluation.columns[code].average.value if code in evaluation.scorecard.maxima else None
