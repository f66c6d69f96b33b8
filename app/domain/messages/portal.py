"""The national portal: what a pull may meet, and questions in the portal's own language."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "portal_running",
        422,
        "Một lần lấy số liệu khác đang chạy. Chờ nó xong rồi chạy lại.",
        "Another pull is running. Wait until it has ended and run this again.",
    ),
    Message(
        "portal_not_before",
        422,
        "Cổng DVCQG đã yêu cầu ngừng hỏi đến {shown}. Chạy lại sau thời điểm đó.",
        "The portal has asked to be left alone until {shown}. Run this again after that.",
    ),
    Message(
        "portal_refused",
        422,
        "Cổng DVCQG từ chối ({status}); đã dừng hẳn, không hỏi lại trước {shown}. Liên hệ đơn vị vận hành Cổng nếu "
        "lặp lại.",
        "The portal refuses ({status}); stopped, and not asked again before {shown}. If this happens again, talk to "
        "the portal's operators.",
    ),
    Message(
        "portal_busy",
        422,
        "Cổng DVCQG quá tải ({status}); đã dừng hẳn, không hỏi lại trước {shown}. Chạy lại sau đó: phần đã lấy được "
        "giữ.",
        "The portal is busy ({status}); stopped, and not asked again before {shown}. Run this again after that: what "
        "has been read is kept.",
    ),
    Message(
        "portal_unreachable",
        422,
        "{url}{path}: không nhận được câu trả lời trọn vẹn sau {times} lần hỏi: {what}; proxy: {proxy}. Kiểm tra "
        "mạng, TTHC766_PORTAL_URL, TTHC766_PORTAL_PROXY rồi chạy lại.",
        "{url}{path}: no whole answer after {times} attempts: {what}; proxy: {proxy}. Check the network, "
        "TTHC766_PORTAL_URL and TTHC766_PORTAL_PROXY and run this again.",
    ),
    Message(
        "portal_status",
        422,
        "{path}: Cổng DVCQG trả mã {status}. Chạy lại sau; nếu lặp lại, địa chỉ có thể đã đổi.",
        "{path}: the portal answers with status {status}. Run this again later; if it stays so, the address may have "
        "changed.",
    ),
    Message(
        "portal_too_large",
        422,
        "{path}: câu trả lời lớn hơn {limit} byte. Kiểm tra TTHC766_PORTAL_URL.",
        "{path}: the answer is larger than {limit} bytes. Check TTHC766_PORTAL_URL.",
    ),
    Message(
        "portal_not_json",
        422,
        "{path}: câu trả lời không phải JSON, bắt đầu bằng “{start}”. Có thể Cổng đang bảo trì: chạy lại sau.",
        "{path}: the answer is not JSON; it begins with “{start}”. The portal may be under maintenance: run this "
        "again later.",
    ),
    Message(
        "portal_not_ok",
        422,
        "{path}: Cổng DVCQG trả mã {value} thay vì OK. Kiểm tra kỳ và tỉnh, hoặc chạy lại sau.",
        "{path}: the portal answers with the code {value} instead of OK. Check period and province, or run this again "
        "later.",
    ),
    Message(
        "portal_empty",
        422,
        "{path}: câu trả lời không có dữ liệu. Có thể kỳ này chưa được công bố.",
        "{path}: the answer holds no data. This period may not have been published yet.",
    ),
    Message(
        "portal_page_repeated",
        422,
        "{path}: trang {page} giống hệt trang trước. Cổng có thể đã đổi cách chia trang; cần cập nhật dịch vụ.",
        "{path}: page {page} is the same as the one before. The portal may page in another way now; the service needs "
        "an update.",
    ),
    Message(
        "portal_field_missing",
        422,
        "{path}: thiếu trường {field}{more_vi}. Phần này của câu trả lời không được ghi nhận; chạy lại sau, nếu Cổng "
        "đã đổi thì cần cập nhật dịch vụ.",
        "{path}: the field {field} is missing{more_en}. This part of the answer is not taken in; run this again "
        "later, and if the portal has changed, the service needs an update.",
    ),
    Message(
        "portal_field_retyped",
        422,
        "{path}: trường {field} là {value}, không đúng kiểu {expected}{more_vi}. Phần này của câu trả lời không được "
        "ghi nhận; chạy lại sau, nếu Cổng đã đổi thì cần cập nhật dịch vụ.",
        "{path}: the field {field} is {value}, not of the type {expected}{more_en}. This part of the answer is not "
        "taken in; run this again later, and if the portal has changed, the service needs an update.",
    ),
    Message(
        "portal_field_repeated",
        422,
        "{path}: {field} xuất hiện hai lần{more_vi}. Số liệu của đơn vị này không được ghi nhận; chạy lại sau.",
        "{path}: {field} stands twice{more_en}. This unit's figures are not taken in; run this again later.",
    ),
    Message(
        "portal_counts_differ",
        422,
        "{path}: số đếm dưới {field} khác với cùng số đếm ở chỗ khác{more_vi}. Số liệu của đơn vị này không được ghi "
        "nhận; chạy lại sau.",
        "{path}: a count under {field} differs from the same count elsewhere{more_en}. This unit's figures are not "
        "taken in; run this again later.",
    ),
    Message(
        "portal_unit_repeated",
        422,
        "{path}: đơn vị {unit} xuất hiện hai lần. Số liệu của đơn vị này không được ghi nhận; chạy lại sau.",
        "{path}: the unit {unit} stands twice. Its figures are not taken in; run this again later.",
    ),
    Message(
        "portal_unit_absent",
        422,
        "{path}: danh sách không có {agency}, có thể bị cắt bớt hoặc đơn vị không đọc được. Số liệu của cơ quan này "
        "không được ghi nhận; chạy lại sau.",
        "{path}: {agency} is not in the list, which may have been cut off, or could not be read. Its figures are not "
        "taken in; run this again later.",
    ),
    Message(
        "portal_unit_unknown",
        422,
        "{path}: bảng điểm của Cổng không có đơn vị {unit} ({value}). Số liệu của đơn vị này không được ghi nhận; "
        "chạy lại sau.",
        "{path}: the portal's score cards do not have the unit {unit} ({value}). Its figures are not taken in; run "
        "this again later.",
    ),
    Message(
        "portal_other_unit",
        422,
        "{path}: câu trả lời nói về {unit}, không phải tỉnh được hỏi. Số liệu cấp tỉnh không được ghi nhận; chạy lại "
        "sau.",
        "{path}: the answer speaks of {unit}, not of the province that was asked about. The province's own figures "
        "are not taken in; run this again later.",
    ),
    Message(
        "portal_figure_refused",
        422,
        "Số liệu của Cổng không hợp lệ, {figure}: {why_vi} Cơ quan này bị bỏ lại; chạy lại sau, nếu lặp lại thì báo "
        "đơn vị vận hành Cổng.",
        "The portal's figure is not valid, {figure}: {why_en} This agency is left out; run this again later, and if "
        "it stays so, tell the portal's operators.",
    ),
    Message(
        "portal_level_unknown",
        422,
        "Không rõ cấp của {unit} ({agency}), cơ quan chưa đăng ký. Đăng ký ở /v1/agencies rồi chạy lại.",
        "The level of {unit} ({agency}), which is not registered, is not known. Register it at /v1/agencies and run "
        "this again.",
    ),
    Message(
        "portal_province_absent",
        422,
        "Bảng điểm của Cổng trong kỳ này không có {agency}. Kiểm tra mã tỉnh và kỳ.",
        "The portal's score cards of this period do not have {agency}. Check the province's code and the period.",
    ),
    Message(
        "portal_vintage_unknown",
        422,
        "Chưa có bộ đọc số liệu của Cổng cho bộ chỉ số {scorecard}. Cần cập nhật dịch vụ.",
        "There is no reader of the portal's figures for the scorecard {scorecard}. The service needs an update.",
    ),
    Message(
        "portal_not_kept",
        422,
        "{path}: lần lấy này không lưu câu trả lời nào dùng được. Chạy lại tthc766 pull.",
        "{path}: no answer that can be used was kept of this pull. Run tthc766 pull again.",
    ),
    Message(
        "unknown_pull",
        422,
        "Không có lần lấy số liệu số {value}. Số này có ở dòng đầu khi chạy tthc766 pull.",
        "There is no pull {value}. The number stands in the first line that tthc766 pull prints.",
    ),
    Message(
        "unknown_department",
        404,
        "Trong kỳ {period} không có cơ quan nào mang departmentId {value}. Lấy departmentId từ service-results của "
        "cùng kỳ.",
        "No agency has the departmentId {value} in {period}. Take it from service-results of the same period.",
    ),
    Message(
        "days_not_a_period",
        422,
        "Từ {first} đến {last} không đúng một tháng, quý hay năm. Gửi ngày đầu và ngày cuối của kỳ.",
        "From {first} to {last} is no month, quarter or year. Send the first and the last day of a period.",
    ),
    Message(
        "one_of_fields",
        422,
        "Gửi đúng một trong các trường {fields}.",
        "Send exactly one of the fields {fields}.",
    ),
    Message(
        "formality_filter_refused",
        422,
        "Số liệu ở đây không tách theo thủ tục. Bỏ bộ lọc này.",
        "The figures here are not kept by procedure. Leave this filter out.",
    ),
)
