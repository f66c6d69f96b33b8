"""The texts about what was announced, in Vietnamese and English."""

from app.domain.messages import Text

EDITIONS = {
    "announced": Text("Đã công bố ngày {day} (bản số {number})", "Announced on {day} (edition {number})"),
    "not_announced": Text("Chưa công bố", "Not announced"),
    "newer": Text(
        "Sau khi công bố, hệ thống đã nhận thêm số liệu của kỳ này (lúc {moment}).",
        "More figures of this period have been received since it was announced (at {moment}).",
    ),
    "dated_edition": Text(
        "Bản công bố này chỉ dùng số liệu đến {moment}.", "This edition uses only figures up to {moment}."
    ),
    "see_live": Text("Xem số liệu hiện nay, chưa công bố", "Show the current figures, not announced"),
    "live_figures": Text("Đây không phải là kết quả đã công bố.", "This is not what was announced."),
    "live_changed": Text(
        "Đây là số liệu hiện nay: {count} đơn vị có tổng điểm khác kết quả đã công bố.",
        "These are the current figures. Agencies whose total differs from what was announced: {count}.",
    ),
    "live_same": Text(
        "Đây là số liệu hiện nay: tổng điểm không khác kết quả đã công bố.",
        "These are the current figures: the totals do not differ from what was announced.",
    ),
    "see_announced": Text("Xem kết quả công bố ngày {day}", "Show what was announced on {day}"),
    "edition_was_replaced": Text("Bản công bố này đã được thay thế.", "This edition has been replaced."),
    "see_standing": Text("Xem bản số {number}, ngày {day}", "Show edition {number} of {day}"),
    "package": Text("kèm phụ lục (ZIP)", "with annexes (ZIP)"),
    "letter": Text("Công văn thông báo kết quả", "Letter on the results"),
    "history_announced": Text("Chỉ gồm các kỳ đã công bố.", "Only periods that were announced."),
    # lists
    "editions": Text("Các bản công bố", "Editions"),
    "editions_why": Text(
        "Mỗi bản công bố là kết quả của một nhóm so sánh trong một kỳ, được giữ nguyên từ khi công bố. Số liệu đến "
        "sau không làm thay đổi bản đã công bố; muốn đính chính phải công bố bản mới, nêu rõ lý do.",
        "An edition is the result of a cohort in a period, kept as it was announced. Figures that arrive later do not "
        "change it; a correction is a new edition that says why.",
    ),
    "editions_none": Text("Chưa có kết quả nào được công bố.", "Nothing has been announced yet."),
    "editions_none_live": Text("Xem số liệu hiện có", "Show the available figures"),
    "editions_older": Text("Các bản cũ hơn", "Older editions"),
    "edition_number": Text("Bản công bố số {number}", "Edition {number}"),
    "edition_state": Text("Tình trạng", "State"),
    "edition_current": Text("Đang có hiệu lực", "Current"),
    "edition_replaced_by": Text("Đã được thay thế bằng bản số {number}", "Replaced by edition {number}"),
    "edition_withdrawn": Text("Đã bị rút ngày {day}", "Withdrawn on {day}"),
    "edition_withdrawn_why": Text(
        "Bản công bố này đã bị rút, không còn hiệu lực. Lý do: {reason}",
        "This edition was withdrawn and no longer stands. Reason: {reason}",
    ),
    "edition_was_withdrawn": Text(
        "Bản công bố này đã bị rút ngày {day}, không còn hiệu lực.", "This edition was withdrawn on {day}."
    ),
    "see_withdrawn": Text("Xem lý do", "Show why"),
    "edition_results": Text("Kết quả", "Results"),
    "agency": Text("Cơ quan, đơn vị", "Agency"),
    "change": Text("Thay đổi", "Change"),
    # one edition
    "edition_title": Text("Kết quả {period}: {cohort}", "Results of {period}: {cohort}"),
    "edition_facts": Text("Nội dung công bố", "What was announced"),
    "edition_moment": Text("Công bố lúc", "Announced at"),
    "edition_by": Text("Đơn vị công bố", "Announced by"),
    "edition_scorecard": Text("Bộ chỉ số áp dụng", "Scorecard"),
    "edition_figures": Text("Số liệu", "Figures"),
    "edition_ranked": Text("Được xếp hạng", "Ranked"),
    "edition_ranked_of": Text("{ranked}/{of} đơn vị", "{ranked} of {of} agencies"),
    "edition_leaders": Text("Dẫn đầu", "In the lead"),
    "edition_leader": Text("{name} ({score} điểm)", "{name} ({score} points)"),
    "edition_average": Text("Trung bình tổng điểm", "Average of the total"),
    "edition_replaces": Text("Thay thế", "Replaces"),
    "edition_of_day": Text("bản số {number}, ngày {day}", "edition {number} of {day}"),
    "edition_reason": Text("Lý do", "Reason"),
    "edition_after": Text("Đã được thay thế bằng", "Replaced by"),
    "edition_see_ranking": Text("Xem bảng xếp hạng đã công bố", "Show the ranking that was announced"),
    "edition_changes": Text("Thay đổi so với bản trước", "What changed since the edition before"),
    "edition_changes_of": Text(
        "{scores} đơn vị có tổng điểm khác, {ranks} đơn vị có hạng khác bản số {number}. Trung bình tổng điểm: "
        "{before} → {after}.",
        "Agencies whose total differs from edition {number}: {scores}; whose rank differs: {ranks}. Average of the "
        "total: {before} → {after}.",
    ),
    "edition_changes_largest": Text("Thay đổi lớn nhất", "Largest changes"),
    "edition_no_changes": Text(
        "Không có tổng điểm hay thứ hạng nào khác bản số {number}.",
        "No total and no rank differs from edition {number}.",
    ),
    "edition_agencies": Text("Từng cơ quan, đơn vị", "Each agency"),
    "edition_data": Text("Tải dữ liệu", "Download the data"),
    "edition_csv": Text("Bảng xếp hạng, CSV", "The ranking, CSV"),
    "edition_xlsx": Text("Bảng xếp hạng, XLSX", "The ranking, XLSX"),
    "edition_document": Text("Toàn văn bản công bố, JSON ({size} kB)", "The whole edition, JSON ({size} kB)"),
    "edition_check": Text("Kiểm tra bản công bố", "Check the edition"),
    "edition_check_why": Text(
        "Toàn văn bản công bố có mã băm SHA-256 dưới đây. Có mã này thì kiểm tra được nội dung không bị sửa đổi: tính"
        " lại mã băm của tệp toàn văn rồi so sánh.",
        "The whole edition has the SHA-256 digest below. Whoever keeps it can check that nothing was altered: compute "
        "the digest of the file of the whole edition again and compare.",
    ),
    "edition_digest": Text("Mã băm", "Digest"),
    "edition_check_unix": Text("Trên Linux, macOS", "On Linux and macOS"),
    "edition_check_windows": Text("Trên Windows", "On Windows"),
}
