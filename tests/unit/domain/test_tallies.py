"""The short way to a card against the long one: whoever is scored over plain numbers gets the same in everything."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from app.domain.agencies import Agency, Cohort, Level
from app.domain.evaluation.columns import Columns
from app.domain.evaluation.evaluation import Evaluation, Known, evaluate
from app.domain.evaluation.reported_counts import Reports
from app.domain.evaluation.rollup import RollUp, RollupParts
from app.domain.evaluation.score_changes import NO_CHANGE, changes_since
from app.domain.evaluation.scores import Basis, Card, Official, Reported, make_card
from app.domain.evaluation.tallies import TalliedCard
from app.domain.periods import Period
from app.domain.quality import Quality
from app.domain.scorecard.scorecard import Scorecard
from app.domain.scorecard.scoring import Rule
from app.readers.files.registers import read_measures
from app.readers.files.scorecards import BUNDLED, read_scorecards

QUARTER, AUGUST = Period.parse("2026-Q3"), Period.parse("2026-08")
AFTER = date(2026, 10, 10)
DATES = {number: datetime(2026, 10, number, tzinfo=UTC) for number in range(1, 5)}
CASES = 50
COPIES = ("communes_offering_certified_copies", "communes")


@pytest.fixture(scope="module")
def scorecard() -> Scorecard:
    return read_scorecards(BUNDLED, read_measures()).items[0]


def reports_of(random: Random, scorecard: Scorecard, code: str, period: Period) -> Reports:
    """All counts of an agency, with holes of every kind in some."""
    numbers: dict[str, int] = {}
    for fraction in scorecard.fractions:
        for measure in fraction.denominator:
            numbers.setdefault(measure, random.choice([0, 1, 7, 10, random.randint(1, 50_000)]))
        for measure in fraction.numerator:
            numbers[measure] = random.randint(0, sum(numbers[each] for each in fraction.denominator))
    indicators = [each for each in scorecard.indicators.values() if each.inherited]
    inherited = sorted({measure for each in indicators for measure in each.measures})
    two, both = random.sample(sorted(numbers), 2), [*inherited, *COPIES]
    for measure in random.choice([(), (), (), inherited, inherited, COPIES, both, both, two, sorted(numbers)]):
        numbers.pop(measure, None)
    several = [1] if random.random() < 0.5 else [1, 2, 3, 4]
    submissions = {measure: random.choice(several) for measure in numbers}
    flags = {measure: Quality("TEMP") for measure in random.sample(sorted(numbers), min(len(numbers), 2))}
    return Reports(code, period, numbers, submissions, DATES, flags)


def officials_of(random: Random, scorecard: Scorecard) -> dict[str, Official]:
    columns = random.sample(sorted(scorecard.maxima), random.choice([0, 0, 3, 28]))
    return {
        column: Official(
            9,
            DATES[random.randint(1, 4)] + timedelta(hours=1),
            random.choice([None, Decimal(random.randint(0, 200)).scaleb(-2)]),
            rank=random.choice([None, 3]),
            average=random.choice([None, Decimal("1.50")]),
        )
        for column in columns
    }


def cohort_of(random: Random, scorecard: Scorecard) -> tuple[list[Agency], Known]:
    """A province's communes, of which everybody reports in a way of its own, some only months or by those below."""
    root = Agency("H31", "Hưng Yên", Level.PROVINCE)
    members = [Agency(f"H31.{number}", f"Xã {number}", Level.COMMUNE) for number in range(1, 5)]
    below = [Agency(f"{random.choice(members).code}.1", "Thôn", Level.COMMUNE)] if random.random() < 0.2 else []
    everybody = [
        *random.sample([root], random.choice([0, 1, 1, 1])),
        *random.sample(members, random.randint(0, 4)),
        *below,
    ]
    counts = {each.code: reports_of(random, scorecard, each.code, QUARTER) for each in everybody}
    monthly = random.sample([root, *members], random.choice([0, 0, 1]))
    months = {AUGUST: {each.code: reports_of(random, scorecard, each.code, AUGUST) for each in monthly}}
    officials = {each.code: officials_of(random, scorecard) for each in members if random.random() < 0.4}
    known_agencies = {each.code: each for each in (root, *members, *below)}
    asked = [root] if random.random() < 0.2 else members
    empty: dict[Period, dict[str, Reports]] = {month: {} for month in QUARTER.months}
    return asked, Known(counts, officials, RollupParts(AFTER, known_agencies, {**empty, **months}))


def the_long_way(members: list[Agency], basis: Basis, scorecard: Scorecard, known: Known) -> Evaluation:
    """Every card explained, one by one."""
    rollup = RollUp(scorecard.measures, QUARTER, known.counts, known.parts)
    cards = {}
    for agency in members:
        found = {code: rollup.find(indicator, agency.code) for code, indicator in scorecard.indicators.items()}
        reported = Reported(found, known.officials.get(agency.code, {}))
        cards[agency.code] = make_card(scorecard, agency, basis, reported)
    columns = Columns(scorecard, basis, list(cards.values()))
    return Evaluation(QUARTER, Cohort.of(members[0]), basis, scorecard, cards, columns, known)


def kind_of(card: Card) -> tuple[bool, bool, bool]:
    """Whether it was made the short way, has granted marks, and rests on somebody else's counts too."""
    outcomes = card.outcomes.values()
    others = (count.agency != card.agency.code for each in outcomes for count in each.counts.values())
    return isinstance(card, TalliedCard), any(each.rule is Rule.GRANTED for each in outcomes), any(others)


def test_both_ways_give_the_same(scorecard: Scorecard) -> None:
    random = Random(766)
    seen: set[tuple[bool, bool, bool]] = set()
    before: dict[Basis, tuple[Evaluation, Evaluation]] = {}
    for _ in range(CASES):
        members, known = cohort_of(random, scorecard)
        for basis in Basis:
            short = evaluate(QUARTER, Cohort.of(members[0]), basis, scorecard, members, known)
            long = the_long_way(members, basis, scorecard, known)
            compare(scorecard, short, long)
            earlier = before.setdefault(basis, (short, long))
            for column in ("total", "CKMB", "ELECTRONIC_CERTIFIED_COPY"):
                assert changes_since(earlier[0], short, column) == changes_since(earlier[1], long, column)
            before[basis] = (short, long)
            seen |= {kind_of(card) for card in short.cards.values()}
    either = (False, True)
    missing = {(short, granted, shared) for short in either for granted in either for shared in either} - seen
    assert not missing, missing


def compare(scorecard: Scorecard, short: Evaluation, long: Evaluation) -> None:
    assert list(short.cards) == list(long.cards)
    assert short.as_of == long.as_of
    for code, card in short.cards.items():
        other = long.cards[code]
        assert (card.agency, card.as_of) == (other.agency, other.as_of)
        assert set(card.figures) == set(scorecard.maxima)
        assert dict(card.figures) == dict(other.figures)
        assert dict(card.outcomes) == dict(other.outcomes)
        assert (len(card.figures), len(card.outcomes)) == (len(scorecard.maxima), len(scorecard.indicators))
        for column in scorecard.maxima:
            figure = other.figures[column]
            assert (card.score(column), card.source(column)) == (figure.score, figure.source)
            assert card.points(column) == (None if figure.score is None else figure.score * 100)
            assert (other.score(column), other.source(column)) == (figure.score, figure.source)
    for column in scorecard.maxima:
        assert short.columns[column] == long.columns[column]
        assert [card.agency.code for card in short.standing(column)] == [
            card.agency.code for card in long.standing(column)
        ]


def test_a_column_that_was_not_there_before_has_no_change(scorecard: Scorecard) -> None:
    members, known = cohort_of(Random(1), scorecard)
    now = evaluate(QUARTER, Cohort.of(members[0]), Basis.BEST, scorecard, members, known)
    other = replace(scorecard, groups=scorecard.groups[1:])
    before = evaluate(QUARTER, Cohort.of(members[0]), Basis.BEST, other, members, known)
    assert set(changes_since(before, now, "CKMB").values()) == {NO_CHANGE}


def test_counts_are_made_when_asked_for() -> None:
    flags = {"over": Quality("TEMP")}
    reports = Reports("H31", QUARTER, {"over": 1, "under": 2}, {"over": 1, "under": 2}, DATES, flags)
    assert (len(reports), list(reports), "over" in reports, "other" in reports) == (2, ["over", "under"], True, False)
    count = reports["over"]
    assert (count.value, count.submission, count.as_of, count.agency, count.period, count.quality) == (
        1, 1, DATES[1], "H31", QUARTER, Quality("TEMP"),
    )  # fmt: skip
    assert reports["over"] is count
    assert reports["under"].quality is None
    assert reports.get("other") is None
    assert (reports.newest(["over"]), reports.newest(["over", "under"])) == (DATES[1], DATES[2])
