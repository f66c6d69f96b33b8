"""Reconciliation: everything that was published of a period, held against our own computation."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from app.domain.agencies import Agency, Cohort, root_code
from app.domain.evaluation.agency_scores import Cards
from app.domain.evaluation.cohort_scores import CohortScores
from app.domain.evaluation.rollup import NO_PARTS, RollUp
from app.domain.evaluation.scores import Basis
from app.domain.messages import Text, describe
from app.domain.periods import Period
from app.domain.reconciliation import ClaimVerdict, Reconciled, ReconciledClaim, ReconciledScore, Verdict, reconcile
from app.domain.scorecard.scorecard import Scorecard
from app.domain.time import UNBOUNDED, AsOf
from app.services.evaluation.evaluate import check_root
from app.services.registers import Registers
from app.storage import agencies
from app.storage.database import Database
from app.storage.figures import read as figures_read


@dataclass(frozen=True)
class Reconciliation:
    """The agencies of which something was published, by code, with what was found."""

    period: Period
    scorecard: Scorecard
    agencies: Sequence[tuple[Agency, Reconciled]]

    @cached_property
    def findings(self) -> list[ReconciledScore]:
        """Every finding, those first that want attention; then by agency, in the scorecard's order."""
        severity = {verdict: place for place, verdict in enumerate(Verdict)}
        found = [finding for _, reconciled in self.agencies for finding in reconciled.findings]
        return sorted(found, key=lambda finding: severity[finding.verdict])

    def listed(self, verdicts: Collection[Verdict] | None) -> list[ReconciledScore]:
        """The findings with one of these verdicts, or all."""
        return [finding for finding in self.findings if verdicts is None or finding.verdict in verdicts]

    @cached_property
    def counts(self) -> dict[Verdict, int]:
        counted = Counter(finding.verdict for finding in self.findings)
        return {verdict: counted[verdict] for verdict in Verdict}

    @property
    def disagreeing(self) -> list[tuple[Agency, Reconciled]]:
        """The agencies whose counts of the same cases differ."""
        return [(agency, reconciled) for agency, reconciled in self.agencies if reconciled.disagreeing]

    @property
    def claims(self) -> list[ReconciledClaim]:
        """The claims that nobody who covers the cohort has confirmed; first those that somebody contradicts."""
        found = [claim for _, reconciled in self.agencies for claim in reconciled.claims]
        return sorted(found, key=lambda each: list(ClaimVerdict).index(each.verdict))

    def named(self, verdict: Verdict) -> list[str]:
        """Which figures got a verdict, as words: ``H55 CKMB``."""
        return [f"{each.agency.code} {each.figure.code}" for each in self.listed([verdict])]

    @property
    def headline(self) -> Text:
        """The scores in one sentence, in Vietnamese and English."""
        if not self.findings:
            return describe("reconciliation_nothing", {"period": self.period})
        counts = {verdict.value: count for verdict, count in self.counts.items()}
        params = {"period": self.period, "agencies": len(self.agencies), "figures": len(self.findings), **counts}
        return describe("reconciliation_summary", params)


def explain_claim(found: ReconciledClaim) -> Text:
    """What is claimed, and what those say who cover the cohort, in Vietnamese and English."""
    claim = found.claim
    params: dict[str, object] = {"agency": found.agency.code, "code": found.code, "claimed_by": claim.claimed_by}
    params |= {"submission": claim.submission, **_in_words("claimed", claim.told)}
    if found.verdict is ClaimVerdict.UNCONFIRMED:
        return describe("claim_unconfirmed", params)
    return describe("claim_contradicted", params | _in_words("published", found.published))


def _in_words(name: str, figures: Mapping[str, int | Decimal]) -> dict[str, object]:
    return {
        f"{name}_{lang}": ", ".join(f"{getattr(_FIELDS[field], lang)} {value}" for field, value in figures.items())
        for lang in Text._fields
    }


_FIELDS = {
    "rank": Text("hạng", "rank"),
    "ranked": Text("số cơ quan được xếp hạng", "agencies ranked"),
    "average": Text("trung bình", "average"),
}


def reconcile_period(
    database: Database, registers: Registers, period: Period, cohort: Cohort | None, bounds: AsOf = UNBOUNDED
) -> Reconciliation:
    """Reconcile all agencies (or those of a cohort) that exist in the period; refuses ``no_scorecard`` and
    ``cohort_unknown``.

    From the figures within ``bounds``.
    """
    scorecard = registers.scorecards.in_force(period)
    bases = {measure.code: measure.base for measure in registers.measures.values() if measure.base}
    with database.reading() as connection:
        check_root(connection, cohort, bounds.known_at)
        codes = figures_read.published(connection, period, bounds)
        known = agencies.find(connection, codes, period.last_day, bounds.known_at)
        members = [
            agency
            for code, agency in sorted(known.items())
            if agency.valid_on(period.last_day) and cohort in (None, Cohort.of(agency))
        ]
        roots = {root_code(agency.code) for agency in members}
        counts = figures_read.counts(connection, period, roots | {agency.code for agency in members}, bounds)
        officials = figures_read.officials(connection, period, [agency.code for agency in members], bounds)
    # Reported counts only: a sum over the agencies that happen to be registered proves nothing.
    rollup = RollUp(scorecard.measures, period, counts, NO_PARTS)
    cards = Cards(CohortScores(scorecard, Basis.COMPUTED, members, rollup, officials))
    found = [(card.agency, reconcile(scorecard, card, bases)) for card in cards.values()]
    return Reconciliation(period, scorecard, found)
