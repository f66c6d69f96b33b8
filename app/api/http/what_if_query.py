"""What every question about what a score would take is asked with."""

from dataclasses import replace
from datetime import date

from app.api.http.deps import BasisQuery, TableQuery
from app.domain.agencies import Agency
from app.domain.evaluation.evaluation import Evaluation
from app.domain.periods import Period
from app.services.context import AppContext
from app.services.evaluation.evaluate import Evaluator
from app.services.versions import Dependencies, group_of, rests_on


class WhatIfQuery(BasisQuery, TableQuery):
    """Not of an edition: it fixes results, not the counts below them."""

    def agency(self, service: AppContext, period: Period, code: str) -> tuple[Agency, Evaluation, date]:
        """An agency, its cohort, and the day on which levers are looked at: today, or that of ``known_at``."""
        evaluator = Evaluator.asked(service, self.basis, self.as_of, self.known_at)
        return *evaluator.agency(period, code), evaluator.today

    def rests_on(self, service: AppContext, period: Period, code: str) -> Dependencies | None:
        """What the answer about an agency rests on, as ``rests_until_end`` says it."""
        return rests_until_end(self, service, period, group_of(code))


def rests_until_end(query: BasisQuery, service: AppContext, period: Period, group: str) -> Dependencies | None:
    """What an answer about a group rests on: also on whether the period has ended, as that ends levers.
    ``None`` where it is a moment which has not come yet."""
    known_at = query.past(service)
    if query.known_at and not known_at:
        return None
    found = rests_on((period,), group, dated=bool(query.as_of or known_at))
    if known_at:
        return found
    return replace(found, days=found.days or (period.last_day, period.last_day))
