"""What the codes of ``errors.py`` mean, in Vietnamese and English, each with the remedy."""

from collections.abc import Mapping
from typing import NamedTuple

from app.domain.audit_messages import AUDIT
from app.domain.backup_messages import BACKUPS
from app.domain.door_messages import DOORS
from app.domain.edition_messages import EDITIONS
from app.domain.errors import Fault
from app.domain.letter_messages import LETTER
from app.domain.portal_messages import PORTAL
from app.domain.redaction import hide_secrets
from app.domain.retry_messages import RETRIES
from app.domain.upload_messages import UPLOADS
from app.domain.webhook_messages import WEBHOOKS


class Message(NamedTuple):
    vi: str
    en: str


_NO_VALUE = "-"
_BY_PART = AUDIT | BACKUPS | DOORS | EDITIONS | LETTER | PORTAL | RETRIES | UPLOADS | WEBHOOKS

CATALOG: dict[str, Message] = {
    # the whole request
    "submission_invalid": Message(
        "Có {count} lỗi; không có gì được ghi nhận. Sửa các lỗi dưới đây rồi gửi lại toàn bộ.",
        "Faults: {count}; nothing was stored. Mend the faults below and send everything again.",
    ),
    "submission_empty": Message(
        "Không có số liệu nào. Gửi ít nhất một dòng có số liệu.",
        "There are no figures in it. Send at least one row with a figure.",
    ),
    "query_invalid": Message(
        "Tham số không hợp lệ; xem từng lỗi dưới đây.", "The parameters are not valid; see each fault below."
    ),
    "not_with_format": Message(
        "Tham số {value} không dùng được với format={format}: câu trả lời luôn đầy đủ. Bỏ tham số này.",
        "The parameter {value} cannot be used with format={format}: the answer is always whole. Leave it out.",
    ),
    "body_too_large": Message(
        "Nội dung lớn hơn {limit} byte. Chia thành nhiều lần gửi.",
        "The body is larger than {limit} bytes. Send it in several parts.",
    ),
    "media_type_unsupported": Message(
        "Không nhận kiểu {value}. Dùng Content-Type: {allowed}.",
        "The type {value} is not taken. Use Content-Type: {allowed}.",
    ),
    "key_missing": Message(
        "Ghi dữ liệu cần khóa: Authorization: Bearer <khóa>. Xin khóa ở quản trị viên.",
        "Writing needs a key: Authorization: Bearer <key>. Ask the administrator for one.",
    ),
    "key_refused": Message(
        "Khóa không đúng hoặc đã bị thu hồi. Xin khóa mới ở quản trị viên.",
        "The key is wrong or revoked. Ask the administrator for a new one.",
    ),
    "scope_missing": Message(
        "Khóa này không có quyền {scope}. Dùng khóa có quyền đó.",
        "This key lacks the scope {scope}. Use a key that has it.",
    ),
    "outside_subtree": Message(
        "Khóa này chỉ được ghi cho {root} và các cơ quan trực thuộc.",
        "This key may write only for {root} and the agencies below it.",
    ),
    "agency_outside": Message("Cơ quan {agency} nằm ngoài {root}.", "The agency {agency} is outside {root}."),
    "not_found": Message("Không có địa chỉ này. Xem /docs.", "There is nothing at this address. See /docs."),
    "method_not_allowed": Message(
        "Địa chỉ này không nhận phương thức đó. Dùng: {allowed}.",
        "This address does not take that method. Use: {allowed}.",
    ),
    "bad_request": Message("Yêu cầu không đọc được.", "The request cannot be read."),
    "internal_error": Message(
        "Lỗi của dịch vụ. Báo quản trị viên mã yêu cầu trong header X-Request-ID.",
        "A fault of the service. Tell the administrator the request id in the X-Request-ID header.",
    ),
    "database_unavailable": Message(
        "Cơ sở dữ liệu tạm thời không trả lời. Thử lại sau {seconds} giây.",
        "The database does not answer for the moment. Try again in {seconds} seconds.",
    ),
    "database_full": Message(
        "Cơ sở dữ liệu không còn chỗ để ghi; vẫn đọc được. Quản trị viên cần thêm dung lượng; thử lại sau {seconds} "
        "giây.",
        "The database has no room left to write; reading goes on. The administrator has to make room; try again in "
        "{seconds} seconds.",
    ),
    "database_read_only": Message(
        "Cơ sở dữ liệu hiện chỉ cho đọc. Thử ghi lại sau {seconds} giây.",
        "The database can only be read for the moment. Try writing again in {seconds} seconds.",
    ),
    "write_unconfirmed": Message(
        "Đã ghi trên máy chủ chính nhưng máy chủ bản sao chưa xác nhận; nếu máy chủ chính hỏng lúc này thì dữ liệu có "
        "thể mất. Gửi lại với cùng Idempotency-Key, hoặc kiểm tra xem đã có chưa.",
        "It is written on the primary, but the replica has not confirmed it; should the primary die now it may be "
        "lost. Send it again with the same Idempotency-Key, or look whether it is there.",
    ),
    "not_migrated": Message(
        "Cơ sở dữ liệu ở phiên bản {current}, cần {head}. Chạy: tthc766 migrate.",
        "The database is at revision {current}, {head} is needed. Run: tthc766 migrate.",
    ),
    "database_newer": Message(
        "Cơ sở dữ liệu mới hơn chương trình ({what}). Nâng cấp chương trình.",
        "The database is newer than the program ({what}). Upgrade the program.",
    ),
    "database_url_invalid": Message(
        "TTHC766_DATABASE_URL hoặc TTHC766_DATABASE_REPLICA_URL không đúng. Viết sqlite:///TỆP hoặc "
        "postgresql://USER:PASSWORD@HOST:PORT/NAME.",
        "TTHC766_DATABASE_URL or TTHC766_DATABASE_REPLICA_URL cannot be read. Write sqlite:///FILE or "
        "postgresql://USER:PASSWORD@HOST:PORT/NAME.",
    ),
    # what is asked for
    "unknown_value": Message(
        "{value} không hợp lệ. Giá trị cho phép: {allowed}.", "{value} is not valid. Allowed: {allowed}."
    ),
    "unknown_parameter": Message(
        "Không có tham số {value}. Xem /docs.", "There is no parameter called {value}. See /docs."
    ),
    "unknown_period": Message(
        "{value} không phải là kỳ. Viết tháng 2025-02, quý 2025-Q1 hoặc năm 2025; trong Excel định dạng cột là Text.",
        "{value} is not a period. Write a month 2025-02, a quarter 2025-Q1 or a year 2025; in Excel as Text.",
    ),
    "no_scorecard": Message(
        "Kỳ {value} không có bộ chỉ số nào có hiệu lực (từ {first_day}).",
        "No scorecard is in force in {value} (the first one is from {first_day}).",
    ),
    "unknown_cohort": Message(
        "{value} không phải là nhóm so sánh. Dùng provinces, ministries, H31.departments, H31.communes, H31.districts.",
        "{value} is not a cohort. Use provinces, ministries, H31.departments, H31.communes, H31.districts.",
    ),
    "cohort_unknown": Message(
        "Chưa có cơ quan nào mang mã {value} nên không có nhóm so sánh của nó. Xem GET /v1/agencies.",
        "No agency is registered as {value}, so it has no cohort. See GET /v1/agencies.",
    ),
    "unknown_agency": Message(
        "Chưa có cơ quan nào mang mã {value}. Đăng ký bằng POST /v1/agencies hoặc sửa mã.",
        "No agency is registered as {value}. Register it with POST /v1/agencies or mend the code.",
    ),
    "agency_not_in_period": Message(
        "{agency} không tồn tại vào ngày cuối kỳ {period} (từ {valid_from} đến {valid_to}; nhập vào: {merged_into}).",
        "{agency} did not exist on the last day of {period} "
        "(from {valid_from} to {valid_to}; merged into: {merged_into}).",
    ),
    "unknown_department": Message(
        "Trong kỳ {period} không có cơ quan nào mang departmentId {value}. "
        "Lấy departmentId từ service-results của cùng kỳ.",
        "No agency has the departmentId {value} in {period}. Take it from service-results of the same period.",
    ),
    "days_not_a_period": Message(
        "Từ {first} đến {last} không đúng một tháng, quý hay năm. Gửi ngày đầu và ngày cuối của kỳ.",
        "From {first} to {last} is no month, quarter or year. Send the first and the last day of a period.",
    ),
    "one_of_fields": Message("Gửi đúng một trong các trường {fields}.", "Send exactly one of the fields {fields}."),
    "formality_filter_refused": Message(
        "Số liệu ở đây không tách theo thủ tục. Bỏ bộ lọc này.",
        "The figures here are not kept by procedure. Leave this filter out.",
    ),
    "unknown_scorecard": Message(
        "Không có bộ chỉ số {value}. Hiện có: {allowed}.", "There is no scorecard {value}. There are: {allowed}."
    ),
    "unknown_submission": Message("Không có lần gửi số {value}.", "There is no submission {value}."),
    "unknown_column": Message(
        "{value} không phải là total, nhóm hay chỉ số của bộ chỉ số {scorecard}. Giá trị cho phép: {allowed}.",
        "{value} is not the total, a group or an indicator of the scorecard {scorecard}. Allowed: {allowed}.",
    ),
    # files
    "encoding_invalid": Message(
        "Không phải UTF-8 (byte thứ {position}). Lưu lại tệp với bảng mã UTF-8.",
        "Not UTF-8 (at byte {position}). Save the file again as UTF-8.",
    ),
    "json_invalid": Message(
        "Không phải JSON, từ ký tự thứ {position} của dòng. Kiểm tra dấu ngoặc và dấu phẩy.",
        "Not JSON from character {position} of the line on. Check brackets and commas.",
    ),
    "json_shape": Message("Chỗ này phải là {expected}.", "This must be {expected}."),
    "key_repeated": Message("{value} xuất hiện hai lần. Bỏ một.", "{value} stands twice. Remove one."),
    "unknown_field": Message(
        "Không có trường {value}{hint_vi}. Các trường: {allowed}.",
        "There is no field {value}{hint_en}. The fields are: {allowed}.",
    ),
    "unknown_measure": Message(
        "Không có số đo {value}{hint_vi}. Xem GET /v1/measures.",
        "No measure is called {value}{hint_en}. See GET /v1/measures.",
    ),
    "csv_invalid": Message(
        "Không đọc được CSV từ dòng này. Kiểm tra dấu ngoặc kép.",
        "Not readable as CSV from this line on. Check the double quotes.",
    ),
    "row_ragged": Message(
        "Dòng có {found} ô nhưng tiêu đề có {expected}. Kiểm tra dấu phân cách và dấu ngoặc kép.",
        "The row has {found} cells but the header has {expected}. Check separators and quotes.",
    ),
    "column_unnamed": Message(
        "Cột thứ {position} không có tên. Đặt tên hoặc xóa cột.", "Column {position} has no name. Name it or delete it."
    ),
    "xlsx_invalid": Message(
        "Không phải tệp XLSX. Lưu lại bằng Excel dạng .xlsx.", "Not an XLSX file. Save it again from Excel as .xlsx."
    ),
    "formula_without_value": Message(
        "Ô có công thức nhưng không có giá trị. Dán giá trị, hoặc xóa công thức nếu ô để trống.",
        "The cell holds a formula without a value. Paste the value, or delete the formula if it is to be empty.",
    ),
    # rows
    "field_missing": Message("Thiếu {field}. Điền vào.", "{field} is missing. Fill it in."),
    "text_invalid": Message(
        "{field} phải là chữ, 1 đến {limit} ký tự, không có ký tự ẩn. Gõ lại thay vì dán.",
        "{field} must be text of 1 to {limit} characters without hidden ones. Type it instead of pasting it.",
    ),
    "number_quoted": Message(
        "{value} phải là số, không đặt trong ngoặc kép.", "{value} must be a number, without quotes."
    ),
    "number_negative": Message(
        "{value} là số âm. Số liệu đếm từ 0 trở lên; để trống nếu không có.",
        "{value} is negative. Counts start at 0; leave it empty if there is none.",
    ),
    "number_fractional": Message("{value} không phải là số nguyên.", "{value} is not a whole number."),
    "number_too_large": Message("{value} lớn hơn {limit}.", "{value} is larger than {limit}."),
    "number_ambiguous": Message(
        "{value} có thể hiểu hai cách. Chỉ viết chữ số, không dùng dấu phân cách hàng nghìn.",
        "{value} can be read in two ways. Write digits only, without separators for thousands.",
    ),
    "number_invalid": Message(
        "{value} không phải là số. Chỉ viết chữ số.", "{value} is not a number. Write digits only."
    ),
    "decimal_invalid": Message(
        "{value} không phải là số thập phân. Viết như 19.5, tỷ lệ phần trăm như 98.5.",
        "{value} is not a decimal number. Write it like 19.5, a per cent like 98.5.",
    ),
    "decimal_too_precise": Message(
        "{value} có hơn {decimals} chữ số thập phân.", "{value} has more than {decimals} decimals."
    ),
    "above_maximum": Message("{value} lớn hơn mức tối đa {limit}.", "{value} is above the maximum {limit}."),
    "max_differs": Message(
        "Điểm tối đa {value} khác bộ chỉ số ({expected}).",
        "The maximum {value} differs from the scorecard's ({expected}).",
    ),
    "rank_impossible": Message(
        "Thứ hạng {rank} không thể có trong {ranked} đơn vị.", "There is no rank {rank} among {ranked}."
    ),
    "numerator_exceeds_denominator": Message(
        "{indicator}: tử số {numerator} lớn hơn mẫu số {denominator} ({measures}). "
        "Kiểm tra cả hai, kể cả số đã gửi trước.",
        "{indicator}: the numerator {numerator} exceeds the denominator {denominator} ({measures}). "
        "Check both, also what was sent before.",
    ),
    "figure_repeated": Message(
        "{agency}, {period}: {code} đã có trong cùng lần gửi (dòng, mục {first}). Bỏ một.",
        "{agency}, {period}: {code} stands already in this submission (line, item {first}). Remove one.",
    ),
    "period_missing": Message(
        "Thiếu kỳ. Thêm cột period, trường period, tham số ?period= hoặc tùy chọn --period.",
        "The period is missing. Add a column or field period, the parameter ?period= or the option --period.",
    ),
    "period_in_future": Message(
        "Kỳ {period} chưa bắt đầu (hôm nay là {today}). Sửa kỳ hoặc gửi sau.",
        "The period {period} has not begun (today is {today}). Mend the period or send it later.",
    ),
    "moment_invalid": Message(
        "{value} không phải là thời điểm có múi giờ. Viết như 2026-10-10T14:00:40+07:00.",
        "{value} is not a time with an offset. Write it like 2026-10-10T14:00:40+07:00.",
    ),
    "day_invalid": Message(
        "{value} không phải là ngày. Viết như 2026-10-10.", "{value} is not a day. Write it like 2026-10-10."
    ),
    "as_of_in_future": Message(
        "as_of {value} ở tương lai (bây giờ là {now}). Kiểm tra đồng hồ, hoặc bỏ as_of.",
        "as_of {value} is in the future (it is {now} now). Check the clock, or leave as_of out.",
    ),
    "as_of_before_period": Message(
        "as_of {value} sớm hơn ngày đầu kỳ {period} ({first_day}). Sửa một trong hai.",
        "as_of {value} is before the first day of {period} ({first_day}). Mend one of them.",
    ),
    # the register of agencies
    "code_invalid": Message(
        "{value} không phải là mã định danh. Viết như G22, H31, H31.17.",
        "{value} is not an agency code. Write it like G22, H31, H31.17.",
    ),
    "unknown_level": Message(
        "Không có cấp {value} cho mã {code}. Cấp cho phép: {allowed}.",
        "The level {value} does not fit the code {code}. Allowed: {allowed}.",
    ),
    "level_differs": Message(
        "{code} đã đăng ký ở cấp {registered}; không đổi được cấp. Bỏ level hoặc dùng mã khác.",
        "{code} is registered as {registered}; a level does not change. Leave level out or use another code.",
    ),
    "province_fixed": Message(
        "Danh sách tỉnh, thành phố đi kèm dịch vụ, không đăng ký qua đây.",
        "Provinces come with the service and are not registered here.",
    ),
    "parent_unknown": Message(
        "Cơ quan cấp trên {parent} chưa được đăng ký. Đăng ký nó trước hoặc trong cùng lần gửi.",
        "The parent {parent} is not registered. Register it before or in the same request.",
    ),
    "merged_into_itself": Message(
        "Cơ quan không thể nhập vào chính nó. Ghi mã của cơ quan tiếp nhận.",
        "An agency cannot merge into itself. Give the code of the agency that took it over.",
    ),
    "validity_reversed": Message(
        "valid_to {valid_to} sớm hơn valid_from {valid_from}.", "valid_to {valid_to} is before valid_from {valid_from}."
    ),
    "level_abolished": Message(
        "Cấp {level} không còn sau ngày {last_day}. Sửa ngày hoặc cấp.",
        "The level {level} ended on {last_day}. Mend the day or the level.",
    ),
    # keys, on the command line
    "unknown_key": Message("Không có khóa {value} đang dùng.", "There is no key {value} in use."),
    "secret_missing": Message(
        "Thiếu TTHC766_KEY_SECRET (ít nhất {length} ký tự, dùng chung cho mọi tiến trình).",
        "TTHC766_KEY_SECRET is not set (at least {length} characters, the same for all processes).",
    ),
    "lock_denied": Message(
        "Không mở được tệp khóa {path}: {what}. Cho người dùng chạy lệnh quyền đọc tệp này và ghi vào thư mục của nó, "
        "hoặc xóa nó khi dịch vụ và mọi lệnh đã dừng.",
        "The lock file {path} cannot be opened: {what}. Let the user who runs this read it and write to its folder, or "
        "delete it while neither the service nor a command is running.",
    ),
    # reconciliation
    "reconciliation_nothing": Message(
        "Kỳ {period}: dịch vụ chưa có điểm công bố nào của các cơ quan này. Lấy bằng tthc766 pull --period {period}, "
        "hoặc gửi đến /v1/official-results.",
        "{period}: the service has no published scores of these agencies yet. Get them with "
        "tthc766 pull --period {period}, or send them to /v1/official-results.",
    ),
    "reconciliation_summary": Message(
        "Kỳ {period}: {figures} điểm đã công bố của {agencies} cơ quan; {equal} khớp, {different} khác, "
        "{counts_disagree} khác do số đếm giữa các nhóm không thống nhất, {stale} cũ trên Cổng "
        "(nhóm không bằng tổng các chỉ số), {count_missing} chưa có đủ số đếm.",
        "{period}: {figures} published scores of {agencies} agencies; {equal} equal, {different} different, "
        "{counts_disagree} different with counts that disagree between groups, {stale} stale on the portal "
        "(a group is not the sum of its indicators), {count_missing} with counts missing.",
    ),
    **{code: Message(*both) for code, both in _BY_PART.items()},
}


def describe(code: str, params: Mapping[str, object]) -> Message:
    """The message of a code with its data put in, safe to show: no control characters, no endless values."""
    shown = {name: shorten(_NO_VALUE if value is None else str(value)) for name, value in params.items()}
    message = CATALOG[code]
    return Message(message.vi.format_map(shown), message.en.format_map(shown))


def shorten(text: str, limit: int = 600) -> str:
    """``text`` as something that can be shown and encoded: unprintable characters escaped, cut at ``limit``."""
    shown = hide_secrets(text)
    cut = shown if len(shown) <= limit else f"{shown[:limit]}…"
    if cut.isprintable():
        return cut
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in cut)


def as_record(fault: Fault) -> dict[str, str | int | None]:
    """A fault as it is answered and kept: code, place and message."""
    where, message = fault.location, describe(fault.code, fault.params)
    places = {"pointer": where.pointer, "column": where.column, "parameter": where.parameter}
    return {
        "code": fault.code,
        "line": where.line,
        **{name: None if place is None else shorten(place) for name, place in places.items()},
        "detail": message.en,
        "detail_vi": message.vi,
    }
