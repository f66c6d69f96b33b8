"""The interface for people: Swagger UI over the OpenAPI document, from files of our own."""

from fastapi import APIRouter, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse

from app.api.http.deps import ServiceDep

router = APIRouter(include_in_schema=False)
_FILES = "/static-offline-docs"  # where FastAPIOffline puts them


@router.get("/docs")
async def get_docs(service: ServiceDep, request: Request) -> HTMLResponse:
    """Every operation, to be tried out."""
    return get_swagger_ui_html(
        openapi_url=service.address("/openapi.json"),
        title=f"{request.app.title} - Swagger UI",
        swagger_js_url=service.address(f"{_FILES}/swagger-ui-bundle.js"),
        swagger_css_url=service.address(f"{_FILES}/swagger-ui.css"),
        swagger_favicon_url=service.address(f"{_FILES}/favicon.png"),
    )
