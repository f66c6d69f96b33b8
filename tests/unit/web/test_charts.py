"""Drawings of any figures at all, and what they say to those who do not see them."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.charts.bars import Bar, bar_chart
from app.web.charts.ranks import rank_chart

SVG = "{http://www.w3.org/2000/svg}"
SHARES = st.none() | st.decimals(0, 1, places=4)
TEXT = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=30)


@given(TEXT, st.lists(st.builds(Bar, TEXT, TEXT, SHARES, SHARES, SHARES), min_size=1, max_size=8))
def test_bars_of_any_figures_are_whole_and_within(title: str, rows: list[Bar]) -> None:
    drawing = ElementTree.fromstring(bar_chart(title, "what it shows", rows))
    assert drawing.get("role") == "img"
    assert (drawing[0].tag, drawing[0].text or "") == (f"{SVG}title", title)
    own = [each for each in drawing.iter(f"{SVG}rect") if each.get("class") == "own"]
    assert [float(each.get("width", "")) for each in own] == pytest.approx([float(row.own or 0) * 424 for row in rows])
    assert len(list(drawing.iter(f"{SVG}circle"))) == sum(row.best is not None for row in rows)
    assert not [each for each in drawing.iter() if each.get("style")]


@given(st.lists(st.integers(1, 5000), min_size=2, max_size=12))
def test_a_line_through_any_ranks_has_the_best_on_top(ranks: list[int]) -> None:
    drawing = ElementTree.fromstring(rank_chart("t", "d", [(str(at), rank) for at, rank in enumerate(ranks)]))
    heights = [float(each.get("cy", "")) for each in drawing.iter(f"{SVG}circle")]
    assert len(heights) == len(ranks)
    assert all(
        (a < b) == (x < y) for a, x in zip(ranks, heights, strict=True) for b, y in zip(ranks, heights, strict=True)
    )


def test_the_average_stands_where_it_is() -> None:
    row = Bar("a", "b", Decimal("0.5"), Decimal("0.25"), Decimal(1))
    (stroke,) = ElementTree.fromstring(bar_chart("t", "d", [row])).iter(f"{SVG}line")
    assert float(stroke.get("x1", "")) == pytest.approx(8 + 424 * 0.25)
