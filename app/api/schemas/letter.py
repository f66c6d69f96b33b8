"""The letter as JSON: every figure as a number and as the document prints it, with the rules and their limits."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from app.api.schemas.common import AgencyRef, Exact, Rate, Score
from app.domain.evaluation.columns import Method
from app.domain.evaluation.scores import Basis, Source
from app.domain.findings import FindingRule
from app.services.letters.left_out import LeftOutPart, LeftOutReason

Printed = Annotated[str, Field(description="As the letter prints it.")]


class LineTextOut(BaseModel):
    """A line's figures as the letter prints them; what is not known is left out of it, and empty here."""

    title: str = Field(examples=["Tiến độ giải quyết"])
    score: str = Field(description="Score of maximum.", examples=["19,5/20"])
    average: str = Field(examples=["17,3"])
    rate: str = Field(examples=["98,5%"])
    rank: str = Field(description="Rank among how many.", examples=["1/63"])
    sentence: str


class LetterLineOut(BaseModel):
    code: str = Field(examples=["TDGQ"])
    title: str
    title_en: str
    score: Score | None
    max: Score
    basis: Source | None
    rank: int | None = Field(description="Null where unknown, or counted among too few of the cohort.")
    ranked: int | None
    rank_basis: Source | None
    average: Score | None = Field(description="Null where unknown, or made of too few of the cohort.")
    average_method: Method | None
    averaged: int | None
    of: int
    rate: Rate | None = Field(description="Per cent.")
    rate_basis: Source | None
    text: LineTextOut


class LetterDetailOut(BaseModel):
    code: str = Field(examples=["REUSED_DIGITIZED_DATA"])
    group: str = Field(examples=["MDSH"])
    title: str
    title_en: str
    rate: Rate | None
    rate_basis: Source | None
    dossiers: int | None = Field(description="The dossiers in the rate's numerator, if they are known.")
    text: str = Field(description="As the letter prints it.", examples=["208 hồ sơ, đạt 0,49%"])


class LetterFindingOut(BaseModel):
    code: str = Field(examples=["TTTT"])
    title: str
    title_en: str
    score: Score
    max: Score
    reference: Exact = Field(description="What the score is held against, in points; the rule says what it is.")
    distance: Exact = Field(description="reference - score, in points.")
    average: Score | None = Field(description="The cohort's average, where the rule looks at it.")
    text: Printed


class LetterRuleOut(BaseModel):
    """A rule of the findings: its limits, what it found, and the groups of which it can say nothing, or not all."""

    rule: FindingRule
    statement: str = Field(description="The rule with its limits, in Vietnamese, as the letter prints it.")
    statement_en: str
    limits: dict[str, Exact] = Field(description="The limits used, by their names in the office's file.")
    items: list[LetterFindingOut]
    unknown: list[str] = Field(description="Codes of groups that lack a figure that the rule needs.")
    note: Printed = Field(description="Empty: what a rule cannot say is among `left_out`.")


class OfficeOut(BaseModel):
    """The heading, addressees and signature as the letter prints them; `……` is a gap to be written in."""

    parent_body: str
    issuing_body: str
    number_and_sign: str = Field(examples=["Số: ……/VPUB-PVHCC&KSTT"])
    place_and_date: str = Field(examples=["Hưng Yên, ngày 05 tháng 3 năm 2025"])
    addressees: list[str]
    recipients: list[str]
    signer_title: list[str]
    signer_name: str


class LeftOutOut(BaseModel):
    """What the letter does not say, and why: for the office, not for the letter."""

    part: LeftOutPart
    code: str = Field(description="The column, agency or cohort that it is of; else empty.", examples=["MDSH"])
    reason: LeftOutReason
    text: str = Field(examples=["Số hóa hồ sơ: xếp hạng – chưa có số liệu."])
    text_en: str


class CorrectionOut(BaseModel):
    """The edition that is corrected, and why."""

    edition: int
    digest: str
    published_at: datetime
    reason: str


class LetterMarkOut(BaseModel):
    """The edition that the letter tells of, as its foot says it."""

    edition: int
    digest: str
    as_of: datetime | None
    address: str = Field(description="The page that says whether the edition still stands; the QR code leads there.")
    corrects: CorrectionOut | None
    text: Printed


class LetterOut(BaseModel):
    agency: AgencyRef
    period: str = Field(examples=["2025-02"])
    basis: Basis
    scorecard: str
    date: str | None = Field(description="Date of the letter; null if it is left to be written in.")
    office: OfficeOut
    subject: str
    legal_grounds: list[str]
    opening: str
    total: LetterLineOut
    groups: list[LetterLineOut] = Field(description="In the letter's order.")
    details: list[LetterDetailOut]
    partial: str = Field(description="Which averages rest on part of the cohort; else empty.")
    lines: list[str] = Field(description="The groups and details as the running layout lists them.")
    findings: list[LetterRuleOut]
    next_rank: str = Field(
        description="What the next better rank would take while all others stand still, where the office's file wants "
        "it told (`what_if`) and something leads there; else empty."
    )
    assessment: str = Field(description="The findings as one sentence, where the office's file has words for it.")
    requests: list[str]
    assignments: str = Field(description="Who is to publish the result, and where.")
    closing: str
    correction: str = Field(description="What the letter corrects; else empty.")
    draft: bool = Field(
        description="Whether it is marked DỰ THẢO: without a key of the agency, of one above it or of the country."
    )
    mark: LetterMarkOut | None
    left_out: list[LeftOutOut] = Field(description="What is not said, and why; nothing of it stands in the letter.")
