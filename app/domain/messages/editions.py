"""Editions."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "unknown_edition",
        404,
        "Không có bản công bố {value}. Xem GET /v1/editions.",
        "There is no edition {value}. See GET /v1/editions.",
    ),
    Message(
        "edition_not_there",
        422,
        "Không có bản công bố {value} để thay thế. Xem GET /v1/editions.",
        "There is no edition {value} to replace. See GET /v1/editions.",
    ),
    Message(
        "cohort_outside",
        403,
        "Khóa của {root} không được công bố kết quả của {cohort}. Dùng khóa của cả nước hoặc của đơn vị đó.",
        "The key of {root} may not publish results of {cohort}. Use a key of the whole country or of that agency.",
    ),
    Message(
        "reason_missing",
        422,
        "Bản công bố thay thế phải nêu lý do. Thêm reason.",
        "An edition that replaces another must give a reason. Add reason.",
    ),
    Message(
        "edition_exists",
        409,
        "{cohort}, kỳ {period} đã có bản công bố {value}. Để đính chính, gửi replaces={value} và reason.",
        "{cohort}, {period} has already been published: edition {value}. To correct it, send replaces={value} and a "
        "reason.",
    ),
    Message(
        "edition_replaced",
        409,
        "Bản công bố {value} đã được bản {by} thay thế. Thay thế bản {by}.",
        "Edition {value} has already been replaced by {by}. Replace {by}.",
    ),
    Message(
        "edition_of_other",
        422,
        "Bản công bố {value} là của {cohort}, kỳ {period}. Ghi bản cùng nhóm cơ quan (và cùng kỳ nếu thay thế).",
        "Edition {value} is of {cohort}, {period}. Name one of the same cohort (and, to replace it, of the same "
        "period).",
    ),
    Message(
        "edition_empty",
        422,
        "Kỳ {period}, {cohort}: chưa có điểm nào để công bố. Gửi số liệu hoặc kết quả trước.",
        "{period}, {cohort}: there are no scores to publish yet. Send statistics or official results first.",
    ),
    Message(
        "edition_replaces_none",
        422,
        "Bản công bố {value} không thay thế bản nào. Nêu bản cần so sánh: ?from=.",
        "Edition {value} does not replace another one. Name the edition to compare it with: ?from=.",
    ),
    Message(
        "edition_differs",
        422,
        "Bản công bố {edition} có {field} là {expected}, không phải {value}. Bỏ {field} hoặc sửa lại.",
        "Edition {edition} has {expected} as its {field}, not {value}. Leave {field} out or correct it.",
    ),
    Message(
        "agency_not_in_edition",
        404,
        "{value} không có trong bản công bố này ({cohort}).",
        "{value} is not in this edition ({cohort}).",
    ),
)
