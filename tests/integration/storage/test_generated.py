"""The generator of the benchmarks: what it says it makes, the same every time, in tables that the service believes."""

from typing import Any

from sqlalchemy import func, select

from app.domain.agencies import Cohort
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL
from app.readers.files.registers import read_measures
from app.services.audit.verify import Trail, verify
from app.services.context import AppContext
from app.services.evaluation.evaluate import Evaluator
from app.storage.tables import agency, metadata, statistic, submission
from bench.generate import LEFT_OUT, SOURCE, Size, correct, generate, opened
from tests.conftest import Databases

SMALL = Size(months=2, agencies=34 + 40)
FEBRUARY = Period.parse("2023-02")
MEASURES = len(read_measures().keys() - LEFT_OUT)
IN_A_PROVINCE = 2  # and in some three


def rows(service: AppContext, *names: str) -> list[Any]:
    with service.database.reading() as connection:
        return [sorted(connection.execute(select(metadata.tables[name])).all(), key=str) for name in names]


def test_what_it_says_and_the_same_every_time(sqlite_databases: Databases, postgresql_databases: Databases) -> None:
    """Also the same in both databases."""
    first, second = sqlite_databases.empty(), postgresql_databases.empty()
    made = generate(first, SMALL)
    assert generate(second, SMALL).counts == made.counts
    assert (made.counts - made.corrections, made.submissions) == (2 * 74 * MEASURES, 2 * 34 * 2)
    assert made.corrections == 2 * 34 * MEASURES  # one agency of each province
    with opened(first) as service, opened(second) as other:
        filled = ("agency", "agency_name", "statistic", "submission", "submission_period")
        assert rows(service, *filled) == rows(other, *filled)
        with service.database.reading() as connection:
            assert connection.execute(select(func.count()).select_from(statistic)).scalar_one() == made.counts
            assert connection.execute(select(func.count()).where(agency.c.valid_to.is_(None))).scalar_one() == 74
            sources = select(submission.c.source).where(submission.c.kind == "statistics")
            assert all(each.startswith(SOURCE) for each in connection.execute(sources).scalars())
        believed(service, second, made.submissions)


def believed(service: AppContext, url: str, sent: int) -> None:
    """The service scores the figures, and its audit trail holds them, corrections too."""
    found = Evaluator.asked(service, Basis.COMPUTED).cohort(FEBRUARY, Cohort.parse("H31.communes"))
    assert found.cards
    assert all(card.figures[TOTAL].score for card in found.cards.values())
    trail = Trail()
    assert list(verify(service.database, trail, {})) == []
    assert trail.entries == 2 + sent  # the registers and the agencies before them
    assert correct(url, SMALL, FEBRUARY, "H31", 3) == 3 * IN_A_PROVINCE * MEASURES
    with opened(url) as corrected:
        assert len(rows(corrected, "statistic")[0]) == len(rows(service, "statistic")[0]) + 3 * IN_A_PROVINCE * MEASURES
        assert list(verify(corrected.database, Trail(), {})) == []
