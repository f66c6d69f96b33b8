"""The texts of the card that say what a better rank would take, and how firm the rank is."""

from app.domain.messages import Text

WHAT_IF = {
    "what_if": Text("Muốn lên hạng cần gì?", "What would a better rank take?"),
    "what_if_rank": Text("Muốn lên hạng", "Rank to reach"),
    "what_if_choice": Text("Hạng {rank}: {names} ({points})", "Rank {rank}: {names} ({points})"),
    "what_if_gap": Text(
        "{names} đang ở hạng {rank} với {goal} điểm; {agency} có {now} điểm, còn thiếu {gap} điểm.",
        "{names}: rank {rank} with {goal} points. {agency} has {now}, so {gap} points are missing.",
    ),
    "what_if_ended": Text(
        "Kỳ đã kết thúc: chỉ còn sửa, bổ sung được hồ sơ, thủ tục đã có.",
        "The period has ended: only existing cases can still be mended.",
    ),
    "what_if_all": Text("Mọi việc còn làm được", "Everything that can still be done"),
    "what_if_recoverable": Text("Chỉ sửa, bổ sung hồ sơ, thủ tục đã có", "Only existing cases that can be mended"),
    "what_if_papers": Text("Chỉ hoàn thiện giấy tờ", "Only work on papers"),
    "what_if_past": Text("Lẽ ra cần (nay không còn làm được)", "What it would have taken (too late now)"),
    "what_if_same": Text("Cũng như trên.", "The same as above."),
    "what_if_not_reached": Text(
        "Không đủ: làm hết cũng chỉ đến {points} điểm.", "Not enough: all of it leads to {points} points."
    ),
    "what_if_increments": Text(
        "Điểm {groups} là điểm công bố; phần tăng của chỉ số có số liệu được cộng vào đó.",
        "Published scores: {groups}. To these the gains of indicators with known counts are added.",
    ),
    "what_if_counts_unknown": Text(
        "Không tính, vì chưa có số liệu: {titles}.", "Left out, as the counts are not known: {titles}."
    ),
    "what_if_inherited": Text(
        "Không tính, vì là số liệu chung của cả tỉnh: {titles}.",
        "Left out, as the counts are those of the whole province: {titles}.",
    ),
    "what_if_contradicted": Text(
        "Không tính, vì điểm công bố cao hơn số liệu cho phép: {titles}.",
        "Left out, as the published score is higher than the counts allow: {titles}.",
    ),
    "what_if_first": Text("Đang đứng đầu: không có hạng nào cao hơn.", "Nobody ranks higher: there is no better rank."),
    "what_if_no_rank": Text(
        "Chưa có thứ hạng do hệ thống tính từ điểm, nên chưa nói được hạng cao hơn cần gì.",
        "There is no rank that we counted from scores, so nobody can say what a better one would take.",
    ),
    "what_if_held": Text(
        "{agency} đang ở hạng {rank}: chọn một hạng từ 1 đến {best}, không phải {asked}.",
        "{agency} is at rank {rank}: choose a rank from 1 to {best}, not {asked}.",
    ),
    "what_if_beyond_reach": Text(
        "Không thể: cải thiện hết mọi chỉ số có số liệu cũng chỉ đến {points} điểm.",
        "Out of reach: every indicator with known counts improved as far as it goes leads to {points} points.",
    ),
    # the next steps
    "steps": Text("Ít việc nhất để thêm điểm", "The cheapest next points"),
    "steps_what": Text("Việc", "What"),
    "steps_gain": Text("Điểm", "Points"),
    "steps_past": Text("Lẽ ra cần {step}", "Would have taken {step}"),
    # who costs how much
    "late_lost": Text("Mất điểm", "Points lost"),
    "late_points": Text(
        "Hồ sơ không đúng hạn làm mất {lost} trong {max} điểm của chỉ số “{indicator}”; phần của mỗi đơn vị tính theo "
        "số hồ sơ không đúng hạn của đơn vị đó.",
        "Late dossiers cost {lost} of the {max} points of “{indicator}”; each agency’s part is that of its late "
        "dossiers.",
    ),
    "late_subtotal": Text("Cộng {agencies} {cohort}", "All {agencies} {cohort}"),
    "late_rest": Text("Đơn vị khác, chưa có số liệu riêng", "Others, without figures of their own"),
    "late_over": Text("Số liệu bên dưới nhiều hơn số chung", "Counted more below than for the whole"),
    # how firm a rank is
    "firm_short": Text("{ranks} nếu trọng số khác đi", "{ranks} under other weights"),
    "firm_weights": Text(
        "Độ nhạy với trọng số: khi trọng số của mỗi nhóm thay đổi ngẫu nhiên trong ±25% ({draws} lần), 90% số lần hạng "
        "là {ranks}. Đây không phải khoảng tin cậy: trọng số do Quyết định 766 quy định.",
        "Sensitivity to weights: with the weight of each group drawn within ±25% ({draws} times), the rank is "
        "{ranks} in 90% of the draws. This is no confidence interval: the weights are law.",
    ),
    "firm_history": Text(
        "Qua {days} ngày có số liệu mới, từ {first} đến {last}, hạng là {ranks}.",
        "Over {days} days with new figures, from {first} to {last}, the rank was {ranks}.",
    ),
}  # fmt: skip
