"""Ranks and averages count only from somebody who covers the cohort; from others they are claims."""

from datetime import UTC, datetime
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.domain.enums import Scope
from tests.conftest import Client
from tests.integration.web.reading import read

PERIOD = "2026-Q3"
CLAIM = {"agency": "H31", "code": "TDGQ", "score": 20, "average": 0.01, "rank": 1, "ranked": 34}
ANNOUNCED = {"agency": "H31", "code": "TDGQ", "score": 19.5, "average": 17.3, "rank": 5, "ranked": 34}
OTHER = {"agency": "H44", "code": "TDGQ", "score": 15}
RULED = ("score", "rank", "ranked", "rank_basis", "average", "average_method")


def send(client: Client, root: str | None, *rows: dict[str, Any], day: int = 10, period: str = PERIOD) -> int:
    """Send results dated that day of October with a key of an agency, or of the whole country; returns their id."""
    body = {"period": period, "as_of": datetime(2026, 10, day, tzinfo=UTC).isoformat(), "results": rows}
    answer = client.post("/v1/official-results", json=body, headers=client.key(root, Scope.OFFICIAL_WRITE))
    assert answer.status_code == 201, answer.text
    id_: int = answer.json()["id"]
    return id_


def figure(client: Client, agency: str, code: str = "TDGQ", query: str = "") -> Any:
    card = client.get(f"/v1/scores/{PERIOD}/{agency}{query}").json()
    return next(each for each in (card["total"], *card["groups"]) if each["code"] == code)


def ruled(client: Client, agency: str, query: str = "") -> tuple[Any, ...]:
    return tuple(figure(client, agency, query=query)[name] for name in RULED)


def test_a_claim_stands_on_its_own_card_and_nowhere_else(client: Client) -> None:
    send(client, None, OTHER)
    id_ = send(client, "H31", CLAIM)
    own, other = figure(client, "H31"), figure(client, "H44")
    assert own["claim"] == {
        "claimed_by": "H31", "rank": 1, "ranked": 34, "average": 0.01, "submission": id_,
        "as_of": "2026-10-10T07:00:00+07:00",
    }  # fmt: skip
    assert [own["official"][name] for name in ("score", "rank", "ranked", "average")] == [20, None, None, None]
    assert ruled(client, "H31") == (20, 1, 2, "computed", 17.5, "mean_of_scores")
    assert (other["claim"], other["average"]) == (None, 17.5)
    averages = client.get(f"/v1/averages/{PERIOD}").json()["groups"]
    assert averages[1]["average"] == 17.5
    assert figure(client, "H31", query="?basis=official")["average"] == 17.5


def test_whoever_covers_the_cohort_is_believed(client: Client) -> None:
    rows = [{"code": code, "name": code, "level": "department"} for code in ("H31.1", "H31.2")]
    assert client.post("/v1/agencies", json={"agencies": rows}, headers=client.key("H31")).status_code == 200
    send(client, "H31", {**CLAIM, "agency": "H31.1"})
    assert ruled(client, "H31.1") == (20, 1, 34, "official", 0.01, "published")
    assert figure(client, "H31.1")["claim"] is None
    send(client, "H31.2", {"agency": "H31.2", "code": "TDGQ", "rate": 100, "rank": 1, "average": 20}, day=11)
    other = figure(client, "H31.2")
    assert (other["claim"]["average"], other["average"], other["rank"]) == (20, 0.01, None)


@pytest.mark.parametrize("day", [9, 11])
def test_a_newer_score_of_its_own_leaves_the_announced_rank(client: Client, day: int) -> None:
    announced = send(client, None, ANNOUNCED)
    claimed = send(client, "H31", CLAIM, day=day)
    score, is_newer = (20, True) if day > 10 else (19.5, False)
    assert ruled(client, "H31") == (score, 5, 34, "official", 17.3, "published")
    own = figure(client, "H31")
    assert (own["claim"]["average"], own["claim"]["submission"]) == (0.01, claimed)
    assert own["official"]["submission"] == (claimed if is_newer else announced)
    assert (own["official"]["cohort_submission"], own["official"]["cohort_as_of"]) == (
        (announced, "2026-10-10T07:00:00+07:00") if is_newer else (None, None)
    )
    send(client, None, {**ANNOUNCED, "rank": 6, "average": 17.4}, day=12)
    assert ruled(client, "H31") == (19.5, 6, 34, "official", 17.4, "published")
    assert ruled(client, "H31", query="?as_of=2026-10-11T23:00:00Z") == (score, 5, 34, "official", 17.3, "published")


def test_a_newer_score_does_not_make_an_old_average_the_newest(client: Client) -> None:
    send(client, None, {**ANNOUNCED, "average": 16}, day=8)
    send(client, None, {**OTHER, "average": 17}, day=9)
    send(client, "H31", CLAIM, day=20)
    assert figure(client, "H44")["average"] == 17


def test_who_claims_nothing_any_more_has_no_claim(client: Client) -> None:
    send(client, "H31", {**CLAIM, "score": 19}, day=9)
    send(client, "H31", {"agency": "H31", "code": "TDGQ", "score": 20})
    assert (figure(client, "H31")["claim"], figure(client, "H31")["score"]) == (None, 20)


def test_an_edition_has_no_claims_and_names_where_its_ranks_come_from(client: Client) -> None:
    announced, claimed = send(client, None, ANNOUNCED), send(client, "H31", CLAIM, day=11)
    order = {"period": PERIOD, "cohort": "provinces"}
    edition = client.post("/v1/editions", json=order, headers=client.key()).json()["id"]
    document = client.get(f"/v1/editions/{edition}/document")
    assert b"claim" not in document.content
    assert b"0.01" not in document.content
    assert [each["id"] for each in document.json()["submissions"]] == [announced, claimed]
    card = client.get(f"/v1/scores/{PERIOD}/H31?edition={edition}").json()["groups"][1]
    assert (card["claim"], card["rank"], card["average"]) == (None, 5, 17.3)
    assert card["official"]["cohort_submission"] == announced
    letter = client.get(f"/v1/editions/{edition}/letter/H31?format=json").json()
    assert (letter["groups"][1]["rank"], letter["groups"][1]["average"]) == (5, 17.3)


def test_the_page_of_the_agency_shows_it_as_a_claim(client: Client) -> None:
    send(client, None, OTHER)
    send(client, "H31", CLAIM)
    pages = {code: read(client, f"/agencies/{code}?period={PERIOD}&lang=en").words for code in ("H31", "H44")}
    assert "Hưng Yên claims rank 1/34, average 0.01 (figures of" in pages["H31"]
    assert "laims rank" not in pages["H44"]
    assert "Hưng Yên khai hạng 1/34, trung bình 0,01" in read(client, f"/agencies/H31?period={PERIOD}").words


def test_reconciliation_names_claims(writer: Client) -> None:
    send(writer, None, {**ANNOUNCED, "code": "CKMB", "score": 9, "average": 8})
    send(writer, "H31", CLAIM, {**CLAIM, "code": "CKMB", "score": 9})
    found = writer.get(f"/v1/reconciliation/{PERIOD}").json()
    assert (found["summary"]["contradicted_claims"], found["summary"]["unconfirmed_claims"]) == (1, 1)
    wrong, open_ = found["claims"]
    assert (wrong["code"], wrong["verdict"], wrong["published"]) == (
        "CKMB", "contradicted", {"rank": 5, "ranked": None, "average": 8},
    )  # fmt: skip
    assert (open_["code"], open_["verdict"], open_["claim"]["rank"]) == ("TDGQ", "unconfirmed", 1)
    assert "whoever covers the whole cohort published rank 5, average 8" in wrong["detail"]
    assert "H31 khai hạng 1, số cơ quan được xếp hạng 34, trung bình 0.01" in open_["detail_vi"]
    environment = {"TTHC766_DATABASE_URL": writer.service.database.url.render_as_string(hide_password=False)}
    printed = CliRunner().invoke(app, ["reconcile", PERIOD], env=environment).output
    assert wrong["detail"] in printed
    assert open_["detail_vi"] in printed
    card = CliRunner().invoke(app, ["score", PERIOD, "H31"], env=environment).output
    assert "only claimed by H31: rank 1, ranked 34, average 0.01" in " ".join(card.replace("│", "").split())


def test_claims_stand_in_no_table(client: Client) -> None:
    send(client, None, OTHER)
    send(client, "H31", CLAIM)
    for path in (f"/v1/rankings/{PERIOD}?by=TDGQ", f"/v1/reconciliation/{PERIOD}"):
        assert "0.01" not in client.get(path, headers={"Accept": "text/csv"}).text
    cube = client.get(f"/v1/rankings/{PERIOD}?by=TDGQ&format=json-stat").json()
    assert 0.01 not in cube["value"]
