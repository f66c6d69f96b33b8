"""What the page shows on which figures are sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.agencies import Agency, Cohort
from app.domain.periods import Period, PeriodKind
from app.services.desk.reported import Reporter
from app.services.vietnamese import capital
from app.web.addresses import Addresses
from app.web.desk.pages.sending import Sending, SendingAsked, sending
from app.web.i18n.format import NOTHING, Localizer
from app.web.pages.ranking import Choice

_PERIODS = 15  # months and quarters to choose from


@dataclass(frozen=True, slots=True)
class FiguresAsked:
    """Of which figures the page tells, and among which; ``newest``: the last month that has ended; ``root``: of whose
    subtree they are, if it is not the country."""

    sending: SendingAsked
    root: str | None
    period: Period
    newest: Period
    cohort: Cohort | None
    cohorts: Sequence[Cohort]
    roots: Mapping[str, Agency]


@dataclass(frozen=True, slots=True)
class SentLine:
    name: str
    code: str
    moment: str
    as_of: str
    has: bool


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """``own``: the agency of the key itself, beside those of the cohort."""

    sending: Sending
    title: str
    periods: list[Choice]
    cohorts: list[Choice]
    cohort: str
    counted: str
    lines: list[SentLine]
    own: SentLine | None
    period: str


def figures_page(asked: FiguresAsked, found: Sequence[Reporter], own: Reporter | None, at: Addresses) -> FiguresPage:
    """Who has sent figures, and the form for a file."""
    say, kind, cohort = Localizer(at.language), asked.sending.kind, asked.cohort
    has = sum(each.sent is not None for each in found)
    action = at.desk("/so-lieu", kind=kind, period=asked.period, cohort=str(cohort) if cohort else None)
    template = at.template(kind, asked.root, asked.period) if asked.root else ""
    return FiguresPage(
        sending=sending(asked.sending, action, template, at),
        title=say(f"desk_kind_{kind}"),
        periods=[Choice(str(each), say.period(each), each == asked.period) for each in _periods(asked)],
        cohorts=[Choice(str(each), _cohort(each, asked, say), each == cohort) for each in asked.cohorts],
        cohort=capital(_cohort(cohort, asked, say)) if cohort else "",
        counted=say("desk_sent_of", sent=has, of=len(found), missing=len(found) - has),
        lines=[_line(each, say) for each in found],
        own=_line(own, say) if own else None,
        period=say.period(asked.period),
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
    moment, as_of = (say.moment(sent.received_at), say.day(sent.as_of)) if sent else (NOTHING, NOTHING)
    return SentLine(capital(found.agency.name), found.agency.code, moment, as_of, sent is not None)
