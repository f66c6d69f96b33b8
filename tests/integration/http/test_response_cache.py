"""Asking again and again: validators, answers from memory, and what changed since."""

import gzip
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.api.http.conditional import Validators
from app.domain.agencies import Cohort
from app.domain.periods import Period
from app.main import create_app
from app.readers.files import registers
from app.readers.files.scorecards import BUNDLED
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from app.services.versions import group_of
from app.settings import Settings
from app.storage import versions as stored_changes
from tests.conftest import NOW, SECRET, UNLIMITED, Client, Databases
from tests.support.clock import Clock

RANKING, CARD = "/v1/rankings/2025-02", "/v1/scores/2025-02/H44"
ASKED = (
    RANKING, CARD, "/v1/averages/2025-02", "/v1/history/H44", f"{RANKING}?cohort=ministries", f"{CARD}?trace=true",
    f"{RANKING}?format=csv", f"{RANKING}?format=json-stat", f"{RANKING}?basis=official&limit=3",
    f"{RANKING}?as_of=2025-03-01", f"{RANKING}?known_at=2026-10-01",
)  # fmt: skip


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def poller(databases: Databases, clock: Clock) -> Iterator[Client]:
    made = another(databases.migrated(), clock)
    ministry = {"agencies": [{"code": "G22", "name": "Bộ Công an", "level": "ministry"}]}
    assert made.post("/v1/agencies", headers=made.key(), json=ministry).status_code == 200
    send(made, "2025-02", H44=10, H31=20)
    yield made
    made.service.database.engine.dispose()


def another(url: str, clock: Clock | None = None, **settings: Any) -> Client:
    """A client of one more process, as it were: an application of its own over the same database."""
    options = {**UNLIMITED, **settings}
    return Client(create_app(Settings(database_url=url, key_secret=SECRET, **options), clock or Clock()))


def url_of(client: Client) -> str:
    return client.service.settings.database_url


def send(client: Client, period: str, **received: int) -> None:
    rows = [{"agency": code, "measures": {"dossiers_received": count}} for code, count in received.items()]
    sent = {"period": period, "source": "test", "statistics": rows}
    assert client.post("/v1/statistics", headers=client.key(), json=sent).status_code == 201


def tag(client: Client, path: str = RANKING, **headers: str) -> str:
    found: str = client.get(path, headers=headers).headers["etag"]
    return found


@pytest.mark.parametrize("path", ASKED)
def test_what_is_known_is_not_sent_again(poller: Client, path: str) -> None:
    first = poller.get(path)
    etag = first.headers["etag"]
    assert etag.startswith('"')
    assert first.headers["cache-control"] == "public, max-age=60"
    assert {"Accept", "Accept-Encoding"} <= set(first.headers["vary"].split(", "))
    for sent in (etag, f"W/{etag}", f'"other", {etag}', f'"other",W/{etag} , "more"', "*"):
        held = poller.get(path, headers={"If-None-Match": sent})
        assert (held.status_code, held.content, held.headers["etag"]) == (304, b"", etag), sent
        kept = ("cache-control", "vary", "last-serial")
        assert [held.headers[name] for name in kept] == [first.headers[name] for name in kept]
    for sent in ('"other"', etag.strip('"'), f"X/{etag[:-1]}", ""):
        assert poller.get(path, headers={"If-None-Match": sent}).content == first.content, sent
    twice = poller.get(path, headers=[("If-None-Match", '"a"'), ("If-None-Match", etag)])
    assert twice.status_code == 304


def test_a_new_process_knows_the_validators_before_it_has_read_a_figure(poller: Client) -> None:
    """The tag comes of the state, not of the answer: nothing of it is made, nor of the figures read."""
    etag = tag(poller)
    fresh = another(url_of(poller))
    made = list[str]()
    fresh.service.database.reading = lambda: made.append("read")  # type: ignore[assignment,method-assign,return-value]
    for _ in range(2):
        assert fresh.get(RANKING, headers={"If-None-Match": etag}).status_code == 304
    assert made == []
    fresh.service.database.engine.dispose()


def test_every_process_gives_the_same_bytes_and_tags(poller: Client) -> None:
    fresh = another(url_of(poller))
    for path in ASKED:
        own, other = poller.get(path), fresh.get(path)
        again = fresh.get(path)
        for answer in (other, again):
            assert (answer.content, answer.headers["etag"]) == (own.content, own.headers["etag"]), path
        passing = {"x-request-id", "date"}
        assert {name: value for name, value in again.headers.items() if name not in passing} == {
            name: value for name, value in other.headers.items() if name not in passing
        }
    fresh.service.database.engine.dispose()


def test_the_tag_changes_with_what_the_answer_rests_on_and_with_nothing_else(poller: Client) -> None:
    before = {path: tag(poller, path) for path in ASKED}
    send(poller, "2026-01", H44=1)
    send(poller, "2025-02", G22=5)
    after = {path: tag(poller, path) for path in ASKED}
    assert {path for path in ASKED if before[path] != after[path]} == {
        "/v1/history/H44",
        f"{RANKING}?cohort=ministries",
    }
    send(poller, "2025-01", H31=7)
    ranking, averages = tag(poller), tag(poller, "/v1/averages/2025-02")
    assert ranking != before[RANKING]  # it shows changes against the month before
    assert averages == before["/v1/averages/2025-02"]
    send(poller, "2025-02", H31=21)
    assert tag(poller, "/v1/averages/2025-02") != averages
    year = tag(poller, "/v1/rankings/2025")
    send(poller, "2025-03", H31=3)
    assert tag(poller, "/v1/rankings/2025") != year  # months make the year


def test_a_commune_changes_what_its_province_may_be_made_of(poller: Client) -> None:
    commune = {"agencies": [{"code": "H44.100", "name": "Phường Việt Trì", "level": "commune"}]}
    before = {path: tag(poller, path) for path in (RANKING, CARD, "/v1/rankings/2025-02?cohort=H31.communes")}
    assert poller.post("/v1/agencies", headers=poller.key(), json=commune).status_code == 200
    registered = {path: tag(poller, path) for path in before}
    assert [before[path] == registered[path] for path in before] == [False, False, True]
    send(poller, "2025-02", **{"H44.100": 4})
    assert [registered[path] == tag(poller, path) for path in before] == [False, False, True]


def test_what_is_not_stored_changes_no_tag(poller: Client) -> None:
    before = tag(poller)
    rows = {"period": "2025-02", "statistics": [{"agency": "H44", "measures": {"dossiers_received": 9}}]}
    assert poller.post("/v1/statistics?dry_run=true", headers=poller.key(), json=rows).status_code == 200
    rows["statistics"][0]["measures"]["dossiers_received"] = -1  # type: ignore[index]
    assert poller.post("/v1/statistics", headers=poller.key(), json=rows).status_code == 422
    assert tag(poller) == before


def test_what_another_process_writes_is_seen(poller: Client) -> None:
    other = another(url_of(poller))
    first = poller.get(RANKING)
    send(other, "2025-02", H44=11)
    second = poller.get(RANKING)
    assert second.headers["etag"] != first.headers["etag"]
    assert int(second.headers["last-serial"]) > int(first.headers["last-serial"])
    assert second.content == other.get(RANKING).content
    other.service.database.engine.dispose()


def test_head_is_get_without_a_body(poller: Client) -> None:
    passing = {"x-request-id", "date"}
    for path in (RANKING, CARD, "/v1/measures", "/healthz", "/"):
        for _ in range(2):
            whole, head = poller.get(path), poller.head(path)
            assert (head.status_code, head.content) == (200, b"")
            assert {name: value for name, value in whole.headers.items() if name not in passing} == {
                name: value for name, value in head.headers.items() if name not in passing
            }, path
    assert poller.head(RANKING, headers={"If-None-Match": tag(poller)}).status_code == 304
    assert poller.put("/v1/rankings/2025-02").headers["allow"] == "GET, HEAD"


def test_a_packed_answer_is_another_representation(poller: Client) -> None:
    plain = poller.get(RANKING, headers={"Accept-Encoding": "identity"})
    for _ in range(2):
        with poller.stream("GET", RANKING, headers={"Accept-Encoding": "gzip"}) as packed:
            raw = b"".join(packed.iter_raw())
        assert (packed.headers["content-encoding"], int(packed.headers["content-length"])) == ("gzip", len(raw))
        assert gzip.decompress(raw) == plain.content
        assert packed.headers["etag"] != plain.headers["etag"]
    etag = packed.headers["etag"]
    assert poller.get(RANKING, headers={"Accept-Encoding": "gzip", "If-None-Match": etag}).status_code == 304
    mixed = poller.get(RANKING, headers={"Accept-Encoding": "identity", "If-None-Match": etag})
    assert (mixed.status_code, mixed.content) == (200, plain.content)


def test_csv_and_json_are_two_representations_of_one_address(poller: Client) -> None:
    table = poller.get(RANKING, headers={"Accept": "text/csv"})
    assert table.headers["content-type"].startswith("text/csv")
    assert table.headers["etag"] != tag(poller)
    assert poller.get(RANKING, headers={"If-None-Match": table.headers["etag"]}).status_code == 200


def test_with_a_key_nothing_is_kept_by_browsers(poller: Client) -> None:
    answer = poller.get(RANKING, headers=poller.key())
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["etag"] == tag(poller)
    held = poller.get(RANKING, headers={**poller.key(), "If-None-Match": tag(poller)})
    assert (held.status_code, held.headers["cache-control"]) == (304, "no-store")


def test_the_date_of_an_answer(poller: Client, clock: Clock) -> None:
    """It has one when no other change can still get the same; who has nothing better may ask with it."""
    assert "last-modified" not in poller.get(RANKING).headers
    other = another(url_of(poller), clock)
    clock.now = NOW + timedelta(hours=1)
    dated = other.get(RANKING)
    assert dated.headers["last-modified"] == "Sun, 01 Nov 2026 03:00:00 GMT"
    for path in (RANKING, CARD):
        other.get(path)
        for since, status in (
            ("Sun, 01 Nov 2026 03:00:00 GMT", 304), ("Sun, 01 Nov 2026 03:00:01 GMT", 304),
            ("Sun, 01 Nov 2026 02:59:59 GMT", 200), ("yesterday", 200), ("Sun, 99 Nov 2026 03:00:00 GMT", 200),
        ):  # fmt: skip
            assert other.get(path, headers={"If-Modified-Since": since}).status_code == status, since
        better = {"If-Modified-Since": "Sun, 01 Nov 2026 03:00:00 GMT", "If-None-Match": '"other"'}
        assert other.get(path, headers=better).status_code == 200
    other.service.database.engine.dispose()


def test_another_scorecard_makes_another_answer(poller: Client, clock: Clock, tmp_path: Path) -> None:
    """The same scorecard with another rounding: what a client got before is neither by its tag nor by its date good."""
    before = another(url_of(poller), clock)
    clock.now = NOW + timedelta(hours=1)
    held = before.get(RANKING).headers
    text = (BUNDLED / "qd766" / "2022-06-23.yaml").read_text("utf-8")
    (tmp_path / "file.yaml").write_text(text.replace("default: exact", "default: percent_double"), "utf-8")
    after = another(url_of(poller), clock, scorecards=tmp_path)
    clock.now += timedelta(hours=1)
    for asked in ({"If-None-Match": held["etag"]}, {"If-Modified-Since": held["last-modified"]}):
        assert before.get(RANKING, headers=asked).status_code == 304
        assert after.get(RANKING, headers=asked).status_code == 200
    assert after.get(RANKING).headers["last-modified"] == "Sun, 01 Nov 2026 04:00:00 GMT"
    for each in (before, after):
        each.service.database.engine.dispose()


def test_what_another_rule_made_is_not_good_any_more(
    databases: Databases, clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A release corrects how a measure adds up: no client keeps, and no process gives, what came of the old kind."""
    registry = shutil.copytree(registers.FOLDER, tmp_path / "registry")
    rows = (registry / "measures.csv").read_text("utf-8")
    (registry / "measures.csv").write_text(rows.replace(",reassessed,", ",flow,"), "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(registers, "FOLDER", registry)
        old = another(databases.migrated(), clock)
    petitions = {"petitions_on_time": 3, "petitions_to_process": 3}
    for month in ("2025-01", "2025-02", "2025-03"):
        sent = {"period": month, "source": "test", "statistics": [{"agency": "H44", "measures": petitions}]}
        assert old.post("/v1/statistics", headers=old.key(), json=sent).status_code == 201
    order = Order(Period.parse("2025-Q1"), Cohort.parse("provinces"))
    edition = publish(old.service, order, ADMINISTRATOR).id
    paths = [f"/v1/{each}" for each in ("rankings/2025-Q1", "scores/2025-Q1/H44", "averages/2025-Q1", "history/H44")]
    clock.now = NOW + timedelta(hours=1)
    before = {path: old.get(path) for path in paths}
    clock.now = NOW + timedelta(hours=2)
    new = another(url_of(old), clock)
    clock.now = NOW + timedelta(hours=3)
    for path, answer in before.items():
        for known in (
            {"If-None-Match": answer.headers["etag"]},
            {"If-Modified-Since": answer.headers["last-modified"]},
        ):
            for _ in range(2):
                assert new.get(path, headers=known).status_code == 200, (path, known)
    score, frozen = "/v1/scores/2025-Q1/H44", f"/v1/scores/2025-Q1/H44?edition={edition}"
    found = [client.get(path).json()["groups"][5]["indicators"][1] for client, path in (
        (old, score), (new, score), (new, frozen)
    )]  # fmt: skip
    assert [(each["score"], each["derived"]) for each in found] == [(6, True), (None, False), (6, True)]
    assert old.get("/v1/updates").json()["rules"] != new.get("/v1/updates").json()["rules"]
    for each in (old, new):
        each.service.database.engine.dispose()


def test_no_date_matches_validators_without_one() -> None:
    assert not Validators('"a"').match(None, "Sun, 01 Nov 2026 03:00:00 GMT")
    assert not Validators('"a"').match("*", None, exists=False)
    assert Validators('"a"').match("*", None)


def test_the_day_matters_while_a_period_lasts(databases: Databases) -> None:
    clock = Clock(datetime(2026, 5, 10, tzinfo=UTC))
    poller = another(databases.migrated(), clock)
    send(poller, "2026-04", H44=10)
    paths = ("/v1/rankings/2026-04", "/v1/rankings/2026", "/v1/rankings/2026?as_of=2026-05-01", "/v1/history/H44")
    days = []
    for now in (
        clock.now,
        datetime(2026, 6, 1, tzinfo=UTC),
        datetime(2028, 1, 5, tzinfo=UTC),
        datetime(2028, 7, 1, tzinfo=UTC),
    ):
        clock.now = now
        days.append([tag(poller, path) for path in paths])
        fresh = another(url_of(poller), clock)
        assert [poller.get(path).content for path in paths] == [fresh.get(path).content for path in paths]
        fresh.service.database.engine.dispose()
    months, years, dated, histories = ([len(set(each))] for each in zip(*days, strict=True))
    assert (months, years, dated, histories) == ([1], [3], [1], [4])
    poller.service.database.engine.dispose()


def test_a_moment_that_has_not_come_is_not_kept(poller: Client, clock: Clock) -> None:
    path = f"{RANKING}?known_at=2027-01-01"
    first = poller.get(path)
    assert ("etag" in first.headers, first.json()["known_at"]) == (False, None)
    clock.now = datetime(2027, 2, 1, tzinfo=UTC)
    second = poller.get(path)
    assert ("etag" in second.headers, second.json()["known_at"]) == (True, "2027-01-01T23:59:59.999999+07:00")


def test_an_edition_never_changes(writer: Client) -> None:
    publish(writer.service, Order(Period.parse("2026"), Cohort.parse("provinces")), ADMINISTRATOR)
    path = "/v1/rankings/2026?edition=1"
    first = writer.get(path)
    send(writer, "2026", H44=10_000_000)
    assert writer.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert tag(writer, "/v1/rankings/2026") != first.headers["etag"]


def test_errors_are_not_kept(poller: Client) -> None:
    for _ in range(2):
        missing = poller.get("/v1/scores/2025-02/H44.100")
        assert (missing.status_code, "etag" in missing.headers) == (404, False)
        assert poller.get(f"{RANKING}?what=1", headers={"If-None-Match": "*"}).status_code == 422
    commune = {"agencies": [{"code": "H44.100", "name": "Phường Việt Trì", "level": "commune"}]}
    poller.post("/v1/agencies", headers=poller.key(), json=commune)
    assert poller.get("/v1/scores/2025-02/H44.100").status_code == 200


def given(client: Client) -> list[str]:
    """What /metrics says of answers from memory."""
    return [
        line
        for line in client.get("/metrics").text.splitlines()
        if line.startswith("tthc766_response_cache_answers_total")
    ]


def test_memory_is_bounded(writer: Client) -> None:
    small = another(url_of(writer), response_cache_bytes=60_000)
    answers = small.get("/metrics").text
    for number in range(1, 31):
        small.get(f"/v1/rankings/2026?limit={number}")
    answers = small.get("/metrics").text
    size = float(
        next(line for line in answers.splitlines() if line.startswith("tthc766_response_cache_bytes")).split()[1]
    )
    assert 20_000 < size <= 60_000
    # An address may be long without being another question to the endpoint: eight of these are too many.
    padded = [f"/v1/rankings/2026?{'limit=1&' * (1000 + number)}limit=1" for number in range(8)]
    before = given(small)
    for path in (*padded, padded[0]):
        assert small.get(path).status_code == 200
    assert given(small) == before
    none = another(url_of(writer), response_cache_bytes=0)
    assert none.get("/v1/rankings/2026").content == none.get("/v1/rankings/2026").content
    assert "tthc766_response_cache_bytes 0.0" in none.get("/metrics").text
    for each in (small, none):
        each.service.database.engine.dispose()


def test_answers_from_memory_are_counted(poller: Client) -> None:
    etag = tag(poller)
    poller.get(RANKING)
    for _ in range(2):
        poller.get(RANKING, headers={"If-None-Match": etag})
    counted = given(poller)
    handler = 'handler="/v1/rankings/{period}"'
    assert counted == [
        f'tthc766_response_cache_answers_total{{{handler},status="200"}} 1.0',
        f'tthc766_response_cache_answers_total{{{handler},status="304"}} 2.0',
    ]


def test_answers_from_memory_count_against_the_limit(writer: Client) -> None:
    limited, path = another(url_of(writer), rate_limit_reads="3/hour"), "/v1/averages/2026"
    etag = tag(limited, path)
    for _ in range(10):
        assert limited.get(path, headers={"If-None-Match": etag}).status_code == 304
    answers = [limited.get(path) for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 429]
    assert answers[0].headers["ratelimit"].startswith('"reads";r=0;')
    limited.service.database.engine.dispose()


def test_pages_of_other_origins_and_their_own_request_ids(poller: Client) -> None:
    id_ = "6f1c0f4e3f0a4a5e9b0e2f6d3c1b7a55"
    for _ in range(2):
        answer = poller.get(RANKING, headers={"Origin": "https://example.vn", "X-Request-ID": id_})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "Last-Serial" in answer.headers["access-control-expose-headers"]
        assert answer.headers["x-request-id"] == id_
    odd = poller.get(RANKING, headers={"X-Request-ID": "<script>"})
    assert len(odd.headers["x-request-id"]) == 32
    some = another(url_of(poller), cors_origins="https://one.example https://two.example")
    for origin, allowed in (
        ("https://one.example", True),
        ("https://two.example", True),
        ("https://three.example", False),
    ):
        for _ in range(2):
            found = some.get(RANKING, headers={"Origin": origin}).headers.get("access-control-allow-origin")
            assert found == (origin if allowed else None)
    some.service.database.engine.dispose()


def test_updates(poller: Client) -> None:
    """A poller that keeps the serial is told everything, and nothing twice."""
    start = poller.get("/v1/updates").json()
    assert {each["topic"] for each in start["items"]} == {"figures", "register"}
    assert poller.get(f"/v1/updates?updated_after={start['serial']}").json() == {**start, "items": []}
    send(poller, "2025-02", H44=12, G22=5)
    send(poller, "2025-03", H44=1)
    found = poller.get(f"/v1/updates?updated_after={start['serial']}").json()
    told = [(each["topic"], each["period"], each["agency"], each["edition"]) for each in found["items"]]
    assert told == [
        ("figures", "2025-02", "G22", None), ("figures", "2025-02", "H44", None), ("figures", "2025-03", "H44", None),
    ]  # fmt: skip
    serials = [each["serial"] for each in found["items"]]
    assert serials == sorted(serials)
    assert serials[-1] == found["serial"] == int(poller.get("/v1/rankings/2025-03").headers["last-serial"])
    send(poller, "2025-02", H44=13)
    again = poller.get(f"/v1/updates?updated_after={found['serial']}").json()
    assert [(each["period"], each["agency"]) for each in again["items"]] == [("2025-02", "H44")]
    assert len(poller.get("/v1/updates").json()["items"]) == len(start["items"]) + 2


def test_updates_by_pages(poller: Client) -> None:
    """What changed at once stands on one page, so that a serial is all that a poller has to keep."""
    start = poller.get("/v1/updates").json()["serial"]
    for number in range(5):
        send(poller, f"2025-0{number + 1}", H44=number, H31=number, G22=number)
    path: str | None = f"/v1/updates?updated_after={start}&limit=4"
    pages = []
    while path:
        page = poller.get(path).json()
        pages.append([(each["period"], each["agency"]) for each in page["items"]])
        path = page["next"]
    assert [len(each) for each in pages] == [6, 6, 3]
    assert sorted(each for page in pages for each in page) == sorted(
        (f"2025-0{n}", code) for n in range(1, 6) for code in ("G22", "H31", "H44")
    )


def test_editions_in_updates_and_feeds(writer: Client) -> None:
    before = writer.get("/v1/updates").json()["serial"]
    stored = publish(writer.service, Order(Period.parse("2026"), Cohort.parse("provinces")), ADMINISTRATOR)
    found = writer.get(f"/v1/updates?updated_after={before}").json()
    assert [(each["topic"], each["edition"], each["agency"]) for each in found["items"]] == [
        ("edition", stored.id, None)
    ]
    feed = writer.get("/feeds/editions.json")
    assert feed.json()["items"][0]["_tthc766"]["serial"] == found["serial"] == int(feed.headers["last-serial"])
    assert f'term="{found["serial"]}"' in writer.get("/feeds/editions.atom").text
    for path in ("/feeds/editions.json", "/feeds/editions.atom"):
        held = {"If-None-Match": tag(writer, path)}
        assert writer.get(path, headers=held).status_code == 304
        assert writer.get(path, headers={**held, "Host": "other.example"}).status_code == 200


def test_two_databases_with_one_past_never_share_a_tag(databases: Databases) -> None:
    """A backup that is restored writes the same serials again, with other figures."""
    template = databases.migrated()
    first = another(template)
    send(first, "2025-02", H44=10)
    first.service.database.engine.dispose()
    second, third = another(databases._copy(template)), another(databases._copy(template))
    send(second, "2025-02", H44=11)
    send(third, "2025-02", H44=12)
    one, two = second.get(RANKING), third.get(RANKING)
    assert one.headers["last-serial"] == two.headers["last-serial"]
    assert one.headers["etag"] != two.headers["etag"]
    for each in (second, third):
        each.service.database.engine.dispose()


def test_a_view_that_is_older_than_what_is_known_is_not_answered_from(poller: Client) -> None:
    service = poller.service
    with service.database.view() as older:
        assert service.changes.at(older) is service.changes.look()
        send(poller, "2025-02", H44=99)
        newest = service.changes.look()
        assert service.changes.at(older) is None
    with service.database.view() as connection:
        assert service.changes.at(connection) is newest


def test_another_history_is_learned_anew(poller: Client) -> None:
    """After a replica took over that lacked the end, what was known of the end is forgotten."""
    service = poller.service
    service.changes.look()
    service.changes.state = replace(service.changes.state, head=stored_changes.TrailHead(10**6, "lost"))
    fresh = another(url_of(poller)).service
    found, expected = service.changes.look(), fresh.changes.look()
    assert (found.head, found.newest, found.day) == (expected.head, expected.newest, expected.day)
    fresh.database.engine.dispose()


def test_whose_figures_an_answer_rests_on() -> None:
    assert [group_of(each) for each in ("H44", "H44.01", "G22", "G22.1.2")] == ["H", "H44", "G", "G22"]
    assert [group_of(Cohort.parse(each)) for each in ("provinces", "ministries", "H44.communes")] == ["H", "G", "H44"]
