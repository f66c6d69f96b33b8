"""Drawings of any figures at all, and what they say to those who do not see them."""

from decimal import Decimal
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.charts.bars import Bar, bar_chart
from app.web.charts.compared import ComparedBar, compared_chart
from app.web.charts.dots import MOST_DOTS, Dot, DotPlot, Mark, Scale, counted, dot_chart, stacked
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


SCORES = st.decimals(0, 100, places=2)
NAMED = st.builds(Dot, SCORES, TEXT, st.booleans())
MARKS = st.builds(Mark, SCORES, st.text("Ăx ", max_size=120))


def plot(dots: list[Dot], ends: list[Mark] | None = None, **marks: Mark | None) -> DotPlot:
    given = {"average": None, "own": None, **marks}
    return DotPlot(dots, Decimal(100), ends or [], given["average"], given["own"])


@given(
    st.lists(NAMED, min_size=1, max_size=MOST_DOTS), st.lists(MARKS, max_size=2), st.none() | MARKS, st.none() | MARKS
)
def test_dots_of_any_scores_are_all_there_in_order_and_within(
    dots: list[Dot], ends: list[Mark], average: Mark | None, own: Mark | None
) -> None:
    given_plot = plot(dots, ends, average=average, own=own)
    drawing = ElementTree.fromstring(dot_chart("t", "d", given_plot, str))
    _, _, width, height = (float(each) for each in drawing.get("viewBox", "").split())
    circles = list(drawing.iter(f"{SVG}circle"))
    if given_plot.is_crowded:
        assert circles == []
    else:
        assert sorted(each[0].text or "" for each in circles) == sorted(dot.words for dot in dots)
    for each in circles:
        x, y, radius = (float(each.get(name, "")) for name in ("cx", "cy", "r"))
        assert radius <= x <= width - radius
        assert radius <= y <= height - radius
    for text in drawing.iter(f"{SVG}text"):
        assert 0 <= float(text.get("y", "")) <= height
    assert len(list(drawing.iter(f"{SVG}line"))) >= 1 + (average is not None) + (own is not None)


@given(st.lists(SCORES, min_size=1, max_size=60))
def test_no_dot_hides_another(scores: list[Decimal]) -> None:
    drawing = ElementTree.fromstring(dot_chart("t", "d", plot([Dot(score, "x") for score in scores]), str))
    circles = [[float(each.get(name, "")) for name in ("cx", "cy", "r")] for each in drawing.iter(f"{SVG}circle")]
    for (x, y, radius), (a, b, _) in combinations(circles, 2):
        assert abs(x - a) >= 2 * radius - 0.01 or abs(y - b) >= 2 * radius - 0.11  # places have one decimal


def test_too_many_equal_scores_are_counted_in_one_bar() -> None:
    drawing = ElementTree.fromstring(dot_chart("t", "d", plot([Dot(Decimal(20), "x")] * 34), str))
    assert len([each for each in drawing.iter(f"{SVG}rect") if each.get("class") == "bin"]) == 1
    assert "34" in [each.text for each in drawing.iter(f"{SVG}text")]


def test_a_higher_score_stands_further_right() -> None:
    drawing = ElementTree.fromstring(
        dot_chart("t", "d", plot([Dot(Decimal(each), str(each)) for each in (66, 55, 61)]), str)
    )
    places = {each[0].text: float(each.get("cx", "")) for each in drawing.iter(f"{SVG}circle")}
    assert places["55"] < places["61"] < places["66"]


@pytest.mark.parametrize("scores", [range(1, 3322), [7] * 3321])
def test_thousands_are_counted_in_bars_and_stay_small(scores: list[int]) -> None:
    svg = dot_chart(
        "t", "d", plot([Dot(Decimal(each) / 40, "x" * 40) for each in scores], own=Mark(Decimal(7), "own")), str
    )
    bars = [each for each in ElementTree.fromstring(svg).iter(f"{SVG}rect") if each.get("class") == "bin"]
    assert 1 <= len(bars) <= 40
    assert len(svg) < 10_000
    assert sum(counted([Decimal(each) for each in scores], Scale.over([Decimal(1), Decimal(3321)], Decimal(1)))) == 3321


def test_as_many_dots_as_there_may_be_stay_small() -> None:
    dots = [Dot(Decimal(number % 100), "Ủy ban nhân dân phường Phước Thắng 62,18") for number in range(MOST_DOTS)]
    svg = dot_chart("t", "d", plot(dots), str)
    assert svg.count("<circle") == MOST_DOTS
    assert len(svg.encode()) < 40_000


@pytest.mark.parametrize(
    ("scores", "low", "high", "step"),
    [
        (["55.23", "68.8"], "55", "70", "5"),
        (["6", "14.67"], "6", "16", "2"),
        (["0.12", "0.14"], "0.12", "0.14", "0.01"),
        (["76.72"], "0", "100", "20"),
        (["0", "0"], "0", "100", "20"),
    ],
)
def test_a_scale_is_round_and_holds_all_scores(scores: list[str], low: str, high: str, step: str) -> None:
    scale = Scale.over([Decimal(each) for each in scores], Decimal(100))
    assert (scale.low, scale.high, scale.step) == (Decimal(low), Decimal(high), Decimal(step))
    assert scale.ticks[0] == scale.low
    assert scale.ticks[-1] == scale.high
    assert len(scale.ticks) <= 7


def test_equal_scores_are_stacked() -> None:
    assert stacked([10.0, 10.0, 14.0, 20.0, 20.0], 10) == [0, 1, 2, 0, 1]
