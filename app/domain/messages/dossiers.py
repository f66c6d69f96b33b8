"""Dossiers as they are sent: what of a single one cannot be taken, or is odd (``app.domain.dossiers.quality``)."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "dossier_year",
        422,
        "{field} có năm ngoài khoảng {first}-{last}. Kiểm tra dạng ngày giờ mà hệ thống gửi.",
        "{field} has a year outside {first} to {last}. Check the form in which the system sends times.",
    ),
    Message(
        "dossier_in_future",
        422,
        "{field} là {value}, ở tương lai. Kiểm tra đồng hồ và múi giờ của hệ thống gửi.",
        "{field} is {value}, in the future. Check the clock and the time zone of the sending system.",
    ),
    Message(
        "dossier_not_received",
        422,
        "Hồ sơ ở trạng thái {status} phải có thời điểm tiếp nhận. Chỉ hồ sơ mới nộp (1) hoặc bị từ chối (3) mới không "
        "có.",
        "A dossier with the status {status} must have a time of receipt. Only one that was just filed (1) or refused "
        "(3) may lack it.",
    ),
    Message(
        "dossier_done_before_received",
        422,
        "Kết thúc xử lý {done_at} trước khi tiếp nhận {received_at}. Sửa ở hệ thống gửi rồi gửi lại.",
        "Processing ended {done_at}, before the receipt {received_at}. Correct this in the sending system and send it "
        "again.",
    ),
    Message(
        "dossier_due_before_received",
        200,
        "Ngày hẹn trả {due_on} trước ngày tiếp nhận {received_on}: thường do nhập lùi ngày. Vẫn được tính.",
        "The promised day {due_on} is before the day of receipt {received_on}, often because it was entered later. It "
        "still counts.",
    ),
    Message(
        "dossier_supplements_odd",
        200,
        "Các lần yêu cầu bổ sung không hợp lý: yêu cầu trước ngày tiếp nhận, bổ sung trước khi được yêu cầu, hoặc hai "
        "lần chồng lên nhau. Thời gian chờ vẫn được trừ như đã gửi; kiểm tra ở hệ thống gửi.",
        "Requests for papers do not fit: one is before the day of receipt, was answered before it was made, or two "
        "overlap. The time waited is taken off as it was sent; check it in the sending system.",
    ),
)
