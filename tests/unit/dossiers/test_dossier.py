"""A dossier's days are those in Vietnam."""

from datetime import UTC, date, datetime

from app.domain.dossiers.dossier import Dossier, ProgressRow, Status, Supplement

LATE_EVENING_UTC = datetime(2026, 10, 9, 17, 30, tzinfo=UTC)  # half past midnight in Vietnam
NEXT_DAY = date(2026, 10, 10)


def dossier(**fields: datetime | tuple[Supplement, ...]) -> Dossier:
    return Dossier(
        source="one",
        dossier="H31.17-261009-0001",
        as_of=LATE_EVENING_UTC,
        agency="H31.17",
        procedure="1.005129",
        status=Status.RECEIVED,
        **fields,  # type: ignore[arg-type]
    )


def test_every_day_is_that_in_vietnam() -> None:
    for name in ("filed", "received", "due", "done", "returned", "refused"):
        assert getattr(dossier(**{f"{name}_at": LATE_EVENING_UTC}), f"{name}_on") == NEXT_DAY
        assert getattr(dossier(), f"{name}_on") is None
    assert ProgressRow(LATE_EVENING_UTC, Status.DONE).on == NEXT_DAY
    assert Supplement(LATE_EVENING_UTC, LATE_EVENING_UTC).returned_on == NEXT_DAY
    assert Supplement(LATE_EVENING_UTC).returned_on is None


def test_the_first_request_for_papers_is_found_in_any_order() -> None:
    later = Supplement(datetime(2026, 10, 12, tzinfo=UTC))
    assert dossier(supplements=(later, Supplement(LATE_EVENING_UTC))).first_ask_on == NEXT_DAY
    assert dossier().first_ask_on is None
