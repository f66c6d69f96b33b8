"""How open dossiers stand on a day: late, soon late, waiting, or with time to go."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.dossiers.dossier import Supplement
from app.domain.dossiers.outlook import Outlook, Standing, look_ahead
from app.domain.dossiers.reasons import sentences
from app.domain.dossiers.registers import DossierRegisters, Procedure, TimeUnit
from tests.support.dossiers import CALENDAR, PLAIN, REGISTERS, at, dossier

NOW, UNTIL = at("10-06", "10:00"), date(2026, 10, 9)
TIMED = DossierRegisters([Procedure(code=PLAIN, max_time=5, unit=TimeUnit.WORKING_DAY)])
ANSWERED = Supplement(at("10-02"), at("10-05"))
OPEN = Supplement(at("10-05"))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"due_at": at("10-05", "17:00")}, Outlook(Standing.LATE, date(2026, 10, 5))),
        ({"due_at": at("10-06", "08:00")}, Outlook(Standing.SOON, date(2026, 10, 6))),  # the day is not over
        ({"due_at": at("10-09", "17:00")}, Outlook(Standing.SOON, date(2026, 10, 9))),
        ({"due_at": at("10-10", "17:00")}, Outlook(Standing.LATER, date(2026, 10, 10))),
        ({"due_at": at("10-07"), "supplements": (ANSWERED,)}, Outlook(Standing.LATER, date(2026, 10, 10))),
        ({"due_at": at("10-07"), "supplements": (OPEN,)}, Outlook(Standing.WAITING)),
        ({"due_at": at("10-02"), "supplements": (OPEN,)}, Outlook(Standing.LATE, date(2026, 10, 2))),
        ({"due_at": at("10-20"), "supplements": (ANSWERED, OPEN)}, Outlook(Standing.LATE)),
        ({"due_at": None}, Outlook(Standing.UNKNOWN)),
    ],
)
def test_an_open_dossier_stands_somewhere(fields: dict[str, Any], expected: Outlook) -> None:
    assert replace(look_ahead(dossier(**fields), REGISTERS, CALENDAR, NOW, UNTIL), reasons=()) == expected


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"due_at": at("10-05", "17:00")}, "Đến 06/10/2026 chưa kết thúc, đã quá hạn 05/10/2026."),
        ({"due_at": at("10-09", "17:00")}, "Đến 06/10/2026 chưa kết thúc, chưa quá hạn 09/10/2026."),
        (
            {"due_at": at("10-20"), "supplements": (ANSWERED, OPEN)},
            "Đã yêu cầu bổ sung 2 lần, đến 06/10/2026 chưa kết thúc: tính là quá hạn.",
        ),
        (
            {"due_at": at("10-07"), "supplements": (ANSWERED,)},
            "Đến 06/10/2026 chưa kết thúc, chưa quá hạn 07/10/2026. Đã trừ 3 ngày chờ bổ sung.",
        ),
    ],
)
def test_it_is_told_why(fields: dict[str, Any], sentence: str) -> None:
    assert sentences(look_ahead(dossier(**fields), REGISTERS, CALENDAR, NOW, UNTIL).reasons).vi == sentence


def test_without_a_promise_the_longest_time_of_the_procedure_counts() -> None:
    found = look_ahead(dossier(due_at=None), TIMED, CALENDAR, NOW, UNTIL)
    assert (found.standing, found.last_day) == (Standing.SOON, date(2026, 10, 8))
    assert found.reasons[-1].code == "deadline_from_max_time"
