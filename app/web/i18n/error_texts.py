"""What readers are told where a page cannot show what was asked for, in Vietnamese and English."""

from app.domain.messages import Text

ERRORS = {
    "error_code": Text("Mã lỗi", "Error code"),
    "error_request": Text("mã yêu cầu", "request"),
    "error_home": Text("Về trang chủ", "Go to the home page"),
    "error_again": Text("Thử lại", "Try again"),
    "error_since": Text("Có từ ngày {day}.", "It exists since {day}."),
    "error_until": Text("Chỉ có đến ngày {day}.", "It existed until {day}."),
    "error_merged": Text("Sau đó sáp nhập vào {name}.", "It was then merged into {name}."),
    "error_title_400": Text("Không đọc được yêu cầu", "The request could not be read"),
    "error_title_403": Text("Không được phép", "Not allowed"),
    "error_title_404": Text("Không tìm thấy", "Not found"),
    "error_title_405": Text("Không thực hiện được", "Not possible here"),
    "error_title_422": Text("Địa chỉ trang không đúng", "Something in the address is wrong"),
    "error_title_429": Text("Quá nhiều lượt truy cập", "Too many visits"),
    "error_title_500": Text("Trang gặp lỗi", "Something went wrong"),
    "error_title_503": Text("Tạm thời không phục vụ được", "Not available at the moment"),
}

# By code; {value} is what the address says.
PAGE_MESSAGES = {
    "unknown_period": Text(
        "{value} không phải là một kỳ. Kỳ là một tháng, một quý hoặc một năm, viết như 2026-09, 2026-Q3, 2026.",
        "{value} is not a period. A period is a month, a quarter or a year, written like 2026-09, 2026-Q3 or 2026.",
    ),
    "no_scorecard": Text(
        "Chưa có bộ chỉ số cho {value}. Bộ chỉ số đầu tiên áp dụng từ ngày {first_day}.",
        "There is no scorecard for {value}. The first one is in force from {first_day}.",
    ),
    "unknown_agency": Text(
        "Không có cơ quan, đơn vị nào mang mã {value}. Có thể tìm cơ quan, đơn vị theo tên.",
        "No agency has the code {value}. Agencies can be found by name.",
    ),
    "agency_not_in_period": Text(
        "Vào ngày cuối {period} không có {agency}.", "{agency} did not exist on the last day of {period}."
    ),
    "unknown_cohort": Text("{value} không phải là một nhóm so sánh.", "{value} is not a cohort."),
    "cohort_unknown": Text(
        "Không có cơ quan nào mang mã {value}, nên không có nhóm so sánh này.",
        "No agency has the code {value}, so there is no such cohort.",
    ),
    "unknown_column": Text(
        "{value} không phải là tổng điểm, nhóm chỉ số hay chỉ số nào của kỳ này.",
        "{value} is not the total, a group or an indicator in this period.",
    ),
    "unknown_value": Text("Phần {value} của địa chỉ không đúng.", "The part {value} of the address is not right."),
    "moment_invalid": Text(
        "{value} không phải là một ngày. Ngày viết như 2026-10-10.", "{value} is not a day. Write it like 2026-10-10."
    ),
    "unknown_scorecard": Text("Không có bộ chỉ số {value}.", "There is no scorecard {value}."),
    "unknown_edition": Text("Không có bản công bố số {value}.", "There is no edition {value}."),
    "edition_differs": Text(
        "Bản công bố số {edition} không phải của kỳ, nhóm so sánh hay căn cứ mà địa chỉ này nêu.",
        "Edition {edition} is not of the period, the cohort or the basis that this address names.",
    ),
    "agency_not_in_edition": Text(
        "Bản công bố này không có {value}: chỉ gồm các cơ quan, đơn vị cùng nhóm so sánh.",
        "This edition does not have {value}: it has only the agencies of its cohort.",
    ),
    "cohorts_differ": Text(
        "Không so sánh được các cơ quan thuộc những nhóm khác nhau: {agencies}. Chọn các cơ quan cùng nhóm so sánh.",
        "Agencies of different cohorts cannot be compared: {agencies}. Choose agencies of one cohort.",
    ),
    "too_many_compared": Text(
        "So sánh được nhiều nhất {most} cơ quan cùng lúc; đã chọn {count}. Bỏ bớt cơ quan.",
        "At most {most} agencies can be compared at once; {count} were chosen. Leave some out.",
    ),
    "unknown_chart": Text("Trang này không có biểu đồ {value}.", "This page has no chart {value}."),
    "form_stale": Text(
        "Biểu mẫu này đã cũ hoặc không phải của phiên làm việc này. Mở lại trang rồi gửi lại.",
        "This form is old or not of this session. Load the page again, then send it again.",
    ),
    "scope_missing": Text(
        "Khóa đang dùng không có quyền {scope}. Đăng nhập bằng khóa có quyền đó.",
        "The key in use does not have the scope {scope}. Sign in with one that has it.",
    ),
    "cohort_outside": Text(
        "Khóa của {root} không công bố được kết quả của {cohort}. Dùng khóa của cả nước hoặc của đơn vị đó.",
        "The key of {root} may not publish results of {cohort}. Use a key of the whole country or of that agency.",
    ),
    "not_found": Text(
        "Không có trang nào ở địa chỉ này. Có thể địa chỉ đã bị gõ sai hoặc bị cắt bớt.",
        "There is no page at this address. It may have been mistyped or cut off.",
    ),
    "method_not_allowed": Text(
        "Trang này chỉ để xem, không nhận nội dung gửi đến.", "This page can only be viewed; nothing can be sent to it."
    ),
    "rate_limited": Text(
        "Có quá nhiều lượt truy cập từ cùng một mạng. Vui lòng thử lại sau {seconds} giây.",
        "There were too many visits from the same network. Please try again in {seconds} seconds.",
    ),
    "service_busy": Text(
        "Đang có nhiều lượt truy cập. Vui lòng thử lại sau {seconds} giây.",
        "There are many visits at the moment. Please try again in {seconds} seconds.",
    ),
    "internal_error": Text(
        "Đã xảy ra lỗi khi mở trang này. Nếu thử lại vẫn gặp lỗi, vui lòng báo cho cơ quan công bố, kèm mã lỗi dưới "
        "đây.",
        "Something went wrong with this page. If it happens again, please tell the publisher, with the error code "
        "below.",
    ),
}

# Of all other codes: what was asked is at fault, or the service.
NOT_CARRIED_OUT = Text(
    "Không thực hiện được yêu cầu này. Vui lòng mở lại từ một trang dưới đây.",
    "This could not be done. Please start from one of the pages below.",
)
NOT_AVAILABLE = Text(
    "Trang tạm thời không phục vụ được. Vui lòng thử lại sau ít phút.",
    "The page is not available at the moment. Please try again in a few minutes.",
)

EMPTY = {
    "empty_cohort": Text("Chưa có số liệu nào của {cohort}.", "There are no figures for {cohort} yet."),
    "empty_later": Text("Khi có số liệu, kết quả hiển thị tại đây.", "The results appear here once there are some."),
    "empty_period": Text(
        "Chưa có số liệu của {cohort} trong {period}.", "There are no figures for {cohort} in {period} yet."
    ),
    "empty_members": Text(
        "Trong {period} không có cơ quan, đơn vị nào thuộc nhóm {cohort}.", "There are no {cohort} in {period}."
    ),
    "empty_agency": Text(
        "Chưa có số liệu của {agency} trong {period}.", "There are no figures for {agency} in {period} yet."
    ),
    "empty_basis": Text("Xem cả điểm tính từ số liệu và điểm công bố", "Show computed and published scores together"),
    "empty_agencies": Text("Các cơ quan, đơn vị chưa có số liệu", "Agencies without figures"),
}

LEADS = {
    "leads": Text("Xem tiếp", "Where to go on"),
    "lead_newest": Text("Bảng xếp hạng mới nhất: {cohort}", "The newest ranking of {cohort}"),
    "lead_search": Text("Tìm cơ quan, đơn vị theo tên", "Find an agency by name"),
    "lead_card": Text("Bảng điểm của {name}", "The score card of {name}"),
    "periods_known": Text("Các kỳ đã có số liệu", "Periods with figures"),
    "contact_us": Text("Liên hệ cơ quan công bố", "Contact the publisher"),
}
