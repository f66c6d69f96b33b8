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
        "dossier_option_repeated",
        422,
        "Lựa chọn {name} được ghi nhiều lần với giá trị khác nhau. Chỉ ghi một giá trị.",
        "The option {name} is given several times with different values. Give it one value.",
    ),
    Message(
        "dossier_options_other",
        200,
        "Đếm với lựa chọn {options}, khác mặc định của quy tắc ({defaults}). Không so với số liệu đếm theo mặc định.",
        "Counted with {options}, which is not the default of the rules ({defaults}). Do not compare these counts with "
        "counts by default.",
    ),
    Message(
        "calendar_year_unknown",
        422,
        "Lịch làm việc chưa có năm {year}. Hỏi ít ngày hơn, hoặc cập nhật dịch vụ.",
        "The calendar of working days does not have the year {year} yet. Ask for fewer days, or update the service.",
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
    Message(
        "last_day_reversed",
        422,
        "last_day {last_day} sớm hơn first_day {first_day}. Sửa một trong hai.",
        "last_day {last_day} is before first_day {first_day}. Correct one of them.",
    ),
    Message(
        "dossiers_fewer",
        200,
        "{agency}: {number} hồ sơ tiếp nhận trong kỳ {period}, ít hơn {before} đã ghi nhận. Kiểm tra đã gửi đủ hồ sơ "
        "chưa.",
        "{agency}: {number} dossiers received in {period}, fewer than the {before} that are stored. Check whether all "
        "dossiers were sent.",
    ),
    Message(
        "dossier_measure_unknown",
        422,
        "{value} không phải loại số liệu đếm từ hồ sơ. Các loại: {allowed}.",
        "{value} is no measure that dossiers are counted for. These are: {allowed}.",
    ),
)
