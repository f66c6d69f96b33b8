"""Webhooks: registering them, and seeing what was sent."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from app.api.http.deps import MAX_ID, NewestFirst, ServiceDep, writer
from app.api.http.idempotency import OnceDep
from app.api.http.if_match import IfMatchDep, tagged
from app.api.http.problems import FaultOut, damage_in, documented
from app.api.http.rendering import json_response
from app.api.http.request_body import described_body, sent
from app.api.openapi.examples import SENT
from app.api.schemas.webhooks import (
    AttemptOut,
    DeliveryOut,
    DeliveryPage,
    WebhookIn,
    WebhookOut,
    WebhookPage,
    WebhookSecretOut,
    WebhookStatus,
)
from app.domain.enums import Scope
from app.services.keys import Author
from app.services.webhooks import registration
from app.services.webhooks.registration import DeliveryWindow
from app.storage.webhooks.outbox import Delivery
from app.storage.webhooks.registrations import Webhook, WebhookWindow

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"])

WriterDep = Annotated[Author, Depends(writer(Scope.WEBHOOKS_WRITE))]
IdPath = Annotated[int, Path(ge=1, le=MAX_ID, description="Id of the webhook.")]
DeliveryPath = Annotated[int, Path(ge=1, le=MAX_ID, description="Id of the delivery.")]


@router.post(
    "",
    status_code=201,
    response_model=WebhookSecretOut,
    responses={**tagged(201), **documented(401, 403, 408, 409, 413, 422, 503)},
    openapi_extra=described_body(WebhookIn, SENT["webhooks"]),
    summary="Register a webhook",
)
def post_webhook(
    author: WriterDep, asked: Annotated[WebhookIn, Depends(sent(WebhookIn))], service: ServiceDep, once: OnceDep
) -> Response:
    """From now on every message is sent there, signed after Standard Webhooks. The secret is answered this once.

    `edition.published` tells of a new edition. Needs the scope `webhooks:write`.
    """

    def work() -> Response:
        made = registration.register(service, author, asked.url, asked.description)
        headers = {"Location": service.address(f"/v1/webhooks/{made.id}"), **_tag(made)}
        answer = _with_secret(made, damage_in(asked.description, "description"))
        return json_response(answer, 201, headers)

    return once(work)


@router.get("", response_model=WebhookPage, responses=documented(401, 403, 422, 503), summary="Webhooks")
def get_webhooks(
    author: WriterDep, query: Annotated[NewestFirst, Query()], service: ServiceDep, request: Request
) -> Response:
    """Those of the key's subtree, the newest first."""
    found = registration.list_webhooks(service, author, WebhookWindow(query.before, query.limit))
    following = query.following(request, [each.id for each in found])
    return json_response(WebhookPage(items=[_view(each) for each in found], next=following))


@router.get(
    "/{id}",
    response_model=WebhookOut,
    responses={**tagged(200), **documented(401, 403, 404, 422, 503)},
    summary="One webhook",
)
def get_webhook(author: WriterDep, id: IdPath, service: ServiceDep) -> Response:
    """One webhook, without its secret."""
    found = registration.get(service, author, id)
    return json_response(_view(found), headers=_tag(found))


@router.delete(
    "/{id}", status_code=204, responses=documented(401, 403, 404, 409, 412, 422, 503), summary="Delete a webhook"
)
def delete_webhook(author: WriterDep, id: IdPath, service: ServiceDep, wanted: IfMatchDep, once: OnceDep) -> Response:
    """Nothing more is sent there, also not what was queued. Its log is deleted with it."""

    def work() -> Response:
        registration.remove(service, author, id, wanted)
        return Response(status_code=204)

    return once(work)


@router.post(
    "/{id}/secret",
    response_model=WebhookSecretOut,
    responses={**tagged(200), **documented(401, 403, 404, 409, 412, 422, 503)},
    summary="Replace the secret",
)
def rotate_secret(author: WriterDep, id: IdPath, service: ServiceDep, wanted: IfMatchDep, once: OnceDep) -> Response:
    """Until `previous_secret_until` every message bears two signatures, one by each secret."""

    def work() -> Response:
        found = registration.rotate(service, author, id, wanted)
        return json_response(_with_secret(found), headers=_tag(found))

    return once(work)


@router.post(
    "/{id}/enable",
    response_model=WebhookOut,
    responses={**tagged(200), **documented(401, 403, 404, 409, 412, 422, 503)},
    summary="Switch a webhook on",
)
def enable_webhook(author: WriterDep, id: IdPath, service: ServiceDep, wanted: IfMatchDep, once: OnceDep) -> Response:
    """After the receiver answered 410. What was queued when it was switched off is sent now.

    Refused if no key of the line that registered it works any more: register it again.
    """

    def work() -> Response:
        found = registration.enable(service, author, id, wanted)
        return json_response(_view(found), headers=_tag(found))

    return once(work)


@router.post(
    "/{id}/ping",
    status_code=202,
    response_model=DeliveryOut,
    responses=documented(401, 403, 404, 409, 422, 503),
    summary="Try a webhook out",
)
def ping_webhook(author: WriterDep, id: IdPath, service: ServiceDep, once: OnceDep) -> Response:
    """Queues a message of the type `webhook.ping` for this webhook alone."""
    return once(lambda: json_response(_delivery_view(registration.ping(service, author, id)), 202))


@router.get(
    "/{id}/deliveries",
    response_model=DeliveryPage,
    responses=documented(401, 403, 404, 422, 503),
    summary="What was sent",
)
def get_deliveries(
    author: WriterDep, id: IdPath, query: Annotated[NewestFirst, Query()], service: ServiceDep, request: Request
) -> Response:
    """The deliveries of a webhook, the newest first, each with its attempts."""
    found = registration.list_deliveries(service, author, id, DeliveryWindow(query.before, query.limit))
    following = query.following(request, [each.id for each in found])
    return json_response(DeliveryPage(items=[_delivery_view(each) for each in found], next=following))


@router.post(
    "/{id}/deliveries/{delivery}/redeliver",
    status_code=202,
    response_model=DeliveryOut,
    responses=documented(401, 403, 404, 409, 422, 503),
    summary="Send once more",
)
def redeliver(author: WriterDep, id: IdPath, delivery: DeliveryPath, service: ServiceDep, once: OnceDep) -> Response:
    """Queues a delivery again, whatever came of it, with the same `webhook-id` and all attempts before it."""
    return once(lambda: json_response(_delivery_view(registration.redeliver(service, author, id, delivery)), 202))


def _tag(found: Webhook) -> dict[str, str]:
    return {"ETag": registration.tag_of(found)}


def _with_secret(found: Webhook, warnings: Sequence[FaultOut] = ()) -> WebhookSecretOut:
    return WebhookSecretOut(**_view(found).model_dump(), secret=found.secrets.current, warnings=list(warnings))


def _view(found: Webhook) -> WebhookOut:
    status = WebhookStatus.DISABLED if found.disabled_at else WebhookStatus.ACTIVE
    return WebhookOut(
        id=found.id,
        url=found.url,
        description=found.description,
        key=found.key_id,
        agency=found.agency,
        created_at=found.created_at,
        status=WebhookStatus.KEY_REVOKED if found.ended else status,
        disabled_at=found.ended.at if found.ended else found.disabled_at,
        disabled_reason=found.ended.reason if found.ended else found.disabled_reason,
        previous_secret_until=found.secrets.previous_until,
    )


def _delivery_view(found: Delivery) -> DeliveryOut:
    return DeliveryOut(
        id=found.id,
        message=found.message,
        type=found.type,
        created_at=found.created_at,
        state=found.state,
        next_attempt_at=found.next_attempt_at,
        attempts=[
            AttemptOut(at=each.at, status=each.status, duration_ms=each.duration_ms, error=each.error)
            for each in found.attempts
        ],
    )
