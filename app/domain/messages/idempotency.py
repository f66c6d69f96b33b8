"""The Idempotency-Key and If-Match headers."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "idempotency_key_invalid",
        422,
        "Idempotency-Key không hợp lệ. Gửi một lần, gồm 1 đến {limit} ký tự ASCII hiển thị được, không có dấu cách, "
        "ví dụ một UUID.",
        "The Idempotency-Key is not valid. Send it once, as 1 to {limit} visible ASCII characters without spaces, "
        "such as a UUID.",
    ),
    Message(
        "idempotency_key_reused",
        422,
        "Idempotency-Key {value} đã được dùng cho một yêu cầu khác. Mỗi yêu cầu mới cần một khóa mới.",
        "The Idempotency-Key {value} was used for another request. Use a new key for every new request.",
    ),
    Message(
        "idempotency_key_running",
        409,
        "Yêu cầu có Idempotency-Key {value} đang được xử lý. Gửi lại sau {seconds} giây.",
        "The request with the Idempotency-Key {value} is still being processed. Send it again in {seconds} seconds.",
    ),
    Message(
        "if_match_invalid",
        422,
        "If-Match không hợp lệ. Viết * hoặc các ETag trong dấu ngoặc kép, cách nhau bằng dấu phẩy.",
        "The If-Match header is not valid. Write * or entity tags in double quotes, separated by commas.",
    ),
    Message(
        "precondition_failed",
        412,
        "Dữ liệu đã thay đổi kể từ khi được đọc (ETag hiện tại là {current}). Đọc lại, sửa trên bản mới rồi gửi lại.",
        "The data has changed since it was read (its ETag is now {current}). Read it again, make the change to the "
        "new version and send that.",
    ),
)
