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
        "Thay thế hay rút một bản công bố phải nêu lý do. Thêm lý do (reason).",
        "To replace or withdraw an edition, a reason must be given. Add one (reason).",
    ),
    Message(
        "edition_exists",
        409,
        "{cohort}, kỳ {period} đã có bản công bố {value}. Để đính chính, công bố bản thay thế bản {value} (replaces) "
        "và nêu lý do (reason).",
        "{cohort}, {period} has already been published: edition {value}. To correct it, publish one that replaces "
        "edition {value} (replaces) and says why (reason).",
    ),
    Message(
        "edition_withdrawn",
        409,
        "Bản công bố {value} của {cohort}, kỳ {period} đã bị rút. Để công bố lại, công bố bản thay thế bản {value} "
        "(replaces) và nêu lý do (reason).",
        "Edition {value} of {cohort}, {period} was withdrawn. To publish again, publish one that replaces edition "
        "{value} (replaces) and says why (reason).",
    ),
    Message(
        "edition_already_withdrawn",
        409,
        "Bản công bố {value} đã bị rút trước đó. Không cần rút lại.",
        "Edition {value} has already been withdrawn. There is nothing left to do.",
    ),
    Message(
        "edition_unranked",
        422,
        "Kỳ {period}, {cohort}: chưa đơn vị nào có thứ hạng theo tổng điểm. Gửi thêm số liệu, hoặc xác nhận là vẫn "
        "công bố (lệnh: --allow-unranked).",
        "{period}, {cohort}: nobody has a rank by the total yet. Send more figures, or say that it is to be published "
        "all the same (command: --allow-unranked).",
    ),
    Message(
        "edition_nobody_ranked",
        200,
        "Bản công bố này không xếp hạng đơn vị nào theo tổng điểm. Nếu là nhầm lẫn, rút bản này và nêu lý do.",
        "This edition ranks nobody by the total. If that is a mistake, withdraw it and say why.",
    ),
    Message(
        "edition_not_as_seen",
        409,
        "Số liệu của {cohort}, kỳ {period} đã thay đổi sau khi xem trước. Xem lại rồi công bố.",
        "The figures of {cohort}, {period} have changed since the preview. Look at it again, then publish.",
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
