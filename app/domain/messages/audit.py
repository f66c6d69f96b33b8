"""What ``tthc766 audit verify`` finds."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "audit_empty",
        422,
        "Nhật ký kiểm toán trống. Khôi phục từ bản sao lưu; với cơ sở dữ liệu mới, chạy tthc766 migrate.",
        "The audit trail is empty. Restore it from a backup; for a new database, run tthc766 migrate.",
    ),
    Message(
        "audit_secret",
        422,
        "Không mục nào khớp với bí mật của khóa (TTHC766_KEY_SECRET hoặc tệp .secret): bí mật này không phải là bí "
        "mật đã dùng, hoặc cả nhật ký đã bị viết lại.",
        "No entry matches the key secret (TTHC766_KEY_SECRET or the .secret file): it is not the secret that was "
        "used, or the whole trail was rewritten.",
    ),
    Message(
        "audit_altered",
        422,
        "Mục {entry}: nội dung không khớp với nội dung đã niêm phong.",
        "Entry {entry}: its content does not match what was sealed.",
    ),
    Message(
        "audit_broken",
        422,
        "Mục {entry}: không nối tiếp mục {before}; có mục đã bị thay hoặc bị xóa.",
        "Entry {entry}: does not follow on from entry {before}; an entry was replaced or deleted.",
    ),
    Message(
        "audit_gap",
        422,
        "Mục {entry}: đứng ngay sau mục {before}; các mục ở giữa đã bị xóa.",
        "Entry {entry}: comes right after entry {before}; the entries between them were deleted.",
    ),
    Message(
        "audit_anchor_missing",
        422,
        "Mục {entry}: không có, dù mã {digest} đã được lưu ở nơi khác; phần cuối của nhật ký đã bị cắt.",
        "Entry {entry}: is missing, although its digest {digest} was recorded elsewhere; the end of the trail was cut "
        "off.",
    ),
    Message(
        "audit_anchor_differs",
        422,
        "Mục {entry}: mã là {found}, không phải {digest} như đã lưu ở nơi khác.",
        "Entry {entry}: its digest is {found}, not {digest} as recorded elsewhere.",
    ),
    Message(
        "audit_changed",
        422,
        "{subject}: {part} đã bị sửa sau mục {entry}.",
        "{subject}: {part} was changed after entry {entry}.",
    ),
    Message(
        "audit_gone",
        422,
        "{subject}: {part} đã bị xóa sau mục {entry}.",
        "{subject}: {part} was deleted after entry {entry}.",
    ),
    Message(
        "audit_added",
        422,
        "{subject}: {part} đã bị thêm sau mục {entry}.",
        "{subject}: {part} was added after entry {entry}.",
    ),
    Message(
        "audit_unknown",
        422,
        "{subject}: không có trong nhật ký; {part} không do dịch vụ ghi.",
        "{subject}: is not in the trail; {part} was not written by the service.",
    ),
    Message(
        "audit_document",
        422,
        "{subject}: tài liệu không khớp với mã đã công bố.",
        "{subject}: its document does not match the digest under which it was published.",
    ),
)
