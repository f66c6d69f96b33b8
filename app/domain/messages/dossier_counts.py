"""Counting dossiers: what is asked of them, and what is missing for it."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "dossier_option_unknown",
        422,
        "{value} không phải lựa chọn của quy tắc tính hồ sơ. Các lựa chọn: {allowed}.",
        "{value} is no option of the rules by which dossiers count. The options are {allowed}.",
    ),
    Message(
        "dossier_not_found",
        404,
        "Không có hồ sơ nào mang số {number} trong dữ liệu này.",
        "No dossier here has the number {number}.",
    ),
    Message(
        "procedures_invalid",
        422,
        "Không đọc được danh mục thủ tục: {reason}.",
        "The register of procedures cannot be read: {reason}.",
    ),
)
