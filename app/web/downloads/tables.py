"""The tables of the pages as they are downloaded: a ranking, a card, a comparison."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from app.api.views.ranking_columns import ColumnKind, Output, RankingColumn, columns_of, rows_of
from app.domain.comparable import best, comparable
from app.domain.evaluation.evaluation import Evaluation
from app.domain.findings import FindingLimits
from app.domain.scorecard.scorecard import TOTAL
from app.services.editions.announcements import Announcement
from app.services.evaluation.ranking_context import CardAround, RankingContext
from app.services.vietnamese import capital
from app.web.addresses import Addresses
from app.web.downloads.table import MIDDLE, NARROW, WIDE, DownloadTable, Frame, Head, Row, file_name, source_text
from app.web.i18n.format import Localizer
from app.web.pages.announced import announced
from app.web.pages.cells import rate_of, withheld_texts
from app.web.pages.comparison import leaders, listed
from app.web.pages.ranking import dated
from app.web.pages.sources import SourceLine, source_of_card, source_of_cohort
from app.web.publisher import Publisher
from app.web.rendering import then

_WIDTHS = {ColumnKind.NAME: WIDE, ColumnKind.RANK: 8, ColumnKind.CODE: 10}
_HUNDREDTH = Decimal("0.01")


class DownloadTables:
    """Makes the tables of one language; ``limits``: of how many there must be a score to tell ranks and averages."""

    def __init__(self, limits: FindingLimits, publisher: Publisher, say: Localizer, at: Addresses) -> None:
        self._limits, self._publisher, self._say, self._at = limits, publisher, say, at

    def ranking(self, around: RankingContext, found: Announcement) -> DownloadTable:
        """The agencies in their order, and their average in the last row."""
        ranking, say = around.ranking.comparable(self._limits), self._say
        evaluation = ranking.evaluation
        columns = columns_of(ranking, Output.XLSX)
        rows = [Row([column.text(row, say) for column in columns]) for row in rows_of(ranking)]
        averages = Row([_average(evaluation, column, say) for column in columns], is_strong=True)
        cohort = say.cohort(evaluation.cohort, around.root.name if around.root else None)
        title = say("ranking_caption", cohort=cohort, period=say.period(evaluation.period))
        codes = [column.score for column in columns if column.score is not None]
        source = source_of_cohort(evaluation, found, say)
        return DownloadTable(
            name=file_name(evaluation.period, str(evaluation.cohort)),
            frame=self._frame(title, evaluation, codes, found, source),
            heads=[_head(column, say) for column in columns],
            rows=[*rows, averages],
            frozen=[column.kind for column in columns].index(ColumnKind.NAME) + 1,
            is_list=True,
        )

    def card(self, around: CardAround, found: Announcement) -> DownloadTable:
        """The total, each group and its indicators, with what they are compared with."""
        evaluation, say, agency = comparable(around.evaluation, self._limits), self._say, around.agency
        title = f"{say('card')}: {agency.name}, {say.period(evaluation.period)}"
        source = source_of_card(evaluation, agency.code, found, say)
        frame = self._frame(title, evaluation, (TOTAL, *evaluation.scorecard.groups_by_code), found, source)
        names = ("file_rate", "score", "maximum", "average", "against_average", "best", "rank", "file_ranked")
        return DownloadTable(
            name=file_name(evaluation.period, agency.code),
            frame=replace(frame, facts=((say("search_agency"), agency.name), *frame.facts)),
            heads=[*self._line_heads(), *(Head(say(name)) for name in names), Head(say("basis"), MIDDLE)],
            rows=[
                Row([*titles, *self._card_values(evaluation, agency.code, column)], is_strong=not titles[1])
                for column, titles in self._lines(evaluation)
            ],
            frozen=2,
        )

    def comparison(self, around: RankingContext, codes: Sequence[str], found: Announcement) -> DownloadTable:
        """The total, each group and its indicators, with score and rank of each agency."""
        evaluation, say = comparable(around.ranking.evaluation, self._limits), self._say
        names = [capital(evaluation.cards[code].agency.name) for code in codes]
        title = f"{say('compare_title', names=listed(names, say))}, {say.period(evaluation.period)}"
        source, groups = source_of_cohort(evaluation, found, say), evaluation.scorecard.groups_by_code
        each = [Head(say(f"file_agency_{kind}", agency=name)) for name in names for kind in ("score", "rank")]
        last = [Head(say("average")), Head(say("file_leads"), MIDDLE)]
        return DownloadTable(
            name=file_name(evaluation.period, *codes),
            frame=self._frame(title, evaluation, (TOTAL, *groups), found, source),
            heads=[*self._line_heads(), Head(say("maximum")), *each, *last],
            rows=[
                Row([*titles, *_compared_values(evaluation, codes, column)], is_strong=not titles[1])
                for column, titles in self._lines(evaluation)
            ],
            frozen=2,
        )

    def _frame(
        self, title: str, evaluation: Evaluation, codes: Iterable[str], found: Announcement, source: SourceLine
    ) -> Frame:
        """The title, whether the figures were announced and up to when there are any, why ranks of ``codes`` are not
        told, and the source."""
        say, publisher, at = self._say, self._publisher, self._at
        mark = announced(found, lambda _: "", say, at).mark
        asked = (then(at, say),) if at.moments else ()
        return Frame(
            period=str(evaluation.period),
            title=title,
            said=(f"{mark}. {dated(evaluation, say)}", *asked),
            notes=(*withheld_texts(evaluation, codes, self._limits, say), source_text(source, publisher, say)),
            facts=(
                (say("period"), say.period(evaluation.period)),
                (say("count_day"), evaluation.as_of),
                (say("source"), "; ".join(each for each in (publisher.name, source.text, mark) if each)),
            ),
            page_number=say("file_page"),
        )

    def _line_heads(self) -> list[Head]:
        return [Head(self._say("group"), MIDDLE), Head(self._say("indicator"), WIDE)]

    def _lines(self, evaluation: Evaluation) -> Iterator[tuple[str, tuple[str, str | None]]]:
        """The columns of the scorecard with the titles of their group and their indicator, as they follow down."""
        say = self._say
        yield TOTAL, (say("total"), None)
        for group in evaluation.scorecard.groups:
            title = say.of(group.title)
            yield group.code, (title, None)
            for indicator in group.indicators:
                yield indicator.code, (title, say.of(indicator.title))

    def _card_values(self, evaluation: Evaluation, code: str, column: str) -> list[object]:
        card, stand = evaluation.cards[code], evaluation.columns[column]
        figure, rank, average, rate = (
            card.figures[column],
            stand.ranks[code],
            stand.average.value,
            rate_of(card, column),
        )
        return [
            None if rate is None else rate.quantize(_HUNDREDTH, ROUND_HALF_UP),
            figure.score,
            _short(figure.max),
            average,
            None if figure.score is None or average is None else figure.score - average,
            best(evaluation, column, self._limits),
            rank.rank,
            rank.ranked,
            None if figure.score is None else self._say.basis_of(figure),
        ]


def _compared_values(evaluation: Evaluation, codes: Sequence[str], column: str) -> list[object]:
    stand, first = evaluation.columns[column], leaders(evaluation, codes, column)
    scores = [(evaluation.cards[code].score(column), stand.ranks[code].rank) for code in codes]
    leading = ", ".join(evaluation.cards[code].agency.name for code in codes if code in first)
    figures = [value for pair in scores for value in pair]
    return [_short(evaluation.scorecard.maxima[column]), *figures, stand.average.value, leading or None]


def _short(maximum: Decimal) -> int | Decimal:
    """A maximum as the pages write it: without decimals where it has none."""
    return int(maximum) if maximum == int(maximum) else maximum


def _head(column: RankingColumn, say: Localizer) -> Head:
    return Head(say.of(column.title), _WIDTHS.get(column.kind, NARROW) if column.words is None else MIDDLE)


def _average(evaluation: Evaluation, column: RankingColumn, say: Localizer) -> object:
    """What stands in the last row: the average of a column of scores."""
    if column.score is not None:
        return evaluation.columns[column.score].average.value
    return say("average") if column.kind is ColumnKind.NAME else None
