"""Answers that are files."""

from dataclasses import dataclass
from typing import Literal

from fastapi import Response

from app.domain.findings import FindingLimits
from app.services.context import AppContext
from app.web.addresses import Addresses
from app.web.downloads.charts import Charts, chart_named
from app.web.downloads.csv_file import csv_file
from app.web.downloads.svg_file import svg_file
from app.web.downloads.table import DownloadTable
from app.web.downloads.tables import DownloadTables
from app.web.i18n.format import Localizer
from app.web.i18n.languages import Language
from app.web.publisher import Publisher


@dataclass(frozen=True, slots=True)
class Downloads:
    """Files in one language. ``limits``: of how many there must be a score, as the office says that writes for all
    others."""

    tables: DownloadTables
    limits: FindingLimits
    publisher: Publisher
    language: Language

    @classmethod
    def of(cls, service: AppContext, at: Addresses) -> "Downloads":
        limits, publisher = service.registers.offices.default.limits, Publisher.of(service.settings)
        tables = DownloadTables(limits, publisher, Localizer(at.language), at)
        return cls(tables, limits, publisher, at.language)

    def table(self, table: DownloadTable, format: Literal["csv", "xlsx"]) -> Response:
        if format == "csv":
            return csv_file(table, self.language)
        from app.web.downloads.xlsx_file import xlsx_file  # noqa: PLC0415  # openpyxl is large; pages do without it

        return xlsx_file(table)

    def chart(self, charts: Charts, name: str, stem: str) -> Response:
        """Refuses ``unknown_chart``; ``stem``: of the name of the file."""
        return svg_file(chart_named(charts, name), f"{stem}-{name}", self.language)
