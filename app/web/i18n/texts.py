"""The texts of the page, in Vietnamese and English."""

from app.domain.messages import Text
from app.web.i18n.about_texts import ABOUT
from app.web.i18n.card_texts import CARD
from app.web.i18n.compare_texts import COMPARE
from app.web.i18n.desk_register_texts import DESK_REGISTER
from app.web.i18n.desk_texts import DESK
from app.web.i18n.edition_texts import EDITIONS
from app.web.i18n.error_texts import EMPTY, ERRORS, LEADS
from app.web.i18n.first_sight_texts import FIRST_SIGHT
from app.web.i18n.print_texts import PRINT
from app.web.i18n.reason_texts import REASONS
from app.web.i18n.search_texts import SEARCH
from app.web.i18n.what_if_texts import WHAT_IF

WORDS = {
    # around every page
    "site": Text("Chất lượng phục vụ người dân, doanh nghiệp", "Service to people and businesses"),
    "site_under": Text(
        "Bộ chỉ số theo Quyết định 766/QĐ-TTg của Thủ tướng Chính phủ",
        "The index under the Prime Minister’s Decision 766/QĐ-TTg",
    ),
    "skip": Text("Đến nội dung chính", "Skip to main content"),
    "switch_language": Text("English", "Tiếng Việt"),
    "footer": Text(
        "Điểm được tính chính xác từ số liệu hồ sơ hoặc lấy từ kết quả công bố; mỗi điểm đều ghi rõ căn cứ.",
        "Scores are computed exactly from counts of cases, or taken from published results; each score states its "
        "basis.",
    ),
    "feed": Text("Theo dõi các bản công bố (Atom)", "Feed of editions (Atom)"),
    "machine": Text("Dữ liệu mở (API)", "Open data (API)"),
    "cohort_of": Text("{level} của {root}", "{level} of {root}"),
    "total": Text("Tổng điểm", "Total"),
    "score": Text("Điểm", "Score"),
    "maximum": Text("Tối đa", "Maximum"),
    "rank": Text("Hạng", "Rank"),
    "average": Text("Trung bình", "Average"),
    "best": Text("Cao nhất", "Best"),
    "basis": Text("Căn cứ", "Basis"),
    "basis_computed": Text("tính từ số liệu", "computed"),
    "basis_official": Text("công bố", "published"),
    "basis_mixed": Text("một phần tính, một phần công bố", "partly computed, partly published"),
    "basis_derived": Text("tính từ số liệu cộng dồn", "computed from derived counts"),
    "mark_official": Text("công bố", "published"),
    "mark_average_official": Text("trung bình của các điểm công bố", "average of published scores"),
    "mark_mixed": Text("một phần công bố", "partly published"),
    "mark_derived": Text("số liệu cộng dồn", "derived counts"),
    "marks": Text(
        "Không có dấu: tính từ số liệu. * Điểm công bố, hoặc trung bình của các điểm công bố. † Một phần tính, một "
        "phần công bố. ‡ Tính từ số liệu cộng dồn của các tháng hoặc của đơn vị trực thuộc.",
        "No mark: computed from counts. * Published, or an average of published scores. † Partly computed, partly "
        "published. ‡ Computed from counts that were added up over months or over subordinate agencies.",
    ),
    "as_of": Text("Số liệu đến {moment}", "Figures up to {moment}"),
    "then_as_of": Text("Chỉ dùng số liệu có ngày đến {moment}.", "Only figures dated up to {moment}."),
    "then_known_at": Text(
        "Theo số liệu hệ thống đã nhận được đến {moment}.", "Based on the figures received by {moment}."
    ),
    "then_leave": Text("Xem số liệu hiện nay", "Show current figures"),
    "no_figures_dated": Text("Chưa có số liệu", "No figures yet"),
    "unverified": Text(
        "Chi tiết bộ chỉ số của kỳ này chưa được đối chiếu với số liệu công bố.",
        "The details of the scorecard in this period have not been checked against published figures.",
    ),
    # ranking
    "ranking": Text("Xếp hạng {cohort}", "Ranking of {cohort}"),
    "ranking_caption": Text("Xếp hạng {cohort}, {period}", "Ranking of {cohort}, {period}"),
    "choose": Text("Chọn kỳ và cách xem", "Choose the period and the view"),
    "period": Text("Kỳ", "Period"),
    "by": Text("Xếp theo", "Rank by"),
    "figures": Text("Số liệu", "Figures"),
    "figures_best": Text("Tính từ số liệu; thiếu thì lấy điểm công bố", "Computed; published where counts are missing"),
    "figures_computed": Text("Chỉ tính từ số liệu", "Computed only"),
    "figures_official": Text("Chỉ lấy điểm công bố", "Published only"),
    "show": Text("Xem", "Show"),
    "cohorts": Text("Nhóm so sánh", "Cohorts"),
    "download": Text("Tải về", "Download"),
    "change_against": Text("Thay đổi là so với {period}.", "Changes are compared with {period}."),
    "change_unknown": Text(
        "Chưa có số liệu của {period} để so sánh.", "There are no figures for {period} to compare with."
    ),
    "up": Text("tăng {places} bậc", "up {places}"),
    "down": Text("giảm {places} bậc", "down {places}"),
    "same_place": Text("giữ hạng", "unchanged"),
    "ranked_of": Text(
        "Xếp hạng {ranked}/{of} đơn vị có đủ số liệu.", "{ranked} of {of} agencies have enough figures to be ranked."
    ),
    "rank_published": Text("thứ hạng công bố", "published rank"),
    "rank_counted": Text("thứ hạng do hệ thống tính", "computed rank"),
    "ranks_published": Text(
        "Thứ hạng là thứ hạng công bố, vì hệ thống chưa có đủ số liệu của mọi đơn vị.",
        "The ranks are the published ones, because the figures of some agencies are missing here.",
    ),
    "withheld": Text(
        "Chỉ {known} trong {of} {cohort} có điểm; khi chưa đến {share}% số đơn vị có điểm thì không nêu thứ hạng, "
        "trung bình và mức cao nhất.",
        "Only {known} of {of} {cohort} have a score; while fewer than {share}% have one, no rank, average or best is "
        "given.",
    ),
    "averaged": Text("{averaged}/{of} đơn vị", "{averaged} of {of}"),
    "method_mean_of_scores": Text(
        "Trung bình của tổng điểm là trung bình cộng điểm của {averaged}/{of} đơn vị.",
        "The average of the total is the plain mean of the scores of {averaged} out of {of} agencies.",
    ),
    "method_sum_of_group_averages": Text(
        "Trung bình của tổng điểm là tổng của sáu trung bình nhóm đã làm tròn, tính trên {averaged}/{of} đơn vị "
        "(cách tính của Cổng Dịch vụ công quốc gia).",
        "The average of the total is the sum of the six rounded group averages over {averaged} out of {of} agencies, "
        "as the national portal computes it.",
    ),
    "method_published": Text(
        "Trung bình của tổng điểm là số công bố.", "The average of the total is the published one."
    ),
    "method_none": Text("Chưa xác định được trung bình của tổng điểm.", "The average of the total is not known."),
    "incomplete": Text("Chưa đủ số liệu để xếp hạng", "Not ranked: figures are missing"),
    "incomplete_why": Text(
        "Thiếu số liệu không phải là 0 điểm: các đơn vị này không được xếp hạng và không tính vào trung bình.",
        "A missing figure is not zero: these agencies are not ranked and are left out of the average.",
    ),
    "missing": Text("Còn thiếu", "Missing"),
    "nothing_known": Text("Chưa có số liệu nào trong kỳ này", "No figures in this period yet"),
    # card
    "card": Text("Bảng điểm", "Score card"),
    "groups": Text("Sáu nhóm chỉ số", "The six groups"),
    "groups_chart": Text("Điểm sáu nhóm chỉ số của {agency}", "The six group scores of {agency}"),
    "groups_chart_desc": Text(
        "Mỗi thanh là tỷ lệ điểm đạt được so với điểm tối đa của nhóm; vạch là trung bình, chấm là đơn vị cao "
        "nhất. Bảng bên cạnh có cùng số liệu.",
        "Each bar is the share of the group’s maximum that was reached; the line is the average, the dot the "
        "best. The table beside it has the same figures.",
    ),
    "groups_caption": Text(
        "Điểm từng nhóm, so với trung bình và đơn vị cao nhất", "Each group compared with the average and the best"
    ),
    "group": Text("Nhóm chỉ số", "Group"),
    "against_average": Text("So với trung bình", "Compared with the average"),
    "legend_own": Text("Đơn vị này", "This agency"),
    "why": Text("Vì sao?", "Why?"),
    "gains": Text("Chỉ số còn nhiều dư địa tăng điểm", "Indicators with the most room to gain"),
    "claims": Text("Thứ hạng và trung bình tự khai", "Claimed ranks and averages"),
    "claims_why": Text(
        "Cơ quan gửi các số dưới đây không phụ trách toàn bộ nhóm so sánh, nên chúng không được tính vào thứ hạng, "
        "trung bình hay văn bản nào.",
        "Whoever sent the figures below is not responsible for the whole cohort, so they are not used in any rank, "
        "average or letter.",
    ),
    "claimed": Text(
        "{column}: {by} khai hạng {rank}, trung bình {average} (số liệu ngày {day}).",
        "{column}: {by} claims rank {rank}, average {average} (figures of {day}).",
    ),
    "gains_why": Text(
        "Chênh lệch so với mức mà một phần tư đơn vị dẫn đầu trong nhóm so sánh đạt được.",
        "The difference from the level that the best quarter of the cohort reaches.",
    ),
    "gains_none": Text(
        "Không có chỉ số nào thấp hơn mức của một phần tư đơn vị dẫn đầu.",
        "No indicator is below the level that the best quarter reaches.",
    ),
    "gain_reached": Text("Nhóm dẫn đầu đạt", "Best quarter reaches"),
    "gain_points": Text("Có thể tăng", "Possible gain"),
    "indicator": Text("Chỉ số", "Indicator"),
    "indicators": Text("Các chỉ số thành phần", "The indicators"),
    "rate": Text("Tỷ lệ", "Rate"),
    "what_is_missing": Text("Số liệu còn thiếu", "Missing figures"),
    "missing_none": Text("Không thiếu số liệu nào.", "No figures are missing."),
    "below": Text("Đơn vị trực thuộc", "Subordinate agencies"),
    "see_cohort": Text("Xếp hạng {cohort}", "Ranking of {cohort}"),
    "of_maximum": Text("trên {max} điểm", "of {max} points"),
    "not_ranked": Text("chưa xếp hạng", "not ranked"),
    "replaced": Text("đang dùng điểm công bố thay thế", "the published score is used instead"),
    "gains_unknown": Text(
        "Chưa so sánh được: cần điểm của ít nhất {share}% số đơn vị cùng nhóm so sánh.",
        "Cannot be compared yet: scores of at least {share}% of the cohort are needed.",
    ),
    **ABOUT,
    **CARD,
    **COMPARE,
    **REASONS,
    **ERRORS,
    **EMPTY,
    **LEADS,
    **SEARCH,
    **WHAT_IF,
    **EDITIONS,
    **FIRST_SIGHT,
    **PRINT,
    **DESK,
    **DESK_REGISTER,
}
