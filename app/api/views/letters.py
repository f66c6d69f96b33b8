"""The letter as it is answered in JSON."""

from decimal import Decimal

from app.api.schemas.common import AgencyRef
from app.api.schemas.letter import (
    CorrectionOut,
    LeftOutOut,
    LetterDetailOut,
    LetterFindingOut,
    LetterLineOut,
    LetterMarkOut,
    LetterOut,
    LetterRuleOut,
    LineTextOut,
    OfficeOut,
)
from app.domain.findings import Finding, FindingRule, RuleResult
from app.services.letters.compose import NO_RATE, Letter, LetterLine, Mark, Told
from app.services.letters.facts import facts_of
from app.services.letters.finding_texts import finding_text
from app.services.letters.left_out import LeftOut
from app.services.letters.letter_text import LetterText, LineText, MarkText, RuleText
from app.services.letters.text import line_text, told_text

_STATEMENTS = {
    FindingRule.BELOW_AVERAGE: "Groups below the average of the cohort.",
    FindingRule.LOW: "Groups under low_share per cent of their maximum and less than low_lead per cent above the "
    "average, but for those below it.",
    FindingRule.FALL: "The largest falls since the period before: of a group its indicators, or where those are not "
    "all known the group.",
    FindingRule.CHANCE: "The largest distances to what the best best_share per cent of the cohort reach (nearest "
    "rank): of a group its indicators, or where those are not all known the group.",
}


def letter_view(letter: Letter, text: LetterText) -> LetterOut:
    """``text``: the letter's words."""
    found, facts = letter.findings, facts_of(letter)
    rules = (
        (FindingRule.BELOW_AVERAGE, found.below, text.below_average),
        (FindingRule.LOW, found.low, text.low),
        (FindingRule.FALL, found.falls, text.falls),
        (FindingRule.CHANCE, found.chances, text.chances),
    )
    return LetterOut(
        agency=AgencyRef.of(letter.agency),
        period=str(letter.period),
        basis=letter.basis,
        scorecard=letter.scorecard,
        date=letter.day.isoformat() if letter.day else None,
        office=OfficeOut(**{name: _plain(getattr(text, name)) for name in OfficeOut.model_fields}),
        subject=text.subject,
        legal_grounds=list(text.legal_grounds),
        opening=text.opening,
        total=_line(letter, letter.total, text.total),
        groups=[_line(letter, line, line_text(letter, line, facts)) for line in letter.groups],
        details=[_detail(letter, each) for each in letter.details],
        partial=text.partial,
        findings=[_rule(letter, *each) for each in rules],
        lines=[f"{line.mark} {line.text}" for line in text.lines],
        next_rank=letter.next_rank.text if letter.next_rank else "",
        assessment=text.assessment,
        requests=list(text.requests),
        assignments=text.assignments,
        closing=text.closing,
        correction=text.correction,
        draft=letter.draft,
        mark=_mark(letter.mark, text.mark) if letter.mark and text.mark else None,
        left_out=[left_out_view(each) for each in text.left_out],
    )


def left_out_view(found: LeftOut) -> LeftOutOut:
    return LeftOutOut(part=found.part, code=found.code, reason=found.reason, text=found.text.vi, text_en=found.text.en)


def _mark(mark: Mark, printed: MarkText) -> LetterMarkOut:
    corrects = mark.corrects
    return LetterMarkOut(
        edition=mark.edition,
        digest=mark.digest,
        as_of=mark.as_of,
        address=mark.address,
        corrects=CorrectionOut(**{name: getattr(corrects, name) for name in CorrectionOut.model_fields})
        if corrects
        else None,
        text=printed.text,
    )


def _plain(value: str | tuple[object, ...]) -> str | list[str]:
    return value if isinstance(value, str) else [str(each) for each in value]


def _line(letter: Letter, line: LetterLine, printed: LineText) -> LetterLineOut:
    title, rate = letter.titles[line.code], line.rate or NO_RATE
    return LetterLineOut(
        code=line.code,
        title=title.vi,
        title_en=title.en,
        score=line.score,
        max=line.max,
        basis=line.source,
        rank=line.rank.rank,
        ranked=line.rank.ranked,
        rank_basis=line.rank.source,
        average=line.average,
        average_method=line.average_method,
        averaged=line.averaged,
        of=line.of,
        rate=rate.value,
        rate_basis=rate.source,
        text=LineTextOut(**{name: getattr(printed, name) for name in LineTextOut.model_fields}),
    )


def _detail(letter: Letter, told: Told) -> LetterDetailOut:
    title = letter.titles[told.code]
    return LetterDetailOut(
        code=told.code,
        group=told.group,
        title=title.vi,
        title_en=title.en,
        rate=told.rate.value,
        rate_basis=told.rate.source,
        dossiers=told.dossiers,
        text=told_text(told),
    )


def _rule(letter: Letter, rule: FindingRule, found: RuleResult, printed: RuleText) -> LetterRuleOut:
    return LetterRuleOut(
        rule=rule,
        statement=printed.heading,
        statement_en=_STATEMENTS[rule],
        limits={name: Decimal(value) for name, value in letter.office.limits.of(rule).items()},
        items=[_finding(letter, each) for each in found.findings],
        unknown=list(found.unknown),
        note=printed.note,
    )


def _finding(letter: Letter, finding: Finding) -> LetterFindingOut:
    title = letter.titles[finding.code]
    return LetterFindingOut(
        code=finding.code,
        title=title.vi,
        title_en=title.en,
        score=finding.score,
        max=finding.max,
        reference=finding.reference,
        distance=finding.distance,
        average=finding.average,
        text=finding_text(finding),
    )
