"""The OpenAPI document: what FastAPI derives, completed by what it cannot know."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.api.http.problems import Problem, documented, documented_failures
from app.api.http.rate_limits import is_free
from app.api.openapi import webhooks
from app.api.openapi.clients import complete
from app.api.openapi.examples import put_in
from app.api.schemas.dossier_registers import ProceduresIn, ServicesIn
from app.api.schemas.editions import EditionIn, WithdrawalIn
from app.api.schemas.portal import QUESTIONS
from app.api.schemas.scenarios import ScenarioIn
from app.api.schemas.submissions import AgenciesIn, OfficialResultsIn, StatisticsIn
from app.api.schemas.webhooks import WebhookIn
from app.readers.portal.questions import ROOT as PORTAL
from app.services.portal.facade_answers import Failure
from app.settings import Settings

_TEMPLATE = "#/components/schemas/{model}"


def describe(app: FastAPI) -> None:
    """Make ``app.openapi`` add the schemas that only raw bodies and error answers refer to."""

    settings: Settings = app.state.service.settings

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title,
                version=app.version,
                summary=app.summary,
                description=app.description,
                license_info=app.license_info,
                routes=app.routes,
                webhooks=webhooks.router.routes,
                servers=[{"url": settings.public_url or settings.root_path or "/"}],
            )
            schemas = document["components"]["schemas"]
            shapes = (
                Problem,
                Failure,
                StatisticsIn,
                OfficialResultsIn,
                AgenciesIn,
                ProceduresIn,
                ServicesIn,
                EditionIn,
                WithdrawalIn,
                WebhookIn,
                ScenarioIn,
                *QUESTIONS,
            )
            for model in shapes:
                schema = model.model_json_schema(ref_template=_TEMPLATE)
                schemas |= schema.pop("$defs", {})
                schemas[model.__name__] = schema
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            _add_limits(document)
            complete(document)
            app.openapi_schema = put_in(document)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _add_limits(document: dict[str, Any]) -> None:
    """Whoever asks too often is refused everywhere but where the service is watched."""
    for path, operations in document["paths"].items():
        if not is_free(path):
            refused = documented_failures(429) if path.startswith(f"{PORTAL}/") else documented(429)
            for operation in operations.values():
                operation["responses"] |= {str(status): told for status, told in refused.items()}
