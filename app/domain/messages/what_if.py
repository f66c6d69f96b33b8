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
    Message(
        "scenario_invalid",
        422,
        "Kịch bản có {count} lỗi; không có gì được tính. Sửa các lỗi dưới đây rồi gửi lại.",
        "Errors in the scenario: {count}; nothing was computed. Fix the errors below and send it again.",
    ),
    Message(
        "no_changes",
        422,
        "Kịch bản chưa nêu thay đổi nào. Nêu ít nhất một: cơ quan, số liệu, và by (thêm, bớt) hoặc to (thành).",
        "The scenario names no change. Give at least one: an agency, a measure, and by (more or fewer) or to.",
    ),
    Message(
        "too_many_changes",
        422,
        "Kịch bản nêu {count} thay đổi; nhiều nhất {limit}. Chia thành nhiều kịch bản.",
        "The scenario names {count} changes; at most {limit} are possible. Ask in several scenarios.",
    ),
    Message(
        "change_unreadable",
        422,
        "Không đọc được thay đổi {value}. Viết MÃ:SỐ_LIỆU+5, MÃ:SỐ_LIỆU-5 hoặc MÃ:SỐ_LIỆU=5, ví dụ "
        "H31:dossiers_on_time+5000.",
        "The change {value} cannot be read. Write CODE:MEASURE+5, CODE:MEASURE-5 or CODE:MEASURE=5, for example "
        "H31:dossiers_on_time+5000.",
    ),
    Message(
        "by_or_to",
        422,
        "{agency}, {measure}: nêu by (thêm, bớt bao nhiêu) hoặc to (thành bao nhiêu), chỉ một trong hai.",
        "{agency}, {measure}: give by (how many more or fewer) or to (the new number), one of the two.",
    ),
    Message(
        "outside_cohort",
        422,
        "{value} không thuộc nhóm so sánh {cohort} mà thuộc {own}. Hỏi với cohort={own}, hoặc bỏ thay đổi này.",
        "{value} is not in the cohort {cohort} but in {own}. Ask with cohort={own}, or leave this change out.",
    ),
    Message(
        "count_unknown",
        422,
        "{agency}, {measure}: chưa có số liệu, nên không thể thêm hay bớt. Dùng to để nêu số mới.",
        "{agency}, {measure}: the count is not known, so nothing can be added to it. Use to for the new number.",
    ),
    Message(
        "count_inherited",
        422,
        "{agency}, {measure}: đây là số liệu chung của {root}, cơ quan này không tự thay đổi được. Nêu thay đổi cho "
        "{root} trong nhóm so sánh của {root}.",
        "{agency}, {measure}: this is the count of {root}, which the agency shares and cannot move. Change that of "
        "{root}, in the cohort of {root}.",
    ),
    Message(
        "count_impossible",
        422,
        "{agency}, {measure}: đang là {before}, sẽ thành {value}. Số liệu phải từ 0 đến {limit}; sửa thay đổi này.",
        "{agency}, {measure}: it is {before} and would become {value}. A count is from 0 to {limit}; correct the "
        "change.",
    ),
    Message(
        "one_target",
        422,
        "Cần đúng một đích: rank=, score=, average=true hoặc grade=; đang có: {value}.",
        "Give exactly one target: rank=, score=, average=true or grade=; given: {value}.",
    ),
    Message(
        "target_no_score",
        422,
        "{agency} chưa có điểm {by} trong kỳ này, nên không tính được còn thiếu bao nhiêu. Còn thiếu: {missing}.",
        "{agency} has no score for {by} in this period, so nobody can say how far it is. Missing: {missing}.",
    ),
    Message(
        "target_reached",
        422,
        "{agency} đã có {score} điểm {by}, đạt đích {goal}. Chọn đích cao hơn.",
        "{agency} already has {score} for {by}, and so the target {goal}. Choose a higher one.",
    ),
    Message(
        "target_above_max",
        422,
        "{value} điểm vượt điểm tối đa {max} của {by}.",
        "{value} points are more than the maximum {max} of {by}.",
    ),
    Message(
        "target_no_rank",
        422,
        "{agency} không được xếp hạng theo {by} ({ranked}/{of} cơ quan có điểm), nên chưa có đích theo hạng. Dùng "
        "score=.",
        "{agency} is not ranked by {by} ({ranked} of {of} have a score), so no rank can be a target. Use score=.",
    ),
    Message(
        "target_rank_published",
        422,
        "Hạng {rank} của {agency} theo {by} là hạng đã công bố; dịch vụ chỉ biết điểm của {ranked}/{of} cơ quan, nên "
        "không biết hạng khác cần bao nhiêu điểm. Dùng score=.",
        "The rank {rank} of {agency} by {by} is a published one; only {ranked} of {of} scores are known, so nobody can "
        "say what another rank takes. Use score=.",
    ),
    Message(
        "target_rank_beyond",
        422,
        "Không có hạng {value} theo {by}: chỉ có {ranked} cơ quan được xếp hạng, trong {of}.",
        "There is no rank {value} by {by}: {ranked} of {of} are ranked.",
    ),
    Message(
        "target_rank_held",
        422,
        "{agency} đang ở hạng {rank} theo {by}. Chọn hạng cao hơn hạng này (số nhỏ hơn {rank}), không phải {value}.",
        "{agency} is already at rank {rank} by {by}. Choose a better one than that, not {value}.",
    ),
    Message(
        "target_no_average",
        422,
        "Chưa có điểm trung bình {by} của {cohort} trong kỳ này.",
        "There is no average of {cohort} for {by} in this period.",
    ),
    Message(
        "grades_of_total",
        422,
        "Xếp loại chỉ theo tổng điểm, không theo {by}. Bỏ by= hoặc dùng score=.",
        "Grades are of the total, not of {by}. Leave out by=, or use score=.",
    ),
    Message(
        "no_grades",
        422,
        "Chưa có mức xếp loại cho {agency}: tệp của văn phòng (TTHC766_OFFICES) không nêu. Thêm grades vào tệp đó hoặc "
        "dùng score=.",
        "No grades are set for {agency}: its office's file (TTHC766_OFFICES) names none. Add grades there, or use "
        "score=.",
    ),
    Message(
        "unknown_grade",
        422,
        "Không có mức xếp loại {value}. Hiện có: {allowed}.",
        "There is no grade {value}. Available: {allowed}.",
    ),
    Message(
        "unknown_lever",
        422,
        "{value} không phải là all, recoverable, papers hay chỉ số có thể cải thiện của bộ chỉ số {scorecard}. Giá trị "
        "cho phép: {allowed}.",
        "{value} is not all, recoverable, papers or an indicator with a lever in the scorecard {scorecard}. Allowed: "
        "{allowed}.",
    ),
    Message(
        "effort_invalid",
        422,
        "{value} không phải là công sức của một chỉ số. Viết CODE:số, số nguyên từ 1 đến {limit}, cách nhau bằng dấu "
        "phẩy: PAYMENT_PROCEDURE_USED:5,DOSSIER_SYNC:2.",
        "{value} is no effort of an indicator. Write CODE:number, a whole number from 1 to {limit}, with commas "
        "between: PAYMENT_PROCEDURE_USED:5,DOSSIER_SYNC:2.",
    ),
    Message(
        "target_beyond_reach",
        422,
        "{agency} không thể đạt {goal} điểm {by}: cải thiện hết mọi chỉ số được chọn có số đếm cũng chỉ đến {reach}.",
        "{agency} cannot reach {goal} for {by}: every chosen indicator whose counts are known, improved as far as it "
        "goes, leads to {reach}.",
    ),
)
