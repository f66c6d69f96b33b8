"""Letters."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "agency_not_in_cohort",
        404,
        "{value} không có trong nhóm {cohort} của kỳ {period}. Chọn cơ quan khác hoặc kỳ khác.",
        "{value} is not among the {cohort} of {period}. Choose another agency or another period.",
    ),
    Message(
        "letter_template_broken",
        503,
        "Mẫu công văn {file} không dùng được: {what}. Sửa mẫu trong Word, hoặc bỏ dòng template trong tệp của cơ quan "
        "để dùng mẫu có sẵn (docs/do/letter.vi.md).",
        "The letter template {file} cannot be used: {what}. Fix it in Word, or remove the line `template` from the "
        "office's file to use the bundled one (docs/do/letter.md).",
    ),
)
