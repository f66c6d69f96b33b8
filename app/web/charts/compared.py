"""Agencies side by side in one column of the scorecard: a bar for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup
from pysvgchart import Line, Text
from pysvgchart.shapes import Rect

from app.web.charts.bars import Shares
from app.web.charts.drawing import WIDTH, bare, drawn

_HEADING, _ROW, _BAR = 34, 30, 16
_NAMES, _VALUES = 152, 76  # beside the bars, to the left and to the right
_LONGEST = 19  # characters of a name that fit before a bar; the table has it whole


@dataclass(frozen=True, slots=True)
class ComparedBar:
    """``share``: of the maximum, from 0 to 1; ``leads``: it is the highest."""

    name: str
    label: str
    share: Decimal | None
    leads: bool


def compared_chart(
    identity: str, told: tuple[str, str], heading: tuple[str, str], bars: Sequence[ComparedBar], average: Decimal | None
) -> Markup:
    """A bar for each agency under a heading, with a stroke through all at the average.

    ``identity``: names the drawing among those of its page. ``told``: its title and description.
    """
    chart = Shares(
        x_values=[[float(bar.share or 0) if bar.leads is leads else 0.0 for bar in bars] for leads in (False, True)],
        y_values=[str(number) for number in range(len(bars))],
        left_margin=_NAMES,
        right_margin=_VALUES,
        x_margin=0,
        width=WIDTH,
        height=_HEADING + _ROW * len(bars),
        bar_width=_BAR,
        bar_gap=-_BAR,
    )
    bare(chart)
    for series, kind in zip(chart.series.values(), ("other", "leading"), strict=True):
        series.add_classes([kind])
        for number, point in enumerate(series.points):
            point.y = _middle(number)
    for number, bar in enumerate(bars):
        _write(chart, number, bar)
    for text, place, kind in ((heading[0], 0, "heading"), (heading[1], WIDTH, "maximum")):
        chart.add_custom_element(Text(place, 18, text, classes=[kind]))
    if average is not None:
        (place,) = chart.x_axis.get_positions([float(average)])
        top = _middle(0) - _BAR / 2 - 4
        chart.add_custom_element(Line(place, top, width=0, height=_ROW * len(bars) - 6, classes=["average"]))
    return drawn(chart, "compared", *told, identity=identity)


def _middle(number: int) -> float:
    return _HEADING + _ROW * (number + 0.5)


def _write(chart: Shares, number: int, bar: ComparedBar) -> None:
    middle = _middle(number)
    rail = Rect(_NAMES, middle - _BAR / 2, width=WIDTH - _NAMES - _VALUES, height=_BAR, classes=["rail"])
    chart.y_axis.grid_lines.append(rail)
    name = bar.name if len(bar.name) <= _LONGEST else f"{bar.name[: _LONGEST - 1].rstrip()}…"
    chart.add_custom_element(Text(0, middle + 5, name, classes=["name"]))
    value = f"★ {bar.label}" if bar.leads else bar.label
    chart.add_custom_element(Text(WIDTH, middle + 5, value, classes=["value", "first" if bar.leads else "behind"]))
