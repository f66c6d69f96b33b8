"""The texts of a ranking's first sight: its sentences, its picture and how it fits a screen."""

from app.domain.messages import Text

FIRST_SIGHT = {
    # the sentences
    "sight_leads": Text("{names} dẫn đầu với {score} trên {max} điểm.", "{names} leads with {score} of {max} points."),
    "sight_leads_by": Text(
        "{names} dẫn đầu về {column} với {score} trên {max} điểm.",
        "{names} leads in {column} with {score} of {max} points.",
    ),
    "sight_lead": Text(
        "{names} cùng dẫn đầu với {score} trên {max} điểm.", "{names} lead with {score} of {max} points each."
    ),
    "sight_lead_by": Text(
        "{names} cùng dẫn đầu về {column} với {score} trên {max} điểm.",
        "{names} lead in {column} with {score} of {max} points each.",
    ),
    "many_agencies": Text("{count} đơn vị", "{count} agencies"),
    "and": Text(" và ", " and "),
    "rose_and_fell": Text(
        "So với {period}, tăng nhiều nhất là {risen} ({up} bậc), giảm nhiều nhất là {fallen} ({down} bậc).",
        "Against {period}, {risen} rose most (by {up} in rank) and {fallen} fell most (by {down}).",
    ),
    "rose": Text(
        "So với {period}, tăng nhiều nhất là {risen} ({up} bậc).",
        "Against {period}, {risen} rose most (by {up} in rank).",
    ),
    "fell": Text(
        "So với {period}, giảm nhiều nhất là {fallen} ({down} bậc).",
        "Against {period}, {fallen} fell most (by {down} in rank).",
    ),
    "nobody_moved": Text("Không đơn vị nào đổi hạng so với {period}.", "No rank has changed since {period}."),
    "moves_unknown": Text("Chưa so sánh được thứ hạng với {period}.", "Ranks cannot be compared with {period}."),
    "average_nation": Text(
        "Trung bình cả nước là {average} điểm{change}.", "The national average is {average} points{change}."
    ),
    "average_some": Text(
        "Trung bình của {averaged} đơn vị là {average} điểm{change}.",
        "The average of {averaged} agencies is {average} points{change}.",
    ),
    "average_cohort": Text(
        "Trung bình của nhóm là {average} điểm{change}.", "The average of the cohort is {average} points{change}."
    ),
    "average_rose": Text(", tăng {points} điểm so với {period}", ", {points} points more than in {period}"),
    "average_fell": Text(", giảm {points} điểm so với {period}", ", {points} points less than in {period}"),
    "average_same": Text(", bằng {period}", ", the same as in {period}"),
    "all_ranked": Text("Cả {of} đơn vị đều được xếp hạng.", "All {of} agencies are ranked."),
    "some_ranked": Text("{ranked} trong {of} đơn vị được xếp hạng.", "{ranked} of {of} agencies are ranked."),
    "one_member": Text("Nhóm này chỉ có một đơn vị.", "There is but one agency in this cohort."),
    "few_known": Text(
        "Mới có điểm của {known} trong {of} đơn vị{named}, chưa đủ để nói đơn vị nào dẫn đầu.",
        "Scores are known of only {known} of {of} agencies{named}: too few to say who leads.",
    ),
    "few_known_published": Text(
        "Mới có điểm của {known} trong {of} đơn vị{named}; thứ hạng là thứ hạng công bố.",
        "Scores are known of only {known} of {of} agencies{named}; the ranks are those that were published.",
    ),
    "none_known": Text(
        "Chưa đơn vị nào trong {of} đơn vị có đủ số liệu để tính điểm.",
        "None of the {of} agencies has enough figures for a score yet.",
    ),
    "own_rank": Text("{name} đứng thứ {rank} với {score} điểm.", "{name} is ranked {rank} with {score} points."),
    "own_score": Text("{name} có {score} điểm.", "{name} has {score} points."),
    "own_none": Text("{name} chưa có điểm.", "{name} has no score yet."),
    # the picture
    "dots_title": Text("{column} của {cohort}, {period}", "{column} of {cohort}, {period}"),
    "dots_desc": Text("Mỗi chấm là một đơn vị, đặt theo điểm.", "Each dot is an agency, placed by its score."),
    "bins_desc": Text(
        "Mỗi cột là số đơn vị có điểm trong một khoảng.",
        "Each bar is the number of agencies within a range of scores.",
    ),
    "ends_desc": Text("Thấp nhất: {last}. Cao nhất: {first}.", "Lowest: {last}. Highest: {first}."),
    "dots_average": Text("Trung bình {average}", "Average {average}"),
    "dots_key": Text("một đơn vị", "one agency"),
    "bins_key": Text("số đơn vị trong một khoảng điểm", "number of agencies within a range of scores"),
    "dots_unknown": Text(
        "{count} đơn vị chưa có điểm nên không có trong hình", "{count} agencies without a score are not shown"
    ),
    "groups_nav": Text("Xem theo nhóm", "By group"),
    "by_group": Text("Xem theo nhóm (đang xem: {column})", "By group (now: {column})"),
    # the choices and the table
    "choices": Text("Đổi kỳ, nhóm, số liệu ({period})", "Change period, cohort, figures ({period})"),
    "own_row": Text("đơn vị đã chọn", "the agency you chose"),
    "own_see": Text("Xem trong bảng", "See it in the table"),
    "own_leave": Text("Bỏ đánh dấu", "Do not mark it"),
    "narrow": Text("Ở màn hình hẹp chỉ hiện điểm đang xếp theo.", "Only the score ranked by fits a narrow screen."),
    "pages": Text("Các trang của bảng", "Pages of the table"),
    "page_of": Text("Đơn vị thứ {first} đến {last} trong {of}.", "Agencies {first} to {last} of {of}."),
    "page_previous": Text("Trang trước", "Previous"),
    "page_next": Text("Trang sau", "Next"),
    "page_number": Text("Trang", "Page"),
    "page_all": Text("Cả bảng có trong tệp CSV và XLSX.", "The files have the whole table."),
    "more_absent": Text(
        "và {count} đơn vị khác; tệp CSV có đủ danh sách", "and {count} more; the CSV file has the whole list"
    ),
}
