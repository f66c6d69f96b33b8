"""Which row of a dossier counts: ``app.domain.dossiers.versions.current_versions``, for many at once."""

import ibis
import ibis.expr.types as ir

from app.counting.columns import microsecond_of
from app.counting.engine import Engine
from app.counting.question import Question


def current(engine: Engine, rows: ir.Table, owners: ir.Table, question: Question) -> ir.Table:
    """One row for each dossier number that is not taken back.

    Of one source the newest, of several that which owns the agency; of one time that which arrived last. ``owners``: of
    every agency the source that owns it. Only numbers with several rows are put in order, and only by the columns that
    tell the order: rows are wide, and are read once, without those that are superseded.
    """
    if question.as_of is not None:
        rows = rows.filter(rows.as_of <= microsecond_of(question.as_of))
    numbers = rows.select(number=rows.dossier.hash())  # two numbers with one hash are put in order without need
    repeated = numbers.group_by("number").aggregate(versions=numbers.count()).filter(ibis._.versions > 1)
    repeated = engine.keep("repeated", repeated.select("number"))
    if engine.rows(repeated.limit(1)):
        versions = rows.select("source", "dossier", "agency", "as_of", "arrival", number=rows.dossier.hash())
        superseded = _superseded(versions.semi_join(repeated, "number"), owners, question)
        rows = rows.anti_join(engine.keep("superseded", superseded), "arrival")
    return rows.filter(~rows.deleted)


def _superseded(rows: ir.Table, owners: ir.Table, question: Question) -> ir.Table:
    """The arrivals of rows that do not count."""
    newest_first = [ibis.desc("as_of"), ibis.desc("arrival")]
    if question.owners:
        rows = rows.left_join(owners, rows.agency == owners.owned_agency)
        newest_first = [ibis.desc((rows.owner == rows.source).fill_null(False)), *newest_first]
    ranked = rows.mutate(place=ibis.row_number().over(ibis.window(group_by="dossier", order_by=newest_first)))
    return ranked.filter(ranked.place > 0).select("arrival")
