"""What a letter does not say, and why: told to the office beside it, never in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.domain.agencies import Cohort
from app.domain.findings import FindingRule, RuleResult
from app.domain.messages.message import Text
from app.domain.office_texts import unknown_facts
from app.services.letters.compose import Letter, LetterLine
from app.services.vietnamese import COHORTS, capital, number


class LeftOutPart(StrEnum):
    """What was left out: a figure, the findings of a rule, a text of the office, or something of the annexes."""

    SCORE = "score"
    AVERAGE = "average"
    RATE = "rate"
    RANK = "rank"
    DOSSIERS = "dossiers"
    BELOW_AVERAGE = "below_average"
    LOW = "low"
    FALL = "fall"
    CHANCE = "chance"
    SIGN = "sign"
    PLACE = "place"
    SIGNER_TITLE = "signer_title"
    SIGNER_NAME = "signer_name"
    TEXT = "text"
    LETTER = "letter"
    ANNEX = "annex"
    AGENCY = "agency"
    CHANGE = "change"
    GRADE = "grade"
    NEXT_RANK = "next_rank"
    NEXT_STEPS = "next_steps"
    LATE_COST = "late_cost"


class LeftOutReason(StrEnum):
    UNKNOWN = "unknown"
    TOO_FEW = "too_few"
    NOT_IN_OFFICE_FILE = "not_in_office_file"
    NOT_PUBLISHED = "not_published"
    NOT_POSSIBLE = "not_possible"


NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """``code``: the column, agency or cohort that it is of, if any; ``title`` in both languages."""

    part: LeftOutPart
    reason: LeftOutReason
    code: str = ""
    title: Text = NOTHING
    detail: Text = NOTHING

    @property
    def text(self) -> Text:
        """One sentence, in both languages."""
        part, why = _PARTS[self.part], _REASONS[self.reason]
        return Text(*(_sentence(*each) for each in zip(part, self.title, why, self.detail, strict=True)))


_PARTS = {
    LeftOutPart.SCORE: Text("điểm", "score"),
    LeftOutPart.AVERAGE: Text("trung bình", "average"),
    LeftOutPart.RATE: Text("tỷ lệ", "rate"),
    LeftOutPart.RANK: Text("xếp hạng", "rank"),
    LeftOutPart.DOSSIERS: Text("số hồ sơ", "number of dossiers"),
    LeftOutPart.BELOW_AVERAGE: Text("so sánh với trung bình", "comparison with the average"),
    LeftOutPart.LOW: Text("xét mức thấp", "whether it is low"),
    LeftOutPart.FALL: Text("so sánh với kỳ trước", "comparison with the period before"),
    LeftOutPart.CHANCE: Text("dư địa tăng điểm", "where points can be won"),
    LeftOutPart.SIGN: Text("ký hiệu", "sign"),
    LeftOutPart.PLACE: Text("địa danh", "place"),
    LeftOutPart.SIGNER_TITLE: Text("chức vụ người ký", "title of the signer"),
    LeftOutPart.SIGNER_NAME: Text("họ tên người ký", "name of the signer"),
    LeftOutPart.TEXT: Text("đoạn văn", "paragraph"),
    LeftOutPart.LETTER: Text("kết quả của chính cơ quan", "the agency's own result"),
    LeftOutPart.ANNEX: Text("phụ lục", "annex"),
    LeftOutPart.AGENCY: Text("cơ quan", "agency"),
    LeftOutPart.CHANGE: Text("thay đổi so với kỳ trước", "change against the period before"),
    LeftOutPart.GRADE: Text("xếp loại", "grade"),
    LeftOutPart.NEXT_RANK: Text("muốn lên hạng cần gì", "what the next rank would take"),
    LeftOutPart.NEXT_STEPS: Text("việc cần ít nhất để thêm điểm", "the cheapest next points"),
    LeftOutPart.LATE_COST: Text("hồ sơ không đúng hạn làm mất bao nhiêu điểm", "what late dossiers cost"),
}
_REASONS = {
    LeftOutReason.UNKNOWN: Text("chưa có số liệu", "the figure is not known"),
    LeftOutReason.TOO_FEW: Text("quá ít đơn vị có điểm để so sánh", "too few have a score to compare with"),
    LeftOutReason.NOT_IN_OFFICE_FILE: Text("tệp của cơ quan không ghi", "the office's file does not say it"),
    LeftOutReason.NOT_PUBLISHED: Text(
        "chưa có bản công bố của nhóm này trong kỳ; công bố rồi tải lại",
        "no edition of this cohort stands for the period; publish one and ask again",
    ),
    LeftOutReason.NOT_POSSIBLE: Text("không còn việc nào làm được", "nothing can still be done"),
}


def _sentence(part: str, title: str, why: str, detail: str) -> str:
    what = f"{title}: {part}" if title else part
    return f"{capital(what)} – {why}{f' ({detail})' if detail else ''}."


def left_out_of(letter: Letter, texts: Iterable[tuple[str, str]], facts: dict[str, str | None]) -> tuple[LeftOut, ...]:
    """What a letter leaves out. ``texts``: those of its texts that were left out whole, by their keys."""
    found = list(_of_lines(letter))
    found += _of_details(letter)
    found += _of_rules(letter)
    found += _of_next_rank(letter)
    found += _of_office(letter)
    for key, text in texts:
        names = ", ".join(f"{{{name}}}" for name in unknown_facts(text, facts))
        found.append(LeftOut(LeftOutPart.TEXT, LeftOutReason.UNKNOWN, key, Text(key, key), Text(names, names)))
    return tuple(found)


def _of_lines(letter: Letter) -> Iterator[LeftOut]:
    for line in (letter.total, *letter.groups):
        title = _title(letter, line.code)
        few = _few(letter, line)
        detail = Text(few, few)
        why = LeftOutReason.TOO_FEW if few else LeftOutReason.UNKNOWN
        if line.score is None and line.of == 0:
            cohort, name = Cohort.of(letter.agency), COHORTS[letter.agency.level]
            yield LeftOut(LeftOutPart.LETTER, LeftOutReason.NOT_PUBLISHED, str(cohort), Text(name.vi, name.en))
            continue
        if line.score is None:
            yield LeftOut(LeftOutPart.SCORE, LeftOutReason.UNKNOWN, line.code, title)
            continue
        if line.average is None:
            yield LeftOut(LeftOutPart.AVERAGE, why, line.code, title, detail)
        if line.rank.rank is None:
            yield LeftOut(LeftOutPart.RANK, why, line.code, title, detail)
        if line.rate is not None and line.rate.value is None:
            yield LeftOut(LeftOutPart.RATE, LeftOutReason.UNKNOWN, line.code, title)


def _few(letter: Letter, line: LetterLine) -> str:
    """How many of the cohort have a score, where they are too few."""
    limits = letter.office.limits
    if line.known and not limits.enough(line.known, line.of):
        return f"{number(line.known)}/{number(line.of)} < {number(limits.known_share)}%"
    return ""


def _of_details(letter: Letter) -> Iterator[LeftOut]:
    for told in letter.details:
        if told.rate.value is None:
            yield LeftOut(LeftOutPart.RATE, LeftOutReason.UNKNOWN, told.code, _title(letter, told.code))
        if told.counted and told.dossiers is None:
            yield LeftOut(LeftOutPart.DOSSIERS, LeftOutReason.UNKNOWN, told.code, _title(letter, told.code))


def _of_rules(letter: Letter) -> Iterator[LeftOut]:
    found = letter.findings
    rules: tuple[tuple[FindingRule, RuleResult], ...] = (
        (FindingRule.BELOW_AVERAGE, found.below),
        (FindingRule.LOW, found.low),
        (FindingRule.FALL, found.falls),
        (FindingRule.CHANCE, found.chances),
    )
    for rule, result in rules:
        if result.unknown and (letter.office.assessment is None or rule in letter.office.assessment.clauses):
            titles = [letter.titles[code] for code in result.unknown]
            named = Text(", ".join(each.vi for each in titles), ", ".join(each.en for each in titles))
            yield LeftOut(LeftOutPart(rule.value), LeftOutReason.UNKNOWN, " ".join(result.unknown), named)


def _of_next_rank(letter: Letter) -> Iterator[LeftOut]:
    found, rank = letter.next_rank, letter.total.rank.rank
    if found and not found.text and rank != 1:
        yield LeftOut(
            LeftOutPart.NEXT_RANK, LeftOutReason.NOT_POSSIBLE if found.beyond_reach else LeftOutReason.UNKNOWN
        )


def _of_office(letter: Letter) -> Iterator[LeftOut]:
    office = letter.office
    texts = {
        LeftOutPart.SIGN: office.sign,
        LeftOutPart.PLACE: office.place,
        LeftOutPart.SIGNER_TITLE: office.signer_title,
        LeftOutPart.SIGNER_NAME: office.signer_name,
    }
    for part, text in texts.items():
        if not text:
            yield LeftOut(part, LeftOutReason.NOT_IN_OFFICE_FILE)


def _title(letter: Letter, code: str) -> Text:
    title = letter.titles[code]
    return Text(title.vi, title.en)
