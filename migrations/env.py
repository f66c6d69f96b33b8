"""Runs the migrations on the database that the caller hands over (see ``app.storage.database.alembic_config``).

By the plain ``alembic`` command, on the database of the settings; with ``--sql`` they are printed and nothing is run.
"""

from typing import Any, Literal

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData, func, select
from sqlalchemy.types import TypeDecorator

from app.settings import Settings
from app.storage.database import Database
from app.storage.tables import metadata


def plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as what they are in the database: a migration must not change with the code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def contents(connection: Connection) -> dict[str, int]:
    """How many rows each table has, and how many values each column."""
    present = MetaData()
    present.reflect(connection)
    found: dict[str, int] = {}
    for name, table in present.tables.items():
        counted = [func.count(), *(func.count(column) for column in table.columns)]
        numbers = connection.execute(select(*counted).select_from(table)).one()
        names = [name, *(f"{name}.{column.name}" for column in table.columns)]
        found.update(zip(names, numbers, strict=True))
    return found


def tell_what_is_gone(before: dict[str, int], after: dict[str, int]) -> None:
    """A table that is gone speaks for its columns."""
    for name, number in before.items():
        lost = number - after.get(name, 0)
        table, is_column, _ = name.partition(".")
        if lost > 0 and table != "alembic_version" and not (is_column and before[table] > after.get(table, 0)):
            unit = "giá trị / values" if is_column else "dòng / rows"
            context.config.print_stdout("%s: đã xóa / dropped: %d %s", name, lost, unit)


def run(connection: Connection) -> None:
    """What a step back drops is named. No step leaves a reference in SQLite that leads nowhere."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=plain_type,
    )
    migration = context.get_context()
    revision = migration.get_current_revision()
    back = migration.opts.get("destination_rev", "head") not in ("head", "heads")
    before = contents(connection) if back else {}
    with context.begin_transaction():
        context.run_migrations()
    if back:
        tell_what_is_gone(before, contents(connection))
    if connection.dialect.name == "sqlite" and migration.get_current_revision() != revision:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise CommandError(f"a row of {broken[0]} refers to no row of {broken[2]}; nothing was changed")


database = context.config.attributes.get("database")
if database is None:  # the plain `alembic` command
    database = Database(Settings().database_url)

if context.is_offline_mode():
    context.configure(
        dialect_name=database.engine.dialect.name,
        dialect_opts={"paramstyle": "named"},
        literal_binds=True,
        target_metadata=metadata,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()
else:
    with database.migrating() as open_connection:
        run(open_connection)
