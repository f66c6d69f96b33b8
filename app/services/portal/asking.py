"""What whoever asks the portal keeps to: one at a time, not before the portal lets us, under our own name."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.domain.errors import Refusal
from app.domain.time import VIETNAM
from app.readers.portal.client import ClientPolicy
from app.services.context import AppContext
from app.storage.database import PULLING, Connection
from app.storage.portal import pulls


@contextmanager
def alone(service: AppContext) -> Iterator[None]:
    """Nobody else asks meanwhile; refuses ``portal_running``."""
    with service.database.alone(PULLING) as alone_now:
        if not alone_now:
            raise Refusal("portal_running")
        yield


def refuse_too_early(connection: Connection, service: AppContext) -> None:
    """Refuses ``portal_not_before`` while the portal wants to be left alone."""
    until = pulls.not_before(connection, service.settings.portal_url)
    if until and until > service.now():
        raise Refusal("portal_not_before", shown=until.astimezone(VIETNAM).isoformat(timespec="seconds"))


def client_policy(service: AppContext) -> ClientPolicy:
    settings = service.settings
    return ClientPolicy(
        url=settings.portal_url,
        pause=settings.portal_pause,
        timeout=settings.portal_timeout,
        attempts=settings.portal_attempts,
        proxy=settings.portal_proxy,
        contact=settings.portal_contact,
    )
