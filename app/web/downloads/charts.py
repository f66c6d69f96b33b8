"""The charts of the pages as they are downloaded, by their name in an address."""

from app.domain.errors import Refusal
from app.web.charts.standalone import Chart, Key
from app.web.downloads.table import source_text
from app.web.i18n.format import Localizer
from app.web.pages.card import CardPage
from app.web.pages.comparison import ComparisonPage
from app.web.pages.ranking import RankingPage
from app.web.publisher import Publisher

Charts = dict[str, Chart]


def charts_of_ranking(page: RankingPage, publisher: Publisher, say: Localizer) -> Charts:
    """``scores``: the dots, where there are any."""
    if not page.sight.drawing:
        return {}
    keys = [Key("dot" if sign == "dot" else "bar", sign, text) for sign, text in page.sight.keys.items()]
    title = page.caption if page.by == say("total") else f"{page.caption}: {page.by}"
    return {"scores": Chart(title, [page.sight.drawing], keys, source_text(page.source, publisher, say))}


def charts_of_card(page: CardPage, publisher: Publisher, say: Localizer) -> Charts:
    """``groups`` and ``history``, where there are any."""
    found = {}
    if page.drawing:
        title = f"{say('groups_chart', agency=page.name)}, {page.period}"
        keys = (
            Key("bar", "own", page.name),
            Key("stroke", "average", say("average")),
            Key("dot", "best", say("best")),
        )
        found["groups"] = Chart(title, [page.drawing], keys, source_text(page.source, publisher, say))
    if page.history.drawings:
        title, source = f"{page.name}: {say('history')}", source_text(page.history_source, publisher, say)
        found["history"] = Chart(title, [each.drawing for each in page.history.drawings], (), source)
    return found


def charts_of_comparison(page: ComparisonPage, publisher: Publisher, say: Localizer) -> Charts:
    """``groups``: the total and the groups."""
    if not page.drawings:
        return {}
    keys = (Key("bar", "leading", say("compare_legend")), Key("stroke", "average", page.average))
    source = source_text(page.source, publisher, say)
    return {"groups": Chart(f"{page.title}, {page.period}", page.drawings, keys, source)}


def chart_named(charts: Charts, name: str) -> Chart:
    """Refuses ``unknown_chart``."""
    if name not in charts:
        raise Refusal("unknown_chart", value=name, allowed=", ".join(charts) or "–")
    return charts[name]
