"""What the cookies of the desk say: signed, so that nobody else can write them; the key itself never stands in one."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, Signer, URLSafeSerializer

LASTS = timedelta(minutes=60)  # without use
AT_MOST = timedelta(hours=12)  # whatever use is made of it
_SIGNING = {"key_derivation": "hmac", "digest_method": hashlib.sha256}


@dataclass(frozen=True, slots=True)
class Ticket:
    """Who is at the desk. ``id``: forms are bound to it; ``key_id``: ``None`` before signing in.

    It holds ``until`` it is not used any more, and never beyond ``last``.
    """

    id: str
    key_id: str | None
    until: datetime
    last: datetime

    @classmethod
    def new(cls, key_id: str | None, now: datetime) -> "Ticket":
        return cls(secrets.token_hex(16), key_id, now + LASTS, now + AT_MOST)

    def used(self, now: datetime) -> "Ticket":
        """The same, for as long again."""
        return replace(self, until=min(now + LASTS, self.last))


class TicketSigner:
    """Writes and reads cookies, and the tokens of forms. ``secret``: that under which keys are hashed."""

    def __init__(self, secret: bytes) -> None:
        key = hmac.digest(secret, b"tthc766 desk", "sha256")
        self._tickets = URLSafeSerializer(key, b"ticket", signer_kwargs=_SIGNING)
        self._forms = Signer(key, b"form", key_derivation="hmac", digest_method=hashlib.sha256)

    def write(self, ticket: Ticket) -> str:
        moments = [int(each.timestamp()) for each in (ticket.until, ticket.last)]
        text: str | bytes = self._tickets.dumps([ticket.id, ticket.key_id, *moments])
        return text if isinstance(text, str) else text.decode()

    def read(self, text: str, now: datetime) -> Ticket | None:
        """``None`` for what this service did not sign, and for what holds no more."""
        try:
            id_, key_id, *moments = self._tickets.loads(text)
        except BadData:
            return None
        until, last = (datetime.fromtimestamp(each, UTC) for each in moments)
        return Ticket(id_, key_id, until, last) if now < until else None

    def token(self, ticket: Ticket) -> str:
        """What forms carry that were made for this ticket."""
        return self._forms.get_signature(ticket.id).decode()

    def is_of(self, token: str, ticket: Ticket) -> bool:
        return hmac.compare_digest(token.encode(), self.token(ticket).encode())
