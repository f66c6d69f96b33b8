"""Webhooks and their deliveries."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "webhook_url_invalid",
        422,
        "{value} không phải là địa chỉ nhận webhook. Viết https://, tên máy chủ, có thể thêm cổng, đường dẫn và tham "
        "số; không có tên người dùng, mật khẩu hay phần sau #; không quá {limit} ký tự.",
        "{value} is not a valid webhook address. Write https://, a host name and, if needed, a port, a path and a "
        "query; no user name or password, nothing after #; at most {limit} characters.",
    ),
    Message(
        "webhook_url_scheme",
        422,
        "{value} không bắt đầu bằng https://. Dùng https://.",
        "{value} does not begin with https://. Use https://.",
    ),
    Message(
        "webhook_url_private",
        422,
        "{value} không phải là địa chỉ công cộng trên Internet. Dùng tên máy chủ công cộng; trong mạng nội bộ, quản "
        "trị viên có thể đặt TTHC766_WEBHOOK_ALLOW_PRIVATE=true.",
        "{value} is not a public internet address. Use a public host name; in a private network the administrator can "
        "set TTHC766_WEBHOOK_ALLOW_PRIVATE=true.",
    ),
    Message(
        "unknown_webhook",
        404,
        "Khóa này không có webhook số {value}. Xem GET /v1/webhooks.",
        "This key has no webhook {value}. See GET /v1/webhooks.",
    ),
    Message(
        "unknown_delivery",
        404,
        "Webhook {webhook} không có lần chuyển số {value}. Xem GET /v1/webhooks/{webhook}/deliveries.",
        "The webhook {webhook} has no delivery {value}. See GET /v1/webhooks/{webhook}/deliveries.",
    ),
    Message(
        "webhook_disabled",
        409,
        "Webhook {value} đã bị tắt. Bật lại bằng POST /v1/webhooks/{value}/enable.",
        "The webhook {value} is disabled. Enable it with POST /v1/webhooks/{value}/enable.",
    ),
    Message(
        "webhook_ended",
        409,
        "Webhook {value} đã kết thúc lúc {at}: khóa đăng ký {key} và các khóa thay thế nó không còn hiệu lực. Xóa bằng "
        "DELETE /v1/webhooks/{value}, rồi đăng ký lại bằng khóa khác.",
        "The webhook {value} ended at {at}: neither the key {key} that registered it nor one that replaced it is still "
        "valid. Delete it with DELETE /v1/webhooks/{value} and register it again with another key.",
    ),
)
