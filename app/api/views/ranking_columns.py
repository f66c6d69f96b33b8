"""The columns of a ranking, each defined once: JSON, CSV, XLSX, the page and the command line are made from them.

A new column is added to ``columns_of``; if it shows in JSON, its field is added to ``RankingItem``. The columns of CSV
and their order are promised.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Flag, StrEnum, auto
from typing import Protocol

from app.domain.evaluation.score_changes import NO_CHANGE
from app.domain.evaluation.scores import Card, Figure
from app.domain.messages import Text
from app.domain.scorecard.not_derived import NOT_DERIVED, NotDerived
from app.domain.scorecard.scorecard import TOTAL, Scorecard, Title
from app.domain.time import VIETNAM
from app.services.evaluation.evaluate import Ranking


class Output(Flag):
    """Where a column shows."""

    JSON = auto()
    CSV = auto()
    XLSX = auto()
    PAGE = auto()
    TERMINAL = auto()


class ColumnKind(StrEnum):
    """What a column shows; the page and the terminal lay it out accordingly."""

    TEXT = "text"
    CODE = "code"
    NAME = "name"
    RANK = "rank"
    SCORE = "score"
    CHANGE = "change"


class Words(Protocol):
    """A language in which codes are written for people."""

    def basis_of(self, figure: Figure) -> str: ...

    def missing(self, scorecard: Scorecard, code: str) -> str: ...


class RankingRow:
    """An agency in a ranking: its card, and its figure, rank and change in the column that is ranked by."""

    __slots__ = ("card", "change", "figure", "rank", "scorecard")

    def __init__(self, ranking: Ranking, card: Card) -> None:
        code, evaluation = card.agency.code, ranking.evaluation
        self.card, self.scorecard, self.figure = card, evaluation.scorecard, card.figures[ranking.by]
        self.rank, self.change = evaluation.columns[ranking.by].ranks[code], ranking.changes.get(code, NO_CHANGE)


_UNTITLED = Text("", "")  # of what people are not shown


@dataclass(frozen=True, slots=True)
class RankingColumn:
    """``key``: its name in JSON and CSV. ``title``: what people read above it, ``short``: in a terminal.

    ``words``: the value as people read it in XLSX and on the page, where it is a code. ``score``: the column of the
    scorecard whose scores these are.
    """

    key: str
    outputs: Output
    value: Callable[[RankingRow], object]
    title: Text | Title = _UNTITLED
    short: str = ""
    kind: ColumnKind = ColumnKind.TEXT
    words: Callable[[RankingRow, Words], str] | None = None
    score: str | None = None

    @property
    def heading(self) -> str:
        """What stands above it in a terminal."""
        return self.short or f"{self.title.vi} / {self.title.en}"

    def text(self, row: RankingRow, words: Words) -> object:
        """The value as people read it; ``None`` where there is none."""
        value = self.value(row)
        return (value if self.words is None else self.words(row, words)) if value not in (None, ()) else None


def columns_of(ranking: Ranking, output: Output) -> list[RankingColumn]:
    """The columns that a ranking has in one place, in their order."""
    scorecard, by = ranking.evaluation.scorecard, ranking.by
    groups = tuple(scorecard.groups_by_code)
    codes = dict.fromkeys((TOTAL, *groups, by))
    if output is Output.TERMINAL and by in scorecard.indicators:
        codes = dict.fromkeys((by, *codes))
    first, *others = [_score(code, scorecard, _FOR_PEOPLE) for code in codes]
    table = (
        RankingColumn("rank", _EVERYWHERE, lambda row: row.rank.rank, Text("Hạng", "Rank"), "#", ColumnKind.RANK),
        RankingColumn("ranked", _DATA, lambda row: row.rank.ranked),
        RankingColumn("rank_basis", _DATA, lambda row: row.rank.source),
        RankingColumn("agency", Output.JSON, _agency),
        RankingColumn("code", _CODED, lambda row: row.card.agency.code, Text("Mã", "Code"), "Mã", ColumnKind.CODE),
        RankingColumn(
            "name",
            _EVERYWHERE ^ Output.JSON,
            lambda row: row.card.agency.name,
            Text("Cơ quan, đơn vị", "Agency"),
            "Cơ quan / Agency",
            ColumnKind.NAME,
        ),
        first,
        RankingColumn(
            "change", Output.PAGE, lambda row: row.change, Text("Thay đổi", "Change"), kind=ColumnKind.CHANGE
        ),
        *others,
        RankingColumn("score", _DATA, lambda row: row.figure.score),
        RankingColumn("basis", _FILES, lambda row: row.figure.source, Text("Căn cứ", "Basis"), words=_basis),
        RankingColumn("as_of", Output.JSON, _as_of),
        RankingColumn("score_change", _FILES, lambda row: row.change.score, Text("Thay đổi điểm", "Change in points")),
        RankingColumn("rank_change", _FILES, lambda row: row.change.rank, Text("Thay đổi hạng", "Change in places")),
        RankingColumn("groups", Output.JSON, lambda row: {code: row.card.score(code) for code in groups}),
        *(_score(code, scorecard, Output.CSV) for code in groups),
        RankingColumn("missing", _FILES, lambda row: row.figure.missing, Text("Còn thiếu", "Missing"), words=_missing),
        RankingColumn("derived", _DATA, lambda row: row.figure.derived),
        RankingColumn("not_derived", Output.JSON, lambda row: not_derived_view(row.figure.not_derived)),
    )
    return [column for column in table if output in column.outputs]


def not_derived_view(reasons: Iterable[NotDerived]) -> list[dict[str, str]]:
    """The reasons why counts do not add up, in the shape of ``NotDerivedOut``."""
    return [{"code": each.value, "detail": NOT_DERIVED[each].en, "detail_vi": NOT_DERIVED[each].vi} for each in reasons]


def rows_of(ranking: Ranking, offset: int = 0, limit: int | None = None) -> list[RankingRow]:
    """The agencies of a ranking in its order: all of them, or ``limit`` from ``offset`` on."""
    cards = ranking.evaluation.standing(ranking.by)
    return [RankingRow(ranking, card) for card in cards[offset : None if limit is None else offset + limit]]


def records(columns: Iterable[RankingColumn], rows: Iterable[RankingRow]) -> list[dict[str, object]]:
    """The values of the rows by the keys of the columns."""
    values = [(column.key, column.value) for column in columns]
    return [{key: value(row) for key, value in values} for row in rows]


_DATA = Output.JSON | Output.CSV
_FILES = _DATA | Output.XLSX
_FOR_PEOPLE = Output.XLSX | Output.PAGE | Output.TERMINAL
_EVERYWHERE = _DATA | _FOR_PEOPLE
_CODED = Output.CSV | Output.XLSX | Output.TERMINAL  # in JSON it stands in the agency, on the page in its address


def _score(code: str, scorecard: Scorecard, outputs: Output) -> RankingColumn:
    title = scorecard.titles[code]
    return RankingColumn(code, outputs, lambda row: row.card.score(code), title, code, ColumnKind.SCORE, score=code)


def _agency(row: RankingRow) -> dict[str, str]:
    return {"code": row.card.agency.code, "name": row.card.agency.name}


def _as_of(row: RankingRow) -> datetime | None:
    return row.figure.as_of and row.figure.as_of.astimezone(VIETNAM)


def _basis(row: RankingRow, words: Words) -> str:
    return words.basis_of(row.figure)


def _missing(row: RankingRow, words: Words) -> str:
    return ", ".join(words.missing(row.scorecard, code) for code in row.figure.missing)
