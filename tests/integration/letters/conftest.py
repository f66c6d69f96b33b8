"""Letters over the bundled figures, and over figures of our own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.agencies import Cohort
from app.domain.evaluation.score_changes import changes_since
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.services.evaluation.evaluate import Evaluator
from app.services.letters.compose import Letter, write
from tests.conftest import NOW, Client

Writes = Callable[..., Letter]


@pytest.fixture(scope="session")
def letter_of(reader: Client) -> Writes:
    """Writes the letter on an agency; what is given of its office goes before the office's file."""

    def make(period: str, code: str, cohort: str = "provinces", basis: Basis = Basis.BEST, **given: Any) -> Letter:
        registers = reader.service.registers
        evaluator = Evaluator(reader.service.database, registers.scorecards, basis, NOW.date())
        now = evaluator.cohort(Period.parse(period), Cohort.parse(cohort))
        before = evaluator.cohort(now.period.previous, now.cohort)
        day: date | None = given.pop("day", None)
        number: str | None = given.pop("number", None)
        changes = {by: changes_since(before, now, by)[code] for by in now.scorecard.maxima}
        letter = write(now, code, changes, registers.offices, number, day)
        return replace(letter, office=replace(letter.office, **given))

    return make
