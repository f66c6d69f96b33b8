"""Which open dossiers are late, and which will be: those that the prepared rows have."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.dossiers.dossier import Status
from app.domain.dossiers.outlook import Standing
from app.domain.errors import Faults, Refusal
from app.services.dossiers.due import Due, find_due
from app.services.dossiers.prepare import prepare
from tests.integration.counting.test_contract import asked
from tests.support.dossiers import AGENCIES, PLAIN, at, dossier

QUESTION = asked(now=at("10-06", "10:00"), agencies=AGENCIES, owners={})
LATE = dossier(dossier="H31.17-1", due_at=at("10-05"))
SOON = dossier(dossier="H31.17-2", due_at=at("10-08"))
LATER = dossier(dossier="H31.18-3", agency="H31.18", due_at=at("10-30"))
DONE = dossier(dossier="H31.17-4", due_at=at("10-05"), status=Status.DONE, done_at=at("10-04"))
FILED = dossier(dossier="H31.17-5", status=Status.FILED, received_at=None, filed_at=at("10-01"))
OLD = dossier(dossier="H31.18-6", agency="H31.18", received_at=at("09-01"), due_at=at("10-07"))
TAKEN_BACK = replace(LATE, dossier="H31.17-7", deleted=True)


def _open(deadline: str) -> str:
    return f"Đến 06/10/2026 chưa kết thúc, {deadline}."


def test_open_dossiers_are_told_whenever_they_were_received(tmp_path: Path) -> None:
    path = prepare([LATE, SOON, LATER, DONE, FILED, OLD, TAKEN_BACK], Faults(), tmp_path)
    found = find_due(tmp_path, [path], QUESTION, 2)
    assert found.until == date(2026, 10, 8)
    assert found.by_agency == {
        "H31.17": Counter({Standing.LATE: 1, Standing.SOON: 1}),
        "H31.18": Counter({Standing.SOON: 1, Standing.LATER: 1}),
    }
    assert found.due == [
        Due("H31.17-1", "H31.17", PLAIN, Standing.LATE, date(2026, 10, 5), _open("đã quá hạn 05/10/2026")),
        Due("H31.18-6", "H31.18", PLAIN, Standing.SOON, date(2026, 10, 7), _open("chưa quá hạn 07/10/2026")),
        Due("H31.17-2", "H31.17", PLAIN, Standing.SOON, date(2026, 10, 8), _open("chưa quá hạn 08/10/2026")),
    ]
    assert set(find_due(tmp_path, [path], QUESTION, 2, "H31.18").by_agency) == {"H31.18"}


def test_a_year_that_the_calendar_lacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="calendar_year_unknown"):
        find_due(tmp_path, [prepare([SOON], Faults(), tmp_path)], QUESTION, 2_000)
