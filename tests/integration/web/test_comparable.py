"""Ranks, averages and bests for people: told where at least half of a cohort has a score, and nowhere else."""

import io
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from app.domain.agencies import Cohort
from app.domain.periods import Period
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from tests.conftest import Client, Databases
from tests.integration.web.conftest import GROUPS, post, site_on
from tests.integration.web.reading import read

KNOWN = {"2025-02": 1, "2026-Q1": 16, "2026-Q2": 17, "2026-Q3": 34}  # of 63 provinces, then of 34
OF = {"2025-02": 63}
TOLD = ["2026-Q2", "2026-Q3"]
WITHHELD = ["2025-02", "2026-Q1"]


@pytest.fixture(scope="module")
def client(sqlite_databases: Databases) -> Iterator[Client]:
    """Published group scores of some provinces, H31 the best of them, and an edition of each period."""
    made = Client.on(sqlite_databases.migrated())
    for period, known in KNOWN.items():
        cohort = made.get(f"/v1/rankings/{period}").json()["items"]
        others = [each["agency"]["code"] for each in cohort if each["agency"]["code"] != "H31"]
        results = [
            {"agency": agency, "code": code, "score": most - min(place, 8), "max": most}
            for place, agency in enumerate(["H31", *others][:known])
            for code, most in GROUPS.items()
        ]
        post(made, "/v1/official-results", {"period": period, "as_of": "2026-10-01T00:00:00Z", "results": results})
        publish(made.service, Order(Period.parse(period), Cohort.parse("provinces")), ADMINISTRATOR)
    yield made
    made.service.database.engine.dispose()


@pytest.fixture(scope="module")
def pages(client: Client) -> TestClient:
    return site_on(client)


def reason(period: str, language: str = "vi") -> str:
    known, of = KNOWN[period], OF.get(period, 34)
    if language == "en":
        return f"Only {known} of {of} provinces have a score; while fewer than 50% have one, no rank"
    return f"Chỉ {known} trong {of} tỉnh, thành phố có điểm; khi chưa đến 50% số đơn vị có điểm thì không nêu thứ hạng"


@pytest.mark.parametrize("period", WITHHELD)
@pytest.mark.parametrize("frame", ["", "/embed"])
def test_a_ranking_of_too_few_has_no_ranks_and_no_averages(pages: TestClient, period: str, frame: str) -> None:
    page = read(pages, f"{frame}/rankings/{period}")
    rows = page.tables["ranking"]
    assert len(rows) == 1 + KNOWN[period] + 1
    assert (rows[1][1], {row[0] for row in rows[1:-1]}) == ("Hưng Yên", {"–"})
    part = f"{KNOWN[period]}/{OF.get(period, 34)} đơn vị"
    assert {cell for cell in rows[-1][2:] if cell} == {f"– {part}"}
    assert reason(period) in page.words
    assert reason(period, "en") in read(pages, f"{frame}/rankings/{period}?lang=en").words
    assert "Xếp hạng 1/" not in page.words


@pytest.mark.parametrize("period", TOLD)
def test_a_ranking_of_half_or_all_has_them(pages: TestClient, period: str) -> None:
    page = read(pages, f"/rankings/{period}")
    rows = page.tables["ranking"]
    assert rows[1][:2] == ["1", "Hưng Yên"]
    assert "–" not in rows[-1][2]
    assert f"Xếp hạng {KNOWN[period]}/34 đơn vị" in page.words
    assert "không nêu thứ hạng" not in page.words


@pytest.mark.parametrize("period", WITHHELD)
def test_a_card_of_too_few_has_no_rank_no_average_and_no_best(pages: TestClient, period: str) -> None:
    page = read(pages, f"/agencies/H31?period={period}")
    part = f"{KNOWN[period]}/{OF.get(period, 34)} đơn vị"
    assert page.tables["groups"][1][:6] == ["Công khai, minh bạch / 18", "18,00* (công bố)", f"– {part}", "–", "–", "–"]
    assert page.tables["history"][-1][2:] == ["–", f"– {part}"]
    assert "Hạng – chưa xếp hạng" in page.words
    assert reason(period) in page.words
    assert 'class="best"' not in pages.get(f"/agencies/H31?period={period}").text


@pytest.mark.parametrize("period", TOLD)
def test_a_card_of_half_or_all_has_them(pages: TestClient, period: str) -> None:
    row = read(pages, f"/agencies/H31?period={period}").tables["groups"][1]
    known = KNOWN[period]
    assert row[4] == "18,00"
    assert row[5] == (f"1/{known}" if known == 34 else f"1/{known} {known}/34 đơn vị")
    assert "–" not in row[2]


@pytest.mark.parametrize("period", KNOWN)
def test_a_workbook(pages: TestClient, period: str) -> None:
    told = period in TOLD
    answer = pages.get(f"/rankings/{period}?format=xlsx")
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.content))[period]]
    assert rows[4][:3] == [1 if told else None, "H31", "Hưng Yên"]
    average = next(row for row in rows if row[2] == "Trung bình")
    assert (average[3] is not None, average[4] is not None) == (told, told)
    assert any(str(row[0]).startswith(reason(period)) for row in rows) != told


@pytest.mark.parametrize("period", KNOWN)
def test_a_letter(client: Client, period: str) -> None:
    id_ = 1 + list(KNOWN).index(period)
    letter = client.get(f"/v1/editions/{id_}/letter/H31").json()
    known, of, told = KNOWN[period], OF.get(period, 34), period in TOLD
    assert letter["total"]["text"]["rank"] == (f"1/{known}" if told else "")
    assert (letter["total"]["average"] is not None) == told
    (rank,) = [each["text"] for each in letter["left_out"] if each["part"] == "rank" and each["code"] == "total"] or [
        ""
    ]
    assert (f"quá ít đơn vị có điểm để so sánh ({known}/{of} < 50%)" in rank) != told


@pytest.mark.parametrize("period", KNOWN)
def test_the_data_keep_them_with_how_many_they_rest_on(client: Client, period: str) -> None:
    first = client.get(f"/v1/rankings/{period}?edition={1 + list(KNOWN).index(period)}").json()
    assert (first["items"][0]["rank"], first["items"][0]["ranked"]) == (1, KNOWN[period])
    assert (first["ranked"], first["of"]) == (KNOWN[period], OF.get(period, 34))
    table = client.get(f"/v1/rankings/{period}?format=csv").text.splitlines()
    assert table[1].startswith(f"1,{KNOWN[period]},computed,H31,")


def test_a_place_is_not_won_among_too_few(sqlite_databases: Databases) -> None:
    client = Client.on(sqlite_databases.migrated())
    for period, scores in {"2026-Q1": {"H31": 9, "H44": 10}, "2026-Q2": {"H31": 10, "H44": 9}}.items():
        results = [{"agency": agency, "code": "TTTT", "score": score, "max": 10} for agency, score in scores.items()]
        post(client, "/v1/official-results", {"period": period, "as_of": "2026-10-01T00:00:00Z", "results": results})
    assert client.get("/v1/rankings/2026-Q2?by=TTTT").json()["items"][0]["rank_change"] == 1
    rows = read(site_on(client), "/rankings/2026-Q2?by=TTTT").tables["ranking"]
    assert [row[3] for row in rows[1:3]] == ["+1,00", "−1,00"]
    client.service.database.engine.dispose()
