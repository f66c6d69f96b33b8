"""Agencies: what is asked of them, and their registration."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "unknown_agency",
        404,
        "Chưa có cơ quan nào mang mã {value}. Đăng ký bằng POST /v1/agencies hoặc sửa mã.",
        "No agency is registered as {value}. Register it with POST /v1/agencies or correct the code.",
    ),
    Message(
        "agency_name_unknown",
        422,
        "Không có cơ quan nào tên “{value}” trong {root}{hint_vi}. Sửa tên, hoặc ghi mã định danh.",
        "There is no agency called “{value}” within {root}{hint_en}. Correct the name, or give the agency's code.",
    ),
    Message(
        "agency_ambiguous",
        422,
        "“{value}” có thể là nhiều cơ quan: {candidates}. Ghi mã định danh thay cho tên.",
        "“{value}” may be one of several agencies: {candidates}. Give the code in place of the name.",
    ),
    Message(
        "agency_name_differs",
        422,
        "Mã {agency} là của “{name}”, nhưng bên cạnh ghi “{value}”, là cơ quan khác. Kiểm tra xem các cột có bị lệch "
        "dòng không.",
        "The code {agency} is that of “{name}”, but “{value}” beside it is another agency. Check whether columns have "
        "moved against each other.",
    ),
    Message(
        "no_agencies_registered",
        422,
        "Chưa đăng ký cơ quan nào trực thuộc {root}, nên không tìm được cơ quan theo tên. Gửi danh mục cơ quan trước "
        "(POST /v1/agencies), hoặc ghi mã định danh.",
        "No agency below {root} is registered, so none can be found by its name. Send the list of agencies first "
        "(POST /v1/agencies), or give codes.",
    ),
    Message(
        "agency_not_in_period",
        404,
        "{agency} không tồn tại vào ngày cuối kỳ {period} (từ {valid_from} đến {valid_to}; nhập vào: {merged_into}).",
        "{agency} did not exist on the last day of {period} (from {valid_from} to {valid_to}; merged into: "
        "{merged_into}).",
    ),
    Message(
        "cohorts_differ",
        422,
        "Không so sánh được các cơ quan thuộc những nhóm khác nhau: {agencies}. Chọn các cơ quan cùng nhóm so sánh.",
        "Agencies of different cohorts cannot be compared: {agencies}. Choose agencies of one cohort.",
    ),
    Message(
        "too_many_compared",
        422,
        "So sánh được nhiều nhất {most} cơ quan cùng lúc; đã chọn {count}. Bỏ bớt cơ quan.",
        "At most {most} agencies can be compared at once; {count} were chosen. Leave some out.",
    ),
    Message(
        "unknown_chart",
        404,
        "Trang này không có biểu đồ {value}. Biểu đồ có thể tải: {allowed}.",
        "This page has no chart {value}. Charts there are: {allowed}.",
    ),
    Message(
        "agency_outside",
        422,
        "Cơ quan {agency} nằm ngoài {root}.",
        "Agency {agency} is outside {root}.",
    ),
    Message(
        "unknown_cohort",
        422,
        "{value} không phải là nhóm so sánh. Dùng provinces, ministries, H31.departments, H31.communes, H31.districts.",
        "{value} is not a cohort. Use provinces, ministries, H31.departments, H31.communes, H31.districts.",
    ),
    Message(
        "cohort_unknown",
        422,
        "Chưa có cơ quan nào mang mã {value} nên không có nhóm so sánh của nó. Xem GET /v1/agencies.",
        "No agency is registered as {value}, so it has no cohort. See GET /v1/agencies.",
    ),
    Message(
        "code_invalid",
        422,
        "{value} không phải là mã định danh. Viết như G22, H31, H31.17.",
        "{value} is not an agency code. Write it like G22, H31, H31.17.",
    ),
    Message(
        "unknown_level",
        422,
        "Không có cấp {value} cho mã {code}. Cấp cho phép: {allowed}.",
        "The level {value} does not fit the code {code}. Allowed: {allowed}.",
    ),
    Message(
        "level_differs",
        422,
        "{code} đã đăng ký ở cấp {registered}; không đổi được cấp. Bỏ level hoặc dùng mã khác.",
        "{code} is registered as {registered}; a level cannot change. Leave level out or use another code.",
    ),
    Message(
        "level_abolished",
        422,
        "Cấp {level} không còn sau ngày {last_day}. Sửa ngày hoặc cấp.",
        "The level {level} ended on {last_day}. Correct the date or the level.",
    ),
    Message(
        "province_fixed",
        422,
        "Danh sách tỉnh, thành phố có sẵn trong dịch vụ, không đăng ký qua đây.",
        "The provinces come with the service and cannot be registered here.",
    ),
    Message(
        "parent_unknown",
        422,
        "Cơ quan cấp trên {parent} chưa được đăng ký. Đăng ký cơ quan đó trước hoặc trong cùng lần gửi.",
        "The parent {parent} is not registered. Register it first or in the same request.",
    ),
    Message(
        "merged_into_itself",
        422,
        "Cơ quan không thể nhập vào chính nó. Ghi mã của cơ quan tiếp nhận.",
        "An agency cannot merge into itself. Give the code of the agency that took it over.",
    ),
    Message(
        "validity_reversed",
        422,
        "valid_to {valid_to} sớm hơn valid_from {valid_from}.",
        "valid_to {valid_to} is before valid_from {valid_from}.",
    ),
)
