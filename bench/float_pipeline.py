"""The rival of the scoring: the same rankings by Polars with floats, read over ADBC; no roll-up, no explanations.

It assumes what holds in the synthetic country: every agency reported every measure, and nothing was published.
"""

from dataclasses import dataclass
from pathlib import Path

import adbc_driver_sqlite.dbapi as adbc
import orjson
import polars as pl

from app.domain.periods import Period
from app.domain.scorecard.scorecard import Indicator, NoCases, Scorecard
from app.storage.types import period_number

_AGENCIES = """
SELECT agency.id AS agency_id, agency.code, agency_name.name, agency.level FROM agency
JOIN agency_name ON agency_name.agency_id = agency.id AND agency_name.first_day = (
    SELECT max(first_day) FROM agency_name WHERE agency_id = agency.id AND first_day <= '{day}')
WHERE level IN ('province', 'department', 'commune')
AND (valid_from IS NULL OR valid_from <= '{day}') AND (valid_to IS NULL OR valid_to >= '{day}')
"""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """``path``: of an SQLite file with a synthetic country."""

    path: Path
    scorecard: Scorecard
    period: Period

    def rankings(self) -> dict[str, bytes]:
        """The rankings of every cohort by the total, as ours."""
        now, before = (period_number(each) for each in (self.period, self.period.previous))
        with adbc.connect(f"file:{self.path}?mode=ro") as connection, connection.cursor() as cursor:

            def read(query: str) -> pl.DataFrame:
                cursor.execute(query)
                return pl.DataFrame(cursor.fetch_arrow_table())

            submissions = read("SELECT id AS submission_id, as_of FROM submission")
            measures = read("SELECT id AS measure_id, code AS measure FROM measure")
            agencies = read(_AGENCIES.format(day=self.period.last_day))
            counts = read(
                "SELECT period, agency_id, measure_id, submission_id, value FROM statistic "
                f"WHERE period IN ({now}, {before})"
            )
        order = submissions.sort("as_of", "submission_id").with_row_index("age")
        newest = (
            counts.join(order, on="submission_id")
            .sort("age")
            .unique(["period", "agency_id", "measure_id"], keep="last")
            .join(measures, on="measure_id")
        )
        scored = self._scored(agencies, newest.filter(pl.col("period") == now))
        return self._rendered(self._changed(scored, self._scored(agencies, newest.filter(pl.col("period") == before))))

    def _scored(self, agencies: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
        used = [measure for each in self.scorecard.indicators.values() for measure in each.measures]
        dates = counts.filter(pl.col("measure").is_in(used)).group_by("agency_id").agg(pl.col("as_of").max())
        wide = counts.pivot("measure", index="agency_id", values="value", on_columns=sorted(set(used)))
        root = pl.col("code").str.slice(0, 3)
        cohort = pl.when(pl.col("level") == "province").then(pl.lit("provinces"))
        groups = {group.code: [each.code for each in group.indicators] for group in self.scorecard.groups}
        return (
            agencies.join(wide, on="agency_id", how="left")
            .join(dates, on="agency_id", how="left")
            .with_columns(_score(each) for each in self.scorecard.indicators.values())
            .with_columns(pl.sum_horizontal(codes).round(2).alias(group) for group, codes in groups.items())
            .with_columns(
                pl.sum_horizontal(list(groups)).round(2).alias("score"),
                cohort.otherwise(root + "." + pl.col("level") + "s").alias("cohort"),
            )
            .with_columns(
                pl.col("score").rank("min", descending=True).over("cohort").alias("rank"),
                pl.len().over("cohort").alias("ranked"),
            )
        )

    def _changed(self, now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
        known = before.filter(pl.col("as_of").is_not_null()).select(
            "agency_id", pl.col("score").alias("score_before"), pl.col("rank").alias("rank_before")
        )
        return now.join(known, on="agency_id", how="left").with_columns(
            (pl.col("score") - pl.col("score_before")).round(2).alias("score_change"),
            (pl.col("rank_before").cast(pl.Int64) - pl.col("rank").cast(pl.Int64)).alias("rank_change"),
        )

    def _rendered(self, scored: pl.DataFrame) -> dict[str, bytes]:
        groups = [group.code for group in self.scorecard.groups]
        moment = pl.col("as_of").str.to_datetime(time_zone="UTC").dt.convert_time_zone("Asia/Ho_Chi_Minh")
        items = scored.sort("cohort", "rank", "code").select(
            "cohort",
            "rank",
            "ranked",
            pl.lit("computed").alias("rank_basis"),
            pl.struct("code", "name").alias("agency"),
            "score",
            pl.lit("computed").alias("basis"),
            moment.dt.strftime("%Y-%m-%dT%H:%M:%S%:z").alias("as_of"),
            "score_change",
            "rank_change",
            pl.struct(groups).alias("groups"),
            pl.lit([], dtype=pl.List(pl.String)).alias("missing"),
            pl.lit(value=False).alias("derived"),
            pl.lit([], dtype=pl.List(pl.String)).alias("not_derived"),
        )
        return {
            str(cohort): orjson.dumps(self._head(str(cohort), some))
            for (cohort,), some in items.partition_by("cohort", include_key=False, as_dict=True).items()
        }

    def _head(self, cohort: str, items: pl.DataFrame) -> dict[str, object]:
        return {
            "period": str(self.period),
            "cohort": cohort,
            "basis": "best",
            "scorecard": self.scorecard.id,
            "verified": False,
            "as_of": items["as_of"].max(),
            "edition": None,
            "known_at": None,
            "by": "total",
            "ranked": len(items),
            "of": len(items),
            "items": orjson.Fragment(items.write_json()),
            "next": None,
        }


def _score(indicator: Indicator) -> pl.Expr:
    over, under = pl.sum_horizontal(indicator.numerator), pl.sum_horizontal(indicator.denominator)
    share = (over / under * 10_000).round() / 10_000 if indicator.rounding.percent else over / under
    earned = (share * float(indicator.max) / float(indicator.full_at)).clip(upper_bound=float(indicator.max))
    no_cases = {NoCases.NULL: None, NoCases.ZERO: 0.0, NoCases.FULL: float(indicator.max)}[indicator.no_cases]
    rounded = (earned * 100 + 0.5 + 1e-9).floor() / 100
    return pl.when(under == 0).then(pl.lit(no_cases)).otherwise(rounded).alias(indicator.code)
