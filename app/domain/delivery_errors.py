"""What comes of a message to a webhook."""

from enum import StrEnum


class SendError(StrEnum):
    """Why a message was not taken."""

    STATUS = "status"
    REDIRECT = "redirect"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    NO_ADDRESS = "no_address"
    ADDRESS_REFUSED = "address_refused"
    CERTIFICATE = "certificate"
