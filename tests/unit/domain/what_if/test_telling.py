"""Steps and paths in words, on the bundled figures of 10 October 2026."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.evaluation.evaluation import Evaluation
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL
from app.domain.what_if.better_ranks import better_ranks
from app.domain.what_if.card_levers import Cases
from app.domain.what_if.goals import Wish
from app.domain.what_if.lever_choice import LeverSet
from app.domain.what_if.levers_in_force import with_levers
from app.domain.what_if.opportunities import OpportunitySort, opportunities
from app.domain.what_if.targets import Question
from app.domain.what_if.telling import Teller
from tests.conftest import Client
from tests.unit.domain.what_if.bundled import HUNG_YEN, evaluation_of

VI = Teller(lambda text: text.vi, lambda cases: f"{cases:,}".replace(",", "."), lambda points: f"+{points}")
EN = Teller(lambda text: text.en, str, lambda points: f"+{points}")


@pytest.fixture(scope="module")
def provinces(reader: Client) -> Evaluation:
    return evaluation_of(reader)


def told(evaluation: Evaluation, rank: int, levers: LeverSet, teller: Teller = VI) -> str:
    found = Question(TOTAL, Wish(rank=rank), levers).answer(evaluation, HUNG_YEN, {}, ended=False)
    return teller.reach(evaluation, found.goal, found.reaches[0])


def test_one_lever(provinces: Evaluation) -> None:
    assert told(provinces, 27, LeverSet.RECOVERABLE) == (
        "thêm 15 thủ tục có thanh toán trực tuyến lần đầu: đồng hạng Sơn La; 17: vượt Sơn La"
    )
    assert told(provinces, 27, LeverSet.PAPERS, EN) == (
        "8805 more dossiers with an electronic result: level with Sơn La; 9610: passes Sơn La"
    )


def test_several_levers_with_their_points_and_only_what_is_more(provinces: Evaluation) -> None:
    assert told(provinces, 20, LeverSet.RECOVERABLE) == (
        "thêm 136 thủ tục có thanh toán trực tuyến lần đầu (+1.00), thêm 883 thủ tục có hồ sơ khai thác dữ liệu dân cư "
        "lần đầu (+1.40): đồng hạng Vĩnh Long; thêm 889 thủ tục có hồ sơ khai thác dữ liệu dân cư lần đầu thay cho "
        "883: vượt Vĩnh Long"
    )
    papers = told(provinces, 20, LeverSet.PAPERS, EN)
    assert "148016 more dossiers with an electronic result (+1.84)" in papers
    assert "67274 more dossiers whose papers are digitised (+0.56): level with Vĩnh Long" in papers


def test_what_passes_at_once_is_told_once(provinces: Evaluation) -> None:
    assert told(provinces, 27, LeverSet.ALL) == (
        "thêm 10 phản ánh, kiến nghị được xử lý đúng hạn (phát sinh mới): vượt Sơn La"
    )


def test_another_mix_is_told_whole(provinces: Evaluation) -> None:
    found = Question(TOTAL, Wish(rank=20), LeverSet.RECOVERABLE).answer(provinces, HUNG_YEN, {}, ended=False)
    (first, beyond), goal = found.reaches[0].paths, found.goal
    fewer = replace(beyond, steps=beyond.steps[1:])
    other = replace(found.reaches[0], paths=(first, fewer))
    assert VI.reach(provinces, goal, other).endswith(
        "; thêm 889 thủ tục có hồ sơ khai thác dữ liệu dân cư lần đầu: vượt Vĩnh Long"
    )
    alone = replace(found.reaches[0], paths=(first,))
    assert VI.reach(provinces, goal, alone).endswith("(+1.40): đồng hạng Vĩnh Long")


def test_every_lever_has_words_for_one_case_and_for_several(provinces: Evaluation) -> None:
    scorecard = provinces.scorecard
    for code in scorecard.levers:
        assert VI.cases(scorecard, code, 15, Cases.CONVERTED).startswith("thêm 15 ")
        one, more = (EN.cases(scorecard, code, cases, Cases.CONVERTED) for cases in (1, 2))
        assert one.startswith("1 more ")
        assert one.removeprefix("1 ") != more.removeprefix("2 ")


def test_of_many_agencies_the_first_are_named(provinces: Evaluation) -> None:
    agencies = [card.agency for card in provinces.cards.values()]
    assert VI.names(agencies[:2]) == f"{agencies[0].name}, {agencies[1].name}"
    assert EN.names(agencies[:5]).endswith(f"{agencies[2].name} and 2 more")


def test_next_steps_are_told_by_the_cheaper_cases_that_are_possible(provinces: Evaluation) -> None:
    found = opportunities(provinces, HUNG_YEN, ended=False, sort=OpportunitySort.CASES)
    steps = VI.next_steps(provinces.scorecard, found, 5)
    assert [(each.text, each.gain, each.possible) for each in steps[:2]] == [
        ("thêm 1 phản ánh, kiến nghị mà người gửi hài lòng (phát sinh mới)", Decimal("0.01"), True),
        ("thêm 2 thủ tục có thanh toán trực tuyến lần đầu", Decimal("0.01"), True),
    ]
    over = opportunities(provinces, HUNG_YEN, ended=True, sort=OpportunitySort.CASES)
    late = VI.next_steps(provinces.scorecard, over, 100)
    assert [each.possible for each in late] == sorted((each.possible for each in late), reverse=True)
    assert late[-1].text.startswith("thêm ")
    assert not any("phát sinh mới" in each.text for each in late if each.possible)


def test_levers_are_given_to_what_has_none(provinces: Evaluation, reader: Client) -> None:
    bare = replace(provinces, scorecard=replace(provinces.scorecard, levers={}))
    scorecards = reader.service.registers.scorecards
    assert with_levers(bare, scorecards).scorecard.levers == provinces.scorecard.levers
    early = replace(bare, period=Period.parse("2020"))  # before any scorecard
    assert with_levers(early, scorecards).scorecard.levers == {}


def test_better_ranks(provinces: Evaluation, reader: Client) -> None:
    assert list(better_ranks(provinces, HUNG_YEN)) == list(range(27, 0, -1))
    assert better_ranks(provinces, HUNG_YEN)[27] == ["H52"]
    assert better_ranks(provinces, "H20") == {}  # the first
    assert better_ranks(evaluation_of(reader, period="2025-02"), HUNG_YEN) == {}  # a published rank
