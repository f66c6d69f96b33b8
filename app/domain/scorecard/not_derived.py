"""Why counts that there are do not give a missing one, in both languages."""

from enum import StrEnum

from app.domain.messages import Text


class NotDerived(StrEnum):
    """Why counts that there are do not give one that is missing: those of the months were reassessed at the end of
    each or are of things distinct in each, those of the agencies directly below are not additive."""

    MONTHS_REASSESSED = "months_reassessed"
    MONTHS_DISTINCT = "months_distinct"
    CHILDREN_NOT_ADDITIVE = "children_not_additive"


NOT_DERIVED = {
    NotDerived.MONTHS_REASSESSED: Text(
        "Có số liệu tháng, nhưng không cộng được: mỗi kỳ xét lại từng trường hợp vào cuối kỳ. Cần số liệu báo cáo "
        "cho chính kỳ này.",
        "There are counts of months, but they do not add up: each case is assessed anew at the end of every period. "
        "Report the counts for this period itself.",
    ),
    NotDerived.MONTHS_DISTINCT: Text(
        "Có số liệu tháng, nhưng không cộng được: mỗi thủ tục, dịch vụ chỉ được đếm một lần trong kỳ. Cần số liệu báo "
        "cáo cho chính kỳ này.",
        "There are counts of months, but they do not add up: each procedure or service counts once in a period. Report "
        "the counts for this period itself.",
    ),
    NotDerived.CHILDREN_NOT_ADDITIVE: Text(
        "Có số liệu của các cơ quan trực thuộc, nhưng cộng lại không bằng số liệu của cơ quan này. Cần số liệu báo cáo "
        "cho chính cơ quan này.",
        "There are counts of the agencies directly below, but they do not add up to those of this agency. Report the "
        "counts for this agency itself.",
    ),
}
