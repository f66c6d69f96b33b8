"""Why counts from dossiers and the portal's differ: causes that are known, each with what bears it out.

None of them is ever taken off a count. What senders change matters where the dossiers that are counted come from a
province's system itself; where they are the records that it pushed, both counts have it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.dossiers.measures import DOSSIER_MEASURES
from app.domain.messages import Text


class Larger(StrEnum):
    """Which of the two counts a cause makes the larger."""

    DOSSIERS = "dossiers"
    PORTAL = "portal"
    EITHER = "either"


class Ground(StrEnum):
    """What bears a cause out: figures that the portal published, its formula sheet, the public source of a vendor's
    system that sends dossiers, another public page; or that the sources leave it open."""

    FIGURES = "published_figures"
    SHEET = "formula_sheet"
    VENDOR = "vendor_source"
    PAGE = "public_page"
    OPEN = "left_open"


@dataclass(frozen=True, slots=True)
class Cause:
    """``larger``: by measure, which count it makes the larger."""

    code: str
    text: Text
    ground: Ground
    larger: Mapping[str, Larger]


def known_causes(measure: str, difference: int, *, other_day: bool) -> list[Cause]:
    """The causes that may explain what a count from dossiers is more (less: below 0) than the portal's.

    ``other_day``: the two are not of the same day.
    """
    if difference == 0:
        return []
    sides = (Larger.EITHER, Larger.DOSSIERS if difference > 0 else Larger.PORTAL)
    found = [each for each in CAUSES if each.larger.get(measure) in sides]
    return [OTHER_DAY, *found] if other_day else found


def _of(larger: Larger, *measures: str) -> dict[str, Larger]:
    return dict.fromkeys(measures, larger)


def _all_but(larger: Larger, left_out: Iterable[str] = ()) -> dict[str, Larger]:
    return {measure: larger for measure in DOSSIER_MEASURES if measure not in left_out}


_ON_TIME_AT_THE_PORTAL = {
    **_of(Larger.PORTAL, "dossiers_on_time", "dossiers_satisfied"),
    **_of(Larger.DOSSIERS, "dossiers_overdue"),
}
_DISTINCT = tuple(code for code, each in DOSSIER_MEASURES.items() if each.key)
_SYNCED = ("dossiers_synced", "dossiers_to_sync")
_CHANNELS = ("dossiers_all_channels", "dossiers_online", "dossiers_direct", "dossiers_postal")
_PAID = ("dossiers_paid_online", "fee_procedures_paid_online")
_BY_FILING = ("online_services_with_dossiers", "fee_procedures_with_synced_fees")
_CITIZENS = ("dossiers_using_citizen_data", "procedures_using_citizen_data")

OTHER_DAY = Cause(
    "other_day",
    Text(
        "Hai số liệu không cùng ngày. Số công bố còn thay đổi: điểm năm 2026 của Gia Lai là 62,62 ngày 17/9/2026 và "
        "66,23 ngày 10/10/2026.",
        "The two are not of the same day. Published figures move: Gia Lai's score of 2026 was 62.62 on 17 September "
        "2026 and 66.23 on 10 October.",
    ),
    Ground.FIGURES,
    {},
)
CAUSES = (
    Cause(
        "not_at_the_portal",
        Text(
            "Cổng nhận được ít hồ sơ hơn hệ thống của tỉnh đang có. Thành phố Hồ Chí Minh tự báo cáo, trên cùng độ dài "
            "thời gian, số hồ sơ gấp khoảng hai lần số trên Cổng.",
            "The portal received fewer dossiers than the province's system has. Over as long a time, Ho Chi Minh City "
            "itself reports about twice as many as the portal.",
        ),
        Ground.PAGE,
        _all_but(Larger.DOSSIERS, _SYNCED),
    ),
    Cause(
        "three_bases",
        Text(
            "Trong cùng một câu trả lời, Cổng dùng ba mẫu số khác nhau. Phú Thọ, quý III/2026: 464.494 hồ sơ ở tiến độ "
            "và số hóa, 440.558 ở kênh nộp, 339.457 ở đồng bộ. Đếm từ hồ sơ thì mọi loại số liệu chung mẫu số đầu.",
            "In one and the same answer the portal counts on three bases. Phú Thọ, third quarter of 2026: 464,494 "
            "dossiers in progress and digitisation, 440,558 in channels, 339,457 in synchronisation. Counts from "
            "dossiers all have the first.",
        ),
        Ground.FIGURES,
        _of(Larger.DOSSIERS, *_CHANNELS, *_SYNCED),
    ),
    Cause(
        "sync_base",
        Text(
            "Không rõ Cổng tính những hồ sơ nào là phải đồng bộ: năm 2026, ở 34 tỉnh, bằng 0,77 đến 0,89 số hồ sơ "
            "tiếp nhận, và bằng đúng số đã đồng bộ.",
            "Which dossiers the portal takes as those to synchronise is not known: in the 34 provinces, in 2026, they "
            "are 0.77 to 0.89 of those received, and exactly as many as were synchronised.",
        ),
        Ground.FIGURES,
        _of(Larger.EITHER, *_SYNCED),
    ),
    Cause(
        "paused_sent_as_done",
        Text(
            "Có hệ thống gửi trạng thái 5 (chờ bổ sung), 6 (chờ nghĩa vụ tài chính) và 8 (dừng xử lý) thành 9 (đã xử "
            "lý xong): trên Cổng, hồ sơ kết thúc sớm hơn.",
            "A sender reports the states 5 (waiting for papers), 6 (waiting for payment) and 8 (stopped) as 9 (done): "
            "at the portal such dossiers end earlier.",
        ),
        Ground.VENDOR,
        _ON_TIME_AT_THE_PORTAL,
    ),
    Cause(
        "done_at_receipt",
        Text(
            "Có hệ thống thêm dòng trạng thái 9 ngay lúc tiếp nhận nếu không có ngày hẹn trả: trên Cổng, hồ sơ đó luôn "
            "đúng hạn.",
            "A sender adds a row of state 9 at the moment of receipt where no day is promised: at the portal such "
            "dossiers are always on time.",
        ),
        Ground.VENDOR,
        _ON_TIME_AT_THE_PORTAL,
    ),
    Cause(
        "first_paper_as_result",
        Text(
            "Có hệ thống gửi giấy tờ đính kèm đầu tiên làm kết quả nếu thiếu tệp kết quả.",
            "A sender passes the first paper attached for the result where there is no result file.",
        ),
        Ground.VENDOR,
        _of(Larger.PORTAL, "dossiers_with_electronic_result", "dossiers_online", "dossiers_digitised"),
    ),
    Cause(
        "vneid_always_0",
        Text(
            "Có hệ thống luôn gửi tài khoản là chưa xác thực VNeID.",
            "A sender always says that the account is not verified by VNeID.",
        ),
        Ground.VENDOR,
        _of(Larger.DOSSIERS, *_CITIZENS),
    ),
    Cause(
        "filed_as_received",
        Text(
            "Có hệ thống gửi ngày nộp bằng ngày tiếp nhận: hồ sơ nộp kỳ này, tiếp nhận kỳ sau rơi vào kỳ khác.",
            "A sender gives the day of receipt as the day of filing: dossiers filed in one period and received in the "
            "next fall into another.",
        ),
        Ground.VENDOR,
        _of(Larger.EITHER, *_BY_FILING),
    ),
    Cause(
        "payment_always_1",
        Text(
            "Có hệ thống gửi mọi yêu cầu đã thanh toán là 1 (trả trên Cổng), bất kể trả qua cổng thanh toán nào.",
            "A sender reports every paid request as 1 (paid on the portal), whichever way it was paid.",
        ),
        Ground.VENDOR,
        _of(Larger.PORTAL, *_PAID),
    ),
    Cause(
        "day_of_payment",
        Text(
            "Có hệ thống tính theo ngày thanh toán; công thức tính theo ngày tiếp nhận.",
            "A vendor's system goes by the day of payment, the formula by the day of receipt.",
        ),
        Ground.VENDOR,
        _of(Larger.EITHER, *_PAID),
    ),
    Cause(
        "sent_twice",
        Text(
            "Có hệ thống đặt số ngẫu nhiên cho hồ sơ có số kiểu cũ mỗi lần gửi: trên Cổng, một hồ sơ có thể thành hai.",
            "A sender makes up a random number for dossiers of an old form whenever it sends them: at the portal one "
            "dossier may stand twice.",
        ),
        Ground.VENDOR,
        _all_but(Larger.PORTAL, _DISTINCT),
    ),
    Cause(
        "late_and_disliked",
        Text(
            "Công thức của Cổng trừ hai tỷ lệ: hồ sơ vừa quá hạn vừa không hài lòng bị trừ hai lần; ở đây một lần.",
            "The portal's formula subtracts two rates: a dossier both late and disliked is taken off twice, here once.",
        ),
        Ground.SHEET,
        _of(Larger.DOSSIERS, "dossiers_satisfied"),
    ),
    Cause(
        "mark_of_reuse",
        Text(
            "Tên trường và cách dùng trong công thức khai thác lại mâu thuẫn nhau; không rõ Cổng đọc trường nào.",
            "In the formula for reuse the field's name and its use contradict each other; how the portal reads it is "
            "not known.",
        ),
        Ground.SHEET,
        _of(Larger.EITHER, "dossiers_reusing_data"),
    ),
    Cause(
        "option_base",
        Text(
            "Nguồn để ngỏ (lựa chọn base): chỉ hồ sơ tiếp nhận trong kỳ, hay cả hồ sơ kỳ trước chuyển sang.",
            "The sources leave it open (option base): dossiers received in the period only, or those carried over too.",
        ),
        Ground.OPEN,
        _all_but(Larger.EITHER, _DISTINCT),
    ),
    Cause(
        "option_precision",
        Text(
            "Nguồn để ngỏ (lựa chọn precision): so với hạn theo ngày hay theo phút.",
            "The sources leave it open (option precision): whether days or minutes are compared with the promise.",
        ),
        Ground.OPEN,
        _of(Larger.EITHER, *_ON_TIME_AT_THE_PORTAL),
    ),
    Cause(
        "option_results_base",
        Text(
            "Nguồn để ngỏ (lựa chọn results_base): mọi hồ sơ, hay chỉ hồ sơ của thủ tục có cấp kết quả.",
            "The sources leave it open (option results_base): all dossiers, or those of procedures that end in a "
            "document.",
        ),
        Ground.OPEN,
        _of(Larger.EITHER, "dossiers_needing_result", "dossiers_with_electronic_result"),
    ),
    Cause(
        "option_citizen_data",
        Text(
            "Nguồn để ngỏ (lựa chọn citizen_data): VNeID, kho dữ liệu của công dân hoặc CSDL dân cư, hay chỉ VNeID.",
            "The sources leave it open (option citizen_data): VNeID, the citizen's store or the population database, "
            "or VNeID only.",
        ),
        Ground.OPEN,
        _of(Larger.EITHER, *_CITIZENS),
    ),
    Cause(
        "option_shared_for_reuse",
        Text(
            "Nguồn để ngỏ (lựa chọn shared_for_reuse): giấy tờ lấy từ kho hoặc kết quả đưa vào kho, hay chỉ giấy tờ.",
            "The sources leave it open (option shared_for_reuse): papers from the store or results laid into it, or "
            "papers only.",
        ),
        Ground.OPEN,
        _of(Larger.EITHER, "dossiers_shared_for_reuse"),
    ),
)
