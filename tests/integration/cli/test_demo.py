"""``tthc766 demo``: the made-up month is scored in a database of its own, and nothing of it is among real figures."""

import re
import subprocess

import pytest

from app.domain.enums import Kind
from app.readers.uploads.body import Body
from app.readers.uploads.formats import Format
from app.services.demo import AGENCIES, MONTH, PROVINCE, PROVINCES, bundled, synthetic_month
from app.services.keys import ADMINISTRATOR
from app.services.load import load
from app.services.registers import migrate
from app.services.submissions.parse_upload import Upload
from app.storage import submissions
from app.storage.agencies import Filter, page
from app.storage.figures import read as figures
from tests.conftest import NOW, Client, Databases, service_on
from tests.integration.dossiers.month import by_the_domain
from tests.support import processes

MARK = "(dữ liệu tổng hợp)"


def shown(url: str) -> subprocess.CompletedProcess[str]:
    done = processes.run(url, "demo")
    assert done.returncode == 0, done.stderr
    return done


def beside(url: str) -> str:
    return f"{url.removesuffix('.db')}-synthetic.db"


@pytest.fixture(scope="module")
def url(sqlite_databases: Databases) -> str:
    return sqlite_databases.demo()


@pytest.fixture(scope="module")
def output(url: str) -> str:
    return shown(url).stdout


def test_the_score_of_the_month_is_shown_with_its_reasons(url: str, output: str) -> None:
    counts = by_the_domain()[PROVINCE]
    late, cases = (counts[each].number for each in ("dossiers_on_time", "dossiers_received"))
    assert f"From dossiers to a score: {PROVINCE} Tỉnh mẫu {MARK}, {MONTH}" in output
    assert re.search(rf"DOSSIER_ON_TIME +17\.74 +20 +dossiers_on_time {late} / dossiers_received {cases} ", output)
    assert re.search(rf"Each step: TTHC766_DATABASE_URL={beside(url)} \S+ score {MONTH} {PROVINCE} --trace\n", output)
    assert "17 chỉ số khác cần thêm số liệu / other indicators need more counts" in output


def test_real_figures_and_the_register_are_as_they_were(url: str, output: str) -> None:
    assert MARK in output
    service = service_on(url)
    with service.database.reading() as connection:
        loaded = {submissions.digest_of(path.read_bytes()) for _, path in bundled()}
        assert submissions.accepted_digests(connection) == loaded
        assert not figures.is_known(connection, [MONTH])
        codes = {each.code for each in page(connection, MONTH.last_day, Filter(), 1_000)}
    assert PROVINCE not in {code.partition(".")[0] for code in codes}
    service.database.engine.dispose()


def test_the_month_has_nobody_of_the_country(url: str, output: str) -> None:
    assert MARK in output
    service = service_on(beside(url))
    with service.database.reading() as connection:
        found = page(connection, MONTH.last_day, Filter(), 1_000)
    assert len(found) == 12
    assert {each.code.partition(".")[0] for each in found} == {PROVINCE}
    assert all(MARK in each.name for each in found)
    service.database.engine.dispose()


def test_the_month_is_there_by_command_interface_and_page(url: str, output: str) -> None:
    assert MARK in output
    told = processes.run(beside(url), "score", str(MONTH), f"{PROVINCE}.17", "--trace").stdout
    assert "dossiers_on_time = 383 (H99.17, submission 2)" in told
    client = Client.on(beside(url))
    card = client.get(f"/v1/scores/{MONTH}/{PROVINCE}?trace=true").json()
    timeliness = next(each for each in card["groups"] if each["code"] == "TDGQ")
    steps = timeliness["indicators"][0]["trace"]["steps"]
    assert (timeliness["score"], steps[0]["formula"]) == (17.74, "dossiers_on_time (2352)")
    page_ = client.get(f"/agencies/{PROVINCE}?period={MONTH}").text
    assert f"Tỉnh mẫu {MARK}" in page_
    assert "17,74" in page_
    client.service.database.engine.dispose()


def test_the_month_is_counted_once_and_after_a_run_that_was_cut_off(sqlite_databases: Databases) -> None:
    url = sqlite_databases.demo()
    cut_off = service_on(beside(url))
    migrate(cut_off.database, cut_off.registers, NOW, PROVINCES)
    agencies = Upload(Body.of(AGENCIES.read_bytes()), Format.JSON)
    load(cut_off.database, cut_off.registers, Kind.AGENCIES, agencies, ADMINISTRATOR, NOW)
    cut_off.database.engine.dispose()
    first, second = shown(url), shown(url)
    assert "2026-10-synthetic.ndjson.gz: 193" in first.stderr
    assert (second.stderr, "DOSSIER_ON_TIME" in second.stdout) == ("", True)


def test_beside_a_server_there_is_no_place_for_the_month(postgresql_databases: Databases) -> None:
    service = service_on(postgresql_databases.migrated())
    with synthetic_month(service, lambda _line: pytest.fail("something was loaded")) as month:
        assert month is None
    service.database.engine.dispose()
