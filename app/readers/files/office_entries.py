"""What may stand in an office file: its keys, and the facts that its texts may name."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.domain import office as domain
from app.domain import office_texts as texts
from app.domain.agencies import is_code
from app.domain.findings import FindingLimits, FindingRule

DEFAULT = "default"


def _wrong(en: str, vi: str, **said: object) -> PydanticCustomError:
    """What is wrong, in both languages."""
    return PydanticCustomError("office_file", "{en}", {"en": en.format(**said), "vi": vi.format(**said)})


def _whose(text: str) -> str:
    if text != DEFAULT and not is_code(text):
        raise _wrong("must be the code of an agency, or 'default'", "phải là mã của một cơ quan, hoặc 'default'")
    return text


def _agency_code(text: str) -> str:
    if not is_code(text):
        raise _wrong("must be the code of an agency", "phải là mã của một cơ quan")
    return text


def _naming(*more: str) -> Callable[[str], str]:
    """A validator of texts that may name the letter's facts, and these besides."""
    allowed = (*texts.LETTER, *more)

    def check(text: str) -> str:
        if not text.isprintable() or "\ufffd" in text:
            raise _wrong(
                "holds characters that cannot be seen, or U+FFFD, which stands for a lost letter",
                "có ký tự không nhìn thấy được, hoặc U+FFFD là dấu của một chữ bị mất",
            )
        if unknown := texts.unknown_names(text, allowed):
            raise _wrong(
                "no fact is called {name}; known are {known}",
                "không có dữ kiện tên {name}; các tên dùng được: {known}",
                name=unknown[0],
                known=", ".join(allowed),
            )
        return text

    return check


_FILLED = StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)
_BLANK = StringConstraints(strip_whitespace=True, max_length=2000)
# Pieces keep the blanks at their ends: they are put together.
_PIECE = StringConstraints(min_length=1, max_length=500)
_SOME = Field(min_length=1, max_length=20)

Text = Annotated[str, _FILLED, AfterValidator(_naming())]
TextOrBlank = Annotated[str, _BLANK, AfterValidator(_naming())]
ClauseOrBlank = Annotated[str, _BLANK, AfterValidator(_naming(*texts.CLAUSE))]
TaskText = Annotated[str, _FILLED, AfterValidator(_naming(*texts.TASK))]
AnnexesText = Annotated[str, _FILLED, AfterValidator(_naming(*texts.COVER))]
CorrectionText = Annotated[str, _FILLED, AfterValidator(_naming(*texts.CORRECTION))]
LinePieces = Annotated[tuple[Annotated[str, _PIECE, AfterValidator(_naming(*texts.LINE))], ...], _SOME]
CohortPieces = Annotated[tuple[Annotated[str, _PIECE, AfterValidator(_naming(*texts.COHORT))], ...], _SOME]
Texts = Annotated[tuple[Text, ...], Field(max_length=100)]
Share = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
Listed = Annotated[int, Field(ge=0, le=100)]


class _StrictEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class _LimitsEntry(_StrictEntry):
    low_share: Share
    low_lead: Share
    falls: Listed
    chances: Listed
    best_share: Share
    known_share: Share


class _DetailEntry(_StrictEntry):
    code: Text
    dossiers: bool = False
    title: TextOrBlank = ""


def _as_ground(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class _GroundEntry(_StrictEntry):
    """A document by its parts, or a text."""

    text: TextOrBlank = ""
    kind: TextOrBlank = ""
    number: TextOrBlank = ""
    day: date | None = None
    body: TextOrBlank = ""
    about: TextOrBlank = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        parts = (self.kind, self.number, self.day, self.body)
        if self.text if all(parts) else not self.text or any(parts):
            raise _wrong(
                "has kind, number, day and body, or is one text",
                "ghi đủ loại (kind), số (number), ngày (day), cơ quan ban hành (body), hoặc chỉ một câu",
            )
        return self

    def build(self) -> domain.LegalGround | str:
        if self.day is None:
            return self.text
        return domain.LegalGround(self.kind, self.number, self.day, self.body, self.about)


class _RecipientEntry(_StrictEntry):
    name: Text
    purpose: TextOrBlank = ""
    initials: TextOrBlank = ""


class _AssignmentEntry(_StrictEntry):
    body: Text
    task: Text


def _as_group(value: object) -> object:
    return {"code": value} if isinstance(value, str) else value


class GroupItem(_StrictEntry):
    """A group, by its code alone or with its title; or a title over several."""

    code: TextOrBlank = ""
    title: TextOrBlank = ""
    rate_name: TextOrBlank = ""
    groups: Annotated[tuple[Annotated["GroupItem", BeforeValidator(_as_group)], ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if bool(self.code) == bool(self.groups) or (self.groups and not self.title):
            raise _wrong(
                "names a group by its code, or has a title over some groups",
                "ghi mã (code) của một nhóm, hoặc tiêu đề (title) chung của nhiều nhóm (groups)",
            )
        return self

    def build(self) -> domain.GroupEntry:
        return domain.GroupEntry(self.code, self.title, self.rate_name, tuple(each.build() for each in self.groups))


def _as_recipient(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class _LinesEntry(_StrictEntry):
    total: LinePieces
    group: LinePieces
    rank_digits: Annotated[int, Field(ge=1, le=4)]


class _AssessmentEntry(_StrictEntry):
    lead: Text
    below_average: ClauseOrBlank = ""
    low: ClauseOrBlank = ""
    fall: ClauseOrBlank = ""
    chance: ClauseOrBlank = ""

    def build(self) -> domain.Assessment:
        clauses = {rule: getattr(self, rule.value) for rule in FindingRule}
        return domain.Assessment(self.lead, {rule: text for rule, text in clauses.items() if text})


class _CoverEntry(_StrictEntry):
    subject: Text
    opening: Text
    annexes: AnnexesText
    cohort: CohortPieces


class _TaskEntry(_StrictEntry):
    text: TaskText
    rule: FindingRule | None = None
    agencies: Annotated[tuple[Annotated[str, AfterValidator(_agency_code)], ...], Field(max_length=1000)] = ()
    deadline: date | None = None
    days: Annotated[int, Field(ge=1, le=1000)] | None = None

    @model_validator(mode="after")
    def _whose_and_when(self) -> Self:
        if (self.rule is None) == (not self.agencies):
            raise _wrong(
                "is for some agencies, or for those of which a rule finds something",
                "giao cho một số cơ quan (agencies), hoặc theo một quy tắc đánh giá (rule)",
            )
        if self.deadline and self.days:
            raise _wrong("has a deadline or days, not both", "chỉ ghi ngày (deadline) hoặc số ngày (days)")
        if self.rule is None and texts.unknown_names(self.text, texts.LETTER):
            raise _wrong(
                "a group and a distance are known only where a rule finds them",
                "chỉ nêu được nhóm và mức chênh lệch khi giao theo quy tắc đánh giá",
            )
        return self


class _GradeEntry(_StrictEntry):
    name: Text
    at_least: Share


class OfficeFile(_StrictEntry):
    """The keys of an office file; those that a file leaves out are the default's."""

    agency: Annotated[str, AfterValidator(_whose)]
    first_day: date | None = None
    last_day: date | None = None
    parent_body: TextOrBlank
    issuing_body: Text
    issuer: Text
    place: TextOrBlank
    number: TextOrBlank
    sign: TextOrBlank
    subject: Text
    signer_title: Texts
    signer_name: TextOrBlank
    legal_grounds: Annotated[tuple[Annotated[_GroundEntry, BeforeValidator(_as_ground)], ...], Field(max_length=100)]
    addressees: Texts
    source: TextOrBlank
    opening: Text
    layout: domain.Layout
    lines: _LinesEntry
    groups: Annotated[tuple[Annotated[GroupItem, BeforeValidator(_as_group)], ...], Field(max_length=100)]
    details: Annotated[tuple[_DetailEntry, ...], Field(max_length=100)]
    assessment: _AssessmentEntry | None = None
    requests: Texts
    assignments: Annotated[tuple[_AssignmentEntry, ...], Field(max_length=100)]
    correction: CorrectionText
    closing: TextOrBlank
    recipients: Annotated[tuple[Annotated[_RecipientEntry, BeforeValidator(_as_recipient)], ...], Field(max_length=100)]
    cover: _CoverEntry
    tasks: Annotated[tuple[_TaskEntry, ...], Field(max_length=1000)]
    grades: Annotated[tuple[_GradeEntry, ...], Field(max_length=20)] = ()
    limits: _LimitsEntry
    what_if: bool
    template: Text | None = None

    @field_validator("last_day")
    @classmethod
    def _in_order(cls, last_day: date | None, info: ValidationInfo) -> date | None:
        first_day = info.data.get("first_day")
        if first_day and last_day and last_day < first_day:
            raise _wrong(
                "{last} is before first_day {first}",
                "{last} trước first_day {first}",
                last=last_day,
                first=first_day,
            )
        return last_day

    @field_validator("grades")
    @classmethod
    def _falling(cls, grades: tuple[_GradeEntry, ...]) -> tuple[_GradeEntry, ...]:
        limits = [each.at_least for each in grades]
        if limits != sorted({*limits}, reverse=True):
            raise _wrong("the highest grade stands first", "xếp loại cao nhất đứng trước")
        return grades

    def build(self, template: Path | None) -> domain.Office:
        """The office that a file describes."""
        plain = (
            "first_day last_day parent_body issuing_body issuer place number sign subject signer_title signer_name "
            "addressees source opening layout requests correction closing what_if"
        )
        return domain.Office(
            **{name: getattr(self, name) for name in plain.split()},
            legal_grounds=tuple(each.build() for each in self.legal_grounds),
            lines=domain.Lines(**dict(self.lines)),
            groups=tuple(each.build() for each in self.groups),
            details=tuple(domain.RateDetail(**dict(each)) for each in self.details),
            assessment=self.assessment.build() if self.assessment else None,
            assignments=tuple(domain.Assignment(**dict(each)) for each in self.assignments),
            recipients=tuple(domain.Recipient(**dict(each)) for each in self.recipients),
            cover=domain.Cover(**dict(self.cover)),
            tasks=tuple(domain.Task(**dict(each)) for each in self.tasks),
            grades=tuple(domain.Grade(**dict(each)) for each in self.grades),
            limits=FindingLimits(**dict(self.limits)),
            template=template,
        )
