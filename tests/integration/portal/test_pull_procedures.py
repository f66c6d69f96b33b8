"""The portal's list of procedures goes into a file, whole or not at all."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import Refusal
from app.readers.dossiers.procedures import read_procedures
from app.services.context import AppContext
from app.services.portal.procedures import PulledProcedures, pull_procedures
from app.storage.database import PULLING
from tests.conftest import NOW, Databases
from tests.integration.portal import server
from tests.integration.portal.answers import PROCEDURES
from tests.integration.portal.pulling import QUARTER, QUIET, asked
from tests.integration.portal.pulling import pull as pull_figures
from tests.integration.portal.server import Portal, uuid_of
from tests.support import processes

HERE = ("H44.07", "H44.44")  # who handles all procedures of the test's portal


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """How the portal is asked does not depend on the database."""
    return sqlite_databases


@pytest.fixture
def service(service: AppContext) -> AppContext:
    """With the agencies below Phú Thọ and their ids, which a pull has learned."""
    pull_figures(service, QUARTER, ["H44"], QUIET)
    return service


def pull(service: AppContext, path: Path) -> PulledProcedures:
    return pull_procedures(service, path, lambda page, pages: None)


def refused(service: AppContext, path: Path, code: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        pull(service, path)
    assert caught.value.code == code
    assert list(path.parent.iterdir()) == [], "not even half a file"
    return caught.value


def test_all_pages_are_one_file_that_is_read_as_a_register(portal: Portal, service: AppContext, tmp_path: Path) -> None:
    portal.figures.largest_page = 2
    path, told = tmp_path / "procedures.json", list[tuple[int, int]]()
    done = pull_procedures(service, path, lambda page, pages: told.append((page, pages)))
    pages = -(-len(PROCEDURES) // 2)
    assert told == [(page, pages) for page in range(1, pages + 1)]
    assert done == PulledProcedures(len(PROCEDURES), len(PROCEDURES), 0, ())
    entries = {each.code: each for each in read_procedures(path)}
    assert {code: each.name for code, each in entries.items()} == PROCEDURES
    assert {each.agencies for each in entries.values()} == {frozenset(HERE)}
    assert {(each.has_fee, each.for_citizens, each.online) for each in entries.values()} == {(None, None, None)}
    assert list(tmp_path.iterdir()) == [path]


def test_what_only_unknown_agencies_handle_is_not_written_and_what_has_ended_says_so(
    portal: Portal, service: AppContext, tmp_path: Path
) -> None:
    def change(data: Any) -> None:
        first, second, third, *_ = data["items"]
        first["appliedDepartmentIds"] = [uuid_of("H31.17")]
        second["state"] = "INACTIVE"
        third["appliedDepartmentIds"] = []

    portal.edit("formalities", change)
    path = tmp_path / "procedures.json"
    done = pull(service, path)
    assert (done.listed, done.in_force, done.ended) == (len(PROCEDURES), len(PROCEDURES) - 2, 1)
    assert [(each.code, each.params) for each in done.warnings] == [
        ("portal_agencies_unknown", {"agencies": 3, "unknown": 1})
    ]
    listed = list(PROCEDURES)
    entries = {each["code"]: each for each in json.loads(path.read_bytes())["procedures"]}
    assert set(entries) == set(listed) - {listed[0]}
    assert entries[listed[1]]["last_day"] == "2022-06-22"
    assert entries[listed[2]] == {"code": listed[2], "name": PROCEDURES[listed[2]], "agencies": []}


@pytest.mark.parametrize(
    ("fault", "code"), [(server.rejected(), "portal_refused"), (server.too_many("7200"), "portal_busy")]
)
def test_a_no_stops_at_once_and_is_heeded_the_next_time(
    portal: Portal, service: AppContext, open_service: Callable[..., AppContext], tmp_path: Path, fault: Any, code: str
) -> None:
    portal.figures.largest_page = 2
    page = iter(range(100))
    portal.fail(lambda true: fault(true) if next(page) else true, path="formalities", times=None)
    until = refused(service, tmp_path / "procedures.json", code).params["until"]
    assert isinstance(until, datetime)
    assert asked(portal, "formalities") == 2
    refused(open_service(until - NOW - timedelta(seconds=1)), tmp_path / "procedures.json", "portal_not_before")
    assert asked(portal, "formalities") == 2
    portal.clear()
    pages = -(-len(PROCEDURES) // 2)
    done = pull(open_service(until - NOW), tmp_path / "procedures.json")
    assert done.in_force == len(PROCEDURES)
    assert asked(portal, "formalities") == 1 + pages, "the first page was not asked for again"


def test_an_older_file_stays_where_the_list_is_not_whole(portal: Portal, service: AppContext, tmp_path: Path) -> None:
    path = tmp_path / "procedures.json"
    path.write_text("[]")
    portal.edit("formalities", lambda data: data["items"].pop())
    for _ in range(2):
        with pytest.raises(Refusal) as caught:
            pull(service, path)
        assert caught.value.code == "portal_list_partial"
        assert caught.value.params == {"count": len(PROCEDURES) - 1, "of": len(PROCEDURES)}
    assert path.read_text() == "[]"
    portal.edits.clear()
    assert pull(service, path).in_force == len(PROCEDURES), "answers that were too few are not kept for the next time"


def test_a_procedure_that_cannot_be_read_is_told(portal: Portal, service: AppContext, tmp_path: Path) -> None:
    portal.edit("formalities", lambda data: data["items"][0].pop("code"))
    refusal = refused(service, tmp_path / "procedures.json", "portal_list_partial")
    assert [(each.code, each.location.pointer) for each in refusal.faults] == [
        ("portal_field_missing", "/data/items/0/code")
    ]


def test_two_do_not_ask_at_once(service: AppContext, tmp_path: Path) -> None:
    with service.database.alone(PULLING) as alone:
        assert alone
        refused(service, tmp_path / "procedures.json", "portal_running")


def test_the_command_says_what_it_did_and_refuses_in_both_languages(
    portal: Portal, service: AppContext, tmp_path: Path
) -> None:
    url, path = service.settings.database_url, tmp_path / "procedures.json"
    settings = {"portal_url": portal.url, "portal_pause": 0, "portal_attempts": 1}
    done = processes.run(url, "pull-procedures", str(path), **settings)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{path}: {len(PROCEDURES)} thủ tục đang thực hiện / procedures in force, 0 đã hết hiệu lực" in done.stdout
    assert len(read_procedures(path)) == len(PROCEDURES)
    loaded = processes.run(url, "load", str(path), "--kind", "procedures")
    assert f"{len(PROCEDURES)} rows, {len(PROCEDURES)} figures" in loaded.stdout, loaded.stderr
    path.unlink()
    before = asked(portal, "formalities")
    assert processes.run(url, "pull-procedures", str(path / "nowhere.json"), **settings).returncode == 2
    assert asked(portal, "formalities") == before
    portal.fail(server.status(403), path="formalities")
    refused = processes.run(url, "pull-procedures", str(path), **settings)
    assert (refused.returncode, refused.stdout, path.exists()) == (1, "", False)
    assert "Cổng DVCQG từ chối (403); đã dừng" in refused.stderr
    assert "The portal refused the request (403); stopped" in refused.stderr
