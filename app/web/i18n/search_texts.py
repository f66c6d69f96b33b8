"""The texts of the search for agencies, in Vietnamese and English."""

from app.domain.messages import Text

SEARCH = {
    "search": Text("Tìm cơ quan, đơn vị", "Find an agency"),
    "search_name": Text("Tên cơ quan, đơn vị", "Name of an agency"),
    "search_do": Text("Tìm", "Search"),
    "search_found": Text("Kết quả tìm “{sought}”: {count}", "Found for “{sought}”: {count}"),
    "search_none": Text("Không tìm thấy “{sought}”", "Nothing found for “{sought}”"),
    "search_agency": Text("Cơ quan, đơn vị", "Agency"),
    "search_until": Text("đến {day}", "until {day}"),
    "search_former": Text("Tên trước đây: {names}", "Formerly {names}"),
    "search_merged": Text(
        "{name}: đến {day}, sau đó sáp nhập vào đơn vị này", "{name}: until {day}, then merged into this agency"
    ),
    "search_more": Text(
        "Chỉ hiển thị {shown} trong {count} kết quả. Gõ thêm tên để tìm chính xác hơn.",
        "Only {shown} of {count} are shown. Type more of the name to narrow the search.",
    ),
    "search_hints": Text("Cách tìm", "How to search"),
    "search_hint_accents": Text(
        "Gõ có dấu hay không dấu đều được: “hung yen” tìm thấy Hưng Yên.",
        "Accents may be left out: “hung yen” finds Hưng Yên.",
    ),
    "search_hint_former": Text(
        "Tên cũ cũng tìm được: “thái bình” dẫn đến Hưng Yên, “thừa thiên huế” dẫn đến Huế.",
        "Former names work too: “thái bình” leads to Hưng Yên, “thừa thiên huế” to Huế.",
    ),
    "search_hint_parts": Text(
        "Tìm sở, xã, phường: gõ tên, có thể thêm tên tỉnh, thành phố, như “sở y tế phú thọ”; tên viết tắt như “GDĐT” "
        "cũng được.",
        "For a department or a commune type its name, with that of the province if you like: “sở y tế phú thọ”. "
        "Abbreviations such as “GDĐT” work too.",
    ),
    "search_home": Text("Xem bảng xếp hạng các tỉnh, thành phố", "Show the ranking of the provinces"),
}
