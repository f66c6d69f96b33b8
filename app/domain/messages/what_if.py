"""What a score would take."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "points_not_positive",
        422,
        "{value} điểm không phải là mức tăng. Nhập số điểm lớn hơn 0, ví dụ 0.01.",
        "{value} points are no gain. Give more than 0, for example 0.01.",
    ),
    Message(
        "period_ended",
        422,
        "Kỳ {period} đã kết thúc ngày {day}: không còn hồ sơ, phản ánh nào phát sinh thêm trong kỳ, nên không tính "
        "được tiến độ cần đạt. Hỏi kỳ đang diễn ra, hoặc thêm known_at= một ngày trong kỳ để xem khi đó cần gì.",
        "{period} ended on {day}: no more cases come in, so nothing is left to pace. Ask about a period that is "
        "running, or add known_at= a day within the period for what it took then.",
    ),
    Message(
        "pace_needs_indicator",
        422,
        "Tham số {value} chỉ dùng được cùng by=: mỗi chỉ số có điểm tối đa và số hồ sơ riêng. Thêm by=, ví dụ "
        "by=DOSSIER_ON_TIME.",
        "The parameter {value} needs by=: every indicator has its own maximum and cases. Add by=, for example "
        "by=DOSSIER_ON_TIME.",
    ),
    Message(
        "not_by_new_cases",
        422,
        "{value} không phải là chỉ số chỉ thay đổi được bằng hồ sơ, phản ánh mới, nên không tính tiến độ. Xem "
        "/v1/opportunities; tiến độ tính được cho: {allowed}.",
        "{value} is not an indicator that only new cases move, so it has no pace. See /v1/opportunities; a pace can be "
        "had of: {allowed}.",
    ),
)
