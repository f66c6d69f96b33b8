"""What all drawings have in common."""

from html import escape

from markupsafe import Markup
from pysvgchart.charts import CartesianChart, Chart

WIDTH = 440
DOT = 5


def bare(chart: CartesianChart) -> None:
    """Takes the axes and the colours off: what they would say stands beside each bar and point."""
    for axis in (chart.x_axis, chart.y_axis):
        axis.tick_lines.clear()
        axis.tick_texts.clear()
        axis.axis_line = None
    for series in chart.series.values():
        series.styles.clear()


def drawn(chart: Chart, name: str, title: str, description: str, identity: str = "") -> Markup:
    """``name``: how its looks are called in the style sheet; ``identity``: its own on a page that has several."""
    own = identity or name
    told = f"<title id='{own}-title'>{escape(title)}</title><desc id='{own}-desc'>{escape(description)}</desc>"
    chart.svg_begin_template = (
        f"<svg class='chart {name}' role='img' aria-labelledby='{own}-title' aria-describedby='{own}-desc' "
        "viewBox='0 0 {width} {height}' xmlns='http://www.w3.org/2000/svg'>"
        + told.replace("{", "{{").replace("}", "}}")
    )
    return Markup(chart.render(include_default=False))  # noqa: S704 - the library escapes the texts in it
