"""Counting dossiers: what is asked of them, and what is missing for it."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "dossier_option_unknown",
        422,
        "{value} không phải lựa chọn của quy tắc tính hồ sơ. Các lựa chọn: {allowed}.",
        "{value} is no option of the rules by which dossiers count. The options are {allowed}.",
    ),
    Message(
        "dossier_option_repeated",
        422,
        "Lựa chọn {name} được ghi nhiều lần với giá trị khác nhau. Chỉ ghi một giá trị.",
        "The option {name} is given several times with different values. Give it one value.",
    ),
    Message(
        "dossier_options_other",
        200,
        "Đếm với lựa chọn {options}, khác mặc định của quy tắc ({defaults}). Không so với số liệu đếm theo mặc định.",
        "Counted with {options}, which is not the default of the rules ({defaults}). Do not compare these counts with "
        "counts by default.",
    ),
    Message(
        "calendar_year_unknown",
        422,
        "Lịch làm việc chưa có năm {year}. Hỏi ít ngày hơn, hoặc cập nhật dịch vụ.",
        "The calendar of working days does not have the year {year} yet. Ask for fewer days, or update the service.",
    ),
    Message(
        "dossier_not_found",
        404,
        "Không có hồ sơ nào mang số {number} trong dữ liệu này.",
        "No dossier here has the number {number}.",
    ),
    Message(
        "procedures_invalid",
        422,
        "Không đọc được danh mục thủ tục: {reason}. Kiểm tra có đúng tệp danh mục không.",
        "The register of procedures cannot be read: {reason}. Check whether this is the right file.",
    ),
    Message(
        "register_file_unknown",
        422,
        "Không đọc được danh mục từ tệp {name}. Lưu danh mục thành tệp có đuôi {endings}.",
        "A register cannot be read from {name}. Save it as a file whose name ends in {endings}.",
    ),
    Message(
        "last_day_reversed",
        422,
        "last_day {last_day} sớm hơn first_day {first_day}. Sửa một trong hai.",
        "last_day {last_day} is before first_day {first_day}. Correct one of them.",
    ),
    Message(
        "services_invalid",
        422,
        "Không đọc được danh mục dịch vụ công trực tuyến: {reason}.",
        "The register of online services cannot be read: {reason}.",
    ),
    Message(
        "register_incomplete",
        200,
        "{file}: Cổng DVCQG còn {lacking} thủ tục không có trong tệp này; số thủ tục vì vậy để trống. Lấy cả danh mục "
        "bằng tthc766 pull-procedures.",
        "{file}: the portal has {lacking} more procedures than this file; so procedures are not counted. Fetch all of "
        "them with tthc766 pull-procedures.",
    ),
    Message(
        "portal_agencies_unknown",
        200,
        "Chưa biết mã của {unknown} trong {agencies} cơ quan mà danh mục của Cổng DVCQG nêu bằng departmentId. Nếu có "
        "cơ quan của tỉnh mình, số thủ tục của tỉnh bị thiếu: chạy tthc766 pull --period KỲ --province MÃ trước, rồi "
        "đọc lại.",
        "The codes of {unknown} of the {agencies} agencies that the portal's list names by departmentId are not known "
        "here. If some are your province's, its procedures are too few: run tthc766 pull --period PERIOD --province "
        "CODE first, then read the list again.",
    ),
    Message(
        "dossiers_not_complete",
        200,
        "Chỉ kiểm tra và đếm, chưa lưu gì. Nếu đây là toàn bộ hồ sơ của kỳ {period} thì gửi lại với complete=true.",
        "This was only checked and counted; nothing was stored. If these are all dossiers of {period}, send them again "
        "with complete=true.",
    ),
    Message(
        "dossiers_none",
        422,
        "Không có hồ sơ nào, nên không có gì thay đổi. Kiểm tra nội dung gửi: mỗi hồ sơ cần MaHoSo hoặc dossier và "
        "trạng thái.",
        "There are no dossiers, so nothing was changed. Check what was sent: each dossier needs MaHoSo or dossier, and "
        "its status.",
    ),
    Message(
        "dossiers_none_in_period",
        422,
        "Không hồ sơ nào trong {number} hồ sơ được tính cho kỳ {period}, nên không có gì thay đổi. Kiểm tra kỳ và ngày "
        "tiếp nhận.",
        "None of the {number} dossiers counts for {period}, so nothing was changed. Check the period and the days of "
        "receipt.",
    ),
    Message(
        "dossier_agencies_unregistered",
        422,
        "Không cơ quan nào có hồ sơ nằm trong danh mục: {agencies}. Thêm vào danh mục cơ quan (`tthc766 load … --kind "
        "agencies` hoặc POST /v1/agencies) rồi đếm lại.",
        "None of the agencies with dossiers is registered: {agencies}. Add them to the register (`tthc766 load … "
        "--kind agencies` or POST /v1/agencies) and count again.",
    ),
    Message(
        "procedure_code_short",
        200,
        "Mã {value} có ít hơn 6 chữ số sau dấu chấm: bảng tính có thể đã bỏ các số 0 ở cuối. Định dạng cột mã là Văn "
        "bản (Text), nhập lại mã rồi gửi lại.",
        "The code {value} has fewer than 6 digits behind the dot: a spreadsheet may have dropped zeros at its end. "
        "Format the column as text, enter the codes again and send it again.",
    ),
    Message(
        "dossiers_fewer",
        200,
        "{agency}: {number} hồ sơ tiếp nhận trong kỳ {period}, ít hơn {before} đã ghi nhận. Kiểm tra đã gửi đủ hồ sơ "
        "chưa.",
        "{agency}: {number} dossiers received in {period}, fewer than the {before} that are stored. Check whether all "
        "dossiers were sent.",
    ),
    Message(
        "dossier_counts_stay",
        200,
        "{agency}, {period}: lần này không đếm được {measures}; số đếm từ hồ sơ ở lần gửi {submission} vẫn đang được "
        "dùng. Bổ sung danh mục hoặc trường còn thiếu rồi đếm lại.",
        "{agency}, {period}: this time there are no counts of {measures}; those of dossiers in submission {submission} "
        "go on standing. Add the register or the field that is missing, and count again.",
    ),
    Message(
        "dossiers_gone",
        200,
        "{agency}, {period}: không có hồ sơ nào, nhưng {before} hồ sơ tiếp nhận đã ghi nhận ở lần gửi {submission} vẫn "
        "đang được dùng. Kiểm tra đã gửi đủ hồ sơ chưa; nếu đúng là không còn hồ sơ nào thì gửi số liệu 0.",
        "{agency}, {period}: there are no dossiers, but the {before} received by submission {submission} go on "
        "standing. Check whether all dossiers were sent; if there are none any more, send 0 as statistics.",
    ),
    Message(
        "register_short",
        200,
        "{agency}, {period}: hồ sơ thuộc {number} mục ({part}), nhưng danh mục chỉ có {held} mục của cơ quan này "
        "({whole}). Cả hai số liệu bị bỏ trống. Bổ sung mã cơ quan vào các mục còn thiếu trong danh mục, hoặc kiểm tra "
        "cơ quan giải quyết của hồ sơ, rồi đếm lại.",
        "{agency}, {period}: dossiers belong to {number} entries ({part}), but the register has only {held} of this "
        "agency ({whole}). Both counts are left out. Add the agency's code to the entries of the register that lack "
        "it, or check which agency handles the dossiers, and count again.",
    ),
    Message(
        "dossier_measure_unknown",
        422,
        "{value} không phải loại số liệu đếm từ hồ sơ. Các loại: {allowed}.",
        "{value} is no measure that dossiers are counted for. These are: {allowed}.",
    ),
)
