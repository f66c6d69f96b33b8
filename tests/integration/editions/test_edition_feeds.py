"""The feeds and the catalogue tell of what was published."""

import json
from datetime import datetime

from defusedxml import ElementTree

from tests.conftest import Client
from tests.integration.editions.test_editions import correct, publish, withdraw

ATOM = "{http://www.w3.org/2005/Atom}"


def test_editions_in_both_feeds(writer: Client) -> None:
    empty = ElementTree.fromstring(writer.get("/feeds/editions.atom").text)
    assert (empty.findall(f"{ATOM}entry"), writer.get("/feeds/editions.json").json()["items"]) == ([], [])
    first = publish(writer).json()
    correct(writer, dossiers_received=2_000_000)
    publish(writer, replaces=1, reason="Gia Lai <gửi> lại & sửa")
    entries = ElementTree.fromstring(writer.get("/feeds/editions.atom").text).findall(f"{ATOM}entry")
    items = writer.get("/feeds/editions.json").json()["items"]
    assert [each["_tthc766"]["number"] for each in items] == [2, 1]
    assert [each.findtext(f"{ATOM}id") for each in entries] == [each["id"] for each in items]
    assert items[1]["title"] == "Kết quả năm 2026: các tỉnh, thành phố"
    assert first["digest"] in items[1]["content_text"]
    assert "Gia Lai <gửi> lại & sửa" in items[0]["content_text"]
    links = {each.get("rel"): each.get("href") for each in entries[0].findall(f"{ATOM}link")}
    assert links["predecessor-version"] == "http://testserver/v1/editions/1"
    assert writer.get(items[0]["url"]).status_code == 200
    withdrawn = withdraw(writer, 2, "Nhầm kỳ").json()["withdrawal"]
    (item, _), feed = writer.get("/feeds/editions.json").json()["items"], writer.get("/feeds/editions.atom").text
    assert item["title"] == f"Đã rút: {items[0]['title']}"
    assert item["content_text"].endswith(" Đã bị rút: Nhầm kỳ")
    assert datetime.fromisoformat(item["date_modified"]) == datetime.fromisoformat(withdrawn["at"])
    assert item["_tthc766"]["serial"] > items[0]["_tthc766"]["serial"]
    entry = ElementTree.fromstring(feed).find(f"{ATOM}entry")
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated")) >= datetime.fromisoformat(item["date_published"])
    assert "editions" in json.dumps(writer.get("/v1/catalog").json())


def test_a_receiver_is_told_with_the_edition_or_not_at_all(writer: Client) -> None:
    key = writer.key()
    hook = writer.post("/v1/webhooks", json={"url": "https://example.vn/hook"}, headers=key).json()
    assert publish(writer, key).status_code == 201
    assert publish(writer, key).status_code == 409
    assert withdraw(writer, 1, key=key).status_code == 200
    assert withdraw(writer, 1, key=key).status_code == 409
    told = writer.get(f"/v1/webhooks/{hook['id']}/deliveries", headers=key).json()["items"]
    assert [(each["type"], each["state"]) for each in told] == [
        ("edition.withdrawn", "pending"),
        ("edition.published", "pending"),
    ]
