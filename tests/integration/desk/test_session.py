"""Signing in with a key, and what ends it: nobody gets to the desk with less than a key that works now."""

from datetime import timedelta

import pytest

from app.domain.enums import Scope
from app.main import create_app
from app.services import keys
from app.services.keys import Grant
from app.settings import Settings
from app.web.desk.tickets import AT_MOST, LASTS, Ticket, TicketSigner
from tests.conftest import NOW, SECRET, UNLIMITED, Client, Databases
from tests.integration.desk.conftest import DESK, Office, form_of

PAGES = ("/cong-bo", "/cong-bo/rut?edition=1", "/cong-van", "/cong-van/1/H44.07")
SESSION = "tthc766_desk"


def is_signed_in(office: Office) -> bool:
    return office.get(f"{DESK}/cong-van").status_code == 200


def test_with_a_key_one_signs_in_and_out(office: Office) -> None:
    office.sign_in("H44")
    assert is_signed_in(office)
    answer = office.fill_in(f"{DESK}/cong-van", "/ra")
    assert (answer.status_code, answer.headers["location"]) == (303, DESK)
    assert not is_signed_in(office)


def test_the_cookie_holds_no_key_and_goes_nowhere_else(office: Office) -> None:
    key = office.key("H44")
    answer = office.fill_in(DESK, DESK, key=key)
    cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith(f"{SESSION}="))
    assert key.rpartition("_")[2] not in cookie
    said = {each.strip().lower() for each in cookie.split(";")[1:]}
    assert said == {"httponly", "secure", "samesite=strict", f"path={DESK}", f"max-age={int(LASTS.total_seconds())}"}


def test_over_http_the_cookie_is_for_http_too(office: Office) -> None:
    office.base_url = "http://testserver"
    cookies = office.get(DESK).headers.get_list("set-cookie")
    assert [("secure" in each.lower()) for each in cookies] == [False]


@pytest.mark.parametrize("page", PAGES)
def test_without_a_session_every_page_leads_to_the_form(office: Office, page: str) -> None:
    answer = office.get(f"{DESK}{page}")
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, DESK)
    assert 'type="password"' in office.get(answer.headers["location"]).text
    if page.startswith("/cong-bo"):
        posted = office.post(f"{DESK}{page}", data={"token": "x"})
        assert (posted.status_code, posted.headers["location"].partition("?")[0]) == (303, DESK)


def test_after_signing_in_one_is_where_one_wanted_to_be(office: Office) -> None:
    wanted = f"{DESK}/cong-bo?period=2026-Q3&cohort=H44.departments"
    form = office.get(wanted).headers["location"]
    answer = office.fill_in(form, DESK, key=office.key("H44"))
    assert (answer.status_code, answer.headers["location"]) == (303, wanted)
    for foreign in ("//evil.example", "https://evil.example", "/cong-bo//evil.example", "/../v1"):
        office.cookies.clear()
        answer = office.fill_in(f"{DESK}?to={foreign}", DESK, key=office.key("H44"))
        assert answer.headers["location"] == f"{DESK}/so-lieu"


@pytest.mark.parametrize("key", ["", "x", "tthc766_0123456789ab_" + "a" * 43])
def test_a_wrong_key_opens_nothing_and_is_counted(office: Office, key: str) -> None:
    answer = office.fill_in(DESK, DESK, key=key)
    assert (answer.status_code, SESSION in office.cookies) == (401, False)
    assert "Khóa không đúng" in answer.text


def test_who_guesses_is_stopped(sqlite_databases: Databases) -> None:
    client = Client.on(sqlite_databases.demo(), rate_limit_failed_keys="3/hour")
    office = Office(client)
    form = form_of(office.get(DESK).text)
    assert [office.post_form(form, key="x").status_code for _ in range(4)] == [401, 401, 401, 429]
    client.service.database.engine.dispose()


def test_a_tampered_cookie_is_none(office: Office) -> None:
    office.sign_in("H44")
    good = office.cookies[SESSION]
    body, _, signature = good.rpartition(".")
    other = ("A" if signature[0] != "A" else "B") + signature[1:]  # of the last letter some bits say nothing
    for bad in (f"{body}.{other}", f"{body}x.{signature}", body, "", "x.y"):
        office.cookies.clear()
        office.cookies.set(SESSION, bad, path=DESK)
        assert not is_signed_in(office), bad


def signed(office: Office, ticket: Ticket, secret: bytes | None = None) -> None:
    value = TicketSigner(secret or office.service.key_secret).write(ticket)
    office.cookies.clear()
    office.cookies.set(SESSION, value, path=DESK)


def test_a_cookie_of_another_secret_or_time_is_none(office: Office) -> None:
    id_ = office.key("H44").split("_")[1]
    signed(office, Ticket.new(id_, NOW))
    assert is_signed_in(office), "or else this looks at nothing"
    signed(office, Ticket.new(id_, NOW), b"another secret of the tests, long")
    assert not is_signed_in(office)
    signed(office, Ticket.new(id_, NOW - LASTS))
    assert not is_signed_in(office)
    signed(office, Ticket.new("0123456789ab", NOW))
    assert not is_signed_in(office), "no such key"
    signed(office, Ticket.new(None, NOW))
    assert not is_signed_in(office), "a visitor's"


def test_use_renews_a_session_but_not_without_end() -> None:
    begun = Ticket.new("0123456789ab", NOW)
    assert begun.used(NOW + timedelta(minutes=30)).until == NOW + timedelta(minutes=30) + LASTS
    assert begun.used(NOW + AT_MOST - timedelta(minutes=1)).until == NOW + AT_MOST


def test_a_key_that_ends_ends_its_sessions(office: Office) -> None:
    office.sign_in("H44")
    id_ = keys.list_keys(office.service.database)[-1].id
    keys.revoke(office.service.database, id_, NOW)
    answer = office.get(f"{DESK}/cong-van")
    assert (answer.status_code, "ended=1" in answer.headers["location"]) == (303, True)
    assert "Phiên làm việc đã kết thúc" in office.get(answer.headers["location"]).text


def test_a_key_that_expires_ends_its_sessions(sqlite_databases: Databases) -> None:
    clock = [NOW]
    settings = Settings(database_url=sqlite_databases.demo(), key_secret=SECRET, **UNLIMITED)
    app = create_app(settings, lambda: clock[0])
    client = Client(app)
    office = Office(client)
    grant = Grant("H44", frozenset({Scope.PUBLISH_WRITE}), "", NOW + timedelta(minutes=10))
    token, _ = keys.make(client.service.database, client.service.key_secret, grant, NOW)
    assert office.fill_in(DESK, DESK, key=token).status_code == 303
    assert is_signed_in(office)
    clock[0] = NOW + timedelta(minutes=10)
    assert not is_signed_in(office)
    client.service.database.engine.dispose()


@pytest.mark.parametrize("token", ["", "x", "foreign"])
def test_a_form_of_nobody_or_somebody_else_changes_nothing(office: Office, token: str) -> None:
    office.sign_in("H44")
    page = f"{DESK}/cong-bo?period=2026-Q3&cohort=H44.departments"
    form = form_of(office.get(page).text, "/cong-bo")
    if token == "foreign":
        other = Office(office.client).sign_in("H44")
        token = form_of(other.get(page).text, "/cong-bo")["fields"]["token"]
    answer = office.post_form(form, token=token)
    assert (answer.status_code, "form_stale" in answer.text) == (403, True)
    assert office.client.get("/v1/editions").json()["items"] == []


def test_nobody_is_signed_in_by_a_form_of_another_site(office: Office) -> None:
    """It sends no cookie (SameSite=Strict), or a token that is not the visitor's."""
    form = form_of(office.get(DESK).text)
    office.cookies.clear()
    answer = office.post_form(form, key=office.key("H44"))
    assert (answer.status_code, SESSION in office.cookies) == (403, False)
    office.get(DESK)
    answer = office.post_form(form, key=office.key("H44"))
    assert (answer.status_code, SESSION in office.cookies) == (403, False)


def test_all_answers_are_for_one_reader_alone(office: Office) -> None:
    anonymous = [office.get(DESK), office.get(f"{DESK}/cong-bo")]
    office.sign_in("H44")
    for answer in (*anonymous, office.get(DESK), office.get(f"{DESK}/cong-van"), office.get(f"{DESK}/cong-bo")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert office.get("/embed/ban-lam-viec").status_code == 404


def test_writes_are_limited_by_key(sqlite_databases: Databases) -> None:
    client = Client.on(sqlite_databases.demo(), rate_limit_writes="2/hour")
    office = Office(client).sign_in("H44")
    page = f"{DESK}/cong-bo?period=2026-Q3&cohort=H44.departments"
    form = form_of(office.get(page).text, "/cong-bo")
    assert [office.post_form(form, seen="x").status_code for _ in range(3)] == [409, 409, 429]
    client.service.database.engine.dispose()


def test_the_desk_can_be_left_out(sqlite_databases: Databases) -> None:
    client = Client.on(sqlite_databases.demo(), desk=False)
    office = Office(client)
    assert [office.get(f"{DESK}{page}").status_code for page in ("", *PAGES)] == [404] * 5
    client.service.database.engine.dispose()
