"""What a score would take."""

from app.domain.messages.message import Message

MESSAGES = (
    Message(
        "points_not_positive",
        422,
        "{value} điểm không phải là mức tăng. Nhập số điểm lớn hơn 0, ví dụ 0.01.",
        "{value} points are no gain. Give more than 0, for example 0.01.",
    ),
    Message(
        "period_ended",
        422,
        "Kỳ {period} đã kết thúc ngày {day}: không còn hồ sơ, phản ánh nào phát sinh thêm trong kỳ, nên không tính "
        "được tiến độ cần đạt. Hỏi kỳ đang diễn ra, hoặc thêm known_at= một ngày trong kỳ để xem khi đó cần gì.",
        "{period} ended on {day}: no more cases come in, so nothing is left to pace. Ask about a period that is "
        "running, or add known_at= a day within the period for what it took then.",
    ),
    Message(
        "pace_needs_indicator",
        422,
        "Tham số {value} chỉ dùng được cùng by=: mỗi chỉ số có điểm tối đa và số hồ sơ riêng. Thêm by=, ví dụ "
        "by=DOSSIER_ON_TIME.",
        "The parameter {value} needs by=: every indicator has its own maximum and cases. Add by=, for example "
        "by=DOSSIER_ON_TIME.",
    ),
    Message(
        "not_by_new_cases",
        422,
        "{value} không phải là chỉ số chỉ thay đổi được bằng hồ sơ, phản ánh mới, nên không tính tiến độ. Xem "
        "/v1/opportunities; tiến độ tính được cho: {allowed}.",
        "{value} is not an indicator that only new cases move, so it has no pace. See /v1/opportunities; a pace can be "
        "had of: {allowed}.",
    ),
    Message(
        "too_few_ranked",
        422,
        "Kỳ {period}, {cohort}: mới {ranked} trong {of} cơ quan có tổng điểm, quá ít để nói thứ hạng chắc đến đâu. Gửi "
        "thêm số liệu; /v1/rankings/{period} cho biết còn thiếu gì.",
        "{period}, {cohort}: only {ranked} of {of} agencies have a total, too few to say how firm a rank is. Send more "
        "figures; /v1/rankings/{period} says what is missing.",
    ),
    Message(
        "ranks_published",
        422,
        "Kỳ {period}, {cohort}: thứ hạng là thứ hạng đã công bố, không tính từ điểm ({ranked} trong {of} cơ quan có "
        "tổng điểm), nên không nói được chắc đến đâu. Gửi thêm số liệu của các cơ quan khác.",
        "{period}, {cohort}: the ranks are published ones, not counted from scores ({ranked} of {of} agencies have a "
        "total), so nothing tells how firm they are. Send more figures of the other agencies.",
    ),
    Message(
        "agency_unranked",
        422,
        "{value} không có tổng điểm trong kỳ {period} nên chưa được xếp hạng trong {cohort}; còn thiếu: {missing}. Gửi "
        "số liệu còn thiếu.",
        "{value} has no total in {period} and so no rank among {cohort}; missing: {missing}. Send what is missing.",
    ),
    Message(
        "draws_out_of_range",
        422,
        "Không lấy {value} lần được: số lần lấy trọng số (draws) từ {least} đến {most}.",
        "Weights cannot be drawn {value} times: draws is from {least} to {most}.",
    ),
    Message(
        "seed_out_of_range",
        422,
        "{value} không dùng làm số khởi tạo được: seed là số nguyên từ {least} đến {most}.",
        "{value} cannot be a seed: seed is a whole number from {least} to {most}.",
    ),
)
