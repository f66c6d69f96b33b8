"""Which row of a dossier counts: ``app.domain.dossiers.versions.current_versions``, for many at once."""

from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from app.counting.columns import microsecond_of
from app.counting.engine import Engine
from app.counting.question import Question

_NEWEST_FIRST = (ibis.desc("as_of"), ibis.desc("arrival"))


def current(engine: Engine, rows: ir.Table, owners: ir.Table, question: Question) -> ir.Table:
    """One row for each dossier number that is not taken back.

    Of one source the newest, of several that which owns the agency; of one time that which arrived last. ``owners``: of
    every agency the source that owns it.
    """
    if question.as_of is not None:
        rows = rows.filter(rows.as_of <= microsecond_of(question.as_of))
    versions = rows.select("source", "dossier", "agency", "as_of", "arrival")
    first: Sequence[Any] = _NEWEST_FIRST
    if question.owners:
        versions = versions.left_join(owners, versions.agency == owners.owned_agency)
        first = (ibis.desc((versions.owner == versions.source).fill_null(False)), *first)
    return _first_of_each(engine, rows, versions, ("dossier",), first)


def newest_of_each_source(engine: Engine, rows: ir.Table) -> ir.Table:
    """One row for each dossier of each source that does not take it back: the newest."""
    versions = rows.select("source", "dossier", "as_of", "arrival")
    return _first_of_each(engine, rows, versions, ("source", "dossier"), _NEWEST_FIRST)


def _first_of_each(
    engine: Engine, rows: ir.Table, versions: ir.Table, by: Sequence[str], first: Sequence[Any]
) -> ir.Table:
    """``versions``: the columns of ``rows`` that tell the order.

    Rows are wide: they are read once, without those that are superseded; and only numbers with several rows are put in
    order, since that is what costs.
    """
    name = "_".join(by)
    numbers = rows.select(number=rows.dossier.hash())  # two numbers with one hash are put in order without need
    repeated = numbers.group_by("number").aggregate(versions=numbers.count()).filter(ibis._.versions > 1)
    repeated = engine.keep(f"repeated_{name}", repeated.select("number"))
    if engine.rows(repeated.limit(1)):
        some = versions.mutate(number=versions.dossier.hash()).semi_join(repeated, "number")
        ranked = some.mutate(place=ibis.row_number().over(ibis.window(group_by=by, order_by=first)))
        superseded = ranked.filter(ranked.place > 0).select("arrival")
        rows = rows.anti_join(engine.keep(f"superseded_{name}", superseded), "arrival")
    return rows.filter(~rows.deleted)
