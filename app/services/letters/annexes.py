"""The annexes of an office's letter to its agencies: each cohort ranked, what each agency is to do, and its slip."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.domain.agencies import Agency, Cohort
from app.domain.comparable import comparable
from app.domain.editions import Edition
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Card
from app.domain.messages.message import Text
from app.domain.office import Office
from app.domain.scorecard.scorecard import TOTAL
from app.services.letters.bodies import short_name
from app.services.letters.compose import Letter, Mark, compose
from app.services.letters.left_out import LeftOut, LeftOutPart, LeftOutReason
from app.services.letters.next_steps import SlipFacts
from app.services.letters.tasks import AgencyTask, tasks_of
from app.services.vietnamese import COHORTS, ROMAN, number, short_period


@dataclass(frozen=True, slots=True)
class AnnexGroup:
    """A column of group scores."""

    code: str
    title: str
    max: Decimal
    average: Decimal | None


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """An agency: its rank, scores, and change against the period before; ``None`` for what is not known.

    ``letter``: what its slip says, and ``steps`` (the cheapest next points) and ``cost`` (of late dossiers) where the
    office wants them told. ``grade``: only where the office sets limits.
    """

    letter: Letter
    rank: int | None
    groups: tuple[Decimal | None, ...]
    total: Decimal | None
    change: Decimal | None
    grade: str | None
    tasks: tuple[AgencyTask, ...]
    steps: tuple[str, ...] = ()
    cost: str = ""

    @property
    def agency(self) -> Agency:
        return self.letter.agency

    @property
    def name(self) -> str:
        """As the office calls it, among the others."""
        return short_name(self.agency)


@dataclass(frozen=True, slots=True)
class Annex:
    """A cohort ranked. ``average``: of the totals, where it may be told. ``of``: how many agencies the cohort has."""

    name: str
    title: str
    cohort: Cohort
    groups: tuple[AnnexGroup, ...]
    rows: tuple[AnnexRow, ...]
    average: Decimal | None
    of: int
    mark: Mark
    left_out: tuple[LeftOut, ...]

    @property
    def ranked(self) -> tuple[AnnexRow, ...]:
        return tuple(row for row in self.rows if row.rank is not None)

    @property
    def has_changes(self) -> bool:
        return any(row.change is not None for row in self.rows)

    @property
    def has_grades(self) -> bool:
        return any(row.grade is not None for row in self.rows)

    def facts(self) -> dict[str, str | None]:
        """What the cover letter can say of the cohort."""
        ranked, average = self.ranked, self.average
        best = [row for row in ranked if row.rank == 1]
        below = [row for row in self.rows if average is not None and row.total is not None and row.total < average]
        return {
            "cohort": f"Các {COHORTS[self.cohort.level].vi}",
            "ranked": str(len(ranked)) if ranked else None,
            "of": str(self.of),
            "best": ", ".join(row.name for row in best) or None,
            "best_score": number(best[0].total) if best and best[0].total is not None else None,
            "average": None if average is None else number(average),
            "below_count": None if average is None else str(len(below)),
        }


def annex(
    place: int, edition: Edition, mark: Mark, office: Office, day: date | None, slips: SlipFacts | None = None
) -> Annex:
    """The annex on the cohort of an edition. ``place``: its number, from 0; ``day``: the date of the letter
    that it goes with; ``slips``: what slips tell besides the result, if the office wants that."""
    evaluation = comparable(edition.evaluation, office.limits)
    cards = [card for card in evaluation.standing(TOTAL) if _is_told(card, evaluation)]
    codes = [
        code for code in evaluation.scorecard.groups_by_code if any(card.score(code) is not None for card in cards)
    ]
    rows = tuple(_with_steps(_row(edition, evaluation, card, codes, office, day), slips) for card in cards)
    who = COHORTS[evaluation.cohort.level].vi
    column = evaluation.columns[TOTAL]
    found = Annex(
        name=f"Phụ lục {ROMAN[place]}",
        title=f"Kết quả của các {who} {short_period(evaluation.period)}",
        cohort=evaluation.cohort,
        groups=tuple(
            AnnexGroup(code, group.title.vi, group.max, evaluation.columns[code].average.value)
            for code in codes
            if (group := evaluation.scorecard.groups_by_code[code])
        ),
        rows=rows,
        average=column.average.value,
        of=column.of,
        mark=mark,
        left_out=(),
    )
    return replace(found, left_out=(*_left_out(found, evaluation, cards), *_slips_left_out(found, slips)))


def _row(
    edition: Edition, evaluation: Evaluation, card: Card, codes: Sequence[str], office: Office, day: date | None
) -> AnnexRow:
    agency = card.agency.code
    letter = compose(edition.evaluation, agency, edition.changes_of(agency), office, day)
    change = edition.changes.get(TOTAL, {}).get(agency)
    return AnnexRow(
        letter=letter,
        rank=evaluation.columns[TOTAL].ranks[agency].rank,
        groups=tuple(card.score(code) for code in codes),
        total=card.score(TOTAL),
        change=change.score if change else None,
        grade=office.grade_of(card.score(TOTAL)),
        tasks=tasks_of(letter, office.tasks),
    )


def _with_steps(row: AnnexRow, slips: SlipFacts | None) -> AnnexRow:
    if slips is None:
        return row
    code = row.agency.code
    return replace(row, steps=slips.steps(code), cost=(slips.costs or {}).get(code, ""))


def _slips_left_out(found: Annex, slips: SlipFacts | None) -> Iterator[LeftOut]:
    """What slips do not tell of steps and costs."""
    if slips is None:
        return
    for row in found.rows:
        title = Text(row.name, row.name)
        if not row.steps:
            why = LeftOutReason.NOT_POSSIBLE if slips.knows(row.agency.code) else LeftOutReason.UNKNOWN
            yield LeftOut(LeftOutPart.NEXT_STEPS, why, row.agency.code, title)
        if slips.costs is not None and row.agency.code not in slips.costs:
            yield LeftOut(LeftOutPart.LATE_COST, LeftOutReason.UNKNOWN, row.agency.code, title)
    if slips.costs is None:
        yield LeftOut(LeftOutPart.LATE_COST, LeftOutReason.UNKNOWN, str(found.cohort), Text(found.name, found.name))


def _is_told(card: Card, evaluation: Evaluation) -> bool:
    """Whether an agency has any score of a group or in total."""
    return any(card.score(code) is not None for code in (TOTAL, *evaluation.scorecard.groups_by_code))


def _left_out(found: Annex, evaluation: Evaluation, told: Sequence[Card]) -> tuple[LeftOut, ...]:
    known = {card.agency.code for card in told}
    notes = [
        LeftOut(LeftOutPart.AGENCY, LeftOutReason.UNKNOWN, code, Text(card.agency.name, card.agency.name))
        for code, card in evaluation.cards.items()
        if code not in known
    ]
    unranked = (row.agency for row in found.rows if row.rank is None)
    few = found.rows and not found.ranked
    why = LeftOutReason.TOO_FEW if few else LeftOutReason.UNKNOWN
    notes += [LeftOut(LeftOutPart.RANK, why, each.code, Text(each.name, each.name)) for each in unranked]
    title = Text(found.name, found.name)
    if not found.has_changes:
        notes.append(LeftOut(LeftOutPart.CHANGE, LeftOutReason.UNKNOWN, str(found.cohort), title))
    if not found.has_grades:
        notes.append(LeftOut(LeftOutPart.GRADE, LeftOutReason.NOT_IN_OFFICE_FILE, str(found.cohort), title))
    if found.average is None:
        notes.append(LeftOut(LeftOutPart.AVERAGE, why, str(found.cohort), title))
    return tuple(notes)


def annexes_named(found: Sequence[Annex], *, with_tasks: bool) -> str:
    """How the cover letter names its annexes: ``Phụ lục I (kết quả …), Phụ lục III (nhiệm vụ, thời hạn)``."""
    names = [f"{each.name} ({each.title[:1].lower()}{each.title[1:]})" for each in found]
    if with_tasks:
        names.append(f"{tasks_name(found)} (nhiệm vụ của từng đơn vị)")
    return ", ".join(names)


def tasks_name(found: Sequence[Annex]) -> str:
    """What the annex with the tasks is called."""
    return f"Phụ lục {ROMAN[len(found)]}"


def has_tasks(found: Sequence[Annex]) -> bool:
    return any(row.tasks for each in found for row in each.rows)
