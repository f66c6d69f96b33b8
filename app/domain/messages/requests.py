"""What any request may be told: addresses, parameters, bodies."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "form_stale",
        403,
        "Biểu mẫu này đã cũ hoặc không phải của phiên làm việc này; trình duyệt cũng phải cho phép cookie. Mở lại "
        "trang rồi gửi lại.",
        "This form is old or not of this session; the browser must allow cookies too. Load the page again, then send "
        "it again.",
    ),
    Message(
        "query_invalid",
        422,
        "Tham số không hợp lệ; xem các lỗi dưới đây.",
        "The parameters are not valid; see the errors below.",
    ),
    Message(
        "unknown_value",
        422,
        "{value} không hợp lệ. Giá trị cho phép: {allowed}.",
        "{value} is not valid. Allowed: {allowed}.",
    ),
    Message(
        "unknown_parameter",
        422,
        "Không có tham số {value}. Xem /docs.",
        "There is no parameter {value}. See /docs.",
    ),
    Message(
        "unknown_member",
        422,
        "Không có trường {value}. Bỏ trường này; xem các trường ở /docs.",
        "There is no field {value}. Remove it; the fields are listed at /docs.",
    ),
    Message(
        "not_with_format",
        422,
        "Tham số {value} không dùng được với format={format}: câu trả lời luôn đầy đủ. Bỏ tham số này.",
        "The parameter {value} cannot be used with format={format}: the answer is always complete. Remove it.",
    ),
    Message(
        "bad_request",
        400,
        "Không đọc được yêu cầu.",
        "The request cannot be read.",
    ),
    Message(
        "service_busy",
        503,
        "Dịch vụ đang xử lý nhiều yêu cầu cần tính toán. Thử lại sau {seconds} giây.",
        "The service is busy with other requests that need computing. Try again in {seconds} seconds.",
    ),
    Message(
        "not_found",
        404,
        "Không có địa chỉ này. Xem /docs.",
        "There is nothing at this address. See /docs.",
    ),
    Message(
        "method_not_allowed",
        405,
        "Địa chỉ này không hỗ trợ phương thức đó. Dùng: {allowed}.",
        "This address does not support that method. Use: {allowed}.",
    ),
    Message(
        "body_too_large",
        413,
        "Nội dung lớn hơn {limit} byte. Chia thành nhiều lần gửi.",
        "The body is larger than {limit} bytes. Send it in several parts.",
    ),
    Message(
        "media_type_unsupported",
        415,
        "Không hỗ trợ kiểu nội dung {value}. Dùng Content-Type: {allowed}.",
        "The media type {value} is not supported. Use Content-Type: {allowed}.",
    ),
    Message(
        "internal_error",
        500,
        "Dịch vụ gặp lỗi. Báo quản trị viên mã yêu cầu trong header X-Request-ID.",
        "The service has failed. Tell the administrator the request ID in the X-Request-ID header.",
    ),
)
