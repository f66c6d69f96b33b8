"""The drawings of the page, by pysvgchart. Their looks are the style sheet's: no style stands in the SVG.

Scores become floats here and nowhere else: from here on they are only places on a drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from markupsafe import Markup
from pysvgchart import Circle, HorizontalBarChart, Line, LineChart, Text
from pysvgchart.charts import CartesianChart
from pysvgchart.shapes import Rect

_WIDTH, _EDGE = 440, 8
_ROW, _BAR = 60, 14  # a row holds its words above its bar
_WORDS_ABOVE = 18
_DOT = 5
_LINE_HEIGHT, _LINE_EDGE = 190, 46


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its words, and where the agency, the average and the best stand, from 0 to 1."""

    title: str
    label: str
    own: Decimal | None
    average: Decimal | None
    best: Decimal | None


class _Shares(HorizontalBarChart):  # type: ignore[misc]
    """Goes from 0 to 1 whatever the values; the library refuses an axis for values that are all equal."""

    y_range_constructor = staticmethod(lambda _values: [0, 1])


def bar_chart(title: str, description: str, rows: Sequence[Bar]) -> Markup:
    """A bar for each row with a stroke at the average and a dot at the best."""
    height = _ROW * len(rows)
    chart = _Shares(
        x_values=[[float(row.own or 0) for row in rows]],
        y_values=[str(number) for number in range(len(rows))],
        left_margin=_EDGE,
        right_margin=_EDGE,
        x_margin=0,
        width=_WIDTH,
        height=height,
        bar_width=_BAR,
    )
    _bare(chart)
    (series,) = chart.series.values()
    series.add_classes(["own"])
    for point, row in zip(series.points, rows, strict=True):
        point.y += _BAR
        chart.y_axis.grid_lines.append(
            Rect(_EDGE, point.y - _BAR / 2, width=_WIDTH - 2 * _EDGE, height=_BAR, classes=["rail"])
        )
        words = point.y - _WORDS_ABOVE
        chart.add_custom_element(Text(_EDGE, words, row.title, classes=["name"]))
        chart.add_custom_element(Text(_WIDTH - _EDGE, words, row.label, classes=["value"]))
        if row.average is not None:
            (place,) = chart.x_axis.get_positions([float(row.average)])
            chart.add_custom_element(Line(place, point.y - _BAR, width=0, height=2 * _BAR, classes=["average"]))
        if row.best is not None:
            (place,) = chart.x_axis.get_positions([float(row.best)])
            chart.add_custom_element(Circle(place, point.y, radius=_DOT, classes=["best"]))
    return _drawn(chart, "bars", title, description)


def rank_chart(title: str, description: str, ranks: Sequence[tuple[str, int]]) -> Markup:
    """A line through the ranks of two or more periods, the best on top; each point says its rank."""
    labels = [label for label, _rank in ranks]
    chart = LineChart(
        x_values=labels,
        y_values=[[-rank for _label, rank in ranks]],
        left_margin=_LINE_EDGE,
        right_margin=_LINE_EDGE,
        y_margin=_LINE_EDGE,
        width=_WIDTH,
        height=_LINE_HEIGHT,
    )
    _bare(chart)
    (series,) = chart.series.values()
    series.add_classes(["own"])
    for point, (label, rank) in zip(series.points, ranks, strict=True):
        chart.add_custom_element(Circle(point.x, point.y, radius=_DOT, classes=["point"]))
        chart.add_custom_element(Text(point.x, point.y - 12, str(rank), classes=["rank"]))
        chart.add_custom_element(Text(point.x, _LINE_HEIGHT - 10, label, classes=["label"]))
    return _drawn(chart, "line", title, description)


def _bare(chart: CartesianChart) -> None:
    """Takes the axes and the colours off: what they would say stands beside each bar and point."""
    for axis in (chart.x_axis, chart.y_axis):
        axis.tick_lines.clear()
        axis.tick_texts.clear()
        axis.axis_line = None
    for series in chart.series.values():
        series.styles.clear()


def _drawn(chart: CartesianChart, name: str, title: str, description: str) -> Markup:
    told = f"<title id='{name}-title'>{escape(title)}</title><desc id='{name}-desc'>{escape(description)}</desc>"
    chart.svg_begin_template = (
        f"<svg class='chart {name}' role='img' aria-labelledby='{name}-title' aria-describedby='{name}-desc' "
        "viewBox='0 0 {width} {height}' xmlns='http://www.w3.org/2000/svg'>"
        + told.replace("{", "{{").replace("}", "}}")
    )
    return Markup(chart.render(include_default=False))  # noqa: S704 - the library escapes the texts in it
