"""What the codes that speak of the letter mean, in Vietnamese and English, each with the remedy."""

LETTER: dict[str, tuple[str, str]] = {
    "agency_not_in_cohort": (
        "{value} không có trong nhóm {cohort} của kỳ {period}. Chọn cơ quan khác hoặc kỳ khác.",
        "{value} is not among the {cohort} of {period}. Choose another agency or another period.",
    ),
    "letter_template_broken": (
        "Mẫu công văn {file} không dùng được: {what}. Sửa mẫu trong Word, hoặc bỏ dòng template trong tệp của cơ quan "
        "để dùng mẫu có sẵn (docs/do/letter.vi.md).",
        "The letter's template {file} cannot be used: {what}. Mend it in Word, or take the line `template` out of the "
        "office's file to use the bundled one (docs/do/letter.md).",
    ),
}
