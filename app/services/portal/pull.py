"""Pulls a period's figures from the national portal: asks, keeps every answer, reads, takes in what has changed."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import timedelta

from app.domain.agencies import Cohort, Level
from app.domain.enums import PullDepth
from app.domain.errors import Refusal
from app.domain.periods import Period
from app.domain.scorecard.scorecard import Scorecard
from app.domain.time import day_of
from app.readers.portal.client import PortalClient
from app.readers.portal.questions import CARDS_AND_GROUPS
from app.readers.portal.reader_2026 import reads
from app.services.context import AppContext
from app.services.portal.asking import alone, client_policy, refuse_too_early
from app.services.portal.pull_report import ProgressListener, PullReport
from app.services.portal.pull_run import PROCEDURES, Run
from app.services.portal.response_archive import ResponseArchive
from app.storage import agencies
from app.storage.database import Connection
from app.storage.portal import pulls
from app.storage.portal.pulls import StoredPull

RESUMED_WITHIN = timedelta(hours=6)


def pull(
    service: AppContext,
    periods: Sequence[Period],
    provinces: Sequence[str],
    watch: ProgressListener,
    *,
    depth: PullDepth | None = None,
    with_procedures: bool = False,
) -> list[PullReport]:
    """Read what the portal publishes of some periods: the figures of all provinces, and as far as ``depth`` says of
    what is below ``provinces`` (below all, if none is named); ``with_procedures``, also the register of procedures.

    What was interrupted within the last hours goes on where it stopped. What the last pull has taken in already
    makes no submission. A period that the portal does not answer for harms no other. Refusals:
    ``period_in_future``, ``no_scorecard``, ``unknown_agency``, ``portal_vintage_unknown``, ``portal_running``,
    ``portal_not_before``, ``portal_refused``, ``portal_busy``, and when it is down the client's.
    """
    scorecards = {period: _scorecard(service, period) for period in periods}
    asked, depth = tuple(sorted(set(provinces))), depth or _depth(provinces)
    reports: list[PullReport] = []
    with alone(service):
        begun = _begun(service, periods, asked, depth)
        with closing(PortalClient(client_policy(service), service.now)) as client:
            for period, resumed in begun.items():
                stored = resumed or _start(service, period, asked, depth)
                answers = ResponseArchive(service, stored, watch.answered, client)
                wanted = with_procedures and not reports
                run = Run(service, stored, scorecards[period], watch, answers, wanted)
                reports.append(PullReport(stored.id, period, resumed=resumed is not None))
                run.go(reports[-1])
                with service.database.writing() as connection:
                    pulls.finish(connection, stored.id, service.now())
    return reports


def questions_needed(
    service: AppContext, periods: Sequence[Period], provinces: Sequence[str], depth: PullDepth | None = None
) -> dict[Period, int]:
    """How many questions ``pull`` would ask, at least, by period; nothing is asked. Refuses as ``pull`` does.

    Units are those that are registered: how many the portal lists it says only when it is asked.
    """
    depth, needed = depth or _depth(provinces), {}
    for period in periods:
        _scorecard(service, period)
        with service.database.reading() as connection:
            _known(connection, provinces)
            day = period.last_day
            below = provinces or [each.code for each in agencies.members(connection, Cohort(Level.PROVINCE), day)]
            units = [
                each
                for code in (below if depth is PullDepth.UNITS else ())
                for level in (Level.DEPARTMENT, Level.COMMUNE)
                for each in agencies.members(connection, Cohort(level, code), day)
            ]
        lists = 1 + (0 if depth is PullDepth.PROVINCES else len(below))
        needed[period] = lists * CARDS_AND_GROUPS + len(units)
    return needed


def reread(service: AppContext, pull_id: int, watch: ProgressListener) -> PullReport:
    """Read a pull's kept answers again, without asking the portal; refuses ``unknown_pull``, ``portal_running``."""
    with alone(service):
        with service.database.reading() as connection:
            stored = pulls.get(connection, pull_id)
            with_procedures = pulls.has_unit(connection, pull_id, PROCEDURES)
        if stored is None:
            raise Refusal("unknown_pull", value=pull_id)
        report = PullReport(stored.id, stored.period, resumed=False)
        answers = ResponseArchive(service, stored, watch.answered)
        Run(service, stored, _scorecard(service, stored.period), watch, answers, with_procedures).go(report)
    return report


def _begun(
    service: AppContext, periods: Sequence[Period], provinces: tuple[str, ...], depth: PullDepth
) -> Mapping[Period, StoredPull | None]:
    """The periods that are to be pulled, each with the interrupted pull that goes on, if there is one.

    Where one of them was interrupted, those that had been finished before it are not begun anew.
    """
    url, now = service.settings.portal_url, service.now()
    with service.database.reading() as connection:
        _known(connection, provinces)
        refuse_too_early(connection, service)
        since = now - RESUMED_WITHIN
        found = {period: pulls.newest(connection, url, period, provinces, depth, since) for period in periods}
    interrupted = any(each and not each.finished_at for each in found.values())
    return {
        period: None if each is None or each.finished_at else each
        for period, each in found.items()
        if not (interrupted and each and each.finished_at)
    }


def _start(service: AppContext, period: Period, provinces: tuple[str, ...], depth: PullDepth) -> StoredPull:
    with service.database.writing() as connection:
        return pulls.start(connection, service.settings.portal_url, period, provinces, depth, service.now())


def _depth(provinces: Sequence[str]) -> PullDepth:
    """How far it goes if nobody says: what is below the provinces that are named, else the country's lists."""
    return PullDepth.CHILDREN if provinces else PullDepth.PROVINCES


def _known(connection: Connection, provinces: Sequence[str]) -> None:
    if unknown := set(provinces) - set(agencies.ids(connection, provinces)):
        raise Refusal("unknown_agency", value=", ".join(sorted(unknown)))


def _scorecard(service: AppContext, period: Period) -> Scorecard:
    today = day_of(service.now())
    if period.first_day > today:
        raise Refusal("period_in_future", period=period, today=today)
    scorecard = service.registers.scorecards.in_force(period)
    if not reads(scorecard):
        raise Refusal("portal_vintage_unknown", scorecard=scorecard.id)
    return scorecard
