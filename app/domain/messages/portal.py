"""The national portal: what a pull may meet, and questions in the portal's own language."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "portal_running",
        422,
        "Một lần lấy số liệu khác đang chạy. Chờ lần đó kết thúc rồi chạy lại.",
        "Another pull is running. Wait until it has finished and run this again.",
    ),
    Message(
        "portal_not_before",
        422,
        "Cổng DVCQG đã yêu cầu ngừng truy vấn đến {shown}. Chạy lại sau thời điểm đó.",
        "The portal has asked for no requests until {shown}. Run this again after that.",
    ),
    Message(
        "portal_refused",
        422,
        "Cổng DVCQG từ chối ({status}); đã dừng, không truy vấn tiếp trước {shown}. Liên hệ đơn vị vận hành Cổng nếu "
        "lỗi lặp lại.",
        "The portal refused the request ({status}); stopped, no further requests before {shown}. If this happens "
        "again, contact the portal's operators.",
    ),
    Message(
        "portal_busy",
        422,
        "Cổng DVCQG quá tải ({status}); đã dừng, không truy vấn tiếp trước {shown}. Chạy lại sau đó: phần đã lấy được "
        "giữ lại.",
        "The portal is overloaded ({status}); stopped, no further requests before {shown}. Run this again after that: "
        "what has been read is kept.",
    ),
    Message(
        "portal_unreachable",
        422,
        "{url}{path}: không nhận được câu trả lời đầy đủ sau {times} lần truy vấn: {what}; proxy: {proxy}. Kiểm tra "
        "mạng, TTHC766_PORTAL_URL, TTHC766_PORTAL_PROXY rồi chạy lại.",
        "{url}{path}: no complete answer after {times} attempts: {what}; proxy: {proxy}. Check the network, "
        "TTHC766_PORTAL_URL and TTHC766_PORTAL_PROXY and run this again.",
    ),
    Message(
        "portal_status",
        422,
        "{path}: Cổng DVCQG trả về mã {status}. Chạy lại sau; nếu lặp lại, địa chỉ có thể đã đổi.",
        "{path}: the portal answered with status {status}. Run this again later; if it persists, the address may have "
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
        "{path}: Cổng DVCQG trả về mã {value} thay vì OK. Kiểm tra kỳ và tỉnh, hoặc chạy lại sau.",
        "{path}: the portal answered with the code {value} instead of OK. Check the period and the province, or run "
        "this again later.",
    ),
    Message(
        "portal_empty",
        422,
        "{path}: câu trả lời không có dữ liệu. Có thể kỳ này chưa được công bố.",
        "{path}: the answer contains no data. This period may not have been published yet.",
    ),
    Message(
        "portal_page_repeated",
        422,
        "{path}: trang {page} giống hệt một trang trước đó. Cổng có thể đã đổi cách chia trang; cần cập nhật dịch vụ.",
        "{path}: page {page} is identical to an earlier one. The portal may have changed its paging; the service "
        "needs an update.",
    ),
    Message(
        "portal_list_incomplete",
        422,
        "{path}: mới đọc được {count} trong tổng số {total} mục mà Cổng cho biết. Các mục đã đọc được giữ lại; chạy "
        "lại sau.",
        "{path}: {count} items were read of the {total} that the portal says there are. Those that were read are kept; "
        "run this again later.",
    ),
    Message(
        "portal_list_partial",
        422,
        "Mới đọc được {count} trong tổng số {of} thủ tục mà Cổng DVCQG cho biết; thiếu một thủ tục là đếm sai, nên "
        "không ghi tệp nào. Chạy lại sau.",
        "{count} procedures were read of the {of} that the portal says there are; one that is missing would make "
        "counts wrong, so no file was written. Run this again later.",
    ),
    Message(
        "portal_field_missing",
        422,
        "{path}: thiếu trường {field}{more_vi}. Phần này của câu trả lời không được ghi nhận; chạy lại sau, nếu Cổng "
        "đã đổi thì cần cập nhật dịch vụ.",
        "{path}: the field {field} is missing{more_en}. This part of the answer is not stored; run this again later, "
        "and if the portal has changed, the service needs an update.",
    ),
    Message(
        "portal_field_retyped",
        422,
        "{path}: trường {field} là {value}, không đúng kiểu {expected}{more_vi}. Phần này của câu trả lời không được "
        "ghi nhận; chạy lại sau, nếu Cổng đã đổi thì cần cập nhật dịch vụ.",
        "{path}: the field {field} is {value}, not of the type {expected}{more_en}. This part of the answer is not "
        "stored; run this again later, and if the portal has changed, the service needs an update.",
    ),
    Message(
        "portal_field_repeated",
        422,
        "{path}: {field} xuất hiện hai lần{more_vi}. Số liệu của đơn vị này không được ghi nhận; chạy lại sau.",
        "{path}: {field} appears twice{more_en}. This unit's figures are not stored; run this again later.",
    ),
    Message(
        "portal_counts_differ",
        422,
        "{path}: số đếm dưới {field} khác với cùng số đếm ở chỗ khác{more_vi}. Số liệu của đơn vị này không được ghi "
        "nhận; chạy lại sau.",
        "{path}: a count under {field} differs from the same count elsewhere{more_en}. This unit's figures are not "
        "stored; run this again later.",
    ),
    Message(
        "portal_unit_repeated",
        422,
        "{path}: đơn vị {unit} xuất hiện hai lần. Số liệu của đơn vị này không được ghi nhận; chạy lại sau.",
        "{path}: the unit {unit} appears twice. Its figures are not stored; run this again later.",
    ),
    Message(
        "portal_unit_contradictory",
        422,
        "{path}: departmentId, mã và tên của đơn vị {unit} chỉ các cơ quan khác nhau ({agencies}). Số liệu của các cơ "
        "quan này không được ghi nhận; chạy lại sau, nếu lặp lại thì báo đơn vị vận hành Cổng.",
        "{path}: departmentId, code and name of the unit {unit} are those of different agencies ({agencies}). The "
        "figures of these agencies are not stored; run this again later, and if it persists, tell the portal's "
        "operators.",
    ),
    Message(
        "portal_unit_absent",
        422,
        "{path}: danh sách không có {agency}, có thể bị cắt bớt hoặc đơn vị không đọc được. Số liệu của cơ quan này "
        "không được ghi nhận; chạy lại sau.",
        "{path}: {agency} is not in the list, which may have been cut off, or could not be read. Its figures are not "
        "stored; run this again later.",
    ),
    Message(
        "portal_unit_unknown",
        422,
        "{path}: bảng điểm của Cổng không có đơn vị {unit} ({value}). Số liệu của đơn vị này không được ghi nhận; "
        "chạy lại sau.",
        "{path}: the portal's score cards do not have the unit {unit} ({value}). Its figures are not stored; run this "
        "again later.",
    ),
    Message(
        "portal_other_unit",
        422,
        "{path}: câu trả lời là của {unit}, không phải {agency} được truy vấn. Số liệu riêng của {agency} không được "
        "ghi nhận; chạy lại sau.",
        "{path}: the answer is about {unit}, not about {agency} that was requested. The figures of {agency} itself are "
        "not stored; run this again later.",
    ),
    Message(
        "portal_figure_refused",
        422,
        "Số liệu của Cổng không hợp lệ, {figure}: {why_vi} Cơ quan này bị bỏ qua; chạy lại sau, nếu lặp lại thì báo "
        "đơn vị vận hành Cổng.",
        "The portal's figure is not valid, {figure}: {why_en} This agency is skipped; run this again later, and if it "
        "persists, tell the portal's operators.",
    ),
    Message(
        "portal_level_unknown",
        422,
        "Không rõ cấp của {unit} ({agency}), cơ quan chưa đăng ký. Đăng ký ở /v1/agencies rồi chạy lại.",
        "The level of {unit} ({agency}) is unknown, and it is not registered. Register it at /v1/agencies and run "
        "this again.",
    ),
    Message(
        "portal_province_absent",
        422,
        "Bảng điểm của Cổng trong kỳ này không có {agency}. Kiểm tra mã tỉnh và kỳ.",
        "The portal's score cards of this period do not have {agency}. Check the code of the province and the period.",
    ),
    Message(
        "portal_vintage_unknown",
        422,
        "Chưa có bộ đọc số liệu của Cổng cho bộ chỉ số {scorecard}. Cần cập nhật dịch vụ.",
        "The service cannot read the portal's figures for the scorecard {scorecard}. It needs an update.",
    ),
    Message(
        "portal_not_kept",
        422,
        "{path}: lần lấy này không còn câu trả lời nào dùng được: không nhận được, hoặc đã xóa vì cũ (tthc766 "
        "pull-answers). Chạy lại tthc766 pull.",
        "{path}: this pull has no usable answer: none came, or it was deleted because of its age (tthc766 "
        "pull-answers). Run tthc766 pull again.",
    ),
    Message(
        "unknown_pull",
        422,
        "Không có lần lấy số liệu số {value}. Số này có ở dòng đầu khi chạy tthc766 pull.",
        "There is no pull {value}. The number is in the first line that tthc766 pull prints.",
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
        "{first} to {last} is not exactly a month, quarter or year. Send the first and the last day of a period.",
    ),
    Message(
        "one_of_fields",
        422,
        "Gửi một trong các trường {fields}.",
        "Send one of the fields {fields}.",
    ),
    Message(
        "formality_filter_refused",
        422,
        "Bộ lọc theo thủ tục không hợp lệ. Gửi id của một thủ tục, hoặc bỏ bộ lọc này.",
        "The filter by procedure is not valid. Send the id of one procedure, or leave this filter out.",
    ),
)
