"""Which row of a dossier counts: ``app.domain.dossiers.versions.current_versions``, for many at once."""

import ibis
import ibis.expr.types as ir

from app.counting.columns import microsecond_of
from app.counting.question import Question


def current(rows: ir.Table, owners: ir.Table, question: Question) -> ir.Table:
    """One row for each dossier number that is not taken back.

    Of one source the newest, of several that which owns the agency; of one time that which arrived last. ``owners``: of
    every agency the source that owns it.
    """
    if question.as_of is not None:
        rows = rows.filter(rows.as_of <= microsecond_of(question.as_of))
    rows = rows.left_join(owners, rows.agency == owners.owned_agency)
    owned = (rows.owner == rows.source).fill_null(False)
    newest_first = [ibis.desc(owned), ibis.desc(rows.as_of), ibis.desc(rows.arrival)]
    ranked = rows.mutate(place=ibis.row_number().over(ibis.window(group_by=rows.dossier, order_by=newest_first)))
    return ranked.filter((ranked.place == 0) & ~ranked.deleted)
