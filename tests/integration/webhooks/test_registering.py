"""Who may register webhooks, see them and change them; and what is refused."""

from typing import Any

import pytest

from app.domain.enums import Scope
from tests.integration.webhooks.conftest import Hooks

URL = "https://example.vn/hooks"


def test_the_secret_is_shown_once(hooks: Hooks) -> None:
    answer = hooks.post("/v1/webhooks", headers=hooks.own, json={"url": URL, "description": "Sở Nội vụ"})
    made = answer.json()
    secret = made.pop("secret")
    assert made.pop("warnings") == []
    assert (len(secret), secret[:6]) == (50, "whsec_")
    assert (made["url"], made["description"], made["agency"], made["status"]) == (URL, "Sở Nội vụ", "H44", "active")
    shown = hooks.get(answer.headers["Location"], headers=hooks.own)
    assert (shown.json(), secret in shown.text) == (made, False)
    assert hooks.get("/v1/webhooks", headers=hooks.own).json()["items"] == [made]


def test_a_key_sees_its_subtree_only(hooks: Hooks) -> None:
    below, beside, all_ = (hooks.key(root, Scope.WEBHOOKS_WRITE) for root in ("H44.100", "H31", None))
    for key in (hooks.own, below, beside, all_):
        assert hooks.post("/v1/webhooks", headers=key, json={"url": URL}).status_code == 201

    def seen(key: dict[str, str]) -> list[int]:
        return [each["id"] for each in hooks.get("/v1/webhooks", headers=key).json()["items"]]

    assert (seen(hooks.own), seen(below), seen(beside), seen(all_)) == ([2, 1], [2], [3], [4, 3, 2, 1])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""), ("delete", ""), ("post", "/secret"), ("post", "/enable"), ("post", "/ping"),
        ("get", "/deliveries"), ("post", "/deliveries/1/redeliver"),
    ],
)  # fmt: skip
def test_what_a_key_does_not_see_is_not_there(hooks: Hooks, method: str, path: str) -> None:
    hooks.register()
    hooks.announce()
    for root in ("H31", "H44.1"):
        refused = hooks.request(method, f"/v1/webhooks/1{path}", headers=hooks.key(root, Scope.WEBHOOKS_WRITE))
        assert (refused.status_code, refused.json()["code"]) == (404, "unknown_webhook")
    wrong = hooks.key("H44", Scope.STATISTICS_WRITE, Scope.OFFICIAL_WRITE)
    assert hooks.request(method, f"/v1/webhooks/1{path}", headers=wrong).status_code == 403
    assert hooks.request(method, f"/v1/webhooks/1{path}").status_code == 401
    assert hooks.request(method, f"/v1/webhooks/1{path}", headers=hooks.key("H44")).status_code < 300


def test_registering_needs_the_scope(hooks: Hooks) -> None:
    wrong = hooks.key("H44", Scope.STATISTICS_WRITE)
    refused = hooks.post("/v1/webhooks", headers=wrong, json={"url": URL})
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert hooks.post("/v1/webhooks", json={"url": URL}).json()["code"] == "key_missing"


def test_a_delivery_of_another_webhook(hooks: Hooks) -> None:
    hooks.register()
    hooks.post("/v1/webhooks/1/ping", headers=hooks.own)
    hooks.register()
    for path in ("2/deliveries/1", "1/deliveries/2"):
        refused = hooks.post(f"/v1/webhooks/{path}/redeliver", headers=hooks.own)
        assert (refused.status_code, refused.json()["code"]) == (404, "unknown_delivery")


@pytest.mark.parametrize("path", ["/v1/webhooks", "/v1/webhooks/1/deliveries"])
def test_pages(hooks: Hooks, path: str) -> None:
    for _ in range(5):
        hooks.register()
        hooks.announce()
    seen, following = [], f"{path}?limit=2"
    while following:
        page = hooks.get(following, headers=hooks.own).json()
        seen += [each["id"] for each in page["items"]]
        following = page["next"]
    assert (len(seen), seen) == (5, sorted(seen, reverse=True))


BAD: list[tuple[bytes, str, str | None]] = [
    (b"", "json_invalid", None),
    (b"{", "json_invalid", None),
    (b"\xff\xfe", "json_invalid", None),
    (b"[" * 60_000, "json_invalid", None),
    (b'{"url": "https://example.vn/\\ud800"}', "json_invalid", None),
    (b"null", "json_shape", None),
    (b"[]", "json_shape", None),
    (b'"x"', "json_shape", None),
    (b"{}", "field_missing", "url"),
    (b'{"url": null}', "unknown_value", "url"),
    (b'{"url": 5}', "unknown_value", "url"),
    (b'{"url": ["https://example.vn"]}', "unknown_value", "url"),
    (b'{"url": "https://example.vn", "secret": "mine"}', "unknown_member", "secret"),
    (b'{"url": "https://example.vn", "description": 1e400}', "unknown_value", "description"),
    (b'{"url": "https://example.vn", "description": "a\\u0000b"}', "text_invalid", "description"),
    (b'{"url": "https://example.vn", "description": "' + b"x" * 501 + b'"}', "unknown_value", "description"),
]


@pytest.mark.parametrize(("body", "code", "column"), BAD, ids=range(len(BAD)))
def test_bodies_that_cannot_be_read(hooks: Hooks, body: bytes, code: str, column: str | None) -> None:
    refused = hooks.post("/v1/webhooks", headers=hooks.own, content=body)
    problem: Any = refused.json()
    assert (refused.status_code, problem["code"], problem["errors_total"]) == (422, "submission_invalid", 1)
    (fault,) = problem["errors"]
    assert (fault["code"], fault["column"]) == (code, column)
    assert (fault["pointer"], fault["parameter"]) == (f"/{column}" if column else None, None)


def test_a_body_that_is_too_large(hooks: Hooks) -> None:
    body = b" " * (hooks.service.settings.max_body_bytes + 1)
    assert hooks.post("/v1/webhooks", headers=hooks.own, content=body).status_code == 413


@pytest.mark.parametrize("id_", ["0", "-1", "x", str(2**31), "1e3"])
def test_ids_that_cannot_be(hooks: Hooks, id_: str) -> None:
    assert hooks.get(f"/v1/webhooks/{id_}", headers=hooks.own).status_code == 422
    assert hooks.post(f"/v1/webhooks/1/deliveries/{id_}/redeliver", headers=hooks.own).status_code == 422
