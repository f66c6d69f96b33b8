"""Counts from dossiers beside the portal's, as they are answered."""

from collections.abc import Mapping, Sequence

from fastapi import Response

from app.api.http.rendering import Locale, csv_response
from app.api.schemas.common import AgencyRef
from app.api.schemas.count_reconciliation import (
    CountPair,
    CountsSummary,
    KnownCause,
    PortalBases,
    ReportedCount,
)
from app.domain.count_reconciliation import ReconciledCount
from app.domain.dossiers.causes import Cause
from app.domain.scorecard.scoring import Count
from app.services.evaluation.reconcile_counts import CountReconciliation, tell_bases
from app.storage.submissions import Source

_SIDES = ("dossiers", "portal", "other")
_TOLD = ("value", "submission", "as_of", "source")
_COLUMNS = (
    "agency", "name", "measure", "verdict", "dossiers", "portal", "difference", "per_cent", "rests_on", "other",
    *(f"{side}_{name}" for side in _SIDES for name in _TOLD[1:]), "causes",
)  # fmt: skip


def summary_view(found: CountReconciliation) -> CountsSummary:
    return CountsSummary(
        text=found.headline.en,
        text_vi=found.headline.vi,
        agencies=len(found.agencies),
        counts=len(found.items),
        **{verdict.value: count for verdict, count in found.counts.items()},
    )


def pair_view(pair: ReconciledCount, sources: Mapping[int, Source]) -> CountPair:
    return CountPair(
        agency=AgencyRef.of(pair.agency),
        measure=pair.measure,
        verdict=pair.verdict,
        dossiers=_count_view(pair.dossiers, sources),
        portal=_count_view(pair.portal, sources),
        difference=pair.difference,
        per_cent=pair.per_cent,
        rests_on=pair.rests_on,
        other=None if pair.rests_on else _count_view(pair.standing, sources),
        causes=[each.code for each in pair.causes],
    )


def _count_view(count: Count | None, sources: Mapping[int, Source]) -> ReportedCount | None:
    if count is None or count.submission is None:
        return None
    source = sources[count.submission]
    return ReportedCount(
        value=count.value, submission=count.submission, as_of=count.as_of, source=source.told, pull=source.pull
    )


def cause_views(pairs: Sequence[ReconciledCount]) -> list[KnownCause]:
    """The causes that these name, each once."""
    named: dict[str, Cause] = {each.code: each for pair in pairs for each in pair.causes}
    return [
        KnownCause(code=code, ground=each.ground, text=each.text.en, text_vi=each.text.vi)
        for code, each in named.items()
    ]


def bases_views(found: CountReconciliation, pairs: Sequence[ReconciledCount]) -> list[PortalBases]:
    """On what the portal's counts rest, of the agencies of these."""
    agencies = {pair.agency.code: pair.agency for pair in pairs if pair.agency.code in found.bases}
    views = []
    for code, agency in agencies.items():
        text = tell_bases(code, found.bases[code])
        counts = dict(found.bases[code])
        views.append(PortalBases(agency=AgencyRef.of(agency), counts=counts, text=text.en, text_vi=text.vi))
    return views


def counts_table(items: Sequence[CountPair], locale: Locale) -> Response:
    return csv_response(_COLUMNS, map(_record, items), locale)


def _record(pair: CountPair) -> dict[str, object]:
    record = {**pair.model_dump(), "agency": pair.agency.code, "name": pair.agency.name}
    for side in _SIDES:
        told: Mapping[str, object] = record.pop(side) or dict.fromkeys(_TOLD)
        record |= {side: told["value"], **{f"{side}_{name}": told[name] for name in _TOLD[1:]}}
    return record
