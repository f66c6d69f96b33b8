"""How the index is computed, in words: all that a scorecard says."""

from dataclasses import dataclass

from app.domain.findings import FindingLimits
from app.domain.scorecard.rounding import RoundingRule
from app.domain.scorecard.scorecard import Evidence, Fraction, Group, Indicator, Scorecard, Scorecards, Unmeasured
from app.services.vietnamese import COHORTS
from app.web.addresses import Addresses
from app.web.i18n.format import Localizer
from app.web.i18n.languages import Language
from app.web.pages.sources import SourceLine, source_of_law


@dataclass(frozen=True, slots=True)
class MethodFact:
    """``vietnamese``: the text is so in both languages. ``note``: what the scorecard adds, in English."""

    name: str
    text: str
    vietnamese: bool = False
    note: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class MethodIndicator:
    code: str
    title: str
    max: str
    full_at: str
    facts: list[MethodFact]


@dataclass(frozen=True, slots=True)
class MethodGroup:
    code: str
    title: str
    max: str
    law: str
    indicators: list[MethodIndicator]


@dataclass(frozen=True, slots=True)
class MethodRule:
    """A way of rounding, in sentences."""

    anchor: str
    name: str
    texts: list[str]


@dataclass(frozen=True, slots=True)
class MethodLink:
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class MethodPage:
    title: str
    in_force: str
    facts: list[MethodFact]
    others: list[MethodLink]
    groups: list[MethodGroup]
    max: str
    rules: list[MethodRule]
    ranks: list[str]
    bases: list[MethodFact]
    unscored: list[MethodFact]
    source: SourceLine


def method_page(
    scorecard: Scorecard, known: Scorecards, limits: FindingLimits, say: Localizer, at: Addresses
) -> MethodPage:
    """A scorecard in words. ``known``: all there are; ``limits``: of how many there must be a score to tell ranks."""
    writer = _Writer(scorecard, say)
    return MethodPage(
        title=say.of(scorecard.title),
        in_force=_in_force(scorecard, say),
        facts=writer.facts(),
        others=[
            MethodLink(f"{say.of(each.title)}, {_in_force(each, say)}", at.method(each.id))
            for each in known
            if each.id != scorecard.id
        ],
        groups=[writer.group(each) for each in scorecard.groups],
        max=say.plain(scorecard.max),
        rules=writer.rules(),
        ranks=writer.ranks(limits),
        bases=[
            MethodFact(say(f"figures_{each}"), say(f"method_{each}_text")) for each in ("best", "computed", "official")
        ],
        unscored=[MethodFact(say.of(each.title), writer.ratio(each)) for each in scorecard.unscored],
        source=source_of_law(scorecard, say),
    )


def _in_force(scorecard: Scorecard, say: Localizer) -> str:
    first = say.date(scorecard.first_day)
    if scorecard.last_day is None:
        return say("method_from", first=first)
    return say("method_from_to", first=first, last=say.date(scorecard.last_day))


class _Writer:
    """Writes what stands in one scorecard."""

    def __init__(self, scorecard: Scorecard, say: Localizer) -> None:
        self._scorecard, self._say = scorecard, say
        self._rules = list(dict.fromkeys(each.rounding for each in scorecard.indicators.values()))

    def facts(self) -> list[MethodFact]:
        say, scorecard = self._say, self._scorecard
        scale = {"groups": len(scorecard.groups), "indicators": len(scorecard.indicators)}
        return [
            MethodFact(say("ground_law"), scorecard.law, vietnamese=True),
            MethodFact(say("method_in_force"), _in_force(scorecard, say)),
            MethodFact(say("method_scale"), say("method_scale_text", max=say.plain(scorecard.max), **scale)),
            *self._verified(),
            MethodFact(say("method_scorecard"), scorecard.id),
        ]

    def _verified(self) -> list[MethodFact]:
        say, name = self._say, self._say("method_verified")
        found = [
            MethodFact(
                name,
                say(
                    "method_verified_text",
                    figures=say.plain(each.figures),
                    first=say.date(each.first_day),
                    levels="; ".join(say.of(title) for level, title in COHORTS.items() if level in each.levels),
                ),
                note=self._note(each.note),
            )
            for each in self._scorecard.verified
        ]
        return found or [MethodFact(name, say("method_verified_none"))]

    def group(self, group: Group) -> MethodGroup:
        say = self._say
        indicators = [self._indicator(each) for each in group.indicators]
        return MethodGroup(group.code, say.of(group.title), say.plain(group.max), group.law, indicators)

    def _indicator(self, indicator: Indicator) -> MethodIndicator:
        say, full = self._say, self._say.percent(indicator.full_at * 100)
        title = say.of(indicator.title)
        return MethodIndicator(indicator.code, title, say.plain(indicator.max), full, self._facts_of(indicator))

    def _facts_of(self, indicator: Indicator) -> list[MethodFact]:
        say, most = self._say, self._say.plain(indicator.max)
        kind = "plain" if indicator.full_at == 1 else "full"
        points = say(f"method_points_{kind}", max=most, full=say.percent(indicator.full_at * 100))
        no_cases = say(f"method_no_cases_{indicator.no_cases}", max=most)
        rule = self._rules.index(indicator.rounding) + 1
        facts = [
            MethodFact(say("method_ratio"), self.ratio(indicator)),
            MethodFact(say("method_points"), points),
            MethodFact(say("method_no_cases"), no_cases),
        ]
        if indicator.unmeasured is Unmeasured.FULL:
            facts.append(MethodFact(say("method_unmeasured"), say("method_unmeasured_full", max=most)))
        if indicator.inherited:
            facts.append(MethodFact(say("method_inherited"), say("method_inherited_text")))
        facts.append(MethodFact(say("method_rounding"), say("method_rule", number=rule), address=f"#{_anchor(rule)}"))
        facts.append(self._evidence("method_evidence", indicator.evidence))
        if indicator.rounding_evidence:
            facts.append(self._evidence("method_rounding_evidence", indicator.rounding_evidence))
        return [*facts, MethodFact(say("ground_law"), indicator.law, vietnamese=True)]

    def ratio(self, fraction: Fraction) -> str:
        """What is counted over what, by the names of the measures."""
        return f"{self._sum(fraction.numerator)} : {self._sum(fraction.denominator)}"

    def _sum(self, measures: tuple[str, ...]) -> str:
        text = " + ".join(f"“{self._say.missing(self._scorecard, code)}”" for code in measures)
        return f"({text})" if len(measures) > 1 else text

    def _evidence(self, name: str, evidence: Evidence) -> MethodFact:
        return MethodFact(self._say(name), self._say(f"evidence_{evidence.status}"), note=self._note(evidence.note))

    def _note(self, note: str) -> str:
        """The notes of a scorecard are written in English only."""
        return note if self._say.language is Language.ENGLISH else ""

    def rules(self) -> list[MethodRule]:
        say = self._say
        return [
            MethodRule(_anchor(number), say("method_rule", number=number), self._rule(rule))
            for number, rule in enumerate(self._rules, 1)
        ]

    def _rule(self, rule: RoundingRule) -> list[str]:
        say = self._say
        share = "method_rule_percent" if rule.percent else "method_rule_ratio"
        return [
            say(share, rounding=say.rounding(rule.percent or rule.ratio)),
            say(f"method_rule_{rule.product}"),
            say("method_rule_score", rounding=say.rounding(rule.score)),
        ]

    def ranks(self, limits: FindingLimits) -> list[str]:
        say = self._say
        return [
            say("method_ranks_text"),
            say("method_average_text", rounding=say.rounding(self._scorecard.average)),
            say("method_total_average_text"),
            say("method_ranks_published_text"),
            say("method_withheld_text", share=say.plain(limits.known_share)),
        ]


def _anchor(rule: int) -> str:
    return f"rounding-{rule}"
