"""What late dossiers cost sums up to what is lost."""

from decimal import Decimal
from fractions import Fraction

from app.domain.dossiers.lateness import CASES, GOOD, INDICATOR, KINDS, Lateness
from app.domain.dossiers.reason_texts import TEXTS
from app.domain.periods import Period
from app.domain.scorecard.scoring import shown_part, worth
from app.readers.files.registers import read_measures
from app.readers.files.scorecards import BUNDLED, read_scorecards

TIMELINESS = read_scorecards(BUNDLED, read_measures()).in_force(Period.parse("2026-10")).indicators[INDICATOR]


def test_the_parts_are_the_maximum_by_the_share_of_late_dossiers() -> None:
    assert (TIMELINESS.numerator, TIMELINESS.denominator) == ((GOOD,), (CASES,))
    parts = [worth(TIMELINESS, late, 2652) for late in (7, 193, 100)]
    assert sum(parts) == Fraction(20 * 300, 2652)
    assert Lateness("H31.18", "9.000011", "done_late", 7, parts[0]).points == Decimal("0.053")
    assert shown_part(sum(parts, Fraction())) == Decimal("2.262")


def test_every_way_to_be_late_has_its_words() -> None:
    assert set(KINDS) == {code for code in TEXTS if code.endswith("_late")}
