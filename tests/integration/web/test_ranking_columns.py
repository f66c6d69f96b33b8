"""A column of a ranking is added in one place, and is then everywhere it is meant to be."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

import pytest
from openpyxl import load_workbook

from app.api.schemas.figures import RankingItem
from app.api.views import figures, ranking_columns, tables
from app.api.views.ranking_columns import Output, RankingColumn, RankingRow, columns_of
from app.cli import printing
from app.domain.agencies import Cohort, Level
from app.domain.evaluation.scores import Basis
from app.domain.messages import Text
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL
from app.services.evaluation.evaluate import Evaluator, Ranking
from app.web.downloads import tables as downloads
from app.web.pages import ranking as ranking_page
from tests.conftest import Client, Databases
from tests.integration.web.conftest import site_on
from tests.integration.web.reading import read

EVERYWHERE = Output.JSON | Output.CSV | Output.XLSX | Output.PAGE | Output.TERMINAL
MOMENT = datetime(2026, 10, 10, 7, 0, tzinfo=UTC)
# A value, and how it is written in CSV, in a workbook, on the page and in a terminal.
NEW: list[tuple[object, str, object, str, str]] = [
    ("khá", "khá", "Khá", "khá", "khá"),
    ("=1+1", "'=1+1", "'=1+1", "=1+1", "=1+1"),
    (1234, "1234", 1234, "1.234", "1234"),
    (Decimal("7.50"), "7.50", 7.5, "7,50", "7.50"),
    (MOMENT, MOMENT.isoformat(), MOMENT.replace(hour=14, tzinfo=None), "14:00 10/10/2026", str(MOMENT)),
    (None, "", None, "–", "–"),
]
COUNT = len(NEW)


def added(ranking: Ranking, output: Output) -> Iterator[RankingColumn]:
    """The columns of a ranking, and the new ones."""
    yield from columns_of(ranking, output)
    for number, (value, *_) in enumerate(NEW):
        yield RankingColumn(f"new{number}", EVERYWHERE, partial(same, value), Text(f"Mới{number}", "New"))


def same(value: object, _row: RankingRow) -> object:
    return value


@pytest.fixture
def client(sqlite_databases: Databases) -> Iterator[Client]:
    made = Client.on(sqlite_databases.demo())
    yield made
    made.service.database.engine.dispose()


@pytest.fixture
def ranking(client: Client) -> Ranking:
    return Evaluator.asked(client.service, Basis.BEST).ranking(Period.parse("2026"), Cohort(Level.PROVINCE), TOTAL)


def test_json_has_the_fields_that_are_described(ranking: Ranking) -> None:
    assert [column.key for column in ranking_columns.columns_of(ranking, Output.JSON)] == list(RankingItem.model_fields)


def test_new_columns_show_everywhere(
    client: Client, ranking: Ranking, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in (figures, tables, ranking_page, downloads, printing):
        monkeypatch.setattr(module, "columns_of", lambda *asked: list(added(*asked)))
    monkeypatch.setattr(printing, "_WIDTH_OF_FILES", 300)
    values, in_csv, in_xlsx, on_page, in_terminal = (list(each) for each in zip(*NEW, strict=True))
    item = client.get("/v1/rankings/2026?limit=1").json()["items"][0]
    assert list(item.values())[-COUNT:] == [*values[:3], 7.5, MOMENT.isoformat(), None]
    table = csv.reader(io.StringIO(client.get("/v1/rankings/2026?format=csv").text))
    assert [row[-COUNT:] for row, _ in zip(table, range(2), strict=False)] == [list(item)[-COUNT:], in_csv]
    site = site_on(client)
    sheet = load_workbook(io.BytesIO(site.get("/rankings/2026?format=xlsx").content))["2026"]
    assert [cell.value for cell in sheet[4]][-COUNT:] == [f"Mới{number}" for number in range(COUNT)]
    assert [cell.value for cell in sheet[5]][-COUNT:] == in_xlsx
    heads, first = read(site, "/rankings/2026").tables["ranking"][:2]
    assert (heads[-1], first[-COUNT:]) == (f"Mới{COUNT - 1}", on_page)
    printing.print_ranking(ranking)
    printed = capsys.readouterr().out.splitlines()
    assert next(line for line in printed if "Agency" in line).split()[-3:] == [f"Mới{COUNT - 1}", "/", "New"]
    assert next(line for line in printed if "H20" in line).split()[-COUNT - 1 :] == " ".join(in_terminal).split()
