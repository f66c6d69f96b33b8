"""What somebody tries at the desk from outside, or with the key of another subtree."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest

from app.domain.enums import Scope
from tests.conftest import Client, Databases
from tests.integration.desk.conftest import DESK, Office, form_of
from tests.integration.desk.routes import READ, WRITTEN
from tests.integration.desk.test_figures import GOOD, PAGE, upload, waiting
from tests.integration.desk.test_register import ADDED, listed

LISTS = f"{DESK}/so-lieu?kind=agencies"
SCOPES = (Scope.STATISTICS_WRITE, Scope.OFFICIAL_WRITE, Scope.PUBLISH_WRITE)


@pytest.fixture
def clerk(office: Office) -> Office:
    return office.sign_in("H44", *SCOPES)


@pytest.fixture
def other(office: Office) -> Iterator[Office]:
    """Somebody with a key of another province, at the same service."""
    with Office(office.client) as made:
        yield made.sign_in("H31", *SCOPES)


def test_another_s_list_is_neither_seen_nor_confirmed(clerk: Office, other: Office) -> None:
    page = upload(clerk, listed(ADDED), "x.xlsx", LISTS).headers["location"]
    own = form_of(other.get(LISTS).text)["fields"]["token"]
    theirs = form_of(clerk.get(page).text, "/cho")["fields"]["token"]
    assert other.get(page).status_code == 409
    for token, status in ((own, 409), (theirs, 403)):
        for do in ("confirm", "cancel"):
            answer = other.post(page, data={"token": token, "do": do})
            assert answer.status_code == (303 if (do, status) == ("cancel", 409) else status)
    assert waiting(clerk) == 1, "what is of others is not even deleted"


def test_a_form_is_of_one_session_also_with_the_same_key(office: Office) -> None:
    key = office.key("H44", *SCOPES)
    office.fill_in(DESK, DESK, key=key)
    token = form_of(office.get(LISTS).text)["fields"]["token"]
    again = Office(office.client)
    again.fill_in(DESK, DESK, key=key)
    answer = again.post(LISTS, data={"token": token}, files={"file": ("x.xlsx", listed(ADDED))})
    assert (answer.status_code, waiting(office)) == (403, 0)


def bomb() -> bytes:
    """A worksheet of 400 MB, packed to half of one."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made, made.open("xl/worksheets/sheet1.xml", "w") as part:
        for _ in range(400):
            part.write(b" " * 1024 * 1024)
    return out.getvalue()


def test_garbage_is_refused_and_not_kept(clerk: Office) -> None:
    for content in (b"\x00" * 5000, b"\xff\xfe" * 900, b"PK\x03\x04" + b"a" * 99, b"{" * 5000, bomb()):
        for suffix in ("xlsx", "csv", "json", "ndjson"):
            answer = upload(clerk, content, f"x.{suffix}", LISTS)
            assert (400 <= answer.status_code < 500, waiting(clerk)) == (True, 0), (content[:9], suffix)


@pytest.mark.parametrize(
    "name",
    ['a"b<script>.csv', "a\r\nSet-Cookie: x=1.csv", "../../etc/passwd.csv", "ｘ.csv", "a" * 3000 + ".csv", "{x}.csv"],
)
def test_names_of_files_are_only_text(clerk: Office, name: str) -> None:
    answer = upload(clerk, b"agency,dossiers_received\nH44.07,1.234\n", name)
    assert answer.status_code in (400, 415, 422)
    assert "<script>" not in answer.text
    assert [each.partition("=")[0] for each in answer.headers.get_list("set-cookie")] == ["tthc766_desk"]


def test_other_methods_do_nothing(clerk: Office) -> None:
    for path in sorted(READ | WRITTEN):
        address = path.replace("{id}", "1").replace("{agency}", "H44.07")
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
            assert clerk.request(method, address).status_code == 405, (method, path)
    assert clerk.get(LISTS).status_code == 200, "still signed in"


@pytest.mark.parametrize(
    "page", ["/so-lieu", "/so-lieu?kind=agencies", "/cong-bo", "/cong-van", "/so-lieu/cho?kind=agencies&digest=x"]
)
def test_pages_are_framed_and_kept_by_nobody(clerk: Office, page: str) -> None:
    for answer in (clerk.get(f"{DESK}{page}"), Office(clerk.client).get(f"{DESK}{page}")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.status_code == 303 or "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert clerk.get(f"/embed{DESK}{page}").status_code == 404


@pytest.mark.parametrize(
    "to",
    [
        "//evil.example", "/so-lieu//evil.example", "/so-lieu/..//evil.example", "/so-lieu\\\\evil.example",
        "/so-lieu@evil", "/so-lieu?x=%0d%0aSet-Cookie:a=b", "/so-lieu\r\nSet-Cookie: a=b", "javascript:alert(1)",
        "/cong-van/../../v1",
    ],
)  # fmt: skip
def test_after_signing_in_one_stays_at_the_desk(office: Office, to: str) -> None:
    form = form_of(office.get(DESK, params={"to": to}).text, DESK)
    answer = office.post_form(form, key=office.key("H44", *SCOPES))
    where = answer.headers["location"]
    assert (answer.status_code, where.startswith(f"{DESK}/"), "\r" in where or "\n" in where) == (303, True, False)
    assert {each.partition("=")[0] for each in answer.headers.get_list("set-cookie")} <= {
        "tthc766_desk",
        "tthc766_desk_visitor",
    }


def test_a_key_that_was_made_for_other_work_opens_no_list(office: Office) -> None:
    office.sign_in("H44", Scope.PUBLISH_WRITE)
    token = form_of(office.get(f"{DESK}/cong-van").text)["fields"]["token"]
    answer = office.post(LISTS, data={"token": token}, files={"file": ("x.xlsx", listed(ADDED))})
    assert (answer.status_code, waiting(office)) == (403, 0)


@pytest.mark.parametrize(
    "query", ["kind=x", "kind=agencies&of=H99", "kind=agencies&period=x", "kind=agencies&taken=<b>", "period=9999"]
)
def test_odd_questions_are_answered(clerk: Office, query: str) -> None:
    answer = clerk.get(f"{DESK}/so-lieu?{query}")
    assert answer.status_code in (200, 400, 404, 422)
    assert "<b>" not in answer.text


@pytest.mark.parametrize("digest", ["", "x", "sha256:" + "0" * 64, "%00", "' OR 1=1 --", "x" * 5000])
def test_odd_digests_find_nothing(clerk: Office, digest: str) -> None:
    upload(clerk, GOOD)
    token = form_of(clerk.get(PAGE).text)["fields"]["token"]
    page = f"{DESK}/so-lieu/cho"
    params: dict[str, Any] = {"kind": "statistics", "digest": digest}
    assert clerk.get(page, params=params).status_code == 409
    assert clerk.post(page, params=params, data={"token": token, "do": "confirm"}).status_code == 409
    assert waiting(clerk) == 1


def test_the_marks_of_one_are_no_answer_to_another(sqlite_databases: Databases) -> None:
    """No state is kept: without a cookie the same upload is led to the form for the key."""
    client = Client.on(sqlite_databases.demo())
    answer = Office(client).post(LISTS, files={"file": ("x.xlsx", listed([1, "H44.77"]))})
    assert (answer.status_code, "data:" in answer.text) == (303, False)
    client.service.database.engine.dispose()
