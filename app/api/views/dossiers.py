"""The answer to dossiers that were sent: their counts, what is missing and why, and what is odd about them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.api.schemas.dossiers import (
    DataQuality,
    DossierCounts,
    DossierRulesOut,
    DossiersOut,
    MeanTimeOut,
    MissingCount,
    ProcessingTimeOut,
)
from app.api.views.submissions import submission_view
from app.domain.dossiers.mean_time import MeanTimes
from app.domain.dossiers.measures import REPORTED_ELSEWHERE
from app.domain.dossiers.register_counts import REGISTER_MEASURES, SHORT

if TYPE_CHECKING:  # they import what counts
    from app.counting.question import DossierCount
    from app.services.dossiers.counting import Counted
    from app.services.dossiers.post import Answer

_EXAMPLES = 10


def dossiers_view(done: "Answer", *, complete: bool) -> DossiersOut:
    """``complete``: whether the dossiers were declared so."""
    counted = done.counted
    rules = counted.question.rules
    return DossiersOut(
        period=str(counted.question.period),
        complete=complete,
        dry_run=not done.submission.id,
        dossiers=counted.gathered.dossiers,
        rules=DossierRulesOut(id=rules.id, digest=rules.digest, options=rules.options),
        counts=_counts(counted, done.times),
        quality=_quality(counted),
        verdicts=None,  # added where they were asked for: they are not kept with the answer
        verdicts_total=None,
        verdicts_limit=None,
        submission=submission_view(done.submission),
    )


def _counts(counted: "Counted", times: Mapping[str, MeanTimes] | None) -> list[DossierCounts]:
    return [
        DossierCounts(
            agency=code,
            registered=code not in counted.unregistered,
            counts={measure: each.number for measure, each in found.items() if each.number is not None},
            missing=_missing(found),
            processing_time=None if times is None else _processing_time(times[code]),
        )
        for code, found in counted.counts.items()
    ]


def _processing_time(times: MeanTimes) -> ProcessingTimeOut:
    means = [
        MeanTimeOut(
            unit=unit, mean=each.rounded, total=each.total, dossiers=each.dossiers, unit_unknown=each.unit_unknown
        )
        for unit, each in sorted(times.by_unit.items())
    ]
    return ProcessingTimeOut(means=means, unknown={str(why): number for why, number in times.unknown.items()})


def _missing(found: "Mapping[str, DossierCount]") -> list[MissingCount]:
    missing = [
        _missing_count(measure, reason, number)
        for measure, each in found.items()
        for reason, number in each.unknown.items()
    ]
    received = found["dossiers_received"].number or 0
    return missing + [_missing_count(measure, "reported_elsewhere", received) for measure in REPORTED_ELSEWHERE]


def _missing_count(measure: str, reason: str, number: int) -> MissingCount:
    of_entries = measure in REGISTER_MEASURES or reason == SHORT
    return MissingCount(
        measure=measure, reason=reason, dossiers=0 if of_entries else number, entries=number if of_entries else 0
    )


def _quality(counted: "Counted") -> list[DataQuality]:
    return [
        DataQuality(
            code=each.oddity,
            dossiers=each.number,
            label=each.oddity.label.en,
            label_vi=each.oddity.label.vi,
            effect=each.oddity.effect.en,
            effect_vi=each.oddity.effect.vi,
            examples=[list(one.numbers) for one in each.examples[:_EXAMPLES]],
        )
        for each in counted.oddities
    ]
