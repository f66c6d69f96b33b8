"""What is answered to dossiers that are sent to be counted."""

from pydantic import BaseModel, Field

from app.api.schemas.common import Exact
from app.api.schemas.submissions import SubmissionOut

MOST_VERDICTS = 20_000  # in an answer, about 10 MB


class MissingCount(BaseModel):
    measure: str
    reason: str = Field(
        description="`no_procedure_register`, `procedure_unknown`, `flag_unknown`: the register of procedures; "
        "`field_missing`: the dossiers do not say; `calendar_unknown`: working days of that year; "
        "`reported_elsewhere`: dossiers never tell, send it as statistics; `part_missing`: the part of them that is "
        "scored. What registers hold: "
        "`no_service_register`; `register_incomplete`; `agency_not_told`: entries without agencies; "
        "`agency_not_in_register`: no entry names it; `register_short`: dossiers belong to more entries than it has.",
    )
    dossiers: int = Field(description="Of how many dossiers it is not known.")
    entries: int = Field(description="Of how many entries of the register it is not known, or how many are too few.")


class MeanTimeOut(BaseModel):
    unit: str = Field(
        description="`hour`, `working_day` or `day`, as the register has the procedure's time; `day` also for months."
    )
    mean: Exact = Field(description="In the unit, rounded half up to two decimals.")
    total: int = Field(description="What the mean is of: days, working days, or minutes where the unit is hours.")
    dossiers: int = Field(description="By how many dossiers the total is divided.")
    unit_unknown: int = Field(description="Those of them whose procedure has no unit in the register: taken as days.")


class ProcessingTimeOut(BaseModel):
    means: list[MeanTimeOut]
    unknown: dict[str, int] = Field(
        description="Dossiers that are in no mean, by why: `closing_unknown`: no time of its end was sent; "
        "`calendar_unknown`: working days of that year; `time_negative`: it ended before the receipt, or waited for "
        "papers for longer than all of it.",
    )


class DossierCounts(BaseModel):
    agency: str
    registered: bool = Field(description="false: its counts cannot be stored; register it first.")
    counts: dict[str, int] = Field(description="By measure; what is missing is not 0 and is not here.")
    missing: list[MissingCount]
    processing_time: ProcessingTimeOut | None = Field(
        description="If asked for. Of the dossiers that were received in the period and are done or returned, whenever "
        "they ended: from the receipt to the end, less the time that the citizen took. Not scored and not stored."
    )


class DataQuality(BaseModel):
    code: str = Field(examples=["collision"])
    dossiers: int = Field(description="How many dossiers are odd in this way.")
    label: str
    label_vi: str
    effect: str = Field(description="What it does to the counts.")
    effect_vi: str
    examples: list[list[str]] = Field(description="Numbers of dossiers that are odd together, the first ten.")


class DossierVerdict(BaseModel):
    dossier: str
    agency: str
    procedure: str
    measure: str
    verdict: str = Field(description="`no`: it is looked at and does not count; `unknown`: something is not known.")
    dates: str = Field(description="The days that decided, `name=day`, divided by blanks.")
    sentence: str = Field(description="Why, in Vietnamese.")


class DossierRulesOut(BaseModel):
    id: str
    digest: str
    options: dict[str, str] = Field(description="What was chosen where the sources leave it open.")


class DossiersOut(BaseModel):
    period: str
    complete: bool = Field(description="Whether they were declared to be all of the period; only then counts are kept.")
    dry_run: bool = Field(description="Whether nothing was stored.")
    dossiers: int = Field(description="Versions of dossiers that were read.")
    rules: DossierRulesOut
    counts: list[DossierCounts]
    quality: list[DataQuality]
    verdicts: list[DossierVerdict] | None = Field(
        description="On the dossiers that do not count for the measures that were asked about, by agency and number, "
        "`verdicts_limit` at most. `Accept: text/csv` answers all of them.",
    )
    verdicts_total: int | None = Field(description="How many there are.")
    verdicts_limit: int | None
    submission: SubmissionOut
