"""Where the figures of a page come from: the edition that is announced or asked for, or the figures as they are now."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Annotated

from fastapi import Request
from pydantic import BaseModel

from app.api.http.deps import MAX_ID, AsOfQuery, KnownAt, parsed_by, with_plus
from app.api.views.edition_queries import refuse_others
from app.domain.agencies import Agency, Cohort, is_code
from app.domain.editions import Edition
from app.domain.errors import Refusal
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period, PeriodKind
from app.domain.time import day_of
from app.domain.what_if.levers_in_force import with_levers
from app.domain.what_if.robustness import Robustness
from app.domain.what_if.weights import Drawing
from app.services.context import AppContext
from app.services.editions.announcements import Announcement, announced_history, of_edition, of_live, standing_for
from app.services.editions.editions import get_edition, member_of, ranking_of
from app.services.editions.opened import OpenedEditions
from app.services.evaluation.evaluate import Evaluator, Ranking, get_member
from app.services.evaluation.ranking_context import CardAround, live_history, newest_period_of
from app.services.versions import EDITIONS, Dependencies, rests_on_all
from app.services.what_if.robustness import get_robustness
from app.storage import agencies
from app.storage.editions import StoredEdition
from app.web.addresses import LIVE, Addresses

MOST_WITH_ROBUSTNESS = 100  # agencies of a cohort: of more it would take longer than the rest of the page
PEOPLE = ("H", "G")  # all provinces, all ministries, and whatever is within them


def parse_edition(text: str) -> int:
    """The number of an edition; refuses ``unknown_edition``."""
    if text.isascii() and text.isdigit() and len(text) <= 10 and 0 < int(text) <= MAX_ID:
        return int(text)
    raise Refusal("unknown_edition", value=text)


class PageQuery(BaseModel):
    """What links and forms of the page carry; other parameters (of letters, of networks) are passed over.

    ``edition``: the one to show, or ``none`` for figures as they are now; without it the current edition, if there is
    one.
    """

    basis: Basis = Basis.BEST
    as_of: AsOfQuery = None
    known_at: KnownAt = None
    period: Annotated[Period | None, parsed_by(Period.parse)] = None
    edition: Annotated[int | str | None, parsed_by(lambda text: LIVE if text == LIVE else parse_edition(text))] = None


@dataclass(frozen=True)
class PageSource:
    """Gives a page its figures, in one shape whether they are frozen or live, and says which they are.

    ``asked``: the edition that the address names.
    """

    service: AppContext
    opened: OpenedEditions
    evaluator: Evaluator
    query: PageQuery
    asked: StoredEdition | None
    at: Addresses

    @classmethod
    def of(cls, request: Request, service: AppContext, query: PageQuery) -> "PageSource":
        """Refuses ``unknown_edition``."""
        evaluator = Evaluator.asked(service, query.basis, query.as_of, query.known_at)
        asked = get_edition(service.database, query.edition) if isinstance(query.edition, int) else None
        at = Addresses.of(request)
        if asked:
            at = at.frozen(asked.id, asked.period, asked.cohort)
        else:
            bounds = asdict(evaluator.bounds)  # a moment that has not come is not asked about
            written = {name: with_plus(request.query_params[name]) for name, bound in bounds.items() if bound}
            at = at.asking(query.basis, LIVE if query.edition == LIVE else None, written)
        return cls(service, request.app.state.editions, evaluator, query, asked, at)

    def ranking(self, period: Period, cohort: Cohort, by: str) -> tuple[Ranking, Announcement]:
        """Refuses what ``Evaluator.ranking`` does, and ``edition_differs``."""
        with self.service.database.reading():
            stored = self._edition(period, cohort)
            if stored is None:
                ranking = self.evaluator.ranking(period, cohort, by)
                return ranking, self._live(ranking.evaluation)
            ranking = ranking_of(self.opened.whole(stored), by, self._announced_before(stored))
            return ranking, of_edition(self.service, stored)

    def agency(self, code: str, period: Period) -> tuple[Agency, Evaluation, Announcement]:
        """Refuses what ``Evaluator.agency`` does, ``edition_differs`` and ``agency_not_in_edition``."""
        with self.service.database.reading():
            found = self._frozen(code, period)
            if found is None:
                agency, evaluation = self.evaluator.agency(period, code)
                return agency, evaluation, self._live(evaluation)
            stored, edition = found
            return member_of(edition, code), edition.evaluation, of_edition(self.service, stored)

    def card(self, code: str, period: Period) -> tuple[Agency, list[Evaluation], Announcement]:
        """``agency`` with its history, the oldest first; refuses the same."""
        with self.service.database.reading():
            agency, evaluation, announcement = self.agency(code, period)
            if stored := announcement.shown:
                edition = self.opened.whole(stored)
                history = announced_history(self.service, self.opened, stored, edition, code)
            else:
                history = live_history(self.evaluator, code, evaluation)
            return agency, history, announcement

    def compared(self, codes: Sequence[str], period: Period) -> tuple[Evaluation, Announcement]:
        """The cohort that agencies are ranked in together. Refuses what ``agency`` does and ``cohorts_differ``."""
        with self.service.database.reading():
            cohort = self.asked.cohort if self.asked else self._cohort(codes, period)
            if stored := self._edition(period, cohort):
                edition = self.opened.whole(stored)
                lacks = [code for code in codes if code not in edition.evaluation.cards]
                if lacks and self.asked:
                    member_of(edition, lacks[0])
                if not lacks:
                    return edition.evaluation, of_edition(self.service, stored)
            evaluation = self.evaluator.cohort(period, cohort)
            return evaluation, self._live(evaluation)

    def named(self, codes: Sequence[str]) -> tuple[list[Agency], list[str]]:
        """The agencies with these codes, whether valid or not, and the codes that nobody has."""
        today, known_at = self.evaluator.today, self.evaluator.known_at
        with self.service.database.reading() as connection:
            found = agencies.find(connection, [each for each in codes if is_code(each)], today, known_at)
        return [found[each] for each in codes if each in found], [each for each in codes if each not in found]

    def _cohort(self, codes: Sequence[str], period: Period) -> Cohort:
        with self.service.database.reading() as connection:
            found = [get_member(connection, code, period, self.evaluator.known_at) for code in codes]
        if len({Cohort.of(each) for each in found}) > 1:
            raise Refusal("cohorts_differ", agencies=", ".join(each.name for each in found))
        return Cohort.of(found[0])

    def below(
        self, period: Period, cohorts: Sequence[Cohort], above: Announcement
    ) -> list[tuple[Evaluation, Announcement]]:
        """Some cohorts, with the figures that links to them lead to. Below what is announced nothing stands that is
        not, and nothing is evaluated for it."""
        with self.service.database.reading():
            found = []
            for cohort in cohorts:
                if stored := self._edition_below(period, cohort, above):
                    found.append((self.opened.whole(stored).evaluation, Announcement(stored)))
                elif above.shown is None:
                    found.append((self.evaluator.cohort(period, cohort), Announcement()))
            return found

    def with_levers(self, around: CardAround) -> CardAround:
        """A card with the levers in force, which editions do not freeze."""
        evaluation = with_levers(around.evaluation, self.service.registers.scorecards)
        return replace(around, evaluation=evaluation)

    def robustness(self, evaluation: Evaluation, announcement: Announcement) -> Robustness | None:
        """How firm the ranks are that are shown: of an edition as it was when it was published. ``None`` for large
        cohorts, for which it takes long, and where the ranks were published, or are too few to be told."""
        if len(evaluation.cards) > MOST_WITH_ROBUSTNESS:
            return None
        evaluator, stored, service = self.evaluator, announcement.shown, self.service
        if stored:
            today = day_of(stored.published_at)
            evaluator = replace(
                evaluator, basis=stored.basis, as_of=stored.as_of, known_at=stored.published_at, today=today
            )
        limits, period, cohort = service.registers.offices.default.limits, evaluation.period, evaluation.cohort
        try:
            return get_robustness(evaluator, limits, period, cohort, Drawing(), service.robustness)
        except Refusal as refusal:
            if refusal.code not in ("ranks_published", "too_few_ranked", "no_scorecard"):
                raise
            return None

    def period_of(self, code: str) -> Period:
        """The one that was asked for, else the edition's, else the newest with figures, else this year."""
        if self.query.period:
            return self.query.period
        if self.asked:
            return self.asked.period
        return newest_period_of(self.evaluator, code) or Period.of(self.evaluator.today, PeriodKind.YEAR)

    def _announced_before(self, stored: StoredEdition) -> Evaluation | None:
        """What was announced of the period before, on the same basis."""
        before = standing_for(self.service, stored.period.previous, stored.cohort, stored.basis)
        return self.opened.whole(before).evaluation if before and before.basis is stored.basis else None

    @cached_property
    def _is_bound(self) -> bool:
        return any(asdict(self.evaluator.bounds).values())

    def _edition_below(self, period: Period, cohort: Cohort, above: Announcement) -> StoredEdition | None:
        if above.shown is None and (self.query.edition == LIVE or self._is_bound):
            return None
        return standing_for(self.service, period, cohort, self.at.basis)

    def _edition(self, period: Period, cohort: Cohort) -> StoredEdition | None:
        """The edition to show: the one that is asked for, or the current one unless live figures are asked for."""
        if self.asked:
            refuse_others(self.asked, period, self.query)
            return self.asked
        if self.query.edition == LIVE or self._is_bound:
            return None
        return standing_for(self.service, period, cohort, self.query.basis)

    def _frozen(self, code: str, period: Period) -> tuple[StoredEdition, Edition] | None:
        """The edition to show of an agency: whoever was registered after it has but live figures."""
        with self.service.database.reading() as connection:
            cohort = self.asked and self.asked.cohort
            cohort = cohort or Cohort.of(get_member(connection, code, period, self.evaluator.known_at))
        stored = self._edition(period, cohort)
        if stored is None:
            return None
        edition = self.opened.whole(stored)
        return (stored, edition) if self.asked or code in edition.evaluation.cards else None

    def _live(self, evaluation: Evaluation) -> Announcement:
        is_bound = self._is_bound or self.query.basis is not Basis.BEST
        return of_live(self.service, self.opened, evaluation, self.evaluator.known_at, is_bound=is_bound)


def rests(query: PageQuery, group: str) -> Dependencies | None:
    """What a page rests on: all figures and names of its cohort, for its lists of periods too, and what was announced.
    The page of an edition that is named may be of any cohort. With a moment in the past a page may be another every
    time, for that moment may be still to come."""
    if query.as_of or query.known_at:
        return None
    groups = PEOPLE if isinstance(query.edition, int) else (group,)
    found = [rests_on_all(each, dated=False) for each in groups]
    return Dependencies((EDITIONS, *(subject for each in found for subject in each.subjects)), found[0].days)
