"""Reads the scorecard files, strictly: whatever is unknown or does not add up is refused with file and line."""

import hashlib
from collections.abc import Container, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app import data
from app.domain.agencies import Level
from app.domain.measures import Measure
from app.domain.office_texts import unknown_names
from app.domain.scorecard import scorecard as domain
from app.domain.scorecard.levers import CasesText, Change, Lever
from app.domain.scorecard.rounding import ProductRounding, Rounding, RoundingMode, RoundingRule
from app.readers.files.yaml_lines import Place, YamlFileError, line_of, read, validated

BUNDLED = data.FOLDER / "scorecards"
MAX_RATIO_DECIMALS = 16  # as many as answers are promised to have at most

Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=1)]
Points = Annotated[Decimal, Field(gt=0, max_digits=5, decimal_places=2)]
MeasureCodes = Annotated[tuple[Text, ...], Field(min_length=1)]


class _StrictModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class _TitleEntry(_StrictModel):
    vi: Text
    en: Text

    def build(self) -> domain.Title:
        return domain.Title(self.vi, self.en)


class _EvidenceEntry(_StrictModel):
    status: domain.EvidenceStatus
    note: str = ""

    def build(self) -> domain.Evidence:
        return domain.Evidence(self.status, self.note)


class _FractionEntry(_StrictModel):
    code: Code
    title: _TitleEntry
    numerator: MeasureCodes
    denominator: MeasureCodes
    sheet: str | None = None


class _RoundingEntry(_StrictModel):
    decimals: Annotated[int, Field(ge=0, le=MAX_RATIO_DECIMALS)]
    mode: RoundingMode

    def build(self) -> Rounding:
        return Rounding(self.decimals, self.mode)


def _in_hundredths(rounding: _RoundingEntry) -> _RoundingEntry:
    if rounding.decimals > domain.SCORE_DECIMALS:
        raise ValueError(f"scores have at most {domain.SCORE_DECIMALS} decimals everywhere, not {rounding.decimals}")
    return rounding


_ScoreRounding = Annotated[_RoundingEntry, AfterValidator(_in_hundredths)]


def _of_a_ratio(rounding: _RoundingEntry) -> _RoundingEntry:
    if rounding.decimals > MAX_RATIO_DECIMALS - 2:
        raise ValueError(f"a per cent has at most {MAX_RATIO_DECIMALS - 2} decimals, not {rounding.decimals}")
    return rounding


_PercentRounding = Annotated[_RoundingEntry, AfterValidator(_of_a_ratio)]


class _RoundingRuleEntry(_StrictModel):
    ratio: _RoundingEntry
    percent: _PercentRounding | None = None
    product: ProductRounding = ProductRounding.EXACT
    score: _ScoreRounding
    evidence: _EvidenceEntry | None = None

    def build(self, name: str) -> RoundingRule:
        percent = self.percent.build() if self.percent else None
        return RoundingRule(self.ratio.build(), self.score.build(), percent, self.product, name)


class _RoundingRules(_StrictModel):
    rules: Annotated[dict[Text, _RoundingRuleEntry], Field(min_length=1)]
    default: Text
    average: _ScoreRounding


def _of_cases(text: str) -> str:
    if unknown_names(text, ("cases",)) or "{cases}" not in text:
        raise ValueError("names the number of cases as {cases}, and nothing else in braces")
    return text


_CasesText = Annotated[Text, AfterValidator(_of_cases)]


class _DoneEntry(_StrictModel):
    vi: _CasesText
    en: _CasesText
    en_one: _CasesText

    def build(self) -> CasesText:
        return CasesText(self.vi, self.en, self.en_one)


class _LeverEntry(_StrictModel):
    change: Change
    done: _DoneEntry
    after_period: bool = False
    papers: bool = False
    moves: tuple[Text, ...] = ()
    may_move: tuple[Text, ...] = ()
    reason: _TitleEntry

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.after_period and self.change is not Change.RECOVERABLE:
            raise ValueError("only what is recoverable can be mended after the period (after_period)")
        return self

    def build(self) -> Lever:
        said = self.reason
        return Lever(
            self.change,
            self.done.build(),
            self.after_period,
            self.papers,
            self.moves,
            self.may_move,
            said.vi,
            said.en,
        )


class _IndicatorEntry(_FractionEntry):
    max: Points
    full_at: Annotated[Decimal, Field(gt=0, le=1)] = Decimal(1)
    no_cases: domain.NoCases
    unmeasured: domain.Unmeasured = domain.Unmeasured.MISSING
    inherited: bool = False
    rounding: Text | None = None
    rounding_evidence: _EvidenceEntry | None = None
    law: Text
    evidence: _EvidenceEntry
    lever: _LeverEntry | None = None

    def build(self, rounding: _RoundingRules) -> domain.Indicator:
        name = self.rounding or rounding.default
        evidence = self.rounding_evidence or rounding.rules[name].evidence
        return domain.Indicator(
            **self.model_dump(exclude={"title", "evidence", "rounding", "rounding_evidence", "lever"}),
            rounding=rounding.rules[name].build(name),
            title=self.title.build(),
            evidence=self.evidence.build(),
            rounding_evidence=evidence.build() if evidence else None,
        )


class _GroupEntry(_StrictModel):
    code: Code
    title: _TitleEntry
    max: Points
    law: Text
    indicators: Annotated[tuple[_IndicatorEntry, ...], Field(min_length=1)]
    headline: Code | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        found = sum(each.max for each in self.indicators)
        if found != self.max:
            raise ValueError(f"the indicators' maxima add up to {found}, not to the group's {self.max}")
        if self.headline and self.headline not in {each.code for each in self.indicators}:
            raise ValueError(f"the headline {self.headline!r} is no indicator of the group")
        return self


class _VerifiedEntry(_StrictModel):
    first_day: date
    levels: frozenset[Level]
    figures: int
    note: str = ""


class _ScorecardFile(_StrictModel):
    series: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+$")]
    first_day: date
    last_day: date | None = None
    title: _TitleEntry
    law: Text
    max: Points
    verified: tuple[_VerifiedEntry, ...] = ()
    rounding: _RoundingRules
    groups: Annotated[tuple[_GroupEntry, ...], Field(min_length=1)]
    unscored: tuple[_FractionEntry, ...] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        found = sum(each.max for each in self.groups)
        if found != self.max:
            raise ValueError(f"the groups' maxima add up to {found}, not to {self.max}")
        if self.last_day is not None and self.last_day < self.first_day:
            raise ValueError(f"last_day {self.last_day} is before first_day {self.first_day}")
        return self


def read_scorecards(folder: Path, measures: Mapping[str, Measure]) -> domain.Scorecards:
    """Read every ``*.yaml`` and ``*.yml`` below ``folder``; raises ``YamlFileError``. ``measures``: by their codes."""
    paths = sorted(folder.rglob("*.y*ml"))
    read_files = sorted(((_read_one(path, measures), path) for path in paths), key=lambda pair: pair[0].first_day)
    if not read_files:
        raise YamlFileError(folder, 1, "no scorecard file (*.yaml) below this folder")
    for (earlier, _), (later, path) in pairwise(read_files):
        if earlier.first_day == later.first_day or (earlier.last_day and later.first_day <= earlier.last_day):
            raise YamlFileError(
                path, read(path)[1][("first_day",)], f"overlaps {earlier.id}, in force on {later.first_day}"
            )
    return domain.Scorecards(tuple(scorecard for scorecard, _ in read_files))


def _read_one(path: Path, measures: Mapping[str, Measure]) -> domain.Scorecard:
    data, lines = read(path)
    file = validated(_ScorecardFile, path, data, lines)
    _check_codes(path, file, lines, measures)
    _check_rounding(path, file, lines)
    _check_levers(path, file, lines)
    return domain.Scorecard(
        series=file.series,
        first_day=file.first_day,
        last_day=file.last_day,
        title=file.title.build(),
        law=file.law,
        max=file.max,
        verified=tuple(domain.Verified(each.first_day, each.levels, each.figures, each.note) for each in file.verified),
        groups=tuple(
            domain.Group(
                each.code,
                each.title.build(),
                each.max,
                each.law,
                tuple(one.build(file.rounding) for one in each.indicators),
                each.headline,
            )
            for each in file.groups
        ),
        unscored=tuple(
            domain.Fraction(each.code, each.title.build(), each.sheet, each.numerator, each.denominator)
            for each in file.unscored
        ),
        average=file.rounding.average.build(),
        measures=measures,
        levers={each.code: each.lever.build() for group in file.groups for each in group.indicators if each.lever},
        digest=f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}",
    )


def _check_codes(path: Path, file: _ScorecardFile, lines: dict[Place, int], measures: Container[str]) -> None:
    """Every measure exists; every code (of a group, an indicator, an unscored ratio) stands once."""
    places: list[tuple[Place, _FractionEntry | _GroupEntry]] = [
        (("unscored", i), each) for i, each in enumerate(file.unscored)
    ]
    for i, group in enumerate(file.groups):
        places.append((("groups", i), group))
        places += [(("groups", i, "indicators", k), each) for k, each in enumerate(group.indicators)]
    seen: set[str] = set()
    for place, item in places:
        if item.code in seen:
            raise YamlFileError(path, line_of(lines, (*place, "code")), f"the code {item.code!r} stands twice")
        seen.add(item.code)
        if isinstance(item, _FractionEntry):
            for side in ("numerator", "denominator"):
                for k, measure in enumerate(getattr(item, side)):
                    if measure not in measures:
                        line = line_of(lines, (*place, side, k))
                        raise YamlFileError(path, line, f"no measure is called {measure!r}")


def _check_rounding(path: Path, file: _ScorecardFile, lines: dict[Place, int]) -> None:
    """Every rounding rule that is named exists."""
    named: list[tuple[Place, str | None]] = [(("rounding", "default"), file.rounding.default)]
    for i, group in enumerate(file.groups):
        named += [
            (("groups", i, "indicators", k, "rounding"), each.rounding) for k, each in enumerate(group.indicators)
        ]
    for place, name in named:
        if name is not None and name not in file.rounding.rules:
            raise YamlFileError(path, line_of(lines, place), f"no rounding rule is called {name!r}")


def _check_levers(path: Path, file: _ScorecardFile, lines: dict[Place, int]) -> None:
    """What a lever moves is the numerator of another indicator, whose own lever, if it has one, is the same cases."""
    numerators = {measure for group in file.groups for each in group.indicators for measure in each.numerator}
    for i, group in enumerate(file.groups):
        for k, each in enumerate(group.indicators):
            for side in ("moves", "may_move") if each.lever else ():
                for m, measure in enumerate(getattr(each.lever, side)):
                    if measure not in numerators or measure in each.numerator:
                        line = line_of(lines, ("groups", i, "indicators", k, "lever", side, m))
                        raise YamlFileError(path, line, f"{measure!r} is the numerator of no other indicator")
    levers = {each.code: each for group in file.groups for each in group.indicators if each.lever}
    for i, group in enumerate(file.groups):
        for k, each in enumerate(group.indicators):
            other = next((code for code in levers if each.lever and _are_at_odds(each, levers[code])), None)
            if other:
                line = line_of(lines, ("groups", i, "indicators", k, "lever"))
                raise YamlFileError(
                    path, line, f"moves a numerator that {other} moves: both must move the same, and change alike"
                )


def _are_at_odds(one: _IndicatorEntry, other: _IndicatorEntry) -> bool:
    """Whether two levers share a numerator, but are not the same cases: nobody could add up what they gain."""
    first, second = one.lever, other.lever
    assert first
    assert second
    moved, also = {*one.numerator, *first.moves}, {*other.numerator, *second.moves}
    alike = moved == also and (first.change, first.after_period) == (second.change, second.after_period)
    return not moved.isdisjoint(also) and one is not other and not alike
