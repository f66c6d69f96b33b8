"""The texts of comparisons, of what is downloaded from a page, and of what other sites may embed."""

from app.domain.messages import Text

COMPARE = {
    "compare": Text("So sánh", "Compare"),
    "compare_title": Text("So sánh {names}", "Compare {names}"),
    "compare_and": Text("{first} và {last}", "{first} and {last}"),
    "compare_with": Text("So sánh {name} với cơ quan khác", "Compare {name} with another agency"),
    "compare_in": Text("So sánh {cohort}", "Compare {cohort}"),
    "compare_any": Text("So sánh cơ quan, đơn vị", "Compare agencies"),
    "compare_what": Text(
        "Chọn từ hai đến năm cơ quan, đơn vị cùng nhóm so sánh để xem tổng điểm, sáu nhóm và từng chỉ số cạnh nhau.",
        "Choose two to five agencies of one cohort to see their totals, groups and indicators side by side.",
    ),
    "compare_first": Text("Chọn cơ quan đầu tiên", "Choose the first agency"),
    "compare_provinces": Text("Chọn trong danh sách các tỉnh, thành phố", "Choose from the list of provinces"),
    "compare_agency": Text("Cơ quan, đơn vị thứ {number}", "Agency {number}"),
    "compare_add": Text("Thêm cơ quan, đơn vị", "Add an agency"),
    "compare_pick": Text("Chọn…", "Choose…"),
    "compare_do": Text("So sánh", "Compare"),
    "compare_drop": Text("Bỏ", "Remove"),
    "compare_chosen": Text("Đang so sánh", "Being compared"),
    "compare_scores": Text("Tổng điểm và sáu nhóm chỉ số", "Total and groups"),
    "compare_charts": Text("Biểu đồ", "Charts"),
    "compare_chart": Text("{column}, tối đa {max} điểm", "{column}, at most {max} points"),
    "compare_chart_desc": Text("{scores}. Bảng có cùng số liệu.", "{scores}. The table has the same figures."),
    "compare_leads": Text("cao nhất trong các cơ quan đang so sánh", "highest of the agencies compared"),
    "compare_legend": Text("★ cao nhất trong các cơ quan đang so sánh", "★ highest of the agencies compared"),
    "compare_rank": Text("hạng {rank}", "rank {rank}"),
    "compare_average": Text("Trung bình {cohort}", "Average of {cohort}"),
    "compare_alone": Text(
        "Nhóm so sánh này chỉ có một cơ quan nên không so sánh được.",
        "There is only one agency in this cohort, so there is nothing to compare it with.",
    ),
    "compare_leave_out": Text("Bỏ {name}", "Leave out {name}"),
    "compare_replace": Text("Thay {name} bằng {other}", "Replace {name} with {other}"),
    "compare_again": Text("Chọn lại từ đầu", "Start again"),
    "file_agency_score": Text("{agency}: điểm", "{agency}: score"),
    "file_agency_rank": Text("{agency}: hạng", "{agency}: rank"),
    "file_ranked": Text("Số đơn vị xếp hạng", "Agencies ranked"),
    "file_rate": Text("Tỷ lệ (%)", "Rate (%)"),
    "file_leads": Text("Cao nhất trong các cơ quan so sánh", "Highest of those compared"),
    "file_page": Text("Trang &P/&N", "Page &P of &N"),
    "chart_svg": Text("SVG (biểu đồ)", "SVG (chart)"),
    "chart_file": Text("Tải biểu đồ (SVG)", "Download the chart (SVG)"),
    "embed": Text("Nhúng vào trang web khác", "Embed in another website"),
    "embed_how": Text(
        "Sao chép mã dưới đây vào trang web của mình. Bảng được nhúng luôn hiển thị số liệu mới nhất của địa chỉ này.",
        "Copy the code below into your website. What is embedded always shows the newest figures of this address.",
    ),
    "embed_frozen": Text(
        "Sao chép mã dưới đây vào trang web của mình. Bảng được nhúng luôn hiển thị đúng bản công bố này.",
        "Copy the code below into your website. What is embedded always shows this edition.",
    ),
    "embed_relative": Text(
        "Trước khi dùng, thêm địa chỉ của trang này (phần https://… đến trước dấu / đầu tiên) vào trước phần bắt đầu "
        "bằng {start}.",
        "Before you use it, put the address of this site (https://… up to the first /) before what begins with "
        "{start}.",
    ),
    "embed_code": Text("Mã nhúng", "Code to embed"),
}
