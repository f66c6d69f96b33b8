"""The texts of the office's desk, in Vietnamese and English."""

from app.domain.messages import Text

DESK = {
    "desk": Text("Bàn làm việc", "Desk"),
    "desk_about": Text(
        "Dành cho cán bộ được cấp khóa: gửi số liệu, công bố kết quả và lấy công văn.",
        "For those who hold a key: send figures, publish results and find the letters.",
    ),
    "desk_key": Text("Khóa", "Key"),
    "desk_key_help": Text(
        "Khóa do quản trị viên cấp, bắt đầu bằng tthc766_. Khóa không được lưu trên máy này; phiên làm việc kết thúc "
        "sau 60 phút không sử dụng.",
        "The administrator gave you the key; it begins with tthc766_. It is not kept on this computer; the session "
        "ends after 60 minutes without use.",
    ),
    "desk_enter": Text("Đăng nhập", "Sign in"),
    "desk_leave": Text("Đăng xuất", "Sign out"),
    "desk_who": Text("Khóa {id} của {who}", "Key {id} of {who}"),
    "desk_whole_country": Text("cả nước", "the whole country"),
    "desk_ended": Text("Phiên làm việc đã kết thúc. Hãy đăng nhập lại.", "The session has ended. Sign in again."),
    "desk_not_signed_in": Text("Chưa đăng nhập được", "Not signed in"),
    "desk_not_done": Text("Chưa thực hiện được", "Not done"),
    "desk_cancel": Text("Quay lại, không thay đổi gì", "Back, change nothing"),
    # figures
    "desk/so-lieu": Text("Số liệu", "Figures"),
    "desk_kind": Text("Loại", "Kind"),
    "desk_kind_statistics": Text("Số liệu thống kê", "Counts"),
    "desk_kind_official-results": Text("Điểm đã công bố", "Published results"),
    "desk_kind_agencies": Text("Danh mục cơ quan", "List of agencies"),
    "desk_sent": Text("Đơn vị nào đã gửi", "Who has sent"),
    "desk_sent_own": Text("Số liệu riêng của {name}", "Figures of {name} itself"),
    "desk_sent_of": Text(
        "{sent}/{of} đơn vị đã có số liệu, {missing} chưa có.", "{sent} of {of} agencies have figures, {missing} none."
    ),
    "desk_sent_state": Text("Tình trạng", "State"),
    "desk_sent_yes": Text("đã có", "there"),
    "desk_sent_no": Text("chưa có", "missing"),
    "desk_sent_moment": Text("Nhận lúc", "Received"),
    "desk_sent_as_of": Text("số liệu đến {moment}", "as of {moment}"),
    "desk_send": Text("Gửi tệp", "Send a file"),
    "desk_template": Text(
        "Tải mẫu Excel của {period}, có sẵn các đơn vị, để điền rồi gửi lại",
        "Download the Excel workbook of {period}, with all agencies, to fill in and send back",
    ),
    "desk_file": Text("Tệp Excel (.xlsx), CSV hoặc JSON", "Excel (.xlsx), CSV or JSON file"),
    "desk_send_help": Text(
        "Dòng nào không ghi kỳ thì tính cho {period}. Hệ thống kiểm tra trước và cho xem sẽ thay đổi gì; chưa có gì "
        "được ghi cho đến khi xác nhận.",
        "Rows that name no period are of {period}. The file is checked first, and you are shown what it would change; "
        "nothing is stored until you confirm.",
    ),
    "desk_check": Text("Kiểm tra tệp", "Check the file"),
    "desk_waiting": Text("Chờ xác nhận", "Waiting to be confirmed"),
    "desk_waiting_line": Text("{kind}, gửi lúc {moment} ({size} kB)", "{kind}, sent {moment} ({size} kB)"),
    "desk_faults": Text("Tệp chưa được nhận", "The file was not taken"),
    "desk_faults_of": Text("Tệp {name} chưa được nhận", "The file {name} was not taken"),
    "desk_marked": Text(
        "Tải về chính tệp này, các ô có lỗi được tô màu và ghi chú (Excel)",
        "Download this file with the faulty cells coloured and commented (Excel)",
    ),
    "desk_marked_name": Text("loi-{name}", "errors-{name}"),
    "desk_faults_more": Text("Và {count} lỗi khác.", "And {count} more."),
    "desk_cell": Text("ô {cell} của trang tính “{sheet}”", "cell {cell} of the worksheet “{sheet}”"),
    "desk_line": Text("dòng {line}", "line {line}"),
    "desk_column": Text("cột {column}", "column {column}"),
    "desk_taken": Text("Đã nhận: lần gửi số {number}.", "Taken in: submission {number}."),
    "desk_review": Text("Xem trước khi xác nhận", "Look before you confirm"),
    "desk_review_means": Text(
        "Tệp không có lỗi. Dưới đây là những gì sẽ thay đổi; chưa có gì được ghi.",
        "The file has no faults. Below is what it would change; nothing is stored yet.",
    ),
    "desk_review_period": Text("Kỳ", "Period"),
    "desk_review_rows": Text("Số dòng", "Rows"),
    "desk_review_agencies": Text("Số cơ quan", "Agencies"),
    "desk_review_new": Text("Số liệu mới", "New figures"),
    "desk_review_changed": Text("Số liệu thay đổi", "Figures that change"),
    "desk_review_same": Text("Số liệu giữ nguyên", "Figures that stay the same"),
    "desk_review_older": Text("Cũ hơn số liệu đang có, không thay thế", "Older than what stands, replace nothing"),
    "desk_review_changes": Text("Những số liệu thay đổi", "The figures that change"),
    "desk_review_figure": Text("Số liệu", "Figure"),
    "desk_review_before": Text("Đang có", "Now"),
    "desk_review_after": Text("Sẽ thành", "Then"),
    "desk_changes_more": Text("Và {count} số liệu khác.", "And {count} more."),
    "desk_review_warnings": Text("Nên xem lại", "Worth a look"),
    "desk_review_until": Text(
        "Tệp chờ đến {until}, sau đó bị xóa. Mã băm: {digest}…",
        "The file waits until {until}, then it is deleted. Digest: {digest}…",
    ),
    "desk_confirm": Text("Xác nhận", "Confirm"),
    "desk_drop": Text("Hủy tệp này", "Cancel this file"),
    # publishing
    "desk/cong-bo": Text("Công bố", "Publish"),
    "desk_no_cohort": Text(
        "Khóa này không công bố được kết quả của nhóm cơ quan nào: cần khóa của tỉnh, của bộ hoặc của cả nước.",
        "This key can publish no results: that needs a key of a province, of a ministry or of the whole country.",
    ),
    "desk_cohort": Text("Nhóm cơ quan", "Cohort"),
    "desk_reconciled": Text("Đối chiếu với điểm đã công bố", "Compared with published scores"),
    "desk_not_reconciled": Text(
        "Kỳ này chưa có điểm đã công bố nào của các cơ quan này để đối chiếu. Gửi tệp điểm ở trang Số liệu (loại “Điểm "
        "đã công bố”), hoặc nhờ quản trị viên lấy từ Cổng.",
        "There are no published scores of these agencies in this period to compare with. Send a file of them on the "
        "page Figures (kind “Published results”), or ask the administrator to get them from the portal.",
    ),
    "desk_finding_different": Text(
        "{agency}, {column}: điểm công bố {published}, hệ thống tính {computed} ({difference}).",
        "{agency}, {column}: published {published}, computed {computed} ({difference}).",
    ),
    "desk_finding_counts_disagree": Text(
        "{agency}, {column}: điểm công bố {published}, hệ thống tính {computed} ({difference}); hai số liệu về cùng "
        "các hồ sơ không khớp nhau.",
        "{agency}, {column}: published {published}, computed {computed} ({difference}); two counts of the same cases "
        "disagree.",
    ),
    "desk_finding_stale": Text(
        "{agency}, {column}: điểm công bố {published} không bằng tổng các chỉ số đã công bố; hệ thống tính {computed}.",
        "{agency}, {column}: the published {published} is not the sum of the published indicators; computed "
        "{computed}.",
    ),
    "desk_findings_more": Text("Và {count} điểm khác cần xem.", "And {count} more."),
    "desk_claims_more": Text("Và {count} nội dung khác chưa được xác nhận.", "And {count} more that nobody confirmed."),
    "desk_findings_all": Text("Toàn bộ kết quả đối chiếu (JSON)", "All findings (JSON)"),
    "desk_proposal": Text("Bản sẽ công bố", "What would be published"),
    "desk_correction": Text("Bản đính chính sẽ công bố", "The correction that would be published"),
    "desk_nobody": Text("Chưa đơn vị nào có thứ hạng.", "Nobody has a rank."),
    "desk_few": Text(
        "Quá ít đơn vị có tổng điểm: trang và công văn sẽ không nêu thứ hạng và trung bình.",
        "Too few have a total: pages and letters will tell no ranks and no average.",
    ),
    "desk_top": Text("Đầu bảng, như người đọc sẽ thấy", "The top of the table, as readers will see it"),
    "desk_top_more": Text("Và {count} đơn vị khác.", "And {count} more."),
    "desk_changes": Text("Thay đổi so với bản gần nhất", "What changes against the last edition"),
    "desk_same": Text(
        "Không có gì khác bản đang có hiệu lực. Không cần công bố lại.",
        "Nothing differs from the current edition. There is no need to publish again.",
    ),
    "desk_reason_correction": Text(
        "Lý do đính chính (mọi người đọc sẽ thấy)", "Why it is corrected (readers will see it)"
    ),
    "desk_unranked": Text(
        "Vẫn công bố dù chưa đơn vị nào có thứ hạng theo tổng điểm.",
        "Publish although nobody has a rank by the total.",
    ),
    "desk_publish": Text("Công bố", "Publish"),
    "desk_correct": Text("Công bố bản đính chính, thay bản số {number}", "Publish the correction of edition {number}"),
    "desk_publish_help": Text(
        "Công bố đúng như trên. Nếu số liệu đã thay đổi sau khi mở trang này, hệ thống sẽ cho xem lại trước.",
        "Just this is published. If figures have changed since this page was loaded, you will be shown them first.",
    ),
    "desk_stands": Text(
        "Đang có hiệu lực: bản công bố số {number}, lúc {day}", "Current: edition {number}, published {day}"
    ),
    "desk_withdrawn": Text("Bản công bố số {number} đã bị rút lúc {day}", "Edition {number} was withdrawn {day}"),
    "desk_link_page": Text("Trang công bố", "Its page"),
    "desk_link_letters": Text("Công văn", "Letters"),
    "desk_link_feed": Text("Bản tin (Atom)", "Feed (Atom)"),
    "desk_withdraw": Text("Rút bản công bố", "Withdraw the edition"),
    "desk_withdraw_means": Text(
        "Bản bị rút vẫn đọc được, có ghi ngày rút và lý do, nhưng không còn hiệu lực. Bản mà nó đã thay thế không có "
        "hiệu lực trở lại. Nếu chỉ cần sửa số liệu, hãy công bố bản đính chính.",
        "A withdrawn edition stays readable, with the day and the reason, but no longer stands. The one that it had "
        "replaced does not stand again. If only figures are to be corrected, publish a correction.",
    ),
    "desk_reason_withdrawal": Text("Lý do rút (mọi người đọc sẽ thấy)", "Why it is withdrawn (readers will see it)"),
    "desk_withdraw_sure": Text(
        "Tôi đã xem lại và muốn rút bản công bố này.", "I have looked at it and want to withdraw this edition."
    ),
    # letters
    "desk/cong-van": Text("Công văn", "Letters"),
    "desk_no_edition": Text(
        "Chưa có bản công bố nào; công văn được lập từ bản công bố.",
        "Nothing has been published yet; letters are made from an edition.",
    ),
    "desk_no_letters": Text(
        "Bản công bố này không có cơ quan nào của khóa này.", "This edition has no agency of this key."
    ),
    "desk_letters_old": Text(
        "Bản công bố này không còn hiệu lực: đã bị thay thế hoặc bị rút.",
        "This edition no longer stands: it was replaced or withdrawn.",
    ),
    "desk_edition_of": Text("Bản công bố", "Edition"),
    "desk_edition": Text("Số {number}: {title}", "{number}: {title}"),
    "desk_number": Text("Số công văn", "Number of the letter"),
    "desk_date": Text("Ngày ký", "Date"),
    "desk_letter_help": Text(
        "Để trống thì công văn chừa chỗ để ghi tay.", "What is left out is to be written in by hand."
    ),
    "desk_letter_docx": Text("Tải công văn (DOCX)", "Download the letter (DOCX)"),
    "desk_letter_html": Text("Xem để in (HTML)", "Show it to print (HTML)"),
    "desk_package": Text("Gói công văn của {office}", "The package of {office}"),
    "desk_package_means": Text(
        "Công văn gửi mọi đơn vị, phụ lục xếp hạng (DOCX, XLSX) và phiếu của từng đơn vị, trong một tệp ZIP.",
        "The letter to all agencies, annexes that rank them (DOCX, XLSX) and a slip for each, in one ZIP.",
    ),
    "desk_package_get": Text("Tải gói công văn (ZIP)", "Download the package (ZIP)"),
    "desk_letters_of": Text("Chọn cơ quan", "Choose an agency"),
    "desk_done_published": Text("Đã công bố.", "Published."),
    "desk_done_withdrawn": Text("Đã rút bản công bố.", "The edition was withdrawn."),
}

# Fields as people call them.
DESK_FIELDS = {
    "agency": Text("mã định danh hoặc tên cơ quan", "code or name of the agency"),
    "code": Text("mã định danh", "code"),
    "name": Text("tên", "name"),
    "level": Text("cấp", "level"),
    "score": Text("điểm", "score"),
    "period": Text("kỳ", "period"),
}

# What the messages of the interface say to programs, said to who works at the desk.
DESK_MESSAGES = {
    "edition_exists": Text(
        "Trong lúc đó đã có bản công bố số {value} của kỳ này. Xem lại bản đó; nếu cần, công bố bản đính chính.",
        "Edition {value} of this period has been published meanwhile. Look at it; if needed, publish a correction.",
    ),
    "edition_replaced": Text(
        "Trong lúc đó bản công bố số {value} đã được bản số {by} thay thế. Xem lại rồi đính chính bản số {by}.",
        "Edition {value} has meanwhile been replaced by edition {by}. Look at it, then correct edition {by}.",
    ),
    "edition_unranked": Text(
        "Chưa đơn vị nào có thứ hạng theo tổng điểm. Gửi thêm số liệu, hoặc đánh dấu ô dưới đây để vẫn công bố.",
        "Nobody has a rank by the total yet. Send more figures, or tick the box below to publish all the same.",
    ),
    "edition_empty": Text(
        "{period}: chưa có điểm nào để công bố. Gửi số liệu hoặc điểm đã công bố trước.",
        "There are no scores of {period} to publish yet. Send counts or published results first.",
    ),
    "edition_not_as_seen": Text(
        "Số liệu đã thay đổi sau khi xem trước. Dưới đây là kết quả hiện nay; xem lại rồi công bố.",
        "The figures have changed since the preview. Below are the results as they are now; look, then publish.",
    ),
    "unknown_agency": Text(
        "Chưa có cơ quan nào mang mã {value}. Sửa mã, hoặc đăng ký cơ quan này ở trang Số liệu, loại “Danh mục cơ "
        "quan”.",
        "No agency has the code {value}. Correct the code, or register the agency: page Figures, kind “List of "
        "agencies”.",
    ),
    "no_agencies_registered": Text(
        "Chưa đăng ký cơ quan nào trực thuộc {root}, nên không tìm được cơ quan theo tên. Gửi danh mục cơ quan trước: "
        "trang Số liệu, loại “Danh mục cơ quan”.",
        "No agency below {root} is registered, so none can be found by its name. Send the list of agencies first: page "
        "Figures, kind “List of agencies”.",
    ),
    "field_missing": Text("Còn thiếu {field}.", "The {field} is missing."),
    "unknown_level": Text(
        "Không có cấp “{value}” cho mã {code}. Ghi một trong các cấp: {allowed}.",
        "There is no level “{value}” for the code {code}. Give one of: {allowed}.",
    ),
    "day_invalid": Text(
        "“{value}” không phải là ngày. Ghi năm, tháng, ngày như 2025-07-01; trong Excel cũng được ghi 01/07/2025.",
        "“{value}” is no day. Give year, month, day as 2025-07-01; in Excel also 01/07/2025, the day first.",
    ),
    "title_period_differs": Text(
        "Tên bảng ghi “{value}”, nhưng đang gửi cho {period}. Chọn đúng kỳ, hoặc sửa tên bảng.",
        "The title says “{value}”, but the file is sent for {period}. Choose the right period, or correct the title.",
    ),
    "numerator_exceeds_denominator": Text(
        "{numerator} lớn hơn {denominator}, là tổng mà số này chỉ được là một phần. Sửa số này hoặc tổng, kể cả số đã "
        "gửi trước.",
        "{numerator} is more than {denominator}, the total that it can only be a part of. Correct this count or the "
        "total, including what was sent before.",
    ),
    "media_type_unsupported": Text(
        "Không đọc được tệp này. Gửi tệp có đuôi: {allowed}.",
        "This file cannot be read. Send one that ends in: {allowed}.",
    ),
    "submission_empty": Text(
        "Tệp không có số liệu nào. Kiểm tra lại tệp rồi gửi lại.",
        "The file has no figures. Look at it and send it again.",
    ),
    "reason_missing": Text(
        "Đính chính hay rút một bản công bố phải nêu lý do.", "To correct or withdraw an edition, say why."
    ),
    "no_scorecard": Text("Không có bộ chỉ số cho kỳ này.", "There is no scorecard for this period."),
}
