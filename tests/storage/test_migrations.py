"""The migrations: from an empty database to the newest revision, back, and up again, on both databases."""

from alembic import command
from sqlalchemy import inspect

from app.services import registers
from app.storage.session import alembic_config
from app.storage.tables import metadata, official_result, statistic
from tests.conftest import Databases, service_on


def test_up_down_up(databases: Databases) -> None:
    service = service_on(databases.empty())
    engine, config = service.database.engine, alembic_config(service.database)

    def tables() -> set[str]:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}

    assert tables() == set()
    command.upgrade(config, "head")
    assert tables() == set(metadata.tables)
    command.check(config)
    registers.migrate(service.database, service.registers)
    command.downgrade(config, "base")
    assert tables() == set()
    registers.migrate(service.database, service.registers)
    assert tables() == set(metadata.tables)
    engine.dispose()


def test_migrating_twice_changes_nothing(databases: Databases) -> None:
    service = service_on(databases.migrated())

    def rows() -> dict[str, int]:
        with service.database.reading() as connection:
            return {name: len(connection.execute(table.select()).all()) for name, table in metadata.tables.items()}

    before = rows()
    registers.migrate(service.database, service.registers)
    assert rows() == before
    assert (before["agency"], before["agency_name"], before["measure"]) == (63, 64, 48)
    service.database.engine.dispose()


def test_figures_survive_a_step_back_and_forth(databases: Databases) -> None:
    service = service_on(databases.demo())
    config = alembic_config(service.database)

    def figures() -> list[object]:
        with service.database.reading() as connection:
            return [connection.execute(table.select()).all() for table in (statistic, official_result)]

    before = figures()
    command.downgrade(config, "0001")
    command.upgrade(config, "head")
    assert figures() == before
    service.database.engine.dispose()
