"""Pulls a period's figures from the national portal: asks, keeps every answer, reads, takes in what has changed."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta

from app.domain.errors import Refusal
from app.domain.moments import VIETNAM, day_of
from app.domain.periods import Period
from app.domain.scorecard import Scorecard
from app.services.portal_kept import Answers
from app.services.portal_reports import PullReport, Watch
from app.services.portal_run import Run
from app.services.service import Service
from app.sources.portal.client import Manners, PortalClient
from app.sources.portal.vintage_2026 import reads
from app.storage import agencies, pulls
from app.storage.pulls import StoredPull
from app.storage.session import PULLING

RESUMED_WITHIN = timedelta(hours=24)


def pull(
    service: Service, period: Period, provinces: Sequence[str], watch: Watch, *, with_procedures: bool = False
) -> PullReport:
    """Read what the portal publishes of a period: all provinces' score cards, and the details of ``provinces``
    (of all, if none is named) and of the agencies below them; ``with_procedures``, also their national register.

    A pull that was interrupted within the last day goes on where it stopped. What has not changed since the
    last pull makes no submission. Refusals: ``period_in_future``, ``no_scorecard``, ``unknown_agency``,
    ``portal_vintage_unknown``, ``portal_running``, ``portal_not_before``, ``portal_refused``, ``portal_busy``,
    and the client's.
    """
    settings, now = service.settings, service.now()
    scorecard = _scorecard(service, period, now)
    asked = tuple(sorted(set(provinces)))
    with service.database.alone(PULLING) as alone:
        if not alone:
            raise Refusal("portal_running")
        with service.database.writing() as connection:
            if unknown := set(asked) - set(agencies.ids(connection, asked)):
                raise Refusal("unknown_agency", value=", ".join(sorted(unknown)))
            until = pulls.not_before(connection, settings.portal_url)
            if until and until > now:
                raise Refusal("portal_not_before", shown=until.astimezone(VIETNAM).isoformat(timespec="seconds"))
            begun = (settings.portal_url, period, asked)
            old = pulls.interrupted(connection, *begun, now - RESUMED_WITHIN)
            id_ = old.id if old else pulls.start(connection, *begun, now)
        stored = StoredPull(id_, settings.portal_url, period, asked, now, None)
        answers = Answers(service, stored, watch.answered)
        run = Run(service, stored, scorecard, watch, answers, with_procedures)
        report = PullReport(id_, period, resumed=old is not None)
        with closing(PortalClient(_manners(service), service.now, answers.keep)) as answers.client:
            run.go(report)
        with service.database.writing() as connection:
            pulls.finish(connection, id_, service.now())
    return report


def reread(service: Service, pull_id: int, watch: Watch) -> PullReport:
    """Read a pull's kept answers again, without asking the portal; refuses ``unknown_pull``, ``portal_running``."""
    with service.database.alone(PULLING) as alone:
        if not alone:
            raise Refusal("portal_running")
        with service.database.reading() as connection:
            stored = pulls.get(connection, pull_id)
        if stored is None:
            raise Refusal("unknown_pull", value=pull_id)
        report = PullReport(stored.id, stored.period, resumed=False)
        scorecard, answers = _scorecard(service, stored.period, service.now()), Answers(service, stored, watch.answered)
        Run(service, stored, scorecard, watch, answers).go(report)
    return report


def _scorecard(service: Service, period: Period, now: datetime) -> Scorecard:
    if period.first_day > day_of(now):
        raise Refusal("period_in_future", period=period, today=day_of(now))
    scorecard = service.registers.scorecards.in_force(period)
    if not reads(scorecard):
        raise Refusal("portal_vintage_unknown", scorecard=scorecard.id)
    return scorecard


def _manners(service: Service) -> Manners:
    settings = service.settings
    return Manners(
        url=settings.portal_url,
        pause=settings.portal_pause,
        timeout=settings.portal_timeout,
        attempts=settings.portal_attempts,
        proxy=settings.portal_proxy,
        contact=settings.portal_contact,
    )
