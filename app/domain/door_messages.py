"""What the codes that speak of keys that expire and of rate limits mean, in Vietnamese and English, with the remedy."""

DOORS: dict[str, tuple[str, str]] = {
    "key_expired": (
        "Khóa đã hết hạn lúc {value}. Xin khóa mới ở quản trị viên.",
        "The key expired at {value}. Ask the administrator for a new one.",
    ),
    "expiry_past": (
        "{value} đã qua. Chọn một thời điểm trong tương lai.",
        "{value} is past. Choose a time in the future.",
    ),
    "rate_limited": (
        "Quá nhiều yêu cầu: giới hạn là {limit}. Thử lại sau {seconds} giây.",
        "Too many requests: the limit is {limit}. Try again in {seconds} seconds.",
    ),
}
