"""Ranks over periods as a line."""

from collections.abc import Sequence

from markupsafe import Markup
from pysvgchart import Circle, LineChart, Text

from app.web.charts.drawing import DOT, WIDTH, bare, drawn

_HEIGHT, _EDGE = 190, 46


def rank_chart(title: str, description: str, ranks: Sequence[tuple[str, int]]) -> Markup:
    """A line through the ranks of two or more periods, the best on top; each point says its rank."""
    labels = [label for label, _rank in ranks]
    chart = LineChart(
        x_values=labels,
        y_values=[[-rank for _label, rank in ranks]],
        left_margin=_EDGE,
        right_margin=_EDGE,
        y_margin=_EDGE,
        width=WIDTH,
        height=_HEIGHT,
    )
    bare(chart)
    (series,) = chart.series.values()
    series.add_classes(["own"])
    for point, (label, rank) in zip(series.points, ranks, strict=True):
        chart.add_custom_element(Circle(point.x, point.y, radius=DOT, classes=["point"]))
        chart.add_custom_element(Text(point.x, point.y - 12, str(rank), classes=["rank"]))
        chart.add_custom_element(Text(point.x, _HEIGHT - 10, label, classes=["label"]))
    return drawn(chart, "line", title, description)
