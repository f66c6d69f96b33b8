"""Pulls a period's figures from the national portal: asks, keeps every answer, reads, takes in what has changed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta

from app.domain.errors import Refusal
from app.domain.periods import Period
from app.domain.scorecard.scorecard import Scorecard
from app.domain.time import VIETNAM, day_of
from app.readers.portal.client import ClientPolicy, PortalClient
from app.readers.portal.reader_2026 import reads
from app.services.context import AppContext
from app.services.portal.pull_report import ProgressListener, PullReport
from app.services.portal.pull_run import PROCEDURES, Run
from app.services.portal.response_archive import ResponseArchive
from app.storage import agencies
from app.storage.database import PULLING
from app.storage.portal import pulls
from app.storage.portal.pulls import StoredPull

RESUMED_WITHIN = timedelta(hours=6)


def pull(
    service: AppContext,
    periods: Sequence[Period],
    provinces: Sequence[str],
    watch: ProgressListener,
    *,
    with_procedures: bool = False,
) -> list[PullReport]:
    """Read what the portal publishes of some periods: all provinces' score cards, and the details of ``provinces``
    (of all, if none is named) and of the agencies below them; ``with_procedures``, also their national register.

    What was interrupted within the last hours goes on where it stopped. What the last pull has taken in already
    makes no submission. A period that the portal does not answer for harms no other. Refusals:
    ``period_in_future``, ``no_scorecard``, ``unknown_agency``, ``portal_vintage_unknown``, ``portal_running``,
    ``portal_not_before``, ``portal_refused``, ``portal_busy``, and when it is down the client's.
    """
    scorecards = {period: _scorecard(service, period) for period in periods}
    asked = tuple(sorted(set(provinces)))
    reports: list[PullReport] = []
    with _alone(service):
        begun = _begun(service, periods, asked)
        with closing(PortalClient(_manners(service), service.now)) as client:
            for period, resumed in begun.items():
                stored = resumed or _start(service, period, asked)
                answers = ResponseArchive(service, stored, watch.answered, client)
                wanted = with_procedures and not reports
                run = Run(service, stored, scorecards[period], watch, answers, wanted)
                reports.append(PullReport(stored.id, period, resumed=resumed is not None))
                run.go(reports[-1])
                with service.database.writing() as connection:
                    pulls.finish(connection, stored.id, service.now())
    return reports


def reread(service: AppContext, pull_id: int, watch: ProgressListener) -> PullReport:
    """Read a pull's kept answers again, without asking the portal; refuses ``unknown_pull``, ``portal_running``."""
    with _alone(service):
        with service.database.reading() as connection:
            stored = pulls.get(connection, pull_id)
            with_procedures = pulls.has_unit(connection, pull_id, PROCEDURES)
        if stored is None:
            raise Refusal("unknown_pull", value=pull_id)
        report = PullReport(stored.id, stored.period, resumed=False)
        answers = ResponseArchive(service, stored, watch.answered)
        Run(service, stored, _scorecard(service, stored.period), watch, answers, with_procedures).go(report)
    return report


@contextmanager
def _alone(service: AppContext) -> Iterator[None]:
    with service.database.alone(PULLING) as alone:
        if not alone:
            raise Refusal("portal_running")
        yield


def _begun(
    service: AppContext, periods: Sequence[Period], provinces: tuple[str, ...]
) -> Mapping[Period, StoredPull | None]:
    """The periods that are to be pulled, each with the interrupted pull that goes on, if there is one.

    Where one of them was interrupted, those that had been finished before it are not begun anew.
    """
    url, now = service.settings.portal_url, service.now()
    with service.database.reading() as connection:
        if unknown := set(provinces) - set(agencies.ids(connection, provinces)):
            raise Refusal("unknown_agency", value=", ".join(sorted(unknown)))
        until = pulls.not_before(connection, url)
        found = {period: pulls.newest(connection, url, period, provinces, now - RESUMED_WITHIN) for period in periods}
    if until and until > now:
        raise Refusal("portal_not_before", shown=until.astimezone(VIETNAM).isoformat(timespec="seconds"))
    interrupted = any(each and not each.finished_at for each in found.values())
    return {
        period: None if each is None or each.finished_at else each
        for period, each in found.items()
        if not (interrupted and each and each.finished_at)
    }


def _start(service: AppContext, period: Period, provinces: tuple[str, ...]) -> StoredPull:
    with service.database.writing() as connection:
        return pulls.start(connection, service.settings.portal_url, period, provinces, service.now())


def _scorecard(service: AppContext, period: Period) -> Scorecard:
    today = day_of(service.now())
    if period.first_day > today:
        raise Refusal("period_in_future", period=period, today=today)
    scorecard = service.registers.scorecards.in_force(period)
    if not reads(scorecard):
        raise Refusal("portal_vintage_unknown", scorecard=scorecard.id)
    return scorecard


def _manners(service: AppContext) -> ClientPolicy:
    settings = service.settings
    return ClientPolicy(
        url=settings.portal_url,
        pause=settings.portal_pause,
        timeout=settings.portal_timeout,
        attempts=settings.portal_attempts,
        proxy=settings.portal_proxy,
        contact=settings.portal_contact,
    )
