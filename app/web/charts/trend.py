"""A figure over periods, with the breaks of its scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from markupsafe import Markup
from pysvgchart import Circle, Line, LineChart, Text
from pysvgchart.shapes import Point

from app.web.charts.drawing import DOT, WIDTH, bare, drawn

_HEIGHT, _EDGE = 170, 46
_LABELS = 6  # that stand beside one another without touching
_LEAST_SPAN = 4.0  # points or places from bottom to top
_ROW = 18  # of the words of one break


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A period: where it stands (greater is higher), and its words. ``breaks``: why it is not joined to the point
    before, a line each; empty where it is."""

    label: str
    value: Decimal
    text: str
    breaks: Sequence[str] = ()


class _Spanned(LineChart):  # type: ignore[misc]
    """Has the least and the greatest value at its edges, but small changes do not fill it. The library's own range
    would take in 0 or not by how much the values differ."""

    y_range_constructor = staticmethod(lambda series: _range(series[0]))


def _range(values: Sequence[float]) -> list[float]:
    low, high = min(values), max(values)
    room = max(0.0, _LEAST_SPAN - (high - low)) / 2
    return [low - room, high + room]


def trend_chart(name: str, title: str, description: str, points: Sequence[TrendPoint]) -> Markup:
    """A line through two or more points; it is interrupted, with a stroke and its words, where they may not be
    compared. ``name``: its own in the page."""
    top = _ROW * sum(len(each.breaks) for each in points[1:])
    chart = _Spanned(
        x_values=[each.label for each in points],
        y_values=[[float(each.value) for each in points]],
        left_margin=_EDGE,
        right_margin=_EDGE,
        y_margin=_EDGE,
        width=WIDTH,
        height=_HEIGHT,
    )
    bare(chart)
    (series,) = chart.series.values()
    chart.series.clear()
    places = [Point(each.x, each.y + top) for each in series.points]
    chart.height = height = _HEIGHT + top
    marks = _break_marks(places, points)
    for mark in marks:
        chart.add_custom_element(Line(mark.x, mark.y - 12, x2=mark.x, y2=height - 26, classes=["break"]))
    for (before, after), each in zip(pairwise(places), points[1:], strict=True):
        if not each.breaks:
            chart.add_custom_element(Line(before.x, before.y, x2=after.x, y2=after.y, classes=["own"]))
    _label(chart, places, points, height)
    for mark in marks:
        for row, words in enumerate(mark.words):
            where = mark.x + (6 if mark.side == "after" else -6)
            chart.add_custom_element(Text(where, mark.y + _ROW * row, words, classes=["broken", mark.side]))
    return drawn(chart, "line", title, description, identity=name)


@dataclass(frozen=True, slots=True)
class _BreakMark:
    """A stroke at ``x`` with words beside its upper end, on the side where there is more room."""

    x: float
    y: float
    side: Literal["before", "after"]
    words: Sequence[str]


def _break_marks(places: Sequence[Point], points: Sequence[TrendPoint]) -> list[_BreakMark]:
    """One in the middle of each gap. Their words have rows of their own, so ordered that few strokes cross any."""
    gaps = [(place, (places[place - 1].x + places[place].x) / 2) for place in range(1, len(points))]
    broken = [(points[place].breaks, x) for place, x in gaps if points[place].breaks]
    right, left = [each for each in broken if each[1] > WIDTH / 2], [each for each in broken if each[1] <= WIDTH / 2]
    marks, row = [], 1
    for words, x in (*reversed(right), *left):
        marks.append(_BreakMark(x, _ROW * row, "before" if x > WIDTH / 2 else "after", words))
        row += len(words)
    return marks


def _label(chart: LineChart, places: Sequence[Point], points: Sequence[TrendPoint], height: float) -> None:
    """A dot for each point; of many only some have words, the last of them always."""
    step = -(-len(points) // _LABELS)
    for number, (place, each) in enumerate(zip(places, points, strict=True)):
        chart.add_custom_element(Circle(place.x, place.y, radius=DOT, classes=["point"]))
        if (len(points) - 1 - number) % step == 0:
            chart.add_custom_element(Text(place.x, place.y - 12, each.text, classes=["rank"]))
            chart.add_custom_element(Text(place.x, height - 8, each.label, classes=["label"]))
