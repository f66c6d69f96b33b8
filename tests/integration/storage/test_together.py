"""Several writes of a thread as one transaction, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from app.services.context import AppContext
from app.storage.database import Database


class Wrong(Exception):
    pass


def add(database: Database, code: str) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql(f"INSERT INTO measure (code) VALUES ('{code}')")


def fail(database: Database, code: str) -> None:
    with suppress(Wrong), database.writing() as connection:
        connection.exec_driver_sql(f"INSERT INTO measure (code) VALUES ('{code}')")
        raise Wrong


def known(database: Database) -> set[str]:
    """The measures of the tests that are there."""
    with database.reading() as connection:
        codes = connection.exec_driver_sql("SELECT code FROM measure WHERE substr(code, 1, 4) = 'test'").scalars()
        return set(codes)


def elsewhere(database: Database) -> set[str]:
    """The same, as another thread sees it."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(known, database).result()


def test_it_is_committed_at_the_end(service: AppContext) -> None:
    database = service.database
    with database.together():
        for code in ("test1", "test2"):
            add(database, code)
        assert known(database) == {"test1", "test2"}
        assert elsewhere(database) == set()
    assert elsewhere(database) == {"test1", "test2"}


def test_an_error_that_leaves_it_undoes_everything(service: AppContext) -> None:
    database = service.database
    with suppress(Wrong), database.together():
        add(database, "test1")
        raise Wrong
    assert known(database) == set()
    add(database, "test2")
    assert elsewhere(database) == {"test2"}


def test_after_an_error_in_one_write_the_next_begins_anew(service: AppContext) -> None:
    database = service.database
    with database.together():
        add(database, "test1")
        fail(database, "test2")
        assert known(database) == set()
        add(database, "test3")
    assert elsewhere(database) == {"test3"}


def test_before_its_first_write_it_keeps_nobody_waiting(service: AppContext) -> None:
    database = service.database
    with database.together(), ThreadPoolExecutor(1) as threads:
        assert known(database) == set()
        threads.submit(add, database, "test1").result()
        assert known(database) == {"test1"}
        add(database, "test2")
    assert elsewhere(database) == {"test1", "test2"}
