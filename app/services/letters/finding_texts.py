"""The findings in words."""

from app.domain.findings import Finding, FindingRule, RuleResult
from app.domain.scorecard.scoring import percent
from app.services.letters.compose import Letter
from app.services.letters.facts import PEERS, average_name, title_of
from app.services.letters.letter_text import RuleText
from app.services.vietnamese import number, over, period


def rule_text(letter: Letter, rule: FindingRule, found: RuleResult) -> RuleText:
    """A rule with what it found, as a list that ends with a full stop."""
    items = [f"{title_of(letter, each.code)}: {finding_text(each)}" for each in found.findings]
    if rule is FindingRule.CHANCE:
        items += [text for text in (next_rank_text(letter),) if text]
    ends = [";"] * (len(items) - 1) + ["."]
    return RuleText(rule_heading(letter, rule), tuple(f"{item}{end}" for item, end in zip(items, ends, strict=False)))


def next_rank_text(letter: Letter) -> str:
    """What the next better rank would take, and what that takes for granted; empty where it is not told."""
    if letter.next_rank is None or not letter.next_rank.text:
        return ""
    return f"Để lên {letter.next_rank.text} (giả định điểm của các {PEERS[letter.level]} khác giữ nguyên)"


def rule_heading(letter: Letter, rule: FindingRule) -> str:
    """What a rule looks for, with its limits."""
    limits, average, peers = letter.office.limits, average_name(letter.level), PEERS[letter.level]
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
