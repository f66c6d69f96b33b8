"""Where two periods of a history are not comparable."""

from dataclasses import replace
from datetime import date

from app.domain.agencies import Agency, Cohort, Level
from app.domain.evaluation.evaluation import Evaluation, Known, evaluate
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.domain.series_breaks import SeriesBreak, breaks_of
from tests.unit.domain.test_cards import official
from tests.unit.domain.test_findings import SCORECARD

END = date(2025, 6, 30)
OTHER = replace(SCORECARD, first_day=date(2026, 1, 1))


def province(code: str, **more: object) -> Agency:
    return Agency(code, code, Level.PROVINCE, **more)  # type: ignore[arg-type]


def of_period(
    period: str,
    agencies: list[Agency],
    scorecard: Scorecard = SCORECARD,
    totals: dict[str, str] | None = None,
    **published: object,
) -> Evaluation:
    results = {code: {TOTAL: official(score, **published)} for code, score in (totals or {"H31": "70"}).items()}
    known = Known({}, results)
    return evaluate(Period.parse(period), Cohort.parse("provinces"), Basis.BEST, scorecard, agencies, known)


TWO = [province("H31"), province("H44")]


def test_alike_periods_are_joined() -> None:
    assert breaks_of([], "H31") == []
    assert breaks_of([of_period("2025-08", TWO), of_period("2025-09", TWO)], "H31") == [None, None]


def test_a_merger_and_a_cohort_of_another_size() -> None:
    merged = province("H26", valid_to=END, merged_into="H31")
    gone = province("H27", valid_to=END, merged_into="H44")
    before, now = of_period("2025-06", [*TWO, merged, gone]), of_period("2025-07", TWO)
    assert breaks_of([before, now], "H31") == [None, SeriesBreak(members=(4, 2), merged=(merged,))]
    assert breaks_of([before, now], "H44") == [None, SeriesBreak(members=(4, 2), merged=(gone,))]


def test_a_merger_that_is_still_to_come_is_no_break() -> None:
    coming = province("H26", valid_to=date(2025, 12, 31), merged_into="H31")
    assert breaks_of([of_period("2025-08", [*TWO, coming]), of_period("2025-09", [*TWO, coming])], "H31")[1] is None


def test_another_scorecard() -> None:
    (_, found) = breaks_of([of_period("2025-12", TWO), of_period("2026-01", TWO, OTHER)], "H31")
    assert found == SeriesBreak(scorecard=True)
    assert found is not None
    assert found.of_scores


def test_ranks_of_another_field_or_kind() -> None:
    one, both = of_period("2025-08", TWO), of_period("2025-09", TWO, totals={"H31": "70", "H44": "60"})
    (_, field) = breaks_of([one, both], "H31")
    assert field == SeriesBreak(field=(1, 2))
    assert field is not None
    assert not field.of_scores
    published = of_period("2025-10", TWO, rank=1, ranked=2)
    assert breaks_of([both, published], "H31")[1] == SeriesBreak(source=True)
    unranked = of_period("2025-11", TWO, totals={"H44": "60"})
    assert breaks_of([both, unranked], "H31")[1] is None
