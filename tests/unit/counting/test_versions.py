"""How the rows that count are found."""

import dataclasses
from datetime import datetime

import ibis
import ibis.expr.types as ir
import pytest

from app.counting.columns import SCHEMA
from app.counting.engine import Row, named
from app.counting.lookups import OWNERS
from app.counting.question import Question
from app.counting.versions import current
from app.domain.dossiers.closing import end_of
from app.domain.dossiers.registers import DossierRegisters
from app.domain.periods import Period
from app.domain.time import VIETNAM
from app.readers.files.dossier_rules import BUNDLED, read_dossier_rules
from app.readers.files.registers import read_working_calendar

OCTOBER = Period.parse("2026-10")
(RULES,) = read_dossier_rules(BUNDLED)
ASKED = Question(
    period=OCTOBER,
    end=end_of(OCTOBER, datetime(2027, 6, 1, tzinfo=VIETNAM)),
    rules=RULES,
    registers=DossierRegisters([]),
    calendar=read_working_calendar(),
    agencies={},
)


class _Recorder:
    """An engine with a dossier that has several rows. ``kept``: what it was asked to work out."""

    def __init__(self) -> None:
        self.kept: dict[str, ir.Table] = {}

    def keep(self, name: str, expression: ir.Table) -> ir.Table:
        self.kept[name] = expression
        return ibis.table(expression.schema(), name=name)

    def rows(self, _: ir.Table) -> list[Row]:
        return [(766,)]


@pytest.mark.parametrize("question", [ASKED, dataclasses.replace(ASKED, owners={"H31": "one"})], ids=["", "owners"])
def test_wide_rows_are_read_once_and_put_in_no_order(question: Question) -> None:
    engine = _Recorder()
    found = current(engine, named("dossiers", SCHEMA), named("owners", OWNERS), question)  # type: ignore[arg-type]
    sql = ibis.to_sql(found, dialect="duckdb")
    assert sql.count('FROM "dossiers"') == 1
    assert "ROW_NUMBER" not in sql
    assert engine.kept["superseded_dossier"].columns == ("arrival",)
