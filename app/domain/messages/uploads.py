"""Submissions and their files: what is too large or too slow, what cannot be read."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "upload_not_waiting",
        409,
        "Tệp này không còn chờ xác nhận: đã được xác nhận, bị hủy hoặc quá một giờ. Gửi lại tệp nếu cần.",
        "This file does not wait any more: it was confirmed or cancelled, or an hour has passed. Send it again if "
        "needed.",
    ),
    Message(
        "too_many_waiting",
        409,
        "Đã có {limit} tệp chờ xác nhận. Xác nhận hoặc hủy một tệp trước.",
        "{limit} files wait to be confirmed already. Confirm or cancel one first.",
    ),
    Message(
        "form_without_file",
        422,
        "Chưa chọn tệp. Chọn một tệp rồi gửi lại.",
        "No file was chosen. Choose one and send again.",
    ),
    Message(
        "submission_invalid",
        422,
        "Có {count} lỗi; không có gì được ghi nhận. Sửa các lỗi dưới đây rồi gửi lại toàn bộ.",
        "Errors: {count}; nothing was stored. Fix the errors below and send everything again.",
    ),
    Message(
        "submission_empty",
        422,
        "Lần gửi không có số liệu nào, nên không có gì thay đổi. Điền ít nhất một số liệu rồi gửi lại.",
        "The submission has no figures, so nothing was changed. Fill in at least one figure and send it again.",
    ),
    Message(
        "unknown_submission",
        404,
        "Không có lần gửi số {value}. Xem GET /v1/submissions.",
        "There is no submission {value}. See GET /v1/submissions.",
    ),
    Message(
        "submission_accepted",
        409,
        "Lần gửi số {value} đã được nhận: số liệu của nó đã công bố. Chỉ xóa được giá trị của lần gửi bị từ chối.",
        "Submission {value} was accepted: its figures are published. Only the values of refused ones can be deleted.",
    ),
    Message(
        "too_many_uploads",
        429,
        "Đang có quá nhiều lần gửi cùng lúc. Gửi lại sau {seconds} giây.",
        "Too many uploads are in progress. Send it again in {seconds} seconds.",
    ),
    Message(
        "upload_too_slow",
        408,
        "Nội dung đến quá chậm: phải đến hết trong {seconds} giây và không ngừng quá {idle} giây. Gửi lại, nén bằng "
        "gzip hoặc chia nhỏ.",
        "The body came too slowly: all of it must come within {seconds} seconds, without a pause of {idle} seconds. "
        "Send it again, compressed with gzip or in parts.",
    ),
    Message(
        "provenance_unknown",
        422,
        "{value} không phải là xuất xứ của số liệu. Giá trị cho phép: {allowed}; nguồn khác thì bỏ trống.",
        "{value} is not where counts come from. Allowed: {allowed}; leave it out for anything else.",
    ),
    Message(
        "sheets_ambiguous",
        422,
        "Các trang tính {sheets} cùng có một số liệu ({agency}, {period}, {code}). Giữ mỗi số liệu ở một trang: ẩn "
        "hoặc xóa trang thừa, hoặc thêm cột Kỳ nếu các trang là của các kỳ khác nhau.",
        "The worksheets {sheets} hold the same figure ({agency}, {period}, {code}). Keep each figure on one worksheet: "
        "hide or delete the other, or add a column Period if they are of different periods.",
    ),
    Message(
        "sheets_not_read",
        200,
        "Không đọc các trang tính: {sheets}, vì không có bảng số liệu nhận ra được.",
        "Worksheets that were not read: {sheets}. They hold no table of what is sent.",
    ),
    Message(
        "sheets_hidden",
        200,
        "Không đọc các trang tính ẩn: {sheets}. Nếu cần, bỏ ẩn rồi gửi lại.",
        "Hidden worksheets that were not read: {sheets}. If they are meant, unhide them and send it again.",
    ),
    Message(
        "columns_not_read",
        200,
        "Không đọc các cột: {columns}.",
        "Columns that were not read: {columns}.",
    ),
    Message(
        "averages_not_read",
        200,
        "Không đọc dòng trung bình: hệ thống tự tính.",
        "The row of averages was not read: averages are computed here.",
    ),
    Message(
        "table_not_found",
        422,
        "Không thấy bảng số liệu trong các trang tính: {sheets}. Cần một dòng tiêu đề có {heading_vi}. Có thể tải mẫu: "
        "GET /v1/templates.",
        "No table was found on the worksheets: {sheets}. A row of headings with {heading_en} is needed. A template can "
        "be downloaded: GET /v1/templates.",
    ),
    Message(
        "column_missing",
        422,
        "Dòng tiêu đề thiếu cột cho biết số liệu là của ai. Cần {heading_vi}.",
        "The row of headings has no column that says whose the figures are. It needs {heading_en}.",
    ),
    Message(
        "template_too_large",
        422,
        "{agency} có hơn {limit} cơ quan trực thuộc. Tải mẫu cho từng cơ quan cấp dưới.",
        "{agency} has more than {limit} agencies. Ask for the templates of agencies below it.",
    ),
    Message(
        "total_differs",
        422,
        "Cột “{field}”: dòng tổng ghi {value}, cộng các dòng trên được {sum}. Kiểm tra các dòng, hoặc xóa ô tổng.",
        "Column “{field}”: the row of totals says {value}, the rows above add up to {sum}. Check the rows, or clear "
        "the total.",
    ),
    Message(
        "section_differs",
        422,
        "Cột “{field}”: dòng đầu nhóm ghi {value}, cộng các dòng của nhóm được {sum}. Kiểm tra các dòng, hoặc xóa ô "
        "tổng của nhóm.",
        "Column “{field}”: the row above the group says {value}, the rows of the group add up to {sum}. Check the "
        "rows, or clear the sum.",
    ),
    Message(
        "title_period_differs",
        422,
        "Tên bảng ghi “{value}”, nhưng số liệu được gửi cho kỳ {period}. Gửi đúng kỳ, hoặc sửa tên bảng.",
        "The title says “{value}”, but the figures are sent for {period}. Send them for the right period, or correct "
        "the title.",
    ),
    Message(
        "unpacked_too_large",
        413,
        "Nội dung sau khi giải nén lớn hơn {limit} byte. Chia thành nhiều lần gửi. Hồ sơ thì không chia: chạy "
        "`tthc766 dossiers count --url`.",
        "The content is larger than {limit} bytes when decompressed. Send it in several parts. Do not divide dossiers: "
        "run `tthc766 dossiers count --url`.",
    ),
    Message(
        "gzip_invalid",
        422,
        "Nội dung không giải nén được bằng gzip, hoặc bị cắt giữa chừng. Nén lại, hoặc bỏ Content-Encoding.",
        "The content cannot be decompressed with gzip, or is cut short. Compress it again, or leave Content-Encoding "
        "out.",
    ),
    Message(
        "encoding_invalid",
        422,
        "Không phải UTF-8 (byte thứ {position}). Lưu lại tệp với bảng mã UTF-8.",
        "Not UTF-8 (at byte {position}). Save the file again as UTF-8.",
    ),
    Message(
        "json_invalid",
        422,
        "JSON không hợp lệ từ ký tự thứ {position} của dòng. Kiểm tra dấu ngoặc và dấu phẩy.",
        "Not valid JSON from character {position} of the line on. Check brackets and commas.",
    ),
    Message(
        "json_too_deep",
        422,
        "JSON lồng nhau quá {limit} tầng. Bỏ các tầng thừa.",
        "The JSON is nested more than {limit} levels deep. Remove the levels that are not needed.",
    ),
    Message(
        "json_shape",
        422,
        "Giá trị này phải là {expected}.",
        "This must be {expected}.",
    ),
    Message(
        "key_repeated",
        422,
        "{value} xuất hiện hai lần. Bỏ một.",
        "{value} appears twice. Remove one.",
    ),
    Message(
        "csv_invalid",
        422,
        "Không đọc được CSV từ dòng này. Kiểm tra dấu ngoặc kép.",
        "The CSV cannot be read from this line on. Check the double quotes.",
    ),
    Message(
        "row_ragged",
        422,
        "Dòng có {found} ô nhưng tiêu đề có {expected}. Kiểm tra dấu phân cách và dấu ngoặc kép.",
        "The row has {found} cells but the header has {expected}. Check the separators and quotes.",
    ),
    Message(
        "row_too_long",
        422,
        "Dòng này dài hơn {limit} ký tự. Kiểm tra dấu xuống dòng và dấu ngoặc kép.",
        "The row is longer than {limit} characters. Check the line breaks and the quotes.",
    ),
    Message(
        "column_unnamed",
        422,
        "Cột thứ {position} không có tên. Đặt tên hoặc xóa cột.",
        "Column {position} has no name. Name it or delete it.",
    ),
    Message(
        "xlsx_invalid",
        422,
        "Không phải tệp XLSX. Lưu lại bằng Excel dạng .xlsx.",
        "Not an XLSX file. Save it again from Excel as .xlsx.",
    ),
    Message(
        "formula_without_value",
        422,
        "Ô có công thức nhưng không có giá trị. Dán giá trị, hoặc xóa công thức nếu ô để trống.",
        "The cell has a formula without a value. Paste the value, or delete the formula if the cell is to be empty.",
    ),
    Message(
        "too_many_rows",
        413,
        "Có hơn {limit} dòng. Chia thành nhiều lần gửi. Hồ sơ thì không chia: chạy `tthc766 dossiers count --url`.",
        "There are more than {limit} rows. Send them in several parts. Do not divide dossiers: run `tthc766 dossiers "
        "count --url`.",
    ),
    Message(
        "too_many_columns",
        422,
        "Có ô ở sau cột thứ {limit}. Xóa các cột thừa.",
        "There is a cell beyond column {limit}. Delete the columns that are not needed.",
    ),
    Message(
        "too_many_figures",
        413,
        "Có hơn {limit} số liệu. Chia thành nhiều lần gửi.",
        "There are more than {limit} figures. Send them in several parts.",
    ),
    Message(
        "unknown_field",
        422,
        "Không có trường {value}{hint_vi}. Các trường: {allowed}.",
        "There is no field {value}{hint_en}. The fields are: {allowed}.",
    ),
    Message(
        "unknown_measure",
        422,
        "Không có cột số liệu “{value}”{hint_vi}. Xem GET /v1/measures.",
        "There is no measure “{value}”{hint_en}. See GET /v1/measures.",
    ),
    Message(
        "field_too_long",
        422,
        "Ô này có {found} ký tự, nhiều hơn {limit}. Rút ngắn.",
        "The field has {found} characters, more than {limit}. Shorten it.",
    ),
)
