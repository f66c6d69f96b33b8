"""Who is at the desk: by a cookie that names a key, which is looked up for every request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from app.api.http.cache_policy import DESK
from app.api.http.deps import ServiceDep
from app.api.http.rate_limits import RateLimitSettings
from app.api.http.root_path import route_path
from app.domain.enums import Scope
from app.domain.errors import Refusal
from app.services import keys
from app.services.context import AppContext
from app.services.keys import Author
from app.web.addresses import Addresses
from app.web.desk.forms import TOKEN, Fields, FieldsDep
from app.web.desk.tickets import Ticket, TicketSigner
from app.web.i18n.format import Localizer
from app.web.rendering import respond

SESSION, VISITOR = "tthc766_desk", "tthc766_desk_visitor"
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


# The scopes that open each page, in the order in which they are offered; what is read by all is open to every key.
_OPENED_BY: dict[str, tuple[Scope, ...]] = {
    "/so-lieu": (Scope.STATISTICS_WRITE, Scope.OFFICIAL_WRITE),
    "/cong-bo": (Scope.PUBLISH_WRITE,),
    "/cong-van": tuple(Scope),
}
PAGES = tuple(_OPENED_BY)


class SignInNeededError(Exception):
    """Nobody is signed in; ``ended``: somebody was."""

    def __init__(self, *, ended: bool) -> None:
        super().__init__("sign in")
        self.ended = ended


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the desk, in the list of them."""

    address: str
    label: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """A request to the desk of somebody who is signed in, and how it is answered."""

    request: Request
    service: AppContext
    author: Author
    ticket: Ticket
    at: Addresses
    say: Localizer

    def page(self, template: str, view: Mapping[str, object], status: int = 200) -> Response:
        """A page of the desk, whose forms are bound to the session."""
        token = signer_of(self.service).token(self.ticket)
        here = route_path(self.request.scope).removeprefix(DESK)
        tabs = [
            Tab(self.at.desk(each), self.say(f"desk{each}"), here.startswith(each)) for each in pages_of(self.author)
        ]
        who = self.author.root or self.say("desk_whole_country")
        shown = {"token": token, "tabs": tabs, "who": who, "key": self.author.key_id, **view}
        return self._kept(respond(self.request, f"desk/{template}", self.at, shown, status))

    def to(self, address: str) -> Response:
        """To the page that shows what was done: to load it again does nothing again."""
        return self._kept(RedirectResponse(address, 303))

    def _kept(self, response: Response) -> Response:
        ticket = self.ticket.used(self.service.now())
        return with_cookie(sealed(response), self.request, SESSION, ticket)


def pages_of(author: Author) -> list[str]:
    """The pages that a key opens; at least one."""
    return [page for page, scopes in _OPENED_BY.items() if author.has(*scopes)]


def signer_of(service: AppContext) -> TicketSigner:
    return TicketSigner(service.key_secret)


def sealed(response: Response) -> Response:
    """An answer of the desk: kept by nobody, for nobody else's page, in no index."""
    response.headers.update(_HEADERS)
    return response


def with_cookie(response: Response, request: Request, name: str, ticket: Ticket | None) -> Response:
    """Set a cookie of the desk, or delete it."""
    service: AppContext = request.app.state.service
    value = signer_of(service).write(ticket) if ticket else ""
    seconds = int((ticket.until - service.now()).total_seconds()) if ticket else 0
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=service.address(DESK),
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return response


def ticket_of(request: Request, service: AppContext, name: str) -> Ticket | None:
    """The ticket in a cookie; of the session only one with a key, of the visitor only one without."""
    ticket = signer_of(service).read(request.cookies.get(name, ""), service.now())
    return ticket if ticket and (ticket.key_id is None) == (name == VISITOR) else None


def refuse_foreign(fields: Fields, ticket: Ticket | None, service: AppContext) -> None:
    """Refuse ``form_stale`` for a form that was not made for this ticket."""
    if ticket is None or not signer_of(service).is_of(fields.get(TOKEN, ""), ticket):
        raise Refusal("form_stale")


def desk_of(request: Request, service: ServiceDep) -> Desk:
    """Who is signed in, with a key that works at this moment; else ``SignInNeededError``."""
    ticket = ticket_of(request, service, SESSION)
    if ticket is None or ticket.key_id is None:
        raise SignInNeededError(ended=SESSION in request.cookies)
    try:
        author = keys.author_of(service.database, ticket.key_id, service.now())
    except Refusal:
        raise SignInNeededError(ended=True) from None
    request.state.author = author
    at = Addresses.of(request)
    return Desk(request, service, author, ticket, at, Localizer(at.language))


DeskDep = Annotated[Desk, Depends(desk_of)]


def charge(desk: Desk) -> None:
    """Count a write of the key, whichever session it comes from; refuses ``rate_limited``."""
    limits: RateLimitSettings = desk.request.app.state.limits
    who = f"desk/{desk.author.line}"
    if limits.writes and limits.writes.take(who) is None:
        raise Refusal("rate_limited", limit=limits.writes.said, seconds=limits.writes.wait(who))


def writing_desk(desk: DeskDep, fields: FieldsDep) -> Desk:
    """The same for what changes something: with a form that was made for this session."""
    charge(desk)
    refuse_foreign(fields, desk.ticket, desk.service)
    return desk


WritingDeskDep = Annotated[Desk, Depends(writing_desk)]


def install(app: FastAPI) -> None:
    """Lead whoever is not signed in to the page where one does, and from there back."""

    @app.exception_handler(SignInNeededError)
    def to_sign_in(request: Request, needed: SignInNeededError) -> Response:
        wanted = route_path(request.scope).removeprefix(DESK)
        query = request.url.query if request.method == "GET" else ""
        to = f"{wanted}?{query}" if query else wanted
        address = Addresses.of(request).desk("", to=to, ended="1" if needed.ended else None)
        response = sealed(RedirectResponse(address, 303))
        return with_cookie(response, request, SESSION, None) if needed.ended else response
