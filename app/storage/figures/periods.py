"""Which periods there are figures of, without reading the figures."""

from sqlalchemy import CTE, Table, func, select


def of(table: Table) -> CTE:
    """Each ``period`` of a table once, and at the end a null.

    ``period`` must be first in its primary key: from each the next one is looked up there, so that the cost goes by
    the number of periods, where ``DISTINCT`` would read every row.
    """
    first = select(func.min(table.c.period).label("period")).cte(f"periods_of_{table.name}", recursive=True)
    following = select(func.min(table.c.period)).where(table.c.period > first.c.period).scalar_subquery()
    return first.union_all(select(following).where(first.c.period.is_not(None)))
