"""Shapes of webhooks: what is sent, and what is answered."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from app.api.http.problems import FaultOut
from app.api.schemas.common import Moment, NextPage
from app.domain.delivery_errors import SendError
from app.domain.errors import Refusal
from app.domain.text import parse_text
from app.storage.webhooks.outbox import State

_DESCRIPTION = 500


def _description(text: str) -> str:
    try:
        return parse_text(text, "description", _DESCRIPTION).text if text else text
    except Refusal as refusal:
        raise PydanticCustomError(refusal.code, refusal.code, refusal.params) from None


class WebhookIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    url: str = Field(description="Where the messages are sent, https.", examples=["https://example.vn/hooks/tthc766"])
    description: Annotated[str, AfterValidator(_description)] = Field(
        "", max_length=_DESCRIPTION, description="Your own note."
    )


class WebhookStatus(StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"
    KEY_REVOKED = "key_revoked"


class WebhookOut(BaseModel):
    id: int
    url: str
    description: str
    key: str = Field(description="Public part of the key that registered it.")
    agency: str | None = Field(description="That key's subtree; null for the whole country.")
    created_at: Moment
    status: WebhookStatus = Field(
        description="`disabled`: the receiver answered 410 (Gone). `key_revoked`: neither its key nor one that "
        "replaced it by rotation works any more. Neither is told anything."
    )
    disabled_at: Moment | None = Field(description="Since when it is not told anything.")
    disabled_reason: str | None = Field(
        description="`gone`: the receiver answered 410; `key_revoked`, `key_expired`: what ended the last of its keys.",
        examples=["gone"],
    )
    previous_secret_until: Moment | None = Field(description="Until then the replaced secret signs too.")


class WebhookSecretOut(WebhookOut):
    secret: str = Field(description="Verify signatures with it. It is shown only now.", examples=["whsec_…"])
    warnings: list[FaultOut] = Field(description="What looks damaged in `description`.")


class WebhookPage(BaseModel):
    items: list[WebhookOut]
    next: NextPage


class AttemptOut(BaseModel):
    at: Moment
    status: int | None = Field(description="HTTP status of the answer; null where none came.", examples=[200])
    duration_ms: int
    error: SendError | None = Field(description="null for a success.")


class DeliveryOut(BaseModel):
    id: int
    message: str = Field(description="The `webhook-id` header of every attempt.", examples=["msg_5d3c…"])
    type: str = Field(examples=["edition.published"])
    created_at: Moment
    state: State
    next_attempt_at: Moment | None
    attempts: list[AttemptOut] = Field(description="Oldest first.")


class DeliveryPage(BaseModel):
    items: list[DeliveryOut]
    next: NextPage
