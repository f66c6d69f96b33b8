"""Targets against brute force on small cards: every number of cases of every lever, scored by another arithmetic."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import product
from random import Random
from typing import NamedTuple

from app.domain.errors import Refusal
from app.domain.evaluation.scores import Basis
from app.domain.scorecard.levers import CasesText, Change, Lever
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.domain.scorecard.scoring import as_score
from app.domain.what_if.card_levers import Cases
from app.domain.what_if.goals import Wish
from app.domain.what_if.lever_choice import LeverSet
from app.domain.what_if.targets import Question
from tests.support.oracle import SCORECARD as RULES
from tests.support.oracle import Indicator, points
from tests.unit.domain.test_cards import evaluated
from tests.unit.domain.test_findings import SCORECARD

CARDS = 10_000
ROWS = {row.code: row for rows in RULES.values() for row in rows}
COUPLED = ("DOSSIER_ON_TIME", "DOSSIER_RECEIVING_SATISFACTION")
SINGLE = [code for code in ROWS if code not in (*COUPLED, "PAYMENT_PROCEDURE_OFFERED")]
TRIED = 30  # new cases of a kind


class Case(NamedTuple):
    """One random card: counts by indicator, the scorecard's levers, efforts, and a gap in hundredths."""

    scorecard: Scorecard
    counts: Mapping[str, tuple[int, int]]
    efforts: Mapping[str, int]
    gap: int
    levers: LeverSet
    ended: bool


class Choice(NamedTuple):
    """A kind of cases: what they move, whether they are new, how many there can be, the effort of one."""

    codes: tuple[str, ...]
    new: bool
    most: int
    effort: int


class Step(NamedTuple):
    cases: int
    gain: int
    cost: int


class Way(NamedTuple):
    """The cost, and the cases by the first of their indicators and whether they are new."""

    cost: int
    steps: tuple[tuple[str, bool, int], ...]


class Answer(NamedTuple):
    way: Way | None
    highest: int


def test_ten_thousand_small_cards() -> None:
    random, reached, compared = Random(20), 0, 0
    while compared < CARDS:
        case = _case(random)
        expected = _by_hand(case)
        if expected is None:
            continue
        found = _found(case)
        if found is None:
            assert expected.way is None, case
            assert expected.highest < case.gap, case
        else:
            assert found == expected, case
        compared += 1
        reached += expected.way is not None
    assert reached > CARDS / 3


def _case(random: Random) -> Case:
    codes = [*random.sample(SINGLE, 2), *COUPLED[: random.choice((0, 1, 2, 2))]]
    counts = {}
    for code in codes:
        good = random.randint(0, 12)
        counts[code] = good, good + random.randint(0, 5)
    levers = {code: _lever(random, code) for code in ROWS if code in codes}
    for code in COUPLED:
        if code in levers:
            levers[code] = replace(
                levers[COUPLED[0]], moves=tuple(ROWS[each].numerator[0] for each in COUPLED if each != code)
            )
    scorecard = replace(SCORECARD, levers=levers)
    efforts = {code: random.randint(1, 4) for code in codes if random.random() < 0.5}
    sets = (LeverSet.ALL, LeverSet.RECOVERABLE, LeverSet.PAPERS)
    return Case(scorecard, counts, efforts, random.randint(1, 300), random.choice(sets), random.random() < 0.3)


def _lever(random: Random, code: str) -> Lever:
    change = random.choice((Change.RECOVERABLE, Change.RECOVERABLE, Change.NEW_CASES, Change.LOST))
    recoverable = change is Change.RECOVERABLE
    after, papers = recoverable and random.random() < 0.5, recoverable and random.random() < 0.5
    return Lever(change, CasesText("{cases}", "{cases}", "{cases}"), after, papers, (), (), code, code)


def _found(case: Case) -> Answer | None:
    """What the service says; ``None`` where not even the past would have led there."""
    evaluation = evaluated(case.scorecard, Basis.COMPUTED, {"H31": _measures(case.counts)})
    now = evaluation.cards["H31"].points(TOTAL)
    assert now is not None
    question = Question(TOTAL, Wish(score=as_score(now + case.gap)), case.levers, _written(case.efforts))
    try:
        answer = question.answer(evaluation, "H31", {}, ended=case.ended)
    except Refusal as refusal:
        if refusal.code not in {"target_beyond_reach", "target_above_max"}:
            raise
        return None
    (reach,) = answer.reaches
    if not reach.paths:
        return Answer(None, reach.points - now)
    (path,) = reach.paths
    steps = tuple((step.code, step.kind is Cases.NEW, step.cases) for step in path.steps)
    return Answer(Way(path.effort, steps), reach.points - now)


def _measures(counts: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Counts by measure; of all other indicators so that they have full marks."""
    found: dict[str, int] = {}
    for code in sorted(ROWS, key=lambda each: each not in counts):
        row = ROWS[code]
        over, under = counts.get(code, (None, found.get(row.denominator[0], 1)))
        numerators = [under if over is None else over, *(0 for _ in row.numerator[1:])]
        found |= dict(zip(row.numerator, numerators, strict=True)) | {row.denominator[0]: under}
    return found


def _written(efforts: Mapping[str, int]) -> str | None:
    return ",".join(f"{code}:{effort}" for code, effort in efforts.items()) or None


def _by_hand(case: Case) -> Answer | None:
    """The cheapest way and the highest gain of the set's levers; ``None`` where so many new cases might be better that
    they are not tried."""
    choices = list(_choices(case))
    steps = [list(_steps(case, choice)) for choice in choices]
    best = min((way for way in product(*steps) if sum(step.gain for step in way) >= case.gap), key=_order, default=None)
    highest = sum(_highest(case, choice) for choice in choices)
    untried = min((choice.effort * (choice.most + 1) for choice in choices if choice.new), default=None)
    if untried is not None and (best is None or _order(best)[0] >= untried):
        return None if highest >= case.gap else Answer(None, highest)
    if best is None:
        return Answer(None, highest)
    used = [(choice, step) for choice, step in zip(choices, best, strict=True) if step.cases]
    return Answer(Way(_order(best)[0], tuple((each.codes[0], each.new, step.cases) for each, step in used)), highest)


def _order(way: tuple[Step, ...]) -> tuple[int, int, list[int], list[int]]:
    used = [place for place, step in enumerate(way) if step.cases]
    return sum(step.cost for step in way), len(used), used, [-step.cases for step in way]


def _choices(case: Case) -> Iterator[Choice]:
    """What can be done by this set of levers; coupled ones are the same cases."""
    done = set()
    for code, lever in case.scorecard.levers.items():
        partners = tuple(each for each in COUPLED if each in case.counts) if code in COUPLED else (code,)
        is_mended = lever.change is Change.RECOVERABLE and (lever.after_period or not case.ended)
        is_new = case.levers is LeverSet.ALL and lever.change is Change.NEW_CASES and not case.ended
        if partners in done or (case.levers is LeverSet.PAPERS and not lever.papers) or not (is_mended or is_new):
            continue
        done.add(partners)
        bad = max(case.counts[each][1] - case.counts[each][0] for each in partners)
        yield Choice(partners, is_new, TRIED if is_new else bad, min(case.efforts.get(each, 1) for each in partners))


def _steps(case: Case, choice: Choice) -> Iterator[Step]:
    """Nothing, and every number of cases that gives more than one fewer."""
    before = -1
    for cases in range(choice.most + 1):
        gain = _gain(case, choice, cases)
        if gain > before:
            yield Step(cases, gain, cases * choice.effort)
        before = gain


def _highest(case: Case, choice: Choice) -> int:
    """With new cases without end full marks; else with all that can be made good."""
    if not choice.new:
        return _gain(case, choice, choice.most)
    return int(sum(ROWS[code].max - _points(ROWS[code], *case.counts[code]) for code in choice.codes) * 100)


def _gain(case: Case, choice: Choice, cases: int) -> int:
    found = Fraction(0)
    for code in choice.codes:
        (over, under), row = case.counts[code], ROWS[code]
        then = (over + cases, under + cases) if choice.new else (min(over + cases, under), under)
        found += _points(row, *then) - _points(row, over, under)
    return int(found * 100)


@cache
def _exactly(row: str, over: int, under: int) -> Fraction:
    return points(ROWS[row], Fraction(over, under))


def _points(row: Indicator, over: int, under: int) -> Fraction:
    if under == 0:
        return Fraction(row.max if row.no_cases == "full" else 0)
    return _exactly(row.code, over, under)
