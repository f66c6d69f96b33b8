"""The texts of registering agencies at the desk, in Vietnamese and English."""

from app.domain.messages import Text

DESK_REGISTER = {
    "desk_register": Text("Gửi danh mục", "Send a list"),
    "desk_register_of": Text("Của", "Of"),
    "desk_register_template": Text(
        "Tải danh mục Excel của {name}, có sẵn các cơ quan đã đăng ký, để sửa hoặc ghi thêm rồi gửi lại",
        "Download the Excel workbook of {name}, with the registered agencies, to change or add to and send back",
    ),
    "desk_register_help": Text(
        "Mỗi cơ quan một dòng: mã định danh, tên, cấp. Cơ quan không có trong tệp thì giữ nguyên. Hệ thống kiểm tra "
        "trước và cho xem sẽ thay đổi gì; chưa có gì được ghi cho đến khi xác nhận.",
        "One row for each agency: code, name, level. Agencies that are not in the file stay as they are. The file is "
        "checked first, and you are shown what it would change; nothing is stored until you confirm.",
    ),
    "desk_registered": Text("Cơ quan đã đăng ký", "Registered agencies"),
    "desk_registered_of": Text(
        "{name}: {count} cơ quan, đơn vị đang hoạt động.", "{name}: {count} agencies that exist today."
    ),
    "desk_registered_level": Text("{level} ({count})", "{level} ({count})"),
    "desk_level_department": Text("Sở, ban, ngành", "Departments"),
    "desk_level_commune": Text("Xã, phường, đặc khu", "Communes"),
    "desk_level_district": Text("Quận, huyện", "Districts"),
    "desk_level_ministry": Text("Bộ, ngành", "Ministries"),
    "desk_level_province": Text("Tỉnh, thành phố", "Provinces"),
    "desk_to_register": Text(
        "Chưa đăng ký cơ quan nào: gửi danh mục cơ quan trước", "No agencies are registered: send the list first"
    ),
    "desk_register_added": Text("Cơ quan thêm mới", "Agencies added"),
    "desk_register_renamed": Text("Đổi tên", "Renamed"),
    "desk_register_ended": Text("Đổi ngày kết thúc", "Last day changed"),
    "desk_register_details": Text("Thay đổi khác", "Other changes"),
    "desk_register_unchanged": Text("Giữ nguyên", "Unchanged"),
    "desk_register_changes": Text("Những gì thay đổi trong danh mục", "What changes in the list"),
    "desk_register_what": Text("Nội dung", "What"),
    "desk_register_more": Text("Và {count} thay đổi khác.", "And {count} more changes."),
    "desk_register_new": Text("thêm mới", "added"),
    "desk_register_from": Text("{name}, từ {day}", "{name}, from {day}"),
    "desk_register_name": Text("tên", "name"),
    "desk_register_valid_from": Text("ngày thành lập", "first day"),
    "desk_register_valid_to": Text("ngày kết thúc", "last day"),
    "desk_register_merged_into": Text("nhập vào", "merged into"),
    "desk_register_statistical_code": Text("mã thống kê", "statistical code"),
}
