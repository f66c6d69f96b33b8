"""The sentences of ``app.domain.dossiers.reasons``."""

from app.domain.messages import Text

# What a source or a register did not tell, and the statuses, as they are called in sentences.
LABELS = {
    "needs_paper_result": Text("thủ tục có cấp kết quả bằng văn bản hay không", "whether it ends in a document"),
    "has_fee": Text("thủ tục có yêu cầu nghĩa vụ tài chính hay không", "whether it has fees"),
    "for_citizens": Text("thủ tục có đối tượng là công dân hay không", "whether people apply for it"),
    "paid_online": Text("thanh toán trực tuyến", "online payment"),
    "papers_with_file": Text("giấy tờ kèm tệp", "papers with a file"),
    "papers_digitised": Text("giấy tờ được số hóa", "papers digitised"),
    "papers_reused": Text("giấy tờ được tái sử dụng", "papers reused"),
    "papers_from_store": Text("giấy tờ lấy từ kho của công dân", "papers from the citizen's store"),
    "digitised_flag": Text("hồ sơ có thành phần số hóa", "digitised parts"),
    "result_files": Text("kết quả điện tử", "electronic results"),
    "vneid": Text("tài khoản xác thực VNeID", "an account verified by VNeID"),
    "filed_via": Text("nơi nộp hồ sơ", "where it was filed"),
    "synced": Text("đồng bộ lên Cổng DVCQG", "acceptance by the national portal"),
    "result_in_store": Text("kết quả trong kho của công dân", "the result in the citizen's store"),
    "citizen_db": Text("khai thác CSDL dân cư", "use of the population database"),
    "disliked": Text("đánh giá không hài lòng", "ratings"),
    "complained": Text("phản ánh, kiến nghị về hồ sơ", "complaints"),
    "REFUSED": Text("từ chối", "refused"),
    "WITHDRAWN": Text("công dân rút", "withdrawn"),
    "STOPPED": Text("dừng xử lý", "stopped"),
    "DONE": Text("đã xử lý xong", "done"),
    "RETURNED": Text("đã trả kết quả", "returned"),
}

_PERIOD = {
    "deleted": Text("Hệ thống gửi đã thu hồi hồ sơ.", "The sending system took the dossier back."),
    "only_filed": Text("Hồ sơ mới nộp, chưa được tiếp nhận.", "Only filed, not received yet."),
    "refused_at_the_door": Text("Hồ sơ bị từ chối, không được tiếp nhận.", "Refused without having been received."),
    "receipt_unknown": Text("Không có ngày tiếp nhận.", "There is no day of receipt."),
    "received_in_period": Text("Tiếp nhận ngày {received_on}, trong kỳ.", "Received on {received_on}, in the period."),
    "received_before_period": Text(
        "Tiếp nhận ngày {received_on}, trước kỳ (từ {first_day}).",
        "Received on {received_on}, before the period (from {first_day}).",
    ),
    "received_after_period": Text(
        "Tiếp nhận ngày {received_on}, sau kỳ (đến {last_day}).",
        "Received on {received_on}, after the period (until {last_day}).",
    ),
    "open_when_period_began": Text(
        "Tiếp nhận ngày {received_on}, chưa kết thúc khi kỳ bắt đầu ({first_day}).",
        "Received on {received_on}, still open when the period began ({first_day}).",
    ),
    "closed_before_period": Text(
        "Tiếp nhận ngày {received_on}, kết thúc ngày {closed_on}, trước kỳ (từ {first_day}).",
        "Received on {received_on}, closed on {closed_on}, before the period (from {first_day}).",
    ),
    "filed_in_period": Text(
        "Không có ngày tiếp nhận; nộp ngày {filed_on}, trong kỳ.",
        "There is no day of receipt; filed on {filed_on}, in the period.",
    ),
    "filed_outside_period": Text(
        "Không có ngày tiếp nhận; nộp ngày {filed_on}, ngoài kỳ.",
        "There is no day of receipt; filed on {filed_on}, outside the period.",
    ),
}

_TIME = {
    "done_in_time": Text(
        "Xử lý xong {closed}, không quá hạn {deadline}.", "Done {closed}, not after the deadline {deadline}."
    ),
    "done_late": Text("Xử lý xong {closed}, quá hạn {deadline}.", "Done {closed}, after the deadline {deadline}."),
    "returned_in_time": Text(
        "Trả kết quả {closed}, không quá hạn {deadline}.", "Returned {closed}, not after the deadline {deadline}."
    ),
    "returned_late": Text(
        "Trả kết quả {closed}, quá hạn {deadline}.", "Returned {closed}, after the deadline {deadline}."
    ),
    "ended_in_time": Text(
        "Rút, dừng hoặc từ chối {closed}, không quá hạn {deadline}.",
        "Withdrawn, stopped or refused {closed}, not after the deadline {deadline}.",
    ),
    "ended_late": Text(
        "Rút, dừng hoặc từ chối {closed}, quá hạn {deadline}.",
        "Withdrawn, stopped or refused {closed}, after the deadline {deadline}.",
    ),
    "request_in_time": Text(
        "Yêu cầu bổ sung {closed} chưa được đáp ứng; yêu cầu không quá hạn {deadline}.",
        "The request for papers of {closed} is not answered; it was made not after the deadline {deadline}.",
    ),
    "request_late": Text(
        "Yêu cầu bổ sung {closed} chưa được đáp ứng; khi yêu cầu đã quá hạn {deadline}.",
        "The request for papers of {closed} is not answered; it was made after the deadline {deadline}.",
    ),
    "requests_late": Text(
        "Đã yêu cầu bổ sung {requests} lần, đến {closed} chưa kết thúc: tính là quá hạn.",
        "Papers were requested {requests} times and it is still open on {closed}: this counts as late.",
    ),
    "end_in_time": Text(
        "Đến {closed} chưa kết thúc, chưa quá hạn {deadline}.",
        "Still open on {closed}, the deadline {deadline} not past.",
    ),
    "end_late": Text(
        "Đến {closed} chưa kết thúc, đã quá hạn {deadline}.", "Still open on {closed}, past the deadline {deadline}."
    ),
    "no_deadline": Text(
        "Không có ngày hẹn trả và không biết thời hạn của thủ tục: tính là đúng hạn.",
        "There is no promised day and no known time limit of the procedure: this counts as on time.",
    ),
    "calendar_unknown": Text(
        "Không có ngày hẹn trả; thời hạn tính theo ngày làm việc của năm chưa có trong lịch.",
        "There is no promised day, and the time limit is in working days of a year that the calendar does not have.",
    ),
    "deadline_from_max_time": Text(
        "Không có ngày hẹn trả; hạn tính theo thời hạn của thủ tục.",
        "There is no promised day; the deadline is the time limit of the procedure.",
    ),
    "paused_days": Text("Đã trừ {pause} ngày chờ bổ sung.", "{pause} days of waiting for papers are taken off."),
    "paused_minutes": Text("Đã trừ {pause} phút chờ bổ sung.", "{pause} minutes of waiting for papers are taken off."),
    "pause_in_deadline": Text(
        "Không trừ thời gian chờ bổ sung nào đã được tính vào hạn mới.",
        "Waiting for papers for which the deadline was moved is not taken off again.",
    ),
    "closed_after_end": Text(
        "Kết thúc {ended}, sau thời điểm tính: chưa xét đến.", "It closed {ended}, after the end: not looked at."
    ),
    "closed_without_time": Text(
        "Trạng thái là “{status}” nhưng không có thời điểm kết thúc.",
        "The status is “{status}”, but no time of it is known.",
    ),
}

_UNKNOWN = {
    "no_procedure_register": Text("Chưa có danh mục thủ tục.", "There is no register of procedures."),
    "procedure_unknown": Text(
        "Danh mục không có thủ tục {procedure}.", "The register does not have the procedure {procedure}."
    ),
    "flag_unknown": Text(
        "Danh mục không cho biết về thủ tục {procedure}: {field}.",
        "The register does not say of the procedure {procedure}: {field}.",
    ),
    "field_missing": Text("Hệ thống gửi không cho biết: {field}.", "The sending system did not tell: {field}."),
}

_CHANNEL_AND_FEES = {
    "channel_online": Text("Nộp trực tuyến.", "Filed online."),
    "channel_direct": Text("Nộp trực tiếp.", "Filed in person."),
    "channel_postal": Text("Nộp qua bưu chính công ích.", "Filed by post."),
    "channel_not_told": Text("Không ghi kênh nộp: tính là trực tiếp.", "No channel given: this counts as in person."),
    "fees_all_zero": Text("Các khoản phí, lệ phí đều bằng 0.", "All its fees are 0."),
    "fees_not_all_zero": Text(
        "Không phải mọi khoản phí, lệ phí đều bằng 0, hoặc chưa có khoản nào.", "Not all its fees are 0, or none came."
    ),
    "fees_carried": Text("Có phí, lệ phí {fee_total} đồng.", "It carries fees of {fee_total} dong."),
    "no_fees_carried": Text("Không có khoản phí, lệ phí nào lớn hơn 0.", "It carries no fee above 0."),
    "paid_portal": Text("Thanh toán trực tuyến trên Cổng DVCQG.", "Paid on the national portal."),
    "paid_province": Text("Thanh toán trực tuyến qua cổng của tỉnh.", "Paid through the province's gateway."),
    "not_paid_online": Text("Không thanh toán trực tuyến.", "Not paid online."),
}

_TOLD = {
    "needs_paper_result_yes": Text("Thủ tục cấp kết quả bằng văn bản.", "The procedure ends in a document."),
    "needs_paper_result_no": Text(
        "Thủ tục không cấp kết quả bằng văn bản.", "The procedure does not end in a document."
    ),
    "has_fee_yes": Text("Thủ tục có nghĩa vụ tài chính.", "The procedure has fees."),
    "has_fee_no": Text("Thủ tục không có nghĩa vụ tài chính.", "The procedure has no fees."),
    "for_citizens_yes": Text("Thủ tục có đối tượng là công dân.", "People apply for the procedure."),
    "for_citizens_no": Text("Thủ tục không có đối tượng là công dân.", "People do not apply for the procedure."),
    "papers_with_file_yes": Text("{value} giấy tờ kèm tệp.", "Papers with a file: {value}."),
    "papers_with_file_no": Text("Không có giấy tờ kèm tệp.", "No paper has a file."),
    "papers_digitised_yes": Text("{value} giấy tờ được số hóa.", "Papers digitised: {value}."),
    "papers_digitised_no": Text("Không có giấy tờ được số hóa.", "No paper is digitised."),
    "papers_reused_yes": Text("{value} giấy tờ được tái sử dụng.", "Papers reused: {value}."),
    "papers_reused_no": Text("Không có giấy tờ được tái sử dụng.", "No paper is reused."),
    "papers_from_store_yes": Text(
        "{value} giấy tờ lấy từ kho của công dân.", "Papers from the citizen's store: {value}."
    ),
    "papers_from_store_no": Text(
        "Không có giấy tờ lấy từ kho của công dân.", "No paper comes from the citizen's store."
    ),
    "digitised_flag_yes": Text("Hồ sơ có thành phần số hóa.", "It has digitised parts."),
    "digitised_flag_no": Text("Hồ sơ không có thành phần số hóa.", "It has no digitised parts."),
    "result_files_yes": Text("{value} kết quả điện tử.", "Electronic results: {value}."),
    "result_files_no": Text("Không có kết quả điện tử.", "There is no electronic result."),
    "vneid_yes": Text("Tài khoản xác thực VNeID.", "The account is verified by VNeID."),
    "vneid_no": Text("Tài khoản không xác thực VNeID.", "The account is not verified by VNeID."),
    "synced_yes": Text("Cổng DVCQG đã nhận hồ sơ.", "The national portal accepted it."),
    "synced_no": Text("Cổng DVCQG chưa nhận hồ sơ.", "The national portal has not accepted it."),
    "result_in_store_yes": Text("Kết quả có trong kho của công dân.", "The result is in the citizen's store."),
    "result_in_store_no": Text("Kết quả không có trong kho của công dân.", "The result is not in the citizen's store."),
    "citizen_db_yes": Text("Có khai thác CSDL dân cư.", "The population database was used."),
    "citizen_db_no": Text("Không khai thác CSDL dân cư.", "The population database was not used."),
    "disliked_yes": Text("Bị đánh giá không hài lòng.", "It was rated with dislike."),
    "disliked_no": Text("Không bị đánh giá không hài lòng.", "It was not rated with dislike."),
    "complained_yes": Text("Có phản ánh, kiến nghị.", "There was a complaint."),
    "complained_no": Text("Không có phản ánh, kiến nghị.", "There was no complaint."),
}

TEXTS: dict[str, Text] = {**_PERIOD, **_TIME, **_UNKNOWN, **_CHANNEL_AND_FEES, **_TOLD}
