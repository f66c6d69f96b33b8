"""What is too large, too slow or too many of an upload."""

UPLOADS: dict[str, tuple[str, str]] = {
    "unpacked_too_large": (
        "Nội dung giải nén lớn hơn {limit} byte. Chia thành nhiều lần gửi.",
        "The content unpacks to more than {limit} bytes. Send it in several parts.",
    ),
    "gzip_invalid": (
        "Nội dung không giải nén được bằng gzip, hoặc bị cắt giữa chừng. Nén lại, hoặc bỏ Content-Encoding.",
        "The content cannot be unpacked by gzip, or is cut short. Pack it again, or leave Content-Encoding out.",
    ),
    "too_many_rows": (
        "Có hơn {limit} dòng. Chia thành nhiều lần gửi.",
        "There are more than {limit} rows. Send them in several parts.",
    ),
    "too_many_columns": (
        "Có ô ở sau cột thứ {limit}. Xóa các cột thừa.",
        "There is a cell beyond column {limit}. Delete the columns that are not needed.",
    ),
    "too_many_figures": (
        "Có hơn {limit} số liệu. Chia thành nhiều lần gửi.",
        "There are more than {limit} figures. Send them in several parts.",
    ),
    "sheets_ambiguous": (
        "Có nhiều trang tính cùng có bảng số liệu: {sheets}. Gửi mỗi lần một bảng: ẩn hoặc xóa các trang còn lại.",
        "Several worksheets hold a table: {sheets}. Send one at a time: hide or delete the others.",
    ),
    "row_too_long": (
        "Dòng này dài hơn {limit} ký tự. Kiểm tra dấu xuống dòng và dấu ngoặc kép.",
        "The row is longer than {limit} characters. Check the ends of lines and the quotes.",
    ),
    "field_too_long": (
        "Ô này có {found} ký tự, nhiều hơn {limit}. Rút ngắn.",
        "The field has {found} characters, more than {limit}. Shorten it.",
    ),
    "json_too_deep": (
        "JSON lồng nhau quá {limit} tầng. Bỏ các tầng thừa.",
        "The JSON is nested more than {limit} deep. Remove the levels that are not needed.",
    ),
    "upload_too_slow": (
        "Nội dung đến quá chậm: phải đến hết trong {seconds} giây và không ngừng quá {idle} giây. Gửi lại, nén bằng "
        "gzip hoặc chia nhỏ.",
        "The body came too slowly: all of it must come within {seconds} seconds, without a pause of {idle}. Send it "
        "again, packed by gzip or in parts.",
    ),
    "too_many_uploads": (
        "Đang có quá nhiều lần gửi cùng lúc. Gửi lại sau {seconds} giây.",
        "Too many uploads are under way. Send it again in {seconds} seconds.",
    ),
}
