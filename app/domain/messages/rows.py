"""The rows of submissions: numbers, periods and dates."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "field_missing",
        422,
        "Thiếu {field}. Bổ sung trường này.",
        "{field} is missing. Fill it in.",
    ),
    Message(
        "text_invalid",
        422,
        "{field} phải là văn bản từ 1 đến {limit} ký tự, không có ký tự ẩn. Gõ lại thay vì dán.",
        "{field} must be text of 1 to {limit} characters without hidden characters. Type it instead of pasting it.",
    ),
    Message(
        "character_lost",
        422,
        "{field}: ký tự thứ {position} là {character}, thế chỗ cho một chữ đã mất trước khi gửi. Xuất lại từ hệ thống "
        "gốc theo UTF-8, hoặc gõ lại.",
        "{field}: character {position} is {character}, which stands for a letter that was lost before it was sent. "
        "Export it again from its source as UTF-8, or type it.",
    ),
    Message(
        "encoding_looks_wrong",
        200,
        "{field} “{value}” có vẻ là chữ {encoding} bị đọc theo bảng mã khác, và được lưu đúng như vậy. Nếu phải là "
        "“{meant}”, sửa tại nguồn rồi gửi lại.",
        "{field} “{value}” looks like {encoding} read in another encoding, and is stored as it is. If “{meant}” is "
        "meant, mend it where it comes from and send it again.",
    ),
    Message(
        "letters_look_lost",
        200,
        "{field} “{value}” có dấu hỏi ở chỗ có vẻ phải là chữ, và được lưu đúng như vậy. Nếu chữ đã mất, xuất lại từ "
        "nguồn theo UTF-8 rồi gửi lại.",
        "{field} “{value}” has question marks where letters seem to belong, and is stored as it is. If letters were "
        "lost, export it again from its source as UTF-8 and send it again.",
    ),
    Message(
        "number_quoted",
        422,
        "{value} phải là số, không đặt trong ngoặc kép.",
        "{value} must be a number, without quotes.",
    ),
    Message(
        "number_negative",
        422,
        "{value} là số âm. Số liệu đếm từ 0 trở lên; để trống nếu không có.",
        "{value} is negative. Counts start at 0; leave it empty if there is none.",
    ),
    Message(
        "number_fractional",
        422,
        "{value} không phải là số nguyên.",
        "{value} is not a whole number.",
    ),
    Message(
        "number_too_large",
        422,
        "{value} lớn hơn {limit}.",
        "{value} is larger than {limit}.",
    ),
    Message(
        "number_ambiguous",
        422,
        "{value} có thể hiểu hai cách. Chỉ viết chữ số, không dùng dấu phân cách hàng nghìn.",
        "{value} can be read in two ways. Write digits only, without separators for thousands.",
    ),
    Message(
        "number_invalid",
        422,
        "{value} không phải là số. Chỉ viết chữ số.",
        "{value} is not a number. Write digits only.",
    ),
    Message(
        "decimal_invalid",
        422,
        "{value} không phải là số thập phân. Viết như 19.5, tỷ lệ phần trăm như 98.5.",
        "{value} is not a decimal number. Write it like 19.5, a percentage like 98.5.",
    ),
    Message(
        "decimal_too_precise",
        422,
        "{value} có hơn {decimals} chữ số thập phân.",
        "{value} has more than {decimals} decimals.",
    ),
    Message(
        "above_maximum",
        422,
        "{value} lớn hơn mức tối đa {limit}.",
        "{value} is above the maximum {limit}.",
    ),
    Message(
        "max_differs",
        422,
        "Điểm tối đa {value} khác bộ chỉ số ({expected}).",
        "The maximum {value} differs from the scorecard's ({expected}).",
    ),
    Message(
        "groups_swapped",
        422,
        "{code} có điểm tối đa {value}, là của {other}: hai nhóm có vẻ bị đổi chỗ, như ở phiên bản trước của Cổng. "
        "Trong bộ chỉ số, {code} là {title_vi} (tối đa {expected}), {other} là {other_title_vi}. Đổi lại hai mã ở mọi "
        "dòng rồi gửi lại.",
        "{code} has the maximum {value}, which is that of {other}: the two groups look swapped, as in the portal's "
        "previous version. In the scorecard {code} is {title_en} (at most {expected}), {other} is {other_title_en}. "
        "Exchange the two codes in every row and send it again.",
    ),
    Message(
        "rank_impossible",
        422,
        "Thứ hạng {rank} không thể có trong {ranked} đơn vị.",
        "Rank {rank} is not possible among {ranked}.",
    ),
    Message(
        "numerator_exceeds_denominator",
        422,
        "{indicator}: tử số {numerator} lớn hơn mẫu số {denominator} ({measures}). Kiểm tra cả hai, kể cả số đã gửi "
        "trước.",
        "{indicator}: the numerator {numerator} exceeds the denominator {denominator} ({measures}). Check both, "
        "including what was sent before.",
    ),
    Message(
        "figure_repeated",
        422,
        "{agency}, {period}: {code} đã có trong cùng lần gửi (dòng, mục {first}). Bỏ một.",
        "{agency}, {period}: {code} is already in this submission (line or item {first}). Remove one.",
    ),
    Message(
        "period_missing",
        422,
        "Thiếu kỳ. Thêm cột period, trường period, tham số ?period= hoặc tùy chọn --period.",
        "The period is missing. Add a column or field period, the parameter ?period= or the option --period.",
    ),
    Message(
        "period_in_future",
        422,
        "Kỳ {period} chưa bắt đầu (hôm nay là {today}). Sửa kỳ hoặc gửi sau.",
        "The period {period} has not started (today is {today}). Correct the period or send it later.",
    ),
    Message(
        "as_of_in_future",
        422,
        "as_of {value} ở tương lai (bây giờ là {now}). Kiểm tra đồng hồ, hoặc bỏ as_of.",
        "as_of {value} is in the future (it is {now} now). Check the clock, or leave as_of out.",
    ),
    Message(
        "as_of_before_period",
        422,
        "as_of {value} sớm hơn ngày đầu kỳ {period} ({first_day}). Sửa một trong hai.",
        "as_of {value} is before the first day of {period} ({first_day}). Correct one of them.",
    ),
)
