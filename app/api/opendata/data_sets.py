"""The data sets that are offered, and in what forms: what the catalogue is made of.

A new data set is a new entry here; nothing else has to change.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.scorecard.scorecard import Title

JSON, CSV = "application/json", "text/csv"
JSON_STAT = "https://json-stat.org/full/"


class Frequency(StrEnum):
    """How often a data set changes: words of the EU's frequency authority table."""

    DAILY = "DAILY"
    MONTHLY = "MONTHLY"
    IRREGULAR = "IRREG"


class PeriodCoverage(StrEnum):
    """Of which periods a data set is made up: none, those with figures, those with published results.

    ``ALL``: one data set over the periods with figures, of which only the service knows the parts.
    """

    NONE = "none"
    ALL = "all"
    FIGURES = "figures"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Distribution:
    """One way to have a data set. ``path`` below the service's address may hold ``{period}``; ``suffix`` names it.

    ``download``: the data are at the address; else it tells how to ask for them.
    """

    suffix: str
    title: str
    media_type: str
    path: str
    conforms_to: str | None = None
    download: bool = True


@dataclass(frozen=True, slots=True)
class DataSet:
    id: str
    title: Title
    description: Title
    frequency: Frequency
    scope: PeriodCoverage
    forms: tuple[Distribution, ...]


def _json(path: str) -> Distribution:
    return Distribution("json", "JSON", JSON, path)


def _tables(path: str) -> tuple[Distribution, ...]:
    return (_json(path), Distribution("csv", "CSV", CSV, f"{path}?format=csv"))


def _cubes(path: str) -> tuple[Distribution, ...]:
    return (*_tables(path), Distribution("json-stat", "JSON-stat 2.0", JSON, f"{path}?format=json-stat", JSON_STAT))


_BY_CODE = (Distribution("api", "API", JSON, "/docs", download=False),)

DATA_SETS = (
    DataSet(
        "rankings",
        Title("Xếp hạng các tỉnh, thành phố", "Ranking of the provinces"),
        Title(
            "Thứ hạng, tổng điểm và điểm sáu nhóm chỉ số của các tỉnh, thành phố trong từng kỳ theo Quyết định "
            "766/QĐ-TTg.",
            "Ranks, totals and scores of the six groups of every province in each period under Decision 766/QĐ-TTg.",
        ),
        Frequency.DAILY,
        PeriodCoverage.FIGURES,
        _cubes("/v1/rankings/{period}"),
    ),
    DataSet(
        "averages",
        Title("Điểm trung bình cả nước", "National averages"),
        Title(
            "Điểm trung bình của từng nhóm chỉ số và của tổng điểm trong từng kỳ, kèm phương pháp tính và số tỉnh, "
            "thành phố được tính.",
            "The average of each group and of the total in each period, with its method and over how many provinces.",
        ),
        Frequency.DAILY,
        PeriodCoverage.FIGURES,
        _tables("/v1/averages/{period}"),
    ),
    DataSet(
        "scores",
        Title("Phiếu điểm của từng cơ quan", "Score cards"),
        Title(
            "Tổng điểm, điểm các nhóm và chỉ số thành phần, thứ hạng, trung bình, số liệu còn thiếu và cách tính của "
            "một cơ quan trong một kỳ: GET /v1/scores/{kỳ}/{mã cơ quan}.",
            "Total, groups and indicators of one agency in one period with ranks, averages, what is missing and how "
            "each score came about: GET /v1/scores/{period}/{agency}.",
        ),
        Frequency.DAILY,
        PeriodCoverage.ALL,
        _BY_CODE,
    ),
    DataSet(
        "history",
        Title("Điểm của từng cơ quan qua các kỳ", "Scores over time"),
        Title(
            "Điểm, thứ hạng và trung bình của một cơ quan qua các kỳ, dạng JSON, CSV và JSON-stat: "
            "GET /v1/history/{mã cơ quan}.",
            "Scores, ranks and averages of one agency over the periods, as JSON, CSV and JSON-stat: "
            "GET /v1/history/{agency}.",
        ),
        Frequency.DAILY,
        PeriodCoverage.ALL,
        _BY_CODE,
    ),
    DataSet(
        "reconciliation",
        Title("Kết quả đã công bố và đối chiếu", "Published results and reconciliation"),
        Title(
            "Mọi điểm đã công bố trong từng kỳ, đặt cạnh điểm tính từ số liệu, kèm kết luận đối chiếu.",
            "Every score that was published for a period beside the one computed from the counts, with a verdict.",
        ),
        Frequency.DAILY,
        PeriodCoverage.PUBLISHED,
        _tables("/v1/reconciliation/{period}"),
    ),
    DataSet(
        "editions",
        Title("Các bản công bố", "Editions"),
        Title(
            "Kết quả đã công bố, được giữ nguyên kèm mã kiểm tra SHA-256; bản đính chính nêu bản bị thay thế và lý do.",
            "Results as they were announced, frozen under a SHA-256; corrections name what they replace, and why.",
        ),
        Frequency.MONTHLY,
        PeriodCoverage.NONE,
        (
            _json("/v1/editions"),
            Distribution("atom", "Atom", "application/atom+xml", "/feeds/editions.atom"),
            Distribution("json-feed", "JSON Feed", "application/feed+json", "/feeds/editions.json"),
        ),
    ),
    DataSet(
        "agencies",
        Title("Danh mục cơ quan", "Register of agencies"),
        Title(
            "Mã định danh, tên, cấp và thời gian tồn tại của các bộ, tỉnh, sở, ban, ngành và xã, phường.",
            "Codes, names, levels and lifetimes of ministries, provinces, departments and communes.",
        ),
        Frequency.IRREGULAR,
        PeriodCoverage.NONE,
        (_json("/v1/agencies"),),
    ),
    DataSet(
        "scorecards",
        Title("Bộ chỉ số", "Scorecards"),
        Title(
            "Các nhóm, chỉ số thành phần, điểm tối đa, công thức và căn cứ pháp lý, theo thời gian có hiệu lực.",
            "Groups, indicators, maxima, formulas and the law they rest on, by the time they are in force.",
        ),
        Frequency.IRREGULAR,
        PeriodCoverage.NONE,
        (_json("/v1/scorecards"),),
    ),
    DataSet(
        "measures",
        Title("Danh mục số liệu báo cáo", "Register of measures"),
        Title(
            "Các số liệu mà hệ thống của bộ, tỉnh báo cáo để tính điểm.",
            "The counts that the systems of ministries and provinces report, from which the scores are computed.",
        ),
        Frequency.IRREGULAR,
        PeriodCoverage.NONE,
        (_json("/v1/measures"),),
    ),
)
