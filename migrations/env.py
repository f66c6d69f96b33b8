"""Runs the migrations on the database that the caller hands over (see ``app.storage.database.alembic_config``)."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from app.settings import Settings
from app.storage.database import Database
from app.storage.tables import metadata


def plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as what they are in the database: a migration must not change with the code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


database = context.config.attributes.get("database")
if database is None:  # the plain `alembic` command
    database = Database(Settings().database_url)

with database.writing() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()
