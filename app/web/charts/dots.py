"""Scores of a cohort along a scale: a dot for each agency, or bars where they are too many for dots.

Equal scores are stacked, so that none hides another. Words have rows of their own, above and below the scale, and are
broken where they are longer than the drawing; they are measured as on a phone, where they are largest in it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from html import escape
from itertools import pairwise
from textwrap import wrap

from markupsafe import Markup
from pysvgchart import Circle, Line, Text
from pysvgchart.charts import Chart
from pysvgchart.helpers import collapse_element_list
from pysvgchart.shapes import Rect, Shape

from app.web.charts.drawing import drawn

MOST_DOTS = 250
_WIDTH, _EDGE = 640, 24
_ROW, _GLYPH = 27, 14  # height of a row of words, width of a letter in bold
_LETTERS = int((_WIDTH - 8) / _GLYPH)
_RADII = (8, 6.5, 5, 4)
_TALLEST = 130  # what dots or bars may take
_BINS = 40
_TICKS = 6
_GAP = 6
_STEPS = [Decimal(step).scaleb(power) for power in range(-2, 3) for step in (1, 2, 5)]


@dataclass(frozen=True, slots=True)
class Dot:
    """An agency: its score, and its words for who points at it."""

    score: Decimal
    words: str
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the scale that has a name."""

    score: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class DotPlot:
    """``dots``: at least one. ``ends``: the lowest and the highest score, with who has them, where that is told."""

    dots: Sequence[Dot]
    max: Decimal
    ends: Sequence[Mark]
    average: Mark | None
    own: Mark | None

    @property
    def scale(self) -> "Scale":
        marks = [each.score for each in (self.own, self.average, *self.ends) if each]
        return Scale.over([*marks, *(each.score for each in self.dots)], self.max)

    @property
    def is_crowded(self) -> bool:
        """Whether there are too many scores, or too many nearly equal ones, for dots that do not hide each other."""
        scale = self.scale
        places = sorted(scale.place(each.score) for each in self.dots)
        return len(places) > MOST_DOTS or _arranged(places) is None


@dataclass(frozen=True, slots=True)
class Scale:
    """From ``low`` to ``high`` in steps; within it lie all scores."""

    low: Decimal
    high: Decimal
    step: Decimal

    @classmethod
    def over(cls, scores: Sequence[Decimal], most: Decimal) -> "Scale":
        """The smallest with few round steps. Where all are equal it
        is the whole, for then only that says anything."""
        low, high = min(scores), max(scores)
        if low == high:
            low, high = min(low, Decimal(0)), max(high, most)
        step = next((each for each in _STEPS if high - low <= each * (_TICKS - 1)), _STEPS[-1])
        floor, ceiling = _down(low, step), _up(high, step)
        return cls(floor, ceiling, step)

    @property
    def ticks(self) -> list[Decimal]:
        count = int((self.high - self.low) / self.step)
        return [self.low + self.step * number for number in range(count + 1)]

    def place(self, score: Decimal) -> float:
        """Where a score stands in the drawing, from the left."""
        return round(_EDGE + float((score - self.low) / (self.high - self.low)) * (_WIDTH - 2 * _EDGE), 1)


def stacked(places: Sequence[float], width: float) -> list[int]:
    """The level, from 0 up, of each place in ascending order: the lowest on which nothing lies within ``width``."""
    ends: list[float] = []
    levels = []
    for place in places:
        level = next((number for number, end in enumerate(ends) if place - end >= width), len(ends))
        ends[level : level + 1] = [place]
        levels.append(level)
    return levels


def counted(scores: Sequence[Decimal], scale: Scale) -> list[int]:
    """How many scores are in each of the bins of equal width that the scale is cut into; the last has its end too."""
    width = (scale.high - scale.low) / _BINS
    found = Counter(min(int((score - scale.low) / width), _BINS - 1) for score in scores)
    return [found[number] for number in range(_BINS)]


def _arranged(places: Sequence[float]) -> tuple[float, list[int]] | None:
    """The radius of the dots, as large as lets their stacks be no taller than they may, and the level of each."""
    for radius in _RADII:
        levels = stacked(places, 2 * radius)
        if max(levels) * 2 * radius <= _TALLEST:
            return radius, levels
    return None


def dot_chart(title: str, description: str, plot: DotPlot, write: Callable[[Decimal], str]) -> Markup:
    """``write``: a number of the scale in the reader's language."""
    dots = sorted(plot.dots, key=lambda each: each.score)
    drawing = _Drawing(plot.scale)
    for mark, kind in ((plot.own, "own"), (plot.average, "average")):
        if mark:
            drawing.words(mark, kind)
    if plot.is_crowded:
        drawing.bins([each.score for each in dots], write)
    else:
        drawing.dots(dots)
    drawing.axis(write)
    for mark, kind in ((plot.average, "average"), (plot.own, "own")):
        if mark:
            drawing.stroke(mark, kind, in_front=plot.is_crowded)
    drawing.ends(plot.ends)
    return drawing.drawn(title, description)


class _Elements(Chart):  # type: ignore[misc]
    """Nothing but what is put into it."""

    def get_element_list(self) -> list[str]:
        return list(collapse_element_list(self.custom_elements))


class _NamedDot(Circle):  # type: ignore[misc]
    """A circle that says its words to who points at it."""

    def __init__(self, x: float, y: float, radius: float, dot: Dot) -> None:
        super().__init__(x, y, radius=radius, classes=["own" if dot.is_own else "dot"])
        self._words = dot.words

    def get_element_list(self) -> list[str]:
        (circle,) = super().get_element_list()
        return [f"{circle.removesuffix('/>').rstrip()}><title>{escape(self._words, quote=False)}</title></circle>"]


class _Drawing:
    """Grows from the top: ``_y`` is where it ends. ``_from``: where the words of the strokes end, by kind."""

    def __init__(self, scale: Scale) -> None:
        self._scale, self._y, self._axis = scale, 0.0, 0.0
        self._from: dict[str, float] = {}
        self._shapes: list[Shape] = []
        self._texts: list[Text] = []  # in front of all shapes

    def words(self, mark: Mark, kind: str) -> None:
        """A mark's words above its place."""
        for line in wrap(mark.words, _LETTERS):
            self._y += _ROW
            self._texts.append(self._text(mark.score, line, [kind]))
        self._y += _GAP
        self._from[kind] = self._y

    def dots(self, dots: Sequence[Dot]) -> None:
        """The own one is drawn last, and so is in front."""
        places = [self._scale.place(each.score) for each in dots]
        radius, levels = _arranged(places) or (_RADII[-1], [0] * len(places))
        self._y += (max(levels) + 1) * 2 * radius
        self._axis = self._y
        placed = sorted(zip(dots, places, levels, strict=True), key=lambda each: each[0].is_own)
        self._shapes += [
            _NamedDot(x, round(self._y - (2 * level + 1) * radius, 1), radius, dot) for dot, x, level in placed
        ]

    def bins(self, scores: Sequence[Decimal], write: Callable[[Decimal], str]) -> None:
        """Bars as tall as their counts; the tallest says its own."""
        counts = counted(scores, self._scale)
        width, most = (_WIDTH - 2 * _EDGE) / _BINS, max(counts)
        self._y += _ROW + _TALLEST
        self._axis = self._y
        for number, count in enumerate(counts):
            tall = round(count / most * _TALLEST, 1)
            if count:
                left = round(_EDGE + number * width + 0.5, 1)
                self._shapes.append(Rect(left, round(self._y - tall, 1), width=width - 1, height=tall, classes=["bin"]))
        tallest = _EDGE + (counts.index(most) + 0.5) * width
        self._texts.append(Text(round(tallest, 1), self._y - _TALLEST - _GAP, write(Decimal(most)), classes=["tick"]))

    def axis(self, write: Callable[[Decimal], str]) -> None:
        self._y += _GAP
        self._shapes.append(Line(_EDGE, self._y, width=_WIDTH - 2 * _EDGE, height=0, classes=["axis"]))
        for tick in self._scale.ticks:
            x = self._scale.place(tick)
            self._shapes.append(Line(x, self._y, width=0, height=_GAP, classes=["axis"]))
            self._texts.append(Text(x, self._y + _ROW, write(tick), classes=["tick"]))
        self._y += _ROW + _GAP

    def stroke(self, mark: Mark, kind: str, *, in_front: bool) -> None:
        """From a mark's words down to the axis."""
        x, top = self._scale.place(mark.score), self._from[kind]
        place = len(self._shapes) if in_front else 0
        self._shapes.insert(place, Line(x, top, width=0, height=round(self._axis + _GAP - top, 1), classes=[kind]))

    def ends(self, marks: Sequence[Mark]) -> None:
        """Who is last and first, below the scale; side by side where there is room."""
        lines = [wrap(mark.words, _LETTERS) for mark in marks]
        is_one_row = all(len(each) == 1 for each in lines) and not self._overlap(marks)
        for mark, broken in zip(marks, lines, strict=True):
            top = self._y
            for line in broken:
                self._y += _ROW
                self._texts.append(self._text(mark.score, line, ["end"]))
            if is_one_row and mark is not marks[-1]:
                self._y = top

    def drawn(self, title: str, description: str) -> Markup:
        chart = _Elements(height=round(self._y + _GAP + 2), width=_WIDTH)
        for shape in (*self._shapes, *self._texts):
            chart.add_custom_element(shape)
        return drawn(chart, "dots", title, description)

    def _overlap(self, marks: Sequence[Mark]) -> bool:
        sides = sorted((self._middle(each.score, each.words), len(each.words) * _GLYPH / 2) for each in marks)
        return any(a + half > b - other for (a, half), (b, other) in pairwise(sides))

    def _text(self, score: Decimal, words: str, classes: list[str]) -> Text:
        return Text(self._middle(score, words), round(self._y - _GAP, 1), words, classes=classes)

    def _middle(self, score: Decimal, words: str) -> float:
        """Where the middle of words stands that are as near to their place as the edges let them."""
        half = len(words) * _GLYPH / 2
        return round(min(max(self._scale.place(score), half), _WIDTH - half), 1)


def _down(score: Decimal, step: Decimal) -> Decimal:
    return (score / step).to_integral_value(ROUND_FLOOR) * step


def _up(score: Decimal, step: Decimal) -> Decimal:
    return (score / step).to_integral_value(ROUND_CEILING) * step
