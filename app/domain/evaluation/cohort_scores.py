"""The score that counts for every agency of a cohort in every column: computed, granted or published.

There is one way for every source of figures: a column of whole numbers for all agencies at once.
"""

from collections.abc import Iterable, Mapping, Sequence

from app.domain.agencies import Agency
from app.domain.evaluation.computed_columns import ComputedColumns
from app.domain.evaluation.published_results import NO_RESULTS, results_of
from app.domain.evaluation.rollup import RollUp
from app.domain.evaluation.scores import Basis, Official, Source, common_source
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.domain.scorecard.scoring import Points, sum_points


class CohortScores:
    """By column, in the order of ``agencies``: ``points``, the scores in hundredths of a point, and ``sources``, what
    they rest on, ``None`` where there is no figure.

    ``results``: what was published of each; ``published_totals``: the places where a published total stands.
    """

    def __init__(
        self,
        scorecard: Scorecard,
        basis: Basis,
        agencies: Sequence[Agency],
        rollup: RollUp,
        officials: Mapping[str, Mapping[str, Official]],
    ) -> None:
        self.scorecard, self.basis, self.agencies, self.rollup = scorecard, basis, agencies, rollup
        self.codes = [agency.code for agency in agencies]
        self.places = {code: place for place, code in enumerate(self.codes)}
        self.results = [results_of(officials[code]) if code in officials else NO_RESULTS for code in self.codes]
        self.computed = ComputedColumns(scorecard, rollup, self.codes)
        self.points: dict[str, list[Points]] = {}
        self.sources: dict[str, list[Source | None]] = {}
        self.published_totals: set[int] = set()
        for column in scorecard.maxima:
            if column != TOTAL:
                self._choose(column)
        self._add_totals()

    def _choose(self, column: str) -> None:
        """Computed scores, and published ones where there is no other. They go before one from derived counts, too:
        the agencies below may not all be registered."""
        computed, size = self.computed, len(self.codes)
        if self.basis is Basis.OFFICIAL:
            points: list[Points] = [None] * size
            sources: list[Source | None] = [None] * size
            gaps: Iterable[int] = range(size)
        else:
            points = computed.points.pop(column)  # nobody else wants it
            sources = [Source.COMPUTED if there else None for there in computed.there[column]]
            gaps = [place for place, source in enumerate(sources) if source is None]
            gaps += computed.derived.get(column, ())
        for place in gaps if self.basis is not Basis.COMPUTED else ():
            score = self.results[place].points(column)
            if score is not None:
                points[place], sources[place] = score, Source.OFFICIAL
        self.points[column], self.sources[column] = points, sources

    def _add_totals(self) -> None:
        """The sum of the groups; a published total only where no group is computed from reported counts (the letter of
        February 2025 prints groups with one decimal, which do not add up to its total)."""
        groups, basis = list(self.scorecard.codes_by_group), self.basis
        points: list[Points] = []
        sources: list[Source | None] = []
        common: dict[tuple[Source | None, ...], Source] = {}
        rows = zip(*(self.sources[group] for group in groups), strict=True)
        scores = zip(*(self.points[group] for group in groups), strict=True)
        for place, (row, summands) in enumerate(zip(rows, scores, strict=True)):
            published = None if basis is Basis.COMPUTED else self.results[place].points(TOTAL)
            if published is not None and not self._counts_some(place, groups):
                points.append(published)
                sources.append(Source.OFFICIAL)
                self.published_totals.add(place)
            elif None in row:
                points.append(None)
                sources.append(None)
            else:
                points.append(sum_points(summands))
                sources.append(common.get(row) or common.setdefault(row, common_source(row)))
        self.points[TOTAL], self.sources[TOTAL] = points, sources

    def _counts_some(self, place: int, groups: Iterable[str]) -> bool:
        """Whether any group of an agency is computed, and not from derived counts."""
        return any(
            self.sources[group][place] is Source.COMPUTED and place not in self.computed.derived[group]
            for group in groups
        )

    def about_cohort(self, column: str) -> dict[str, Official]:
        """The published results of a column, by agency, where any of the agency's tells a rank or an average."""
        found = zip(self.codes, self.results, strict=True)
        return {code: each[column] for code, each in found if each.about_cohort and column in each}
