"""From a view to an answer: the templates, and the headers under which a browser shows them."""

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import URL

from app.domain.messages import shorten
from app.domain.redaction import hide_secrets
from app.domain.time import parse_as_of
from app.services.context import AppContext
from app.web.addresses import Addresses, is_embedded
from app.web.i18n.format import Localizer
from app.web.i18n.languages import Language
from app.web.pages.sharing import Sharing
from app.web.publisher import Publisher

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors "
)
_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin"}
_MOST_PRINTED = 300  # characters of an address on paper
_templates = Environment(
    loader=PackageLoader("app.web"), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
)


def respond(
    request: Request,
    template: str,
    at: Addresses,
    view: Mapping[str, object],
    status: int = 200,
    sharing: Sharing | None = None,
) -> Response:
    """A page. Only our own style sheet is let in, and only the pages made for it into a frame."""
    service: AppContext = request.app.state.service
    embedded = is_embedded(request)
    other, say = at.language.other, Localizer(at.language)
    context = {
        **view,
        "say": say,
        "then": then(at, say),
        "present_address": _relative(request.url.remove_query_params(list(at.moments))),
        "at": at,
        "lang": at.language,
        "other": other,
        "other_address": _in_language(request.url, other),
        "embedded": embedded,
        "publisher": Publisher.of(service.settings),
        "sharing": sharing,
        "whole_addresses": _whole_addresses(service.settings.public_url, sharing, at),
        "printed": say("printed", address=_public(request, service), day=say.day(service.now())),
    }
    headers = {
        **_HEADERS,
        "Content-Security-Policy": f"{_POLICY}{'*' if embedded else chr(39) + 'none' + chr(39)}",
        "Content-Language": at.language,
    }
    return HTMLResponse(_templates.get_template(template).render(context), status, headers)


def _whole_addresses(site: str | None, sharing: Sharing | None, at: Addresses) -> dict[Language, str]:
    """A page's own address as the world writes it, by language. Without a public address there is none: what is in
    the caches is for everybody, and the host that one of them asked for may be anybody's."""
    if site is None or sharing is None:
        return {}
    return {each: urljoin(site, sharing.here(at.shared(each))) for each in Language}


def _public(request: Request, service: AppContext) -> str:
    """The address of a page as it stands on paper; without that of the site where no setting says it."""
    host = urlsplit(service.settings.public_url or "")
    return shorten(f"{host.netloc}{_relative(request.url)}", _MOST_PRINTED)


def attachment(name: str) -> dict[str, str]:
    """The header that makes a browser keep an answer as a file."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def address_of(request: Request) -> str:
    """The address that was asked for, as a link within the host."""
    return _relative(request.url)


def then(at: Addresses, say: Localizer) -> str:
    """As of when a page or a file speaks, where that is not the present."""
    return " ".join(say(f"then_{name}", moment=say.moment(parse_as_of(text))) for name, text in at.moments.items())


def _in_language(url: URL, language: Language) -> str:
    return _relative(
        url.remove_query_params("lang") if language is Language.VIETNAMESE else url.include_query_params(lang=language)
    )


def _relative(moved: URL) -> str:
    return hide_secrets(f"{moved.path}?{moved.query}" if moved.query else moved.path)
