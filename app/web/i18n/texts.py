"""The texts of the page, in Vietnamese and English."""

from app.domain.messages import Message

REASONS = {
    "why_score": Message("Vì sao đạt {score} điểm?", "Why is the score {score}?"),
    "why_none": Message("Vì sao chưa có điểm?", "Why is there no score?"),
    "back": Message("Về bảng điểm", "Back to the card"),
    "reason_ratio": Message(
        "Điểm này được tính từ số liệu: {score} trên tối đa {max} điểm.",
        "This score is computed from counts: {score} out of at most {max} points.",
    ),
    "reason_no_cases": Message(
        "Trong kỳ không phát sinh trường hợp nào để tính tỷ lệ; theo quy tắc, chỉ số được {score} trên {max} điểm.",
        "There were no cases in the period to compute a ratio from; by the rule the indicator gets {score} of "
        "{max} points.",
    ),
    "reason_no_score": Message(
        "Trong kỳ không phát sinh trường hợp nào để tính tỷ lệ; theo quy tắc, chỉ số không có điểm và được tính "
        "là 0 trong nhóm.",
        "There were no cases in the period to compute a ratio from; by the rule the indicator gets no score and "
        "counts as 0 in its group.",
    ),
    "reason_granted": Message(
        "Chỉ số này chưa được đo lường: khi chưa có số liệu báo cáo, mọi cơ quan được đủ {max} điểm.",
        "This indicator is not measured yet: until counts are reported, every agency gets the full {max} points.",
    ),
    "reason_missing": Message(
        "Còn thiếu: {missing}. Thiếu số liệu không phải là 0 điểm.", "Missing: {missing}. A missing figure is not zero."
    ),
    "reason_group": Message(
        "Điểm nhóm là tổng điểm các chỉ số của nhóm: {score} trên tối đa {max} điểm.",
        "The group score is the sum of its indicator scores: {score} out of at most {max} points.",
    ),
    "reason_total": Message(
        "Tổng điểm là tổng điểm các nhóm: {score} trên tối đa {max} điểm.",
        "The total is the sum of the group scores: {score} out of at most {max} points.",
    ),
    "reason_official_score": Message(
        "Đây là điểm công bố (số liệu ngày {day}): {score} trên tối đa {max} điểm. Chưa có đủ số liệu để tính lại.",
        "This is the published score (figures of {day}): {score} out of at most {max} points. There are not "
        "enough counts to compute it.",
    ),
    "reason_official_total": Message(
        "Đây là tổng điểm công bố (số liệu ngày {day}): {score} trên tối đa {max} điểm. Điểm nhóm công bố có thể "
        "đã được làm tròn nên không nhất thiết cộng đúng bằng tổng.",
        "This is the published total (figures of {day}): {score} out of at most {max} points. The published group "
        "scores may have been rounded, so their sum may differ from it.",
    ),
    "counts_used": Message("Số liệu đã dùng", "Counts used"),
    "counts_there": Message("Số liệu hiện có", "Counts available"),
    "measure": Message("Số liệu", "Measure"),
    "count": Message("Giá trị", "Count"),
    "count_day": Message("Tính đến", "As of"),
    "origin": Message("Nguồn", "Origin"),
    "missing_count": Message("chưa có", "missing"),
    "origin_reported": Message("báo cáo cho {agency}, {period}", "reported for {agency}, {period}"),
    "origin_months": Message("cộng các tháng, từ {first} đến {last}", "sum of the months {first} to {last}"),
    "origin_last_month": Message("số liệu của {last}", "figure of {last}"),
    "origin_children": Message("cộng {parts} đơn vị trực thuộc", "sum of the {parts} agencies directly below"),
    "computation": Message("Cách tính", "Computation"),
    "step_numerator": Message("Tử số: {sum}.", "Numerator: {sum}."),
    "step_denominator": Message("Mẫu số: {sum}.", "Denominator: {sum}."),
    "step_ratio": Message(
        "Tỷ lệ: {numerator} : {denominator} = {share}.", "Ratio: {numerator} / {denominator} = {share}."
    ),
    "step_threshold": Message(
        "Ngưỡng: tỷ lệ từ {share} được điểm tối đa, {max} điểm.",
        "Threshold: a ratio of {share} earns the maximum, {max} points.",
    ),
    "step_score": Message(
        "Điểm: {share} × {max} = {uncapped}, làm tròn {score}, từ tỷ lệ làm tròn {ratio}.",
        "Score: {share} × {max} = {uncapped}, rounded {score}, from the ratio rounded {ratio}.",
    ),
    "step_score_full": Message(
        "Điểm: {share} × {max} : {full} = {uncapped}, làm tròn {score}, từ tỷ lệ làm tròn {ratio}.",
        "Score: {share} × {max} / {full} = {uncapped}, rounded {score}, from the ratio rounded {ratio}.",
    ),
    "rounding_half_up": Message("đến {decimals} chữ số thập phân", "half up to {decimals} decimals"),
    "rounding_half_down": Message(
        "đến {decimals} chữ số thập phân (đúng một nửa thì làm tròn xuống)", "half down to {decimals} decimals"
    ),
    "rounding_half_even": Message(
        "đến {decimals} chữ số thập phân (đúng một nửa thì lấy chữ số chẵn)", "half to even to {decimals} decimals"
    ),
    "rounding_down": Message("xuống đến {decimals} chữ số thập phân", "down to {decimals} decimals"),
    "step_cap": Message("Không quá {max} điểm, nên được {score}.", "At most {max} points, so it is {score}."),
    "step_no_cases_null": Message("Mẫu số bằng 0: không có điểm.", "The denominator is 0: no score."),
    "step_no_cases_zero": Message("Mẫu số bằng 0: được 0 điểm.", "The denominator is 0: a score of 0."),
    "step_no_cases_full": Message("Mẫu số bằng 0: được đủ {max} điểm.", "The denominator is 0: the full {max} points."),
    "summands": Message("Các điểm được cộng", "Scores added up"),
    "parts_published": Message("Các điểm thành phần", "Component scores"),
    "sum": Message("Cộng", "Sum"),
    "grounds": Message("Căn cứ", "Rules applied"),
    "ground_law": Message("Văn bản", "Law"),
    "ground_sheet": Message("Mục trong bảng công thức của Cổng DVCQG", "Item in the national portal’s formula sheet"),
    "ground_sheet_none": Message("bảng công thức không nêu", "not in the formula sheet"),
    "ground_scorecard": Message("Bộ chỉ số áp dụng", "Scorecard applied"),
    "ground_evidence": Message("Đối chiếu với số liệu công bố", "Checked against published figures"),
    "evidence_verified": Message("khớp trong mọi trường hợp đã biết", "agrees in every known case"),
    "evidence_partly": Message("khớp, nhưng một số trường hợp chưa gặp", "agrees; some cases were never observed"),
    "evidence_granted": Message("Cổng cho điểm khi chưa đo lường", "the portal grants the points without measuring"),
}

ERRORS = {
    "error_code": Message("Mã lỗi", "Error code"),
    "error_home": Message("Về trang chủ", "Go to the home page"),
}

WORDS = {
    # around every page
    "site": Message("Chất lượng phục vụ người dân, doanh nghiệp", "Service to people and businesses"),
    "site_under": Message(
        "Bộ chỉ số theo Quyết định 766/QĐ-TTg của Thủ tướng Chính phủ",
        "The index under the Prime Minister’s Decision 766/QĐ-TTg",
    ),
    "skip": Message("Đến nội dung chính", "Skip to main content"),
    "switch_language": Message("English", "Tiếng Việt"),
    "footer": Message(
        "Điểm được tính chính xác từ số liệu hồ sơ, hoặc lấy từ kết quả công bố; mỗi số ghi rõ căn cứ.",
        "Scores are computed exactly from counts of cases, or taken from published results; each figure states "
        "its basis.",
    ),
    "announced": Message("Đã công bố: bản số {number}, ngày {day}.", "Published: edition {number} of {day}."),
    "announced_figures": Message("Xem bản công bố", "View the edition"),
    "announced_digest": Message("Mã băm", "Digest"),
    "letter": Message("Công văn thông báo kết quả", "Letter on the results"),
    "feed": Message("Theo dõi các bản công bố (Atom)", "Feed of editions (Atom)"),
    "machine": Message("Dữ liệu máy đọc được (API)", "Machine-readable data (API)"),
    "cohort_of": Message("{level} của {root}", "{level} of {root}"),
    "total": Message("Tổng điểm", "Total"),
    "score": Message("Điểm", "Score"),
    "maximum": Message("Tối đa", "Maximum"),
    "rank": Message("Hạng", "Rank"),
    "agency": Message("Cơ quan, đơn vị", "Agency"),
    "average": Message("Trung bình", "Average"),
    "best": Message("Cao nhất", "Best"),
    "basis": Message("Căn cứ", "Basis"),
    "basis_computed": Message("tính từ số liệu", "computed"),
    "basis_official": Message("công bố", "published"),
    "basis_mixed": Message("một phần tính, một phần công bố", "partly computed, partly published"),
    "basis_derived": Message("tính từ số liệu cộng dồn", "computed from derived counts"),
    "mark_official": Message("công bố", "published"),
    "mark_average_official": Message("trung bình của các điểm công bố", "average of published scores"),
    "mark_mixed": Message("một phần công bố", "partly published"),
    "mark_derived": Message("số liệu cộng dồn", "derived counts"),
    "marks": Message(
        "Không có dấu: tính từ số liệu. * Điểm công bố, hoặc trung bình của các điểm công bố. "
        "† Một phần tính, một phần công bố. "
        "‡ Tính từ số liệu cộng dồn của các tháng hoặc của cơ quan cấp dưới.",
        "No mark: computed from counts. * Published, or an average of published scores. "
        "† Partly computed, partly published. "
        "‡ Computed from counts that were added up over months or over the agencies below.",
    ),
    "as_of": Message("Số liệu đến {moment}", "Figures up to {moment}"),
    "then_as_of": Message("Chỉ dùng số liệu có ngày đến {moment}.", "Only figures dated up to {moment}."),
    "then_known_at": Message(
        "Theo những gì hệ thống đã nhận được đến {moment}.", "From what had been received by {moment}."
    ),
    "then_leave": Message("Xem số liệu hiện nay", "Show current figures"),
    "no_figures_dated": Message("Chưa có số liệu", "No figures yet"),
    "unverified": Message(
        "Chi tiết bộ chỉ số của kỳ này chưa được đối chiếu với số liệu công bố.",
        "The details of the scorecard in this period have not been checked against published figures.",
    ),
    # ranking
    "ranking": Message("Xếp hạng {cohort}", "Ranking of {cohort}"),
    "ranking_caption": Message("Xếp hạng {cohort}, {period}", "Ranking of {cohort}, {period}"),
    "choose": Message("Chọn kỳ và cách xem", "Choose the period and the view"),
    "period": Message("Kỳ", "Period"),
    "by": Message("Xếp theo", "Rank by"),
    "figures": Message("Số liệu", "Figures"),
    "figures_best": Message(
        "Tính từ số liệu; thiếu thì lấy điểm công bố", "Computed; published where counts are missing"
    ),
    "figures_computed": Message("Chỉ tính từ số liệu", "Computed only"),
    "figures_official": Message("Chỉ lấy điểm công bố", "Published only"),
    "show": Message("Xem", "Show"),
    "cohorts": Message("Nhóm so sánh", "Cohorts"),
    "download": Message("Tải về", "Download"),
    "change": Message("Thay đổi", "Change"),
    "change_against": Message("Thay đổi là so với {period}.", "Changes are compared with {period}."),
    "change_unknown": Message(
        "Chưa có số liệu của {period} để so sánh.", "There are no figures for {period} to compare with."
    ),
    "up": Message("tăng {places} bậc", "up {places}"),
    "down": Message("giảm {places} bậc", "down {places}"),
    "same_place": Message("giữ hạng", "unchanged"),
    "ranked_of": Message(
        "Xếp hạng {ranked}/{of} đơn vị có đủ số liệu.", "{ranked} of {of} agencies have enough figures to be ranked."
    ),
    "rank_published": Message("thứ hạng công bố", "published rank"),
    "rank_counted": Message("thứ hạng do hệ thống tính", "computed rank"),
    "ranks_published": Message(
        "Thứ hạng là thứ hạng công bố, vì hệ thống chưa có đủ số liệu của mọi đơn vị.",
        "The ranks are the published ones, because the figures of some agencies are missing here.",
    ),
    "averaged": Message("{averaged}/{of} đơn vị", "{averaged} of {of}"),
    "method_mean_of_scores": Message(
        "Trung bình của tổng điểm là trung bình cộng điểm của {averaged}/{of} đơn vị.",
        "The average of the total is the plain mean of the scores of {averaged} out of {of} agencies.",
    ),
    "method_sum_of_group_averages": Message(
        "Trung bình của tổng điểm là tổng của sáu trung bình nhóm đã làm tròn, tính trên {averaged}/{of} đơn vị "
        "(cách tính của Cổng Dịch vụ công quốc gia).",
        "The average of the total is the sum of the six rounded group averages over {averaged} out of {of} agencies, "
        "as the national portal computes it.",
    ),
    "method_published": Message(
        "Trung bình của tổng điểm là số công bố.", "The average of the total is the published one."
    ),
    "method_none": Message("Chưa xác định được trung bình của tổng điểm.", "The average of the total is not known."),
    "incomplete": Message("Chưa đủ số liệu để xếp hạng", "Not ranked: figures are missing"),
    "incomplete_why": Message(
        "Thiếu số liệu không phải là 0 điểm: các đơn vị này không được xếp hạng và không tính vào trung bình.",
        "A missing figure is not zero: these agencies are not ranked and are left out of the average.",
    ),
    "missing": Message("Còn thiếu", "Missing"),
    "nothing_known": Message("Chưa có số liệu nào trong kỳ này", "No figures in this period yet"),
    "empty": Message("Chưa có số liệu", "No figures yet"),
    "empty_why": Message(
        "Dịch vụ chưa nhận được số liệu của {cohort}. Số liệu được gửi qua API; khi có số liệu, bảng xếp hạng "
        "hiển thị tại đây.",
        "The service has not received any figures for {cohort}. They are sent through the API; the ranking then "
        "appears here.",
    ),
    "no_members": Message(
        "Chưa có đơn vị nào được đăng ký trong nhóm này.", "No agency is registered in this cohort yet."
    ),
    # card
    "card": Message("Bảng điểm", "Score card"),
    "groups": Message("Sáu nhóm chỉ số", "The six groups"),
    "groups_chart": Message("Điểm sáu nhóm chỉ số của {agency}", "The six group scores of {agency}"),
    "groups_chart_desc": Message(
        "Mỗi thanh là tỷ lệ điểm đạt được so với điểm tối đa của nhóm; vạch là trung bình, chấm là đơn vị cao "
        "nhất. Bảng bên cạnh có cùng số liệu.",
        "Each bar is the share of the group’s maximum that was reached; the line is the average, the dot the "
        "best. The table beside it has the same figures.",
    ),
    "groups_caption": Message(
        "Điểm từng nhóm, so với trung bình và đơn vị cao nhất", "Each group compared with the average and the best"
    ),
    "group": Message("Nhóm chỉ số", "Group"),
    "against_average": Message("So với trung bình", "Compared with the average"),
    "legend_own": Message("Đơn vị này", "This agency"),
    "why": Message("Vì sao?", "Why?"),
    "history": Message("Thứ hạng qua các kỳ", "Rank over time"),
    "history_chart": Message("Thứ hạng của {agency} qua các kỳ", "The rank of {agency} over time"),
    "history_chart_desc": Message(
        "Đường thứ hạng qua {count} kỳ; càng cao càng tốt. Bảng bên cạnh có cùng số liệu.",
        "The line of ranks over {count} periods; higher is better. The table beside it has the same figures.",
    ),
    "history_one": Message(
        "Mới có một kỳ cùng loại; biểu đồ thứ hạng hiển thị khi có từ hai kỳ.",
        "There is only one period of this kind so far; the chart appears from two periods on.",
    ),
    "history_fields": Message(
        "Khi số đơn vị được xếp hạng khác nhau giữa các kỳ, không so sánh trực tiếp được các thứ hạng.",
        "Ranks among different numbers of agencies cannot be compared directly.",
    ),
    "gains": Message("Chỉ số còn nhiều dư địa tăng điểm", "Indicators with the most room to gain"),
    "gains_why": Message(
        "Chênh lệch so với mức mà một phần tư đơn vị dẫn đầu trong nhóm so sánh đạt được.",
        "The difference from the level that the best quarter of the cohort reaches.",
    ),
    "gains_none": Message(
        "Không có chỉ số nào thấp hơn mức của một phần tư đơn vị dẫn đầu.",
        "No indicator is below the level that the best quarter reaches.",
    ),
    "gain_reached": Message("Nhóm dẫn đầu đạt", "Best quarter reaches"),
    "gain_points": Message("Có thể tăng", "Possible gain"),
    "indicator": Message("Chỉ số", "Indicator"),
    "indicators": Message("Các chỉ số thành phần", "The indicators"),
    "rate": Message("Tỷ lệ", "Rate"),
    "what_is_missing": Message("Số liệu còn thiếu", "Missing figures"),
    "missing_none": Message("Không thiếu số liệu nào.", "No figures are missing."),
    "below": Message("Đơn vị trực thuộc", "Subordinate agencies"),
    "see_cohort": Message("Xếp hạng {cohort}", "Ranking of {cohort}"),
    "of_maximum": Message("trên {max} điểm", "of {max} points"),
    "not_ranked": Message("chưa xếp hạng", "not ranked"),
    "replaced": Message("đang dùng điểm công bố thay thế", "the published score is used instead"),
    "gains_unknown": Message(
        "Chưa so sánh được: cần điểm của ít nhất {share}% số đơn vị cùng nhóm so sánh.",
        "Cannot be compared yet: scores of at least {share}% of the cohort are needed.",
    ),
    "code": Message("Mã", "Code"),
    "change_of_points": Message("Thay đổi điểm", "Change in points"),
    "change_of_places": Message("Thay đổi hạng", "Change in rank"),
    **REASONS,
    **ERRORS,
}
