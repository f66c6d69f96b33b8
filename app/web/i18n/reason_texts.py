"""The texts about why a score is what it is, in Vietnamese and English."""

from app.domain.messages import Text

REASONS = {
    "why_score": Text("Vì sao đạt {score} điểm?", "Why is the score {score}?"),
    "why_none": Text("Vì sao chưa có điểm?", "Why is there no score?"),
    "back": Text("Về bảng điểm", "Back to the card"),
    "reason_ratio": Text(
        "Điểm này được tính từ số liệu: {score} trên tối đa {max} điểm.",
        "This score is computed from counts: {score} out of at most {max} points.",
    ),
    "reason_no_cases": Text(
        "Trong kỳ không phát sinh trường hợp nào để tính tỷ lệ; theo quy tắc, chỉ số được {score} trên {max} điểm.",
        "There were no cases in the period to compute a ratio from; by the rule the indicator gets {score} of "
        "{max} points.",
    ),
    "reason_no_score": Text(
        "Trong kỳ không phát sinh trường hợp nào để tính tỷ lệ; theo quy tắc, chỉ số không có điểm và được tính "
        "là 0 trong nhóm.",
        "There were no cases in the period to compute a ratio from; by the rule the indicator gets no score and "
        "counts as 0 in its group.",
    ),
    "reason_granted": Text(
        "Chỉ số này chưa được đo lường: khi chưa có số liệu báo cáo, mọi cơ quan được đủ {max} điểm.",
        "This indicator is not measured yet: until counts are reported, every agency gets the full {max} points.",
    ),
    "reason_missing": Text(
        "Còn thiếu: {missing}. Thiếu số liệu không phải là 0 điểm.", "Missing: {missing}. A missing figure is not zero."
    ),
    "reason_group": Text(
        "Điểm nhóm là tổng điểm các chỉ số của nhóm: {score} trên tối đa {max} điểm.",
        "The group score is the sum of its indicator scores: {score} out of at most {max} points.",
    ),
    "reason_total": Text(
        "Tổng điểm là tổng điểm các nhóm: {score} trên tối đa {max} điểm.",
        "The total is the sum of the group scores: {score} out of at most {max} points.",
    ),
    "reason_official_score": Text(
        "Đây là điểm công bố (số liệu ngày {day}): {score} trên tối đa {max} điểm. Chưa có đủ số liệu để tính lại.",
        "This is the published score (figures of {day}): {score} out of at most {max} points. There are not "
        "enough counts to compute it.",
    ),
    "reason_official_total": Text(
        "Đây là tổng điểm công bố (số liệu ngày {day}): {score} trên tối đa {max} điểm. Điểm nhóm công bố có thể "
        "đã được làm tròn nên không nhất thiết cộng đúng bằng tổng.",
        "This is the published total (figures of {day}): {score} out of at most {max} points. The published group "
        "scores may have been rounded, so their sum may differ from it.",
    ),
    "counts_used": Text("Số liệu đã dùng", "Counts used"),
    "counts_there": Text("Số liệu hiện có", "Counts available"),
    "measure": Text("Số liệu", "Measure"),
    "count": Text("Giá trị", "Count"),
    "count_day": Text("Tính đến", "As of"),
    "origin": Text("Nguồn", "Origin"),
    "missing_count": Text("chưa có", "missing"),
    "origin_reported": Text("báo cáo cho {agency}, {period}", "reported for {agency}, {period}"),
    "origin_months": Text("tổng các tháng từ {first} đến {last}", "sum of the months {first} to {last}"),
    "origin_last_month": Text("số liệu của {last}", "figure of {last}"),
    "origin_children": Text("tổng của {parts} đơn vị trực thuộc", "sum of the {parts} subordinate agencies"),
    "computation": Text("Cách tính", "Computation"),
    "step_numerator": Text("Tử số: {sum}.", "Numerator: {sum}."),
    "step_denominator": Text("Mẫu số: {sum}.", "Denominator: {sum}."),
    "step_ratio": Text(
        "Tỷ lệ: {numerator} : {denominator} = {share}.", "Ratio: {numerator} / {denominator} = {share}."
    ),
    "step_threshold": Text(
        "Ngưỡng: tỷ lệ từ {share} được điểm tối đa, {max} điểm.",
        "Threshold: a ratio of {share} earns the maximum, {max} points.",
    ),
    "step_score": Text(
        "Điểm: {share} × {max} = {uncapped}, làm tròn {score}, {origin}.",
        "Score: {share} × {max} = {uncapped}, rounded {score}, {origin}.",
    ),
    "step_score_full": Text(
        "Điểm: {share} × {max} : {full} = {uncapped}, làm tròn {score}, {origin}.",
        "Score: {share} × {max} / {full} = {uncapped}, rounded {score}, {origin}.",
    ),
    "from_ratio": Text("từ tỷ lệ làm tròn {rounding}", "from the ratio rounded {rounding}"),
    "from_percent": Text("từ tỷ lệ phần trăm làm tròn {rounding}", "from the percentage rounded {rounding}"),
    "step_double_below": Text(
        "{product} nằm đúng giữa hai mức điểm. Cổng Dịch vụ công quốc gia tính bằng số thực dấu phẩy động; số biểu "
        "diễn được gần nhất nhỏ hơn {product}, nên được {score}.",
        "{product} lies exactly between two scores. The national portal computes with floating-point numbers, of "
        "which the one nearest to {product} is smaller, so it is {score}.",
    ),
    "step_double_above": Text(
        "{product} nằm đúng giữa hai mức điểm. Cổng Dịch vụ công quốc gia tính bằng số thực dấu phẩy động; số biểu "
        "diễn được gần nhất lớn hơn {product}, nên được {score}.",
        "{product} lies exactly between two scores. The national portal computes with floating-point numbers, of "
        "which the one nearest to {product} is larger, so it is {score}.",
    ),
    "step_double_on": Text(
        "{product} nằm đúng giữa hai mức điểm. Cổng Dịch vụ công quốc gia tính bằng số thực dấu phẩy động; {product} "
        "được biểu diễn chính xác, nên được {score}.",
        "{product} lies exactly between two scores. The national portal computes with floating-point numbers, which "
        "hold {product} exactly, so it is {score}.",
    ),
    "rounding_half_up": Text("đến {decimals} chữ số thập phân", "half up to {decimals} decimals"),
    "rounding_half_down": Text(
        "đến {decimals} chữ số thập phân (đúng một nửa thì làm tròn xuống)", "half down to {decimals} decimals"
    ),
    "rounding_half_even": Text(
        "đến {decimals} chữ số thập phân (đúng một nửa thì lấy chữ số chẵn)", "half to even to {decimals} decimals"
    ),
    "rounding_down": Text("xuống đến {decimals} chữ số thập phân", "down to {decimals} decimals"),
    "step_cap": Text("Không quá {max} điểm, nên được {score}.", "At most {max} points, so it is {score}."),
    "step_no_cases_null": Text("Mẫu số bằng 0: không có điểm.", "The denominator is 0: no score."),
    "step_no_cases_zero": Text("Mẫu số bằng 0: được 0 điểm.", "The denominator is 0: a score of 0."),
    "step_no_cases_full": Text("Mẫu số bằng 0: được đủ {max} điểm.", "The denominator is 0: the full {max} points."),
    "summands": Text("Các điểm được cộng", "Scores added up"),
    "parts_published": Text("Các điểm thành phần", "Component scores"),
    "sum": Text("Cộng", "Sum"),
    "grounds": Text("Căn cứ", "Rules applied"),
    "ground_law": Text("Văn bản", "Law"),
    "ground_sheet": Text(
        "Mục trong bảng công thức của Cổng Dịch vụ công quốc gia", "Item in the national portal’s formula sheet"
    ),
    "ground_sheet_none": Text("bảng công thức không nêu", "not in the formula sheet"),
    "ground_scorecard": Text("Bộ chỉ số áp dụng", "Scorecard applied"),
    "ground_evidence": Text("Đối chiếu với số liệu công bố", "Checked against published figures"),
    "evidence_verified": Text("khớp trong mọi trường hợp đã biết", "agrees in every known case"),
    "evidence_partly": Text("khớp; một số trường hợp chưa phát sinh", "agrees; some cases were never observed"),
    "evidence_inferred": Text("suy ra, chưa có số liệu để đối chiếu", "inferred; no published figure confirms it yet"),
    "evidence_granted": Text(
        "Cổng Dịch vụ công quốc gia cho điểm khi chưa đo lường",
        "the national portal grants the points without measuring",
    ),
}
