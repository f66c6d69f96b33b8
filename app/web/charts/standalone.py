"""A drawing of the page as a file that stands alone: with its title, its legend, its source and its own looks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from textwrap import wrap
from typing import Literal

from markupsafe import Markup

from app.web.addresses import STATIC
from app.web.charts.drawing import WIDTH

_EDGE, _GAP = 24, 16
_TITLE, _TITLE_LINE, _TITLE_LETTERS = 18, 24, 42
_SMALL, _SMALL_LINE, _SMALL_LETTERS = 11, 16, 78
_KEY_LINE, _KEY_WIDTH = 22, 28
_BEGIN = re.compile(r"<svg class='([^']*)'[^>]* viewBox='0 0 ([\d.]+) ([\d.]+)'[^>]*>")
_NAMED = re.compile(r"--([\w-]+):\s*([^;]+);")
_USED = re.compile(r"var\(--([\w-]+)\)")
_FONT = "font-family: sans-serif"


@dataclass(frozen=True, slots=True)
class Key:
    """A sign of a drawing and what it means; ``kind``: its class in the drawing. One that is not in it is left out."""

    shape: Literal["bar", "stroke", "dot"]
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What a file holds: the ``drawings`` from top to bottom."""

    title: str
    drawings: Sequence[Markup]
    keys: Sequence[Key]
    source: str


def standalone(chart: Chart, language: str) -> str:
    """The file. Needs no other one, and no program that knows more than SVG 1.1: colours and places are written out."""
    parts: list[str] = []
    width, bottom = float(WIDTH + 2 * _EDGE), float(_EDGE)
    bottom = _texts(parts, wrap(chart.title, _TITLE_LETTERS), "title", bottom, _TITLE_LINE) + _GAP
    name = ""
    for drawing in chart.drawings:
        begin = _BEGIN.match(drawing)
        if begin is None:
            raise ValueError("a drawing is made by drawn()")
        name, wide, high = begin[1], float(begin[2]), float(begin[3])
        width = max(width, wide + 2 * _EDGE)
        inner = drawing[begin.end() :].removesuffix("</svg>")
        parts.append(f'<g class="{name}" transform="translate({_EDGE} {bottom:g})">{inner}</g>')
        bottom += high + _GAP
    bottom = _keys(parts, [key for key in chart.keys if _is_drawn(key, chart.drawings)], name, bottom)
    bottom = _texts(parts, wrap(chart.source, _SMALL_LETTERS), "source", bottom, _SMALL_LINE) + _EDGE / 2
    size = f'width="{width:g}" height="{bottom:g}" viewBox="0 0 {width:g} {bottom:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="{language}" role="img" {size}>'
        f"<title>{escape(chart.title)}</title><style>{looks()}</style>"
        f'<rect class="paper" width="100%" height="100%"/>{"".join(parts)}</svg>\n'
    )


@cache
def looks() -> str:
    """The style sheet of the drawings with the colours of paper, each written out where it is used: few programs but
    browsers know names for colours."""
    named = dict(_NAMED.findall(_read("colors.css").partition("@media")[0]))
    sheet = _USED.sub(lambda used: named[used[1]], _read("charts.css").replace("font-family: inherit", _FONT))
    own = (
        f".paper {{ fill: {named['paper']}; }} text {{ {_FONT}; fill: {named['ink']}; }} "
        f".title {{ font-size: {_TITLE}px; font-weight: 700; }} "
        f".chart .key {{ font-size: 13px; }} .source {{ font-size: {_SMALL}px; fill: {named['soft']}; }}"
    )
    return f"{sheet}{own}"


def _read(name: str) -> str:
    return (STATIC / name).read_text("utf-8")


def _texts(parts: list[str], lines: Sequence[str], kind: str, top: float, height: int) -> float:
    """Writes lines of text; gives what is below them."""
    for line in lines:
        parts.append(f'<text class="{kind}" x="{_EDGE}" y="{top + height * 0.75:g}">{escape(line)}</text>')
        top += height
    return top


def _keys(parts: list[str], keys: Sequence[Key], name: str, top: float) -> float:
    for key in keys:
        middle = top + _KEY_LINE / 2
        shapes = {
            "bar": f'<rect class="{key.kind}" x="{_EDGE}" y="{middle - 6:g}" width="20" height="12"/>',
            "stroke": f'<line class="{key.kind}" x1="{_EDGE + 10}" y1="{middle - 9:g}" x2="{_EDGE + 10}" '
            f'y2="{middle + 9:g}"/>',
            "dot": f'<circle class="{key.kind}" cx="{_EDGE + 10}" cy="{middle:g}" r="5"/>',
        }
        text = f'<text class="key" x="{_EDGE + _KEY_WIDTH}" y="{middle + 5:g}">{escape(key.text)}</text>'
        parts.append(f'<g class="{name}">{shapes[key.shape]}{text}</g>')
        top += _KEY_LINE
    return top + _GAP / 2 if keys else top


def _is_drawn(key: Key, drawings: Sequence[Markup]) -> bool:
    return any(f'class="{key.kind}"' in drawing for drawing in drawings)
