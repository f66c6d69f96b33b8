"""The migrations: from an empty database to the newest revision, back, and up again, on both databases."""

import json
from datetime import datetime

from alembic import command
from sqlalchemy import func, inspect, select, update

from app.domain.enums import Kind
from app.readers.uploads.body import Body
from app.readers.uploads.formats import Format
from app.services import registers
from app.services.demo import FOLDER
from app.services.keys import ADMINISTRATOR
from app.services.load import load
from app.services.submissions.parse_upload import Upload
from app.storage.agencies import ALWAYS
from app.storage.database import alembic_config
from app.storage.tables import agency, agency_version, audit_entry, change, metadata, official_result, statistic
from tests.conftest import NOW, Databases, service_on
from tests.integration.audit.conftest import found


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
    measures = len(service.registers.measures)
    assert (before["agency"], before["agency_name"], before["measure"]) == (63, 64, measures)
    service.database.engine.dispose()


def test_the_first_versions_of_the_register(databases: Databases) -> None:
    service = service_on(databases.migrated())
    config = alembic_config(service.database)

    def register(name: str, *codes: str) -> None:
        body = json.dumps({"agencies": [{"code": code, "level": "department", "name": name} for code in codes]})
        delivery = Upload(Body.of(body.encode()), Format.JSON)
        load(service.database, service.registers, Kind.AGENCIES, delivery, ADMINISTRATOR, service.now())

    def first_versions() -> dict[str, tuple[int | None, datetime, list[list[str]]]]:
        command.downgrade(config, "0004")
        command.upgrade(config, "head")
        query = select(agency.c.code, agency_version).join(agency, agency.c.id == agency_version.c.agency_id)
        with service.database.reading() as connection:
            rows = connection.execute(query).all()
        assert len(rows) == len({row.code for row in rows})
        return {row.code: (row.submission_id, row.recorded_at, row.names) for row in rows}

    register("Sở Nội vụ", "H31.2", "H31.1")
    register("Sở Y tế", "H44.1")
    found = first_versions()
    assert len(found) == 63 + 3
    assert {code: found[code][:2] for code in ("H31", "H31.1", "H31.2", "H44.1")} == {
        "H31": (None, ALWAYS), "H31.1": (1, NOW), "H31.2": (1, NOW), "H44.1": (2, NOW),
    }  # fmt: skip
    assert found["H31.1"][2] == [["0001-01-01", "Sở Nội vụ"]]
    assert len(found["H57"][2]) == 2
    register("Sở Y tế mới", "H44.1")  # now nobody can tell which submission brought what
    assert {each[:2] for each in first_versions().values()} == {(None, ALWAYS)}
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


def test_updates_get_the_serials_of_the_trail(databases: Databases) -> None:
    """Revision 0009 gave what it found the newest serial."""
    service = service_on(databases.migrated())
    # Without what revisions after it brought: a step back forgets that.
    with Body.at(FOLDER / "2026-provinces-official-results.json") as results:
        delivery = Upload(results, Format.JSON)
        load(service.database, service.registers, Kind.OFFICIAL_RESULTS, delivery, ADMINISTRATOR, service.now())
    config = alembic_config(service.database)
    command.downgrade(config, "0013")
    with service.database.writing() as connection:
        connection.execute(update(change).values(serial=select(func.max(audit_entry.c.id)).scalar_subquery()))
    command.upgrade(config, "head")
    assert found(service) == []
    service.database.engine.dispose()
