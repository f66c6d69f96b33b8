"""Independent reference for the arithmetic of the Decision 766 index, on exact rational numbers.

Written from the formula rules alone ("The scorecard", "Arithmetic", "Missing is not zero"), to be naive and readable.
Scores are points, counts are whole numbers >= 0 of one agency in one period.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from fractions import Fraction
from math import floor
from typing import Final, Literal, NamedTuple


class Missing(Enum):
    """The type of the one value MISSING: some count is not reported, which is not a count of 0."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


class Indicator(NamedTuple):
    """One row of the table in "The scorecard": max in points, full_at as a ratio, measures that are added up.

    no_cases says what a denominator of 0 gives: no score, score 0 or full marks.
    full_if_unreported: full marks are granted while none of the counts is reported ("Arithmetic", last paragraph).
    in_double: rounds as the portal's trees do ("Payment and online services round otherwise").
    """

    code: str
    max: int
    numerator: list[str]
    denominator: list[str]
    no_cases: Literal["null", "zero", "full"]
    full_at: Fraction = Fraction(1)
    full_if_unreported: bool = False
    in_double: bool = False


F50, F80, F90 = Fraction(50, 100), Fraction(80, 100), Fraction(90, 100)
ONLINE = ["procedures_partly_online", "procedures_fully_online"]
COPIES = ["communes_offering_certified_copies"]
CITIZEN_DOSSIERS = ["dossiers_using_citizen_data"]
CITIZEN_PROCEDURES = ["procedures_using_citizen_data"]
SYNCED_FEES = ["fee_procedures_with_synced_fees"]
WITH_RESULT = ["dossiers_with_electronic_result"]
SHARED = ["dossiers_shared_for_reuse"]
SATISFIED = ["dossiers_satisfied"]

SCORECARD: Final[dict[str, list[Indicator]]] = {
    "CKMB": [
        Indicator("PUBLISH_ON_TIME", 6, ["procedures_published_on_time"], ["procedures_published"], "null"),
        Indicator("PUBLIC_UPDATE_ON_TIME", 4, ["procedures_updated_on_time"], ["procedures_to_update"], "null"),
        Indicator("PUBLIC_CONTENT_FULL", 2, ["procedures_with_full_content"], ["procedures_public"], "null"),
        Indicator("DOSSIER_SYNC", 6, ["dossiers_synced"], ["dossiers_to_sync"], "null"),
    ],
    "TDGQ": [
        Indicator("DOSSIER_ON_TIME", 20, ["dossiers_on_time"], ["dossiers_received"], "zero", in_double=True),
    ],
    "CLGQ": [
        Indicator(
            "ONLINE_DOSSIER_SHARE", 6, ["dossiers_online"], ["dossiers_all_channels"], "zero", F50, in_double=True
        ),
        Indicator("ONLINE_PROCEDURE_SHARE", 2, ONLINE, ["procedures_in_authority"], "zero", F80, in_double=True),
        Indicator(
            "ONLINE_SERVICE_USED", 4, ["online_services_with_dossiers"], ["online_services"], "zero", in_double=True
        ),
    ],
    "TTTT": [
        Indicator("PAYMENT_DOSSIER", 6, ["dossiers_paid_online"], ["dossiers_with_fees"], "zero", in_double=True),
        Indicator(
            "PAYMENT_PROCEDURE_USED", 2, ["fee_procedures_paid_online"], ["fee_procedures"], "zero", F80, in_double=True
        ),
        Indicator("PAYMENT_PROCEDURE_OFFERED", 2, SYNCED_FEES, ["fee_procedures"], "zero", F80, in_double=True),
    ],
    "MDSH": [
        Indicator("ORIGINAL_RESULT_AVAILABLE", 6, WITH_RESULT, ["dossiers_needing_result"], "null"),
        Indicator("SO_HOA_GIAY_TO_GIAI_QUYET", 4, ["dossiers_digitised"], ["dossiers_to_digitise"], "null"),
        Indicator("ELECTRONIC_CERTIFIED_COPY", 2, COPIES, ["communes"], "full", full_if_unreported=True),
        Indicator("REUSED_DIGITIZED_DATA", 2, ["dossiers_reusing_data"], ["dossiers_reuse_base"], "null", F80),
        Indicator("SYNCED_WITH_DVCQG_PERSONAL_STORAGE", 4, SHARED, ["dossiers_share_base"], "null"),
        Indicator("CITIZEN_DATA_CONNECTED_DOSSIER", 2, CITIZEN_DOSSIERS, ["dossiers_citizen_base"], "null"),
        Indicator("CITIZEN_DATA_CONNECTED_FORMALITY", 2, CITIZEN_PROCEDURES, ["procedures_for_citizens"], "null"),
    ],
    "MDHL": [
        Indicator("DOSSIER_RECEIVING_SATISFACTION", 6, SATISFIED, ["dossiers_rated_base"], "zero", F90),
        Indicator("PETITION_PROCESSING_ON_TIME", 6, ["petitions_on_time"], ["petitions_to_process"], "full"),
        Indicator("PETITION_HANDLING_SATISFACTION", 6, ["petitions_satisfied"], ["petitions_handled"], "full"),
    ],
}


def round_half_up(x: Fraction, decimals: int) -> Fraction:
    """Round x >= 0 to so many decimals, a tie upwards ("Arithmetic" 1, 2 and 4)."""
    return Fraction(floor(x * 10**decimals + Fraction(1, 2)), 10**decimals)


def nearest_double(x: Fraction) -> Fraction:
    """The number of 53 binary digits nearest to x >= 0, of two equally near ones the even one (IEEE 754)."""
    unit = Fraction(2) ** (x.numerator.bit_length() - x.denominator.bit_length() - 53)
    if x >= unit * 2**53:
        unit *= 2
    return round(x / unit) * unit


def indicator_score(row: Indicator, counts: Mapping[str, int]) -> Fraction | Missing | None:
    """Points of one indicator; None = no cases and therefore no score ("Arithmetic" 1 and 2, "Missing is not zero")."""
    reported = [measure in counts for measure in row.numerator + row.denominator]
    if row.full_if_unreported and not any(reported):
        return Fraction(row.max)
    if not all(reported):
        return MISSING
    numerator = sum(counts[measure] for measure in row.numerator)
    denominator = sum(counts[measure] for measure in row.denominator)
    if denominator == 0:
        return {"null": None, "zero": Fraction(0), "full": Fraction(row.max)}[row.no_cases]
    return points(row, Fraction(numerator, denominator))


def points(row: Indicator, ratio: Fraction) -> Fraction:
    """Points of one indicator whose counts have this ratio, by the rounding of its group."""
    if not row.in_double:
        product = round_half_up(ratio, 16) * row.max / row.full_at
    else:
        product = nearest_double(round_half_up(100 * ratio, 2) * row.max / (100 * row.full_at))
    return round_half_up(min(product, Fraction(row.max)), 2)


def group_score(group_code: str, counts: Mapping[str, int]) -> Fraction | Missing:
    """Points of one group: the sum of its rounded indicator scores, None counting as 0 ("Arithmetic" 3)."""
    found = Fraction(0)
    for row in SCORECARD[group_code]:
        score = indicator_score(row, counts)
        if score is MISSING:
            return MISSING
        found += score or Fraction(0)
    return found


def total_score(counts: Mapping[str, int]) -> Fraction | Missing:
    """Points of the agency out of 100: the sum of its groups ("Arithmetic" 3)."""
    found = Fraction(0)
    for group_code in SCORECARD:
        score = group_score(group_code, counts)
        if score is MISSING:
            return MISSING
        found += score
    return found


def average(scores: Sequence[Fraction]) -> Fraction:
    """Plain mean, in points, of one or more scores, rounded half up to 2 decimals ("Arithmetic" 4)."""
    return round_half_up(sum(scores, Fraction(0)) / len(scores), 2)


def total_average(group_averages: Sequence[Fraction]) -> Fraction:
    """Average of the total, in points: the sum of the rounded group averages ("Arithmetic" 4)."""
    return sum(group_averages, Fraction(0))


def ranks(scores: Mapping[str, Fraction]) -> dict[str, int]:
    """Standard competition rank (1, 2, 2, 4) of each agency by its rounded score ("Arithmetic" 5)."""
    return {agency: 1 + sum(other > score for other in scores.values()) for agency, score in scores.items()}
