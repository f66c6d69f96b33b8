"""Withdrawing an edition: it stays readable, but no longer stands."""

from app.domain.errors import Location, Refusal
from app.services.audit import trail as audit_trail
from app.services.audit.trail import Act
from app.services.context import AppContext
from app.services.editions.editions import find_edition
from app.services.editions.publishing import check_covered, checked_reason, told
from app.services.keys import Author
from app.services.webhooks.registration import EDITION_WITHDRAWN, announce
from app.storage import editions, receipt_clock
from app.storage.editions import StoredEdition


def withdraw(service: AppContext, id_: int, reason: str, author: Author) -> StoredEdition:
    """Say of an edition that it no longer stands, and why. The one that it had replaced does not stand again.

    Its document stays what it is; of the same cohort and period, a new edition may replace it. Refusals:
    ``unknown_edition``, ``cohort_outside``, ``reason_missing``, ``text_invalid``, ``character_lost``,
    ``edition_replaced``, ``edition_already_withdrawn``.
    """
    if not reason.strip():
        raise Refusal("reason_missing").at(Location(pointer="/reason"))
    reason = checked_reason(reason)
    with service.database.writing() as connection:
        now = receipt_clock.moment(connection, service.now())
        stored = find_edition(connection, id_)
        check_covered(stored.cohort, author)
        if stored.replaced_by is not None:
            raise Refusal("edition_replaced", value=id_, by=stored.replaced_by)
        if stored.withdrawal:
            raise Refusal("edition_already_withdrawn", value=id_)
        editions.withdraw(connection, id_, now, author.key_id, reason)
        act = Act("edition.withdrawn", author.key_id, now)
        audit_trail.record(service.database, connection, act, f"edition/{id_}")
        withdrawal = {"at": now.isoformat(), "reason": reason}
        announce(connection, EDITION_WITHDRAWN, {**told(service, stored), "withdrawal": withdrawal}, now)
        return find_edition(connection, id_)
