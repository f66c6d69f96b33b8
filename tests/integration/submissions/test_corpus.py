"""The corpus: nasty inputs, each with the answer it must get.

The files of ``corpus`` hold them, each file with what its cases have in common. The body of a case is its
``frame`` with ``put`` in the place of ``@@``, or ``body`` (text), ``hex``, or what the function of ``builders.py`` that
``build`` names makes. Nothing is stored but what a case says; what is shown comes out as it came in.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import text

from app.domain.agencies import Cohort
from app.domain.periods import Period
from app.readers.uploads.formats import Format
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from tests.conftest import Client, Databases
from tests.integration.submissions.corpus import builders

FOLDER = Path(__file__).parent / "corpus"
FEWEST = 330
SHOWN = "@@"
TYPES = {each.name.lower(): str(each) for each in Format}
PLACES = ("line", "pointer", "column", "parameter")
STORED = ("agency", "agency_name", "statistic", "official_result", "edition", "webhook", "procedure", "api_key")
RECORDED = {"submission_invalid", "submission_empty"}


def _cases() -> list[Any]:
    found = []
    for file in sorted(FOLDER.glob("*.yaml")):
        content = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
        for case in content["cases"]:
            found.append(pytest.param({**content["all"], **case}, id=f"{file.stem}: {case['name']}"))
    return found


CASES = _cases()


class Sender(Client):
    """A client of the bundled figures and an edition, which knows what is stored."""

    def prepare(self) -> None:
        publish(self.service, Order(Period.parse("2026"), Cohort.parse("provinces")), ADMINISTRATOR)
        self.own = self.key()
        self.bounded = self.key("H44")

    def ask(self, case: dict[str, Any]) -> Any:
        method, path = ("GET", case["get"]) if "get" in case else (case.get("method", "POST"), case["post"])
        path = path.replace(SHOWN, case.get("put", ""))
        headers = {} if case.get("open") else dict(self.bounded if case.get("bounded") else self.own)
        if kind := case.get("as"):
            headers["Content-Type"] = TYPES.get(kind, kind)
        headers |= case.get("headers", {})
        options: dict[str, Any] = {"headers": headers, "content": _body(case), "follow_redirects": False}
        request = super(Client, self).request if case.get("page") else self.request
        answer = request(method, path, **options)
        assert answer.request.url.raw_path.count(b"/") == path.count("/"), "the client mended the address"
        return answer

    def stored(self) -> dict[str, int]:
        with self.service.database.reading() as connection:
            count = {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in STORED}
            accepted = "SELECT count(*) FROM submission WHERE status = 'accepted'"
            rejected = "SELECT count(*) FROM submission WHERE status = 'rejected'"
            count |= {"accepted": connection.execute(text(accepted)).scalar_one()}
            return count | {"rejected": connection.execute(text(rejected)).scalar_one()}

    def content(self) -> dict[str, set[Any]]:
        with self.service.database.reading() as connection:
            tables = (name for name in STORED if name != "api_key")  # which say when they were last used
            return {name: set(connection.execute(text(f"SELECT * FROM {name}")).all()) for name in tables}


def _body(case: dict[str, Any]) -> bytes:
    if "build" in case:
        made: bytes = getattr(builders, case["build"])()
        return made
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    content: str = case["frame"].replace(SHOWN, case["put"]) if "frame" in case else case.get("body", "")
    return content.encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def sender(sqlite_databases: Databases) -> Iterator[Sender]:
    made = Sender.on(sqlite_databases.demo())
    made.prepare()
    before = made.content()
    yield made
    assert made.content() == before
    made.service.database.engine.dispose()


def test_there_are_many_and_no_two_are_alike() -> None:
    names = [each.id for each in CASES]
    asked = [{name: value for name, value in each.values[0].items() if name != "name"} for each in CASES]
    assert len(set(names)) == len(names) >= FEWEST
    assert not [names[i] for i, each in enumerate(asked) if each in asked[:i]]


@pytest.mark.parametrize("case", [each for each in CASES if not each.values[0].get("stores")])
def test_each_gets_its_answer_and_changes_nothing(sender: Sender, case: dict[str, Any]) -> None:
    before = sender.stored()
    answer = sender.ask(case)
    _check(answer, case)
    record = {"rejected": 1} if case.get("records") else {}
    assert sender.stored() == {name: number + record.get(name, 0) for name, number in before.items()}


@pytest.fixture(scope="module")
def prepared(sqlite_databases: Databases) -> Iterator[tuple[Sender, Path]]:
    """A client, and its database as it was before anything was sent."""
    made = Sender.on(sqlite_databases.demo())
    made.prepare()
    kept = sqlite_databases.folder / "corpus.db"
    _copy(_file(made), kept)
    yield made, kept
    made.service.database.engine.dispose()


def _file(sender: Sender) -> Path:
    return Path(sender.service.database.url.database or "")


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


@pytest.mark.parametrize("case", [each for each in CASES if each.values[0].get("stores")])
def test_what_is_accepted_is_stored_as_it_was_meant(prepared: tuple[Sender, Path], case: dict[str, Any]) -> None:
    sender, kept = prepared
    _copy(kept, _file(sender))
    answer = sender.ask(case)
    _check(answer, case)
    made = {"open": True, "status": 200, "get": answer.headers.get("location"), **case["stores"]}
    _check(sender.ask(made), made)


def _check(answer: Any, case: dict[str, Any]) -> None:
    assert answer.status_code == case["status"], answer.text
    assert "x-injected" not in answer.headers
    for shown in _each(case.get("has", [])):
        assert shown.replace(SHOWN, case.get("put", SHOWN)) in answer.text
    for hidden in _each(case.get("lacks", [])):
        assert hidden not in answer.text
    if answer.headers.get("content-type") == "application/problem+json":
        _check_problem(answer.json(), case)
    for pointer, value in case.get("answer", {}).items():
        assert _at(answer.json(), pointer) == value, pointer
    for name, value in case.get("headed", {}).items():
        assert answer.headers[name] == value


def _check_problem(body: Any, case: dict[str, Any]) -> None:
    faults = case["faults"] if "faults" in case else [{"code": case["fault"], **case.get("at", {})}]
    told = [{name: each[name] for name in ("code", *PLACES) if each[name] is not None} for each in body["errors"]]
    assert (body["code"], len(told) if isinstance(faults, int) else told) == (case["code"], faults)
    for each in (body, *body["errors"]):
        assert each["detail"] != each["detail_vi"]
        assert all(
            each[name].isprintable() and "{" not in each[name] for name in ("detail", "detail_vi")
        ) or "{" in str(case)


def _each(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _at(document: Any, pointer: str) -> Any:
    for token in pointer.split("/"):
        document = document[int(token) if isinstance(document, list) else token]
    return document
