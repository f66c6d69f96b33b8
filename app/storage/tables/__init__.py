"""The tables, a file a noun. ``migrations/`` builds them; ``alembic check`` holds the two together."""

from app.storage.tables.agencies import agency, agency_name, agency_version
from app.storage.tables.audit import audit_entry, change
from app.storage.tables.base import metadata
from app.storage.tables.dossier_registers import registered_procedure, registered_service
from app.storage.tables.editions import edition, edition_withdrawal
from app.storage.tables.figures import measure, official_result, quality, statistic
from app.storage.tables.idempotency import retry
from app.storage.tables.keys import api_key
from app.storage.tables.pending import pending_upload
from app.storage.tables.portal import (
    agency_alias,
    portal_answer,
    portal_body,
    portal_pull,
    portal_submission,
    procedure,
)
from app.storage.tables.submissions import submission, submission_period
from app.storage.tables.webhooks import webhook, webhook_attempt, webhook_delivery, webhook_message

__all__ = [
    "agency",
    "agency_alias",
    "agency_name",
    "agency_version",
    "api_key",
    "audit_entry",
    "change",
    "edition",
    "edition_withdrawal",
    "measure",
    "metadata",
    "official_result",
    "pending_upload",
    "portal_answer",
    "portal_body",
    "portal_pull",
    "portal_submission",
    "procedure",
    "quality",
    "registered_procedure",
    "registered_service",
    "retry",
    "statistic",
    "submission",
    "submission_period",
    "webhook",
    "webhook_attempt",
    "webhook_delivery",
    "webhook_message",
]
