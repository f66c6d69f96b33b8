"""What the page shows on which results are published, corrected and withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.agencies import Agency, Cohort
from app.domain.comparable import comparable
from app.domain.evaluation.evaluation import Evaluation
from app.domain.findings import FindingLimits
from app.domain.periods import Period
from app.domain.reconciliation import WANT_ATTENTION, ReconciledScore
from app.domain.scorecard.scorecard import TOTAL
from app.services.desk.publication import Draft
from app.services.editions.announcements import EditionAround
from app.services.evaluation.reconcile import Reconciliation, explain_claim
from app.services.vietnamese import capital
from app.storage.editions import StoredEdition
from app.web.addresses import Addresses
from app.web.desk.pages.problems import told
from app.web.i18n.format import NOTHING, Localizer
from app.web.pages.cells import Cell, average_cell
from app.web.pages.editions import EditionChanges, changes_of, edition_title
from app.web.pages.links import Link
from app.web.pages.ranking import Choice

_TOP = 10
_FINDINGS = 5
_CLAIMS = 3


@dataclass(frozen=True, slots=True)
class Place:
    rank: str
    name: str
    score: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The edition that no other has replaced."""

    text: str
    stands: bool
    reason: str
    links: list[Link]
    withdraw: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The edition that would be published, as readers would see it."""

    ranked: str
    nobody: bool
    few: bool
    average: Cell
    as_of: str
    top: list[Place]
    more: str
    changes: EditionChanges | None
    same: bool
    seen: str
    replaces: str


@dataclass(frozen=True, slots=True)
class PublicationPage:
    title: str
    periods: list[Choice]
    cohorts: list[Choice]
    headline: str
    findings: list[str]
    more_findings: str
    standing: Standing | None
    proposal: Proposal | None
    nothing: str
    action: str
    problem: list[str] = field(default_factory=list)
    reason: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which results are looked at, among which; ``roots``: the ministries and provinces of the cohorts, by code."""

    period: Period
    cohort: Cohort
    periods: Sequence[Period]
    cohorts: Sequence[Cohort]
    roots: Mapping[str, Agency]

    def name(self, cohort: Cohort, say: Localizer) -> str:
        root = self.roots.get(cohort.root or "")
        return say.cohort(cohort, root.name if root else cohort.root)


def publication_page(
    asked: Asked,
    found: Draft,
    replaced: Evaluation | None,
    reconciled: Reconciliation,
    limits: FindingLimits,
    at: Addresses,
) -> PublicationPage:
    """The page before anything was sent; ``replaced``: what the edition says that would be corrected."""
    say = Localizer(at.language)
    findings = [*_findings(reconciled, say), *_claims(reconciled, say)]
    proposal = _proposal(found, replaced, limits, say, at) if found.preview else None
    return PublicationPage(
        title=say("edition_title", period=say.period(asked.period), cohort=asked.name(asked.cohort, say)),
        periods=[Choice(str(each), say.period(each), each == asked.period) for each in asked.periods],
        cohorts=[Choice(str(each), asked.name(each, say), each == asked.cohort) for each in asked.cohorts],
        headline=say.of(reconciled.headline) if reconciled.findings else say("desk_not_reconciled"),
        findings=findings,
        more_findings=at.address(f"/v1/reconciliation/{asked.period}?cohort={asked.cohort}"),
        standing=_standing(found.last, say, at) if found.last else None,
        proposal=proposal,
        nothing=told(found.refusal.fault, say) if found.refusal else "",
        action=at.desk("/cong-bo", period=asked.period, cohort=str(asked.cohort)),
    )


def _findings(reconciled: Reconciliation, say: Localizer) -> list[str]:
    found = [each for each in reconciled.findings if each.verdict in WANT_ATTENTION]
    lines = [_finding(each, reconciled, say) for each in found[:_FINDINGS]]
    return [*lines, say("desk_findings_more", count=len(found) - _FINDINGS)] if len(found) > _FINDINGS else lines


def _finding(found: ReconciledScore, reconciled: Reconciliation, say: Localizer) -> str:
    return say(
        f"desk_finding_{found.verdict}",
        agency=capital(found.agency.name),
        column=say.column(reconciled.scorecard, found.figure.code),
        published=say.score(found.score),
        computed=say.score(found.figure.score),
        difference=say.change(found.difference),
    )


def _claims(reconciled: Reconciliation, say: Localizer) -> list[str]:
    claims = reconciled.claims
    lines = [say.of(explain_claim(each)) for each in claims[:_CLAIMS]]
    return [*lines, say("desk_claims_more", count=len(claims) - _CLAIMS)] if len(claims) > _CLAIMS else lines


def _standing(stored: StoredEdition, say: Localizer, at: Addresses) -> Standing:
    day = say.moment(stored.published_at)
    links = [
        Link(say("desk_link_page"), at.announcement(stored.id)),
        Link(say("desk_link_letters"), at.desk("/cong-van", edition=stored.id)),
        Link(say("desk_link_feed"), at.address("/feeds/editions.atom")),
    ]
    if stored.withdrawal:
        text = say("desk_withdrawn", number=stored.id, day=say.moment(stored.withdrawal.at))
        return Standing(text, stands=False, reason=stored.withdrawal.reason, links=links, withdraw="")
    text = say("desk_stands", number=stored.id, day=day)
    withdraw = at.desk("/cong-bo/rut", edition=stored.id)
    return Standing(text, stands=True, reason=stored.reason or "", links=links, withdraw=withdraw)


def _proposal(
    found: Draft, replaced: Evaluation | None, limits: FindingLimits, say: Localizer, at: Addresses
) -> Proposal | None:
    if found.preview is None:
        return None
    edition = found.preview.edition
    shown = comparable(edition.evaluation, limits)
    column = shown.columns[TOTAL]
    counted = found.preview.total.ranked
    scored = [card for card in shown.standing(TOTAL) if card.score(TOTAL) is not None]
    ranks = column.ranks
    before = found.preview.replaced
    around = EditionAround(before, edition, None, before, replaced, None) if before and replaced else None
    return Proposal(
        ranked=say("edition_ranked_of", ranked=counted, of=column.of),
        nobody=not counted,
        few=bool(counted) and not column.ranked,
        average=average_cell(say, column.average, column.of),
        as_of=say("as_of", moment=say.moment(shown.as_of)) if shown.as_of else say("no_figures_dated"),
        top=[
            Place(str(ranks[each.agency.code].rank or NOTHING), capital(each.agency.name), say.score(each.score(TOTAL)))
            for each in scored[:_TOP]
        ],
        more=say("desk_top_more", count=len(scored) - _TOP) if len(scored) > _TOP else "",
        changes=changes_of(around, shown, limits, say, at) if around else None,
        same=found.is_same,
        seen=found.preview.fingerprint,
        replaces=str(before.id) if before else "",
    )


@dataclass(frozen=True, slots=True)
class WithdrawalPage:
    title: str
    number: str
    stands: str
    page: str
    back: str
    action: str
    problem: list[str]
    reason: str


def withdrawal_page(stored: StoredEdition, root: Agency | None, at: Addresses) -> WithdrawalPage:
    """The question whether an edition is to be withdrawn, and why."""
    say = Localizer(at.language)
    return WithdrawalPage(
        title=edition_title(stored, root, say),
        number=say("edition_number", number=stored.id),
        stands=say("desk_stands", number=stored.id, day=say.moment(stored.published_at)),
        page=at.announcement(stored.id),
        back=at.desk("/cong-bo", period=stored.period, cohort=str(stored.cohort)),
        action=at.desk("/cong-bo/rut", edition=stored.id),
        problem=[],
        reason="",
    )
