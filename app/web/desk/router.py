"""The addresses of the desk: signing in and out, and its pages."""

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from app.api.http.cache_policy import DESK
from app.api.http.deps import ServiceDep
from app.api.http.problems import headers_of, status_of
from app.domain.errors import Refusal
from app.services import keys
from app.services.context import AppContext
from app.services.keys import Author
from app.web.addresses import Addresses
from app.web.desk import figures, letters, publication, session
from app.web.desk.forms import FieldsDep
from app.web.desk.pages.problems import problem_lines
from app.web.desk.session import (
    PAGES,
    SESSION,
    VISITOR,
    WritingDeskDep,
    pages_of,
    refuse_foreign,
    sealed,
    ticket_of,
    with_cookie,
)
from app.web.desk.tickets import Ticket
from app.web.i18n.format import Localizer
from app.web.rendering import respond

router = APIRouter(include_in_schema=False)


@router.get("")
def get_sign_in(request: Request, service: ServiceDep, to: str = "", ended: str = "") -> Response:
    """The form for the key; to the desk, if somebody is signed in."""
    try:
        desk = session.desk_of(request, service)
    except session.SignInNeededError:
        return _sign_in(request, service, to, "desk_ended" if ended else "")
    return desk.to(_wanted(Addresses.of(request), desk.author, to))


@router.post("")
def post_sign_in(request: Request, service: ServiceDep, fields: FieldsDep, to: str = "") -> Response:
    """Open a session for the key."""
    try:
        refuse_foreign(fields, ticket_of(request, service, VISITOR), service)
        author = keys.authenticate(service.database, service.key_secret, fields.get("key", "").strip(), service.now())
    except Refusal as refusal:
        return _sign_in(request, service, to, "", refusal)
    request.state.author = author
    response = sealed(RedirectResponse(_wanted(Addresses.of(request), author, to), 303))
    with_cookie(response, request, VISITOR, None)
    return with_cookie(response, request, SESSION, Ticket.new(author.key_id, service.now()))


@router.post("/ra")
def post_sign_out(desk: WritingDeskDep) -> Response:
    """End the session."""
    response = sealed(RedirectResponse(desk.at.desk(), 303))
    return with_cookie(response, desk.request, SESSION, None)


def install(app: FastAPI) -> None:
    """Add the desk to an application."""
    session.install(app)
    for each in (router, figures.router, publication.router, letters.router):
        app.include_router(each, prefix=DESK)


def _wanted(at: Addresses, author: Author, to: str) -> str:
    """The page that was asked for before signing in, else the first that the key opens."""
    if to.startswith(PAGES) and "//" not in to:
        return at.address(f"{DESK}{to}")
    return at.desk(pages_of(author)[0])


def _sign_in(request: Request, service: AppContext, to: str, notice: str, refusal: Refusal | None = None) -> Response:
    at, say = Addresses.of(request), Localizer(Addresses.of(request).language)
    now = service.now()
    visitor = ticket_of(request, service, VISITOR)
    visitor = visitor.used(now) if visitor else Ticket.new(None, now)
    view = {
        "token": session.signer_of(service).token(visitor),
        "action": at.desk(to=to or None),
        "notice": say(notice) if notice else "",
        "problem": problem_lines(refusal, say) if refusal else [],
    }
    status = status_of(refusal.code) if refusal else 200
    response = sealed(respond(request, "desk/sign_in.html", at, view, status))
    response.headers.update(headers_of(status))
    return with_cookie(response, request, VISITOR, visitor)
