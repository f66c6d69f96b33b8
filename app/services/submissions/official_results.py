"""Takes in official results: what the portal or a letter has published."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from app.domain.enums import Kind
from app.domain.errors import Refusal
from app.domain.evaluation.scores import Official
from app.domain.periods import Period
from app.domain.published_numbers import FULL_RATE, FULL_SCORE, RATE_DECIMALS, SCORE_DECIMALS, parse_decimal, parse_rank
from app.domain.scorecard.scorecard import Scorecard
from app.readers.uploads.rows import UploadRow, UploadShape
from app.services.registers import Registers
from app.services.submissions.headings import headings_of_results
from app.services.submissions.intake import Intake, nothing_to_check
from app.services.submissions.parse_upload import QUALITY_FIELDS, read_number, read_quality, read_word
from app.services.submissions.rows import RowContext
from app.services.submissions.staged_results import CheckedResults
from app.storage.audit import digests as audit_digests
from app.storage.figures import write as figures_write
from app.storage.figures.write import NewResult

SHAPE = UploadShape(
    key="results",
    fields=frozenset(
        {"agency", "period", "code", "score", "max", "rate", "rank", "ranked", "average", "detail_score"}
    ).union(QUALITY_FIELDS),
    envelope=frozenset({"period", "as_of", "source"}),
)

# The portal's previous version used each of these codes for the group that the other one names now.
_SWAPPED = {"TTTT": "CLGQ", "CLGQ": "TTTT"}

Number = TypeVar("Number", Decimal, int)


def official_results_intake(registers: Registers) -> Intake[CheckedResults]:
    def check(desk: RowContext, found: CheckedResults) -> None:
        for row in desk.rows:
            place, code = desk.places.find(row), _code(desk, row)
            scorecard = registers.scorecards.in_force(place[1]) if place else None
            result = _result(desk, row, scorecard, code, place)
            if result is None:
                continue
            agency, period, code = result.agency, result.period, result.code
            first = found.enter(row.number, result)
            if first is not None:
                desk.repeated(row, first, "code", agency=agency, period=period, code=code)

    return Intake(
        Kind.OFFICIAL_RESULTS,
        replace(SHAPE, headings=headings_of_results(SHAPE.fields, registers.scorecards)),
        registers.scorecards,
        CheckedResults,
        check,
        nothing_to_check,
        figures_write.add_results,
        audit_digests.of_results,
    )


def _code(desk: RowContext, row: UploadRow) -> str | None:
    value = row.cells.get("code")
    if value is None:
        desk.faults.add("field_missing", row.at("code"), field="code")
        return None
    return read_word(value, "code", row.at("code"), desk.faults)


def _result(
    desk: RowContext, row: UploadRow, scorecard: Scorecard | None, code: str | None, place: tuple[str, Period] | None
) -> NewResult | None:
    """One published result, or ``None`` with its faults recorded, also where it is not known whose it is."""
    before = desk.faults.total
    limit = scorecard.maxima.get(code) if scorecard and code else None
    if scorecard and code and limit is None:
        allowed = ", ".join(scorecard.maxima)
        desk.faults.add("unknown_column", row.at("code"), value=code, scorecard=scorecard.id, allowed=allowed)
    if all(row.cells.get(field) is None for field in ("score", "rate", "quality_status")):
        desk.faults.add("field_missing", row.at("score"), field="score")

    highest = _highest(desk, row, scorecard, code)
    # A maximum that differs is one fault: the scores beside it are measured by it, not found too large as well.
    reached = max(limit or FULL_SCORE, highest or Decimal(0))

    def points(text: str) -> Decimal:
        return parse_decimal(text, SCORE_DECIMALS, reached)

    def per_cent(text: str) -> Decimal:
        return parse_decimal(text, RATE_DECIMALS, FULL_RATE)

    official = Official(
        submission=0,
        as_of=desk.envelope.as_of,
        score=_number(desk, row, "score", points),
        max=highest,
        rate=_number(desk, row, "rate", per_cent),
        rank=_number(desk, row, "rank", parse_rank),
        ranked=_number(desk, row, "ranked", parse_rank),
        average=_number(desk, row, "average", points),
        detail_score=_number(desk, row, "detail_score", points),
        quality=read_quality(row, desk.faults),
    )
    if official.rank and official.ranked and official.rank > official.ranked:
        desk.faults.add("rank_impossible", row.at("rank"), rank=official.rank, ranked=official.ranked)
    if desk.faults.total > before or place is None or code is None:
        return None
    agency, period = place
    return NewResult(period, agency, code, official)


def _highest(desk: RowContext, row: UploadRow, scorecard: Scorecard | None, code: str | None) -> Decimal | None:
    """The maximum that was published with a result; a fault if it is not the scorecard's."""
    found = _number(desk, row, "max", lambda text: parse_decimal(text, SCORE_DECIMALS, FULL_SCORE))
    if found is None or scorecard is None or code not in scorecard.maxima or found == scorecard.maxima[code]:
        return found
    differs: dict[str, object] = {"value": found, "expected": scorecard.maxima[code]}
    other = _SWAPPED.get(code)
    if other and found == scorecard.maxima.get(other):
        titles = {"title": scorecard.titles[code], "other_title": scorecard.titles[other]}
        texts = {f"{name}_{lang}": getattr(each, lang) for name, each in titles.items() for lang in ("vi", "en")}
        desk.faults.add("groups_swapped", row.at("max"), code=code, other=other, **differs, **texts)
    else:
        desk.faults.add("max_differs", row.at("max"), **differs)
    return found


def _number(desk: RowContext, row: UploadRow, field: str, parse: Callable[[str], Number]) -> Number | None:
    def with_comma(text: str) -> Number:
        try:
            return parse(text.replace(",", "."))
        except Refusal as refusal:
            refusal.params["value"] = text  # shown as it was written
            raise

    value = row.cells.get(field)
    if value is None:
        return None
    read = with_comma if desk.decimal_comma else parse
    return read_number(value, read, "decimal_invalid", row.at(field), desk.faults)
