"""`ETag` and `If-Match`: nothing is replaced that is not as it was read, on both databases."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.http.if_match import read_tags
from app.domain.errors import Refusal
from tests.conftest import Client
from tests.integration.webhooks.conftest import Hooks, hooks, receiver  # noqa: F401 - fixtures

OPAQUE = st.text(st.characters(codec="latin-1", exclude_characters='"', exclude_categories=["Cc", "Zs"]), max_size=8)
BLANK = st.sampled_from(["", " ", "\t", "  "])
GAP = st.lists(BLANK, min_size=1, max_size=3).map(",".join)


def register(client: Client, name: str, key: dict[str, str], **headers: str) -> Any:
    body = {"agencies": [{"code": "H44.100", "name": name, "level": "commune"}]}
    return client.post("/v1/agencies", headers=key | headers, json=body)


def tag(client: Client, path: str = "/v1/agencies") -> str:
    found: str = client.get(path).headers["etag"]
    return found


def test_the_register_has_a_tag_that_changes_when_it_does(client: Client) -> None:
    key, first = client.key(), tag(client)
    assert tag(client, "/v1/agencies/H44") == first
    done = register(client, "Phường Việt Trì", key)
    assert done.headers["etag"] == tag(client) != first
    again = register(client, "Phường Việt Trì", key)
    assert (again.json()["changed"], again.headers["etag"]) == (0, done.headers["etag"])
    client.post("/v1/agencies?dry_run=true", headers=key, json={"agencies": [{"code": "H44.100", "name": "Khác"}]})
    client.post("/v1/agencies", headers=key, json={"agencies": [{"code": "H44.100", "level": "department"}]})
    assert tag(client) == done.headers["etag"]


def test_of_two_who_have_read_the_same_the_second_is_told(client: Client) -> None:
    key, read = client.key(), tag(client)
    first = register(client, "Phường Việt Trì", key, **{"If-Match": read})
    assert first.status_code == 200
    refused = register(client, "Phường Khác", key, **{"If-Match": read})
    assert (refused.status_code, refused.json()["code"]) == (412, "precondition_failed")
    assert client.get("/v1/agencies/H44.100").json()["name"] == "Phường Việt Trì"
    assert len(client.get("/v1/submissions").json()["items"]) == 1
    both = f'"other", {first.headers["etag"]}'
    assert register(client, "Phường Khác", key, **{"If-Match": both}).status_code == 200


def test_any_and_weak_tags(client: Client) -> None:
    key = client.key()
    assert register(client, "A", key, **{"If-Match": f"W/{tag(client)}"}).status_code == 412
    assert register(client, "A", key, **{"If-Match": "*"}).status_code == 200
    refused = register(client, "A", key, **{"If-Match": tag(client).strip('"')})
    assert (refused.status_code, refused.json()["code"]) == (422, "if_match_invalid")


def test_a_name_that_comes_into_use_changes_the_tag(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    key = client.key()
    register(client, "Phường Việt Trì", key)
    later = [{"code": "H44.100", "name": "Phường Hùng Vương", "name_from": "2026-12-01"}]
    before = client.post("/v1/agencies", headers=key, json={"agencies": later}).headers["etag"]
    assert tag(client) == before
    monkeypatch.setattr("app.api.routes.registers.day_of", lambda _now: date(2026, 12, 1))
    assert tag(client) != before


@pytest.mark.parametrize(
    ("method", "path"),
    [("post", "/v1/webhooks/1/secret"), ("post", "/v1/webhooks/1/enable"), ("delete", "/v1/webhooks/1")],
)
def test_webhooks(hooks: Hooks, method: str, path: str) -> None:  # noqa: F811 - the fixture
    hooks.register()
    read = hooks.get("/v1/webhooks/1", headers=hooks.own).headers["etag"]
    stood = hooks.post("/v1/webhooks/1/secret", headers=hooks.own).headers["etag"]
    assert stood == hooks.get("/v1/webhooks/1", headers=hooks.own).headers["etag"] != read
    refused = hooks.request(method, path, headers=hooks.own | {"If-Match": read})
    assert (refused.status_code, refused.json()["code"]) == (412, "precondition_failed")
    assert hooks.get("/v1/webhooks/1", headers=hooks.own).headers["etag"] == stood
    done = hooks.request(method, path, headers=hooks.own | {"If-Match": stood})
    assert done.status_code in {200, 204}


def test_a_secret_replaced_at_the_same_moment_changes_the_tag(hooks: Hooks) -> None:  # noqa: F811 - the fixture
    hooks.register()
    first, second = (hooks.post("/v1/webhooks/1/secret", headers=hooks.own).headers["etag"] for _ in range(2))
    assert first != second


@given(st.lists(st.tuples(st.booleans(), OPAQUE), min_size=1, max_size=4), st.data())
def test_lists_of_tags(tags: list[tuple[bool, str]], data: st.DataObject) -> None:
    """RFC 9110, 5.6.1: a recipient takes empty elements and blanks around the commas."""
    text = data.draw(BLANK)
    for weak, opaque in tags:
        gap = data.draw(GAP)
        text += f'{"W/" if weak else ""}"{opaque}"{gap},{data.draw(BLANK)}'
    found = read_tags([text])
    assert found == frozenset(f'"{opaque}"' for weak, opaque in tags if not weak)


@given(st.text(st.sampled_from('aW/"*, \t\x80'), max_size=12))
def test_anything_is_a_list_or_refused(text: str) -> None:
    try:
        found = read_tags([text])
    except Refusal:
        return
    assert (found is None) == (text.strip() == "*")
    assert all(f"{each}" in text and each[0] == each[-1] == '"' for each in found or ())


@pytest.mark.parametrize("text", ["", ",", "a", '"a', 'a"', 'w/"a"', 'W/ "a"', '"a" "b"', '"a""b"', '*, "a"', '"a b"'])
def test_what_is_no_list_of_tags(text: str) -> None:
    with pytest.raises(Refusal, match="if_match_invalid"):
        read_tags([text])


def test_lines_are_one_list() -> None:
    assert read_tags(['"a"', 'W/"b", "c"']) == frozenset({'"a"', '"c"'})
    assert read_tags([]) is None


def test_a_long_header_costs_little() -> None:
    with pytest.raises(Refusal):
        read_tags([" " * 100_000 + "x" + " " * 100_000 + ",\t" * 100_000 + "x"])
