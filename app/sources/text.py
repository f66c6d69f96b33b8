"""Bytes to text."""

from app.domain.errors import Fault, Refusal


def decode(body: bytes) -> str:
    """UTF-8, with or without a byte order mark."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault("encoding_invalid", params={"position": error.start})
        raise Refusal("submission_invalid", faults=[fault], count=1) from None
