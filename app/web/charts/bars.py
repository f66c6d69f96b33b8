"""Groups of a scorecard as bars, each with the average and the best."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup
from pysvgchart import Circle, HorizontalBarChart, Line, Text
from pysvgchart.shapes import Rect

from app.web.charts.drawing import DOT, WIDTH, bare, drawn

_EDGE = 8
_ROW, _BAR = 60, 14  # a row holds its words above its bar
_WORDS_ABOVE = 18


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its words, and where the agency, the average and the best stand, from 0 to 1."""

    title: str
    label: str
    own: Decimal | None
    average: Decimal | None
    best: Decimal | None


class Shares(HorizontalBarChart):  # type: ignore[misc]
    """Goes from 0 to 1 whatever the values; the library refuses an axis for values that are all equal."""

    y_range_constructor = staticmethod(lambda _values: [0, 1])


def bar_chart(title: str, description: str, rows: Sequence[Bar]) -> Markup:
    """A bar for each row with a stroke at the average and a dot at the best."""
    height = _ROW * len(rows)
    chart = Shares(
        x_values=[[float(row.own or 0) for row in rows]],
        y_values=[str(number) for number in range(len(rows))],
        left_margin=_EDGE,
        right_margin=_EDGE,
        x_margin=0,
        width=WIDTH,
        height=height,
        bar_width=_BAR,
    )
    bare(chart)
    (series,) = chart.series.values()
    series.add_classes(["own"])
    for point, row in zip(series.points, rows, strict=True):
        point.y += _BAR
        chart.y_axis.grid_lines.append(
            Rect(_EDGE, point.y - _BAR / 2, width=WIDTH - 2 * _EDGE, height=_BAR, classes=["rail"])
        )
        words = point.y - _WORDS_ABOVE
        chart.add_custom_element(Text(_EDGE, words, row.title, classes=["name"]))
        chart.add_custom_element(Text(WIDTH - _EDGE, words, row.label, classes=["value"]))
        if row.average is not None:
            (place,) = chart.x_axis.get_positions([float(row.average)])
            chart.add_custom_element(Line(place, point.y - _BAR, width=0, height=2 * _BAR, classes=["average"]))
        if row.best is not None:
            (place,) = chart.x_axis.get_positions([float(row.best)])
            chart.add_custom_element(Circle(place, point.y, radius=DOT, classes=["best"]))
    return drawn(chart, "bars", title, description)
