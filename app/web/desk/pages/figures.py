"""What the pages show on which figures are sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.agencies import Agency, Cohort
from app.domain.enums import Kind
from app.domain.errors import Fault, Refusal
from app.domain.measures import Measure
from app.domain.messages import Text
from app.domain.periods import Period, PeriodKind
from app.services.desk.effect import FigureChange
from app.services.desk.reported import Reporter
from app.services.desk.waiting import Review
from app.services.letters.vietnamese import capital
from app.storage.pending_uploads import PendingUpload
from app.web.addresses import Addresses
from app.web.desk.pages.problems import told
from app.web.i18n.format import NOTHING, Localizer
from app.web.pages.links import Link
from app.web.pages.ranking import Choice

_PERIODS = 15  # months and quarters to choose from
_FAULTS = 50


@dataclass(frozen=True, slots=True)
class FiguresAsked:
    """Of which figures the page tells, and among which; ``newest``: the last month that has ended; ``root``: of whose
    subtree they are, if it is not the country."""

    root: str | None
    kind: Kind
    kinds: Sequence[Kind]
    period: Period
    newest: Period
    cohort: Cohort | None
    cohorts: Sequence[Cohort]
    roots: Mapping[str, Agency]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file was not taken; ``name``: of the file."""

    name: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class SentLine:
    name: str
    code: str
    moment: str
    as_of: str
    has: bool


@dataclass(frozen=True, slots=True)
class FiguresPage:
    title: str
    kinds: list[Choice]
    periods: list[Choice]
    cohorts: list[Choice]
    counted: str
    lines: list[SentLine]
    waiting: list[Link]
    action: str
    template: str
    period: str
    done: str
    problem: list[str]
    problem_of: str
    more_problems: str


def figures_page(
    asked: FiguresAsked,
    found: Sequence[Reporter],
    waiting: Sequence[PendingUpload],
    taken: str,
    problem: Problem | None,
    at: Addresses,
) -> FiguresPage:
    """``taken``: the number of the submission that was just taken in, if one was."""
    say = Localizer(at.language)
    has = sum(each.sent is not None for each in found)
    faults = (problem.refusal.faults or (problem.refusal.fault,)) if problem else ()
    total = max(problem.refusal.total, len(faults)) if problem else 0
    return FiguresPage(
        title=say(f"desk_kind_{asked.kind}"),
        kinds=[Choice(each, say(f"desk_kind_{each}"), each == asked.kind) for each in asked.kinds],
        periods=[Choice(str(each), say.period(each), each == asked.period) for each in _periods(asked)],
        cohorts=[Choice(str(each), _cohort(each, asked, say), each == asked.cohort) for each in asked.cohorts],
        counted=say("desk_sent_of", sent=has, of=len(found), missing=len(found) - has),
        lines=[_line(each, say) for each in found],
        waiting=[_waiting(each, say, at) for each in waiting],
        action=at.desk(
            "/so-lieu", kind=asked.kind, period=asked.period, cohort=str(asked.cohort) if asked.cohort else None
        ),
        template=at.template(asked.kind, asked.root, asked.period) if asked.root else "",
        period=say.period(asked.period),
        done=say("desk_taken", number=taken) if taken else "",
        problem=[*_in_short(problem, say), *(_placed(each, say) for each in faults[:_FAULTS])],
        problem_of=problem.name if problem else "",
        more_problems=say("desk_faults_more", count=total - _FAULTS) if total > _FAULTS else "",
    )


def _periods(asked: FiguresAsked) -> list[Period]:
    """The last months, and the quarters and years that they are part of; the one that is shown among them."""
    found, month = [], asked.newest
    for _ in range(_PERIODS):
        found.append(month)
        for kind in (PeriodKind.QUARTER, PeriodKind.YEAR):
            whole = Period.of(month.last_day, kind)
            if whole not in found:
                found.append(whole)
        month = month.previous
    return found if asked.period in found else [asked.period, *found]


def _cohort(cohort: Cohort, asked: FiguresAsked, say: Localizer) -> str:
    root = asked.roots.get(cohort.root or "")
    return say.cohort(cohort, root.name if root else cohort.root)


def _line(found: Reporter, say: Localizer) -> SentLine:
    sent = found.sent
    moment, as_of = (say.moment(sent.received_at), say.moment(sent.as_of)) if sent else (NOTHING, NOTHING)
    return SentLine(capital(found.agency.name), found.agency.code, moment, as_of, sent is not None)


def _waiting(found: PendingUpload, say: Localizer, at: Addresses) -> Link:
    label = say(
        "desk_waiting_line",
        kind=say(f"desk_kind_{found.kind}"),
        moment=say.moment(found.received_at),
        size=say.plain(-(-found.bytes // 1000)),
    )
    return Link(label, at.desk("/so-lieu/cho", kind=found.kind, digest=found.digest))


def _in_short(problem: Problem | None, say: Localizer) -> list[str]:
    """What all faults come to, where they do not say it themselves."""
    refusal = problem.refusal if problem else None
    return [told(refusal.fault, say)] if refusal and refusal.faults and refusal.code != "submission_invalid" else []


def _placed(fault: Fault, say: Localizer) -> str:
    """A fault with its place in the file."""
    where = fault.location
    places = [
        *([say("desk_cell", cell=where.cell, sheet=where.sheet)] if where.cell else []),
        *([say("desk_line", line=where.line)] if where.line and not where.cell else []),
        *([say("desk_column", column=where.column)] if where.column and not where.cell else []),
        *([where.pointer] if where.pointer and not where.line else []),
    ]
    sentence = told(fault, say)
    return f"{capital(', '.join(places))}: {sentence}" if places else sentence


@dataclass(frozen=True, slots=True)
class ChangeLine:
    agency: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    kind: str
    periods: str
    rows: str
    agencies: str
    new: str
    changed: str
    same: str
    older: str
    changes: list[ChangeLine]
    more: str
    warnings: list[str]
    until: str
    digest: str
    action: str
    back: str


def review_page(found: Review, names: Mapping[str, str], measures: Mapping[str, Measure], at: Addresses) -> ReviewPage:
    """What would change; ``names``: of agencies by code."""
    say, effect, checked = Localizer(at.language), found.effect, found.checked
    more = effect.changed - len(effect.listed)
    warnings = [each["detail" if at.language == "en" else "detail_vi"] for each in checked.warnings or []]
    return ReviewPage(
        kind=say(f"desk_kind_{found.waiting.kind}"),
        periods=", ".join(say.period(each) for each in checked.periods),
        rows=say.plain(checked.rows),
        agencies=say.plain(len(effect.agencies)),
        new=say.plain(effect.new),
        changed=say.plain(effect.changed),
        same=say.plain(effect.same),
        older=say.plain(effect.older) if effect.older else "",
        changes=[
            ChangeLine(
                capital(names.get(each.agency, each.agency)), _label(each.code, measures, say), *_values(each, say)
            )
            for each in effect.listed
        ],
        more=say("desk_changes_more", count=say.plain(more)) if more else "",
        warnings=[str(each) for each in warnings],
        until=say.moment(found.waiting.expires_at),
        digest=found.waiting.digest.removeprefix("sha256:")[:12],
        action=at.desk("/so-lieu/cho", kind=found.waiting.kind, digest=found.waiting.digest),
        back=at.desk("/so-lieu", kind=found.waiting.kind),
    )


def _values(change: FigureChange, say: Localizer) -> tuple[str, str]:
    before, after = (say.plain(int(each)) if each.isdecimal() else each for each in (change.before, change.after))
    return before, after


def _label(code: str, measures: Mapping[str, Measure], say: Localizer) -> str:
    measure = measures.get(code)
    return code if measure is None else say.of(Text(measure.label_vi, measure.label_en))
