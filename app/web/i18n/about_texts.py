"""The texts about who publishes, where figures come from, and how the index is computed, in Vietnamese and English."""

from app.domain.messages import Text

ABOUT = {
    # who publishes
    "publisher": Text("Cơ quan công bố", "Published by"),
    "publisher_unknown": Text("Trang này chưa ghi tên cơ quan công bố.", "This site does not name its publisher yet."),
    "contact": Text("Liên hệ", "Contact"),
    # under tables and charts
    "source": Text("Nguồn", "Source"),
    "source_computed": Text(
        "số liệu do các cơ quan báo cáo, điểm do hệ thống tính", "counts reported by the agencies, scores computed here"
    ),
    "source_counts": Text("số liệu do các cơ quan báo cáo", "counts reported by the agencies"),
    "source_official": Text("điểm công bố do các cơ quan gửi", "published scores, as sent by the agencies"),
    "source_mixed": Text(
        "số liệu do các cơ quan báo cáo (điểm do hệ thống tính) và điểm công bố",
        "counts reported by the agencies (scores computed here) and published scores",
    ),
    "source_none": Text("chưa có số liệu", "no figures yet"),
    "source_law": Text("{law}; bộ chỉ số {scorecard}", "{law}; scorecard {scorecard}"),
    "source_edition": Text("bản công bố số {number}", "edition {number}"),
    "source_editions_compared": Text("bản công bố số {before} và số {number}", "editions {before} and {number}"),
    "source_editions": Text("các bản công bố, mới nhất ngày {day}", "the editions, the newest of {day}"),
    # the method
    "method": Text("Cách tính", "How the index is computed"),
    "method_of_indicator": Text("Công thức của chỉ số này", "The formula of this indicator"),
    "method_what": Text("Đây là chỉ số gì", "What this index is"),
    "method_what_text": Text(
        "Bộ chỉ số cho biết các bộ, ngành, địa phương phục vụ người dân, doanh nghiệp thế nào khi thực hiện thủ tục "
        "hành chính. Mỗi chỉ số là một tỷ lệ tính từ số liệu của một cơ quan trong một kỳ (tháng, quý, năm); tỷ lệ đó"
        " được quy đổi thành điểm. Điểm nhóm là tổng điểm các chỉ số của nhóm, tổng điểm là tổng điểm các nhóm.",
        "The index shows how ministries, provinces and communes serve people and businesses in administrative "
        "procedures. Each indicator is a ratio of counts of one agency in one period (month, quarter or year), which "
        "is converted to points. A group score is the sum of its indicator scores, the total is the sum of its groups.",
    ),
    "method_scorecard": Text("Mã bộ chỉ số", "Scorecard id"),
    "method_in_force": Text("Hiệu lực", "In force"),
    "method_from": Text("từ {first}", "from {first}"),
    "method_from_to": Text("từ {first} đến {last}", "from {first} to {last}"),
    "method_scale": Text("Thang điểm", "Scale"),
    "method_scale_text": Text(
        "{max} điểm, {groups} nhóm, {indicators} chỉ số", "{max} points, {groups} groups, {indicators} indicators"
    ),
    "method_verified": Text("Đối chiếu với số liệu công bố", "Checked against published figures"),
    "method_verified_text": Text(
        "{figures} số liệu công bố của các kỳ từ {first} ({levels}). Kỳ và cấp khác chưa được đối chiếu.",
        "{figures} published figures of periods from {first} on ({levels}). Other periods and levels have not been "
        "checked.",
    ),
    "method_verified_none": Text("chưa đối chiếu", "not checked yet"),
    "method_others": Text("Bộ chỉ số của thời gian khác", "Scorecards of other times"),
    "method_groups": Text("Các nhóm chỉ số và điểm tối đa", "Groups, indicators and maxima"),
    "method_full_at": Text("Được điểm tối đa khi tỷ lệ từ", "Full marks from"),
    "method_formulas": Text("Công thức từng chỉ số", "The formula of each indicator"),
    "method_ratio": Text("Tỷ lệ", "Ratio"),
    "method_points": Text("Quy đổi", "Conversion"),
    "method_points_plain": Text("điểm = tỷ lệ × {max}", "score = ratio × {max}"),
    "method_points_full": Text(
        "điểm = tỷ lệ × {max} : {full}, tối đa {max} (tỷ lệ từ {full} được điểm tối đa)",
        "score = ratio × {max} / {full}, at most {max} (a ratio of {full} earns full marks)",
    ),
    "method_no_cases": Text("Mẫu số bằng 0", "Denominator of 0"),
    "method_no_cases_null": Text("không có điểm, tính là 0 trong điểm nhóm", "no score, counted as 0 in the group"),
    "method_no_cases_zero": Text("0 điểm", "a score of 0"),
    "method_no_cases_full": Text("đủ {max} điểm", "the full {max} points"),
    "method_unmeasured": Text("Chưa có số liệu", "No counts yet"),
    "method_unmeasured_full": Text(
        "được đủ {max} điểm cho đến khi có số liệu báo cáo", "the full {max} points until counts are reported"
    ),
    "method_inherited": Text("Dưới cấp tỉnh, bộ", "Below the province or ministry"),
    "method_inherited_text": Text(
        "không đo riêng; dùng số liệu của tỉnh, bộ", "not measured; the counts of the province or ministry are used"
    ),
    "method_rounding": Text("Làm tròn", "Rounding"),
    "method_rule": Text("Quy tắc {number}", "Rule {number}"),
    "method_evidence": Text("Đối chiếu công thức", "Formula checked"),
    "method_rounding_evidence": Text("Đối chiếu làm tròn", "Rounding checked"),
    "method_rule_ratio": Text("Tỷ lệ được làm tròn {rounding}.", "The ratio is rounded {rounding}."),
    "method_rule_percent": Text(
        "Điểm được tính từ tỷ lệ phần trăm làm tròn {rounding}.",
        "The score is computed from the percentage, rounded {rounding}.",
    ),
    "method_rule_nearest_double": Text(
        "Tích của tỷ lệ và điểm tối đa (chia cho ngưỡng nếu có) được thay bằng số thực dấu phẩy động 64 bit gần nhất, "
        "như Cổng Dịch vụ công quốc gia tính; vì vậy tích nằm đúng giữa hai mức điểm có thể được làm tròn lên hoặc "
        "xuống.",
        "The product of the ratio and the maximum (divided by the threshold, where there is one) is replaced by the "
        "nearest 64-bit floating-point number, as the national portal computes; so a product exactly between two "
        "scores may be rounded up or down.",
    ),
    "method_rule_exact": Text(
        "Tích của tỷ lệ và điểm tối đa (chia cho ngưỡng nếu có) được giữ chính xác.",
        "The product of the ratio and the maximum (divided by the threshold, where there is one) is kept exactly.",
    ),
    "method_rule_score": Text(
        "Điểm không vượt quá điểm tối đa và được làm tròn {rounding}.",
        "The score is at most the maximum, and rounded {rounding}.",
    ),
    "method_missing": Text("Thiếu số liệu không phải là 0", "Missing is not zero"),
    "method_missing_text": Text(
        "Số liệu chưa được báo cáo là còn thiếu; số liệu được báo cáo bằng 0 là 0. Chỉ số thiếu số liệu thì không có "
        "điểm, khi đó điểm nhóm và tổng điểm cũng thiếu. Đơn vị thiếu điểm vẫn được liệt kê cùng những gì còn thiếu, "
        "nhưng không được xếp hạng và không tính vào trung bình của cột đó.",
        "A count that nobody has reported is missing; a reported count of 0 is 0. An indicator with a missing count "
        "has no score, and neither have its group and the total. An agency without a score is listed with what is "
        "missing, but it is not ranked in that column and does not enter its average.",
    ),
    "method_derived_text": Text(
        "Số liệu chưa được báo cáo cho cả kỳ có thể được tổng hợp từ số liệu các tháng hoặc của các đơn vị trực "
        "thuộc, tùy loại số liệu và chỉ khi không thiếu phần nào; điểm tính từ đó có dấu ‡.",
        "A count that nobody has reported for the whole period may be derived from its months or from the agencies "
        "directly below, depending on its kind and only if no part is missing; scores computed from it are marked ‡.",
    ),
    "method_ranks": Text("Thứ hạng và trung bình", "Ranks and averages"),
    "method_ranks_text": Text(
        "Thứ hạng xếp theo điểm đã làm tròn. Đơn vị bằng điểm thì cùng hạng và các hạng tiếp theo bị bỏ qua: 1, 2, 2, "
        "4.",
        "Ranks follow the rounded scores. Agencies with equal scores share a rank, and the next ones are skipped: "
        "1, 2, 2, 4.",
    ),
    "method_average_text": Text(
        "Trung bình của chỉ số và của nhóm là trung bình cộng điểm của các đơn vị có điểm, làm tròn {rounding}.",
        "The average of an indicator or a group is the plain mean of the available scores, rounded {rounding}.",
    ),
    "method_total_average_text": Text(
        "Trung bình của tổng điểm là tổng các trung bình nhóm đã làm tròn, của các đơn vị có tổng điểm. Nếu tổng điểm "
        "của đơn vị nào được công bố mà không kèm điểm nhóm thì lấy trung bình cộng các tổng điểm.",
        "The average of the total is the sum of the rounded group averages of the agencies that have a total. Where a "
        "total was published without its groups, it is the plain mean of the totals.",
    ),
    "method_ranks_published_text": Text(
        "Khi chưa đủ điểm của mọi đơn vị mà đã có thứ hạng hoặc trung bình công bố thì có thể dùng số công bố; trang "
        "nêu rõ điều đó.",
        "While scores of some agencies are missing, a published rank or average may stand instead; the page says so.",
    ),
    "method_withheld_text": Text(
        "Khi chưa đến {share}% số đơn vị có điểm thì không nêu thứ hạng, trung bình và mức cao nhất do hệ thống tính.",
        "While fewer than {share}% of the agencies have a score, no computed rank, average or best is given.",
    ),
    "method_bases": Text("Điểm tính và điểm công bố", "Computed and published scores"),
    "method_best_text": Text(
        "Cách xem thông thường. Nhóm nào đủ số liệu thì tính; nhóm nào thiếu thì lấy điểm công bố. Tổng điểm là tổng "
        "điểm các nhóm; chỉ khi không nhóm nào tính được mới lấy tổng điểm công bố.",
        "The usual view. A group with all its counts is computed; for any other the published score is used. The total "
        "is the sum of the groups; only where none of them is computed does a published total stand.",
    ),
    "method_computed_text": Text(
        "Chỉ dùng điểm tính lại từ số liệu báo cáo.", "Only scores computed from reported counts."
    ),
    "method_official_text": Text(
        "Chỉ dùng điểm đã được công bố, như đã nhận được; không tính lại.",
        "Only scores that were published, as they were received; nothing is computed.",
    ),
    "method_unscored": Text("Được công bố nhưng không tính điểm", "Published but not scored"),
    "method_note": Text("Ghi chú", "Note"),
}
