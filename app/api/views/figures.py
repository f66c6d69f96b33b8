"""Puts what the services found into the shapes of the answers."""

from datetime import datetime
from typing import Any

from app.api.schemas.common import AgencyRef
from app.api.schemas.figures import (
    AverageItem,
    AveragesOut,
    CardOut,
    ClaimOut,
    CountOut,
    DerivationOut,
    FigureOut,
    GroupOut,
    Head,
    HistoryItem,
    HistoryOut,
    IndicatorOut,
    OfficialOut,
    PartOut,
    QualityOut,
    StepOut,
    TraceOut,
)
from app.api.schemas.rounding import RoundingRuleOut
from app.api.views.ranking_columns import Output, columns_of, not_derived_view, records, rows_of
from app.domain.agencies import Agency
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Basis, Card, Claim, Official
from app.domain.quality import Quality
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.domain.scorecard.scoring import Derivation, Outcome
from app.domain.scorecard.trace import explain
from app.services.evaluation.evaluate import Ranking

_LISTED = 100  # parts of a derived count, and missing ones, that are listed


class RankingView(dict[str, Any]):
    """A ranking in the shape of ``RankingOut``, which thousands of items are not poured through one by one."""


def ranking_view(
    ranking: Ranking,
    offset: int,
    limit: int,
    next_page: str,
    edition: int | None = None,
    known_at: datetime | None = None,
) -> RankingView:
    """The part of a ranking from ``offset`` on; ``next_page`` is the address of what follows it, if anything does.

    ``edition``: the one that it was read from; ``known_at``: the moment of the past that was asked about; here and
    below.
    """
    evaluation, column = ranking.evaluation, ranking.evaluation.columns[ranking.by]
    head = Head(**_head(evaluation, edition, known_at))
    return RankingView(
        **head.model_dump(),
        by=ranking.by,
        ranked=column.ranked,
        of=column.of,
        items=records(columns_of(ranking, Output.JSON), rows_of(ranking, offset, limit)),
        next=next_page if offset + limit < len(evaluation.cards) else None,
    )


def averages_view(evaluation: Evaluation, edition: int | None = None, known_at: datetime | None = None) -> AveragesOut:
    total = evaluation.columns[TOTAL]
    return AveragesOut(
        **_head(evaluation, edition, known_at),
        method=total.average.method,
        total=total.average.value,
        total_basis=total.average.source,
        averaged=total.average.averaged,
        of=total.of,
        groups=[
            AverageItem(
                code=group.code,
                title=group.title.vi,
                title_en=group.title.en,
                max=group.max,
                average=(average := evaluation.columns[group.code].average).value,
                method=average.method,
                basis=average.source,
                averaged=average.averaged,
            )
            for group in evaluation.scorecard.groups
        ],
    )


def card_view(
    agency: Agency,
    evaluation: Evaluation,
    *,
    trace: bool,
    edition: int | None = None,
    known_at: datetime | None = None,
) -> CardOut:
    scorecard, card = evaluation.scorecard, evaluation.cards[agency.code]
    groups = [
        GroupOut(
            **_figure(evaluation, card, group.code),
            indicators=[
                _indicator(evaluation, card, card.outcomes[indicator.code], trace=trace)
                for indicator in group.indicators
            ],
        )
        for group in scorecard.groups
    ]
    return CardOut(
        **_head(evaluation, edition, known_at),
        agency=AgencyRef.of(card.agency),
        total=FigureOut(**_figure(evaluation, card, TOTAL)),
        groups=groups,
    )


def history_view(
    agency: Agency, by: str, basis: Basis, evaluations: list[Evaluation], known_at: datetime | None
) -> HistoryOut:
    items = [
        HistoryItem(
            period=str(each.period),
            scorecard=each.scorecard.id,
            verified=each.verified,
            **_standing(each, each.cards[agency.code], by),
        )
        for each in evaluations
    ]
    return HistoryOut(agency=AgencyRef.of(agency), by=by, basis=basis, known_at=known_at, items=items, next=None)


def _head(evaluation: Evaluation, edition: int | None, known_at: datetime | None) -> dict[str, Any]:
    return {
        "period": str(evaluation.period),
        "cohort": str(evaluation.cohort),
        "basis": evaluation.basis,
        "scorecard": evaluation.scorecard.id,
        "verified": evaluation.verified,
        "as_of": evaluation.as_of,
        "edition": edition,
        "known_at": known_at,
    }


def _standing(evaluation: Evaluation, card: Card, code: str) -> dict[str, Any]:
    """A figure and where it stands in its column."""
    figure, column = card.figures[code], evaluation.columns[code]
    rank = column.ranks[card.agency.code]
    return {
        "score": figure.score,
        "max": figure.max,
        "basis": figure.source,
        "as_of": figure.as_of,
        "rank": rank.rank,
        "ranked": rank.ranked,
        "rank_basis": rank.source,
        "average": column.average.value,
        "average_method": column.average.method,
        "averaged": column.average.averaged,
        "of": column.of,
        "missing": list(figure.missing),
        "derived": figure.derived,
        "not_derived": not_derived_view(figure.not_derived),
    }


def _figure(evaluation: Evaluation, card: Card, code: str) -> dict[str, Any]:
    official, title = card.figures[code].official, evaluation.scorecard.titles[code]
    return {
        "code": code,
        "title": title.vi,
        "title_en": title.en,
        "rate": official.rate if official else None,
        "official": official and official_view(official),
        "claim": claim_view(claim) if (claim := card.claim(code)) else None,
        **_standing(evaluation, card, code),
    }


def _indicator(evaluation: Evaluation, card: Card, outcome: Outcome, *, trace: bool) -> IndicatorOut:
    indicator = outcome.indicator
    qualities = dict.fromkeys(each for count in outcome.counts.values() for each in count.qualities)
    return IndicatorOut(
        **_figure(evaluation, card, indicator.code),
        rule=outcome.rule,
        numerator=outcome.numerator,
        denominator=outcome.denominator,
        ratio=outcome.ratio,
        quality=[_quality(each) for each in qualities],
        derivations=[_derivation(each) for each in outcome.derivations],
        trace=trace_view(evaluation.scorecard, outcome) if trace else None,
    )


def _derivation(derivation: Derivation) -> DerivationOut:
    return DerivationOut(
        measure=derivation.measure,
        method=derivation.method,
        value=derivation.value,
        from_=[
            PartOut(agency=part.agency, period=str(part.period), value=part.value, submission=part.submission)
            for part in derivation.parts[:_LISTED]
        ],
        from_total=len(derivation.parts),
        missing=list(derivation.missing[:_LISTED]),
        missing_total=len(derivation.missing),
    )


def official_view(official: Official) -> OfficialOut:
    values = {name: getattr(official, name) for name in OfficialOut.model_fields if name != "quality"}
    return OfficialOut(**values, quality=_quality(official.quality) if official.quality else None)


def claim_view(claim: Claim) -> ClaimOut:
    return ClaimOut(**{name: getattr(claim, name) for name in ClaimOut.model_fields})


def _quality(quality: Quality) -> QualityOut:
    return QualityOut(status=quality.status, message=quality.message)


def trace_view(scorecard: Scorecard, outcome: Outcome) -> TraceOut:
    found = explain(scorecard, outcome)
    counts = [
        CountOut(
            measure=measure,
            value=count.value if count else None,
            agency=count.agency if count else None,
            period=str(count.period) if count else None,
            submission=count.submission if count else None,
            as_of=count.as_of if count else None,
            quality=_quality(count.quality) if count and count.quality else None,
            derived=count is not None and count.derived is not None,
        )
        for measure, count in found.counts
    ]
    return TraceOut(
        counts=counts,
        steps=[StepOut(name=step.name, formula=step.formula, value=step.value) for step in found.steps],
        law=found.law,
        sheet=found.sheet,
        evidence=found.evidence.status,
        evidence_note=found.evidence.note,
        rounding=RoundingRuleOut.of(outcome.indicator),
        scorecard=found.scorecard,
    )
