"""Drawings of any figures at all, and what they say to those who do not see them."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.charts.bars import Bar, bar_chart
from app.web.charts.compared import ComparedBar, compared_chart
from app.web.charts.standalone import Chart, Key, standalone
from app.web.charts.trend import TrendPoint, trend_chart

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


VALUES = st.decimals(-5000, 5000, places=2)
WORDS = st.sampled_from([(), (), ("63 → 34",), ("63 → 34", "a merger")])


def trend(points: list[TrendPoint]) -> ElementTree.Element:
    return ElementTree.fromstring(trend_chart("history-rank", "t", "d", points))


def lines(drawing: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [each for each in drawing.iter(f"{SVG}line") if each.get("class") == name]


@given(st.lists(st.tuples(VALUES, WORDS), min_size=2, max_size=12))
def test_a_line_through_any_figures_has_the_greatest_on_top(figures: list[tuple[Decimal, tuple[str, ...]]]) -> None:
    drawing = trend([TrendPoint(str(at), value, str(value), words) for at, (value, words) in enumerate(figures)])
    heights = [float(each.get("cy", "")) for each in drawing.iter(f"{SVG}circle")]
    values = [value for value, _ in figures]
    assert len(heights) == len(values)
    assert all(
        (a > b) == (x < y) for a, x in zip(values, heights, strict=True) for b, y in zip(values, heights, strict=True)
    )
    lowest = float(drawing.get("viewBox", "").split()[3])
    assert all(0 < float(each.get("y", each.get("y1", "1"))) < lowest for each in drawing.iter() if each is not drawing)
    assert not [each for each in drawing.iter() if each.get("style")]


@given(st.lists(WORDS, min_size=2, max_size=12))
def test_what_is_not_comparable_is_not_joined_but_marked(words: list[tuple[str, ...]]) -> None:
    drawing = trend([TrendPoint(str(at), Decimal(at), str(at), each) for at, each in enumerate(words)])
    places = [each.get("cx", "") for each in drawing.iter(f"{SVG}circle")]
    joined = {(each.get("x1"), each.get("x2")) for each in lines(drawing, "own")}
    pairs = list(zip(places, places[1:], words[1:], strict=False))
    assert joined == {(before, after) for before, after, broken in pairs if not broken}
    strokes = sorted(float(each.get("x1", "")) for each in lines(drawing, "break"))
    assert strokes == pytest.approx([(float(a) + float(b)) / 2 for a, b, broken in pairs if broken])
    told = [each.text for each in drawing.iter(f"{SVG}text") if "broken" in each.get("class", "")]
    assert sorted(map(str, told)) == sorted(each for reasons in words[1:] for each in reasons)
    rows = [each.get("y") for each in drawing.iter(f"{SVG}text") if "broken" in each.get("class", "")]
    assert len(set(rows)) == len(rows)  # none is written over another
    assert not list(drawing.iter(f"{SVG}path"))


@pytest.mark.parametrize(("count", "labels"), [(2, 2), (6, 6), (7, 4), (12, 6)])
def test_labels_do_not_crowd_and_the_last_has_one(count: int, labels: int) -> None:
    drawing = trend([TrendPoint(str(at), Decimal(at), "") for at in range(count)])
    told = [each.text for each in drawing.iter(f"{SVG}text") if each.get("class") == "label"]
    assert (len(told), told[-1]) == (labels, str(count - 1))


def test_the_average_stands_where_it_is() -> None:
    row = Bar("a", "b", Decimal("0.5"), Decimal("0.25"), Decimal(1))
    (stroke,) = ElementTree.fromstring(bar_chart("t", "d", [row])).iter(f"{SVG}line")
    assert float(stroke.get("x1", "")) == pytest.approx(8 + 424 * 0.25)


@given(TEXT, st.lists(st.builds(ComparedBar, TEXT, TEXT, SHARES, st.booleans()), min_size=2, max_size=5), SHARES)
def test_compared_bars_are_as_long_as_their_scores(
    title: str, bars: list[ComparedBar], average: Decimal | None
) -> None:
    drawing = ElementTree.fromstring(compared_chart("a", (title, "what it shows"), (title, "/ 18"), bars, average))
    whole = next(float(each.get("width", "")) for each in drawing.iter(f"{SVG}rect") if each.get("class") == "rail")
    for kind, leads in (("leading", True), ("other", False)):
        own = [each for each in drawing.iter(f"{SVG}rect") if each.get("class") == kind]
        expected = [float(bar.share or 0) * whole if bar.leads is leads else 0 for bar in bars]
        assert [float(each.get("width", "")) for each in own] == pytest.approx(expected)
    assert len(list(drawing.iter(f"{SVG}line"))) == (average is not None)
    values = [each.text or "" for each in drawing.iter(f"{SVG}text") if "value" in each.get("class", "").split()]
    assert [value.startswith("★ ") for value in values] == [bar.leads or bar.label.startswith("★ ") for bar in bars]


@given(TEXT, st.lists(st.builds(Bar, TEXT, TEXT, SHARES, SHARES, SHARES), min_size=1, max_size=8), TEXT)
def test_a_file_of_any_drawing_is_whole_and_has_the_keys_of_what_it_shows(
    title: str, rows: list[Bar], source: str
) -> None:
    keys = (Key("stroke", "average", "the average"), Key("dot", "best", "the best"), Key("bar", "nobody", "nothing"))
    chart = Chart(title, [bar_chart(title, "what it shows", rows)], keys, source)
    drawing = ElementTree.fromstring(standalone(chart, "vi"))
    words = [each.text for each in drawing.iter(f"{SVG}text") if each.get("class") == "key"]
    shown = [row.average is not None for row in rows], [row.best is not None for row in rows]
    assert words == [text for text, has in zip(("the average", "the best"), map(any, shown), strict=True) if has]
    assert drawing.findtext(f"{SVG}title", "") == title
    heights = [float(each.get("y", "")) for each in drawing.iter(f"{SVG}text")]
    assert max(heights) < float(drawing.get("height", ""))
