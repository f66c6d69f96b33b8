"""The letter over an edition."""

import io
from collections.abc import Iterator

import pytest
import segno
from docx import Document

from app.domain.agencies import Cohort
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.services.editions.publishing import Order, publish
from app.services.editions.withdrawal import withdraw
from app.services.keys import ADMINISTRATOR
from tests.conftest import Client, Databases


@pytest.fixture
def announced(databases: Databases) -> Iterator[Client]:
    """A client of a service in which February 2025 and the year 2026 were published, on both databases."""
    made = Client.on(databases.demo())
    for period, basis in (("2025-02", Basis.OFFICIAL), ("2026", Basis.BEST)):
        publish(made.service, Order(Period.parse(period), Cohort.parse("provinces"), basis), ADMINISTRATOR)
    yield made
    made.service.database.engine.dispose()


def test_the_letter_of_february_2025(announced: Client) -> None:
    address = "/v1/editions/1/letter/H31?number=12&date=2025-03-05"
    letter = announced.get(address).json()
    found = {each["rule"]: [item["code"] for item in each["items"]] for each in letter["findings"]}
    assert (found["below_average"], found["low"]) == (["TTTT"], ["MDSH"])
    page = announced.get(address, headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    document = Document(io.BytesIO(announced.get(f"{address}&format=docx").content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(each.text for each in document.paragraphs), *cells])
    for figure in ("76,72", "20/63", "19,5/20", "10,8/18", "98,5%", "57,71%", "82,24%", "83,81%", "0,49%", "208"):
        assert figure in page.text, figure
        assert figure in text, figure
    assert "ngày 05 tháng 3 năm 2025" in text


def test_a_letter_stays_what_it_was(announced: Client) -> None:
    before = announced.get("/v1/editions/2/letter/H44").json()
    sent = {
        "period": "2026",
        "as_of": "2026-11-01T00:00:00Z",
        "statistics": [{"agency": "H44", "measures": {"dossiers_received": 9_000_000}}],
    }
    assert announced.post("/v1/statistics", json=sent, headers=announced.key()).status_code == 201
    assert announced.get("/v1/editions/2/letter/H44").json() == before


def test_without_a_key_of_its_own_it_is_a_draft(announced: Client) -> None:
    """Whatever number and day it is asked with."""
    address = "/v1/editions/1/letter/H31?number=12&date=2025-03-05"
    for headers, draft in (
        ({}, True), (announced.key("H44"), True), (announced.key("H31"), False), (announced.key(), False)
    ):  # fmt: skip
        answer = announced.get(address, headers=headers)
        assert answer.json()["draft"] == draft
        assert ("DỰ THẢO" in announced.get(f"{address}&format=html", headers=headers).text) == draft
        document = Document(io.BytesIO(announced.get(f"{address}&format=docx", headers=headers).content))
        (section,) = document.sections
        for header in (section.first_page_header, section.header):
            assert ("DỰ THẢO" in [each.text for each in header.paragraphs]) == draft
    assert announced.get(address, headers={"Authorization": "Bearer tthc766_no"}).status_code == 401


def test_it_carries_its_edition_and_a_code_to_the_page_about_it(announced: Client) -> None:
    edition = announced.get("/v1/editions/1").json()
    mark = announced.get("/v1/editions/1/letter/H31").json()["mark"]
    assert (mark["edition"], mark["digest"], mark["corrects"]) == (1, edition["digest"], None)
    assert mark["address"].endswith("/editions/1")
    assert mark["text"].startswith("Theo bản công bố số 1; số liệu đến ngày ")
    assert f"mã kiểm tra {edition['digest'].removeprefix('sha256:')[:12]}." in mark["text"]
    page = announced.get("/v1/editions/1/letter/H31?format=html").text
    assert segno.make_qr(mark["address"], error="m").svg_inline(scale=1, border=0, omitsize=True) in page
    document = Document(io.BytesIO(announced.get("/v1/editions/1/letter/H31?format=docx").content))
    foot = document.sections[0].first_page_footer
    assert foot.tables[0].rows[0].cells[1].text == mark["text"]
    assert [each.target_ref for each in foot.part.rels.values() if each.reltype.endswith("/image")] != []


def test_a_correction_says_what_it_corrects(announced: Client) -> None:
    measures = {"dossiers_received": 1000, "dossiers_on_time": 950}
    stated = {
        "period": "2026",
        "as_of": "2026-11-01T00:00:00Z",
        "statistics": [{"agency": "H44", "measures": measures}],
    }
    assert announced.post("/v1/statistics", json=stated, headers=announced.key()).status_code == 201
    order = Order(Period.parse("2026"), Cohort.parse("provinces"), Basis.BEST, None, 2, "Gửi lại số liệu")
    publish(announced.service, order, ADMINISTRATOR)
    before = announced.get("/v1/editions/2/letter/H44").json()
    after = announced.get("/v1/editions/3/letter/H44").json()
    assert before["correction"] == ""
    assert after["mark"]["corrects"]["edition"] == 2
    said = after["correction"]
    digest = before["mark"]["digest"].removeprefix("sha256:")[:12]
    assert f"bản công bố số 2, mã {digest}" in said
    assert "Lý do: Gửi lại số liệu." in said
    assert "Tiến độ giải quyết: điểm từ 17,81 thành 19" in said
    for format_ in ("html", "docx"):
        answer = announced.get(f"/v1/editions/3/letter/H44?format={format_}")
        text = (
            answer.text
            if format_ == "html"
            else "".join(each.text for each in Document(io.BytesIO(answer.content)).paragraphs)
        )
        assert said in text
    other = announced.get("/v1/editions/3/letter/H01").json()["correction"]
    assert "Điểm và thứ hạng của An Giang không thay đổi." in other or "hạng từ" in other


def test_of_a_withdrawn_edition_there_is_nothing_to_sign(announced: Client) -> None:
    withdraw(announced.service, 1, "Sai số liệu", ADMINISTRATOR)
    letter = announced.get("/v1/editions/1/letter/H31", headers=announced.key("H31")).json()
    assert letter["draft"]
    assert "Đã bị rút ngày " in letter["mark"]["text"]


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("9/letter/H31", 404, "unknown_edition"),
        ("1/letter/H99", 404, "agency_not_in_edition"),
        ("1/letter/'--", 404, "agency_not_in_edition"),
        ("1/letter/H31?format=pdf", 422, "query_invalid"),
        ("1/letter/H31?number=<b>", 422, "query_invalid"),
        ("1/letter/H31?date=5.3.2025", 422, "query_invalid"),
        ("x/letter/H31", 422, "query_invalid"),
    ],
)
def test_a_letter_that_cannot_be_had(reader: Client, address: str, status: int, code: str) -> None:
    answer = reader.get(f"/v1/editions/{address}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
