"""Every verdict says why, in both languages, with the dates that decided."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from app.domain import dossiers
from app.domain.dossiers.closing import ClosedBy
from app.domain.dossiers.dossier import Channel, Dossier, Status
from app.domain.dossiers.reason_texts import LABELS, TEXTS
from app.domain.dossiers.registers import DossierRegisters, Procedure, TimeUnit
from app.domain.dossiers.rules import Precision
from app.domain.messages import Message
from app.domain.messages.dossiers import MESSAGES
from tests.support.dossiers import PLAIN, RULES, at, done, dossier, request, verdicts

FOLDER = Path(dossiers.__path__[0])
SOURCES = [path.read_text("utf-8") for path in FOLDER.glob("*.py") if path.name != "reason_texts.py"]
RECEIVED = "Tiếp nhận ngày 01/10/2026, trong kỳ."
OPEN_AND_LATE = "Đến 31/10/2026 chưa kết thúc, đã quá hạn 09/10/2026."


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", TEXTS)
def test_both_languages_say_the_same(code: str) -> None:
    text = TEXTS[code]
    assert names(text.vi) == names(text.en)
    assert text.vi != text.en
    assert text.vi.endswith(".")
    assert text.en.endswith(".")


@pytest.mark.parametrize("message", MESSAGES, ids=lambda each: each.code)
def test_messages_about_rows_do_too(message: Message) -> None:
    assert names(message.vi) == names(message.en)
    used = {code for text in SOURCES for code in re.findall(r'Problem\("([a-z_]+)"', text)}
    assert message.code in used
    assert len(used) == len(MESSAGES)


@pytest.mark.parametrize(
    ("one", "measure", "code", "vi"),
    [
        (
            done("10-10", "08:00", supplements=(request("10-03", "10-05"),)),
            "dossiers_on_time",
            "done_in_time",
            f"Xử lý xong 10/10/2026, không quá hạn 09/10/2026. Đã trừ 2 ngày chờ bổ sung. {RECEIVED}",
        ),
        (
            done("10-14", due_at=at("10-12"), supplements=(request("10-05", "10-08", "10-09", "10-12"),)),
            "dossiers_on_time",
            "done_late",
            "Xử lý xong 14/10/2026, quá hạn 12/10/2026. Không trừ thời gian chờ bổ sung nào đã được tính vào hạn mới.",
        ),
        (
            dossier(supplements=(request("10-02"), request("10-03"), request("11-03"))),
            "dossiers_overdue",
            "requests_late",
            f"Đã yêu cầu bổ sung 2 lần, đến 31/10/2026 chưa kết thúc: tính là quá hạn. {RECEIVED}",
        ),
        (
            done("11-05"),
            "dossiers_on_time",
            "end_late",
            f"{OPEN_AND_LATE} Kết thúc 05/11/2026, sau thời điểm tính: chưa xét đến.",
        ),
        (
            dossier(status=Status.DONE),
            "dossiers_on_time",
            "end_late",
            f"{OPEN_AND_LATE} Trạng thái là “đã xử lý xong” nhưng không có thời điểm kết thúc.",
        ),
        (
            done("10-05", due_at=None),
            "dossiers_on_time",
            "no_deadline",
            f"Không có ngày hẹn trả và không biết thời hạn của thủ tục: tính là đúng hạn. {RECEIVED}",
        ),
        (
            dossier(received_at=at("09-30")),
            "dossiers_received",
            "received_before_period",
            "Tiếp nhận ngày 30/09/2026, trước kỳ (từ 01/10/2026).",
        ),
        (
            dossier(channel=Channel.ONLINE, procedure="9"),
            "dossiers_online",
            "procedure_unknown",
            "Danh mục không có thủ tục 9.",
        ),
        (dossier(), "dossiers_synced", "field_missing", "Hệ thống gửi không cho biết: đồng bộ lên Cổng DVCQG."),
        (
            dossier(papers_from_store=3),
            "dossiers_shared_for_reuse",
            "papers_from_store_yes",
            f"3 giấy tờ lấy từ kho của công dân. {RECEIVED}",
        ),
    ],
)
def test_what_a_head_of_department_reads(one: Dossier, measure: str, code: str, vi: str) -> None:
    found = verdicts(one)[measure]
    assert (found.reason.code, found.text.vi) == (code, vi)


def test_the_dates_that_decided_are_told_apart() -> None:
    found = verdicts(done("10-10"))["dossiers_on_time"]
    assert found.dates == {"closed": date(2026, 10, 10), "deadline": date(2026, 10, 9)}
    assert found.text.en == "Done 2026-10-10, after the deadline 2026-10-09."


def test_by_the_minute_times_are_told() -> None:
    one = done("10-09", "18:30", supplements=(replace(request("10-05"), returned_at=at("10-05", "10:30")),))
    found = verdicts(one, rules=replace(RULES, precision=Precision.MINUTE))["dossiers_on_time"]
    assert found.text.vi.startswith(
        "Xử lý xong 18:30 09/10/2026, không quá hạn 17:00 09/10/2026. Đã trừ 90 phút chờ bổ sung."
    )
    assert found.dates["closed"] == at("10-09", "18:30")


def test_a_deadline_of_the_procedure_is_told() -> None:
    registers = DossierRegisters([Procedure(code=PLAIN, max_time=5, unit=TimeUnit.WORKING_DAY)])
    found = verdicts(done("10-08", due_at=None), registers=registers)["dossiers_on_time"]
    assert (found.outcome, found.dates["deadline"]) == ("yes", date(2026, 10, 8))
    assert "hạn tính theo thời hạn của thủ tục" in found.text.vi


def test_every_reason_and_label_is_used() -> None:
    fields = {*Dossier.__dataclass_fields__, *Procedure.__dataclass_fields__}
    written = {code for code in TEXTS if any(f'"{code}"' in text for text in SOURCES)}
    composed = {f"{field}_{word}" for field in fields for word in ("yes", "no")} | {"paused_days", "paused_minutes"}
    composed |= {f"{by}_{verdict}" for by in ClosedBy for verdict in ("in_time", "late")}
    assert set(TEXTS) <= written | composed
    assert set(LABELS) <= fields | {each.name for each in Status}
