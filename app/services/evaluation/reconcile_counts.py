"""Counts from dossiers beside the portal's, of some agencies in a period."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.domain.agencies import Agency, Cohort
from app.domain.count_reconciliation import CountVerdict, ReconciledCount, bases_of
from app.domain.enums import Provenance
from app.domain.errors import Location, Refusal
from app.domain.evaluation.reported_counts import Reports
from app.domain.messages import Text, describe
from app.domain.periods import Period
from app.domain.scorecard.scorecard import Scorecard
from app.domain.scorecard.scoring import Count
from app.domain.time import UNBOUNDED, AsOf
from app.services.evaluation.evaluate import check_root
from app.services.registers import Registers
from app.storage import agencies, submissions
from app.storage.database import Connection, Database
from app.storage.figures import read as figures_read
from app.storage.submissions import Source


@dataclass(frozen=True, slots=True)
class Whose:
    """Of whom counts are asked: of ``root`` and the agencies below it, of a cohort, of both together; else of all."""

    root: str | None = None
    cohort: Cohort | None = None


@dataclass(frozen=True)
class CountReconciliation:
    """``items``: by agency, then in the order of the register of measures. ``sources``: by submission.

    ``bases``: of the agencies of which the portal counts on several, by code.
    """

    period: Period
    scorecard: Scorecard
    items: Sequence[ReconciledCount]
    sources: Mapping[int, Source]
    bases: Mapping[str, Mapping[str, int]]

    @cached_property
    def counts(self) -> dict[CountVerdict, int]:
        counted = Counter(each.verdict for each in self.items)
        return {verdict: counted[verdict] for verdict in CountVerdict}

    @cached_property
    def agencies(self) -> dict[str, Agency]:
        return {each.agency.code: each.agency for each in self.items}

    def listed(self, verdicts: Collection[CountVerdict] | None) -> list[ReconciledCount]:
        """The items with one of these verdicts, or all."""
        return [each for each in self.items if verdicts is None or each.verdict in verdicts]

    @property
    def headline(self) -> Text:
        """All of them in one sentence, in Vietnamese and English."""
        if not self.items:
            return describe("count_reconciliation_nothing", {"period": self.period})
        counts = {verdict.value: count for verdict, count in self.counts.items()}
        params = {"period": self.period, "agencies": len(self.agencies), "counts": len(self.items), **counts}
        return describe("count_reconciliation_summary", params)


def tell_bases(agency: str, bases: Mapping[str, int]) -> Text:
    """That the portal counts on several bases, in Vietnamese and English."""
    return describe("portal_bases", {"agency": agency, "bases": ", ".join(f"{code} {n}" for code, n in bases.items())})


def reconcile_counts(
    database: Database, registers: Registers, period: Period, whose: Whose, bounds: AsOf = UNBOUNDED
) -> CountReconciliation:
    """Lay the counts from dossiers beside the portal's, measure by measure, from the figures within ``bounds``.

    What the portal was read to say goes before what somebody else says that it says, however late.

    Refuses ``no_scorecard``, ``unknown_agency`` and ``cohort_unknown``.
    """
    scorecard = registers.scorecards.in_force(period)
    with database.reading() as connection:
        check_root(connection, whose.cohort, bounds.known_at)
        _check_agency(connection, whose.root, period, bounds)
        members = _members(connection, period, whose, bounds)
        stands, dossiers, told = (
            figures_read.counts(connection, period, members, bounds, provenance=each)
            for each in (None, Provenance.DOSSIERS, Provenance.PORTAL)
        )
        pulled = figures_read.counts(connection, period, members, bounds, pulled=True)
        portal = {code: {**told.get(code, {}), **pulled.get(code, {})} for code in members}
        items = list(_pairs(members, registers.measures, stands, dossiers, portal))
        ids = {count.submission for each in items for count in (each.dossiers, each.portal, each.standing) if count}
        sources = submissions.sources(connection, {id_ for id_ in ids if id_})
    bases = {code: found for code, counts in portal.items() if (found := bases_of(counts))}
    return CountReconciliation(period, scorecard, items, sources, bases)


def _check_agency(connection: Connection, code: str | None, period: Period, bounds: AsOf) -> None:
    if code and not agencies.find(connection, [code], period.last_day, bounds.known_at):
        raise Refusal("unknown_agency", value=code).at(Location(parameter="agency"))


def _members(connection: Connection, period: Period, whose: Whose, bounds: AsOf) -> dict[str, Agency]:
    """The agencies that have a count from dossiers or of the portal, by code, in the order of the codes."""
    codes = figures_read.told_of(connection, period, Provenance, whose.root, bounds)
    known = agencies.find(connection, codes, period.last_day, bounds.known_at)
    return {
        code: agency
        for code, agency in sorted(known.items())
        if agency.valid_on(period.last_day) and whose.cohort in (None, Cohort.of(agency))
    }


def _pairs(
    members: Mapping[str, Agency],
    measures: Collection[str],
    stands: Mapping[str, Reports],
    dossiers: Mapping[str, Reports],
    portal: Mapping[str, Mapping[str, Count]],
) -> Iterator[ReconciledCount]:
    for code, agency in members.items():
        ours: Mapping[str, Count] = dossiers.get(code, {})
        theirs = portal.get(code, {})
        for measure in measures:
            if measure in ours or measure in theirs:
                yield ReconciledCount(agency, measure, ours.get(measure), theirs.get(measure), stands[code][measure])
