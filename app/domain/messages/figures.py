"""Periods, scorecards, figures and their reconciliation."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "unknown_period",
        422,
        "{value} không phải là kỳ. Viết tháng 2025-02, quý 2025-Q1 hoặc năm 2025; trong Excel định dạng cột là Text.",
        "{value} is not a period. Write a month 2025-02, a quarter 2025-Q1 or a year 2025; in Excel, format the "
        "column as Text.",
    ),
    Message(
        "no_scorecard",
        422,
        "Kỳ {value} không có bộ chỉ số nào có hiệu lực (từ {first_day}).",
        "No scorecard is in force in {value} (the first one is from {first_day}).",
    ),
    Message(
        "unknown_scorecard",
        404,
        "Không có bộ chỉ số {value}. Hiện có: {allowed}.",
        "There is no scorecard {value}. Available: {allowed}.",
    ),
    Message(
        "unknown_column",
        422,
        "{value} không phải là total, nhóm hay chỉ số của bộ chỉ số {scorecard}. Giá trị cho phép: {allowed}.",
        "{value} is not the total, a group or an indicator of the scorecard {scorecard}. Allowed: {allowed}.",
    ),
    Message(
        "moment_invalid",
        422,
        "{value} không phải là thời điểm có múi giờ. Viết như 2026-10-10T14:00:40+07:00.",
        "{value} is not a time with a UTC offset. Write it like 2026-10-10T14:00:40+07:00.",
    ),
    Message(
        "day_invalid",
        422,
        "{value} không phải là ngày. Viết như 2026-10-10.",
        "{value} is not a date. Write it like 2026-10-10.",
    ),
    Message(
        "reconciliation_nothing",
        422,
        "Kỳ {period}: dịch vụ chưa có điểm công bố nào của các cơ quan này. Lấy bằng tthc766 pull --period {period}, "
        "hoặc gửi đến /v1/official-results.",
        "{period}: the service has no published scores of these agencies yet. Get them with tthc766 pull --period "
        "{period}, or send them to /v1/official-results.",
    ),
    Message(
        "reconciliation_summary",
        422,
        "Kỳ {period}: {figures} điểm đã công bố của {agencies} cơ quan; {equal} khớp, {different} khác, "
        "{counts_disagree} khác do số đếm giữa các nhóm không thống nhất, {stale} cũ trên Cổng (nhóm không bằng tổng "
        "các chỉ số), {count_missing} chưa có đủ số đếm.",
        "{period}: {figures} published scores of {agencies} agencies; {equal} equal, {different} different, "
        "{counts_disagree} different with counts that disagree between groups, {stale} stale on the portal (a group "
        "is not the sum of its indicators), {count_missing} with counts missing.",
    ),
    Message(
        "count_reconciliation_nothing",
        200,
        "Kỳ {period}: dịch vụ chưa có số liệu đếm từ hồ sơ hay số liệu của Cổng của các cơ quan này. Đếm bằng tthc766 "
        "dossiers count --submit, lấy số liệu của Cổng bằng tthc766 pull.",
        "{period}: the service has no counts from dossiers and none of the portal for these agencies yet. Count with "
        "tthc766 dossiers count --submit, get the portal's with tthc766 pull.",
    ),
    Message(
        "count_reconciliation_summary",
        200,
        "Kỳ {period}: {counts} số liệu của {agencies} cơ quan; đếm từ hồ sơ và trên Cổng bằng nhau ở {equal}, từ hồ sơ "
        "lớn hơn ở {dossiers_larger}, trên Cổng lớn hơn ở {portal_larger}; {only_dossiers} chỉ có từ hồ sơ, "
        "{only_portal} chỉ có trên Cổng. Khác nhau không có nghĩa là sai.",
        "{period}: {counts} counts of {agencies} agencies; from dossiers and at the portal {equal} are equal, "
        "{dossiers_larger} are larger from dossiers, {portal_larger} larger at the portal; {only_dossiers} are from "
        "dossiers only, {only_portal} the portal's only. That they differ does not say that either is wrong.",
    ),
    Message(
        "portal_bases",
        200,
        "{agency}: các phần trong câu trả lời của Cổng dựa trên số hồ sơ khác nhau ({bases}). Đây không phải là lỗi: "
        "mỗi số liệu chỉ so với số liệu cùng loại.",
        "{agency}: the parts of the portal's answer rest on different numbers of dossiers ({bases}). That is no error: "
        "a count is compared with the other count of the same measure only.",
    ),
    Message(
        "claim_unconfirmed",
        422,
        "{agency} {code}: {claimed_by} khai {claimed_vi} (lần gửi {submission}); chưa có ai phụ trách toàn bộ nhóm so "
        "sánh công bố số đó. Đối chiếu với bản công bố, rồi nạp bản đó bằng tthc766 load hoặc tthc766 pull.",
        "{agency} {code}: {claimed_by} claims {claimed_en} (submission {submission}); nobody who covers the whole "
        "cohort has published that. Compare it with the announcement, and load that with tthc766 load or tthc766 pull.",
    ),
    Message(
        "claim_contradicted",
        422,
        "{agency} {code}: {claimed_by} khai {claimed_vi} (lần gửi {submission}); bên phụ trách toàn bộ nhóm so sánh "
        "công bố {published_vi}. Số công bố được dùng; hãy hỏi lại {claimed_by}.",
        "{agency} {code}: {claimed_by} claims {claimed_en} (submission {submission}); whoever covers the whole cohort "
        "published {published_en}. The published figures are used; ask {claimed_by}.",
    ),
)
