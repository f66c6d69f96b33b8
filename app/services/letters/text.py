"""The letter in words: every sentence and figure as the document prints it, whatever renders it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.agencies import Level
from app.domain.findings import Finding, FindingRule, RuleResult
from app.domain.scorecard.scoring import percent
from app.services.letters.compose import Letter, LetterLine, Rate, Told
from app.services.letters.vietnamese import day, number, over, period, rate

UNKNOWN = "chưa có số liệu"
NO_RATE = "–"
BLANK = "……"
_PEERS = {
    Level.PROVINCE: "tỉnh, thành phố",
    Level.MINISTRY: "bộ, ngành",
    Level.DEPARTMENT: "sở, ban, ngành",
    Level.DISTRICT: "huyện, thị xã, thành phố",
    Level.COMMUNE: "xã, phường",
}


@dataclass(frozen=True, slots=True)
class LineText:
    """The total or a group as it is printed: ``score`` 10,8/18, ``rank`` 20/63; and the same as one sentence."""

    title: str
    score: str
    average: str
    rate: str
    rank: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule of the findings: what it says, with its limits, and what it found (``items``), or why there is none."""

    heading: str
    items: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class LetterText:
    """The blocks of the document, from top to bottom (Decree 30/2020/NĐ-CP)."""

    parent_body: str
    issuing_body: str
    number_and_sign: str
    place_and_date: str
    subject: str
    addressees: tuple[str, ...]
    legal_grounds: tuple[str, ...]
    opening: str
    average_name: str
    total: LineText
    groups: tuple[LineText, ...]
    details_heading: str
    details: tuple[str, ...]
    partial: str
    below_average: RuleText
    low: RuleText
    falls: RuleText
    chances: RuleText
    requests: tuple[str, ...]
    closing: str
    recipients: tuple[str, ...]
    signer_title: tuple[str, ...]
    signer_name: str

    @property
    def findings(self) -> tuple[RuleText, ...]:
        return (self.below_average, self.low, self.falls, self.chances)


def words(letter: Letter) -> LetterText:
    """The letter's text. What is not known is said; what the office left empty is a gap to write in."""
    office, name = letter.office, letter.agency.name

    def named(text: str) -> str:
        return text.replace("{agency}", name)

    issuing, when = named(office.issuing_body), period(letter.period)
    detailed = dict.fromkeys(letter.titles[each.group].vi for each in letter.details)
    dated = day(letter.day) if letter.day else f"ngày {BLANK} tháng {BLANK} năm {BLANK}"
    return LetterText(
        parent_body=named(office.parent_body).upper(),
        issuing_body=issuing.upper(),
        number_and_sign=f"Số: {named(office.number) or BLANK}/{named(office.sign) or BLANK}",
        place_and_date=f"{named(office.place) or BLANK}, {dated}",
        subject=f"V/v kết quả đánh giá chất lượng phục vụ người dân, doanh nghiệp {when}",
        addressees=_listed([named(each) for each in office.addressees]),
        legal_grounds=tuple(f"Căn cứ {named(each)};" for each in letter.legal_grounds),
        opening=f"{issuing} thông báo kết quả thực hiện {letter.title.vi} {when} của {name} như sau:",
        average_name=average_name(letter.level),
        total=_line(letter, letter.total),
        groups=tuple(_line(letter, each) for each in letter.groups),
        details_heading=f"Chi tiết nhóm {', '.join(detailed)}",
        details=tuple(f"{letter.titles[each.code].vi}: {told_text(each)}" for each in letter.details),
        partial=_partial(letter),
        below_average=_rule(letter, FindingRule.BELOW_AVERAGE, letter.findings.below),
        low=_rule(letter, FindingRule.LOW, letter.findings.low),
        falls=_rule(letter, FindingRule.FALL, letter.findings.falls),
        chances=_rule(letter, FindingRule.CHANCE, letter.findings.chances),
        requests=tuple(named(each) for each in office.requests),
        closing=f"{issuing} thông báo để các cơ quan, đơn vị biết, thực hiện./.",
        recipients=_listed([named(each) for each in office.recipients]),
        signer_title=tuple(named(each).upper() for each in office.signer_title) or (BLANK,),
        signer_name=named(office.signer_name),
    )


def average_name(level: Level) -> str:
    """What the average of a cohort is called: the national one for provinces."""
    return "trung bình cả nước" if level is Level.PROVINCE else f"trung bình các {_PEERS[level]}"


def score_text(score: Decimal | None, maximum: Decimal) -> str:
    return UNKNOWN if score is None else over(score, maximum)


def rate_text(value: Rate | None) -> str:
    """A rate, that it is unknown, or a dash for what has none."""
    if value is None:
        return NO_RATE
    return UNKNOWN if value.value is None else rate(value.value)


def _line(letter: Letter, line: LetterLine) -> LineText:
    title, rank, ranked = letter.titles[line.code].vi, line.rank.rank, line.rank.ranked
    score, average = score_text(line.score, line.max), UNKNOWN if line.average is None else number(line.average)
    place = UNKNOWN if rank is None else number(rank) if ranked is None else over(rank, ranked)
    parts = [
        f"{title}: {_points(score)}",
        f"{average_name(letter.level)}: {_points(average)}",
        *([] if line.rate is None else [f"tỷ lệ: {rate_text(line.rate)}"]),
        f"xếp hạng: {place}{'' if rank is None or ranked is None else f' {_PEERS[letter.level]}'}",
    ]
    return LineText(title, score, average, rate_text(line.rate), place, f"{'; '.join(parts)}.")


def _points(text: str) -> str:
    return text if text == UNKNOWN else f"{text} điểm"


def _partial(letter: Letter) -> str:
    """That ranks and averages of our own rest on part of the cohort, where they do, or on too little to be told."""
    lines = (letter.total, *letter.groups)
    peers = _PEERS[letter.level]
    parts = [
        f"{letter.titles[line.code].vi} {over(line.averaged, line.of)}"
        for line in lines
        if line.average is not None and line.averaged is not None and line.averaged < line.of
    ]
    few = [
        f"{letter.titles[line.code].vi} {over(line.known, line.of)}"
        for line in lines
        if line.known and line.average is None and not letter.office.limits.enough(line.known, line.of)
    ]
    share = f"{number(letter.office.limits.known_share)}%"
    said = [
        f"Xếp hạng và trung bình được tính trên số {peers} có số liệu: {'; '.join(parts)}." if parts else "",
        f"Không nêu xếp hạng, trung bình khi chưa đến {share} số {peers} có điểm: {'; '.join(few)}." if few else "",
    ]
    return " ".join(filter(None, said))


def told_text(told: Told) -> str:
    """The rate of a detail; ``208 hồ sơ, đạt 0,49%`` where its dossiers are counted."""
    if not told.counted or (told.dossiers is None and told.rate.value is None):
        return rate_text(told.rate)
    dossiers = f"số hồ sơ {UNKNOWN}" if told.dossiers is None else f"{number(told.dossiers)} hồ sơ"
    return f"{dossiers}, {'tỷ lệ' if told.rate.value is None else 'đạt'} {rate_text(told.rate)}"


def rule_heading(letter: Letter, rule: FindingRule) -> str:
    """What a rule looks for, with its limits."""
    limits, average, peers = letter.office.limits, average_name(letter.level), _PEERS[letter.level]
    match rule:
        case FindingRule.BELOW_AVERAGE:
            return f"Nhóm chỉ số thấp hơn {average}"
        case FindingRule.LOW:
            return (
                f"Nhóm chỉ số đạt thấp (dưới {number(limits.low_share)}% điểm tối đa và cao hơn {average} chưa đến "
                f"{number(limits.low_lead)}%, ngoài các nhóm nêu trên)"
            )
        case FindingRule.FALL:
            return f"Nhóm chỉ số, chỉ số thành phần giảm điểm nhiều nhất so với {period(letter.period.previous)}"
        case FindingRule.CHANCE:
            return (
                "Nhóm chỉ số, chỉ số thành phần còn nhiều dư địa tăng điểm (so với mức mà "
                f"{number(limits.best_share)}% {peers} dẫn đầu đạt được)"
            )


def _rule(letter: Letter, rule: FindingRule, found: RuleResult) -> RuleText:
    items = [f"{letter.titles[each.code].vi}: {finding_text(each)}" for each in found.findings]
    unknown = ", ".join(letter.titles[code].vi for code in found.unknown)
    if not items and len(found.unknown) == len(letter.groups):
        notes = [UNKNOWN]
    else:
        notes = [*([] if items else ["không có"]), *([f"{UNKNOWN} để so sánh: {unknown}"] if unknown else [])]
    return RuleText(rule_heading(letter, rule), _listed(items), "; ".join(notes))


def finding_text(finding: Finding) -> str:
    """What a finding says of its column, its score first."""
    score, distance, reference = over(finding.score, finding.max), number(finding.distance), number(finding.reference)
    match finding.rule:
        case FindingRule.BELOW_AVERAGE:
            return f"{score} điểm, thấp hơn {distance} điểm (trung bình {reference} điểm)"
        case FindingRule.LOW:
            average = f"trung bình {number(finding.average or 0)} điểm"
            return f"{score} điểm, bằng {number(percent(finding.score, finding.max))}% điểm tối đa ({average})"
        case FindingRule.FALL:
            return f"giảm {distance} điểm (từ {reference} còn {number(finding.score)} điểm)"
        case FindingRule.CHANCE:
            return f"{score} điểm, thấp hơn nhóm dẫn đầu {distance} điểm (nhóm dẫn đầu đạt {reference} điểm)"


def _listed(texts: Sequence[str]) -> tuple[str, ...]:
    """Some texts as a list that ends with a full stop."""
    bare = [text.rstrip(".;") for text in texts]
    return tuple(f"{text}{'.' if place == len(bare) else ';'}" for place, text in enumerate(bare, 1))
