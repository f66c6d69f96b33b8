"""The messages that receivers of webhooks get, for the OpenAPI document."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header
from pydantic import BaseModel, Field

from app.api.schemas.common import Moment
from app.domain.evaluation.scores import Basis

router = APIRouter(generate_unique_id_function=lambda route: route.name)
_ANSWERS: dict[int | str, dict[str, Any]] = {
    "2XX": {"description": "Received; do the work afterwards"},
    410: {"description": "Send nothing more: the webhook is switched off"},
    429: {"description": "Later: after `Retry-After`"},
    503: {"description": "Later: after `Retry-After`"},
}

MessageId = Annotated[str, Header(description="Id of the message, the same at every attempt.")]
Timestamp = Annotated[str, Header(description="When it was sent, in seconds since 1970.")]
Signature = Annotated[
    str,
    Header(
        description="`v1,` and the HMAC-SHA256 in base64 of `webhook-id.webhook-timestamp.body` under the secret; two, "
        "with a blank between, while the secret is being replaced."
    ),
]


class PublishedEdition(BaseModel):
    id: int
    period: str = Field(examples=["2026-Q3"])
    cohort: str = Field(examples=["provinces"])
    basis: Basis
    scorecard: str
    digest: str = Field(description="SHA-256 over the bytes of the document.")
    replaces: int | None = Field(description="The edition that this one corrects.")
    reason: str | None
    url: str = Field(description="Address of the edition, relative to the service.", examples=["/v1/editions/7"])


class EditionPublished(BaseModel):
    type: Literal["edition.published"]
    timestamp: Moment
    data: PublishedEdition


class WithdrawalMessage(BaseModel):
    at: Moment
    reason: str


class WithdrawnEdition(PublishedEdition):
    withdrawal: WithdrawalMessage


class EditionWithdrawn(BaseModel):
    type: Literal["edition.withdrawn"]
    timestamp: Moment
    data: WithdrawnEdition


class PingedWebhook(BaseModel):
    webhook: int = Field(description="Id of the webhook that is tried out.")


class WebhookPing(BaseModel):
    type: Literal["webhook.ping"]
    timestamp: Moment
    data: PingedWebhook


@router.post("edition.published", status_code=204, responses=_ANSWERS, summary="An edition was published")
def on_edition_published(
    body: EditionPublished, webhook_id: MessageId, webhook_timestamp: Timestamp, webhook_signature: Signature
) -> None:
    """Sent to every active webhook, signed after Standard Webhooks: https://www.standardwebhooks.com."""


@router.post("edition.withdrawn", status_code=204, responses=_ANSWERS, summary="An edition was withdrawn")
def on_edition_withdrawn(
    body: EditionWithdrawn, webhook_id: MessageId, webhook_timestamp: Timestamp, webhook_signature: Signature
) -> None:
    """Sent like `edition.published`. The edition stays readable at its address, but no longer stands."""


@router.post("webhook.ping", status_code=204, responses=_ANSWERS, summary="A webhook is tried out")
def on_webhook_ping(
    body: WebhookPing, webhook_id: MessageId, webhook_timestamp: Timestamp, webhook_signature: Signature
) -> None:
    """Sent by `POST /v1/webhooks/{id}/ping` to that webhook alone."""
