"""The texts of the card that say why an agency has its rank, how that came about, and who below it costs most."""

from app.domain.messages import Text

CARD = {
    # why this rank
    "rank_why": Text("Vì sao đứng hạng {rank}?", "Why rank {rank}?"),
    "rank_why_none": Text("Vì sao chưa có hạng?", "Why is there no rank?"),
    "rank_lacks": Text(
        "Chưa có tổng điểm nên chưa được xếp hạng. Còn thiếu điểm nhóm: {groups}.",
        "There is no total, so there is no rank. Groups without a score: {groups}.",
    ),
    "rank_lacks_total": Text("Chưa có tổng điểm nên chưa được xếp hạng.", "There is no total, so there is no rank."),
    "rank_lacks_where": Text("Xem số liệu còn thiếu", "See the missing figures"),
    "rank_unpublished": Text(
        "Thứ hạng trong kỳ này là thứ hạng công bố, và thứ hạng của đơn vị này chưa được công bố.",
        "The ranks of this period are published ones, and that of this agency was not published.",
    ),
    "rank_above": Text(
        "Tổng điểm cao hơn trung bình {points} điểm.", "The total is {points} points above the average."
    ),
    "rank_below": Text(
        "Tổng điểm thấp hơn trung bình {points} điểm.", "The total is {points} points below the average."
    ),
    "rank_level": Text("Tổng điểm bằng trung bình.", "The total equals the average."),
    "rank_lifts": Text("Kéo tổng điểm lên: {groups}.", "What lifts it: {groups}."),
    "rank_lowers": Text("Kéo tổng điểm xuống: {groups}.", "What pulls it down: {groups}."),
    "rank_equal": Text("Bằng trung bình: {groups}.", "At the average: {groups}."),
    "rank_unknown": Text(
        "Chưa so sánh được với trung bình: {groups}.", "Cannot be compared with an average yet: {groups}."
    ),
    "rank_sum": Text(
        "Cộng các chênh lệch của nhóm được đúng chênh lệch của tổng điểm: {points}.",
        "The distances of the groups add up to that of the total: {points}.",
    ),
    "rank_remainder": Text(
        "Cộng các chênh lệch của nhóm được {sum}, tổng điểm chênh lệch {points}; còn lại {remainder} là do làm tròn "
        "hoặc do trung bình của tổng điểm được tính theo cách khác.",
        "The distances of the groups add up to {sum}, that of the total is {points}; the remaining {remainder} comes "
        "from rounding, or from another way of averaging the total.",
    ),
    "rank_ahead": Text(
        "Ngay trên là {names} (hạng {rank}), hơn {points} điểm: thêm {points} điểm là ngang hạng {rank}.",
        "Just ahead: {names} (rank {rank}), by {points} points. With {points} points more the rank is {rank} too.",
    ),
    "rank_first": Text("Không có đơn vị nào xếp trên.", "Nobody ranks higher."),
    "rank_tied": Text("Cùng hạng: {names}.", "Of the same rank: {names}."),
    "rank_behind": Text(
        "Ngay dưới là {names} (hạng {rank}), kém {points} điểm.",
        "Just behind: {names} (rank {rank}), by {points} points.",
    ),
    "rank_last": Text("Không có đơn vị nào xếp dưới.", "Nobody ranks lower."),
    "names_more": Text("{names} và {count} đơn vị khác", "{names} and {count} more"),
    # over time
    "history": Text("Qua các kỳ", "Over time"),
    "history_score": Text("Tổng điểm", "Total"),
    "history_rank": Text("Thứ hạng", "Rank"),
    "history_score_chart": Text("Tổng điểm của {agency} qua các kỳ", "The total of {agency} over time"),
    "history_rank_chart": Text("Thứ hạng của {agency} qua các kỳ", "The rank of {agency} over time"),
    "history_desc": Text(
        "{points}; càng cao càng tốt. Bảng dưới đây có cùng số liệu.",
        "{points}; higher is better. The table below has the same figures.",
    ),
    "history_desc_break": Text(
        "Đường bị ngắt trước {period}: {words}.", "The line is interrupted before {period}: {words}."
    ),
    "history_break": Text(
        "Ngắt: không so sánh trực tiếp với kỳ trước ({words}).",
        "Break: not to be compared with the period before ({words}).",
    ),
    "history_break_ranks": Text(
        "Ngắt: thứ hạng không so sánh trực tiếp với kỳ trước ({words}).",
        "Break: the rank is not to be compared with that of the period before ({words}).",
    ),
    "history_breaks": Text(
        "Đường bị ngắt ở nét đứt: các kỳ hai bên không so sánh trực tiếp được với nhau.",
        "The line is interrupted at a dashed stroke: the periods on its two sides are not comparable.",
    ),
    "history_one": Text(
        "Mới có một kỳ cùng loại; biểu đồ hiển thị khi có từ hai kỳ.",
        "There is only one period of this kind so far; charts appear from two periods on.",
    ),
    "break_scorecard": Text("bộ chỉ số khác", "another scorecard"),
    "break_members": Text("{before} → {now} đơn vị", "{before} → {now} agencies"),
    "break_merged": Text("sáp nhập {names}", "merger with {names}"),
    "break_merged_short": Text("sáp nhập {count} đơn vị", "merger with {count} more"),
    "break_field": Text("xếp hạng trong {before} → {now} đơn vị", "ranked among {before} → {now}"),
    "break_source": Text("hạng công bố và hạng tính", "published and computed ranks"),
    # below
    "late": Text("Hồ sơ không đúng hạn ở đơn vị nào?", "Where are dossiers late?"),
    "late_why": Text(
        "{known} đơn vị trực thuộc có số liệu có {late} hồ sơ không được xử lý trước hạn hoặc đúng hạn.",
        "The {known} agencies directly below with figures have {late} dossiers that were not handled on time.",
    ),
    "late_own": Text(
        "Cả {agency} có {own}; tỷ trọng là phần trong số đó.", "All of {agency} has {own}; shares are of these."
    ),
    "late_sum": Text(
        "Tỷ trọng là phần trong tổng số hồ sơ không đúng hạn của các đơn vị này.", "Shares are of the sum of these."
    ),
    "late_unknown": Text(
        "{count} đơn vị khác chưa có số liệu; thiếu số liệu không phải là 0.",
        "Of {count} more there are no figures; a missing figure is not zero.",
    ),
    "late_shown": Text(
        "Bảng có {shown} đơn vị nhiều nhất trong {count} đơn vị có hồ sơ không đúng hạn.",
        "The table has the {shown} with most of {count} agencies with late dossiers.",
    ),
    "late_none": Text(
        "Không có hồ sơ nào không đúng hạn trong số liệu đã có.", "No dossier is late in the figures there are."
    ),
    "late_not_announced": Text(
        "Không gồm {cohorts}: số liệu trong kỳ này chưa công bố.",
        "Without {cohorts}: their figures of this period were not announced.",
    ),
    "late_caption": Text("Đơn vị có nhiều hồ sơ không đúng hạn nhất", "Agencies with most late dossiers"),
    "late_count": Text("Không đúng hạn", "Late"),
    "late_share": Text("Tỷ trọng", "Share"),
    "late_share_small": Text("dưới 0,01%", "under 0.01%"),
    "late_received": Text("trên {count} hồ sơ", "of {count}"),
    "late_ranking": Text("Xếp hạng theo tiến độ: {cohort}", "Ranking by timeliness: {cohort}"),
    # for sharing
    "share": Text("Câu để chia sẻ", "A sentence to share"),
    "share_none": Text("Chưa có tổng điểm của {agency} trong {period}.", "There is no total of {agency} for {period}."),
    "share_card": Text(
        "{agency} đạt {score}/{max} điểm{rank} trong {period} ({dated}){average}.",
        "{agency} scores {score} of {max} points{rank} in {period} ({dated}){average}.",
    ),
    "share_rank": Text(", hạng {rank}/{ranked}", ", rank {rank} of {ranked}"),
    "share_rank_alone": Text(", hạng {rank}", ", rank {rank}"),
    "share_rank_part": Text(
        ", hạng {rank} trong {ranked} đơn vị có điểm (cả nhóm có {of})",
        ", rank {rank} among the {ranked} with a score (of {of})",
    ),
    "share_above": Text(", trên {average} {points} điểm", ", {points} points above {average}"),
    "share_below": Text(", dưới {average} {points} điểm", ", {points} points below {average}"),
    "share_level": Text(", bằng {average}", ", equal to {average}"),
    "share_average_whole": Text("trung bình cả nước", "the national average"),
    "share_average": Text("trung bình các {cohort}", "the average of {cohort}"),
    "share_dated": Text("số liệu đến {day}", "figures up to {day}"),
    "share_announced": Text("công bố ngày {day}", "announced on {day}"),
    "share_withdrawn": Text("đã bị rút ngày {day}", "withdrawn on {day}"),
    "share_replaced": Text("đã được thay thế", "replaced since"),
    "share_not_announced": Text("chưa công bố", "not announced"),
    "share_ranking": Text(
        "{caption}: {ranked}/{of} đơn vị được xếp hạng{lead}{average} ({dated}).",
        "{caption}: {ranked} of {of} ranked{lead}{average} ({dated}).",
    ),
    "share_lead": Text("; dẫn đầu {names} ({score} điểm)", "; in the lead {names} ({score} points)"),
    "share_ranking_average": Text("; trung bình {score} điểm", "; average {score} points"),
    "share_method": Text(
        "Cách tính điểm {max} điểm, {groups} nhóm, {indicators} chỉ số theo {law}: công thức, điểm tối đa, ngưỡng và "
        "cách làm tròn.",
        "How {max} points in {groups} groups and {indicators} indicators are computed under {law}: formulas, maxima, "
        "thresholds and rounding.",
    ),
}
