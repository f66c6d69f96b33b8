"""The feeds of editions."""

from typing import Any

from fastapi import APIRouter, Request, Response

from app.api.http.deps import ServiceDep, public_url
from app.api.http.problems import documented
from app.api.opendata.feeds import ATOM, JSON_FEED, Feed, FeedEntry, atom_response, json_feed_response
from app.api.response_cache.endpoint import NOT_MODIFIED, CheaplyPolledDep
from app.services.context import AppContext
from app.services.editions.editions import list_editions
from app.services.versions import EDITIONS, Dependencies
from app.services.vietnamese import COHORTS, short_period
from app.storage.editions import StoredEdition

router = APIRouter(prefix="/feeds", tags=["editions"])
_NEWEST = 50
_EDITIONS = Dependencies((EDITIONS,))


class _Atom(Response):
    media_type = ATOM


class _JsonFeed(Response):
    media_type = JSON_FEED


def _described(media_type: str, kind: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": {"type": kind}}}}, **NOT_MODIFIED, **documented(503)}


@router.get(
    "/editions.atom", response_class=_Atom, responses=_described(ATOM, "string"), summary="Editions as an Atom feed"
)
async def get_atom(service: ServiceDep, request: Request, polled: CheaplyPolledDep) -> Response:
    """The newest 50 editions (RFC 4287). A correction links to the edition it replaces; the category with the scheme
    `serial` is the serial of the publication."""
    site = public_url(request, service)
    return await polled(_EDITIONS, lambda: atom_response(_feed(service, site, "atom"), _entries(service, site)), site)


@router.get(
    "/editions.json",
    response_class=_JsonFeed,
    responses=_described(JSON_FEED, "object"),
    summary="Editions as a JSON feed",
)
async def get_json_feed(service: ServiceDep, request: Request, polled: CheaplyPolledDep) -> Response:
    """The newest 50 editions (JSON Feed 1.1). The member `_tthc766` names the edition, the one it replaces and the
    serial of its publication."""
    site = public_url(request, service)
    return await polled(
        _EDITIONS, lambda: json_feed_response(_feed(service, site, "json"), _entries(service, site)), site
    )


def _feed(service: AppContext, site: str, ending: str) -> Feed:
    return Feed(
        "editions",
        "Kết quả đánh giá theo Quyết định 766/QĐ-TTg",
        "Các bản công bố kết quả phục vụ người dân, doanh nghiệp trong thực hiện thủ tục hành chính",
        f"{site}/",
        f"{site}/feeds/editions.{ending}",
        service.settings.publisher,
    )


def _entries(service: AppContext, site: str) -> list[FeedEntry]:
    newest = service.changes.state.newest
    found = list_editions(service.database, None, None, None, _NEWEST)
    return [_entry(site, each, newest[f"edition/{each.id}"].serial) for each in found]


def _entry(site: str, edition: StoredEdition, serial: int) -> FeedEntry:
    title, title_en = _titles(edition)
    correction = f" Thay thế bản công bố số {edition.replaces}: {edition.reason}" if edition.replaces else ""
    withdrawal = edition.withdrawal
    withdrawn = f" Đã bị rút: {withdrawal.reason}" if withdrawal else ""
    return FeedEntry(
        edition.id,
        serial,
        f"Đã rút: {title}" if withdrawal else title,
        f"Withdrawn: {title_en}" if withdrawal else title_en,
        f"{title}. Bản công bố số {edition.id}, mã kiểm tra {edition.digest}.{correction}{withdrawn}",
        edition.published_at,
        f"{site}/editions/{edition.id}",
        f"{site}/v1/editions/{edition.replaces}" if edition.replaces else None,
        withdrawal.at if withdrawal else None,
    )


def _titles(edition: StoredEdition) -> tuple[str, str]:
    cohort, period = edition.cohort, edition.period
    who = COHORTS[cohort.level]
    within, within_en = (f" của {cohort.root}", f" of {cohort.root}") if cohort.root else ("", "")
    return f"Kết quả {short_period(period)}: các {who.vi}{within}", f"Results of {period}: {who.en}{within_en}"
