"""Sending files at the desk: who has sent, a file, what it would change, and confirming it."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from app.api.http.cold_slots import ColdDep
from app.api.http.deps import ServiceDep, parsed_by
from app.api.http.problems import status_of
from app.api.http.upload_receiver import FormWithFile, receive_form
from app.domain.agencies import Cohort
from app.domain.enums import Kind, Scope
from app.domain.errors import Refusal
from app.domain.periods import Period
from app.readers.uploads.formats import Format
from app.services.desk.effect import Effect
from app.services.desk.publication import cohort_roots, cohorts_of, today_of
from app.services.desk.registration import registered, roots
from app.services.desk.reported import names_of, reporters
from app.services.desk.waiting import cancel, confirm, hold, list_waiting, review
from app.services.submissions.marked_workbook import mark_faults
from app.services.submissions.parse_upload import Upload
from app.web.desk.forms import FieldsDep
from app.web.desk.pages.figures import FiguresAsked, figures_page
from app.web.desk.pages.problems import records
from app.web.desk.pages.register import RegisterAsked, register_page
from app.web.desk.pages.review import review_page
from app.web.desk.pages.sending import Problem, SendingAsked
from app.web.desk.session import Desk, DeskDep, WritingDeskDep, charge, refuse_foreign

_LARGEST_MARKED = 1024 * 1024  # bytes

router = APIRouter(include_in_schema=False)
SCOPES = {
    Kind.STATISTICS: Scope.STATISTICS_WRITE,
    Kind.OFFICIAL_RESULTS: Scope.OFFICIAL_WRITE,
    Kind.AGENCIES: Scope.STATISTICS_WRITE,
}


class FiguresQuery(BaseModel):
    """Figures of which kind, period and cohort; of a list of agencies ``of`` whom. ``taken``: the number of the
    submission that was just taken in."""

    kind: Kind | None = None
    period: Annotated[Period | None, parsed_by(Period.parse)] = None
    cohort: Annotated[Cohort | None, parsed_by(Cohort.parse)] = None
    of: str = ""
    taken: str = ""


class WaitingQuery(BaseModel):
    """A file that waits."""

    kind: Kind
    digest: str


FiguresQueryDep = Annotated[FiguresQuery, Query()]
WaitingQueryDep = Annotated[WaitingQuery, Query()]


async def form_of(request: Request, service: ServiceDep, desk: DeskDep) -> AsyncIterator[FormWithFile]:
    """The form with the file; only of who is signed in, in a form of this session."""
    charge(desk)
    async with receive_form(request, service.settings) as form:
        refuse_foreign(form.fields, desk.ticket, service)
        yield form


@router.get("/so-lieu")
def get_figures(query: FiguresQueryDep, desk: DeskDep) -> Response:
    """Who has sent figures for a period, or which agencies there are; what waits, and the form for a file."""
    return _shown(desk, query, None)


@router.post("/so-lieu")
def post_figures(
    query: FiguresQueryDep, desk: DeskDep, form: Annotated[FormWithFile, Depends(form_of, scope="function")]
) -> Response:
    """Check a file; without faults it waits to be confirmed."""
    kind, format_ = _kind(desk, query.kind), Format.of_file(form.name)
    try:
        if format_ is None:
            raise Refusal("media_type_unsupported", value=form.name, allowed=", ".join(each.suffix for each in Format))
        period = str(query.period) if query.period and kind is not Kind.AGENCIES else None
        upload = Upload(form.body, format_, period=period, limits=desk.service.limits)
        waiting = hold(desk.service, desk.author, kind, upload)
    except Refusal as refusal:
        marked = _marked(form, refusal) if format_ is Format.XLSX else None
        return _shown(desk, query, Problem(form.name, refusal, marked))
    return desk.to(desk.at.desk("/so-lieu/cho", kind=kind, digest=waiting.digest))


@router.get("/so-lieu/cho")
async def get_waiting(query: WaitingQueryDep, desk: DeskDep, cold: ColdDep) -> Response:
    """What a waiting file would change."""
    kind = _kind(desk, query.kind)

    def make() -> Response:
        try:
            found = review(desk.service, desk.author, kind, query.digest)
        except Refusal as refusal:
            return _shown(desk, FiguresQuery(kind=kind), Problem("", refusal))
        effect = found.effect
        codes = {each.agency for each in effect.listed} if isinstance(effect, Effect) else ()
        names = names_of(desk.service, codes)
        return desk.page("review.html", {"page": review_page(found, names, desk.service.registers.measures, desk.at)})

    return await cold(make)


@router.post("/so-lieu/cho")
def post_waiting(query: WaitingQueryDep, desk: WritingDeskDep, fields: FieldsDep) -> Response:
    """Take a waiting file in, or delete it."""
    kind = _kind(desk, query.kind)
    if fields.get("do") != "confirm":
        cancel(desk.service, desk.author, kind, query.digest)
        return desk.to(desk.at.desk("/so-lieu", kind=kind))
    try:
        stored = confirm(desk.service, desk.author, kind, query.digest)
    except Refusal as refusal:
        return _shown(desk, FiguresQuery(kind=kind), Problem("", refusal))
    period = stored.periods[0] if stored.periods else None
    return desk.to(desk.at.desk("/so-lieu", kind=kind, period=period, taken=stored.id))


def _marked(form: FormWithFile, refusal: Refusal) -> bytes | None:
    """The workbook with its faults marked, if it is small enough to be part of a page."""
    if not refusal.faults or form.body.size > _LARGEST_MARKED:
        return None
    return mark_faults(form.body, records(refusal.faults))


def _kinds(desk: Desk) -> list[Kind]:
    """What the key may send."""
    return [kind for kind, scope in SCOPES.items() if desk.author.has(scope)]


def _kind(desk: Desk, asked: Kind | None) -> Kind:
    """The kind that is asked for, or the first that the key may send; refuses ``scope_missing`` and
    ``unknown_value`` for what is not sent at the desk."""
    kinds = _kinds(desk)
    if asked and asked not in SCOPES:
        raise Refusal("unknown_value", value=asked, allowed=", ".join(SCOPES))
    desk.author.require(*([SCOPES[asked]] if asked else SCOPES.values()))
    return asked or kinds[0]


def _shown(desk: Desk, query: FiguresQuery, problem: Problem | None) -> Response:
    kind = _kind(desk, query.kind)
    taken = query.taken if query.taken.isdecimal() else ""
    sending = SendingAsked(kind, _kinds(desk), list_waiting(desk.service, desk.author), taken, problem)
    status = status_of(problem.refusal.code) if problem else 200
    if kind is Kind.AGENCIES:
        asked_of = _register_asked(desk, query, sending)
        return desk.page("register.html", {"page": register_page(asked_of, desk.at)}, status)
    service, period = desk.service, query.period or today_of(desk.service)
    cohorts = cohorts_of(service, desk.author, period)
    cohort = query.cohort if query.cohort in cohorts else next(iter(cohorts), None)
    root, names = desk.author.root or (cohort.root if cohort else None), cohort_roots(service, cohorts)
    asked = FiguresAsked(sending, root, period, today_of(service), cohort, cohorts, names)
    found = reporters(service, desk.author, kind, period, cohort)
    return desk.page("figures.html", {"page": figures_page(asked, found.cohort, found.own, desk.at)}, status)


def _register_asked(desk: Desk, query: FiguresQuery, sending: SendingAsked) -> RegisterAsked:
    """Of the agency that is asked for, if the key may register its agencies; else of the first."""
    choices = roots(desk.service, desk.author)
    of = next((each.code for each in choices if each.code == query.of), None)
    of = of or desk.author.root or choices[0].code
    return RegisterAsked(sending, of, choices, registered(desk.service, of))
