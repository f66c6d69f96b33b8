"""API keys: who may write, and how often one may ask."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "key_missing",
        401,
        "Ghi dữ liệu cần khóa: Authorization: Bearer <khóa>. Liên hệ quản trị viên để được cấp khóa.",
        "Writing requires a key: Authorization: Bearer <key>. Ask the administrator for one.",
    ),
    Message(
        "key_refused",
        401,
        "Khóa không đúng hoặc đã bị thu hồi. Liên hệ quản trị viên để được cấp khóa mới.",
        "The key is wrong or has been revoked. Ask the administrator for a new one.",
    ),
    Message(
        "key_expired",
        401,
        "Khóa đã hết hạn lúc {value}. Liên hệ quản trị viên để được cấp khóa mới.",
        "The key expired at {value}. Ask the administrator for a new one.",
    ),
    Message(
        "scope_missing",
        403,
        "Khóa này không có quyền {scope}. Dùng khóa có quyền đó.",
        "This key does not have the scope {scope}. Use a key that has it.",
    ),
    Message(
        "outside_subtree",
        403,
        "Khóa này chỉ được ghi cho {root} và các cơ quan trực thuộc.",
        "This key may write only for {root} and the agencies below it.",
    ),
    Message(
        "expiry_past",
        422,
        "{value} đã qua. Chọn một thời điểm trong tương lai.",
        "{value} is in the past. Choose a time in the future.",
    ),
    Message(
        "unknown_key",
        422,
        "Không có khóa {value} đang hoạt động.",
        "There is no active key {value}.",
    ),
    Message(
        "secret_missing",
        503,
        "Thiếu TTHC766_KEY_SECRET (ít nhất {length} ký tự, dùng chung cho mọi tiến trình).",
        "TTHC766_KEY_SECRET is not set (at least {length} characters, the same for all processes).",
        not_ready=True,
    ),
    Message(
        "secret_unreadable",
        503,
        "Không đọc được tệp bí mật của các khóa {path}: {what}. Cho người dùng chạy dịch vụ quyền đọc tệp này, hoặc "
        "chép lại tệp từ bản sao lưu; thiếu nó thì không khóa nào dùng được.",
        "The file {path} with the secret of the keys cannot be read: {what}. Allow the user who runs the service to "
        "read it, or copy it back from a backup; without it no key works.",
        not_ready=True,
    ),
    Message(
        "rate_limited",
        429,
        "Quá nhiều yêu cầu: giới hạn là {limit}. Thử lại sau {seconds} giây.",
        "Too many requests: the limit is {limit}. Try again in {seconds} seconds.",
    ),
)
