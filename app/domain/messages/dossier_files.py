"""Files of dossiers: what cannot be read of them. None of these texts shows a value of a record."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "dossier_file_unknown",
        422,
        "Không đọc được loại tệp của {name}. Chỉ đọc tệp có đuôi {endings}, có thể thêm .gz. Bảng tính thì lưu thành "
        "CSV UTF-8 trước.",
        "{name} is not of a kind that can be read. Files whose names end in {endings} are, and may add .gz. Save a "
        "spreadsheet as CSV UTF-8 first.",
    ),
    Message(
        "dossier_files_none",
        422,
        "Không có tệp hồ sơ nào trong {name}. Kiểm tra đường dẫn; tệp hồ sơ có đuôi {endings}, có thể thêm .gz.",
        "There is no file of dossiers in {name}. Check the path; such files end in {endings}, and may add .gz.",
    ),
    Message(
        "worksheet_full",
        422,
        "Danh sách dài hơn {limit} dòng, một trang tính không chứa hết. Chọn ít hơn (--measure, --not-counted, --root) "
        "hoặc ghi tệp .csv.",
        "The list has more than {limit} lines, more than a worksheet holds. Ask for less (--measure, --not-counted, "
        "--root), or write a .csv file.",
    ),
    Message(
        "dossier_number_missing",
        422,
        "Bản ghi không có số hồ sơ: cần MaHoSo (mẫu của Cổng) hoặc dossier (mẫu của hệ thống này).",
        "The record has no number of a dossier. It needs MaHoSo (the portal's form) or dossier (this service's).",
    ),
    Message(
        "dossier_column_missing",
        422,
        "Bảng không có cột dossier (số hồ sơ). Đổi tên các cột, ví dụ “Số hồ sơ” thành dossier, “Mã thủ tục” thành "
        "procedure, “Cơ quan giải quyết” (ghi mã) thành agency, “Trạng thái” thành status, “Ngày tiếp nhận” thành "
        "received_at, “Ngày hẹn trả” thành due_at, “Ngày kết thúc xử lý” thành done_at; các tên khác có trong tài "
        "liệu. Tên trường của Cổng chỉ đọc được trong JSON và NDJSON.",
        "The table has no column dossier (the dossier's number). Rename its columns, such as “Số hồ sơ” to dossier, "
        "“Mã thủ tục” to procedure, “Cơ quan giải quyết” (the code) to agency, “Trạng thái” to status, “Ngày tiếp "
        "nhận” to received_at, “Ngày hẹn trả” to due_at, “Ngày kết thúc xử lý” to done_at; the documents have the "
        "other names. The portal's own names are read in JSON and NDJSON.",
    ),
    Message(
        "dossier_field_unknown",
        200,
        "{number} bản ghi có trường {field} không được đọc.{hint_vi} Sửa tên ở hệ thống gửi, hoặc bỏ qua nếu không "
        "cần.",
        "{number} records have a field {field}, which is not read.{hint_en} Correct its name in the sending system, or "
        "let it be if it is not needed.",
    ),
    Message(
        "dossier_fields_unnamed",
        200,
        "{number} lần có trường không được đọc, không nêu tên vì quá nhiều hoặc tên không phải chữ cái, chữ số và dấu "
        "_. So tên trường với danh sách trong tài liệu.",
        "{number} times there was a field that is not read and whose name cannot be shown, since there are too many or "
        "it is not made of letters, digits and _. Compare the names with those in the documents.",
    ),
    Message(
        "dossier_field_absent",
        200,
        "Không hồ sơ nào có {field}. Các số liệu sau bị thiếu, hoặc kém chắc chắn hơn: {measures}. Kiểm tra tên "
        "trường, hoặc yêu cầu hệ thống gửi trường này.",
        "No dossier has {field}. These counts are missing, or rest on less: {measures}. Check the field's name, or "
        "have the system send it.",
    ),
    Message(
        "dossier_parquet_over_http",
        415,
        "Parquet chỉ đọc được từ tệp, vì phải đọc ngược xuôi mà nội dung gửi qua HTTP không được ghi lại. Chạy "
        "`tthc766 dossiers count TỆP --url …` trên máy của mình, hoặc gửi Content-Type: {allowed}.",
        "Parquet is read from files only: it must be read back and forth, and what comes over HTTP is never written "
        "down. Run `tthc766 dossiers count FILE --url …` on your machine, or send Content-Type: {allowed}.",
    ),
    Message(
        "dossier_number_large",
        422,
        "{field} là số quá lớn. Gửi số hồ sơ và mã dưới dạng văn bản; số lượng tối đa {limit}.",
        "{field} is too large a number. Send numbers of dossiers and codes as text; the largest number is {limit}.",
    ),
    Message(
        "dossier_list_long",
        422,
        "{field} có hơn {limit} mục. Kiểm tra hệ thống gửi.",
        "{field} has more than {limit} entries. Check the sending system.",
    ),
    Message(
        "dossier_number_blank",
        422,
        "{field} không được có dấu cách. Kiểm tra hệ thống gửi có ghi nhầm trường không.",
        "{field} must not have blanks. Check whether the sending system puts something else into this field.",
    ),
    Message(
        "dossier_code_invalid",
        422,
        "{field} không phải mã: chỉ gồm chữ không dấu, chữ số và . _ / -, nhiều nhất {limit} ký tự. Kiểm tra hệ thống "
        "gửi có ghi nhầm trường không.",
        "{field} is no code: it has letters without marks, digits and . _ / - only, at most {limit}. Check whether the "
        "sending system puts something else into this field.",
    ),
    Message(
        "dossier_agency_unknown",
        422,
        "Số hồ sơ không bắt đầu bằng mã cơ quan. Cho biết cơ quan giải quyết bằng --handled-by (qua HTTP: tham "
        "số agency); không suy từ tên.",
        "The dossier's number does not begin with an agency's code. Say by --handled-by (over HTTP: the parameter "
        "agency) who handles it; it is never taken from a name.",
    ),
    Message(
        "dossier_agency_invalid",
        422,
        "{field} không phải mã cơ quan, như H31 hoặc H31.17.3.",
        "{field} is not the code of an agency, such as H31 or H31.17.3.",
    ),
    Message(
        "dossier_agency_outside",
        422,
        "{agency} không thuộc {root}. Chỉ gửi hồ sơ của {root} và các cơ quan bên dưới.",
        "{agency} is not part of {root}. Send only dossiers of {root} and of agencies below it.",
    ),
    Message(
        "dossier_code_unknown",
        422,
        "{field} phải là một trong các mã: {allowed}. Nếu hệ thống dùng mã hoặc chữ khác, chuyển thành các mã này "
        "rồi gửi lại.",
        "{field} must be one of {allowed}. If the system writes other codes or words, turn them into these and send it "
        "again.",
    ),
    Message(
        "dossier_time_invalid",
        422,
        "{field} không phải thời điểm. Ghi cả ngày và giờ, dạng 05/10/2026 17:00, 05/10/2026 17:00:00, 20261005170000 "
        "hoặc 2026-10-05T17:00:00.",
        "{field} is not a time. Write both the day and the hour, like 05/10/2026 17:00, 05/10/2026 17:00:00, "
        "20261005170000 or 2026-10-05T17:00:00.",
    ),
    Message(
        "dossier_number_invalid",
        422,
        "{field} phải là số nguyên từ 0 trở lên, không có dấu phân cách hàng nghìn.",
        "{field} must be a whole number of 0 or more, without separators of thousands.",
    ),
    Message(
        "dossier_value_nested",
        422,
        "{field} phải là một giá trị, không phải danh sách hay đối tượng.",
        "{field} must be one value, not a list or an object.",
    ),
    Message(
        "dossier_list_invalid",
        422,
        "{field} phải là danh sách các đối tượng; trong CSV là JSON, hoặc các mục cách nhau bằng dấu chấm phẩy.",
        "{field} must be a list of objects; in CSV as JSON, or as entries divided by semicolons.",
    ),
    Message(
        "dossier_versions_undated",
        200,
        "{number} hồ sơ có nhiều bản khác nhau không ghi thời điểm (as_of), ví dụ {example}: tính theo bản đứng sau. "
        "Kiểm tra thứ tự các bản, các tệp.",
        "{number} dossiers have several versions that differ and do not say when they are true (as_of), such as "
        "{example}: the last one counts. Check the order of the versions and of the files.",
    ),
    Message(
        "dossier_progress_alone",
        200,
        "{number} dòng tiến độ không có hồ sơ đi kèm, ví dụ {example}: không được tính. Gửi cùng hồ sơ, và kiểm tra mã "
        "hệ thống gửi (--system).",
        "{number} progress rows have no dossier, such as {example}: they count for nothing. Send the dossiers with "
        "them, and check the key of the sending system (--system).",
    ),
    Message(
        "dossier_folder_among_files",
        422,
        "{name} là thư mục của `dossiers add`: chỉ đếm được riêng nó, không cùng tệp hay thư mục khác. Nếu muốn gộp "
        "thì thêm các tệp gốc vào một thư mục.",
        "{name} is a folder of `dossiers add`: it is counted by itself, not together with other files and folders. To "
        "put several together, add the files they came from to one folder.",
    ),
    Message(
        "file_access_failed",
        422,
        "Không đọc hoặc ghi được {name}: {reason}. Kiểm tra quyền truy cập và chỗ trống trên đĩa.",
        "{name} cannot be read or written: {reason}. Check the permissions and the room on the disk.",
    ),
    Message(
        "dossier_version_conflict",
        422,
        "Hồ sơ {dossier} có hai phiên bản cùng as_of nhưng nội dung khác nhau. Bỏ một, hoặc sửa as_of.",
        "Dossier {dossier} has two versions of one as_of with different content. Remove one, or correct the as_of.",
    ),
    Message(
        "dossier_folder_busy",
        409,
        "Đang có một lần thêm hồ sơ khác vào thư mục này. Chờ xong rồi chạy lại.",
        "Another run is adding dossiers to this folder. Wait for it to end, then run this again.",
    ),
    Message(
        "dossier_folder_invalid",
        422,
        "{name} không phải thư mục hồ sơ do phiên bản này lập. Chọn thư mục trống hoặc thư mục đúng.",
        "{name} is not a folder of dossiers that this version has made. Name an empty folder, or the right one.",
    ),
    Message(
        "dossier_folder_damaged",
        422,
        "Tệp {name} trong thư mục hồ sơ không còn như khi được ghi: bị hỏng, bị sửa hoặc bị xóa. Khôi phục thư mục từ "
        "bản sao lưu, hoặc lập thư mục mới từ các tệp đã gửi.",
        "The file {name} in the folder of dossiers is no longer as it was written: damaged, changed or removed. "
        "Restore the folder from a backup, or make a new one of the files that were sent.",
    ),
    Message(
        "parquet_invalid",
        422,
        "Không phải tệp Parquet đọc được. Xuất lại tệp.",
        "Not a Parquet file that can be read. Export it again.",
    ),
    Message(
        "parquet_type",
        422,
        "Cột {field} có kiểu {found}; cần {expected}.",
        "Column {field} has the type {found}; it must be {expected}.",
    ),
)
