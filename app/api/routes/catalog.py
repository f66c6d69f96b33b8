"""The description of the data sets, for catalogues of open data to harvest."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.api.http.cold_slots import ColdDep
from app.api.http.deps import ServiceDep, Strict, public_url
from app.api.http.negotiation import best_type, header_of
from app.api.http.problems import documented
from app.services.evaluation.coverage import get_coverage

if TYPE_CHECKING:
    from rdflib import Graph

JSON_LD, TURTLE = "application/ld+json", "text/turtle"

router = APIRouter(tags=["open data"])


class CatalogQuery(Strict):
    format: Literal["json-ld", "turtle"] | None = Field(None, description="Goes before the Accept header.")


class _JsonLd(Response):
    media_type = JSON_LD


_FORMS: dict[int | str, dict[str, Any]] = {
    200: {"content": {JSON_LD: {"schema": {"type": "object"}}, TURTLE: {"schema": {"type": "string"}}}}
}


@router.get(
    "/v1/catalog",
    response_class=_JsonLd,
    responses={**_FORMS, **documented(422, 503)},
    summary="The data sets, as DCAT 3",
)
async def get_catalog(
    query: Annotated[CatalogQuery, Query()], service: ServiceDep, request: Request, cold: ColdDep
) -> Response:
    """Every data set with its title, period, licence and forms (DCAT 3), as JSON-LD or Turtle."""

    def make() -> Response:
        from app.api.opendata.dcat import Offer, describe  # noqa: PLC0415  # rdflib is large, a harvester comes once a day

        settings = service.settings
        # Without a public URL it names the host that was asked, and a shared cache may serve other names.
        headers = {"Vary": "Accept", **({} if settings.public_url else {"Cache-Control": "no-store"})}
        offer = Offer(public_url(request, service), settings.publisher, settings.data_licence)
        graph = describe(offer, get_coverage(service.database))
        if _wants_turtle(request, query):
            return Response(graph.serialize(format="turtle"), 200, headers, f"{TURTLE}; charset=utf-8")
        return Response(_json_ld(graph), 200, headers, JSON_LD)

    return await cold(make)


def _json_ld(graph: "Graph") -> bytes:
    context = {prefix: str(namespace) for prefix, namespace in graph.namespaces()}
    document = orjson.loads(graph.serialize(format="json-ld", context=context))
    return orjson.dumps(_ordered(document), option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _ordered(part: Any) -> Any:
    """The same with its lists in order: they mean sets, and rdflib writes them as every process happens to hash."""
    if isinstance(part, dict):
        return {key: _ordered(value) for key, value in part.items()}
    if isinstance(part, list):
        return sorted(
            (_ordered(each) for each in part), key=lambda each: orjson.dumps(each, option=orjson.OPT_SORT_KEYS)
        )
    return part


def _wants_turtle(request: Request, query: CatalogQuery) -> bool:
    if query.format is not None:
        return query.format == "turtle"
    return best_type(header_of(request, "accept"), (JSON_LD, TURTLE)) == TURTLE
