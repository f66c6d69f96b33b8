"""What a better rank would take, and the cheapest next points, as the card tells them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

from app.domain.errors import Refusal
from app.domain.evaluation.evaluation import Evaluation
from app.domain.scorecard.scorecard import TOTAL
from app.domain.scorecard.scoring import as_score
from app.domain.what_if.assumptions import Assumption, assumptions
from app.domain.what_if.better_ranks import better_ranks
from app.domain.what_if.card_levers import WhyLeftOut
from app.domain.what_if.goals import Wish
from app.domain.what_if.lever_choice import LeverSet
from app.domain.what_if.opportunities import OpportunitySort, opportunities
from app.domain.what_if.targets import Question, Reach, Targets
from app.domain.what_if.telling import Teller, holders
from app.web.addresses import Addresses
from app.web.i18n.format import Localizer
from app.web.pages.ranking import Choice

_STEPS = 5
_ORDER = (LeverSet.RECOVERABLE, LeverSet.PAPERS, LeverSet.ALL)
_MOST_CHOICES = 60  # where there are more better ranks, the form takes a number


@dataclass(frozen=True, slots=True)
class RankForm:
    """Where the form leads, with what it hands on (``kept``); the ranks to choose from, or where these are too many any
    number up to ``most``; ``asked``: the one that is answered."""

    path: str
    kept: Mapping[str, str]
    choices: list[Choice]
    most: int
    asked: int


@dataclass(frozen=True, slots=True)
class Way:
    """A set of levers, and what the rank takes by these."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class RankAnswer:
    """How far the rank is, or why nothing can be said; the ways to it; and what that takes for granted."""

    lead: str
    ways: list[Way] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StepLine:
    text: str
    gain: str


@dataclass(frozen=True, slots=True)
class WhatIfPart:
    """``form``: ``None`` where no rank is better, or none is known."""

    form: RankForm | None
    answer: RankAnswer
    ended: bool
    steps: list[StepLine]


def what_if_part(
    evaluation: Evaluation, code: str, target: int | None, *, ended: bool, say: Localizer, at: Addresses
) -> WhatIfPart | None:
    """Of an evaluation with only those ranks that people are told; ``None`` where its scorecard says nothing of levers
    and where nothing can be said.

    ``target``: the rank that is asked for; without one the next place up. ``ended``: whether the period has.
    """
    if not evaluation.scorecard.levers:
        return None
    writer = _Writer(evaluation, code, say, ended=ended)
    own, nearest = evaluation.columns[TOTAL].ranks[code].rank, next(iter(better_ranks(evaluation, code)), None)
    if own is None or nearest is None:
        form, answer = None, RankAnswer(say("what_if_first" if own == 1 else "what_if_no_rank"))
    else:
        asked = target or nearest
        form, answer = writer.form(own, asked, at), writer.answer(own, asked)
    steps = writer.next_steps()
    return WhatIfPart(form, answer, ended, steps) if form or steps else None


class _Writer:
    """Writes what a better rank would take of one agency."""

    def __init__(self, evaluation: Evaluation, code: str, say: Localizer, *, ended: bool) -> None:
        self._evaluation, self._code, self._say, self._ended = evaluation, code, say, ended
        self._tell = Teller(say.of, say.plain, say.change)
        self._name = evaluation.cards[code].agency.name

    def form(self, own: int, asked: int, at: Addresses) -> RankForm:
        """``own``: the agency's rank now; ``asked``: the one that is answered."""
        address, choices = urlsplit(at.agency(self._code, self._evaluation.period)), self._choices(asked)
        return RankForm(
            path=address.path,
            kept=dict(parse_qsl(address.query)),
            choices=choices if len(choices) <= _MOST_CHOICES else [],
            most=own - 1,
            asked=asked,
        )

    def _choices(self, asked: int) -> list[Choice]:
        better = better_ranks(self._evaluation, self._code).items()
        return [Choice(str(rank), self._choice(rank, there), rank == asked) for rank, there in better]

    def _choice(self, rank: int, codes: list[str]) -> str:
        cards = [self._evaluation.cards[each] for each in codes]
        names, points = self._tell.names([each.agency for each in cards]), self._say.score(cards[0].score(TOTAL))
        return self._say("what_if_choice", rank=rank, names=names, points=points)

    def answer(self, own: int, asked: int) -> RankAnswer:
        """What the rank takes, or why it cannot be had."""
        say = self._say
        try:
            found = Question(TOTAL, Wish(rank=asked)).answer(self._evaluation, self._code, {}, ended=self._ended)
        except Refusal as refusal:
            if refusal.code == "target_beyond_reach":
                return RankAnswer(say("what_if_beyond_reach", points=say.score(Decimal(str(refusal.params["reach"])))))
            if refusal.code not in ("target_rank_held", "target_rank_beyond", "target_reached"):
                raise
            return RankAnswer(say("what_if_held", agency=self._name, rank=own, best=own - 1, asked=asked))
        return RankAnswer(self._gap(found), list(self._ways(found)), list(self._notes(found)))

    def _gap(self, found: Targets) -> str:
        goal, say = found.goal, self._say
        return say(
            "what_if_gap",
            names=self._tell.names(holders(self._evaluation, goal)),
            rank=goal.asked,
            agency=self._name,
            **{name: say.score(as_score(value)) for name, value in _points_of(found).items()},
        )

    def _ways(self, found: Targets) -> Iterator[Way]:
        """Each set of levers, what can be mended first; what is past only where the period is over."""
        told: list[Reach] = []
        for reach in sorted(found.reaches, key=lambda each: _ORDER.index(each.levers)):
            same = any(reach.paths and reach.paths == other.paths for other in told)
            text = self._say("what_if_same") if same else self._reach(found, reach)
            told.append(reach)
            yield Way(self._say(f"what_if_{reach.levers}"), text)
        past = found.would_have_taken
        if self._ended and past and past.paths and all(past.paths != each.paths for each in told):
            yield Way(self._say("what_if_past"), self._reach(found, past))

    def _reach(self, found: Targets, reach: Reach) -> str:
        if not reach.paths:
            return self._say("what_if_not_reached", points=self._say.score(as_score(reach.points)))
        told = self._tell.reach(self._evaluation, found.goal, reach)
        return f"{told[:1].upper()}{told[1:]}."

    def _notes(self, found: Targets) -> Iterator[str]:
        """What is taken for granted, and what could not be counted."""
        say, scorecard = self._say, self._evaluation.scorecard
        for assumption, text in assumptions(self._evaluation, found).items():
            if assumption is Assumption.INCREMENTS:
                groups = ", ".join(say.column(scorecard, each) for each in found.increments)
                yield say("what_if_increments", groups=groups)
            else:
                yield say.of(text)
        for reason in WhyLeftOut:
            codes = [code for code, why in found.left_out.items() if why is reason]
            if codes:
                yield say(f"what_if_{reason}", titles=", ".join(say.column(scorecard, each) for each in codes))

    def next_steps(self) -> list[StepLine]:
        found = opportunities(self._evaluation, self._code, ended=self._ended, sort=OpportunitySort.CASES)
        told = self._tell.next_steps(self._evaluation.scorecard, found, _STEPS)
        return [StepLine(self._step(each.text, possible=each.possible), self._say.change(each.gain)) for each in told]

    def _step(self, text: str, *, possible: bool) -> str:
        return f"{text[:1].upper()}{text[1:]}" if possible else self._say("steps_past", step=text)


def _points_of(found: Targets) -> dict[str, int]:
    return {"goal": found.goal.points, "now": found.goal.now, "gap": found.goal.gap}
