"""How worksheets are printed."""

from typing import Any

from openpyxl.worksheet.properties import PageSetupProperties

_A4 = 9  # as the file format numbers paper


def fit_to_a4(sheet: Any) -> None:
    """A4 across, as wide as the paper, as many pages as it takes. ``sheet``: a worksheet of openpyxl, also one that is
    only written, of which the stubs know little."""
    setup = sheet.page_setup
    setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight = _A4, "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
